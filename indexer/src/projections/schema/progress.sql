-- How far these tables are, written by each commit. A leader of another version moves the cursor and leaves this behind.
-- Readers lock it before they look, so that a swap of the schema waits for them and they for it.
create table progress (
    singleton  boolean     primary key default true check (singleton),
    block      bigint      not null,               -- as cursor.block
    block_hash bytea,                              -- as cursor.block_hash
    rewinds    bigint      not null,               -- as cursor.rewinds: another number means rows of lost blocks
    built_at   timestamptz not null default now()  -- when these tables were computed from the logs
);
