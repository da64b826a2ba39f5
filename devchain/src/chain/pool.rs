//! Transactions that wait for a block: per sender by nonce, senders in order of arrival.

use super::{error::TxError, types::PendingTx};
use alloy::{
    consensus::{Transaction as _, TxEnvelope},
    primitives::{Address, B256},
};
use std::collections::{BTreeMap, HashMap};

#[derive(Clone, Debug)]
pub(super) struct PoolTx {
    pub hash: B256,
    pub from: Address,
    pub tx: TxEnvelope,
    /// Sent without the sender's key.
    pub impersonated: bool,
    arrival: u64,
}

impl PoolTx {
    pub fn new(tx: TxEnvelope, from: Address, impersonated: bool) -> Self {
        Self {
            hash: *tx.tx_hash(),
            from,
            tx,
            impersonated,
            arrival: 0,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    senders: HashMap<Address, BTreeMap<u64, PoolTx>>,
    arrivals: u64,
}

impl Pool {
    /// Adds a transaction; one of the same nonce must be replaced by one that pays a tenth more.
    pub fn add(&mut self, mut tx: PoolTx) -> Result<(), TxError> {
        let queue = self.senders.entry(tx.from).or_default();
        let nonce = tx.tx.nonce();
        if let Some(old) = queue.get(&nonce) {
            if old.hash == tx.hash {
                return Err(TxError::AlreadyKnown);
            }
            let fee = old.tx.max_fee_per_gas();
            if tx.tx.max_fee_per_gas() < fee + fee / 10 {
                return Err(TxError::Underpriced);
            }
        }
        self.arrivals += 1;
        tx.arrival = self.arrivals;
        queue.insert(nonce, tx);
        Ok(())
    }

    pub fn remove(&mut self, hash: &B256) -> bool {
        let before = self.len();
        for queue in self.senders.values_mut() {
            queue.retain(|_, tx| tx.hash != *hash);
        }
        self.senders.retain(|_, queue| !queue.is_empty());
        self.len() < before
    }

    pub fn clear(&mut self) {
        self.senders.clear();
    }

    pub fn len(&self) -> usize {
        self.senders.values().map(BTreeMap::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.senders.is_empty()
    }

    /// Forgets what a sender's nonce has passed.
    pub fn prune(&mut self, sender: &Address, nonce: u64) {
        if let Some(queue) = self.senders.get_mut(sender) {
            *queue = queue.split_off(&nonce);
            if queue.is_empty() {
                self.senders.remove(sender);
            }
        }
    }

    /// The transaction to mine next: the earliest arrival among those whose nonce is the sender's.
    pub fn next(&self, nonce_of: impl Fn(&Address) -> u64) -> Option<&PoolTx> {
        let ready = |(sender, queue): (&Address, &'_ BTreeMap<u64, PoolTx>)| {
            queue.contains_key(&nonce_of(sender))
        };
        self.senders
            .iter()
            .filter(|(sender, queue)| ready((sender, queue)))
            .filter_map(|(sender, queue)| queue.get(&nonce_of(sender)))
            .min_by_key(|tx| tx.arrival)
    }

    /// The nonce after a sender's unbroken row of waiting transactions.
    pub fn nonce_after(&self, sender: &Address, mut nonce: u64) -> u64 {
        if let Some(queue) = self.senders.get(sender) {
            while queue.contains_key(&nonce) {
                nonce += 1;
            }
        }
        nonce
    }

    /// All transactions by sender and nonce.
    pub fn list(&self, nonce_of: impl Fn(&Address) -> u64) -> Vec<PendingTx> {
        let mut senders: Vec<_> = self.senders.iter().collect();
        senders.sort_by_key(|(sender, _)| **sender);
        let mut list = Vec::new();
        for (sender, queue) in senders {
            let reachable = self.nonce_after(sender, nonce_of(sender));
            list.extend(queue.values().map(|tx| PendingTx {
                hash: tx.hash,
                from: tx.from,
                tx: tx.tx.clone(),
                queued: tx.tx.nonce() >= reachable,
            }));
        }
        list
    }

    /// All transactions in order of arrival.
    pub fn arrivals(&self) -> Vec<&PoolTx> {
        let mut all: Vec<_> = self.senders.values().flat_map(BTreeMap::values).collect();
        all.sort_by_key(|tx| tx.arrival);
        all
    }
}
