-- What proves somebody at the login beside their password (TOTP, RFC 6238). Until it is confirmed it asks nobody.
create table second_factors (
    user_id integer not null primary key references users (id),
    secret blob not null,
    is_confirmed integer not null check (is_confirmed in (0, 1)),
    -- the newest time step whose code was taken: none up to it is taken again
    last_step integer not null check (last_step >= 0),
    created_at integer not null
) strict;

-- Codes for who has lost the second factor, kept as hashes and gone when used.
create table recovery_codes (
    user_id integer not null references users (id),
    code_hash blob not null,
    created_at integer not null,
    primary key (user_id, code_hash)
) strict, without rowid;

-- Which imported authors people say they are. One that is granted stands in `users.merged_into`.
create table claims (
    author_id integer not null references users (id),
    user_id integer not null references users (id),
    asked_at integer not null,
    primary key (author_id, user_id)
) strict, without rowid;
create index claims_of_user on claims (user_id);
