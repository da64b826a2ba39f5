//! GET /v1/disputes/{id}/timeline and /v1/disputes/{id}/votes

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError, disputes,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_id},
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum DisputeStepKind {
    Opened,
    /// By the party.
    Funded,
    /// By the respondent.
    Matched,
    /// By the loser of the first round.
    Appealed,
    RoundStarted,
    EvidenceSubmitted,
    VoteCommitted,
    VoteRevealed,
    /// Its weight was taken back, or will not count.
    JurorRemoved,
    VoteSettled,
    /// Somebody logged where time had led it; it was there without this.
    Advanced,
    UmpireRuled,
    /// The ruling is final, and the bonds are divided.
    Resolved,
    /// The arbitrable was told, and took the ruling.
    Executed,
    /// The arbitrable was told, and did not take it.
    NotTaken,
}

/// Something that was logged of a dispute.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct DisputeStep {
    #[schema(inline)]
    pub step: DisputeStepKind,
    /// Who did it, or whose vote it is; absent of what nobody does.
    pub account: Option<Account>,
    /// 0: the first one, 1: the appeal's; absent of what belongs to none.
    pub round: Option<i32>,
    /// Of a bond, or paid to a juror, base units of PSC.
    pub amount: Option<Amount>,
    /// Of a vote that is revealed, removed, or settled for what it earned; power units.
    pub weight: Option<Amount>,
    /// 1: for the party, 2: against it, 0: refused. Of a revealed vote, of the umpire, and at the end.
    pub choice: Option<i32>,
    /// What a side says, or where it is to be found.
    pub evidence: Option<String>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

const STEPS: &str = "
    select 'opened' as step, party as account, null::integer as round, sum as amount, null::numeric as weight, null::integer as choice,
           null::text as evidence, block, log_index, transaction from arbitration_dispute where id = at.id
    union all select case kind when 'party' then 'funded' when 'respondent' then 'matched' else 'appealed' end, account, null, amount,
           null, null, null, block, log_index, transaction from dispute_bond where dispute = at.id
    union all select 'round_started', null, round, null, null, null, null, block, log_index, transaction
    from dispute_round where dispute = at.id
    union all select 'evidence_submitted', account, null, null, null, null, evidence, block, log_index, transaction
    from dispute_evidence where dispute = at.id
    union all select case kind when 'committed' then 'vote_committed' when 'revealed' then 'vote_revealed'
                               when 'removed' then 'juror_removed' else 'vote_settled' end,
           juror, round, paid, weight, choice, null, block, log_index, transaction from juror_vote where dispute = at.id
    union all select 'advanced', null, null, null, null, null, null, block, log_index, transaction
    from dispute_notice where dispute = at.id and kind = 'advanced'
    union all select 'umpire_ruled', umpire, null, null, null, ruling, null, block, log_index, transaction
    from umpire_ruling where dispute = at.id
    union all select 'resolved', null, null, null, weight, ruling, null, block, log_index, transaction
    from dispute_resolution where dispute = at.id
    union all select case when taken then 'executed' else 'not_taken' end, arbitrable, null, null, null, ruling, null, block, log_index,
           transaction from ruling_push where dispute = at.id";

/// What was logged of a dispute, step by step
#[utoipa::path(get, path = "/v1/disputes/{id}/timeline", tag = "arbitration",
    params(("id" = i64, Path, description = "Number of the dispute"), AsOf, Paging),
    responses((status = 200, body = Page<DisputeStep>)))]
pub async fn timeline(
    Path(id): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    disputes::known(&mut snapshot, id).await?;
    let mut sql = QueryBuilder::new(
        "select t.step, t.account, t.round, t.amount, t.weight, t.choice, t.evidence, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push("::bigint as block, ")
        .push_bind(id)
        .push("::bigint as id) at cross join lateral (")
        .push(STEPS)
        .push(") t join block b on b.number = t.block where t.block <= at.block");
    page.push(&mut sql);
    page.respond(snapshot, sql, |step: &DisputeStep| &step.origin)
        .await
}

/// What a juror's vote is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum JurorState {
    Committed,
    Revealed,
    /// The juror had shares of the product's pool in the queue.
    Removed,
    /// What it came to is done.
    Settled,
}

/// A juror's vote in a round.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct JurorVote {
    /// 0: the first one, 1: the appeal's.
    pub round: i32,
    pub juror: Account,
    #[schema(inline)]
    pub state: JurorState,
    /// The latest.
    pub commitment: Option<Hash>,
    /// 1: for the party, 2: against it; absent while it is not revealed.
    pub choice: Option<i32>,
    /// Power units, of a revealed one.
    pub weight: Option<Amount>,
    /// Of the loser's bonds, base units of PSC; absent before it is settled, as what follows.
    pub paid: Option<Amount>,
    /// Power units.
    pub gained: Option<Amount>,
    /// Of all power.
    pub lost_bps: Option<i32>,
    /// Of the first commitment.
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which votes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JurorFilter {
    /// Of this account.
    juror: Option<Account>,
    /// 0: of the first round, 1: of the appeal's.
    #[param(minimum = 0, maximum = 1)]
    round: Option<i32>,
}

/// Jurors' votes on a dispute
#[utoipa::path(get, path = "/v1/disputes/{id}/votes", tag = "arbitration",
    params(("id" = i64, Path, description = "Number of the dispute"), JurorFilter, AsOf, Paging),
    responses((status = 200, body = Page<JurorVote>)))]
pub async fn votes(
    Path(id): Path<String>,
    Params(filter): Params<JurorFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    disputes::known(&mut snapshot, id).await?;
    let mut sql = QueryBuilder::new(
        "select t.round, t.juror, l.kind as state, c.commitment, r.choice, r.weight, s.paid, s.gained, s.lost_bps, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as block) at cross join juror_vote t join block b on b.number = t.block
             cross join lateral (select l.kind from juror_vote l where l.dispute = t.dispute and l.round = t.round and l.juror = t.juror
                                 and l.block <= at.block order by l.block desc, l.log_index desc limit 1) l
             left join lateral (select c.commitment from juror_vote c where c.dispute = t.dispute and c.round = t.round
                                and c.juror = t.juror and c.kind = 'committed' and c.block <= at.block
                                order by c.block desc, c.log_index desc limit 1) c on true
             left join lateral (select r.choice, r.weight from juror_vote r where r.dispute = t.dispute and r.round = t.round
                                and r.juror = t.juror and r.kind = 'revealed' and r.block <= at.block limit 1) r on true
             left join lateral (select s.paid, s.gained, s.lost_bps from juror_vote s where s.dispute = t.dispute and s.round = t.round
                                and s.juror = t.juror and s.kind = 'settled' and s.block <= at.block limit 1) s on true
             where t.block <= at.block
                 and not exists (select from juror_vote e where e.dispute = t.dispute and e.round = t.round and e.juror = t.juror
                                 and (e.block, e.log_index) < (t.block, t.log_index))
                 and t.dispute = ",
        )
        .push_bind(id);
    if let Some(Account(juror)) = filter.juror {
        sql.push(" and t.juror = ").push_bind(juror.to_vec());
    }
    if let Some(round) = filter.round {
        sql.push(" and t.round = ").push_bind(round);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |vote: &JurorVote| &vote.origin)
        .await
}
