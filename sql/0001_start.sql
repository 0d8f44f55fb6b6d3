-- The first schema. Words: int real text blob id (id: 16 bytes). Instants are UTC seconds, days are
-- 'YYYY-MM-DD', money is cents. Tables that belong to a client are clustered by client. The key's
-- columns come first: SQLite 3.40's integrity check misreads WITHOUT ROWID tables that reorder them.

CREATE TABLE practice (
    id id NOT NULL PRIMARY KEY,
    name text NOT NULL,
    country text NOT NULL,          -- ISO 3166 alpha-2
    zone text NOT NULL,             -- IANA
    currency text NOT NULL,         -- ISO 4217
    made_utc int NOT NULL,
    version int NOT NULL
) STRICT;

CREATE TABLE location (
    id id NOT NULL PRIMARY KEY,
    name text NOT NULL,
    address text NOT NULL,
    zone text NOT NULL,
    version int NOT NULL
) STRICT;

CREATE TABLE staff (                -- a user; "user" is a reserved word in SQL
    id id NOT NULL PRIMARY KEY,
    email text NOT NULL,
    email_folded text NOT NULL UNIQUE,
    name text NOT NULL,
    roles int NOT NULL,             -- bits of enum role
    password text,                  -- Argon2id; NULL: cannot sign in
    qualification text NOT NULL,
    association text NOT NULL,
    association_number text NOT NULL,
    provider_number text NOT NULL,
    ended_utc int,
    made_utc int NOT NULL,
    version int NOT NULL
) STRICT;

CREATE TABLE login_failure (        -- wrong passwords in a row, whether the address is a user's or not
    address_hash blob NOT NULL PRIMARY KEY,
    failures int NOT NULL,
    locked_until_utc int NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_failure_until ON login_failure (locked_until_utc);

CREATE TABLE login (                -- a signed-in browser
    token_hash blob NOT NULL PRIMARY KEY,
    id id NOT NULL UNIQUE,
    staff id NOT NULL REFERENCES staff (id),
    made_utc int NOT NULL,
    seen_utc int NOT NULL,
    agent text NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_staff ON login (staff);

CREATE TABLE client (
    id id NOT NULL PRIMARY KEY,
    given text NOT NULL,
    family text NOT NULL,
    preferred text NOT NULL,
    born text NOT NULL,             -- '' when not known
    phone text NOT NULL,
    phone_digits text NOT NULL,
    email text NOT NULL,
    address text NOT NULL,
    occupation text NOT NULL,
    gp text NOT NULL,
    emergency text NOT NULL,
    alert text NOT NULL,
    figure text NOT NULL,           -- 'a' or 'b': shape of the body map, not sex
    name_folded text NOT NULL,
    archived_utc int,
    made_utc int NOT NULL,
    version int NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_born ON client (born);
CREATE INDEX client_phone ON client (phone_digits);
CREATE INDEX client_name ON client (name_folded, id);

CREATE TABLE client_word (          -- what a client is found by: folded words, digits, birth date
    word text NOT NULL,
    client id NOT NULL REFERENCES client (id),
    PRIMARY KEY (word, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_word_client ON client_word (client);

CREATE TABLE complaint (
    client id NOT NULL REFERENCES client (id),
    n int NOT NULL,                 -- 1, 2, ... within the client
    label text NOT NULL,
    since text NOT NULL,            -- day or ''
    cause text NOT NULL,
    closed_utc int,
    made_utc int NOT NULL,
    version int NOT NULL,
    PRIMARY KEY (client, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE goal (
    client id NOT NULL,
    complaint int NOT NULL,
    n int NOT NULL,
    label text NOT NULL,
    measure text NOT NULL,          -- instrument or measure id, '' for the client's own words
    target real,
    due text NOT NULL,
    PRIMARY KEY (client, complaint, n),
    FOREIGN KEY (client, complaint) REFERENCES complaint (client, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit (
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    state text NOT NULL,            -- 'draft' 'signed' 'void'
    therapist id NOT NULL REFERENCES staff (id),
    location id NOT NULL REFERENCES location (id),
    complaint int NOT NULL,
    started_utc int NOT NULL,
    entered_utc int NOT NULL,
    late int NOT NULL,              -- 1: entered after the day it speaks of
    minutes real NOT NULL,
    nrs_before int,
    nrs_after int,
    summary text NOT NULL,
    checkin_s int,
    note_s int,
    signed_utc int,
    signed_hash text NOT NULL,
    voided_utc int,
    voided_by id REFERENCES staff (id),
    void_reason text NOT NULL,
    version int NOT NULL,
    PRIMARY KEY (client, id),
    FOREIGN KEY (client, complaint) REFERENCES complaint (client, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_draft ON visit (therapist, started_utc) WHERE state = 'draft';
CREATE INDEX visit_signed ON visit (therapist, signed_utc) WHERE signed_utc IS NOT NULL;
CREATE INDEX visit_timing ON visit (signed_utc, checkin_s, note_s) WHERE signed_utc IS NOT NULL;

CREATE TABLE draft (                -- an unsigned visit's form, just as it was typed
    client id NOT NULL,
    visit id NOT NULL,
    form text NOT NULL,
    saved_utc int NOT NULL,
    version int NOT NULL,
    PRIMARY KEY (client, visit),
    FOREIGN KEY (client, visit) REFERENCES visit (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    client id NOT NULL,
    visit id NOT NULL,
    news text NOT NULL,             -- "anything new since last time?"
    subjective text NOT NULL,
    objective text NOT NULL,
    assessment text NOT NULL,
    plan text NOT NULL,
    advice text NOT NULL,
    PRIMARY KEY (client, visit),
    FOREIGN KEY (client, visit) REFERENCES visit (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE observation (          -- one score
    client id NOT NULL,
    complaint int NOT NULL,         -- 0: of the whole person (stress, sleep)
    kind text NOT NULL,             -- instrument id
    at_utc int NOT NULL,
    phase text NOT NULL,            -- 'before' 'after' 'diary'
    id id NOT NULL,
    value real NOT NULL,
    visit id,
    void int NOT NULL,              -- 1: its visit was voided
    PRIMARY KEY (client, complaint, kind, at_utc, phase, id),
    FOREIGN KEY (client) REFERENCES client (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (              -- a sign, tested before and after
    client id NOT NULL,
    visit id NOT NULL,
    n int NOT NULL,
    complaint int NOT NULL,
    measure text NOT NULL,
    before_left real,
    before_right real,
    after_left real,
    after_right real,
    PRIMARY KEY (client, visit, n),
    FOREIGN KEY (client, visit) REFERENCES visit (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE block (                -- a treatment block
    client id NOT NULL,
    visit id NOT NULL,
    n int NOT NULL,
    region text NOT NULL,           -- region id, or ''
    muscle text NOT NULL,           -- muscle id, or ''
    side text NOT NULL,             -- 'left' 'right' 'both' ''
    technique text NOT NULL,
    tissue text NOT NULL,
    depth text NOT NULL,            -- 'superficial' 'middle' 'deep' ''
    minutes real NOT NULL,
    pressure int NOT NULL,
    pain int,                       -- the client's, during, 0-10
    response text NOT NULL,
    PRIMARY KEY (client, visit, n),
    FOREIGN KEY (client, visit) REFERENCES visit (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE bodymap (
    client id NOT NULL,
    visit id NOT NULL,
    layer text NOT NULL,            -- 'pain'
    region text NOT NULL,
    value int NOT NULL,
    PRIMARY KEY (client, visit, layer, region),
    FOREIGN KEY (client, visit) REFERENCES visit (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE amendment (
    client id NOT NULL,
    visit id NOT NULL,
    id id NOT NULL,
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    reason text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (client, visit, id),
    FOREIGN KEY (client, visit) REFERENCES visit (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (                -- a chain: each row's mac covers the row and the mac before it
    seq int NOT NULL PRIMARY KEY,
    at_utc int NOT NULL,
    staff id,
    action text NOT NULL,
    target id,
    client id,
    detail text NOT NULL,
    mac blob NOT NULL
) STRICT;
CREATE INDEX audit_client ON audit (client, seq);
CREATE INDEX audit_staff ON audit (staff, seq);

CREATE TABLE key_use (              -- idempotency: the same key answers the same
    key id NOT NULL PRIMARY KEY,
    staff id,
    digest blob NOT NULL,
    made id,
    at_utc int NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX key_use_at ON key_use (at_utc);
