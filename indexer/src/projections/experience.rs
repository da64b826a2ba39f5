//! Reports and votes. Reads abi/Experience.sol; writes experience_report, experience_vote, experience_rules,
//! places_change, report_settlement, report_dispute, report_strike, experience_parameters, network_clock,
//! network_ruling, credit_change, connection, role_change.

use alloy::primitives::{Address, B256, U256};
use productshare_abi::Experience::{self, ExperienceEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers};
use crate::{
    deployment::{Contract, Deployment},
    store::copy::{Row, Table},
};

const CONTRACT: &str = "experience";
const EXPERIENCE_REPORT: Table = event_table!("experience_report":
    "id" "product" "account" "cycle" "order_id" "line" "conformity" "bond" "model" "version" "measured" "evidence_hash" "evidence");
const EXPERIENCE_VOTE: Table = event_table!("experience_vote":
    "cycle" "product" "account" "kind" "commitment" "report" "weight" "gain" "report_weight" "product_weight" "store" "request"
    "counted" "lost_bps");
const EXPERIENCE_RULES: Table = event_table!("experience_rules":
    "cycle" "total" "quorum" "cap" "vote_gain_bps");
const PLACES_CHANGE: Table = event_table!("places_change":
    "cycle" "product" "first" "second" "third" "tenths");
const REPORT_SETTLEMENT: Table = event_table!("report_settlement":
    "report" "account" "bond" "place" "gain");
const REPORT_DISPUTE: Table = event_table!("report_dispute":
    "report" "dispute" "account" "sum" "replaced" "evidence");
const REPORT_STRIKE: Table = event_table!("report_strike":
    "report" "dispute" "account" "place" "bond");
const EXPERIENCE_PARAMETERS: Table = event_table!("experience_parameters":
    "bond" "quorum_bps" "cap_bps" "vote_gain_bps" "report_gain");
pub const TABLES: &[&Table] = &[
    &EXPERIENCE_REPORT,
    &EXPERIENCE_VOTE,
    &EXPERIENCE_RULES,
    &PLACES_CHANGE,
    &REPORT_SETTLEMENT,
    &REPORT_DISPUTE,
    &REPORT_STRIKE,
    &EXPERIENCE_PARAMETERS,
];

/// What happened to a vote; `None` where it says nothing.
#[derive(Default)]
struct Vote {
    cycle: u64,
    product: u64,
    account: Address,
    kind: &'static str,
    commitment: Option<B256>,
    report: Option<u64>,
    weight: Option<u64>,
    gain: Option<u64>,
    report_weight: Option<u64>,
    product_weight: Option<u64>,
    store: Option<u64>,
    request: Option<u64>,
    counted: Option<bool>,
    lost_bps: Option<u16>,
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
        Event::ExperienceCreated(e) => changes.clock(at, CONTRACT, e.start, e.length)?,
        Event::Connected(e) => connected(changes, at, &e),
        Event::ParametersSet(e) => {
            at.row(&mut changes.rows, &EXPERIENCE_PARAMETERS)
                .amount(e.bond)
                .i32(e.quorumBps.into())
                .i32(e.capBps.into())
                .i32(e.voteGainBps.into())
                .amount(U256::from(e.reportGain));
        }
        Event::ReportFiled(e) => report_filed(changes, at, &e)?,
        Event::RulesFixed(e) => {
            at.row(&mut changes.rows, &EXPERIENCE_RULES)
                .i64(number(e.cycle)?)
                .amount(U256::from(e.total))
                .amount(U256::from(e.quorum))
                .amount(U256::from(e.cap))
                .i32(e.voteGainBps.into());
        }
        Event::VoteCommitted(_)
        | Event::VoteRevealed(_)
        | Event::VoterBarred(_)
        | Event::VoteConfirmed(_)
        | Event::VoteForfeited(_) => voted(changes, at, event)?,
        Event::PlacesChanged(e) => {
            let [cycle, product, first, second, third] =
                numbers([e.cycle, e.product, e.first, e.second, e.third])?;
            at.row(&mut changes.rows, &PLACES_CHANGE)
                .i64(cycle)
                .i64(product)
                .i64(first)
                .i64(second)
                .i64(third)
                .i32(tenths(e.tenths)?);
        }
        Event::ReportSettled(e) => {
            at.row(&mut changes.rows, &REPORT_SETTLEMENT)
                .i64(number(e.report)?)
                .address(e.account)
                .amount(e.bond)
                .i32(e.place.into())
                .amount(U256::from(e.gain));
        }
        Event::ReportDisputed(e) => {
            at.row(&mut changes.rows, &REPORT_DISPUTE)
                .i64(number(e.report)?)
                .amount(e.disputeId)
                .address(e.account)
                .amount(e.sum)
                .maybe((!e.replaced.is_zero()).then_some(e.replaced), Row::amount)
                .text(&e.evidence);
        }
        Event::Ruling(e) => {
            changes.network_ruling(at, CONTRACT, e.arbitrator, e.disputeId, e.ruling)
        }
        Event::ReportStruck(e) => {
            at.row(&mut changes.rows, &REPORT_STRIKE)
                .i64(number(e.report)?)
                .amount(e.disputeId)
                .address(e.account)
                .i32(e.place.into())
                .amount(e.bond);
        }
        Event::PaymentDeferred(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, false),
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, true),
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

/// Tenths of a product's fees.
pub fn tenths(value: u64) -> Result<i32, String> {
    match value {
        0..=10 => Ok(value as i32),
        _ => Err(format!("{value} tenths are more than all")),
    }
}

fn connected(changes: &mut Changes, at: Origin, e: &Experience::Connected) {
    let others = Connected {
        checkout: Some(e.checkout),
        catalog: Some(e.catalog),
        splitter: Some(e.splitter),
        stake_pools: Some(e.stakePools),
        quality: Some(e.quality),
        power: Some(e.power),
        cycles: Some(e.cycles),
        arbitration: Some(e.arbitration),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn report_filed(
    changes: &mut Changes,
    at: Origin,
    e: &Experience::ReportFiled,
) -> Result<(), String> {
    let [id, product, cycle, order, model, version] =
        numbers([e.report, e.product, e.cycle, e.order, e.model, e.version])?;
    at.row(&mut changes.rows, &EXPERIENCE_REPORT)
        .i64(id)
        .i64(product)
        .address(e.account)
        .i64(cycle)
        .i64(order)
        .i32(e.line.into())
        .i32(e.conformity.into())
        .amount(e.bond)
        .i64(model)
        .i64(version)
        .numbers(e.measured.iter().map(|value| U256::from(*value)))
        .hash(e.evidenceHash)
        .text(&e.evidence);
    Ok(())
}

fn voted(changes: &mut Changes, at: Origin, event: Event) -> Result<(), String> {
    let some = |number: u64| (number != 0).then_some(number);
    let row = match event {
        Event::VoteCommitted(e) => Vote {
            cycle: e.cycle,
            product: e.product,
            account: e.account,
            kind: "committed",
            commitment: Some(e.commitment),
            ..Vote::default()
        },
        Event::VoteRevealed(e) => Vote {
            cycle: e.cycle,
            product: e.product,
            account: e.account,
            kind: "revealed",
            report: Some(e.report),
            weight: Some(e.weight),
            gain: Some(e.gain),
            report_weight: Some(e.reportWeight),
            product_weight: Some(e.productWeight),
            ..Vote::default()
        },
        Event::VoterBarred(e) => Vote {
            cycle: e.cycle,
            product: e.product,
            account: e.account,
            kind: "barred",
            report: some(e.report),
            weight: some(e.report).map(|_| e.weight),
            report_weight: some(e.report).map(|_| e.reportWeight),
            product_weight: Some(e.productWeight),
            store: some(e.store),
            request: some(e.request),
            ..Vote::default()
        },
        Event::VoteConfirmed(e) => Vote {
            cycle: e.cycle,
            product: e.product,
            account: e.account,
            kind: "confirmed",
            report: Some(e.report),
            weight: Some(e.weight),
            gain: Some(e.gain),
            counted: Some(e.counted),
            ..Vote::default()
        },
        Event::VoteForfeited(e) => Vote {
            cycle: e.cycle,
            product: e.product,
            account: e.account,
            kind: "forfeited",
            lost_bps: Some(e.bps),
            ..Vote::default()
        },
        _ => return Ok(()),
    };
    vote(changes, at, &row)
}

fn vote(changes: &mut Changes, at: Origin, vote: &Vote) -> Result<(), String> {
    let [cycle, product] = numbers([vote.cycle, vote.product])?;
    let [report, store, request] =
        [vote.report, vote.store, vote.request].map(|number| number.map(super::number).transpose());
    let units = |value: Option<u64>| value.map(U256::from);
    at.row(&mut changes.rows, &EXPERIENCE_VOTE)
        .i64(cycle)
        .i64(product)
        .address(vote.account)
        .text(vote.kind)
        .maybe(vote.commitment, Row::hash)
        .maybe(report?, Row::i64)
        .maybe(units(vote.weight), Row::amount)
        .maybe(units(vote.gain), Row::amount)
        .maybe(units(vote.report_weight), Row::amount)
        .maybe(units(vote.product_weight), Row::amount)
        .maybe(store?, Row::i64)
        .maybe(request?, Row::i64)
        .maybe(vote.counted, Row::bool)
        .maybe(vote.lost_bps.map(i32::from), Row::i32);
    Ok(())
}
