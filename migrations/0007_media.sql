-- Pictures, sound, films and files. The row comes first and goes last: what lies on the disk has one at any time.
create table media (
    id integer not null primary key autoincrement,
    -- in addresses; made of what was sent, so that the same file is one row however often it comes
    name text not null,
    -- gone: its files are removed, and its addresses say so for good; texts may still name it, and show it again if the
    -- same file comes once more
    state text not null check (state in ('arriving', 'ready', 'deleting', 'gone')),
    kind text not null check (kind in ('picture', 'audio', 'video', 'file')),
    media_type text not null,
    ending text not null,
    -- of what was sent
    bytes integer not null check (bytes >= 0),
    -- of a picture's largest form
    width integer,
    height integer,
    -- of a picture's forms, rising, with spaces between
    widths text not null,
    title text not null,
    alt text not null,
    uploaded_by integer references users (id),
    -- since when it is in this state
    changed_at integer not null,
    created_at integer not null,
    -- what is long stands last
    placeholder text,
    constraint media_name_unique unique (name),
    constraint media_pictures_have_sides check (kind <> 'picture' or (width is not null and height is not null))
) strict;
-- the library: the newest first, with or without a kind
create index media_by_state on media (state, id);
create index media_by_kind on media (state, kind, id);

-- Which post shows what in its text. A cover stands in the post's own row.
create table media_uses (
    media_id integer not null references media (id),
    post_id integer not null references posts (id),
    primary key (media_id, post_id)
) strict, without rowid;
create index media_uses_of_post on media_uses (post_id);
