-- +goose Up

-- Pictures of papers, under the hash of their bytes, for the scope of the record
-- that refers to them. They stand in this file and not beside it, so that what
-- protects the file protects them.
CREATE TABLE photo (
  key     INTEGER PRIMARY KEY,
  scope   BLOB NOT NULL,
  address BLOB NOT NULL,
  size    INTEGER NOT NULL,
  held    INTEGER NOT NULL,  -- bytes that are here, from the first on; size when it is whole
  small   INTEGER NOT NULL,  -- the small form for lists: sent first
  sent    INTEGER NOT NULL   -- the province has it; 0 is set again when a server was restored
) STRICT;
CREATE UNIQUE INDEX photo_address ON photo (scope, address);
CREATE INDEX photo_unsent ON photo (small DESC, key) WHERE sent = 0;

-- Their bytes, in parts as they are sent: 256 KiB each but the last.
CREATE TABLE photo_part (
  photo INTEGER NOT NULL,
  n     INTEGER NOT NULL,  -- from 0
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX photo_part_n ON photo_part (photo, n);

-- Blocks of other laptops on their way to the province, when this one is its
-- commune's hub: kept byte for byte, sent on with the next push, and no part of
-- the records here until the province admits them and they come back in its
-- order.
CREATE TABLE spool (
  key     INTEGER PRIMARY KEY,
  hash    BLOB NOT NULL UNIQUE,
  scope   BLOB NOT NULL,
  stream  BLOB NOT NULL,
  first   INTEGER NOT NULL,
  device  BLOB NOT NULL,     -- who brought it
  at      INTEGER NOT NULL,
  bytes   BLOB NOT NULL,
  fate    TEXT NOT NULL      -- '' until the province said; then admitted, held or quarantined
) STRICT;
CREATE INDEX spool_waiting ON spool (stream, first) WHERE fate = '';

-- What of the own work a hub has: a receipt «xã đã nhận», which frees nothing.
ALTER TABLE block ADD COLUMN commune INTEGER NOT NULL DEFAULT 0;
ALTER TABLE waiting ADD COLUMN commune INTEGER NOT NULL DEFAULT 0;
