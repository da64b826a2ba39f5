//! The two copies of commerce's state that are kept beside its events: sums of each offer's units
//! (`offer_state`), and products as lists show them (`product_state`).
//!
//! The sums are added to and taken back. A product's row is computed anew by `product_as_of` whenever
//! a chunk or a rewind touches the product: it cannot drift from the events.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::U256;
use sqlx::{PgConnection, Row};

use crate::store::Delta;

/// What happened to products and offers since the last flush.
#[derive(Debug, Default)]
pub struct Shelf {
    products: BTreeSet<i64>,
    offers: BTreeMap<i64, OfferChange>,
}

/// What an offer's events add up to.
#[derive(Debug, Default)]
pub struct OfferChange {
    pub left: i64,
    pub reserved: i64,
    pub added: i64,
    pub paid: i64,
    pub returned: i64,
    paid_amount: Delta,
}

impl OfferChange {
    pub fn pay(&mut self, amount: U256) {
        self.paid_amount.add(amount, false);
    }
}

impl Shelf {
    /// The product's row must be computed anew.
    pub fn touch(&mut self, product: i64) {
        self.products.insert(product);
    }

    /// What the offer's events add up to; its product is touched.
    pub fn offer(&mut self, id: i64) -> &mut OfferChange {
        self.offers.entry(id).or_default()
    }

    /// Writes sums and products, after the events' rows. Names an offer that fell below zero.
    pub async fn flush(&self, conn: &mut PgConnection) -> sqlx::Result<Option<String>> {
        let mut touched = Touched(self.products.iter().copied().collect());
        if !self.offers.is_empty() {
            let ids: Vec<i64> = self.offers.keys().copied().collect();
            let column = |pick: fn(&OfferChange) -> i64| -> Vec<i64> {
                self.offers.values().map(pick).collect()
            };
            let paid: Vec<Delta> = self.offers.values().map(|c| c.paid_amount).collect();
            let rows = sqlx::query(
                "insert into offer_state as s
                 select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::numeric[])
                 on conflict (offer) do update set
                     units_left = s.units_left + excluded.units_left, units_reserved = s.units_reserved + excluded.units_reserved,
                     units_added = s.units_added + excluded.units_added, units_paid = s.units_paid + excluded.units_paid,
                     units_returned = s.units_returned + excluded.units_returned, amount_paid = s.amount_paid + excluded.amount_paid
                 returning offer, units_left < 0 or units_reserved < 0",
            )
            .bind(&ids)
            .bind(column(|c| c.left))
            .bind(column(|c| c.reserved))
            .bind(column(|c| c.added))
            .bind(column(|c| c.paid))
            .bind(column(|c| c.returned))
            .bind(&paid)
            .fetch_all(&mut *conn)
            .await?;
            for row in rows {
                if row.try_get(1)? {
                    let offer: i64 = row.try_get(0)?;
                    return Ok(Some(format!("the units of offer {offer}")));
                }
            }
            let products: Vec<i64> =
                sqlx::query_scalar("select product from offer where id = any ($1)")
                    .bind(&ids)
                    .fetch_all(&mut *conn)
                    .await?;
            touched.0.extend(products);
        }
        touched.recompute(conn).await?;
        Ok(None)
    }

    /// Takes back what blocks after `kept` had added to offers, while their rows are still there;
    /// returns the products to compute anew once they are gone.
    pub async fn take_back(conn: &mut PgConnection, kept: i64) -> sqlx::Result<Touched> {
        sqlx::query(
            "update offer_state s set
                 units_left = s.units_left - d.units_left, units_reserved = s.units_reserved - d.units_reserved,
                 units_added = s.units_added - d.units_added, units_paid = s.units_paid - d.units_paid,
                 units_returned = s.units_returned - d.units_returned, amount_paid = s.amount_paid - d.amount_paid
             from (select offer, sum(left_change)::bigint as units_left, sum(reserved_change)::bigint as units_reserved,
                          coalesce(sum(units) filter (where kind in ('posted', 'topped_up')), 0)::bigint as units_added,
                          coalesce(sum(units) filter (where kind = 'paid'), 0)::bigint as units_paid,
                          coalesce(sum(units) filter (where kind = 'returned'), 0)::bigint as units_returned,
                          coalesce(sum(amount) filter (where kind = 'paid'), 0) as amount_paid
                   from offer_change where block > $1 group by offer) d
             where s.offer = d.offer",
        )
        .bind(kept)
        .execute(&mut *conn)
        .await?;
        sqlx::query(
            "delete from offer_state s using offer o where o.id = s.offer and o.block > $1",
        )
        .bind(kept)
        .execute(&mut *conn)
        .await?;
        let products = sqlx::query_scalar(
            "select id from product where block > $1
             union select product from price_change where block > $1
             union select product from stock_change where block > $1
             union select product from active_change where block > $1
             union select product from openness_change where block > $1
             union select product from offer where block > $1
             union select o.product from offer_end e join offer o on o.id = e.offer where e.block > $1
             union select o.product from offer_change c join offer o on o.id = c.offer where c.block > $1",
        )
        .bind(kept)
        .fetch_all(conn)
        .await?;
        Ok(Touched(products))
    }
}

/// Products whose rows are no longer what the events say.
#[derive(Debug)]
pub struct Touched(Vec<i64>);

impl Touched {
    /// Computes their rows anew, from the events alone.
    pub async fn recompute(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "delete from product_state s where s.id = any ($1) and not exists (select from product p where p.id = s.id)",
        )
        .bind(&self.0)
        .execute(&mut *conn)
        .await?;
        sqlx::query(
            "insert into product_state as s select * from product_as_of($1, 9223372036854775807)
             on conflict (id) do update set
                 block = excluded.block, log_index = excluded.log_index, store = excluded.store, price = excluded.price,
                 inventory = excluded.inventory, active = excluded.active, open_to_listings = excluded.open_to_listings,
                 offer = excluded.offer, reward_token = excluded.reward_token, reward_per_unit = excluded.reward_per_unit,
                 units_left = excluded.units_left, changed = excluded.changed",
        )
        .bind(&self.0)
        .execute(conn)
        .await?;
        Ok(())
    }
}
