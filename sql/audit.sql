-- The audit chain, and the keys of writes already done.

-- name: audit_last :one
-- out:  audit_head(seq int, mac blob)
SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1;

-- name: audit_put :run
-- in:   audit_line(seq int, at_utc int, staff id?, action text, target id?, client id?, detail text, mac blob)
INSERT INTO audit (seq, at_utc, staff, action, target, client, detail, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: audit_page :many
-- in:   seq_below int, from_utc int, to_utc int, most int
-- out:  audit_row(seq int, at_utc int, staff id?, staff_name text?, action text, target id?, client id?, client_name text?, detail text, mac blob)
SELECT a.seq, a.at_utc, a.staff, s.name AS staff_name, a.action, a.target, a.client,
       c.given || ' ' || c.family AS client_name, a.detail, a.mac
  FROM audit a LEFT JOIN staff s ON s.id = a.staff LEFT JOIN client c ON c.id = a.client
 WHERE a.seq < $1 AND a.at_utc >= $2 AND a.at_utc < $3 ORDER BY a.seq DESC LIMIT $4;

-- name: audit_page_client :many
-- in:   seq_below int, from_utc int, to_utc int, most int, client id
-- out:  audit_row(seq int, at_utc int, staff id?, staff_name text?, action text, target id?, client id?, client_name text?, detail text, mac blob)
SELECT a.seq, a.at_utc, a.staff, s.name AS staff_name, a.action, a.target, a.client,
       c.given || ' ' || c.family AS client_name, a.detail, a.mac
  FROM audit a LEFT JOIN staff s ON s.id = a.staff LEFT JOIN client c ON c.id = a.client
 WHERE a.client = $5 AND a.seq < $1 AND a.at_utc >= $2 AND a.at_utc < $3
 ORDER BY a.seq DESC LIMIT $4;

-- name: audit_page_staff :many
-- in:   seq_below int, from_utc int, to_utc int, most int, staff id
-- out:  audit_row(seq int, at_utc int, staff id?, staff_name text?, action text, target id?, client id?, client_name text?, detail text, mac blob)
SELECT a.seq, a.at_utc, a.staff, s.name AS staff_name, a.action, a.target, a.client,
       c.given || ' ' || c.family AS client_name, a.detail, a.mac
  FROM audit a LEFT JOIN staff s ON s.id = a.staff LEFT JOIN client c ON c.id = a.client
 WHERE a.staff = $5 AND a.seq < $1 AND a.at_utc >= $2 AND a.at_utc < $3
 ORDER BY a.seq DESC LIMIT $4;

-- name: audit_walk :many
-- in:   seq_from int, most int
-- out:  audit_line(seq int, at_utc int, staff id?, action text, target id?, client id?, detail text, mac blob)
SELECT seq, at_utc, staff, action, target, client, detail, mac FROM audit
 WHERE seq >= $1 ORDER BY seq LIMIT $2;

-- name: key_get :one
-- in:   key id
-- out:  key_row(staff id?, digest blob, made id?)
SELECT staff, digest, made FROM key_use WHERE key = $1;

-- name: key_put :run
-- in:   key id, staff id?, digest blob, made id?, at_utc int
INSERT INTO key_use (key, staff, digest, made, at_utc) VALUES ($1, $2, $3, $4, $5);

-- So that the answer to a form sent again waits until what it speaks of is durable everywhere.
-- name: key_touch :run
-- in:   key id, at_utc int
UPDATE key_use SET at_utc = $2 WHERE key = $1;

-- name: key_sweep :run
-- in:   before_utc int
DELETE FROM key_use WHERE at_utc < $1;
