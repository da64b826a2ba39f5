//! GET /v1/receipt-challenges

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Hash, Origin},
};

/// Where a challenge stands at the time of the answer's block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum ChallengeState {
    /// Anyone can show that the receipt is in a statement.
    Open,
    /// Nobody did in time: anyone can have the platform slashed.
    Unanswered,
    /// The receipt is in a statement.
    Answered,
    /// The platform kept it back, and paid for it.
    Slashed,
}

impl ChallengeState {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unanswered => "unanswered",
            Self::Answered => "answered",
            Self::Slashed => "slashed",
        }
    }
}

/// A receipt that both sides signed, and that is said to be in no statement. Amounts are base units of PSC.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct ReceiptChallenge {
    #[schema(example = 1)]
    pub id: i64,
    pub platform: i64,
    pub challenger: Account,
    /// As the receipt names it.
    pub product: Amount,
    pub buyer: Account,
    pub gross: Amount,
    /// When the sale was final, Unix seconds.
    #[schema(example = 1780000000)]
    pub sold_at: i64,
    /// Of the receipt.
    pub number: Amount,
    /// The receipt's hash.
    pub receipt: Hash,
    /// The challenger's.
    pub bond: Amount,
    /// Unix seconds.
    #[schema(example = 1790000000)]
    pub answer_until: i64,
    #[schema(inline)]
    pub state: ChallengeState,
    /// That the receipt is in; absent unless it was answered.
    pub statement: Option<i64>,
    /// Of the platform's bond; absent unless it was slashed.
    pub to_challenger: Option<Amount>,
    /// Likewise.
    pub to_community: Option<Amount>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which challenges.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChallengeFilter {
    /// Of this platform's receipts.
    #[param(minimum = 1)]
    platform: Option<i64>,
    /// At the time of the answer's block.
    #[param(inline)]
    state: Option<ChallengeState>,
}

/// Receipts that platforms are said to keep back
#[utoipa::path(get, path = "/v1/receipt-challenges", tag = "statements", params(ChallengeFilter, AsOf, Paging),
    responses((status = 200, body = Page<ReceiptChallenge>)))]
pub async fn challenges(
    Params(filter): Params<ChallengeFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.platform, t.challenger, t.product, t.buyer, t.gross, t.sold_at, t.number, t.receipt, t.bond,
                t.answer_until, s.state, a.statement, k.to_challenger, k.to_community, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push("::bigint as block, ")
        .push_bind(snapshot.meta.block_time)
        .push(
            "::bigint as time) at cross join receipt_challenge t join block b on b.number = t.block
             left join challenge_answer a on a.challenge = t.id and a.block <= at.block
             left join challenge_slash k on k.challenge = t.id and k.block <= at.block
             cross join lateral (select case
                 when a.challenge is not null then 'answered'
                 when k.challenge is not null then 'slashed'
                 when at.time < t.answer_until then 'open'
                 else 'unanswered' end as state) s
             where t.block <= at.block",
        );
    if let Some(platform) = filter.platform {
        sql.push(" and t.platform = ").push_bind(platform);
    }
    if let Some(state) = filter.state {
        sql.push(" and s.state = ").push_bind(state.name());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |challenge: &ReceiptChallenge| {
        &challenge.origin
    })
    .await
}
