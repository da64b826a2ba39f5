//! The network: accounts, their power and money, cycle after cycle.

use std::collections::BTreeMap;

use crate::{
    agents::Plan,
    books::{Ledger, Role},
    money::Books,
    pot::PLACES,
    power::Entry,
    records::Report,
    settings::Settings,
    stake::PSS,
};

/// Who earns of what others sell, and what the coalition does.
pub const OTHERS: u64 = 1;
pub const COALITION: u64 = 2;

#[derive(Clone, Debug, Default)]
pub struct Account {
    pub power: Entry,
    /// What came in less what went out, PSC units.
    pub money: i128,
    /// Places that its reports won.
    pub wins: u64,
    /// Its measurements of the cycle whose reports are voted on next.
    pub seen: BTreeMap<usize, u64>,
    /// The cycle after that in which it last gained power as a juror.
    pub judged: u64,
}

/// A report of the cycle before, as the contract keeps it, and what nobody sees of it.
#[derive(Clone, Debug)]
pub struct Filed {
    pub account: usize,
    pub value: u64,
    pub invented: bool,
    pub record: Report,
}

pub struct World<'a> {
    pub settings: &'a Settings,
    pub plan: &'a Plan,
    pub seed: u64,
    pub accounts: Vec<Account>,
    pub total: Entry,
    pub books: Books,
    pub cycle: u64,
    /// In the order in which they were filed: a report's number is its place here, from 1.
    pub filed: Vec<Filed>,
    /// By how many per cents trust scores were off, and of how many products.
    pub off: (u64, u64),
    /// All that accounts were paid by and paid into the network, fees apart: bonds, which add up to nothing.
    pub bonds: i128,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    /// PSC units of one account of the coalition, over all cycles.
    pub coalition: i128,
    /// Of one of the others.
    pub others: i128,
    /// The coalition's part of all earned power at the end, bps.
    pub power_bps: u64,
    /// By how much a product's trust score was off, in thousandths of a per cent, on average.
    pub off_milli: u64,
}

impl<'a> World<'a> {
    pub fn new(settings: &'a Settings, plan: &'a Plan, seed: u64) -> Self {
        let entry = |power| Entry {
            power,
            ..Entry::default()
        };
        let market = &settings.market;
        let account = Account {
            power: entry(market.seed_power),
            ..Account::default()
        };
        Self {
            settings,
            plan,
            seed,
            accounts: vec![account; market.accounts],
            total: entry(market.seed_power * market.accounts as u64),
            books: Books::default(),
            cycle: 0,
            filed: Vec::new(),
            off: (0, 0),
            bonds: 0,
        }
    }

    /// Runs all cycles, and the vote on the last one's reports.
    pub fn run(mut self) -> Outcome {
        while self.cycle < self.settings.market.cycles {
            self.step(true);
        }
        self.step(false);
        self.outcome()
    }

    /// One cycle: the vote on the reports of the one before, disputes, its closing; then sales and reports.
    pub fn step(&mut self, sells: bool) {
        if self.cycle > 0 {
            self.vote();
        }
        self.hear_cases();
        self.filed.clear();
        if sells {
            self.sell();
            self.file();
        }
        self.cycle += 1;
    }

    fn outcome(&self) -> Outcome {
        let members = self.plan.members;
        let mean = |accounts: &[Account]| {
            let sum: i128 = accounts.iter().map(|account| account.money).sum();
            sum / accounts.len().max(1) as i128
        };
        let power = |account: &Account| u128::from(account.power.at(self.cycle).power);
        let all = u128::from(self.total.at(self.cycle).power).max(1);
        let part: u128 = self.accounts[..members].iter().map(power).sum();
        Outcome {
            coalition: mean(&self.accounts[..members]),
            others: mean(&self.accounts[members..]),
            power_bps: (part * 10_000 / all) as u64,
            off_milli: self.off.0 * 1_000 / self.off.1.max(1),
        }
    }

    pub fn is_member(&self, account: usize) -> bool {
        account < self.plan.members
    }

    /// Of an account, at the start of this cycle: with what is nominated to it, and earned.
    pub fn power_of(&self, account: usize) -> (u64, u64) {
        let earned = self.accounts[account].power.at(self.cycle).power;
        let nominated = match self.plan.nominates && self.is_member(account) {
            true => self.nominated_for(earned),
            false => 0,
        };
        let rate = self.settings.rate.into();
        (crate::stake::effective(earned, nominated, rate), earned)
    }

    /// As much PSS as counts for an account with so much power.
    pub fn nominated_for(&self, earned: u64) -> u128 {
        match self.settings.rate {
            0 => 0,
            rate => (u128::from(earned) * PSS).div_ceil(rate.into()),
        }
    }

    /// As the contract books it: from the next cycle on, and in the total alike.
    pub fn gain(&mut self, account: usize, amount: u64) {
        let mut total = self.total.at(self.cycle);
        let mut entry = self.accounts[account].power.at(self.cycle);
        let amount = amount.min(total.room());
        total.gain(amount);
        entry.gain(amount);
        (self.total, self.accounts[account].power) = (total, entry);
    }

    pub fn lose(&mut self, account: usize, bps: u64) {
        let mut total = self.total.at(self.cycle);
        let mut entry = self.accounts[account].power.at(self.cycle);
        let (power, gained) = entry.lose(bps);
        total.take(power, gained);
        (self.total, self.accounts[account].power) = (total, entry);
    }

    pub fn pay(&mut self, account: usize, amount: u64) {
        self.accounts[account].money += i128::from(amount);
    }

    pub fn charge(&mut self, account: usize, amount: u64) {
        self.accounts[account].money -= i128::from(amount);
    }

    /// A bond that an account puts down.
    pub fn put_down(&mut self, account: usize, amount: u64) {
        self.charge(account, amount);
        self.bonds += i128::from(amount);
    }

    /// What an account is paid of bonds.
    pub fn give_back(&mut self, account: usize, amount: u64) {
        self.pay(account, amount);
        self.bonds -= i128::from(amount);
    }

    /// Closes the cycle before and pays what it brought.
    pub fn close(&mut self, winners: &[(u64, usize, usize, bool)]) {
        let (closed, present) = (self.cycle - 1, self.cycle);
        self.books.close_next();
        for &(product, place, account, struck) in winners {
            debug_assert!(place < PLACES.len());
            let amount = self
                .books
                .pay_place(closed, product, place, struck, present);
            self.pay(account, amount);
        }
        for account in 0..self.accounts.len() {
            let amount = self.books.pay_part(closed, account, present);
            self.pay(account, amount);
        }
        let earned =
            [Role::Expert, Role::Platform].map(|role| self.books.pay_earned(role, COALITION));
        let members = self.plan.members;
        if members > 0 {
            self.pay(0, earned.iter().sum());
        }
        for role in [Role::Expert, Role::Platform] {
            self.books.pay_earned(role, OTHERS);
        }
    }

    /// Whether every unit of fees is paid or held, and no bond is lost or made.
    pub fn is_balanced(&self) -> bool {
        let held = self.books.held(self.cycle, COALITION);
        let open: i128 = (self.filed.iter())
            .map(|filed| i128::from(filed.record.bond))
            .sum();
        self.books.received == self.books.paid + held && self.bonds == open
    }

    /// All earned power is at least what accounts have.
    pub fn power_adds_up(&self) -> bool {
        let all: u128 = (self.accounts.iter())
            .map(|account| u128::from(account.power.at(self.cycle).power))
            .sum();
        u128::from(self.total.at(self.cycle).power) >= all
    }
}
