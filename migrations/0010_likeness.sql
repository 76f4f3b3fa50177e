-- Where orders are looked for when another one comes that may be the same. The week leads, so that new orders lie beside each other;
-- a day before and after is one or two looks. `key` and `phone` are made by the domain; `phone` 0 = hidden.
CREATE TABLE order_place (
  week     INTEGER NOT NULL,
  key      INTEGER NOT NULL,
  at_s     INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  shop_id  INTEGER NOT NULL,
  typed    INTEGER NOT NULL,
  phone    INTEGER NOT NULL,
  PRIMARY KEY (week, key, at_s, order_id)
) STRICT, WITHOUT ROWID;

-- Pairs of orders that are probably the same, and what a person said of them. a < b.
CREATE TABLE likeness (
  a              INTEGER NOT NULL,
  b              INTEGER NOT NULL,
  score          INTEGER NOT NULL, -- 0 to 100
  same           INTEGER NOT NULL, -- 1 = all of the fingerprint is equal
  reasons        TEXT NOT NULL,    -- words of reasons, separated by commas, as seen from a
  answer         TEXT NOT NULL,    -- open, kept, voided, merged
  gone           INTEGER,          -- the order that was voided or merged into the other
  actor          TEXT,
  found_at_ms    INTEGER NOT NULL,
  answered_at_ms INTEGER,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_by_b ON likeness (b);
CREATE INDEX likeness_open ON likeness (found_at_ms) WHERE answer = 'open';
