-- Tag-free text of what is public, and nothing else. A row's id is its post's.
create virtual table search using fts5 (
    title, body,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
);
-- the words that the index holds, to find those that begin alike
create virtual table search_words using fts5vocab(search, 'instance');
-- A rebuild fills a second index, `search_fresh`, and has a row here meanwhile: what is done to posts, by whatever
-- process, is noted, so that the new index catches up before it takes the old one's place.
create table search_rebuild (
    id integer not null primary key check (id = 1)
) strict;
create table search_changes (
    post_id integer not null primary key
) strict;
create trigger search_notes_new after insert on posts
when exists (select 1 from search_rebuild)
begin
    insert into search_changes (post_id) values (new.id) on conflict do nothing;
end;
create trigger search_notes_changed after update of state, title, text on posts
when exists (select 1 from search_rebuild)
begin
    insert into search_changes (post_id) values (new.id) on conflict do nothing;
end;
