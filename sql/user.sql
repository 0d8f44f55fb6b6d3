-- Users (table staff) and their logins.

-- name: user_get :one
-- in:   id id
-- out:  struct user(id id, email text, email_folded text, name text, roles int, qualification text, association text, association_number text, provider_number text, ended_utc int?, version int)
SELECT id, email, email_folded, name, roles, qualification, association, association_number,
       provider_number, ended_utc, version
  FROM staff WHERE id = $1;

-- name: user_all :many
-- out:  struct user(id id, email text, email_folded text, name text, roles int, qualification text, association text, association_number text, provider_number text, ended_utc int?, version int)
SELECT id, email, email_folded, name, roles, qualification, association, association_number,
       provider_number, ended_utc, version
  FROM staff ORDER BY ended_utc IS NOT NULL, name, id;

-- name: user_count :one
-- out:  user_count_row(n int)
SELECT count(*) AS n FROM staff;

-- name: user_owners :one
-- in:   owner_bit int, but id?
-- out:  user_owners_row(n int)
SELECT count(*) AS n FROM staff WHERE ended_utc IS NULL AND (roles & $1) <> 0 AND id IS DISTINCT FROM $2;

-- name: user_put :run
-- in:   id id, email text, email_folded text, name text, roles int, password text?, qualification text, association text, association_number text, provider_number text, made_utc int
INSERT INTO staff (id, email, email_folded, name, roles, password, qualification, association,
                   association_number, provider_number, ended_utc, made_utc, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11, 1);

-- name: user_change :run
-- in:   struct user(id id, email text, email_folded text, name text, roles int, qualification text, association text, association_number text, provider_number text, ended_utc int?, version int)
UPDATE staff SET email = $2, email_folded = $3, name = $4, roles = $5, qualification = $6,
       association = $7, association_number = $8, provider_number = $9, ended_utc = $10,
       version = version + 1
 WHERE id = $1 AND version = $11;

-- name: user_password :run
-- in:   id id, password text
UPDATE staff SET password = $2 WHERE id = $1;

-- name: user_secret :one
-- in:   email_folded text
-- out:  user_secret_row(id id, password text?)
SELECT id, password FROM staff
 WHERE email_folded = $1 AND ended_utc IS NULL;

-- name: user_secret_by_id :one
-- in:   id id
-- out:  user_secret_row(id id, password text?)
SELECT id, password FROM staff WHERE id = $1;

-- name: failure_get :one
-- in:   address_hash blob
-- out:  failure_row(failures int, locked_until_utc int)
SELECT failures, locked_until_utc FROM login_failure WHERE address_hash = $1;

-- name: failure_put :run
-- in:   address_hash blob, failures int, locked_until_utc int
INSERT INTO login_failure (address_hash, failures, locked_until_utc) VALUES ($1, $2, $3)
    ON CONFLICT (address_hash) DO UPDATE SET failures = $2, locked_until_utc = $3;

-- name: failure_drop :run
-- in:   address_hash blob
DELETE FROM login_failure WHERE address_hash = $1;

-- name: failure_sweep :run
-- in:   locked_before int
DELETE FROM login_failure WHERE locked_until_utc < $1;

-- name: login_put :run
-- in:   token_hash blob, id id, staff id, made_utc int, agent text
INSERT INTO login (token_hash, id, staff, made_utc, seen_utc, agent)
VALUES ($1, $2, $3, $4, $4, $5);

-- name: login_get :one
-- in:   token_hash blob
-- out:  login_row(id id, staff id, made_utc int, seen_utc int, name text, roles int)
SELECT l.id, l.staff, l.made_utc, l.seen_utc, s.name, s.roles
  FROM login l JOIN staff s ON s.id = l.staff
 WHERE l.token_hash = $1 AND s.ended_utc IS NULL;

-- name: login_seen :run
-- in:   id id, seen_utc int
UPDATE login SET seen_utc = $2 WHERE id = $1;

-- name: login_end :run
-- in:   id id
DELETE FROM login WHERE id = $1;

-- name: login_end_all :run
-- in:   staff id, but id?
DELETE FROM login WHERE staff = $1 AND id IS DISTINCT FROM $2;

-- name: login_sweep :run
-- in:   made_before int, seen_before int
DELETE FROM login WHERE made_utc < $1 OR seen_utc < $2;

-- name: login_by_staff :many
-- in:   staff id
-- out:  struct login@user(id id, staff id, made_utc int, seen_utc int, agent text)
SELECT id, staff, made_utc, seen_utc, agent FROM login WHERE staff = $1 ORDER BY seen_utc DESC;
