//! Records calls in the shape of geth's `callTracer`.

use super::{ArbEvm, failure};
use crate::chain::revert_reason;
use alloy::{
    primitives::{Bytes, U256},
    rpc::types::trace::geth::{CallFrame, CallLogFrame},
};
use revm::{
    context::JournalTr,
    handler::FrameResult,
    interpreter::{CallScheme, CreateScheme, FrameInput},
};

/// The calls so far: a stack of open ones, each holding those that ended in it.
#[derive(Default)]
pub(crate) struct CallTracer {
    open: Vec<CallFrame>,
    finished: Option<CallFrame>,
    with_logs: bool,
    /// Logs of the journal that belong to a frame already.
    logs_seen: usize,
    /// Bytes kept so far, see [`BUDGET`].
    kept: usize,
}

/// Most bytes that a trace holds, about. What comes later is left out, inputs and outputs first to ask: a call may pass on a
/// megabyte for a hundred gas.
const BUDGET: usize = 64 << 20;
/// What a frame without its data takes.
const FRAME: usize = 512;

impl CallTracer {
    pub(crate) fn new(with_logs: bool) -> Self {
        Self {
            with_logs,
            ..Self::default()
        }
    }

    /// Whether so many more bytes may be kept; if so they are counted.
    fn keep(&mut self, bytes: usize) -> bool {
        let fits = self.kept.saturating_add(bytes) <= BUDGET;
        if fits {
            self.kept += bytes;
        }
        fits
    }

    /// The outermost call.
    pub(crate) fn finish(self) -> Option<CallFrame> {
        self.finished
    }
}

impl ArbEvm {
    /// Gives the logs since the last change of frame to the innermost open one.
    fn trace_logs(&mut self) {
        let Some(tracer) = &mut self.tracer else {
            return;
        };
        let logs = self.ctx.journaled_state.logs();
        tracer.logs_seen = tracer.logs_seen.min(logs.len());
        if tracer.with_logs
            && let Some(frame) = tracer.open.last_mut()
        {
            for log in &logs[tracer.logs_seen..] {
                frame.logs.push(CallLogFrame {
                    address: Some(log.address),
                    topics: Some(log.data.topics().to_vec()),
                    data: Some(log.data.data.clone()),
                    position: Some(frame.calls.len() as u64),
                    index: None,
                });
            }
        }
        tracer.logs_seen = logs.len();
    }

    pub(super) fn trace_enter(&mut self, input: &FrameInput, _depth: usize) {
        self.trace_logs();
        let Some(tracer) = &mut self.tracer else {
            return;
        };
        let frame = match input {
            FrameInput::Call(inputs) => CallFrame {
                from: inputs.caller,
                to: Some(inputs.bytecode_address),
                gas: U256::from(inputs.gas_limit),
                input: if tracer.keep(inputs.input.len()) {
                    inputs.input.bytes(&self.ctx)
                } else {
                    Bytes::new()
                },
                value: match inputs.scheme {
                    CallScheme::StaticCall => None,
                    _ => Some(inputs.value.get()),
                },
                typ: match inputs.scheme {
                    CallScheme::Call => "CALL",
                    CallScheme::CallCode => "CALLCODE",
                    CallScheme::DelegateCall => "DELEGATECALL",
                    CallScheme::StaticCall => "STATICCALL",
                }
                .into(),
                ..CallFrame::default()
            },
            FrameInput::Create(inputs) => CallFrame {
                from: inputs.caller(),
                gas: U256::from(inputs.gas_limit()),
                input: if tracer.keep(inputs.init_code().len()) {
                    inputs.init_code().clone()
                } else {
                    Bytes::new()
                },
                value: Some(inputs.value()),
                typ: match inputs.scheme() {
                    CreateScheme::Create2 { .. } => "CREATE2",
                    _ => "CREATE",
                }
                .into(),
                ..CallFrame::default()
            },
            FrameInput::Empty => CallFrame::default(),
        };
        tracer.open.push(frame);
    }

    /// `text` says why the frame failed where the EVM's own words say less.
    pub(super) fn trace_exit(&mut self, result: &FrameResult, text: Option<String>) {
        if self.tracer.is_none() {
            return;
        }
        self.trace_logs();
        let Some(tracer) = &mut self.tracer else {
            return;
        };
        let Some(mut frame) = tracer.open.pop() else {
            return;
        };
        let reason = result.instruction_result();
        let gas_left = if reason.is_ok_or_revert() {
            result.gas().remaining()
        } else {
            0
        };
        frame.gas_used = frame.gas.saturating_sub(U256::from(gas_left));
        let output = result.interpreter_result().output.clone();
        if reason.is_ok() {
            if let FrameResult::Create(outcome) = result {
                frame.to = outcome.address;
            }
        } else {
            frame.logs.clear();
            clear_logs(&mut frame.calls);
            frame.error = Some(text.unwrap_or_else(|| failure::message(reason).into()));
            frame.revert_reason = revert_reason(&output);
        }
        if reason.is_ok_or_revert() && !output.is_empty() && tracer.keep(output.len()) {
            frame.output = Some(output);
        }
        if tracer.open.is_empty() {
            tracer.finished = Some(frame);
        } else if tracer.keep(FRAME)
            && let Some(parent) = tracer.open.last_mut()
        {
            parent.calls.push(frame);
        }
    }
}

/// A failed call takes the logs of all calls in it along.
fn clear_logs(frames: &mut [CallFrame]) {
    for frame in frames {
        frame.logs.clear();
        clear_logs(&mut frame.calls);
    }
}
