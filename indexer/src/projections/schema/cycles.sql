-- The quality network's money, by cycle. PSC units.

-- expert, platform 0: nobody earns that part, which is rolled.
create table fee_accrual (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, product bigint not null, platform bigint not null, expert bigint not null,
    experience_fee numeric(78,0) not null, community_fee numeric(78,0) not null, to_expert numeric(78,0) not null,
    to_platform numeric(78,0) not null, to_reports numeric(78,0) not null, rolled numeric(78,0) not null,
    primary key (block, log_index)
);
create index fee_accrual_cycle on fee_accrual (cycle, product, block, log_index);
create index fee_accrual_cycle_order on fee_accrual (cycle, block, log_index);
create index fee_accrual_product on fee_accrual (product, block, log_index);
create index fee_accrual_expert on fee_accrual (expert, block, log_index) where expert <> 0;
create index fee_accrual_platform on fee_accrual (platform, block, log_index) where platform <> 0;

create table product_tenths (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, product bigint not null, tenths integer not null, weight numeric(78,0) not null,
    primary key (block, log_index)
);
create index product_tenths_product on product_tenths (cycle, product, block, log_index);
create index product_tenths_cycle on product_tenths (cycle, block, log_index);

-- The latest of an account and cycle counts: it is greater than those before.
create table community_weight (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, account bytea not null, weight numeric(78,0) not null, total numeric(78,0) not null,
    primary key (block, log_index)
);
create index community_weight_account on community_weight (account, cycle, block, log_index);
create index community_weight_cycle on community_weight (cycle, block, log_index);

-- Cycles are closed in order. Indices are in units x 2^-64.
create table cycle_close (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null unique, assigned numeric(78,0) not null, pot numeric(78,0) not null, pot_index numeric(78,0) not null,
    community numeric(78,0) not null, community_index numeric(78,0) not null, carried numeric(78,0) not null,
    community_carried numeric(78,0) not null,
    primary key (block, log_index)
);

-- number: the expert's or the platform's; cycle: of places and community; product, place, report: of places.
create table network_payment (
    block bigint, log_index integer, transaction bytea not null,
    kind text collate "C" not null check (kind in ('expert', 'platform', 'place', 'community')), account bytea not null,
    amount numeric(78,0) not null, number bigint, cycle bigint, product bigint, place integer, report bigint,
    primary key (block, log_index)
);
create index network_payment_account on network_payment (account, block, log_index);
create index network_payment_number on network_payment (kind, number, block) where number is not null;
create index network_payment_cycle on network_payment (cycle, kind, product, block, log_index) where cycle is not null;

create table place_rollover (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, product bigint not null, place integer not null, into_cycle bigint not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index place_rollover_product on place_rollover (cycle, product);
create index place_rollover_into on place_rollover (into_cycle);

create table rounding_carry (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, into_cycle bigint not null, community boolean not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index rounding_carry_cycle on rounding_carry (cycle);
create index rounding_carry_into on rounding_carry (into_cycle);
