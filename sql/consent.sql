-- Consent: the practice's texts, what clients signed, what they withdrew.

-- name: consent_text_latest :one
-- in:   kind text
-- out:  consent_text_row(version int, body text)
SELECT version, body FROM consent_text WHERE kind = $1 ORDER BY version DESC LIMIT 1;

-- name: consent_text_put :run
-- in:   kind text, version int, body text, author id, at_utc int
INSERT INTO consent_text (kind, version, body, author, at_utc) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind, version) DO NOTHING;

-- name: consent_put :run
-- in:   client id, id id, kind text, version int, wording blob, signer text, relation text, method text, strokes text, at_utc int, staff id?
INSERT INTO consent (client, id, kind, version, wording, signer, relation, method, strokes, at_utc,
                     staff, withdrawn_how)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '');

-- Newest first.
-- name: consent_by_client :many
-- in:   client id
-- out:  struct consent(id id, kind text, version int, signer text, relation text, method text, at_utc int, withdrawn_utc int?, withdrawn_how text)
SELECT id, kind, version, signer, relation, method, at_utc, withdrawn_utc, withdrawn_how
  FROM consent WHERE client = $1 ORDER BY at_utc DESC, id DESC;

-- name: consent_get :one
-- in:   client id, id id
-- out:  consent_row(kind text, version int, signer text, relation text, method text, strokes text, at_utc int, withdrawn_utc int?, withdrawn_how text, body text, who text?)
SELECT c.kind, c.version, c.signer, c.relation, c.method, c.strokes, c.at_utc, c.withdrawn_utc,
       c.withdrawn_how, w.body, s.name AS who
  FROM consent c JOIN wording w ON w.hash = c.wording LEFT JOIN staff s ON s.id = c.staff
 WHERE c.client = $1 AND c.id = $2;

-- name: consent_withdraw_row :run
-- in:   client id, id id, withdrawn_utc int, withdrawn_by id?, withdrawn_how text
UPDATE consent SET withdrawn_utc = $3, withdrawn_by = $4, withdrawn_how = $5
 WHERE client = $1 AND id = $2 AND withdrawn_utc IS NULL;
