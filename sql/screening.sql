-- Questionnaires about mood, crisis contacts, notes and alerts.

-- name: screening_setting_get :one
-- out:  screening_setting_row(phq9 int, responsible id?, version int)
SELECT phq9, responsible, version FROM screening_setting;

-- name: screening_setting_put :run
-- in:   phq9 int, responsible id?, version int
INSERT INTO screening_setting (one, phq9, responsible, version) VALUES (1, $1, $2, 1)
ON CONFLICT (one) DO UPDATE SET phq9 = $1, responsible = $2, version = screening_setting.version + 1
 WHERE screening_setting.version = $3;

-- name: crisis_contact_all :many
-- out:  crisis_contact_row(place int, name text, phone text)
SELECT place, name, phone FROM crisis_contact ORDER BY place;

-- name: crisis_contact_drop :run
DELETE FROM crisis_contact WHERE place >= 0;

-- name: crisis_contact_put :run
-- in:   place int, name text, phone text
INSERT INTO crisis_contact (place, name, phone) VALUES ($1, $2, $3);

-- name: screening_put :run
-- in:   client id, id id, instrument text, at_utc int, staff id, total int?
INSERT INTO screening (client, id, instrument, at_utc, staff, total) VALUES ($1, $2, $3, $4, $5, $6);

-- name: screening_item_put :run
-- in:   client id, screening id, item int, value int, wording blob
INSERT INTO screening_item (client, screening, item, value, wording) VALUES ($1, $2, $3, $4, $5);

-- name: screening_by_client :many
-- in:   client id, most int
-- out:  screening_row(id id, instrument text, at_utc int, total int?, who text)
SELECT s.id, s.instrument, s.at_utc, s.total, u.name AS who
  FROM screening s JOIN staff u ON u.id = s.staff
 WHERE s.client = $1 ORDER BY s.at_utc DESC, s.id DESC LIMIT $2;

-- name: screening_items :many
-- in:   client id, screening id
-- out:  screening_item_row(item int, value int)
SELECT item, value FROM screening_item WHERE client = $1 AND screening = $2 ORDER BY item;

-- The last answer to an item of a questionnaire, and when one was last above 0.
-- name: screening_item_last :many
-- in:   client id, instrument text, item int
-- out:  struct item_reply@gate(instrument text, item int, value int, at_utc int, above_utc int?)
SELECT s.instrument, i.item, i.value, s.at_utc,
       (SELECT max(t.at_utc) FROM screening_item k JOIN screening t ON t.client = k.client AND t.id = k.screening
         WHERE k.client = $1 AND t.instrument = $2 AND k.item = $3 AND k.value > 0) AS above_utc
  FROM screening_item i JOIN screening s ON s.client = i.client AND s.id = i.screening
 WHERE i.client = $1 AND s.instrument = $2 AND i.item = $3
 ORDER BY s.at_utc DESC, s.id DESC LIMIT 1;

-- name: crisis_note_put :run
-- in:   client id, id id, caution text, at_utc int, author id, body text
INSERT INTO crisis_note (client, id, caution, at_utc, author, body)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: crisis_note_by_client :many
-- in:   client id
-- out:  struct crisis_note@gate(caution text, at_utc int, body text, author id)
SELECT caution, at_utc, body, author FROM crisis_note WHERE client = $1 ORDER BY at_utc DESC, id DESC;

-- name: crisis_alert_put :run
-- in:   client id, caution text, at_utc int
INSERT INTO crisis_alert (client, caution, at_utc) VALUES ($1, $2, $3)
ON CONFLICT (client, caution) DO UPDATE SET at_utc = $3;

-- name: crisis_alert_drop :run
-- in:   client id, caution text
DELETE FROM crisis_alert WHERE client = $1 AND caution = $2;

-- name: crisis_alert_all :many
-- in:   most int
-- out:  crisis_alert_row(client id, at_utc int, given text, family text, preferred text)
SELECT DISTINCT a.client, a.at_utc, c.given, c.family, c.preferred
  FROM crisis_alert a JOIN client c ON c.id = a.client ORDER BY a.at_utc, a.client LIMIT $1;
