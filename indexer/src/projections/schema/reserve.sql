-- The reserve.

-- PSC issued against the on-chain reserve or, by an issuer, against attestations (assets is null).
create table issuance (
    block bigint, log_index integer, transaction bytea not null,
    kind text collate "C" not null check (kind in ('onchain', 'attested')),
    payer bytea not null, recipient bytea not null, amount numeric(78,0) not null, assets numeric(78,0),
    primary key (block, log_index)
);

-- On-chain redemptions settle at once; off-chain ones are requests with an id that end later.
create table redemption (
    block bigint, log_index integer, transaction bytea not null,
    kind text collate "C" not null check (kind in ('onchain', 'offchain')),
    id bigint, holder bytea not null, recipient bytea, issuer bytea, amount numeric(78,0) not null,
    fee numeric(78,0), assets numeric(78,0), deadline numeric(20,0), payment_reference bytea,
    primary key (block, log_index)
);
create unique index redemption_id on redemption (id) where id is not null;
create index redemption_holder on redemption (holder, block, log_index);
create index redemption_issuer on redemption (issuer, block, log_index) where issuer is not null;
create index redemption_kind on redemption (kind, block, log_index);
create table redemption_end (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, settled boolean not null, amount numeric(78,0) not null, -- settled false: cancelled
    primary key (block, log_index)
);

create table attestation (
    block bigint, log_index integer, transaction bytea not null,
    hash bytea not null, amount numeric(78,0) not null, settled numeric(78,0) not null,
    as_of numeric(20,0) not null, valid_until numeric(20,0) not null, composition_hash bytea not null, uri text not null,
    previous_hash bytea not null, signers bytea[] not null,
    primary key (block, log_index)
);

create table reserve_report (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, onchain_supply numeric(78,0) not null, attested_supply numeric(78,0) not null,
    onchain_reserve numeric(78,0) not null, attested_in_force numeric(78,0) not null, attested_as_of numeric(20,0) not null,
    ratio_bps numeric(78,0) not null, previous_hash bytea not null, hash bytea not null,
    hash_valid boolean not null, -- recomputed here from the fields
    primary key (block, log_index)
);

-- Redemption fees that the owner could not be paid at once, and their collection later; in the asset's units.
create table fee_deferral (
    block bigint, log_index integer, transaction bytea not null,
    assets numeric(78,0) not null,
    primary key (block, log_index)
);
create table fee_collection (
    block bigint, log_index integer, transaction bytea not null,
    recipient bytea not null, assets numeric(78,0) not null,
    primary key (block, log_index)
);

create table attestor_set (
    block bigint, log_index integer, transaction bytea not null,
    accounts bytea[] not null, threshold integer not null,
    primary key (block, log_index)
);

create table issuer_change (
    block bigint, log_index integer, transaction bytea not null,
    issuer bytea not null, allowed boolean not null, allowance numeric(78,0) not null,
    primary key (block, log_index)
);
create index issuer_change_issuer on issuer_change (issuer, block, log_index);
