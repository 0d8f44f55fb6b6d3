-- The gate: what was asked and answered, what doctors allowed, what clients consented to.

CREATE TABLE wording (              -- exact texts that somebody was shown
    hash blob NOT NULL PRIMARY KEY, -- BLAKE2b-256 of the text
    body text NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE asking (               -- one time that a client was asked
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    how text NOT NULL,              -- 'link' 'tablet' 'staff'
    staff id REFERENCES staff (id), -- who asked, or handed out the questions
    cautions text NOT NULL,         -- version of the questions' file
    at_utc int NOT NULL,
    PRIMARY KEY (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE answer (               -- the log; nothing is changed here
    client id NOT NULL REFERENCES client (id),
    caution text NOT NULL,
    at_utc int NOT NULL,
    id id NOT NULL,
    asking id NOT NULL,
    yes int NOT NULL,
    sites text NOT NULL,            -- region ids, ';' between; '*': everywhere; '': not said
    wording blob NOT NULL REFERENCES wording (hash),
    PRIMARY KEY (client, caution, at_utc, id),
    FOREIGN KEY (client, asking) REFERENCES asking (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE standing (             -- the last answer to each question
    client id NOT NULL REFERENCES client (id),
    caution text NOT NULL,
    yes int NOT NULL,
    sites text NOT NULL,
    at_utc int NOT NULL,
    since_utc int NOT NULL,         -- the first of the same answers in a row
    yes_utc int,                    -- the last yes, whatever came after it
    times int NOT NULL,             -- how often it was answered
    PRIMARY KEY (client, caution)
) STRICT, WITHOUT ROWID;

CREATE TABLE clearance (            -- what a doctor allowed
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    caution text NOT NULL,
    kind text NOT NULL,             -- 'letter' 'call'
    given_by text NOT NULL,
    given_day text NOT NULL,
    allowed text NOT NULL,
    cap int,
    until_day text NOT NULL,        -- the last day it holds
    document id,
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    withdrawn_utc int,
    withdrawn_by id REFERENCES staff (id),
    withdrawn_why text NOT NULL,
    PRIMARY KEY (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE refusal (              -- a visit that the gate did not let begin or be signed
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    staff id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    what text NOT NULL,             -- 'start' 'sign'
    cautions text NOT NULL,         -- ids, ';' between
    PRIMARY KEY (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent_text (         -- the practice's own; version 1 comes with the program
    kind text NOT NULL,
    version int NOT NULL,
    body text NOT NULL,
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent (
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    kind text NOT NULL,             -- 'treatment' 'privacy' 'photo' 'gp'
    version int NOT NULL,
    wording blob NOT NULL REFERENCES wording (hash),
    signer text NOT NULL,
    relation text NOT NULL,         -- 'self' 'guardian'
    method text NOT NULL,           -- 'drawn' 'typed'
    strokes text NOT NULL,          -- of a drawn one
    at_utc int NOT NULL,
    staff id REFERENCES staff (id), -- who was there; NULL: on the client's own device
    withdrawn_utc int,
    withdrawn_by id REFERENCES staff (id),
    withdrawn_how text NOT NULL,
    PRIMARY KEY (client, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE block ADD COLUMN reason text NOT NULL DEFAULT '';
