//! GET /v1/stream: transfers and reports as they are indexed, as server-sent events

use std::{collections::VecDeque, convert::Infallible, time::Duration};

use alloy::primitives::B256;
use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, stream};
use serde::Serialize;
use sqlx::Row;

use super::{Api, ApiError, types::Hash};
use crate::store::Cursor;

/// Blocks told in one look.
const PAGE: i64 = 500;

/// Where a stream is: the last block told, by number and hash.
#[derive(Clone, Copy, Debug)]
struct Place {
    number: i64,
    hash: Option<B256>,
}

/// A block that carries logs of the contracts, or the newest one.
#[derive(Serialize)]
struct Told {
    block: i64,
    block_hash: Hash,
    time: i64,
    /// Logs of the contracts in the block.
    logs: i32,
}

/// Told blocks that are no longer part of the chain.
#[derive(Serialize)]
struct Rewound {
    /// The last block that still is.
    to_block: i64,
}

struct Telling {
    api: Api,
    place: Place,
    waiting: VecDeque<Event>,
}

/// Blocks as they are indexed
///
/// Server-sent events: `block` for each indexed block that carries logs of the contracts, `rewind` when told blocks
/// were reorganised away (what was read since has to be read again). Event ids are `<block>-<hash>`: a client that
/// sends the last one as `Last-Event-ID` continues where it was. Without one the stream begins at the newest block.
#[utoipa::path(get, path = "/v1/stream", tag = "stream",
    params(("last-event-id" = Option<String>, Header, description = "Id of the last event seen")),
    responses((status = 200, content_type = "text/event-stream", body = String,
        example = "event: block\nid: 1234-1d2e...\ndata: {\"block\":1234,\"block_hash\":\"0x1d2e...\",\"time\":1790000000,\"logs\":2}\n\n")))]
pub async fn stream(
    State(api): State<Api>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let place = match headers.get("last-event-id") {
        Some(id) => id
            .to_str()
            .ok()
            .and_then(parse_id)
            .ok_or_else(|| ApiError::invalid("last-event-id is not one of this stream"))?,
        None => {
            let mut tx = api.begin().await?;
            let cursor = Cursor::load_served(&mut tx)
                .await?
                .ok_or_else(ApiError::other_version_leads)?;
            Place {
                number: cursor.next() as i64 - 1,
                hash: cursor.block.map(|block| block.hash),
            }
        }
    };
    let state = Telling {
        api,
        place,
        waiting: VecDeque::new(),
    };
    let events = stream::unfold(state, |mut state| async move {
        loop {
            if let Some(event) = state.waiting.pop_front() {
                return Some((Ok(event), state));
            }
            let mut commits = state.api.commits.clone();
            commits.mark_unchanged();
            match state.look().await {
                Ok(true) => {}
                // The server stops, or the database is away: the client comes again with its last id.
                Ok(false) => commits.changed().await.ok()?,
                Err(_) => return None,
            }
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

impl Telling {
    /// Looks for news; false when there is none.
    async fn look(&mut self) -> Result<bool, ApiError> {
        let mut tx = self.api.begin().await?;
        let cursor = Cursor::load_served(&mut tx)
            .await?
            .ok_or_else(ApiError::other_version_leads)?;
        if let Some(hash) = self.place.hash {
            let still: bool = sqlx::query_scalar(
                "select exists (select from block where number = $1 and hash = $2)
                     or ($1 < (select finalized from cursor) and not exists (select from block where number = $1))",
            )
            .bind(self.place.number)
            .bind(hash.as_slice())
            .fetch_one(&mut *tx)
            .await?;
            if !still {
                // Blocks told between here and the place may be gone as well: back to what is final.
                let to = cursor.finalized.min(self.place.number - 1);
                self.place = Place {
                    number: to,
                    hash: None,
                };
                self.push("rewind", format!("{to}-"), &Rewound { to_block: to })?;
                return Ok(true);
            }
        }
        let rows = sqlx::query(
            "select number, hash, time, log_count from block
             where number > $1 and number <= $3 and (log_count > 0 or number = $3) order by number limit $2",
        )
        .bind(self.place.number)
        .bind(PAGE)
        .bind(cursor.next() as i64 - 1)
        .fetch_all(&mut *tx)
        .await?;
        for row in &rows {
            let told = Told {
                block: row.try_get("number")?,
                block_hash: row.try_get("hash")?,
                time: row.try_get("time")?,
                logs: row.try_get("log_count")?,
            };
            self.place = Place {
                number: told.block,
                hash: Some(told.block_hash.0),
            };
            self.push(
                "block",
                format!("{}-{:x}", told.block, told.block_hash.0),
                &told,
            )?;
        }
        Ok(!rows.is_empty())
    }

    fn push(&mut self, kind: &str, id: String, data: &impl Serialize) -> Result<(), ApiError> {
        let event = Event::default()
            .event(kind)
            .id(id)
            .json_data(data)
            .map_err(anyhow::Error::from)?;
        self.waiting.push_back(event);
        Ok(())
    }
}

fn parse_id(id: &str) -> Option<Place> {
    let (number, hash) = id.split_once('-')?;
    let hash = match hash {
        "" => None,
        hash => Some(hash.parse().ok()?),
    };
    Some(Place {
        number: number.parse().ok()?,
        hash,
    })
}
