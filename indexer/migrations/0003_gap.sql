-- Stretches in which the stored logs were found not to be the chain's.
create table gap (
    id          bigint      generated always as identity primary key,
    first_block bigint      not null,
    last_block  bigint      not null,
    missing     integer     not null,               -- logs of the chain that were not stored
    surplus     integer     not null,               -- stored logs that the chain does not have
    found_at    timestamptz not null default now(),
    mended_at   timestamptz,                        -- the stored logs are right since
    healed_at   timestamptz                         -- the projections are right since
);
create index gap_open on gap (id) where healed_at is null;

-- The next block that is compared with the chain once more; null: from the start.
alter table cursor add column rescan bigint;
