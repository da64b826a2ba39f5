//! Looks back: final stretches are asked for again, slowly, of another node first, and compared with what is stored. A
//! node that left logs out when they were fetched is caught so. What differs is asked for once more, out of receipts
//! where a node offers them; then it is published as a gap, the stored logs are put right, and the projections rebuilt.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use metrics::{counter, gauge};
use tokio::task::JoinSet;

use super::{FollowError, Follower, stored_block};
use crate::{
    chain::{Header, RawLog, RpcError},
    projections,
    store::{Block, Chunk, Finality, Gap, Writer},
};

/// How long a rebuild that failed is left alone.
const HEAL_AGAIN: Duration = Duration::from_secs(60);

/// Where the re-scan is.
#[derive(Debug)]
pub struct Rescan {
    due: Instant,
    /// Blocks asked for at once: shrinks when a node refuses.
    blocks: u64,
    /// A gap may be mended and not healed.
    heal: Option<Instant>,
    healing: JoinSet<(i64, anyhow::Result<u64>)>,
}

impl Rescan {
    pub fn new(every: Duration, blocks: u64) -> Self {
        Self {
            due: Instant::now() + every,
            blocks: blocks.max(1),
            heal: Some(Instant::now()),
            healing: JoinSet::new(),
        }
    }
}

impl Follower {
    /// Compares the next stretch when it is time to. Called when there is nothing else to do.
    pub(super) async fn look_back(&mut self, writer: &mut Writer) -> Result<(), FollowError> {
        self.heal(writer).await?;
        let every = self.config.rescan_interval();
        if every.is_zero() || Instant::now() < self.rescan.due {
            return Ok(());
        }
        self.rescan.due = Instant::now() + every;
        let (start, last) = (writer.cursor().start_block, writer.cursor().finalized);
        let Ok(last) = u64::try_from(last) else {
            return Ok(());
        };
        if last < start {
            return Ok(());
        }
        let from = writer.rescan_from().await?.unwrap_or(start);
        let from = if from > last { start } else { from };
        let to = last.min(from + self.rescan.blocks - 1);
        match self.compare(writer, from, to).await {
            Ok(()) => gauge!("indexer_rescan_block").set(to as f64),
            Err(FollowError::Rpc(RpcError::TooLarge(reason))) if from < to => {
                tracing::debug!(from, to, reason, "range refused; comparing less at once");
                self.rescan.blocks = (to - from).div_ceil(2);
            }
            // Not urgent: the same stretch is asked for when it is time again.
            Err(FollowError::Rpc(error)) => {
                tracing::warn!(from, to, "no node answers the re-scan usably: {error}");
            }
            Err(error) => return Err(error),
        }
        gauge!("indexer_gaps").set(writer.open_gaps().await? as f64);
        Ok(())
    }

    async fn compare(
        &mut self,
        writer: &mut Writer,
        from: u64,
        to: u64,
    ) -> Result<(), FollowError> {
        // What is known to be doubtful is asked for surely: that a node says the same as we do settles nothing.
        let doubtful = writer.unmended(from, to).await?;
        let bounds = || doubtful.iter().flat_map(|(first, last)| [*first, *last]);
        let (from, to) = (bounds().fold(from, u64::min), bounds().fold(to, u64::max));
        let theirs = self.source.logs_in_again(from, to).await?;
        let ours = writer.stored_logs(from, to).await?;
        counter!("indexer_rescanned_blocks_total").increment(to - from + 1);
        let mut blocks = differing(&ours, &theirs);
        blocks.extend(doubtful.iter().flat_map(|(first, last)| *first..=*last));
        let Some((&first_block, &last_block)) = blocks.first().zip(blocks.last()) else {
            return Ok(writer.rescanned(from, to).await?);
        };
        let ours: Vec<_> = within(ours, &blocks);
        let (headers, sure) = match self.ask_surely(&blocks).await {
            Ok(answer) => answer,
            Err(error) => {
                let gap = gap(first_block, last_block, &ours, &within(theirs, &blocks));
                tracing::error!(?gap, %error, "stored logs differ from a node's, and no node proves which are right");
                return Ok(writer.publish(gap, to + 1).await?);
            }
        };
        let gap = gap(first_block, last_block, &ours, &sure);
        if gap.missing == 0 && gap.surplus == 0 {
            tracing::warn!(
                from,
                to,
                "nodes do not agree about logs; those stored are the chain's"
            );
            counter!("indexer_rescan_disagreements_total").increment(1);
            return Ok(writer.rescanned(from, to).await?);
        }
        tracing::error!(?gap, "stored logs are not the chain's; putting them right");
        counter!("indexer_gap_logs_total").increment((gap.missing + gap.surplus) as u64);
        for header in &headers {
            let known = writer.known_hash(header.number).await?;
            if known.is_some_and(|hash| hash != header.hash) {
                // Not logs left out, but another block: a reorganisation that nobody noticed.
                return self.rewind_before(writer, gap, from).await;
            }
        }
        let blocks: Vec<Block> = headers
            .iter()
            .map(|header| {
                let of_it = |log: &&RawLog| log.block.number == header.number;
                stored_block(header, sure.iter().filter(of_it).count())
            })
            .collect();
        writer.mend(gap, &blocks, &sure, to + 1).await?;
        self.rescan.heal = Some(Instant::now());
        self.heal(writer).await
    }

    async fn ask_surely(
        &self,
        blocks: &BTreeSet<u64>,
    ) -> Result<(Vec<Header>, Vec<RawLog>), RpcError> {
        let numbers: Vec<u64> = blocks.iter().copied().collect();
        let headers = self.source.headers_at(&numbers).await?;
        let logs = self.source.surest_logs_of(&headers).await?;
        Ok((headers, logs))
    }

    /// Forgets the stretch and all that follows, to be followed again from there.
    async fn rewind_before(
        &mut self,
        writer: &mut Writer,
        gap: Gap,
        from: u64,
    ) -> Result<(), FollowError> {
        writer.publish(gap, from).await?;
        let base = match gap.first_block.checked_sub(1) {
            Some(below) => writer.known_blocks(below, 1).await?.first().copied(),
            None => None,
        };
        let cursor = writer.cursor();
        let finality = Finality {
            head: cursor.head,
            safe: cursor.safe,
            finalized: cursor.finalized,
            by_tags: cursor.by_tags,
        };
        let chunk = Chunk {
            rewind_to: Some(base),
            ..Chunk::default()
        };
        counter!("indexer_finality_violations_total").increment(1);
        Ok(writer.commit(&self.projector, chunk, finality).await?)
    }

    /// Rebuilds the projections after logs were put right, beside the following.
    async fn heal(&mut self, writer: &mut Writer) -> Result<(), FollowError> {
        match self.rescan.healing.try_join_next() {
            Some(Ok((newest, Ok(logs)))) => {
                writer.healed(newest).await?;
                tracing::info!(logs, "projections are rebuilt; the gap is closed");
            }
            Some(Ok((_, Err(error)))) => {
                tracing::error!("projections could not be rebuilt after a gap: {error:#}");
                self.rescan.heal = Some(Instant::now() + HEAL_AGAIN);
            }
            Some(Err(error)) => {
                tracing::error!("projections could not be rebuilt after a gap: {error}");
                self.rescan.heal = Some(Instant::now() + HEAL_AGAIN);
            }
            None => {}
        }
        if !self.rescan.healing.is_empty()
            || self.rescan.heal.is_none_or(|due| Instant::now() < due)
        {
            return Ok(());
        }
        self.rescan.heal = None;
        if let Some(newest) = writer.unhealed().await? {
            let (database, deployment) =
                (self.leader.database().clone(), self.projector.deployment);
            self.rescan
                .healing
                .spawn(async move { (newest, projections::rebuild(&database, &deployment).await) });
        }
        Ok(())
    }
}

/// Logs by place, with all that is stored of them. A block's time is not.
fn by_place(logs: &[RawLog]) -> BTreeMap<(u64, u32), RawLog> {
    let place = |log: &RawLog| (log.block.number, log.log_index);
    let timeless = |log: &RawLog| RawLog {
        time: None,
        ..log.clone()
    };
    logs.iter().map(|log| (place(log), timeless(log))).collect()
}

/// The blocks whose logs are not the same on both sides.
fn differing(ours: &[RawLog], theirs: &[RawLog]) -> BTreeSet<u64> {
    let (ours, theirs) = (by_place(ours), by_place(theirs));
    ours.keys()
        .chain(theirs.keys())
        .filter(|place| ours.get(place) != theirs.get(place))
        .map(|(number, _)| *number)
        .collect()
}

fn within(logs: Vec<RawLog>, blocks: &BTreeSet<u64>) -> Vec<RawLog> {
    let mut logs = logs;
    logs.retain(|log| blocks.contains(&log.block.number));
    logs
}

fn gap(first_block: u64, last_block: u64, ours: &[RawLog], theirs: &[RawLog]) -> Gap {
    let (ours, theirs) = (by_place(ours), by_place(theirs));
    let only = |these: &BTreeMap<(u64, u32), RawLog>, those: &BTreeMap<(u64, u32), RawLog>| {
        these
            .iter()
            .filter(|(place, log)| those.get(place) != Some(log))
            .count() as i32
    };
    Gap {
        first_block,
        last_block,
        missing: only(&theirs, &ours),
        surplus: only(&ours, &theirs),
    }
}
