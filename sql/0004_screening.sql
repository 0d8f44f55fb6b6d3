-- Questionnaires about mood, and what follows when somebody thinks of self-harm.

CREATE TABLE screening_setting (    -- one row, once somebody has set it
    one int NOT NULL PRIMARY KEY,
    phq9 int NOT NULL,
    responsible id REFERENCES staff (id),
    version int NOT NULL
) STRICT;

CREATE TABLE crisis_contact (       -- the practice's own, in the place of its country's
    place int NOT NULL PRIMARY KEY,
    name text NOT NULL,
    phone text NOT NULL
) STRICT;

CREATE TABLE screening (
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    instrument text NOT NULL,
    at_utc int NOT NULL,
    staff id NOT NULL REFERENCES staff (id),
    total int,                      -- NULL: an item was left out
    PRIMARY KEY (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE screening_item (
    client id NOT NULL,
    screening id NOT NULL,
    item int NOT NULL,
    value int NOT NULL,
    wording blob NOT NULL REFERENCES wording (hash),
    PRIMARY KEY (client, screening, item),
    FOREIGN KEY (client, screening) REFERENCES screening (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE crisis_note (          -- what was done
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    caution text NOT NULL,
    at_utc int NOT NULL,
    author id NOT NULL REFERENCES staff (id),
    body text NOT NULL,
    PRIMARY KEY (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE crisis_alert (         -- to be seen by every therapist until there is a note
    client id NOT NULL REFERENCES client (id),
    caution text NOT NULL,
    at_utc int NOT NULL,
    PRIMARY KEY (client, caution)
) STRICT, WITHOUT ROWID;
