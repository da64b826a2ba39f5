//! One state of the index, and the finished answers that are kept as long as it is the newest.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::Bytes,
    http::{HeaderValue, header, request::Parts, uri::PathAndQuery},
};
use sqlx::{Row, postgres::PgRow};

use super::{snapshot::Finality, types::Hash};

/// The largest answer that is kept.
const LARGEST: usize = 256 << 10;

/// What tells the states of the index apart, of its cursor `c` and its tables' progress `p`: who wrote these rows, and when.
/// Each commit, rewind, catching up and swap writes one of them at least, so that no two states have the same.
macro_rules! commit_sql {
    () => {
        "concat_ws(' ', c.xmin, p.xmin, c.updated_at, p.built_at)"
    };
}
pub(super) use commit_sql;

/// Takes one look after the statements `$before`, in one round trip. The lock on `progress` comes before anything is seen:
/// what is read after a swap of the tables would not be of the state that the look saw. No row when the tables hold rows of
/// blocks that were reorganised away since another version leads.
macro_rules! look_sql {
    ($before:literal) => {
        concat!(
            $before,
            "begin isolation level repeatable read read only; lock table progress in access share mode;
             select ", $crate::api::state::commit_sql!(), " as commit,
                    (extract(epoch from p.built_at) * 1000000)::bigint as built_at_us, c.chain_id, c.finalized,
                    l.number as latest_number, l.hash as latest_hash, l.time as latest_time,
                    s.number as safe_number, s.hash as safe_hash, s.time as safe_time,
                    f.number as finalized_number, f.hash as finalized_hash, f.time as finalized_time
             from cursor c join progress p on p.rewinds = c.rewinds
             -- Below the finalized block only blocks with logs are kept: the highest known one has the same state.
             left join lateral (select * from block where number <= least(c.block, p.block) order by number desc limit 1) l on true
             left join lateral (select * from block where number <= least(c.safe, p.block) order by number desc limit 1) s on true
             left join lateral (select * from block where number <= least(c.finalized, p.block) order by number desc limit 1) f on true"
        )
    };
}
pub(super) use look_sql;

/// A block that answers are true of.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    pub number: i64,
    pub hash: Hash,
    /// Unix seconds.
    pub time: i64,
}

/// One state of the index: what it is after one commit and before the next.
#[derive(Debug)]
pub struct State {
    commit: String,
    /// When the tables were built, in microseconds: tells a rebuilt schema from the one before, for caches.
    pub built_at_us: i64,
    pub chain_id: i64,
    /// The last block of the tables, and the last of those that are safe and finalized.
    heads: [Option<Head>; 3],
    /// Number of the last finalized block; `start_block - 1` before any.
    pub finalized: i64,
    answers: Answers,
}

/// Finished answers of one state; gone with it.
#[derive(Debug)]
struct Answers {
    room: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    bytes: usize,
    answers: HashMap<Key, Bytes>,
}

/// Which answer: path and query, and what kind of body is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    path: PathAndQuery,
    accept: Option<HeaderValue>,
}

impl State {
    /// From the row of a look, with room for so many bytes of answers.
    pub fn from_row(row: &PgRow, room: usize) -> sqlx::Result<Self> {
        let head = |number: &str, hash: &str, time: &str| -> sqlx::Result<Option<Head>> {
            let Some(number) = row.try_get::<Option<i64>, _>(number)? else {
                return Ok(None);
            };
            Ok(Some(Head {
                number,
                hash: row.try_get(hash)?,
                time: row.try_get(time)?,
            }))
        };
        Ok(Self {
            commit: row.try_get("commit")?,
            built_at_us: row.try_get("built_at_us")?,
            chain_id: row.try_get("chain_id")?,
            heads: [
                head("latest_number", "latest_hash", "latest_time")?,
                head("safe_number", "safe_hash", "safe_time")?,
                head("finalized_number", "finalized_hash", "finalized_time")?,
            ],
            finalized: row.try_get("finalized")?,
            answers: Answers {
                room,
                kept: Mutex::default(),
            },
        })
    }

    /// Whether both were seen between the same two commits.
    pub fn is(&self, other: &Self) -> bool {
        self.commit == other.commit
    }

    pub fn head(&self, finality: Finality) -> Option<Head> {
        self.heads[finality as usize]
    }

    /// The finished answer to a request, if it was given in this state.
    pub fn answer(&self, key: &Key) -> Option<Bytes> {
        (self.answers.room > 0)
            .then(|| lock(&self.answers.kept).answers.get(key).cloned())
            .flatten()
    }

    /// Keeps an answer while there is room.
    pub fn keep(&self, key: Key, body: &Bytes) {
        let size = body.len() + key.path.as_str().len();
        if size > LARGEST.min(self.answers.room) {
            return;
        }
        let mut kept = lock(&self.answers.kept);
        if kept.bytes + size <= self.answers.room
            && kept.answers.insert(key, body.clone()).is_none()
        {
            kept.bytes += size;
        }
    }
}

impl Key {
    /// The key of a request's answer.
    pub fn of(parts: &Parts) -> Self {
        Self {
            path: parts
                .uri
                .path_and_query()
                .cloned()
                .unwrap_or(PathAndQuery::from_static("/")),
            accept: parts.headers.get(header::ACCEPT).cloned(),
        }
    }
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
