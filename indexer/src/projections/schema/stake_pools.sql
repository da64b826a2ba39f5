-- Stake pools.

-- From its first deposit on.
create table stake_pool (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null unique, store bigint not null,
    primary key (block, log_index)
);
create index stake_pool_store on stake_pool (store, block, log_index);

-- Shares that came, left, or went into the queue. locked: PSS units locked by a deposit, freed by a withdrawal or a fill,
-- taken along by a request, or brought back by its cancel. request: of requests, fills and cancels; shares_left: of fills, what waits on.
create table stake_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, account bytea not null,
    kind text collate "C" not null check (kind in ('deposit', 'withdrawal', 'request', 'fill', 'cancel')),
    request bigint, assets numeric(78,0), shares numeric(78,0) not null, locked numeric(78,0) not null,
    forfeited numeric(78,0) not null, shares_left numeric(78,0),
    primary key (block, log_index)
);
create index stake_change_account on stake_change (account, block, log_index);
create index stake_change_request on stake_change (product, request, block, log_index) where request is not null;
create index stake_change_queue on stake_change (product, block, log_index) where kind = 'request';
create index stake_change_forfeited on stake_change (block) where forfeited > 0;

create table pool_profit (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, amount numeric(78,0) not null, unstreamed numeric(78,0) not null, ends_at bigint not null,
    primary key (block, log_index)
);

create table advance (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, product bigint not null, store bigint not null, account bytea not null,
    amount numeric(78,0) not null, term_secs bigint not null, repay_bps integer not null, drawable_from bigint not null,
    drawable_until bigint not null, plan_hash bytea not null, plan_uri text not null,
    primary key (block, log_index)
);
create index advance_product on advance (product, block, log_index);
create index advance_store on advance (store, block, log_index);

-- What became of an advance. amount: drawn, repaid, seized of the deposit, written off, or given back of the deposit;
-- account: who drew, paid, or got the deposit back; outstanding: after it; by_sale: paid by the checkout for a line.
create table advance_change (
    block bigint, log_index integer, transaction bytea not null,
    advance bigint not null, product bigint not null,
    kind text collate "C" not null check (kind in ('drawn', 'repaid', 'defaulted', 'written_off', 'closed')),
    account bytea, amount numeric(78,0) not null, to_groups numeric(78,0) not null, outstanding numeric(78,0) not null,
    deposit numeric(78,0), matures_at bigint, by_sale boolean not null,
    primary key (block, log_index)
);
create index advance_change_advance on advance_change (advance, block, log_index);
create index advance_change_once on advance_change (advance, kind) where kind <> 'repaid';
create index advance_change_to_groups on advance_change (advance, block) where to_groups > 0;

-- What was owed to the three groups and went to the splitter.
create table groups_payment (
    block bigint, log_index integer, transaction bytea not null,
    amount numeric(78,0) not null,
    primary key (block, log_index)
);

create table staking_parameters (
    block bigint, log_index integer, transaction bytea not null,
    lock_ratio numeric(78,0) not null, min_assets numeric(78,0) not null, window_secs bigint not null,
    utilisation_bps integer not null, deposit_bps integer not null, min_request numeric(78,0) not null,
    primary key (block, log_index)
);

-- A pool after each event that changed it: the row before, with the event applied. worth_changed: what it is worth or its
-- shares, whatever streams.
create table pool_point (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, kind text collate "C" not null, at bigint not null, -- the block's time
    balance numeric(78,0) not null, shares numeric(78,0) not null, queued numeric(78,0) not null, locked numeric(78,0) not null,
    unstreamed numeric(78,0) not null, stream_start bigint not null, stream_end bigint not null,
    requested bigint not null, filled bigint not null,
    advance bigint not null, outstanding numeric(78,0) not null, matures_at bigint not null, defaulted boolean not null, -- 0: none
    deposits numeric(78,0) not null, staked_since bigint not null, minimum_since bigint not null,
    worth_changed boolean not null,
    primary key (block, log_index)
);
create index pool_point_product on pool_point (product, block desc, log_index desc); -- for the writer
create index pool_point_at on pool_point (product, at desc, block desc, log_index desc);
create index pool_point_history on pool_point (product, block, log_index) where worth_changed;
