//! Typed questions to the nodes, each answer checked against what was asked and against the headers.

use alloy::primitives::{Address, B256, Bloom, BloomInput, Bytes, U64};
use serde_json::{Value, json};

use super::{
    BlockId, Header, Pool, RawLog, RpcError,
    node::Call,
    receipts,
    wire::{self, Answer},
};

/// Calls in one batch; the limit of the strictest providers in use is 100.
pub const BATCH: usize = 64;
/// Up to so many blocks are asked for their logs by hash; more as a range first.
const FEW_BLOCKS: usize = 4;

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
        let read = |index: usize, answer: Answer| match wire::header(&answer) {
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

    /// The header of one block.
    pub async fn header_at(&self, number: u64) -> Result<Header, RpcError> {
        let call = by_number(json!(U64::from(number)));
        let read = |answer: Answer| numbered(wire::header(&answer)?, number);
        self.pool.ask(call, read).await
    }

    /// Headers by number, in the order asked.
    pub async fn headers_at(&self, numbers: &[u64]) -> Result<Vec<Header>, RpcError> {
        let mut headers = Vec::with_capacity(numbers.len());
        for part in numbers.chunks(BATCH) {
            let calls: Vec<_> = part
                .iter()
                .map(|number| by_number(json!(U64::from(*number))))
                .collect();
            let read = |index: usize, answer: Answer| numbered(wire::header(&answer)?, part[index]);
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
        let read = |index: usize, answer: Answer| match wire::header(&answer) {
            Ok(header) => numbered(header, numbers[index]).map(|header| Some(header.hash)),
            Err(RpcError::UnknownBlock) => Ok(None),
            Err(error) => Err(error),
        };
        self.pool.ask_each(&calls, read).await
    }

    /// Whether a node still knows this block.
    pub async fn knows(&self, block: BlockId) -> Result<bool, RpcError> {
        let call = Call::new("eth_getBlockByHash", json!([block.hash, false]));
        let read = |answer: Answer| match wire::header(&answer) {
            Ok(_) => Ok(true),
            Err(RpcError::UnknownBlock) => Ok(false),
            Err(error) => Err(error),
        };
        self.pool.any_says(call, read).await
    }

    /// Logs of consecutive blocks. Those whose bloom filter rules our contracts out have none. Many others are asked for as
    /// one range, and each block whose filter promises more than the answer holds by its hash, as few are from the start: a
    /// node that lags then says so, instead of answering short.
    pub async fn logs_of(&self, headers: &[Header]) -> Result<Vec<Vec<RawLog>>, RpcError> {
        let mut logs: Vec<Vec<RawLog>> = vec![Vec::new(); headers.len()];
        let mut open: Vec<usize> = (0..headers.len()).collect();
        if !self.verify_receipts {
            open.retain(|at| self.may_have_logs(&headers[*at]));
            if open.len() > FEW_BLOCKS {
                self.range_logs(headers, &open, &mut logs).await?;
                open.retain(|at| logs[*at].is_empty());
            }
        }
        for part in open.chunks(BATCH) {
            let asked: Vec<&Header> = part.iter().map(|at| &headers[*at]).collect();
            let told = if self.verify_receipts {
                self.proved_logs(&asked).await?
            } else {
                self.told_logs(&asked).await?
            };
            for (at, told) in part.iter().zip(told) {
                logs[*at] = told;
            }
        }
        Ok(logs)
    }

    /// The logs from the first to the last of the blocks `open`, as far as the node tells them in one answer.
    async fn range_logs(
        &self,
        headers: &[Header],
        open: &[usize],
        logs: &mut [Vec<RawLog>],
    ) -> Result<(), RpcError> {
        let (Some(&first), Some(&last)) = (open.first(), open.last()) else {
            return Ok(());
        };
        let (from, to) = (headers[first].number, headers[last].number);
        let at = |log: &RawLog| first + (log.block.number - from) as usize;
        let read = |answer: Answer| {
            let told = self.read_range(answer, from, to)?;
            for log in &told {
                let header = &headers[at(log)];
                if log.block != header.id() {
                    // The chain moved on between the two questions, or this node is on another branch.
                    return Err(RpcError::UnknownBlock);
                }
                check_bloom(header, log)?;
            }
            Ok(told)
        };
        match self.pool.ask(self.range_call(from, to), read).await {
            Ok(told) => told.into_iter().for_each(|log| logs[at(&log)].push(log)),
            // By hash they may not be too many.
            Err(RpcError::TooLarge(reason)) => {
                tracing::debug!(from, to, reason, "range refused near the tip");
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Logs by hash.
    async fn told_logs(&self, headers: &[&Header]) -> Result<Vec<Vec<RawLog>>, RpcError> {
        let mut told = self.ask_by_hash(headers).await?;
        // A bloom filter that names our contracts over an empty answer is either one of its rare false
        // positives or a short answer: the receipts decide.
        let doubted: Vec<usize> = (0..headers.len())
            .filter(|at| told[*at].is_empty() && headers[*at].logs_bloom.is_some())
            .collect();
        if doubted.is_empty() {
            return Ok(told);
        }
        let again: Vec<&Header> = doubted.iter().map(|at| headers[*at]).collect();
        let proved = match self.proved_logs(&again).await {
            Ok(proved) => proved,
            // A node without receipts by block: a second opinion on the same question.
            Err(error) => {
                tracing::debug!(%error, "receipts are not to be had; asking for the logs again");
                self.ask_by_hash(&again).await?
            }
        };
        for (at, proved) in doubted.into_iter().zip(proved) {
            told[at] = proved;
        }
        Ok(told)
    }

    /// Logs of blocks that a range said to have none, where their bloom filter does not prove it: each by its hash.
    pub async fn logs_left_out(&self, headers: &[Header]) -> Result<Vec<RawLog>, RpcError> {
        let doubted: Vec<&Header> = headers.iter().filter(|h| self.may_have_logs(h)).collect();
        let mut all = Vec::new();
        for part in doubted.chunks(BATCH) {
            all.extend(self.told_logs(part).await?.into_iter().flatten());
        }
        Ok(all)
    }

    async fn ask_by_hash(&self, headers: &[&Header]) -> Result<Vec<Vec<RawLog>>, RpcError> {
        let calls: Vec<_> = headers
            .iter()
            .map(|header| {
                let filter = json!([{ "blockHash": header.hash, "address": self.contracts }]);
                Call::new("eth_getLogs", filter)
            })
            .collect();
        let read = |index: usize, answer: Answer| {
            let logs = wire::logs(answer, &self.contracts)?;
            check_block(headers[index], &logs)?;
            Ok(logs)
        };
        self.pool.ask_each(&calls, read).await
    }

    /// Logs out of the block's receipts, whose root must be the one in the header.
    async fn proved_logs(&self, headers: &[&Header]) -> Result<Vec<Vec<RawLog>>, RpcError> {
        let calls: Vec<_> = headers
            .iter()
            .map(|header| Call::new("eth_getBlockReceipts", json!([header.hash])))
            .collect();
        let read = |index: usize, answer: Answer| {
            let logs = receipts::proved_logs(headers[index], &answer, &self.contracts)?;
            check_block(headers[index], &logs)?;
            Ok(logs)
        };
        self.pool.ask_each(&calls, read).await
    }

    /// Whether the block's bloom filter allows for logs of our contracts. A filter without a single bit says nothing
    /// ([`wire::header`] drops it): some chains leave it so.
    fn may_have_logs(&self, header: &Header) -> bool {
        let names = |bloom: &Bloom| {
            self.contracts
                .iter()
                .any(|c| bloom.contains_input(bloom_input(c)))
        };
        header.logs_bloom.as_ref().is_none_or(names)
    }

    /// Logs of blocks as surely as nodes can tell them: out of proved receipts, or else by the block's hash.
    pub async fn surest_logs_of(&self, headers: &[Header]) -> Result<Vec<RawLog>, RpcError> {
        let mut all = Vec::new();
        for part in headers.chunks(BATCH) {
            let part: Vec<&Header> = part.iter().collect();
            let logs = match self.proved_logs(&part).await {
                Ok(logs) => logs,
                Err(error) => {
                    tracing::debug!(%error, "receipts are not to be had; asking for the logs");
                    self.told_logs(&part).await?
                }
            };
            all.extend(logs.into_iter().flatten());
        }
        Ok(all)
    }

    /// Logs of a whole range, for blocks that no reorganisation reaches.
    pub async fn logs_in(&self, from: u64, to: u64) -> Result<Vec<RawLog>, RpcError> {
        let read = |answer: Answer| self.read_range(answer, from, to);
        self.pool.ask(self.range_call(from, to), read).await
    }

    /// The same, rather of another node than the one asked before.
    pub async fn logs_in_again(&self, from: u64, to: u64) -> Result<Vec<RawLog>, RpcError> {
        let read = |answer: Answer| self.read_range(answer, from, to);
        self.pool.ask_another(self.range_call(from, to), read).await
    }

    fn range_call(&self, from: u64, to: u64) -> Call {
        let filter = json!([{ "fromBlock": U64::from(from), "toBlock": U64::from(to), "address": self.contracts }]);
        Call {
            many_logs: true,
            ..Call::new("eth_getLogs", filter)
        }
    }

    fn read_range(&self, answer: Answer, from: u64, to: u64) -> Result<Vec<RawLog>, RpcError> {
        let logs = wire::logs(answer, &self.contracts)?;
        match logs
            .iter()
            .all(|log| (from..=to).contains(&log.block.number))
        {
            true => Ok(logs),
            false => Err(RpcError::Malformed(
                "eth_getLogs: a log outside the range".into(),
            )),
        }
    }

    /// The code at each address now.
    pub(super) async fn codes(&self, addresses: &[Address]) -> Result<Vec<Bytes>, RpcError> {
        let call = |address: &Address| Call::new("eth_getCode", json!([address, "latest"]));
        let calls: Vec<_> = addresses.iter().map(call).collect();
        self.pool
            .ask_each(&calls, |_, answer| wire::parse(&answer))
            .await
    }
}

fn by_number(block: Value) -> Call {
    Call::new("eth_getBlockByNumber", json!([block, false]))
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
        check_bloom(header, log)?;
    }
    Ok(())
}

fn check_bloom(header: &Header, log: &RawLog) -> Result<(), RpcError> {
    let rules_out = |bloom: Bloom| !bloom.contains_raw_log(log.address, &log.topics);
    match header.logs_bloom.is_some_and(rules_out) {
        true => Err(RpcError::Malformed(
            "a log that the block's bloom filter rules out".into(),
        )),
        false => Ok(()),
    }
}
