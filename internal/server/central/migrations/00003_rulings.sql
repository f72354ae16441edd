-- +goose Up

-- What officers decided about blocks: released from quarantine (admit), not
-- waited for any more (lost). Written when the ruling is admitted, never taken
-- back.
CREATE TABLE verdict (
  scope TEXT NOT NULL,
  hash  TEXT NOT NULL,
  kind  TEXT NOT NULL,
  PRIMARY KEY (scope, hash, kind)
);

-- Changes whose values nobody may hold any more. entry is the block of the
-- redaction that says so: it travels with every block that lacks the values.
CREATE TABLE redacted (
  scope  TEXT NOT NULL,
  stream TEXT NOT NULL,
  q      BIGINT NOT NULL,
  mark   TEXT NOT NULL,
  record TEXT NOT NULL,
  entry  TEXT NOT NULL,
  PRIMARY KEY (scope, stream, q, mark)
);
CREATE INDEX redacted_record ON redacted (scope, record);

-- In which scopes a record is or was, of records that were moved.
CREATE TABLE lived (
  record TEXT NOT NULL,
  scope  TEXT NOT NULL,
  PRIMARY KEY (record, scope)
);
