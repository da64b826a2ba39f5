//! Many blocks by ranges: several asked for at once, each as large as the nodes allow, stored in order.
//!
//! A reorganisation meanwhile must not put ranges of two branches together, nor leave out what only the new one logs. So
//! the last block of all is looked at before the first range and again before each commit, after all that goes into it was
//! answered: while it keeps its hash, all answers in between were of the chain that leads to it.
//!
//! Old blocks are stored where they have logs. Of those that a reorganisation may reach each is: its hash is in its logs, or
//! else in its header, whose bloom filter must rule logs out as well.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use metrics::counter;
use tokio::task::JoinHandle;

use super::{FollowError, Follower, stored_block};
use crate::{
    chain::{BlockId, Header, Heads, RawLog, RpcError, Source},
    store::{Block, Chunk, Writer},
};

/// Ranges asked for ahead of those being stored, once an answer has told how large they may be.
const AHEAD: usize = 3;
/// Bytes of a node's answer that a range should have. Its logs, which are read as they come, take less than half.
const GOAL_BYTES: usize = 8 << 20;
/// Ranges go into one commit until it has so many bytes, since each commit costs a look at the anchor, and each COPY 40 ms
/// at least (see `store::copy`), in which Postgres takes this much.
const COMMIT_BYTES: usize = 2 * GOAL_BYTES;
/// Or so many ranges, where there are few logs.
const COMMIT_RANGES: usize = 16;
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

/// Consecutive blocks up to `to`: their logs, and the blocks to store for them.
struct Range {
    to: u64,
    blocks: Vec<Block>,
    logs: Vec<RawLog>,
    /// Of the node's answer.
    bytes: usize,
}

/// What is asked for, up to a block that was seen before the stored tip was found to be the chain's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub anchor: BlockId,
    /// Each block is stored, not only those with logs.
    pub every_block: bool,
}

impl Range {
    fn append(&mut self, mut next: Self) {
        self.to = next.to;
        self.blocks.append(&mut next.blocks);
        self.logs.append(&mut next.logs);
        self.bytes += next.bytes;
    }
}

impl Follower {
    /// Stores everything after the cursor, up to the stretch's anchor.
    pub(super) async fn backfill(
        &mut self,
        writer: &mut Writer,
        heads: &Heads,
        stretch: Stretch,
    ) -> Result<(), FollowError> {
        let finality = self.finality(heads);
        let mut progress = Progress::new(writer.cursor().next(), stretch.anchor.number);
        let mut ahead = Ahead {
            source: self.source.clone(),
            sizer: self.sizer.clone(),
            next: writer.cursor().next(),
            stretch,
            fetches: VecDeque::new(),
        };
        // The first answer alone: until then nobody knows how large a range may be.
        ahead.ask(1);
        while let Some(mut range) = ahead.next_range().await? {
            self.status.contact();
            for _ in 1..COMMIT_RANGES {
                if range.bytes >= COMMIT_BYTES {
                    break;
                }
                let Some(next) = ahead.next_range().await? else {
                    break;
                };
                range.append(next);
                self.status.contact();
            }
            self.confirm(&mut range, stretch.anchor).await?;
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

    /// Makes sure that what was read is of the chain that leads to the anchor, and that a block is there to go on from: the
    /// last one with logs, where there is one.
    async fn confirm(&self, range: &mut Range, anchor: BlockId) -> Result<(), RpcError> {
        if range.blocks.is_empty() && range.to < anchor.number {
            let end = self.source.header_at(range.to).await?;
            range.blocks.push(stored_block(&end, 0));
        }
        // After all that is about to be stored.
        let seen = self.source.header_at(anchor.number).await?;
        if range.to == anchor.number
            && range
                .blocks
                .last()
                .is_none_or(|last| last.id.number < anchor.number)
        {
            range.blocks.push(stored_block(&seen, 0));
        }
        let other_end = range
            .blocks
            .last()
            .is_some_and(|last| last.id.number == anchor.number && last.id != anchor);
        match seen.id() != anchor || other_end {
            true => Err(RpcError::Malformed(
                "the chain was reorganised while its history was read".into(),
            )),
            false => Ok(()),
        }
    }
}

/// The ranges asked for and not yet stored, in order.
struct Ahead {
    source: Arc<Source>,
    sizer: Sizer,
    next: u64,
    stretch: Stretch,
    fetches: VecDeque<Fetch>,
}

impl Ahead {
    /// The next one, when it is there; asks for more in its place. `None` after the last.
    async fn next_range(&mut self) -> Result<Option<Range>, RpcError> {
        let Some(fetch) = self.fetches.pop_front() else {
            return Ok(None);
        };
        let range = fetch.finish().await?;
        self.ask(AHEAD);
        Ok(Some(range))
    }

    /// Asks for more until `count` are under way, or nothing is left.
    fn ask(&mut self, count: usize) {
        while self.fetches.len() < count && self.next <= self.stretch.anchor.number {
            let end = self
                .stretch
                .anchor
                .number
                .min(self.next + self.sizer.get() - 1);
            let (source, sizer) = (self.source.clone(), self.sizer.clone());
            self.fetches
                .push_back(Fetch::start(source, sizer, self.stretch, self.next..=end));
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
        stretch: Stretch,
        blocks: RangeInclusive<u64>,
    ) -> Self {
        Self(tokio::spawn(async move {
            fetch(&source, &sizer, stretch, blocks).await
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
    stretch: Stretch,
    blocks: RangeInclusive<u64>,
) -> Result<Range, RpcError> {
    let (from, to) = blocks.into_inner();
    let mut range = Range {
        to,
        blocks: Vec::new(),
        logs: Vec::new(),
        bytes: 0,
    };
    let mut next = from;
    while next <= to {
        let last = to.min(next + sizer.get() - 1);
        let logs = match source.logs_in(next, last).await {
            Ok(logs) => logs,
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
        let bytes: usize = logs.iter().map(RawLog::wire_bytes).sum();
        sizer.answered(last - next + 1, bytes);
        range.append(complete(source, stretch, next..=last, logs, bytes).await?);
        next = last + 1;
    }
    Ok(range)
}

/// Asks for the headers that the logs of a piece leave open: of the last block with logs, whose hash must still be the
/// chain's (the anchor's is looked at later anyway), of all whose time the logs do not tell, and of those to be stored
/// without logs, which then must not have any.
async fn complete(
    source: &Source,
    stretch: Stretch,
    piece: RangeInclusive<u64>,
    mut logs: Vec<RawLog>,
    bytes: usize,
) -> Result<Range, RpcError> {
    let to = *piece.end();
    let mut blocks = blocks_of(&logs);
    let mut wanted: BTreeSet<u64> = logs
        .iter()
        .filter(|log| log.time.is_none())
        .chain(
            logs.last()
                .filter(|log| log.block.number != stretch.anchor.number),
        )
        .map(|log| log.block.number)
        .collect();
    if stretch.every_block {
        wanted.extend(piece.filter(|number| !blocks.contains_key(number)));
    }
    let wanted: Vec<u64> = wanted.into_iter().collect();
    let headers = source.headers_at(&wanted).await?;
    let mut silent: Vec<Header> = Vec::new();
    for header in headers {
        match blocks.get_mut(&header.number) {
            Some(block) if block.id != header.id() => {
                return Err(RpcError::Malformed(
                    "logs of a block that is no longer the chain's".into(),
                ));
            }
            Some(block) => {
                block.time = header.time;
                block.parent_hash = Some(header.parent_hash);
            }
            None => silent.push(header),
        }
    }
    let mut left_out = source.logs_left_out(&silent).await?;
    for header in &silent {
        let count = left_out.iter().filter(|log| log.block == header.id());
        blocks.insert(header.number, stored_block(header, count.count()));
    }
    if !left_out.is_empty() {
        logs.append(&mut left_out);
        logs.sort_unstable_by_key(|log| (log.block.number, log.log_index));
    }
    let blocks: Vec<Block> = blocks.into_values().collect();
    let parted = blocks.windows(2).any(|pair| {
        pair[1].id.number == pair[0].id.number + 1
            && pair[1]
                .parent_hash
                .is_some_and(|hash| hash != pair[0].id.hash)
    });
    match parted {
        true => Err(RpcError::Malformed(
            "blocks that are not each other's parents".into(),
        )),
        false => Ok(Range {
            to,
            blocks,
            logs,
            bytes,
        }),
    }
}

/// The blocks that carry these logs, as far as the logs tell of them.
fn blocks_of(logs: &[RawLog]) -> BTreeMap<u64, Block> {
    let mut blocks: BTreeMap<u64, Block> = BTreeMap::new();
    for log in logs {
        let block = blocks.entry(log.block.number).or_insert(Block {
            id: log.block,
            parent_hash: None,
            time: log.time.unwrap_or(0),
            log_count: 0,
        });
        block.log_count += 1;
    }
    blocks
}
