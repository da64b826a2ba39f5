//! Quality models and enrolments as the words they are stored in, and what they must be like. Pure.

use alloc::vec::Vec;
use alloy_primitives::U256;
use common::{
    encode::{revert, Outcome},
    math::BPS,
};

use crate::abi::*;

/// Most dimensions of a model.
pub const MAX_DIMENSIONS: usize = 16;
const MAX_32: u64 = u32::MAX as u64;

/// What is measured of a product, in the unit that the model's text names. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Dimension {
    /// Least and greatest value that can be claimed.
    pub lower: u64,
    pub upper: u64,
    /// How far from the claim a measured value counts for nothing; above 0.
    pub tolerance: u64,
    /// Basis points of the whole.
    pub weight: u16,
}

impl Dimension {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.lower, self.upper, self.tolerance, self.weight.into()])
    }

    pub fn unpack(word: U256) -> Self {
        let [lower, upper, tolerance, weight] = word.into_limbs();
        Self {
            lower,
            upper,
            tolerance,
            weight: weight as u16,
        }
    }
}

/// The dimensions of a version, from its lists.
///
/// # Errors
/// `WrongDimensions`, `LengthMismatch`, `WrongDimension`, `WrongWeights`.
pub fn dimensions(
    weights: &[u16],
    lower: &[u64],
    upper: &[u64],
    tolerances: &[u64],
) -> Outcome<Vec<Dimension>> {
    let count = weights.len();
    if count == 0 || count > MAX_DIMENSIONS {
        return Err(revert(WrongDimensions {
            count: U256::from(count),
            max: U256::from(MAX_DIMENSIONS),
        }));
    }
    for other in [lower.len(), upper.len(), tolerances.len()] {
        same_length(count, other)?;
    }
    let mut all = Vec::with_capacity(count);
    let mut sum = 0u64;
    for (index, &weight) in weights.iter().enumerate() {
        let dimension = Dimension {
            lower: lower[index],
            upper: upper[index],
            tolerance: tolerances[index],
            weight,
        };
        if dimension.lower > dimension.upper || dimension.tolerance == 0 {
            return Err(revert(WrongDimension {
                index: U256::from(index),
            }));
        }
        // At most sixteen 16-bit numbers; one of 0 makes the sum wrong for good.
        sum += match weight {
            0 => 1 << 32,
            _ => u64::from(weight),
        };
        all.push(dimension);
    }
    if sum != BPS {
        return Err(revert(WrongWeights {
            sum: U256::from(sum),
        }));
    }
    Ok(all)
}

/// That claims fit their dimensions.
///
/// # Errors
/// `LengthMismatch`, `ClaimOutOfBounds`.
pub fn check_claims(claims: &[u64], dimensions: &[Dimension]) -> Outcome {
    same_length(claims.len(), dimensions.len())?;
    for (index, (&value, dimension)) in claims.iter().zip(dimensions).enumerate() {
        let Dimension { lower, upper, .. } = *dimension;
        if value < lower || value > upper {
            return Err(revert(ClaimOutOfBounds {
                index: U256::from(index),
                value,
                lower,
                upper,
            }));
        }
    }
    Ok(())
}

fn same_length(left: usize, right: usize) -> Outcome {
    if left != right {
        return Err(revert(LengthMismatch {
            left: U256::from(left),
            right: U256::from(right),
        }));
    }
    Ok(())
}

/// Four values to a word, the first in the low bits.
pub fn pack_claims(claims: &[u64]) -> Vec<U256> {
    claims
        .chunks(4)
        .map(|four| {
            let mut limbs = [0; 4];
            limbs[..four.len()].copy_from_slice(four);
            U256::from_limbs(limbs)
        })
        .collect()
}

/// Where a model stands. It only ever moves on.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum State {
    #[default]
    None = 0,
    Open = 1,
    /// By its expert: what is enrolled goes on.
    Withdrawn = 2,
    /// By a ruling: what is enrolled earns nobody anything.
    Struck = 3,
}

/// A model, one word: expert, versions, state, open dispute.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Model {
    pub expert: u64,
    /// Number of the latest version.
    pub versions: u64,
    pub state: State,
    /// Number of the dispute on it that is open; 0: none is.
    pub dispute: u64,
}

impl Model {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.expert, self.versions, self.state as u64, self.dispute])
    }

    pub fn unpack(word: U256) -> Self {
        let [expert, versions, state, dispute] = word.into_limbs();
        Self {
            expert,
            versions,
            state: match state {
                1 => State::Open,
                2 => State::Withdrawn,
                3 => State::Struck,
                _ => State::None,
            },
            dispute,
        }
    }
}

/// A product's enrolment, one word; model 0: there is none.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Enrolment {
    pub model: u64,
    /// Of the model.
    pub version: u64,
    /// Of the version.
    pub dimensions: u8,
    pub fee_bps: u16,
    /// The model's expert.
    pub expert: u64,
    /// Unix seconds.
    pub since: u64,
}

impl Enrolment {
    pub fn pack(self) -> U256 {
        let small = self.version | u64::from(self.dimensions) << 32 | u64::from(self.fee_bps) << 40;
        U256::from_limbs([self.model, small, self.expert, self.since])
    }

    pub fn unpack(word: U256) -> Self {
        let [model, small, expert, since] = word.into_limbs();
        Self {
            model,
            version: small & MAX_32,
            dimensions: (small >> 32) as u8,
            fee_bps: (small >> 40) as u16,
            expert,
            since,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolError;
    use proptest::prelude::*;

    fn error<E: SolError>(outcome: Outcome<impl core::fmt::Debug>) -> bool {
        outcome.is_err_and(|data| data.starts_with(&E::SELECTOR))
    }

    #[test]
    fn weights_are_the_whole_and_none_is_nothing() {
        let of = |weights: &[u16]| {
            let zeros: Vec<u64> = weights.iter().map(|_| 0).collect();
            let ones: Vec<u64> = weights.iter().map(|_| 1).collect();
            dimensions(weights, &zeros, &ones, &ones)
        };
        assert!(of(&[10_000]).is_ok() && of(&[1, 9_999]).is_ok());
        assert!(of(&[625; 16]).is_ok());
        assert!(error::<WrongWeights>(of(&[0, 10_000])));
        assert!(error::<WrongWeights>(of(&[9_999])));
        assert!(error::<WrongWeights>(of(&[u16::MAX; 16])));
        assert!(error::<WrongDimensions>(of(&[])));
        assert!(error::<WrongDimensions>(of(&[588; 17])));
    }

    #[test]
    fn dimensions_have_bounds_and_a_tolerance() {
        let one = |lower, upper, tolerance| dimensions(&[10_000], &[lower], &[upper], &[tolerance]);
        assert!(one(3, 3, 1).is_ok() && one(0, u64::MAX, u64::MAX).is_ok());
        assert!(error::<WrongDimension>(one(4, 3, 1)));
        assert!(error::<WrongDimension>(one(0, 3, 0)));
        assert!(error::<LengthMismatch>(dimensions(
            &[10_000],
            &[0],
            &[1],
            &[]
        )));
        assert!(error::<LengthMismatch>(dimensions(
            &[10_000],
            &[0, 0],
            &[1],
            &[1]
        )));
    }

    proptest! {
        #[test]
        fn words_keep_every_field(n in any::<[u64; 4]>(), small in any::<(u32, u8, u16)>(), state in 0u64..4) {
            let dimension = Dimension { lower: n[0], upper: n[1], tolerance: n[2], weight: small.2 };
            prop_assert_eq!(Dimension::unpack(dimension.pack()), dimension);
            let enrolment = Enrolment {
                model: n[0], version: small.0.into(), dimensions: small.1, fee_bps: small.2, expert: n[1], since: n[2],
            };
            prop_assert_eq!(Enrolment::unpack(enrolment.pack()), enrolment);
            let model = Model { state: Model::unpack(U256::from_limbs([0, 0, state, 0])).state, expert: n[0], versions: n[1], dispute: n[2] };
            prop_assert_eq!(Model::unpack(model.pack()), model);
            prop_assert_eq!(model.state as u64, state);
        }

        #[test]
        fn claims_keep_their_places(claims in prop::collection::vec(any::<u64>(), 1..=16)) {
            let words = pack_claims(&claims);
            for (index, claim) in claims.iter().enumerate() {
                prop_assert_eq!(words[index / 4].as_limbs()[index % 4], *claim);
            }
            prop_assert_eq!(words.len(), claims.len().div_ceil(4));
        }

        #[test]
        fn claims_are_within_the_bounds_or_refused(value in 0u64..30, lower in 0u64..20, more in 0u64..10) {
            let dimension = Dimension { lower, upper: lower + more, tolerance: 1, weight: 10_000 };
            let fits = (lower..=lower + more).contains(&value);
            prop_assert_eq!(check_claims(&[value], &[dimension]).is_ok(), fits);
        }
    }
}
