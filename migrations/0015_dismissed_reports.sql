-- Comments whose reports somebody found unfounded, as they stood in `reported`, so that this can be taken back for a while.
create table dismissed_reports (
    comment_id integer not null primary key,
    total integer not null check (total > 0),
    last_at integer not null,
    dismissed_at integer not null
) strict;
create index dismissed_reports_by_age on dismissed_reports (dismissed_at);
