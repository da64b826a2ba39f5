-- What the chain said. Everything else is computed from these tables and from nothing else.

-- The canonical chain as this index knows it: every block of the unfinalised window, with logs or
-- without; further back the blocks that carry logs and the anchors between fetched ranges.
create table block (
    number      bigint  primary key,
    hash        bytea   not null unique check (octet_length(hash) = 32),
    parent_hash bytea   check (octet_length(parent_hash) = 32), -- null: fetched by range, parent not asked for
    time        bigint  not null,                               -- Unix seconds
    log_count   integer not null default 0
);

-- Logs of the followed contracts, as sent. Append-only; a reorganisation deletes blocks, and the
-- logs go with them.
create table raw_log (
    block_hash   bytea   not null references block (hash) on delete cascade,
    log_index    integer not null,
    block_number bigint  not null,
    transaction  bytea   not null check (octet_length(transaction) = 32),
    address      bytea   not null check (octet_length(address) = 20),
    topics       bytea   not null check (octet_length(topics) % 32 = 0), -- concatenated
    data         bytea   not null,
    primary key (block_hash, log_index)
);
create unique index raw_log_order on raw_log (block_number, log_index);

-- The contracts followed; a database belongs to one deployment.
create table contract (
    name    text  primary key,
    address bytea not null unique check (octet_length(address) = 20)
);

-- The one cursor. Its row is written by every commit, which checks the epoch: a leader that lost its
-- lock without noticing can no longer write.
create table cursor (
    singleton       boolean primary key default true check (singleton),
    chain_id        bigint not null,
    start_block     bigint not null,
    epoch           bigint not null default 0,
    block           bigint not null,          -- indexed up to and including this one
    block_hash      bytea,                    -- null: before the first block
    head            bigint not null default 0, -- the node's latest when last asked
    safe            bigint not null,          -- never beyond block
    finalized       bigint not null,
    finality_source text   not null default 'depth' check (finality_source in ('tags', 'depth')),
    rewinds         bigint not null default 0,
    updated_at      timestamptz not null default now()
);
