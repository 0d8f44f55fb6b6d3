-- What sessions did for each complaint, computed for the practice as a whole; a run of that, and what
-- the clients have in common.

CREATE TABLE estimate (
    client id NOT NULL REFERENCES client (id),
    complaint int NOT NULL,
    hash blob NOT NULL,      -- of all that it was computed from
    last_utc int NOT NULL,   -- the last score or session
    benefit real NOT NULL,   -- points lower in the last weeks because of sessions, its mean
    spread real NOT NULL,    -- and its sd
    PRIMARY KEY (client, complaint)
) STRICT, WITHOUT ROWID;

CREATE TABLE recompute (     -- the last run
    one int NOT NULL PRIMARY KEY,
    run id NOT NULL,
    begun_utc int NOT NULL,
    beat_utc int NOT NULL,   -- when it last gave a sign
    stage text NOT NULL,     -- 'pooling' 'estimating'
    done int NOT NULL,
    total int NOT NULL,
    ended_utc int,
    pooled int NOT NULL      -- complaints that the pool rests on; 0: there is none
) STRICT, WITHOUT ROWID;

CREATE TABLE pool (
    place int NOT NULL PRIMARY KEY, -- which of the pooled parameters
    mean real NOT NULL,             -- standard scale; half-life and noise as logs
    sd real NOT NULL
) STRICT, WITHOUT ROWID;
