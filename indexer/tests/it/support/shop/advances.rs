//! Advances, and what sales bring to the pools.

use alloy::primitives::{Address, B256};
use productshare_abi::StakePools as Abi;

use super::pools::{DAY, DEPOSIT_BPS, Pools, UTILISATION_BPS, WINDOW, is_ample, ratio, units};
use crate::support::events::stake_pools;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Announced,
    Drawn,
    Defaulted,
    WrittenOff,
    Repaid,
    Closed,
}

#[derive(Clone, Debug)]
pub struct Advance {
    pub product: u64,
    pub store: u64,
    pub account: Address,
    pub state: State,
    pub amount: u64,
    pub outstanding: u64,
    pub deposit: u64,
    pub seized: u64,
    pub recovered: u64,
    pub to_groups: u64,
    pub repay_bps: u64,
    pub term_secs: u64,
    /// Of the announcement; once drawn, of maturity.
    pub time: u64,
    /// Payer, amount and what was outstanding after it.
    pub repayments: Vec<(Address, u64, u64)>,
}

impl Advance {
    /// What is seized if it just fell due.
    pub fn default_if_due(&mut self, now: u64) -> Option<u64> {
        if self.state != State::Drawn || now < self.time {
            return None;
        }
        let seized = self.deposit.min(self.outstanding);
        self.deposit -= seized;
        self.outstanding -= seized;
        self.seized += seized;
        self.state = if self.outstanding == 0 {
            State::Repaid
        } else {
            State::Defaulted
        };
        Some(seized)
    }
}

impl Pools {
    pub fn announce(&mut self, product: u64, store: u64, account: Address, amount: u64, days: u64) {
        let repay_bps = 3_000;
        self.advances.push(Advance {
            product,
            store,
            account,
            state: State::Announced,
            amount,
            outstanding: 0,
            deposit: 0,
            seized: 0,
            recovered: 0,
            to_groups: 0,
            repay_bps,
            term_secs: days * DAY,
            time: self.now,
            repayments: Vec::new(),
        });
        self.log.push(stake_pools(Abi::AdvanceAnnounced {
            advance: self.advances.len() as u64,
            product,
            store,
            account,
            amount: units(amount),
            termSecs: days * DAY,
            repayBps: repay_bps as u16,
            drawableFrom: self.now + 3 * DAY,
            drawableUntil: self.now + 30 * DAY,
            planHash: B256::repeat_byte(7),
            planUri: "https://plan.example/1".into(),
        }));
    }

    pub fn draw(&mut self, id: u64) {
        let advance = self.advances[id as usize - 1].clone();
        let (product, store, now) = (advance.product, advance.store, self.now);
        let drawable = (advance.time + 3 * DAY..advance.time + 30 * DAY).contains(&now);
        if advance.state != State::Announced
            || !drawable
            || self.debts.contains_key(&store)
            || !self.pools.contains_key(&product)
        {
            return;
        }
        self.touch(product);
        let max = self.pools[&product].idle(now) * UTILISATION_BPS / 10_000;
        if !self.is_open(product) || advance.amount > max {
            return;
        }
        let deposit = ratio(advance.amount, DEPOSIT_BPS, 10_000u64, true) as u64;
        let drawn = &mut self.advances[id as usize - 1];
        drawn.state = State::Drawn;
        (drawn.outstanding, drawn.deposit) = (drawn.amount, deposit);
        drawn.time = now + drawn.term_secs;
        let (amount, account, matures_at) = (drawn.amount, drawn.account, drawn.time);
        let pool = self.pools.get_mut(&product).expect("a pool");
        pool.balance -= amount;
        pool.advance = id;
        self.debts.insert(store, id);
        self.log.push(stake_pools(Abi::AdvanceDrawn {
            advance: id,
            product,
            store,
            account,
            amount: units(amount),
            deposit: units(deposit),
            maturesAt: matures_at,
        }));
    }

    /// Repays up to so much.
    pub fn repay(&mut self, id: u64, payer: Address, amount: u64) -> u64 {
        let product = self.advances[id as usize - 1].product;
        self.touch(product);
        let advance = &mut self.advances[id as usize - 1];
        let owed = [State::Drawn, State::Defaulted, State::WrittenOff].contains(&advance.state);
        let amount = amount.min(advance.outstanding);
        if !owed || amount == 0 {
            return 0;
        }
        let pool = self.pools.get_mut(&product).expect("a pool");
        let before = advance.state;
        let to_groups = match before {
            State::WrittenOff => amount,
            _ if pool.shares == 0 => amount,
            _ => 0,
        };
        pool.balance += amount - to_groups;
        advance.outstanding -= amount;
        if before != State::Drawn {
            advance.recovered += amount;
        }
        advance.to_groups += to_groups;
        advance
            .repayments
            .push((payer, amount, advance.outstanding));
        if advance.outstanding == 0 {
            advance.state = State::Repaid;
            if pool.advance == id {
                pool.advance = 0;
            }
        }
        self.owed_to_groups += to_groups;
        self.log.push(stake_pools(Abi::AdvanceRepaid {
            advance: id,
            product,
            payer,
            amount: units(amount),
            toGroups: units(to_groups),
            outstanding: units(self.advances[id as usize - 1].outstanding),
        }));
        let changed = match before {
            State::Drawn => to_groups != 0,
            _ => to_groups == 0,
        };
        if changed {
            self.note(product, "repaid");
        }
        amount
    }

    pub fn mark_default(&mut self, id: u64) {
        self.touch(self.advances[id as usize - 1].product);
    }

    pub fn write_off(&mut self, id: u64) {
        self.mark_default(id);
        let advance = &mut self.advances[id as usize - 1];
        if advance.state != State::Defaulted {
            return;
        }
        advance.state = State::WrittenOff;
        let (product, outstanding) = (advance.product, units(advance.outstanding));
        self.pools.get_mut(&product).expect("a pool").advance = 0;
        self.log.push(stake_pools(Abi::AdvanceWrittenOff {
            advance: id,
            product,
            outstanding,
        }));
    }

    pub fn reclaim(&mut self, id: u64) {
        self.mark_default(id);
        let advance = &mut self.advances[id as usize - 1];
        if advance.state != State::Repaid {
            return;
        }
        advance.state = State::Closed;
        let returned = units(std::mem::take(&mut advance.deposit));
        self.debts.remove(&advance.store);
        self.log.push(stake_pools(Abi::AdvanceClosed {
            advance: id,
            product: advance.product,
            store: advance.store,
            account: advance.account,
            returned,
        }));
    }

    /// A line's stake share, if the pool takes it.
    pub fn take_profit(&mut self, product: u64, asked: u64) -> u64 {
        if asked == 0 || !self.pools.contains_key(&product) {
            return 0;
        }
        self.touch(product);
        let (worth, shares) = self.worth(product, self.now);
        if !is_ample(worth, shares) {
            return 0;
        }
        let now = self.now;
        let pool = self.pools.get_mut(&product).expect("a pool");
        let left = pool.unstreamed_at(now);
        let weighted = u128::from(left) * u128::from(pool.end.saturating_sub(now))
            + u128::from(asked) * u128::from(WINDOW);
        pool.balance += asked;
        pool.unstreamed = left + asked;
        (pool.start, pool.end) = (now, now + (weighted / u128::from(left + asked)) as u64);
        self.log.push(stake_pools(Abi::ProfitAdded {
            product,
            amount: units(asked),
            unstreamed: units(left + asked),
            endsAt: now + (weighted / u128::from(left + asked)) as u64,
        }));
        self.note(product, "profit");
        asked
    }

    /// What a line of a store repays of its advance.
    pub fn take_repayment(&mut self, store: u64, vendor_part: u64, checkout: Address) -> u64 {
        let Some(&id) = self.debts.get(&store) else {
            return 0;
        };
        let due = vendor_part * self.advances[id as usize - 1].repay_bps / 10_000;
        self.mark_default(id);
        self.repay(id, checkout, due)
    }
}
