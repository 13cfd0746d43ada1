-- Comments whose reports somebody found unfounded, or decided about, as they stood in `reported`: this can be taken back for
-- a while.
create table dismissed_reports (
    comment_id integer not null primary key,
    total integer not null check (total > 0),
    last_at integer not null,
    dismissed_at integer not null,
    -- by a decision about the comment, whose undo lets them wait again
    is_decided integer not null default 0 check (is_decided in (0, 1))
) strict;
create index dismissed_reports_by_age on dismissed_reports (dismissed_at);
