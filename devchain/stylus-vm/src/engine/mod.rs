//! Execution of activated programs.
//!
//! [`Program::compile`] once per code hash, [`execute()`] once per frame. Nothing is shared between frames: every run has its own
//! memory, storage cache and counters. A host function that calls [`EvmApi::call`] may end up in another [`execute()`].
//!
//! Native stack: [`execute()`] runs on the caller's thread and moves to a fresh stack segment when less than the worst case of one
//! frame is left, so nested frames cannot overflow it. The caller needs no special thread.

mod api;

pub use api::{
    AccountCode, CallKind, CallReply, CallRequest, Create, CreateReply, EvmApi, Flush, FlushStatus,
    Priced, WriteProtection,
};

use alloy_primitives::{Address, Bytes, U256};
use thiserror::Error;

/// A compiled program: cheap to clone, safe to share between threads.
#[derive(Clone, Debug)]
pub struct Program(std::convert::Infallible);

impl Program {
    /// Compiles the output of an activation ([`Activation::instrumented`](crate::Activation::instrumented)).
    ///
    /// # Errors
    /// When the module is not the output of an activation, or the host cannot compile it.
    pub fn compile(_instrumented: &[u8]) -> Result<Self, CompileError> {
        Err(CompileError(String::new()))
    }
}

/// A module could not be compiled.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cannot compile the program: {0}")]
pub struct CompileError(String);

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
    _params: &FrameParams,
    _env: &Env,
    _calldata: &[u8],
    _evm: &mut dyn EvmApi,
    _ink: u64,
) -> Run {
    match program.0 {}
}
