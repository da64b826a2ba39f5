//! GET /v1/status

use axum::{Json, extract::State, http::header, response::IntoResponse};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{
    Api, ApiError,
    snapshot::Finality,
    types::{Account, Hash},
};
use crate::{
    deployment::Contract,
    projections,
    store::{Cursor, indexes},
};

/// What is indexed, and how far behind the node's head.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    #[schema(example = 412346)]
    pub chain_id: i64,
    /// First block that can carry logs of the contracts.
    pub start_block: i64,
    /// The last indexed block; absent before the first.
    pub indexed: Option<IndexedBlock>,
    /// The node's latest block when last asked.
    pub head_block: i64,
    pub lag_blocks: i64,
    /// The last indexed block that is safe; `start_block - 1` before any.
    pub safe_block: i64,
    pub finalized_block: i64,
    /// `tags`: the node says what is safe and final. `depth`: it does not; counted by configured depth.
    #[schema(example = "tags")]
    pub finality_source: &'static str,
    /// Reorganisations survived.
    pub rewinds: i64,
    /// Indexes that lists are read by and that are not built yet: until the history is in, lists are slow.
    pub indexes_missing: usize,
    /// Stretches whose logs were found not to be the chain's and are not put right yet, the latest 100; most often none.
    pub gaps: Vec<Gap>,
    /// The scheduled re-scan has compared the final blocks before this one in its present round; absent before the first.
    pub rescan_block: Option<i64>,
    /// When the follower last wrote what is shown here; Unix seconds. `head_block` is as of then.
    #[schema(example = 1790000000)]
    pub updated_at: i64,
    /// Absent when the answers are read from the primary database.
    pub replica: Option<Replica>,
    pub contracts: ContractAddresses,
    /// A node that anybody may ask about the chain itself, if the operator names one.
    #[schema(example = "https://arb1.arbitrum.io/rpc")]
    pub rpc_url: Option<String>,
    /// Version of the indexer.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

/// The contracts followed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractAddresses {
    pub psc: Account,
    pub reserve: Account,
    pub pss: Account,
    pub catalog: Account,
    pub offer_pool: Account,
    pub splitter: Account,
    pub checkout: Account,
    pub stake_pools: Account,
    pub quality: Account,
    pub power: Account,
    pub experience: Account,
    pub cycles: Account,
    pub arbitration: Account,
    pub statements: Account,
    pub memberships: Account,
    pub offering: Account,
    pub governor: Account,
    pub timelock: Account,
}

/// A stretch of blocks in which the index is not to be relied on.
#[derive(Debug, Serialize, FromRow, ToSchema)]
pub struct Gap {
    #[schema(example = 1200)]
    pub first_block: i64,
    #[schema(example = 1210)]
    pub last_block: i64,
    /// Logs of the chain that are not in the index.
    #[schema(example = 2)]
    pub missing: i32,
    /// Logs in the index that the chain does not have.
    #[schema(example = 0)]
    pub surplus: i32,
    /// Unix seconds.
    #[schema(example = 1790000000)]
    pub found_at: i64,
}

/// The read replica that answers come from.
#[derive(Debug, Serialize, FromRow, ToSchema)]
pub struct Replica {
    /// Whether it is receiving from its primary; if not, nobody knows what it lacks.
    pub connected: bool,
    /// Whether it shows all that it has received.
    pub replayed_all: bool,
}

/// A block of the index.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndexedBlock {
    #[schema(example = 1234)]
    pub number: i64,
    pub hash: Hash,
    /// Unix seconds.
    pub time: i64,
}

/// What is indexed
///
/// Answers even before the first block is.
#[utoipa::path(get, path = "/v1/status", tag = "status", responses((status = 200, body = Status)))]
pub async fn status(State(api): State<Api>) -> Result<impl IntoResponse, ApiError> {
    let mut reader = api.readers.lend_anew().await?;
    let indexed = reader.state().head(Finality::Latest);
    let indexed = indexed.map(|head| IndexedBlock {
        number: head.number,
        hash: head.hash,
        time: head.time,
    });
    let conn = reader.conn();
    let cursor = Cursor::load_served(conn)
        .await?
        .ok_or_else(ApiError::other_version_leads)?;
    let indexes_missing = indexes::count_missing(conn, projections::SCHEMA).await?;
    let gaps = sqlx::query_as(
        "select first_block, last_block, missing, surplus, extract(epoch from found_at)::bigint found_at
         from gap where healed_at is null order by id desc limit 100",
    )
    .fetch_all(&mut *conn)
    .await?;
    let (rescan_block, updated_at) =
        sqlx::query_as("select rescan, extract(epoch from updated_at)::bigint from cursor")
            .fetch_one(&mut *conn)
            .await?;
    let replica = sqlx::query_as(
        "select exists (select from pg_stat_wal_receiver where pid is not null) connected,
                coalesce(pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn(), false) replayed_all
         where pg_is_in_recovery()",
    )
    .fetch_optional(conn)
    .await?;
    reader.finish();
    let next = cursor.next() as i64;
    let address = |contract| Account(api.deployment.address(contract));
    let status = Status {
        chain_id: cursor.chain_id as i64,
        start_block: cursor.start_block as i64,
        indexed,
        head_block: cursor.head as i64,
        lag_blocks: (cursor.head as i64 + 1 - next).max(0),
        safe_block: cursor.safe,
        finalized_block: cursor.finalized,
        finality_source: if cursor.by_tags { "tags" } else { "depth" },
        rewinds: cursor.rewinds as i64,
        indexes_missing,
        gaps,
        rescan_block,
        updated_at,
        replica,
        contracts: ContractAddresses {
            psc: address(Contract::Psc),
            reserve: address(Contract::Reserve),
            pss: address(Contract::Pss),
            catalog: address(Contract::Catalog),
            offer_pool: address(Contract::OfferPool),
            splitter: address(Contract::Splitter),
            checkout: address(Contract::Checkout),
            stake_pools: address(Contract::StakePools),
            quality: address(Contract::Quality),
            power: address(Contract::Power),
            experience: address(Contract::Experience),
            cycles: address(Contract::Cycles),
            arbitration: address(Contract::Arbitration),
            statements: address(Contract::Statements),
            memberships: address(Contract::Memberships),
            offering: address(Contract::Offering),
            governor: address(Contract::Governor),
            timelock: address(Contract::Timelock),
        },
        rpc_url: api.public_rpc_url.as_deref().map(str::to_owned),
        version: env!("CARGO_PKG_VERSION"),
    };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(status)))
}
