//! What a running program asks of the chain, and what the answers cost (EIP-2929, 2200 and 3529, and Nitro's rules for
//! calls and creations by programs).

use super::{ArbEvm, frames::FrameError, stylus::PAGE_LIMIT_SINCE};
use alloy::primitives::{Address, B256, Bytes, Log, U256};
use revm::{
    context::{Cfg, ContextTr, CreateScheme, JournalTr},
    handler::FrameResult,
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, CreateInputs, FrameInput, InstructionResult,
        SharedMemory, interpreter_action::FrameInit,
    },
};
use stylus_vm::{
    StylusParams,
    engine::{
        AccountCode, CallKind, CallReply, CallRequest, Create, CreateReply, EvmApi, Flush,
        FlushStatus, Priced, WriteProtection,
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

/// The chain as a running program sees it.
pub(super) struct Host<'a> {
    pub evm: &'a mut ArbEvm,
    pub inputs: &'a CallInputs,
    pub memory: SharedMemory,
    pub depth: usize,
    pub params: StylusParams,
    pub refund: i64,
    /// A bug met on the way; ends the transaction.
    pub fault: Option<FrameError>,
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
        let chain = &self.evm.ctx.chain;
        if chain.block.arbos_version >= PAGE_LIMIT_SINCE
            && chain.pages.open.saturating_add(pages) > self.params.page_limit
        {
            return u64::MAX;
        }
        self.evm.ctx.chain.pages.open(pages, &self.params)
    }

    fn console(&mut self, line: &str) {
        tracing::info!(program = %self.inputs.bytecode_address, "{line}");
    }
}
