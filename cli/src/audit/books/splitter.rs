//! The splitter: a third of each line's profit to each group, and what every member has of it.
//!
//! Points grow with time and halve every 30 days, by the convention that later points count more: a point earned at time t (seconds
//! since the start) is worth 4,096 + 4,096 · (t mod 30 d) / 30 d, times 2 for each 30 days passed in its generation of 16. Indices
//! are units × 2^128 per point, kept modulo 2^256.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{
    Contract, Splitter as Abi, Splitter::ProfitCredited, Splitter::SplitterEvents as Event,
};

use super::checkout::Checkout;
use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const THIRDS: Claim = Claim::new(
    "splitter.thirds",
    "each group has a third of all profit, and a line's profit is what the checkout gave for it",
);
const INDICES: Claim = Claim::new(
    "splitter.indices",
    "each profit was shared by the points and weights there were, to the unit",
);
const CUSTOMERS: Claim = Claim::new(
    "splitter.customers",
    "what a customer can claim is what its purchases earned less what it claimed",
);
const SETS: Claim = Claim::new(
    "splitter.sets",
    "what co-creators can claim is their part of what their sets earned less what they claimed",
);
const CAUSES: Claim = Claim::new(
    "splitter.causes",
    "what a cause can claim is what it was given less what it claimed",
);

const EPOCH_SECS: u64 = 30 * 86_400;
const EPOCHS: u64 = 16;
const ONE_EPOCH: u64 = 4_096;

#[derive(Clone, Debug, Default)]
struct Member {
    points: U256,
    generation: u64,
    debt: U256,
}

#[derive(Debug)]
struct Part {
    bps: u64,
    /// The set's lifetime when it accepted.
    base: Option<U256>,
    claimed: U256,
}

#[derive(Debug, Default)]
struct Set {
    vendor: Address,
    parts: BTreeMap<Address, Part>,
    vendor_claimed: U256,
    member: Member,
}

#[derive(Debug, Default)]
struct Cause {
    approved: bool,
    weight: u64,
    balance: U256,
    debt: U256,
}

#[derive(Debug, Default)]
pub struct Splitter {
    start: u64,
    total: U256,
    generation: u64,
    index: U256,
    points: U256,
    carry: U256,
    waiting: U256,
    finals: BTreeMap<u64, U256>,
    customers: BTreeMap<Address, (Member, U256)>,
    sets: BTreeMap<u64, Set>,
    causes: BTreeMap<u64, Cause>,
    cause_index: U256,
    cause_carry: U256,
    cause_waiting: U256,
    claimed: U256,
}

fn scaled(units: U256) -> U256 {
    units << 128
}

fn whole(earned: U256) -> U256 {
    earned >> 128
}

impl Member {
    fn advance(&mut self, to: u64, finals: &BTreeMap<u64, U256>) {
        while self.generation < to {
            let last = finals.get(&self.generation).copied().unwrap_or_default();
            self.debt = self.debt.wrapping_sub(self.points.wrapping_mul(last));
            self.points >>= EPOCHS as usize;
            self.generation += 1;
        }
    }

    fn join(&mut self, points: U256, index: U256) {
        self.points = self.points.saturating_add(points);
        self.debt = self.debt.wrapping_add(points.wrapping_mul(index));
    }

    fn earned(&self, generation: u64, index: U256, finals: &BTreeMap<u64, U256>) -> U256 {
        let mut now = self.clone();
        now.advance(generation, finals);
        now.points.wrapping_mul(index).wrapping_sub(now.debt)
    }
}

impl Splitter {
    pub fn apply(
        &mut self,
        entry: &Entry,
        event: Event,
        checkout: &mut Checkout,
        findings: &mut Findings,
    ) {
        match event {
            Event::Connected(_) => self.start = entry.time,
            Event::SetOpened(e) => {
                let parts = e.accounts.iter().zip(&e.bps);
                let parts = parts.map(|(account, bps)| {
                    (
                        *account,
                        Part {
                            bps: (*bps).into(),
                            base: None,
                            claimed: U256::ZERO,
                        },
                    )
                });
                let set = Set {
                    vendor: e.vendor,
                    parts: parts.collect(),
                    ..Set::default()
                };
                self.sets.insert(e.set, set);
            }
            Event::CoCreatorAccepted(e) => {
                let lifetime = self.lifetime(e.set);
                findings.logged(
                    SETS,
                    entry,
                    || format!("lifetime of set {}", e.set),
                    lifetime,
                    e.lifetime,
                );
                if let Some(part) = self
                    .sets
                    .get_mut(&e.set)
                    .and_then(|set| set.parts.get_mut(&e.account))
                {
                    part.base = Some(lifetime);
                }
            }
            Event::ProfitCredited(e) => self.credit(entry, &e, checkout, findings),
            Event::ProfitContributed(e) => {
                let (each, _) = self.share_out(entry.time, e.profit, 0);
                self.says(
                    entry,
                    (each, e.perGroup),
                    (self.generation, e.generation),
                    (e.index, e.causeIndex),
                    findings,
                );
            }
            Event::CustomerClaimed(e) => {
                let pending = self.pending(e.account);
                findings.logged(
                    CUSTOMERS,
                    entry,
                    || format!("claimed by {}", e.account),
                    pending,
                    e.amount,
                );
                let (member, claimed) = self.customers.entry(e.account).or_default();
                member.debt = member.debt.wrapping_add(scaled(e.amount));
                *claimed += e.amount;
                self.claimed += e.amount;
            }
            Event::CoCreatorClaimed(e) => {
                let pending = self.pending_set(e.set, e.account);
                findings.logged(
                    SETS,
                    entry,
                    || format!("claimed by {} of set {}", e.account, e.set),
                    pending,
                    e.amount,
                );
                self.claimed += e.amount;
                let Some(set) = self.sets.get_mut(&e.set) else {
                    return;
                };
                match set.vendor == e.account {
                    true => set.vendor_claimed += e.amount,
                    false => {
                        if let Some(part) = set.parts.get_mut(&e.account) {
                            part.claimed += e.amount;
                        }
                    }
                }
            }
            Event::CauseClaimed(e) => {
                let pending = self.pending_cause(e.cause);
                findings.logged(
                    CAUSES,
                    entry,
                    || format!("claimed by cause {}", e.cause),
                    pending,
                    e.amount,
                );
                self.claimed += e.amount;
                if let Some(cause) = self.causes.get_mut(&e.cause) {
                    let weighted = e.amount.saturating_sub(cause.balance);
                    cause.debt = cause.debt.wrapping_add(scaled(weighted));
                    cause.balance = U256::ZERO;
                }
            }
            Event::CauseAdded(e) => {
                let debt = U256::from(e.weight).wrapping_mul(self.cause_index);
                let cause = Cause {
                    approved: true,
                    weight: e.weight.into(),
                    balance: U256::ZERO,
                    debt,
                };
                self.causes.insert(e.cause, cause);
            }
            Event::CauseSet(e) => {
                let index = self.cause_index;
                findings.logged(
                    INDICES,
                    entry,
                    || "causes' index".into(),
                    index,
                    e.causeIndex,
                );
                let cause = self.causes.entry(e.cause).or_default();
                let earned = cause.weighted(index);
                (cause.approved, cause.weight) = (e.approved, e.weight.into());
                cause.debt = cause.counted().wrapping_mul(index).wrapping_sub(earned);
            }
            Event::OwnershipTransferred(_) => {}
        }
    }

    fn credit(
        &mut self,
        entry: &Entry,
        e: &ProfitCredited,
        checkout: &mut Checkout,
        findings: &mut Findings,
    ) {
        let of = || format!("order {}, line {}", e.order, e.line);
        let line = checkout.lines.get_mut(&(e.order, e.line));
        let (due, buyer, set) = line
            .as_ref()
            .map_or((U256::ZERO, Address::ZERO, 0), |line| {
                (line.uncredited, line.buyer, line.placed.set)
            });
        findings.logged(
            THIRDS,
            entry,
            || format!("profit of {}", of()),
            due,
            e.profit,
        );
        findings.logged(
            THIRDS,
            entry,
            || format!("buyer of {}", of()),
            buyer,
            e.buyer,
        );
        findings.logged(THIRDS, entry, || format!("set of {}", of()), set, e.set);
        if let Some(line) = line {
            line.uncredited = U256::ZERO;
        }
        let (each, points) = self.share_out(entry.time, e.profit, e.cause);
        let points = points.saturating_mul(e.profit);
        findings.logged(
            INDICES,
            entry,
            || format!("points for {}", of()),
            points,
            e.points,
        );
        self.points = self.points.saturating_add(points);
        let (generation, index) = (self.generation, self.index);
        let set = &mut self.sets.entry(e.set).or_default().member;
        let customer = &mut self.customers.entry(e.buyer).or_default().0;
        for member in [customer, set] {
            member.advance(generation, &self.finals);
            member.join(points, index);
        }
        self.says(
            entry,
            (each, e.perGroup),
            (generation, e.generation),
            (e.index, e.causeIndex),
            findings,
        );
    }

    fn says(
        &self,
        entry: &Entry,
        each: (U256, U256),
        generation: (u64, u64),
        indices: (U256, U256),
        findings: &mut Findings,
    ) {
        findings.logged(THIRDS, entry, || "each group's part".into(), each.0, each.1);
        findings.logged(
            INDICES,
            entry,
            || "generation".into(),
            generation.0,
            generation.1,
        );
        findings.logged(INDICES, entry, || "index".into(), self.index, indices.0);
        findings.logged(
            INDICES,
            entry,
            || "causes' index".into(),
            self.cause_index,
            indices.1,
        );
    }

    /// Shares an amount out; what each group got, and what a unit of profit is worth in points now.
    fn share_out(&mut self, now: u64, amount: U256, cause: u64) -> (U256, U256) {
        let clock = now.saturating_sub(self.start);
        let generation = clock / EPOCH_SECS / EPOCHS;
        if generation > self.generation {
            self.finals.insert(self.generation, self.index);
            self.points >>= (EPOCHS * (generation - self.generation)).min(256) as usize;
            self.index = U256::ZERO;
            self.generation = generation;
        }
        let three = U256::from(3);
        let each = self.total.saturating_add(amount) / three - self.total / three;
        self.total = self.total.saturating_add(amount);
        add(
            each,
            self.points,
            &mut self.index,
            &mut self.carry,
            &mut self.waiting,
        );
        match self.causes.get_mut(&cause).filter(|cause| cause.approved) {
            Some(chosen) => chosen.balance += each,
            None => {
                let weight = self
                    .causes
                    .values()
                    .fold(U256::ZERO, |sum, cause| sum + cause.counted());
                add(
                    each,
                    weight,
                    &mut self.cause_index,
                    &mut self.cause_carry,
                    &mut self.cause_waiting,
                );
            }
        }
        let grown = ONE_EPOCH + ONE_EPOCH * (clock % EPOCH_SECS) / EPOCH_SECS;
        (each, U256::from(grown << (clock / EPOCH_SECS % EPOCHS)))
    }

    fn pending(&self, account: Address) -> U256 {
        let member = self.customers.get(&account);
        member.map_or(U256::ZERO, |(member, _)| {
            whole(member.earned(self.generation, self.index, &self.finals))
        })
    }

    fn lifetime(&self, set: u64) -> U256 {
        let set = self.sets.get(&set);
        set.map_or(U256::ZERO, |set| {
            whole(set.member.earned(self.generation, self.index, &self.finals))
        })
    }

    fn pending_set(&self, id: u64, account: Address) -> U256 {
        let Some(set) = self.sets.get(&id) else {
            return U256::ZERO;
        };
        let lifetime = self.lifetime(id);
        let (of, claimed) = if account == set.vendor {
            let accepted = set
                .parts
                .values()
                .filter_map(|part| Some((U256::from(part.bps), part.base?)));
            let (mut before, mut left) = (U256::ZERO, U256::from(10_000));
            for (bps, base) in accepted {
                before += base * bps;
                left -= bps;
            }
            (before + lifetime * left, set.vendor_claimed)
        } else {
            match set.parts.get(&account) {
                Some(Part {
                    bps,
                    base: Some(base),
                    claimed,
                }) => (lifetime.saturating_sub(*base) * U256::from(*bps), *claimed),
                _ => return U256::ZERO,
            }
        };
        (of / U256::from(10_000)).saturating_sub(claimed)
    }

    fn pending_cause(&self, id: u64) -> U256 {
        let cause = self.causes.get(&id);
        cause.map_or(U256::ZERO, |cause| {
            cause.balance + whole(cause.weighted(self.cause_index))
        })
    }

    /// Whoever bought something.
    pub fn customers(&self) -> BTreeSet<Address> {
        self.customers.keys().copied().collect()
    }

    /// PSC that the splitter must hold.
    pub fn held(&self) -> U256 {
        self.total.saturating_sub(self.claimed)
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::Splitter;
        let totals = node.read(of, Abi::totalsCall {}).await?;
        findings.same(
            THIRDS,
            || "all profit".into(),
            self.total,
            totals.totalProfit,
        );
        findings.same(
            THIRDS,
            || "each group's part of all".into(),
            self.total / U256::from(3),
            totals.perGroup,
        );
        // A generation that ended since is noticed by the contract with its next profit.
        findings.same(INDICES, || "index".into(), self.index, totals.index);
        findings.same(
            INDICES,
            || "points of all".into(),
            self.points,
            totals.totalPoints,
        );
        findings.same(INDICES, || "carry".into(), self.carry, totals.carry);
        findings.same(
            INDICES,
            || "waiting for points".into(),
            self.waiting,
            totals.waiting,
        );
        findings.begin(CUSTOMERS);
        let found = node
            .each(of, self.customers.keys().copied(), |account| {
                Abi::pendingCall { account: *account }
            })
            .await?;
        for (account, found) in found {
            findings.same(
                CUSTOMERS,
                || account.to_string(),
                self.pending(account),
                found,
            );
        }
        findings.begin(SETS);
        let members = self.sets.iter().flat_map(|(id, set)| {
            let accounts = set.parts.keys().chain([&set.vendor]);
            accounts.map(move |account| (*id, *account))
        });
        let found = node
            .each(of, members, |(set, account)| Abi::pendingSetCall {
                set: *set,
                account: *account,
            })
            .await?;
        for ((set, account), found) in found {
            findings.same(
                SETS,
                || format!("{account} in set {set}"),
                self.pending_set(set, account),
                found,
            );
        }
        findings.begin(CAUSES);
        let found = node
            .each(of, self.causes.keys().copied(), |cause| {
                Abi::pendingCauseCall { cause: *cause }
            })
            .await?;
        for (cause, found) in found {
            findings.same(
                CAUSES,
                || format!("cause {cause}"),
                self.pending_cause(cause),
                found,
            );
        }
        Ok(())
    }
}

impl Cause {
    fn counted(&self) -> U256 {
        U256::from(if self.approved { self.weight } else { 0 })
    }

    fn weighted(&self, index: U256) -> U256 {
        self.counted().wrapping_mul(index).wrapping_sub(self.debt)
    }
}

/// Adds `each` to an index over `points`; while there are none, it waits.
fn add(each: U256, points: U256, index: &mut U256, carry: &mut U256, waiting: &mut U256) {
    let pot = each.saturating_add(*waiting);
    if points.is_zero() {
        *waiting = pot;
        return;
    }
    *waiting = U256::ZERO;
    let sum = scaled(pot).wrapping_add(*carry);
    *index = index.wrapping_add(sum / points);
    *carry = sum % points;
}
