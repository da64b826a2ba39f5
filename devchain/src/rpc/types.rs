//! Blocks, transactions, receipts and logs as an Arbitrum node writes them in JSON.
//!
//! Each type here is a view that shares the chain's own block and is written straight into the answer: nothing is
//! copied or built first.

use crate::chain::{Block, PendingTx, Transaction, TxInBlock};
use alloy::{
    consensus::{Transaction as _, TxEnvelope, Typed2718},
    eips::eip2930::AccessList,
    primitives::{B256, Log, Signature, U64, U128, U256},
};
use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};
use std::sync::Arc;

/// keccak256(rlp([])): no chain after the merge has uncles, and Arbitrum never had.
const EMPTY_UNCLES: B256 = alloy::consensus::EMPTY_OMMER_ROOT_HASH;

/// A block, with its transactions in full or by hash.
#[derive(Clone)]
pub struct BlockView {
    /// The block.
    pub block: Arc<Block>,
    /// Transactions in full, or their hashes only.
    pub full: bool,
}

impl Serialize for BlockView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        header_fields(&self.block, &mut map)?;
        map.serialize_entry("size", &U64::from(self.block.size))?;
        map.serialize_entry("uncles", &[(); 0])?;
        map.serialize_entry("transactions", &Transactions(self))?;
        map.end()
    }
}

struct Transactions<'a>(&'a BlockView);

impl Serialize for Transactions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let BlockView { block, full } = self.0;
        let mut seq = serializer.serialize_seq(Some(block.transactions.len()))?;
        for index in 0..block.transactions.len() {
            if *full {
                seq.serialize_element(&TxRef { block, index })?;
            } else {
                seq.serialize_element(&block.transactions[index].hash)?;
            }
        }
        seq.end()
    }
}

/// A block's header, as `newHeads` sends it.
#[derive(Clone)]
pub struct HeaderView(pub Arc<Block>);

impl Serialize for HeaderView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        header_fields(&self.0, &mut map)?;
        map.end()
    }
}

fn header_fields<M: SerializeMap>(block: &Block, map: &mut M) -> Result<(), M::Error> {
    let header = &block.header;
    map.serialize_entry("number", &U64::from(header.number))?;
    map.serialize_entry("hash", &block.hash)?;
    map.serialize_entry("parentHash", &header.parent_hash)?;
    map.serialize_entry("nonce", &header.nonce)?;
    map.serialize_entry("mixHash", &header.mix_hash)?;
    map.serialize_entry("sha3Uncles", &EMPTY_UNCLES)?;
    map.serialize_entry("logsBloom", &header.logs_bloom)?;
    map.serialize_entry("stateRoot", &header.state_root)?;
    map.serialize_entry("miner", &header.beneficiary)?;
    map.serialize_entry("difficulty", &header.difficulty)?;
    map.serialize_entry("extraData", &header.extra_data)?;
    map.serialize_entry("gasLimit", &U64::from(header.gas_limit))?;
    map.serialize_entry("gasUsed", &U64::from(header.gas_used))?;
    map.serialize_entry("timestamp", &U64::from(header.timestamp))?;
    map.serialize_entry("transactionsRoot", &header.transactions_root)?;
    map.serialize_entry("receiptsRoot", &header.receipts_root)?;
    map.serialize_entry(
        "baseFeePerGas",
        &U64::from(header.base_fee_per_gas.unwrap_or_default()),
    )?;
    map.serialize_entry("l1BlockNumber", &U64::from(block.l1_block_number))?;
    map.serialize_entry("sendRoot", &block.send_root)?;
    map.serialize_entry("sendCount", &U64::from(block.send_count))
}

/// A mined transaction.
#[derive(Clone)]
pub struct TxView(pub TxInBlock);

impl Serialize for TxView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TxRef {
            block: &self.0.block,
            index: self.0.index,
        }
        .serialize(serializer)
    }
}

struct TxRef<'a> {
    block: &'a Block,
    index: usize,
}

impl Serialize for TxRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mined = &self.block.transactions[self.index];
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("blockHash", &self.block.hash)?;
        map.serialize_entry("blockNumber", &U64::from(self.block.number()))?;
        map.serialize_entry("transactionIndex", &U64::from(self.index))?;
        map.serialize_entry("hash", &mined.hash)?;
        map.serialize_entry("from", &mined.from)?;
        match &mined.tx {
            Transaction::Internal(tx) => {
                map.serialize_entry("type", "0x6a")?;
                map.serialize_entry("chainId", &U64::from(tx.chain_id))?;
                map.serialize_entry("nonce", "0x0")?;
                map.serialize_entry("to", &mined.tx.to())?;
                map.serialize_entry("gas", "0x0")?;
                map.serialize_entry("gasPrice", "0x0")?;
                map.serialize_entry("value", "0x0")?;
                map.serialize_entry("input", &tx.data)?;
                for part in ["v", "r", "s"] {
                    map.serialize_entry(part, "0x0")?;
                }
            }
            Transaction::Ethereum(tx) => {
                envelope_fields(tx, self.block.header.base_fee_per_gas, &mut map)?;
            }
        }
        map.end()
    }
}

/// A transaction that waits for a block.
#[derive(Clone)]
pub struct PendingTxView(pub PendingTx);

impl Serialize for PendingTxView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for absent in ["blockHash", "blockNumber", "transactionIndex"] {
            map.serialize_entry(absent, &())?;
        }
        map.serialize_entry("hash", &self.0.hash)?;
        map.serialize_entry("from", &self.0.from)?;
        envelope_fields(&self.0.tx, None, &mut map)?;
        map.end()
    }
}

/// The signed fields. `base_fee` is that of the block, in wei per gas, for a mined transaction.
fn envelope_fields<M: SerializeMap>(
    tx: &TxEnvelope,
    base_fee: Option<u64>,
    map: &mut M,
) -> Result<(), M::Error> {
    map.serialize_entry("type", &U64::from(tx.ty()))?;
    if let Some(chain_id) = tx.chain_id() {
        map.serialize_entry("chainId", &U64::from(chain_id))?;
    }
    map.serialize_entry("nonce", &U64::from(tx.nonce()))?;
    map.serialize_entry("to", &tx.to())?;
    map.serialize_entry("gas", &U64::from(tx.gas_limit()))?;
    if tx.is_dynamic_fee() {
        map.serialize_entry("maxFeePerGas", &U128::from(tx.max_fee_per_gas()))?;
        map.serialize_entry(
            "maxPriorityFeePerGas",
            &U128::from(tx.max_priority_fee_per_gas().unwrap_or_default()),
        )?;
    }
    let price = match base_fee {
        Some(base_fee) => tx.effective_gas_price(Some(base_fee)),
        None => tx.max_fee_per_gas(),
    };
    map.serialize_entry("gasPrice", &U128::from(price))?;
    map.serialize_entry("value", &tx.value())?;
    map.serialize_entry("input", tx.input())?;
    if let Some(list) = access_list(tx) {
        map.serialize_entry("accessList", list)?;
    }
    if let Some(list) = tx.authorization_list() {
        map.serialize_entry("authorizationList", list)?;
    }
    signature_fields(tx, map)
}

fn access_list(tx: &TxEnvelope) -> Option<&AccessList> {
    match tx {
        TxEnvelope::Legacy(_) => None,
        _ => tx.access_list(),
    }
}

fn signature_fields<M: SerializeMap>(tx: &TxEnvelope, map: &mut M) -> Result<(), M::Error> {
    let signature: &Signature = tx.signature();
    let parity = u64::from(signature.v());
    let v = match (tx, tx.chain_id()) {
        (TxEnvelope::Legacy(_), Some(chain_id)) => {
            U256::from(chain_id) * U256::from(2) + U256::from(35 + parity)
        }
        (TxEnvelope::Legacy(_), None) => U256::from(27 + parity),
        _ => {
            map.serialize_entry("yParity", &U64::from(parity))?;
            U256::from(parity)
        }
    };
    map.serialize_entry("v", &v)?;
    map.serialize_entry("r", &signature.r())?;
    map.serialize_entry("s", &signature.s())
}

/// A transaction's receipt.
#[derive(Clone)]
pub struct ReceiptView(pub TxInBlock);

impl Serialize for ReceiptView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ReceiptRef {
            block: &self.0.block,
            index: self.0.index,
        }
        .serialize(serializer)
    }
}

/// All receipts of a block.
#[derive(Clone)]
pub struct ReceiptsView(pub Arc<Block>);

impl Serialize for ReceiptsView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let receipts = (0..self.0.transactions.len()).map(|index| ReceiptRef {
            block: &self.0,
            index,
        });
        serializer.collect_seq(receipts)
    }
}

struct ReceiptRef<'a> {
    block: &'a Block,
    index: usize,
}

impl Serialize for ReceiptRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mined = &self.block.transactions[self.index];
        let receipt = &mined.receipt;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("transactionHash", &mined.hash)?;
        map.serialize_entry("transactionIndex", &U64::from(self.index))?;
        map.serialize_entry("blockHash", &self.block.hash)?;
        map.serialize_entry("blockNumber", &U64::from(self.block.number()))?;
        map.serialize_entry("type", &U64::from(mined.tx.ty()))?;
        map.serialize_entry("from", &mined.from)?;
        map.serialize_entry("to", &mined.tx.to())?;
        map.serialize_entry("contractAddress", &receipt.contract_address)?;
        map.serialize_entry("status", if receipt.success { "0x1" } else { "0x0" })?;
        map.serialize_entry("gasUsed", &U64::from(receipt.gas_used))?;
        map.serialize_entry("cumulativeGasUsed", &U64::from(receipt.cumulative_gas_used))?;
        map.serialize_entry(
            "effectiveGasPrice",
            &U128::from(receipt.effective_gas_price),
        )?;
        map.serialize_entry("logsBloom", &receipt.logs_bloom)?;
        map.serialize_entry("logs", &ReceiptLogs(self))?;
        map.serialize_entry("gasUsedForL1", &U64::from(receipt.gas_used_for_l1))?;
        map.serialize_entry("l1BlockNumber", &U64::from(self.block.l1_block_number))?;
        map.serialize_entry("timeboosted", &false)?;
        map.end()
    }
}

struct ReceiptLogs<'a>(&'a ReceiptRef<'a>);

impl Serialize for ReceiptLogs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ReceiptRef { block, index: tx } = *self.0;
        let logs = (0..block.transactions[tx].receipt.logs.len()).map(|log| LogRef {
            block,
            tx,
            log,
            removed: false,
        });
        serializer.collect_seq(logs)
    }
}

/// One log of a block.
#[derive(Clone)]
pub struct LogView {
    /// The block that holds it.
    pub block: Arc<Block>,
    /// Position of its transaction in the block.
    pub tx: usize,
    /// Position in its transaction's receipt.
    pub log: usize,
    /// The block has left the chain.
    pub removed: bool,
}

impl LogView {
    /// The log itself.
    pub fn log(&self) -> &Log {
        &self.block.transactions[self.tx].receipt.logs[self.log]
    }
}

impl Serialize for LogView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        LogRef {
            block: &self.block,
            tx: self.tx,
            log: self.log,
            removed: self.removed,
        }
        .serialize(serializer)
    }
}

struct LogRef<'a> {
    block: &'a Block,
    tx: usize,
    log: usize,
    removed: bool,
}

impl Serialize for LogRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mined = &self.block.transactions[self.tx];
        let log = &mined.receipt.logs[self.log];
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("address", &log.address)?;
        map.serialize_entry("topics", log.topics())?;
        map.serialize_entry("data", &log.data.data)?;
        map.serialize_entry("blockNumber", &U64::from(self.block.number()))?;
        map.serialize_entry("transactionHash", &mined.hash)?;
        map.serialize_entry("transactionIndex", &U64::from(self.tx))?;
        map.serialize_entry("blockHash", &self.block.hash)?;
        map.serialize_entry("blockTimestamp", &U64::from(self.block.header.timestamp))?;
        map.serialize_entry(
            "logIndex",
            &U64::from(mined.receipt.first_log_index + self.log as u64),
        )?;
        map.serialize_entry("removed", &self.removed)?;
        map.end()
    }
}

/// Answer of `eth_feeHistory`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeeHistory {
    /// First block of the range.
    pub oldest_block: U64,
    /// Per block its tips at the percentiles asked for: always zero, as tips are dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reward: Option<Vec<Vec<U64>>>,
    /// Wei per gas, of each block and of the one after the range.
    pub base_fee_per_gas: Vec<U64>,
    /// Gas used over gas limit, per block.
    pub gas_used_ratio: Vec<f64>,
}

/// Answer of `eth_createAccessList`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessListResult {
    /// What the transaction may touch.
    pub access_list: AccessList,
    /// Gas it uses.
    pub gas_used: U64,
    /// Why it fails, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Answer of `anvil_nodeInfo`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfo {
    /// Number of the head.
    pub current_block_number: U64,
    /// Timestamp of the head, Unix seconds.
    pub current_block_timestamp: u64,
    /// Hash of the head.
    pub current_block_hash: B256,
    /// Ethereum rules that the chain applies.
    pub hard_fork: &'static str,
    /// `fifo` is the only order there is: first come, first served, at the base fee.
    pub transaction_order: &'static str,
    /// Chain id, base fee, gas limit and gas price.
    pub environment: NodeEnvironment,
    /// Always empty: this chain forks from no other.
    pub fork_config: ForkConfig,
}

/// Part of [`NodeInfo`].
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeEnvironment {
    /// Base fee, wei per gas.
    pub base_fee: U256,
    /// Chain id.
    pub chain_id: u64,
    /// Gas limit of a block.
    pub gas_limit: U64,
    /// Gas price, wei per gas.
    pub gas_price: U256,
}

/// Part of [`NodeInfo`].
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForkConfig {
    /// None: nothing is forked.
    pub fork_url: Option<String>,
    /// None: nothing is forked.
    pub fork_block_number: Option<u64>,
    /// None: nothing is forked.
    pub fork_retry_backoff: Option<u64>,
}
