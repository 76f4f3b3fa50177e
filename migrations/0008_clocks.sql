-- The clocks of an order, and what our own desk did with it.

ALTER TABLE orders ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0; -- in its state since, or last seen moving; for a parcel that left: when it did
ALTER TABLE orders ADD COLUMN ship_by_ms INTEGER;                  -- the moment that the platform promised, where it tells one
UPDATE orders SET since_ms = CASE WHEN state = 60 THEN coalesce(shipped_at_ms, updated_at_ms) ELSE updated_at_ms END;

-- Each clock reads one of these and no order: everything that a count needs is in them.
CREATE INDEX orders_to_ship ON orders (state, ship_by_ms, platform_id, paid_at_ms, buyer_amount_fen) WHERE state < 60;
CREATE INDEX orders_standing ON orders (state, since_ms, marks, finding_level, buyer_amount_fen) WHERE state >= 20 AND state < 90;

-- Only orders that people touched, that left from here, or that a carrier scanned; by far the most came in and went by themselves.
CREATE TABLE order_work (
  order_id        INTEGER PRIMARY KEY,
  hands           INTEGER NOT NULL, -- bits: 1 somebody had to do something, 2 somebody moved it, 4 automatic movement leaves it to people
  left_at_ms      INTEGER,          -- first dispatch from here
  left_after_ms   INTEGER,          -- the same since it came in
  collected_at_ms INTEGER           -- first scan of the carrier
) STRICT;
