-- +goose Up

-- Pictures of papers, under the hash of their bytes. Who may read the scope may
-- fetch them; device is who brings them, for its limits. gone says that the
-- bytes were taken away for ever, by a redaction: they are not taken in again.
CREATE TABLE photo (
  scope   TEXT NOT NULL,
  address TEXT NOT NULL,
  device  TEXT NOT NULL,
  length  BIGINT NOT NULL,
  held    BIGINT NOT NULL,  -- bytes that are here, from the first on
  begun   BIGINT NOT NULL,  -- Unix milliseconds
  gone    BIGINT NOT NULL,
  PRIMARY KEY (scope, address)
);
CREATE INDEX photo_device ON photo (device, length, held);

-- The pictures of a record that moved: they stay where they were brought, and
-- whoever may read its new scope may fetch them from there.
CREATE TABLE photo_moved (
  scope   TEXT NOT NULL,  -- the new one
  address TEXT NOT NULL,
  origin  TEXT NOT NULL,
  PRIMARY KEY (scope, address, origin)
);

CREATE TABLE photo_part (
  scope   TEXT NOT NULL,
  address TEXT NOT NULL,
  n       BIGINT NOT NULL,
  bytes   BLOB NOT NULL,
  PRIMARY KEY (scope, address, n)
);
