-- Who is to be told of which comment, once: somebody of the blog, a follower, or with neither the webhook. Rows are
-- written by a job, and last longer than they wait, so that an approval that was taken back and given again tells nobody
-- twice. Comments may go before them, so there is no foreign key.
create table notices (
    id integer not null primary key autoincrement,
    comment_id integer not null,
    user_id integer,
    follower_id integer,
    -- nothing as long as it waits to be put into a letter
    told_at integer,
    created_at integer not null
) strict;
create unique index notices_to_users on notices (user_id, comment_id) where user_id is not null;
create unique index notices_to_followers on notices (follower_id, comment_id) where follower_id is not null;
create unique index notices_to_webhook on notices (comment_id) where user_id is null and follower_id is null;
create index notices_untold on notices (follower_id, user_id, id) where told_at is null;
create index notices_by_age on notices (created_at, id);

-- How far the job has looked: at new comments, and at what was decided about older ones.
create table notice_marks (
    id integer not null primary key check (id = 1),
    comment_id integer not null,
    audit_id integer not null
) strict;
insert into notice_marks (id, comment_id, audit_id) values (1, 0, 0);

-- What somebody of the blog wants to be told. Who has no row has chosen nothing yet.
create table notice_choices (
    user_id integer not null primary key references users (id),
    about_waiting integer not null check (about_waiting in (0, 1)),
    about_own_posts integer not null check (about_own_posts in (0, 1)),
    -- their private feed: each new one has the next number, so that no address comes back
    has_feed integer not null check (has_feed in (0, 1)),
    feed_number integer not null check (feed_number >= 0),
    -- when the last letter about comments was queued
    told_at integer
) strict;

-- Where else is told that comments wait, and how the last call went.
create table webhook (
    id integer not null primary key check (id = 1),
    url text not null,
    format text not null check (format in ('json', 'ntfy', 'telegram')),
    -- whom a bot writes to
    chat text not null,
    -- what proves us there
    token text not null,
    attempts integer not null check (attempts >= 0),
    -- when it may be called next; while somebody calls it, when they will have given up
    due_at integer not null,
    called_at integer,
    fault text
) strict;
