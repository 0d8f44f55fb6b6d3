-- What mksql must take. A case begins with its mark and what the C it writes must hold:
-- "--: words" for a file of queries, "--! words" for a migration.
--: cost > 0
-- name: a :many
-- out: r(y int)
SELECT y FROM t WHERE cost > 0 AND likely = 1 AND background(y) = 2 ORDER BY y;
--: count(*)
-- name: a :one
-- out: r(y int)
SELECT count(*) AS y FROM t;
--: DO UPDATE
-- name: a :run
-- in: x id
INSERT INTO t (x) VALUES ($1) ON CONFLICT (x) DO UPDATE SET y = excluded.y;
--: "$10", SQL_INT, false
-- name: a :run
-- in: a int, b int, c int, d int, e int, f int, g int, h int, i int, j int
UPDATE t SET a = $10, b = $9, c = $8, d = $7, e = $6, f = $5, g = $4, h = $3, i = $2 WHERE j = $1;
--: WITH w AS
-- name: a :many
-- in: x id
-- out: r(y int)
WITH w AS (SELECT y FROM t WHERE x = $1)
SELECT y FROM w ORDER BY y;
--: don't round(
-- name: a :one
-- in: x id
-- out: r(y int)
/* don't round(
   y */ SELECT y FROM t WHERE x = $1;
--: a * b
-- name: a :one
-- in: x id
-- out: r(y int)
SELECT a * b AS y FROM t WHERE x = $1;
--: WHERE (SELECT
-- name: a :run
-- in: x id
UPDATE t SET y = 1 WHERE (SELECT z FROM u WHERE v = $1) = 2;
--: x = $1);
-- name: a :run
-- in: x id
DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE x = $1);
--! a INTEGER NOT NULL, b REAL, c TEXT, d BLOB, e BLOB, PRIMARY KEY (a))
CREATE TABLE t (a int NOT NULL, b real, c text, d blob, e id, PRIMARY KEY (a)) STRICT;
--! ADD COLUMN a BLOB
CREATE TABLE t (b id NOT NULL PRIMARY KEY) STRICT;
ALTER TABLE t ADD COLUMN a id;
--! SELECT b, c text FROM
CREATE TABLE t (a id NOT NULL PRIMARY KEY) STRICT;
CREATE VIEW v AS SELECT b, c text FROM t;
--! it's an id id, so
/* it's an id id, so */
CREATE TABLE t (a id NOT NULL PRIMARY KEY) STRICT;
--! a TEXT DEFAULT 'STRICT;' NOT NULL
CREATE TABLE t (a text DEFAULT 'STRICT;' NOT NULL PRIMARY KEY) STRICT;
--! INSERT INTO t (a) VALUES (';id id')
CREATE TABLE t (a id NOT NULL PRIMARY KEY) STRICT;
INSERT INTO t (a) VALUES (';id id');
