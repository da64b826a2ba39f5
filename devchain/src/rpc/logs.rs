//! `eth_getLogs`, and the search that it shares with filters and subscriptions.

use super::{
    MAX_RESPONSE_BYTES, Node,
    error::{RpcError, RpcResult},
    log_filter::{BlockRange, FilterRequest, LogFilter},
    methods::{Registered, Registry},
    types::LogView,
};
use crate::chain::Block;
use alloy::{eips::BlockNumberOrTag, primitives::B256};
use std::sync::Arc;

/// Most logs in one answer; the whole answer must fit [`MAX_RESPONSE_BYTES`] as well.
const MAX_LOGS: usize = 100_000;
/// JSON of a log without its data and topics, at most.
const LOG_BYTES: usize = 600;
/// How often a search that a reorganisation crossed begins anew.
const MAX_TRIES: usize = 8;

/// Registers `eth_getLogs`.
pub fn register(r: &mut Registry) -> Registered {
    r.heavy("eth_getLogs", |node, (filter,): (FilterRequest,)| {
        node.find_logs(&filter.try_into()?)
    })
}

impl Node {
    /// All logs of the chain that match.
    pub(super) fn find_logs(&self, filter: &LogFilter) -> RpcResult<Vec<LogView>> {
        let (from, to) = match filter.blocks {
            BlockRange::Hash(hash) => {
                let block = self
                    .chain
                    .block(hash.into())?
                    .ok_or_else(|| RpcError::server("unknown block"))?;
                let mut found = Found::default();
                found.take_from(&block, filter)?;
                return Ok(found.logs);
            }
            BlockRange::Numbers(from, to) => (self.number_of(from)?, self.number_of(to)?),
        };
        if from > to {
            return Err(RpcError::invalid(
                "invalid block range params: fromBlock is above toBlock",
            ));
        }
        for _ in 0..MAX_TRIES {
            if let Some(logs) = self.find_in_range(filter, from, to)? {
                return Ok(logs);
            }
        }
        Err(RpcError::server(
            "the chain is being reorganised: ask again",
        ))
    }

    /// `None` if the chain was reorganised meanwhile.
    fn find_in_range(
        &self,
        filter: &LogFilter,
        from: u64,
        to: u64,
    ) -> RpcResult<Option<Vec<LogView>>> {
        let to = to.min(self.chain.head().number());
        let mut found = Found::default();
        let mut parent: Option<B256> = None;
        for number in from..=to {
            let Some(block) = self.chain.block(number.into())? else {
                return Ok(None);
            };
            if parent.is_some_and(|parent| parent != block.header.parent_hash) {
                return Ok(None);
            }
            parent = Some(block.hash);
            found.take_from(&block, filter)?;
        }
        Ok(Some(found.logs))
    }

    /// The number that a bound of a range means; absent: the latest.
    pub(super) fn number_of(&self, bound: Option<BlockNumberOrTag>) -> RpcResult<u64> {
        match bound {
            Some(BlockNumberOrTag::Number(number)) => Ok(number),
            Some(BlockNumberOrTag::Earliest) => Ok(0),
            Some(BlockNumberOrTag::Pending) => {
                Err(RpcError::server("pending logs are not supported"))
            }
            None | Some(BlockNumberOrTag::Latest) => Ok(self.chain.head().number()),
            Some(tag @ (BlockNumberOrTag::Safe | BlockNumberOrTag::Finalized)) => {
                Ok(self.block_at(tag.into())?.number())
            }
        }
    }
}

#[derive(Default)]
struct Found {
    logs: Vec<LogView>,
    bytes: usize,
}

impl Found {
    fn take_from(&mut self, block: &Arc<Block>, filter: &LogFilter) -> RpcResult<()> {
        for log in matching(block, filter, false) {
            self.bytes += LOG_BYTES + log.log().topics().len() * 70 + log.log().data.data.len() * 2;
            if self.logs.len() == MAX_LOGS {
                return Err(RpcError::limit(format!(
                    "query returned more than {MAX_LOGS} results: ask for fewer blocks"
                )));
            }
            if self.bytes > MAX_RESPONSE_BYTES as usize {
                return Err(RpcError::limit(format!(
                    "query returned more than {MAX_RESPONSE_BYTES} bytes: ask for fewer blocks"
                )));
            }
            self.logs.push(log);
        }
        Ok(())
    }
}

/// The logs of a block that match, in order.
pub(super) fn matching<'a>(
    block: &'a Arc<Block>,
    filter: &'a LogFilter,
    removed: bool,
) -> impl DoubleEndedIterator<Item = LogView> + 'a {
    let candidates = if filter.may_match(&block.header.logs_bloom) {
        &block.transactions[..]
    } else {
        &[]
    };
    candidates.iter().enumerate().flat_map(move |(tx, mined)| {
        let logs = mined.receipt.logs.iter().enumerate();
        let wanted = logs.filter(|(_, log)| filter.matches(&log.address, log.topics()));
        wanted.map(move |(log, _)| LogView {
            block: block.clone(),
            tx,
            log,
            removed,
        })
    })
}
