//! A cycle's pots: what comes in, by what it is shared, and what closing makes of it. Pure
//! arithmetic; amounts are PSC units, of which there are below 2^64, so that sums of what is held
//! here need no more than 64 bits.

use alloy_primitives::U256;

/// Tenths of a product's fees that its best three reports earn.
pub const PLACES: [u64; 3] = [5, 3, 2];
/// An index is in units x 2^-64.
const ONE: u32 = 64;

/// How many of a product's places that many tenths are; `None`: no number of places has them.
pub fn places_of(tenths: u64) -> Option<usize> {
    match tenths {
        0 => Some(0),
        5 => Some(1),
        8 => Some(2),
        10 => Some(3),
        _ => None,
    }
}

fn pair(low: u128, high: u128) -> U256 {
    U256::from(low) | U256::from(high) << 128
}

fn unpair(word: U256) -> (u128, u128) {
    let [a, b, c, d] = word.into_limbs();
    let join = |low: u64, high: u64| u128::from(low) | u128::from(high) << 64;
    (join(a, b), join(c, d))
}

/// What came into a cycle; stays as it is from its closing on.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Fees {
    /// The reports' parts of its lines.
    pub reports: u64,
    /// Of its lines what no expert or platform earns: goes to the reports of the next cycle.
    pub rolled: u64,
    /// The community's fees, and roundings of earlier cycles.
    pub community: u64,
    /// What reports of earlier cycles won that were struck, and roundings: shared among this
    /// cycle's reports.
    pub extra: u64,
}

impl Fees {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.reports, self.rolled, self.community, self.extra])
    }

    pub fn unpack(word: U256) -> Self {
        let [reports, rolled, community, extra] = word.into_limbs();
        Self {
            reports,
            rolled,
            community,
            extra,
        }
    }
}

/// By what a cycle's pots are shared; from its closing on, of that what is not settled.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Weights {
    /// Σ over products of fees x tenths that have winners.
    pub reports: u128,
    /// Σ of the community's weights.
    pub community: u128,
}

impl Weights {
    pub fn pack(self) -> U256 {
        pair(self.reports, self.community)
    }

    pub fn unpack(word: U256) -> Self {
        let (reports, community) = unpair(word);
        Self { reports, community }
    }
}

/// What a unit of weight earns, units x 2^-64.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Indices {
    pub reports: u128,
    pub community: u128,
}

impl Indices {
    pub fn pack(self) -> U256 {
        pair(self.reports, self.community)
    }

    pub fn unpack(word: U256) -> Self {
        let (reports, community) = unpair(word);
        Self { reports, community }
    }
}

/// What of a closed cycle's pots is not settled: claimable, and what rounding will leave of it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Left {
    pub reports: u64,
    pub community: u64,
}

impl Left {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.reports, self.community, 0, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [reports, community, _, _] = word.into_limbs();
        Self { reports, community }
    }
}

/// How far closing has come.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The first cycle that is not closed.
    pub next: u64,
    /// Carried into it, for its reports and for its community.
    pub reports: u64,
    pub community: u64,
}

impl Progress {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.next, self.reports, self.community, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [next, reports, community, _] = word.into_limbs();
        Self {
            next,
            reports,
            community,
        }
    }
}

/// What a product's reports earn in a cycle.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Reports {
    /// The reports' parts of the product's lines.
    pub fees: u64,
    /// Tenths of it that have winners.
    pub tenths: u64,
    /// A bit per place that was paid or rolled over.
    settled: u64,
}

impl Reports {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.fees, self.tenths, self.settled, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [fees, tenths, settled, _] = word.into_limbs();
        Self {
            fees,
            tenths,
            settled,
        }
    }

    /// What its winners weigh in the cycle's pot, if that many tenths have winners.
    pub fn weight(&self, tenths: u64) -> u128 {
        u128::from(self.fees) * u128::from(tenths)
    }

    /// What a place, counted from 0, weighs; `None` if it has no winner or is settled.
    pub fn open(&self, place: usize) -> Option<u128> {
        let filled = places_of(self.tenths)?;
        if place >= filled || self.settled >> place & 1 != 0 {
            return None;
        }
        Some(self.weight(PLACES[place]))
    }

    /// Whether a place, counted from 0, was paid or rolled over.
    pub fn is_settled(&self, place: usize) -> bool {
        place < PLACES.len() && self.settled >> place & 1 != 0
    }

    /// A bit per place, from the lowest, that was paid or rolled over.
    pub fn settled_places(&self) -> u8 {
        self.settled as u8
    }

    pub fn settle(&mut self, place: usize) {
        self.settled |= 1 << place;
    }
}

/// An account's part of a cycle's community.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Part {
    /// 0: none.
    pub weight: u64,
    pub claimed: bool,
}

impl Part {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.weight, self.claimed.into(), 0, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [weight, claimed, _, _] = word.into_limbs();
        Self {
            weight,
            claimed: claimed != 0,
        }
    }
}

/// What closing a cycle comes to.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Closing {
    /// Of its own fees what goes to the winners.
    pub assigned: u64,
    /// What winners share besides, in proportion: carried from before, or of struck reports.
    pub pot: u64,
    pub indices: Indices,
    /// What can be claimed of it.
    pub left: Left,
    /// Carried into the next cycle, for its reports and for its community.
    pub carried: Left,
}

/// Closes a cycle into which `carried` came from before.
///
/// Nothing overflows: the pots are below 2^64, and a weight is at most the sum that its index was
/// divided by, so that weight x index is at most pot x 2^64.
pub fn close(fees: Fees, weights: Weights, carried: Progress) -> Closing {
    let pot = carried.reports + fees.extra;
    // At most Σ fees.
    let assigned = (weights.reports / 10) as u64;
    let rest = fees.reports - assigned + fees.rolled;
    let community = carried.community + fees.community;
    let indices = Indices {
        reports: index(pot, weights.reports),
        community: index(community, weights.community),
    };
    let left = Left {
        reports: if weights.reports == 0 {
            0
        } else {
            assigned + pot
        },
        community: earned(weights.community, indices.community),
    };
    Closing {
        assigned,
        pot,
        indices,
        left,
        carried: Left {
            reports: rest + assigned + pot - left.reports,
            community: community - left.community,
        },
    }
}

/// ⌊pot x 2^64 / weight⌋; 0 without any weight.
fn index(pot: u64, weight: u128) -> u128 {
    (u128::from(pot) << ONE).checked_div(weight).unwrap_or(0)
}

/// ⌊weight x index / 2^64⌋, for a weight of those that the index was made for.
pub fn earned(weight: u128, index: u128) -> u64 {
    ((weight * index) >> ONE) as u64
}

/// What a report of that weight earns: its tenths of its product's fees, and of the pot.
pub fn won(weight: u128, index: u128) -> u64 {
    (weight / 10) as u64 + earned(weight, index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whole PSC.
    const PSC: u64 = 1_000_000;

    fn fees() -> impl Strategy<Value = Fees> {
        any::<[u64; 4]>().prop_map(|n| Fees {
            reports: n[0] >> 3,
            rolled: n[1] >> 3,
            community: n[2] >> 3,
            extra: n[3] >> 3,
        })
    }

    proptest! {
        #[test]
        fn words_keep_every_field(n in any::<[u64; 4]>(), wide in any::<[u128; 2]>(), flag in any::<bool>(), settled in 0usize..3) {
            let fees = Fees { reports: n[0], rolled: n[1], community: n[2], extra: n[3] };
            prop_assert_eq!(Fees::unpack(fees.pack()), fees);
            let weights = Weights { reports: wide[0], community: wide[1] };
            prop_assert_eq!(Weights::unpack(weights.pack()), weights);
            let indices = Indices { reports: wide[0], community: wide[1] };
            prop_assert_eq!(Indices::unpack(indices.pack()), indices);
            let left = Left { reports: n[0], community: n[1] };
            prop_assert_eq!(Left::unpack(left.pack()), left);
            let progress = Progress { next: n[0], reports: n[1], community: n[2] };
            prop_assert_eq!(Progress::unpack(progress.pack()), progress);
            let mut reports = Reports { fees: n[0], tenths: n[1], settled: 0 };
            reports.settle(settled);
            prop_assert_eq!(Reports::unpack(reports.pack()), reports);
            let part = Part { weight: n[0], claimed: flag };
            prop_assert_eq!(Part::unpack(part.pack()), part);
        }

        /// Whatever the products' fees and winners are: all of it is left to claim or carried, and
        /// what the places earn is never more than what is left to them.
        #[test]
        fn invariant_closing_keeps_every_unit(
            products in prop::collection::vec((0u64..1 << 58, 0usize..4), 0..20), weight in prop::collection::vec(any::<u64>(), 0..20),
            rolled in any::<u32>(), extra in any::<u32>(), community in 0u64..1 << 60, carried in any::<[u32; 2]>(),
        ) {
            let tenths = [0, 5, 8, 10];
            let products: Vec<Reports> = products.iter()
                .map(|&(fees, filled)| Reports { fees, tenths: tenths[filled], settled: 0 })
                .collect();
            let fees = Fees {
                reports: products.iter().map(|product| product.fees).sum(),
                rolled: rolled.into(), extra: extra.into(), community,
            };
            let weights = Weights {
                reports: products.iter().map(|product| product.weight(product.tenths)).sum(),
                community: weight.iter().map(|weight| u128::from(*weight)).sum(),
            };
            let carried = Progress { next: 0, reports: carried[0].into(), community: carried[1].into() };
            let closing = close(fees, weights, carried);
            let left = closing.left;
            prop_assert_eq!(
                left.reports + closing.carried.reports,
                fees.reports + fees.rolled + fees.extra + carried.reports
            );
            prop_assert_eq!(left.community + closing.carried.community, community + carried.community);
            let mut paid = 0;
            for product in &products {
                for place in 0..3 {
                    if let Some(weight) = product.open(place) {
                        paid += won(weight, closing.indices.reports);
                    }
                }
            }
            prop_assert!(paid <= left.reports);
            // Under two units per place, and 16 for the index.
            prop_assert!(left.reports - paid <= 6 * products.len() as u64 + 16);
            let paid: u64 = weight.iter().map(|weight| earned((*weight).into(), closing.indices.community)).sum();
            prop_assert!(paid <= left.community);
        }

        /// The formulae alone, at the bounds of what they are made for.
        #[test]
        fn closing_does_not_overflow(fees in fees(), tenths in 0u64..=10, community in any::<u64>(), carried in any::<u64>()) {
            let weights = Weights { reports: u128::from(fees.reports) * u128::from(tenths), community: community.into() };
            let carried = Progress { next: 0, reports: carried >> 3, community: carried >> 3 };
            let closing = close(fees, weights, carried);
            prop_assert!(won(weights.reports, closing.indices.reports) <= closing.left.reports);
        }
    }

    /// A cycle in which all products have three winners gives 1,500,000 to reports as 5:3:2, and
    /// 120,000 to the community.
    #[test]
    fn pots_are_the_white_papers() {
        for unit in [1, PSC] {
            let product = Reports {
                fees: 1_500_000 * unit,
                tenths: 10,
                settled: 0,
            };
            let fees = Fees {
                reports: product.fees,
                community: 120_000 * unit,
                ..Fees::default()
            };
            let weights = Weights {
                reports: product.weight(10),
                community: 3,
            };
            let closing = close(fees, weights, Progress::default());
            let places =
                [0, 1, 2].map(|place| won(product.open(place).unwrap(), closing.indices.reports));
            assert_eq!(places, [750_000 * unit, 450_000 * unit, 300_000 * unit]);
            assert_eq!(
                closing.left,
                Left {
                    reports: 1_500_000 * unit,
                    community: 120_000 * unit,
                }
            );
            assert_eq!(earned(1, closing.indices.community), 40_000 * unit);
        }
    }

    #[test]
    fn all_is_carried_without_winners_and_without_weights() {
        let fees = Fees {
            reports: 50,
            rolled: 40,
            community: 6,
            extra: 3,
        };
        let before = Progress {
            next: 4,
            reports: 7,
            community: 1,
        };
        let closing = close(fees, Weights::default(), before);
        assert_eq!(closing.left, Left::default());
        assert_eq!(
            closing.carried,
            Left {
                reports: 100,
                community: 7
            }
        );
    }

    /// Missing places roll over: with one of three places filled, half of the fees is carried.
    #[test]
    fn missing_places_are_carried() {
        let product = Reports {
            fees: 1_000,
            tenths: 5,
            settled: 0,
        };
        let fees = Fees {
            reports: 1_000,
            ..Fees::default()
        };
        let weights = Weights {
            reports: product.weight(5),
            community: 0,
        };
        let closing = close(fees, weights, Progress::default());
        assert_eq!((closing.assigned, closing.carried.reports), (500, 500));
        assert_eq!(
            (product.open(0), product.open(1), product.open(2)),
            (Some(5_000), None, None)
        );
    }

    #[test]
    fn tenths_are_those_of_the_best_so_many_places() {
        for tenths in 0..=11 {
            let places = (0..=3).find(|n| PLACES[..*n].iter().sum::<u64>() == tenths);
            assert_eq!(places_of(tenths), places);
        }
    }

    #[test]
    fn a_place_is_settled_once_and_by_itself() {
        let fresh = Reports {
            fees: 1_000,
            tenths: 10,
            settled: 0,
        };
        for place in 0..3 {
            let mut reports = fresh;
            // Twice is as good as once.
            for _ in 0..2 {
                reports.settle(place);
                assert_eq!(reports.settled_places(), [0b001, 0b010, 0b100][place]);
                for other in 0..3 {
                    assert_eq!(reports.is_settled(other), other == place);
                    assert_eq!(reports.open(other).is_none(), other == place);
                }
            }
        }
        // There is no fourth.
        for place in [3, 64, usize::MAX] {
            let all = Reports {
                settled: u64::MAX,
                ..fresh
            };
            assert!(!all.is_settled(place));
            assert_eq!(fresh.open(place), None);
        }
    }
}
