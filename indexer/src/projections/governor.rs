//! Proposals and votes. Reads abi/Governor.sol; writes proposal, proposal_call, proposal_queue,
//! proposal_operation, proposal_extension, proposal_end, ballot, vote_exclusion, parameter_change,
//! role_change.

use alloy::primitives::{Address, U256, keccak256};
use productshare_abi::Governor::{self, GovernorEvents as Event};

use super::{Changes, Origin, content, event_table, number, place, wide};
use crate::store::copy::{Row, Table};

const CONTRACT: &str = "governor";
const PROPOSAL: Table = event_table!("proposal":
    "id" "proposer" "vote_start" "vote_end" "calls" "title" "description" "description_hash");
const PROPOSAL_CALL: Table =
    event_table!("proposal_call": "proposal" "place" "target" "value" "data");
const PROPOSAL_QUEUE: Table = event_table!("proposal_queue": "proposal" "eta");
const PROPOSAL_OPERATION: Table = event_table!("proposal_operation": "proposal" "operation");
const PROPOSAL_EXTENSION: Table = event_table!("proposal_extension": "proposal" "deadline");
const PROPOSAL_END: Table = event_table!("proposal_end": "proposal" "executed");
const BALLOT: Table =
    event_table!("ballot": "proposal" "voter" "support" "weight" "reason" "params");
const VOTE_EXCLUSION: Table = event_table!("vote_exclusion": "account" "since");
pub const TABLES: &[&Table] = &[
    &PROPOSAL,
    &PROPOSAL_CALL,
    &PROPOSAL_QUEUE,
    &PROPOSAL_OPERATION,
    &PROPOSAL_EXTENSION,
    &PROPOSAL_END,
    &BALLOT,
    &VOTE_EXCLUSION,
];

/// # Errors
/// What is wrong with the event, when it carries a number that none of the contract's can be.
pub fn apply(event: Event, at: Origin, changes: &mut Changes) -> Result<(), String> {
    match event {
        Event::ProposalCreated(e) => proposal_created(changes, at, &e)?,
        Event::ProposalQueued(e) => {
            at.row(&mut changes.rows, &PROPOSAL_QUEUE)
                .amount(e.proposalId)
                .i64(wide(e.etaSeconds)?);
        }
        Event::ProposalScheduled(e) => {
            at.row(&mut changes.rows, &PROPOSAL_OPERATION)
                .amount(e.proposalId)
                .hash(e.operation);
        }
        Event::ProposalExtended(e) => {
            at.row(&mut changes.rows, &PROPOSAL_EXTENSION)
                .amount(e.proposalId)
                .i64(number(e.extendedDeadline)?);
        }
        Event::ProposalExecuted(e) => proposal_end(changes, at, e.proposalId, true),
        Event::ProposalCanceled(e) => proposal_end(changes, at, e.proposalId, false),
        Event::VoteCast(e) => {
            let vote = (e.voter, e.support, e.weight);
            ballot(changes, at, e.proposalId, vote, &e.reason, None);
        }
        Event::VoteCastWithParams(e) => {
            let vote = (e.voter, e.support, e.weight);
            ballot(changes, at, e.proposalId, vote, &e.reason, Some(&e.params));
        }
        Event::VotingDelaySet(e) => {
            changes.parameter(at, CONTRACT, "voting_delay_secs", e.newVotingDelay)
        }
        Event::VotingPeriodSet(e) => {
            changes.parameter(at, CONTRACT, "voting_period_secs", e.newVotingPeriod)
        }
        Event::ProposalThresholdSet(e) => {
            changes.parameter(at, CONTRACT, "proposal_threshold", e.newProposalThreshold)
        }
        Event::QuorumNumeratorUpdated(e) => {
            changes.parameter(at, CONTRACT, "quorum_percent", e.newQuorumNumerator)
        }
        Event::LateQuorumVoteExtensionSet(e) => {
            let secs = U256::from(e.newVoteExtension);
            changes.parameter(at, CONTRACT, "late_quorum_extension_secs", secs)
        }
        Event::TimelockChange(e) => changes.role(at, CONTRACT, "timelock", e.newTimelock, true),
        Event::AccountExcluded(e) => {
            at.row(&mut changes.rows, &VOTE_EXCLUSION)
                .address(e.account)
                .i64(wide(e.since)?);
        }
    }
    Ok(())
}

fn proposal_created(
    changes: &mut Changes,
    at: Origin,
    e: &Governor::ProposalCreated,
) -> Result<(), String> {
    let calls = e.targets.len();
    if e.values.len() != calls || e.calldatas.len() != calls {
        return Err("its calls are not of equal number".into());
    }
    at.row(&mut changes.rows, &PROPOSAL)
        .amount(e.proposalId)
        .address(e.proposer)
        .i64(wide(e.voteStart)?)
        .i64(wide(e.voteEnd)?)
        .i32(place(U256::from(calls))?)
        .text(&content::first_line(&e.description))
        .text(&e.description)
        .hash(keccak256(&e.description));
    for (at_place, target) in e.targets.iter().enumerate() {
        at.row(&mut changes.rows, &PROPOSAL_CALL)
            .amount(e.proposalId)
            .i32(place(U256::from(at_place))?)
            .address(*target)
            .amount(e.values[at_place])
            .bytes(&e.calldatas[at_place]);
    }
    Ok(())
}

fn proposal_end(changes: &mut Changes, at: Origin, proposal: U256, executed: bool) {
    at.row(&mut changes.rows, &PROPOSAL_END)
        .amount(proposal)
        .bool(executed);
}

fn ballot(
    changes: &mut Changes,
    at: Origin,
    proposal: U256,
    (voter, support, weight): (Address, u8, U256),
    reason: &str,
    params: Option<&[u8]>,
) {
    at.row(&mut changes.rows, &BALLOT)
        .amount(proposal)
        .address(voter)
        .i32(support.into())
        .amount(weight)
        .text(reason)
        .maybe(params, Row::bytes);
}
