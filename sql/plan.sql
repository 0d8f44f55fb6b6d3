-- Plans of care, a version a change.

-- name: plan_get :one
-- in:   client id, complaint int
-- out:  struct plan(complaint int, n int, made_utc int, author_name text, reason text, techniques text, areas text, minutes int, interval_days int, visits int, review_after int, home_care text, since_utc int)
SELECT p.complaint, p.n, p.made_utc, s.name AS author_name, p.reason, p.techniques, p.areas,
       p.minutes, p.interval_days, p.visits, p.review_after, p.home_care, p.since_utc
  FROM plan p JOIN staff s ON s.id = p.author
 WHERE p.client = $1 AND p.complaint = $2 ORDER BY p.n DESC LIMIT 1;

-- name: plan_by_complaint :many
-- in:   client id, complaint int
-- out:  struct plan(complaint int, n int, made_utc int, author_name text, reason text, techniques text, areas text, minutes int, interval_days int, visits int, review_after int, home_care text, since_utc int)
SELECT p.complaint, p.n, p.made_utc, s.name AS author_name, p.reason, p.techniques, p.areas,
       p.minutes, p.interval_days, p.visits, p.review_after, p.home_care, p.since_utc
  FROM plan p JOIN staff s ON s.id = p.author
 WHERE p.client = $1 AND p.complaint = $2 ORDER BY p.n DESC;

-- The newest version of each complaint's.
-- name: plan_by_client :many
-- in:   client id
-- out:  struct plan(complaint int, n int, made_utc int, author_name text, reason text, techniques text, areas text, minutes int, interval_days int, visits int, review_after int, home_care text, since_utc int)
SELECT p.complaint, p.n, p.made_utc, s.name AS author_name, p.reason, p.techniques, p.areas,
       p.minutes, p.interval_days, p.visits, p.review_after, p.home_care, p.since_utc
  FROM plan p JOIN staff s ON s.id = p.author
 WHERE p.client = $1
   AND p.n = (SELECT max(q.n) FROM plan q WHERE q.client = p.client AND q.complaint = p.complaint)
 ORDER BY p.complaint;

-- name: plan_put :run
-- in:   client id, complaint int, n int, made_utc int, author id, reason text, techniques text, areas text, minutes int, interval_days int, visits int, review_after int, home_care text, since_utc int
INSERT INTO plan (client, complaint, n, made_utc, author, reason, techniques, areas, minutes,
                  interval_days, visits, review_after, home_care, since_utc)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
