//! What a transaction or a call did, executed again: geth's `callTracer` and `prestateTracer`.

use std::collections::BTreeMap;

use super::{
    Chain,
    call::RPC_GAS_CAP,
    error::{CallError, ChainError},
    producer,
    types::Overrides,
};
use crate::{
    arbos::STATE_ADDRESS,
    evm::{Mode, Outcome, RecentPrograms, transact},
    state::State,
};
use alloy::{
    eips::BlockId,
    primitives::{Address, B256, U256},
    rpc::types::{
        TransactionRequest,
        trace::geth::{AccountState, CallFrame, DiffMode, GethTrace, PreStateFrame, PreStateMode},
    },
};
use revm::state::Account;

/// What is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracing {
    /// The calls, with what they logged or without.
    Calls { with_logs: bool },
    /// Accounts and slots that were touched, as they were before; with `diff` those that changed only, and what they became.
    Prestate { diff: bool },
}

impl Chain {
    /// Traces a call.
    pub fn trace_call(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
        tracing: Tracing,
    ) -> Result<GethTrace, CallError> {
        let scene = self.scene(at, overrides)?;
        let tx = scene.tx(request, request.gas.unwrap_or(RPC_GAS_CAP).min(RPC_GAS_CAP));
        let mut outcome = scene.run(&tx, Mode::Call, tracing.calls())?;
        Ok(tracing.of(&scene.state, &mut outcome))
    }

    /// Traces a mined transaction, executed again on the state before it.
    pub fn trace_transaction(&self, hash: B256, tracing: Tracing) -> Result<GethTrace, ChainError> {
        let place = self.inner.data.read().transactions.get(&hash).copied();
        let (number, index) = place.ok_or(ChainError::TransactionNotFound)?;
        let traces = self.retrace(number, Some(index), tracing)?;
        let trace = traces.into_iter().next().map(|(_, trace)| trace);
        Ok(trace.unwrap_or_else(|| tracing.of_nothing()))
    }

    /// Traces every user transaction of a block.
    pub fn trace_block(
        &self,
        at: BlockId,
        tracing: Tracing,
    ) -> Result<Vec<(B256, GethTrace)>, ChainError> {
        let number = self.inner.data.read().at(at)?.block.number();
        self.retrace(number, None, tracing)
    }

    /// Executes a block's transactions again, all or up to and including `only`, and returns the traces of those asked for.
    fn retrace(
        &self,
        number: u64,
        only: Option<usize>,
        tracing: Tracing,
    ) -> Result<Vec<(B256, GethTrace)>, ChainError> {
        let (block, mut state, context) = {
            let data = self.inner.data.read();
            let block = data
                .height(number)
                .ok_or(ChainError::BlockNotFound)?
                .block
                .clone();
            let Some(parent) = number.checked_sub(1).and_then(|n| data.height(n)) else {
                return Ok(Vec::new());
            };
            let context = data.context_of(&self.inner.config, &block);
            (block, parent.state.clone(), context)
        };
        let mut recent = RecentPrograms::default();
        let mut traces = Vec::new();
        for (index, mined) in block.transactions.iter().enumerate() {
            let Some(envelope) = mined.tx.as_ethereum() else {
                continue;
            };
            let wanted = only.is_none_or(|i| i == index);
            let tx = producer::executable(envelope, mined.from, &state);
            let mode = Mode::Block { impersonated: true };
            let calls = tracing.calls().filter(|_| wanted);
            let mut outcome = transact(&state, &context, &tx, mode, calls, &recent)?;
            if wanted {
                traces.push((mined.hash, tracing.of(&state, &mut outcome)));
            }
            recent = outcome.recent_programs;
            state.commit(outcome.changes);
            if only == Some(index) {
                break;
            }
        }
        Ok(traces)
    }
}

impl Tracing {
    /// What the machine is to record: calls with logs or without, or nothing.
    fn calls(self) -> Option<bool> {
        match self {
            Self::Calls { with_logs } => Some(with_logs),
            Self::Prestate { .. } => None,
        }
    }

    /// The trace of the internal transaction, which runs no code.
    fn of_nothing(self) -> GethTrace {
        match self {
            Self::Calls { .. } => CallFrame::default().into(),
            Self::Prestate { diff: false } => PreStateFrame::from(PreStateMode::default()).into(),
            Self::Prestate { diff: true } => PreStateFrame::from(DiffMode::default()).into(),
        }
    }

    /// The trace of what came of a state.
    fn of(self, before: &State, outcome: &mut Outcome) -> GethTrace {
        match self {
            Self::Calls { .. } => GethTrace::CallTracer(outcome.trace.take().unwrap_or_default()),
            Self::Prestate { diff: false } => prestate(before, outcome).into(),
            Self::Prestate { diff: true } => difference(before, outcome).into(),
        }
    }
}

/// The accounts that a transaction touched. ArbOS's own is none: what it keeps is not read by any program's access.
fn touched(outcome: &Outcome) -> impl Iterator<Item = (&Address, &Account)> {
    let accounts = outcome.changes.iter();
    accounts.filter(|(address, _)| **address != STATE_ADDRESS)
}

/// Everything that was touched, as it was.
fn prestate(before: &State, outcome: &Outcome) -> PreStateFrame {
    let accounts = touched(outcome).map(|(address, account)| {
        let slots = account.storage.keys().copied();
        (*address, shown(before, address, slots))
    });
    PreStateMode(accounts.collect()).into()
}

/// What changed, as it was and as it became.
fn difference(before: &State, outcome: &Outcome) -> PreStateFrame {
    let mut after = before.clone();
    after.commit(outcome.changes.clone());
    let (mut pre, mut post) = (BTreeMap::new(), BTreeMap::new());
    for (address, account) in touched(outcome) {
        let slots = || {
            let changed =
                |slot: &&U256| before.storage(address, slot) != after.storage(address, slot);
            account.storage.keys().filter(changed).copied()
        };
        let (old, new) = (
            shown(before, address, slots()),
            shown(&after, address, slots()),
        );
        if old == new {
            continue;
        }
        if before.account(address).is_some() {
            pre.insert(*address, old.clone());
        }
        if after.account(address).is_some() {
            // Only what is another one.
            let changed = AccountState {
                balance: new.balance.filter(|_| old.balance != new.balance),
                nonce: new.nonce.filter(|_| old.nonce != new.nonce),
                code: new.code.filter(|code| old.code.as_ref() != Some(code)),
                ..new
            };
            post.insert(*address, changed);
        }
    }
    let mut difference = DiffMode { post, pre };
    difference.remove_zero_storage_values();
    difference.into()
}

/// An account with these slots of it, as geth shows it: no nonce of 0, no empty code.
fn shown(state: &State, address: &Address, slots: impl Iterator<Item = U256>) -> AccountState {
    let code = state.code(address);
    let nonce = state.nonce(address);
    AccountState {
        balance: Some(state.balance(address)),
        code: (!code.is_empty()).then_some(code),
        nonce: (nonce != 0).then_some(nonce),
        storage: slots
            .map(|slot| (B256::from(slot), B256::from(state.storage(address, &slot))))
            .collect(),
    }
}
