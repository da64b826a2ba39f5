-- Power, in units of 6 decimals.

-- by: the contract that gave or took it; a seed's is the owner. power and gained: the account's after it, at the start of the cycle
-- and what counts from the next on; total_power and total_gained: everybody's.
create table power_change (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null, by bytea not null, cycle bigint not null,
    kind text collate "C" not null check (kind in ('gained', 'lost')),
    amount numeric(78,0) not null, power numeric(78,0) not null, gained numeric(78,0) not null,
    total_power numeric(78,0) not null, total_gained numeric(78,0) not null,
    primary key (block, log_index)
);
create index power_change_account on power_change (account, block, log_index);

create table power_seed (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null, amount numeric(78,0) not null, seeded numeric(78,0) not null,
    primary key (block, log_index)
);
create index power_seed_account on power_seed (account, block, log_index);

-- PSS nominated, taken back, unlocked. staked: the nominator's sum for the participant; leaving: taken back and not unlocked;
-- nominated: what counts for the participant in the cycle after this one. The last four are null of an unlocking.
create table nomination_change (
    block bigint, log_index integer, transaction bytea not null,
    nominator bytea not null, participant bytea not null,
    kind text collate "C" not null check (kind in ('nominated', 'retracted', 'withdrawn')), amount numeric(78,0) not null,
    cycle bigint, staked numeric(78,0), leaving numeric(78,0), nominated numeric(78,0),
    primary key (block, log_index)
);
create index nomination_change_pair on nomination_change (nominator, participant, block, log_index);
create index nomination_change_participant on nomination_change (participant, block, log_index);

-- Power units per whole nominated PSS, from the cycle after this one on; the first from the beginning.
create table power_rate (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, rate numeric(78,0) not null,
    primary key (block, log_index)
);
