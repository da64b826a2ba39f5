//! GET /v1/stream: blocks as they are indexed, as server-sent events
//!
//! One task looks for news when a commit is announced and tells all listeners. A listener takes what follows its own place,
//! and reads from the database itself, page by page, whenever it is somewhere else: when it resumes, or was too slow.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use alloy::primitives::B256;
use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, StreamExt, stream};
use serde::Serialize;
use sqlx::Row;
use tokio::sync::broadcast::{self, error::RecvError};

use super::{Api, ApiError, readers::Readers, snapshot::Finality, types::Hash};

/// Blocks told in one look.
const PAGE: i64 = 500;
/// News kept for listeners that are slow; who is behind more reads from the database.
pub const KEPT: usize = 1024;
/// Between looks at a database that is away.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Where a stream is: the last block told, by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    number: i64,
    hash: Option<B256>,
}

/// An event, and the places before and after it.
#[derive(Clone, Debug)]
pub struct News {
    after: Place,
    place: Place,
    event: Event,
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

struct Listener {
    readers: Readers,
    news: broadcast::Receiver<Arc<News>>,
    place: Place,
    /// There may be news for it that it has to read from the database.
    behind: bool,
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
    // Before the place is known: nothing can come between.
    let news = api.news.subscribe();
    let (place, behind) = match headers.get("last-event-id") {
        Some(id) => {
            let place = id.to_str().ok().and_then(parse_id);
            let place = place
                .ok_or_else(|| ApiError::invalid("last-event-id is not one of this stream"))?;
            (place, true)
        }
        None => (newest(&api.readers).await?, false),
    };
    let listener = Listener {
        readers: api.readers,
        news,
        place,
        behind,
        waiting: VecDeque::new(),
    };
    let events = stream::unfold(listener, async |mut listener| {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    });
    let events = events.take_until(api.stop.cancelled_owned());
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Tells all listeners what is new after each commit. Never returns.
pub async fn tell(readers: &Readers, listeners: &broadcast::Sender<Arc<News>>) -> Infallible {
    let mut commits = readers.commits();
    let mut place = None;
    loop {
        commits.mark_unchanged();
        match tell_news(readers, listeners, &mut place).await {
            // The readers are there, so this waits for a commit.
            Ok(()) => commits.changed().await.unwrap_or_default(),
            Err(_) => tokio::time::sleep(LOOK_AGAIN).await,
        }
    }
}

async fn tell_news(
    readers: &Readers,
    listeners: &broadcast::Sender<Arc<News>>,
    place: &mut Option<Place>,
) -> Result<(), ApiError> {
    let mut at = match *place {
        Some(place) => place,
        None => newest(readers).await?,
    };
    loop {
        *place = Some(at);
        let found = look(readers, at).await?;
        let Some(last) = found.last() else {
            return Ok(());
        };
        at = last.place;
        for news in found {
            // Nobody may be listening.
            listeners.send(Arc::new(news)).ok();
        }
    }
}

/// The place after everything that there is.
async fn newest(readers: &Readers) -> Result<Place, ApiError> {
    let state = match readers.known() {
        Some(state) => state,
        None => {
            let reader = readers.lend().await?;
            let state = reader.state().clone();
            reader.finish();
            state
        }
    };
    let head = state.head(Finality::Latest);
    Ok(Place {
        number: head.map_or(-1, |head| head.number),
        hash: head.map(|head| head.hash.0),
    })
}

/// What comes after `place`, at most a page of it; nothing when there is no news.
async fn look(readers: &Readers, place: Place) -> Result<Vec<News>, ApiError> {
    let mut reader = readers.lend().await?;
    let state = reader.state().clone();
    if let Some(hash) = place.hash {
        let still: bool = sqlx::query_scalar(
            "select exists (select from block where number = $1 and hash = $2)
                 or ($1 < $3 and not exists (select from block where number = $1))",
        )
        .bind(place.number)
        .bind(hash.as_slice())
        .bind(state.finalized)
        .fetch_one(reader.conn())
        .await?;
        if !still {
            reader.finish();
            // Blocks told between here and the place may be gone as well: back to what is final.
            let to_block = state.finalized.min(place.number - 1);
            let to = Place {
                number: to_block,
                hash: None,
            };
            return Ok(vec![News::new("rewind", place, to, &Rewound { to_block })?]);
        }
    }
    let rows = sqlx::query(
        "select number, hash, time, log_count from block
         where number > $1 and number <= $2 and (log_count > 0 or number = $2) order by number limit $3",
    )
    .bind(place.number)
    .bind(state.head(Finality::Latest).map(|head| head.number))
    .bind(PAGE)
    .fetch_all(reader.conn())
    .await?;
    reader.finish();
    let mut after = place;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let told = Told {
            block: row.try_get("number")?,
            block_hash: row.try_get("hash")?,
            time: row.try_get("time")?,
            logs: row.try_get("log_count")?,
        };
        let to = Place {
            number: told.block,
            hash: Some(told.block_hash.0),
        };
        found.push(News::new("block", after, to, &told)?);
        after = to;
    }
    Ok(found)
}

impl News {
    fn new(
        kind: &str,
        after: Place,
        place: Place,
        data: &impl Serialize,
    ) -> Result<Self, ApiError> {
        let id = match place.hash {
            Some(hash) => format!("{}-{hash:x}", place.number),
            None => format!("{}-", place.number),
        };
        let event = Event::default()
            .event(kind)
            .id(id)
            .json_data(data)
            .map_err(anyhow::Error::from)?;
        Ok(Self {
            after,
            place,
            event,
        })
    }
}

impl Listener {
    /// The next event; none when the database is away: the client comes again with its last id.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.behind {
                let found = look(&self.readers, self.place).await.ok()?;
                self.behind = !found.is_empty();
                for news in found {
                    self.place = news.place;
                    self.waiting.push_back(news.event);
                }
                continue;
            }
            match self.news.recv().await {
                Ok(news) if news.after == self.place => {
                    self.place = news.place;
                    return Some(news.event.clone());
                }
                Ok(news) if news.place == self.place => {}
                Ok(_) | Err(RecvError::Lagged(_)) => self.behind = true,
                Err(RecvError::Closed) => return None,
            }
        }
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

#[cfg(test)]
mod tests {
    use sqlx::postgres::PgConnectOptions;

    use super::*;
    use crate::config::ServeConfig;

    fn place(number: i64) -> Place {
        Place {
            number,
            hash: Some(B256::with_last_byte(number as u8)),
        }
    }

    fn news(after: i64, to: i64) -> Arc<News> {
        Arc::new(News::new("block", place(after), place(to), &to).expect("JSON"))
    }

    /// At block 1, with so many events kept, and no database to read from.
    fn listener(kept: usize) -> (broadcast::Sender<Arc<News>>, Listener) {
        let (sender, news) = broadcast::channel(kept);
        let nowhere = PgConnectOptions::new().host("127.0.0.1").port(1);
        let listener = Listener {
            readers: Readers::new(nowhere, &ServeConfig::default()),
            news,
            place: place(1),
            behind: false,
            waiting: VecDeque::new(),
        };
        (sender, listener)
    }

    #[tokio::test]
    async fn listener_takes_what_follows_its_place() {
        let (sender, mut listener) = listener(8);
        for (after, to) in [(0, 1), (1, 2), (2, 5)] {
            sender.send(news(after, to)).expect("a listener");
        }
        for reached in [2, 5] {
            assert!(listener.next().await.is_some());
            assert_eq!(listener.place, place(reached));
        }
    }

    #[tokio::test]
    async fn listener_skips_nothing_when_it_was_too_slow_or_is_elsewhere() {
        let (sender, mut slow) = listener(2);
        for number in 1..5 {
            sender.send(news(number, number + 1)).expect("a listener");
        }
        // It has to read from the database: without one its stream ends, and the client comes again.
        assert!(slow.next().await.is_none());
        assert_eq!(slow.place, place(1));
        let (sender, mut elsewhere) = listener(2);
        sender.send(news(2, 3)).expect("a listener");
        assert!(elsewhere.next().await.is_none());
        assert_eq!(elsewhere.place, place(1));
    }
}
