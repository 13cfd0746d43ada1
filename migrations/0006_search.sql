-- Tag-free text of what is public, and nothing else. A row's id is its post's.
create virtual table search using fts5 (
    title, body,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
);
-- the words that the index holds, to find those that begin alike
create virtual table search_words using fts5vocab(search, 'instance');
