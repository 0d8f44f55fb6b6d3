-- The health history: handed out by link or tablet, answered page by page.

CREATE TABLE intake (
    client id NOT NULL REFERENCES client (id),
    asking id NOT NULL,
    token_hash blob NOT NULL UNIQUE, -- of the link
    holder_hash blob UNIQUE,        -- of the browser that opened it
    made_utc int NOT NULL,
    expires_utc int NOT NULL,
    begun_utc int,
    done_utc int,
    cancelled_utc int,
    PRIMARY KEY (client, asking),
    FOREIGN KEY (client, asking) REFERENCES asking (client, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (              -- what a client wrote of themselves
    client id NOT NULL REFERENCES client (id),
    field text NOT NULL,
    at_utc int NOT NULL,
    id id NOT NULL,
    asking id NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (client, field, at_utc, id),
    FOREIGN KEY (client, asking) REFERENCES asking (client, id)
) STRICT, WITHOUT ROWID;
