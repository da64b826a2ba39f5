//! How far measured values are what a product claims. Pure.

/// Most dimensions of a model.
pub const MAX_DIMENSIONS: usize = 16;
/// Fractions of a basis point that a dimension is reckoned in.
const PRECISION: u128 = 1_000_000_000_000;
/// Basis points in a per cent.
const BPS_PER_CENT: u128 = 100;

/// One dimension of a product's twin, in the unit that the model names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dimension {
    pub claimed: u64,
    /// At this difference nothing is left of its weight; above 0.
    pub tolerance: u64,
    /// Basis points; 10,000 all together.
    pub weight: u64,
}

/// Σ weight × (1 − min(1, |measured − claimed| / tolerance)), in whole per cents, 0 to 100. Each
/// dimension is rounded up to 10^-12 of a basis point and the sum down to a per cent, so that
/// thirds that add up to a whole do.
pub fn conformity(dimensions: &[Dimension], measured: &[u64]) -> u8 {
    let sum: u128 = dimensions
        .iter()
        .zip(measured)
        .map(|(dimension, value)| dimension.score(*value))
        .sum();
    // Weights beyond a whole would be the model's fault: none is.
    (sum / (PRECISION * BPS_PER_CENT)).min(100) as u8
}

impl Dimension {
    /// Its part of the sum, in fractions of a basis point.
    fn score(&self, measured: u64) -> u128 {
        let off = measured.abs_diff(self.claimed);
        let left = u128::from(self.tolerance.saturating_sub(off));
        // Below 2^14 × 2^40 × 2^64. No tolerance is 0; one that were would tolerate nothing.
        let tolerance = u128::from(self.tolerance.max(1));
        let weight = u128::from(self.weight.min(10_000));
        (weight * PRECISION * left).div_ceil(tolerance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn dimension(claimed: u64, tolerance: u64, weight: u64) -> Dimension {
        Dimension {
            claimed,
            tolerance,
            weight,
        }
    }

    #[test]
    fn what_is_as_claimed_conforms() {
        let twin = [dimension(100, 10, 6_000), dimension(7, 1, 4_000)];
        assert_eq!(conformity(&twin, &[100, 7]), 100);
        assert_eq!(conformity(&twin, &[105, 7]), 70);
        assert_eq!(conformity(&twin, &[95, 7]), 70);
        assert_eq!(conformity(&twin, &[110, 7]), 40);
        assert_eq!(conformity(&twin, &[100, 9]), 60);
        assert_eq!(conformity(&twin, &[u64::MAX, 0]), 0);
    }

    #[test]
    fn thirds_add_up() {
        let twin = [dimension(10, 3, 5_000), dimension(10, 3, 5_000)];
        assert_eq!(conformity(&twin, &[12, 11]), 50);
    }

    #[test]
    fn extremes_fit() {
        let twin = [dimension(u64::MAX, u64::MAX, 10_000)];
        assert_eq!(conformity(&twin, &[u64::MAX]), 100);
        assert_eq!(conformity(&twin, &[0]), 0);
        assert_eq!(conformity(&[dimension(0, 0, 10_000)], &[0]), 0);
    }

    fn twin() -> impl Strategy<Value = (Vec<Dimension>, Vec<u64>)> {
        let dimensions = (
            any::<u64>(),
            1..=u64::MAX,
            1u64..100,
            any::<u64>(),
            0u32..64,
        );
        prop::collection::vec(dimensions, 1..=MAX_DIMENSIONS).prop_map(|drawn| {
            let all: u64 = drawn.iter().map(|(_, _, part, _, _)| part).sum();
            let mut left = 10_000;
            let last = drawn.len() - 1;
            drawn
                .into_iter()
                .enumerate()
                .map(|(n, (claimed, tolerance, part, off, shift))| {
                    let weight = if n == last { left } else { part * 10_000 / all };
                    left -= weight;
                    let tolerance = (tolerance >> shift).max(1);
                    let measured = claimed.wrapping_add(off % tolerance.saturating_mul(2).max(1));
                    (dimension(claimed, tolerance, weight), measured)
                })
                .unzip()
        })
    }

    proptest! {
        #[test]
        fn it_is_the_floor_of_the_exact_sum((dimensions, measured) in twin()) {
            let found = conformity(&dimensions, &measured);
            // In floating point, which is off by less than a billionth.
            let exact: f64 = dimensions.iter().zip(&measured).map(|(d, value)| {
                let off = value.abs_diff(d.claimed) as f64 / d.tolerance as f64;
                d.weight as f64 * (1.0 - off.min(1.0))
            }).sum::<f64>() / 100.0;
            prop_assert!(f64::from(found) <= exact + 1e-6);
            prop_assert!(f64::from(found) + 1.0 > exact - 1e-6);
        }

        #[test]
        fn nearer_is_never_worse(claimed in any::<u64>(), tolerance in 1..=u64::MAX, offs in [any::<u64>(), any::<u64>()]) {
            let twin = [dimension(claimed, tolerance, 10_000)];
            let at = |off: u64| conformity(&twin, &[claimed.saturating_add(off)]);
            let (near, far) = (offs[0].min(offs[1]), offs[0].max(offs[1]));
            prop_assert!(at(near) >= at(far));
        }
    }
}
