-- +goose Up

-- Small single values: identity, incarnation, settings (prefix "set.").
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Scopes that this laptop may read. grant_* is its own right to write there.
CREATE TABLE scope (
  id    BLOB PRIMARY KEY,
  kind  TEXT NOT NULL,
  unit  BLOB NOT NULL
) STRICT;

-- Grants as the server replicates them: who may write in a scope, under which
-- name, with which key. mine marks the grants of this laptop's device.
CREATE TABLE grant_ (
  id    BLOB PRIMARY KEY,
  scope BLOB NOT NULL,
  user  BLOB NOT NULL,
  name  TEXT NOT NULL,
  sign  BLOB NOT NULL,
  rank  INTEGER NOT NULL,
  mine  INTEGER NOT NULL
) STRICT;
CREATE INDEX grant_user ON grant_ (user);

-- The streams this store writes. Only one per scope is current; older ones
-- (before a reincarnation) still send what they hold.
CREATE TABLE stream (
  id      BLOB PRIMARY KEY,
  scope   BLOB NOT NULL,
  next    INTEGER NOT NULL, -- number of the next change
  head    BLOB NOT NULL,    -- header hash of the last sealed block; empty before the first
  current INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX stream_current ON stream (scope) WHERE current = 1;

-- Own lines that are not in a block yet.
CREATE TABLE line (
  stream BLOB NOT NULL,
  q      INTEGER NOT NULL,
  bytes  BLOB NOT NULL,
  PRIMARY KEY (stream, q)
) STRICT;

-- Own changes that the province has not acknowledged, for receipts and counts.
-- Written with the change, deleted by an acknowledgement and by nothing else.
CREATE TABLE waiting (
  stream    BLOB NOT NULL,
  q         INTEGER NOT NULL,
  record    BLOB NOT NULL,
  household BLOB,
  wall      INTEGER NOT NULL,
  PRIMARY KEY (stream, q)
) STRICT;
CREATE INDEX waiting_record ON waiting (record);
CREATE INDEX waiting_household ON waiting (household);

-- Blocks, own and others', byte for byte as they were sealed.
CREATE TABLE block (
  key       INTEGER PRIMARY KEY,
  hash      BLOB NOT NULL UNIQUE,
  scope     BLOB NOT NULL,
  stream    BLOB NOT NULL,
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  prev      BLOB NOT NULL,
  mine      INTEGER NOT NULL,  -- written by this store, so merged when it was written
  acked     INTEGER NOT NULL,  -- the server said that it admitted it
  seq       INTEGER,           -- place in the scope's order in the epoch followed now
  bytes     BLOB NOT NULL,
  admission BLOB               -- newest admission, stored as it came
) STRICT;
CREATE INDEX block_stream ON block (stream, first);
CREATE INDEX block_unacked ON block (scope, stream, first) WHERE acked = 0;
CREATE INDEX block_unpulled ON block (stream, last) WHERE mine = 1 AND acked = 1 AND seq IS NULL;

-- How far each scope's order was followed, per life of the server.
CREATE TABLE cursor (
  server    BLOB NOT NULL,
  epoch     BLOB NOT NULL,
  scope     BLOB NOT NULL,
  seq       INTEGER NOT NULL,
  rolling   BLOB NOT NULL,
  admission BLOB NOT NULL, -- of the entry at seq: proof if the server forgets
  PRIMARY KEY (server, epoch, scope)
) STRICT;

-- Records as they stand: the merged registers of ledger.State.
CREATE TABLE record (
  key      INTEGER PRIMARY KEY,
  id       BLOB NOT NULL,
  scope    BLOB NOT NULL,
  kind     TEXT NOT NULL,
  state    BLOB NOT NULL,
  user     BLOB NOT NULL,    -- author of the change with the latest displayed time
  wall     INTEGER NOT NULL,
  disputed INTEGER NOT NULL  -- some field has two differing values
) STRICT;
CREATE UNIQUE INDEX record_id ON record (id, scope);
CREATE INDEX record_disputed ON record (scope) WHERE disputed = 1;

-- What lists show. Rows are made from the records and can be rebuilt from them;
-- key is record.key. No list reads a state.
CREATE TABLE household (
  key     INTEGER PRIMARY KEY,
  id      BLOB NOT NULL UNIQUE,
  hamlet  BLOB NOT NULL,
  number  INTEGER NOT NULL,
  head    TEXT NOT NULL,
  line    TEXT NOT NULL,
  contact TEXT NOT NULL,
  visits  INTEGER NOT NULL DEFAULT 0,
  last_on TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  next_on TEXT NOT NULL DEFAULT '',
  away    INTEGER NOT NULL DEFAULT 0, -- last outcome or contact says nobody is there
  disputed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX household_list ON household (hamlet, number, key);
CREATE INDEX household_number ON household (number);

CREATE TABLE person (
  key         INTEGER PRIMARY KEY,
  id          BLOB NOT NULL,
  household   BLOB NOT NULL,
  name        TEXT NOT NULL,
  child_until TEXT NOT NULL,   -- ISO date of the 16th birthday; '' when no birth year is known
  pin         TEXT NOT NULL,
  tail        TEXT NOT NULL,   -- the number backwards, to be found by its last digits
  lacking     INTEGER NOT NULL,-- has no number that stands
  disputed    INTEGER NOT NULL
) STRICT;
CREATE INDEX person_household ON person (household);
CREATE INDEX person_tail ON person (tail) WHERE tail <> '';

CREATE TABLE visit (
  key       INTEGER PRIMARY KEY,
  id        BLOB NOT NULL,
  household BLOB NOT NULL,
  on_       TEXT NOT NULL,
  outcome   TEXT NOT NULL,
  next_on   TEXT NOT NULL
) STRICT;
CREATE INDEX visit_household ON visit (household);

CREATE TABLE unit (
  key    INTEGER PRIMARY KEY,
  id     BLOB NOT NULL UNIQUE,
  name   TEXT NOT NULL,     -- kind and name
  label  BLOB NOT NULL,     -- sort key
  level  TEXT NOT NULL,
  parent BLOB NOT NULL,
  scope  BLOB NOT NULL
) STRICT;
CREATE INDEX unit_scope ON unit (scope);

-- Words of a household, folded: its head, its members, its place. The rowid is
-- household.key.
CREATE VIRTUAL TABLE find USING fts5 (
  head, members, place,
  content = '', contentless_delete = 1, prefix = '1 2 3', detail = 'column',
  tokenize = 'unicode61 remove_diacritics 0'
);

-- Forms as they are being typed.
CREATE TABLE draft (
  key   TEXT NOT NULL,
  owner BLOB NOT NULL,
  body  BLOB NOT NULL,
  at    INTEGER NOT NULL,
  PRIMARY KEY (key, owner)
) STRICT;
