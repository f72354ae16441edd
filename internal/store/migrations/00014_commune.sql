-- +goose Up

-- Whether a laptop enrolled for a commune stands with who it is, from here on.
-- One that holds a commune's scope already keeps it.
UPDATE meta SET value = CAST(json_set(CAST(value AS TEXT), '$.commune', json('true')) AS BLOB)
WHERE key = 'identity' AND EXISTS (SELECT 1 FROM scope WHERE kind = 'xa');
