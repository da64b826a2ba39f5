//! What the follower is doing, for health checks and metrics.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use metrics::gauge;

use crate::store::Cursor;

/// A node not heard of for this long makes the process not ready.
const SILENCE: Duration = Duration::from_secs(30);

/// Shared between the follower, which writes, and the health server, which reads.
#[derive(Debug, Default)]
pub struct Status {
    leading: AtomicBool,
    lag: AtomicI64,
    /// Readers' indexes still to be built, while they are.
    indexes_left: AtomicUsize,
    last_contact: Mutex<Option<Instant>>,
    failure: Mutex<Option<String>>,
}

impl Status {
    pub fn set_leading(&self, leading: bool) {
        self.leading.store(leading, Ordering::Relaxed);
        gauge!("indexer_leading").set(f64::from(u8::from(leading)));
    }

    /// A step ended well.
    pub fn contact(&self) {
        *lock(&self.last_contact) = Some(Instant::now());
    }

    pub fn indexed(&self, cursor: &Cursor) {
        let block = cursor.next() as i64 - 1;
        self.lag
            .store((cursor.head as i64 - block).max(0), Ordering::Relaxed);
        gauge!("indexer_block").set(block as f64);
        gauge!("indexer_safe_block").set(cursor.safe as f64);
        gauge!("indexer_finalized_block").set(cursor.finalized as f64);
        gauge!("indexer_lag_blocks").set((cursor.head as i64 - block).max(0) as f64);
    }

    /// So many of the readers' indexes are still to be built; 0 when none is.
    pub fn building_indexes(&self, left: usize) {
        self.indexes_left.store(left, Ordering::Relaxed);
        gauge!("indexer_indexes_missing").set(left as f64);
    }

    /// Following ended for good.
    pub fn fail(&self, reason: String) {
        *lock(&self.failure) = Some(reason);
    }

    /// Why following ended, if it did.
    pub fn failure(&self) -> Option<String> {
        lock(&self.failure).clone()
    }

    /// Whether what is served is near the head; else why not. A standby is ready: its leader's health
    /// is not its own.
    pub fn ready(&self, most_lag: u64) -> Result<(), String> {
        if let Some(reason) = self.failure() {
            return Err(reason);
        }
        if !self.leading.load(Ordering::Relaxed) {
            return Ok(());
        }
        let left = self.indexes_left.load(Ordering::Relaxed);
        if left > 0 {
            return Err(format!("{left} indexes are being built"));
        }
        if lock(&self.last_contact).is_none_or(|at| at.elapsed() > SILENCE) {
            return Err("no node has answered for a while".into());
        }
        let lag = self.lag.load(Ordering::Relaxed);
        if lag > i64::try_from(most_lag).unwrap_or(i64::MAX) {
            return Err(format!("{lag} blocks behind the head"));
        }
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
