-- Letters to doctors: a draft that may change, then what was signed, locked with its PDF.

CREATE TABLE letter (
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    kind text NOT NULL,             -- 'gp' 'clearance' 'referral'
    visit id,                       -- what it is about, if one of these
    adverse id,
    recipient text NOT NULL,
    address text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    state text NOT NULL,            -- 'draft' 'signed' 'void'
    author id NOT NULL REFERENCES staff (id),
    made_utc int NOT NULL,
    signed_utc int,
    signed_by id REFERENCES staff (id),
    hash text NOT NULL,             -- of a signed one: over its texts, who, when, and the PDF
    missing text NOT NULL,          -- characters that no font could draw
    version int NOT NULL,
    pdf blob,                       -- last: a list need not read past it
    PRIMARY KEY (client, id),
    FOREIGN KEY (client, visit) REFERENCES visit (client, id),
    FOREIGN KEY (client, adverse) REFERENCES adverse (client, id)
) STRICT, WITHOUT ROWID;
