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
    version integer not null default 1,
    updated_at integer not null default 0,
    -- what is long stands last
    message text not null default ''
) strict;
insert into comment_settings (id) values (1);
