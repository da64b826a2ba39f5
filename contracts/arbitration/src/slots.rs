//! Where words are kept: each kind of them under a number of its own in the highest byte of the
//! slot, then what it is of. Nothing is hashed: it costs less gas than mappings, and a third less
//! code.
//!
//! No two words share a slot, for kinds differ and each is of one thing. The fields of the storage
//! struct are below 2^8, and stand under kind 0.

use alloy_primitives::{Address, U256};
use common::commerce::{address_word, word_address};
use stylus_sdk::{prelude::*, stylus_core::StorageAccess};

use crate::Arbitration;

/// What a word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The other contracts, each an address; zero until they are named.
    Psc = 1,
    Power = 2,
    Cycles = 3,
    Quality = 4,
    Catalog = 5,
    Splitter = 6,
    StakePools = 7,
    /// The cycles' start and length.
    Clock = 8,
    /// Who rules where jurors do not; above it the least bond.
    Umpire = 9,
    /// Of disputes to come (see [`crate::dispute::Terms`]).
    NextTerms = 10,
    /// Number of the latest dispute.
    Count = 11,
    /// Of an account: 1 if it may open disputes.
    Arbitrable = 12,
    /// Of an account (see [`crate::accounts::Account`]).
    Account = 13,
    /// Of a dispute (see [`crate::store::Facts`]): the arbitrable, above it the product.
    Asked = 14,
    /// The same: the party, above it the sum.
    Party = 15,
    /// The same: the respondent, above it the bond.
    Respondent = 16,
    /// Of a dispute (see [`crate::dispute::Terms`]).
    Terms = 17,
    /// Of a dispute (see [`crate::dispute::Core`]).
    Core = 18,
    /// Of a dispute and a round (see [`crate::dispute::Round`]).
    Round = 19,
    /// Of a dispute, a round and a juror (see [`crate::vote::Vote`]).
    Vote = 20,
}

/// The contracts that `connect` names, in its order.
pub const CONNECTED: [Kind; 6] = [
    Kind::Power,
    Kind::Cycles,
    Kind::Quality,
    Kind::Catalog,
    Kind::Splitter,
    Kind::StakePools,
];

/// The slot of a word: kind in bits 248 to 255, a number in 168 to 231, another in 160 to 167, an
/// address below.
#[inline(never)]
pub fn slot(kind: Kind, id: u64, round: u8, account: Address) -> U256 {
    let [a, b, c, _] = address_word(account).into_limbs();
    U256::from_limbs([
        a,
        b,
        c | u64::from(round) << 32 | id << 40,
        (kind as u64) << 56 | id >> 24,
    ])
}

/// Of nothing: there is one.
pub fn fixed(kind: Kind) -> U256 {
    by_id(kind, 0)
}

/// Of a number.
pub fn by_id(kind: Kind, id: u64) -> U256 {
    slot(kind, id, 0, Address::ZERO)
}

/// Of an account.
pub fn by_account(kind: Kind, account: Address) -> U256 {
    slot(kind, 0, 0, account)
}

impl Arbitration {
    #[inline(never)]
    pub(crate) fn word(&self, slot: U256) -> U256 {
        self.vm().storage_load_bytes32(slot).into()
    }

    #[inline(never)]
    #[expect(
        unsafe_code,
        reason = "the SDK has no safe write at a slot of one's own choosing"
    )]
    pub(crate) fn set_word(&mut self, slot: U256, word: U256) {
        // SAFETY: no field of the storage struct is at a slot of these kinds, none of them zero.
        unsafe { self.vm().storage_cache_bytes32(slot, word.into()) }
    }

    /// A contract that this one knows.
    #[inline(never)]
    pub(crate) fn named(&self, kind: Kind) -> Address {
        word_address(self.word(fixed(kind)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Kind; 20] = [
        Kind::Psc,
        Kind::Power,
        Kind::Cycles,
        Kind::Quality,
        Kind::Catalog,
        Kind::Splitter,
        Kind::StakePools,
        Kind::Clock,
        Kind::Umpire,
        Kind::NextTerms,
        Kind::Count,
        Kind::Arbitrable,
        Kind::Account,
        Kind::Asked,
        Kind::Party,
        Kind::Respondent,
        Kind::Terms,
        Kind::Core,
        Kind::Round,
        Kind::Vote,
    ];

    proptest! {
        /// Different words have different slots, far from the fields'.
        #[test]
        fn no_two_words_share_a_slot(
            kinds in [0usize..20, 0usize..20], ids in any::<[u64; 2]>(), rounds in any::<[u8; 2]>(), accounts in any::<[[u8; 20]; 2]>(),
            same in any::<[bool; 4]>(),
        ) {
            let other = |place: usize| usize::from(!same[place]);
            let first = (kinds[0], ids[0], rounds[0], Address::from(accounts[0]));
            let second = (kinds[other(0)], ids[other(1)], rounds[other(2)], Address::from(accounts[other(3)]));
            let at = |(kind, id, round, account): (usize, u64, u8, Address)| slot(KINDS[kind], id, round, account);
            prop_assert_eq!(at(first) == at(second), first == second);
            prop_assert_eq!(at(first) >> 248, U256::from(KINDS[kinds[0]] as u8));
        }
    }
}
