-- The catalog. What is so now is the last row as of the block asked about.

create table store (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique,
    primary key (block, log_index)
);
-- set_id: the co-creators of the store's products without a set of their own: its owner alone.
create table store_owner (
    block bigint, log_index integer, transaction bytea not null,
    store bigint not null, owner bytea not null, set_id bigint not null,
    primary key (block, log_index)
);
create index store_owner_store on store_owner (store, block, log_index);
create index store_owner_owner on store_owner (owner);
create index store_owner_set on store_owner (set_id);
-- Offered to somebody, who has it once he accepts; new_owner zero: to nobody any more.
create table store_handover (
    block bigint, log_index integer, transaction bytea not null,
    store bigint not null, owner bytea not null, new_owner bytea not null,
    primary key (block, log_index)
);
create index store_handover_store on store_handover (store, block, log_index);
-- A store that is handed over pays its new owner.
create table store_payout (
    block bigint, log_index integer, transaction bytea not null,
    store bigint not null, payout bytea not null,
    primary key (block, log_index)
);
create index store_payout_store on store_payout (store, block, log_index);
create table store_profile (
    block bigint, log_index integer, transaction bytea not null,
    store bigint not null, platform bigint not null, uri text not null,
    primary key (block, log_index)
);
create index store_profile_store on store_profile (store, block, log_index);
create index store_profile_platform on store_profile (platform);

-- Active and open to listings from the start.
create table product (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, store bigint not null,
    primary key (block, log_index)
);
create index product_store on product (store, block, log_index);
create table price_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, version bigint not null, price numeric(78,0) not null,
    primary key (block, log_index)
);
create index price_change_product on price_change (product, block, log_index); -- for the writer
create table terms_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, version bigint not null, profit_bps integer not null, cashback_bps integer not null,
    stake_bps integer not null, hold_secs bigint not null, cause bigint not null, -- 0: by the weights
    primary key (block, log_index)
);
create index terms_change_product on terms_change (product, block, log_index);
-- The part of the price that goes to the quality network; 0: the product is not enrolled.
create table experience_fee_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, version bigint not null, bps integer not null,
    primary key (block, log_index)
);
create index experience_fee_change_product on experience_fee_change (product, block, log_index);
-- title, body: what a data: URI says itself, else null. words: those of title, body and URI, for searching.
create table content_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, version bigint not null, content_hash bytea not null, uri text not null,
    title text, body text, words text not null,
    search tsvector not null generated always as (array_to_tsvector(string_to_array(words, ' '))) stored,
    primary key (block, log_index)
);
create index content_change_product on content_change (product, block, log_index);
create index content_change_search on content_change using gin (search);
create table co_creators_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, version bigint not null, set_id bigint not null,
    primary key (block, log_index)
);
create index co_creators_change_product on co_creators_change (product, block, log_index);
create table stock_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, inventory bigint not null,
    primary key (block, log_index)
);
create index stock_change_product on stock_change (product, block, log_index); -- for the writer
-- The last unit went, or the first came back.
create table stock_turn (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, sold_out boolean not null,
    primary key (block, log_index)
);
create table active_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, active boolean not null,
    primary key (block, log_index)
);
create index active_change_product on active_change (product, block, log_index); -- for the writer
create table openness_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, open_to_listings boolean not null,
    primary key (block, log_index)
);
create index openness_change_product on openness_change (product, block, log_index); -- for the writer
create table listing_change (
    block bigint, log_index integer, transaction bytea not null,
    product bigint not null, store bigint not null, listed boolean not null,
    primary key (block, log_index)
);
create index listing_change_product on listing_change (product, store, block, log_index);
create index listing_change_store on listing_change (store, block, log_index);
