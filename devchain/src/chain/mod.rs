//! The chain: one handle for everything a node does, and what only a development chain can do.
//!
//! Every method is synchronous. Those that execute code (sending, mining, calls, traces) may take as long as the code
//! does: an asynchronous caller wraps them in `spawn_blocking`. Reads never wait for a running call, only for a block
//! that is being made. A block id `pending` means `latest`, as on Nitro.

mod call;
pub mod config;
mod data;
pub mod error;
mod history;
mod node;
mod pool;
mod producer;
mod submit;
mod trace;
pub mod types;

pub use call::RPC_GAS_CAP;
pub use config::{
    Config, DEV_CHAIN_ID, DEV_MNEMONIC, GenesisContracts, MiningMode, NITRO_DEV_ACCOUNT,
    NITRO_DEV_KEY,
};
pub use error::{CallError, ChainError, TxError, revert_reason};
pub use trace::Tracing;
pub use types::{
    ARBOS_ADDRESS, Block, CallOutput, ChainEvent, INTERNAL_TX_TYPE, InternalTx, MinedTx, Overrides,
    PendingTx, Receipt, ReorgTx, Transaction, TxInBlock,
};

use crate::{arbos::store::Field, state::StateDiff};
use alloy::{
    consensus::TxEnvelope,
    eips::BlockId,
    primitives::{Address, B256, Bytes, U256},
    rpc::types::{AccessList, Filter, Log, TransactionRequest},
    signers::local::PrivateKeySigner,
};
use data::Data;
use parking_lot::{Mutex, RwLock};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicU64},
};
use tokio::sync::broadcast;

/// A Stylus chain in this process. Clones share it.
#[derive(Clone)]
pub struct Chain {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    signers: Vec<PrivateKeySigner>,
    data: RwLock<Data>,
    snapshots: Mutex<Snapshots>,
    events: broadcast::Sender<ChainEvent>,
    /// Counts changes of the mining mode: a thread that mines at intervals ends when it is no longer the last.
    miners: AtomicU64,
}

#[derive(Default)]
struct Snapshots {
    next: u64,
    taken: BTreeMap<u64, Data>,
}

impl Chain {
    /// Opens a chain at its genesis block.
    pub fn new(config: Config) -> Result<Self, ChainError> {
        Self::open(config)
    }
    /// The set-up it was opened with.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }
    pub fn chain_id(&self) -> u64 {
        self.inner.config.chain_id
    }

    // ---- blocks, transactions, logs

    /// The latest block.
    pub fn head(&self) -> Arc<Block> {
        self.inner.data.read().head().block.clone()
    }
    /// A block by number, hash or tag; `None` if there is none. `safe` and `finalized` are errors while unset.
    pub fn block(&self, id: BlockId) -> Result<Option<Arc<Block>>, ChainError> {
        {
            let data = self.inner.data.read();
            Ok(data
                .resolve(id)?
                .and_then(|n| data.height(n))
                .map(|h| h.block.clone()))
        }
    }
    /// A mined transaction and its block; the receipt is in it.
    pub fn transaction(&self, hash: B256) -> Option<TxInBlock> {
        self.inner.data.read().transaction(&hash)
    }
    /// A transaction of the pool.
    pub fn pending_transaction(&self, hash: B256) -> Option<PendingTx> {
        self.pool().into_iter().find(|tx| tx.hash == hash)
    }
    /// The pool: by sender and nonce; those that cannot be mined yet are marked.
    pub fn pool(&self) -> Vec<PendingTx> {
        {
            let data = self.inner.data.read();
            data.pool.list(|a| data.head().state.nonce(a))
        }
    }
    /// Logs by block range or hash, addresses and topics. Unknown blocks and reversed ranges are errors.
    pub fn logs(&self, filter: &Filter) -> Result<Vec<Log>, ChainError> {
        self.find_logs(filter)
    }
    /// Heads, removals and pool entries from now on. A receiver that falls behind by 4096 events is told so.
    pub fn subscribe(&self) -> broadcast::Receiver<ChainEvent> {
        self.inner.events.subscribe()
    }

    // ---- accounts, at any block

    pub fn balance(&self, address: Address, at: BlockId) -> Result<U256, ChainError> {
        Ok(self.inner.data.read().at(at)?.state.balance(&address))
    }
    /// Next nonce; at `pending`, after the sender's transactions of the pool.
    pub fn nonce(&self, address: Address, at: BlockId) -> Result<u64, ChainError> {
        {
            let data = self.inner.data.read();
            let nonce = data.at(at)?.state.nonce(&address);
            Ok(if at.is_pending() {
                data.pool.nonce_after(&address, nonce)
            } else {
                nonce
            })
        }
    }
    pub fn code(&self, address: Address, at: BlockId) -> Result<Bytes, ChainError> {
        Ok(self.inner.data.read().at(at)?.state.code(&address))
    }
    pub fn storage(&self, address: Address, slot: U256, at: BlockId) -> Result<B256, ChainError> {
        Ok(self
            .inner
            .data
            .read()
            .at(at)?
            .state
            .storage(&address, &slot)
            .into())
    }

    // ---- execution without effect

    /// `eth_call` on the state after block `at`.
    pub fn call(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<CallOutput, CallError> {
        self.run_call(request, at, overrides)
    }
    /// The least gas limit with which the request succeeds, L1 gas included.
    pub fn estimate_gas(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<u64, CallError> {
        self.run_estimate(request, at, overrides)
    }
    /// Addresses and slots that the request touches, and the gas it uses with them listed.
    pub fn create_access_list(
        &self,
        request: &TransactionRequest,
        at: BlockId,
    ) -> Result<(AccessList, u64, Option<String>), CallError> {
        self.run_access_list(request, at)
    }
    /// Wei per gas of the next block.
    pub fn base_fee(&self) -> u64 {
        self.inner.data.read().base_fee(&self.inner.config)
    }

    // ---- sending

    /// A signed transaction, EIP-2718 encoded. When this returns in automatic mode it has been mined.
    pub fn send_raw(&self, raw: &[u8]) -> Result<B256, TxError> {
        self.submit(self.decode(raw)?)
    }
    /// A signed transaction.
    pub fn send(&self, tx: TxEnvelope) -> Result<B256, TxError> {
        self.submit(self.signed(tx)?)
    }
    /// Fills in what is missing (nonce, gas, fees), signs with a key of this chain's or as an impersonated account, and sends.
    pub fn send_request(&self, request: TransactionRequest) -> Result<B256, TxError> {
        self.submit(self.build(request)?)
    }
    /// Fills in what is missing, without sending.
    pub fn fill(&self, request: TransactionRequest) -> Result<TransactionRequest, TxError> {
        self.fill_request(request)
    }
    /// Keys that the chain holds: the mnemonic's accounts, then Nitro's dev account.
    pub fn signers(&self) -> &[PrivateKeySigner] {
        &self.inner.signers
    }
    pub fn impersonate(&self, address: Address) {
        {
            self.inner.data.write().impersonated.insert(address);
        }
    }
    pub fn stop_impersonating(&self, address: Address) {
        {
            self.inner.data.write().impersonated.remove(&address);
        }
    }
    /// Treats every sender as impersonated.
    pub fn set_auto_impersonate(&self, on: bool) {
        self.inner.data.write().auto_impersonate = on
    }
    /// Drops a transaction from the pool; whether it was there.
    pub fn drop_transaction(&self, hash: B256) -> bool {
        self.inner.data.write().pool.remove(&hash)
    }
    pub fn drop_all_transactions(&self) {
        self.inner.data.write().pool.clear()
    }

    // ---- mining and time

    pub fn mining_mode(&self) -> MiningMode {
        self.inner.data.read().mining
    }
    pub fn set_mining_mode(&self, mode: MiningMode) {
        self.switch_mining(mode)
    }
    /// Makes `count` blocks, the first with the pool's transactions, `interval` seconds apart if given. Their hashes.
    pub fn mine(&self, count: u64, interval: Option<u64>) -> Result<Vec<B256>, ChainError> {
        self.mine_blocks(count, interval)
    }
    /// Moves the clock of new blocks on; the sum of all moves, in seconds.
    pub fn increase_time(&self, secs: u64) -> i64 {
        {
            let mut data = self.inner.data.write();
            data.clock.offset = data
                .clock
                .offset
                .saturating_add(i64::try_from(secs).unwrap_or(i64::MAX));
            data.clock.offset
        }
    }
    /// Timestamp of the next block, and the clock goes on from there. Not below the head's.
    pub fn set_next_block_timestamp(&self, timestamp: u64) -> Result<(), ChainError> {
        {
            let mut data = self.inner.data.write();
            let head = data.head().block.header.timestamp;
            if timestamp < head {
                return Err(ChainError::TimestampTooLow(timestamp, head));
            }
            data.clock.next = Some(timestamp);
            Ok(())
        }
    }
    /// Sets the clock; the move in seconds. It may be set back, but a block is never older than its parent.
    pub fn set_time(&self, timestamp: u64) -> i64 {
        self.inner.data.write().clock.set(timestamp)
    }
    /// Fixed distance in seconds between blocks; `None`: the clock.
    pub fn set_block_timestamp_interval(&self, secs: Option<u64>) {
        self.inner.data.write().clock.interval = secs
    }
    /// Base fee of the next block only.
    pub fn set_next_block_base_fee(&self, wei: u64) {
        self.inner.data.write().next_base_fee = Some(wei)
    }
    /// Floor of the base fee from the next block on.
    pub fn set_min_base_fee(&self, wei: u64) {
        self.inner
            .data
            .write()
            .decree_field(Field::MinBaseFee, U256::from(wei))
    }
    /// What NUMBER returns from the next block on.
    pub fn set_l1_block_number(&self, number: u64) {
        self.inner
            .data
            .write()
            .decree_field(Field::L1BlockNumber, U256::from(number))
    }
    pub fn set_l1_price_per_unit(&self, wei: U256) {
        self.inner
            .data
            .write()
            .decree_field(Field::L1PricePerUnit, wei)
    }

    // ---- state by decree: takes effect on the head's state at once

    pub fn set_balance(&self, address: Address, wei: U256) {
        self.decree(address, |state| state.set_balance(address, wei))
    }
    pub fn set_nonce(&self, address: Address, nonce: u64) {
        self.decree(address, |state| state.set_nonce(address, nonce))
    }
    pub fn set_code(&self, address: Address, code: Bytes) {
        self.decree(address, |state| state.set_code(address, code))
    }
    pub fn set_storage(&self, address: Address, slot: U256, value: B256) {
        self.inner.data.write().decree(|state| {
            state.set_storage(address, slot, value.into());
            StateDiff::slot(state, address, slot)
        })
    }

    // ---- history

    /// A point to come back to.
    pub fn snapshot(&self) -> u64 {
        self.take_snapshot()
    }
    /// Goes back to a snapshot, which it uses up together with all later ones; false if there is no such.
    pub fn revert(&self, id: u64) -> bool {
        self.restore_snapshot(id)
    }
    /// Replaces the last `depth` blocks by as many new ones; each transaction goes into the new block at its offset
    /// (0 is the lowest). Those of the removed blocks are forgotten, as in Anvil.
    pub fn reorg(&self, depth: u64, transactions: Vec<(ReorgTx, u64)>) -> Result<(), ChainError> {
        self.do_reorg(depth, transactions, true)
    }
    /// Removes the last `depth` blocks.
    pub fn rollback(&self, depth: u64) -> Result<(), ChainError> {
        self.do_reorg(depth, Vec::new(), false)
    }
    /// The block that `safe` means; `None` unsets it.
    pub fn set_safe(&self, number: Option<u64>) -> Result<(), ChainError> {
        {
            let mut data = self.inner.data.write();
            data.safe = data.existing(number)?;
            Ok(())
        }
    }
    /// The block that `finalized` means; `None` unsets it.
    pub fn set_finalized(&self, number: Option<u64>) -> Result<(), ChainError> {
        {
            let mut data = self.inner.data.write();
            data.finalized = data.existing(number)?;
            Ok(())
        }
    }
    /// The whole chain, every past state included, as bytes for [`Chain::load`].
    pub fn dump(&self) -> Result<Vec<u8>, ChainError> {
        self.do_dump()
    }
    /// Replaces this chain's content by a dump of a chain with the same id.
    pub fn load(&self, dump: &[u8]) -> Result<(), ChainError> {
        self.do_load(dump)
    }
    /// A chain opened from a dump.
    pub fn from_dump(config: Config, dump: &[u8]) -> Result<Self, ChainError> {
        {
            let chain = Self::open(config)?;
            chain.do_load(dump)?;
            Ok(chain)
        }
    }
}
