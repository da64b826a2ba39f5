//! The chain: one handle for everything a node does, and what only a development chain can do.
//!
//! Every method is synchronous. Those that execute code (sending, mining, calls, traces) may take as long as the code
//! does: an asynchronous caller wraps them in `spawn_blocking`. Reads never wait for a running call, only for a block
//! that is being made. A block id `pending` means `latest`, as on Nitro.

pub mod config;
pub mod error;
pub mod types;

pub use config::{
    Config, DEV_CHAIN_ID, DEV_MNEMONIC, GenesisContracts, MiningMode, NITRO_DEV_ACCOUNT,
    NITRO_DEV_KEY,
};
pub use error::{CallError, ChainError, TxError, revert_reason};
pub use types::{
    ARBOS_ADDRESS, Block, CallOutput, ChainEvent, INTERNAL_TX_TYPE, InternalTx, MinedTx, Overrides,
    PendingTx, Receipt, ReorgTx, Transaction, TxInBlock,
};

use alloy::{
    consensus::TxEnvelope,
    eips::BlockId,
    primitives::{Address, B256, Bytes, U256},
    rpc::types::{AccessList, Filter, Log, TransactionRequest, trace::geth::CallFrame},
    signers::local::PrivateKeySigner,
};
use std::sync::Arc;
use tokio::sync::broadcast;

/// A Stylus chain in this process. Clones share it.
#[derive(Clone)]
pub struct Chain {
    #[allow(dead_code)]
    inner: Arc<()>,
}

fn soon() -> ! {
    panic!("follows within the hour")
}

#[allow(unused_variables)]
impl Chain {
    /// Opens a chain at its genesis block.
    pub fn new(config: Config) -> Result<Self, ChainError> {
        soon()
    }
    /// The set-up it was opened with.
    pub fn config(&self) -> &Config {
        soon()
    }
    pub fn chain_id(&self) -> u64 {
        soon()
    }

    // ---- blocks, transactions, logs

    /// The latest block.
    pub fn head(&self) -> Arc<Block> {
        soon()
    }
    /// A block by number, hash or tag; `None` if there is none. `safe` and `finalized` are errors while unset.
    pub fn block(&self, id: BlockId) -> Result<Option<Arc<Block>>, ChainError> {
        soon()
    }
    /// A mined transaction and its block; the receipt is in it.
    pub fn transaction(&self, hash: B256) -> Option<TxInBlock> {
        soon()
    }
    /// A transaction of the pool.
    pub fn pending_transaction(&self, hash: B256) -> Option<PendingTx> {
        soon()
    }
    /// The pool: by sender and nonce; those that cannot be mined yet are marked.
    pub fn pool(&self) -> Vec<PendingTx> {
        soon()
    }
    /// Logs by block range or hash, addresses and topics. Unknown blocks and reversed ranges are errors.
    pub fn logs(&self, filter: &Filter) -> Result<Vec<Log>, ChainError> {
        soon()
    }
    /// Heads, removals and pool entries from now on. A receiver that falls behind by 4096 events is told so.
    pub fn subscribe(&self) -> broadcast::Receiver<ChainEvent> {
        soon()
    }

    // ---- accounts, at any block

    pub fn balance(&self, address: Address, at: BlockId) -> Result<U256, ChainError> {
        soon()
    }
    /// Next nonce; at `pending`, after the sender's transactions of the pool.
    pub fn nonce(&self, address: Address, at: BlockId) -> Result<u64, ChainError> {
        soon()
    }
    pub fn code(&self, address: Address, at: BlockId) -> Result<Bytes, ChainError> {
        soon()
    }
    pub fn storage(&self, address: Address, slot: U256, at: BlockId) -> Result<B256, ChainError> {
        soon()
    }

    // ---- execution without effect

    /// `eth_call` on the state after block `at`.
    pub fn call(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<CallOutput, CallError> {
        soon()
    }
    /// The least gas limit with which the request succeeds, L1 gas included.
    pub fn estimate_gas(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<u64, CallError> {
        soon()
    }
    /// Addresses and slots that the request touches, and the gas it uses with them listed.
    pub fn create_access_list(
        &self,
        request: &TransactionRequest,
        at: BlockId,
    ) -> Result<(AccessList, u64, Option<String>), CallError> {
        soon()
    }
    /// geth's `callTracer` (with `with_logs`, its `withLog` option) over a call.
    pub fn trace_call(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
        with_logs: bool,
    ) -> Result<CallFrame, CallError> {
        soon()
    }
    /// The same over a mined transaction, executed again on the state before it.
    pub fn trace_transaction(&self, hash: B256, with_logs: bool) -> Result<CallFrame, ChainError> {
        soon()
    }
    /// The same over every user transaction of a block.
    pub fn trace_block(
        &self,
        at: BlockId,
        with_logs: bool,
    ) -> Result<Vec<(B256, CallFrame)>, ChainError> {
        soon()
    }
    /// Wei per gas of the next block.
    pub fn base_fee(&self) -> u64 {
        soon()
    }

    // ---- sending

    /// A signed transaction, EIP-2718 encoded. When this returns in automatic mode it has been mined.
    pub fn send_raw(&self, raw: &[u8]) -> Result<B256, TxError> {
        soon()
    }
    /// A signed transaction.
    pub fn send(&self, tx: TxEnvelope) -> Result<B256, TxError> {
        soon()
    }
    /// Fills in what is missing (nonce, gas, fees), signs with a key of this chain's or as an impersonated account, and sends.
    pub fn send_request(&self, request: TransactionRequest) -> Result<B256, TxError> {
        soon()
    }
    /// Fills in what is missing, without sending.
    pub fn fill(&self, request: TransactionRequest) -> Result<TransactionRequest, TxError> {
        soon()
    }
    /// Keys that the chain holds: the mnemonic's accounts, then Nitro's dev account.
    pub fn signers(&self) -> &[PrivateKeySigner] {
        soon()
    }
    pub fn impersonate(&self, address: Address) {
        soon()
    }
    pub fn stop_impersonating(&self, address: Address) {
        soon()
    }
    /// Treats every sender as impersonated.
    pub fn set_auto_impersonate(&self, on: bool) {
        soon()
    }
    /// Drops a transaction from the pool; whether it was there.
    pub fn drop_transaction(&self, hash: B256) -> bool {
        soon()
    }
    pub fn drop_all_transactions(&self) {
        soon()
    }

    // ---- mining and time

    pub fn mining_mode(&self) -> MiningMode {
        soon()
    }
    pub fn set_mining_mode(&self, mode: MiningMode) {
        soon()
    }
    /// Makes `count` blocks, the first with the pool's transactions, `interval` seconds apart if given. Their hashes.
    pub fn mine(&self, count: u64, interval: Option<u64>) -> Result<Vec<B256>, ChainError> {
        soon()
    }
    /// Moves the clock of new blocks on; the sum of all moves, in seconds.
    pub fn increase_time(&self, secs: u64) -> i64 {
        soon()
    }
    /// Timestamp of the next block, and the clock goes on from there. Not below the head's.
    pub fn set_next_block_timestamp(&self, timestamp: u64) -> Result<(), ChainError> {
        soon()
    }
    /// Sets the clock; the move in seconds. It may be set back, but a block is never older than its parent.
    pub fn set_time(&self, timestamp: u64) -> i64 {
        soon()
    }
    /// Fixed distance in seconds between blocks; `None`: the clock.
    pub fn set_block_timestamp_interval(&self, secs: Option<u64>) {
        soon()
    }
    /// Base fee of the next block only.
    pub fn set_next_block_base_fee(&self, wei: u64) {
        soon()
    }
    /// Floor of the base fee from the next block on.
    pub fn set_min_base_fee(&self, wei: u64) {
        soon()
    }
    /// What NUMBER returns from the next block on.
    pub fn set_l1_block_number(&self, number: u64) {
        soon()
    }
    pub fn set_l1_price_per_unit(&self, wei: U256) {
        soon()
    }

    // ---- state by decree: takes effect on the head's state at once

    pub fn set_balance(&self, address: Address, wei: U256) {
        soon()
    }
    pub fn set_nonce(&self, address: Address, nonce: u64) {
        soon()
    }
    pub fn set_code(&self, address: Address, code: Bytes) {
        soon()
    }
    pub fn set_storage(&self, address: Address, slot: U256, value: B256) {
        soon()
    }

    // ---- history

    /// A point to come back to.
    pub fn snapshot(&self) -> u64 {
        soon()
    }
    /// Goes back to a snapshot, which it uses up together with all later ones; false if there is no such.
    pub fn revert(&self, id: u64) -> bool {
        soon()
    }
    /// Replaces the last `depth` blocks by as many new ones; each transaction goes into the new block at its offset
    /// (0 is the lowest). Those of the removed blocks are forgotten, as in Anvil.
    pub fn reorg(&self, depth: u64, transactions: Vec<(ReorgTx, u64)>) -> Result<(), ChainError> {
        soon()
    }
    /// Removes the last `depth` blocks.
    pub fn rollback(&self, depth: u64) -> Result<(), ChainError> {
        soon()
    }
    /// The block that `safe` means; `None` unsets it.
    pub fn set_safe(&self, number: Option<u64>) -> Result<(), ChainError> {
        soon()
    }
    /// The block that `finalized` means; `None` unsets it.
    pub fn set_finalized(&self, number: Option<u64>) -> Result<(), ChainError> {
        soon()
    }
    /// The whole chain, every past state included, as bytes for [`Chain::load`].
    pub fn dump(&self) -> Result<Vec<u8>, ChainError> {
        soon()
    }
    /// Replaces this chain's content by a dump of a chain with the same id.
    pub fn load(&self, dump: &[u8]) -> Result<(), ChainError> {
        soon()
    }
    /// A chain opened from a dump.
    pub fn from_dump(config: Config, dump: &[u8]) -> Result<Self, ChainError> {
        soon()
    }
}
