-- Search tokens, SQLite's own (FTS5). The tokens are made by the store; the tokenizer only splits them at blanks.
-- rowid = order id, so "newest first" needs no sort. Contentless: an update writes the complete token text again.
CREATE VIRTUAL TABLE search USING fts5(tokens, content='', contentless_delete=1, detail=none, tokenize='ascii');
INSERT INTO search (search, rank) VALUES ('automerge', 8);

-- rowid = title id: titles of what is sold.
CREATE VIRTUAL TABLE title_search USING fts5(tokens, content='', contentless_delete=1, detail=none, tokenize='ascii');

-- rowid = listing id: specs and codes of what is sold.
CREATE VIRTUAL TABLE listing_search USING fts5(tokens, content='', contentless_delete=1, detail=none, tokenize='ascii');
