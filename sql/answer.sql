-- What clients were asked and answered, and where the gate refused.

-- name: wording_put :run
-- in:   hash blob, body text
INSERT INTO wording (hash, body) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING;

-- name: asking_put :run
-- in:   client id, id id, how text, staff id?, cautions text, at_utc int
INSERT INTO asking (client, id, how, staff, cautions, at_utc) VALUES ($1, $2, $3, $4, $5, $6);

-- name: answer_put :run
-- in:   client id, caution text, at_utc int, id id, asking id, yes int, sites text, wording blob
INSERT INTO answer (client, caution, at_utc, id, asking, yes, sites, wording)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: standing_put :run
-- in:   client id, caution text, yes int, sites text, at_utc int, yes_utc int?, asking id
INSERT INTO standing (client, caution, yes, sites, at_utc, since_utc, yes_utc, times, asking)
VALUES ($1, $2, $3, $4, $5, $5, $6, 1, $7)
ON CONFLICT (client, caution) DO UPDATE
   SET times = standing.times + 1, yes = $3, sites = $4, at_utc = $5, yes_utc = coalesce($6, standing.yes_utc), asking = $7,
       since_utc = CASE WHEN standing.yes = $3 THEN standing.since_utc ELSE $5 END;

-- name: standing_by_client :many
-- in:   client id
-- out:  struct answer@gate(caution text, yes int, sites text, at_utc int, since_utc int, yes_utc int?, times int, asking id?)
SELECT caution, yes, sites, at_utc, since_utc, yes_utc, times, asking FROM standing
 WHERE client = $1 ORDER BY caution;

-- The log up to a time: what stood then.
-- name: answer_until :many
-- in:   client id, until_utc int
-- out:  struct reply@gate(caution text, yes int, sites text, at_utc int, asking id)
SELECT caution, yes, sites, at_utc, asking FROM answer
 WHERE client = $1 AND at_utc <= $2 ORDER BY caution, at_utc, id;

-- Every answer to one question, newest first.
-- name: answer_of_caution :many
-- in:   client id, caution text, most int
-- out:  answer_row(at_utc int, yes int, sites text, how text, who text?, cautions text, body text)
SELECT a.at_utc, a.yes, a.sites, k.how, s.name AS who, k.cautions, w.body
  FROM answer a JOIN asking k ON k.client = a.client AND k.id = a.asking
  JOIN wording w ON w.hash = a.wording LEFT JOIN staff s ON s.id = k.staff
 WHERE a.client = $1 AND a.caution = $2 ORDER BY a.at_utc DESC, a.id DESC LIMIT $3;

-- name: refusal_put :run
-- in:   client id, id id, staff id, at_utc int, what text, cautions text
INSERT INTO refusal (client, id, staff, at_utc, what, cautions) VALUES ($1, $2, $3, $4, $5, $6);

-- name: refusal_by_client :many
-- in:   client id, most int
-- out:  refusal_row(at_utc int, what text, cautions text, who text)
SELECT r.at_utc, r.what, r.cautions, s.name AS who FROM refusal r JOIN staff s ON s.id = r.staff
 WHERE r.client = $1 ORDER BY r.at_utc DESC, r.id DESC LIMIT $2;
