-- Reviews of a complaint: questionnaires asked together, and the activities they ask about.

-- name: activity_by_client :many
-- in:   client id, complaint int
-- out:  activity_row(n int, label text)
SELECT n, label FROM activity WHERE client = $1 AND complaint = $2 ORDER BY n;

-- name: activity_count :many
-- in:   client id
-- out:  activity_count_row(complaint int, n int)
SELECT complaint, count(*) AS n FROM activity WHERE client = $1 GROUP BY complaint ORDER BY complaint;

-- name: activity_put :run
-- in:   client id, complaint int, n int, label text, made_utc int
INSERT INTO activity (client, complaint, n, label, made_utc) VALUES ($1, $2, $3, $4, $5);

-- Those that no review rates any more.
-- name: activity_drop_unrated :run
-- in:   client id
DELETE FROM activity WHERE client = $1 AND NOT EXISTS (
    SELECT 1 FROM review r JOIN review_item i ON i.client = r.client AND i.review = r.id
     WHERE r.client = $1 AND r.complaint = activity.complaint AND r.voided_utc IS NULL
       AND i.instrument = 'psfs');

-- name: review_put :run
-- in:   client id, id id, complaint int, at_utc int, staff id
INSERT INTO review (client, id, complaint, at_utc, staff, voided_utc)
VALUES ($1, $2, $3, $4, $5, NULL);

-- name: review_item_put :run
-- in:   client id, review id, instrument text, item int, value real, wording blob
INSERT INTO review_item (client, review, instrument, item, value, wording)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: review_by_complaint :many
-- in:   client id, complaint int
-- out:  review_row(id id, at_utc int, who text)
SELECT r.id, r.at_utc, s.name AS who FROM review r JOIN staff s ON s.id = r.staff
 WHERE r.client = $1 AND r.complaint = $2 AND r.voided_utc IS NULL
 ORDER BY r.at_utc DESC, r.id DESC;

-- name: review_item_by_complaint :many
-- in:   client id, complaint int
-- out:  struct review_item@review(review id, instrument text, item int, value real, wording text)
SELECT i.review, i.instrument, i.item, i.value, w.body AS wording
  FROM review r JOIN review_item i ON i.client = r.client AND i.review = r.id
  JOIN wording w ON w.hash = i.wording
 WHERE r.client = $1 AND r.complaint = $2 AND r.voided_utc IS NULL
 ORDER BY r.at_utc DESC, r.id DESC, i.instrument, i.item;

-- The last one of each complaint.
-- name: review_last :many
-- in:   client id
-- out:  struct review_last@review(complaint int, at_utc int)
SELECT complaint, max(at_utc) AS at_utc FROM review
 WHERE client = $1 AND voided_utc IS NULL GROUP BY complaint ORDER BY complaint;

-- name: review_void_row :run
-- in:   client id, id id, voided_utc int
UPDATE review SET voided_utc = $3 WHERE client = $1 AND id = $2 AND voided_utc IS NULL;

-- Items that are series of their own, each by what was asked: progress to a goal.
-- name: review_series :many
-- in:   client id, instrument text
-- out:  review_series_row(complaint int, wording text, at_utc int, value real)
SELECT r.complaint, w.body AS wording, r.at_utc, i.value
  FROM review r JOIN review_item i ON i.client = r.client AND i.review = r.id
  JOIN wording w ON w.hash = i.wording
 WHERE r.client = $1 AND r.voided_utc IS NULL AND i.instrument = $2
 ORDER BY r.complaint, w.body, r.at_utc, r.id;
