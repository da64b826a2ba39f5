//! The offering's part of the fold.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::SolEventInterface,
};
use productshare_abi::Offering::OfferingEvents as Event;
use sqlx::{PgPool, Row, postgres::PgRow};

/// The state after some logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferingFold {
    /// Start, hard cap and PSS for sale.
    pub terms: Option<(i64, U256, U256)>,
    pub contributions: BTreeMap<Address, U256>,
    pub total: U256,
    /// Success and proceeds.
    pub end: Option<(bool, U256)>,
    /// Contribution, refund, PSS allotted, of which locked.
    pub claims: BTreeMap<Address, [U256; 4]>,
    pub released: BTreeMap<Address, U256>,
    /// PSC and PSS.
    pub collected: [U256; 2],
}

impl OfferingFold {
    pub fn apply(&mut self, topics: &[B256], data: &[u8]) {
        match Event::decode_raw_log(topics, data).expect("an event of the offering") {
            Event::OfferingCreated(e) => {
                self.terms = Some((e.start as i64, e.hardCap, e.forSale));
            }
            Event::Contributed(e) => {
                *self.contributions.entry(e.account).or_default() += e.amount;
                self.total += e.amount;
            }
            Event::OfferingFinalized(e) => self.end = Some((e.succeeded, e.proceeds)),
            Event::Claimed(e) => {
                let claim = [e.contribution, e.refund, e.allotted, e.locked];
                self.claims.insert(e.account, claim);
            }
            Event::Refunded(e) => {
                let claim = [e.contribution, e.contribution, U256::ZERO, U256::ZERO];
                self.claims.insert(e.account, claim);
            }
            Event::Released(e) => *self.released.entry(e.account).or_default() += e.amount,
            Event::Collected(e) => {
                self.collected[0] += e.psc;
                self.collected[1] += e.pss;
            }
            Event::OwnershipTransferred(_) => {}
        }
    }

    /// The same, as the tables have it.
    pub async fn stored(pool: &PgPool) -> Self {
        let rows =
            async |query: &'static str| sqlx::query(query).fetch_all(pool).await.expect("rows");
        let account = |row: &PgRow| Address::from_slice(row.get::<&[u8], _>(0));
        let amount =
            |row: &PgRow, at: usize| row.get::<String, _>(at).parse::<U256>().expect("an amount");
        let mut fold = Self::default();
        for row in
            rows("select start_time, hard_cap::text, for_sale::text from proj_v5.offering").await
        {
            fold.terms = Some((row.get(0), amount(&row, 1), amount(&row, 2)));
        }
        for row in rows("select account, contribution::text, total::text from proj_v5.contribution order by block, log_index").await {
            fold.contributions.insert(account(&row), amount(&row, 1));
            fold.total = amount(&row, 2);
        }
        for row in rows("select succeeded, proceeds::text from proj_v5.offering_end").await {
            fold.end = Some((row.get(0), amount(&row, 1)));
        }
        for row in rows("select account, contribution::text, refund::text, allotted::text, locked::text from proj_v5.offering_claim").await {
            fold.claims.insert(account(&row), [1, 2, 3, 4].map(|at| amount(&row, at)));
        }
        for row in rows("select account, released::text, allotted::text, locked::text from proj_v5.offering_release
                         join proj_v5.offering_claim using (account) order by offering_release.block, offering_release.log_index").await {
            // The event tells the sum with what was never locked.
            let free = amount(&row, 2) - amount(&row, 3);
            fold.released.insert(account(&row), amount(&row, 1) - free);
        }
        for row in rows("select coalesce(sum(psc), 0)::text, coalesce(sum(pss), 0)::text from proj_v5.offering_collection").await {
            fold.collected = [0, 1].map(|at| amount(&row, at));
        }
        fold
    }
}
