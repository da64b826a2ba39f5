//! `debug_*`: call traces as geth's `callTracer` gives them.

use super::{
    Node,
    error::{RpcError, RpcResult},
    eth::at,
    methods::{Registered, Registry},
};
use crate::chain::Overrides;
use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{B256, Bytes},
    rpc::types::{
        BlockOverrides, TransactionRequest, state::StateOverride, trace::geth::CallFrame,
    },
};
use serde::{Deserialize, Serialize};

/// The second argument of a trace.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TraceOptions {
    tracer: Option<String>,
    tracer_config: Option<CallTracerConfig>,
    /// `debug_traceCall` only.
    state_overrides: Option<StateOverride>,
    /// `debug_traceCall` only.
    block_overrides: Option<BlockOverrides>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct CallTracerConfig {
    only_top_call: bool,
    with_log: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BlockTrace {
    tx_hash: B256,
    result: CallFrame,
}

impl TraceOptions {
    fn config(&self) -> RpcResult<CallTracerConfig> {
        match self.tracer.as_deref() {
            Some("callTracer") => Ok(self.tracer_config.unwrap_or_default()),
            Some(other) => Err(RpcError::server(format!(
                "tracer {:?} is not served: use {{\"tracer\": \"callTracer\"}}",
                other.chars().take(64).collect::<String>()
            ))),
            None => Err(RpcError::server(
                "the opcode tracer is not served: use {\"tracer\": \"callTracer\"}",
            )),
        }
    }
}

impl CallTracerConfig {
    fn trim(self, mut frame: CallFrame) -> CallFrame {
        if self.only_top_call {
            frame.calls.clear();
        }
        frame
    }
}

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    r.heavy(
        "debug_traceTransaction",
        |node, (hash, options): (B256, Option<TraceOptions>)| {
            let config = options.unwrap_or_default().config()?;
            Ok(config.trim(node.chain.trace_transaction(hash, config.with_log)?))
        },
    )?;
    type CallParams = (TransactionRequest, Option<BlockId>, Option<TraceOptions>);
    r.heavy(
        "debug_traceCall",
        |node, (request, id, options): CallParams| {
            let options = options.unwrap_or_default();
            let config = options.config()?;
            let overrides = Overrides {
                state: options.state_overrides,
                block: options.block_overrides,
            };
            Ok(config.trim(
                node.chain
                    .trace_call(&request, at(id), &overrides, config.with_log)?,
            ))
        },
    )?;
    r.heavy(
        "debug_traceBlockByNumber",
        |node, (number, options): (BlockNumberOrTag, Option<TraceOptions>)| {
            trace_block(node, number.into(), options)
        },
    )?;
    r.heavy(
        "debug_traceBlockByHash",
        |node, (hash, options): (B256, Option<TraceOptions>)| {
            trace_block(node, hash.into(), options)
        },
    )?;
    r.quick("debug_getRawTransaction", |node, (hash,): (B256,)| {
        Ok(node
            .chain
            .transaction(hash)
            .map(|tx| Bytes::from(tx.tx.encoded())))
    })
}

fn trace_block(
    node: &Node,
    id: BlockId,
    options: Option<TraceOptions>,
) -> RpcResult<Vec<BlockTrace>> {
    let config = options.unwrap_or_default().config()?;
    let traces = node.chain.trace_block(id, config.with_log)?;
    Ok(traces
        .into_iter()
        .map(|(tx_hash, frame)| BlockTrace {
            tx_hash,
            result: config.trim(frame),
        })
        .collect())
}
