-- A commenter is whoever holds the cookie; an e-mail address proves nothing.
create table commenters (
    id integer not null primary key autoincrement,
    token_hash blob not null,
    name text not null,
    email text,
    website text,
    approved_count integer not null check (approved_count >= 0),
    created_at integer not null,
    last_seen_at integer not null,
    constraint commenters_token_unique unique (token_hash)
) strict;

create table comments (
    id integer not null primary key autoincrement,
    public_id text not null,
    receipt text not null,
    post_id integer not null references posts (id),
    parent_id integer,
    -- what it hangs below, step by step: itself on its own step, 0 on those that it does not reach
    thread_id integer not null,
    branch_id integer not null,
    twig_id integer not null,
    leaf_id integer not null,
    -- published ones that answer this very comment
    reply_count integer not null check (reply_count >= 0),
    submission_key text,
    commenter_id integer references commenters (id),
    user_id integer references users (id),
    state text not null check (state in ('pending', 'published', 'spam', 'rejected', 'deleted')),
    state_before text check (state_before in ('pending', 'published', 'spam', 'rejected', 'deleted')),
    reason text not null,
    -- why it was in the state before, for undo
    reason_before text,
    name text not null,
    email text,
    website text,
    source_format text not null check (source_format in ('markdown', 'html')),
    render_version integer not null,
    content_hash blob not null,
    network_hash blob,
    -- the logarithm of spam's odds in hundredths, as it looked when it came or was last judged
    spam_score integer not null default 0,
    published_at integer not null,
    created_at integer not null,
    updated_at integer not null,
    -- when its words were changed last, and whether by whoever wrote them or by those who run the blog
    edited_at integer,
    edited_by text check (edited_by in ('writer', 'blog')),
    import_id integer references imports (id),
    source_name text,
    source_kind text,
    source_id text,
    source_hash blob,
    -- what is long stands last: SQLite walks through it to whatever stands behind
    html text not null,
    source text not null,
    source_rest text,
    constraint comments_public_unique unique (public_id),
    constraint comments_receipt_unique unique (receipt),
    constraint comments_submission_unique unique (submission_key),
    constraint comments_source_unique unique (source_name, source_kind, source_id),
    constraint comments_in_post unique (post_id, id),
    constraint comments_parent foreign key (post_id, parent_id) references comments (post_id, id)
) strict;
-- a post's page: its threads in order; a removed comment stays as a gap while it is answered
create index comments_of_post on comments (post_id, thread_id, branch_id, twig_id, leaf_id)
    where state = 'published' or reply_count > 0;
-- the newest comments of the blog, and of one post, for the feeds
create index comments_by_date on comments (state, published_at, id);
create index comments_of_post_by_date on comments (post_id, published_at, id) where state = 'published';
-- the queue
create index comments_by_state on comments (state, id);
create index comments_unpublished on comments (post_id, state, id) where state <> 'published';
-- what waits, the surest spam last
create index comments_by_score on comments (state, spam_score, id) where state = 'pending';
-- what moderators decided, to be learnt from; not words that its writer put there since
create index comments_decided on comments (reason, state, updated_at, id, edited_by, edited_at)
    where reason = 'moderator' and (edited_by is null or edited_by <> 'writer' or edited_at < updated_at);
-- spam whose time is over
create index comments_spam_by_age on comments (state, updated_at) where state = 'spam';
-- what this person, this network wrote lately
create index comments_of_commenter on comments (commenter_id, id, content_hash, created_at)
    where commenter_id is not null;
create index comments_of_network on comments (network_hash, created_at) where network_hash is not null;
-- what somebody with an account said
create index comments_of_user on comments (user_id, id) where user_id is not null;
create index comments_of_parent on comments (parent_id) where parent_id is not null;
-- what somebody wrote who proves an address
create index comments_of_email on comments (lower(email), id) where email is not null;
-- what its writer deleted, until the sweep erases its words
create index comments_withdrawn on comments (updated_at, id) where reason = 'withdrawn';
-- the same words again, by whom nobody approved; what came with an import was not sent here
create index comments_by_content on comments (content_hash, created_at)
    where import_id is null and reason <> 'known';

-- Kept counts of the whole blog, changed in the unit that changes what they count.
create table comment_counts (
    state text not null primary key check (state in ('pending', 'published', 'spam', 'rejected', 'deleted')),
    total integer not null check (total >= 0)
) strict, without rowid;
insert into comment_counts (state, total)
values ('pending', 0), ('published', 0), ('spam', 0), ('rejected', 0), ('deleted', 0);
