-- The offer pool.

create table reward_token (
    block bigint, log_index integer, transaction bytea not null,
    token bytea not null, allowed boolean not null,
    primary key (block, log_index)
);

create table offer (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, product bigint not null, token bytea not null, reward_per_unit numeric(78,0) not null,
    units bigint not null,
    primary key (block, log_index)
);
create index offer_product on offer (product, block, log_index); -- for the writer
create index offer_token on offer (token, block, log_index);
create table offer_end (
    block bigint, log_index integer, transaction bytea not null,
    offer bigint not null unique,
    primary key (block, log_index)
);

-- Every movement of an offer's units, and what it adds to those left and those reserved. Paid and
-- returned ones have a recipient and an amount of the offer's token.
create table offer_change (
    block bigint, log_index integer, transaction bytea not null,
    offer bigint not null,
    kind text collate "C" not null check (kind in ('posted', 'topped_up', 'reserved', 'paid', 'restored', 'returned')),
    units bigint not null, left_change bigint not null, reserved_change bigint not null,
    recipient bytea, amount numeric(78,0),
    primary key (block, log_index)
);
create index offer_change_offer on offer_change (offer, block, log_index); -- for the writer
create index offer_change_paid on offer_change (block, log_index) where kind = 'paid';
create index offer_change_recipient on offer_change (recipient, block, log_index) where kind = 'paid';

-- Sums of offer_change, as of the last block.
create table offer_state (
    offer bigint primary key,
    units_left bigint not null, units_reserved bigint not null, units_added bigint not null, units_paid bigint not null,
    units_returned bigint not null, amount_paid numeric(78,0) not null
);
