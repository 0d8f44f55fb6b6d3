-- Letters: drafts, and what was signed.

-- Newest first.
-- name: letter_by_client :many
-- in:   client id, most int
-- out:  struct letter_line@letter(id id, kind text, recipient text, subject text, state text, made_utc int, signed_utc int?, who text)
SELECT l.id, l.kind, l.recipient, l.subject, l.state, l.made_utc, l.signed_utc, s.name AS who
  FROM letter l JOIN staff s ON s.id = coalesce(l.signed_by, l.author)
 WHERE l.client = $1 ORDER BY l.id DESC LIMIT $2;

-- name: letter_get :one
-- in:   client id, id id
-- out:  struct letter(client id, id id, kind text, visit id?, adverse id?, recipient text, address text, subject text, body text, state text, author id, made_utc int, signed_utc int?, signed_by id?, hash text, missing text, version int)
SELECT client, id, kind, visit, adverse, recipient, address, subject, body, state, author, made_utc,
       signed_utc, signed_by, hash, missing, version
  FROM letter WHERE client = $1 AND id = $2;

-- name: letter_file :one
-- in:   client id, id id
-- out:  letter_file_row(pdf blob?)
SELECT pdf FROM letter WHERE client = $1 AND id = $2;

-- name: letter_put :run
-- in:   struct letter(client id, id id, kind text, visit id?, adverse id?, recipient text, address text, subject text, body text, author id, made_utc int)
INSERT INTO letter (client, id, kind, visit, adverse, recipient, address, subject, body, state,
                    author, made_utc, hash, missing, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, $11, '', '', 1);

-- name: letter_change :run
-- in:   struct letter(client id, id id, recipient text, address text, subject text, body text, version int)
UPDATE letter SET recipient = $3, address = $4, subject = $5, body = $6, version = version + 1
 WHERE client = $1 AND id = $2 AND state = 'draft' AND version = $7;

-- name: letter_sign_row :run
-- in:   client id, id id, version int, recipient text, address text, subject text, body text, signed_utc int, signed_by id, hash text, missing text, pdf blob
UPDATE letter SET state = 'signed', recipient = $4, address = $5, subject = $6, body = $7,
       signed_utc = $8, signed_by = $9, hash = $10, missing = $11, pdf = $12,
       version = version + 1
 WHERE client = $1 AND id = $2 AND state = 'draft' AND version = $3;

-- name: letter_void_row :run
-- in:   client id, id id
UPDATE letter SET state = 'void', version = version + 1
 WHERE client = $1 AND id = $2 AND state = 'draft';
