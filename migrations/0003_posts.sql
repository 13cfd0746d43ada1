-- Posts and pages. What is public is a stored state, never a comparison with the clock.
create table posts (
    id integer not null primary key autoincrement,
    kind text not null check (kind in ('post', 'page')),
    entry_id text not null,
    state text not null
        check (state in ('draft', 'in_review', 'scheduled', 'published', 'unpublished', 'trashed')),
    state_before_trash text
        check (state_before_trash in ('draft', 'in_review', 'scheduled', 'published', 'unpublished')),
    -- set when a public post is taken back: its addresses answer “gone” from then on, never “not found”
    was_public integer not null default 0 check (was_public in (0, 1)),
    version integer not null check (version >= 1),
    title text not null,
    source_format text not null check (source_format in ('markdown', 'html')),
    render_version integer not null,
    published_at integer,
    published_offset_minutes integer not null check (published_offset_minutes between -1080 and 1080),
    created_at integer not null,
    updated_at integer not null,
    language text,
    comments text not null check (comments in ('open', 'closed', 'hidden')),
    comment_count integer not null check (comment_count >= 0),
    is_path_chosen integer not null check (is_path_chosen in (0, 1)),
    cover_id integer references media (id),
    -- the comment that stands before all others
    pinned_comment_id integer references comments (id),
    import_id integer references imports (id),
    source_name text,
    source_kind text,
    source_id text,
    source_hash blob,
    -- what is long stands last: SQLite walks through it to whatever stands behind
    lead text,
    html text not null,
    text text not null,
    source text not null,
    source_rest text,
    constraint posts_entry_unique unique (entry_id),
    constraint posts_source_unique unique (source_name, source_kind, source_id),
    constraint posts_public_is_dated check (state not in ('published', 'scheduled') or published_at is not null)
) strict;
-- Home, archives and the neighbours of a post. Whole rather than partial: beside posts_by_state the planner takes a
-- partial one for no narrower, and sorts every post for each list.
create index posts_by_date on posts (kind, state, published_at, id);
-- pages in the header
create index posts_by_title on posts (kind, state, title, id);
-- the desk: everything of one kind, the newest change first, with or without a state
create index posts_by_change on posts (kind, updated_at, id);
create index posts_by_state on posts (kind, state, updated_at, id);
-- the job that publishes on time
create index posts_due on posts (published_at) where state = 'scheduled';
create index posts_of_import on posts (import_id) where import_id is not null;
create index posts_by_cover on posts (cover_id) where cover_id is not null;
create index posts_by_pin on posts (pinned_comment_id) where pinned_comment_id is not null;

-- Every address that was ever published answers: with its post, by one redirect to it, or as gone.
create table paths (
    path text not null primary key,
    role text not null check (role in ('canonical', 'redirect', 'gone')),
    post_id integer references posts (id),
    created_at integer not null,
    constraint paths_target check ((role = 'gone') = (post_id is null))
) strict, without rowid;
create unique index paths_canonical on paths (post_id) where role = 'canonical';
create index paths_of_post on paths (post_id);

-- published_at is copied from the post while it is public and null otherwise, so that a list needs one index.
create table post_authors (
    post_id integer not null references posts (id),
    user_id integer not null references users (id),
    position integer not null,
    published_at integer,
    primary key (post_id, user_id)
) strict, without rowid;
-- whole, since an author's own drafts are found by it as well
create index post_authors_by_date on post_authors (user_id, published_at, post_id);

create table tags (
    id integer not null primary key autoincrement,
    name text not null,
    slug text not null,
    post_count integer not null check (post_count >= 0),
    source_name text,
    created_at integer not null,
    constraint tags_name_unique unique (name),
    constraint tags_slug_unique unique (slug),
    constraint tags_source_unique unique (source_name)
) strict;
create index tags_by_count on tags (post_count, id) where post_count > 0;

create table post_tags (
    post_id integer not null references posts (id),
    tag_id integer not null references tags (id),
    position integer not null,
    published_at integer,
    primary key (post_id, tag_id)
) strict, without rowid;
create index post_tags_by_date on post_tags (tag_id, published_at, post_id) where published_at is not null;

-- How many public posts each month of the blog's own zone holds.
create table archive_months (
    year integer not null,
    month integer not null check (month between 1 and 12),
    post_count integer not null check (post_count >= 0),
    primary key (year, month)
) strict, without rowid;
