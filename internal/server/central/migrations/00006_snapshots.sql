-- +goose Up

-- Snapshots for laptops that have nothing yet: the signed manifests, the newest
-- two of a scope, and their segments by hash, which snapshots share. All of it
-- can be made anew from the records.
CREATE TABLE snapshot (
  scope    TEXT NOT NULL,
  root     TEXT NOT NULL,
  epoch    TEXT NOT NULL,
  seq      BIGINT NOT NULL,
  manifest TEXT NOT NULL,
  PRIMARY KEY (scope, epoch, seq)
);

CREATE TABLE segment (
  scope TEXT NOT NULL,
  hash  TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (scope, hash)
);

-- Up to which place the order of a scope stands in the last verified backup and
-- in the one before. The restored backup of a restored database counts as both.
-- The places are those of the present epoch.
CREATE TABLE backup (
  scope   TEXT PRIMARY KEY,
  last    BIGINT NOT NULL,
  earlier BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
