//! GET /v1/experience-reports and one of them

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    network::Lists,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_id},
};

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum ReportState {
    Open,
    /// A dispute on it is open.
    Disputed,
    /// A dispute was lost: it wins nothing, and its bond is gone.
    Struck,
    /// Its bond went back.
    Settled,
}

impl ReportState {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Disputed => "disputed",
            Self::Struck => "struck",
            Self::Settled => "settled",
        }
    }
}

/// A buyer's report on a product: what was measured, against what it claimed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExperienceReport {
    #[schema(example = 1)]
    pub id: i64,
    pub product: i64,
    pub account: Account,
    /// In which it was filed; it is voted on in the next one.
    pub cycle: i64,
    /// The line that was bought.
    pub order: i64,
    pub line: i32,
    pub model: i64,
    pub version: i64,
    /// 0 to 100: how far the product is what it claims to be.
    pub conformity: i32,
    pub dimensions: Vec<Measured>,
    pub evidence_hash: Hash,
    /// A text, or where it is to be found.
    pub evidence: String,
    /// Base units of PSC.
    pub bond: Amount,
    #[schema(inline)]
    pub state: ReportState,
    /// Of the votes for it, power units.
    pub weight: Amount,
    /// 1 to 3: it wins; absent if it does not, by now.
    pub place: Option<i32>,
    /// Power units that its reporter gained; absent before it is settled.
    pub gain: Option<Amount>,
    /// Its latest dispute, as the arbitration numbers it; absent when it never had one.
    pub dispute: Option<Amount>,
    #[serde(flatten)]
    pub origin: Origin,
}

/// What was measured in a dimension of the model.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measured {
    pub weight_bps: u64,
    pub tolerance: Amount,
    /// When the report was filed.
    pub claimed: Amount,
    pub measured: Amount,
}

/// A report with the disputes on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportInFull {
    #[serde(flatten)]
    pub report: ExperienceReport,
    /// The first one first.
    pub disputes: Vec<ReportDispute>,
}

/// A dispute on a report.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct ReportDispute {
    /// As the arbitration numbers it.
    pub dispute: Amount,
    /// Who disputes it.
    pub account: Account,
    /// What is at stake, base units of PSC.
    pub sum: Amount,
    /// An earlier dispute that nobody had paid for, whose ruling is of no effect; absent if there was none.
    pub replaced: Option<Amount>,
    pub evidence: String,
    /// 1: the report was struck, 2: it was not, 0: no ruling was given; absent while it is open.
    pub ruling: Option<Amount>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    product: i64,
    account: Account,
    cycle: i64,
    order_id: i64,
    line: i32,
    model: i64,
    version: i64,
    conformity: i32,
    #[sqlx(flatten)]
    lists: Lists,
    claims: Vec<Amount>,
    measured: Vec<Amount>,
    evidence_hash: Hash,
    evidence: String,
    bond: Amount,
    state: ReportState,
    weight: Amount,
    place: Option<i32>,
    gain: Option<Amount>,
    dispute: Option<Amount>,
    #[sqlx(flatten)]
    origin: Origin,
}

impl From<Row> for ExperienceReport {
    fn from(row: Row) -> Self {
        let values = row.claims.into_iter().zip(row.measured);
        let dimensions = row.lists.dimensions().into_iter().zip(values);
        Self {
            id: row.id,
            product: row.product,
            account: row.account,
            cycle: row.cycle,
            order: row.order_id,
            line: row.line,
            model: row.model,
            version: row.version,
            conformity: row.conformity,
            dimensions: dimensions
                .map(|(of, (claimed, measured))| Measured {
                    weight_bps: of.weight_bps,
                    tolerance: of.tolerance,
                    claimed,
                    measured,
                })
                .collect(),
            evidence_hash: row.evidence_hash,
            evidence: row.evidence,
            bond: row.bond,
            state: row.state,
            weight: row.weight,
            place: row.place,
            gain: row.gain,
            dispute: row.dispute,
            origin: row.origin,
        }
    }
}

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportFilter {
    /// On this product.
    #[param(minimum = 1)]
    product: Option<i64>,
    /// Filed in this cycle.
    #[param(minimum = 0)]
    cycle: Option<i64>,
    /// By this account.
    account: Option<Account>,
    /// By now.
    #[param(inline)]
    state: Option<ReportState>,
}

/// State and place as the contract's own views tell them.
fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.product, t.account, t.cycle, t.order_id, t.line, t.model, t.version, t.conformity, t.measured,
                v.weights, v.lower, v.upper, v.tolerances, c.claims, t.evidence_hash, t.evidence, t.bond, s.state,
                coalesce(w.report_weight, 0) as weight, e.gain, d.dispute,
                case when k.report is null and p.tenths > 0 then case t.id when p.first then 1 when p.second then 2 when p.third then 3 end end
                    as place, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join experience_report t join block b on b.number = t.block
             join model_version v on v.model = t.model and v.version = t.version
             cross join lateral (select c.claims from enrolment_change c where c.product = t.product and c.kind = 'claims'
                                 and (c.block, c.log_index) < (t.block, t.log_index)
                                 order by c.block desc, c.log_index desc limit 1) c
             left join report_strike k on k.report = t.id and k.block <= at.block
             left join report_settlement e on e.report = t.id and e.block <= at.block
             left join lateral (select d.dispute from report_dispute d where d.report = t.id and d.block <= at.block
                                order by d.block desc, d.log_index desc limit 1) d on true
             left join lateral (select v.report_weight from experience_vote v
                                where v.report = t.id and v.kind in ('revealed', 'barred') and v.block <= at.block
                                order by v.block desc, v.log_index desc limit 1) w on true
             left join lateral (select p.first, p.second, p.third, p.tenths from places_change p
                                where p.cycle = t.cycle and p.product = t.product and p.block <= at.block
                                order by p.block desc, p.log_index desc limit 1) p on true
             cross join lateral (select case
                 when k.report is not null then 'struck'
                 when e.report is not null then 'settled'
                 when d.dispute is not null and not exists (select from network_ruling r where r.contract = 'experience'
                     and r.dispute = d.dispute and r.block <= at.block) then 'disputed'
                 else 'open' end as state) s
             where t.block <= at.block",
        );
    sql
}

/// Buyers' reports on products
#[utoipa::path(get, path = "/v1/experience-reports", tag = "experience", params(ReportFilter, AsOf, Paging),
    responses((status = 200, body = Page<ExperienceReport>)))]
pub async fn reports(
    Params(filter): Params<ReportFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(product) = filter.product {
        sql.push(" and t.product = ").push_bind(product);
    }
    if let Some(cycle) = filter.cycle {
        sql.push(" and t.cycle = ").push_bind(cycle);
    }
    if let Some(Account(account)) = filter.account {
        sql.push(" and t.account = ").push_bind(account.to_vec());
    }
    if let Some(state) = filter.state {
        sql.push(" and s.state = ").push_bind(state.name());
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let items: Vec<_> = rows.into_iter().map(ExperienceReport::from).collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One report on a product
#[utoipa::path(get, path = "/v1/experience-reports/{id}", tag = "experience",
    params(("id" = i64, Path, description = "Number of the report"), AsOf),
    responses((status = 200, body = One<ReportInFull>)))]
pub async fn report(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let block = snapshot.block();
    let mut sql = select(block);
    sql.push(" and t.id = ").push_bind(id);
    let found: Option<Row> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let row = found.ok_or_else(|| ApiError::not_found(format!("no report {id}")))?;
    let mut sql =
        QueryBuilder::new("select t.dispute, t.account, t.sum, t.replaced, t.evidence, r.ruling, ");
    sql.push(ORIGIN)
        .push(
            " from report_dispute t join block b on b.number = t.block
             left join network_ruling r on r.contract = 'experience' and r.dispute = t.dispute and r.block <= ",
        )
        .push_bind(block)
        .push(" where t.report = ")
        .push_bind(id)
        .push(" and t.block <= ")
        .push_bind(block)
        .push(" order by t.block, t.log_index");
    let disputes = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let report = row.into();
    Ok(snapshot.one(ReportInFull { report, disputes }))
}
