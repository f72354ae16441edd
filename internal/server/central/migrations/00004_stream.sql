-- +goose Up

-- A row for each stream that was written to, to be locked by whoever writes the
-- next block of it. Where one transaction writes at a time nobody needs it, and
-- it stays empty.
CREATE TABLE stream (
  scope  TEXT NOT NULL,
  stream TEXT NOT NULL,
  PRIMARY KEY (scope, stream)
);
