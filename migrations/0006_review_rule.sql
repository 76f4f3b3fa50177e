-- Review rules of the desk's own, and what was decided about those that come with the program.
CREATE TABLE review_rule (
  name          TEXT PRIMARY KEY,
  toml          TEXT,             -- the rule as the text that is also exported; null = a shipped rule, only switched or moved
  is_on         INTEGER NOT NULL,
  priority      INTEGER NOT NULL,
  position      INTEGER NOT NULL, -- order of making, for those of one priority
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
