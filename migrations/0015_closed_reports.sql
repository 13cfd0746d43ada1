-- Comments whose reports somebody found unfounded, or decided about, as they stood in `reported`: this can be taken back for
-- a while.
create table closed_reports (
    comment_id integer not null primary key,
    total integer not null check (total > 0),
    last_at integer not null,
    closed_at integer not null,
    -- The undo of just that lets them wait again.
    closed_by text not null check (closed_by in ('dismissal', 'decision'))
) strict;
create index closed_reports_by_age on closed_reports (closed_at);
