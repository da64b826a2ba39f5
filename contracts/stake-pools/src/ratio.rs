//! Multiply and divide, and an address with a number in one word. Pure.
//!
//! By hand: the general division of 256-bit numbers weighs a tenth of the contract. Products beyond
//! 128 bits, which are rare, are divided bit by bit, for a few hundred gas.

use alloy_primitives::{Address, U256};
use common::{
    commerce::{address_word, word_address},
    math::BPS,
};

/// ⌊a × b / divisor⌋ and whether that is exact; `None` if it exceeds 128 bits, or for a divisor of
/// zero.
fn mul_div(a: u128, b: u128, divisor: u128) -> Option<(u128, bool)> {
    if divisor == 0 {
        return None;
    }
    let (mut high, mut low) = multiply(a, b);
    // Nearly always.
    if high == 0 {
        let quotient = low / divisor;
        return Some((quotient, low == quotient * divisor));
    }
    let (mut quotient, mut rest) = (0u128, 0u128);
    for _ in 0..256 {
        let carry = rest >> 127;
        rest = rest << 1 | high >> 127;
        high = high << 1 | low >> 127;
        low <<= 1;
        if quotient >> 127 != 0 {
            return None;
        }
        quotient <<= 1;
        // With the carry the rest has 129 bits; less the divisor it has 128 again.
        if carry != 0 || rest >= divisor {
            rest = rest.wrapping_sub(divisor);
            quotient |= 1;
        }
    }
    Some((quotient, rest == 0))
}

/// ⌊a × b / divisor⌋; `None` beyond 128 bits.
#[inline(never)]
pub fn floor(a: u128, b: u128, divisor: u128) -> Option<u128> {
    mul_div(a, b, divisor).map(|(quotient, _)| quotient)
}

/// ⌈a × b / divisor⌉; `None` beyond 128 bits.
#[inline(never)]
pub fn ceil(a: u128, b: u128, divisor: u128) -> Option<u128> {
    let (quotient, exact) = mul_div(a, b, divisor)?;
    quotient.checked_add(u128::from(!exact))
}

/// Whether a × b is at least c × d.
pub fn covers(a: u128, b: u128, c: u128, d: u128) -> bool {
    multiply(a, b) >= multiply(c, d)
}

/// ⌊amount × bps / 10,000⌋, for up to 10,000 bps.
pub fn share_floor(amount: u64, bps: u16) -> u64 {
    floor(amount.into(), bps.into(), BPS.into()).unwrap_or_default() as u64
}

/// ⌈amount × bps / 10,000⌉, for up to 10,000 bps.
pub fn share_ceil(amount: u64, bps: u16) -> u64 {
    ceil(amount.into(), bps.into(), BPS.into()).unwrap_or_default() as u64
}

/// All 256 bits of a product: high half, low half.
fn multiply(a: u128, b: u128) -> (u128, u128) {
    let halves = |n: u128| (n >> 64, n & u128::from(u64::MAX));
    let ((a1, a0), (b1, b0)) = (halves(a), halves(b));
    let (middle, lowest) = halves(a0 * b0);
    // Each sum below is at most (2^64 - 1)^2 + 2 (2^64 - 1): it fits.
    let (carry, middle) = halves(a1 * b0 + middle);
    let (more, middle) = halves(a0 * b1 + middle);
    (a1 * b1 + carry + more, middle << 64 | lowest)
}

/// An address with a number of 96 bits above it.
pub fn join(address: Address, number: u128) -> U256 {
    let mut limbs = address_word(address).into_limbs();
    limbs[2] |= (number as u64) << 32;
    limbs[3] = (number >> 32) as u64;
    U256::from_limbs(limbs)
}

/// The same taken apart.
pub fn split(word: U256) -> (Address, u128) {
    let [_, _, low, high] = word.into_limbs();
    (
        word_address(word),
        u128::from(low >> 32) | u128::from(high) << 32,
    )
}

/// A word of two numbers of 128 bits.
pub fn halves(low: u128, high: u128) -> U256 {
    U256::from_limbs([low, low >> 64, high, high >> 64].map(|limb| limb as u64))
}

/// The high 128 bits of a word.
pub fn high(word: U256) -> u128 {
    let limbs = word.as_limbs();
    u128::from(limbs[2]) | u128::from(limbs[3]) << 64
}

/// The low 128 bits of a word.
pub fn low(word: U256) -> u128 {
    let limbs = word.as_limbs();
    u128::from(limbs[0]) | u128::from(limbs[1]) << 64
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::math::{mul_div_ceil, mul_div_floor};
    use proptest::prelude::*;

    /// Numbers of any length.
    fn sized() -> impl Strategy<Value = u128> {
        (any::<u128>(), 0u32..128).prop_map(|(n, shift)| n >> shift)
    }

    proptest! {
        #[test]
        fn both_roundings_equal_the_general_ones(a in sized(), b in sized(), d in sized()) {
            let general = |n: Option<U256>| n.filter(|n| *n <= U256::from(u128::MAX)).map(low);
            let (x, y, z) = (U256::from(a), U256::from(b), U256::from(d));
            prop_assert_eq!(floor(a, b, d), general(mul_div_floor(x, y, z)));
            prop_assert_eq!(ceil(a, b, d), general(mul_div_ceil(x, y, z)));
        }

        #[test]
        fn shares_of_an_amount_are_within_it(amount in any::<u64>(), bps in 0u16..=10_000) {
            let (floor, ceil) = (share_floor(amount, bps), share_ceil(amount, bps));
            prop_assert!(floor <= ceil && ceil - floor <= 1 && ceil <= amount);
            prop_assert_eq!(u128::from(floor), u128::from(amount) * u128::from(bps) / 10_000);
        }

        #[test]
        fn joined_words_come_apart(address in any::<[u8; 20]>(), number in 0u128..1 << 96) {
            prop_assert_eq!(split(join(address.into(), number)), (address.into(), number));
        }
    }
}
