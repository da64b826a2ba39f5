//! What PSC and PSS have in common: balances and supply, as ERC-20's transfers tell them.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{Contract, Psc};

use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

/// Balances of a token.
#[derive(Debug, Default)]
pub struct Balances {
    pub of: BTreeMap<Address, U256>,
    pub supply: U256,
}

impl Balances {
    /// Moves `value`; a mint comes from nobody, a burn goes to nobody.
    pub fn transfer(
        &mut self,
        claim: Claim,
        entry: &Entry,
        from: Address,
        to: Address,
        value: U256,
        findings: &mut Findings,
    ) {
        let had = match from {
            Address::ZERO => U256::MAX - self.supply,
            _ => self.held(from),
        };
        findings.holds(claim, Some(entry), value <= had, || {
            (
                format!("transfer of {from}"),
                format!("at most {had}"),
                value.to_string(),
            )
        });
        // What is not there is taken for nothing, so that the rest can be compared.
        match from {
            Address::ZERO => self.supply = self.supply.saturating_add(value),
            _ => *self.of.entry(from).or_default() = had.saturating_sub(value),
        }
        match to {
            Address::ZERO => self.supply = self.supply.saturating_sub(value),
            _ => {
                let held = self.of.entry(to).or_default();
                *held = held.saturating_add(value);
            }
        }
    }

    /// Compares with the token; the sum of what it says that everybody holds.
    pub async fn check(
        &self,
        claim: Claim,
        token: Contract,
        node: &Node,
        findings: &mut Findings,
    ) -> Result<U256> {
        let call = |account: &Address| Psc::balanceOfCall { account: *account };
        let mut sum = U256::ZERO;
        for (account, held) in node.each(token, self.of.keys().copied(), call).await? {
            sum = sum.saturating_add(held);
            findings.same(claim, || account.to_string(), self.held(account), held);
        }
        Ok(sum)
    }

    pub fn held(&self, account: Address) -> U256 {
        self.of.get(&account).copied().unwrap_or_default()
    }

    pub fn sum(&self) -> U256 {
        self.of
            .values()
            .fold(U256::ZERO, |sum, held| sum.saturating_add(*held))
    }
}
