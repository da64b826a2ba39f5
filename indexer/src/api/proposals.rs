//! GET /v1/proposals and one proposal

use alloy::primitives::U256;
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    Api, ApiError,
    calls::{ProposedCall, StoredCall},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    proposal_steps::{self, Step},
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_amount},
};
use crate::{deployment::Contract, store};

/// Where a proposal stands, as OpenZeppelin's Governor names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum ProposalState {
    /// Voting has not begun.
    Pending,
    /// Is voted on.
    Active,
    /// Taken back by its proposer, or its operation was cancelled at the timelock.
    Canceled,
    /// No majority, or no quorum.
    Defeated,
    /// Can be queued.
    Succeeded,
    /// Waits at the timelock, or can be executed.
    Queued,
    /// Never here: what is queued stays so.
    Expired,
    /// Its calls were made.
    Executed,
}

impl ProposalState {
    fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Canceled => "canceled",
            Self::Defeated => "defeated",
            Self::Succeeded => "succeeded",
            Self::Queued => "queued",
            Self::Expired => "expired",
            Self::Executed => "executed",
        }
    }
}

/// Calls that the DAO's timelock shall make, if the votes say so. All figures are what the governor's own views say at the
/// answer's block.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Proposal {
    /// The governor's id, decimal.
    #[schema(example = "1")]
    pub id: Amount,
    /// First line of the description, up to 200 characters.
    #[schema(example = "Halve the redemption fee")]
    pub title: String,
    pub proposer: Account,
    /// At the time of the answer's block. Absent if the proposal is queued at a timelock that is not the deployment's.
    #[schema(inline)]
    pub state: Option<ProposalState>,
    /// The time as of which votes count; voting begins a second later.
    #[schema(example = 1790000000)]
    pub snapshot: i64,
    /// Last second of voting, extended if it was.
    #[schema(example = 1790000000)]
    pub deadline: i64,
    /// Quorum was reached late, and voting went on for it.
    pub extended: bool,
    /// From when it can be executed; absent before it is queued.
    pub eta: Option<i64>,
    /// Its operation at the timelock; absent before it is queued.
    pub operation: Option<Hash>,
    #[sqlx(flatten)]
    pub tally: Tally,
    /// What `for` and `abstain` together must reach, PSS base units; absent until the snapshot is past.
    pub quorum: Option<Amount>,
    /// Number of calls.
    #[sqlx(rename = "calls")]
    pub call_count: i32,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Votes cast, in PSS base units.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, FromRow)]
pub struct Tally {
    pub against: Amount,
    #[serde(rename = "for")]
    pub in_favour: Amount,
    pub abstain: Amount,
    /// Number of accounts that voted.
    pub voters: i64,
}

/// A proposal with its text, its calls and all that became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalInFull {
    #[serde(flatten)]
    pub proposal: Proposal,
    pub description: String,
    /// keccak256 of the description, which queueing and executing name it by.
    pub description_hash: Hash,
    pub calls: Vec<ProposedCall>,
    /// Oldest first.
    pub timeline: Vec<Step>,
}

/// Which proposals.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalFilter {
    /// By this account.
    proposer: Option<Account>,
    /// In this state at the time of the answer's block.
    #[param(inline)]
    state: Option<ProposalState>,
    /// On which this account voted.
    voter: Option<Account>,
}

impl Proposal {
    /// Whether the votes cast would do.
    pub fn passes(&self) -> bool {
        let Tally {
            against,
            in_favour,
            abstain,
            ..
        } = self.tally;
        let counted = in_favour.0.saturating_add(abstain.0);
        let needed = self.quorum.map_or(U256::MAX, |quorum| quorum.0);
        in_favour.0 > against.0 && counted >= needed
    }
}

/// `s.state` is computed as the governor's `state` does it.
fn select(api: &Api, snapshot: &Snapshot) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.title, t.proposer, s.state, t.vote_start as snapshot, d.deadline, x.block is not null as extended,
                q.eta, o.operation, v.against, v.in_favour, v.abstain, v.voters, n.quorum, t.calls, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push("::bigint as block, ")
        .push_bind(snapshot.meta.block_time)
        .push("::bigint as time, ")
        .push_bind(api.deployment.address(Contract::Timelock).to_vec())
        .push(
            "::bytea as timelock) at cross join proposal t join block b on b.number = t.block
             left join proposal_extension x on x.proposal = t.id and x.block <= at.block
             left join proposal_queue q on q.proposal = t.id and q.block <= at.block
             left join proposal_operation o on o.proposal = t.id and o.block <= at.block
             left join proposal_end e on e.proposal = t.id and e.block <= at.block
             left join lateral (select r.account, r.block, r.log_index from role_change r
                                where r.contract = 'governor' and r.role = 'timelock' and r.block <= at.block
                                order by r.block desc, r.log_index desc limit 1) tl on true
             cross join lateral (select coalesce(x.deadline, t.vote_end) as deadline) d
             cross join lateral (
                 select coalesce(sum(c.weight) filter (where c.support = 0), 0) as against,
                        coalesce(sum(c.weight) filter (where c.support = 1), 0) as in_favour,
                        coalesce(sum(c.weight) filter (where c.support = 2), 0) as abstain, count(*) as voters
                 from ballot c where c.proposal = t.id and c.block <= at.block) v
             cross join lateral (select case when t.vote_start < at.time then quorum_as_of(t.vote_start, at.block) end as quorum) n
             cross join lateral (select case
                 when e.executed then 'executed'
                 when not e.executed then 'canceled'
                 when t.vote_start >= at.time then 'pending'
                 when d.deadline >= at.time then 'active'
                 when q.block is null then case when v.in_favour > v.against and v.in_favour + v.abstain >= n.quorum
                                                then 'succeeded' else 'defeated' end
                 when tl.account = at.timelock then case operation_as_of(o.operation, at.block)
                     when 'scheduled' then 'queued' when 'done' then 'executed' else 'canceled' end
                 when (tl.block, tl.log_index) > (q.block, q.log_index) then 'canceled' end as state) s
             where t.block <= at.block",
        );
    sql
}

/// Proposals to the DAO
#[utoipa::path(get, path = "/v1/proposals", tag = "governance", params(ProposalFilter, AsOf, Paging),
    responses((status = 200, body = Page<Proposal>)))]
pub async fn proposals(
    State(api): State<Api>,
    Params(filter): Params<ProposalFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(&api, &snapshot);
    if let Some(Account(proposer)) = filter.proposer {
        sql.push(" and t.proposer = ").push_bind(proposer.to_vec());
    }
    if let Some(state) = filter.state {
        sql.push(" and s.state = ").push_bind(state.name());
    }
    if let Some(Account(voter)) = filter.voter {
        sql.push(" and t.id in (select c.proposal from ballot c where c.block <= at.block and c.voter = ")
            .push_bind(voter.to_vec())
            .push(")");
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |proposal: &Proposal| &proposal.origin)
        .await
}

/// One proposal
#[utoipa::path(get, path = "/v1/proposals/{id}", tag = "governance",
    params(("id" = Amount, Path, description = "The governor's id of the proposal, decimal"), AsOf),
    responses((status = 200, body = One<ProposalInFull>)))]
pub async fn proposal(
    State(api): State<Api>,
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = store::Amount::from(parse_amount(&id).map_err(ApiError::invalid)?);
    let mut sql = select(&api, &snapshot);
    sql.push(" and t.id = ").push_bind(id);
    let found: Option<Proposal> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let proposal = found.ok_or_else(|| ApiError::not_found(format!("no proposal {}", id.0)))?;
    let (description, description_hash) =
        sqlx::query_as("select description, description_hash from proposal where id = $1")
            .bind(id)
            .fetch_one(snapshot.conn())
            .await?;
    let calls: Vec<StoredCall> = sqlx::query_as(
        "select target, value, data from proposal_call where proposal = $1 order by place",
    )
    .bind(id)
    .fetch_all(snapshot.conn())
    .await?;
    let calls = calls.into_iter().map(|call| call.decode(&api.deployment));
    let calls = calls.collect();
    let timeline = proposal_steps::load(&mut snapshot, &proposal).await?;
    Ok(snapshot.one(ProposalInFull {
        proposal,
        description,
        description_hash,
        calls,
        timeline,
    }))
}
