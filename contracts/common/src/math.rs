//! Multiply-and-divide over 512 bits, with the rounding in the name.

use alloy_primitives::{Uint, U256};

/// Basis points in a whole.
pub const BPS: u64 = 10_000;

/// ⌊a × b / divisor⌋; `None` if the divisor is zero or the result exceeds 256 bits.
pub fn mul_div_floor(a: U256, b: U256, divisor: U256) -> Option<U256> {
    mul_div(a, b, divisor).map(|(quotient, _)| quotient)
}

/// ⌈a × b / divisor⌉; `None` if the divisor is zero or the result exceeds 256 bits.
pub fn mul_div_ceil(a: U256, b: U256, divisor: U256) -> Option<U256> {
    let (quotient, exact) = mul_div(a, b, divisor)?;
    if exact {
        Some(quotient)
    } else {
        quotient.checked_add(U256::from(1))
    }
}

/// ⌊a × b / divisor⌋ and whether the division is exact.
fn mul_div(a: U256, b: U256, divisor: U256) -> Option<(U256, bool)> {
    if divisor.is_zero() {
        return None;
    }
    // The product of two 256-bit numbers always fits 512 bits.
    let product: Uint<512, 8> = a.widening_mul(b);
    let wide_divisor = Uint::<512, 8>::from(divisor);
    let (quotient, remainder) = product.div_rem(wide_divisor);
    let limbs = quotient.as_limbs();
    if limbs[4..].iter().any(|limb| *limb != 0) {
        return None;
    }
    let low = U256::from_limbs([limbs[0], limbs[1], limbs[2], limbs[3]]);
    Some((low, remainder.is_zero()))
}

/// ⌊amount × bps / 10,000⌋. `amount` × `bps` must fit 256 bits: amounts of the tokens here stay
/// below 2^128.
pub fn bps_floor(amount: U256, bps: u16) -> U256 {
    amount * U256::from(bps) / U256::from(BPS)
}

/// ⌈amount × bps / 10,000⌉, under the same bound.
pub fn bps_ceil(amount: U256, bps: u16) -> U256 {
    (amount * U256::from(bps)).div_ceil(U256::from(BPS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_u256() -> impl Strategy<Value = U256> {
        any::<[u64; 4]>().prop_map(U256::from_limbs)
    }

    /// Numbers of any length: uniform ones are nearly always 256 bits long.
    fn sized_u256() -> impl Strategy<Value = U256> {
        (any_u256(), 0usize..256).prop_map(|(value, shift)| value >> shift)
    }

    proptest! {
        #[test]
        fn floor_is_the_largest_that_fits(a in sized_u256(), b in sized_u256(), d in sized_u256()) {
            prop_assume!(!d.is_zero());
            let product: Uint<512, 8> = a.widening_mul(b);
            match mul_div_floor(a, b, d) {
                Some(q) => {
                    let below: Uint<512, 8> = q.widening_mul(d);
                    prop_assert!(below <= product);
                    prop_assert!(product - below < Uint::<512, 8>::from(d));
                }
                None => prop_assert!(product / Uint::<512, 8>::from(d) > Uint::<512, 8>::from(U256::MAX)),
            }
        }

        #[test]
        fn ceil_is_floor_or_one_more(a in sized_u256(), b in sized_u256(), d in sized_u256()) {
            prop_assume!(!d.is_zero());
            if let (Some(floor), Some(ceil)) = (mul_div_floor(a, b, d), mul_div_ceil(a, b, d)) {
                let exact: Uint<512, 8> = floor.widening_mul(d);
                let product: Uint<512, 8> = a.widening_mul(b);
                prop_assert_eq!(ceil - floor, U256::from(exact != product));
            }
        }

        #[test]
        fn bps_agree_with_the_general_form(amount in any::<u128>(), bps in 0u16..=10_000) {
            let (a, b, d) = (U256::from(amount), U256::from(bps), U256::from(BPS));
            prop_assert_eq!(Some(bps_floor(a, bps)), mul_div_floor(a, b, d));
            prop_assert_eq!(Some(bps_ceil(a, bps)), mul_div_ceil(a, b, d));
        }

        #[test]
        fn splitting_never_lowers_a_fee(x in any::<u64>(), y in any::<u64>(), bps in 0u16..=10_000) {
            let (x, y) = (U256::from(x), U256::from(y));
            prop_assert!(bps_ceil(x, bps) + bps_ceil(y, bps) >= bps_ceil(x + y, bps));
        }
    }

    #[test]
    fn division_by_zero_is_none() {
        assert_eq!(
            mul_div_floor(U256::from(1), U256::from(1), U256::ZERO),
            None
        );
        assert_eq!(mul_div_ceil(U256::from(1), U256::from(1), U256::ZERO), None);
    }

    #[test]
    fn ceil_beyond_the_largest_number_is_none() {
        // (2^256 - 1)^2 / (2^256 - 2) = 2^256 + 1/(2^256 - 2): one too large even for the floor.
        let max = U256::MAX;
        assert_eq!(mul_div_floor(max, max, max - U256::from(1)), None);
        assert_eq!(mul_div_ceil(max, max, max), Some(max));
    }
}
