//! One consistent look at the database, as of one block, and the answer's metadata that says which.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Query},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tokio::time::Instant;
use utoipa::{IntoParams, ToSchema};

use super::{
    Api, ApiError,
    readers::Lent,
    state::{Key, State},
    types::Hash,
};
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
    #[serde(skip)]
    built_at_us: i64,
}

/// A resource with the block it is true of.
#[derive(Debug, Serialize, ToSchema)]
pub struct One<T> {
    #[serde(flatten)]
    pub item: T,
    pub meta: Meta,
}

/// One state of the index, and the block of it that the answer is true of.
pub struct Snapshot {
    reader: Lent,
    pub meta: Meta,
    /// Under which the answer is kept, if it is.
    key: Option<Key>,
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
        let key = Key::of(parts);
        // What was answered before in the same state needs no connection.
        if let Some(state) = api.readers.known()
            && let Ok(meta) = meta(&state, &as_of)
        {
            answered(parts, &state, &meta, &key)?;
        }
        let (reader, meta) = open(api, &as_of).await?;
        if let Err(known) = answered(parts, reader.state(), &meta, &key) {
            reader.finish();
            return Err(known);
        }
        Ok(Self {
            reader,
            meta,
            key: Some(key),
        })
    }
}

/// A reader of a state that reaches as far as is asked for.
async fn open(api: &Api, as_of: &AsOf) -> Result<(Lent, Meta), ApiError> {
    let deadline = Instant::now() + PATIENCE;
    let mut commits = api.readers.commits();
    loop {
        commits.mark_unchanged();
        let reader = api.readers.lend().await?;
        let missing = match meta(reader.state(), as_of) {
            Ok(meta) => return Ok((reader, meta)),
            Err(missing) => missing,
        };
        reader.finish();
        if !missing.may_come() {
            return Err(missing);
        }
        match tokio::time::timeout_at(deadline, commits.changed()).await {
            Ok(Ok(())) => {}
            _ => return Err(missing),
        }
    }
}

/// The block that answers are true of.
///
/// # Errors
/// When there is none yet, or it is before the one waited for.
fn meta(state: &State, as_of: &AsOf) -> Result<Meta, ApiError> {
    let finality = as_of.finality;
    let head = state.head(finality);
    let reached = head.map_or(-1, |head| head.number);
    if let Some(wanted) = as_of.min_block
        && reached < wanted
    {
        return Err(ApiError::block_not_reached(
            wanted,
            reached,
            finality.name(),
        ));
    }
    let head = head.ok_or_else(|| ApiError::nothing_yet(finality.name()))?;
    Ok(Meta {
        chain_id: state.chain_id,
        block: head.number,
        block_hash: head.hash,
        block_time: head.time,
        finality,
        built_at_us: state.built_at_us,
    })
}

/// Ends the request with what the client has already, or with what was answered before.
fn answered(parts: &Parts, state: &State, meta: &Meta, key: &Key) -> Result<(), ApiError> {
    let seen = parts
        .headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let etag = meta.etag();
    if seen
        .split(',')
        .any(|tag| tag.trim().as_bytes() == etag.as_bytes())
    {
        return Err(ApiError::answered((
            StatusCode::NOT_MODIFIED,
            meta.headers(),
        )));
    }
    match state.answer(key) {
        Some(body) => Err(ApiError::answered(json_response(meta, body))),
        None => Ok(()),
    }
}

fn json_response(meta: &Meta, body: Bytes) -> Response {
    let mut headers = meta.headers();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    (headers, Body::from(body)).into_response()
}

impl Meta {
    fn etag(&self) -> HeaderValue {
        let etag = format!(
            "W/\"{}-{:x}-{}-{:x}\"",
            projections::SCHEMA,
            self.built_at_us,
            self.finality.name(),
            self.block_hash.0
        );
        HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static("W/\"-\""))
    }

    /// The headers that say which block the answer is true of.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(header::ETAG, self.etag());
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(self.finality.cache_control()),
        );
        headers.insert(
            header::VARY,
            HeaderValue::from_static("accept, accept-encoding"),
        );
        headers.insert(
            HeaderName::from_static("x-block"),
            HeaderValue::from(self.block),
        );
        if let Ok(hash) = HeaderValue::try_from(self.block_hash.0.to_string()) {
            headers.insert(HeaderName::from_static("x-block-hash"), hash);
        }
        headers.insert(
            HeaderName::from_static("x-finality"),
            HeaderValue::from_static(self.finality.name()),
        );
        headers
    }
}

impl Snapshot {
    /// Looks at the block that `as_of` asks for, not for an answer of the API.
    pub async fn open(api: &Api, as_of: &AsOf) -> Result<Self, ApiError> {
        let (reader, meta) = open(api, as_of).await?;
        Ok(Self {
            reader,
            meta,
            key: None,
        })
    }

    /// Ends the look: every query went well.
    pub fn finish(self) {
        self.reader.finish();
    }

    /// The connection to query with.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.reader.conn()
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
        let Self { reader, meta, key } = self;
        let state = reader.state().clone();
        reader.finish();
        let mut text = Vec::with_capacity(1 << 14);
        if let Err(error) = serde_json::to_writer(&mut text, &body(meta.clone())) {
            return ApiError::Internal(error.into()).into_response();
        }
        let text = Bytes::from(text);
        if let Some(key) = key {
            state.keep(key, &text);
        }
        json_response(&meta, text)
    }

    /// A body that is not JSON.
    pub fn text(self, kind: &'static str, body: String) -> Response {
        let mut headers = self.meta.headers();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        self.finish();
        (headers, Body::from(body)).into_response()
    }
}
