-- What doctors allowed.

-- name: clearance_by_client :many
-- in:   client id
-- out:  struct clearance@gate(id id, caution text, kind text, given_by text, given_day text, allowed text, cap int?, until_day text, document id?, author id, at_utc int, withdrawn_utc int?)
SELECT id, caution, kind, given_by, given_day, allowed, cap, until_day, document, author, at_utc,
       withdrawn_utc
  FROM clearance WHERE client = $1 ORDER BY id DESC;

-- name: clearance_put :run
-- in:   client id, id id, caution text, kind text, given_by text, given_day text, allowed text, cap int?, until_day text, document id?, author id, at_utc int
INSERT INTO clearance (client, id, caution, kind, given_by, given_day, allowed, cap, until_day,
                       document, author, at_utc, withdrawn_why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '');

-- name: clearance_withdraw_row :run
-- in:   client id, id id, withdrawn_utc int, withdrawn_by id, withdrawn_why text
UPDATE clearance SET withdrawn_utc = $3, withdrawn_by = $4, withdrawn_why = $5
 WHERE client = $1 AND id = $2 AND withdrawn_utc IS NULL;
