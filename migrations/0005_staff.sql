-- People of the desk. Nobody is removed for good: the trail names them. The PIN is kept as its argon2 hash only.

CREATE TABLE staff (
  name          TEXT PRIMARY KEY,
  role          TEXT NOT NULL,    -- owner, clerk, accountant
  pin_hash      TEXT NOT NULL,    -- as PHC writes it: $argon2id$…
  created_at_ms INTEGER NOT NULL,
  removed_at_ms INTEGER           -- null = still here
) STRICT;
