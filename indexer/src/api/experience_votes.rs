//! GET /v1/experience-votes

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

/// What a vote is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum VoteState {
    Committed,
    Revealed,
    /// Revealed for a winner, and rewarded.
    Confirmed,
    /// The account was shown to have an interest in the product: it has no vote.
    Barred,
    /// Never revealed, and paid for it.
    Forfeited,
}

impl VoteState {
    fn name(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Revealed => "revealed",
            Self::Confirmed => "confirmed",
            Self::Barred => "barred",
            Self::Forfeited => "forfeited",
        }
    }
}

/// An account's vote on the reports on a product of one cycle.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct ExperienceVote {
    /// Of the reports; votes are committed and revealed in the next one.
    pub cycle: i64,
    pub product: i64,
    pub account: Account,
    #[schema(inline)]
    pub state: VoteState,
    /// The latest; absent of who was barred without one.
    pub commitment: Option<Hash>,
    /// For which it is, or was before it was barred; absent while it is not revealed.
    pub report: Option<i64>,
    /// Power units that count for it, or did.
    pub weight: Option<Amount>,
    /// Power units that the account gains, or has gained, for a winner.
    pub gain: Option<Amount>,
    /// Whether its weight counts for the cycle's community by this vote; absent unless it is confirmed.
    pub counted: Option<bool>,
    /// By which store that lists the product it was barred.
    pub store: Option<i64>,
    /// Or by which request in the queue of the product's stake pool.
    pub request: Option<i64>,
    /// What not revealing cost, of all its power; absent unless it is forfeited.
    pub lost_bps: Option<i32>,
    /// Of the first that happened to it.
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which votes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VoteFilter {
    /// On reports of this cycle.
    #[param(minimum = 0)]
    cycle: Option<i64>,
    /// On reports on this product.
    #[param(minimum = 1)]
    product: Option<i64>,
    /// For this report.
    #[param(minimum = 1)]
    report: Option<i64>,
    /// By this account.
    account: Option<Account>,
    /// By now.
    #[param(inline)]
    state: Option<VoteState>,
}

/// Votes on buyers' reports
#[utoipa::path(get, path = "/v1/experience-votes", tag = "experience", params(VoteFilter, AsOf, Paging),
    responses((status = 200, body = Page<ExperienceVote>)))]
pub async fn votes(
    Params(filter): Params<VoteFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new(
        "select t.cycle, t.product, t.account, l.kind as state, c.commitment, l.report, l.weight, l.gain, l.counted, l.store, l.request,
                l.lost_bps, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as block) at cross join experience_vote t join block b on b.number = t.block
             cross join lateral (select l.kind, l.report, l.weight, l.gain, l.counted, l.store, l.request, l.lost_bps
                                 from experience_vote l where l.cycle = t.cycle and l.product = t.product and l.account = t.account
                                     and l.block <= at.block order by l.block desc, l.log_index desc limit 1) l
             left join lateral (select c.commitment from experience_vote c where c.cycle = t.cycle and c.product = t.product
                                and c.account = t.account and c.kind = 'committed' and c.block <= at.block
                                order by c.block desc, c.log_index desc limit 1) c on true
             where t.block <= at.block
                 and not exists (select from experience_vote e where e.cycle = t.cycle and e.product = t.product
                                 and e.account = t.account and (e.block, e.log_index) < (t.block, t.log_index))",
        );
    for (column, wanted) in [
        (" and t.cycle = ", filter.cycle),
        (" and t.product = ", filter.product),
        (" and l.report = ", filter.report),
    ] {
        if let Some(wanted) = wanted {
            sql.push(column).push_bind(wanted);
        }
    }
    if let Some(Account(account)) = filter.account {
        sql.push(" and t.account = ").push_bind(account.to_vec());
    }
    if let Some(state) = filter.state {
        sql.push(" and l.kind = ").push_bind(state.name());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |vote: &ExperienceVote| &vote.origin)
        .await
}
