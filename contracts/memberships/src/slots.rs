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
    /// Of a platform: what membership costs (see [`crate::books::Terms`]).
    Terms = 1,
    /// Of a platform: how far its cycles are settled (see [`crate::books::Progress`]).
    Progress = 2,
    /// Of a platform and a cycle: how fees accrue from there (see [`crate::accrual::Accrual`]).
    Accrual = 3,
    /// Of a platform and a cycle: what is shared, and by what (see [`crate::books::Pot`]).
    Pot = 4,
    /// Of a platform, a cycle and a product: its weight (see [`crate::books::Weight`]).
    Weight = 5,
    /// Of an account: PSC units that it can claim.
    Credit = 6,
    /// Of a platform and a member: until when it is one, Unix seconds. Kinds of members follow each
    /// other from here.
    Member = 7,
}

/// Largest number of a platform.
pub const MAX_PLATFORM: u64 = u32::MAX as u64;

/// Of a platform, a cycle and a product, or of the first of them.
pub fn of_platform(kind: Kind, platform: u64, cycle: u64, product: u64) -> U256 {
    // Cycles of a day or more are numbered far below 2^56.
    U256::from_limbs([product, platform, cycle, (kind as u64) << 56])
}

/// Of an account.
pub fn of_account(kind: Kind, account: Address) -> U256 {
    address_word(account) | U256::from_limbs([0, 0, 0, (kind as u64) << 56])
}

/// Of a member: `kind` 0 to 2, `key` below 2^160, a platform's number below 2^32.
pub fn of_member(platform: u64, kind: u8, key: U256) -> U256 {
    let top = (Kind::Member as u64 + u64::from(kind)) << 56;
    key | U256::from_limbs([0, 0, platform << 32, top])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Kind; 5] = [
        Kind::Terms,
        Kind::Progress,
        Kind::Accrual,
        Kind::Pot,
        Kind::Weight,
    ];

    proptest! {
        /// Different words have different slots, far from the fields'.
        #[test]
        fn no_two_words_share_a_slot(
            kinds in [0usize..5, 0usize..5], ids in any::<[[u64; 2]; 2]>(), cycles in [0u64..1 << 56, 0u64..1 << 56],
            accounts in any::<[[u8; 20]; 2]>(), members in [0u8..3, 0u8..3], platforms in any::<[u32; 2]>(),
        ) {
            let words = [0, 1].map(|n| (KINDS[kinds[n]], ids[n][0], cycles[n], ids[n][1]));
            let slots = words.map(|(kind, platform, cycle, product)| of_platform(kind, platform, cycle, product));
            prop_assert_eq!(slots[0] == slots[1], words[0] == words[1]);
            let accounts = accounts.map(Address::from);
            let credits = accounts.map(|account| of_account(Kind::Credit, account));
            prop_assert_eq!(credits[0] == credits[1], accounts[0] == accounts[1]);
            let who = [0, 1].map(|n| (platforms[n].into(), members[n], address_word(accounts[n])));
            let of = who.map(|(platform, kind, key)| of_member(platform, kind, key));
            prop_assert_eq!(of[0] == of[1], who[0] == who[1]);
            for (slot, kind) in [(slots[0], KINDS[kinds[0]] as u8), (credits[0], 6), (of[0], 7 + members[0])] {
                prop_assert_eq!(slot >> 248, U256::from(kind));
            }
        }
    }
}
