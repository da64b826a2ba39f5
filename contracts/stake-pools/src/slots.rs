//! Where words are kept: each kind of them under a number of its own in the highest byte of the
//! slot, then what it is of. Nothing is hashed, so that a word costs what its slot costs: a
//! mapping's hash and bookkeeping come to 150 gas each time that it is asked.
//!
//! No two words share a slot, for kinds differ and each is of one thing. The fields of the storage
//! struct are below 2^8, and stand under kind 0.

use alloy_primitives::{Address, U256};
use common::commerce::address_word;
use stylus_sdk::{prelude::*, stylus_core::StorageAccess};

use crate::StakePools;

/// What a word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Of a product's pool: what every deposit and redemption changes (see [`crate::pool::Pool`]).
    Worth = 1,
    /// Of a product's pool: stream, advance and queue.
    State = 2,
    /// Of a product and an account (see [`crate::pool::Position`]).
    Position = 3,
    /// Of a product and a request by its number from 1: what is escrowed, zero once it is filled.
    Escrow = 4,
    /// The same: whose it is.
    Requester = 5,
    /// Of an advance by its number from 1 (see [`crate::advance::Advance`]).
    Money = 6,
    /// The same: its terms.
    Terms = 7,
    /// Of a store: its advance that is not closed.
    Debt = 8,
    /// Of an account: PSC units that it could not be paid.
    Credit = 9,
    /// The other contracts, each with 96 bits above its address. Of PSC: what a sale asks of a pool
    /// (see [`crate::parameters`]).
    Psc = 10,
    /// How much PSS is locked.
    Pss = 11,
    /// The parameters of advances and of the queue.
    Checkout = 12,
    /// The number of the latest advance.
    Catalog = 13,
    /// What is owed to the groups.
    Splitter = 14,
}

/// The slot of a word: kind in bits 248 to 255, a number in 160 to 223, an address or another
/// number below.
fn slot(kind: Kind, id: u64, of: U256) -> U256 {
    let [a, b, c, _] = of.into_limbs();
    U256::from_limbs([a, b, c | id << 32, (kind as u64) << 56 | id >> 32])
}

/// Of nothing: there is one.
pub fn fixed(kind: Kind) -> U256 {
    slot(kind, 0, U256::ZERO)
}

/// Of a number.
pub fn by_id(kind: Kind, id: u64) -> U256 {
    slot(kind, id, U256::ZERO)
}

/// Of two numbers.
pub fn by_ids(kind: Kind, id: u64, other: u64) -> U256 {
    slot(kind, id, U256::from(other))
}

/// Of a number and an account.
pub fn by_account(kind: Kind, id: u64, account: Address) -> U256 {
    slot(kind, id, address_word(account))
}

impl StakePools {
    pub(crate) fn word(&self, slot: U256) -> U256 {
        self.vm().storage_load_bytes32(slot).into()
    }

    #[expect(
        unsafe_code,
        reason = "the SDK has no safe write at a slot of one's own choosing"
    )]
    pub(crate) fn set_word(&mut self, slot: U256, word: U256) {
        // SAFETY: no field of the storage struct is at a slot of these kinds, none of them zero.
        unsafe { self.vm().storage_cache_bytes32(slot, word.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Kind; 14] = [
        Kind::Worth,
        Kind::State,
        Kind::Position,
        Kind::Escrow,
        Kind::Requester,
        Kind::Money,
        Kind::Terms,
        Kind::Debt,
        Kind::Credit,
        Kind::Psc,
        Kind::Pss,
        Kind::Checkout,
        Kind::Catalog,
        Kind::Splitter,
    ];

    proptest! {
        /// Different words have different slots, far from the fields'.
        #[test]
        fn no_two_words_share_a_slot(kinds in [0usize..14, 0usize..14], ids in any::<[u64; 2]>(), accounts in any::<[[u8; 20]; 2]>()) {
            let place = |n: usize| (KINDS[kinds[n]], ids[n], Address::from(accounts[n]));
            let at = |(kind, id, account)| by_account(kind, id, account);
            prop_assert_eq!(at(place(0)) == at(place(1)), place(0) == place(1));
            prop_assert_eq!(at(place(0)) >> 248, U256::from(KINDS[kinds[0]] as u8));
            let numbers = [by_ids(KINDS[kinds[0]], ids[0], ids[1]), by_ids(KINDS[kinds[0]], ids[1], ids[0])];
            prop_assert_eq!(numbers[0] == numbers[1], ids[0] == ids[1]);
            prop_assert_eq!(by_id(KINDS[kinds[0]], ids[0]), by_ids(KINDS[kinds[0]], ids[0], 0));
        }
    }
}
