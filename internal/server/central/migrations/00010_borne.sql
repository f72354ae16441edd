-- +goose Up

-- What only one living person bears: the personal number, and what its birth
-- certificate is known by (match.Certificate). NULL for records that are no
-- living person's, or bear none. Rows from before are filled when they are
-- written next. A number is looked for in all scopes; the index begins with no
-- scope, and is no key: a part of a divided table has its own.
ALTER TABLE record ADD COLUMN number TEXT;
ALTER TABLE record ADD COLUMN certificate TEXT;
CREATE INDEX record_number ON record (number) WHERE number IS NOT NULL;
CREATE INDEX record_certificate ON record (scope, certificate) WHERE certificate IS NOT NULL;
