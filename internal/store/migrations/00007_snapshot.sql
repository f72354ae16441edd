-- +goose Up

-- A snapshot on its way: the manifest as the server signed it, and how many of
-- its segments are merged. The row goes when all of them are.
CREATE TABLE snapshot (
  scope    BLOB PRIMARY KEY,
  manifest BLOB NOT NULL,
  applied  INTEGER NOT NULL
) STRICT;

-- Its segments, as far as they came: a line that broke goes on where it broke.
CREATE TABLE segment (
  scope BLOB NOT NULL,
  hash  BLOB NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (scope, hash)
) STRICT;

-- Blocks behind a snapshot that this laptop fetches all the same: those that do
-- not stand in two backups of the server, and on a commune's laptop all. at is
-- the last one that is here, until the last one that is wanted.
CREATE TABLE history (
  scope BLOB PRIMARY KEY,
  at    INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;

-- Blocks that are kept and whose lines are not merged: a snapshot that holds
-- them is on its way. A page that brings one again merges it.
ALTER TABLE block ADD COLUMN unmerged INTEGER NOT NULL DEFAULT 0;

-- Who said the values that came with a snapshot, and where they stand in the
-- order: their lines are not here. seq is 0 when another order is followed.
CREATE TABLE said (
  stream BLOB NOT NULL,
  q      INTEGER NOT NULL,
  mark   BLOB NOT NULL,
  user   BLOB NOT NULL,
  wall   INTEGER NOT NULL,
  seq    INTEGER NOT NULL,
  PRIMARY KEY (stream, q, mark)
) STRICT, WITHOUT ROWID;

-- The server returned some value of the record, and nobody wrote another since.
ALTER TABLE record ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_returned ON record (scope) WHERE returned = 1;

-- Up to which place of a scope's order the server has two good backups.
ALTER TABLE cursor ADD COLUMN safe INTEGER NOT NULL DEFAULT 0;
