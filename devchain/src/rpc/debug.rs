//! `debug_*`: traces as geth's `callTracer` and `prestateTracer` give them.

use super::{
    Node,
    error::{RpcError, RpcResult},
    eth::at,
    methods::{Registered, Registry},
};
use crate::chain::{Overrides, Tracing};
use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{B256, Bytes},
    rpc::types::{
        BlockOverrides, TransactionRequest, state::StateOverride, trace::geth::GethTrace,
    },
};
use serde::{Deserialize, Serialize};

/// The second argument of a trace.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TraceOptions {
    tracer: Option<String>,
    tracer_config: Option<TracerConfig>,
    /// `debug_traceCall` only.
    state_overrides: Option<StateOverride>,
    /// `debug_traceCall` only.
    block_overrides: Option<BlockOverrides>,
}

/// Of either tracer; what the other one knows is passed over, as geth does.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TracerConfig {
    only_top_call: bool,
    with_log: bool,
    diff_mode: bool,
}

/// A tracer that is served, and how its answer is cut.
#[derive(Clone, Copy, Debug)]
struct Tracer {
    tracing: Tracing,
    only_top_call: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BlockTrace {
    tx_hash: B256,
    result: GethTrace,
}

impl TraceOptions {
    fn tracer(&self) -> RpcResult<Tracer> {
        const SERVED: &str = "use {\"tracer\": \"callTracer\"} or {\"tracer\": \"prestateTracer\"}";
        let config = self.tracer_config.unwrap_or_default();
        let tracing = match self.tracer.as_deref() {
            Some("callTracer") => Tracing::Calls {
                with_logs: config.with_log,
            },
            Some("prestateTracer") => Tracing::Prestate {
                diff: config.diff_mode,
            },
            Some(other) => {
                return Err(RpcError::server(format!(
                    "tracer {:?} is not served: {SERVED}",
                    other.chars().take(64).collect::<String>()
                )));
            }
            None => {
                return Err(RpcError::server(format!(
                    "the opcode tracer is not served: {SERVED}"
                )));
            }
        };
        Ok(Tracer {
            tracing,
            only_top_call: config.only_top_call,
        })
    }
}

impl Tracer {
    fn trim(self, mut trace: GethTrace) -> GethTrace {
        if let (true, GethTrace::CallTracer(frame)) = (self.only_top_call, &mut trace) {
            frame.calls.clear();
        }
        trace
    }
}

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    r.heavy(
        "debug_traceTransaction",
        |node, (hash, options): (B256, Option<TraceOptions>)| {
            let tracer = options.unwrap_or_default().tracer()?;
            Ok(tracer.trim(node.chain.trace_transaction(hash, tracer.tracing)?))
        },
    )?;
    type CallParams = (TransactionRequest, Option<BlockId>, Option<TraceOptions>);
    r.heavy(
        "debug_traceCall",
        |node, (request, id, options): CallParams| {
            let options = options.unwrap_or_default();
            let tracer = options.tracer()?;
            let overrides = Overrides {
                state: options.state_overrides,
                block: options.block_overrides,
            };
            Ok(tracer.trim(
                node.chain
                    .trace_call(&request, at(id), &overrides, tracer.tracing)?,
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
    let tracer = options.unwrap_or_default().tracer()?;
    let traces = node.chain.trace_block(id, tracer.tracing)?;
    Ok(traces
        .into_iter()
        .map(|(tx_hash, trace)| BlockTrace {
            tx_hash,
            result: tracer.trim(trace),
        })
        .collect())
}
