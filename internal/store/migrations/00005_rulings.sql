-- +goose Up

-- Changes whose values nobody may hold any more, by redactions in the scope. A
-- redaction that this laptop wrote only hides them until it is admitted.
CREATE TABLE redacted (
  scope    BLOB NOT NULL,
  stream   BLOB NOT NULL,
  q        INTEGER NOT NULL,
  mark     BLOB NOT NULL,
  record   BLOB NOT NULL,
  admitted INTEGER NOT NULL,
  PRIMARY KEY (scope, stream, q, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX redacted_hidden ON redacted (record) WHERE admitted = 0;

-- The record lives in another scope now; what is written here all the same is
-- carried there by the server. Its rows are shown from there.
ALTER TABLE record ADD COLUMN away INTEGER NOT NULL DEFAULT 0;
