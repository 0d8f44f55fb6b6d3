-- Visits, their drafts, notes, findings, blocks, body maps, amendments.

-- name: visit_get :one
-- in:   client id, id id
-- out:  struct visit(client id, id id, state text, therapist id, location id, complaint int, started_utc int, entered_utc int, late int, minutes real, nrs_before int?, nrs_after int?, summary text, checkin_s int?, note_s int?, signed_utc int?, signed_hash text, voided_utc int?, voided_by id?, void_reason text, version int)
SELECT client, id, state, therapist, location, complaint, started_utc, entered_utc, late, minutes,
       nrs_before, nrs_after, summary, checkin_s, note_s, signed_utc, signed_hash, voided_utc,
       voided_by, void_reason, version
  FROM visit WHERE client = $1 AND id = $2;

-- name: visit_by_client :many
-- in:   client id, before_utc int, most int
-- out:  struct visit(client id, id id, state text, therapist id, location id, complaint int, started_utc int, entered_utc int, late int, minutes real, nrs_before int?, nrs_after int?, summary text, signed_utc int?, voided_utc int?, void_reason text, interval_days real?, outcome int)
SELECT client, id, state, therapist, location, complaint, started_utc, entered_utc, late, minutes,
       nrs_before, nrs_after, summary, signed_utc, voided_utc, void_reason, interval_days, outcome
  FROM visit WHERE client = $1 AND started_utc < $2
 ORDER BY started_utc DESC, id DESC LIMIT $3;

-- name: visit_last_signed :one
-- in:   client id, complaint int
-- out:  visit_ref(id id, started_utc int)
SELECT id, started_utc FROM visit
 WHERE client = $1 AND state = 'signed' AND complaint = $2
 ORDER BY started_utc DESC, id DESC LIMIT 1;

-- name: visit_count_since :one
-- in:   client id, complaint int, since_utc int
-- out:  visit_count_since_row(n int)
SELECT count(*) AS n FROM visit
 WHERE client = $1 AND complaint = $2 AND state = 'signed' AND started_utc > $3;

-- name: visit_span :one
-- in:   client id
-- out:  visit_span_row(n int, first_utc int?, last_utc int?)
SELECT count(*) AS n, min(started_utc) AS first_utc, max(started_utc) AS last_utc
  FROM visit WHERE client = $1 AND state = 'signed';

-- name: visit_last_mapped :one
-- in:   client id
-- out:  visit_ref(id id, started_utc int)
SELECT v.id, v.started_utc FROM visit v
 WHERE v.client = $1 AND v.state = 'signed'
   AND EXISTS (SELECT 1 FROM bodymap b WHERE b.client = v.client AND b.visit = v.id)
 ORDER BY v.started_utc DESC, v.id DESC LIMIT 1;

-- name: visit_drafts :many
-- in:   therapist id, most int
-- out:  draft_row(client id, id id, started_utc int, given text, family text, preferred text, label text, saved_utc int)
SELECT v.client, v.id, v.started_utc, c.given, c.family, c.preferred, k.label, d.saved_utc
  FROM visit v JOIN client c ON c.id = v.client
  JOIN complaint k ON k.client = v.client AND k.n = v.complaint
  JOIN draft d ON d.client = v.client AND d.visit = v.id
 WHERE v.therapist = $1 AND v.state = 'draft' ORDER BY v.started_utc LIMIT $2;

-- name: visit_draft_count :one
-- in:   therapist id
-- out:  visit_draft_count_row(n int)
SELECT count(*) AS n FROM visit WHERE therapist = $1 AND state = 'draft';

-- name: visit_put :run
-- in:   client id, id id, therapist id, location id, complaint int, started_utc int, entered_utc int
INSERT INTO visit (client, id, state, therapist, location, complaint, started_utc, entered_utc,
                   late, minutes, summary, signed_hash, void_reason, version)
VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, 0, 0, '', '', '', 1);

-- name: visit_sign_row :run
-- in:   struct visit(client id, id id, complaint int, started_utc int, late int, minutes real, nrs_before int?, nrs_after int?, summary text, checkin_s int?, note_s int?, signed_utc int?, signed_hash text)
UPDATE visit SET state = 'signed', complaint = $3, started_utc = $4, late = $5, minutes = $6,
       nrs_before = $7, nrs_after = $8, summary = $9, checkin_s = $10, note_s = $11,
       signed_utc = $12, signed_hash = $13, version = version + 1
 WHERE client = $1 AND id = $2 AND state = 'draft';

-- name: visit_outcome_put :run
-- in:   client id, id id, interval_days real?, outcome int
UPDATE visit SET interval_days = $3, outcome = $4 WHERE client = $1 AND id = $2;

-- name: visit_void_row :run
-- in:   client id, id id, voided_utc int, voided_by id, reason text
UPDATE visit SET state = 'void', voided_utc = $3, voided_by = $4, void_reason = $5,
       version = version + 1
 WHERE client = $1 AND id = $2 AND state <> 'void';

-- name: draft_get :one
-- in:   client id, visit id
-- out:  draft_form(form text, saved_utc int, version int)
SELECT form, saved_utc, version FROM draft WHERE client = $1 AND visit = $2;

-- name: draft_put :run
-- in:   client id, visit id, form text, saved_utc int
INSERT INTO draft (client, visit, form, saved_utc, version) VALUES ($1, $2, $3, $4, 1);

-- name: draft_change :run
-- in:   client id, visit id, form text, saved_utc int, version int
UPDATE draft SET form = $3, saved_utc = $4, version = version + 1
 WHERE client = $1 AND visit = $2 AND version = $5;

-- name: draft_drop :run
-- in:   client id, visit id, version int
DELETE FROM draft WHERE client = $1 AND visit = $2 AND version = $3;

-- name: note_get :one
-- in:   client id, visit id
-- out:  struct note@visit(news text, subjective text, objective text, assessment text, plan text, advice text)
SELECT news, subjective, objective, assessment, plan, advice FROM note
 WHERE client = $1 AND visit = $2;

-- name: note_put :run
-- in:   client id, visit id, news text, subjective text, objective text, assessment text, plan text, advice text
INSERT INTO note (client, visit, news, subjective, objective, assessment, plan, advice)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: finding_by_visit :many
-- in:   client id, visit id
-- out:  struct finding@visit(n int, complaint int, measure text, target text, device text, tester id?, before_left real?, before_right real?, after_left real?, after_right real?)
SELECT n, complaint, measure, target, device, tester, before_left, before_right, after_left,
       after_right
  FROM finding WHERE client = $1 AND visit = $2 ORDER BY n;

-- name: finding_by_client :many
-- in:   client id, most int
-- out:  measuring_row(visit id, complaint int, started_utc int, therapist id, who text, measure text, target text, device text, tester id?, before_left real?, before_right real?, after_left real?, after_right real?)
SELECT f.visit, f.complaint, v.started_utc, v.therapist, s.name AS who, f.measure, f.target,
       f.device, f.tester, f.before_left, f.before_right, f.after_left, f.after_right
  FROM finding f JOIN visit v ON v.client = f.client AND v.id = f.visit
  JOIN staff s ON s.id = v.therapist
 WHERE f.client = $1 AND v.state = 'signed'
 ORDER BY v.started_utc DESC, v.id DESC, f.n LIMIT $2;

-- name: finding_put :run
-- in:   client id, visit id, n int, complaint int, measure text, target text, device text, tester id?, before_left real?, before_right real?, after_left real?, after_right real?
INSERT INTO finding (client, visit, n, complaint, measure, target, device, tester, before_left,
                     before_right, after_left, after_right)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: block_by_visit :many
-- in:   client id, visit id
-- out:  struct block@visit(n int, region text, muscle text, side text, technique text, tissue text, depth text, minutes real, pressure int, pain int?, response text, reason text)
SELECT n, region, muscle, side, technique, tissue, depth, minutes, pressure, pain, response, reason
  FROM block WHERE client = $1 AND visit = $2 ORDER BY n;

-- name: block_put :run
-- in:   client id, visit id, n int, region text, muscle text, side text, technique text, tissue text, depth text, minutes real, pressure int, pain int?, response text, reason text
INSERT INTO block (client, visit, n, region, muscle, side, technique, tissue, depth, minutes,
                   pressure, pain, response, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: mark_by_visit :many
-- in:   client id, visit id
-- out:  struct mark@visit(layer text, region text, value int)
SELECT layer, region, value FROM bodymap WHERE client = $1 AND visit = $2 ORDER BY layer, region;

-- name: mark_by_client :many
-- in:   client id, since_utc int
-- out:  struct marked@bodymap(visit id, at_utc int, layer text, region text, value int)
SELECT b.visit, v.started_utc AS at_utc, b.layer, b.region, b.value
  FROM bodymap b JOIN visit v ON v.client = b.client AND v.id = b.visit
 WHERE b.client = $1 AND v.state = 'signed' AND v.started_utc >= $2
 ORDER BY v.started_utc, b.visit, b.layer, b.region;

-- name: mark_put :run
-- in:   client id, visit id, layer text, region text, value int
INSERT INTO bodymap (client, visit, layer, region, value) VALUES ($1, $2, $3, $4, $5);

-- name: amendment_by_visit :many
-- in:   client id, visit id
-- out:  struct amendment@visit(id id, author id, author_name text, at_utc int, reason text, body text)
SELECT m.id, m.author, s.name AS author_name, m.at_utc, m.reason, m.body
  FROM amendment m JOIN staff s ON s.id = m.author
 WHERE m.client = $1 AND m.visit = $2 ORDER BY m.id;

-- name: amendment_put :run
-- in:   client id, visit id, id id, author id, at_utc int, reason text, body text
INSERT INTO amendment (client, visit, id, author, at_utc, reason, body)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: visit_timings :many
-- in:   since_utc int, most int
-- out:  timing_row(checkin_s int?, note_s int?)
SELECT checkin_s, note_s FROM visit
 WHERE signed_utc IS NOT NULL AND signed_utc >= $1 AND (checkin_s IS NOT NULL OR note_s IS NOT NULL)
 ORDER BY signed_utc DESC LIMIT $2;

-- name: visit_recent :many
-- in:   therapist id, since_utc int, most int
-- out:  recent_row(client id, given text, family text, preferred text, started_utc int, summary text)
SELECT v.client, c.given, c.family, c.preferred, v.started_utc, v.summary
  FROM visit v JOIN client c ON c.id = v.client
 WHERE v.signed_utc IS NOT NULL AND v.signed_utc >= $2 AND v.therapist = $1 AND v.state = 'signed'
 ORDER BY v.signed_utc DESC LIMIT $3;
