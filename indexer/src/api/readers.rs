//! Connections that read, and the states of the index that they see.
//!
//! A reader looks at the database once, in a read-only transaction that sees one state of it, and answers requests from that
//! look until a commit is announced or the look is too old. A request then costs its own statements and nothing else: no
//! `begin`, no cursor, no `commit`. All of an answer is of one state, and no answer is of a state before one that this process
//! has shown already.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    http::{HeaderValue, header, request::Parts, uri::PathAndQuery},
};
use sqlx::{
    ConnectOptions, PgConnection, Row,
    postgres::{PgConnectOptions, PgRow},
};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::{ApiError, snapshot::Finality, types::Hash};
use crate::config::ServeConfig;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest answer that is kept.
const LARGEST: usize = 256 << 10;

/// Takes one look, in one round trip. The lock holds up a rebuild that swaps the tables: what is read after such a swap is
/// not of the state that the look saw.
macro_rules! look_sql {
    ($before:literal) => {
        concat!(
            $before,
            "begin isolation level repeatable read read only; lock table supply in access share mode;
             select concat_ws(' ', c.xmin, c.epoch, c.updated_at, 'supply'::regclass::oid) as commit, c.chain_id, c.finalized,
                    l.number as latest_number, l.hash as latest_hash, l.time as latest_time,
                    s.number as safe_number, s.hash as safe_hash, s.time as safe_time,
                    f.number as finalized_number, f.hash as finalized_hash, f.time as finalized_time
             from cursor c
             -- Below the finalized block only blocks with logs are kept: the highest known one has the same state.
             left join lateral (select * from block where number <= c.block order by number desc limit 1) l on true
             left join lateral (select * from block where number <= c.safe order by number desc limit 1) s on true
             left join lateral (select * from block where number <= c.finalized order by number desc limit 1) f on true"
        )
    };
}

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
    /// The commit, as its mark on the cursor's row, and the tables, which a rebuild swaps.
    commit: String,
    pub chain_id: i64,
    /// The last indexed block, and the last of those that are safe and finalized.
    heads: [Option<Head>; 3],
    /// Number of the last finalized block; `start_block - 1` before any.
    pub finalized: i64,
    answers: Answers,
}

/// Finished answers of one state, by path and query; gone with the state.
#[derive(Debug)]
struct Answers {
    room: usize,
    kept: Mutex<(usize, HashMap<Key, Bytes>)>,
}

/// Which answer: path and query, and what kind of body is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    path: PathAndQuery,
    accept: Option<HeaderValue>,
}

/// The readers of one process.
#[derive(Clone, Debug)]
pub struct Readers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    options: PgConnectOptions,
    timeout: Duration,
    /// How long a look serves.
    age: Duration,
    /// Bytes of answers kept of one state.
    room: usize,
    /// Counts commits announced and states found: looks of before are not used again.
    generation: AtomicU64,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Reader>>,
    newest: Mutex<Option<Newest>>,
    looked: Notify,
}

/// The newest state that was seen.
#[derive(Debug)]
struct Newest {
    state: Arc<State>,
    generation: u64,
    at: Instant,
}

/// A connection, inside a transaction while it has a look.
#[derive(Debug)]
struct Reader {
    conn: PgConnection,
    look: Option<Look>,
}

#[derive(Debug)]
struct Look {
    state: Arc<State>,
    generation: u64,
    at: Instant,
}

/// A reader that one request has; comes back with the value.
#[derive(Debug)]
pub struct Lent {
    readers: Readers,
    reader: Option<Reader>,
    state: Arc<State>,
    permit: Option<OwnedSemaphorePermit>,
}

impl State {
    pub fn head(&self, finality: Finality) -> Option<Head> {
        self.heads[finality as usize]
    }

    fn from_row(row: &PgRow, room: usize) -> sqlx::Result<Self> {
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

    /// The finished answer to a request, if it was given in this state.
    pub fn answer(&self, key: &Key) -> Option<Bytes> {
        (self.answers.room > 0)
            .then(|| lock(&self.answers.kept).1.get(key).cloned())
            .flatten()
    }

    /// Keeps an answer while there is room.
    pub fn keep(&self, key: Key, body: &Bytes) {
        let size = body.len() + key.path.as_str().len();
        if size > LARGEST.min(self.answers.room) {
            return;
        }
        let mut kept = lock(&self.answers.kept);
        if kept.0 + size <= self.answers.room && kept.1.insert(key, body.clone()).is_none() {
            kept.0 += size;
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

impl Readers {
    pub fn new(options: PgConnectOptions, config: &ServeConfig) -> Self {
        let shared = Shared {
            options,
            timeout: config.statement_timeout(),
            age: Duration::from_millis(config.snapshot_age_ms),
            room: (config.answer_cache_mb as usize) << 20,
            generation: AtomicU64::new(0),
            places: Arc::new(Semaphore::new(config.read_connections.max(1) as usize)),
            idle: Mutex::default(),
            newest: Mutex::default(),
            looked: Notify::new(),
        };
        Self(Arc::new(shared))
    }

    /// Says that something was committed: later requests look anew.
    pub fn committed(&self) {
        self.0.generation.fetch_add(1, Ordering::SeqCst);
    }

    /// The state of the index, if it is known without asking.
    pub fn known(&self) -> Option<Arc<State>> {
        let newest = lock(&self.0.newest);
        let newest = newest.as_ref()?;
        self.0
            .fresh(newest.generation, newest.at)
            .then(|| newest.state.clone())
    }

    /// A reader that sees the index as it is, or was when nobody knew better.
    ///
    /// # Errors
    /// 503 when all are busy for long, or the database cannot be reached.
    pub async fn lend(&self) -> Result<Lent, ApiError> {
        self.take(false).await
    }

    /// As [`Self::lend`], seeing every commit of before the call, announced or not.
    pub async fn lend_anew(&self) -> Result<Lent, ApiError> {
        self.take(true).await
    }

    async fn take(&self, anew: bool) -> Result<Lent, ApiError> {
        let permit = tokio::time::timeout(PATIENCE, self.0.places.clone().acquire_owned());
        let Ok(Ok(permit)) = permit.await else {
            return Err(ApiError::busy());
        };
        loop {
            let idle = lock(&self.0.idle).pop();
            let known = idle.is_some();
            let mut reader = match idle {
                Some(reader) => reader,
                None => Reader {
                    conn: self.0.options.connect().await.map_err(|error| {
                        tracing::warn!("the database cannot be reached: {error}");
                        ApiError::unavailable()
                    })?,
                    look: None,
                },
            };
            let look = reader.look.as_ref();
            let fresh = !anew && look.is_some_and(|look| self.0.fresh(look.generation, look.at));
            let state = match look.filter(|_| fresh) {
                Some(look) => look.state.clone(),
                None => match self.look(&mut reader).await {
                    Ok(state) => state,
                    // Lost while nobody used it, perhaps by a restart of the server: the others may be as well.
                    Err(_) if known => continue,
                    Err(error) => return Err(error.into()),
                },
            };
            return Ok(Lent {
                readers: self.clone(),
                reader: Some(reader),
                state,
                permit: Some(permit),
            });
        }
    }

    /// Looks anew, in one round trip.
    async fn look(&self, reader: &mut Reader) -> sqlx::Result<Arc<State>> {
        let (generation, at) = (self.0.generation.load(Ordering::SeqCst), Instant::now());
        let sql = match reader.look.take() {
            Some(_) => look_sql!("rollback; "),
            None => look_sql!(""),
        };
        let row = sqlx::raw_sql(sql).fetch_one(&mut reader.conn).await?;
        let found = State::from_row(&row, self.0.room)?;
        let look = self.0.register(found, generation, at);
        let state = look.state.clone();
        reader.look = Some(look);
        Ok(state)
    }

    /// Ends looks that have become too old and that nobody uses: an open transaction keeps Postgres from tidying up and
    /// others from changing tables. Never returns.
    pub async fn tidy(&self) {
        loop {
            self.0.looked.notified().await;
            while lock(&self.0.idle).iter().any(|r| r.look.is_some()) {
                tokio::time::sleep(self.0.age).await;
                while let Ok(permit) = self.0.places.clone().acquire_owned().await
                    && let Some(reader) = self.0.pop_stale()
                {
                    self.settle(reader).await;
                    drop(permit);
                }
            }
        }
    }

    /// Ends a reader's transaction, waiting for a statement that nobody waits for any more, and lends it again. A connection
    /// that does not manage is closed.
    async fn settle(&self, mut reader: Reader) {
        reader.look = None;
        let end = sqlx::raw_sql("rollback").execute(&mut reader.conn);
        let ended = tokio::time::timeout(self.0.timeout + PATIENCE, end).await;
        if let Ok(Ok(_)) = ended {
            // The next one is taken from the end, where the youngest looks are.
            lock(&self.0.idle).insert(0, reader);
        }
    }
}

impl Shared {
    /// A reader whose look will not be used again.
    fn pop_stale(&self) -> Option<Reader> {
        let mut idle = lock(&self.idle);
        let stale = |look: &Look| !self.fresh(look.generation, look.at);
        let at = idle
            .iter()
            .position(|reader| reader.look.as_ref().is_some_and(stale))?;
        Some(idle.remove(at))
    }

    fn fresh(&self, generation: u64, at: Instant) -> bool {
        generation == self.generation.load(Ordering::SeqCst) && at.elapsed() < self.age
    }

    /// What a look that began at `generation` found. A state that is not the newest one known ends all other looks, so that
    /// nobody is shown an older one after it.
    fn register(&self, found: State, generation: u64, at: Instant) -> Look {
        let mut newest = lock(&self.newest);
        if let Some(newest) = newest.as_mut()
            && newest.state.commit == found.commit
        {
            if generation >= newest.generation {
                (newest.generation, newest.at) = (generation, at);
            }
            return Look {
                state: newest.state.clone(),
                generation,
                at,
            };
        }
        let state = Arc::new(found);
        let now = self.generation.fetch_add(1, Ordering::SeqCst);
        // Else somebody looked or committed meanwhile: which of the states is newer is not known, and the next look tells.
        let generation = if now == generation {
            now + 1
        } else {
            generation
        };
        if generation == now + 1 {
            *newest = Some(Newest {
                state: state.clone(),
                generation,
                at,
            });
        }
        Look {
            state,
            generation,
            at,
        }
    }
}

impl Lent {
    pub fn conn(&mut self) -> &mut PgConnection {
        // Only `drop` and `finish` take it.
        &mut self.reader.as_mut().expect("a reader until the end").conn
    }

    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// Gives the reader back with its look: every statement has ended, none with an error.
    pub fn finish(mut self) {
        if let Some(reader) = self.reader.take() {
            lock(&self.readers.0.idle).push(reader);
            self.readers.0.looked.notify_one();
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // A request that failed or was given up: a statement may still run, and the transaction may be broken.
        let (Some(reader), Some(permit)) = (self.reader.take(), self.permit.take()) else {
            return;
        };
        let readers = self.readers.clone();
        // Without a runtime the process ends, and its connections with it.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                readers.settle(reader).await;
                drop(permit);
            });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
