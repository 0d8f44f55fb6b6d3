-- What sessions did, for the practice as a whole.

-- name: recompute_get :one
-- out:  struct recompute@recompute(run id, begun_utc int, beat_utc int, stage text, done int, total int, ended_utc int?, pooled int)
SELECT run, begun_utc, beat_utc, stage, done, total, ended_utc, pooled FROM recompute;

-- name: recompute_put :run
-- in:   run id, begun_utc int
INSERT INTO recompute (one, run, begun_utc, beat_utc, stage, done, total, ended_utc, pooled)
VALUES (1, $1, $2, $2, 'pooling', 0, 0, NULL, 0)
ON CONFLICT (one) DO UPDATE
   SET run = $1, begun_utc = $2, beat_utc = $2, stage = 'pooling', done = 0, total = 0, ended_utc = NULL, pooled = 0;

-- name: recompute_beat :run
-- in:   run id, beat_utc int, stage text, done int, total int
UPDATE recompute SET beat_utc = $2, stage = $3, done = $4, total = $5 WHERE run = $1 AND ended_utc IS NULL;

-- name: recompute_end :run
-- in:   run id, ended_utc int, pooled int
UPDATE recompute SET ended_utc = $2, beat_utc = $2, pooled = $3 WHERE run = $1 AND ended_utc IS NULL;

-- name: pool_drop :run
DELETE FROM pool WHERE place >= 0;

-- name: pool_put :run
-- in:   place int, mean real, sd real
INSERT INTO pool (place, mean, sd) VALUES ($1, $2, $3);

-- name: pool_all :many
-- out:  struct pool_part@recompute(place int, mean real, sd real)
SELECT place, mean, sd FROM pool ORDER BY place;

-- Complaints with so many signed sessions, newest client first, after one of them.
-- name: treated_page :many
-- in:   least int, client id, complaint int, most int
-- out:  struct treated@recompute(client id, complaint int)
SELECT client, complaint FROM visit
 WHERE state = 'signed' AND minutes > 0 AND (client < $2 OR (client = $2 AND complaint > $3))
 GROUP BY client, complaint HAVING count(*) >= $1
 ORDER BY client DESC, complaint LIMIT $4;

-- name: treated_count :one
-- in:   least int
-- out:  treated_total(n int)
SELECT count(*) AS n FROM (SELECT client, complaint FROM visit
  WHERE state = 'signed' AND minutes > 0
  GROUP BY client, complaint HAVING count(*) >= $1) t;

-- name: estimate_hash :many
-- in:   client id, complaint int
-- out:  estimate_mark(hash blob)
SELECT hash FROM estimate WHERE client = $1 AND complaint = $2;

-- name: estimate_put :run
-- in:   client id, complaint int, hash blob, last_utc int, benefit real, spread real
INSERT INTO estimate (client, complaint, hash, last_utc, benefit, spread)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (client, complaint) DO UPDATE
   SET hash = $3, last_utc = $4, benefit = $5, spread = $6;

-- name: estimate_drop :run
-- in:   client id, complaint int
DELETE FROM estimate WHERE client = $1 AND complaint = $2;

-- name: estimate_since :many
-- in:   since_utc int
-- out:  struct estimate@recompute(benefit real, spread real)
SELECT benefit, spread FROM estimate WHERE last_utc >= $1 ORDER BY client, complaint;
