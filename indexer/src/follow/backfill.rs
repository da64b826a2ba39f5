//! Old blocks by ranges: several asked for at once, each as large as the nodes allow, stored in order.
//!
//! No reorganisation is expected there, but one that comes all the same must not put ranges of two branches together, nor
//! leave out what only the new one logs. So the last block of all is looked at before the first range and again after
//! each: while it keeps its hash, all answers in between were of the chain that leads to it.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::RangeInclusive,
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
    chain::{BlockId, Header, Heads, RawLog, RpcError, Source},
    store::{Block, Chunk, Writer},
};

/// Ranges asked for ahead of those being stored, once an answer has told how large they may be.
const AHEAD: usize = 4;
/// Bytes of a node's answer that a range should have. Of each answer under way a few times as much is in memory.
const GOAL_BYTES: usize = 2 << 20;
/// Answers that are there already go into one commit until it has so many bytes: each COPY takes 40 ms at least (see
/// `store::copy`), in which Postgres takes this much.
const COMMIT_BYTES: usize = 5 * GOAL_BYTES;
/// Small, so that a chain with many logs is not asked for all of them at once; it grows fast.
const FIRST_RANGE: u64 = 16;
/// Most that one answer makes a range grow: it says little about the blocks to come.
const GROWTH: u64 = 16;
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

    fn answered(&self, blocks: u64, bytes: usize) {
        let size = self.get();
        // An answer to a range of another size says nothing about this one.
        if blocks < size {
            return;
        }
        if bytes * 3 < GOAL_BYTES * 2 || bytes > GOAL_BYTES {
            let fitting = blocks.saturating_mul(GOAL_BYTES as u64) / (bytes as u64).max(1);
            let size = fitting.clamp(1, size.saturating_mul(GROWTH));
            self.size.store(size.min(self.most), Ordering::Relaxed);
        }
    }
}

/// The logs of a range, and the blocks to store for it: those with logs, and the last.
#[derive(Default)]
struct Range {
    blocks: Vec<Block>,
    logs: Vec<RawLog>,
    /// Of the node's answer.
    bytes: usize,
}

impl Range {
    fn append(&mut self, mut next: Self) {
        self.blocks.append(&mut next.blocks);
        self.logs.append(&mut next.logs);
        self.bytes += next.bytes;
    }
}

impl Follower {
    /// Stores everything up to `anchor`, which was seen before the stored tip was found to be the chain's.
    pub(super) async fn backfill(
        &mut self,
        writer: &mut Writer,
        heads: &Heads,
        anchor: BlockId,
    ) -> Result<(), FollowError> {
        let finality = self.finality(heads);
        let mut progress = Progress::new(writer.cursor().next(), anchor.number);
        let mut ahead = Ahead {
            source: self.source.clone(),
            sizer: self.sizer.clone(),
            next: writer.cursor().next(),
            anchor,
            fetches: VecDeque::new(),
        };
        // The first answer alone: until then nobody knows how large a range may be.
        ahead.ask(1);
        while let Some(fetch) = ahead.fetches.pop_front() {
            let mut range = fetch.finish().await?;
            ahead.ask(AHEAD);
            while range.bytes < COMMIT_BYTES
                && let Some(fetch) = ahead.fetches.pop_front_if(|fetch| fetch.0.is_finished())
            {
                range.append(fetch.finish().await?);
                ahead.ask(AHEAD);
            }
            counter!("indexer_logs_total").increment(range.logs.len() as u64);
            let chunk = Chunk {
                rewind_to: None,
                blocks: range.blocks,
                logs: range.logs,
            };
            writer.commit(&self.projector, chunk, finality).await?;
            self.status.contact();
            self.status.indexed(writer.cursor());
            progress.tell(writer.cursor().next());
        }
        Ok(())
    }
}

/// The ranges asked for and not yet stored, in order.
struct Ahead {
    source: Arc<Source>,
    sizer: Sizer,
    next: u64,
    anchor: BlockId,
    fetches: VecDeque<Fetch>,
}

impl Ahead {
    /// Asks for more until `count` are under way, or nothing is left.
    fn ask(&mut self, count: usize) {
        while self.fetches.len() < count && self.next <= self.anchor.number {
            let end = self.anchor.number.min(self.next + self.sizer.get() - 1);
            let (source, sizer) = (self.source.clone(), self.sizer.clone());
            self.fetches
                .push_back(Fetch::start(source, sizer, self.anchor, self.next..=end));
            self.next = end + 1;
        }
    }
}

/// Rate and time left, told now and then.
struct Progress {
    first: u64,
    to: u64,
    started: Instant,
    told: Instant,
}

impl Progress {
    fn new(first: u64, to: u64) -> Self {
        let now = Instant::now();
        Self {
            first,
            to,
            started: now,
            told: now,
        }
    }

    fn tell(&mut self, next: u64) {
        if self.told.elapsed() <= TELL_EVERY {
            return;
        }
        self.told = Instant::now();
        let done = next - self.first;
        let rate = done as f64 / self.started.elapsed().as_secs_f64();
        let left = (self.to + 1 - self.first - done) as f64 / rate.max(1e-9);
        tracing::info!(
            block = next - 1,
            to = self.to,
            blocks_per_second = rate as u64,
            left = ?Duration::from_secs(left as u64),
            "backfill"
        );
    }
}

/// A range on its way. Dropping it gives it up.
struct Fetch(JoinHandle<Result<Range, RpcError>>);

impl Fetch {
    fn start(
        source: Arc<Source>,
        sizer: Sizer,
        anchor: BlockId,
        blocks: RangeInclusive<u64>,
    ) -> Self {
        Self(tokio::spawn(async move {
            fetch(&source, &sizer, anchor, blocks).await
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
async fn fetch(
    source: &Source,
    sizer: &Sizer,
    anchor: BlockId,
    blocks: RangeInclusive<u64>,
) -> Result<Range, RpcError> {
    let (from, to) = blocks.into_inner();
    let mut logs: Vec<RawLog> = Vec::new();
    let mut all_bytes = 0;
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
                let headers = vec![source.header_at(next).await?];
                source
                    .logs_of(&headers)
                    .await?
                    .into_iter()
                    .flatten()
                    .collect()
            }
            Err(error) => return Err(error),
        };
        let bytes: usize = piece.iter().map(RawLog::wire_bytes).sum();
        sizer.answered(last - next + 1, bytes);
        all_bytes += bytes;
        end = Some(confirm(source, last, &piece, &mut times).await?);
        logs.extend(piece);
        next = last + 1;
    }
    // Asked after all the logs, too: if it is the anchor, no other question is needed.
    let seen = match end {
        Some(ref end) if end.number == anchor.number => end.id(),
        _ => source.header_at(anchor.number).await?.id(),
    };
    if seen != anchor {
        return Err(RpcError::Malformed(
            "the chain was reorganised while its history was read".into(),
        ));
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
    Ok(Range {
        blocks,
        logs,
        bytes: all_bytes,
    })
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
