//! What was set in motion before the hand-over and comes to pass after it: operations at the timelock, proposals, and roles
//! that were held in between.

use std::collections::BTreeMap;

use alloy::{
    primitives::{B256, U256},
    rpc::types::{Filter, Log},
    sol_types::SolEvent,
};
use productshare_abi::{Governor, Manifest, Timelock};

use super::{
    Report, list, or_worst,
    past::{DEPLOY_ANEW, Past},
};
use crate::{
    contract::{Addresses, Contract},
    deployment::Deployment,
    error::Result,
    goal, words,
};

/// Of an operation's states.
const UNSET: u8 = 0;
const READY: u8 = 2;
const DONE: u8 = 3;

/// Of a proposal's states: it can never be executed.
const CANCELED: u8 = 2;
const DEFEATED: u8 = 3;
const QUEUED: u8 = 5;

/// An operation as it was last scheduled.
struct Operation {
    calls: Vec<String>,
    early: bool,
    tx: Option<B256>,
}

/// Who scheduled an operation, if its contract says so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Governor,
    Guardian,
}

impl Deployment {
    /// Nobody could administer the timelock or schedule when the hand-over was over, but those who should: a role that was given
    /// up since does not show in those of now.
    pub(super) fn verify_roles_then(&self, report: &mut Report, at: &Addresses, past: &Past) {
        if !past.is_over() {
            return;
        }
        let expected = list(&goal::expected_timelock_roles(at));
        let found = list(&goal::roles_by(past.logs_of(at[Contract::Timelock])));
        if expected != found {
            report.advise(DEPLOY_ANEW);
        }
        report.check("timelock.roles_at_hand_over", expected, found);
    }

    /// No operation was scheduled before the hand-over, or by anybody but governor and guardian after it, unless it was
    /// cancelled. What is ready never expires.
    pub(super) async fn verify_operations(
        &self,
        report: &mut Report,
        at: &Addresses,
        manifest: &Manifest,
        past: &Past,
    ) -> Result<()> {
        let (timelock, governor) = (at[Contract::Timelock], at[Contract::Governor]);
        let filter = Filter::new()
            .address(vec![timelock, governor])
            .event_signature(vec![
                Timelock::CallScheduled::SIGNATURE_HASH,
                Timelock::GuardianScheduled::SIGNATURE_HASH,
                Governor::ProposalScheduled::SIGNATURE_HASH,
            ]);
        let logs = self.rpc.logs(&filter, manifest.start_block).await?;
        let mut unplanned = Vec::new();
        for (id, operation) in operations(&logs, at, past) {
            let origin = origin(&logs, at, id, operation.tx);
            if !operation.early && origin == Some(Origin::Governor) {
                continue;
            }
            let call = Timelock::getOperationStateCall { id };
            let state = or_worst(self.rpc.view(timelock, call).await, READY)?;
            if state == UNSET {
                // Cancelled, that is.
                continue;
            }
            let call = Timelock::getTimestampCall { id };
            let ready = or_worst(self.rpc.view(timelock, call).await, U256::ZERO)?;
            let calls = operation.calls.join("; ");
            if operation.early || origin.is_none() {
                let when = match state {
                    DONE => "executed".into(),
                    _ => format!("anybody can execute it from {ready} on"),
                };
                unplanned.push((id.to_string(), format!("{when}: {calls}")));
            } else if state != DONE {
                let note = format!(
                    "operation {id}, of the guardian, can be executed from {ready} on: {calls}"
                );
                report.notes.push(note);
            }
        }
        let advice = "do not use these contracts while an operation that timelock.operations names can be executed, or if one was: \
             it can make anybody the owner of everything. Deploy anew, with another key and another salt";
        report.check_none("timelock.operations", unplanned, advice);
        Ok(())
    }

    /// Nobody made a proposal before the hand-over: the deployer could have voted with the initial supply as of its beginning.
    pub(super) async fn verify_proposals(
        &self,
        report: &mut Report,
        at: &Addresses,
        past: &Past,
    ) -> Result<()> {
        let governor = at[Contract::Governor];
        let mut alive = Vec::new();
        for made in past.events::<Governor::ProposalCreated>(governor) {
            let call = Governor::stateCall {
                proposalId: made.proposalId,
            };
            let state = or_worst(self.rpc.view(governor, call).await, QUEUED)?;
            if matches!(state, CANCELED | DEFEATED) {
                continue;
            }
            let calls = made.targets.iter().zip(&made.calldatas);
            let calls: Vec<String> = calls.map(|(to, data)| words::call(at, *to, data)).collect();
            let words = format!("by {}, state {state}: {}", made.proposer, calls.join("; "));
            alive.push((made.proposalId.to_string(), words));
        }
        report.check_none("governor.proposals", alive, DEPLOY_ANEW);
        Ok(())
    }
}

/// By id. One that was cancelled may have been scheduled anew.
fn operations(logs: &[Log], at: &Addresses, past: &Past) -> BTreeMap<B256, Operation> {
    let mut all = BTreeMap::new();
    for log in logs
        .iter()
        .filter(|log| log.address() == at[Contract::Timelock])
    {
        let Ok(call) = Timelock::CallScheduled::decode_log(&log.inner) else {
            continue;
        };
        let fresh = || Operation {
            calls: Vec::new(),
            early: past.holds(log),
            tx: log.transaction_hash,
        };
        if call.index.is_zero() {
            all.insert(call.id, fresh());
        }
        let operation = all.entry(call.id).or_insert_with(fresh);
        let mut words = words::call(at, call.target, &call.data.data);
        if !call.value.is_zero() {
            words.push_str(&format!(" with {} wei", call.value));
        }
        operation.calls.push(words);
    }
    all
}

/// Who scheduled it in that transaction.
fn origin(logs: &[Log], at: &Addresses, id: B256, tx: Option<B256>) -> Option<Origin> {
    logs.iter()
        .filter(|log| log.transaction_hash == tx)
        .find_map(|log| {
            if log.address() == at[Contract::Governor] {
                let scheduled = Governor::ProposalScheduled::decode_log(&log.inner).ok()?;
                (scheduled.operation == id).then_some(Origin::Governor)
            } else {
                let scheduled = Timelock::GuardianScheduled::decode_log(&log.inner).ok()?;
                (scheduled.id == id).then_some(Origin::Guardian)
            }
        })
}
