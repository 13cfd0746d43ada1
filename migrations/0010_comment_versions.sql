-- What a comment said before its words were changed. Moderators see it; an erased comment has none.
create table comment_versions (
    id integer not null primary key autoincrement,
    comment_id integer not null references comments (id),
    -- who put other words in its place
    replaced_by text not null check (replaced_by in ('writer', 'blog')),
    user_id integer references users (id),
    written_at integer not null,
    replaced_at integer not null,
    -- how much it looked like spam
    spam_score integer not null default 0,
    name text not null,
    website text,
    html text not null,
    source text not null
) strict;
create index comment_versions_of_comment on comment_versions (comment_id, id);
