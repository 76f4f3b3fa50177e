-- The first shape of a shop's data file.
-- Money is integer fen, times are UTC milliseconds, days are days since 1970 at UTC+8.
-- No index has a random insertion point: order ids grow with the orders' own time, children are keyed by (order, line),
-- and whatever is looked up by a random key goes through the search tokens.

CREATE TABLE platform (
  id   INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE shop (
  id                INTEGER PRIMARY KEY,
  platform_id       INTEGER NOT NULL REFERENCES platform (id),
  name              TEXT NOT NULL,
  created_at_ms     INTEGER NOT NULL,
  last_import_at_ms INTEGER,
  UNIQUE (platform_id, name)
) STRICT;

CREATE TABLE province (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- What is sold, as the sources name it. `key` is the first half of the BLAKE3 of the three texts.
-- `title_id` is the first listing with the same title: one good has many specs. 0 = no title.
CREATE TABLE listing (
  id       INTEGER PRIMARY KEY,
  title_id INTEGER NOT NULL,
  key      BLOB NOT NULL UNIQUE,
  sku_code TEXT,
  title    TEXT,
  spec     TEXT
) STRICT;
CREATE INDEX listing_by_sku ON listing (sku_code);
CREATE INDEX listing_by_title ON listing (title);

-- id = unix seconds of the order's own time << 12 | sequence; fixed at first import.
-- fp is a fingerprint of receiver and goods for finding likely doubles; it is compared inside a time window, never looked up.
CREATE TABLE orders (
  id                  INTEGER PRIMARY KEY,
  shop_id             INTEGER NOT NULL,
  platform_id         INTEGER NOT NULL,
  state               INTEGER NOT NULL,
  marks               INTEGER NOT NULL,
  flag                INTEGER NOT NULL,
  province_id         INTEGER,
  finding_level       INTEGER NOT NULL, -- 0 none, 1 info, 2 warning, 3 blocking
  print_count         INTEGER NOT NULL,
  buyer_amount_fen    INTEGER,
  paid_at_ms          INTEGER,
  order_no            TEXT NOT NULL,
  status              INTEGER,
  status_raw          TEXT,
  refund_state        INTEGER,
  created_at_ms       INTEGER,
  shipped_at_ms       INTEGER,
  finished_at_ms      INTEGER,
  merchant_amount_fen INTEGER,
  freight_fen         INTEGER,
  refund_fen          INTEGER,
  trackings           TEXT,             -- JSON [[carrier or null, number], …]; null = no source has told
  buyer_memo          TEXT,
  seller_memo         TEXT,
  hold_reason         TEXT,
  grain               INTEGER NOT NULL,
  fp                  BLOB NOT NULL,
  first_seen_at_ms    INTEGER NOT NULL,
  updated_at_ms       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX orders_by_number ON orders (shop_id, order_no);
CREATE INDEX orders_by_state ON orders (state);
CREATE INDEX orders_by_platform ON orders (platform_id, state);
CREATE INDEX orders_by_shop ON orders (shop_id, state);
CREATE INDEX orders_by_province ON orders (province_id);
CREATE INDEX orders_by_paid ON orders (paid_at_ms);
-- Orders that still wait for the parcel (states before 60), for overdue lists.
CREATE INDEX orders_waiting ON orders (state, paid_at_ms) WHERE state < 60;
-- The side states are rare: one small covering index each, newest last.
CREATE INDEX orders_held ON orders (id, shop_id, platform_id, state, buyer_amount_fen, paid_at_ms) WHERE (marks & 1) <> 0;
CREATE INDEX orders_locked ON orders (id, shop_id, platform_id, state, buyer_amount_fen, paid_at_ms) WHERE (marks & 2) <> 0;
CREATE INDEX orders_exception ON orders (id, shop_id, platform_id, state, buyer_amount_fen, paid_at_ms) WHERE (marks & 4) <> 0;
CREATE INDEX orders_after_sale ON orders (id, shop_id, platform_id, state, buyer_amount_fen, paid_at_ms) WHERE (marks & 8) <> 0;
CREATE INDEX orders_urgent ON orders (id, shop_id, platform_id, state, buyer_amount_fen, paid_at_ms) WHERE (marks & 16) <> 0;
CREATE INDEX orders_flagged ON orders (flag) WHERE flag <> 0;
CREATE INDEX orders_with_finding ON orders (id, finding_level) WHERE finding_level <> 0;
CREATE INDEX orders_printed ON orders (id) WHERE print_count <> 0;

CREATE TABLE order_line (
  order_id       INTEGER NOT NULL,
  line           INTEGER NOT NULL,
  listing_id     INTEGER NOT NULL,
  sub_no         TEXT,
  qty            INTEGER,
  unit_price_fen INTEGER,
  amount_fen     INTEGER,
  refund_fen     INTEGER,
  PRIMARY KEY (order_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE receiver (
  order_id  INTEGER PRIMARY KEY,
  name      TEXT,
  phone     TEXT,
  phone_ext TEXT,
  province  TEXT,
  city      TEXT,
  district  TEXT,
  address   TEXT,
  masked    INTEGER NOT NULL
) STRICT;

CREATE TABLE finding (
  order_id INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  code     TEXT NOT NULL,
  severity INTEGER NOT NULL, -- 1 info, 2 warning, 3 blocking
  field    TEXT,
  facts    TEXT NOT NULL,    -- JSON object of texts
  PRIMARY KEY (order_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_edit (
  order_id INTEGER NOT NULL,
  field    TEXT NOT NULL,
  PRIMARY KEY (order_id, field)
) STRICT, WITHOUT ROWID;

-- The trail: append only, each hash covers the one before.
CREATE TABLE order_event (
  n          INTEGER PRIMARY KEY,
  order_id   INTEGER NOT NULL,
  at_ms      INTEGER NOT NULL,
  actor      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  from_state INTEGER,
  to_state   INTEGER,
  rule       TEXT,
  data       TEXT,
  hash       BLOB NOT NULL
) STRICT;
CREATE INDEX order_event_by_order ON order_event (order_id);

CREATE TABLE trail_head (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  events INTEGER NOT NULL,
  hash   BLOB NOT NULL
) STRICT;

CREATE TABLE source_file (
  id             INTEGER PRIMARY KEY,
  hash           BLOB NOT NULL,
  shop_id        INTEGER NOT NULL REFERENCES shop (id),
  name           TEXT NOT NULL,
  bytes          INTEGER NOT NULL,
  platform       TEXT NOT NULL,
  kind           TEXT NOT NULL,
  actor          TEXT NOT NULL,
  imported_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,           -- null = the import was cut off
  result         TEXT,              -- JSON of the import's reply
  UNIQUE (hash, shop_id)
) STRICT;

CREATE TABLE source_sheet (
  file_id  INTEGER NOT NULL REFERENCES source_file (id),
  sheet    INTEGER NOT NULL,
  name     TEXT,
  headings TEXT NOT NULL, -- JSON array of texts
  PRIMARY KEY (file_id, sheet)
) STRICT, WITHOUT ROWID;

-- Rows as they stood in their files. order_id 0 = a row that became no order.
CREATE TABLE source_row (
  order_id INTEGER NOT NULL,
  file_id  INTEGER NOT NULL,
  sheet    INTEGER NOT NULL,
  row      INTEGER NOT NULL, -- as a spreadsheet counts, first = 1
  cells    TEXT NOT NULL,    -- JSON array of texts
  PRIMARY KEY (order_id, file_id, sheet, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejected_row (
  file_id INTEGER NOT NULL REFERENCES source_file (id),
  sheet   INTEGER NOT NULL,
  row     INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  key     TEXT,
  reason  TEXT NOT NULL,
  heading TEXT,
  cell    TEXT,             -- cell address such as G318
  PRIMARY KEY (file_id, sheet, row, seq)
) STRICT, WITHOUT ROWID;

-- Summaries, kept in the same transaction as the orders they count. fen is what buyers paid.
CREATE TABLE state_total (
  shop_id INTEGER NOT NULL,
  state   INTEGER NOT NULL,
  n       INTEGER NOT NULL,
  fen     INTEGER NOT NULL,
  PRIMARY KEY (shop_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE state_day (
  time_of INTEGER NOT NULL, -- 0 the order's own time (that of its id), 1 payment
  day     INTEGER NOT NULL,
  shop_id INTEGER NOT NULL,
  state   INTEGER NOT NULL,
  n       INTEGER NOT NULL,
  fen     INTEGER NOT NULL,
  PRIMARY KEY (time_of, day, shop_id, state)
) STRICT, WITHOUT ROWID;

-- The least and the most that any payment lay behind the time of its order's id, in ms: turns a range of payment times into one of ids.
CREATE TABLE paid_lag (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  least INTEGER NOT NULL,
  most  INTEGER NOT NULL
) STRICT;

CREATE TABLE mark_total (
  shop_id INTEGER NOT NULL,
  mark    INTEGER NOT NULL, -- the bit
  n       INTEGER NOT NULL,
  fen     INTEGER NOT NULL,
  PRIMARY KEY (shop_id, mark)
) STRICT, WITHOUT ROWID;

-- Pieces and money of lines whose order is paid and not closed.
CREATE TABLE listing_day (
  day        INTEGER NOT NULL,
  listing_id INTEGER NOT NULL,
  qty        INTEGER NOT NULL,
  fen        INTEGER NOT NULL,
  PRIMARY KEY (day, listing_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
  id             INTEGER PRIMARY KEY,
  key            TEXT UNIQUE,      -- the same work is never queued twice
  kind           TEXT NOT NULL,
  state          TEXT NOT NULL,    -- queued, running, paused, done, failed, cancelled
  request        TEXT NOT NULL,    -- JSON
  done           INTEGER NOT NULL,
  total          INTEGER,
  note           TEXT,             -- JSON
  result         TEXT,             -- JSON
  actor          TEXT NOT NULL,
  owner          TEXT,             -- the process that runs it
  tries          INTEGER NOT NULL,
  created_at_ms  INTEGER NOT NULL,
  started_at_ms  INTEGER,
  beat_at_ms     INTEGER,
  finished_at_ms INTEGER
) STRICT;
CREATE INDEX job_by_state ON job (state);

CREATE TABLE outbox (
  id            INTEGER PRIMARY KEY,
  key           TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL,
  shop_id       INTEGER,
  order_id      INTEGER,
  payload       TEXT NOT NULL,     -- JSON
  state         TEXT NOT NULL,     -- waiting, sending, done, refused
  tries         INTEGER NOT NULL,
  next_at_ms    INTEGER NOT NULL,
  answer        TEXT,              -- JSON of the last answer or error
  created_at_ms INTEGER NOT NULL,
  done_at_ms    INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (state, next_at_ms);
CREATE INDEX outbox_by_order ON outbox (order_id);

CREATE TABLE print_batch (
  id            INTEGER PRIMARY KEY,
  created_at_ms INTEGER NOT NULL,
  actor         TEXT NOT NULL,
  printer       TEXT NOT NULL,
  template      TEXT NOT NULL,
  note          TEXT              -- JSON
) STRICT;

CREATE TABLE print_label (
  batch_id   INTEGER NOT NULL REFERENCES print_batch (id),
  seq        INTEGER NOT NULL,
  order_id   INTEGER NOT NULL,
  waybill_no TEXT,
  state      TEXT NOT NULL,       -- queued, sent, printed, failed, unknown, cancelled
  queue_job  TEXT,                -- the print system's own job id
  copy_no    INTEGER NOT NULL,    -- 1 = first print, 2 = first reprint
  error      TEXT,                -- the queue's own words
  at_ms      INTEGER NOT NULL,
  PRIMARY KEY (batch_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX print_label_by_order ON print_label (order_id);
CREATE INDEX print_label_open ON print_label (state) WHERE state IN ('queued', 'sent', 'unknown');

CREATE TABLE setting (
  key           TEXT PRIMARY KEY,
  value         TEXT NOT NULL,    -- JSON
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_view (
  id       INTEGER PRIMARY KEY,
  room     TEXT NOT NULL,
  name     TEXT NOT NULL,
  value    TEXT NOT NULL,         -- JSON
  position INTEGER NOT NULL,
  UNIQUE (room, name)
) STRICT;

INSERT INTO trail_head (id, events, hash) VALUES (1, 0, zeroblob(16));
INSERT INTO paid_lag (id, least, most) VALUES (1, 0, 0);
