-- What mksql must refuse. A case begins with its mark, the line to be named and words of the
-- complaint: "--: LINE words" for a file of queries, "--! LINE words" for a migration.
--: 2 'one' is no kind
-- A comment
-- name: a one
--: 1 no kind of query: use :one, :many or :run
-- name: a :each
--: 1 a name is missing
-- name: :one
--: 2 a statement without a name
-- Nothing
SELECT 1;
--: 5 a stands in
-- name: a :run
DELETE FROM t WHERE b = 1;

-- Another
-- name: a :run
DELETE FROM t WHERE b = 2;
--: 2 there is no type number: use int, real, text, blob or id
-- name: a :run
-- in: x number
DELETE FROM t WHERE b = $1;
--: 3 there is no type ints
-- name: a :one
-- in: x id
-- out: r(y ints)
SELECT y FROM t WHERE x = $1;
--: 2 a name is missing
-- name: a :run
-- in: x
DELETE FROM t WHERE b = $1;
--: 2 a name is missing
-- name: a :run
-- in: x int,
DELETE FROM t WHERE b = $1;
--: 2 a name is missing
-- name: a :one
-- out: r()
SELECT y FROM t;
--: 2 expected ( behind body
-- name: a :one
-- out: struct body@user id(y int)
SELECT y FROM t;
--: 2 the list of values
-- name: a :one
-- out: r(y int
SELECT y FROM t;
--: 2 behind the list of values
-- name: a :one
-- out: r(y int) z int
SELECT y FROM t;
--: 3 a has such a list already
-- name: a :run
-- in: x id
-- in: y id
DELETE FROM t WHERE x = $1 AND y = $2;
--: 2 y is listed twice
-- name: a :one
-- out: r(y int, x int, y int)
SELECT y, x, y FROM t;
--: 1 a: :one and :many say out:
-- name: a :many
SELECT y FROM t;
--: 1 a: :one and :many say out:, :run does not
-- name: a :run
-- out: r(y int)
DELETE FROM t WHERE x = 1 RETURNING y;
--: 6 r has other values
-- name: a :one
-- out: r(y int)
SELECT y FROM t;

-- name: b :one
-- out: r(y int?)
SELECT y FROM t;
--: 4 $2 has no value
-- name: a :run
-- in: x id
DELETE FROM t
 WHERE x = $2;
--: 2 $1 has no value
-- name: a :run
DELETE FROM t WHERE x = $1;
--: 3 $01 has no value
-- name: a :run
-- in: x id
DELETE FROM t WHERE x = $01;
--: 3 $ has no value
-- name: a :run
-- in: x id
DELETE FROM t WHERE x = $x AND y = $1;
--: 2 y ($2) is never used
-- name: a :run
-- in: x id, y int
DELETE FROM t WHERE x = $1; -- $2
--: 2 y ($2) is never used
-- name: a :run
-- in: x id, y int
DELETE FROM t WHERE x = $1 AND y = '$2';
--: 4 name placeholders $1, $2
-- name: a :run
-- in: x id
DELETE FROM t WHERE x = $1
   AND y = ?;
--: 3 name placeholders $1, $2
-- name: a :run
-- in: x id
DELETE FROM t WHERE x = $1 AND y = :y;
--: 3 a second statement
-- name: a :run
DELETE FROM t WHERE x = 1;
DELETE FROM u WHERE x = 1;
--: 2 end the statement with ;
-- name: a :run
DELETE FROM t WHERE x = 1
--: 1 the statement is missing
-- name: a :run
--: 2 end the statement with ;
-- name: a :run
DELETE FROM t WHERE x = 'a;
--: 4 :: is not in the common dialect
-- name: a :one
-- out: r(y int)
SELECT
   y::int FROM t;
--: 3 LIKE is not in the common dialect
-- name: a :one
-- out: r(y int)
SELECT y FROM t WHERE y ilike 'a';
--: 3 LIKE is not in the common dialect
-- name: a :one
-- out: r(y int)
SELECT y FROM t WHERE y Like 'a';
--: 3 string_agg is not in
-- name: a :one
-- out: r(y text)
SELECT string_agg(y, ',') AS y FROM t;
--: 3 group_concat is not in
-- name: a :one
-- out: r(y text)
SELECT group_concat(y) AS y FROM t;
--: 3 octet_length is not in
-- name: a :one
-- out: r(y int)
SELECT octet_length(y) AS y FROM t;
--: 3 date_trunc is not in
-- name: a :one
-- out: r(y int)
SELECT date_trunc('day', y) AS y FROM t;
--: 3 strftime is not in
-- name: a :one
-- out: r(y int)
SELECT strftime('%s', y) AS y FROM t;
--: 3 is not in the common dialect: reckon dates in C
-- name: a :one
-- out: r(y int)
SELECT datetime('now') AS y FROM t;
--: 3 julianday is not in
-- name: a :one
-- out: r(y real)
SELECT julianday(y) AS y FROM t;
--: 3 is not in the common dialect: round in C
-- name: a :one
-- out: r(y real)
SELECT ROUND(y) AS y FROM t;
--: 3 is not in the common dialect: round in C
-- name: a :one
-- out: r(y real)
SELECT round (y) AS y FROM t;
--: 3 is not in the common dialect: fold in C
-- name: a :one
-- out: r(y text)
SELECT lower(y) AS y FROM t;
--: 3 is not in the common dialect: fold in C
-- name: a :one
-- out: r(y text)
SELECT upper(y) AS y FROM t;
--: 2 AUTOINCREMENT is not in
-- name: a :run
CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);
--: 4 FOR UPDATE is not in
-- name: a :one
-- out: r(y int)
SELECT y FROM t
FOR UPDATE;
--: 3 FOR UPDATE is not in
-- name: a :one
-- out: r(y int)
SELECT y FROM t FOR
UPDATE;
--: 3 INSERT OR is not in
-- name: a :run
-- in: x id
INSERT OR REPLACE INTO t (x) VALUES ($1);
--: 3 is not in the common dialect: use coalesce
-- name: a :one
-- out: r(y int)
SELECT ifnull(y, 0) AS y FROM t;
--: 3 rowid is not in
-- name: a :one
-- out: r(y int)
SELECT t.rowid AS y FROM t;
--: 2 PRAGMA is not in
-- name: a :run
PRAGMA synchronous;
--: 3 is not in the common dialect: use IN or a join
-- name: a :one
-- in: x id
SELECT y FROM t WHERE x = ANY($1);
-- out: r(y int)
--: 3 name the columns
-- name: a :one
-- out: r(y int)
SELECT * FROM t;
--: 3 name the columns
-- name: a :one
-- out: r(y int)
SELECT
       * FROM t;
--: 3 name the columns
-- name: a :one
-- out: r(y int)
SELECT DISTINCT * FROM t;
--: 3 name the columns
-- name: a :one
-- out: r(y int)
SELECT t.* FROM t;
--: 3 name the columns
-- name: a :one
-- out: r(y int)
SELECT y,* FROM t;
--: 4 name the columns
-- name: a :one
-- out: r(y int)
DELETE FROM t WHERE x = 1
RETURNING *;
--: 6 say WHERE
-- name: a :run
WITH w AS (SELECT y FROM u)
-- A comment between

-- and another
DELETE FROM t;
--: 2 say WHERE
-- name: a :run
DELETE FROM t;
--: 4 say WHERE
-- name: a :run
-- in: x id
-- WHERE
UPDATE t SET x = $1;
--: 3 say WHERE
-- name: a :run
-- in: x id
UPDATE t SET y = (SELECT z FROM u WHERE v = $1);
--: 3 say WHERE
-- name: a :run
-- in: x id
WITH w AS (SELECT v FROM u WHERE v = $1) DELETE FROM t;
--: 2 say WHERE
-- name: a :run
DELETE FROM t RETURNING "ON CONFLICT";
--: 2 say WHERE
-- name: a :run
DELETE FROM t WHERE_x;
--! 3 end the table with ) STRICT
CREATE TABLE t (a id NOT NULL) STRICT;

CREATE TABLE u (a id NOT NULL);
--! 2 end the table with ) STRICT
CREATE TABLE t (a id NOT NULL) STRICT;
CREATE  TABLE u (a id NOT NULL);
--! 1 end the table with ) STRICT
CREATE TABLE t (a id NOT NULL REFERENCES u (id) ON DELETE RESTRICT);
--! 1 end the table with ) STRICT
CREATE TABLE t (a text DEFAULT 'STRICT'); -- STRICT
--! 1 end the table with ) STRICT
CREATE TABLE t (strict text NOT NULL);
--! 3 end the table with ) STRICT
-- 'two
/* it's */
CREATE TABLE t (a id NOT NULL);
--! 2 end the table with ) STRICT
INSERT INTO u (a) VALUES ('two'); /*
*/ CREATE TABLE t (a id NOT NULL)
--! 2 AUTOINCREMENT
CREATE TABLE t (
    a INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
