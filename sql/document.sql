-- Files that belong to a client.

-- name: document_put :run
-- in:   client id, id id, name text, type text, size int, hash text, author id, at_utc int
INSERT INTO document (client, id, name, type, size, hash, author, at_utc)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: document_part_put :run
-- in:   client id, document id, n int, body blob
INSERT INTO document_part (client, document, n, body) VALUES ($1, $2, $3, $4);

-- name: document_get :one
-- in:   client id, id id
-- out:  document_row(name text, type text, size int, hash text, at_utc int, who text)
SELECT d.name, d.type, d.size, d.hash, d.at_utc, s.name AS who
  FROM document d JOIN staff s ON s.id = d.author WHERE d.client = $1 AND d.id = $2;

-- name: document_part_get :one
-- in:   client id, document id, n int
-- out:  document_part_row(body blob)
SELECT body FROM document_part WHERE client = $1 AND document = $2 AND n = $3;
