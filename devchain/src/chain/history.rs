//! What only a development chain can do with its past: snapshots, reorganisations, dumps.

use super::{
    Chain, Inner,
    data::{Clock, Data, Height, unix_now},
    error::ChainError,
    pool::{Pool, PoolTx},
    producer::Draft,
    types::{Block, ChainEvent, ReorgTx},
};
use crate::state::{State, StateDiff};
use alloy::{
    consensus::TxEnvelope,
    eips::eip2718::{Decodable2718, Encodable2718},
    primitives::{Address, Bytes, keccak256},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    io::{Read, Write},
    sync::Arc,
};

/// Marks a dump and its format: after it come the hash of all that follows, and that, packed.
const MAGIC: &[u8] = b"devchain dump 2\n";
/// Largest dump that is unpacked, in bytes.
const MAX_DUMP: u64 = 4 << 30;

#[derive(Serialize, Deserialize)]
struct Dump {
    chain_id: u64,
    arbos_version: u64,
    blocks: Vec<Block>,
    /// Changes that each height brought, from nothing on.
    diffs: Vec<StateDiff>,
    /// Raw transaction, sender, whether impersonated.
    pool: Vec<(Bytes, Address, bool)>,
    /// Seconds that the chain's clock was ahead of the machine's.
    clock_offset: i64,
    clock_interval: Option<u64>,
    safe: Option<u64>,
    finalized: Option<u64>,
    impersonated: BTreeSet<Address>,
    auto_impersonate: bool,
    epoch: u64,
}

impl Inner {
    /// Tells subscribers how the chain came from one content to another.
    fn announce(&self, before: &Data, after: &Data) {
        let common = (0..=before.number().min(after.number())).rev().find(|n| {
            let hash = |data: &Data| data.height(*n).map(|h| h.block.hash);
            hash(before) == hash(after)
        });
        let first = common.map_or(0, |n| n + 1);
        for number in (first..=before.number()).rev() {
            if let Some(height) = before.height(number) {
                self.emit(ChainEvent::Removed(height.block.clone()));
            }
        }
        for number in first..=after.number() {
            if let Some(height) = after.height(number) {
                self.emit(ChainEvent::Added(height.block.clone()));
            }
        }
    }
}

impl Chain {
    pub(super) fn take_snapshot(&self) -> u64 {
        let data = self.inner.data.read();
        let mut snapshots = self.inner.snapshots.lock();
        snapshots.next += 1;
        let id = snapshots.next;
        snapshots.taken.insert(id, data.clone());
        id
    }

    pub(super) fn restore_snapshot(&self, id: u64) -> bool {
        let mut data = self.inner.data.write();
        let mut snapshots = self.inner.snapshots.lock();
        let Some(mut old) = snapshots.taken.remove(&id) else {
            return false;
        };
        snapshots.taken.split_off(&id);
        drop(snapshots);
        old.mining = data.mining;
        // Blocks made from here must not equal those that are given up.
        old.epoch = data.epoch + 1;
        self.inner.announce(&data, &old);
        *data = old;
        true
    }

    pub(super) fn do_reorg(
        &self,
        depth: u64,
        transactions: Vec<(ReorgTx, u64)>,
        refill: bool,
    ) -> Result<(), ChainError> {
        let mut data = self.inner.data.write();
        let height = data.number();
        if depth > height {
            return Err(ChainError::ReorgTooDeep { depth, height });
        }
        if let Some((_, offset)) = transactions.iter().find(|(_, offset)| *offset >= depth) {
            return Err(ChainError::Config(format!(
                "transaction for block {offset} of a reorganisation of {depth}"
            )));
        }
        let before = data.clone();
        data.truncate(height - depth);
        data.epoch += 1;
        if refill && let Err(error) = self.rebuild(&mut data, depth, transactions) {
            *data = before;
            return Err(error);
        }
        self.inner.announce(&before, &data);
        Ok(())
    }

    fn rebuild(
        &self,
        data: &mut Data,
        depth: u64,
        transactions: Vec<(ReorgTx, u64)>,
    ) -> Result<(), ChainError> {
        for offset in 0..depth {
            let parent = data.head().block.header.timestamp;
            let timestamp = data.clock.take(parent);
            let mut draft = Draft::new(data, &self.inner.config, timestamp);
            for (tx, _) in transactions.iter().filter(|(_, at)| *at == offset) {
                let tx = match tx {
                    ReorgTx::Raw(raw) => self.decode(raw)?,
                    ReorgTx::Request(request) => {
                        self.build_on(data, draft.state(), (**request).clone())?
                    }
                };
                draft.execute(&tx)?;
            }
            let height = draft.finish(data, &self.inner.config);
            data.push(height);
        }
        Ok(())
    }

    pub(super) fn do_dump(&self) -> Result<Vec<u8>, ChainError> {
        let data = self.inner.data.read().clone();
        let dump = Dump {
            chain_id: self.inner.config.chain_id,
            arbos_version: self.inner.config.arbos_version,
            blocks: data
                .heights
                .iter()
                .map(|h| Block::clone(&h.block))
                .collect(),
            diffs: data
                .heights
                .iter()
                .map(|h| StateDiff::clone(&h.diff))
                .collect(),
            pool: data
                .pool
                .arrivals()
                .into_iter()
                .map(|tx| (tx.tx.encoded_2718().into(), tx.from, tx.impersonated))
                .collect(),
            clock_offset: data.clock.offset,
            clock_interval: data.clock.interval,
            safe: data.safe,
            finalized: data.finalized,
            impersonated: data.impersonated.clone(),
            auto_impersonate: data.auto_impersonate,
            epoch: data.epoch,
        };
        let failed = |e: &dyn std::fmt::Display| ChainError::Internal(format!("cannot dump: {e}"));
        let json = serde_json::to_vec(&dump).map_err(|e| failed(&e))?;
        let mut packed = Vec::new();
        brotli::CompressorWriter::new(&mut packed, 1 << 16, 3, 22)
            .write_all(&json)
            .map_err(|e| failed(&e))?;
        Ok([MAGIC, keccak256(&packed).as_slice(), &packed].concat())
    }

    pub(super) fn do_load(&self, dump: &[u8]) -> Result<(), ChainError> {
        let loaded = self.read_dump(dump)?;
        let mut data = self.inner.data.write();
        let loaded = Data {
            mining: data.mining,
            ..loaded
        };
        self.inner.announce(&data, &loaded);
        *data = loaded;
        self.inner.snapshots.lock().taken.clear();
        Ok(())
    }

    fn read_dump(&self, dump: &[u8]) -> Result<Data, ChainError> {
        let invalid = |why: String| ChainError::InvalidDump(why);
        let rest = dump.strip_prefix(MAGIC).ok_or_else(|| {
            invalid("it does not begin as a dump of this version of devchain".into())
        })?;
        // Blocks vouch for themselves, states for nothing: without this a damaged one would be another chain.
        let packed = rest
            .split_first_chunk::<32>()
            .and_then(|(hash, packed)| (keccak256(packed) == *hash).then_some(packed))
            .ok_or_else(|| invalid("it is cut short or damaged".into()))?;
        let mut json = Vec::new();
        brotli::Decompressor::new(packed, 1 << 16)
            .take(MAX_DUMP)
            .read_to_end(&mut json)
            .map_err(|e| invalid(format!("cannot unpack: {e}")))?;
        let dump: Dump = serde_json::from_slice(&json).map_err(|e| invalid(e.to_string()))?;
        let config = &self.inner.config;
        if (dump.chain_id, dump.arbos_version) != (config.chain_id, config.arbos_version) {
            return Err(invalid(format!(
                "it is of chain {} at ArbOS {}, this is {} at {}",
                dump.chain_id, dump.arbos_version, config.chain_id, config.arbos_version
            )));
        }
        if dump.blocks.is_empty() || dump.blocks.len() != dump.diffs.len() {
            return Err(invalid("blocks and states do not match".into()));
        }
        let mut data = Data {
            heights: imbl::Vector::new(),
            by_hash: imbl::HashMap::new(),
            transactions: imbl::HashMap::new(),
            pool: Pool::default(),
            mining: config.mining,
            clock: Clock {
                offset: dump.clock_offset,
                next: None,
                interval: dump.clock_interval,
            },
            next_base_fee: None,
            impersonated: dump.impersonated,
            auto_impersonate: dump.auto_impersonate,
            safe: dump.safe,
            finalized: dump.finalized,
            epoch: dump.epoch,
        };
        let mut state = State::default();
        let mut parent = None;
        for (number, (block, diff)) in (0u64..).zip(dump.blocks.into_iter().zip(dump.diffs)) {
            if block.number() != number || block.header.hash_slow() != block.hash {
                return Err(invalid(format!("block {number} is not what its hash says")));
            }
            if parent.is_some_and(|hash| hash != block.header.parent_hash) {
                return Err(invalid(format!(
                    "block {number} does not follow its parent"
                )));
            }
            parent = Some(block.hash);
            diff.apply(&mut state);
            data.push(Height {
                block: Arc::new(block),
                state: state.clone(),
                diff: Arc::new(diff),
            });
        }
        for (raw, from, impersonated) in dump.pool {
            let tx =
                TxEnvelope::decode_2718_exact(&raw).map_err(|e| invalid(format!("pool: {e}")))?;
            data.pool.add(PoolTx::new(tx, from, impersonated))?;
        }
        // The clock goes on from where it was, not from where the machine's has come to meanwhile.
        let last = data.head().block.header.timestamp;
        if data.clock.now() < last {
            data.clock.offset =
                i64::try_from(i128::from(last) - i128::from(unix_now())).unwrap_or_default();
        }
        Ok(data)
    }
}
