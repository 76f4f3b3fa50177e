-- Parcels of orders that were merged or split; an order without rows here is its own parcel. A step is one merge or split: the parcels
-- it made carry its number, those it replaced are kept with it in `gone_by`, so that it can be taken back.
CREATE TABLE parcel_step (
  id            INTEGER PRIMARY KEY,
  kind          TEXT NOT NULL,     -- merge, split
  actor         TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE parcel (
  id      INTEGER PRIMARY KEY,
  step_id INTEGER NOT NULL REFERENCES parcel_step (id) ON DELETE CASCADE,
  gone_by INTEGER REFERENCES parcel_step (id)
) STRICT;
CREATE INDEX parcel_by_step ON parcel (step_id);
CREATE INDEX parcel_by_gone ON parcel (gone_by) WHERE gone_by IS NOT NULL;

-- Pieces of one line of one order in a parcel. Money is the share of these pieces.
CREATE TABLE parcel_line (
  parcel_id  INTEGER NOT NULL REFERENCES parcel (id) ON DELETE CASCADE,
  order_id   INTEGER NOT NULL,
  line       INTEGER NOT NULL,
  qty        INTEGER,
  amount_fen INTEGER,
  PRIMARY KEY (parcel_id, order_id, line)
) STRICT, WITHOUT ROWID;

-- The share of an order's sums that travels in a parcel; every order of a parcel has its row.
CREATE TABLE parcel_share (
  parcel_id           INTEGER NOT NULL REFERENCES parcel (id) ON DELETE CASCADE,
  order_id            INTEGER NOT NULL,
  buyer_amount_fen    INTEGER,
  merchant_amount_fen INTEGER,
  freight_fen         INTEGER,
  refund_fen          INTEGER,
  PRIMARY KEY (parcel_id, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX parcel_share_by_order ON parcel_share (order_id);

-- A label of a parcel: of several orders, or of a part of one.
ALTER TABLE print_label ADD COLUMN parcel_id INTEGER;
CREATE INDEX print_label_by_parcel ON print_label (parcel_id) WHERE parcel_id IS NOT NULL;
