//! All that fees go through, over words wherever they are kept: the contract's storage, or a map in
//! the tests, which run sequences of everything that can happen against the invariants.

use alloy_primitives::{Address, U256};

use crate::{
    accrual::{whole_units, Accrual, Spread},
    books::{Pot, Progress, Terms, Weight},
    slots::{of_account, of_member, of_platform, Kind},
};

/// Where words are kept.
pub trait Words {
    fn word(&self, slot: U256) -> U256;
    fn set_word(&mut self, slot: U256, word: U256);
}

/// What settling a cycle came to.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Settled {
    pub cycle: u64,
    /// What fell into it, and what was carried into it.
    pub pot: u64,
    /// Of all products; 0: the pot is carried into the next cycle.
    pub weight: u64,
}

/// A product's part of a cycle's pot.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Part {
    pub amount: u64,
    pub weight: u64,
    /// What rounding has left of the pot, if this was the last part: in the pot of the next cycle to
    /// be settled now.
    pub rounding: u64,
}

/// The bookkeeping. Who calls sees to it that platforms' numbers are below 2^32, that cycles told
/// here are what they are said to be, and that fees are PSC held here.
pub trait Ledger: Words {
    // ---- what is kept

    fn load_terms(&self, platform: u64) -> Terms {
        Terms::unpack(self.word(of_platform(Kind::Terms, platform, 0, 0)))
    }

    fn save_terms(&mut self, platform: u64, terms: Terms) {
        self.set_word(of_platform(Kind::Terms, platform, 0, 0), terms.pack());
    }

    fn load_progress(&self, platform: u64) -> Progress {
        Progress::unpack(self.word(of_platform(Kind::Progress, platform, 0, 0)))
    }

    fn save_progress(&mut self, platform: u64, progress: Progress) {
        let at = of_platform(Kind::Progress, platform, 0, 0);
        self.set_word(at, progress.pack());
    }

    fn accrual(&self, platform: u64, cycle: u64) -> Accrual {
        Accrual::unpack(self.word(of_platform(Kind::Accrual, platform, cycle, 0)))
    }

    fn pot(&self, platform: u64, cycle: u64) -> Pot {
        Pot::unpack(self.word(of_platform(Kind::Pot, platform, cycle, 0)))
    }

    fn save_pot(&mut self, platform: u64, cycle: u64, pot: Pot) {
        self.set_word(of_platform(Kind::Pot, platform, cycle, 0), pot.pack());
    }

    fn weight(&self, platform: u64, cycle: u64, product: u64) -> Weight {
        Weight::unpack(self.word(of_platform(Kind::Weight, platform, cycle, product)))
    }

    fn save_weight(&mut self, platform: u64, cycle: u64, product: u64, weight: Weight) {
        let at = of_platform(Kind::Weight, platform, cycle, product);
        self.set_word(at, weight.pack());
    }

    /// Until when somebody is a member, Unix seconds; `kind` 0 to 2, `key` below 2^160.
    fn until(&self, platform: u64, kind: u8, key: U256) -> u64 {
        self.word(of_member(platform, kind, key)).into_limbs()[0]
    }

    fn set_until(&mut self, platform: u64, kind: u8, key: U256, until: u64) {
        self.set_word(of_member(platform, kind, key), U256::from(until));
    }

    // ---- fees come in

    /// Lets a fee accrue to cycles from the `present` one on.
    fn add_fee(&mut self, platform: u64, present: u64, fee: &Spread) {
        for (cycle, change) in fee.changes() {
            // Named twice, or nothing in it, if few cycles are concerned.
            if change == Accrual::default() {
                continue;
            }
            let mut accrual = self.accrual(platform, cycle);
            accrual.once += change.once;
            accrual.delta += change.delta;
            let at = of_platform(Kind::Accrual, platform, cycle, 0);
            self.set_word(at, accrual.pack());
        }
        let mut progress = self.skipped(platform, present);
        progress.end = progress.end.max(fee.last + 1);
        self.save_progress(platform, progress);
    }

    /// Leaves out what [`Ledger::skipped`] says; the next cycle to be settled.
    fn skip(&mut self, platform: u64, present: u64) -> u64 {
        let progress = self.skipped(platform, present);
        self.save_progress(platform, progress);
        progress.next
    }

    /// How far a platform is, once cycles that are over and in which nothing was to be shared are
    /// left out.
    fn skipped(&self, platform: u64, present: u64) -> Progress {
        let mut progress = self.load_progress(platform);
        if progress.is_idle() {
            progress.next = progress.next.max(present);
        }
        progress
    }

    // ---- while a cycle lasts

    /// Counts a member's experience fee as the product's weight in the present cycle; what all weigh
    /// with it. There is room for 2^64 units: what would be above is not counted.
    fn weigh(&mut self, platform: u64, cycle: u64, product: u64, fee: u64) -> u64 {
        let mut pot = self.pot(platform, cycle);
        let counted = fee.min(u64::MAX - pot.weight);
        pot.weight += counted;
        pot.open += counted;
        self.save_pot(platform, cycle, pot);
        let mut weight = self.weight(platform, cycle, product);
        weight.fees += counted;
        self.save_weight(platform, cycle, product, weight);
        pot.weight
    }

    // ---- once it is over

    /// Settles the next cycle, which is over.
    fn settle_next(&mut self, platform: u64) -> Settled {
        let mut progress = self.load_progress(platform);
        let cycle = progress.next;
        let accrual = self.accrual(platform, cycle);
        // Never below zero: what ends had begun.
        progress.running = progress.running.wrapping_add_signed(accrual.delta);
        let (units, fraction) = whole_units(progress.running, accrual.once, progress.fraction);
        let amount = progress.carried + units;
        progress.fraction = fraction;
        progress.next += 1;
        let mut pot = self.pot(platform, cycle);
        if pot.weight == 0 {
            progress.carried = amount;
        } else {
            progress.carried = 0;
            pot.amount = amount;
            pot.left = amount;
            self.save_pot(platform, cycle, pot);
        }
        self.save_progress(platform, progress);
        Settled {
            cycle,
            pot: amount,
            weight: pot.weight,
        }
    }

    /// Takes a product's part of a settled cycle's pot; `None` if it has none or had it.
    fn take_part(&mut self, platform: u64, cycle: u64, product: u64) -> Option<Part> {
        let mut weight = self.weight(platform, cycle, product);
        if weight.fees == 0 || weight.distributed {
            return None;
        }
        let mut pot = self.pot(platform, cycle);
        // Never less is left: but whatever else may fail, no cycle pays more than it received.
        let amount = pot.share(weight.fees).min(pot.left);
        weight.distributed = true;
        pot.open -= weight.fees;
        pot.left -= amount;
        let mut part = Part {
            amount,
            weight: weight.fees,
            rounding: 0,
        };
        if pot.open == 0 {
            part.rounding = core::mem::take(&mut pot.left);
        }
        self.save_weight(platform, cycle, product, weight);
        self.save_pot(platform, cycle, pot);
        if part.rounding != 0 {
            let mut progress = self.load_progress(platform);
            progress.carried += part.rounding;
            self.save_progress(platform, progress);
        }
        Some(part)
    }

    /// Whether `quality` is to be told that a platform has no members any more.
    fn is_over(&self, platform: u64, present: u64) -> bool {
        let terms = self.load_terms(platform);
        terms.told && !terms.is_on() && self.load_progress(platform).end <= present
    }

    /// Takes what is carried and nobody can ever share: membership has ended, all fees have accrued,
    /// and nothing weighs in the present cycle.
    fn take_rest(&mut self, platform: u64, present: u64) -> u64 {
        let mut progress = self.load_progress(platform);
        let over = progress.next >= progress.end.max(present);
        if self.load_terms(platform).is_on() || !over || self.pot(platform, present).weight != 0 {
            return 0;
        }
        let rest = core::mem::take(&mut progress.carried);
        if rest != 0 {
            self.save_progress(platform, progress);
        }
        rest
    }

    // ---- what was given back

    fn credit_of(&self, account: Address) -> U256 {
        self.word(of_account(Kind::Credit, account))
    }

    fn set_credit(&mut self, account: Address, amount: U256) {
        self.set_word(of_account(Kind::Credit, account), amount);
    }
}

impl<T: Words> Ledger for T {}
