//! GET /v1/products/{id}/trust

use std::collections::BTreeMap;

use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use utoipa::ToSchema;

use super::{
    ApiError,
    network::{amount, units},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, Snapshot},
    types::{Amount, Origin, parse_id},
};
use crate::quality::trust;

/// How far a product was what it claims to be, by the reports of one cycle.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trust {
    pub cycle: i64,
    /// 0 to 100: the least conformity up to which at least half of the weight of votes stands, of reports not struck. Absent
    /// while there is no such vote.
    pub score: Option<i32>,
    /// Of those votes, power units.
    pub weight: Amount,
    /// All that was revealed on the product's reports of the cycle, power units.
    pub revealed: Amount,
    /// What that must reach for the best reports to win; absent before the cycle's first vote is revealed.
    pub quorum: Option<Amount>,
    /// Number of reports.
    pub reports: i64,
    /// Of them, struck by a ruling.
    pub struck: i64,
    /// The reports that win, the best first; 0: it was struck. Empty without a quorum.
    pub winners: Vec<i64>,
    /// Of the cycle's first report on the product.
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct Row {
    cycle: i64,
    revealed: Amount,
    quorum: Option<Amount>,
    tenths: Option<i32>,
    places: Option<Vec<i64>>,
    #[sqlx(flatten)]
    origin: Origin,
}

/// A report of the product.
#[derive(FromRow)]
struct ReportRow {
    id: i64,
    cycle: i64,
    conformity: i32,
    weight: Amount,
    struck: bool,
}

/// A product's trust score, cycle by cycle
#[utoipa::path(get, path = "/v1/products/{id}/trust", tag = "quality",
    params(("id" = i64, Path, description = "Number of the product"), AsOf, Paging),
    responses((status = 200, body = Page<Trust>)))]
pub async fn trust(
    Path(product): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let product = parse_id(&product).map_err(ApiError::invalid)?;
    let block = snapshot.block();
    let mut sql = QueryBuilder::new(
        "select t.cycle, coalesce(w.product_weight, 0) as revealed, u.quorum, p.tenths, p.places, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join experience_report t join block b on b.number = t.block
             left join experience_rules u on u.cycle = t.cycle and u.block <= at.block
             left join lateral (select v.product_weight from experience_vote v
                                where v.cycle = t.cycle and v.product = t.product and v.kind in ('revealed', 'barred') and v.block <= at.block
                                order by v.block desc, v.log_index desc limit 1) w on true
             left join lateral (select p.tenths, array[p.first, p.second, p.third] as places from places_change p
                                where p.cycle = t.cycle and p.product = t.product and p.block <= at.block
                                order by p.block desc, p.log_index desc limit 1) p on true
             where t.block <= at.block
                 and not exists (select from experience_report e where e.product = t.product and e.cycle = t.cycle
                                 and (e.block, e.log_index) < (t.block, t.log_index))
                 and t.product = ",
        )
        .push_bind(product);
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let cycles: Vec<i64> = rows.iter().map(|row| row.cycle).collect();
    let reports: Vec<ReportRow> = sqlx::query_as(
        "select r.id, r.cycle, r.conformity, coalesce(w.report_weight, 0) as weight,
                exists (select from report_strike s where s.report = r.id and s.block <= $3) as struck
         from experience_report r
         left join lateral (select v.report_weight from experience_vote v
                            where v.report = r.id and v.kind in ('revealed', 'barred') and v.block <= $3
                            order by v.block desc, v.log_index desc limit 1) w on true
         where r.product = $1 and r.cycle = any ($2) and r.block <= $3",
    )
    .bind(product)
    .bind(&cycles)
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let mut by_cycle = BTreeMap::<i64, Vec<ReportRow>>::new();
    for report in reports {
        by_cycle.entry(report.cycle).or_default().push(report);
    }
    let items = rows.into_iter().map(|row| {
        let reports = by_cycle.remove(&row.cycle).unwrap_or_default();
        let standing = reports.iter().filter(|report| !report.struck);
        let score = trust::median(standing.map(|r| (r.conformity, units(r.weight))));
        let struck = reports.iter().filter(|report| report.struck);
        let is_struck = |id: i64| reports.iter().any(|r| r.id == id && r.struck);
        let filled = crate::quality::money::places_of(row.tenths.unwrap_or_default());
        let winners = row.places.unwrap_or_default().into_iter().take(filled);
        Trust {
            cycle: row.cycle,
            score: score.map(|(score, _)| score),
            weight: amount(score.map_or(0, |(_, weight)| weight)),
            revealed: row.revealed,
            quorum: row.quorum,
            reports: reports.len() as i64,
            struck: struck.count() as i64,
            winners: winners
                .map(|id| if is_struck(id) { 0 } else { id })
                .collect(),
            origin: row.origin,
        }
    });
    let items: Vec<_> = items.collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}
