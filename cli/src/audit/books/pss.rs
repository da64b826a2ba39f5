//! PSS: balances, locks, and votes: those of a delegate are the balances of whoever chose it (ERC-5805).

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{Contract, Pss as Abi, Pss::PssEvents as Event};

use super::token::Balances;
use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const BALANCES: Claim = Claim::new(
    "pss.balances",
    "every balance of PSS is the sum of its transfers",
);
const SUPPLY: Claim = Claim::new(
    "pss.supply",
    "the supply of PSS is the sum of all balances and within its cap",
);
const LOCKS: Claim = Claim::new(
    "pss.locks",
    "what is locked is what lockers locked and did not unlock, and never more than is held",
);
const VOTES: Claim = Claim::new(
    "pss.votes",
    "votes are the balances of whoever delegated them",
);

#[derive(Debug, Default)]
pub struct Pss {
    pub balances: Balances,
    /// By locker and account.
    locks: BTreeMap<(Address, Address), U256>,
    delegates: BTreeMap<Address, Address>,
    /// As logged.
    pub votes: BTreeMap<Address, U256>,
}

impl Pss {
    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        match event {
            Event::Transfer(e) => self
                .balances
                .transfer(BALANCES, entry, e.from, e.to, e.value, findings),
            Event::Locked(e) => {
                let locked = self.locks.entry((e.locker, e.account)).or_default();
                *locked = locked.saturating_add(e.value);
            }
            Event::Unlocked(e) => {
                let locked = self.locks.entry((e.locker, e.account)).or_default();
                let had = *locked;
                *locked = had.saturating_sub(e.value);
                findings.holds(LOCKS, Some(entry), e.value <= had, || {
                    (
                        format!("unlocked of {}", e.account),
                        format!("at most {had}"),
                        e.value.to_string(),
                    )
                });
            }
            Event::DelegateChanged(e) => {
                let was = self
                    .delegates
                    .insert(e.delegator, e.toDelegate)
                    .unwrap_or_default();
                findings.logged(
                    VOTES,
                    entry,
                    || format!("delegate of {} before", e.delegator),
                    was,
                    e.fromDelegate,
                );
            }
            Event::DelegateVotesChanged(e) => {
                let was = self
                    .votes
                    .insert(e.delegate, e.newVotes)
                    .unwrap_or_default();
                findings.logged(
                    VOTES,
                    entry,
                    || format!("votes of {} before", e.delegate),
                    was,
                    e.previousVotes,
                );
            }
            Event::Approval(_) | Event::LockerSet(_) | Event::OwnershipTransferred(_) => {}
        }
    }

    /// PSS of the account that `locker` locked.
    pub fn locked_by(&self, locker: Address, account: Address) -> U256 {
        self.locks
            .get(&(locker, account))
            .copied()
            .unwrap_or_default()
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        self.balances
            .check(BALANCES, Contract::Pss, node, findings)
            .await?;
        let supply = node.read(Contract::Pss, Abi::totalSupplyCall {}).await?;
        let cap = node.read(Contract::Pss, Abi::capCall {}).await?;
        findings.same(
            SUPPLY,
            || "supply by the logs".into(),
            self.balances.supply,
            supply,
        );
        findings.same(
            SUPPLY,
            || "sum of all balances".into(),
            self.balances.sum(),
            supply,
        );
        findings.holds(SUPPLY, None, supply <= cap, || {
            (
                "supply".into(),
                format!("at most {cap}"),
                supply.to_string(),
            )
        });
        self.check_locks(node, findings).await?;
        self.check_votes(node, findings).await
    }

    async fn check_locks(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        findings.begin(LOCKS);
        let by = node
            .each(
                Contract::Pss,
                self.locks.keys().copied(),
                |(locker, account)| Abi::lockedByCall {
                    locker: *locker,
                    account: *account,
                },
            )
            .await?;
        let mut of = BTreeMap::<Address, U256>::new();
        for ((locker, account), locked) in by {
            findings.same(
                LOCKS,
                || format!("{account}, by {locker}"),
                self.locked_by(locker, account),
                locked,
            );
            *of.entry(account).or_default() += self.locked_by(locker, account);
        }
        let all = node
            .each(Contract::Pss, of.keys().copied(), |account| {
                Abi::lockedOfCall { account: *account }
            })
            .await?;
        for (account, locked) in all {
            findings.same(LOCKS, || format!("{account}, by all"), of[&account], locked);
            let held = self.balances.held(account);
            findings.holds(LOCKS, None, locked <= held, || {
                (
                    account.to_string(),
                    format!("at most {held}"),
                    locked.to_string(),
                )
            });
        }
        Ok(())
    }

    async fn check_votes(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        findings.begin(VOTES);
        let mut due = BTreeMap::<Address, U256>::new();
        for (delegator, delegate) in self
            .delegates
            .iter()
            .filter(|(_, delegate)| !delegate.is_zero())
        {
            *due.entry(*delegate).or_default() += self.balances.held(*delegator);
        }
        for delegate in self.votes.keys() {
            due.entry(*delegate).or_default();
        }
        let votes = node
            .each(Contract::Pss, due.keys().copied(), |account| {
                Abi::getVotesCall { account: *account }
            })
            .await?;
        for (delegate, votes) in votes {
            findings.same(
                VOTES,
                || format!("{delegate}, on the chain"),
                due[&delegate],
                votes,
            );
            let logged = self.votes.get(&delegate).copied().unwrap_or_default();
            findings.same(
                VOTES,
                || format!("{delegate}, by the logs"),
                due[&delegate],
                logged,
            );
        }
        let chosen = node
            .each(Contract::Pss, self.delegates.keys().copied(), |account| {
                Abi::delegatesCall { account: *account }
            })
            .await?;
        for (delegator, delegate) in chosen {
            findings.same(
                VOTES,
                || format!("delegate of {delegator}"),
                self.delegates[&delegator],
                delegate,
            );
        }
        Ok(())
    }
}
