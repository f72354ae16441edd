-- +goose Up

-- The server's own facts: its id and the present epoch.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- A scope with the end of its order, and the server's own stream in it.
CREATE TABLE scope (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  unit     TEXT NOT NULL,
  seq      BIGINT NOT NULL,  -- of the last admitted block; dense from 1 in an epoch
  rolling  TEXT NOT NULL,
  stream   TEXT NOT NULL,
  next     BIGINT NOT NULL,
  head     TEXT NOT NULL,
  grant_id TEXT NOT NULL
);

CREATE TABLE device (
  id         TEXT PRIMARY KEY,
  sign       TEXT NOT NULL,
  box        TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  revoked_at BIGINT            -- set once, by a person; never unset
);

-- One row per life of a laptop's store: what it said last, to tell clones apart.
CREATE TABLE incarnation (
  device TEXT NOT NULL,
  store  TEXT NOT NULL,
  nonce  TEXT NOT NULL,
  PRIMARY KEY (device, store)
);

-- Grants as issued; cert is the signed document.
CREATE TABLE grants (
  id     TEXT PRIMARY KEY,
  scope  TEXT NOT NULL,
  device TEXT NOT NULL,
  sign   TEXT NOT NULL,
  rank   BIGINT NOT NULL,
  cert   TEXT NOT NULL
);
CREATE INDEX grants_device ON grants (device);

-- Which scopes a device may read.
CREATE TABLE access (
  device TEXT NOT NULL,
  scope  TEXT NOT NULL,
  PRIMARY KEY (device, scope)
);

-- One-time codes; only their hash is kept. device is set by the first use.
CREATE TABLE code (
  hash    TEXT PRIMARY KEY,
  spec    TEXT NOT NULL,
  expires BIGINT NOT NULL,
  device  TEXT,
  sign    TEXT
);

-- Blocks byte for byte. seq, rolling and admission are set when it is admitted.
CREATE TABLE block (
  scope     TEXT NOT NULL,
  hash      TEXT NOT NULL,
  stream    TEXT NOT NULL,
  first     BIGINT NOT NULL,
  last      BIGINT NOT NULL,
  prev      TEXT NOT NULL,
  status    TEXT NOT NULL,   -- admitted, held, quarantined
  rank      BIGINT NOT NULL, -- at which its values count
  seq       BIGINT,
  rolling   TEXT,
  bytes     BLOB NOT NULL,
  admission TEXT,
  PRIMARY KEY (scope, hash)
);
CREATE UNIQUE INDEX block_order ON block (scope, seq);
CREATE INDEX block_waiting ON block (scope, stream, prev) WHERE status <> 'admitted';

-- The unbroken chains of admitted blocks of each stream: what a vector says.
CREATE TABLE branch (
  scope  TEXT NOT NULL,
  stream TEXT NOT NULL,
  head   TEXT NOT NULL,
  first  BIGINT NOT NULL,
  last   BIGINT NOT NULL,
  parent TEXT NOT NULL,
  PRIMARY KEY (scope, stream, head)
);

-- Records as they stand: the merged registers.
CREATE TABLE record (
  scope TEXT NOT NULL,
  id    TEXT NOT NULL,
  kind  TEXT NOT NULL,
  state BLOB NOT NULL,
  PRIMARY KEY (scope, id)
);

-- What the board counts. Rows are made from the records.
CREATE TABLE unit (
  scope    TEXT NOT NULL,
  id       TEXT NOT NULL,
  name     TEXT NOT NULL,
  level    TEXT NOT NULL,
  parent   TEXT NOT NULL,
  unit_scope TEXT NOT NULL,
  place    BIGINT NOT NULL,
  label    BLOB NOT NULL,
  PRIMARY KEY (scope, id)
);

CREATE TABLE target (
  scope     TEXT NOT NULL,
  id        TEXT NOT NULL,
  unit      TEXT NOT NULL,
  as_of     TEXT NOT NULL,
  children  BIGINT NOT NULL,
  entered   BIGINT NOT NULL,
  no_number BIGINT NOT NULL,
  source    TEXT NOT NULL,
  PRIMARY KEY (scope, id)
);

CREATE TABLE person (
  scope       TEXT NOT NULL,
  id          TEXT NOT NULL,
  child_until TEXT NOT NULL,  -- ISO date of the 16th birthday at the latest
  entered     BIGINT NOT NULL,
  lacking     BIGINT NOT NULL,
  PRIMARY KEY (scope, id)
);
CREATE INDEX person_counts ON person (scope, child_until, entered, lacking);
