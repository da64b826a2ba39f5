//! Where words are kept: each under the hash of its kind and of what it is of, at a fixed length,
//! so that no number that a caller may choose leads to another word.

use alloy_primitives::{Address, U256};
use common::word::{address, hash, uint64};
use stylus_sdk::{prelude::*, stylus_core::StorageAccess};

use crate::Experience;

/// What a word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Of a report by its number from 1 (see [`crate::records::Report`]).
    Head = 1,
    Body = 2,
    /// Of an order and a line: the report on it.
    Line = 3,
    /// Of a cycle, a product and an account: the report that it filed.
    Filed = 4,
    /// Of a cycle and a product (see [`crate::round::Round`]).
    Round = 5,
    /// The same, with the number of the word above: weights by conformity (see [`crate::median`]).
    Buckets = 6,
    /// Of a cycle, a product and an account (see [`crate::records::Vote`]).
    Vote = 7,
    /// Of a cycle and an account: on how many products it committed votes.
    Votes = 8,
    /// Of a cycle (see [`crate::records::Rules`]).
    Rules = 9,
    /// Of a dispute by its number: who disputes, and above it the report.
    Dispute = 10,
    /// Of an account: PSC units that it could not be paid.
    Credit = 11,
    /// Of a contract by its number (see [`crate::Peer`]): its address.
    Peer = 12,
}

/// The slot of a word: of two numbers and an account.
pub fn slot(kind: Kind, numbers: [u64; 2], account: Address) -> U256 {
    let [first, second] = numbers;
    hash(&[
        uint64(kind as u64),
        uint64(first),
        uint64(second),
        address(account),
    ])
    .into()
}

/// Of one number.
pub fn by_id(kind: Kind, id: u64) -> U256 {
    slot(kind, [id, 0], Address::ZERO)
}

/// Of two numbers.
pub fn by_ids(kind: Kind, numbers: [u64; 2]) -> U256 {
    slot(kind, numbers, Address::ZERO)
}

/// Of a word of a product's buckets in a cycle.
pub fn bucket(cycle: u64, product: u64, word: u64) -> U256 {
    // 26 words: what an account's first bytes would be stays zero.
    let number = Address::from_word(uint64(word).into());
    slot(Kind::Buckets, [cycle, product], number)
}

impl Experience {
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

    const KINDS: [Kind; 12] = [
        Kind::Head,
        Kind::Body,
        Kind::Line,
        Kind::Filed,
        Kind::Round,
        Kind::Buckets,
        Kind::Vote,
        Kind::Votes,
        Kind::Rules,
        Kind::Dispute,
        Kind::Credit,
        Kind::Peer,
    ];

    proptest! {
        #[test]
        fn no_two_words_share_a_slot(kinds in [0usize..12, 0usize..12], ids in any::<[[u64; 2]; 2]>(), accounts in any::<[[u8; 20]; 2]>()) {
            let place = |n: usize| (KINDS[kinds[n]], ids[n], Address::from(accounts[n]));
            let at = |(kind, ids, account)| slot(kind, ids, account);
            prop_assert_eq!(at(place(0)) == at(place(1)), place(0) == place(1));
            prop_assert!(at(place(0)) > U256::from(u64::MAX));
            prop_assert_ne!(bucket(ids[0][0], ids[0][1], 1), bucket(ids[0][0], ids[0][1], 2));
        }
    }
}
