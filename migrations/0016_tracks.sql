-- 物流: where parcels stand by what carriers tell, and who is asked.

CREATE TABLE track_source (
  id           INTEGER PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,   -- as the owner calls it
  source       TEXT NOT NULL,          -- code of the platform
  shop_id      INTEGER REFERENCES shop (id), -- the connected shop whose access opens it
  url          TEXT NOT NULL,          -- empty = the source's own address
  push_base    TEXT NOT NULL,          -- address of this desk as the source reaches it; empty = it is asked, it sends nothing
  path_hash    BLOB NOT NULL,          -- BLAKE3 of the secret part of the address to which it sends
  is_off       INTEGER NOT NULL,
  checked      INTEGER NOT NULL,       -- the owner has checked a source that is known from third parties only
  trouble      TEXT,                   -- JSON: the last trouble with the source as a whole
  rest_ms      INTEGER NOT NULL,       -- it is not asked before
  asked_at_ms  INTEGER,
  pushed_at_ms INTEGER,
  made_at_ms   INTEGER NOT NULL
) STRICT;

-- A number that is followed, and what its events say together.
CREATE TABLE track (
  number        TEXT PRIMARY KEY,      -- plain form: capitals, no blanks
  carrier       TEXT NOT NULL,         -- as people write it; empty = nobody told
  state         TEXT NOT NULL,         -- pending, collected, in_transit, out_for_delivery, exception, delivered, returned
  sub           TEXT NOT NULL,         -- a finer word; empty = none
  since_ms      INTEGER NOT NULL,      -- at that state since
  collected_ms  INTEGER,               -- first scan
  moved_ms      INTEGER,               -- first step on the road
  delivered_ms  INTEGER,
  scan_ms       INTEGER,               -- newest sign of life
  last_text     TEXT NOT NULL,
  last_place    TEXT NOT NULL,
  last_at_ms    INTEGER,
  signer        TEXT,
  followed_at_ms INTEGER NOT NULL,     -- it left then, or was first heard of
  next_ms       INTEGER,               -- to be asked about then; absent = no more
  asked_ms      INTEGER,               -- last asked about
  misses        INTEGER NOT NULL,      -- times in a row that nothing came of it
  subscribed_by INTEGER REFERENCES track_source (id) ON DELETE SET NULL, -- who sends by itself
  trouble       TEXT                   -- JSON: why nothing came of it
) STRICT;
CREATE INDEX track_due ON track (next_ms) WHERE next_ms IS NOT NULL;
CREATE INDEX track_state ON track (state, since_ms) WHERE state IN ('exception', 'returned');

CREATE TABLE track_order (
  number   TEXT NOT NULL REFERENCES track (number) ON DELETE CASCADE,
  order_id INTEGER NOT NULL,
  PRIMARY KEY (number, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX track_order_by_order ON track_order (order_id);

-- Told twice, or by two sources, an event is there once.
CREATE TABLE track_event (
  number   TEXT NOT NULL,
  key      INTEGER NOT NULL,           -- hash of number, moment and sentence
  at_ms    INTEGER NOT NULL,
  text     TEXT NOT NULL,
  place    TEXT NOT NULL,
  code     TEXT NOT NULL,              -- the source's; empty = read from the sentence
  stand    TEXT NOT NULL,              -- state, or state/finer word; empty = nobody knows
  source   TEXT NOT NULL,              -- who told it first: code of a source, or hand
  heard_ms INTEGER NOT NULL,
  PRIMARY KEY (number, key)
) STRICT, WITHOUT ROWID;
