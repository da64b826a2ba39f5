//! The stake pools' part of the fold: what each pool holds and owes after all its events, by sums alone.

use std::collections::BTreeMap;

use alloy::primitives::U256;
use productshare_abi::StakePools::StakePoolsEvents as E;
use sqlx::{PgPool, Row, postgres::PgRow};

use super::fold_commerce::CommerceFold;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolFold {
    pub balance: U256,
    pub shares: U256,
    pub queued: U256,
    pub locked: U256,
    /// Unstreamed and end of the stream.
    pub stream: (U256, i64),
    /// Latest request, and latest one done.
    pub queue: (i64, i64),
    /// Number, outstanding and maturity of the advance that is not repaid.
    pub advance: Option<(i64, U256, i64, bool)>,
    pub deposits: U256,
    pub minimum_since: i64,
}

impl PoolFold {
    fn leave(&mut self, assets: U256, shares: U256, unlocked: U256, forfeited: U256) {
        self.balance -= assets + forfeited;
        self.shares -= shares;
        self.locked -= unlocked;
        if self.shares.is_zero() || !forfeited.is_zero() {
            self.stream.0 = U256::ZERO;
        }
    }

    /// What is still outstanding of an advance.
    fn owe(&mut self, id: u64, outstanding: U256) {
        if let Some((advance, left, ..)) = &mut self.advance
            && *advance == id as i64
        {
            *left = outstanding;
            if outstanding.is_zero() {
                self.advance = None;
            }
        }
    }

    /// The same, as the table has it.
    pub async fn stored(pool: &PgPool) -> BTreeMap<i64, Self> {
        let rows = sqlx::query(
            "select distinct on (product) product, balance::text, shares::text, queued::text, locked::text, unstreamed::text,
                    stream_end, requested, filled, advance, outstanding::text, matures_at, defaulted, deposits::text,
                    minimum_since
             from proj_v5.pool_point order by product, block desc, log_index desc",
        )
        .fetch_all(pool)
        .await
        .expect("rows");
        let amount = |row: &PgRow, at: usize| -> U256 {
            row.get::<String, _>(at).parse().expect("an amount")
        };
        let fold = |row: PgRow| {
            let advance: i64 = row.get(9);
            let of = Self {
                balance: amount(&row, 1),
                shares: amount(&row, 2),
                queued: amount(&row, 3),
                locked: amount(&row, 4),
                stream: (amount(&row, 5), row.get(6)),
                queue: (row.get(7), row.get(8)),
                advance: (advance != 0)
                    .then(|| (advance, amount(&row, 10), row.get(11), row.get(12))),
                deposits: amount(&row, 13),
                minimum_since: row.get(14),
            };
            (row.get(0), of)
        };
        rows.into_iter().map(fold).collect()
    }
}

impl CommerceFold {
    fn pool(&mut self, product: u64) -> &mut PoolFold {
        self.pools.entry(product as i64).or_default()
    }

    pub fn stake_pools(&mut self, event: E) {
        match event {
            E::PoolOpened(_) => self.count("stake_pool"),
            E::Deposit(e) => {
                self.count("stake_change");
                let pool = self.pool(e.product);
                pool.balance += e.assets;
                pool.shares += e.shares;
                pool.locked += e.locked;
            }
            E::Withdraw(e) => {
                self.count("stake_change");
                let pool = self.pool(e.product);
                pool.leave(e.assets, e.shares, e.unlocked, e.forfeited);
            }
            E::ProfitAdded(e) => {
                self.count("pool_profit");
                let pool = self.pool(e.product);
                pool.balance += e.amount;
                pool.stream = (e.unstreamed, e.endsAt as i64);
            }
            E::MinimumHeldSince(e) => self.pool(e.product).minimum_since = e.since as i64,
            E::RedeemRequested(e) => {
                self.count("stake_change");
                let pool = self.pool(e.product);
                pool.queue.0 = e.request as i64;
                pool.queued += e.shares;
            }
            E::RedeemFilled(e) => {
                self.count("stake_change");
                let pool = self.pool(e.product);
                pool.leave(e.assets, e.shares, e.unlocked, e.forfeited);
                pool.queued -= e.shares;
                if e.left.is_zero() {
                    pool.queue.1 = e.request as i64;
                }
            }
            E::RedeemCancelled(e) => {
                self.count("stake_change");
                self.pool(e.product).queued -= e.shares;
            }
            E::RequestsPassed(e) => self.pool(e.product).queue.1 = e.filled as i64,
            E::AdvanceAnnounced(_) => self.count("advance"),
            E::AdvanceDrawn(e) => {
                self.count("advance_change");
                let pool = self.pool(e.product);
                pool.balance -= e.amount;
                pool.deposits += e.deposit;
                pool.advance = Some((e.advance as i64, e.amount, e.maturesAt as i64, false));
            }
            E::AdvanceRepaid(e) => {
                self.count("advance_change");
                let pool = self.pool(e.product);
                pool.balance += e.amount - e.toGroups;
                pool.owe(e.advance, e.outstanding);
            }
            E::AdvanceDefaulted(e) => {
                self.count("advance_change");
                let pool = self.pool(e.product);
                pool.balance += e.seized;
                pool.deposits -= e.seized;
                pool.minimum_since = 0;
                if let Some((.., defaulted)) = &mut pool.advance {
                    *defaulted = true;
                }
                pool.owe(e.advance, e.outstanding);
            }
            E::AdvanceWrittenOff(e) => {
                self.count("advance_change");
                self.pool(e.product).advance = None;
            }
            E::AdvanceClosed(e) => {
                self.count("advance_change");
                self.pool(e.product).deposits -= e.returned;
            }
            E::GroupsPaid(_) => self.count("groups_payment"),
            E::ParametersSet(_) => self.count("staking_parameters"),
            E::PaymentDeferred(e) => self.credit(e.account, e.amount, false),
            E::CreditClaimed(e) => self.credit(e.account, e.amount, true),
            E::Connected(_) | E::OwnershipTransferred(_) => {}
        }
    }
}
