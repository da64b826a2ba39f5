-- Products as their lists are filtered and sorted: a copy of what the event tables say, kept because
-- a list by price must not look up the price of every product there is.

create table product_state (
    id bigint primary key,
    block bigint not null, log_index integer not null, -- of its addition
    store bigint not null, price numeric(78,0), inventory bigint not null, active boolean not null, open_to_listings boolean not null,
    offer bigint, reward_token bytea, reward_per_unit numeric(78,0), units_left bigint, -- of the open offer
    changed bigint not null                           -- block of the last change of any of these
);
create index product_state_added on product_state (block, log_index);
create index product_state_store on product_state (store, block, log_index);
create index product_state_price on product_state (price, block, log_index);
create index product_state_live on product_state (block, log_index) where active and inventory > 0;
create index product_state_live_price on product_state (price, block, log_index) where active and inventory > 0;
create index product_state_rewarded on product_state (block, log_index) where units_left > 0;
create index product_state_reward on product_state (reward_token, reward_per_unit, block, log_index) where units_left > 0;
create index product_state_changed on product_state (changed);

-- The same of some products as of any block.
create function product_as_of(ids bigint[], as_of bigint) returns setof product_state language sql stable as $$
    select p.id, p.block, p.log_index, p.store, price.price, coalesce(stock.inventory, 0), coalesce(act.active, true),
           coalesce(open.open_to_listings, true), offer.id, offer.token, offer.reward_per_unit,
           units.units_left - coalesce((select sum(c.left_change) from offer_change c
                                        where c.offer = offer.id and c.block > as_of), 0)::bigint,
           greatest(p.block, price.block, stock.block, act.block, open.block, last_offer.block, ended.block,
                    (select max(c.block) from offer_change c where c.offer = offer.id and c.block <= as_of))
    from product p
    left join lateral (select c.block, c.price from price_change c where c.product = p.id and c.block <= as_of
                       order by c.block desc, c.log_index desc limit 1) price on true
    left join lateral (select c.block, c.inventory from stock_change c where c.product = p.id and c.block <= as_of
                       order by c.block desc, c.log_index desc limit 1) stock on true
    left join lateral (select c.block, c.active from active_change c where c.product = p.id and c.block <= as_of
                       order by c.block desc, c.log_index desc limit 1) act on true
    left join lateral (select c.block, c.open_to_listings from openness_change c where c.product = p.id and c.block <= as_of
                       order by c.block desc, c.log_index desc limit 1) open on true
    left join lateral (select o.* from offer o where o.product = p.id and o.block <= as_of
                       order by o.block desc, o.log_index desc limit 1) last_offer on true
    left join offer_end ended on ended.offer = last_offer.id and ended.block <= as_of
    left join offer on offer.id = last_offer.id and ended.offer is null
    left join offer_state units on units.offer = offer.id
    where p.id = any (ids) and p.block <= as_of
$$;
