-- Which asking the last answer was given in: a client's form may take back its own answers only.

ALTER TABLE standing ADD COLUMN asking id;

UPDATE standing SET asking = (SELECT a.asking FROM answer a
  WHERE a.client = standing.client AND a.caution = standing.caution
  ORDER BY a.at_utc DESC, a.id DESC LIMIT 1);
