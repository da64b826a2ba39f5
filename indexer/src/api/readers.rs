//! Connections that read, and how old what they see may be.
//!
//! A reader looks at the database once, in a read-only transaction that sees one state of it, and answers requests from that
//! look until a commit is announced or the look is too old. A request then costs its own statements and nothing else: no
//! `begin`, no cursor, no `commit`. All of an answer is of one state, and no answer is of a state before one that this process
//! has shown already.
//!
//! A look holds a lock that a rebuild's swap of the tables waits for. So it ends after [`LONGEST_LOOK_MS`] at the latest,
//! used or not; only statements that run are waited for.
//!
//! [`LONGEST_LOOK_MS`]: crate::config::LONGEST_LOOK_MS

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep_until, timeout},
};

use super::{
    ApiError,
    state::{State, lock, look_sql},
};
use crate::config::ServeConfig;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

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
    generation: watch::Sender<u64>,
    places: Arc<Semaphore>,
    /// No more than there are places, with those that are lent.
    idle: Mutex<Vec<Reader>>,
    newest: Mutex<Option<Look>>,
    looked: Notify,
}

/// A connection, inside a transaction while it has a look.
#[derive(Debug)]
struct Reader {
    conn: PgConnection,
    look: Option<Look>,
}

/// A state, and since when it is known to be the newest.
#[derive(Clone, Debug)]
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

impl Readers {
    pub fn new(options: PgConnectOptions, config: &ServeConfig) -> Self {
        let shared = Shared {
            options,
            timeout: config.statement_timeout(),
            age: config.snapshot_age(),
            room: (config.answer_cache_mb as usize) << 20,
            generation: watch::Sender::new(0),
            places: Arc::new(Semaphore::new(config.read_connections.max(1) as usize)),
            idle: Mutex::default(),
            newest: Mutex::default(),
            looked: Notify::new(),
        };
        Self(Arc::new(shared))
    }

    /// Says that there is something new to see: later requests look anew.
    pub fn committed(&self) {
        self.0.next_generation();
    }

    /// Changes when there is something new to see.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.0.generation.subscribe()
    }

    /// The state of the index, if it is known without asking.
    pub fn known(&self) -> Option<Arc<State>> {
        lock(&self.0.newest)
            .as_ref()
            .filter(|newest| self.0.is_fresh(newest))
            .map(|newest| newest.state.clone())
    }

    /// A reader that sees the index as it is, or was when nobody knew better.
    ///
    /// # Errors
    /// 503 when all are busy for long, the database cannot be reached, or its tables hold rows of lost blocks.
    pub async fn lend(&self) -> Result<Lent, ApiError> {
        self.take(false).await
    }

    /// As [`Self::lend`], seeing every commit of before the call, announced or not.
    pub async fn lend_anew(&self) -> Result<Lent, ApiError> {
        self.take(true).await
    }

    async fn take(&self, anew: bool) -> Result<Lent, ApiError> {
        let permit = timeout(PATIENCE, self.0.places.clone().acquire_owned());
        let Ok(Ok(permit)) = permit.await else {
            return Err(ApiError::busy());
        };
        loop {
            let idle = lock(&self.0.idle).pop();
            let known = idle.is_some();
            let mut reader = match idle {
                Some(reader) => reader,
                None => self.0.connect().await?,
            };
            let fresh = |look: &&Look| !anew && self.0.is_fresh(look);
            let state = match reader.look.as_ref().filter(fresh) {
                Some(look) => look.state.clone(),
                None => match self.0.look(&mut reader).await {
                    Ok(Some(state)) => state,
                    Ok(None) => {
                        self.settle(reader).await;
                        return Err(ApiError::other_version_leads());
                    }
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

    /// Ends looks that have become too old and that nobody uses: an open transaction keeps Postgres from tidying up and
    /// others from changing tables. Never returns.
    pub async fn tidy(&self) -> Infallible {
        loop {
            self.0.looked.notified().await;
            while let Some(oldest) = self.0.oldest_idle() {
                sleep_until((oldest + self.0.age).into()).await;
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
        let ended = timeout(self.0.timeout + PATIENCE, end).await;
        if let Ok(Ok(_)) = ended {
            // The next one is taken from the end, where the youngest looks are.
            lock(&self.0.idle).insert(0, reader);
        }
    }
}

impl Shared {
    async fn connect(&self) -> Result<Reader, ApiError> {
        match timeout(PATIENCE, self.options.connect()).await {
            Ok(Ok(conn)) => Ok(Reader { conn, look: None }),
            failed => {
                let why = failed.map_or("no answer".into(), |failed| {
                    failed.err().map_or_else(String::new, |e| e.to_string())
                });
                tracing::warn!("the database cannot be reached: {why}");
                Err(ApiError::unavailable())
            }
        }
    }

    /// Looks anew, in one round trip. `None` when this version's tables are not the chain's any more.
    async fn look(&self, reader: &mut Reader) -> sqlx::Result<Option<Arc<State>>> {
        let (generation, at) = (*self.generation.borrow(), Instant::now());
        let sql = match reader.look.take() {
            Some(_) => look_sql!("rollback; "),
            None => look_sql!(""),
        };
        let row = sqlx::raw_sql(sql).fetch_optional(&mut reader.conn).await?;
        let Some(row) = row else {
            if lock(&self.newest).take().is_some() {
                self.next_generation();
            }
            return Ok(None);
        };
        let found = State::from_row(&row, self.room)?;
        let look = self.register(found, generation, at);
        Ok(Some(reader.look.insert(look).state.clone()))
    }

    /// What a look that began at `generation` found. A state that is not the newest one known ends all other looks, so that
    /// nobody is shown an older one after it.
    fn register(&self, found: State, generation: u64, at: Instant) -> Look {
        let mut newest = lock(&self.newest);
        if let Some(newest) = newest.as_mut()
            && newest.state.is(&found)
        {
            let look = Look {
                state: newest.state.clone(),
                generation,
                at,
            };
            if generation >= newest.generation {
                *newest = look.clone();
            }
            return look;
        }
        let mut look = Look {
            state: Arc::new(found),
            generation,
            at,
        };
        // Else somebody looked or committed meanwhile: which of the states is newer is not known, and the next look tells.
        if self.next_generation() == generation + 1 {
            look.generation += 1;
            *newest = Some(look.clone());
        }
        look
    }

    fn next_generation(&self) -> u64 {
        let mut now = 0;
        self.generation.send_modify(|generation| {
            *generation += 1;
            now = *generation;
        });
        now
    }

    fn is_fresh(&self, look: &Look) -> bool {
        look.generation == *self.generation.borrow() && look.at.elapsed() < self.age
    }

    /// When the oldest look began that nobody uses.
    fn oldest_idle(&self) -> Option<Instant> {
        let idle = lock(&self.idle);
        let looks = idle.iter().filter_map(|reader| reader.look.as_ref());
        looks.map(|look| look.at).min()
    }

    /// A reader whose look will not be used again.
    fn pop_stale(&self) -> Option<Reader> {
        let mut idle = lock(&self.idle);
        let at = idle.iter().position(|reader| {
            let look = reader.look.as_ref();
            look.is_some_and(|look| !self.is_fresh(look))
        })?;
        Some(idle.remove(at))
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
