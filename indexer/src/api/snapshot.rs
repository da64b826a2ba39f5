//! One consistent look at the database, as of one block, and the answer's metadata that says which.

use std::time::Duration;

use axum::{
    Json,
    extract::{FromRequestParts, Query},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgConnection, Postgres, Row, Transaction};
use utoipa::{IntoParams, ToSchema};

use super::{Api, ApiError, types::Hash};
use crate::projections;

/// How long a request waits for `min_block`.
const PATIENCE: Duration = Duration::from_secs(2);

/// How final an answer has to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Finality {
    /// Whatever is indexed; may still be reorganised away.
    #[default]
    Latest,
    /// The node's `safe` block (on Arbitrum: posted to the parent chain).
    Safe,
    /// The node's `finalized` block.
    Finalized,
}

/// Which block the answer is about.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsOf {
    /// How final the answer has to be.
    #[serde(default)]
    #[param(inline, default = "latest")]
    pub finality: Finality,
    /// Wait briefly until this block is part of the answer; 409 when it is not reached.
    #[param(minimum = 0, example = 1)]
    pub min_block: Option<i64>,
}

/// The block that an answer is true of.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Meta {
    #[schema(example = 412346)]
    pub chain_id: i64,
    #[schema(example = 1234)]
    pub block: i64,
    pub block_hash: Hash,
    /// Unix seconds.
    #[schema(example = 1790000000)]
    pub block_time: i64,
    #[schema(inline)]
    pub finality: Finality,
}

/// A resource with the block it is true of.
#[derive(Debug, Serialize, ToSchema)]
pub struct One<T> {
    #[serde(flatten)]
    pub item: T,
    pub meta: Meta,
}

/// A read-only transaction that sees one state of the index.
pub struct Snapshot {
    tx: Transaction<'static, Postgres>,
    pub meta: Meta,
    etag: HeaderValue,
}

#[derive(FromRow)]
struct Head {
    chain_id: i64,
    /// Tells a rebuilt schema from the one before, for caches.
    built_at_us: i64,
    number: Option<i64>,
    hash: Option<Hash>,
    time: Option<i64>,
}

impl Finality {
    pub fn name(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Safe => "safe",
            Self::Finalized => "finalized",
        }
    }

    /// Caches may keep an answer for about as long as its block stays the last of its kind.
    fn cache_control(self) -> &'static str {
        match self {
            Self::Latest => "no-cache",
            Self::Safe => "public, max-age=1",
            Self::Finalized => "public, max-age=5",
        }
    }
}

impl FromRequestParts<Api> for Snapshot {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, ApiError> {
        let Query(as_of) = Query::<AsOf>::from_request_parts(parts, api)
            .await
            .map_err(|e| ApiError::invalid(e.body_text()))?;
        let snapshot = Self::open(api, &as_of).await?;
        let seen = parts
            .headers
            .get(header::IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let etag = snapshot.etag.to_str().unwrap_or("-");
        if seen.split(',').any(|tag| tag.trim() == etag) {
            return Err(ApiError::NotModified(snapshot.headers()));
        }
        Ok(snapshot)
    }
}

impl Snapshot {
    /// Looks at the block that `as_of` asks for.
    pub async fn open(api: &Api, as_of: &AsOf) -> Result<Self, ApiError> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut commits = api.commits.clone();
        loop {
            commits.mark_unchanged();
            let (tx, head) = Self::look(api, as_of.finality).await?;
            let reached = head.number.unwrap_or(-1);
            if let Some(wanted) = as_of.min_block
                && reached < wanted
            {
                drop(tx);
                match tokio::time::timeout_at(deadline, commits.changed()).await {
                    Ok(Ok(())) => continue,
                    _ => {
                        return Err(ApiError::block_not_reached(
                            wanted,
                            reached,
                            as_of.finality.name(),
                        ));
                    }
                }
            }
            let (Some(block), Some(block_hash), Some(block_time)) =
                (head.number, head.hash, head.time)
            else {
                return Err(ApiError::nothing_yet(as_of.finality.name()));
            };
            let meta = Meta {
                chain_id: head.chain_id,
                block,
                block_hash,
                block_time,
                finality: as_of.finality,
            };
            let etag = format!(
                "W/\"{}-{:x}-{}-{:x}\"",
                projections::SCHEMA,
                head.built_at_us,
                as_of.finality.name(),
                block_hash.0
            );
            let etag = HeaderValue::from_str(&etag).map_err(anyhow::Error::from)?;
            return Ok(Self { tx, meta, etag });
        }
    }

    async fn look(
        api: &Api,
        finality: Finality,
    ) -> Result<(Transaction<'static, Postgres>, Head), ApiError> {
        let mut tx = api.begin().await?;
        // Below the finalized block only blocks with logs are kept: the highest known one has the same state.
        let row = sqlx::query(
            "select c.chain_id, p.built_at_us, b.number, b.hash, b.time
             from cursor c
             join (select *, (extract(epoch from built_at) * 1000000)::bigint built_at_us from progress) p on p.rewinds = c.rewinds
             left join lateral (
                 select number, hash, time from block
                 where number <= least(p.block, case $1 when 'finalized' then c.finalized when 'safe' then c.safe else c.block end)
                 order by number desc limit 1) b on true",
        )
        .bind(finality.name())
        .fetch_optional(&mut *tx)
        .await?
        .ok_or_else(ApiError::other_version_leads)?;
        let head = Head {
            chain_id: row.try_get("chain_id")?,
            built_at_us: row.try_get("built_at_us")?,
            number: row.try_get("number")?,
            hash: row.try_get("hash")?,
            time: row.try_get("time")?,
        };
        Ok((tx, head))
    }

    /// The connection to query with.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// The last block whose rows belong to the answer.
    pub fn block(&self) -> i64 {
        self.meta.block
    }

    /// A single resource.
    pub fn one<T: Serialize>(self, item: T) -> Response {
        self.json(|meta| One { item, meta })
    }

    /// Any body made with the metadata.
    pub fn json<B: Serialize>(self, body: impl FnOnce(Meta) -> B) -> Response {
        let headers = self.headers();
        (headers, Json(body(self.meta))).into_response()
    }

    /// The headers that say which block the answer is true of.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(self.meta.finality.cache_control()),
        );
        headers.insert(
            header::VARY,
            HeaderValue::from_static("accept, accept-encoding"),
        );
        headers.insert(
            HeaderName::from_static("x-block"),
            HeaderValue::from(self.meta.block),
        );
        if let Ok(hash) = HeaderValue::from_str(&self.meta.block_hash.0.to_string()) {
            headers.insert(HeaderName::from_static("x-block-hash"), hash);
        }
        headers.insert(
            HeaderName::from_static("x-finality"),
            HeaderValue::from_static(self.meta.finality.name()),
        );
        headers
    }
}
