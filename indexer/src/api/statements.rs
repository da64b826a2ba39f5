//! GET /v1/statements and one statement with its lines

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_id},
};

/// Where a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum StatementState {
    /// It takes lines.
    Open,
    /// It is final, and stands.
    Closed,
    /// A dispute on it is open.
    Disputed,
    /// A dispute on it was won.
    Refuted,
}

impl StatementState {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Disputed => "disputed",
            Self::Refuted => "refuted",
        }
    }
}

/// What a platform reports of a period's sales that it settled itself. Amounts are base units of PSC.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Statement {
    #[schema(example = 1)]
    pub id: i64,
    pub platform: i64,
    /// First second of the period.
    #[schema(example = 1780000000)]
    #[sqlx(rename = "from_time")]
    pub from: i64,
    /// First second after it.
    #[schema(example = 1787776000)]
    #[sqlx(rename = "until_time")]
    pub until: i64,
    /// What else the platform says of it.
    pub uri: String,
    /// Of what stands at the URI.
    pub hash: Hash,
    #[schema(inline)]
    pub state: StatementState,
    /// Number of its lines by now, one per product,
    pub lines: i64,
    /// and the sums of them.
    pub gross: Amount,
    pub receipts: Amount,
    pub experience_fee: Amount,
    pub community_fee: Amount,
    /// Unix seconds; absent while it takes lines.
    pub closed_at: Option<i64>,
    /// Its latest dispute, as the arbitration numbers it; absent when it never had one.
    pub dispute: Option<Amount>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// A statement with the disputes on it, and a page of its lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementInFull {
    #[serde(flatten)]
    pub statement: Statement,
    /// The first one first.
    pub disputes: Vec<StatementDispute>,
    #[serde(flatten)]
    pub page: Page<StatementLine>,
}

/// What was sold of a product. Amounts are base units of PSC.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct StatementLine {
    pub product: i64,
    pub gross: Amount,
    /// Number of receipts.
    pub receipts: i64,
    /// Of the receipts' tree of sums, whose sum is `gross`.
    pub root: Hash,
    pub fee_bps: i32,
    pub experience_fee: Amount,
    pub community_fee: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// A dispute on a statement.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct StatementDispute {
    /// As the arbitration numbers it.
    pub dispute: Amount,
    /// Who disputes it.
    pub account: Account,
    /// What is at stake, base units of PSC.
    pub sum: Amount,
    /// An earlier dispute that nobody had paid for, whose ruling is of no effect; absent if there was none.
    pub replaced: Option<Amount>,
    pub evidence: String,
    /// 1: the statement was refuted, 2: it stands, 0: no ruling was given; absent while it is open.
    pub ruling: Option<Amount>,
    /// What the disputing account was given of the platform's bond; absent unless the statement was refuted.
    pub given: Option<Amount>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which statements.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatementFilter {
    /// Of this platform.
    #[param(minimum = 1)]
    platform: Option<i64>,
    /// By now.
    #[param(inline)]
    state: Option<StatementState>,
}

/// The state as the contract's own view tells it.
fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.platform, t.from_time, t.until_time, t.uri, t.hash, s.state, l.lines, l.gross, l.receipts,
                l.experience_fee, l.community_fee, c.time as closed_at, d.dispute, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join statement t join block b on b.number = t.block
             cross join lateral (select count(*) as lines, coalesce(sum(l.gross), 0) as gross,
                                        coalesce(sum(l.receipts), 0) as receipts,
                                        coalesce(sum(l.experience_fee), 0) as experience_fee,
                                        coalesce(sum(l.community_fee), 0) as community_fee
                                 from statement_line l where l.statement = t.id and l.block <= at.block) l
             left join lateral (select k.time from statement_close c join block k on k.number = c.block
                                where c.statement = t.id and c.block <= at.block) c on true
             left join lateral (select d.dispute from statement_dispute d where d.statement = t.id and d.block <= at.block
                                order by d.block desc, d.log_index desc limit 1) d on true
             left join statement_refutation f on f.statement = t.id and f.block <= at.block
             cross join lateral (select case
                 when f.statement is not null then 'refuted'
                 when d.dispute is not null and not exists (select from network_ruling r where r.contract = 'statements'
                     and r.dispute = d.dispute and r.block <= at.block) then 'disputed'
                 when c.time is not null then 'closed'
                 else 'open' end as state) s
             where t.block <= at.block",
        );
    sql
}

/// Platforms' statements of sales that they settled themselves
#[utoipa::path(get, path = "/v1/statements", tag = "statements", params(StatementFilter, AsOf, Paging),
    responses((status = 200, body = Page<Statement>)))]
pub async fn statements(
    Params(filter): Params<StatementFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(platform) = filter.platform {
        sql.push(" and t.platform = ").push_bind(platform);
    }
    if let Some(state) = filter.state {
        sql.push(" and s.state = ").push_bind(state.name());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |statement: &Statement| &statement.origin)
        .await
}

/// One statement, the disputes on it, and its lines
#[utoipa::path(get, path = "/v1/statements/{id}", tag = "statements",
    params(("id" = i64, Path, description = "Number of the statement"), AsOf, Paging),
    responses((status = 200, body = StatementInFull)))]
pub async fn statement(
    Path(id): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let block = snapshot.block();
    let mut sql = select(block);
    sql.push(" and t.id = ").push_bind(id);
    let found: Option<Statement> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let statement = found.ok_or_else(|| ApiError::not_found(format!("no statement {id}")))?;
    let mut sql = QueryBuilder::new(
        "select t.dispute, t.account, t.sum, t.replaced, t.evidence, r.ruling, f.amount as given, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join statement_dispute t join block b on b.number = t.block
             left join network_ruling r on r.contract = 'statements' and r.dispute = t.dispute and r.block <= at.block
             left join statement_refutation f on f.statement = t.statement and f.dispute = t.dispute and f.block <= at.block
             where t.block <= at.block and t.statement = ",
        )
        .push_bind(id)
        .push(" order by t.block, t.log_index");
    let disputes = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let mut sql = QueryBuilder::new(
        "select t.product, t.gross, t.receipts, t.root, t.fee_bps, t.experience_fee, t.community_fee, ",
    );
    sql.push(ORIGIN)
        .push(" from statement_line t join block b on b.number = t.block where t.statement = ")
        .push_bind(id)
        .push(" and t.block <= ")
        .push_bind(block);
    page.push(&mut sql);
    let (items, next) = page
        .fetch(&mut snapshot, &mut sql, |line: &StatementLine| &line.origin)
        .await?;
    Ok(snapshot.json(|meta| StatementInFull {
        statement,
        disputes,
        page: Page { items, next, meta },
    }))
}
