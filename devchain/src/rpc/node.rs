//! What a node says of itself and its pool: `net_*`, `web3_*`, `txpool_*`, `rpc_modules`, `arb_*`.

use super::{
    Node,
    methods::{Registered, Registry},
    types::PendingTxView,
};
use alloy::primitives::{Address, Bytes, U64, keccak256};
use serde::Serialize;
use std::collections::BTreeMap;

/// Waiting transactions: by sender, then by nonce in decimal, as geth.
type BySender<T> = BTreeMap<Address, BTreeMap<String, T>>;

#[derive(Clone, Serialize)]
struct Pool<T> {
    /// Those that the next block takes.
    pending: T,
    /// Those that wait for an earlier nonce.
    queued: T,
}

/// Name and version, as `web3_clientVersion` tells.
pub(super) fn client_version() -> String {
    format!(
        "devchain/v{}/{}-{}/rust",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    r.quick("net_version", |node, ()| {
        Ok(node.chain.chain_id().to_string())
    })?;
    r.quick("net_listening", |_, ()| Ok(true))?;
    r.quick("net_peerCount", |_, ()| Ok(U64::ZERO))?;
    r.quick("web3_clientVersion", |_, ()| Ok(client_version()))?;
    r.quick("web3_sha3", |_, (data,): (Bytes,)| Ok(keccak256(data)))?;
    r.quick("rpc_modules", |_, ()| {
        let names = [
            "anvil", "arb", "debug", "devchain", "eth", "evm", "hardhat", "net", "personal",
            "txpool", "web3",
        ];
        Ok(names
            .map(|name| (name, "1.0"))
            .into_iter()
            .collect::<BTreeMap<_, _>>())
    })?;
    r.quick("arb_checkPublisherHealth", |_, ()| Ok(()))?;

    r.quick("txpool_status", |node, ()| {
        let (queued, pending): (Vec<_>, Vec<_>) =
            node.chain.pool().into_iter().partition(|tx| tx.queued);
        Ok(Pool {
            pending: U64::from(pending.len()),
            queued: U64::from(queued.len()),
        })
    })?;
    r.quick("txpool_content", |node, ()| {
        Ok(content(node, PendingTxView))
    })?;
    r.quick("txpool_inspect", |node, ()| {
        Ok(content(node, |waiting| {
            use alloy::consensus::Transaction;
            let tx = &waiting.tx;
            let to = tx
                .to()
                .map_or("contract creation".to_owned(), |to| to.to_string());
            format!(
                "{to}: {} wei + {} gas × {} wei",
                tx.value(),
                tx.gas_limit(),
                tx.max_fee_per_gas()
            )
        }))
    })
}

/// Registers `rpc_methods`, which names all methods registered before it.
pub fn register_list(r: &mut Registry) -> Registered {
    let mut names: Vec<&'static str> = r.module.method_names().collect();
    names.sort_unstable();
    r.quick("rpc_methods", move |_, ()| {
        Ok(BTreeMap::from([("methods", names.clone())]))
    })
}

fn content<T>(node: &Node, show: impl Fn(crate::chain::PendingTx) -> T) -> Pool<BySender<T>> {
    use alloy::consensus::Transaction;
    let (mut pending, mut queued) = (BySender::new(), BySender::new());
    for waiting in node.chain.pool() {
        let side = if waiting.queued {
            &mut queued
        } else {
            &mut pending
        };
        let nonce = waiting.tx.nonce().to_string();
        side.entry(waiting.from)
            .or_default()
            .insert(nonce, show(waiting));
    }
    Pool { pending, queued }
}
