-- The splitter.

create table co_creator_set (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, vendor bytea not null,
    primary key (block, log_index)
);
create index co_creator_set_vendor on co_creator_set (vendor, id);
-- The accounts that a set names, beside the vendor, in their order.
create table co_creator (
    block bigint, log_index integer, transaction bytea not null,
    set_id bigint not null, place integer not null, account bytea not null, bps integer not null,
    primary key (set_id, place)
);
create index co_creator_account on co_creator (account, set_id);
create index co_creator_block on co_creator (block);
-- lifetime: what the set had earned when the account accepted.
create table co_creator_acceptance (
    block bigint, log_index integer, transaction bytea not null,
    set_id bigint not null, account bytea not null, lifetime numeric(78,0) not null,
    primary key (block, log_index), unique (set_id, account)
);

-- Profit of a line; of order 0 and set 0 without points: given to the groups by the buyer. cause 0: the weighted ones. The indexes are those after this line, x 2^128.
create table profit_credit (
    block bigint, log_index integer, transaction bytea not null,
    order_id bigint not null, line integer not null, buyer bytea not null, set_id bigint not null, cause bigint not null,
    profit numeric(78,0) not null, per_group numeric(78,0) not null, points numeric(78,0) not null,
    generation bigint not null, profit_index numeric(78,0) not null, cause_index numeric(78,0) not null,
    primary key (block, log_index)
);
create index profit_credit_order on profit_credit (order_id, line);
create index profit_credit_generation on profit_credit (generation, block, log_index);
create index profit_credit_buyer on profit_credit (buyer, block, log_index);
create index profit_credit_set on profit_credit (set_id, block, log_index);
create index profit_credit_cause on profit_credit (cause, block, log_index);

-- Sums of profit_credit, as of the last block. by_weights: that of lines without a cause of their own; owed: points x index.
create table set_profit (
    set_id bigint, generation bigint,
    lines bigint not null, profit numeric(78,0) not null, per_group numeric(78,0) not null, by_weights numeric(78,0) not null,
    points numeric(78,0) not null, owed numeric not null,
    primary key (set_id, generation)
);

create table customer_claim (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index customer_claim_account on customer_claim (account, block, log_index);
create table co_creator_claim (
    block bigint, log_index integer, transaction bytea not null,
    set_id bigint not null, account bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index co_creator_claim_account on co_creator_claim (account, set_id, block);
create table cause_claim (
    block bigint, log_index integer, transaction bytea not null,
    cause bigint not null, account bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index cause_claim_cause on cause_claim (cause, block, log_index);

create table cause (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, uri text not null,
    primary key (block, log_index)
);
-- From the cause's addition on (its index, not logged there, is that of the last credit before).
create table cause_change (
    block bigint, log_index integer, transaction bytea not null,
    cause bigint not null, account bytea not null, approved boolean not null, weight integer not null,
    cause_index numeric(78,0),
    primary key (block, log_index)
);
create index cause_change_cause on cause_change (cause, block, log_index);
create index cause_change_account on cause_change (account, cause);
