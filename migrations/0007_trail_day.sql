-- The head of the trail at the end of every local day: what can be handed out, so that later nobody can change the days before.
CREATE TABLE trail_day (
  day    INTEGER PRIMARY KEY, -- days since 1970 at UTC+8
  events INTEGER NOT NULL,    -- the last entry of the day
  hash   BLOB NOT NULL        -- its hash
) STRICT;

INSERT INTO trail_day (day, events, hash)
  SELECT day, n, hash FROM (SELECT (at_ms + 28800000) / 86400000 AS day, max(n) AS n, hash FROM order_event GROUP BY 1);
