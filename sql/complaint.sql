-- Complaints and their goals.

-- name: complaint_by_client :many
-- in:   client id
-- out:  struct complaint(client id, n int, label text, since text, cause text, closed_utc int?, made_utc int, version int)
SELECT client, n, label, since, cause, closed_utc, made_utc, version FROM complaint
 WHERE client = $1 ORDER BY closed_utc IS NOT NULL, n;

-- name: complaint_get :one
-- in:   client id, n int
-- out:  struct complaint(client id, n int, label text, since text, cause text, closed_utc int?, made_utc int, version int)
SELECT client, n, label, since, cause, closed_utc, made_utc, version FROM complaint
 WHERE client = $1 AND n = $2;

-- name: complaint_put :run
-- in:   struct complaint(client id, n int, label text, since text, cause text, made_utc int)
INSERT INTO complaint (client, n, label, since, cause, closed_utc, made_utc, version)
VALUES ($1, $2, $3, $4, $5, NULL, $6, 1);

-- name: complaint_change :run
-- in:   struct complaint(client id, n int, label text, since text, cause text, closed_utc int?, version int)
UPDATE complaint SET label = $3, since = $4, cause = $5, closed_utc = $6, version = version + 1
 WHERE client = $1 AND n = $2 AND version = $7;

-- name: goal_by_client :many
-- in:   client id
-- out:  struct goal@complaint(complaint int, n int, label text, measure text, target real?, due text)
SELECT complaint, n, label, measure, target, due FROM goal WHERE client = $1
 ORDER BY complaint, n;

-- name: goal_of_complaint :many
-- in:   client id, complaint int
-- out:  struct goal@complaint(complaint int, n int, label text, measure text, target real?, due text)
SELECT complaint, n, label, measure, target, due FROM goal WHERE client = $1 AND complaint = $2
 ORDER BY n;

-- name: goal_put :run
-- in:   client id, complaint int, n int, label text, measure text, target real?, due text
INSERT INTO goal (client, complaint, n, label, measure, target, due)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: goal_drop :run
-- in:   client id, complaint int
DELETE FROM goal WHERE client = $1 AND complaint = $2;
