//! What the resources of the quality network share: its clock, its members' earnings, its models' dimensions.

use std::collections::BTreeMap;

use alloy::primitives::U256;
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{ApiError, snapshot::Snapshot, types::Amount};
use crate::{
    quality::{
        clock::Clock,
        money::{self, Due},
    },
    store,
};

/// Who puts a bond down and earns a part of fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Expert,
    Platform,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::Platform => "platform",
        }
    }
}

/// What a member of the network earned. In base units of PSC.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Earnings {
    /// Over all time.
    pub earned: Amount,
    pub claimed: Amount,
    /// Can be claimed now: of closed cycles.
    pub claimable: Amount,
    /// Earned in cycles that are to be closed yet.
    pub waiting: Amount,
}

/// Something that a product of the model is measured in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Dimension {
    /// All together 10,000.
    pub weight_bps: u64,
    /// Least value, a 64-bit number in the unit that the model's text names.
    pub lower: Amount,
    /// Greatest value.
    pub upper: Amount,
    /// As far as this from the claim, a measured value counts for nothing.
    pub tolerance: Amount,
}

/// The columns of a version's dimensions.
#[derive(Clone, Debug, Default, FromRow)]
pub struct Lists {
    weights: Vec<Amount>,
    lower: Vec<Amount>,
    upper: Vec<Amount>,
    tolerances: Vec<Amount>,
}

impl Lists {
    pub fn dimensions(&self) -> Vec<Dimension> {
        let values = self.lower.iter().zip(&self.upper).zip(&self.tolerances);
        let all = self.weights.iter().zip(values);
        all.map(|(weight, ((lower, upper), tolerance))| Dimension {
            weight_bps: weight.0.saturating_to(),
            lower: *lower,
            upper: *upper,
            tolerance: *tolerance,
        })
        .collect()
    }
}

/// An amount of at most 64 bits as the arithmetic takes it.
pub fn units(amount: Amount) -> u64 {
    amount.0.saturating_to()
}

pub fn amount(value: u64) -> Amount {
    Amount(U256::from(value))
}

/// A number that is never negative.
pub fn natural(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

/// The time of the answer's block.
pub fn now(snapshot: &Snapshot) -> u64 {
    natural(snapshot.meta.block_time)
}

/// The clock that a contract of the network was made with; `None` before it was.
pub async fn clock(snapshot: &mut Snapshot, contract: &str) -> Result<Option<Clock>, ApiError> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "select start_time, length_secs from network_clock where contract = $1 and block <= $2
         order by block, log_index limit 1",
    )
    .bind(contract)
    .bind(snapshot.block())
    .fetch_optional(snapshot.conn())
    .await?;
    Ok(row.map(|(start, length)| Clock {
        start: natural(start),
        length: natural(length),
    }))
}

/// The first cycle that is not closed.
pub async fn next_cycle(snapshot: &mut Snapshot) -> Result<i64, ApiError> {
    let next =
        sqlx::query_scalar("select coalesce(max(cycle) + 1, 0) from cycle_close where block <= $1")
            .bind(snapshot.block())
            .fetch_one(snapshot.conn())
            .await?;
    Ok(next)
}

/// What experts or platforms earned, by number; who earned nothing is not among them.
pub async fn earnings(
    snapshot: &mut Snapshot,
    role: Role,
    numbers: &[i64],
) -> Result<BTreeMap<i64, Earnings>, ApiError> {
    let next = natural(next_cycle(snapshot).await?);
    let by_cycle = match role {
        Role::Expert => {
            "select expert, cycle, sum(to_expert) from fee_accrual
             where expert = any ($1) and expert <> 0 and experience_fee > 0 and block <= $2
             group by expert, cycle order by expert, cycle"
        }
        Role::Platform => {
            "select platform, cycle, sum(to_platform) from fee_accrual
             where platform = any ($1) and platform <> 0 and experience_fee > 0 and block <= $2
             group by platform, cycle order by platform, cycle"
        }
    };
    let rows: Vec<(i64, i64, store::Amount)> = sqlx::query_as(by_cycle)
        .bind(numbers)
        .bind(snapshot.block())
        .fetch_all(snapshot.conn())
        .await?;
    let paid: Vec<(i64, store::Amount)> = sqlx::query_as(
        "select number, sum(amount) from network_payment
         where kind = $1 and number = any ($2) and block <= $3 group by number",
    )
    .bind(role.name())
    .bind(numbers)
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let paid: BTreeMap<i64, U256> = paid.into_iter().map(|(of, sum)| (of, sum.0)).collect();
    let mut earned = BTreeMap::<i64, Vec<(u64, U256)>>::new();
    for (of, cycle, sum) in rows {
        earned.entry(of).or_default().push((natural(cycle), sum.0));
    }
    let all = earned.into_iter().map(|(of, by_cycle)| {
        let claimed = paid.get(&of).copied().unwrap_or_default();
        let Due { claimable, waiting } = money::due(&by_cycle, claimed, next);
        let earnings = Earnings {
            earned: by_cycle.iter().map(|(_, sum)| Amount(*sum)).sum(),
            claimed: Amount(claimed),
            claimable: Amount(claimable),
            waiting: Amount(waiting),
        };
        (of, earnings)
    });
    Ok(all.collect())
}
