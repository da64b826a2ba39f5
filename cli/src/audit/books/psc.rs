//! PSC: balances, supply, and authorizations that are used at most once (ERC-3009).

use std::collections::BTreeSet;

use alloy::primitives::{Address, B256};
use anyhow::Result;
use productshare_abi::{Contract, Psc as Abi, Psc::PscEvents as Event};

use super::token::Balances;
use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const BALANCES: Claim = Claim::new(
    "psc.balances",
    "every balance of PSC is the sum of its transfers",
);
const SUPPLY: Claim = Claim::new(
    "psc.supply",
    "the supply of PSC is what was minted less what was burnt, and the sum of all balances",
);
const ONCE: Claim = Claim::new(
    "psc.authorizations",
    "an authorization is used or cancelled once",
);
const MINTER: Claim = Claim::new("psc.minter", "the reserve is the only minter, named once");
const BLOCKED: Claim = Claim::new(
    "psc.blocked",
    "who is blocked is who was said to be, and never who is protected",
);

#[derive(Debug, Default)]
pub struct Psc {
    pub balances: Balances,
    spent: BTreeSet<(Address, B256)>,
    minters: Vec<Address>,
    blocked: BTreeSet<Address>,
    protected: BTreeSet<Address>,
    /// Ever blocked.
    named: BTreeSet<Address>,
}

impl Psc {
    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        match event {
            Event::Transfer(e) => self
                .balances
                .transfer(BALANCES, entry, e.from, e.to, e.value, findings),
            Event::AuthorizationUsed(e) => self.spend(entry, e.authorizer, e.nonce, findings),
            Event::AuthorizationCanceled(e) => self.spend(entry, e.authorizer, e.nonce, findings),
            Event::MinterSet(e) => self.minters.push(e.minter),
            Event::Blocked(e) => {
                findings.holds(
                    BLOCKED,
                    Some(entry),
                    !self.protected.contains(&e.account),
                    || (e.account.to_string(), "protected".into(), "blocked".into()),
                );
                self.named.insert(e.account);
                self.blocked.insert(e.account);
            }
            Event::Unblocked(e) => {
                self.blocked.remove(&e.account);
            }
            Event::Protected(e) => {
                self.protected.insert(e.account);
            }
            Event::Approval(_)
            | Event::PayeeSkipped(_)
            | Event::OwnershipTransferred(_)
            | Event::PauserSet(_)
            | Event::BlocklisterSet(_)
            | Event::Paused(_)
            | Event::Unpaused(_) => {}
        }
    }

    fn spend(&mut self, entry: &Entry, authorizer: Address, nonce: B256, findings: &mut Findings) {
        let first = self.spent.insert((authorizer, nonce));
        findings.holds(ONCE, Some(entry), first, || {
            (
                format!("nonce {nonce} of {authorizer}"),
                "one use".into(),
                "another".into(),
            )
        });
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let sum = self
            .balances
            .check(BALANCES, Contract::Psc, node, findings)
            .await?;
        let supply = node.read(Contract::Psc, Abi::totalSupplyCall {}).await?;
        findings.same(
            SUPPLY,
            || "supply by the logs".into(),
            self.balances.supply,
            supply,
        );
        findings.same(
            SUPPLY,
            || "sum of all balances by the logs".into(),
            self.balances.sum(),
            supply,
        );
        findings.same(
            SUPPLY,
            || "sum of all balances on the chain".into(),
            sum,
            supply,
        );
        findings.begin(ONCE);
        let used = node
            .each(
                Contract::Psc,
                self.spent.iter().copied(),
                |(authorizer, nonce)| Abi::authorizationStateCall {
                    authorizer: *authorizer,
                    nonce: *nonce,
                },
            )
            .await?;
        for ((authorizer, nonce), used) in used {
            findings.same(
                ONCE,
                || format!("state of nonce {nonce} of {authorizer}"),
                true,
                used,
            );
        }
        let minter = node.read(Contract::Psc, Abi::minterCall {}).await?;
        findings.same(
            MINTER,
            || "minter()".into(),
            node.address(Contract::Reserve),
            minter,
        );
        findings.holds(MINTER, None, self.minters == [minter], || {
            (
                "minters ever set".into(),
                format!("{minter} alone"),
                format!("{:?}", self.minters),
            )
        });
        let blocked = node
            .each(Contract::Psc, self.named.iter().copied(), |account| {
                Abi::isBlockedCall { account: *account }
            })
            .await?;
        findings.begin(BLOCKED);
        for (account, is) in blocked {
            findings.same(
                BLOCKED,
                || account.to_string(),
                self.blocked.contains(&account),
                is,
            );
        }
        Ok(())
    }
}
