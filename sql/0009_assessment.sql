-- Assessment: what a value was taken of, with what and by whom; activities, reviews, plans.

ALTER TABLE finding ADD COLUMN target text NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN device text NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN tester id REFERENCES staff (id);

CREATE TABLE activity (             -- what the complaint makes hard, in the client's words (PSFS)
    client id NOT NULL,
    complaint int NOT NULL,
    n int NOT NULL,
    label text NOT NULL,
    made_utc int NOT NULL,
    PRIMARY KEY (client, complaint, n),
    FOREIGN KEY (client, complaint) REFERENCES complaint (client, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE review (               -- questionnaires about one complaint, asked together
    client id NOT NULL,
    id id NOT NULL,
    complaint int NOT NULL,
    at_utc int NOT NULL,
    staff id NOT NULL REFERENCES staff (id),
    voided_utc int,                 -- entered in error
    PRIMARY KEY (client, id),
    FOREIGN KEY (client, complaint) REFERENCES complaint (client, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE review_item (          -- answers, kept whether or not they make a total
    client id NOT NULL,
    review id NOT NULL,
    instrument text NOT NULL,
    item int NOT NULL,              -- from 1; 0: a total
    value real NOT NULL,
    wording blob NOT NULL REFERENCES wording (hash),
    PRIMARY KEY (client, review, instrument, item),
    FOREIGN KEY (client, review) REFERENCES review (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (                 -- a version a change
    client id NOT NULL,
    complaint int NOT NULL,
    n int NOT NULL,
    made_utc int NOT NULL,
    author id NOT NULL REFERENCES staff (id),
    reason text NOT NULL,           -- why it was changed; '' of the first
    techniques text NOT NULL,       -- codes, ';' between
    areas text NOT NULL,            -- in words
    minutes int NOT NULL,           -- hands-on, a visit
    interval_days int NOT NULL,
    visits int NOT NULL,
    review_after int NOT NULL,      -- visits
    home_care text NOT NULL,
    since_utc int NOT NULL,         -- from when its visits are counted
    PRIMARY KEY (client, complaint, n),
    FOREIGN KEY (client, complaint) REFERENCES complaint (client, n)
) STRICT, WITHOUT ROWID;
