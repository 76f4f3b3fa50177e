-- What files tell beside orders: bill lines, a person's own formats, folders that are watched.

-- One line of a bill. Which orders it belongs to is not stored: it is found by the numbers, whichever of the two came first.
CREATE TABLE bill_line (
  id           INTEGER PRIMARY KEY,
  shop_id      INTEGER NOT NULL REFERENCES shop (id), -- the account; payment houses, banks and carriers have rows there too
  bill         TEXT NOT NULL,    -- kind of the file: settlement, fund_flow, …
  key          TEXT NOT NULL,    -- what tells the line from all others of the account
  file_id      INTEGER NOT NULL REFERENCES source_file (id),
  sheet        INTEGER NOT NULL,
  row          INTEGER NOT NULL,
  at           TEXT,             -- wall time or day, as the file tells it
  line_id      TEXT,
  order_no     TEXT,
  sub_order_no TEXT,
  direction    INTEGER,          -- 1 in, -1 out, 0 left out of sums
  amount_fen   INTEGER NOT NULL,
  kind         TEXT,
  type_raw     TEXT,
  balance_fen  INTEGER,
  fees         TEXT,             -- JSON object of fen
  party        TEXT,
  remark       TEXT,
  tracking_no  TEXT,
  weight_g     INTEGER,
  province     TEXT,
  city         TEXT,
  carrier      TEXT,
  UNIQUE (shop_id, bill, key)
) STRICT;
CREATE INDEX bill_line_by_order ON bill_line (order_no) WHERE order_no IS NOT NULL;
CREATE INDEX bill_line_by_sub_order ON bill_line (sub_order_no) WHERE sub_order_no IS NOT NULL;
CREATE INDEX bill_line_by_tracking ON bill_line (tracking_no) WHERE tracking_no IS NOT NULL;
CREATE INDEX bill_line_by_time ON bill_line (at, id);

-- A row by its place in its file, whatever it became.
CREATE INDEX source_row_by_place ON source_row (file_id, sheet, row);

-- A person's own format, as the text that is also exported.
CREATE TABLE profile (
  name          TEXT PRIMARY KEY,
  toml          TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE watched_folder (
  path            TEXT PRIMARY KEY,
  shop            TEXT,
  last_seen_at_ms INTEGER,
  error           TEXT            -- why the last look failed; null = it did not
) STRICT, WITHOUT ROWID;

-- Files of a watched folder that were taken or turned away; the same name with the same size and time is not looked at again.
CREATE TABLE watched_file (
  path          TEXT NOT NULL REFERENCES watched_folder (path) ON DELETE CASCADE,
  name          TEXT NOT NULL,
  bytes         INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  PRIMARY KEY (path, name)
) STRICT, WITHOUT ROWID;
