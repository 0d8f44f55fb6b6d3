-- The migrations a database has had.

-- name: migration_done :many
-- out:  migration_row(number int, name text, hash text)
SELECT number, name, hash FROM migration ORDER BY number;

-- name: migration_put :run
-- in:   number int, name text, hash text, applied_utc int
INSERT INTO migration (number, name, hash, applied_utc) VALUES ($1, $2, $3, $4);

-- name: migration_drop :run
-- in:   number int
DELETE FROM migration WHERE number = $1;
