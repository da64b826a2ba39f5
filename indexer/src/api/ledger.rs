//! The splitter's arithmetic, from the events that it logs: what members of its ledgers earned, to the unit.
//!
//! A member (a customer, or a set of co-creators) joins with q points at index I of a generation and owes q x I; it has
//! earned points x index less what it owes, in units x 2^128. At the end of a generation its points are divided by 2^16
//! and the index starts again at zero. Everything is modulo 2^256, as in the contract; earnings themselves stay far below.

use alloy::primitives::U256;
use sqlx::FromRow;

use super::{ApiError, snapshot::Snapshot, types::Amount};

/// By how many bits points shrink at the end of a generation.
const GENERATION_BITS: usize = 16;
pub const BPS: u64 = 10_000;

/// What a member's lines of one generation add up to.
#[derive(Clone, Debug, FromRow)]
pub struct Joined {
    pub generation: i64,
    pub points: Amount,
    /// The sum of points x index, modulo 2^256.
    pub owed: Amount,
}

/// What a member has earned in all, unfloored, and its points now. `indexes` are the last ones of all generations so far;
/// `joined` is in the order of generations.
pub fn earned(joined: &[Joined], indexes: &[U256]) -> (U256, U256) {
    let (mut earned, mut points) = (U256::ZERO, U256::ZERO);
    for (generation, index) in (0..).zip(indexes) {
        points >>= GENERATION_BITS;
        for of_this in joined.iter().filter(|j| j.generation == generation) {
            points += of_this.points.0;
            earned = earned.wrapping_sub(of_this.owed.0);
        }
        earned = earned.wrapping_add(points.wrapping_mul(*index));
    }
    (earned, points)
}

/// The whole units of unfloored earnings.
pub fn whole(earned: U256) -> U256 {
    earned >> 128
}

/// So many units, unfloored.
pub fn unfloored(units: U256) -> U256 {
    units << 128
}

/// What an account has of a set's lifetime earnings.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// What the others do not have, and all that came before they accepted.
    Vendor,
    CoCreator {
        bps: u64,
        /// The set's lifetime when the account accepted; nothing is due before.
        accepted: Option<U256>,
    },
}

/// What is due of a set's lifetime to one account, before what it drew. `accepted`: bps and lifetime at acceptance of each
/// account that accepted.
pub fn part(part: Part, lifetime: U256, accepted: &[(u64, U256)]) -> U256 {
    let bps_units = match part {
        Part::CoCreator { accepted: None, .. } => U256::ZERO,
        Part::CoCreator {
            bps,
            accepted: Some(base),
        } => lifetime.saturating_sub(base) * U256::from(bps),
        Part::Vendor => {
            let given: u64 = accepted.iter().map(|(bps, _)| bps).sum();
            let before = accepted.iter().fold(U256::ZERO, |sum, (bps, base)| {
                sum + *base * U256::from(*bps)
            });
            before + lifetime * U256::from(BPS.saturating_sub(given))
        }
    };
    bps_units / U256::from(BPS)
}

/// A change of what a cause has of the weighted profit.
#[derive(Clone, Copy, Debug)]
pub struct Weighing {
    /// Zero while it is not approved.
    pub weight: u64,
    /// Profit per weight by then, x 2^128.
    pub index: U256,
}

/// What a cause earned by its weights, unfloored. `changes` are in the order of the chain, `index` is that of now.
pub fn weighted(changes: &[Weighing], index: U256) -> U256 {
    let ends = changes
        .iter()
        .skip(1)
        .map(|change| change.index)
        .chain([index]);
    changes
        .iter()
        .zip(ends)
        .fold(U256::ZERO, |sum, (change, end)| {
            sum + U256::from(change.weight) * end.saturating_sub(change.index)
        })
}

/// The last profit index of every generation so far, from the first on.
pub async fn indexes(snapshot: &mut Snapshot) -> Result<Vec<U256>, ApiError> {
    let rows: Vec<Amount> = sqlx::query_scalar(
        "select coalesce((select p.profit_index from profit_credit p where p.generation = g and p.block <= $1
                          order by p.block desc, p.log_index desc limit 1), 0)
         from generate_series(0, (select p.generation from profit_credit p where p.block <= $1
                                  order by p.block desc, p.log_index desc limit 1)) g order by g",
    )
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    Ok(rows.into_iter().map(|index| index.0).collect())
}

/// Profit per weight of causes now, x 2^128.
pub async fn cause_index(snapshot: &mut Snapshot) -> Result<U256, ApiError> {
    let index: Option<Amount> = sqlx::query_scalar(
        "select cause_index from profit_credit where block <= $1 order by block desc, log_index desc limit 1",
    )
    .bind(snapshot.block())
    .fetch_optional(snapshot.conn())
    .await?;
    Ok(index.map_or(U256::ZERO, |index| index.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(value: u64) -> U256 {
        unfloored(U256::from(value))
    }

    fn joined(generation: i64, points: u64, index: U256) -> Joined {
        Joined {
            generation,
            points: Amount(U256::from(points)),
            owed: Amount(U256::from(points).wrapping_mul(index)),
        }
    }

    #[test]
    fn points_earn_what_comes_after_them() {
        let early = [joined(0, 300, U256::ZERO)];
        let index = units(200) / U256::from(300);
        let (first, points) = earned(&early, &[index]);
        assert_eq!((whole(first), points), (U256::from(199), U256::from(300)));
        let late = [joined(0, 300, index)];
        assert_eq!(earned(&late, &[index]).0, U256::ZERO);
        assert_eq!(earned(&[], &[index]), (U256::ZERO, U256::ZERO));
    }

    #[test]
    fn points_shrink_with_each_generation() {
        let member = [joined(0, 3 << 16, U256::ZERO), joined(2, 1, units(1))];
        // Nothing was credited in generation 1.
        let (sum, points) = earned(&member, &[units(1), U256::ZERO, units(5)]);
        assert_eq!(whole(sum), U256::from((3 << 16) + 4));
        assert_eq!(points, U256::from(1));
    }

    #[test]
    fn parts_begin_with_acceptance() {
        let accepted = [(2_500, U256::from(1_000))];
        let co_creator = |base: Option<u64>| Part::CoCreator {
            bps: 2_500,
            accepted: base.map(U256::from),
        };
        let life = U256::from(3_000);
        assert_eq!(
            part(co_creator(Some(1_000)), life, &accepted),
            U256::from(500)
        );
        assert_eq!(part(Part::Vendor, life, &accepted), U256::from(2_500));
        assert_eq!(part(co_creator(None), life, &[]), U256::ZERO);
        assert_eq!(part(Part::Vendor, life, &[]), life);
    }

    #[test]
    fn weights_count_from_change_to_change() {
        let at = |weight, index| Weighing {
            weight,
            index: units(index),
        };
        let changes = [at(2, 1), at(0, 4), at(10, 6)];
        assert_eq!(weighted(&changes, units(7)), units(6 + 10));
        assert_eq!(weighted(&[], units(7)), U256::ZERO);
    }
}
