-- What an editor may change about the blog, in one row; what the machine decides is in Config.
create table settings (
    id integer not null primary key check (id = 1),
    title text not null,
    tagline text not null,
    time_zone text not null,
    language text not null,
    base_url text,
    home_shows text not null check (home_shows in ('whole', 'jump_break', 'excerpt')),
    posts_per_page integer not null check (posts_per_page between 1 and 50),
    feed_shows text not null check (feed_shows in ('whole', 'excerpt')),
    shows_share_links integer not null check (shows_share_links in (0, 1)),
    signing_secret blob not null,
    version integer not null,
    created_at integer not null,
    updated_at integer not null
) strict;
