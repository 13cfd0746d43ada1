-- Addresses that get letters about comments, or were asked whether they want to. Gone with the last thing they follow.
create table followers (
    id integer not null primary key autoincrement,
    -- in small letters
    email text not null,
    -- the tag of the language that their letters are in
    language text not null,
    -- when the last letter about comments was queued: the next ones are gathered for a while
    told_at integer,
    created_at integer not null,
    constraint followers_email_unique unique (email)
) strict;

-- What an address follows: the answers to one comment, or all comments on a post. Posts, comments and commenters may go
-- before it does, and their ids never return, so none of these is a foreign key.
create table subscriptions (
    id integer not null primary key autoincrement,
    follower_id integer not null references followers (id),
    post_id integer not null,
    comment_id integer,
    -- the browser that asked, and once it is confirmed the one that it was confirmed in, if that is known: what this
    -- one asks for the address again need not be confirmed again
    commenter_id integer,
    -- nothing is sent before whoever reads the address has agreed to it
    confirmed_at integer,
    -- when they were asked last
    asked_at integer not null,
    -- how many letters asked
    asks integer not null check (asks >= 0),
    created_at integer not null
) strict;
create unique index subscriptions_to_posts on subscriptions (post_id, follower_id) where comment_id is null;
create unique index subscriptions_to_answers on subscriptions (comment_id, follower_id) where comment_id is not null;
create index subscriptions_of_commenter on subscriptions (commenter_id) where commenter_id is not null;
create index subscriptions_of_follower on subscriptions (follower_id, id);
create index subscriptions_unconfirmed on subscriptions (asked_at, id) where confirmed_at is null;

-- Addresses that want no such letter, not even to be asked, as hashes that need the blog's secret.
create table unwilling (
    address_hash blob not null primary key,
    since integer not null
) strict, without rowid;
