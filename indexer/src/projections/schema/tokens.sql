-- The projections of one version, created in the schema that search_path names first; this file, then
-- one for each further contract. Event tables are append-only and keyed by (block, log_index): a
-- reorganisation deletes by block. Indexes are created once the history is in (sorting once costs less than
-- adding row by row), but those `for the writer`, by which projections themselves read. Accumulated are only balance, supply, lock_balance, offer_state and
-- set_profit (a rewind takes back what the deleted rows had added) and product_state (computed anew for
-- every product that a chunk or a rewind touches).

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
create table supply (token text collate "C" primary key, amount numeric(78,0) not null);
insert into supply values ('psc', 0), ('pss', 0);

create table approval (
    block bigint, log_index integer, transaction bytea not null,
    token text collate "C" not null, owner bytea not null, spender bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);

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
-- Always empty between transactions: finds the rows to delete without a scan.
create index lock_balance_zero on lock_balance (account) where amount = 0; -- for the writer

-- Written by several contracts.

create table parameter_change (
    block bigint, log_index integer, transaction bytea not null,
    contract text collate "C" not null, name text collate "C" not null, value numeric(78,0) not null,
    primary key (block, log_index)
);
create index parameter_change_name on parameter_change (contract, name, block, log_index);

-- The other contracts, as one of them was told once and for all.
create table connection (
    block bigint, log_index integer, transaction bytea not null,
    contract text collate "C" not null, catalog bytea, offer_pool bytea, splitter bytea, checkout bytea,
    stake_pools bytea, quality bytea, power bytea, experience bytea, cycles bytea, arbitration bytea, statements bytea, memberships bytea,
    primary key (block, log_index)
);

-- Payments that a token refused, waiting at one of the contracts, and their collection.
create table credit_change (
    block bigint, log_index integer, transaction bytea not null,
    contract text collate "C" not null, token bytea not null, account bytea not null, amount numeric(78,0) not null,
    claimed boolean not null,
    primary key (block, log_index)
);
create index credit_change_account on credit_change (account, block, log_index);
