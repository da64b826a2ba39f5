//! Sending transactions: signed ones, and those that the chain signs for its own or impersonated accounts.

use super::{
    Node,
    error::{RpcError, RpcResult},
    follow::Follower,
    methods::{Registered, Registry},
    params::{FromParams, Number},
    types::ReceiptView,
};
use crate::chain::{MiningMode, TxInBlock};
use alloy::{
    primitives::{B256, Bytes},
    rpc::types::TransactionRequest,
};
use std::{sync::Arc, time::Duration};

/// How long `eth_sendRawTransactionSync` waits if not told otherwise (EIP-7966).
const SYNC_WAIT: Duration = Duration::from_secs(2);
/// The longest that it waits.
const MAX_SYNC_WAIT: Duration = Duration::from_secs(60);
/// EIP-7966: the transaction was accepted but not mined in time; `data` is its hash.
const NOT_MINED_IN_TIME: i32 = 4;

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    r.heavy("eth_sendRawTransaction", |node, (raw,): (Bytes,)| {
        Ok(node.chain.send_raw(&raw)?)
    })?;
    r.heavy(
        "eth_sendTransaction",
        |node, (request,): (TransactionRequest,)| Ok(node.chain.send_request(request)?),
    )?;
    r.module
        .register_async_method("eth_sendRawTransactionSync", |params, node, _| async move {
            let (raw, wait) = <(Bytes, Option<Number>)>::from_params(&params)?;
            let wait = wait.map_or(SYNC_WAIT, |ms| {
                Duration::from_millis(ms.0).min(MAX_SYNC_WAIT)
            });
            send_and_wait(node, raw, wait).await.map(ReceiptView)
        })?;
    Ok(())
}

async fn send_and_wait(node: Arc<Node>, raw: Bytes, wait: Duration) -> RpcResult<TxInBlock> {
    let mut blocks = Follower::new(&node.chain);
    let sender = node.clone();
    let hash = tokio::task::spawn_blocking(move || sender.chain.send_raw(&raw))
        .await
        .map_err(|_| {
            RpcError::server(
                "internal error in eth_sendRawTransactionSync; the server's log has the panic",
            )
        })??;

    let mined = async {
        loop {
            if let Some(tx) = node.chain.transaction(hash) {
                return Some(tx);
            }
            blocks.next().await.ok()?;
        }
    };
    match tokio::time::timeout(wait, mined).await {
        Ok(Some(tx)) => Ok(tx),
        Ok(None) | Err(_) => Err(not_mined(&node, hash, wait)),
    }
}

fn not_mined(node: &Node, hash: B256, wait: Duration) -> RpcError {
    let hint = match node.chain.mining_mode() {
        MiningMode::Manual => "; blocks are only made on evm_mine",
        MiningMode::Auto | MiningMode::Interval(_) => "",
    };
    let message = format!(
        "The transaction was added to the pool but not mined within {} ms{hint}",
        wait.as_millis()
    );
    RpcError {
        code: NOT_MINED_IN_TIME,
        message,
        data: Some(hash.0.into()),
    }
}
