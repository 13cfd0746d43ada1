-- Letters on their way. A letter is written down in the unit of what it tells about, and sent afterwards.
create table outbox (
    id integer not null primary key autoincrement,
    -- what is only said once, whoever asks for it how often
    unique_key text,
    recipient text not null,
    language text not null,
    kind text not null,
    -- uncertain: it was handed over and no answer came, so that nobody knows whether it was sent
    state text not null check (state in ('queued', 'sending', 'sent', 'uncertain', 'dead')),
    attempts integer not null check (attempts >= 0),
    -- when it is tried next; while somebody holds it, when they will have lost it
    due_at integer not null,
    give_up_at integer not null,
    -- the token of whoever holds it just now
    held_by blob,
    fault text,
    -- at the last try no letter at all could go: nobody was there, or nobody let us in
    is_stalled integer not null check (is_stalled in (0, 1)),
    created_at integer not null,
    updated_at integer not null,
    -- whatever lets its reader in; gone as soon as it is not needed any more
    secret text,
    letter text not null,
    constraint outbox_key_unique unique (unique_key)
) strict;
-- what is due, and what nobody holds any more
create index outbox_due on outbox (state, due_at, id);
-- the list, and the sweep
create index outbox_by_state on outbox (state, id);
create index outbox_by_change on outbox (state, updated_at, id);
-- whether letters go out at all, and which go at once when they do again
create index outbox_stalled on outbox (updated_at) where is_stalled = 1;

-- Links that may be used once and were: their random part, as long as they would hold otherwise.
create table spent_tokens (
    nonce text not null primary key,
    expires_at integer not null
) strict, without rowid;
create index spent_tokens_by_expiry on spent_tokens (expires_at);

-- Who was asked in and has not answered. The nonce is that of the only link that holds.
create table invitations (
    id integer not null primary key autoincrement,
    email text not null,
    role text not null check (role in ('owner', 'editor', 'author', 'moderator')),
    language text not null,
    invited_by integer not null references users (id),
    nonce text not null,
    expires_at integer not null,
    created_at integer not null,
    constraint invitations_email_unique unique (email)
) strict;
create index invitations_by_expiry on invitations (expires_at);
