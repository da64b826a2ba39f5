//! The frame loop. EVM frames are kept on a stack of their own; a call to a Stylus program or an ArbOS precompile ends
//! before the loop goes on, the former by running a nested loop for each of its calls.

use super::{ArbEvm, Ctx, program, stylus};
use crate::arbos;
use alloy::primitives::Bytes;
use revm::{
    context::{ContextTr, JournalTr},
    context_interface::{context::ContextError, local::OutFrame},
    handler::{EthFrame, FrameData, FrameResult, ItemOrResult},
    interpreter::{
        CallInputs, CallOutcome, CallScheme, CallValue, FrameInput, Gas, InstructionResult,
        InterpreterAction, InterpreterResult, interpreter::EthInterpreter,
        interpreter_action::FrameInit,
    },
};
use std::convert::Infallible;

/// Deepest nesting of frames.
pub(crate) const MAX_DEPTH: usize = 1024;

/// The journal or the interpreter broke a rule of their own: a bug, never the fault of a transaction.
pub(crate) type FrameError = ContextError<Infallible>;

enum Entered {
    Frame(Box<EthFrame<EthInterpreter>>),
    Result(FrameResult),
}

impl ArbEvm {
    /// Runs a frame and all that it calls to the end.
    pub(crate) fn run(&mut self, init: FrameInit) -> Result<FrameResult, FrameError> {
        let mut stack = match self.enter(init)? {
            Entered::Frame(frame) => vec![frame],
            Entered::Result(result) => return Ok(result),
        };
        loop {
            let Some(frame) = stack.last_mut() else {
                return Err(ContextError::Custom("no frame to run".into()));
            };
            let (table, gas_table) = {
                (
                    self.instructions.instruction_table(),
                    self.instructions.gas_table(),
                )
            };
            let mut action = frame.interpreter.run_plain(table, gas_table, &mut self.ctx);
            if matches!(frame.data, FrameData::Create(_)) {
                check_created_code(&mut action, self.ctx.chain.block.arbos_version);
            }
            match frame.process_next_action::<Ctx, FrameError>(&mut self.ctx, action)? {
                ItemOrResult::Item(init) => match self.enter(init)? {
                    Entered::Frame(child) => stack.push(child),
                    Entered::Result(result) => {
                        if let Some(caller) = stack.last_mut() {
                            caller.return_result::<Ctx, FrameError>(&mut self.ctx, result)?;
                        }
                    }
                },
                ItemOrResult::Result(result) => {
                    if let Some(frame) = stack.pop() {
                        self.close(&frame.input);
                        self.spare.push(frame);
                    }
                    self.ctx.chain.failure = None;
                    self.trace_exit(&result, None);
                    let Some(caller) = stack.last_mut() else {
                        return Ok(result);
                    };
                    caller.return_result::<Ctx, FrameError>(&mut self.ctx, result)?;
                }
            }
        }
    }

    /// Opens a frame, or ends it at once: empty code, precompiles, Stylus programs, too little balance or too deep.
    fn enter(&mut self, mut init: FrameInit) -> Result<Entered, FrameError> {
        self.trace_enter(&init.frame_input, init.depth);
        if let FrameInput::Call(inputs) = &mut init.frame_input {
            let special = if arbos::is_precompile(&inputs.bytecode_address, &self.ctx.chain) {
                Some(arbos::run as Special)
            } else if program::is_program(
                inputs.known_bytecode.1.original_byte_slice(),
                self.ctx.chain.block.arbos_version,
            ) {
                Some(stylus::run as Special)
            } else {
                None
            };
            if let Some(run) = special {
                let FrameInput::Call(inputs) = init.frame_input else {
                    return Err(ContextError::Custom("frame input changed".into()));
                };
                self.ctx.chain.failure = None;
                let result = self.special_call(&inputs, init.depth, init.memory, run)?;
                let text = self.ctx.chain.failure.clone();
                self.trace_exit(&result, text);
                return Ok(Entered::Result(result));
            }
        }
        let mut frame = self
            .spare
            .pop()
            .unwrap_or_else(|| Box::new(EthFrame::invalid()));
        let slot = OutFrame::new_init(&mut *frame);
        match EthFrame::init_with_context(slot, &mut self.ctx, &mut self.precompiles, init)? {
            ItemOrResult::Item(_) => {
                self.open(&frame.input);
                Ok(Entered::Frame(frame))
            }
            ItemOrResult::Result(result) => {
                self.spare.push(frame);
                self.trace_exit(&result, None);
                Ok(Entered::Result(result))
            }
        }
    }

    /// A call whose code is not the interpreter's: the same opening and closing as for an EVM frame, around `run`.
    fn special_call(
        &mut self,
        inputs: &CallInputs,
        depth: usize,
        memory: revm::interpreter::SharedMemory,
        run: Special,
    ) -> Result<FrameResult, FrameError> {
        let finish = |result: InterpreterResult| {
            let mut outcome = CallOutcome::new(result, inputs.return_memory_offset.clone());
            outcome.charged_new_account_state_gas = inputs.charged_new_account_state_gas;
            FrameResult::Call(outcome)
        };
        let early = |reason: InstructionResult| {
            finish(InterpreterResult::new(
                reason,
                Bytes::new(),
                Gas::new(inputs.gas_limit),
            ))
        };
        if depth > MAX_DEPTH {
            return Ok(early(InstructionResult::CallTooDeep));
        }
        let checkpoint = self.ctx.journal_mut().checkpoint();
        if let CallValue::Transfer(value) = inputs.value {
            let failed =
                self.ctx
                    .journal_mut()
                    .transfer_loaded(inputs.caller, inputs.target_address, value);
            if let Some(error) = failed {
                self.ctx.journal_mut().checkpoint_revert(checkpoint);
                return Ok(early(error.into()));
            }
        }
        let counted = !is_delegate(inputs.scheme);
        if counted {
            *self
                .ctx
                .chain
                .open_frames
                .entry(inputs.target_address)
                .or_default() += 1;
        }
        self.ctx.chain.callers.push(inputs.caller);
        let frame = SpecialCall {
            inputs,
            depth,
            memory,
        };
        let result = run(self, frame);
        self.ctx.chain.callers.pop();
        if counted {
            self.release(inputs.target_address);
        }
        let result = result?;
        if result.result.is_ok() {
            self.ctx.journal_mut().checkpoint_commit();
        } else {
            self.ctx.journal_mut().checkpoint_revert(checkpoint);
        }
        Ok(finish(result))
    }

    fn open(&mut self, input: &FrameInput) {
        match input {
            FrameInput::Call(inputs) => {
                self.ctx.chain.callers.push(inputs.caller);
                if !is_delegate(inputs.scheme) {
                    *self
                        .ctx
                        .chain
                        .open_frames
                        .entry(inputs.target_address)
                        .or_default() += 1;
                }
            }
            FrameInput::Create(inputs) => self.ctx.chain.callers.push(inputs.caller()),
            FrameInput::Empty => {}
        }
    }

    fn close(&mut self, input: &FrameInput) {
        self.ctx.chain.callers.pop();
        if let FrameInput::Call(inputs) = input
            && !is_delegate(inputs.scheme)
        {
            self.release(inputs.target_address);
        }
    }

    fn release(&mut self, address: alloy::primitives::Address) {
        if let Some(open) = self.ctx.chain.open_frames.get_mut(&address) {
            *open = open.saturating_sub(1);
        }
    }
}

/// A call that is not run by the interpreter.
pub(crate) struct SpecialCall<'a> {
    /// Calldata in it may lie in the caller's memory: it is copied only when paid for.
    pub inputs: &'a CallInputs,
    pub depth: usize,
    /// For the frames that this call opens in turn.
    pub memory: revm::interpreter::SharedMemory,
}

type Special = fn(&mut ArbEvm, SpecialCall<'_>) -> Result<InterpreterResult, FrameError>;

fn is_delegate(scheme: CallScheme) -> bool {
    matches!(scheme, CallScheme::DelegateCall | CallScheme::CallCode)
}

/// EIP-3541 with the Stylus exception: new code may begin with 0xEF only as a program of this ArbOS version.
fn check_created_code(action: &mut InterpreterAction, arbos_version: u64) {
    if let InterpreterAction::Return(result) = action
        && result.result.is_ok()
        && result.output.first() == Some(&0xef)
        && !program::is_deployable(&result.output, arbos_version)
    {
        result.result = InstructionResult::CreateContractStartingWithEF;
    }
}
