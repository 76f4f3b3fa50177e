-- Shops that are connected to their platform's interface, what each visit brought, and what the platform told of an order beside the order.

CREATE TABLE link (
  shop_id         INTEGER PRIMARY KEY REFERENCES shop (id),
  url             TEXT NOT NULL,     -- empty = the platform's own address
  is_paused       INTEGER NOT NULL,
  writes_checked  INTEGER NOT NULL,  -- the owner has checked the writing calls of a platform that is known from third parties only
  cursor_ms       INTEGER NOT NULL,  -- everything that changed before this is here
  next_at_ms      INTEGER NOT NULL,
  fails           INTEGER NOT NULL,  -- visits in a row that failed
  needs_owner     INTEGER NOT NULL,  -- nothing is asked until somebody mends the access
  trouble         TEXT,              -- JSON: kind, code, words, at_ms
  token_until_ms  INTEGER,
  holder          TEXT NOT NULL,     -- who visits right now; empty = nobody
  holder_until_ms INTEGER NOT NULL,
  made_at_ms      INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_receipt (
  id               INTEGER PRIMARY KEY,
  shop_id          INTEGER NOT NULL,
  kind             TEXT NOT NULL,    -- window, asked_again
  from_ms          INTEGER NOT NULL,
  to_ms            INTEGER NOT NULL,
  began_at_ms      INTEGER NOT NULL,
  ended_at_ms      INTEGER NOT NULL,
  pages            INTEGER NOT NULL,
  requests         INTEGER NOT NULL,
  retries          INTEGER NOT NULL,
  orders_new       INTEGER NOT NULL,
  orders_updated   INTEGER NOT NULL,
  orders_unchanged INTEGER NOT NULL,
  gaps             TEXT NOT NULL,    -- JSON: what is missing from the window, and why
  trouble          TEXT              -- as in link; the window was not stored then
) STRICT;
CREATE INDEX sync_receipt_by_shop ON sync_receipt (shop_id, id);

CREATE TABLE remote_order (
  order_id    INTEGER PRIMARY KEY,
  raw         TEXT NOT NULL,     -- the platform's last word on it, verbatim
  modified_ms INTEGER,
  merge_key   TEXT,
  tokens      TEXT,              -- JSON: the platform's tokens of a hidden receiver
  buyer_id    TEXT,
  asked_at_ms INTEGER NOT NULL
) STRICT;
