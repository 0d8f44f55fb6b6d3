-- What the scores said when a visit was signed; and what else changed while somebody was treated: marks that forbid to say "because of sessions".

CREATE TABLE other_care (
    client id NOT NULL REFERENCES client (id),
    id id NOT NULL,
    day text NOT NULL,
    kind text NOT NULL,             -- 'medicine' 'treatment' 'other'
    note text NOT NULL,
    made_utc int NOT NULL,
    author id NOT NULL REFERENCES staff (id),
    voided_utc int,                 -- entered in error
    PRIMARY KEY (client, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE visit ADD COLUMN interval_days real; -- NULL: no interval is advised; 0: no sessions needed
ALTER TABLE visit ADD COLUMN outcome int NOT NULL DEFAULT 0; -- bits of enum outcome_bit
