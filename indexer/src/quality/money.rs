//! What a cycle's earners have earned. PSC units, of which there are below 2^64.

use alloy::primitives::U256;

/// Tenths of a product's fees that its best three reports earn.
pub const PLACES: [u64; 3] = [5, 3, 2];
/// An index is in units x 2^-64.
const ONE: usize = 64;

/// How many of a product's places that many tenths are.
pub fn places_of(tenths: i32) -> usize {
    match tenths {
        5 => 1,
        8 => 2,
        10 => 3,
        _ => 0,
    }
}

/// What weight earns of a pot.
pub fn earned(weight: U256, index: U256) -> U256 {
    weight.saturating_mul(index) >> ONE
}

/// What a place (from 0) of a closed cycle earns: its tenths of its product's fees, and of the pot.
pub fn won(fees: U256, place: usize, index: U256) -> U256 {
    let weight = fees.saturating_mul(U256::from(PLACES[place]));
    weight / U256::from(10) + earned(weight, index)
}

/// What an expert or a platform earned and was not paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    pub claimable: U256,
    /// For cycles to be closed.
    pub waiting: U256,
}

/// Splits what an earner was not paid. `by_cycle`: what it earned in each cycle in which it earned of a fee (if no whole unit), in
/// their order; `next`: the first cycle that is not closed.
///
/// The contract keeps three parts: of the last cycle in which it earned, of the one before, and of all earlier ones. A claim takes
/// the parts of which the last cycle is closed, oldest first; and nothing comes to a part that a claim could take.
pub fn due(by_cycle: &[(u64, U256)], paid: U256, next: u64) -> Due {
    let Some(&(latest, _)) = by_cycle.last() else {
        return Due::default();
    };
    let mut due = Due::default();
    let mut paid = paid;
    for &(cycle, amount) in by_cycle {
        let gone = amount.min(paid);
        paid -= gone;
        // Within the part: `latest`, one before it, or two at least.
        let ago = latest.saturating_sub(cycle).min(2);
        let left = amount - gone;
        match latest < next.saturating_add(ago) {
            true => due.claimable += left,
            false => due.waiting += left,
        }
    }
    due
}
