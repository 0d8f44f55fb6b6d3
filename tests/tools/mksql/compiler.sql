-- What the C compiler must refuse, naming the statement. "--: LINE words", as in wrong.sql.
--: 2 given must be int64_t
-- name: a :one
-- out: struct body(id id, given int)
SELECT id, given FROM t;
--: 3 id must be struct str
-- name: a :run
-- Another line
-- in: struct body(id text)
DELETE FROM t WHERE id = $1;
--: 2 weight must be double
-- name: a :one
-- out: struct body(weight real)
SELECT weight FROM t;
--: 2 version must be struct maybe_int
-- name: a :one
-- out: struct body(version int?)
SELECT version FROM t;
--: 2 photo must be struct id
-- name: a :one
-- out: struct body(photo id?)
SELECT photo FROM t;
--: 2 height
-- name: a :one
-- out: struct body(height int)
SELECT height FROM t;
