-- The practice's own safety rules, what it tightens in the file's, and who has signed the file off.
-- Every change is a version of its own; no row here is ever changed or taken away.

CREATE TABLE rule (                 -- in the words of data/contraindications.csv
    id text NOT NULL,               -- own_ and nine digits
    version int NOT NULL,
    condition text NOT NULL,
    asked_of text NOT NULL,         -- 'client' 'therapist'
    page text NOT NULL,
    question text NOT NULL,
    short_text text NOT NULL,
    action text NOT NULL,           -- 'postpone' 'gp_clearance_first' 'avoid_area' 'modify' 'note_only'
    scope text NOT NULL,            -- 'whole', 'site', or region bases, ';' between
    pressure_cap int,
    banned text NOT NULL,           -- technique codes, ';' between
    reask_days int NOT NULL,        -- 0: each visit
    rationale text NOT NULL,
    ended int NOT NULL,             -- 1: from this version on it is no longer asked
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE tightening (
    caution text NOT NULL,          -- a row of the file
    version int NOT NULL,
    pressure_cap int,
    banned text NOT NULL,           -- technique codes beside the row's own, ';' between
    stops int NOT NULL,             -- 1: stops the visit until there is a clearance
    rationale text NOT NULL,
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    PRIMARY KEY (caution, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE signoff (              -- a clinician has looked through the file
    id id NOT NULL PRIMARY KEY,
    cautions text NOT NULL,         -- the version of the file
    name text NOT NULL,
    qualification text NOT NULL,
    registration text NOT NULL,
    day text NOT NULL,
    remark text NOT NULL,
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL
) STRICT;
