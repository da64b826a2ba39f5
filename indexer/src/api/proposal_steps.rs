//! What became of a proposal, step by step.

use serde::Serialize;
use sqlx::{FromRow, Type};
use utoipa::ToSchema;

use super::{
    ApiError,
    page::ORIGIN,
    proposals::{Proposal, ProposalState},
    snapshot::Snapshot,
    types::Origin,
};
use crate::store;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum StepKind {
    Created,
    /// The snapshot is past; logged by nobody.
    VotingStarted,
    /// Quorum was reached late: the deadline moved.
    Extended,
    /// The deadline is past; logged by nobody.
    VotesCounted,
    /// Scheduled at the timelock.
    Queued,
    /// By its proposer.
    Canceled,
    /// At the timelock, after it was queued.
    OperationCancelled,
    /// At the timelock, after it was cancelled there.
    OperationScheduledAgain,
    /// By the governor, or at the timelock directly.
    Executed,
    /// One of its calls was made.
    CallApplied,
}

/// Something that became of a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Step {
    #[schema(inline)]
    pub step: StepKind,
    /// Unix seconds.
    #[schema(example = 1790000000)]
    pub time: i64,
    /// Of `call_applied`: which of the calls, from 0.
    pub call: Option<i32>,
    /// Of `call_applied`: whether the governor made it in the timelock's name, after all others.
    pub deferred: Option<bool>,
    /// Of `votes_counted`: whether there were a majority and a quorum.
    pub passed: Option<bool>,
    /// Where it is logged; absent for what time alone brings about.
    pub origin: Option<Origin>,
}

#[derive(FromRow)]
struct Logged {
    kind: StepKind,
    place: Option<i32>,
    deferred: Option<bool>,
    #[sqlx(flatten)]
    origin: Origin,
}

impl Step {
    fn new(step: StepKind, time: i64) -> Self {
        Self {
            step,
            time,
            call: None,
            deferred: None,
            passed: None,
            origin: None,
        }
    }
}

/// All steps, oldest first.
pub async fn load(snapshot: &mut Snapshot, proposal: &Proposal) -> Result<Vec<Step>, ApiError> {
    let query = format!(
        "select t.kind, t.place, t.deferred, {ORIGIN} from (
             select 'created' as kind, null::integer as place, null::boolean as deferred, block, log_index, transaction
             from proposal where id = $1
             union all select 'extended', null, null, block, log_index, transaction from proposal_extension where proposal = $1
             union all select 'queued', null, null, block, log_index, transaction from proposal_queue where proposal = $1
             union all select case when executed then 'executed' else 'canceled' end, null, null, block, log_index, transaction
             from proposal_end where proposal = $1
             union all select o.* from (select block, log_index from proposal_queue where proposal = $1) q
             cross join lateral (
                 select 'operation_cancelled', null::integer, null::boolean, block, log_index, transaction
                 from operation_cancel where operation = $2
                 union all select 'operation_scheduled_again', null, null, block, log_index, transaction
                 from scheduled_call where operation = $2 and place = 0
                 union all select 'call_applied', c.place,
                                  exists (select from deferred_call d where d.operation = $2 and d.place = c.place
                                          and d.transaction = c.transaction),
                                  c.block, c.log_index, c.transaction
                 from executed_call c where c.operation = $2) o (kind, place, deferred, block, log_index, transaction)
             where (o.block, o.log_index) > (q.block, q.log_index)) t
         join block b on b.number = t.block where t.block <= $3 order by t.block, t.log_index"
    );
    let logged: Vec<Logged> = sqlx::query_as(sqlx::AssertSqlSafe(query))
        .bind(store::Amount::from(proposal.id))
        .bind(proposal.operation.map(|operation| operation.0.to_vec()))
        .bind(snapshot.block())
        .fetch_all(snapshot.conn())
        .await?;
    let governor_executed = logged.iter().any(|log| log.kind == StepKind::Executed);
    let mut steps = Vec::new();
    let (mut scheduled, mut executed) = (false, governor_executed);
    for log in logged {
        let time = log.origin.time;
        match log.kind {
            // The first is what queueing did.
            StepKind::OperationScheduledAgain if !scheduled => {
                scheduled = true;
                continue;
            }
            StepKind::CallApplied if !executed => {
                executed = true;
                steps.push(Step {
                    origin: Some(log.origin.clone()),
                    ..Step::new(StepKind::Executed, time)
                });
            }
            _ => {}
        }
        steps.push(Step {
            call: log.place,
            deferred: log.deferred,
            origin: Some(log.origin),
            ..Step::new(log.kind, time)
        });
    }
    // A proposal is taken back before voting starts, or never.
    let taken_back = steps.iter().any(|step| step.step == StepKind::Canceled);
    let voting = !matches!(proposal.state, Some(ProposalState::Pending)) && !taken_back;
    if voting {
        steps.push(Step::new(StepKind::VotingStarted, proposal.snapshot + 1));
        if snapshot.meta.block_time > proposal.deadline {
            steps.push(Step {
                passed: Some(proposal.passes()),
                ..Step::new(StepKind::VotesCounted, proposal.deadline + 1)
            });
        }
    }
    // What time brought about comes before what was logged in that second; all else keeps its order.
    steps.sort_by_key(|step| (step.time, step.origin.is_some()));
    Ok(steps)
}
