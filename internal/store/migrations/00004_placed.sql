-- +goose Up

-- By what papers know a unit: its code means nothing without the day from which
-- it bears it. Empty for hamlets.
ALTER TABLE unit ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE unit ADD COLUMN valid_from TEXT NOT NULL DEFAULT '';

-- Where an officer said that a hamlet of a divided commune went. Made from the
-- records, like all that lists show.
CREATE TABLE placed (
  hamlet     BLOB PRIMARY KEY,
  code       TEXT NOT NULL,     -- of the new commune
  valid_from TEXT NOT NULL,
  said_on    TEXT NOT NULL,
  said_by    TEXT NOT NULL
) STRICT;
