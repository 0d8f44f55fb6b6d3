-- Adverse events, what was added to them later, and what is to be done for a client.

CREATE TABLE adverse (              -- what a client did not take well, during a treatment or after it
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    visit id,                       -- NULL: not tied to one
    kind text NOT NULL,             -- 'soreness' 'bruise' 'flare' 'faint' 'nerve' 'other'
    severity text NOT NULL,         -- 'mild' 'moderate' 'severe'
    began text NOT NULL,            -- day
    over text NOT NULL,             -- day, or '' while it goes on
    body text NOT NULL,             -- what happened and what was done
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    letter id,                      -- the one to the GP, when it is written
    version int NOT NULL,
    PRIMARY KEY (client, id),
    FOREIGN KEY (client, visit) REFERENCES visit (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE adverse_entry (        -- what was added; nothing is changed here
    client id NOT NULL,
    adverse id NOT NULL,
    n int NOT NULL,                 -- 1, 2, ... within the event
    over text,                      -- the day it was over, '' not after all; NULL: nothing new
    over_was text NOT NULL,         -- what was said before
    body text NOT NULL,
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    PRIMARY KEY (client, adverse, n),
    FOREIGN KEY (client, adverse) REFERENCES adverse (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE task (
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    kind text NOT NULL,             -- 'followup' 'letter'
    due text NOT NULL,              -- day
    body text NOT NULL,
    adverse id,                     -- what it follows from; NULL: nothing
    made_by id NOT NULL REFERENCES staff (id),
    made_utc int NOT NULL,
    done_utc int,
    done_by id REFERENCES staff (id),
    done_how text NOT NULL,
    PRIMARY KEY (client, id),
    FOREIGN KEY (client, adverse) REFERENCES adverse (client, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_open ON task (due, client, id) WHERE done_utc IS NULL;
