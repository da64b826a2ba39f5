//! A transaction from its checks to its fees, by geth's state transition with Nitro's differences: tips are dropped, L1
//! data is paid in gas, compute is capped and the rest given back, EIP-7623's floor is off.

use super::{
    ArbEvm, BlockContext, TX_COMPUTE_LIMIT, failure, program::RecentPrograms, tracer::CallTracer,
};
use crate::{arbos, chain::TxError, state::State, state::StateView};
use alloy::{
    eips::{eip2930::AccessList, eip7702::SignedAuthorization},
    primitives::{Address, Bytes, Log, TxKind, U256},
    rpc::types::trace::geth::CallFrame,
};
use revm::{
    context::{Cfg, ContextTr, JournalTr, LocalContextTr, TxEnv, either::Either},
    handler::{FrameResult, execution::create_init_frame, pre_execution},
    interpreter::{GasTracker, SharedMemory, interpreter_action::FrameInit},
    state::EvmState,
};

/// EIP-3860's limit of init code, twice the code size limit.
const MAX_INIT_CODE: usize = 49_152;
/// Largest part of the gas used that refunds may give back (EIP-3529).
const REFUND_QUOTIENT: u64 = 5;

/// What is asked to be executed.
#[derive(Clone, Debug, Default)]
pub struct Tx {
    pub from: Address,
    pub kind: TxKind,
    pub value: U256,
    pub input: Bytes,
    pub gas_limit: u64,
    /// Most wei per gas the sender pays; 0 in a call means that gas is free.
    pub fee_cap: u128,
    pub tip_cap: u128,
    /// Checked against the account's, if given.
    pub nonce: Option<u64>,
    pub access_list: AccessList,
    pub authorizations: Option<Vec<SignedAuthorization>>,
    /// L1 calldata units of the encoded transaction.
    pub l1_units: u64,
}

/// Under which circumstances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A transaction of a block. `impersonated` senders may be contracts.
    Block { impersonated: bool },
    /// `eth_call`: nonce, sender's code and compute cap do not matter.
    Call,
    /// One try of an estimate: as a call, under the compute cap and with a margin for L1 gas.
    Estimate,
}

impl Mode {
    pub(crate) fn is_call(self) -> bool {
        !matches!(self, Mode::Block { .. })
    }
}

/// How execution ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExecutionStatus {
    Success,
    /// With revert data.
    Revert,
    /// Out of gas, an invalid opcode, ...: all gas of the outermost frame is gone.
    Halt,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub status: ExecutionStatus,
    pub output: Bytes,
    /// Why it failed, in geth's words.
    pub failure: Option<String>,
    /// Gas used after refunds, L1 gas included.
    pub gas_used: u64,
    pub gas_used_for_l1: u64,
    /// Gas used before refunds: no smaller limit would have done.
    pub gas_peak: u64,
    pub logs: Vec<Log>,
    /// Address of the contract, if one was to be created.
    pub created: Option<Address>,
    /// What the state becomes; for [`State::commit`].
    pub changes: EvmState,
    pub trace: Option<CallFrame>,
    /// Programs that the block called so far, this transaction's included.
    pub recent_programs: RecentPrograms,
}

/// Executes a transaction on a state without changing it. `trace` asks for a call trace, with logs or without;
/// `recent` are the programs that the block called so far.
pub fn transact(
    state: &State,
    block: &BlockContext,
    tx: &Tx,
    mode: Mode,
    trace: Option<bool>,
    recent: &RecentPrograms,
) -> Result<Outcome, TxError> {
    check(state, block, tx, mode)?;
    let mut evm = ArbEvm::new(
        StateView(state.clone()),
        block.clone(),
        tx_env(state, block, tx),
        &mode,
        recent.clone(),
    );
    evm.tracer = trace.map(CallTracer::new);
    let intrinsic = evm
        .ctx
        .cfg()
        .gas_params()
        .initial_tx_gas_for_tx(&evm.ctx.tx, None)
        .initial_total_gas();
    let poster_gas = arbos::pricing::poster_gas(state, block, tx.l1_units, mode == Mode::Estimate);
    let needed = intrinsic.saturating_add(poster_gas);
    if needed > tx.gas_limit {
        return Err(TxError::IntrinsicGas {
            have: tx.gas_limit,
            want: needed,
        });
    }
    evm.ctx.chain.poster_gas = poster_gas;
    let available = tx.gas_limit - needed;
    let limit = match mode {
        Mode::Call => u64::MAX,
        Mode::Block { .. } | Mode::Estimate => TX_COMPUTE_LIMIT.saturating_sub(intrinsic),
    };
    let held = available.saturating_sub(limit);
    let price = if tx.fee_cap == 0 {
        0
    } else {
        u128::from(block.base_fee)
    };
    let internal = |what: String| TxError::Internal(what);

    evm.buy_gas(tx, price, mode);
    evm.warm(tx);
    let mut gas = GasTracker::new(tx.gas_limit, available - held, 0);
    let delegation_refund = if tx.authorizations.is_some() {
        pre_execution::apply_eip7702_auth_list::<_, TxFault>(&mut evm.ctx, &mut gas)
            .map_err(|e| internal(e.0))?
            .unwrap_or_default()
    } else {
        0
    };
    let memory = SharedMemory::new_with_buffer(evm.ctx.local().shared_memory_buffer().clone());
    let frame_input = create_init_frame(&mut evm.ctx, &mut gas)
        .map_err(|e| internal(e.to_string()))?
        .ok_or_else(|| internal("the first frame has no gas".into()))?;
    let result = evm
        .run(FrameInit {
            depth: 0,
            memory,
            frame_input,
        })
        .map_err(|e| internal(format!("{e:?}")))?;

    Ok(evm.settle(
        tx,
        result,
        Bill {
            price,
            held,
            poster_gas,
            delegation_refund,
        },
    ))
}

/// What is left to reckon when the frames have ended.
struct Bill {
    price: u128,
    held: u64,
    poster_gas: u64,
    delegation_refund: u64,
}

impl ArbEvm {
    /// Takes the price of the whole gas limit and counts the nonce up.
    fn buy_gas(&mut self, tx: &Tx, price: u128, mode: Mode) {
        use revm::context_interface::journaled_state::account::JournaledAccountTr;
        let Ok(mut account) = self.ctx.journal_mut().load_account_with_code_mut(tx.from);
        let cost = U256::from(price) * U256::from(tx.gas_limit);
        let mut balance = account.balance().saturating_sub(cost);
        if mode.is_call() {
            // Checked already; what a call does not pay for it need not have.
            balance = balance.max(tx.value);
        }
        account.set_balance(balance);
        if tx.kind.is_call() {
            account.bump_nonce();
        }
    }

    /// Warms what EIP-2929, 2930 and 3651 say.
    fn warm(&mut self, tx: &Tx) {
        self.warm_precompiles();
        let coinbase = self.ctx.chain.block.coinbase;
        let journal = self.ctx.journal_mut();
        journal.warm_coinbase_account(coinbase);
        let mut listed =
            alloy::primitives::map::AddressMap::<revm::primitives::HashSet<U256>>::default();
        for item in tx.access_list.iter() {
            let slots = item
                .storage_keys
                .iter()
                .map(|key| U256::from_be_bytes(key.0));
            listed.entry(item.address).or_default().extend(slots);
        }
        journal.warm_access_list(listed);
    }

    /// Refunds, fees, logs and the journal's harvest.
    fn settle(mut self, tx: &Tx, result: FrameResult, bill: Bill) -> Outcome {
        let reason = result.instruction_result();
        let mut gas_left = bill.held;
        if reason.is_ok_or_revert() {
            gas_left += result.gas().remaining();
        }
        let spent = tx.gas_limit - gas_left.min(tx.gas_limit);
        let counted = if reason.is_ok() {
            result.gas().refunded().max(0) as u64
        } else {
            0
        };
        let refundable = spent.saturating_sub(bill.poster_gas) / REFUND_QUOTIENT;
        let refund = (counted + bill.delegation_refund).min(refundable);
        let gas_used = spent - refund;

        self.pay(tx, &bill, gas_used);
        let output = match &result {
            FrameResult::Create(_) if reason.is_ok() => Bytes::new(),
            _ => result.interpreter_result().output.clone(),
        };
        let created = match (&result, tx.kind) {
            (FrameResult::Create(outcome), _) if outcome.address.is_some() => outcome.address,
            (_, TxKind::Create) => Some(tx.from.create(self.ctx.tx.nonce)),
            _ => None,
        };
        let status = if reason.is_ok() {
            ExecutionStatus::Success
        } else if reason.is_revert() {
            ExecutionStatus::Revert
        } else {
            ExecutionStatus::Halt
        };
        let failure = (status != ExecutionStatus::Success).then(|| {
            self.ctx
                .chain
                .failure
                .take()
                .unwrap_or_else(|| failure::message(reason).to_string())
        });
        let trace = self
            .tracer
            .take()
            .and_then(CallTracer::finish)
            .map(|mut frame| {
                frame.gas = U256::from(tx.gas_limit);
                frame.gas_used = U256::from(gas_used);
                frame
            });
        let journal = self.ctx.journal_mut();
        let logs = journal.take_logs();
        journal.commit_tx();
        let changes = journal.finalize();
        let recent_programs = std::mem::take(&mut self.ctx.chain.recent_programs);
        Outcome {
            recent_programs,
            status,
            output,
            failure,
            gas_used,
            gas_used_for_l1: bill.poster_gas,
            gas_peak: spent,
            logs,
            created,
            changes,
            trace,
        }
    }

    /// Gives back the price of unused gas and hands out what was paid.
    fn pay(&mut self, tx: &Tx, bill: &Bill, gas_used: u64) {
        if bill.price == 0 {
            return;
        }
        let wei = |gas: u64| U256::from(bill.price) * U256::from(gas);
        let poster = bill.poster_gas.min(gas_used);
        let network = arbos::pricing::network_fee_account(&self.ctx.journaled_state.database.0);
        let mut shares = vec![
            (tx.from, wei(tx.gas_limit - gas_used)),
            (network, wei(gas_used - poster)),
        ];
        if poster > 0 {
            shares.push((arbos::pricing::L1_PRICER_FUNDS, wei(poster)));
        }
        for (account, share) in shares {
            let Ok(()) = self.ctx.journal_mut().balance_incr(account, share);
        }
    }
}

/// Everything a node checks before execution.
fn check(state: &State, block: &BlockContext, tx: &Tx, mode: Mode) -> Result<(), TxError> {
    let address = tx.from;
    if let (Mode::Block { .. }, Some(nonce)) = (mode, tx.nonce) {
        let account = state.nonce(&address);
        if nonce < account {
            return Err(TxError::NonceTooLow {
                address,
                tx: nonce,
                state: account,
            });
        }
        if nonce > account {
            return Err(TxError::NonceTooHigh {
                address,
                tx: nonce,
                state: account,
            });
        }
        if nonce == u64::MAX {
            return Err(TxError::NonceMax(address));
        }
    }
    if mode
        == (Mode::Block {
            impersonated: false,
        })
    {
        let code = state.code(&address);
        if !code.is_empty() && !code.starts_with(&[0xef, 0x01, 0x00]) {
            return Err(TxError::SenderNotEoa(address));
        }
    }
    if !mode.is_call() || tx.fee_cap > 0 {
        if tx.tip_cap > tx.fee_cap {
            return Err(TxError::TipAboveFeeCap {
                address,
                tip: tx.tip_cap,
                max_fee: tx.fee_cap,
            });
        }
        if tx.fee_cap < u128::from(block.base_fee) {
            return Err(TxError::FeeCapTooLow {
                address,
                max_fee: tx.fee_cap,
                base_fee: block.base_fee.into(),
            });
        }
    }
    if let Some(list) = &tx.authorizations {
        if tx.kind.is_create() {
            return Err(TxError::SetCodeCreate(address));
        }
        if list.is_empty() {
            return Err(TxError::EmptyAuthorizationList(address));
        }
    }
    if tx.gas_limit > block.gas_limit {
        return Err(TxError::GasLimit);
    }
    let want = U256::from(tx.fee_cap)
        .checked_mul(U256::from(tx.gas_limit))
        .and_then(|fee| fee.checked_add(tx.value))
        .unwrap_or(U256::MAX);
    let have = state.balance(&address);
    if have < want {
        return Err(TxError::InsufficientFunds {
            address,
            have,
            want,
        });
    }
    if tx.kind.is_create() && tx.input.len() > MAX_INIT_CODE {
        return Err(TxError::InitCodeSize {
            size: tx.input.len(),
            limit: MAX_INIT_CODE,
        });
    }
    Ok(())
}

fn tx_env(state: &State, block: &BlockContext, tx: &Tx) -> TxEnv {
    let mut env = TxEnv {
        // Whatever the type, the price is the base fee: that of a dynamic fee transaction without tip.
        tx_type: 2,
        caller: tx.from,
        gas_limit: tx.gas_limit,
        gas_price: if tx.fee_cap == 0 {
            0
        } else {
            u128::from(block.base_fee)
        },
        kind: tx.kind,
        value: tx.value,
        data: tx.input.clone(),
        nonce: tx.nonce.unwrap_or_else(|| state.nonce(&tx.from)),
        chain_id: Some(block.chain_id),
        access_list: tx.access_list.clone(),
        gas_priority_fee: Some(0),
        ..TxEnv::default()
    };
    if let Some(list) = &tx.authorizations {
        env.tx_type = 4;
        env.authorization_list = list.iter().cloned().map(Either::Left).collect();
    }
    env
}

/// What applying authorizations could fail with, were the state not in memory.
struct TxFault(String);

impl From<revm::context_interface::result::InvalidTransaction> for TxFault {
    fn from(e: revm::context_interface::result::InvalidTransaction) -> Self {
        Self(e.to_string())
    }
}

impl From<std::convert::Infallible> for TxFault {
    fn from(e: std::convert::Infallible) -> Self {
        match e {}
    }
}
