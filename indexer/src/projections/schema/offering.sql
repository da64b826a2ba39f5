-- The offering.

-- Its terms, once. Times in Unix seconds.
create table offering (
    block bigint, log_index integer, transaction bytea not null,
    start_time bigint not null, end_time bigint not null, cliff_secs bigint not null, vesting_secs bigint not null,
    soft_cap numeric(78,0) not null, hard_cap numeric(78,0) not null, wallet_cap numeric(78,0) not null,
    allow_list bytea not null, for_sale numeric(78,0) not null,
    primary key (block, log_index)
);
-- contribution: the account's sum with this.
create table contribution (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null, amount numeric(78,0) not null, contribution numeric(78,0) not null, total numeric(78,0) not null,
    primary key (block, log_index)
);
create index contribution_account on contribution (account, block, log_index);
create table offering_end (
    block bigint, log_index integer, transaction bytea not null,
    succeeded boolean not null, total numeric(78,0) not null, proceeds numeric(78,0) not null, sold numeric(78,0) not null,
    primary key (block, log_index)
);
-- What was due to an account; of a failure: everything back.
create table offering_claim (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null unique, contribution numeric(78,0) not null, refund numeric(78,0) not null,
    allotted numeric(78,0) not null, locked numeric(78,0) not null,
    primary key (block, log_index)
);
-- released: the account's sum with this.
create table offering_release (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null, amount numeric(78,0) not null, released numeric(78,0) not null,
    primary key (block, log_index)
);
create index offering_release_account on offering_release (account, block, log_index);
create table offering_collection (
    block bigint, log_index integer, transaction bytea not null,
    recipient bytea not null, psc numeric(78,0) not null, pss numeric(78,0) not null,
    primary key (block, log_index)
);
