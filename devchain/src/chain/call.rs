//! Execution without effect: calls, estimates, access lists, traces.
//!
//! A call at `pending` runs on the head's state with the number and the timestamp that the next block would have; at any
//! other block with that block's own, as geth does.

use super::{
    Chain,
    error::{CallError, ChainError, TxError},
    types::{CallOutput, Overrides},
};
use crate::{
    arbos::{NODE_INTERFACE, NodeInterface, pricing},
    evm::{BlockContext, ExecutionStatus, Mode, Outcome, RecentPrograms, Tx, transact},
    state::State,
};
use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{Address, B256, Bytes, TxKind, U256, map::AddressSet},
    rpc::types::{AccessList, AccessListItem, TransactionRequest, state::AccountOverride},
    sol_types::SolCall,
};

/// Most gas that a call may use (Nitro's default RPC gas cap).
pub const RPC_GAS_CAP: u64 = 50_000_000;
const TX_GAS: u64 = 21_000;
/// How close an estimate comes, in 1/1000 of the result.
const ESTIMATE_TOLERANCE: u64 = 15;

/// A state and a block to execute in.
pub(super) struct Scene {
    pub(super) state: State,
    block: BlockContext,
}

impl Chain {
    pub(super) fn scene(&self, at: BlockId, overrides: &Overrides) -> Result<Scene, ChainError> {
        let data = self.inner.data.read();
        let config = &self.inner.config;
        let height = data.at(at)?;
        let state = height.state.clone();
        let block = if at == BlockId::Number(BlockNumberOrTag::Pending) {
            data.next_context(config, data.clock.peek(height.block.header.timestamp))
        } else {
            data.context_of(config, &height.block)
        };
        drop(data);
        let mut scene = Scene { state, block };
        scene.apply(overrides);
        Ok(scene)
    }

    pub(super) fn run_call(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<CallOutput, CallError> {
        let scene = self.scene(at, overrides)?;
        if request.to == Some(TxKind::Call(NODE_INTERFACE))
            && let Some(output) = self.node_interface(&scene, request)?
        {
            return Ok(CallOutput {
                output,
                gas_used: TX_GAS,
                logs: Vec::new(),
            });
        }
        let tx = scene.tx(request, request.gas.unwrap_or(RPC_GAS_CAP).min(RPC_GAS_CAP));
        let outcome = scene.run(&tx, Mode::Call, None)?;
        succeeded(outcome)
    }

    pub(super) fn run_estimate(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<u64, CallError> {
        self.scene(at, overrides)?.estimate(request)
    }

    pub(super) fn run_access_list(
        &self,
        request: &TransactionRequest,
        at: BlockId,
    ) -> Result<(AccessList, u64, Option<String>), CallError> {
        let scene = self.scene(at, &Overrides::default())?;
        let mut tx = scene.tx(request, request.gas.unwrap_or(RPC_GAS_CAP).min(RPC_GAS_CAP));
        let mut implied: AddressSet = crate::arbos::PRECOMPILES.into_iter().collect();
        implied.insert(tx.from);
        implied.insert(scene.block.coinbase);
        implied.insert(crate::arbos::STATE_ADDRESS);
        // Two rounds are enough unless the code looks at its own gas.
        for _ in 0..4 {
            let outcome = scene.run(&tx, Mode::Call, None)?;
            let list = touched(&outcome, &tx, &implied);
            if list == tx.access_list {
                return Ok((list, outcome.gas_used, outcome.failure));
            }
            tx.access_list = list;
        }
        let outcome = scene.run(&tx, Mode::Call, None)?;
        Ok((tx.access_list, outcome.gas_used, outcome.failure))
    }

    /// The methods of NodeInterface that run an estimate; `None` for the others.
    fn node_interface(
        &self,
        scene: &Scene,
        request: &TransactionRequest,
    ) -> Result<Option<Bytes>, CallError> {
        use NodeInterface as N;
        let input = request.input.input().cloned().unwrap_or_default();
        let inner = |to: Address, create: bool, data: Bytes| TransactionRequest {
            to: Some(if create {
                TxKind::Create
            } else {
                TxKind::Call(to)
            }),
            input: data.into(),
            ..request.clone()
        };
        let malformed = |_| CallError::revert(Bytes::new());
        let base_fee = U256::from(scene.block.base_fee);
        let l1_base_fee = pricing::l1_price(&scene.state);
        match input.first_chunk::<4>() {
            Some(&N::gasEstimateComponentsCall::SELECTOR) => {
                let call = N::gasEstimateComponentsCall::abi_decode(&input).map_err(malformed)?;
                let request = inner(call.to, call.contractCreation, call.data);
                let total = scene.estimate(&request)?;
                let answer = N::gasEstimateComponentsReturn {
                    gasEstimate: total,
                    gasEstimateForL1: scene.l1_gas(&request),
                    baseFee: base_fee,
                    l1BaseFeeEstimate: l1_base_fee,
                };
                Ok(Some(
                    N::gasEstimateComponentsCall::abi_encode_returns(&answer).into(),
                ))
            }
            Some(&N::gasEstimateL1ComponentCall::SELECTOR) => {
                let call = N::gasEstimateL1ComponentCall::abi_decode(&input).map_err(malformed)?;
                let request = inner(call.to, call.contractCreation, call.data);
                let answer = N::gasEstimateL1ComponentReturn {
                    gasEstimateForL1: scene.l1_gas(&request),
                    baseFee: base_fee,
                    l1BaseFeeEstimate: l1_base_fee,
                };
                Ok(Some(
                    N::gasEstimateL1ComponentCall::abi_encode_returns(&answer).into(),
                ))
            }
            _ => Ok(None),
        }
    }
}

impl Scene {
    pub(super) fn run(&self, tx: &Tx, mode: Mode, trace: Option<bool>) -> Result<Outcome, TxError> {
        transact(
            &self.state,
            &self.block,
            tx,
            mode,
            trace,
            &RecentPrograms::default(),
        )
    }

    pub(super) fn tx(&self, request: &TransactionRequest, gas_limit: u64) -> Tx {
        let from = request.from.unwrap_or_default();
        let input = request.input.input().cloned().unwrap_or_default();
        let kind = request.to.unwrap_or(TxKind::Create);
        let l1_units = if pricing::l1_price(&self.state).is_zero() {
            0
        } else {
            pricing::l1_units(&stand_in(request))
        };
        Tx {
            from,
            kind,
            value: request.value.unwrap_or_default(),
            input,
            gas_limit,
            fee_cap: request
                .max_fee_per_gas
                .or(request.gas_price)
                .unwrap_or_default(),
            tip_cap: request.max_priority_fee_per_gas.unwrap_or_default(),
            nonce: None,
            access_list: request.access_list.clone().unwrap_or_default(),
            authorizations: request.authorization_list.clone(),
            l1_units,
        }
    }

    fn l1_gas(&self, request: &TransactionRequest) -> u64 {
        let tx = self.tx(request, RPC_GAS_CAP);
        pricing::poster_gas(&self.state, &self.block, tx.l1_units, true)
    }

    /// The least sufficient gas limit, by geth's search.
    fn estimate(&self, request: &TransactionRequest) -> Result<u64, CallError> {
        let mut most = request
            .gas
            .filter(|gas| *gas >= TX_GAS)
            .unwrap_or(RPC_GAS_CAP)
            .min(RPC_GAS_CAP);
        let mut tx = self.tx(request, most);
        if tx.fee_cap > 0 {
            let address = tx.from;
            let have = self.state.balance(&address);
            let Some(left) = have.checked_sub(tx.value) else {
                return Err(TxError::InsufficientFunds {
                    address,
                    have,
                    want: tx.value,
                }
                .into());
            };
            let affordable: u64 = (left / U256::from(tx.fee_cap)).saturating_to();
            most = most.min(affordable);
            tx.gas_limit = most;
        }
        let (tx_kind, plain) = (tx.kind, tx.input.is_empty());
        let mut attempt = |gas_limit: u64| {
            tx.gas_limit = gas_limit;
            match self.run(&tx, Mode::Estimate, None) {
                Err(TxError::IntrinsicGas { .. }) => Ok(None),
                other => other.map(Some),
            }
        };
        // A plain transfer costs what every transaction costs.
        if let TxKind::Call(to) = tx_kind
            && plain
            && most >= TX_GAS
            && self.state.code(&to).is_empty()
            && matches!(attempt(TX_GAS), Ok(Some(outcome)) if outcome.status == ExecutionStatus::Success)
        {
            return Ok(TX_GAS);
        }
        let Some(first) = attempt(most)? else {
            return Err(CallError::GasRequired(most));
        };
        match first.status {
            ExecutionStatus::Success => {}
            ExecutionStatus::Halt if first.failure.as_deref() == Some("out of gas") => {
                return Err(CallError::GasRequired(most));
            }
            _ => return Err(failed(first)),
        }
        let mut enough = most;
        let mut too_little = first.gas_used.saturating_sub(1);
        // What it used before refunds, and what a call's 64th and stipend hold back.
        let hopeful = (first.gas_peak + 2_300).saturating_mul(64) / 63;
        if hopeful < enough {
            match attempt(hopeful)? {
                Some(outcome) if outcome.status == ExecutionStatus::Success => enough = hopeful,
                _ => too_little = hopeful,
            }
        }
        while too_little + 1 < enough {
            if (enough - too_little).saturating_mul(1000)
                < enough.saturating_mul(ESTIMATE_TOLERANCE)
            {
                break;
            }
            // Most estimates are near the low end.
            let middle =
                ((enough - too_little) / 2 + too_little).min(too_little.saturating_mul(2).max(1));
            match attempt(middle)? {
                Some(outcome) if outcome.status == ExecutionStatus::Success => enough = middle,
                _ => too_little = middle,
            }
        }
        Ok(enough)
    }

    fn apply(&mut self, overrides: &Overrides) {
        if let Some(accounts) = &overrides.state {
            for (address, account) in accounts {
                self.override_account(*address, account);
            }
        }
        let Some(fields) = &overrides.block else {
            return;
        };
        if let Some(number) = fields.number {
            self.block.number = number.saturating_to();
            self.block.l1_number = self.block.number;
        }
        if let Some(time) = fields.time {
            self.block.timestamp = time;
        }
        if let Some(gas_limit) = fields.gas_limit {
            self.block.gas_limit = gas_limit;
        }
        if let Some(coinbase) = fields.coinbase {
            self.block.coinbase = coinbase;
        }
        if let Some(random) = fields.random {
            self.block.prevrandao = random;
        }
        if let Some(base_fee) = fields.base_fee {
            self.block.base_fee = base_fee.saturating_to();
        }
    }

    fn override_account(&mut self, address: Address, account: &AccountOverride) {
        let state = &mut self.state;
        if let Some(nonce) = account.nonce {
            state.set_nonce(address, nonce);
        }
        if let Some(balance) = account.balance {
            state.set_balance(address, balance);
        }
        if let Some(code) = &account.code {
            state.set_code(address, code.clone());
        }
        if let Some(slots) = &account.state {
            state.clear_storage(address);
            for (slot, value) in slots {
                state.set_storage(
                    address,
                    U256::from_be_bytes(slot.0),
                    U256::from_be_bytes(value.0),
                );
            }
        }
        for (slot, value) in account.state_diff.iter().flatten() {
            state.set_storage(
                address,
                U256::from_be_bytes(slot.0),
                U256::from_be_bytes(value.0),
            );
        }
    }
}

/// The outcome of a call as an answer.
fn succeeded(outcome: Outcome) -> Result<CallOutput, CallError> {
    match outcome.status {
        ExecutionStatus::Success => Ok(CallOutput {
            output: outcome.output,
            gas_used: outcome.gas_used,
            logs: outcome.logs,
        }),
        _ => Err(failed(outcome)),
    }
}

fn failed(outcome: Outcome) -> CallError {
    let text = outcome.failure.unwrap_or_else(|| "execution failed".into());
    match outcome.status {
        ExecutionStatus::Revert if outcome.output.is_empty() => CallError::Revert {
            message: text,
            output: Bytes::new(),
        },
        ExecutionStatus::Revert => CallError::revert(outcome.output),
        _ => CallError::Halt(text),
    }
}

/// A transaction of about the size that the request will have when signed, to measure its L1 cost.
fn stand_in(request: &TransactionRequest) -> Vec<u8> {
    use alloy::{consensus::TxEip1559, eips::eip2718::Encodable2718, primitives::Signature};
    let tx = TxEip1559 {
        chain_id: request.chain_id.unwrap_or(super::DEV_CHAIN_ID),
        nonce: request.nonce.unwrap_or(0x1234_5678),
        gas_limit: request.gas.unwrap_or(RPC_GAS_CAP),
        max_fee_per_gas: request
            .max_fee_per_gas
            .or(request.gas_price)
            .unwrap_or(0x0123_4567_89ab),
        max_priority_fee_per_gas: request.max_priority_fee_per_gas.unwrap_or(0x0123_4567),
        to: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or_default(),
        access_list: request.access_list.clone().unwrap_or_default(),
        input: request.input.input().cloned().unwrap_or_default(),
    };
    // Like the real ones, these do not compress.
    let r = alloy::primitives::keccak256(b"devchain r");
    let s = alloy::primitives::keccak256(b"devchain s");
    let signature = Signature::new(r.into(), s.into(), false);
    use alloy::consensus::SignableTransaction;
    let signed = tx.into_signed(signature);
    let mut out = Vec::new();
    alloy::consensus::TxEnvelope::from(signed).encode_2718(&mut out);
    out
}

/// What an access list for the transaction would hold.
fn touched(outcome: &Outcome, tx: &Tx, implied: &AddressSet) -> AccessList {
    let target = match tx.kind {
        TxKind::Call(to) => Some(to),
        TxKind::Create => outcome.created,
    };
    let mut items: Vec<AccessListItem> = Vec::new();
    for (address, account) in &outcome.changes {
        let mut storage_keys: Vec<B256> = account
            .storage
            .keys()
            .map(|slot| B256::from(*slot))
            .collect();
        storage_keys.sort();
        let known = implied.contains(address)
            || Some(*address) == target
            || (address[..18] == [0; 18]
                && (1..=0x100).contains(&u16::from_be_bytes([address[18], address[19]])));
        if implied.contains(address) || (known && storage_keys.is_empty()) {
            continue;
        }
        items.push(AccessListItem {
            address: *address,
            storage_keys,
        });
    }
    items.sort_by_key(|item| item.address);
    items.into()
}
