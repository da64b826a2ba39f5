//! Follows the chain: one step looks at the node's head and stores what is missing up to it.
//!
//! Many blocks come by ranges (`backfill`): those that no reorganisation is expected to reach, then the rest up to the head.
//! From then on they come one by one, each linked by hash to the one before, so that a reorganisation shows even where no
//! log changed.

mod backfill;
mod rescan;
mod status;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use metrics::{counter, gauge};
use tokio_util::sync::CancellationToken;

pub use status::Status;

use crate::{
    chain::{BlockId, HeadWatch, Header, Heads, RpcError, Source},
    config::FollowConfig,
    projections::{ProjectionError, Projector},
    store::{Block, Chunk, CommitError, Finality, Leader, Writer, ailment_behind},
};

/// Blocks stored at once near the tip; also how many headers one question asks for.
const TIP_CHUNK: u64 = 64;
/// A branch of so many blocks or more does not take another's place in one commit.
const LONG_BRANCH: u64 = 16 * TIP_CHUNK;
/// Up to so many blocks are walked one by one, with their headers; more come by ranges.
const FEW_BLOCKS: u64 = 16;
/// Looks at a node whose head is below ours, before that is taken for the chain's word.
const PATIENCE: u32 = 3;
/// Short: most often the node was asked in the middle of a reorganisation.
const FIRST_BACK_OFF: Duration = Duration::from_millis(10);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(10);

/// Why following stopped or paused.
#[derive(Debug, thiserror::Error)]
enum FollowError {
    #[error("RPC {0}")]
    Rpc(#[from] RpcError),
    #[error(transparent)]
    Commit(#[from] CommitError),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

impl FollowError {
    /// No retry mends it: an operator has to look.
    fn is_fatal(&self) -> bool {
        match self {
            Self::Commit(CommitError::Projection(ProjectionError::Database(_))) => false,
            Self::Commit(CommitError::Projection(_)) => true,
            _ => false,
        }
    }
}

enum Step {
    /// More is known to be missing.
    Advanced,
    /// Nothing to do until the head moves.
    CaughtUp,
}

/// The follower of one deployment.
#[derive(Debug)]
pub struct Follower {
    source: Arc<Source>,
    watch: HeadWatch,
    leader: Leader,
    projector: Projector,
    config: FollowConfig,
    status: Arc<Status>,
    sizer: backfill::Sizer,
    rescan: rescan::Rescan,
    /// Consecutive looks at a head below ours that nobody knows our tip for.
    behind: u32,
    /// Whether readers have all their indexes.
    indexed: bool,
}

impl Follower {
    pub fn new(
        source: Source,
        watch: HeadWatch,
        leader: Leader,
        projector: Projector,
        config: FollowConfig,
        status: Arc<Status>,
    ) -> Self {
        let sizer = backfill::Sizer::new(config.max_range);
        let rescan = rescan::Rescan::new(config.rescan_interval(), config.rescan_blocks);
        Self {
            source: Arc::new(source),
            watch,
            leader,
            projector,
            config,
            status,
            sizer,
            rescan,
            behind: 0,
            indexed: false,
        }
    }

    /// Leads when elected, and follows until `stop`.
    ///
    /// # Errors
    /// Only what no retry mends: a log that does not decode, logs that contradict each other.
    pub async fn run(mut self, stop: CancellationToken) -> anyhow::Result<()> {
        let mut back_off = FIRST_BACK_OFF;
        loop {
            let led = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                led = self.lead(&mut back_off) => led,
            };
            self.status.set_leading(false);
            match led {
                Err(error)
                    if error
                        .downcast_ref::<FollowError>()
                        .is_some_and(FollowError::is_fatal) =>
                {
                    return Err(error);
                }
                Err(error) => {
                    let trouble = match ailment_behind(&error) {
                        Some(ailment) => format!("{ailment} ({error:#})"),
                        None => format!("{error:#}"),
                    };
                    counter!("indexer_follow_errors_total").increment(1);
                    self.status.suffers(trouble.clone());
                    tracing::warn!("{trouble}; seeking leadership anew");
                }
                Ok(never) => match never {},
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(back_off) => {}
            }
            back_off = (back_off * 2).min(LONGEST_BACK_OFF);
        }
    }

    async fn lead(&mut self, elected: &mut Duration) -> anyhow::Result<std::convert::Infallible> {
        let standing_by = || self.status.recovered();
        let mut writer = self.leader.elect(&self.projector, standing_by).await?;
        self.status.set_leading(true);
        self.status.indexed(writer.cursor());
        let missing = writer.missing_indexes().await?;
        self.status.lacks_indexes(missing);
        self.indexed = missing == 0;
        let mut back_off = FIRST_BACK_OFF;
        loop {
            match self.step(&mut writer).await {
                Ok(step) => {
                    back_off = FIRST_BACK_OFF;
                    *elected = FIRST_BACK_OFF;
                    self.status.contact();
                    self.status.indexed(writer.cursor());
                    if matches!(step, Step::CaughtUp) {
                        self.look_back(&mut writer).await?;
                        self.watch.wait(self.config.poll_interval()).await;
                    }
                }
                // The chunk was not stored and the connection is sound: only the node has to recover.
                Err(FollowError::Rpc(error)) => {
                    self.status.turn();
                    tracing::warn!("no node answers usably: {error}; trying again in {back_off:?}");
                    counter!("indexer_follow_errors_total").increment(1);
                    tokio::time::sleep(back_off).await;
                    back_off = (back_off * 2).min(LONGEST_BACK_OFF);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn step(&mut self, writer: &mut Writer) -> Result<Step, FollowError> {
        let heads = self.source.heads().await?;
        let (latest, cursor) = (&heads.latest, writer.cursor().clone());
        gauge!("indexer_head_block").set(latest.number as f64);
        let next = cursor.next();
        if !self.indexed && are_few(next, latest.number) {
            self.build_indexes(writer).await?;
            return Ok(Step::Advanced);
        }
        let Some(tip) = cursor.block else {
            return match latest.number < next {
                true => Ok(Step::CaughtUp),
                false => self.advance(writer, &heads, next).await,
            };
        };
        if latest.number < tip.number {
            return self.head_is_below(writer, &heads, tip).await;
        }
        self.behind = 0;
        if latest.number > tip.number {
            return self.advance(writer, &heads, next).await;
        }
        if latest.hash != tip.hash {
            return self.reorganise(writer, &heads, tip).await;
        }
        let finality = self.finality(&heads);
        let news = (finality.head, finality.by_tags) != (cursor.head, cursor.by_tags)
            || finality.safe.min(tip.number as i64) > cursor.safe
            || finality.finalized.min(tip.number as i64) > cursor.finalized;
        if news {
            writer
                .commit(&self.projector, Chunk::default(), finality)
                .await?;
        }
        Ok(Step::CaughtUp)
    }

    async fn advance(
        &mut self,
        writer: &mut Writer,
        heads: &Heads,
        next: u64,
    ) -> Result<Step, FollowError> {
        let tip = writer.cursor().block;
        let (settled, latest) = (self.settled(heads), &heads.latest);
        let old = next <= settled;
        if old || self.reads_ranges(next, latest.number) {
            let stretch = backfill::Stretch {
                anchor: match old {
                    true => self.source.header_at(settled).await?.id(),
                    false => latest.id(),
                },
                every_block: !old,
            };
            // After the anchor: a reorganisation between the two answers shows in this one.
            if let Some(tip) = tip
                && self.source.hashes_at(&[tip.number]).await?[0] != Some(tip.hash)
            {
                return self.reorganise(writer, heads, tip).await;
            }
            self.backfill(writer, heads, stretch).await?;
            if old {
                return Ok(Step::Advanced);
            }
            self.build_indexes(writer).await?;
            return Ok(Step::CaughtUp);
        }
        let headers = self.headers(heads, next).await?;
        if let Some(tip) = tip
            && headers[0].parent_hash != tip.hash
        {
            return self.reorganise(writer, heads, tip).await;
        }
        self.store(writer, heads, None, headers).await
    }

    /// The last block that no reorganisation is expected to reach.
    fn settled(&self, heads: &Heads) -> u64 {
        let latest = heads.latest.number;
        let depth = latest.saturating_sub(self.config.finality_depth);
        heads.finalized.unwrap_or(depth).min(depth)
    }

    /// Whether blocks near the head are read by ranges. Receipts, which may have to be checked, are of one block each.
    fn reads_ranges(&self, first: u64, head: u64) -> bool {
        !are_few(first, head) && !self.config.verify_receipts
    }

    /// Creates the readers' indexes that are missing, now that the history is in and the tip not yet followed block by block.
    async fn build_indexes(&mut self, writer: &mut Writer) -> Result<(), FollowError> {
        if self.indexed {
            return Ok(());
        }
        let begun = Instant::now();
        let status = self.status.clone();
        writer
            .build_indexes(|left| status.building_indexes(left))
            .await?;
        tracing::info!(took = ?begun.elapsed(), "indexes built");
        self.indexed = true;
        Ok(())
    }

    /// Headers from `next` on, up to the head or one chunk, each linked to the one before.
    async fn headers(&self, heads: &Heads, next: u64) -> Result<Vec<Header>, RpcError> {
        let latest = &heads.latest;
        let last = last_of_chunk(next, latest.number);
        if last < latest.number {
            return self.source.headers(next, last).await;
        }
        let mut headers = match last > next {
            true => self.source.headers(next, last - 1).await?,
            false => Vec::new(),
        };
        if headers
            .last()
            .is_some_and(|before| before.hash != latest.parent_hash)
        {
            return Err(RpcError::Malformed(
                "headers that are not each other's parents".into(),
            ));
        }
        headers.push(latest.clone());
        Ok(headers)
    }

    /// Stores consecutive blocks with their logs.
    async fn store(
        &mut self,
        writer: &mut Writer,
        heads: &Heads,
        rewind_to: Option<Option<BlockId>>,
        headers: Vec<Header>,
    ) -> Result<Step, FollowError> {
        let logs = self.source.logs_of(&headers).await?;
        let blocks = headers
            .iter()
            .zip(&logs)
            .map(|(header, logs)| stored_block(header, logs.len()))
            .collect();
        let reached = headers
            .last()
            .is_some_and(|last| last.number >= heads.latest.number);
        let chunk = Chunk {
            rewind_to,
            blocks,
            logs: logs.into_iter().flatten().collect(),
        };
        counter!("indexer_logs_total").increment(chunk.logs.len() as u64);
        writer
            .commit(&self.projector, chunk, self.finality(heads))
            .await?;
        Ok(if reached && self.indexed {
            Step::CaughtUp
        } else {
            Step::Advanced
        })
    }

    /// Finds where our chain and the node's part, and moves over to the node's in one commit.
    async fn reorganise(
        &mut self,
        writer: &mut Writer,
        heads: &Heads,
        tip: BlockId,
    ) -> Result<Step, FollowError> {
        let ancestor = self
            .common_ancestor(writer, tip.number.min(heads.latest.number))
            .await?;
        if ancestor == Some(tip) {
            return Err(RpcError::Malformed("nodes that disagree about the chain".into()).into());
        }
        let depth = tip.number
            - ancestor.map_or(writer.cursor().start_block.saturating_sub(1), |a| a.number);
        tracing::info!(depth, tip = tip.number, ancestor = ?ancestor.map(|a| a.number), "reorganisation");
        if ancestor.map_or(-1, |a| a.number as i64) < writer.cursor().finalized {
            tracing::error!(
                depth,
                finalized = writer.cursor().finalized,
                "a block said to be final was reorganised away"
            );
            counter!("indexer_finality_violations_total").increment(1);
        }
        counter!("indexer_reorgs_total").increment(1);
        let next = ancestor.map_or(writer.cursor().start_block, |block| block.number + 1);
        // A branch too long for one chunk, or none beyond the ancestor: only the rewind.
        if ancestor.is_none()
            || heads.latest.number < next
            || heads.latest.number >= next + LONG_BRANCH
        {
            let chunk = Chunk {
                rewind_to: Some(ancestor),
                ..Chunk::default()
            };
            writer
                .commit(&self.projector, chunk, self.finality(heads))
                .await?;
            return Ok(Step::Advanced);
        }
        let mut headers = self.headers(heads, next).await?;
        while let Some(last) = headers.last()
            && last.number < heads.latest.number
        {
            let more = self.headers(heads, last.number + 1).await?;
            headers.extend(more);
        }
        let mut parent = ancestor.map(|a| a.hash);
        for header in &headers {
            if parent.is_some_and(|hash| header.parent_hash != hash) {
                return Err(RpcError::Malformed(
                    "headers that are not each other's parents".into(),
                )
                .into());
            }
            parent = Some(header.hash);
        }
        self.store(writer, heads, Some(ancestor), headers).await
    }

    /// The highest block that we and the node both have, at or below `number`.
    async fn common_ancestor(
        &self,
        writer: &mut Writer,
        number: u64,
    ) -> Result<Option<BlockId>, FollowError> {
        let mut below = number;
        loop {
            let known = writer.known_blocks(below, TIP_CHUNK as usize).await?;
            let Some(lowest) = known.last().copied() else {
                return Ok(None);
            };
            let numbers: Vec<u64> = known.iter().map(|block| block.number).collect();
            let theirs = self.source.hashes_at(&numbers).await?;
            let shared = known
                .iter()
                .zip(theirs)
                .find(|(ours, theirs)| *theirs == Some(ours.hash));
            if let Some((block, _)) = shared {
                return Ok(Some(*block));
            }
            match lowest.number.checked_sub(1) {
                Some(next) => below = next,
                None => return Ok(None),
            }
        }
    }

    /// The node's head is below ours: it lags, or the chain was cut back.
    async fn head_is_below(
        &mut self,
        writer: &mut Writer,
        heads: &Heads,
        tip: BlockId,
    ) -> Result<Step, FollowError> {
        let latest = &heads.latest;
        let stored = writer.known_hash(latest.number).await?;
        if stored.is_some_and(|hash| hash != latest.hash) {
            return self.reorganise(writer, heads, tip).await;
        }
        if self.source.knows(tip).await? {
            self.behind = 0;
            return Ok(Step::CaughtUp);
        }
        self.behind += 1;
        if self.behind < PATIENCE {
            return Ok(Step::CaughtUp);
        }
        self.behind = 0;
        self.reorganise(writer, heads, tip).await
    }

    fn finality(&self, heads: &Heads) -> Finality {
        let latest = heads.latest.number;
        let at_depth = |depth: u64| latest.saturating_sub(depth);
        Finality {
            head: latest,
            safe: heads
                .safe
                .unwrap_or_else(|| at_depth(self.config.safe_depth)) as i64,
            finalized: heads
                .finalized
                .unwrap_or_else(|| at_depth(self.config.finality_depth))
                as i64,
            by_tags: heads.safe.is_some() && heads.finalized.is_some(),
        }
    }
}

/// Whether those left, this one first, are walked one by one.
fn are_few(first: u64, head: u64) -> bool {
    head < first + FEW_BLOCKS
}

/// The last block that goes together with this one, up to the head.
fn last_of_chunk(first: u64, head: u64) -> u64 {
    head.min(first + TIP_CHUNK - 1)
}

fn stored_block(header: &Header, logs: usize) -> Block {
    Block {
        id: header.id(),
        parent_hash: Some(header.parent_hash),
        time: header.time,
        log_count: logs as u32,
    }
}
