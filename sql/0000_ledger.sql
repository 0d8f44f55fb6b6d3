-- Which migrations a database has had. Made first, with the mark that says the database is Tonus's.

CREATE TABLE migration (
    number int NOT NULL PRIMARY KEY,
    name text NOT NULL,
    hash text NOT NULL,
    applied_utc int NOT NULL
) STRICT;
