//! Opening a chain, mining in its modes, finding logs.

use super::{
    Chain, Inner,
    config::{Config, MiningMode},
    data::{self, Data},
    error::ChainError,
    pool, producer,
    types::ChainEvent,
};
use crate::{
    arbos,
    state::{State, StateDiff},
};
use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{Address, B256},
    rpc::types::{Filter, FilterBlockOption, Log},
};
use parking_lot::{Mutex, RwLock};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::broadcast;

/// Events that a subscriber may be behind.
const EVENT_BUFFER: usize = 4096;
/// Most blocks made by one call.
const MAX_BLOCKS_AT_ONCE: u64 = 100_000;

impl Inner {
    pub(super) fn emit(&self, event: ChainEvent) {
        // Nobody listening is no error.
        let _ = self.events.send(event);
    }
}

impl Chain {
    pub(super) fn open(config: Config) -> Result<Self, ChainError> {
        if !matches!(config.arbos_version, 51 | 60) {
            return Err(ChainError::Config(format!(
                "ArbOS {}: choose 51 or 60",
                config.arbos_version
            )));
        }
        let signers = config.signers()?;
        let state = arbos::genesis::state(&config)?;
        let timestamp = config.genesis_timestamp.unwrap_or_else(data::unix_now);
        let mut data = Data {
            heights: imbl::Vector::new(),
            by_hash: imbl::HashMap::new(),
            transactions: imbl::HashMap::new(),
            pool: pool::Pool::default(),
            mining: config.mining,
            clock: data::Clock::default(),
            next_base_fee: None,
            impersonated: BTreeSet::new(),
            auto_impersonate: false,
            safe: None,
            finalized: None,
            epoch: 0,
        };
        data.push(producer::genesis(&config, state, timestamp));
        let mining = config.mining;
        let chain = Self {
            inner: Arc::new(Inner {
                config,
                signers,
                data: RwLock::new(data),
                snapshots: Mutex::default(),
                events: broadcast::channel(EVENT_BUFFER).0,
                miners: AtomicU64::new(0),
            }),
        };
        chain.switch_mining(mining);
        Ok(chain)
    }

    pub(super) fn switch_mining(&self, mode: MiningMode) {
        let generation = self.inner.miners.fetch_add(1, Ordering::SeqCst) + 1;
        let mut data = self.inner.data.write();
        data.mining = mode;
        match mode {
            MiningMode::Manual => {}
            MiningMode::Auto => self.inner.mine_ready(&mut data),
            MiningMode::Interval(period) => {
                let chain = Arc::downgrade(&self.inner);
                std::thread::spawn(move || mine_at_intervals(&chain, period, generation));
            }
        }
    }

    pub(super) fn mine_blocks(
        &self,
        count: u64,
        interval: Option<u64>,
    ) -> Result<Vec<B256>, ChainError> {
        if count > MAX_BLOCKS_AT_ONCE {
            return Err(ChainError::Config(format!(
                "at most {MAX_BLOCKS_AT_ONCE} blocks at once"
            )));
        }
        let mut data = self.inner.data.write();
        let mut hashes = Vec::new();
        for i in 0..count {
            if let Some(secs) = interval.filter(|_| i > 0) {
                data.clock.next = Some(data.head().block.header.timestamp.saturating_add(secs));
            }
            hashes.push(self.inner.mine_pool(&mut data));
        }
        Ok(hashes)
    }

    pub(super) fn decree(&self, address: Address, change: impl FnOnce(&mut State)) {
        self.inner.data.write().decree(|state| {
            change(state);
            StateDiff::account(state, address)
        });
    }

    pub(super) fn find_logs(&self, filter: &Filter) -> Result<Vec<Log>, ChainError> {
        let (heights, first, last) = {
            let data = self.inner.data.read();
            let (first, last) = match filter.block_option {
                FilterBlockOption::AtBlockHash(hash) => {
                    let number = data
                        .resolve(BlockId::from(hash))?
                        .ok_or(ChainError::BlockNotFound)?;
                    (number, number)
                }
                FilterBlockOption::Range {
                    from_block,
                    to_block,
                } => {
                    let resolve = |tag: Option<BlockNumberOrTag>| match tag {
                        Some(BlockNumberOrTag::Number(number)) => Ok(number),
                        other => {
                            let id = BlockId::Number(other.unwrap_or(BlockNumberOrTag::Latest));
                            data.resolve(id)?.ok_or(ChainError::BlockNotFound)
                        }
                    };
                    let (first, last) = (resolve(from_block)?, resolve(to_block)?);
                    if first > last {
                        return Err(ChainError::InvalidRange);
                    }
                    (first, last.min(data.number()))
                }
            };
            (data.heights.clone(), first, last)
        };
        let mut found = Vec::new();
        for number in first..=last {
            let Some(height) = usize::try_from(number).ok().and_then(|n| heights.get(n)) else {
                break;
            };
            if filter.matches_bloom(height.block.header.logs_bloom) {
                found.extend(
                    height
                        .block
                        .rpc_logs(false)
                        .into_iter()
                        .filter(|log| filter.matches(&log.inner)),
                );
            }
        }
        Ok(found)
    }
}

/// Mines until the chain is gone or its mining mode has changed.
fn mine_at_intervals(chain: &Weak<Inner>, period: std::time::Duration, generation: u64) {
    loop {
        std::thread::sleep(period);
        let Some(inner) = chain.upgrade() else { return };
        let mut data = inner.data.write();
        if inner.miners.load(Ordering::SeqCst) != generation {
            return;
        }
        inner.mine_pool(&mut data);
    }
}
