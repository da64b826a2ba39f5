//! The JSON of nodes, checked while it is read: what a hostile or lagging node sends never gets past
//! this module as something plausible.

use alloy::primitives::{Address, B256, Bloom, Bytes, U64};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{BlockId, Header, RawLog, RpcError};

/// The answer to one call: the result, or the node's error.
pub type Answer = Result<Body, RpcError>;

/// A result.
#[derive(Debug)]
pub enum Body {
    /// As it came.
    Json(Box<RawValue>),
    /// A list of logs, each read already.
    Logs(Vec<RawLog>),
}

/// What a node sends for one call.
#[derive(Deserialize)]
pub struct Reply {
    pub id: Option<usize>,
    result: Option<Box<RawValue>>,
    error: Option<ErrorObject>,
}

#[derive(Deserialize)]
struct ErrorObject {
    code: i64,
    #[serde(default)]
    message: String,
}

impl Reply {
    pub fn read(body: &[u8]) -> Result<Self, RpcError> {
        from_json(body)
    }

    /// A batch of them.
    pub fn read_all(body: &[u8]) -> Result<Vec<Self>, RpcError> {
        from_json(body)
    }

    pub fn answer(self) -> Answer {
        match (self.result, self.error) {
            (_, Some(error)) => Err(RpcError::from_node(error.code, &error.message)),
            (Some(result), None) => Ok(Body::Json(result)),
            // serde reads `"result": null` as None.
            (None, None) => Err(RpcError::UnknownBlock),
        }
    }
}

fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, RpcError> {
    serde_json::from_slice(text).map_err(|error| RpcError::Malformed(error.to_string()))
}

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

/// A log as nodes write it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireLog {
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
    match answer.as_ref().map_err(Clone::clone)? {
        Body::Json(raw) if raw.get() == "null" => Err(RpcError::UnknownBlock),
        Body::Json(raw) => from_json(raw.get().as_bytes()),
        Body::Logs(_) => Err(RpcError::Malformed("a list".into())),
    }
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
pub fn logs(answer: Answer, contracts: &[Address]) -> Result<Vec<RawLog>, RpcError> {
    let logs = match answer {
        Ok(Body::Logs(logs)) => logs,
        answer => parse::<Vec<WireLog>>(&answer)?
            .into_iter()
            .map(WireLog::read)
            .collect::<Result<_, _>>()?,
    };
    if logs.iter().any(|log| !contracts.contains(&log.address)) {
        return Err(bad("a log of a contract that was not asked for"));
    }
    for pair in logs.windows(2) {
        let [last, log] = pair else { continue };
        if (last.block.number, last.log_index) >= (log.block.number, log.log_index) {
            return Err(bad("logs out of order"));
        }
        if (last.block.number == log.block.number) != (last.block.hash == log.block.hash) {
            return Err(bad("two hashes for one block, or one for two"));
        }
    }
    Ok(logs)
}

impl WireLog {
    /// One that is mined and not removed.
    pub fn read(self) -> Result<RawLog, RpcError> {
        if self.removed == Some(true) {
            return Err(bad("a removed log"));
        }
        if self.topics.len() > 4 {
            return Err(bad("more than four topics"));
        }
        let (Some(hash), Some(number), Some(transaction), Some(index)) = (
            self.block_hash,
            self.block_number,
            self.transaction_hash,
            self.log_index,
        ) else {
            return Err(bad("a log without its block, transaction or index"));
        };
        let (number, index) = (number.to::<u64>(), index.to::<u64>());
        if index > i32::MAX as u64 || number > i64::MAX as u64 {
            return Err(bad("a position beyond all bounds"));
        }
        Ok(RawLog {
            block: BlockId { number, hash },
            log_index: index as u32,
            transaction,
            address: self.address,
            topics: self.topics,
            data: self.data,
            time: self
                .block_timestamp
                .map(|t| t.to::<u64>())
                .filter(|t| *t <= i64::MAX as u64),
        })
    }
}

fn bad(what: &str) -> RpcError {
    RpcError::Malformed(format!("eth_getLogs: {what}"))
}
