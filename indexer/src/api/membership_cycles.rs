//! GET /v1/platforms/{id}/membership-cycles

use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use utoipa::ToSchema;

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, Snapshot},
    types::{Amount, Origin, parse_id},
};

/// What is shared of a platform's cycle that was settled. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipCycle {
    pub cycle: i64,
    /// What of members' fees fell into it, and what was carried into it.
    pub pot: Amount,
    /// Experience fees that were given back to members, of all products: by them the pot is shared.
    pub weight: Amount,
    /// What of the pot was distributed,
    pub distributed: Amount,
    /// and what of it went into another cycle's pot.
    pub carried: Amount,
    /// Products that had their part, the first one first; at most 100 of them.
    pub distributions: Vec<MembershipPart>,
    /// Number of such products in all.
    pub distribution_count: i64,
    #[serde(flatten)]
    pub origin: Origin,
}

/// A product's part of a cycle's pot, which went to cycles as an experience fee.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipPart {
    pub product: i64,
    pub amount: Amount,
    pub weight: Amount,
    /// Its expert is no member, so that nobody earns the expert's part.
    pub expert_rolls: bool,
}

#[derive(FromRow)]
struct Row {
    cycle: i64,
    pot: Amount,
    weight: Amount,
    carried: Amount,
    distributed: Amount,
    count: i64,
    products: Vec<i64>,
    amounts: Vec<Amount>,
    weights: Vec<Amount>,
    rolls: Vec<bool>,
    #[sqlx(flatten)]
    origin: Origin,
}

impl From<Row> for MembershipCycle {
    fn from(row: Row) -> Self {
        let parts = row.products.into_iter().zip(row.amounts);
        let parts = parts.zip(row.weights.into_iter().zip(row.rolls));
        let distributions: Vec<_> = parts
            .map(
                |((product, amount), (weight, expert_rolls))| MembershipPart {
                    product,
                    amount,
                    weight,
                    expert_rolls,
                },
            )
            .collect();
        Self {
            cycle: row.cycle,
            pot: row.pot,
            weight: row.weight,
            distributed: row.distributed,
            carried: row.carried,
            distributions,
            distribution_count: row.count,
            origin: row.origin,
        }
    }
}

/// What members of a platform paid, cycle by cycle, and who shares it
#[utoipa::path(get, path = "/v1/platforms/{id}/membership-cycles", tag = "memberships",
    params(("id" = i64, Path, description = "Number of the platform"), AsOf, Paging),
    responses((status = 200, body = Page<MembershipCycle>)))]
pub async fn cycles(
    Path(id): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let mut sql = QueryBuilder::new(
        "select t.cycle, t.pot, t.weight, c.carried, s.distributed, s.count, d.products, d.amounts, d.weights, d.rolls, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as block) at cross join membership_cycle t join block b on b.number = t.block
             cross join lateral (select coalesce(sum(c.amount), 0) as carried from membership_carry c
                                 where c.platform = t.platform and c.cycle = t.cycle and c.block <= at.block) c
             cross join lateral (select coalesce(sum(d.amount), 0) as distributed, count(*) as count from membership_distribution d
                                 where d.platform = t.platform and d.cycle = t.cycle and d.block <= at.block) s
             cross join lateral (
                 select coalesce(array_agg(d.product order by d.block, d.log_index), '{}') as products,
                        coalesce(array_agg(d.amount order by d.block, d.log_index), '{}') as amounts,
                        coalesce(array_agg(d.weight order by d.block, d.log_index), '{}') as weights,
                        coalesce(array_agg(d.expert_rolls order by d.block, d.log_index), '{}') as rolls
                 from (select * from membership_distribution d
                       where d.platform = t.platform and d.cycle = t.cycle and d.block <= at.block
                       order by d.block, d.log_index limit 100) d) d
             where t.block <= at.block and t.platform = ",
        )
        .push_bind(id);
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let items: Vec<_> = rows.into_iter().map(MembershipCycle::from).collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}
