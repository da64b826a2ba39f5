//! What changed from one state to the next: what a dump is made of.

use super::State;
use alloy::primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};

/// Change of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChange {
    pub address: Address,
    pub nonce: u64,
    pub balance: U256,
    /// The account ceased to be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub destroyed: bool,
    /// Its storage was emptied before `slots` were written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clear_slots: bool,
    /// New code, if it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Bytes>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<(U256, U256)>,
}

/// Changes in the order they happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StateDiff(Vec<AccountChange>);

impl StateDiff {
    pub fn push(&mut self, change: AccountChange) {
        self.0.push(change);
    }

    /// Adds what happened after.
    pub fn extend(&mut self, later: StateDiff) {
        self.0.extend(later.0);
    }

    /// A whole state as changes to an empty one.
    pub fn of(state: &State) -> Self {
        let change = |(address, account): (&Address, &super::Account)| AccountChange {
            address: *address,
            nonce: account.nonce,
            balance: account.balance,
            destroyed: false,
            clear_slots: false,
            code: (!account.code.is_empty()).then(|| account.code()),
            slots: account
                .slots()
                .map(|(slot, value)| (*slot, *value))
                .collect(),
        };
        let mut changes: Vec<_> = state.accounts().map(change).collect();
        changes.sort_by_key(|c| c.address);
        Self(changes)
    }

    /// Makes the changes.
    pub fn apply(&self, state: &mut State) {
        for change in &self.0 {
            let code = change.code.clone().map(super::bytecode);
            state.update(change.address, |account| {
                if change.destroyed {
                    *account = super::Account::default();
                    return;
                }
                account.nonce = change.nonce;
                account.balance = change.balance;
                if let Some(code) = code {
                    let hash = code.hash_slow();
                    account.set_code(code, hash);
                }
                if change.clear_slots {
                    account.clear_slots();
                }
                for (slot, value) in &change.slots {
                    account.set_slot(*slot, *value);
                }
            });
        }
    }

    /// The change that one account's present state is.
    pub fn account(state: &State, address: Address) -> Self {
        let Some(account) = state.account(&address) else {
            return Self(vec![AccountChange {
                address,
                nonce: 0,
                balance: U256::ZERO,
                destroyed: true,
                clear_slots: false,
                code: None,
                slots: Vec::new(),
            }]);
        };
        Self(vec![AccountChange {
            address,
            nonce: account.nonce,
            balance: account.balance,
            destroyed: false,
            clear_slots: false,
            code: Some(account.code()),
            slots: Vec::new(),
        }])
    }

    /// A single slot's change, on top of [`StateDiff::account`].
    pub fn slot(state: &State, address: Address, slot: U256) -> Self {
        let mut diff = Self::account(state, address);
        for change in &mut diff.0 {
            change.slots.push((slot, state.storage(&address, &slot)));
        }
        diff
    }
}
