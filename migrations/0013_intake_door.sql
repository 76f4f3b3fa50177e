-- Shops of one's own that send their orders by themselves. The keys are not here.

CREATE TABLE intake_door (
  shop_id    INTEGER PRIMARY KEY REFERENCES shop (id),
  made_at_ms INTEGER NOT NULL,  -- when the key was made
  last_at_ms INTEGER,           -- the last request that was let in
  newest_ms  INTEGER NOT NULL,  -- the newest of the moments that their senders signed
  orders     INTEGER NOT NULL   -- new ones since the door was first opened
) STRICT;
