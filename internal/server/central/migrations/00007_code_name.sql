-- +goose Up

-- By what a laptop names a code without telling it: a hash of the code's hash.
-- Codes from before this column serve nobody; they lived for a day.
ALTER TABLE code ADD COLUMN name TEXT NOT NULL DEFAULT '';
CREATE INDEX code_name ON code (name);

-- For the day that a laptop is lost: how it calls itself, and when it was heard
-- last.
ALTER TABLE device ADD COLUMN laptop TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN contact BIGINT;

-- Who may look at more than the public counts of the board. hash is argon2id
-- with its parameters; totp the secret of the second factor, confirmed once its
-- owner typed a number made with it. unit is the whole of what they see.
CREATE TABLE account (
  id        TEXT PRIMARY KEY,
  login     TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  role      TEXT NOT NULL,
  unit      TEXT NOT NULL,
  hash      TEXT NOT NULL,
  totp      TEXT NOT NULL,
  confirmed BIGINT NOT NULL,
  step      BIGINT NOT NULL,  -- the last number that was used; each serves once
  disabled  BIGINT NOT NULL
);

-- Who is signed in: SHA-256 of a random token that only the browser has. A row
-- deleted is a session ended.
CREATE TABLE board_session (
  token   TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  began   BIGINT NOT NULL,
  used    BIGINT NOT NULL
);
CREATE INDEX board_session_account ON board_session (account);
