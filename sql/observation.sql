-- Scores.

-- name: observation_put :run
-- in:   client id, complaint int, kind text, at_utc int, phase text, value real, visit id?, id id
INSERT INTO observation (client, complaint, kind, at_utc, phase, value, visit, void, id)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8);

-- name: observation_of_kind :many
-- in:   client id, complaint int, kind text
-- out:  struct observation(complaint int, kind text, at_utc int, phase text, value real)
SELECT complaint, kind, at_utc, phase, value FROM observation
 WHERE client = $1 AND complaint = $2 AND kind = $3 AND void = 0 ORDER BY at_utc, phase DESC;

-- Answers as series: what was asked before a visit, at home, or in a review.
-- name: observation_series :many
-- in:   client id
-- out:  series_row(complaint int, kind text, at_utc int, value real, visit id?)
SELECT complaint, kind, at_utc, value, visit FROM observation
 WHERE client = $1 AND phase <> 'after' AND void = 0 ORDER BY complaint, kind, at_utc, id;

-- name: observation_by_visit :many
-- in:   client id, visit id
-- out:  struct observation(complaint int, kind text, at_utc int, phase text, value real)
SELECT complaint, kind, at_utc, phase, value FROM observation
 WHERE client = $1 AND visit = $2 ORDER BY complaint, kind, phase DESC;

-- name: observation_void_one :run
-- in:   client id, id id
UPDATE observation SET void = 1 WHERE client = $1 AND id = $2;

-- name: observation_void :run
-- in:   client id, visit id
UPDATE observation SET void = 1 WHERE client = $1 AND visit = $2;
