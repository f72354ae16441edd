-- +goose Up

-- The certificate as the server signed it: shown to a server that was restored
-- from before it was given. Empty for grants of an older version of the program,
-- whose certificates stand in the ledger.
ALTER TABLE grant_ ADD COLUMN cert BLOB NOT NULL DEFAULT x'';
