//! Old blocks by ranges: several asked for at once, each as large as the nodes allow, stored in order.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use metrics::counter;
use tokio::task::JoinHandle;

use super::{FollowError, Follower, blocks_of};
use crate::{
    chain::{Header, Heads, RawLog, RpcError, Source},
    store::{Block, Chunk, Writer},
};

/// Ranges asked for ahead of the one being stored.
const AHEAD: usize = 3;
/// Logs that one chunk should have: large enough for COPY to pay, small enough for little memory.
const GOAL_LOGS: usize = 20_000;
/// Small, so that a chain with many logs is not asked for all of them at once; it grows fast.
const FIRST_RANGE: u64 = 32;
/// Most that one answer makes a range grow: it says little about the blocks to come.
const GROWTH: u64 = 8;
const TELL_EVERY: Duration = Duration::from_secs(3);

/// How many blocks to ask for at once: grows while answers are small, shrinks when they are large or a node refuses.
#[derive(Clone, Debug)]
pub struct Sizer {
    size: Arc<AtomicU64>,
    most: u64,
}

impl Sizer {
    pub fn new(most: u64) -> Self {
        Self {
            size: Arc::new(AtomicU64::new(FIRST_RANGE.clamp(1, most.max(1)))),
            most: most.max(1),
        }
    }

    fn get(&self) -> u64 {
        self.size.load(Ordering::Relaxed)
    }

    fn refused(&self, blocks: u64) {
        self.size.fetch_min((blocks / 2).max(1), Ordering::Relaxed);
    }

    fn answered(&self, blocks: u64, logs: usize) {
        let size = self.get();
        // An answer to a range of another size says nothing about this one.
        if blocks < size {
            return;
        }
        if logs * 3 < GOAL_LOGS || logs > GOAL_LOGS * 2 {
            let fitting = blocks.saturating_mul(GOAL_LOGS as u64) / (logs as u64).max(1);
            let size = fitting.clamp(1, size.saturating_mul(GROWTH));
            self.size.store(size.min(self.most), Ordering::Relaxed);
        }
    }
}

/// The logs of a range, and the blocks to store for it: those with logs, and the last.
struct Range {
    blocks: Vec<Block>,
    logs: Vec<RawLog>,
}

impl Follower {
    /// Stores everything up to `to`.
    pub(super) async fn backfill(
        &mut self,
        writer: &mut Writer,
        heads: &Heads,
        to: u64,
    ) -> Result<(), FollowError> {
        let first = writer.cursor().next();
        let mut next = first;
        let mut ahead: VecDeque<Fetch> = VecDeque::new();
        let (started, mut told) = (Instant::now(), Instant::now());
        let finality = self.finality(heads);
        loop {
            while ahead.len() < AHEAD && next <= to {
                let end = to.min(next + self.sizer.get() - 1);
                ahead.push_back(Fetch::start(
                    self.source.clone(),
                    self.sizer.clone(),
                    next,
                    end,
                ));
                next = end + 1;
            }
            let Some(fetch) = ahead.pop_front() else {
                return Ok(());
            };
            let range = fetch.finish().await?;
            counter!("indexer_logs_total").increment(range.logs.len() as u64);
            let chunk = Chunk {
                rewind_to: None,
                blocks: range.blocks,
                logs: range.logs,
            };
            writer.commit(&self.projector, chunk, finality).await?;
            self.status.contact();
            self.status.indexed(writer.cursor());
            if told.elapsed() > TELL_EVERY {
                told = Instant::now();
                let done = writer.cursor().next() - first;
                let rate = done as f64 / started.elapsed().as_secs_f64();
                let left =
                    Duration::from_secs((((to + 1 - first - done) as f64) / rate.max(1e-9)) as u64);
                tracing::info!(
                    block = writer.cursor().next() - 1,
                    to,
                    blocks_per_second = rate as u64,
                    ?left,
                    "backfill"
                );
            }
        }
    }
}

/// A range on its way. Dropping it gives it up.
struct Fetch(JoinHandle<Result<Range, RpcError>>);

impl Fetch {
    fn start(source: Arc<Source>, sizer: Sizer, from: u64, to: u64) -> Self {
        Self(tokio::spawn(async move {
            fetch(&source, &sizer, from, to).await
        }))
    }

    async fn finish(mut self) -> Result<Range, RpcError> {
        (&mut self.0)
            .await
            .unwrap_or_else(|error| Err(RpcError::Unreachable(error.to_string())))
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks for a range, in as many pieces as it takes.
async fn fetch(source: &Source, sizer: &Sizer, from: u64, to: u64) -> Result<Range, RpcError> {
    let mut logs: Vec<RawLog> = Vec::new();
    let mut times: BTreeMap<u64, u64> = BTreeMap::new();
    let mut end: Option<Header> = None;
    let mut next = from;
    while next <= to {
        let last = to.min(next + sizer.get() - 1);
        let piece = match source.logs_in(next, last).await {
            Ok(piece) => piece,
            Err(RpcError::TooLarge(reason)) if next < last => {
                tracing::debug!(next, last, reason, "range refused; asking for less");
                sizer.refused(last - next + 1);
                continue;
            }
            // One block alone is too much for a range: by hash it may not be.
            Err(RpcError::TooLarge(_)) => {
                let headers = source.headers_at(&[next]).await?;
                source
                    .logs_of(&headers)
                    .await?
                    .into_iter()
                    .flatten()
                    .collect()
            }
            Err(error) => return Err(error),
        };
        sizer.answered(last - next + 1, piece.len());
        end = Some(confirm(source, last, &piece, &mut times).await?);
        logs.extend(piece);
        next = last + 1;
    }
    let mut blocks = blocks_of(&logs, |log| {
        log.time
            .or_else(|| times.get(&log.block.number).copied())
            .unwrap_or(0)
    });
    if let Some(end) = end
        && blocks
            .last()
            .is_none_or(|block| block.id.number < end.number)
    {
        blocks.push(super::stored_block(&end, 0));
    }
    Ok(Range { blocks, logs })
}

/// Asks for the range's last header, and with it for the headers that the logs leave open: the last
/// block with logs, whose hash must still be the chain's, and all whose time the logs do not tell.
async fn confirm(
    source: &Source,
    last: u64,
    logs: &[RawLog],
    times: &mut BTreeMap<u64, u64>,
) -> Result<Header, RpcError> {
    let mut wanted: BTreeMap<u64, Option<alloy::primitives::B256>> = BTreeMap::from([(last, None)]);
    for log in logs
        .iter()
        .filter(|log| log.time.is_none())
        .chain(logs.last())
    {
        wanted.insert(log.block.number, Some(log.block.hash));
    }
    let numbers: Vec<u64> = wanted.keys().copied().collect();
    let headers = source.headers_at(&numbers).await?;
    for (header, hash) in headers.iter().zip(wanted.values()) {
        if hash.is_some_and(|hash| hash != header.hash) {
            return Err(RpcError::Malformed(
                "logs of a block that is no longer the chain's".into(),
            ));
        }
        times.insert(header.number, header.time);
    }
    headers
        .into_iter()
        .next_back()
        .ok_or(RpcError::UnknownBlock)
}
