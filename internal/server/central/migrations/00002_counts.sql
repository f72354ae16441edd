-- +goose Up

-- What the board counts of a person stands with the record itself: one row and
-- one index instead of two tables. NULL where the record is no living person.
ALTER TABLE record ADD COLUMN child_until TEXT; -- ISO date of the 16th birthday at the latest; '' when unknown
ALTER TABLE record ADD COLUMN entered BIGINT;
ALTER TABLE record ADD COLUMN lacking BIGINT;
UPDATE record SET child_until = p.child_until, entered = p.entered, lacking = p.lacking
  FROM person p WHERE p.scope = record.scope AND p.id = record.id;
DROP TABLE person;
CREATE INDEX record_counts ON record (scope, child_until, entered, lacking) WHERE child_until IS NOT NULL;

-- The place of a change in the order. It leaves out what is not admitted, so
-- that the few blocks which wait are found by block_waiting.
CREATE INDEX block_stream ON block (scope, stream, last) WHERE status = 'admitted';
