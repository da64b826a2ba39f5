//! PSC, or another token, that a contract could not pay to an account and keeps for it.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::Contract;

use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

mod view {
    alloy::sol! {
        /// The same at every contract that keeps PSC for accounts.
        function credit(address account) external view returns (uint256);
    }
}

/// Credits of accounts.
#[derive(Debug, Default)]
pub struct Credits {
    pub of: BTreeMap<Address, U256>,
}

impl Credits {
    pub fn defer(&mut self, account: Address, amount: U256) {
        let credit = self.of.entry(account).or_default();
        *credit = credit.saturating_add(amount);
    }

    /// A claim takes all that is kept.
    pub fn claim(
        &mut self,
        claim: Claim,
        entry: &Entry,
        account: Address,
        amount: U256,
        findings: &mut Findings,
    ) {
        let kept = self.of.insert(account, U256::ZERO).unwrap_or_default();
        let of = || format!("claimed by {account}");
        findings.logged(claim, entry, of, kept, amount);
    }

    pub fn sum(&self) -> U256 {
        self.of
            .values()
            .copied()
            .fold(U256::ZERO, U256::saturating_add)
    }

    /// Compares with what the contract says.
    pub async fn check(
        &self,
        claim: Claim,
        contract: Contract,
        node: &Node,
        findings: &mut Findings,
    ) -> Result<()> {
        findings.begin(claim);
        let accounts = self.of.keys().copied();
        let call = |account: &Address| view::creditCall { account: *account };
        for (account, found) in node.each(contract, accounts, call).await? {
            let of = || format!("credit of {account} at {}", contract.name());
            findings.same(claim, of, self.of[&account], found);
        }
        Ok(())
    }
}
