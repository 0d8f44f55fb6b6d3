-- The practice's own safety rules, tightenings of the file's, sign-offs: all versions of all.

-- name: own_rule_all :many
-- out:  struct own_rule@rule(id text, version int, condition text, asked_of text, page text, question text, short_text text, action text, scope text, pressure_cap int?, banned text, reask_days int, rationale text, ended int, author id, at_utc int)
SELECT id, version, condition, asked_of, page, question, short_text, action, scope, pressure_cap,
       banned, reask_days, rationale, ended, author, at_utc
  FROM rule ORDER BY id, version;

-- name: own_rule_put :run
-- in:   struct own_rule@rule(id text, version int, condition text, asked_of text, page text, question text, short_text text, action text, scope text, pressure_cap int?, banned text, reask_days int, rationale text, ended int, author id, at_utc int)
INSERT INTO rule (id, version, condition, asked_of, page, question, short_text, action, scope,
                  pressure_cap, banned, reask_days, rationale, ended, author, at_utc)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id, version) DO NOTHING;

-- name: tightening_all :many
-- out:  struct tightening@rule(caution text, version int, pressure_cap int?, banned text, stops int, rationale text, author id, at_utc int)
SELECT caution, version, pressure_cap, banned, stops, rationale, author, at_utc
  FROM tightening ORDER BY caution, version;

-- name: tightening_put :run
-- in:   struct tightening@rule(caution text, version int, pressure_cap int?, banned text, stops int, rationale text, author id, at_utc int)
INSERT INTO tightening (caution, version, pressure_cap, banned, stops, rationale, author, at_utc)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (caution, version) DO NOTHING;

-- Newest first.
-- name: signoff_all :many
-- out:  struct signoff@rule(id id, cautions text, name text, qualification text, registration text, day text, remark text, author id, at_utc int)
SELECT id, cautions, name, qualification, registration, day, remark, author, at_utc
  FROM signoff ORDER BY at_utc DESC, id DESC;

-- name: signoff_put :run
-- in:   struct signoff@rule(id id, cautions text, name text, qualification text, registration text, day text, remark text, author id, at_utc int)
INSERT INTO signoff (id, cautions, name, qualification, registration, day, remark, author, at_utc)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
