//! The initial offering of PSS: contributions, and what became of each.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256, U512};
use anyhow::Result;
use productshare_abi::{
    Contract, Offering as Abi, Offering::OfferingCreated, Offering::OfferingEvents as Event,
};

use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const CONTRIBUTIONS: Claim = Claim::new(
    "offering.contributions",
    "what was raised is the sum of what accounts paid in",
);
const CLAIMS: Claim = Claim::new(
    "offering.claims",
    "each contribution is settled once: by PSS and what was not accepted, or by all of it",
);
const VESTING: Claim = Claim::new(
    "offering.vesting",
    "what was released is what vested, and no more than was allotted",
);

#[derive(Debug, Default)]
struct Contribution {
    amount: U256,
    claimed: bool,
    allotted: U256,
    locked: U256,
    released: U256,
}

#[derive(Debug, Default)]
pub struct Offering {
    terms: Option<OfferingCreated>,
    accounts: BTreeMap<Address, Contribution>,
    total: U256,
    succeeded: Option<bool>,
}

/// ⌊a × b / c⌋.
fn part(a: U256, b: U256, c: U256) -> U256 {
    let product = U512::from(a) * U512::from(b);
    let quotient = product.checked_div(U512::from(c)).unwrap_or_default();
    U256::saturating_from(quotient)
}

impl Offering {
    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        match event {
            Event::OfferingCreated(e) => self.terms = Some(e),
            Event::Contributed(e) => {
                let account = self.accounts.entry(e.account).or_default();
                account.amount = account.amount.saturating_add(e.amount);
                self.total = self.total.saturating_add(e.amount);
                findings.logged(
                    CONTRIBUTIONS,
                    entry,
                    || format!("sum of {}", e.account),
                    account.amount,
                    e.contribution,
                );
                findings.logged(
                    CONTRIBUTIONS,
                    entry,
                    || "sum of all".into(),
                    self.total,
                    e.total,
                );
            }
            Event::OfferingFinalized(e) => {
                findings.logged(
                    CONTRIBUTIONS,
                    entry,
                    || "sum of all".into(),
                    self.total,
                    e.total,
                );
                let enough = self
                    .terms
                    .as_ref()
                    .is_some_and(|terms| self.total >= terms.softCap);
                findings.logged(
                    CLAIMS,
                    entry,
                    || "whether it succeeded".into(),
                    enough,
                    e.succeeded,
                );
                findings.logged(
                    CLAIMS,
                    entry,
                    || "decided before".into(),
                    false,
                    self.succeeded.is_some(),
                );
                self.succeeded = Some(e.succeeded);
            }
            Event::Claimed(e) => {
                let (refund, allotted) = self.due(e.account);
                let of = e.account;
                self.settle(entry, of, e.contribution, true, findings);
                findings.logged(
                    CLAIMS,
                    entry,
                    || format!("refund of {of}"),
                    refund,
                    e.refund,
                );
                findings.logged(
                    CLAIMS,
                    entry,
                    || format!("PSS allotted to {of}"),
                    allotted,
                    e.allotted,
                );
                let account = self.accounts.entry(of).or_default();
                (account.allotted, account.locked) = (e.allotted, e.locked);
                account.released = e.allotted.saturating_sub(e.locked);
            }
            Event::Refunded(e) => self.settle(entry, e.account, e.contribution, false, findings),
            Event::Released(e) => {
                let account = self.accounts.entry(e.account).or_default();
                account.released = account.released.saturating_add(e.amount);
                account.locked = account.locked.saturating_sub(e.amount);
                findings.logged(
                    VESTING,
                    entry,
                    || format!("released to {}", e.account),
                    account.released,
                    e.released,
                );
                let allotted = account.allotted;
                findings.holds(VESTING, Some(entry), e.released <= allotted, || {
                    (
                        format!("released to {}", e.account),
                        format!("at most {allotted}"),
                        e.released.to_string(),
                    )
                });
            }
            Event::Collected(_) | Event::OwnershipTransferred(_) => {}
        }
    }

    fn settle(
        &mut self,
        entry: &Entry,
        of: Address,
        contribution: U256,
        success: bool,
        findings: &mut Findings,
    ) {
        let verdict = self.succeeded;
        let account = self.accounts.entry(of).or_default();
        findings.logged(
            CLAIMS,
            entry,
            || format!("{of} had claimed"),
            false,
            account.claimed,
        );
        findings.logged(
            CLAIMS,
            entry,
            || format!("contribution of {of}"),
            account.amount,
            contribution,
        );
        findings.logged(
            CLAIMS,
            entry,
            || format!("{of} claims by the verdict"),
            true,
            verdict == Some(success),
        );
        account.claimed = true;
    }

    /// Of a success: what is not accepted of a contribution, and the PSS for the rest.
    fn due(&self, account: Address) -> (U256, U256) {
        let Some(terms) = &self.terms else {
            return (U256::ZERO, U256::ZERO);
        };
        let amount = self
            .accounts
            .get(&account)
            .map_or(U256::ZERO, |account| account.amount);
        let over = self.total.saturating_sub(terms.hardCap);
        let refund = part(amount, over, self.total);
        // A unit of the hard cap buys its part of what is for sale; of an over-subscribed one each contribution its part.
        let allotted = part(amount, terms.forSale, self.total.max(terms.hardCap));
        (refund, allotted)
    }

    /// PSC that the offering must hold for those who have not claimed.
    pub fn held(&self) -> U256 {
        let waiting = self.accounts.iter().filter(|(_, account)| !account.claimed);
        waiting.fold(U256::ZERO, |sum, (of, account)| match self.succeeded {
            Some(true) => sum + self.due(*of).0,
            _ => sum + account.amount,
        })
    }

    /// PSS that it locks of each account.
    pub fn locked(&self) -> BTreeMap<Address, U256> {
        self.accounts
            .iter()
            .map(|(of, account)| (*of, account.locked))
            .collect()
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::Offering;
        let totals = node.read(of, Abi::totalsCall {}).await?;
        findings.same(
            CONTRIBUTIONS,
            || "sum of all".into(),
            self.total,
            totals.contributed,
        );
        let claimed = self.accounts.values().filter(|account| account.claimed);
        let claimed = claimed.fold(U256::ZERO, |sum, account| sum + account.amount);
        findings.same(CLAIMS, || "claimed by all".into(), claimed, totals.claimed);
        let succeeded = node.read(of, Abi::succeededCall {}).await?;
        findings.same(
            CLAIMS,
            || "whether it succeeded".into(),
            self.succeeded == Some(true),
            succeeded,
        );
        let found = node
            .each(of, self.accounts.keys().copied(), |account| {
                Abi::contributionCall { account: *account }
            })
            .await?;
        for (account, found) in found {
            let by_logs = &self.accounts[&account];
            findings.same(
                CONTRIBUTIONS,
                || account.to_string(),
                by_logs.amount,
                found.amount,
            );
            findings.same(
                CLAIMS,
                || format!("{account} has claimed"),
                by_logs.claimed,
                found.claimed,
            );
        }
        findings.begin(VESTING);
        let settled = self
            .accounts
            .iter()
            .filter(|(_, account)| account.claimed && !account.allotted.is_zero());
        let found = node
            .each(of, settled.map(|(of, _)| *of), |account| Abi::vestingCall {
                account: *account,
            })
            .await?;
        for (account, found) in found {
            let released = self.accounts[&account].released;
            findings.same(
                VESTING,
                || format!("released to {account}"),
                released,
                found.released,
            );
            findings.holds(VESTING, None, released <= found.vested, || {
                (
                    account.to_string(),
                    format!("at most {}", found.vested),
                    released.to_string(),
                )
            });
        }
        Ok(())
    }
}
