ALTER TABLE visit ADD COLUMN pain real;
ALTER TABLE visit ADD COLUMN int int;
