-- 模板: the shop's own label templates, and its goods in another language.

CREATE TABLE label_template (
  name          TEXT PRIMARY KEY,
  toml          TEXT NOT NULL,         -- the text of a template file
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE goods_text (
  sku_code      TEXT PRIMARY KEY,
  text          TEXT NOT NULL,         -- what labels say beside the goods' own name
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
