//! Typed questions to the nodes, each answer checked against what was asked and against the headers.

use alloy::primitives::{Address, B256, Bloom, BloomInput, Bytes, U64};
use serde_json::{Value, json};

use super::{
    BlockId, Header, Pool, RawLog, RpcError,
    pool::Call,
    receipts,
    wire::{self, Answer},
};

/// Calls in one batch; the limit of the strictest providers in use is 100.
pub const BATCH: usize = 64;

/// The node's view of the chain's head.
#[derive(Clone, Debug)]
pub struct Heads {
    pub latest: Header,
    /// The node's own tags; `None` when it has none or they are unset.
    pub safe: Option<u64>,
    pub finalized: Option<u64>,
}

/// The chain, as far as the followed contracts are concerned.
#[derive(Debug)]
pub struct Source {
    pub pool: Pool,
    contracts: Vec<Address>,
    verify_receipts: bool,
}

impl Source {
    pub fn new(pool: Pool, contracts: Vec<Address>, verify_receipts: bool) -> Self {
        Self {
            pool,
            contracts,
            verify_receipts,
        }
    }

    /// Latest, safe and finalized in one question.
    pub async fn heads(&self) -> Result<Heads, RpcError> {
        let calls = ["latest", "safe", "finalized"].map(|tag| by_number(json!(tag)));
        let read = |index: usize, answer: &Answer| match wire::header(answer) {
            Ok(header) => Ok(Some(header)),
            // Only the latest block must exist; the other two may be unknown to the node, or unset.
            Err(RpcError::UnknownBlock | RpcError::Node { .. }) if index > 0 => Ok(None),
            Err(error) => Err(error),
        };
        let mut heads = self.pool.ask_each(&calls, read).await?.into_iter();
        let latest = heads.next().flatten().ok_or(RpcError::UnknownBlock)?;
        let mut tag = || heads.next().flatten().map(|header| header.number);
        Ok(Heads {
            latest,
            safe: tag(),
            finalized: tag(),
        })
    }

    /// Headers of `from..=to` (at most [`BATCH`]), each linked to the one before.
    pub async fn headers(&self, from: u64, to: u64) -> Result<Vec<Header>, RpcError> {
        let numbers: Vec<u64> = (from..=to).collect();
        let headers = self.headers_at(&numbers).await?;
        if headers
            .windows(2)
            .any(|pair| pair[1].parent_hash != pair[0].hash)
        {
            // The chain changed between two answers; the next try sees one side of it.
            return Err(RpcError::Malformed(
                "headers that are not each other's parents".into(),
            ));
        }
        Ok(headers)
    }

    /// Headers by number, in the order asked.
    pub async fn headers_at(&self, numbers: &[u64]) -> Result<Vec<Header>, RpcError> {
        let mut headers = Vec::with_capacity(numbers.len());
        for part in numbers.chunks(BATCH) {
            let calls: Vec<_> = part
                .iter()
                .map(|number| by_number(json!(U64::from(*number))))
                .collect();
            let read = |index: usize, answer: &Answer| numbered(wire::header(answer)?, part[index]);
            headers.extend(self.pool.ask_each(&calls, read).await?);
        }
        Ok(headers)
    }

    /// The hashes the node has at these numbers; `None` where it has no such block.
    pub async fn hashes_at(&self, numbers: &[u64]) -> Result<Vec<Option<B256>>, RpcError> {
        let calls: Vec<_> = numbers
            .iter()
            .map(|number| by_number(json!(U64::from(*number))))
            .collect();
        let read = |index: usize, answer: &Answer| match wire::header(answer) {
            Ok(header) => numbered(header, numbers[index]).map(|header| Some(header.hash)),
            Err(RpcError::UnknownBlock) => Ok(None),
            Err(error) => Err(error),
        };
        self.pool.ask_each(&calls, read).await
    }

    /// Whether a node still knows this block.
    pub async fn knows(&self, block: BlockId) -> Result<bool, RpcError> {
        let call = Call {
            method: "eth_getBlockByHash",
            params: json!([block.hash, false]),
        };
        match self.pool.ask(call, wire::header).await {
            Ok(_) => Ok(true),
            Err(RpcError::UnknownBlock) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Logs of each block, asked by hash, so that a node which lags says so instead of answering short.
    pub async fn logs_of(&self, headers: &[Header]) -> Result<Vec<Vec<RawLog>>, RpcError> {
        let mut all = Vec::with_capacity(headers.len());
        for part in headers.chunks(BATCH) {
            let logs = if self.verify_receipts {
                self.proved_logs(part).await?
            } else {
                self.told_logs(part).await?
            };
            all.extend(logs);
        }
        Ok(all)
    }

    async fn told_logs(&self, headers: &[Header]) -> Result<Vec<Vec<RawLog>>, RpcError> {
        let calls: Vec<_> = headers
            .iter()
            .map(|header| Call {
                method: "eth_getLogs",
                params: json!([{ "blockHash": header.hash, "address": self.contracts }]),
            })
            .collect();
        let read = |index: usize, answer: &Answer| {
            let logs = wire::logs(answer, &self.contracts)?;
            check_block(&headers[index], &logs)?;
            Ok(logs)
        };
        let told = self.pool.ask_each(&calls, read).await?;
        // A bloom filter that names our contracts over an empty answer is either one of its rare false
        // positives or a short answer: the receipts decide.
        let suspicious = headers
            .iter()
            .zip(&told)
            .any(|(header, logs)| logs.is_empty() && self.may_have_logs(header));
        if !suspicious {
            return Ok(told);
        }
        match self.proved_logs(headers).await {
            Ok(proved) => Ok(proved),
            // A node without receipts by block: a second opinion on the same question.
            Err(error) => {
                tracing::debug!(%error, "receipts are not to be had; asking for the logs again");
                self.pool.ask_each(&calls, read).await
            }
        }
    }

    /// Logs out of the block's receipts, whose root must be the one in the header.
    async fn proved_logs(&self, headers: &[Header]) -> Result<Vec<Vec<RawLog>>, RpcError> {
        let calls: Vec<_> = headers
            .iter()
            .map(|header| Call {
                method: "eth_getBlockReceipts",
                params: json!([header.hash]),
            })
            .collect();
        let read = |index: usize, answer: &Answer| {
            let logs = receipts::proved_logs(&headers[index], answer, &self.contracts)?;
            check_block(&headers[index], &logs)?;
            Ok(logs)
        };
        self.pool.ask_each(&calls, read).await
    }

    fn may_have_logs(&self, header: &Header) -> bool {
        let names = |bloom: &Bloom| {
            self.contracts
                .iter()
                .any(|c| bloom.contains_input(bloom_input(c)))
        };
        header.logs_bloom.as_ref().is_some_and(names)
    }

    /// Logs of blocks as surely as nodes can tell them: out of proved receipts, or else by the block's hash.
    pub async fn surest_logs_of(&self, headers: &[Header]) -> Result<Vec<RawLog>, RpcError> {
        let mut all = Vec::new();
        for part in headers.chunks(BATCH) {
            let logs = match self.proved_logs(part).await {
                Ok(logs) => logs,
                Err(error) => {
                    tracing::debug!(%error, "receipts are not to be had; asking for the logs");
                    self.told_logs(part).await?
                }
            };
            all.extend(logs.into_iter().flatten());
        }
        Ok(all)
    }

    /// Logs of a whole range, for blocks that no reorganisation reaches.
    pub async fn logs_in(&self, from: u64, to: u64) -> Result<Vec<RawLog>, RpcError> {
        let (call, read) = self.range(from, to);
        self.pool.ask(call, read).await
    }

    /// The same, rather of another node than the one asked before.
    pub async fn logs_in_again(&self, from: u64, to: u64) -> Result<Vec<RawLog>, RpcError> {
        let (call, read) = self.range(from, to);
        self.pool.ask_another(call, read).await
    }

    fn range(
        &self,
        from: u64,
        to: u64,
    ) -> (
        Call,
        impl Fn(&Answer) -> Result<Vec<RawLog>, RpcError> + use<'_>,
    ) {
        let params = json!([{ "fromBlock": U64::from(from), "toBlock": U64::from(to), "address": self.contracts }]);
        let call = Call {
            method: "eth_getLogs",
            params,
        };
        let read = move |answer: &Answer| {
            let logs = wire::logs(answer, &self.contracts)?;
            if logs
                .iter()
                .any(|log| log.block.number < from || log.block.number > to)
            {
                return Err(RpcError::Malformed(
                    "eth_getLogs: a log outside the range".into(),
                ));
            }
            Ok(logs)
        };
        (call, read)
    }

    /// The code at an address now.
    pub async fn code(&self, address: Address) -> Result<Bytes, RpcError> {
        let call = Call {
            method: "eth_getCode",
            params: json!([address, "latest"]),
        };
        self.pool.ask(call, wire::parse).await
    }
}

fn by_number(block: Value) -> Call {
    Call {
        method: "eth_getBlockByNumber",
        params: json!([block, false]),
    }
}

fn numbered(header: Header, number: u64) -> Result<Header, RpcError> {
    match header.number == number {
        true => Ok(header),
        false => Err(RpcError::Malformed("a block of another number".into())),
    }
}

fn bloom_input(address: &Address) -> BloomInput<'_> {
    BloomInput::Raw(address.as_slice())
}

/// Logs must lie in the block they were asked of, and in its bloom filter where it has one.
fn check_block(header: &Header, logs: &[RawLog]) -> Result<(), RpcError> {
    for log in logs {
        if log.block != header.id() {
            return Err(RpcError::Malformed("a log of another block".into()));
        }
        if header
            .logs_bloom
            .is_some_and(|bloom| !bloom.contains_raw_log(log.address, &log.topics))
        {
            return Err(RpcError::Malformed(
                "a log that the block's bloom filter rules out".into(),
            ));
        }
    }
    Ok(())
}
