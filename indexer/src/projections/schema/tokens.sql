-- The projections of one version, created in the schema that search_path names first. Event tables
-- are append-only and keyed by (block, log_index): a reorganisation deletes by block. Only balance,
-- supply and lock_balance are accumulated; a rewind takes back what the deleted rows had added.

create table transfer (
    block bigint, log_index integer, transaction bytea not null,
    token text collate "C" not null, sender bytea not null, recipient bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index transfer_token on transfer (token, block, log_index);
create index transfer_sender on transfer (sender, block, log_index);
create index transfer_recipient on transfer (recipient, block, log_index);

-- Holders only: no row is zero. Recomputable from transfer.
create table balance (
    token text collate "C", account bytea, amount numeric(78,0) not null,
    primary key (token, account)
);
-- Always empty between transactions: finds the rows to delete without a scan.
create index balance_zero on balance (token) where amount = 0;
create table supply (token text collate "C" primary key, amount numeric(78,0) not null);
insert into supply values ('psc', 0), ('pss', 0);

create table approval (
    block bigint, log_index integer, transaction bytea not null,
    token text collate "C" not null, owner bytea not null, spender bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index approval_owner on approval (owner, block, log_index);

-- ERC-3009 authorizations that can no longer be used.
create table authorization_end (
    block bigint, log_index integer, transaction bytea not null,
    authorizer bytea not null, nonce bytea not null, used boolean not null, -- false: cancelled
    primary key (block, log_index), unique (authorizer, nonce)
);

create table skipped_payment (
    block bigint, log_index integer, transaction bytea not null,
    sender bytea not null, recipient bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);

create table pause_change (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null, paused boolean not null,
    primary key (block, log_index)
);

create table block_change (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null, blocked boolean not null,
    primary key (block, log_index)
);
create index block_change_account on block_change (account, block, log_index);

create table protection (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null,
    primary key (block, log_index)
);
create index protection_account on protection (account, block, log_index);

-- owner, minter, pauser, blocklister (one holder at a time), locker (any number).
create table role_change (
    block bigint, log_index integer, transaction bytea not null,
    contract text collate "C" not null, role text collate "C" not null, account bytea not null, granted boolean not null,
    primary key (block, log_index)
);
create index role_change_role on role_change (contract, role, block, log_index);

create table delegation (
    block bigint, log_index integer, transaction bytea not null,
    delegator bytea not null, from_delegate bytea not null, to_delegate bytea not null,
    primary key (block, log_index)
);
create index delegation_delegator on delegation (delegator, block, log_index);
create index delegation_from_delegate on delegation (from_delegate, block, log_index);
create index delegation_to_delegate on delegation (to_delegate, block, log_index);

create table vote_change (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null, previous numeric(78,0) not null, votes numeric(78,0) not null,
    primary key (block, log_index)
);
create index vote_change_account on vote_change (account, block, log_index);

create table lock_change (
    block bigint, log_index integer, transaction bytea not null,
    locker bytea not null, account bytea not null, amount numeric(78,0) not null, locked boolean not null,
    primary key (block, log_index)
);
create index lock_change_account on lock_change (account, block, log_index);
create table lock_balance (
    account bytea, locker bytea, amount numeric(78,0) not null,
    primary key (account, locker)
);
create index lock_balance_zero on lock_balance (account) where amount = 0;

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

create table parameter_change (
    block bigint, log_index integer, transaction bytea not null,
    contract text collate "C" not null, name text collate "C" not null, value numeric(78,0) not null,
    primary key (block, log_index)
);
create index parameter_change_name on parameter_change (contract, name, block, log_index);
