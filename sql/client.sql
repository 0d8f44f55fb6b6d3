-- Clients and the words they are found by.

-- name: client_get :one
-- in:   id id
-- out:  struct client(id id, given text, family text, preferred text, born text, phone text, phone_digits text, email text, address text, occupation text, gp text, emergency text, alert text, figure text, name_folded text, archived_utc int?, made_utc int, version int)
SELECT id, given, family, preferred, born, phone, phone_digits, email, address, occupation, gp,
       emergency, alert, figure, name_folded, archived_utc, made_utc, version
  FROM client WHERE id = $1;

-- name: client_put :run
-- in:   struct client(id id, given text, family text, preferred text, born text, phone text, phone_digits text, email text, address text, occupation text, gp text, emergency text, alert text, figure text, name_folded text, made_utc int)
INSERT INTO client (id, given, family, preferred, born, phone, phone_digits, email, address,
                    occupation, gp, emergency, alert, figure, name_folded, archived_utc, made_utc,
                    version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, NULL, $16, 1);

-- name: client_change :run
-- in:   struct client(id id, given text, family text, preferred text, born text, phone text, phone_digits text, email text, address text, occupation text, gp text, emergency text, alert text, figure text, name_folded text, version int)
UPDATE client SET given = $2, family = $3, preferred = $4, born = $5, phone = $6,
       phone_digits = $7, email = $8, address = $9, occupation = $10, gp = $11, emergency = $12,
       alert = $13, figure = $14, name_folded = $15, version = version + 1
 WHERE id = $1 AND version = $16;

-- name: client_archive :run
-- in:   id id, archived_utc int?
UPDATE client SET archived_utc = $2, version = version + 1 WHERE id = $1;

-- name: client_word_put :run
-- in:   word text, client id
INSERT INTO client_word (word, client) VALUES ($1, $2);

-- name: client_word_drop :run
-- in:   client id
DELETE FROM client_word WHERE client = $1;

-- Up to five terms, each a range of words; an empty one asks for nothing.
-- name: client_find :many
-- in:   from_1 text, to_1 text, from_2 text, to_2 text, from_3 text, to_3 text, from_4 text, to_4 text, from_5 text, to_5 text, most int
-- out:  struct client(id id, given text, family text, preferred text, born text, phone text, phone_digits text, alert text, archived_utc int?)
SELECT id, given, family, preferred, born, phone, phone_digits, alert, archived_utc
  FROM client c
 WHERE id IN (SELECT client FROM client_word WHERE word >= $1 AND word < $2)
   AND ($3 = '' OR EXISTS (SELECT 1 FROM client_word w
                            WHERE w.client = c.id AND w.word >= $3 AND w.word < $4))
   AND ($5 = '' OR EXISTS (SELECT 1 FROM client_word w
                            WHERE w.client = c.id AND w.word >= $5 AND w.word < $6))
   AND ($7 = '' OR EXISTS (SELECT 1 FROM client_word w
                            WHERE w.client = c.id AND w.word >= $7 AND w.word < $8))
   AND ($9 = '' OR EXISTS (SELECT 1 FROM client_word w
                            WHERE w.client = c.id AND w.word >= $9 AND w.word < $10))
 ORDER BY archived_utc IS NOT NULL, name_folded, id LIMIT $11;

-- name: client_page :many
-- in:   after_name text, after_id id, most int
-- out:  struct client(id id, given text, family text, preferred text, born text, phone text, phone_digits text, alert text, name_folded text, archived_utc int?)
SELECT id, given, family, preferred, born, phone, phone_digits, alert, name_folded, archived_utc
  FROM client
 WHERE archived_utc IS NULL AND (name_folded > $1 OR (name_folded = $1 AND id > $2))
 ORDER BY name_folded, id LIMIT $3;

-- name: client_count :one
-- out:  client_count_row(n int)
SELECT count(*) AS n FROM client WHERE archived_utc IS NULL;

-- name: client_alike :many
-- in:   born text, name_folded text, phone_digits text, but id?
-- out:  struct client(id id, given text, family text, preferred text, born text, phone text, archived_utc int?)
SELECT id, given, family, preferred, born, phone, archived_utc FROM client
 WHERE id IS DISTINCT FROM $4
   AND ((born = $1 AND name_folded = $2) OR (phone_digits = $3 AND $3 <> '')
        OR (name_folded = $2 AND ($1 = '' OR born = '')))
 ORDER BY id LIMIT 5;
