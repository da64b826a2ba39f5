//! Following the chain's events without gaps, for filters and subscriptions.
//!
//! The chain's channel forgets old events when a follower is slow. The follower then reads the missed blocks from
//! the chain itself, as long as the last block it saw is still part of it.

use crate::chain::{Block, Chain, ChainEvent};
use alloy::primitives::B256;
use std::sync::Arc;
use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};

/// Missed events cannot be made good: the chain was reorganised meanwhile, or it is gone.
#[derive(Debug, PartialEq, Eq)]
pub struct Lost;

/// A place in the chain's history from which it is followed.
pub struct Follower {
    chain: Chain,
    events: Receiver<ChainEvent>,
    /// The block up to which events were handed out.
    last: (u64, B256),
    /// After a gap: the number of the block up to which to read from the chain.
    catch_up_to: Option<u64>,
}

impl Follower {
    /// Follows `chain` from its present head on.
    pub fn new(chain: &Chain) -> Self {
        // In this order: a block between the two is not reported twice, as it does not link to the head.
        let events = chain.subscribe();
        let head = chain.head();
        Self {
            chain: chain.clone(),
            events,
            last: (head.number(), head.hash),
            catch_up_to: None,
        }
    }

    /// The next event, if there is one already.
    pub fn try_next(&mut self) -> Result<Option<ChainEvent>, Lost> {
        loop {
            if let Some(event) = self.missed()? {
                return Ok(Some(event));
            }
            match self.events.try_recv() {
                Ok(event) if self.links(&event) => return Ok(Some(event)),
                Ok(_) => {}
                Err(TryRecvError::Lagged(_)) => self.catch_up(),
                Err(TryRecvError::Empty) => return Ok(None),
                Err(TryRecvError::Closed) => return Err(Lost),
            }
        }
    }

    /// Waits for the next event. Loses nothing when cancelled.
    pub async fn next(&mut self) -> Result<ChainEvent, Lost> {
        loop {
            if let Some(event) = self.missed()? {
                return Ok(event);
            }
            match self.events.recv().await {
                Ok(event) if self.links(&event) => return Ok(event),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => self.catch_up(),
                Err(RecvError::Closed) => return Err(Lost),
            }
        }
    }

    /// Whether the event goes on from the last block, which it then moves.
    fn links(&mut self, event: &ChainEvent) -> bool {
        match event {
            ChainEvent::Pending(_) => true,
            ChainEvent::Added(block) if block.header.parent_hash == self.last.1 => {
                self.moved_to(block)
            }
            ChainEvent::Removed(block) if block.hash == self.last.1 => {
                self.last = (block.number().saturating_sub(1), block.header.parent_hash);
                true
            }
            ChainEvent::Added(_) | ChainEvent::Removed(_) => false,
        }
    }

    fn moved_to(&mut self, block: &Block) -> bool {
        self.last = (block.number(), block.hash);
        true
    }

    fn catch_up(&mut self) {
        self.events = self.chain.subscribe();
        self.catch_up_to = Some(self.chain.head().number());
    }

    /// The next block of a gap.
    fn missed(&mut self) -> Result<Option<ChainEvent>, Lost> {
        let Some(end) = self.catch_up_to else {
            return Ok(None);
        };
        let (last, hash) = self.last;
        if last >= end {
            self.catch_up_to = None;
            return match self.block(last) {
                Some(block) if block.hash == hash => Ok(None),
                _ => Err(Lost),
            };
        }
        let block = self
            .block(last + 1)
            .filter(|block| block.header.parent_hash == hash)
            .ok_or(Lost)?;
        self.moved_to(&block);
        Ok(Some(ChainEvent::Added(block)))
    }

    fn block(&self, number: u64) -> Option<Arc<Block>> {
        self.chain.block(number.into()).ok().flatten()
    }
}
