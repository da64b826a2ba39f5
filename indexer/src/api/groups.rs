//! GET /v1/groups

use alloy::primitives::U256;
use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, Row};
use utoipa::ToSchema;

use super::{
    ApiError, causes,
    ledger::{self, Joined},
    page::{Nothing, Params},
    snapshot::{AsOf, One, Snapshot},
    types::Amount,
};

/// What the three groups got of all profit, and where the splitter stands. profit = 3 x per_group + remainder.
/// Amounts are base units of PSC; indexes and carries are such units x 2^128.
#[derive(Debug, Serialize, ToSchema)]
pub struct Groups {
    /// All profit credited.
    pub profit: Amount,
    /// What each of the groups got of it: always the same.
    pub per_group: Amount,
    /// Of it, what was given to the groups beside the lines' profit: by the stake pools, or by anyone.
    pub contributed: Amount,
    /// What the stake pools owe the groups and have not sent yet; no part of the profit above.
    pub owed_by_stake_pools: Amount,
    /// 0 to 2 units, part of the next line's profit.
    pub remainder: Amount,
    /// Number of lines credited.
    pub lines: i64,
    pub groups: Vec<Group>,
    /// Customers and co-creators share one index: each line gives both the same points.
    pub members: Members,
    pub weighted_causes: WeightedCauses,
}

/// One of the groups. credited = claimed + the rest, which its members can claim or which waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Group {
    #[schema(example = "customers")]
    pub name: &'static str,
    pub credited: Amount,
    pub claimed: Amount,
}

/// Where the ledger of customers and the one of co-creator sets stand: equal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Members {
    /// 16 epochs of 30 days each.
    pub generation: i64,
    /// Earned per point in this generation.
    pub index: Amount,
    pub points: Amount,
    /// What the last division left for the next.
    pub carry: Amount,
    /// Units that came while nobody had points.
    pub waiting: Amount,
}

/// Where the profit that goes by the DAO's weights stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeightedCauses {
    /// Earned per weight.
    pub index: Amount,
    /// The approved causes' weights together.
    pub weight: u64,
    pub carry: Amount,
    /// Units that came while no approved cause had a weight.
    pub waiting: Amount,
}

/// Sums of all lines of a generation.
#[derive(FromRow)]
struct Generation {
    lines: i64,
    profit: Amount,
    contributed: Amount,
    per_group: Amount,
    by_weights: Amount,
    #[sqlx(flatten)]
    joined: Joined,
}

/// The three groups that share all profit
#[utoipa::path(get, path = "/v1/groups", tag = "groups", params(AsOf),
    responses((status = 200, body = One<Groups>)))]
pub async fn groups(_: Params<Nothing>, mut snapshot: Snapshot) -> Result<Response, ApiError> {
    let block = snapshot.block();
    // The sums are of the latest block: what later blocks added is taken back.
    let generations: Vec<Generation> = sqlx::query_as(
        "select generation, coalesce(sum(lines) filter (where set_id <> 0), 0)::bigint as lines, sum(profit) as profit,
                coalesce(sum(profit) filter (where set_id = 0), 0) as contributed, sum(per_group) as per_group,
                sum(by_weights) as by_weights, sum(points) as points, mod(sum(owed), 2::numeric ^ 256) as owed
         from (select set_id, generation, lines, profit, per_group, by_weights, points, owed from set_profit
               union all
               select set_id, generation, -1, -profit, -per_group, case when cause = 0 then -per_group else 0 end, -points,
                      -(points * profit_index)
               from profit_credit where block > $1) s
         group by generation having sum(lines) > 0 order by generation",
    )
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let claims = sqlx::query(
        "select (select coalesce(sum(amount), 0) from customer_claim where block <= $1),
                (select coalesce(sum(amount), 0) from co_creator_claim where block <= $1),
                (select coalesce(sum(amount), 0) from cause_claim where block <= $1),
                (select coalesce(sum(forfeited), 0) from stake_change where forfeited > 0 and block <= $1)
                + (select coalesce(sum(to_groups), 0) from advance_change where to_groups > 0 and block <= $1)
                - (select coalesce(sum(amount), 0) from groups_payment where block <= $1)",
    )
    .bind(block)
    .fetch_one(snapshot.conn())
    .await?;
    let sum = |of: fn(&Generation) -> Amount| -> Amount { generations.iter().map(of).sum() };
    let (profit, per_group) = (sum(|g| g.profit), sum(|g| g.per_group));
    let by_weights = sum(|g| g.by_weights);
    let joined: Vec<_> = generations.iter().map(|g| g.joined.clone()).collect();
    let indexes = ledger::indexes(&mut snapshot).await?;
    // Everybody's points as if they were one member's: what that one did not earn is carried or waits.
    let (earned, points) = ledger::earned(&joined, &indexes);
    let left = ledger::unfloored(per_group.0).wrapping_sub(earned);
    let cause_index = ledger::cause_index(&mut snapshot).await?;
    let weighings = causes::weighings(&mut snapshot, None).await?;
    let (cause_earned, weight) = causes::weighted_together(&weighings, cause_index);
    let cause_left = ledger::unfloored(by_weights.0).wrapping_sub(cause_earned);
    let group = |name, column: usize| -> Result<Group, ApiError> {
        Ok(Group {
            name,
            credited: per_group,
            claimed: claims.try_get(column)?,
        })
    };
    let item = Groups {
        profit,
        per_group,
        contributed: sum(|g| g.contributed),
        owed_by_stake_pools: claims.try_get(3)?,
        remainder: Amount(profit.0.wrapping_sub(per_group.0 * U256::from(3))),
        lines: generations.iter().map(|g| g.lines).sum(),
        groups: vec![
            group("customers", 0)?,
            group("co_creators", 1)?,
            group("causes", 2)?,
        ],
        members: Members {
            generation: joined.last().map_or(0, |last| last.generation),
            index: Amount(indexes.last().copied().unwrap_or_default()),
            points: Amount(points),
            carry: fraction(left),
            waiting: Amount(ledger::whole(left)),
        },
        weighted_causes: WeightedCauses {
            index: Amount(cause_index),
            weight,
            carry: fraction(cause_left),
            waiting: Amount(ledger::whole(cause_left)),
        },
    };
    Ok(snapshot.one(item))
}

/// What is less than a unit.
fn fraction(unfloored: U256) -> Amount {
    Amount(unfloored & (U256::MAX >> 128))
}
