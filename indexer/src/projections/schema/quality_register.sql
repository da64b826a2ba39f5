-- The register of the quality network: platforms, experts, models, enrolled products.

create table platform (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique,
    primary key (block, log_index)
);
create table platform_owner (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, owner bytea not null,
    primary key (block, log_index)
);
create index platform_owner_platform on platform_owner (platform, block, log_index);
create index platform_owner_owner on platform_owner (owner);
-- candidate null: to nobody any more. An offer is over once the platform has another owner.
create table platform_offer (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, candidate bytea,
    primary key (block, log_index)
);
create index platform_offer_platform on platform_offer (platform, block, log_index);
create table platform_membership (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, members boolean not null,
    primary key (block, log_index)
);
create index platform_membership_platform on platform_membership (platform, block, log_index);
create table platform_profile (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, payout bytea not null, uri text not null,
    primary key (block, log_index)
);
create index platform_profile_platform on platform_profile (platform, block, log_index);
create index platform_profile_payout on platform_profile (payout);

create table expert (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, account bytea not null, uri text not null,
    primary key (block, log_index)
);
create index expert_account on expert (account, block, log_index);

-- What is left of a bond after each change.
create table member_bond (
    block bigint, log_index integer, transaction bytea not null,
    kind text collate "C" not null check (kind in ('platform', 'expert')), number bigint not null, bond numeric(78,0) not null,
    primary key (block, log_index)
);
create index member_bond_member on member_bond (kind, number, block, log_index);
create table member_notice (
    block bigint, log_index integer, transaction bytea not null,
    kind text collate "C" not null check (kind in ('platform', 'expert')), number bigint not null, leaves_at bigint not null,
    primary key (block, log_index)
);
create index member_notice_member on member_notice (kind, number, block);
create table member_slash (
    block bigint, log_index integer, transaction bytea not null,
    kind text collate "C" not null check (kind in ('platform', 'expert')), number bigint not null, amount numeric(78,0) not null,
    recipient bytea not null,
    primary key (block, log_index)
);
create index member_slash_member on member_slash (kind, number, block, log_index);

-- A model and its first version share a log.
create table model (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, expert bigint not null,
    primary key (block, log_index)
);
create index model_expert on model (expert, block, log_index);
-- Lists have one entry per dimension.
create table model_version (
    block bigint, log_index integer, transaction bytea not null,
    model bigint not null, version bigint not null, hash bytea not null, uri text not null, weights numeric(78,0)[] not null,
    lower numeric(78,0)[] not null, upper numeric(78,0)[] not null, tolerances numeric(78,0)[] not null,
    primary key (block, log_index), unique (model, version)
);
create table model_end (
    block bigint, log_index integer, transaction bytea not null,
    model bigint not null, struck boolean not null, -- false: withdrawn by its expert
    primary key (block, log_index)
);
create index model_end_model on model_end (model, block, log_index);
create table model_dispute (
    block bigint, log_index integer, transaction bytea not null,
    model bigint not null, dispute numeric(78,0) not null, account bytea not null, evidence text not null,
    primary key (block, log_index)
);
create index model_dispute_model on model_dispute (model, block, log_index);
create index model_dispute_dispute on model_dispute (dispute);

-- An enrolment, and what became of it. fee_bps: of enrolled and fee; claims, one per dimension: of claims, which follow upon enrolled.
create table enrolment_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, kind text collate "C" not null check (kind in ('enrolled', 'claims', 'fee', 'left')),
    model bigint, version bigint, fee_bps integer, claims numeric(78,0)[],
    primary key (block, log_index)
);
create index enrolment_change_product on enrolment_change (product, block, log_index);
create index enrolment_change_model on enrolment_change (model, product) where kind = 'enrolled';

create table quality_parameters (
    block bigint, log_index integer, transaction bytea not null,
    platform_bond numeric(78,0) not null, expert_bond numeric(78,0) not null, min_fee_bps integer not null, max_fee_bps integer not null,
    primary key (block, log_index)
);

-- Rulings as the register and the reports took them.
create table network_ruling (
    block bigint, log_index integer, transaction bytea not null,
    contract text collate "C" not null, arbitrator bytea not null, dispute numeric(78,0) not null, ruling numeric(78,0) not null,
    primary key (block, log_index)
);
create index network_ruling_dispute on network_ruling (contract, dispute);

-- When cycles begin and how long they are, as each contract was told when it was made.
create table network_clock (
    block bigint, log_index integer, transaction bytea not null,
    contract text collate "C" not null, start_time bigint not null, length_secs bigint not null,
    primary key (block, log_index)
);
