//! Where words are kept: each kind of them under a number of its own in the highest byte of the
//! slot, then what it is of. Nothing is hashed, so that a word costs what its slot costs.
//!
//! No two words share a slot, for kinds differ and each is of one thing. The fields of the storage
//! struct are below 2^8, and stand under kind 0.

use alloy_primitives::{Address, U256};
use common::commerce::address_word;

/// What a word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Which cycle is the next to close, and what is carried into it (see [`crate::pot::Progress`]).
    Progress = 1,
    /// Of a cycle: what came in (see [`crate::pot::Fees`]).
    Fees = 2,
    /// Of a cycle: what it is shared by, and from its closing on what of that is not settled (see
    /// [`crate::pot::Weights`]).
    Weights = 3,
    /// Of a closed cycle: what a unit of weight earns (see [`crate::pot::Indices`]).
    Indices = 4,
    /// Of a closed cycle: what of it is not settled (see [`crate::pot::Left`]).
    Left = 5,
    /// Of a cycle and a product: what its reports earn (see [`crate::pot::Reports`]).
    Reports = 6,
    /// Of an expert by its number (see [`crate::earner::Earner`]).
    Expert = 7,
    /// Of a platform by its number, likewise.
    Platform = 8,
    /// Of a cycle and an account: its part of the community (see [`crate::pot::Part`]).
    Part = 9,
    /// Of an account: PSC units that it could not be paid.
    Credit = 10,
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Kind; 10] = [
        Kind::Progress,
        Kind::Fees,
        Kind::Weights,
        Kind::Indices,
        Kind::Left,
        Kind::Reports,
        Kind::Expert,
        Kind::Platform,
        Kind::Part,
        Kind::Credit,
    ];

    proptest! {
        /// Different words have different slots, far from the fields'.
        #[test]
        fn no_two_words_share_a_slot(kinds in [0usize..10, 0usize..10], ids in any::<[u64; 2]>(), accounts in any::<[[u8; 20]; 2]>()) {
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
