-- Which asking the last answer was given in: a client's form may take back its own answers only.

ALTER TABLE standing ADD COLUMN asking id; -- NULL: before this was kept
