//! The trust score, and how far a measured value is what was claimed.

use std::collections::BTreeMap;

/// The weighted lower median of conformities, and all weight: the least conformity up to which at least half of it stands.
/// `None` if there is no weight.
pub fn median(reports: impl IntoIterator<Item = (i32, u64)>) -> Option<(i32, u64)> {
    let mut buckets = BTreeMap::<i32, u128>::new();
    for (conformity, weight) in reports {
        *buckets.entry(conformity).or_default() += u128::from(weight);
    }
    let all: u128 = buckets.values().sum();
    if all == 0 {
        return None;
    }
    let mut below = 0;
    let found = buckets.into_iter().find_map(|(conformity, weight)| {
        below += weight;
        (below * 2 >= all).then_some(conformity)
    })?;
    Some((found, u64::try_from(all).unwrap_or(u64::MAX)))
}
