-- The practice and its locations.

-- name: practice_get :one
-- out:  practice_row(id id, name text, country text, zone text, currency text, version int)
SELECT id, name, country, zone, currency, version FROM practice;

-- name: practice_put :run
-- in:   id id, name text, country text, zone text, currency text, made_utc int
INSERT INTO practice (id, name, country, zone, currency, made_utc, version)
VALUES ($1, $2, $3, $4, $5, $6, 1);

-- name: practice_update :run
-- in:   name text, country text, zone text, currency text, version int
UPDATE practice SET name = $1, country = $2, zone = $3, currency = $4, version = version + 1
 WHERE version = $5;

-- name: location_put :run
-- in:   id id, name text, address text, zone text
INSERT INTO location (id, name, address, zone, version) VALUES ($1, $2, $3, $4, 1);

-- name: location_change :run
-- in:   id id, name text, address text, zone text, version int
UPDATE location SET name = $2, address = $3, zone = $4, version = version + 1
 WHERE id = $1 AND version = $5;

-- name: location_all :many
-- out:  location_row(id id, name text, address text, zone text, version int)
SELECT id, name, address, zone, version FROM location ORDER BY name, id;
