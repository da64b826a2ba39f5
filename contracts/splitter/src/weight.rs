//! Causes: what buyers and vendors choose them for, and what they share by the DAO's weights. Pure.

use alloy_primitives::{Address, U256};
use common::commerce::word_address;

use crate::{
    ledger::{above, spread, unfloored, whole_units, without_low},
    part::{number_beside, with_number},
};

/// Most causes.
pub const MAX_CAUSES: u16 = 1_000;
/// Largest weight: the sum of all fits the 24 bits that [`Pool`] has for it.
pub const MAX_WEIGHT: u16 = 10_000;

/// A cause. Two words: (account, balance, weight, approved), debt. A chosen cause's profit writes
/// the first only.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Cause {
    /// Who is paid. Zero: there is no such cause.
    pub account: Address,
    /// PSC units from lines that chose it, not yet claimed.
    pub balance: u64,
    pub weight: u16,
    /// Whether it gets anything from here on.
    pub approved: bool,
    /// Of the weighted profit: weight x index as of the last change, plus what was drawn, less
    /// what was earned before the change. Modulo 2^256.
    pub debt: U256,
}

const APPROVED: u128 = 1 << 16;

impl Cause {
    pub fn pack(self) -> [U256; 2] {
        let flags = u128::from(self.weight) | if self.approved { APPROVED } else { 0 };
        let number = u128::from(self.balance) | flags << 64;
        [with_number(self.account, number), self.debt]
    }

    pub fn unpack([state, debt]: [U256; 2]) -> Self {
        let number = number_beside(state);
        let flags = number >> 64;
        Self {
            account: word_address(state),
            balance: number as u64,
            weight: flags as u16,
            approved: flags & APPROVED != 0,
            debt,
        }
    }

    /// The weight that counts.
    fn counted(&self) -> u16 {
        if self.approved {
            self.weight
        } else {
            0
        }
    }

    /// What it earned by weight and did not draw, unfloored.
    pub fn earned(&self, index: U256) -> U256 {
        U256::from(self.counted())
            .wrapping_mul(index)
            .wrapping_sub(self.debt)
    }

    /// PSC units it may draw.
    pub fn due(&self, index: U256) -> u64 {
        self.balance + whole_units(self.earned(index))
    }

    /// Takes all that is due.
    pub fn draw(&mut self, index: U256) -> u64 {
        let due = self.due(index);
        let weighted = unfloored(due - self.balance);
        self.debt = self.debt.wrapping_add(weighted);
        self.balance = 0;
        due
    }

    /// Changes what it gets from here on. What it earned stays the same, fractions included.
    pub fn change(&mut self, pool: &mut Pool, approved: bool, weight: u16) {
        let earned = self.earned(pool.index);
        pool.weight -= u32::from(self.counted());
        self.approved = approved;
        self.weight = weight;
        pool.weight += u32::from(self.counted());
        self.debt = U256::from(self.counted())
            .wrapping_mul(pool.index)
            .wrapping_sub(earned);
    }
}

/// What all causes have in common, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Pool {
    /// What a unit of weight earned so far, x 2^128; below 2^192.
    pub index: U256,
    /// What the divisions left so far; below the weight it was last divided by.
    pub carry: u32,
    /// Of the approved causes, together.
    pub weight: u32,
    /// Number of causes.
    pub count: u16,
}

const CARRY_SHIFT: usize = 16;
const WEIGHT_SHIFT: usize = 40;
const MASK_24: u64 = (1 << 24) - 1;

impl Pool {
    pub fn pack(self) -> U256 {
        let low = u64::from(self.count)
            | u64::from(self.carry) << CARRY_SHIFT
            | u64::from(self.weight) << WEIGHT_SHIFT;
        above(low, self.index)
    }

    pub fn unpack(word: U256) -> Self {
        let low = word.as_limbs()[0];
        Self {
            index: without_low(word),
            carry: (low >> CARRY_SHIFT & MASK_24) as u32,
            weight: (low >> WEIGHT_SHIFT) as u32,
            count: low as u16,
        }
    }

    /// Lets the approved causes earn units; the number of units that wait because there is none.
    pub fn earn(&mut self, units: u64) -> u64 {
        if self.weight == 0 {
            return units;
        }
        let (each, carry) = spread(units, self.carry.into(), self.weight.into());
        self.index += each;
        self.carry = carry as u32;
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers() -> impl Strategy<Value = U256> {
        any::<[u64; 4]>().prop_map(U256::from_limbs)
    }

    proptest! {
        #[test]
        fn words_keep_every_field(
            account in any::<[u8; 20]>(), balance in any::<u64>(), weight in any::<u16>(), approved in any::<bool>(), debt in numbers(),
            carry in 0u32..1 << 24, sum in 0u32..1 << 24, count in any::<u16>(),
        ) {
            let cause = Cause { account: account.into(), balance, weight, approved, debt };
            prop_assert_eq!(Cause::unpack(cause.pack()), cause);
            let pool = Pool { index: debt >> 64, carry, weight: sum, count };
            prop_assert_eq!(Pool::unpack(pool.pack()), pool);
        }

        /// Weights, approvals, profits and claims in any order: to the 2^-128th of a unit, what
        /// came in is claimed, earned, carried or waiting; and a change moves nothing.
        #[test]
        fn weights_keep_earnings_and_lose_nothing(
            steps in prop::collection::vec((0usize..6, 0u8..3, any::<bool>(), 0..=MAX_WEIGHT, 0u64..1 << 56), 0..60),
        ) {
            let (mut pool, mut causes) = (Pool::default(), [Cause::default(); 6]);
            let (mut came, mut claimed, mut waiting) = (0u64, 0u64, 0u64);
            for (who, what, approved, weight, amount) in steps {
                match what {
                    0 => {
                        let before = causes.map(|c| c.earned(pool.index));
                        causes[who].change(&mut pool, approved, weight);
                        prop_assert_eq!(causes.map(|c| c.earned(pool.index)), before);
                    }
                    1 => {
                        came += amount;
                        waiting = pool.earn(waiting + amount);
                    }
                    _ => claimed += causes[who].draw(pool.index),
                }
                let counted: u32 = causes.iter().map(|c| u32::from(c.counted())).sum();
                prop_assert_eq!(pool.weight, counted);
                let earned: U256 = causes.iter().fold(U256::ZERO, |sum, c| sum + c.earned(pool.index));
                prop_assert_eq!(earned + unfloored(claimed) + unfloored(waiting) + U256::from(pool.carry), unfloored(came));
            }
        }
    }

    #[test]
    fn a_thousand_causes_of_the_largest_weight_fit() {
        let mut pool = Pool::default();
        for _ in 0..MAX_CAUSES {
            let mut cause = Cause::default();
            cause.change(&mut pool, true, MAX_WEIGHT);
        }
        pool.count = MAX_CAUSES;
        assert_eq!(pool.earn(u64::MAX / 3), 0);
        assert_eq!(Pool::unpack(pool.pack()), pool);
        let mut alone = Pool {
            weight: 1,
            ..Default::default()
        };
        alone.earn(u64::MAX / 3);
        assert_eq!(Pool::unpack(alone.pack()), alone);
    }

    #[test]
    fn no_longer_approved_keeps_what_it_has() {
        let (mut pool, mut cause, mut other) =
            (Pool::default(), Cause::default(), Cause::default());
        cause.change(&mut pool, true, 1);
        other.change(&mut pool, true, 2);
        cause.balance = 7;
        assert_eq!(pool.earn(10), 0);
        cause.change(&mut pool, false, 1);
        assert_eq!(pool.earn(10), 0);
        // A third of the first ten, and what was chosen for it.
        assert_eq!(cause.draw(pool.index), 10);
        assert_eq!(cause.draw(pool.index), 0);
        assert_eq!(other.due(pool.index), 16);
        // The third of a unit that was left of it counts with the two thirds that come.
        cause.change(&mut pool, true, 1);
        assert_eq!(pool.earn(2), 0);
        assert_eq!((cause.due(pool.index), other.due(pool.index)), (1, 18));
    }
}
