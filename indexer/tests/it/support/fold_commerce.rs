//! The commerce part of the fold: products, offers, lines and sums of profit, by rules written here and nowhere else.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::SolEventInterface,
};
use productshare_abi::{Catalog, Checkout, OfferPool, Splitter, StakePools};
use productshare_indexer::Contract;
use sqlx::{PgPool, Row, postgres::PgRow};

use super::fold_pools::PoolFold;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductFold {
    pub store: i64,
    pub price: U256,
    pub inventory: i64,
    pub closed: bool,
    pub inactive: bool,
    /// Offer, reward and units left of the open one.
    pub offer: Option<(i64, U256, i64)>,
    pub changed: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferFold {
    pub left: i64,
    pub reserved: i64,
    pub added: i64,
    pub paid: i64,
    pub returned: i64,
    pub amount_paid: U256,
}

/// The state after some logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommerceFold {
    pub products: BTreeMap<i64, ProductFold>,
    pub offers: BTreeMap<i64, OfferFold>,
    /// Owner, payout and platform.
    pub stores: BTreeMap<i64, (Address, Address, i64)>,
    pub listings: Vec<(i64, i64)>,
    /// Order and line: gross settled, paid back, ended.
    pub lines: BTreeMap<(i64, i32), (U256, U256, bool)>,
    /// Per buyer: profit and points.
    pub profit: BTreeMap<Address, (U256, U256)>,
    pub claimed: U256,
    pub credits: BTreeMap<Address, U256>,
    pub pools: BTreeMap<i64, PoolFold>,
    /// Number of rows of each event table that is not told above.
    pub counts: BTreeMap<String, i64>,
}

impl CommerceFold {
    pub fn count(&mut self, table: &str) {
        *self.counts.entry(table.to_owned()).or_default() += 1;
    }

    pub fn apply(&mut self, contract: Contract, block: i64, topics: &[B256], data: &[u8]) {
        match contract {
            Contract::Catalog => {
                let event = Catalog::CatalogEvents::decode_raw_log(topics, data);
                self.catalog(block, event.expect("an event of the catalog"));
            }
            Contract::OfferPool => {
                let event = OfferPool::OfferPoolEvents::decode_raw_log(topics, data);
                self.offer_pool(block, event.expect("an event of the offer pool"));
            }
            Contract::Splitter => {
                let event = Splitter::SplitterEvents::decode_raw_log(topics, data);
                self.splitter(event.expect("an event of the splitter"));
            }
            Contract::Checkout => {
                let event = Checkout::CheckoutEvents::decode_raw_log(topics, data);
                self.checkout(event.expect("an event of the checkout"));
            }
            Contract::StakePools => {
                let event = StakePools::StakePoolsEvents::decode_raw_log(topics, data);
                self.stake_pools(event.expect("an event of the stake pools"));
            }
            _ => {}
        }
    }

    fn product(&mut self, block: i64, id: u64) -> &mut ProductFold {
        let product = self.products.entry(id as i64).or_default();
        product.changed = block;
        product
    }

    fn catalog(&mut self, block: i64, event: Catalog::CatalogEvents) {
        use Catalog::CatalogEvents as E;
        match event {
            E::StoreOpened(e) => {
                let store = (e.owner, e.payout, e.platform as i64);
                self.stores.insert(e.store as i64, store);
            }
            E::StoreChanged(e) => {
                let store = self.stores.entry(e.store as i64).or_default();
                (store.1, store.2) = (e.payout, e.platform as i64);
            }
            E::StoreTransferred(e) => {
                let store = self.stores.entry(e.store as i64).or_default();
                (store.0, store.1) = (e.newOwner, e.newOwner);
            }
            E::StoreTransferStarted(_) | E::ExperienceFeeSet(_) => {}
            E::ProductAdded(e) => self.product(block, e.product).store = e.store as i64,
            E::PriceSet(e) => self.product(block, e.product).price = e.price,
            E::StockChanged(e) => self.product(block, e.product).inventory = e.inventory as i64,
            E::ActiveSet(e) => self.product(block, e.product).inactive = !e.active,
            E::OpenToListingsSet(e) => self.product(block, e.product).closed = !e.open,
            E::Listed(e) => self.listings.push((e.product as i64, e.store as i64)),
            E::Unlisted(e) => {
                let gone = (e.product as i64, e.store as i64);
                self.listings.retain(|listing| *listing != gone);
            }
            E::TermsSet(_) => self.count("terms_change"),
            E::ContentSet(_) => self.count("content_change"),
            E::CoCreatorsSet(_) => self.count("co_creators_change"),
            E::SoldOut(_) | E::BackInStock(_) => self.count("stock_turn"),
            E::StoreIndebted(_) | E::Connected(_) | E::OwnershipTransferred(_) => {}
        }
    }

    fn offer_pool(&mut self, block: i64, event: OfferPool::OfferPoolEvents) {
        use OfferPool::OfferPoolEvents as E;
        let id = match &event {
            E::OfferPosted(e) => {
                let product = self.product(block, e.product);
                product.offer = Some((e.offer as i64, e.rewardPerUnit, 0));
                e.offer
            }
            E::OfferRevoked(e) => {
                for product in self.products.values_mut() {
                    if product.offer.is_some_and(|(id, ..)| id == e.offer as i64) {
                        product.offer = None;
                        product.changed = block;
                    }
                }
                return;
            }
            E::OfferToppedUp(e) => e.offer,
            E::UnitsReserved(e) => e.offer,
            E::RewardPaid(e) => e.offer,
            E::UnitsRestored(e) => e.offer,
            E::UnitsReturned(e) => e.offer,
            E::PaymentDeferred(e) => return self.credit(e.account, e.amount, false),
            E::CreditClaimed(e) => return self.credit(e.account, e.amount, true),
            E::TokenAllowed(_) => return self.count("reward_token"),
            E::Connected(_) | E::OwnershipTransferred(_) => return,
        } as i64;
        let offer = self.offers.entry(id).or_default();
        match event {
            E::OfferPosted(OfferPool::OfferPosted { units, .. })
            | E::OfferToppedUp(OfferPool::OfferToppedUp { units, .. }) => {
                offer.left += units as i64;
                offer.added += units as i64;
            }
            E::UnitsReserved(e) => {
                offer.left -= e.units as i64;
                offer.reserved += e.units as i64;
            }
            E::RewardPaid(e) => {
                offer.reserved -= e.units as i64;
                offer.paid += e.units as i64;
                offer.amount_paid += e.amount;
            }
            E::UnitsRestored(e) => {
                offer.reserved -= e.units as i64;
                offer.left += e.units as i64;
            }
            E::UnitsReturned(e) => {
                let from = if e.reserved {
                    &mut offer.reserved
                } else {
                    &mut offer.left
                };
                *from -= e.units as i64;
                offer.returned += e.units as i64;
            }
            _ => {}
        }
        let left = offer.left;
        for product in self.products.values_mut() {
            if let Some((of, _, units)) = &mut product.offer
                && *of == id
            {
                *units = left;
                product.changed = block;
            }
        }
    }

    pub fn credit(&mut self, account: Address, amount: U256, claimed: bool) {
        let credit = self.credits.entry(account).or_default();
        *credit = if claimed {
            *credit - amount
        } else {
            *credit + amount
        };
    }

    fn splitter(&mut self, event: Splitter::SplitterEvents) {
        use Splitter::SplitterEvents as E;
        match event {
            E::ProfitCredited(e) => {
                let sums = self.profit.entry(e.buyer).or_default();
                sums.0 += e.profit;
                sums.1 += e.points;
            }
            E::ProfitContributed(e) => self.profit.entry(e.from).or_default().0 += e.profit,
            E::CustomerClaimed(e) => self.claimed += e.amount,
            E::CoCreatorClaimed(e) => self.claimed += e.amount,
            E::CauseClaimed(e) => self.claimed += e.amount,
            E::SetOpened(e) => {
                self.count("co_creator_set");
                e.accounts.iter().for_each(|_| self.count("co_creator"));
            }
            E::CoCreatorAccepted(_) => self.count("co_creator_acceptance"),
            E::CauseAdded(_) => {
                self.count("cause");
                self.count("cause_change");
            }
            E::CauseSet(_) => self.count("cause_change"),
            E::Connected(_) | E::OwnershipTransferred(_) => {}
        }
    }

    fn checkout(&mut self, event: Checkout::CheckoutEvents) {
        use Checkout::CheckoutEvents as E;
        match event {
            E::OrderPlaced(_) => self.count("purchase"),
            E::LinePlaced(e) => {
                let line = (e.order as i64, e.line.into());
                self.lines.insert(line, Default::default());
            }
            E::LineSettled(e) => {
                let line = self.lines.entry((e.order as i64, e.line.into()));
                let line = line.or_default();
                (line.0, line.2) = (e.gross, true);
            }
            E::LineRefunded(e) => {
                let line = self.lines.entry((e.order as i64, e.line.into()));
                let line = line.or_default();
                line.1 += e.amount;
                line.2 |= e.ended;
            }
            E::ShareOpened(_) => self.count("share"),
            E::PaymentDeferred(e) => self.credit(e.account, e.amount, false),
            E::CreditClaimed(e) => self.credit(e.account, e.amount, true),
            E::FulfilmentLogged(_) => self.count("fulfilment"),
            E::RefundOffered(_) => self.count("refund_offer"),
            E::RefundAccepted(_) | E::RefundWithdrawn(_) => self.count("refund_offer_end"),
            E::LineDisputed(_) => self.count("dispute"),
            E::Ruling(_) => self.count("ruling"),
            E::ShareCapSet(_) | E::ArbitratorSet(_) | E::DisputeWindowSet(_) => {}
            E::Connected(_) | E::OwnershipTransferred(_) => {}
        }
    }

    /// The same, as the tables have it.
    pub async fn stored(pool: &PgPool) -> Self {
        let rows =
            async |query: &'static str| sqlx::query(query).fetch_all(pool).await.expect("rows");
        let amount = |row: &PgRow, at: usize| {
            let text: Option<String> = row.get(at);
            text.map_or(U256::ZERO, |text| text.parse().expect("an amount"))
        };
        let address = |row: &PgRow, at: usize| Address::from_slice(row.get::<&[u8], _>(at));
        let mut fold = Self::default();
        for row in rows(
            "select id, store, price::text, inventory, open_to_listings, active, offer, reward_per_unit::text, units_left, changed
             from proj_v5.product_state",
        )
        .await
        {
            let offer: Option<i64> = row.get(6);
            let product = ProductFold {
                store: row.get(1),
                price: amount(&row, 2),
                inventory: row.get(3),
                closed: !row.get::<bool, _>(4),
                inactive: !row.get::<bool, _>(5),
                offer: offer.map(|offer| (offer, amount(&row, 7), row.get(8))),
                changed: row.get(9),
            };
            fold.products.insert(row.get(0), product);
        }
        for row in rows(
            "select offer, units_left, units_reserved, units_added, units_paid, units_returned, amount_paid::text
             from proj_v5.offer_state",
        )
        .await
        {
            let offer = OfferFold {
                left: row.get(1),
                reserved: row.get(2),
                added: row.get(3),
                paid: row.get(4),
                returned: row.get(5),
                amount_paid: amount(&row, 6),
            };
            fold.offers.insert(row.get(0), offer);
        }
        for row in rows(
            "select s.id, (select owner from proj_v5.store_owner o where o.store = s.id order by block desc, log_index desc limit 1),
                    (select payout from proj_v5.store_payout o where o.store = s.id order by block desc, log_index desc limit 1),
                    (select platform from proj_v5.store_profile o where o.store = s.id order by block desc, log_index desc limit 1)
             from proj_v5.store s",
        )
        .await
        {
            fold.stores.insert(
                row.get(0),
                (address(&row, 1), address(&row, 2), row.get(3)),
            );
        }
        for row in rows(
            "select product, store from (select distinct on (product, store) * from proj_v5.listing_change
                                         order by product, store, block desc, log_index desc) l
             where listed order by block, log_index",
        )
        .await
        {
            fold.listings.push((row.get(0), row.get(1)));
        }
        for row in rows(
            "select l.order_id, l.line, s.gross::text, r.amount::text, s.gross is not null or coalesce(r.ended, false)
             from proj_v5.order_line l left join proj_v5.settlement s using (order_id, line)
             left join (select order_id, line, sum(amount) as amount, bool_or(ended) as ended from proj_v5.line_refund
                        group by order_id, line) r using (order_id, line)",
        )
        .await
        {
            let line = (amount(&row, 2), amount(&row, 3), row.get(4));
            fold.lines.insert((row.get(0), row.get(1)), line);
        }
        for row in rows("select buyer, sum(profit)::text, sum(points)::text from proj_v5.profit_credit group by buyer").await {
            fold.profit
                .insert(address(&row, 0), (amount(&row, 1), amount(&row, 2)));
        }
        for row in rows(
            "select sum(amount)::text from (select amount from proj_v5.customer_claim union all
             select amount from proj_v5.co_creator_claim union all select amount from proj_v5.cause_claim) c",
        )
        .await
        {
            fold.claimed = amount(&row, 0);
        }
        for row in rows(
            "select account, sum(case when claimed then -amount else amount end)::text from proj_v5.credit_change group by account",
        )
        .await
        {
            fold.credits.insert(address(&row, 0), amount(&row, 1));
        }
        fold.pools = PoolFold::stored(pool).await;
        for table in [
            "terms_change",
            "content_change",
            "co_creators_change",
            "stock_turn",
            "reward_token",
            "co_creator_set",
            "co_creator",
            "co_creator_acceptance",
            "cause",
            "cause_change",
            "purchase",
            "share",
            "fulfilment",
            "refund_offer",
            "refund_offer_end",
            "dispute",
            "ruling",
            "stake_pool",
            "stake_change",
            "pool_profit",
            "advance",
            "advance_change",
            "groups_payment",
            "staking_parameters",
        ] {
            let count = sqlx::AssertSqlSafe(format!("select count(*) from proj_v5.{table}"));
            let count: i64 = sqlx::query_scalar(count)
                .fetch_one(pool)
                .await
                .expect("a count");
            if count > 0 {
                fold.counts.insert(table.to_owned(), count);
            }
        }
        fold
    }
}
