//! Power by cycle, and what nominated PSS add to it.

use alloy::primitives::U256;

/// What is left of a million one cycle later.
const DECAY: u128 = 890_899;
const MILLION: u128 = 1_000_000;
/// Whole PSS in units.
const PSS: u128 = 1_000_000_000_000_000_000;

/// An account's power, or everybody's, as it was last written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// At the start of the cycle, less what was lost since.
    pub power: u64,
    /// What counts from the next cycle on.
    pub gained: u64,
    pub cycle: u64,
}

impl Entry {
    /// As of a cycle; nothing is left after some 400.
    pub fn at(self, cycle: u64) -> Self {
        let mut entry = self;
        while entry.cycle < cycle && (entry.power | entry.gained) != 0 {
            let left = (u128::from(entry.power) * DECAY / MILLION) as u64;
            entry = Self {
                power: left.saturating_add(entry.gained),
                gained: 0,
                cycle: entry.cycle + 1,
            };
        }
        Self {
            cycle: entry.cycle.max(cycle),
            ..entry
        }
    }
}

/// Earned power, and as much again at most for nominated PSS at a rate in power units per whole PSS.
pub fn effective(earned: u64, nominated: U256, rate: u64) -> u64 {
    let staked = nominated.saturating_mul(U256::from(rate)) / U256::from(PSS);
    let counted = staked.min(U256::from(earned)).saturating_to::<u64>();
    earned.saturating_add(counted)
}
