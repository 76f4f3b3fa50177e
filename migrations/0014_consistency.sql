-- How often a connected shop is visited, and what its comparisons with its platform found: every day about the day before, every week
-- about everything that the platform still tells.

ALTER TABLE link ADD COLUMN every_s INTEGER; -- the owner's word; null = as usual

CREATE TABLE consistency_report (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,    -- day, week
  day        TEXT NOT NULL,    -- China's date: the day that is told of, or on which the week's was made
  from_ms    INTEGER NOT NULL, -- orders made in this time
  to_ms      INTEGER NOT NULL,
  made_at_ms INTEGER NOT NULL,
  UNIQUE (kind, day)
) STRICT;

CREATE TABLE consistency_shop (
  report_id INTEGER NOT NULL REFERENCES consistency_report (id),
  shop_id   INTEGER NOT NULL,
  theirs    INTEGER,           -- orders by the platform; null = it was not asked
  ours      INTEGER NOT NULL,
  fetched   INTEGER NOT NULL,  -- of the missing ones, brought in since
  doubles   INTEGER NOT NULL,  -- orders that may be another one once more
  late      INTEGER NOT NULL,  -- came in later than they should
  net       INTEGER NOT NULL,  -- paid and neither cancelled nor refunded whole
  net_fen   INTEGER NOT NULL,
  trouble   TEXT,              -- JSON as in link: why it could not be asked
  PRIMARY KEY (report_id, shop_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE consistency_difference (
  id        INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES consistency_report (id),
  shop_id   INTEGER NOT NULL,
  kind      TEXT NOT NULL,     -- missing, extra, different
  order_no  TEXT NOT NULL,
  field     TEXT NOT NULL,     -- empty where the whole order is meant
  ours      TEXT NOT NULL,
  theirs    TEXT NOT NULL
) STRICT;
CREATE INDEX consistency_difference_by_report ON consistency_difference (report_id, shop_id);
