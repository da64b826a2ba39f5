//! GET /v1/status

use axum::{Json, extract::State, http::header, response::IntoResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Api, ApiError,
    snapshot::Finality,
    types::{Account, Hash},
};
use crate::{deployment::Contract, store::Cursor};

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
    pub contracts: ContractAddresses,
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
    pub offering: Account,
    pub governor: Account,
    pub timelock: Account,
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
    let cursor = Cursor::load(reader.conn()).await?;
    let indexed = reader.state().head(Finality::Latest);
    let indexed = indexed.map(|head| IndexedBlock {
        number: head.number,
        hash: head.hash,
        time: head.time,
    });
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
        contracts: ContractAddresses {
            psc: address(Contract::Psc),
            reserve: address(Contract::Reserve),
            pss: address(Contract::Pss),
            catalog: address(Contract::Catalog),
            offer_pool: address(Contract::OfferPool),
            splitter: address(Contract::Splitter),
            checkout: address(Contract::Checkout),
            offering: address(Contract::Offering),
            governor: address(Contract::Governor),
            timelock: address(Contract::Timelock),
        },
        version: env!("CARGO_PKG_VERSION"),
    };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(status)))
}
