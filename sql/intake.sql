-- The health history.

-- name: intake_put :run
-- in:   client id, asking id, token_hash blob, made_utc int, expires_utc int
INSERT INTO intake (client, asking, token_hash, made_utc, expires_utc) VALUES ($1, $2, $3, $4, $5);

-- name: intake_by_token :one
-- in:   token_hash blob
-- out:  intake_row(client id, asking id, how text, holder_hash blob?, made_utc int, expires_utc int, begun_utc int?, done_utc int?, cancelled_utc int?)
SELECT i.client, i.asking, k.how, i.holder_hash, i.made_utc, i.expires_utc, i.begun_utc, i.done_utc,
       i.cancelled_utc
  FROM intake i JOIN asking k ON k.client = i.client AND k.id = i.asking WHERE i.token_hash = $1;

-- name: intake_by_holder :one
-- in:   holder_hash blob
-- out:  intake_row(client id, asking id, how text, holder_hash blob?, made_utc int, expires_utc int, begun_utc int?, done_utc int?, cancelled_utc int?)
SELECT i.client, i.asking, k.how, i.holder_hash, i.made_utc, i.expires_utc, i.begun_utc, i.done_utc,
       i.cancelled_utc
  FROM intake i JOIN asking k ON k.client = i.client AND k.id = i.asking WHERE i.holder_hash = $1;

-- name: intake_by_client :many
-- in:   client id, most int
-- out:  intake_row(client id, asking id, how text, holder_hash blob?, made_utc int, expires_utc int, begun_utc int?, done_utc int?, cancelled_utc int?)
SELECT i.client, i.asking, k.how, i.holder_hash, i.made_utc, i.expires_utc, i.begun_utc, i.done_utc,
       i.cancelled_utc
  FROM intake i JOIN asking k ON k.client = i.client AND k.id = i.asking
 WHERE i.client = $1 ORDER BY i.made_utc DESC, i.asking DESC LIMIT $2;

-- name: intake_begin_row :run
-- in:   client id, asking id, holder_hash blob, begun_utc int
UPDATE intake SET holder_hash = $3, begun_utc = $4
 WHERE client = $1 AND asking = $2 AND holder_hash IS NULL AND done_utc IS NULL
   AND cancelled_utc IS NULL;

-- name: intake_done_row :run
-- in:   client id, asking id, done_utc int
UPDATE intake SET done_utc = $3
 WHERE client = $1 AND asking = $2 AND done_utc IS NULL AND cancelled_utc IS NULL;

-- name: intake_cancel_open :run
-- in:   client id, cancelled_utc int
UPDATE intake SET cancelled_utc = $2
 WHERE client = $1 AND done_utc IS NULL AND cancelled_utc IS NULL;

-- name: history_put :run
-- in:   client id, field text, at_utc int, id id, asking id, value text
INSERT INTO history (client, field, at_utc, id, asking, value) VALUES ($1, $2, $3, $4, $5, $6);

-- The last that was written into each field.
-- name: history_by_client :many
-- in:   client id
-- out:  struct history_entry@history(field text, at_utc int, value text)
SELECT h.field, h.at_utc, h.value FROM history h
 WHERE h.client = $1
   AND NOT EXISTS (SELECT 1 FROM history n
                    WHERE n.client = h.client AND n.field = h.field
                      AND (n.at_utc > h.at_utc OR (n.at_utc = h.at_utc AND n.id > h.id)))
 ORDER BY h.field;
