//! What a chain consists of, in persistent collections: a clone of it all is a few pointers, which is what snapshots
//! and the way back from a failed reorganisation are made of.

use super::{
    config::{Config, MiningMode},
    error::ChainError,
    pool::Pool,
    types::{Block, TxInBlock},
};
use crate::{
    arbos::{
        pricing,
        store::{self, Field},
    },
    evm::{BLOCK_GAS_LIMIT, BlockContext, COINBASE},
    state::{State, StateDiff},
};
use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{Address, B256, U256},
};
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// The clock of new blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    /// Seconds ahead of the machine's clock.
    pub offset: i64,
    /// Timestamp of the next block, fixed in advance.
    pub next: Option<u64>,
    /// Fixed distance between blocks.
    pub interval: Option<u64>,
}

pub(super) fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs())
}

impl Clock {
    pub fn now(&self) -> u64 {
        unix_now().saturating_add_signed(self.offset)
    }

    /// Timestamp of the block after one at `parent`.
    pub fn peek(&self, parent: u64) -> u64 {
        match (self.next, self.interval) {
            (Some(next), _) => next,
            (None, Some(secs)) => parent.saturating_add(secs),
            (None, None) => self.now(),
        }
        .max(parent)
    }

    /// The same, and the clock goes on from there.
    pub fn take(&mut self, parent: u64) -> u64 {
        let timestamp = self.peek(parent);
        if self.next.take().is_some() {
            self.set(timestamp);
        }
        timestamp
    }

    /// Makes it the given time now; the move in seconds.
    pub fn set(&mut self, timestamp: u64) -> i64 {
        let moved =
            i64::try_from(i128::from(timestamp) - i128::from(self.now())).unwrap_or(i64::MAX);
        self.offset = self.offset.saturating_add(moved);
        moved
    }
}

/// One height: a block, the state after it, and how that differs from the state before.
#[derive(Clone)]
pub(super) struct Height {
    pub block: Arc<Block>,
    /// Includes what was decreed after the block and before the next.
    pub state: State,
    pub diff: Arc<StateDiff>,
}

#[derive(Clone)]
pub(super) struct Data {
    /// By block number.
    pub heights: imbl::Vector<Height>,
    pub by_hash: imbl::HashMap<B256, u64>,
    /// Block number and index of each transaction.
    pub transactions: imbl::HashMap<B256, (u64, usize)>,
    pub pool: Pool,
    pub mining: MiningMode,
    pub clock: Clock,
    pub next_base_fee: Option<u64>,
    pub impersonated: BTreeSet<Address>,
    pub auto_impersonate: bool,
    pub safe: Option<u64>,
    pub finalized: Option<u64>,
    /// Counts reorganisations; new blocks carry it as their nonce, so that a replacement never equals what it replaces.
    pub epoch: u64,
}

impl Data {
    pub fn head(&self) -> &Height {
        // There is always a genesis block: nothing removes it.
        self.heights.last().expect("a chain has a first block")
    }

    pub fn head_mut(&mut self) -> &mut Height {
        self.heights.back_mut().expect("a chain has a first block")
    }

    pub fn number(&self) -> u64 {
        self.heights.len() as u64 - 1
    }

    /// Block number that an id means. `None` if there is no such block.
    pub fn resolve(&self, id: BlockId) -> Result<Option<u64>, ChainError> {
        let number = match id {
            BlockId::Hash(hash) => return Ok(self.by_hash.get(&hash.block_hash).copied()),
            BlockId::Number(BlockNumberOrTag::Number(number)) => number,
            BlockId::Number(BlockNumberOrTag::Earliest) => 0,
            BlockId::Number(BlockNumberOrTag::Latest | BlockNumberOrTag::Pending) => self.number(),
            BlockId::Number(BlockNumberOrTag::Safe) => self.safe.ok_or(ChainError::SafeNotFound)?,
            BlockId::Number(BlockNumberOrTag::Finalized) => {
                self.finalized.ok_or(ChainError::FinalizedNotFound)?
            }
        };
        Ok((number <= self.number()).then_some(number))
    }

    /// The height that an id means; an unknown block is an error.
    pub fn at(&self, id: BlockId) -> Result<&Height, ChainError> {
        let number = self.resolve(id)?.ok_or(ChainError::BlockNotFound)?;
        self.height(number).ok_or(ChainError::BlockNotFound)
    }

    pub fn height(&self, number: u64) -> Option<&Height> {
        self.heights.get(usize::try_from(number).ok()?)
    }

    pub fn transaction(&self, hash: &B256) -> Option<TxInBlock> {
        let (number, index) = *self.transactions.get(hash)?;
        Some(TxInBlock {
            block: self.height(number)?.block.clone(),
            index,
        })
    }

    /// Adds a block as the new head.
    pub fn push(&mut self, height: Height) {
        let number = height.block.number();
        self.by_hash.insert(height.block.hash, number);
        for (index, tx) in height.block.transactions.iter().enumerate() {
            self.transactions.insert(tx.hash, (number, index));
        }
        self.heights.push_back(height);
    }

    /// Removes all blocks above a height.
    pub fn truncate(&mut self, number: u64) {
        while self.number() > number {
            let Some(height) = self.heights.pop_back() else {
                return;
            };
            self.by_hash.remove(&height.block.hash);
            for tx in &height.block.transactions {
                self.transactions.remove(&tx.hash);
            }
        }
        let clamp = |tag: Option<u64>| tag.map(|n| n.min(number));
        self.safe = clamp(self.safe);
        self.finalized = clamp(self.finalized);
    }

    /// Base fee of the next block.
    pub fn base_fee(&self, config: &Config) -> u64 {
        self.next_base_fee
            .unwrap_or_else(|| pricing::base_fee(&self.head().state, config.congestion_pricing))
    }

    /// Hashes of this chain's blocks as they are now.
    fn hashes(&self) -> crate::evm::BlockHashes {
        let heights = self.heights.clone();
        Arc::new(move |number| {
            heights
                .get(usize::try_from(number).ok()?)
                .map(|h: &Height| h.block.hash)
        })
    }

    /// The circumstances of an existing block, to execute in again.
    pub fn context_of(&self, config: &Config, block: &Block) -> BlockContext {
        BlockContext {
            chain_id: config.chain_id,
            arbos_version: config.arbos_version,
            debug: config.debug,
            number: block.number(),
            l1_number: block.l1_block_number,
            timestamp: block.header.timestamp,
            base_fee: block.header.base_fee_per_gas.unwrap_or_default(),
            gas_limit: block.header.gas_limit,
            coinbase: block.header.beneficiary,
            prevrandao: B256::from(U256::from(1)),
            hashes: self.hashes(),
        }
    }

    /// The circumstances of the next block at a time.
    pub fn next_context(&self, config: &Config, timestamp: u64) -> BlockContext {
        BlockContext {
            chain_id: config.chain_id,
            arbos_version: config.arbos_version,
            debug: config.debug,
            number: self.number() + 1,
            l1_number: self.l1_number(),
            timestamp,
            base_fee: self.base_fee(config),
            gas_limit: BLOCK_GAS_LIMIT,
            coinbase: COINBASE,
            prevrandao: B256::from(U256::from(1)),
            hashes: self.hashes(),
        }
    }

    /// L1 block number of the next block.
    pub fn l1_number(&self) -> u64 {
        store::get(&self.head().state, Field::L1BlockNumber).saturating_to()
    }

    /// Changes the head's state outside of any transaction.
    pub fn decree(&mut self, change: impl FnOnce(&mut State) -> StateDiff) {
        let head = self.head_mut();
        let diff = change(&mut head.state);
        Arc::make_mut(&mut head.diff).extend(diff);
    }

    /// Sets a number of ArbOS's outside of any transaction.
    pub fn decree_field(&mut self, field: Field, value: U256) {
        self.decree(|state| {
            store::set(state, field, value);
            StateDiff::slot(state, store::STATE_ADDRESS, store::field(field))
        });
    }

    /// A block number that is to be a tag.
    pub fn existing(&self, number: Option<u64>) -> Result<Option<u64>, ChainError> {
        if number.is_some_and(|n| n > self.number()) {
            return Err(ChainError::BlockNotFound);
        }
        Ok(number)
    }

    pub fn is_impersonated(&self, address: &Address) -> bool {
        self.auto_impersonate || self.impersonated.contains(address)
    }
}
