//! The splitter, line by line as the contract does it: independent of the indexer's sums.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use productshare_abi::Splitter as Abi;

use crate::support::events::{Event, splitter};

const EPOCH_SECS: u64 = 30 * 86_400;

/// A customer or a set.
#[derive(Clone, Debug, Default)]
pub struct Member {
    pub points: U256,
    generation: u64,
    debt: U256,
}

#[derive(Clone, Debug)]
pub struct Part {
    pub account: Address,
    pub bps: u64,
    pub accepted: Option<u64>,
    pub drawn: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Set {
    pub vendor: Address,
    pub parts: Vec<Part>,
    pub vendor_drawn: u64,
    member: Member,
}

#[derive(Clone, Debug)]
pub struct Cause {
    pub account: Address,
    pub approved: bool,
    pub weight: u64,
    pub balance: u64,
    debt: U256,
}

/// Sets and causes are numbered from 1.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    pub total: u64,
    /// Of it, given by accounts beside the lines.
    pub contributed: u64,
    pub index: U256,
    pub points: U256,
    pub carry: U256,
    pub waiting: u64,
    pub generation: u64,
    finals: BTreeMap<u64, U256>,
    pub customers: BTreeMap<Address, Member>,
    pub sets: Vec<Set>,
    pub causes: Vec<Cause>,
    pub cause_index: U256,
    pub cause_carry: U256,
    pub cause_waiting: u64,
}

/// A line's profit.
#[derive(Clone, Copy, Debug)]
pub struct Profit {
    pub order: u64,
    pub line: u8,
    pub buyer: Address,
    pub set: u64,
    pub cause: u64,
    pub amount: u64,
}

fn units(value: u64) -> U256 {
    U256::from(value) << 128
}

fn whole(earned: U256) -> u64 {
    let units: U256 = earned >> 128;
    units.to()
}

impl Member {
    fn advance(&mut self, to: u64, finals: &BTreeMap<u64, U256>) {
        while self.generation < to {
            let last = finals.get(&self.generation).copied().unwrap_or_default();
            self.debt = self.debt.wrapping_sub(self.points.wrapping_mul(last));
            self.points >>= 16;
            self.generation += 1;
        }
    }

    fn join(&mut self, points: U256, index: U256) {
        self.points += points;
        self.debt = self.debt.wrapping_add(points.wrapping_mul(index));
    }
}

impl Splitter {
    pub fn open_set(&mut self, vendor: Address, parts: &[(Address, u64)]) -> (u64, Event) {
        let part = |(account, bps): &(Address, u64)| Part {
            account: *account,
            bps: *bps,
            accepted: None,
            drawn: 0,
        };
        self.sets.push(Set {
            vendor,
            parts: parts.iter().map(part).collect(),
            ..Set::default()
        });
        let set = self.sets.len() as u64;
        let event = splitter(Abi::SetOpened {
            set,
            vendor,
            accounts: parts.iter().map(|(account, _)| *account).collect(),
            bps: parts.iter().map(|(_, bps)| *bps as u16).collect(),
        });
        (set, event)
    }

    /// Shares an amount out; says what each group got and which cause.
    fn share_out(&mut self, clock: u64, amount: u64, cause: u64) -> (u64, u64) {
        let generation = clock / EPOCH_SECS / 16;
        if generation > self.generation {
            self.finals.insert(self.generation, self.index);
            self.points >>= 16 * (generation - self.generation) as usize;
            self.index = U256::ZERO;
            self.generation = generation;
        }
        let each = (self.total + amount) / 3 - self.total / 3;
        self.total += amount;
        let pot = each + self.waiting;
        self.waiting = if self.points.is_zero() { pot } else { 0 };
        if !self.points.is_zero() {
            let scaled = units(pot) + self.carry;
            self.index += scaled / self.points;
            self.carry = scaled % self.points;
        }
        let chosen = cause.checked_sub(1).map(|at| at as usize);
        let chosen = chosen
            .and_then(|at| self.causes.get_mut(at))
            .filter(|cause| cause.approved);
        let cause = match chosen {
            Some(of) => {
                of.balance += each;
                cause
            }
            None => {
                let (pot, weight) = (self.cause_waiting + each, U256::from(self.cause_weight()));
                self.cause_waiting = if weight.is_zero() { pot } else { 0 };
                if !weight.is_zero() {
                    let scaled = units(pot) + self.cause_carry;
                    self.cause_index += scaled / weight;
                    self.cause_carry = scaled % weight;
                }
                0
            }
        };
        (each, cause)
    }

    /// What an account gives to the groups.
    pub fn contribute(&mut self, clock: u64, from: Address, amount: u64) -> Event {
        let (each, _) = self.share_out(clock, amount, 0);
        self.contributed += amount;
        splitter(Abi::ProfitContributed {
            from,
            profit: U256::from(amount),
            perGroup: U256::from(each),
            generation: self.generation,
            index: self.index,
            causeIndex: self.cause_index,
        })
    }

    pub fn credit(&mut self, clock: u64, profit: Profit) -> Event {
        let (each, cause) = self.share_out(clock, profit.amount, profit.cause);
        let (epoch, generation) = (clock / EPOCH_SECS, self.generation);
        let grown = 4_096 + 4_096 * (clock % EPOCH_SECS) / EPOCH_SECS;
        let points = U256::from(profit.amount) * U256::from(grown << (epoch % 16));
        self.points += points;
        let set = &mut self.sets[profit.set as usize - 1].member;
        for member in [self.customers.entry(profit.buyer).or_default(), set] {
            member.advance(generation, &self.finals);
            member.join(points, self.index);
        }
        splitter(Abi::ProfitCredited {
            order: profit.order,
            buyer: profit.buyer,
            set: profit.set,
            line: profit.line,
            cause,
            profit: U256::from(profit.amount),
            perGroup: U256::from(each),
            points,
            generation,
            index: self.index,
            causeIndex: self.cause_index,
        })
    }

    pub fn cause_weight(&self) -> u64 {
        let approved = self.causes.iter().filter(|cause| cause.approved);
        approved.map(|cause| cause.weight).sum()
    }

    fn earned(&self, member: &Member) -> (U256, U256) {
        let mut member = member.clone();
        member.advance(self.generation, &self.finals);
        let earned = member
            .points
            .wrapping_mul(self.index)
            .wrapping_sub(member.debt);
        (earned, member.points)
    }

    /// What the contract's views say: pending and points.
    pub fn customer(&self, account: Address) -> (u64, U256) {
        let nobody = Member::default();
        let member = self.customers.get(&account).unwrap_or(&nobody);
        let (earned, points) = self.earned(member);
        (whole(earned), points)
    }

    pub fn lifetime(&self, set: u64) -> u64 {
        whole(self.earned(&self.sets[set as usize - 1].member).0)
    }

    pub fn pending_set(&self, set: u64, account: Address) -> u64 {
        let lifetime = u128::from(self.lifetime(set));
        let of = &self.sets[set as usize - 1];
        let (bps_units, drawn) = if account == of.vendor {
            let accepted = of.parts.iter().filter_map(|p| Some((p.bps, p.accepted?)));
            let (mut before, mut left) = (0, 10_000);
            for (bps, base) in accepted {
                before += u128::from(base) * u128::from(bps);
                left -= u128::from(bps);
            }
            (before + lifetime * left, of.vendor_drawn)
        } else {
            match of.parts.iter().find(|part| part.account == account) {
                Some(part) => match part.accepted {
                    Some(base) => (
                        (lifetime - u128::from(base)) * u128::from(part.bps),
                        part.drawn,
                    ),
                    None => (0, 0),
                },
                None => (0, 0),
            }
        };
        (bps_units / 10_000) as u64 - drawn
    }

    fn weighted(&self, cause: &Cause) -> U256 {
        let counted = if cause.approved { cause.weight } else { 0 };
        U256::from(counted)
            .wrapping_mul(self.cause_index)
            .wrapping_sub(cause.debt)
    }

    pub fn pending_cause(&self, cause: u64) -> u64 {
        let cause = &self.causes[cause as usize - 1];
        cause.balance + whole(self.weighted(cause))
    }

    pub fn accept(&mut self, set: u64, account: Address) -> Option<Event> {
        let lifetime = self.lifetime(set);
        let parts = &mut self.sets[set as usize - 1].parts;
        let part = parts
            .iter_mut()
            .find(|part| part.account == account && part.accepted.is_none())?;
        part.accepted = Some(lifetime);
        Some(splitter(Abi::CoCreatorAccepted {
            set,
            account,
            lifetime: U256::from(lifetime),
        }))
    }

    pub fn claim(&mut self, account: Address) -> Option<Event> {
        let (pending, _) = self.customer(account);
        let member = self.customers.get_mut(&account)?;
        member.debt = member.debt.wrapping_add(units(pending));
        (pending > 0).then(|| {
            splitter(Abi::CustomerClaimed {
                account,
                amount: U256::from(pending),
            })
        })
    }

    pub fn claim_set(&mut self, set: u64, account: Address) -> Option<Event> {
        let pending = self.pending_set(set, account);
        let of = &mut self.sets[set as usize - 1];
        if account == of.vendor {
            of.vendor_drawn += pending;
        } else {
            let mut parts = of.parts.iter_mut();
            parts.find(|part| part.account == account)?.drawn += pending;
        }
        (pending > 0).then(|| {
            splitter(Abi::CoCreatorClaimed {
                set,
                account,
                amount: U256::from(pending),
            })
        })
    }

    pub fn claim_cause(&mut self, cause: u64) -> Option<Event> {
        let amount = self.pending_cause(cause);
        let of = &mut self.causes[cause as usize - 1];
        of.debt = of.debt.wrapping_add(units(amount - of.balance));
        of.balance = 0;
        let account = of.account;
        (amount > 0).then(|| {
            splitter(Abi::CauseClaimed {
                cause,
                account,
                amount: U256::from(amount),
            })
        })
    }

    pub fn add_cause(&mut self, account: Address, weight: u64, uri: &str) -> Event {
        self.causes.push(Cause {
            account,
            approved: true,
            weight,
            balance: 0,
            debt: U256::from(weight).wrapping_mul(self.cause_index),
        });
        splitter(Abi::CauseAdded {
            cause: self.causes.len() as u64,
            account,
            weight: weight as u16,
            uri: uri.into(),
        })
    }

    pub fn set_cause(&mut self, id: u64, account: Address, approved: bool, weight: u64) -> Event {
        let at = id as usize - 1;
        let earned = self.weighted(&self.causes[at]);
        let index = self.cause_index;
        let cause = &mut self.causes[at];
        (cause.account, cause.approved, cause.weight) = (account, approved, weight);
        let counted = U256::from(if approved { weight } else { 0 });
        cause.debt = counted.wrapping_mul(index).wrapping_sub(earned);
        splitter(Abi::CauseSet {
            cause: id,
            account,
            approved,
            weight: weight as u16,
            causeIndex: index,
        })
    }
}
