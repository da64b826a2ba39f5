//! Where words are kept: each under the hash of its kind and of what it is of, at a fixed length,
//! so that no number that a caller may choose leads to another word.

use alloy_primitives::{Address, B256, U256};
use common::word::{address, hash, uint64, Word};
use stylus_sdk::{prelude::*, stylus_core::StorageAccess};

use crate::Statements;

/// What a word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Of a contract by its number (see [`crate::Peer`]): its address.
    Peer = 1,
    /// Of an account: PSC units that it could not be paid.
    Credit = 2,
    /// Of a platform (see [`crate::records::Periods`]).
    Periods = 3,
    /// Of a platform and an account (see [`crate::records::Signer`]).
    Signer = 4,
    /// Of a platform and a product: when it was last seen to be carried, and its fee then.
    Carried = 5,
    /// Of a statement by its number (see [`crate::records::Statement`]).
    Period = 6,
    Sums = 7,
    /// Of a statement: its latest dispute, and where that stands.
    Verdict = 8,
    /// Of a statement and a product (see [`crate::records::Line`]).
    Line = 9,
    Root = 10,
    /// Of a receipt by its hash: the purchase and the challenge.
    Receipt = 11,
    /// Of a purchase by its number: buyer and statement; product and gross.
    Purchase = 12,
    Bought = 13,
    /// Of a challenge by its number (see [`crate::records::Challenge`]).
    Head = 14,
    Body = 15,
    /// Of a challenge: the receipt's hash.
    Challenged = 16,
    /// Of a dispute by its number: who disputes, and above it the statement.
    Dispute = 17,
}

fn at(kind: Kind, first: u64, second: u64, third: Word) -> U256 {
    hash(&[uint64(kind as u64), uint64(first), uint64(second), third]).into()
}

/// Of one number.
pub fn by_id(kind: Kind, id: u64) -> U256 {
    at(kind, id, 0, [0; 32])
}

/// Of two numbers.
pub fn by_ids(kind: Kind, first: u64, second: u64) -> U256 {
    at(kind, first, second, [0; 32])
}

/// Of a number and an account.
pub fn by_account(kind: Kind, id: u64, account: Address) -> U256 {
    at(kind, id, 0, address(account))
}

/// Of a hash.
pub fn by_hash(kind: Kind, of: B256) -> U256 {
    at(kind, 0, 0, of.0)
}

impl Statements {
    pub(crate) fn word(&self, slot: U256) -> U256 {
        self.vm().storage_load_bytes32(slot).into()
    }

    #[expect(
        unsafe_code,
        reason = "the SDK has no safe write at a slot of one's own choosing"
    )]
    pub(crate) fn set_word(&mut self, slot: U256, word: U256) {
        // SAFETY: a hash is no slot of a field of the storage struct, which are the first few.
        unsafe { self.vm().storage_cache_bytes32(slot, word.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Kind; 17] = [
        Kind::Peer,
        Kind::Credit,
        Kind::Periods,
        Kind::Signer,
        Kind::Carried,
        Kind::Period,
        Kind::Sums,
        Kind::Verdict,
        Kind::Line,
        Kind::Root,
        Kind::Receipt,
        Kind::Purchase,
        Kind::Bought,
        Kind::Head,
        Kind::Body,
        Kind::Challenged,
        Kind::Dispute,
    ];

    proptest! {
        #[test]
        fn no_two_words_share_a_slot(kinds in [0usize..17, 0usize..17], ids in any::<[[u64; 2]; 2]>(), thirds in any::<[[u8; 32]; 2]>()) {
            let place = |n: usize| (KINDS[kinds[n]], ids[n], thirds[n]);
            let slot = |(kind, [first, second], third): (Kind, [u64; 2], Word)| at(kind, first, second, third);
            prop_assert_eq!(slot(place(0)) == slot(place(1)), place(0) == place(1));
            prop_assert!(slot(place(0)) > U256::from(u64::MAX));
        }
    }
}
