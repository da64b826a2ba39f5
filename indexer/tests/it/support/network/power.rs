//! Power, as the contract keeps it: words that are brought up to date when they are touched.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use productshare_abi::Power as Abi;

use super::Network;
use crate::support::events::power;

/// Power, gained, cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry(pub u64, pub u64, pub u64);

/// A number now and from the next cycle on, and the cycle in which it was last changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scheduled(pub u128, pub u128, pub u64);

#[derive(Clone, Debug, Default)]
pub struct Power {
    pub accounts: BTreeMap<Address, Entry>,
    pub total: Entry,
    pub rate: Scheduled,
    pub seeded: u64,
    pub nominated: BTreeMap<Address, Scheduled>,
    /// Nominator and participant: staked, leaving, cycle of the last retraction.
    pub nominations: BTreeMap<(Address, Address), (u128, u128, u64)>,
    /// Per account: number of changes.
    pub changes: BTreeMap<Address, usize>,
}

impl Entry {
    pub fn at(mut self, cycle: u64) -> Self {
        for _ in self.2..cycle.min(self.2 + 500) {
            self.0 = (u128::from(self.0) * 890_899 / 1_000_000) as u64 + self.1;
            self.1 = 0;
        }
        Self(self.0, self.1, cycle)
    }
}

impl Scheduled {
    pub fn at(self, cycle: u64) -> Self {
        if cycle > self.2 {
            return Self(self.1, self.1, cycle);
        }
        self
    }
}

impl Network {
    pub fn earned(&self, account: Address, cycle: u64) -> Entry {
        let entry = self.power.accounts.get(&account).copied();
        entry.unwrap_or_default().at(cycle)
    }

    pub fn nominated(&self, account: Address, cycle: u64) -> Scheduled {
        let sum = self.power.nominated.get(&account).copied();
        sum.unwrap_or_default().at(cycle)
    }

    pub fn effective(&self, account: Address, cycle: u64) -> u64 {
        let earned = self.earned(account, cycle).0;
        let rate = self.power.rate.at(cycle).0;
        let nominated = self.nominated(account, cycle).0;
        let added = nominated * rate / 1_000_000_000_000_000_000;
        earned + added.min(earned.into()) as u64
    }

    fn log_power(&mut self, account: Address, by: Address, amount: u64, gained: bool) {
        *self.power.changes.entry(account).or_default() += 1;
        let (own, all) = (self.power.accounts[&account], self.power.total);
        self.log.push(match gained {
            true => power(Abi::PowerGained {
                account,
                by,
                cycle: own.2,
                amount,
                power: own.0,
                gained: own.1,
                totalPower: all.0,
                totalGained: all.1,
            }),
            false => power(Abi::PowerLost {
                account,
                by,
                cycle: own.2,
                amount,
                power: own.0,
                gained: own.1,
                totalPower: all.0,
                totalGained: all.1,
            }),
        });
    }

    pub fn gain(&mut self, account: Address, by: Address, amount: u64) {
        if amount == 0 {
            return;
        }
        let cycle = self.cycle();
        let mut own = self.earned(account, cycle);
        let mut all = self.power.total.at(cycle);
        own.1 += amount;
        all.1 += amount;
        self.power.accounts.insert(account, own);
        self.power.total = all;
        self.log_power(account, by, amount, true);
    }

    pub fn lose(&mut self, account: Address, by: Address, bps: u64) {
        let cycle = self.cycle();
        let own = self.earned(account, cycle);
        let all = self.power.total.at(cycle);
        let keep = |value: u64| value * (10_000 - bps) / 10_000;
        let (power, gained) = (own.0 - keep(own.0), own.1 - keep(own.1));
        if power + gained == 0 {
            return;
        }
        let left = Entry(keep(own.0), keep(own.1), cycle);
        self.power.accounts.insert(account, left);
        self.power.total = Entry(
            all.0.saturating_sub(power),
            all.1.saturating_sub(gained),
            cycle,
        );
        self.log_power(account, by, power + gained, false);
    }

    pub fn seed(&mut self, account: Address, owner: Address, amount: u64) {
        self.power.seeded += amount;
        self.log.push(power(Abi::Seeded {
            account,
            amount,
            seeded: self.power.seeded,
        }));
        self.gain(account, owner, amount);
    }

    pub fn set_rate(&mut self, rate: u64) {
        let cycle = self.cycle();
        self.power.rate = self.power.rate.at(cycle);
        self.power.rate.1 = rate.into();
        self.log.push(power(Abi::RateSet { cycle, rate }));
    }

    pub fn nominate(&mut self, nominator: Address, participant: Address, amount: u128) {
        let cycle = self.cycle();
        let mut sum = self.nominated(participant, cycle);
        sum.1 += amount;
        self.power
            .nominated
            .insert(participant, Scheduled(sum.0, sum.1, cycle));
        let own = self
            .power
            .nominations
            .entry((nominator, participant))
            .or_default();
        own.0 += amount;
        self.log.push(power(Abi::Nominated {
            nominator,
            participant,
            cycle,
            amount: U256::from(amount),
            staked: U256::from(own.0),
            nominated: U256::from(sum.1),
        }));
    }

    pub fn retract(&mut self, nominator: Address, participant: Address, amount: u128) {
        let cycle = self.cycle();
        let Some(own) = self.power.nominations.get_mut(&(nominator, participant)) else {
            return;
        };
        if amount == 0 || amount > own.0 {
            return;
        }
        let free = if own.2 < cycle {
            std::mem::take(&mut own.1)
        } else {
            0
        };
        own.0 -= amount;
        own.1 += amount;
        own.2 = cycle;
        let own = *own;
        let mut sum = self.nominated(participant, cycle);
        sum.1 -= amount;
        self.power
            .nominated
            .insert(participant, Scheduled(sum.0, sum.1, cycle));
        self.log.push(power(Abi::Retracted {
            nominator,
            participant,
            cycle,
            amount: U256::from(amount),
            staked: U256::from(own.0),
            leaving: U256::from(own.1),
            nominated: U256::from(sum.1),
        }));
        self.release(nominator, participant, free);
    }

    pub fn withdraw(&mut self, nominator: Address, participant: Address) {
        let cycle = self.cycle();
        let Some(own) = self.power.nominations.get_mut(&(nominator, participant)) else {
            return;
        };
        if own.2 < cycle {
            let free = std::mem::take(&mut own.1);
            self.release(nominator, participant, free);
        }
    }

    fn release(&mut self, nominator: Address, participant: Address, amount: u128) {
        if amount != 0 {
            self.log.push(power(Abi::Withdrawn {
                nominator,
                participant,
                amount: U256::from(amount),
            }));
        }
    }
}
