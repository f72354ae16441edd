-- +goose Up

-- By what a laptop names a code without telling it: a hash of the code's hash.
-- Codes from before this column serve nobody; they lived for a day.
ALTER TABLE code ADD COLUMN name TEXT NOT NULL DEFAULT '';
CREATE INDEX code_name ON code (name);
