-- Who did what to which thing, and when.
create table audit (
    id integer not null primary key autoincrement,
    at integer not null,
    user_id integer references users (id),
    verb text not null,
    noun text not null,
    noun_id integer not null,
    state_before text,
    state_after text
) strict;
create index audit_of_noun on audit (noun, noun_id, id);
create index audit_by_time on audit (at, id);
