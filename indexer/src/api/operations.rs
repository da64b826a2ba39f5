//! GET /v1/timelock/operations

use std::collections::HashMap;

use alloy::primitives::B256;
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    Api, ApiError,
    calls::{ProposedCall, StoredCall},
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Hash, Origin, Time},
};

/// Where an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum OperationState {
    /// Scheduled; its time has not come.
    Waiting,
    /// Can be executed by anybody, once its predecessor is done.
    Ready,
    Done,
    Cancelled,
}

impl OperationState {
    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Calls scheduled at the timelock, made together. One that is scheduled again after it was cancelled is another item with
/// the same id.
#[derive(Debug, Serialize, ToSchema)]
pub struct Operation {
    pub id: Hash,
    /// At the time of the answer's block.
    #[schema(inline)]
    pub state: OperationState,
    /// From when it can be executed.
    pub ready_at: Time,
    /// Must be done before it; absent when nothing must.
    pub predecessor: Option<Hash>,
    /// Zero when none was given.
    pub salt: Hash,
    /// The proposal that it is, by the governor's id; absent when it is none.
    pub proposal: Option<Amount>,
    /// The guardian who scheduled it; absent when a proposer did.
    pub guardian: Option<Account>,
    /// Where it was executed or cancelled; absent before.
    pub ended: Option<Origin>,
    pub calls: Vec<OperationCall>,
    #[serde(flatten)]
    pub origin: Origin,
}

/// A call of an operation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperationCall {
    #[serde(flatten)]
    pub call: ProposedCall,
    /// The governor made it in the timelock's name, after all others.
    pub deferred: bool,
}

/// Which operations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OperationFilter {
    /// Of this id.
    id: Option<Hash>,
    /// In this state at the time of the answer's block.
    #[param(inline)]
    state: Option<OperationState>,
    /// With a call to this contract or account.
    target: Option<Account>,
    /// Of this proposal.
    proposal: Option<Amount>,
}

#[derive(FromRow)]
struct Row {
    operation: Hash,
    state: OperationState,
    ready_at: Time,
    predecessor: Hash,
    salt: Option<Hash>,
    proposal: Option<Amount>,
    guardian: Option<Account>,
    end_block: Option<i64>,
    end_block_hash: Option<Hash>,
    end_time: Option<i64>,
    end_log_index: Option<i32>,
    end_transaction: Option<Hash>,
    #[sqlx(flatten)]
    origin: Origin,
}

#[derive(FromRow)]
struct CallRow {
    operation: Hash,
    /// Transactions in which the governor made the call.
    deferred: Vec<Hash>,
    #[sqlx(flatten)]
    call: StoredCall,
}

/// Operations of the DAO's timelock
#[utoipa::path(get, path = "/v1/timelock/operations", tag = "governance", params(OperationFilter, AsOf, Paging),
    responses((status = 200, body = Page<Operation>)))]
pub async fn operations(
    State(api): State<Api>,
    Params(filter): Params<OperationFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    // A scheduling lasts until the operation's next one.
    let mut sql = QueryBuilder::new(
        "select t.operation, s.state, r.ready_at, t.predecessor,
                (select salt from operation_salt o where o.operation = t.operation and o.block <= at.block limit 1) as salt,
                (select proposal from proposal_operation p where p.operation = t.operation and p.block <= at.block
                 order by p.block desc, p.log_index desc limit 1) as proposal,
                (select guardian from guardian_operation g where g.operation = t.operation and g.block <= at.block
                 and (g.block, g.log_index) > (t.block, t.log_index)
                 and (n.block is null or (g.block, g.log_index) < (n.block, n.log_index)) limit 1) as guardian,
                e.block as end_block, eb.hash as end_block_hash, eb.time as end_time, e.log_index as end_log_index,
                e.transaction as end_transaction, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push("::bigint as block, ")
        .push_bind(snapshot.meta.block_time)
        .push(
            "::bigint as time) at cross join scheduled_call t join block b on b.number = t.block
             left join lateral (select c.block, c.log_index from scheduled_call c
                                where c.operation = t.operation and c.place = 0 and c.block <= at.block
                                  and (c.block, c.log_index) > (t.block, t.log_index)
                                order by c.block, c.log_index limit 1) n on true
             left join lateral (
                 select * from (
                     select 'done' as state, block, log_index, transaction from executed_call
                     where operation = t.operation and place = 0
                     union all
                     select 'cancelled', block, log_index, transaction from operation_cancel where operation = t.operation) o
                 where o.block <= at.block and (o.block, o.log_index) > (t.block, t.log_index)
                 order by o.block, o.log_index limit 1) e on true
             left join block eb on eb.number = e.block
             cross join lateral (select least(b.time + t.delay, 18446744073709551615) as ready_at) r
             cross join lateral (select coalesce(e.state, case when r.ready_at > at.time then 'waiting' else 'ready' end)
                                 as state) s
             where t.place = 0 and t.block <= at.block",
        );
    if let Some(Hash(id)) = filter.id {
        sql.push(" and t.operation = ").push_bind(id.to_vec());
    }
    if let Some(state) = filter.state {
        sql.push(" and s.state = ").push_bind(state.name());
    }
    if let Some(Account(target)) = filter.target {
        sql.push(" and t.operation in (select c.operation from scheduled_call c where c.block <= at.block and c.target = ")
            .push_bind(target.to_vec())
            .push(")");
    }
    if let Some(proposal) = filter.proposal {
        sql.push(" and t.operation in (select p.operation from proposal_operation p where p.block <= at.block and p.proposal = ")
            .push_bind(crate::store::Amount::from(proposal))
            .push(")");
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let calls = calls(&mut snapshot, &rows).await?;
    let items: Vec<Operation> = rows
        .into_iter()
        .map(|row| item(row, &calls, &api))
        .collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// The calls of the operations on a page, by operation.
async fn calls(
    snapshot: &mut Snapshot,
    rows: &[Row],
) -> Result<HashMap<B256, Vec<CallRow>>, ApiError> {
    let ids: Vec<Vec<u8>> = rows.iter().map(|row| row.operation.0.to_vec()).collect();
    // Their number and order are the same each time that the operation is scheduled.
    let found: Vec<CallRow> = sqlx::query_as(
        "select distinct on (c.operation, c.place) c.operation, c.target, c.value, c.data,
                array(select d.transaction from deferred_call d
                      where d.operation = c.operation and d.place = c.place and d.block <= $2) as deferred
         from scheduled_call c where c.operation = any ($1) and c.block <= $2
         order by c.operation, c.place, c.block, c.log_index",
    )
    .bind(&ids)
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let mut calls = HashMap::<B256, Vec<CallRow>>::new();
    for call in found {
        calls.entry(call.operation.0).or_default().push(call);
    }
    Ok(calls)
}

fn item(row: Row, calls: &HashMap<B256, Vec<CallRow>>, api: &Api) -> Operation {
    let ended = ended(&row);
    let of_id = calls.get(&row.operation.0).map_or(&[][..], Vec::as_slice);
    let calls = of_id.iter().map(|stored| OperationCall {
        call: stored.call.clone().decode(&api.deployment),
        deferred: ended
            .as_ref()
            .is_some_and(|end| stored.deferred.contains(&end.transaction)),
    });
    Operation {
        id: row.operation,
        state: row.state,
        ready_at: row.ready_at,
        predecessor: Some(row.predecessor).filter(|id| !id.0.is_zero()),
        salt: row.salt.unwrap_or(Hash(B256::ZERO)),
        proposal: row.proposal,
        guardian: row.guardian,
        calls: calls.collect(),
        ended,
        origin: row.origin,
    }
}

fn ended(row: &Row) -> Option<Origin> {
    Some(Origin {
        block: row.end_block?,
        block_hash: row.end_block_hash?,
        time: row.end_time?,
        log_index: row.end_log_index?,
        transaction: row.end_transaction?,
    })
}
