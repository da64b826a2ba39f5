-- The checkout.

create table purchase (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, buyer bytea not null, payment_reference bytea not null, total numeric(78,0) not null,
    lines integer not null,
    primary key (block, log_index)
);
create index purchase_buyer on purchase (buyer, block, log_index);
create index purchase_payment_reference on purchase (payment_reference, block, log_index);

-- share, offer, cause 0: none.
create table order_line (
    block bigint, log_index integer, transaction bytea not null,
    order_id bigint not null, line integer not null, product bigint not null, via bigint not null, version bigint not null,
    quantity bigint not null, price numeric(78,0) not null, profit_bps integer not null, cashback_bps integer not null,
    stake_bps integer not null, experience_fee_bps integer not null, set_id bigint not null, cause bigint not null,
    share bigint not null, platform bigint not null, offer bigint not null, reserved bigint not null, release_at bigint not null,
    primary key (block, log_index), unique (order_id, line)
);
create index order_line_product on order_line (product, order_id);
create index order_line_via on order_line (via, order_id);
create index order_line_share on order_line (share) where share <> 0;

create table settlement (
    block bigint, log_index integer, transaction bytea not null,
    order_id bigint not null, line integer not null, vendor bytea not null, sharer bytea, -- null: no cashback
    reason text collate "C" not null check (reason in ('at_once', 'confirmed', 'released', 'ruled', 'other')),
    units bigint not null, gross numeric(78,0) not null, experience_fee numeric(78,0) not null,
    community_fee numeric(78,0) not null, cashback numeric(78,0) not null, stake_share numeric(78,0) not null,
    groups numeric(78,0) not null, repayment numeric(78,0) not null, to_vendor numeric(78,0) not null,
    primary key (block, log_index), unique (order_id, line)
);
create index settlement_vendor on settlement (vendor, block, log_index);
create index settlement_sharer on settlement (sharer, block, log_index) where sharer is not null;

create table line_refund (
    block bigint, log_index integer, transaction bytea not null,
    order_id bigint not null, line integer not null,
    reason text collate "C" not null check (reason in ('vendor', 'ruled', 'other')),
    units bigint not null, amount numeric(78,0) not null, ended boolean not null,
    primary key (block, log_index)
);
create index line_refund_order on line_refund (order_id, line);

create table share (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, order_id bigint not null, line integer not null, product bigint not null, sharer bytea not null,
    primary key (block, log_index)
);
create index share_order on share (order_id, line);
create index share_product on share (product, block, log_index);
create index share_sharer on share (sharer, block, log_index);

create table fulfilment (
    block bigint, log_index integer, transaction bytea not null,
    order_id bigint not null, line integer not null,
    kind text collate "C" not null check (kind in ('shipped', 'delivered', 'other')),
    units bigint not null, proof_hash bytea not null, uri text not null,
    primary key (block, log_index)
);
create index fulfilment_order on fulfilment (order_id, line);

-- Refunds that a vendor offers after settlement, one at a time for a line, and their ends.
create table refund_offer (
    block bigint, log_index integer, transaction bytea not null,
    order_id bigint not null, line integer not null, payer bytea not null, units bigint not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index refund_offer_order on refund_offer (order_id, line, block, log_index);
create table refund_offer_end (
    block bigint, log_index integer, transaction bytea not null,
    order_id bigint not null, line integer not null, accepted boolean not null, units bigint not null, amount numeric(78,0) not null,
    primary key (block, log_index)
);
create index refund_offer_end_order on refund_offer_end (order_id, line, block, log_index);

create table dispute (
    block bigint, log_index integer, transaction bytea not null,
    order_id bigint not null, line integer not null, arbitrator bytea not null, dispute_id numeric(78,0) not null,
    expires_at bigint not null, evidence text not null,
    primary key (block, log_index)
);
create index dispute_order on dispute (order_id, line);
create table ruling (
    block bigint, log_index integer, transaction bytea not null,
    arbitrator bytea not null, dispute_id numeric(78,0) not null, ruling numeric(78,0) not null,
    primary key (block, log_index)
);
create index ruling_dispute on ruling (arbitrator, dispute_id);
