-- Membership of platforms: what it costs, who is a member, and what is shared in place of members' fees. PSC units.

create table membership_terms (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, vendor_fee numeric(78,0) not null, expert_fee numeric(78,0) not null, member_fee numeric(78,0) not null,
    primary key (block, log_index)
);
create index membership_terms_platform on membership_terms (platform, block, log_index);
-- A year that was paid. key: of a vendor her store's number, of an expert its number, else the account as a number.
create table membership_year (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, kind text collate "C" not null check (kind in ('vendor', 'expert', 'account')),
    key numeric(78,0) not null, payer bytea not null, fee numeric(78,0) not null, from_time bigint not null, until_time bigint not null,
    primary key (block, log_index)
);
create index membership_year_member on membership_year (platform, kind, key, block, log_index);
create index membership_year_key on membership_year (kind, key, block, log_index);

-- weight: of all products of the platform in the cycle, with this.
create table fee_rebate (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, platform bigint not null, product bigint not null, store bigint not null, account bytea not null,
    amount numeric(78,0) not null, weight numeric(78,0) not null,
    primary key (block, log_index)
);

create table membership_cycle (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, cycle bigint not null, pot numeric(78,0) not null, weight numeric(78,0) not null,
    primary key (block, log_index), unique (platform, cycle)
);
create index membership_cycle_platform on membership_cycle (platform, block, log_index);
create table membership_carry (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, cycle bigint not null, into_cycle bigint not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index membership_carry_cycle on membership_carry (platform, cycle);
create table membership_distribution (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, cycle bigint not null, product bigint not null, amount numeric(78,0) not null,
    weight numeric(78,0) not null, expert_rolls boolean not null,
    primary key (block, log_index), unique (platform, cycle, product)
);
create table membership_rest (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
