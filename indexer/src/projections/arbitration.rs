//! Disputes and their jurors. Reads abi/Arbitration.sol; writes arbitrable_change, dispute_creation,
//! arbitration_dispute, dispute_bond, dispute_evidence, dispute_round, juror_vote, dispute_notice, umpire_ruling,
//! dispute_resolution, ruling_push, arbitration_parameters, credit_change, connection, role_change.

use alloy::primitives::{Address, B256, U256};
use productshare_abi::Arbitration::{self, ArbitrationEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers, wide};
use crate::{
    deployment::{Contract, Deployment},
    store::copy::{Row, Table},
};

const CONTRACT: &str = "arbitration";
const ARBITRABLE_CHANGE: Table = event_table!("arbitrable_change": "arbitrable" "allowed");
const DISPUTE_CREATION: Table = event_table!("dispute_creation": "dispute" "arbitrable");
const ARBITRATION_DISPUTE: Table = event_table!("arbitration_dispute":
    "id" "party" "respondent" "product" "sum" "bond" "fund_until");
const DISPUTE_BOND: Table =
    event_table!("dispute_bond": "dispute" "account" "kind" "amount" "until");
const DISPUTE_EVIDENCE: Table = event_table!("dispute_evidence": "dispute" "account" "evidence");
const DISPUTE_ROUND: Table = event_table!("dispute_round":
    "dispute" "round" "commit_until" "reveal_until" "quorum" "cap");
const JUROR_VOTE: Table = event_table!("juror_vote":
    "dispute" "round" "juror" "kind" "commitment" "choice" "weight" "request" "paid" "gained" "lost_bps" "remainder");
const DISPUTE_NOTICE: Table =
    event_table!("dispute_notice": "dispute" "kind" "state" "outcome" "deadline");
const UMPIRE_RULING: Table = event_table!("umpire_ruling": "dispute" "umpire" "ruling");
const DISPUTE_RESOLUTION: Table = event_table!("dispute_resolution":
    "dispute" "ruling" "to_party" "to_respondent" "to_jurors" "weight");
const RULING_PUSH: Table = event_table!("ruling_push": "dispute" "arbitrable" "ruling" "taken");
const ARBITRATION_PARAMETERS: Table = event_table!("arbitration_parameters":
    "min_bond" "bond_bps" "match_secs" "commit_secs" "reveal_secs" "appeal_secs" "umpire_secs" "quorum_bps" "cap_bps"
    "juror_bps" "gain_bps" "lose_bps");
pub const TABLES: &[&Table] = &[
    &ARBITRABLE_CHANGE,
    &DISPUTE_CREATION,
    &ARBITRATION_DISPUTE,
    &DISPUTE_BOND,
    &DISPUTE_EVIDENCE,
    &DISPUTE_ROUND,
    &JUROR_VOTE,
    &DISPUTE_NOTICE,
    &UMPIRE_RULING,
    &DISPUTE_RESOLUTION,
    &RULING_PUSH,
    &ARBITRATION_PARAMETERS,
];

/// What happened to a juror's vote; `None` where it says nothing.
#[derive(Default)]
struct Vote {
    dispute: U256,
    round: u8,
    juror: Address,
    kind: &'static str,
    commitment: Option<B256>,
    choice: Option<u8>,
    weight: Option<U256>,
    request: Option<u64>,
    paid: Option<U256>,
    gained: Option<U256>,
    lost_bps: Option<u16>,
    remainder: Option<U256>,
}

/// # Errors
/// What is wrong with the event, when it carries a number that none of the contract's can be.
pub fn apply(
    event: Event,
    at: Origin,
    deployment: &Deployment,
    changes: &mut Changes,
) -> Result<(), String> {
    let psc = deployment.address(Contract::Psc);
    match event {
        Event::Connected(e) => connected(changes, at, &e),
        Event::ArbitrableSet(e) => {
            at.row(&mut changes.rows, &ARBITRABLE_CHANGE)
                .address(e.arbitrable)
                .bool(e.allowed);
        }
        Event::UmpireSet(e) => changes.role(at, CONTRACT, "umpire", e.umpire, true),
        Event::ParametersSet(e) => parameters_set(changes, at, &e)?,
        Event::DisputeCreation(e) => {
            at.row(&mut changes.rows, &DISPUTE_CREATION)
                .i64(wide(e.disputeId)?)
                .address(e.arbitrable);
        }
        Event::DisputeOpened(e) => dispute_opened(changes, at, &e)?,
        Event::BondPlaced(e) => {
            let kind = match e.kind {
                0 => "party",
                1 => "respondent",
                2 => "appeal",
                other => return Err(format!("there is no bond of kind {other}")),
            };
            at.row(&mut changes.rows, &DISPUTE_BOND)
                .i64(wide(e.disputeId)?)
                .address(e.account)
                .text(kind)
                .amount(e.amount)
                .i64(number(e.until)?);
        }
        Event::EvidenceSubmitted(e) => {
            at.row(&mut changes.rows, &DISPUTE_EVIDENCE)
                .i64(wide(e.disputeId)?)
                .address(e.account)
                .text(&e.evidence);
        }
        Event::RoundStarted(e) => {
            let [commit, reveal] = numbers([e.commitUntil, e.revealUntil])?;
            at.row(&mut changes.rows, &DISPUTE_ROUND)
                .i64(wide(e.disputeId)?)
                .i32(e.round.into())
                .i64(commit)
                .i64(reveal)
                .amount(e.quorum)
                .amount(e.cap);
        }
        Event::VoteCommitted(_)
        | Event::VoteRevealed(_)
        | Event::JurorRemoved(_)
        | Event::VoteSettled(_) => voted(changes, at, event)?,
        Event::AppealPossible(e) => notice(changes, at, e.disputeId, "appeal_possible", None)?,
        Event::AppealDecision(e) => notice(changes, at, e.disputeId, "appealed", None)?,
        Event::DisputeAdvanced(e) => {
            let to = (e.state, e.outcome, e.deadline);
            notice(changes, at, e.disputeId, "advanced", Some(to))?;
        }
        Event::UmpireRuled(e) => {
            at.row(&mut changes.rows, &UMPIRE_RULING)
                .i64(wide(e.disputeId)?)
                .address(e.umpire)
                .i32(e.ruling.into());
        }
        Event::DisputeResolved(e) => {
            at.row(&mut changes.rows, &DISPUTE_RESOLUTION)
                .i64(wide(e.disputeId)?)
                .i32(e.ruling.into())
                .amount(e.toParty)
                .amount(e.toRespondent)
                .amount(e.toJurors)
                .amount(e.weight);
        }
        Event::RulingPushed(e) => {
            at.row(&mut changes.rows, &RULING_PUSH)
                .i64(wide(e.disputeId)?)
                .address(e.arbitrable)
                .i32(e.ruling.into())
                .bool(e.taken);
        }
        Event::PaymentDeferred(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, false),
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, true),
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

fn connected(changes: &mut Changes, at: Origin, e: &Arbitration::Connected) {
    let others = Connected {
        power: Some(e.power),
        cycles: Some(e.cycles),
        quality: Some(e.quality),
        catalog: Some(e.catalog),
        splitter: Some(e.splitter),
        stake_pools: Some(e.stakePools),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn parameters_set(
    changes: &mut Changes,
    at: Origin,
    e: &Arbitration::ParametersSet,
) -> Result<(), String> {
    let [matching, commit, reveal, appeal, umpire] = numbers([
        e.matchSecs,
        e.commitSecs,
        e.revealSecs,
        e.appealSecs,
        e.umpireSecs,
    ])?;
    at.row(&mut changes.rows, &ARBITRATION_PARAMETERS)
        .amount(e.minBond)
        .i32(e.bondBps.into())
        .i64(matching)
        .i64(commit)
        .i64(reveal)
        .i64(appeal)
        .i64(umpire)
        .i32(e.quorumBps.into())
        .i32(e.capBps.into())
        .i32(e.jurorBps.into())
        .i32(e.gainBps.into())
        .i32(e.loseBps.into());
    Ok(())
}

/// What the arbitrable says of its product is not looked into: it may be any number.
fn dispute_opened(
    changes: &mut Changes,
    at: Origin,
    e: &Arbitration::DisputeOpened,
) -> Result<(), String> {
    let (id, until) = (wide(e.disputeId)?, number(e.fundUntil)?);
    at.row(&mut changes.rows, &ARBITRATION_DISPUTE)
        .i64(id)
        .address(e.party)
        .address(e.respondent)
        .amount(U256::from(e.product))
        .amount(e.sum)
        .amount(e.bond)
        .i64(until);
    Ok(())
}

/// `to`: state, outcome and deadline.
fn notice(
    changes: &mut Changes,
    at: Origin,
    dispute: U256,
    kind: &str,
    to: Option<(u8, u8, u64)>,
) -> Result<(), String> {
    let dispute = wide(dispute)?;
    let deadline = to.map(|(.., deadline)| number(deadline)).transpose()?;
    at.row(&mut changes.rows, &DISPUTE_NOTICE)
        .i64(dispute)
        .text(kind)
        .maybe(to.map(|(state, ..)| state.into()), Row::i32)
        .maybe(to.map(|(_, outcome, _)| outcome.into()), Row::i32)
        .maybe(deadline, Row::i64);
    Ok(())
}

fn voted(changes: &mut Changes, at: Origin, event: Event) -> Result<(), String> {
    let row = match event {
        Event::VoteCommitted(e) => Vote {
            dispute: e.disputeId,
            round: e.round,
            juror: e.juror,
            kind: "committed",
            commitment: Some(e.commitment),
            ..Vote::default()
        },
        Event::VoteRevealed(e) => Vote {
            dispute: e.disputeId,
            round: e.round,
            juror: e.juror,
            kind: "revealed",
            choice: Some(e.choice),
            weight: Some(e.weight),
            ..Vote::default()
        },
        Event::JurorRemoved(e) => Vote {
            dispute: e.disputeId,
            round: e.round,
            juror: e.juror,
            kind: "removed",
            weight: Some(e.weight),
            request: Some(e.request),
            ..Vote::default()
        },
        Event::VoteSettled(e) => Vote {
            dispute: e.disputeId,
            round: e.round,
            juror: e.juror,
            kind: "settled",
            weight: Some(e.weight),
            paid: Some(e.paid),
            gained: Some(e.gained),
            lost_bps: Some(e.lostBps),
            remainder: Some(e.remainder),
            ..Vote::default()
        },
        _ => return Ok(()),
    };
    let dispute = wide(row.dispute)?;
    let request = row.request.map(number).transpose()?;
    at.row(&mut changes.rows, &JUROR_VOTE)
        .i64(dispute)
        .i32(row.round.into())
        .address(row.juror)
        .text(row.kind)
        .maybe(row.commitment, Row::hash)
        .maybe(row.choice.map(i32::from), Row::i32)
        .maybe(row.weight, Row::amount)
        .maybe(request, Row::i64)
        .maybe(row.paid, Row::amount)
        .maybe(row.gained, Row::amount)
        .maybe(row.lost_bps.map(i32::from), Row::i32)
        .maybe(row.remainder, Row::amount);
    Ok(())
}
