//! Execution of activated programs.
//!
//! [`Program::compile`] once per code hash, [`execute()`] once per frame. Nothing is shared between frames: every run has its own
//! memory, storage cache and counters. A host function that calls [`EvmApi::call`] may end up in another [`execute()`].
//!
//! Native stack: [`execute()`] runs on the caller's thread and moves to a fresh stack segment when less than the worst case of one
//! frame is left, so nested frames cannot overflow it. The caller needs no special thread.

mod api;
mod disk;
mod frame;
mod hostio;
mod program;
mod storage;

pub use api::{
    AccountCode, CallKind, CallReply, CallRequest, Create, CreateReply, EvmApi, Flush, FlushStatus,
    Priced, WriteProtection,
};

pub use program::{CompileError, Program};

use alloy_primitives::{Address, Bytes, U256};
use frame::{EvmHandle, Frame, Handles, Stop};
use program::MAX_WASM_STACK;
use wasmtime::{AsContextMut, Instance, Store, Trap, Val};

/// Native stack that must be left for a frame to start on it: the program's and some for the host functions and the chain below.
const STACK_NEEDED: usize = MAX_WASM_STACK + (512 << 10);
/// Size of a fresh stack segment. Only what is touched takes memory.
const STACK_SEGMENT: usize = 16 << 20;

/// Rules and prices a frame runs under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameParams {
    /// The chain's ArbOS version (51 or later).
    pub arbos_version: u64,
    /// Ink per gas.
    pub ink_price: u32,
    /// Stack budget, in words; at most 22,000.
    pub max_stack_depth: u32,
}

impl FrameParams {
    /// Ink of an amount of gas (saturating).
    #[must_use]
    pub fn gas_to_ink(&self, gas: u64) -> u64 {
        gas.saturating_mul(u64::from(self.ink_price))
    }

    /// Gas of an amount of ink, rounded down.
    #[must_use]
    pub fn ink_to_gas(&self, ink: u64) -> u64 {
        ink / u64::from(self.ink_price.max(1))
    }
}

/// What a program can read about its block, transaction and frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// The chain's id.
    pub chain_id: u64,
    /// Base fee, in wei.
    pub block_basefee: U256,
    /// The block's coinbase.
    pub block_coinbase: Address,
    /// The block's gas limit (2^50 on Arbitrum).
    pub block_gas_limit: u64,
    /// The L1 block number.
    pub block_number: u64,
    /// Unix seconds.
    pub block_timestamp: u64,
    /// Address the frame's storage belongs to.
    pub contract_address: Address,
    /// The frame's caller.
    pub msg_sender: Address,
    /// Wei sent with the call.
    pub msg_value: U256,
    /// The transaction's sender.
    pub tx_origin: Address,
    /// The transaction's gas price, in wei.
    pub tx_gas_price: U256,
    /// Whether more than one non-delegate frame of this address is open.
    pub reentrant: bool,
}

/// How a frame ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Status 0: success with output.
    Success,
    /// Another status: revert with output.
    Revert,
    /// Trap or failed host function: revert without data; the gas left stays. The text is for logs.
    Failure(String),
    /// Out of gas: everything is consumed.
    OutOfInk,
    /// Call depth exceeded: everything is consumed.
    OutOfStack,
}

/// Result of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// How the frame ended.
    pub outcome: Outcome,
    /// Ink left; 0 when everything is consumed.
    pub ink_left: u64,
    /// Output of a success or revert; else empty.
    pub output: Bytes,
    /// Words left of the stack budget.
    pub stack_words_left: u32,
}

/// Runs a program's `user_entrypoint` in a frame with `ink` (see [`FrameParams::gas_to_ink`]).
///
/// Not included, and the caller's part: the call-time charge ([`crate::cost::InitGas`], [`crate::pages`]) before, the output floor
/// ([`crate::cost::output_gas`]) and closing the frame's pages after.
pub fn execute(
    program: &Program,
    params: &FrameParams,
    env: &Env,
    calldata: &[u8],
    evm: &mut dyn EvmApi,
    ink: u64,
) -> Run {
    execute_and_peek(program, params, env, calldata, evm, ink, |_| {})
}

/// As [`execute()`], and shows the program's memory as it was at the end (empty if the program could not start).
pub fn execute_and_peek(
    program: &Program,
    params: &FrameParams,
    env: &Env,
    calldata: &[u8],
    evm: &mut dyn EvmApi,
    ink: u64,
    peek: impl FnOnce(&[u8]),
) -> Run {
    stacker::maybe_grow(STACK_NEEDED, STACK_SEGMENT, || {
        #[expect(unsafe_code, reason = "the store cannot carry the lifetime")]
        // SAFETY: the handle moves into `store`, which is dropped at the end of this closure, within the borrow of `evm`.
        let handle = unsafe { EvmHandle::new(evm) };
        let frame = Frame::new(
            handle,
            *params,
            env.clone(),
            Bytes::copy_from_slice(calldata),
        );
        let mut store = Store::new(program.pre.module().engine(), frame);
        match start(program, &mut store, ink) {
            Ok((instance, handles)) => {
                let ended = enter(program, &mut store, instance);
                peek(handles.memory.data(&store));
                finish(&mut store, handles, ended)
            }
            Err(error) => {
                peek(&[]);
                Run {
                    outcome: Outcome::Failure(format!("{error:#}")),
                    ink_left: ink,
                    output: Bytes::new(),
                    stack_words_left: params.max_stack_depth,
                }
            }
        }
    })
}

/// Makes an instance and fills its counters.
fn start(
    program: &Program,
    store: &mut Store<Frame>,
    ink: u64,
) -> wasmtime::Result<(Instance, Handles)> {
    // Up to ArbOS 58 payment looks at the low 16 bits of the pages only, so it cannot be all that bounds the memory.
    store.limiter(|frame| &mut frame.limits);
    let instance = program.pre.instantiate(store.as_context_mut())?;
    let exports = &program.exports;
    let missing = || wasmtime::Error::msg("the program lacks an export");
    let mut global = |export| {
        instance
            .get_module_export(&mut *store, export)
            .and_then(wasmtime::Extern::into_global)
            .ok_or_else(missing)
    };
    let (ink_left, ink_status, stack_left) = (
        global(&exports.ink_left)?,
        global(&exports.ink_status)?,
        global(&exports.stack_left)?,
    );
    let memory = instance
        .get_module_export(&mut *store, &exports.memory)
        .and_then(wasmtime::Extern::into_memory)
        .ok_or_else(missing)?;
    let handles = Handles {
        memory,
        ink_left,
        ink_status,
        stack_left,
    };
    let words = store.data().params.max_stack_depth;
    ink_left.set(&mut *store, Val::I64(ink.cast_signed()))?;
    stack_left.set(&mut *store, Val::I32(words.cast_signed()))?;
    store.data_mut().handles = Some(handles);
    Ok((instance, handles))
}

/// Runs the entrypoint and returns its status.
fn enter(program: &Program, store: &mut Store<Frame>, instance: Instance) -> wasmtime::Result<u32> {
    let entrypoint = instance
        .get_module_export(&mut *store, &program.exports.entrypoint)
        .and_then(wasmtime::Extern::into_func)
        .ok_or_else(|| wasmtime::Error::msg("the program has no entrypoint"))?
        .typed::<u32, u32>(&*store)?;
    let len = frame::wasm_len(&store.data().calldata);
    entrypoint.call(store, len)
}

/// Reads the outcome off the counters and the way the entrypoint was left.
fn finish(store: &mut Store<Frame>, handles: Handles, ended: wasmtime::Result<u32>) -> Run {
    let ink_left = handles
        .ink_left
        .get(&mut *store)
        .i64()
        .unwrap_or(0)
        .cast_unsigned();
    let ink_status = handles.ink_status.get(&mut *store).i32().unwrap_or(0);
    let stack_words_left = handles
        .stack_left
        .get(&mut *store)
        .i32()
        .unwrap_or(0)
        .cast_unsigned();
    let by_status = |status| {
        if status == 0 {
            Outcome::Success
        } else {
            Outcome::Revert
        }
    };
    let outcome = match ended {
        Ok(status) => by_status(status),
        Err(_) if stack_words_left == 0 => Outcome::OutOfStack,
        Err(_) if ink_status != 0 => Outcome::OutOfInk,
        Err(error) => match (error.downcast_ref::<Stop>(), error.downcast_ref::<Trap>()) {
            (Some(Stop::Exit(status)), _) => by_status(*status),
            (Some(Stop::OutOfInk), _) => Outcome::OutOfInk,
            (Some(Stop::Failure(reason)), _) => Outcome::Failure(reason.clone()),
            // Cannot come first within 22,000 words; if it did, this is what it means.
            (None, Some(Trap::StackOverflow)) => Outcome::OutOfStack,
            (None, Some(trap)) => Outcome::Failure(trap.to_string()),
            (None, None) => Outcome::Failure(format!("{error:#}")),
        },
    };
    let (ink_left, output) = match outcome {
        Outcome::Success | Outcome::Revert => (
            ink_left,
            std::mem::take(&mut store.data_mut().output).into(),
        ),
        Outcome::Failure(_) => (ink_left, Bytes::new()),
        Outcome::OutOfInk | Outcome::OutOfStack => (0, Bytes::new()),
    };
    Run {
        outcome,
        ink_left,
        output,
        stack_words_left,
    }
}
