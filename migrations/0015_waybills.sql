-- 面单: where numbers come from, every number that was wanted, and what is printed from it.

CREATE TABLE waybill_account (
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE,  -- as the owner calls it
  source        TEXT NOT NULL,         -- code of the source; plain = own numbers, without network
  shop_id       INTEGER REFERENCES shop (id), -- the connected shop whose access opens it
  url           TEXT NOT NULL,         -- empty = the source's own address
  carriers      TEXT NOT NULL,         -- JSON: carriers as people write them; the first is the usual one
  product       TEXT NOT NULL,         -- the source's code of the carrier's product; empty = its usual one
  sender        TEXT NOT NULL,         -- JSON: who sends
  number_range  TEXT,                  -- JSON: own numbers, where the source has none
  is_off        INTEGER NOT NULL,
  checked       INTEGER NOT NULL,      -- the owner has checked a source that is known from third parties only
  trouble       TEXT,                  -- JSON: the last trouble with the account as a whole
  made_at_ms    INTEGER NOT NULL
) STRICT;

-- One parcel's number. A number that was given back keeps its row; a new one is a new row with a new key.
CREATE TABLE waybill (
  id              INTEGER PRIMARY KEY,
  key             TEXT NOT NULL UNIQUE,  -- ours, under which the number is bought; never used for another parcel
  account_id      INTEGER NOT NULL REFERENCES waybill_account (id),
  group_id        INTEGER NOT NULL,      -- the first row of its consignment; several rows are a mother and her children
  order_id        INTEGER NOT NULL,      -- the order that names the parcel
  parcel_id       INTEGER,               -- where orders were merged or split
  carrier         TEXT NOT NULL,         -- as people write it
  why             TEXT NOT NULL,         -- JSON: why this carrier and this account
  state           TEXT NOT NULL,         -- wanted, asking, issued, unsure, refused, cancelling, cancelled
  number          TEXT,
  role            TEXT NOT NULL,         -- parcel, child, return
  mother          TEXT,
  carrier_code    TEXT NOT NULL,         -- the source's
  route_code      TEXT,
  bag_place       TEXT,
  words           TEXT NOT NULL,         -- JSON: further words for the label
  notes           TEXT NOT NULL,         -- JSON: what the source wants back
  raw             TEXT NOT NULL,         -- the source's own words on it, verbatim
  at              TEXT NOT NULL,         -- JSON: how far its source was asked; kept before every request that writes
  holder          TEXT NOT NULL,         -- the process that asks right now; empty = none
  trouble         TEXT,                  -- JSON: the last trouble
  tries           INTEGER NOT NULL,
  actor           TEXT NOT NULL,
  made_at_ms      INTEGER NOT NULL,
  issued_at_ms    INTEGER,
  ended_at_ms     INTEGER
) STRICT;
CREATE INDEX waybill_by_order ON waybill (order_id);
CREATE INDEX waybill_by_group ON waybill (group_id);
CREATE INDEX waybill_by_number ON waybill (number) WHERE number IS NOT NULL;
-- No two parcels go with one number.
CREATE UNIQUE INDEX waybill_number_once ON waybill (account_id, carrier, number) WHERE number IS NOT NULL AND state <> 'cancelled';
CREATE INDEX waybill_open ON waybill (state) WHERE state IN ('wanted', 'asking', 'unsure', 'cancelling');

-- The orders in its parcel.
CREATE TABLE waybill_order (
  waybill_id INTEGER NOT NULL REFERENCES waybill (id) ON DELETE CASCADE,
  order_id   INTEGER NOT NULL,
  PRIMARY KEY (waybill_id, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX waybill_order_by_order ON waybill_order (order_id);

-- Who sends what to whom, exactly as it was asked for: a lost answer is asked for again with the same words. Gone once the number is here.
CREATE TABLE waybill_consignment (
  group_id INTEGER PRIMARY KEY,
  content  TEXT NOT NULL               -- JSON
) STRICT;

-- What a label is printed from, as its source gave it.
CREATE TABLE waybill_label (
  waybill_id INTEGER PRIMARY KEY REFERENCES waybill (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL,            -- cainiao, pdd, douyin, wechat, html, address
  text       TEXT NOT NULL,
  headers    TEXT NOT NULL,            -- JSON: pairs
  at_ms      INTEGER NOT NULL
) STRICT;

-- What a carrier takes, by place and weight.
CREATE TABLE freight_price (
  id         INTEGER PRIMARY KEY,
  carrier    TEXT NOT NULL,
  provinces  TEXT NOT NULL,            -- JSON: as orders write them, without 省/市 at the end; empty = everywhere else
  first_g    INTEGER NOT NULL,
  first_fen  INTEGER NOT NULL,
  next_g     INTEGER NOT NULL,         -- 0 = nothing is added
  next_fen   INTEGER NOT NULL
) STRICT;
CREATE INDEX freight_price_by_carrier ON freight_price (carrier);
