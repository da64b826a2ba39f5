//! A Stylus program in a frame: what the call pays before the program starts, and what its end means to the EVM.

use super::{ArbEvm, frames::FrameError, frames::SpecialCall, host::Host, program};
use crate::arbos::programs;
use alloy::primitives::{Bytes, U256};
use revm::interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult};
use stylus_vm::{
    StylusParams, cost,
    engine::{Env, FrameParams, Outcome, execute},
};

/// ArbOS version from which the page limit holds for calls and growth too.
pub(super) const PAGE_LIMIT_SINCE: u64 = 59;

/// Runs a program in a frame that is already open.
pub(crate) fn run(
    evm: &mut ArbEvm,
    call: SpecialCall<'_>,
) -> Result<InterpreterResult, FrameError> {
    let SpecialCall {
        inputs,
        depth,
        memory,
    } = call;
    let gas_limit = inputs.gas_limit;
    let open = evm.ctx.chain.pages.open;
    let ended = match start(evm, inputs) {
        Err(text) => Ended::halt(InstructionResult::PrecompileError, text),
        Ok(None) => Ended::halt(InstructionResult::OutOfGas, "out of gas".into()),
        Ok(Some(started)) => {
            let input = inputs.input.bytes(&evm.ctx);
            let mut host = Host {
                evm,
                inputs,
                memory,
                depth,
                params: started.params,
                refund: 0,
                fault: None,
            };
            let ended = started.run(&mut host, &input, gas_limit);
            if let Some(fault) = host.fault.take() {
                return Err(fault);
            }
            ended
        }
    };
    evm.ctx.chain.pages.open = open;
    evm.ctx.chain.failure = ended.text;
    let mut gas = Gas::new(gas_limit);
    gas.set_remaining(ended.gas_left);
    gas.set_refunded(ended.refund);
    Ok(InterpreterResult::new(ended.reason, ended.output, gas))
}

/// A frame's end in the EVM's terms.
struct Ended {
    reason: InstructionResult,
    output: Bytes,
    gas_left: u64,
    refund: i64,
    text: Option<String>,
}

impl Ended {
    fn halt(reason: InstructionResult, text: String) -> Self {
        Self {
            reason,
            output: Bytes::new(),
            gas_left: 0,
            refund: 0,
            text: Some(text),
        }
    }
}

/// A program found, compiled and paid for.
struct Started {
    compiled: std::sync::Arc<program::Compiled>,
    params: StylusParams,
    env: Env,
    gas: u64,
}

/// Everything before the program's first instruction. `None`: the call-time charge is more than the frame has.
fn start(evm: &mut ArbEvm, inputs: &CallInputs) -> Result<Option<Started>, String> {
    let params = programs::params_now(&mut evm.ctx);
    let (code_hash, code) = &inputs.known_bytecode;
    let record = programs::record(&mut evm.ctx, code_hash);
    let now = evm.ctx.chain.block.timestamp;
    record.usable(&params, now).map_err(|e| e.to_string())?;

    let chain = &mut evm.ctx.chain;
    let cached = record.cached
        || (chain.block.arbos_version >= 60 && chain.recent_programs.touch(*code_hash, &params));
    let over_limit = chain.block.arbos_version >= PAGE_LIMIT_SINCE
        && chain.pages.open.saturating_add(record.footprint) > params.page_limit;
    if over_limit {
        return Ok(None);
    }
    let page_gas = chain.pages.cost(record.footprint, &params);
    let charge = record
        .init_gas(&params)
        .charge(cached)
        .saturating_add(page_gas);
    let Some(gas) = inputs.gas_limit.checked_sub(charge) else {
        return Ok(None);
    };
    chain.pages.open(record.footprint, &params);

    let (stylus_version, debug) = (params.version, chain.block.debug);
    let code = code.original_bytes();
    let compiled = program::activated(*code_hash, stylus_version, debug, || {
        crate::arbos::wasm_of(&mut evm.ctx, &code, &params)
    })
    .map_err(|e| format!("cannot load the program: {e}"))?;

    let chain = &evm.ctx.chain;
    let reentrant = chain
        .open_frames
        .get(&inputs.target_address)
        .is_some_and(|open| *open > 1);
    let env = Env {
        chain_id: chain.block.chain_id,
        block_basefee: U256::from(chain.block.base_fee),
        block_coinbase: chain.block.coinbase,
        block_gas_limit: chain.block.gas_limit,
        block_number: chain.block.l1_number,
        block_timestamp: chain.block.timestamp,
        contract_address: inputs.target_address,
        msg_sender: inputs.caller,
        msg_value: inputs.value.get(),
        tx_origin: evm.ctx.tx.caller,
        tx_gas_price: U256::from(evm.ctx.tx.gas_price),
        reentrant,
    };
    Ok(Some(Started {
        compiled,
        params,
        env,
        gas,
    }))
}

impl Started {
    fn run(&self, host: &mut Host<'_>, input: &Bytes, gas_limit: u64) -> Ended {
        let frame = FrameParams {
            arbos_version: host.evm.ctx.chain.block.arbos_version,
            ink_price: self.params.ink_price,
            max_stack_depth: self.params.max_stack_depth,
        };
        let program = match self.compiled.program() {
            Ok(program) => program,
            Err(text) => {
                return Ended::halt(
                    InstructionResult::PrecompileError,
                    format!("cannot compile the program: {text}"),
                );
            }
        };
        let run = execute(
            program,
            &frame,
            &self.env,
            input,
            host,
            frame.gas_to_ink(self.gas),
        );
        let (reason, text) = match run.outcome {
            Outcome::Success => (InstructionResult::Return, None),
            Outcome::Revert => (InstructionResult::Revert, None),
            Outcome::Failure(text) => {
                tracing::debug!(program = %host.inputs.bytecode_address, "program failed: {text}");
                (
                    InstructionResult::Revert,
                    Some(format!("execution reverted ({text})")),
                )
            }
            Outcome::OutOfInk => {
                return Ended::halt(InstructionResult::OutOfGas, "out of gas".into());
            }
            Outcome::OutOfStack => {
                return Ended::halt(
                    InstructionResult::StackOverflow,
                    "max call depth exceeded".into(),
                );
            }
        };
        let mut gas_left = frame.ink_to_gas(run.ink_left);
        if !run.output.is_empty() {
            // Returning data costs a program at least what it costs the EVM.
            let least = cost::output_gas(run.output.len());
            let Some(most_left) = gas_limit.checked_sub(least) else {
                return Ended::halt(InstructionResult::OutOfGas, "out of gas".into());
            };
            gas_left = gas_left.min(most_left);
        }
        let refund = if reason.is_ok() { host.refund } else { 0 };
        Ended {
            reason,
            output: run.output,
            gas_left,
            refund,
            text,
        }
    }
}
