-- What is to be done for clients.

-- name: task_put :run
-- in:   client id, id id, kind text, due text, body text, adverse id?, made_by id, made_utc int
INSERT INTO task (client, id, kind, due, body, adverse, made_by, made_utc, done_how)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '');

-- name: task_get :one
-- in:   client id, id id
-- out:  struct task(client id, id id, kind text, due text, body text, adverse id?, done_utc int?, done_by_name text?, done_how text)
SELECT t.client, t.id, t.kind, t.due, t.body, t.adverse, t.done_utc, s.name AS done_by_name,
       t.done_how
  FROM task t LEFT JOIN staff s ON s.id = t.done_by
 WHERE t.client = $1 AND t.id = $2;

-- Open ones first, by the day they are due.
-- name: task_by_client :many
-- in:   client id, most int
-- out:  struct task(client id, id id, kind text, due text, body text, adverse id?, done_utc int?, done_by_name text?, done_how text)
SELECT t.client, t.id, t.kind, t.due, t.body, t.adverse, t.done_utc, s.name AS done_by_name,
       t.done_how
  FROM task t LEFT JOIN staff s ON s.id = t.done_by
 WHERE t.client = $1
 ORDER BY t.done_utc IS NOT NULL, t.done_utc DESC, t.due, t.id LIMIT $2;

-- name: task_by_adverse :many
-- in:   client id, adverse id
-- out:  struct task(client id, id id, kind text, due text, body text, adverse id?, done_utc int?, done_by_name text?, done_how text)
SELECT t.client, t.id, t.kind, t.due, t.body, t.adverse, t.done_utc, s.name AS done_by_name,
       t.done_how
  FROM task t LEFT JOIN staff s ON s.id = t.done_by
 WHERE t.client = $1 AND t.adverse = $2
 ORDER BY t.done_utc IS NOT NULL, t.done_utc DESC, t.due, t.id;

-- Of all clients.
-- name: task_open :many
-- in:   most int
-- out:  task_open_row(client id, id id, kind text, due text, body text, adverse id?, given text, family text, preferred text)
SELECT t.client, t.id, t.kind, t.due, t.body, t.adverse, c.given, c.family, c.preferred
  FROM task t JOIN client c ON c.id = t.client
 WHERE t.done_utc IS NULL ORDER BY t.due, t.client, t.id LIMIT $1;

-- name: task_done_row :run
-- in:   client id, id id, done_utc int, done_by id, done_how text
UPDATE task SET done_utc = $3, done_by = $4, done_how = $5
 WHERE client = $1 AND id = $2 AND done_utc IS NULL;
