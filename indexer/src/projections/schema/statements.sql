-- Sales that platforms settled themselves, as they report them. Times are Unix seconds, amounts PSC units.

create table receipt_signer (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, signer bytea not null, allowed boolean not null, at_time bigint not null,
    primary key (block, log_index)
);
create index receipt_signer_platform on receipt_signer (platform, signer, block, log_index);
create table reporting_begin (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null unique, from_time bigint not null,
    primary key (block, log_index)
);
create table carried_product (
    block bigint, log_index integer, transaction bytea not null,
    platform bigint not null, product bigint not null, fee_bps integer not null, at_time bigint not null,
    primary key (block, log_index)
);

create table statement (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, platform bigint not null, from_time bigint not null, until_time bigint not null,
    uri text not null, hash bytea not null,
    primary key (block, log_index)
);
create index statement_platform on statement (platform, block, log_index);
create table statement_line (
    block bigint, log_index integer, transaction bytea not null,
    statement bigint not null, product bigint not null, gross numeric(78,0) not null, receipts bigint not null,
    root bytea not null, fee_bps integer not null, experience_fee numeric(78,0) not null, community_fee numeric(78,0) not null,
    primary key (block, log_index), unique (statement, product)
);
create index statement_line_statement on statement_line (statement, block, log_index);
-- lines and what follows: of all its lines.
create table statement_close (
    block bigint, log_index integer, transaction bytea not null,
    statement bigint not null unique, platform bigint not null, lines bigint not null, gross numeric(78,0) not null,
    experience_fee numeric(78,0) not null, community_fee numeric(78,0) not null,
    primary key (block, log_index)
);

-- number: of the receipt, whatever its signers chose.
create table proved_purchase (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, statement bigint not null, buyer bytea not null, product bigint not null,
    gross numeric(78,0) not null, sold_at bigint not null, number numeric(78,0) not null, receipt bytea not null,
    primary key (block, log_index)
);
create index proved_purchase_buyer on proved_purchase (buyer, block, log_index);
create index proved_purchase_product on proved_purchase (product, block, log_index);

-- product, number: whatever the receipt's signers chose.
create table receipt_challenge (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, platform bigint not null, challenger bytea not null, product numeric(78,0) not null,
    buyer bytea not null, gross numeric(78,0) not null, sold_at bigint not null, number numeric(78,0) not null,
    receipt bytea not null, bond numeric(78,0) not null, answer_until bigint not null,
    primary key (block, log_index)
);
create index receipt_challenge_platform on receipt_challenge (platform, block, log_index);
create table challenge_answer (
    block bigint, log_index integer, transaction bytea not null,
    challenge bigint not null unique, statement bigint not null, account bytea not null, bond numeric(78,0) not null,
    primary key (block, log_index)
);
-- bond: the challenger's, which went back.
create table challenge_slash (
    block bigint, log_index integer, transaction bytea not null,
    challenge bigint not null unique, platform bigint not null, challenger bytea not null,
    to_challenger numeric(78,0) not null, to_community numeric(78,0) not null, bond numeric(78,0) not null,
    primary key (block, log_index)
);

create table statement_dispute (
    block bigint, log_index integer, transaction bytea not null,
    statement bigint not null, dispute numeric(78,0) not null, account bytea not null, sum numeric(78,0) not null,
    replaced numeric(78,0), evidence text not null,
    primary key (block, log_index)
);
create index statement_dispute_statement on statement_dispute (statement, block, log_index);
create index statement_dispute_dispute on statement_dispute (dispute);
create table statement_refutation (
    block bigint, log_index integer, transaction bytea not null,
    statement bigint not null unique, dispute numeric(78,0) not null, account bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);

create table statements_parameters (
    block bigint, log_index integer, transaction bytea not null,
    challenge_bond numeric(78,0) not null, min_slash numeric(78,0) not null,
    primary key (block, log_index)
);
