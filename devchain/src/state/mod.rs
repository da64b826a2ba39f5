//! Accounts and storage as persistent maps: a clone is a pointer, so that every past block keeps its state.
//!
//! The state root is not a Merkle-Patricia root. It is a multiset hash, the sum modulo 2^256 of a keccak digest per
//! account (with a like sum over its slots in it), kept up to date in time proportional to what changed. Equal states
//! have equal roots however they came about; proofs against it are not possible, nor is it meant to resist forgery.

mod diff;

pub use diff::{AccountChange, StateDiff};

use alloy::primitives::{
    Address, B256, Bytes, KECCAK256_EMPTY, U256, keccak256,
    map::{DefaultHashBuilder, FbBuildHasher},
};
use imbl::{GenericHashMap, shared_ptr::DefaultSharedPtr};
use revm::{
    Database,
    bytecode::Bytecode,
    state::{AccountInfo, EvmState},
};
use std::{convert::Infallible, sync::Arc};

type Accounts = GenericHashMap<Address, Arc<Account>, FbBuildHasher<20>, DefaultSharedPtr>;
type Slots = GenericHashMap<U256, U256, DefaultHashBuilder, DefaultSharedPtr>;

/// An account. Absent slots are zero.
#[derive(Clone, Debug)]
pub struct Account {
    pub nonce: u64,
    pub balance: U256,
    pub code_hash: B256,
    code: Bytecode,
    slots: Slots,
    slots_digest: U256,
    /// What this account adds to the state's digest, as of when it was stored.
    stored_digest: U256,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            nonce: 0,
            balance: U256::ZERO,
            code_hash: KECCAK256_EMPTY,
            code: Bytecode::default(),
            slots: Slots::default(),
            slots_digest: U256::ZERO,
            stored_digest: U256::ZERO,
        }
    }
}

impl Account {
    /// The account's code as given.
    pub fn code(&self) -> Bytes {
        self.code.original_bytes()
    }

    /// The value of a slot.
    pub fn slot(&self, slot: &U256) -> U256 {
        self.slots.get(slot).copied().unwrap_or_default()
    }

    /// Slots that are not zero, in no particular order.
    pub fn slots(&self) -> impl Iterator<Item = (&U256, &U256)> {
        self.slots.iter()
    }

    fn set_slot(&mut self, slot: U256, value: U256) {
        let old = if value.is_zero() {
            self.slots.remove(&slot)
        } else {
            self.slots.insert(slot, value)
        };
        if let Some(old) = old {
            self.slots_digest = self.slots_digest.wrapping_sub(slot_digest(&slot, &old));
        }
        if !value.is_zero() {
            self.slots_digest = self.slots_digest.wrapping_add(slot_digest(&slot, &value));
        }
    }

    fn clear_slots(&mut self) {
        self.slots = Slots::default();
        self.slots_digest = U256::ZERO;
    }

    fn set_code(&mut self, code: Bytecode, hash: B256) {
        self.code_hash = if code.is_empty() {
            KECCAK256_EMPTY
        } else {
            hash
        };
        self.code = code;
    }

    fn is_empty(&self) -> bool {
        self.nonce == 0 && self.balance.is_zero() && self.code_hash == KECCAK256_EMPTY
    }

    fn digest(&self, address: &Address) -> U256 {
        let mut bytes = [0u8; 124];
        bytes[..20].copy_from_slice(address.as_slice());
        bytes[20..28].copy_from_slice(&self.nonce.to_be_bytes());
        bytes[28..60].copy_from_slice(&self.balance.to_be_bytes::<32>());
        bytes[60..92].copy_from_slice(self.code_hash.as_slice());
        bytes[92..124].copy_from_slice(&self.slots_digest.to_be_bytes::<32>());
        keccak256(bytes).into()
    }

    fn info(&self) -> AccountInfo {
        AccountInfo {
            balance: self.balance,
            nonce: self.nonce,
            code_hash: self.code_hash,
            code: Some(self.code.clone()),
            ..AccountInfo::default()
        }
    }
}

fn slot_digest(slot: &U256, value: &U256) -> U256 {
    let mut bytes = [0u8; 64];
    bytes[..32].copy_from_slice(&slot.to_be_bytes::<32>());
    bytes[32..].copy_from_slice(&value.to_be_bytes::<32>());
    keccak256(bytes).into()
}

/// The state of all accounts at one point of the chain.
#[derive(Clone, Debug, Default)]
pub struct State {
    accounts: Accounts,
    digest: U256,
}

impl State {
    /// The commitment that block headers carry as state root.
    pub fn root(&self) -> B256 {
        self.digest.into()
    }

    /// An account, if it exists.
    pub fn account(&self, address: &Address) -> Option<&Account> {
        self.accounts.get(address).map(|account| &**account)
    }

    /// All accounts, in no particular order.
    pub fn accounts(&self) -> impl Iterator<Item = (&Address, &Account)> {
        self.accounts
            .iter()
            .map(|(address, account)| (address, &**account))
    }

    pub fn balance(&self, address: &Address) -> U256 {
        self.account(address).map_or(U256::ZERO, |a| a.balance)
    }

    pub fn nonce(&self, address: &Address) -> u64 {
        self.account(address).map_or(0, |a| a.nonce)
    }

    pub fn code(&self, address: &Address) -> Bytes {
        self.account(address).map(Account::code).unwrap_or_default()
    }

    pub fn storage(&self, address: &Address, slot: &U256) -> U256 {
        self.account(address).map_or(U256::ZERO, |a| a.slot(slot))
    }

    /// Changes one account in place; an account left empty disappears.
    fn update(&mut self, address: Address, change: impl FnOnce(&mut Account)) {
        let mut account = match self.accounts.get(&address) {
            Some(account) => {
                self.digest = self.digest.wrapping_sub(account.stored_digest);
                Account::clone(account)
            }
            None => Account::default(),
        };
        change(&mut account);
        if account.is_empty() {
            self.accounts.remove(&address);
        } else {
            account.stored_digest = account.digest(&address);
            self.digest = self.digest.wrapping_add(account.stored_digest);
            self.accounts.insert(address, Arc::new(account));
        }
    }

    pub fn set_balance(&mut self, address: Address, wei: U256) {
        self.update(address, |a| a.balance = wei);
    }

    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.update(address, |a| a.nonce = nonce);
    }

    pub fn set_code(&mut self, address: Address, code: Bytes) {
        let code = bytecode(code);
        let hash = code.hash_slow();
        self.update(address, |a| a.set_code(code, hash));
    }

    /// Sets a slot. An account without nonce, balance and code cannot hold storage, so it is given nonce 1.
    pub fn set_storage(&mut self, address: Address, slot: U256, value: U256) {
        self.update(address, |a| {
            if a.is_empty() {
                a.nonce = 1;
            }
            a.set_slot(slot, value);
        });
    }

    /// Forgets all storage of an account.
    pub fn clear_storage(&mut self, address: Address) {
        if self.accounts.contains_key(&address) {
            self.update(address, Account::clear_slots);
        }
    }

    /// Applies what a transaction left in its journal.
    pub fn commit(&mut self, changes: EvmState) -> StateDiff {
        let mut diff = StateDiff::default();
        for (address, changed) in changes {
            if !changed.is_touched() {
                continue;
            }
            let destroyed = changed.is_selfdestructed();
            let created = changed.is_created();
            let slots: Vec<(U256, U256)> = if destroyed {
                Vec::new()
            } else {
                changed
                    .changed_storage_slots()
                    .map(|(slot, value)| (*slot, value.present_value()))
                    .collect()
            };
            let old = self.accounts.get(&address);
            let info = &changed.info;
            let same = |old: &Arc<Account>| {
                old.nonce == info.nonce
                    && old.balance == info.balance
                    && old.code_hash == info.code_hash
            };
            if !destroyed
                && !created
                && slots.is_empty()
                && (old.is_some_and(same) || (old.is_none() && info.is_empty()))
            {
                continue;
            }
            let new_code = match &info.code {
                Some(code)
                    if old.is_none_or(|o| o.code_hash != info.code_hash) && !code.is_empty() =>
                {
                    Some(code.clone())
                }
                _ => None,
            };
            diff.push(AccountChange {
                address,
                nonce: info.nonce,
                balance: info.balance,
                destroyed,
                clear_slots: created,
                code: match &new_code {
                    Some(code) => Some(code.original_bytes()),
                    None if info.is_empty_code_hash()
                        && old.is_some_and(|o| o.code_hash != KECCAK256_EMPTY) =>
                    {
                        Some(Bytes::new())
                    }
                    None => None,
                },
                slots: slots.clone(),
            });
            let code_hash = info.code_hash;
            let (nonce, balance) = (info.nonce, info.balance);
            self.update(address, |a| {
                if destroyed {
                    *a = Account::default();
                    return;
                }
                if created {
                    a.clear_slots();
                }
                a.nonce = nonce;
                a.balance = balance;
                if let Some(code) = new_code {
                    a.set_code(code, code_hash);
                } else if code_hash == KECCAK256_EMPTY {
                    a.set_code(Bytecode::default(), code_hash);
                }
                for (slot, value) in slots {
                    a.set_slot(slot, value);
                }
            });
        }
        diff
    }
}

/// Code as the EVM wants it: analysed once, here. What looks like a delegation of EIP-7702 is one.
fn bytecode(code: Bytes) -> Bytecode {
    Bytecode::new_raw_checked(code.clone()).unwrap_or_else(|_| Bytecode::new_legacy(code))
}

/// What an execution reads: a state, and hashes of earlier L1 blocks (of which a development chain has none).
#[derive(Clone, Debug)]
pub struct StateView(pub State);

impl Database for StateView {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.0.account(&address).map(Account::info))
    }

    fn code_by_hash(&mut self, _hash: B256) -> Result<Bytecode, Infallible> {
        // `basic` always brings the code along.
        Ok(Bytecode::default())
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.0.storage(&address, &slot))
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        // BLOCKHASH is over L1 numbers. Nitro answers with hashes of the parent chain; without one, any
        // stable value serves.
        Ok(keccak256(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(n: u8) -> Address {
        Address::repeat_byte(n)
    }

    #[test]
    fn root_is_of_the_content() {
        let mut a = State::default();
        let empty = a.root();
        a.set_balance(who(1), U256::from(5));
        a.set_storage(who(2), U256::from(1), U256::from(7));
        a.set_storage(who(2), U256::from(2), U256::from(8));
        let mut b = State::default();
        b.set_storage(who(2), U256::from(2), U256::from(9));
        b.set_storage(who(2), U256::from(2), U256::from(8));
        b.set_storage(who(2), U256::from(1), U256::from(7));
        b.set_balance(who(1), U256::from(5));
        assert_eq!(a.root(), b.root());
        // The same value in another slot, at another address, is another state.
        let mut c = a.clone();
        c.set_storage(who(2), U256::from(2), U256::ZERO);
        c.set_storage(who(2), U256::from(3), U256::from(8));
        assert_ne!(a.root(), c.root());
        c.set_nonce(who(2), 0);
        c.set_balance(who(1), U256::ZERO);
        assert_eq!(c.root(), empty);
    }

    #[test]
    fn clones_do_not_see_later_changes() {
        let mut state = State::default();
        state.set_storage(who(1), U256::from(1), U256::from(1));
        let past = state.clone();
        state.set_storage(who(1), U256::from(1), U256::from(2));
        state.set_code(who(1), Bytes::from_static(&[0xfe]));
        assert_eq!(past.storage(&who(1), &U256::from(1)), U256::from(1));
        assert!(past.code(&who(1)).is_empty());
        assert_eq!(state.storage(&who(1), &U256::from(1)), U256::from(2));
    }

    #[test]
    fn diff_of_a_state_makes_it_again() {
        let mut state = State::default();
        state.set_balance(who(1), U256::from(5));
        state.set_code(who(2), Bytes::from_static(&[0x60, 0x01]));
        state.set_storage(who(2), U256::from(9), U256::from(8));
        let mut again = State::default();
        StateDiff::of(&state).apply(&mut again);
        assert_eq!(again.root(), state.root());
        state.set_balance(who(1), U256::ZERO);
        StateDiff::account(&state, who(1)).apply(&mut again);
        assert!(again.account(&who(1)).is_none());
    }
}
