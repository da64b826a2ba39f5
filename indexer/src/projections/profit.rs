//! Sums of the profit that co-creator sets and all groups got (`set_profit`), kept because a set may
//! have as many lines as a shop has sales, and all groups as many as there are.

use std::collections::BTreeMap;

use alloy::primitives::U256;
use productshare_abi::Splitter::ProfitCredited;
use sqlx::PgConnection;

use crate::store::Delta;

/// What was credited since the last flush, by set and generation.
#[derive(Debug, Default)]
pub struct ProfitSums(BTreeMap<(i64, i64), Sums>);

#[derive(Debug, Default)]
struct Sums {
    lines: i64,
    profit: Delta,
    per_group: Delta,
    by_weights: Delta,
    points: Delta,
    owed: Delta,
}

impl ProfitSums {
    /// A line of a set in a generation.
    ///
    /// # Errors
    /// When it names more points than any line has.
    pub fn credit(
        &mut self,
        key: (i64, i64),
        by_weights: bool,
        e: &ProfitCredited,
    ) -> Result<(), String> {
        let sums = self.0.entry(key).or_default();
        sums.lines += 1;
        sums.profit.add(e.profit, false);
        sums.per_group.add(e.perGroup, false);
        let weighted = if by_weights { e.perGroup } else { U256::ZERO };
        sums.by_weights.add(weighted, false);
        sums.points.add(e.points, false);
        sums.owed
            .add_product(e.points, e.index)
            .ok_or("points times index go beyond 511 bits")?;
        Ok(())
    }

    pub async fn flush(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let (sets, generations): (Vec<i64>, Vec<i64>) = self.0.keys().copied().unzip();
        let lines: Vec<i64> = self.0.values().map(|sums| sums.lines).collect();
        let column =
            |pick: fn(&Sums) -> Delta| -> Vec<Delta> { self.0.values().map(pick).collect() };
        sqlx::query(
            "insert into set_profit as s
             select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::numeric[], $5::numeric[], $6::numeric[],
                                  $7::numeric[], $8::numeric[])
             on conflict (set_id, generation) do update set
                 lines = s.lines + excluded.lines, profit = s.profit + excluded.profit,
                 per_group = s.per_group + excluded.per_group, by_weights = s.by_weights + excluded.by_weights,
                 points = s.points + excluded.points, owed = s.owed + excluded.owed",
        )
        .bind(sets)
        .bind(generations)
        .bind(lines)
        .bind(column(|sums| sums.profit))
        .bind(column(|sums| sums.per_group))
        .bind(column(|sums| sums.by_weights))
        .bind(column(|sums| sums.points))
        .bind(column(|sums| sums.owed))
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Takes back what blocks after `$1` had added, while their rows are still there.
    pub const TAKE_BACK: [&str; 2] = [
        "update set_profit s set
             lines = s.lines - d.lines, profit = s.profit - d.profit, per_group = s.per_group - d.per_group,
             by_weights = s.by_weights - d.by_weights, points = s.points - d.points, owed = s.owed - d.owed
         from (select set_id, generation, count(*) as lines, sum(profit) as profit, sum(per_group) as per_group,
                      coalesce(sum(per_group) filter (where cause = 0), 0) as by_weights, sum(points) as points,
                      sum(points * profit_index) as owed
               from profit_credit where block > $1 group by set_id, generation) d
         where s.set_id = d.set_id and s.generation = d.generation",
        "delete from set_profit where lines = 0",
    ];
}
