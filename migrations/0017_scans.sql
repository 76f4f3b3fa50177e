-- The scan desk: everything that was read with what was answered, the parcels that left over it, and what is open at each desk.

CREATE TABLE scan (
  id        INTEGER PRIMARY KEY,
  at_ms     INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  desk      TEXT NOT NULL,
  mode      TEXT NOT NULL,     -- out, label, return
  code      TEXT NOT NULL,     -- what was read, in normal form
  colour    TEXT NOT NULL,     -- green, amber, red
  outcome   TEXT NOT NULL,     -- why, in one word
  sentence  TEXT NOT NULL,     -- as it was told
  order_id  INTEGER,           -- the order that the answer names; null = none
  weight_g  INTEGER,
  is_forced INTEGER NOT NULL
) STRICT;
CREATE INDEX scan_by_desk ON scan (desk, id);
CREATE INDEX scan_by_time ON scan (at_ms);
CREATE INDEX scan_by_order ON scan (order_id) WHERE order_id IS NOT NULL;

-- Numbers of an order whose parcels went over the desk. A split order leaves when all of its numbers are here.
CREATE TABLE scan_left (
  order_id INTEGER NOT NULL,
  number   TEXT NOT NULL,      -- letters and digits, lower case
  scan_id  INTEGER NOT NULL REFERENCES scan (id),
  PRIMARY KEY (order_id, number)
) STRICT, WITHOUT ROWID;

-- What a desk has in hand: a parcel whose goods are being counted, or goods for which an order is looked for.
CREATE TABLE scan_hand (
  desk         TEXT PRIMARY KEY,
  mode         TEXT NOT NULL,  -- out, label
  number       TEXT NOT NULL,  -- as read from the label; empty in mode label
  weight_g     INTEGER,
  opened_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE scan_hand_goods (
  desk   TEXT NOT NULL REFERENCES scan_hand (desk) ON DELETE CASCADE,
  code   TEXT NOT NULL,        -- code of the article in normal form
  pieces INTEGER NOT NULL,
  PRIMARY KEY (desk, code)
) STRICT, WITHOUT ROWID;

-- Orders whose label was asked for by scanning one of their goods: no second scan takes the same order.
CREATE TABLE scan_label (
  order_id INTEGER PRIMARY KEY,
  job_id   INTEGER,            -- null = about to be queued
  at_ms    INTEGER NOT NULL
) STRICT;

-- Parcels that came back. What was in them a person says later.
CREATE TABLE returned_parcel (
  order_id      INTEGER NOT NULL,
  number        TEXT NOT NULL, -- letters and digits, lower case
  at_ms         INTEGER NOT NULL,
  actor         TEXT NOT NULL,
  decided_at_ms INTEGER,
  PRIMARY KEY (order_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX returned_parcel_open ON returned_parcel (at_ms) WHERE decided_at_ms IS NULL;
