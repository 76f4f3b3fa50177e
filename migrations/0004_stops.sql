-- What stops an order, what it is marked with, and whom the shop does not want to serve.

ALTER TABLE orders ADD COLUMN cause INTEGER;    -- why it is an exception; null = nobody said
ALTER TABLE orders ADD COLUMN warehouse TEXT;   -- asked for by a rule or a person
ALTER TABLE orders ADD COLUMN carrier TEXT;
CREATE INDEX orders_by_cause ON orders (cause) WHERE cause IS NOT NULL;

-- 挂起, all that an order has had. Released by a person, or (released_by null) by time.
CREATE TABLE order_hold (
  order_id       INTEGER NOT NULL,
  seq            INTEGER NOT NULL,
  rule           TEXT,
  reason         TEXT NOT NULL,
  held_by        TEXT NOT NULL,
  held_at_ms     INTEGER NOT NULL,
  release_at_ms  INTEGER,         -- null = until a person lets it go
  released_by    TEXT,
  released_at_ms INTEGER,         -- null = it stands
  PRIMARY KEY (order_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_hold_due ON order_hold (release_at_ms) WHERE release_at_ms IS NOT NULL AND released_at_ms IS NULL;

-- 改地址申请, the latest of each order. The trail keeps who and when of all of them.
CREATE TABLE address_change (
  order_id      INTEGER PRIMARY KEY,
  asked_by      TEXT NOT NULL,
  asked_at_ms   INTEGER NOT NULL,
  name          TEXT,
  phone         TEXT,
  phone_ext     TEXT,
  province      TEXT,
  city          TEXT,
  district      TEXT,
  address       TEXT,
  masked        INTEGER NOT NULL,
  answer        INTEGER NOT NULL, -- 0 none yet, 1 approved, 2 refused, 3 withdrawn
  answered_by    TEXT,
  answered_at_ms INTEGER,
  reason        TEXT
) STRICT;

-- 双人复核, the latest of each order.
CREATE TABLE second_check (
  order_id      INTEGER PRIMARY KEY,
  rules         TEXT NOT NULL,    -- JSON array of names
  asked_at_ms   INTEGER NOT NULL,
  first_by      TEXT,
  first_at_ms   INTEGER,
  second_by     TEXT,
  second_at_ms  INTEGER,
  refused_by    TEXT,
  refused_at_ms INTEGER,
  reason        TEXT
) STRICT;

-- Tags that exist, and where they hang. A tag that a rule plants comes into being by it.
CREATE TABLE tag (
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  colour   TEXT NOT NULL,         -- a word of the palette
  is_tab   INTEGER NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE order_tag (
  order_id INTEGER NOT NULL,
  tag_id   INTEGER NOT NULL REFERENCES tag (id),
  PRIMARY KEY (order_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_tag_by_tag ON order_tag (tag_id, order_id);

-- 黑名单. Only hashes of what an order is known by, and the words of the person who entered it.
CREATE TABLE blacklist (
  id          INTEGER PRIMARY KEY,
  label       TEXT NOT NULL,      -- masked: enough to know whom it means
  reason      TEXT NOT NULL,
  listed_by   TEXT NOT NULL,
  listed_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE blacklist_key (
  key          BLOB PRIMARY KEY,
  blacklist_id INTEGER NOT NULL REFERENCES blacklist (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
