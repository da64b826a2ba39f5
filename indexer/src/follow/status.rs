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
/// A leader that neither ends a step nor fails at one for this long stands still: every question to a node and every
/// statement ends sooner, in one way or the other.
const STANDSTILL: Duration = Duration::from_secs(300);

/// Shared between the follower, which writes, and the health server, which reads.
#[derive(Debug, Default)]
pub struct Status {
    /// Whether there is nothing to serve from yet.
    starting: AtomicBool,
    leading: AtomicBool,
    lag: AtomicI64,
    /// Readers' indexes still to be built.
    indexes_left: AtomicUsize,
    /// Whether they are being built.
    building: AtomicBool,
    last_contact: Mutex<Option<Instant>>,
    /// When the leader last turned to something else, well or not.
    last_turn: Mutex<Option<Instant>>,
    failure: Mutex<Option<String>>,
    /// Why nothing is stored just now: what is tried again and again.
    trouble: Mutex<Option<String>>,
}

impl Status {
    pub fn set_starting(&self, starting: bool) {
        self.starting.store(starting, Ordering::Relaxed);
    }

    pub fn set_leading(&self, leading: bool) {
        self.turn();
        self.leading.store(leading, Ordering::Relaxed);
        gauge!("indexer_leading").set(f64::from(u8::from(leading)));
    }

    /// A step ended, well or not.
    pub fn turn(&self) {
        *lock(&self.last_turn) = Some(Instant::now());
    }

    /// A step ended well.
    pub fn contact(&self) {
        self.turn();
        self.recovered();
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

    /// So many of the readers' indexes are missing, and will be built when the history is in.
    pub fn lacks_indexes(&self, left: usize) {
        self.indexes_left.store(left, Ordering::Relaxed);
        gauge!("indexer_indexes_missing").set(left as f64);
    }

    /// So many of the readers' indexes are still to be built; 0 when none is.
    pub fn building_indexes(&self, left: usize) {
        self.turn();
        self.building.store(left > 0, Ordering::Relaxed);
        self.lacks_indexes(left);
    }

    /// Nothing is stored, and nobody else leads, until something changes.
    pub fn suffers(&self, trouble: String) {
        *lock(&self.trouble) = Some(trouble);
    }

    /// What it suffered from is over, or another process's to mend.
    pub fn recovered(&self) {
        *lock(&self.trouble) = None;
    }

    /// Following ended for good.
    pub fn fail(&self, reason: String) {
        *lock(&self.failure) = Some(reason);
    }

    /// Why following ended, if it did.
    fn failure(&self) -> Option<String> {
        lock(&self.failure).clone()
    }

    /// Whether the follower does its work, as far as that is in its hands; else what to tell the operator.
    pub fn alive(&self) -> Result<(), String> {
        self.alive_at(Instant::now())
    }

    fn alive_at(&self, now: Instant) -> Result<(), String> {
        if let Some(reason) = self.failure() {
            return Err(reason);
        }
        // One index of a large table takes as long as it takes.
        let may_take_long = self.building.load(Ordering::Relaxed);
        if !self.leading.load(Ordering::Relaxed) || may_take_long {
            return Ok(());
        }
        match lock(&self.last_turn).map(|at| now.saturating_duration_since(at)) {
            Some(still) if still > STANDSTILL => Err(format!(
                "the follower has stood still for {} s: restart this process",
                still.as_secs()
            )),
            _ => Ok(()),
        }
    }

    /// Whether what is served is near the head; else why not. A standby is ready: its leader's health
    /// is not its own.
    pub fn ready(&self, most_lag: u64) -> Result<(), String> {
        if let Some(reason) = self.failure() {
            return Err(reason);
        }
        if self.starting.load(Ordering::Relaxed) {
            return Err("starting".into());
        }
        if let Some(trouble) = lock(&self.trouble).clone() {
            return Err(trouble);
        }
        if !self.leading.load(Ordering::Relaxed) {
            return Ok(());
        }
        let left = self.indexes_left.load(Ordering::Relaxed);
        if left > 0 {
            return Err(match self.building.load(Ordering::Relaxed) {
                true => format!("{left} indexes are being built"),
                false => format!("{left} indexes are built when the history is in"),
            });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leader_without_the_readers_indexes_is_not_ready() {
        let status = Status::default();
        status.set_leading(true);
        status.contact();
        assert_eq!(status.ready(128), Ok(()));
        status.lacks_indexes(3);
        let told = status.ready(128).expect_err("the history comes first");
        assert!(told.contains("3 indexes"), "{told}");
        let later = Instant::now() + Duration::from_secs(400);
        assert!(
            status.alive_at(later).is_err(),
            "nothing is built that may take long"
        );
        status.building_indexes(2);
        assert!(status.ready(128).is_err());
        status.building_indexes(0);
        assert_eq!(status.ready(128), Ok(()));
    }

    #[test]
    fn process_in_trouble_is_not_ready_until_it_stores_or_stands_by() {
        let status = Status::default();
        for well in [Status::contact, Status::recovered] {
            status.suffers("the disk is full".into());
            // Elected again, it may well fail at the same.
            for leading in [false, true] {
                status.set_leading(leading);
                assert_eq!(status.ready(128), Err("the disk is full".into()));
            }
            assert_eq!(status.alive(), Ok(()), "a restart would not help");
            well(&status);
            assert_eq!(status.ready(128), Ok(()));
        }
    }

    #[test]
    fn leader_that_stands_still_is_not_alive() {
        let status = Status::default();
        let later = |secs| Instant::now() + Duration::from_secs(secs);
        assert_eq!(status.alive_at(later(10_000)), Ok(()), "a standby waits");
        status.set_leading(true);
        assert_eq!(status.alive_at(later(299)), Ok(()));
        let told = status.alive_at(later(400)).expect_err("it stands still");
        assert!(told.contains("stood still"), "{told}");
        status.building_indexes(3);
        assert_eq!(status.alive_at(later(400)), Ok(()), "it builds an index");
        status.building_indexes(0);
        assert!(status.alive_at(later(400)).is_err());
        status.fail("a log that does not decode".into());
        assert_eq!(
            status.alive_at(later(0)),
            Err("a log that does not decode".into())
        );
    }
}
