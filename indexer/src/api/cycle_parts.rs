//! GET /v1/cycles/{cycle}/products and its community: who won what

use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use utoipa::ToSchema;

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Origin, parse_id},
};
use crate::quality::money;

/// What became of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceState {
    /// The cycle is not closed.
    Pending,
    /// Can be claimed.
    Claimable,
    /// Its report is in dispute.
    Disputed,
    /// Its report was struck, and what it won can be rolled over by anybody.
    Struck,
    Paid,
    /// Its report was struck, and what it won went to another cycle's reports.
    RolledOver,
}

/// What a product's reports win in a cycle. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct CycleProduct {
    pub product: i64,
    /// The reports' parts of its lines.
    pub fees: Amount,
    /// Of them, those that have winners: 0, 5, 8 or 10.
    pub tenths: i32,
    /// Those that have a winner, the best first.
    pub places: Vec<Place>,
    /// Of the first that happened to it.
    #[serde(flatten)]
    pub origin: Origin,
}

/// A place of a product's reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    /// From 1.
    pub place: i32,
    /// Absent if it was struck.
    pub report: Option<i64>,
    /// Its reporter.
    pub account: Option<Account>,
    /// Of the product's fees, and of the cycle's pot once it is closed; what was paid or rolled over, once it was.
    pub amount: Amount,
    #[schema(inline)]
    pub state: PlaceState,
}

#[derive(FromRow)]
struct ProductRow {
    product: i64,
    fees: Amount,
    tenths: i32,
    pot_index: Option<Amount>,
    reports: Vec<i64>,
    accounts: Vec<Option<Account>>,
    struck: Vec<bool>,
    disputed: Vec<bool>,
    paid: Vec<Option<Amount>>,
    rolled: Vec<Option<Amount>>,
    #[sqlx(flatten)]
    origin: Origin,
}

impl From<ProductRow> for CycleProduct {
    fn from(row: ProductRow) -> Self {
        let filled = money::places_of(row.tenths).min(row.reports.len());
        let places = (0..filled).map(|at| {
            let index = row.pot_index.unwrap_or_default();
            let due = Amount(money::won(row.fees.0, at, index.0));
            let (amount, state) = match (row.paid[at], row.rolled[at]) {
                (Some(paid), _) => (paid, PlaceState::Paid),
                (_, Some(rolled)) => (rolled, PlaceState::RolledOver),
                _ if row.struck[at] => (due, PlaceState::Struck),
                _ if row.disputed[at] => (due, PlaceState::Disputed),
                _ if row.pot_index.is_none() => (due, PlaceState::Pending),
                _ => (due, PlaceState::Claimable),
            };
            Place {
                place: at as i32 + 1,
                report: Some(row.reports[at]).filter(|_| !row.struck[at]),
                account: row.accounts[at].filter(|_| !row.struck[at]),
                amount,
                state,
            }
        });
        Self {
            product: row.product,
            fees: row.fees,
            tenths: row.tenths,
            places: places.collect(),
            origin: row.origin,
        }
    }
}

/// Products of which a cycle's fees came, or with reports that win, and their winners
#[utoipa::path(get, path = "/v1/cycles/{cycle}/products", tag = "cycles",
    params(("cycle" = i64, Path, description = "Number of the cycle, from 0"), AsOf, Paging),
    responses((status = 200, body = Page<CycleProduct>)))]
pub async fn products(
    Path(cycle): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let cycle = parse_id(&cycle).map_err(ApiError::invalid)?;
    let mut sql = QueryBuilder::new("with page as materialized (select t.* from (select ");
    sql.push_bind(snapshot.block())
        .push("::bigint as block, ")
        .push_bind(cycle)
        .push(
            "::bigint as cycle) at cross join lateral (
                 select distinct on (product) product, block, log_index, transaction from (
                     select product, block, log_index, transaction from fee_accrual where cycle = at.cycle and block <= at.block
                     union all
                     select product, block, log_index, transaction from product_tenths where cycle = at.cycle and block <= at.block) e
                 order by product, block, log_index) t where true",
        );
    page.push(&mut sql);
    sql.push(
        ") select t.product, f.fees, coalesce(w.tenths, 0) as tenths, c.pot_index, coalesce(p.reports, '{}') as reports,
                coalesce(p.accounts, '{}') as accounts, coalesce(p.struck, '{}') as struck, coalesce(p.disputed, '{}') as disputed,
                coalesce(p.paid, '{}') as paid, coalesce(p.rolled, '{}') as rolled, ",
    )
    .push(ORIGIN)
    .push(" from (select ")
    .push_bind(snapshot.block())
    .push("::bigint as block, ")
    .push_bind(cycle)
    .push(
        "::bigint as cycle) at cross join page t join block b on b.number = t.block
         left join cycle_close c on c.cycle = at.cycle and c.block <= at.block
         cross join lateral (select coalesce(sum(to_reports), 0) as fees from fee_accrual f
                             where f.cycle = at.cycle and f.product = t.product and f.block <= at.block) f
         left join lateral (select tenths from product_tenths w where w.cycle = at.cycle and w.product = t.product
                            and w.block <= at.block order by w.block desc, w.log_index desc limit 1) w on true
         left join lateral (
             select array_agg(n.report order by n.place) as reports, array_agg(r.account order by n.place) as accounts,
                    array_agg(k.report is not null order by n.place) as struck,
                    array_agg(d.dispute is not null and g.dispute is null order by n.place) as disputed,
                    array_agg(m.amount order by n.place) as paid, array_agg(o.amount order by n.place) as rolled
             from (select p.* from places_change p where p.cycle = at.cycle and p.product = t.product and p.block <= at.block
                   order by p.block desc, p.log_index desc limit 1) p
             cross join lateral unnest(array[p.first, p.second, p.third]) with ordinality n(report, place)
             left join experience_report r on r.id = n.report
             left join report_strike k on k.report = n.report and k.block <= at.block
             left join lateral (select d.dispute from report_dispute d where d.report = n.report and d.block <= at.block
                                order by d.block desc, d.log_index desc limit 1) d on true
             left join lateral (select g.dispute from network_ruling g where g.contract = 'experience' and g.dispute = d.dispute
                                and g.block <= at.block limit 1) g on true
             left join network_payment m on m.kind = 'place' and m.cycle = at.cycle and m.product = t.product and m.place = n.place
                 and m.block <= at.block
             left join place_rollover o on o.cycle = at.cycle and o.product = t.product and o.place = n.place and o.block <= at.block
         ) p on true",
    );
    page.push_order(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &ProductRow| &row.origin)
        .await?;
    let items: Vec<_> = rows.into_iter().map(CycleProduct::from).collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// An account's part of a cycle's community.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommunityPart {
    pub account: Account,
    /// Of the first vote that counted, power units.
    pub weight: Amount,
    /// Base units of PSC; absent while the cycle is not closed.
    pub amount: Option<Amount>,
    pub paid: bool,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct CommunityRow {
    account: Account,
    weight: Amount,
    community_index: Option<Amount>,
    paid: Option<Amount>,
    #[sqlx(flatten)]
    origin: Origin,
}

/// Accounts that have a part of a cycle's community
#[utoipa::path(get, path = "/v1/cycles/{cycle}/community", tag = "cycles",
    params(("cycle" = i64, Path, description = "Number of the cycle, from 0"), AsOf, Paging),
    responses((status = 200, body = Page<CommunityPart>)))]
pub async fn community(
    Path(cycle): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let cycle = parse_id(&cycle).map_err(ApiError::invalid)?;
    let mut sql =
        QueryBuilder::new("select t.account, t.weight, c.community_index, p.amount as paid, ");
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as block) at cross join community_weight t join block b on b.number = t.block
             left join cycle_close c on c.cycle = t.cycle and c.block <= at.block
             left join network_payment p on p.kind = 'community' and p.cycle = t.cycle and p.account = t.account and p.block <= at.block
             where t.block <= at.block
                 and not exists (select from community_weight g where g.account = t.account and g.cycle = t.cycle and g.block <= at.block
                                 and (g.block, g.log_index) > (t.block, t.log_index))
                 and t.cycle = ",
        )
        .push_bind(cycle);
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &CommunityRow| &row.origin)
        .await?;
    let items = rows.into_iter().map(|row| CommunityPart {
        account: row.account,
        weight: row.weight,
        amount: row.paid.or_else(|| {
            let index = row.community_index?;
            Some(Amount(money::earned(row.weight.0, index.0)))
        }),
        paid: row.paid.is_some(),
        origin: row.origin,
    });
    let items: Vec<_> = items.collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}
