//! Polled filters: `eth_newFilter` and its kin. A filter follows the chain from its creation; what it collects is
//! computed when it is asked, so that an idle one costs nothing.

use super::{
    Node,
    error::{RpcError, RpcResult},
    follow::{Follower, Lost},
    log_filter::{BlockRange, FilterRequest, LogFilter},
    logs::matching,
    methods::{Registered, Registry},
    random,
    types::LogView,
};
use crate::chain::{Block, ChainEvent};
use alloy::primitives::{B256, U256};
use parking_lot::Mutex;
use serde::Serialize;
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// Most filters at a time.
const MAX_FILTERS: usize = 1024;
/// A filter that nobody asks for this long is forgotten (as in geth).
const IDLE: Duration = Duration::from_secs(5 * 60);

/// All filters of a server, by id.
#[derive(Default)]
pub struct Filters(Mutex<HashMap<U256, Entry>>);

struct Entry {
    touched: Instant,
    filter: Arc<Mutex<Filter>>,
}

struct Filter {
    kind: Kind,
    follower: Follower,
}

#[derive(Clone)]
enum Kind {
    Blocks,
    PendingTransactions,
    Logs(Arc<LogFilter>),
}

/// Answer of `eth_getFilterChanges`.
#[derive(Serialize)]
#[serde(untagged)]
enum Changes {
    Hashes(Vec<B256>),
    Logs(Vec<LogView>),
}

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    r.quick("eth_newFilter", |node, (filter,): (FilterRequest,)| {
        node.new_filter(Kind::Logs(Arc::new(filter.try_into()?)))
    })?;
    r.quick("eth_newBlockFilter", |node, ()| {
        node.new_filter(Kind::Blocks)
    })?;
    r.quick(
        "eth_newPendingTransactionFilter",
        |node, _: (Option<bool>,)| node.new_filter(Kind::PendingTransactions),
    )?;
    r.quick("eth_uninstallFilter", |node, (id,): (U256,)| {
        Ok(node.filters.0.lock().remove(&id).is_some())
    })?;
    r.heavy("eth_getFilterChanges", |node, (id,): (U256,)| {
        node.filter_changes(id)
    })?;
    r.heavy("eth_getFilterLogs", |node, (id,): (U256,)| {
        let kind = node.filters.get(id)?.lock().kind.clone();
        match kind {
            Kind::Logs(filter) => node.find_logs(&filter),
            Kind::Blocks | Kind::PendingTransactions => Err(not_found()),
        }
    })
}

fn not_found() -> RpcError {
    RpcError::server("filter not found")
}

impl Filters {
    fn get(&self, id: U256) -> RpcResult<Arc<Mutex<Filter>>> {
        let mut filters = self.0.lock();
        let entry = filters.get_mut(&id).ok_or_else(not_found)?;
        entry.touched = Instant::now();
        Ok(entry.filter.clone())
    }

    fn insert(&self, filter: Filter) -> RpcResult<U256> {
        let mut filters = self.0.lock();
        filters.retain(|_, entry| entry.touched.elapsed() < IDLE);
        if filters.len() >= MAX_FILTERS {
            return Err(RpcError::limit(format!(
                "more than {MAX_FILTERS} filters: uninstall some with eth_uninstallFilter"
            )));
        }
        let id = U256::from(random());
        filters.insert(
            id,
            Entry {
                touched: Instant::now(),
                filter: Arc::new(Mutex::new(filter)),
            },
        );
        Ok(id)
    }
}

impl Node {
    fn new_filter(&self, kind: Kind) -> RpcResult<U256> {
        self.filters.insert(Filter {
            kind,
            follower: Follower::new(&self.chain),
        })
    }

    fn filter_changes(&self, id: U256) -> RpcResult<Changes> {
        let filter = self.filters.get(id)?;
        let changes = filter.lock().changes();
        changes.unwrap_or_else(|| {
            self.filters.0.lock().remove(&id);
            Err(RpcError::server(
                "the filter fell behind and the chain was reorganised meanwhile: install it again",
            ))
        })
    }
}

impl Filter {
    /// What happened since the last call; `None` if that cannot be told any more.
    fn changes(&mut self) -> Option<RpcResult<Changes>> {
        match self.kind.clone() {
            Kind::Blocks => self.collect(|event| match event {
                ChainEvent::Added(block) => vec![block.hash],
                ChainEvent::Removed(_) | ChainEvent::Pending(_) => vec![],
            }),
            Kind::PendingTransactions => self.collect(|event| match event {
                ChainEvent::Pending(hash) => vec![hash],
                ChainEvent::Added(_) | ChainEvent::Removed(_) => vec![],
            }),
            Kind::Logs(filter) => {
                let range = match live_range(&filter) {
                    Ok(range) => range,
                    Err(e) => return Some(Err(e)),
                };
                let wanted = |block: &Block| range.0 <= block.number() && block.number() <= range.1;
                let mut logs = Vec::new();
                loop {
                    match self.follower.try_next() {
                        Ok(Some(event)) => {
                            logs.extend(logs_of(&event, &filter).filter(|log| wanted(&log.block)))
                        }
                        Ok(None) => return Some(Ok(Changes::Logs(logs))),
                        Err(Lost) => return None,
                    }
                }
            }
        }
    }

    fn collect(&mut self, hashes: impl Fn(ChainEvent) -> Vec<B256>) -> Option<RpcResult<Changes>> {
        let mut all = Vec::new();
        loop {
            match self.follower.try_next() {
                Ok(Some(event)) => all.extend(hashes(event)),
                Ok(None) => return Some(Ok(Changes::Hashes(all))),
                Err(Lost) => return None,
            }
        }
    }
}

/// The block numbers that a live filter reports: tags leave their end open.
fn live_range(filter: &LogFilter) -> RpcResult<(u64, u64)> {
    match filter.blocks {
        BlockRange::Hash(_) => Err(RpcError::invalid(
            "a filter by blockHash has no changes: use eth_getFilterLogs",
        )),
        BlockRange::Numbers(from, to) => Ok((
            from.and_then(|bound| bound.as_number()).unwrap_or(0),
            to.and_then(|bound| bound.as_number()).unwrap_or(u64::MAX),
        )),
    }
}

/// The matching logs that an event adds or, latest first, takes back.
pub(super) fn logs_of<'a>(
    event: &'a ChainEvent,
    filter: &'a LogFilter,
) -> Box<dyn Iterator<Item = LogView> + Send + 'a> {
    match event {
        ChainEvent::Added(block) => Box::new(matching(block, filter, false)),
        ChainEvent::Removed(block) => Box::new(matching(block, filter, true).rev()),
        ChainEvent::Pending(_) => Box::new(std::iter::empty()),
    }
}
