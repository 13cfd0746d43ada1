-- What an owner may change about comments, in one row beside the settings.
create table comment_settings (
    id integer not null primary key check (id = 1),
    policy text not null default 'hold_first'
        check (policy in ('hold_all', 'hold_first', 'hold_doubtful', 'publish', 'closed', 'hidden')),
    -- how long a comment can be changed by whoever wrote it; 0 is never
    edit_minutes integer not null default 15 check (edit_minutes between 0 and 10080),
    -- in percent: from where on a comment looks doubtful, and from where on it goes to the spam, 0 for never
    doubtful_from integer not null default 50 check (doubtful_from between 1 and 99),
    spam_from integer not null default 0 check (spam_from = 0 or spam_from between 50 and 99),
    thread_order text not null default 'oldest' check (thread_order in ('oldest', 'newest')),
    shows_avatars integer not null default 1 check (shows_avatars in (0, 1)),
    closes_after_days integer check (closes_after_days between 1 and 36500),
    holds_after_days integer check (holds_after_days between 1 and 36500),
    links_allowed integer default 3 check (links_allowed between 0 and 1000),
    requires_email integer not null default 0 check (requires_email in (0, 1)),
    reports_hold_from integer check (reports_hold_from between 1 and 100),
    version integer not null default 1,
    updated_at integer not null default 0,
    -- what is long stands last
    message text not null default ''
) strict;
insert into comment_settings (id) values (1);

-- Whom and what the blog does not want to hear from. Read into memory as a whole: a verb sees to it that it stays small.
create table blocks (
    id integer not null primary key autoincrement,
    kind text not null check (kind in ('name', 'email', 'network', 'words', 'domain')),
    effect text not null check (effect in ('hold', 'refuse')),
    -- what it is known by: folded, of a network the keyed hash in hexadecimal
    pattern text not null,
    -- as it was typed; of a network what is known about it, never the address
    label text not null,
    added_by integer references users (id),
    hits integer not null default 0 check (hits >= 0),
    last_hit_at integer,
    created_at integer not null,
    -- networks are not remembered for long
    expires_at integer,
    -- what it did before it was last put once more, so that this can be taken back
    effect_before text check (effect_before in ('hold', 'refuse')),
    expires_before integer,
    -- removed: it holds no more, and is kept for a while so that it can be given back
    removed_at integer,
    constraint blocks_pattern_unique unique (kind, pattern)
) strict;
create index blocks_by_expiry on blocks (expires_at) where expires_at is not null;
create index blocks_by_removal on blocks (removed_at) where removed_at is not null;

-- What readers said about comments, each network once about each. Without a foreign key: comments may go before this does.
create table reports (
    id integer not null primary key autoincrement,
    comment_id integer not null,
    -- forgotten like that of a comment
    network_hash blob not null,
    reason text not null check (reason in ('spam', 'abuse', 'private', 'other')),
    created_at integer not null,
    note text not null,
    constraint reports_once unique (comment_id, network_hash)
) strict;
create index reports_by_age on reports (created_at);

-- Comments that were reported since somebody last decided about them.
create table reported (
    comment_id integer not null primary key,
    total integer not null check (total > 0),
    last_at integer not null
) strict;
