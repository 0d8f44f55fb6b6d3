-- Right queries: each kind, each type, each way to list values. mksql_test.sh reads the tables.

-- name: body_get :one
-- in:   id id
-- out:  struct body(id id, given text, weight real?, photo blob?, version int)
SELECT id, given, weight, photo, version FROM body WHERE id = $1;

-- name: body_put :run
-- in:   struct body(given text, id id, weight real?, photo blob?)
-- A comment between: round(x), what? $9; SELECT *
INSERT INTO body (id, given, weight, photo, rank, text, version)
VALUES ($2, $1, $3, $4, 0, 'it''s LIKE round(?) :x $7; -- "', 1) -- ILIKE; $8
ON CONFLICT (id) DO UPDATE SET given = excluded.given;

-- name: body_all :many
-- out:  struct body(id id, given text)
SELECT id, given FROM body ORDER BY id;

-- name: body_card :one
-- in:   id id
-- out:  struct card@body(label text, n int)
SELECT text AS label, rank AS n FROM body WHERE id = $1;

-- name: body_count :one
-- out:  count_row(n int)
SELECT count(*) AS n FROM body;

-- name: visit_count :one
-- in:   visit_key(body id, n int)
-- out:  count_row(n int)
SELECT count(*) AS n FROM visit WHERE body = $1 AND n >= $2;

-- name: visit_drop :run
-- in:   visit_key(body id, n int)
DELETE FROM visit WHERE body = $1 AND n = $2;

-- name: visit_since :many
-- in:   since int?, body id, but text?, low real?
-- out:  visit_row(n int, body id?, note text?, pain real?, twice int?)
SELECT n, body, note, pain, n + n AS twice FROM visit
 WHERE note = $3 AND body = $2 AND ($1 IS NULL OR n >= $1) AND pain > $4
 ORDER BY n;

-- name: visit_sweep :run
DELETE FROM visit WHERE note IS NULL;
