//! The JSON of nodes, checked while it is read: what a hostile or lagging node sends never gets past
//! this module as something plausible.

use alloy::primitives::{Address, B256, Bloom, Bytes, U64};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{BlockId, Header, RawLog, RpcError};

/// The answer to one call: the raw result, or the node's error.
pub type Answer = Result<Box<RawValue>, RpcError>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireHeader {
    number: U64,
    hash: B256,
    parent_hash: B256,
    timestamp: U64,
    #[serde(default)]
    logs_bloom: Option<Bloom>,
    #[serde(default)]
    receipts_root: Option<B256>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireLog {
    address: Address,
    topics: Vec<B256>,
    data: Bytes,
    block_hash: Option<B256>,
    block_number: Option<U64>,
    transaction_hash: Option<B256>,
    log_index: Option<U64>,
    #[serde(default)]
    removed: Option<bool>,
    #[serde(default)]
    block_timestamp: Option<U64>,
}

/// Parses a result; `null` is an unknown block.
pub fn parse<T: DeserializeOwned>(answer: &Answer) -> Result<T, RpcError> {
    let raw = answer.as_ref().map_err(Clone::clone)?;
    if raw.get() == "null" {
        return Err(RpcError::UnknownBlock);
    }
    serde_json::from_str(raw.get()).map_err(|error| RpcError::Malformed(error.to_string()))
}

/// Reads a header.
pub fn header(answer: &Answer) -> Result<Header, RpcError> {
    let wire: WireHeader = parse(answer)?;
    if wire.number.to::<u64>() > i64::MAX as u64 || wire.timestamp.to::<u64>() > i64::MAX as u64 {
        return Err(RpcError::Malformed(
            "block number or timestamp beyond 63 bits".into(),
        ));
    }
    Ok(Header {
        number: wire.number.to(),
        hash: wire.hash,
        parent_hash: wire.parent_hash,
        time: wire.timestamp.to(),
        // Without a bit it is either true of a block without any logs or never filled in: it says nothing.
        logs_bloom: wire.logs_bloom.filter(|bloom| !bloom.is_zero()),
        receipts_root: wire.receipts_root,
    })
}

/// Reads logs: mined, not removed, of the contracts asked for, in strictly ascending order.
pub fn logs(answer: &Answer, contracts: &[Address]) -> Result<Vec<RawLog>, RpcError> {
    let bad = |what: &str| RpcError::Malformed(format!("eth_getLogs: {what}"));
    let wire: Vec<WireLog> = parse(answer)?;
    let mut logs: Vec<RawLog> = Vec::with_capacity(wire.len());
    for log in wire {
        if log.removed == Some(true) {
            return Err(bad("a removed log"));
        }
        if !contracts.contains(&log.address) {
            return Err(bad("a log of a contract that was not asked for"));
        }
        if log.topics.len() > 4 {
            return Err(bad("more than four topics"));
        }
        let (Some(hash), Some(number), Some(transaction), Some(index)) = (
            log.block_hash,
            log.block_number,
            log.transaction_hash,
            log.log_index,
        ) else {
            return Err(bad("a log without its block, transaction or index"));
        };
        let index = index.to::<u64>();
        if index > i32::MAX as u64 || number.to::<u64>() > i64::MAX as u64 {
            return Err(bad("a position beyond all bounds"));
        }
        let log = RawLog {
            block: BlockId {
                number: number.to(),
                hash,
            },
            log_index: index as u32,
            transaction,
            address: log.address,
            topics: log.topics,
            data: log.data,
            time: log
                .block_timestamp
                .map(|t| t.to::<u64>())
                .filter(|t| *t <= i64::MAX as u64),
        };
        if let Some(last) = logs.last() {
            if (last.block.number, last.log_index) >= (log.block.number, log.log_index) {
                return Err(bad("logs out of order"));
            }
            if last.block.number == log.block.number && last.block.hash != log.block.hash {
                return Err(bad("two hashes for one block"));
            }
        }
        logs.push(log);
    }
    Ok(logs)
}
