//! All that fees go through, over words wherever they are kept: the contract's storage, or a map in
//! the tests below, which run sequences of everything that can happen against the invariant.

use alloy_primitives::{Address, U256};
use common::commerce::{Earners, FeeLine};

use crate::{
    earner::{Earner, EXPERT, PLATFORM},
    pot::{close, earned, won, Closing, Fees, Indices, Left, Part, Progress, Reports, Weights},
    slots::{by_account, by_id, by_ids, fixed, Kind},
};

/// Where words are kept.
pub trait Words {
    fn word(&self, slot: U256) -> U256;
    fn set_word(&mut self, slot: U256, word: U256);
}

/// Where a line's experience fee went: the parts add up to it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Booked {
    pub to_expert: u64,
    pub to_platform: u64,
    pub to_reports: u64,
    /// What nobody earns: goes to the reports of the next cycle.
    pub rolled: u64,
}

/// What settling a place or an account's part of a closed cycle came to.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Settled {
    pub amount: u64,
    /// What rounding had left of the cycle's pot, if this was the last of it: in the pot of the
    /// present cycle now.
    pub rounding: u64,
}

/// Who earns a share of fees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Expert,
    Platform,
}

impl Role {
    fn slot(self, number: u64) -> U256 {
        match self {
            Self::Expert => by_id(Kind::Expert, number),
            Self::Platform => by_id(Kind::Platform, number),
        }
    }
}

/// The bookkeeping. Cycles are numbered from 0; who calls sees to it that those told here are what
/// they are said to be: the present one, or one that is (not) closed.
pub trait Ledger: Words {
    // ---- what is kept

    fn load_progress(&self) -> Progress {
        Progress::unpack(self.word(fixed(Kind::Progress)))
    }

    fn fees(&self, cycle: u64) -> Fees {
        Fees::unpack(self.word(by_id(Kind::Fees, cycle)))
    }

    fn save_fees(&mut self, cycle: u64, fees: Fees) {
        self.set_word(by_id(Kind::Fees, cycle), fees.pack());
    }

    fn weights(&self, cycle: u64) -> Weights {
        Weights::unpack(self.word(by_id(Kind::Weights, cycle)))
    }

    fn save_weights(&mut self, cycle: u64, weights: Weights) {
        self.set_word(by_id(Kind::Weights, cycle), weights.pack());
    }

    fn indices(&self, cycle: u64) -> Indices {
        Indices::unpack(self.word(by_id(Kind::Indices, cycle)))
    }

    fn left(&self, cycle: u64) -> Left {
        Left::unpack(self.word(by_id(Kind::Left, cycle)))
    }

    fn reports(&self, cycle: u64, product: u64) -> Reports {
        Reports::unpack(self.word(by_ids(Kind::Reports, cycle, product)))
    }

    fn save_reports(&mut self, cycle: u64, product: u64, reports: Reports) {
        self.set_word(by_ids(Kind::Reports, cycle, product), reports.pack());
    }

    fn part(&self, cycle: u64, account: Address) -> Part {
        Part::unpack(self.word(by_account(Kind::Part, cycle, account)))
    }

    fn save_part(&mut self, cycle: u64, account: Address, part: Part) {
        self.set_word(by_account(Kind::Part, cycle, account), part.pack());
    }

    fn earner(&self, role: Role, number: u64) -> Earner {
        Earner::unpack(self.word(role.slot(number)))
    }

    // ---- while a cycle lasts

    /// Books a line in the present cycle; its fees come to `fees`, which the caller saves.
    fn book(&mut self, cycle: u64, fees: &mut Fees, line: FeeLine, earners: Earners) -> Booked {
        fees.community += line.community_fee;
        let fee = line.experience_fee;
        if fee == 0 {
            return Booked::default();
        }
        let mut booked = Booked::default();
        let mut rest = fee;
        if earners.expert != 0 {
            booked.to_expert = self.earn(Role::Expert, earners.expert, cycle, fee, rest);
            rest -= booked.to_expert;
        } else {
            booked.rolled = EXPERT.of(fee);
            rest -= booked.rolled;
        }
        // Sums that are rounded once may fall due together: a line of a unit cannot pay two.
        if earners.platform != 0 {
            booked.to_platform = self.earn(Role::Platform, earners.platform, cycle, fee, rest);
            rest -= booked.to_platform;
        } else {
            let part = PLATFORM.of(fee).min(rest);
            booked.rolled += part;
            rest -= part;
        }
        booked.to_reports = rest;
        fees.rolled += booked.rolled;
        fees.reports += booked.to_reports;
        if booked.to_reports != 0 {
            let mut reports = self.reports(cycle, line.product);
            reports.fees += booked.to_reports;
            self.save_reports(cycle, line.product, reports);
        }
        booked
    }

    fn earn(&mut self, role: Role, number: u64, cycle: u64, fee: u64, most: u64) -> u64 {
        let slot = role.slot(number);
        let mut earner = Earner::unpack(self.word(slot));
        let share = match role {
            Role::Expert => EXPERT,
            Role::Platform => PLATFORM,
        };
        let amount = earner.earn(cycle, fee, share, most);
        self.set_word(slot, earner.pack());
        amount
    }

    // ---- until it is closed

    /// Tells how many tenths of a product's fees have winners, in a cycle that is over and not
    /// closed; what they are in all.
    fn place(&mut self, cycle: u64, product: u64, tenths: u64) -> u128 {
        let (mut reports, mut weights) = (self.reports(cycle, product), self.weights(cycle));
        // What it weighed is part of the sum.
        weights.reports -= reports.weight(reports.tenths);
        weights.reports += reports.weight(tenths);
        reports.tenths = tenths;
        self.save_reports(cycle, product, reports);
        self.save_weights(cycle, weights);
        weights.reports
    }

    /// Gives an account its weight in the community of a cycle that is not closed; all weight, or
    /// `None` if it has as much already. The greatest counts, or somebody else could settle one of
    /// little weight first.
    fn weigh(&mut self, cycle: u64, account: Address, weight: u64) -> Option<u128> {
        let before = self.part(cycle, account).weight;
        if weight <= before {
            return None;
        }
        let part = Part {
            weight,
            claimed: false,
        };
        self.save_part(cycle, account, part);
        let mut weights = self.weights(cycle);
        // 2^64 accounts do not exist.
        weights.community += u128::from(weight - before);
        self.save_weights(cycle, weights);
        Some(weights.community)
    }

    /// Closes the next cycle.
    fn close_next(&mut self) -> Closing {
        let progress = self.load_progress();
        let cycle = progress.next;
        let closing = close(self.fees(cycle), self.weights(cycle), progress);
        self.set_word(by_id(Kind::Indices, cycle), closing.indices.pack());
        self.set_word(by_id(Kind::Left, cycle), closing.left.pack());
        let next = Progress {
            next: cycle + 1,
            reports: closing.carried.reports,
            community: closing.carried.community,
        };
        self.set_word(fixed(Kind::Progress), next.pack());
        closing
    }

    // ---- once it is closed

    /// What a place (from 0) of a closed cycle wins; `None` if it has no winner or is settled.
    fn prize(&self, cycle: u64, product: u64, place: usize) -> Option<u64> {
        let weight = self.reports(cycle, product).open(place)?;
        Some(won(weight, self.indices(cycle).reports))
    }

    /// Settles a place (from 0) of a closed cycle, to be paid or rolled over; `None` as above.
    fn settle_place(
        &mut self,
        cycle: u64,
        product: u64,
        place: usize,
        present: u64,
    ) -> Option<Settled> {
        let prize = self.prize(cycle, product, place)?;
        let mut reports = self.reports(cycle, product);
        let (mut weights, mut left) = (self.weights(cycle), self.left(cycle));
        // Never less: but whatever else may fail, no cycle pays more than it received.
        let amount = prize.min(left.reports);
        weights.reports -= reports.open(place)?;
        left.reports -= amount;
        reports.settle(place);
        let mut settled = Settled {
            amount,
            rounding: 0,
        };
        if weights.reports == 0 {
            settled.rounding = core::mem::take(&mut left.reports);
        }
        self.save_reports(cycle, product, reports);
        self.save_weights(cycle, weights);
        self.set_word(by_id(Kind::Left, cycle), left.pack());
        self.add_extra(present, settled.rounding);
        Some(settled)
    }

    /// Adds to what the present cycle's reports share.
    fn add_extra(&mut self, present: u64, amount: u64) {
        if amount != 0 {
            let mut fees = self.fees(present);
            fees.extra += amount;
            self.save_fees(present, fees);
        }
    }

    /// What an account earned of a closed cycle's community and has not claimed.
    fn community_due(&self, cycle: u64, account: Address) -> u64 {
        let part = self.part(cycle, account);
        if part.claimed {
            return 0;
        }
        earned(part.weight.into(), self.indices(cycle).community)
    }

    /// Settles an account's part of a closed cycle; `None` if it has none or had it.
    fn settle_part(&mut self, cycle: u64, account: Address, present: u64) -> Option<Settled> {
        let mut part = self.part(cycle, account);
        if part.weight == 0 || part.claimed {
            return None;
        }
        let (mut weights, mut left) = (self.weights(cycle), self.left(cycle));
        let due = earned(part.weight.into(), self.indices(cycle).community);
        let amount = due.min(left.community);
        part.claimed = true;
        weights.community -= u128::from(part.weight);
        left.community -= amount;
        let mut settled = Settled {
            amount,
            rounding: 0,
        };
        if weights.community == 0 {
            settled.rounding = core::mem::take(&mut left.community);
        }
        self.save_part(cycle, account, part);
        self.save_weights(cycle, weights);
        self.set_word(by_id(Kind::Left, cycle), left.pack());
        if settled.rounding != 0 {
            let mut fees = self.fees(present);
            fees.community += settled.rounding;
            self.save_fees(present, fees);
        }
        Some(settled)
    }

    /// Takes what an expert or a platform earned of closed cycles.
    fn take_earned(&mut self, role: Role, number: u64) -> u64 {
        let mut earner = self.earner(role, number);
        let amount = earner.claim(self.load_progress().next);
        if amount != 0 {
            self.set_word(role.slot(number), earner.pack());
        }
        amount
    }

    // ---- payments that could not be made

    fn credit_of(&self, account: Address) -> U256 {
        self.word(by_account(Kind::Credit, 0, account))
    }

    fn set_credit(&mut self, account: Address, amount: U256) {
        self.set_word(by_account(Kind::Credit, 0, account), amount);
    }
}

impl<T: Words> Ledger for T {}
