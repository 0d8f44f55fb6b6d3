-- A migration with words where they are types and where they are not: don't respell these: int, id.
CREATE TABLE body (
    id id NOT NULL PRIMARY KEY,
    given text NOT NULL DEFAULT 'a text, id int;',   -- text of a person's name, id
    weight real,
    rank int NOT NULL,
    photo blob,
    text text NOT NULL CHECK (text <> 'real "blob" text'),
    version int NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE visit (body id NOT NULL REFERENCES body (id), n int NOT NULL, note text,
    PRIMARY KEY (body, n)) STRICT;
CREATE INDEX visit_note ON visit (note, body);
