//! GET /v1/reserve/reports, one report with its place in the hash chain, and the same as CSV

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde::Serialize;
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::ToSchema;

use super::{
    Api, ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Hash, Origin, Time},
};
use crate::deployment::Contract;

/// A reserve report, as the contract logged it.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Report {
    /// From 1, without gaps.
    #[schema(example = 7)]
    pub id: i64,
    /// PSC backed by the on-chain reserve, base units.
    pub onchain_supply: Amount,
    /// PSC backed by attestations.
    pub attested_supply: Amount,
    /// The accounted on-chain reserve, scaled to PSC's decimals.
    pub onchain_reserve: Amount,
    /// The attested amount less what was settled since.
    pub attested_in_force: Amount,
    /// Unix seconds; 0 before any attestation.
    pub attested_as_of: Time,
    /// Backing in basis points of the supply.
    pub ratio_bps: Amount,
    pub previous_hash: Hash,
    pub hash: Hash,
    /// Whether `hash`, recomputed from the fields, is the one logged.
    pub hash_valid: bool,
    /// Whether `previous_hash` is the hash of the report before (zero for the first).
    pub chain_valid: bool,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// A report with its neighbours and what its hash is made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportInChain {
    #[serde(flatten)]
    pub report: Report,
    /// The report before; absent for the first.
    pub previous: Option<ReportLink>,
    /// The report after; absent for the latest.
    pub next: Option<ReportLink>,
    pub preimage: Preimage,
}

/// A neighbour in the chain of reports.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct ReportLink {
    pub id: i64,
    pub hash: Hash,
}

/// `hash` = keccak256 of the ABI encoding of these, in this order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preimage {
    /// Solidity types of the fields.
    pub types: [&'static str; 10],
    pub chain_id: i64,
    pub reserve: Account,
    pub id: i64,
    pub onchain_supply: Amount,
    pub attested_supply: Amount,
    pub onchain_reserve: Amount,
    pub attested_in_force: Amount,
    pub attested_as_of: Time,
    pub ratio_bps: Amount,
    pub previous_hash: Hash,
}

const TYPES: [&str; 10] = [
    "uint256", "address", "uint64", "uint256", "uint256", "uint256", "uint256", "uint64",
    "uint256", "bytes32",
];

fn select() -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.onchain_supply, t.attested_supply, t.onchain_reserve, t.attested_in_force, t.attested_as_of,
                t.ratio_bps, t.previous_hash, t.hash, t.hash_valid,
                coalesce(t.previous_hash = coalesce(p.hash, case when t.id = 1 then decode(repeat('00', 32), 'hex') end), false)
                    as chain_valid, ",
    );
    sql.push(ORIGIN).push(
        " from reserve_report t join block b on b.number = t.block
          left join reserve_report p on p.id = t.id - 1 where t.block <= ",
    );
    sql
}

/// Reserve reports
///
/// As a table with `Accept: text/csv`, or under `/v1/reserve/reports.csv`.
#[utoipa::path(get, path = "/v1/reserve/reports", tag = "reserve", params(AsOf, Paging),
    responses((status = 200, content((Page<Report> = "application/json"), (String = "text/csv")))))]
pub async fn reports(
    _: Params<Nothing>,
    headers: HeaderMap,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let (items, next) = list(&mut snapshot, &page).await?;
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    match accept
        .split(',')
        .any(|kind| kind.trim().starts_with("text/csv"))
    {
        true => Ok(csv(snapshot, &items, next)),
        false => Ok(snapshot.json(|meta| Page { items, next, meta })),
    }
}

/// Reserve reports as a table
#[utoipa::path(get, path = "/v1/reserve/reports.csv", tag = "reserve", params(AsOf, Paging),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub async fn reports_csv(
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let (items, next) = list(&mut snapshot, &page).await?;
    Ok(csv(snapshot, &items, next))
}

async fn list(
    snapshot: &mut Snapshot,
    page: &PageRequest,
) -> Result<(Vec<Report>, Option<String>), ApiError> {
    let mut sql = select();
    sql.push_bind(snapshot.block());
    page.push(&mut sql);
    page.fetch(snapshot, &mut sql, |report: &Report| &report.origin)
        .await
}

/// The latest reserve report
#[utoipa::path(get, path = "/v1/reserve/reports/latest", tag = "reserve", params(AsOf),
    responses((status = 200, body = One<ReportInChain>), (status = 404, body = super::error::Problem)))]
pub async fn latest(
    State(api): State<Api>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let latest: Option<i64> = sqlx::query_scalar(
        "select id from reserve_report where block <= $1 order by block desc, log_index desc limit 1",
    )
    .bind(snapshot.block())
    .fetch_optional(snapshot.conn())
    .await?;
    let id = latest.ok_or_else(|| ApiError::not_found("no reserve report yet"))?;
    one(&api, snapshot, id).await
}

/// A reserve report with its place in the hash chain
#[utoipa::path(get, path = "/v1/reserve/reports/{id}", tag = "reserve",
    params(("id" = i64, Path, description = "The report's id"), AsOf),
    responses((status = 200, body = One<ReportInChain>), (status = 404, body = super::error::Problem)))]
pub async fn report(
    State(api): State<Api>,
    Path(id): Path<String>,
    _: Params<Nothing>,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = id
        .parse()
        .map_err(|_| ApiError::invalid(format!("{id:?} is not a report's id")))?;
    one(&api, snapshot, id).await
}

async fn one(api: &Api, mut snapshot: Snapshot, id: i64) -> Result<Response, ApiError> {
    let block = snapshot.block();
    let mut sql = select();
    sql.push_bind(block).push(" and t.id = ").push_bind(id);
    let report: Option<Report> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let report = report.ok_or_else(|| {
        ApiError::not_found(format!("no reserve report {id} up to block {block}"))
    })?;
    let mut links = sqlx::query_as::<_, ReportLink>(
        "select id, hash from reserve_report where id in ($1 - 1, $1 + 1) and block <= $2 order by id",
    )
    .bind(id)
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let next = links.pop_if(|link| link.id > id);
    let previous = links.pop();
    let preimage = Preimage {
        types: TYPES,
        chain_id: snapshot.meta.chain_id,
        reserve: Account(api.deployment.address(Contract::Reserve)),
        id,
        onchain_supply: report.onchain_supply,
        attested_supply: report.attested_supply,
        onchain_reserve: report.onchain_reserve,
        attested_in_force: report.attested_in_force,
        attested_as_of: report.attested_as_of,
        ratio_bps: report.ratio_bps,
        previous_hash: report.previous_hash,
    };
    Ok(snapshot.one(ReportInChain {
        report,
        previous,
        next,
        preimage,
    }))
}

/// Every field is a number, a hash or a boolean: nothing needs quoting.
fn csv(snapshot: Snapshot, reports: &[Report], next: Option<String>) -> Response {
    use std::fmt::Write;
    let mut text = String::from(
        "id,onchain_supply,attested_supply,onchain_reserve,attested_in_force,attested_as_of,ratio_bps,previous_hash,hash,hash_valid,chain_valid,block,block_hash,time,log_index,transaction\r\n",
    );
    for r in reports {
        let o = &r.origin;
        let _ = write!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
            r.id,
            r.onchain_supply.0,
            r.attested_supply.0,
            r.onchain_reserve.0,
            r.attested_in_force.0,
            r.attested_as_of.0,
            r.ratio_bps.0,
            r.previous_hash.0,
            r.hash.0,
            r.hash_valid,
            r.chain_valid,
            o.block,
            o.block_hash.0,
            o.time,
            o.log_index,
            o.transaction.0
        );
    }
    let mut response = snapshot.text("text/csv; charset=utf-8", text);
    let link = next
        .and_then(|next| HeaderValue::from_str(&format!("<?cursor={next}>; rel=\"next\"")).ok());
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
