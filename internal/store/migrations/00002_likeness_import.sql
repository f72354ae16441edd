-- +goose Up

-- Folded facts by which the records of one child find each other: keys of
-- registry/match. Made from the records, like all that lists show.
CREATE TABLE likeness (
  hash   INTEGER NOT NULL,
  person INTEGER NOT NULL, -- record.key
  PRIMARY KEY (hash, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_person ON likeness (person);

-- Who was found to be the same child as whom. kept is the record that stands
-- for a person's whole group; empty when it stands for itself.
CREATE TABLE same (
  source BLOB NOT NULL,
  target BLOB NOT NULL,
  PRIMARY KEY (source, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX same_target ON same (target);
ALTER TABLE person ADD COLUMN kept BLOB NOT NULL DEFAULT x'';

-- Lists of children that were imported on this laptop, and every row of them as
-- it stood in the file. They are this laptop's own log and don't travel; the
-- records do.
CREATE TABLE import (
  id     BLOB PRIMARY KEY,
  name   TEXT NOT NULL,     -- of the file
  at     INTEGER NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE import_row (
  import  BLOB NOT NULL,
  row     INTEGER NOT NULL,  -- in the file
  hash    INTEGER NOT NULL,  -- of its cells: the same row is known again
  cells   TEXT NOT NULL,     -- JSON list, as in the file
  parsed  TEXT NOT NULL,     -- JSON of a held row as it was understood; '' of others
  outcome TEXT NOT NULL,     -- registry.Outcome of a row
  reason  TEXT NOT NULL,     -- why it is held
  scope   BLOB NOT NULL,
  record  BLOB NOT NULL,     -- the child; of a held row the one that it may be
  made    BLOB NOT NULL,     -- the household that was made for it, or empty
  before  TEXT NOT NULL,     -- JSON of the fields that it changed, as they were
  wrote   TEXT NOT NULL,     -- JSON of the same fields as it wrote them
  PRIMARY KEY (import, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_row_hash ON import_row (hash);
CREATE INDEX import_row_held ON import_row (import, row) WHERE outcome = 'held';
