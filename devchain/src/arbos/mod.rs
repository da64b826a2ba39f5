//! ArbOS: the precompiles and the state behind them.
//!
//! The state is kept in the storage of [`STATE_ADDRESS`], as in Nitro, but in slots of this chain's own choosing; being
//! ordinary storage it is journaled, rolled back, dumped and kept for every past block like any other.
//! What precompiles charge follows Nitro's rules: opening the state 800 gas (except for pure functions), 3 gas for
//! each word of arguments and of results, and for the state 800 gas a read, 20,000 a write, 5,000 a write of zero.

pub(crate) mod context;
mod debug;
mod gas_info;
pub mod genesis;
mod info;
mod node_interface;
mod owner;
mod owner_public;
pub mod pricing;
pub mod programs;
mod sets;
pub mod store;
mod sys;
mod test;
mod wasm;
mod wasm_cache;

pub use context::log_of;
pub use debug::ArbDebug;
pub use node_interface::NodeInterface;
pub use owner::ArbOwner;
pub use store::STATE_ADDRESS;
pub use sys::ArbSys;
pub use wasm::ArbWasm;
pub(crate) use wasm::wasm_of;
pub use wasm_cache::ArbWasmCache;

use crate::evm::{ArbEvm, Extras};
use alloy::primitives::{Address, Bytes, address};
use context::{Cx, Fail};
use revm::interpreter::{CallScheme, Gas, InstructionResult, InterpreterResult};

pub const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
pub const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
/// Burns gas; for tests of what calls cost.
pub const ARBOS_TEST: Address = address!("0000000000000000000000000000000000000069");
pub const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
pub const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
pub const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
pub const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");
/// Answers calls by RPC only; has no code.
pub const NODE_INTERFACE: Address = address!("00000000000000000000000000000000000000c8");

/// Every ArbOS precompile: each has code 0xfe and is warm. Those without an implementation here (AddressTable, BLS,
/// FunctionTable, Aggregator, RetryableTx, Statistics, NativeToken, FilteredTx) fail as on a node that is asked
/// for a method it does not have.
pub const PRECOMPILES: [Address; 17] = [
    ARB_SYS,
    ARB_INFO,
    address!("0000000000000000000000000000000000000066"),
    address!("0000000000000000000000000000000000000067"),
    address!("0000000000000000000000000000000000000068"),
    ARBOS_TEST,
    ARB_OWNER_PUBLIC,
    ARB_GAS_INFO,
    address!("000000000000000000000000000000000000006d"),
    address!("000000000000000000000000000000000000006e"),
    address!("000000000000000000000000000000000000006f"),
    ARB_OWNER,
    ARB_WASM,
    ARB_WASM_CACHE,
    address!("0000000000000000000000000000000000000073"),
    address!("0000000000000000000000000000000000000074"),
    ARB_DEBUG,
];

/// Whether a call to this address is answered here.
pub(crate) fn is_precompile(address: &Address, extras: &Extras) -> bool {
    // Addresses of precompiles end in one byte; anything else is ruled out at once.
    address[..19] == [0; 19]
        && (PRECOMPILES.contains(address) || (extras.node_interface && *address == NODE_INTERFACE))
}

/// Runs a precompile in a frame that is already open.
pub(crate) fn run(
    evm: &mut ArbEvm,
    call: crate::evm::SpecialCall<'_>,
) -> Result<InterpreterResult, crate::evm::FrameError> {
    let inputs = call.inputs;
    let acts_elsewhere = matches!(
        inputs.scheme,
        CallScheme::DelegateCall | CallScheme::CallCode
    );
    // Arguments are not even copied by who cannot pay for them.
    let cannot_afford = context::copy_gas(inputs.input.len().saturating_sub(4)) > inputs.gas_limit;
    let input = if cannot_afford {
        Bytes::new()
    } else {
        inputs.input.bytes(&evm.ctx)
    };
    let input = &input;
    let mut cx = Cx {
        gas: inputs.gas_limit,
        address: inputs.bytecode_address,
        caller: inputs.caller,
        value: inputs.value.get(),
        is_static: inputs.is_static,
        acts_elsewhere,
        free: false,
        depth: call.depth,
        evm,
    };
    let answer = match inputs.bytecode_address {
        _ if cannot_afford => Err(Fail::BurnAll("out of gas".into())),
        ARB_SYS => sys::call(&mut cx, input),
        ARB_INFO => info::call(&mut cx, input),
        ARBOS_TEST => test::call(&mut cx, input),
        ARB_OWNER_PUBLIC => owner_public::call(&mut cx, input),
        ARB_GAS_INFO => gas_info::call(&mut cx, input),
        ARB_OWNER => owner::call(&mut cx, input),
        ARB_WASM => wasm::call(&mut cx, input),
        ARB_WASM_CACHE => wasm_cache::call(&mut cx, input),
        ARB_DEBUG => debug::call(&mut cx, input),
        NODE_INTERFACE => node_interface::call(&mut cx, input),
        _ => Err(Fail::BurnAll("the precompile has no such method".into())),
    };
    let gas_limit = inputs.gas_limit;
    let gas_left = cx.gas;
    let (reason, output, left) = match answer {
        Ok(output) => (InstructionResult::Return, output, gas_left),
        Err(Fail::Error(data)) => (InstructionResult::Revert, data.into(), gas_left),
        Err(Fail::Revert(text)) => {
            tracing::debug!(precompile = %inputs.bytecode_address, "{text}");
            (InstructionResult::Revert, Bytes::new(), gas_left)
        }
        Err(Fail::BurnAll(text)) => {
            tracing::debug!(precompile = %inputs.bytecode_address, "{text}");
            evm.ctx.chain.failure = Some(format!("execution reverted ({text})"));
            (InstructionResult::Revert, Bytes::new(), 0)
        }
    };
    let mut gas = Gas::new(gas_limit);
    gas.set_remaining(left);
    Ok(InterpreterResult::new(reason, output, gas))
}
