-- Numbers that an order is or was known by and that stand nowhere else: a waybill that was replaced, the payment's and the refund's
-- number, the number of an order that was merged into this one, a number with stars. What an order is called now is found by the
-- search tokens. `no` is in plain form (letters, digits and stars, lower case), `shown` as it came.
CREATE TABLE order_number (
  no               TEXT NOT NULL,
  kind             TEXT NOT NULL,    -- order, sub_order, waybill, payment, refund, merged, masked
  order_id         INTEGER NOT NULL,
  shown            TEXT NOT NULL,
  first_seen_at_ms INTEGER NOT NULL,
  PRIMARY KEY (no, kind, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_number_by_order ON order_number (order_id);

-- Numbers that lines of bills name beside their own. Which order is meant is found by the line, whichever of the two came first.
CREATE TABLE bill_number (
  no      TEXT NOT NULL,
  kind    TEXT NOT NULL,             -- payment, refund
  line_id INTEGER NOT NULL REFERENCES bill_line (id),
  PRIMARY KEY (no, kind, line_id)
) STRICT, WITHOUT ROWID;
