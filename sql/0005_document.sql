-- Files that belong to a client: what a doctor wrote, as it came.

CREATE TABLE document (
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    name text NOT NULL,             -- as it was sent, for people to read
    type text NOT NULL,             -- by content
    size int NOT NULL,
    hash text NOT NULL,             -- BLAKE2b-256, hexadecimal
    author id NOT NULL REFERENCES staff (id),
    at_utc int NOT NULL,
    PRIMARY KEY (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_part (        -- 256 KiB each but the last
    client id NOT NULL,
    document id NOT NULL,
    n int NOT NULL,
    body blob NOT NULL,
    PRIMARY KEY (client, document, n),
    FOREIGN KEY (client, document) REFERENCES document (client, id)
) STRICT, WITHOUT ROWID;
