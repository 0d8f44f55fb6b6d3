-- Scores given at home, and what else changed.

-- name: other_care_put :run
-- in:   client id, id id, day text, kind text, note text, made_utc int, author id
INSERT INTO other_care (client, id, day, kind, note, made_utc, author, voided_utc)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULL);

-- name: other_care_by_client :many
-- in:   client id
-- out:  struct other_care@followup(id id, day text, kind text, note text, who text)
SELECT o.id, o.day, o.kind, o.note, s.name AS who FROM other_care o JOIN staff s ON s.id = o.author
 WHERE o.client = $1 AND o.voided_utc IS NULL ORDER BY o.day DESC, o.id DESC;

-- name: other_care_void :run
-- in:   client id, id id, voided_utc int
UPDATE other_care SET voided_utc = $3 WHERE client = $1 AND id = $2 AND voided_utc IS NULL;

-- name: diary_by_complaint :many
-- in:   client id, complaint int, kind text, most int
-- out:  struct diary_score@followup(id id, at_utc int, value real)
SELECT id, at_utc, value FROM observation
 WHERE client = $1 AND complaint = $2 AND kind = $3 AND phase = 'diary' AND void = 0
 ORDER BY at_utc DESC, id DESC LIMIT $4;

-- name: diary_void :run
-- in:   client id, complaint int, id id, since id?
UPDATE observation SET void = 1
 WHERE client = $1 AND complaint = $2 AND id = $3 AND phase = 'diary' AND void = 0
   AND id >= coalesce($4, id);

-- name: diary_get :one
-- in:   client id, complaint int, id id, since id?
-- out:  struct diary_score@followup(id id, at_utc int, value real)
SELECT id, at_utc, value FROM observation
 WHERE client = $1 AND complaint = $2 AND id = $3 AND phase = 'diary' AND void = 0
   AND id >= coalesce($4, id);

-- Complaints by what the scores said at their last signed visit since a day: how many, by therapist.
-- name: responder_counts :many
-- in:   since_utc int, away_utc int
-- out:  struct responder_row@responder(therapist id, who text, outcome int, many int, away int, n int)
SELECT v.therapist, s.name AS who, v.outcome,
       CAST(CASE WHEN v.sessions >= 3 THEN 1 ELSE 0 END AS bigint) AS many,
       CAST(CASE WHEN v.started_utc < $2 OR k.closed_utc IS NOT NULL THEN 1 ELSE 0 END
            AS bigint) AS away,
       count(*) AS n
  FROM (SELECT client, complaint, therapist, outcome, started_utc, signed_utc,
               count(*) OVER (PARTITION BY client, complaint) AS sessions,
               row_number() OVER (PARTITION BY client, complaint
                                      ORDER BY started_utc DESC, id DESC) AS place
          FROM visit WHERE state = 'signed') v
  JOIN staff s ON s.id = v.therapist
  JOIN complaint k ON k.client = v.client AND k.n = v.complaint
 WHERE v.place = 1 AND v.signed_utc >= $1
 GROUP BY v.therapist, s.name, v.outcome, many, away
 ORDER BY s.name, v.therapist, v.outcome, many, away;

-- Each open complaint's last signed visit in the days since: whom to ask how pain is now.
-- name: followup_visits :many
-- in:   since_utc int, most int
-- out:  followup_row(client id, complaint int, started_utc int, given text, family text, preferred text, phone text)
SELECT v.client, v.complaint, v.started_utc, c.given, c.family, c.preferred, c.phone
  FROM visit v JOIN client c ON c.id = v.client
  JOIN complaint k ON k.client = v.client AND k.n = v.complaint
 WHERE v.signed_utc IS NOT NULL AND v.signed_utc >= $1 AND v.started_utc >= $1 AND v.state = 'signed'
   AND k.closed_utc IS NULL AND c.archived_utc IS NULL
   AND NOT EXISTS (SELECT 1 FROM visit w
                    WHERE w.client = v.client AND w.complaint = v.complaint AND w.state = 'signed'
                      AND (w.started_utc > v.started_utc
                           OR (w.started_utc = v.started_utc AND w.id > v.id)))
 ORDER BY v.started_utc DESC, v.client, v.complaint LIMIT $2;

-- The same between two times, of complaints without a plan: who comes when pain is high.
-- name: followup_unplanned :many
-- in:   since_utc int, before_utc int, most int
-- out:  followup_row(client id, complaint int, started_utc int, given text, family text, preferred text, phone text)
SELECT v.client, v.complaint, v.started_utc, c.given, c.family, c.preferred, c.phone
  FROM visit v JOIN client c ON c.id = v.client
  JOIN complaint k ON k.client = v.client AND k.n = v.complaint
 WHERE v.signed_utc IS NOT NULL AND v.signed_utc >= $1 AND v.started_utc >= $1 AND v.started_utc < $2
   AND v.state = 'signed' AND k.closed_utc IS NULL AND c.archived_utc IS NULL
   AND NOT EXISTS (SELECT 1 FROM plan p WHERE p.client = v.client AND p.complaint = v.complaint)
   AND NOT EXISTS (SELECT 1 FROM visit w
                    WHERE w.client = v.client AND w.complaint = v.complaint AND w.state = 'signed'
                      AND (w.started_utc > v.started_utc
                           OR (w.started_utc = v.started_utc AND w.id > v.id)))
 ORDER BY v.started_utc DESC, v.client, v.complaint LIMIT $3;
