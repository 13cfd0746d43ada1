-- Authors are not logins: an imported author has no e-mail address and no password until somebody claims the row.
create table imports (
    id integer not null primary key autoincrement,
    source text not null,
    file_name text not null,
    state text not null check (state in ('running', 'finished', 'failed')),
    report text not null,
    started_at integer not null,
    finished_at integer
) strict;

create table users (
    id integer not null primary key autoincrement,
    name text not null,
    slug text not null,
    email text,
    password_hash text,
    role text not null check (role in ('owner', 'editor', 'author', 'moderator')),
    biography text not null,
    website text,
    picture_id integer references media (id),
    is_active integer not null check (is_active in (0, 1)),
    post_count integer not null check (post_count >= 0),
    last_seen_at integer,
    -- an imported author who turned out to be this account: the row stays for old addresses and later imports
    merged_into integer references users (id),
    import_id integer references imports (id),
    source text,
    source_kind text,
    source_id text,
    source_hash blob,
    created_at integer not null,
    updated_at integer not null,
    constraint users_slug_unique unique (slug),
    constraint users_email_unique unique (email),
    constraint users_source_unique unique (source, source_kind, source_id)
) strict;

create index users_merged on users (merged_into) where merged_into is not null;
create index users_by_picture on users (picture_id) where picture_id is not null;

create table sessions (
    id integer not null primary key autoincrement,
    user_id integer not null references users (id),
    token_hash blob not null,
    -- who has shown their password and not yet their second factor is only half way in
    purpose text not null check (purpose in ('login', 'second_factor')),
    device text not null,
    created_at integer not null,
    last_seen_at integer not null,
    expires_at integer not null,
    constraint sessions_token_unique unique (token_hash)
) strict;
create index sessions_of_user on sessions (user_id, last_seen_at);
create index sessions_by_expiry on sessions (expires_at);
