-- Adverse events and what was added to them.

-- Newest first.
-- name: adverse_by_client :many
-- in:   client id
-- out:  struct adverse(id id, visit id?, kind text, severity text, began text, over text, body text, author id, author_name text, at_utc int, version int)
SELECT x.id, x.visit, x.kind, x.severity, x.began, x.over, x.body, x.author, s.name AS author_name,
       x.at_utc, x.version
  FROM adverse x JOIN staff s ON s.id = x.author
 WHERE x.client = $1 ORDER BY x.began DESC, x.id DESC;

-- name: adverse_get :one
-- in:   client id, id id
-- out:  struct adverse(id id, visit id?, kind text, severity text, began text, over text, body text, author id, author_name text, at_utc int, version int)
SELECT x.id, x.visit, x.kind, x.severity, x.began, x.over, x.body, x.author, s.name AS author_name,
       x.at_utc, x.version
  FROM adverse x JOIN staff s ON s.id = x.author
 WHERE x.client = $1 AND x.id = $2;

-- name: adverse_put :run
-- in:   client id, id id, visit id?, kind text, severity text, began text, over text, body text, author id, at_utc int
INSERT INTO adverse (client, id, visit, kind, severity, began, over, body, author, at_utc, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1);

-- name: adverse_change_row :run
-- in:   client id, id id, over text, version int
UPDATE adverse SET over = $3, version = version + 1
 WHERE client = $1 AND id = $2 AND version = $4;

-- name: adverse_entry_by_adverse :many
-- in:   client id, adverse id
-- out:  struct adverse_entry@adverse(n int, over text?, over_was text, body text, author_name text, at_utc int)
SELECT e.n, e.over, e.over_was, e.body, s.name AS author_name, e.at_utc
  FROM adverse_entry e JOIN staff s ON s.id = e.author
 WHERE e.client = $1 AND e.adverse = $2 ORDER BY e.n;

-- name: adverse_entry_put :run
-- in:   client id, adverse id, n int, over text?, over_was text, body text, author id, at_utc int
INSERT INTO adverse_entry (client, adverse, n, over, over_was, body, author, at_utc)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
