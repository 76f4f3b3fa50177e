-- The schema that a textbook would draw: random keys, a surrogate key per child with an index on the parent,
-- and an index on every column that anybody searches.
CREATE TABLE orders (id TEXT PRIMARY KEY, shop_id INTEGER NOT NULL, order_no TEXT NOT NULL, state TEXT NOT NULL, status_raw TEXT,
  created_at_ms INTEGER, paid_at_ms INTEGER, amount_fen INTEGER, name TEXT, phone TEXT, province TEXT, city TEXT, district TEXT,
  address TEXT, buyer_memo TEXT, seller_memo TEXT);
CREATE UNIQUE INDEX t_no ON orders (shop_id, order_no);
CREATE INDEX t_order_no ON orders (order_no);
CREATE INDEX t_state ON orders (state, created_at_ms);
CREATE INDEX t_shop ON orders (shop_id, state, created_at_ms);
CREATE INDEX t_created ON orders (created_at_ms);
CREATE INDEX t_paid ON orders (paid_at_ms);
CREATE INDEX t_phone ON orders (phone);
CREATE INDEX t_name ON orders (name);
CREATE INDEX t_province ON orders (province);
CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL REFERENCES orders (id), sub_no TEXT, sku TEXT,
  title TEXT, spec TEXT, qty INTEGER, price INTEGER, amount INTEGER);
CREATE INDEX t_item_order ON items (order_id);
CREATE INDEX t_item_sub ON items (sub_no);
CREATE INDEX t_item_sku ON items (sku);
CREATE TABLE parcels (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL REFERENCES orders (id), carrier TEXT, number TEXT);
CREATE INDEX t_parcel_order ON parcels (order_id);
CREATE INDEX t_parcel_number ON parcels (number);
CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL REFERENCES orders (id), at_ms INTEGER, actor TEXT,
  kind TEXT, from_state TEXT, to_state TEXT);
CREATE INDEX t_event_order ON events (order_id);
CREATE TABLE sources (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL REFERENCES orders (id), cells TEXT);
CREATE INDEX t_source_order ON sources (order_id);
