//! `eth_subscribe` over WebSocket: new heads, logs (with `removed` on a reorganisation) and pending transactions.

use super::{
    Node,
    error::{METHOD_NOT_FOUND, RpcError, RpcResult},
    filters::logs_of,
    follow::{Follower, Lost},
    log_filter::{FilterRequest, LogFilter},
    methods::{Registered, Registry},
    params::FromParams,
    types::HeaderView,
};
use crate::chain::ChainEvent;
use jsonrpsee::{
    PendingSubscriptionSink, SubscriptionMessage, SubscriptionSink, core::SubscriptionError,
    types::Params,
};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

const NOTIFICATION: &str = "eth_subscription";

enum Kind {
    NewHeads,
    Logs(Box<LogFilter>),
    /// In full, or hashes only.
    PendingTransactions(bool),
    /// Accepted for geth's sake; this node never syncs.
    Syncing,
}

/// Why a subscription ends.
enum End {
    /// The client went away or unsubscribed.
    Gone,
    /// The client was so slow that events were lost for good.
    Behind,
}

/// Registers `eth_subscribe` and `eth_unsubscribe`.
pub fn register(r: &mut Registry) -> Registered {
    r.module.register_subscription(
        "eth_subscribe",
        NOTIFICATION,
        "eth_unsubscribe",
        |params, pending, node, _| serve(params, pending, node),
    )?;
    Ok(())
}

/// The error, if there is one, is the last message of the subscription.
async fn serve(
    params: Params<'static>,
    pending: PendingSubscriptionSink,
    node: Arc<Node>,
) -> Result<(), SubscriptionError> {
    let kind = match kind(&params) {
        Ok(kind) => kind,
        Err(e) => {
            pending.reject(e).await;
            return Ok(());
        }
    };
    // Before accepting: whatever happens after the client has its id is reported.
    let mut follower = Follower::new(&node.chain);
    let Ok(sink) = pending.accept().await else {
        return Ok(());
    };
    loop {
        let event = tokio::select! {
            () = sink.closed() => return Ok(()),
            event = follower.next() => event,
        };
        let sent = match event {
            Ok(event) => notify(&kind, event, &sink, &node).await,
            Err(Lost) => Err(End::Behind),
        };
        match sent {
            Ok(()) => {}
            Err(End::Gone) => return Ok(()),
            Err(End::Behind) => {
                return Err("subscription fell behind: read faster and subscribe again".into());
            }
        }
    }
}

fn kind(params: &Params<'_>) -> RpcResult<Kind> {
    let (name, option) = <(String, Option<Value>)>::from_params(params)?;
    let invalid = |e: serde_json::Error| RpcError::invalid(format!("invalid argument 1: {e}"));
    match name.as_str() {
        "newHeads" => Ok(Kind::NewHeads),
        "logs" => {
            let filter: FilterRequest = option
                .map(serde_json::from_value)
                .transpose()
                .map_err(invalid)?
                .unwrap_or_default();
            Ok(Kind::Logs(Box::new(filter.try_into()?)))
        }
        "newPendingTransactions" => {
            let full = option
                .map(serde_json::from_value)
                .transpose()
                .map_err(invalid)?;
            Ok(Kind::PendingTransactions(full.unwrap_or(false)))
        }
        "syncing" => Ok(Kind::Syncing),
        _ => Err(RpcError::new(
            METHOD_NOT_FOUND,
            "no such subscription in eth namespace: there are newHeads, logs, newPendingTransactions and syncing",
        )),
    }
}

async fn notify(
    kind: &Kind,
    event: ChainEvent,
    sink: &SubscriptionSink,
    node: &Node,
) -> Result<(), End> {
    match (kind, event) {
        (Kind::NewHeads, ChainEvent::Added(block)) => send(sink, &HeaderView(block)).await,
        (Kind::Logs(filter), event) => {
            for log in logs_of(&event, filter) {
                send(sink, &log).await?;
            }
            Ok(())
        }
        (Kind::PendingTransactions(false), ChainEvent::Pending(hash)) => send(sink, &hash).await,
        (Kind::PendingTransactions(true), ChainEvent::Pending(hash)) => match node.any_tx(hash) {
            Some(tx) => send(sink, &tx).await,
            // Dropped meanwhile.
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

async fn send(sink: &SubscriptionSink, message: &impl Serialize) -> Result<(), End> {
    let message = SubscriptionMessage::new(NOTIFICATION, sink.subscription_id(), message)
        .map_err(|_| End::Gone)?;
    sink.send(message).await.map_err(|_| End::Gone)
}
