//! A Stylus program in a frame: what the call pays before the program starts, what it asks while it runs, and what its
//! end means to the EVM.

use super::{ArbEvm, frames::FrameError, frames::SpecialCall, program};
use crate::arbos::programs;
use alloy::primitives::{Address, B256, Bytes, Log, U256};
use revm::{
    context::{Cfg, ContextTr, CreateScheme, JournalTr},
    handler::FrameResult,
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, CreateInputs, FrameInput, Gas,
        InstructionResult, InterpreterResult, SharedMemory, interpreter_action::FrameInit,
    },
};
use stylus_vm::{
    StylusParams, cost,
    engine::{
        AccountCode, CallKind, CallReply, CallRequest, Create, CreateReply, Env, EvmApi, Flush,
        FlushStatus, FrameParams, Outcome, Priced, WriteProtection, execute,
    },
};

const COLD_ACCOUNT: u64 = 2_600;
const WARM: u64 = 100;
const COLD_SLOT: u64 = 2_100;
const CALL_VALUE: u64 = 9_000;
const CALL_STIPEND: u64 = 2_300;
const NEW_ACCOUNT: u64 = 25_000;
const CREATE: u64 = 32_000;
const CODE_READ: u64 = 700;

/// Runs a program in a frame that is already open.
pub(crate) fn run(
    evm: &mut ArbEvm,
    call: SpecialCall<'_>,
) -> Result<InterpreterResult, FrameError> {
    let SpecialCall {
        inputs,
        input,
        depth,
        memory,
    } = call;
    let gas_limit = inputs.gas_limit;
    let open = evm.ctx.chain.pages.open;
    let ended = match start(evm, inputs) {
        Err(text) => Ended::halt(InstructionResult::PrecompileError, text),
        Ok(None) => Ended::halt(InstructionResult::OutOfGas, "out of gas".into()),
        Ok(Some(started)) => {
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
    if depth == 0 && !ended.reason.is_ok() {
        evm.ctx.chain.failure = ended.text;
    }
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

/// The chain as a running program sees it.
struct Host<'a> {
    evm: &'a mut ArbEvm,
    inputs: &'a CallInputs,
    memory: SharedMemory,
    depth: usize,
    params: StylusParams,
    refund: i64,
    /// A bug met on the way; ends the transaction.
    fault: Option<FrameError>,
}

impl Host<'_> {
    fn slot(key: B256) -> U256 {
        U256::from_be_bytes(key.0)
    }

    /// Loads an account with its code: what touching it costs, and whether it is empty.
    fn touch(&mut self, address: Address) -> (u64, revm::state::AccountInfo) {
        let Ok(account) = self.evm.ctx.journal_mut().load_account_with_code(address);
        (
            if account.is_cold { COLD_ACCOUNT } else { WARM },
            account.info.clone(),
        )
    }

    /// Runs a frame one level down.
    fn nest(&mut self, frame_input: FrameInput) -> Option<FrameResult> {
        let memory = self.memory.new_child_context();
        let result = self.evm.run(FrameInit {
            depth: self.depth + 1,
            memory,
            frame_input,
        });
        self.memory.free_child_context();
        match result {
            Ok(result) => {
                if result.instruction_result().is_ok() {
                    self.refund += result.gas().refunded();
                }
                Some(result)
            }
            Err(fault) => {
                self.fault.get_or_insert(fault);
                None
            }
        }
    }

    /// The code that a call to an address runs, through a delegation of EIP-7702 if there is one.
    fn code_to_run(&mut self, info: &revm::state::AccountInfo) -> (B256, revm::bytecode::Bytecode) {
        let code = info.code.clone().unwrap_or_default();
        match code.eip7702_address() {
            Some(delegate) => {
                let (_, info) = self.touch(delegate);
                (info.code_hash, info.code.unwrap_or_default())
            }
            None => (info.code_hash, code),
        }
    }
}

/// Gas that comes back from a frame.
fn returned(result: &FrameResult) -> u64 {
    if result.instruction_result().is_ok_or_revert() {
        result.gas().remaining()
    } else {
        0
    }
}

impl EvmApi for Host<'_> {
    fn storage_read(&mut self, key: B256) -> Priced<B256> {
        let Ok(value) = self
            .evm
            .ctx
            .journal_mut()
            .sload(self.inputs.target_address, Self::slot(key));
        Priced {
            value: value.data.into(),
            gas_cost: if value.is_cold { COLD_SLOT } else { WARM },
        }
    }

    fn storage_flush(&mut self, slots: &[(B256, B256)], gas_budget: u64) -> Flush {
        if self.inputs.is_static && !slots.is_empty() {
            return Flush {
                gas_cost: 0,
                status: FlushStatus::WriteProtection,
            };
        }
        let mut spent = 0u64;
        for (key, value) in slots {
            let (slot, value) = (Self::slot(*key), U256::from_be_bytes(value.0));
            let Ok(stored) =
                self.evm
                    .ctx
                    .journal_mut()
                    .sstore(self.inputs.target_address, slot, value);
            let prices = self.evm.ctx.cfg().gas_params();
            let cost = prices.sstore_static_gas()
                + prices.sstore_dynamic_gas(true, &stored.data, stored.is_cold);
            self.refund += prices.sstore_refund(true, &stored.data);
            spent = spent.saturating_add(cost);
            if spent >= gas_budget {
                return Flush {
                    gas_cost: gas_budget,
                    status: FlushStatus::OutOfGas,
                };
            }
        }
        Flush {
            gas_cost: spent,
            status: FlushStatus::Success,
        }
    }

    fn transient_read(&mut self, key: B256) -> B256 {
        self.evm
            .ctx
            .journal_mut()
            .tload(self.inputs.target_address, Self::slot(key))
            .into()
    }

    fn transient_write(&mut self, key: B256, value: B256) -> Result<(), WriteProtection> {
        if self.inputs.is_static {
            return Err(WriteProtection);
        }
        self.evm.ctx.journal_mut().tstore(
            self.inputs.target_address,
            Self::slot(key),
            U256::from_be_bytes(value.0),
        );
        Ok(())
    }

    fn call(&mut self, request: CallRequest) -> CallReply {
        let failed = |gas_cost| CallReply {
            success: false,
            gas_cost,
            return_data: Bytes::new(),
        };
        let pays = !request.value.is_zero();
        if self.inputs.is_static && pays {
            return failed(0);
        }
        let (touch, info) = self.touch(request.to);
        let mut base = touch;
        if pays && info.is_empty() {
            base += NEW_ACCOUNT;
        }
        if pays {
            base += CALL_VALUE;
        }
        if base > request.gas_left {
            return failed(request.gas_left);
        }
        let most = u128::from(request.gas_left - base) * 63 / 64;
        let mut gas = u64::try_from(most).unwrap_or(u64::MAX).min(request.gas_req);
        if pays {
            gas = gas.saturating_add(CALL_STIPEND);
        }
        let own = self.inputs;
        let (target_address, caller, value, scheme) = match request.kind {
            CallKind::Call => (
                request.to,
                own.target_address,
                CallValue::Transfer(request.value),
                CallScheme::Call,
            ),
            CallKind::Static => (
                request.to,
                own.target_address,
                CallValue::Transfer(U256::ZERO),
                CallScheme::StaticCall,
            ),
            CallKind::Delegate => (
                own.target_address,
                own.caller,
                CallValue::Apparent(own.value.get()),
                CallScheme::DelegateCall,
            ),
        };
        let known_bytecode = self.code_to_run(&info);
        let result = self.nest(FrameInput::Call(Box::new(CallInputs {
            input: CallInput::Bytes(request.input),
            return_memory_offset: 0..0,
            gas_limit: gas,
            reservoir: 0,
            bytecode_address: request.to,
            known_bytecode,
            target_address,
            caller,
            value,
            scheme,
            is_static: own.is_static || request.kind == CallKind::Static,
            charged_new_account_state_gas: false,
        })));
        let Some(result) = result else {
            return failed(request.gas_left);
        };
        CallReply {
            success: result.instruction_result().is_ok(),
            gas_cost: base.saturating_add(gas - returned(&result).min(gas)),
            return_data: result.interpreter_result().output.clone(),
        }
    }

    fn create(&mut self, request: Create) -> CreateReply {
        let mut base = CREATE;
        if request.salt.is_some() {
            base += 6 * (request.code.len() as u64).div_ceil(32);
        }
        if self.inputs.is_static || request.gas_left < base {
            return CreateReply::Refused;
        }
        let gas = request.gas_left - base;
        let held = gas / 64;
        let child = gas - held;
        let scheme = match request.salt {
            Some(salt) => CreateScheme::Create2 {
                salt: Self::slot(salt),
            },
            None => CreateScheme::Create,
        };
        let inputs = CreateInputs::new(
            self.inputs.target_address,
            scheme,
            request.endowment,
            request.code,
            child,
            0,
        );
        let Some(result) = self.nest(FrameInput::Create(Box::new(inputs))) else {
            return CreateReply::Refused;
        };
        let reason = result.instruction_result();
        let address = match &result {
            FrameResult::Create(outcome) if reason.is_ok() => outcome.address.unwrap_or_default(),
            _ => Address::ZERO,
        };
        let return_data = if reason == InstructionResult::Revert {
            result.interpreter_result().output.clone()
        } else {
            Bytes::new()
        };
        CreateReply::Done {
            address,
            gas_cost: base + child - returned(&result).min(child),
            return_data,
        }
    }

    fn log(&mut self, topics: &[B256], data: Bytes) -> Result<(), WriteProtection> {
        if self.inputs.is_static {
            return Err(WriteProtection);
        }
        let log = Log::new_unchecked(self.inputs.target_address, topics.to_vec(), data);
        self.evm.ctx.journal_mut().log(log);
        Ok(())
    }

    fn account_balance(&mut self, address: Address) -> Priced<U256> {
        let (gas_cost, info) = self.touch(address);
        Priced {
            value: info.balance,
            gas_cost,
        }
    }

    fn account_code(&mut self, address: Address, gas_left: u64) -> AccountCode {
        let (touch, info) = self.touch(address);
        let gas_cost = touch + CODE_READ;
        let code = if gas_left < gas_cost {
            Bytes::new()
        } else {
            info.code.unwrap_or_default().original_bytes()
        };
        Priced {
            value: code,
            gas_cost,
        }
    }

    fn account_codehash(&mut self, address: Address) -> Priced<B256> {
        let (gas_cost, info) = self.touch(address);
        let hash = if info.is_empty() {
            B256::ZERO
        } else {
            info.code_hash
        };
        Priced {
            value: hash,
            gas_cost,
        }
    }

    fn add_pages(&mut self, pages: u16) -> u64 {
        self.evm.ctx.chain.pages.open(pages, &self.params)
    }

    fn console(&mut self, line: &str) {
        tracing::info!(program = %self.inputs.bytecode_address, "{line}");
    }
}
