//! The quality network's register. Reads abi/Quality.sol; writes platform, platform_owner, platform_offer,
//! platform_profile, platform_membership, expert, member_bond, member_notice, member_slash, model, model_version, model_end, model_dispute, enrolment_change,
//! quality_parameters, network_ruling, credit_change, connection, role_change.

use alloy::primitives::{Address, U256};
use productshare_abi::Quality::{self, QualityEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers};
use crate::{
    deployment::{Contract, Deployment},
    store::copy::{Row, Table},
};

const CONTRACT: &str = "quality";
const PLATFORM: Table = event_table!("platform": "id");
const PLATFORM_OWNER: Table = event_table!("platform_owner": "platform" "owner");
const PLATFORM_OFFER: Table = event_table!("platform_offer": "platform" "candidate");
const PLATFORM_MEMBERSHIP: Table = event_table!("platform_membership": "platform" "members");
const PLATFORM_PROFILE: Table = event_table!("platform_profile": "platform" "payout" "uri");
const EXPERT: Table = event_table!("expert": "id" "account" "uri");
const MEMBER_BOND: Table = event_table!("member_bond": "kind" "number" "bond");
const MEMBER_NOTICE: Table = event_table!("member_notice": "kind" "number" "leaves_at");
const MEMBER_SLASH: Table = event_table!("member_slash": "kind" "number" "amount" "recipient");
const MODEL: Table = event_table!("model": "id" "expert");
const MODEL_VERSION: Table = event_table!("model_version":
    "model" "version" "hash" "uri" "weights" "lower" "upper" "tolerances");
const MODEL_END: Table = event_table!("model_end": "model" "struck");
const MODEL_DISPUTE: Table = event_table!("model_dispute": "model" "dispute" "account" "evidence");
const ENROLMENT_CHANGE: Table = event_table!("enrolment_change":
    "product" "kind" "model" "version" "fee_bps" "claims");
const QUALITY_PARAMETERS: Table = event_table!("quality_parameters":
    "platform_bond" "expert_bond" "min_fee_bps" "max_fee_bps");
pub const TABLES: &[&Table] = &[
    &PLATFORM,
    &PLATFORM_OWNER,
    &PLATFORM_OFFER,
    &PLATFORM_PROFILE,
    &PLATFORM_MEMBERSHIP,
    &EXPERT,
    &MEMBER_BOND,
    &MEMBER_NOTICE,
    &MEMBER_SLASH,
    &MODEL,
    &MODEL_VERSION,
    &MODEL_END,
    &MODEL_DISPUTE,
    &ENROLMENT_CHANGE,
    &QUALITY_PARAMETERS,
];

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
        Event::ParametersSet(e) => parameters_set(changes, at, &e),
        Event::PlatformRegistered(e) => {
            let platform = number(e.platform)?;
            at.row(&mut changes.rows, &PLATFORM).i64(platform);
            platform_owner(changes, at, platform, e.owner);
        }
        Event::PlatformSet(e) => {
            at.row(&mut changes.rows, &PLATFORM_PROFILE)
                .i64(number(e.platform)?)
                .address(e.payout)
                .text(&e.uri);
        }
        Event::PlatformOffered(e) => {
            let candidate = Some(e.candidate).filter(|of| !of.is_zero());
            at.row(&mut changes.rows, &PLATFORM_OFFER)
                .i64(number(e.platform)?)
                .maybe(candidate, Row::address);
        }
        Event::MembershipSet(e) => {
            at.row(&mut changes.rows, &PLATFORM_MEMBERSHIP)
                .i64(number(e.platform)?)
                .bool(e.on);
        }
        Event::PlatformTransferred(e) => {
            platform_owner(changes, at, number(e.platform)?, e.owner);
        }
        Event::ExpertRegistered(e) => {
            at.row(&mut changes.rows, &EXPERT)
                .i64(number(e.expert)?)
                .address(e.account)
                .text(&e.uri);
        }
        Event::BondChanged(e) => {
            at.row(&mut changes.rows, &MEMBER_BOND)
                .text(kind(e.kind)?)
                .i64(number(e.number)?)
                .amount(e.bond);
        }
        Event::NoticeGiven(e) => {
            at.row(&mut changes.rows, &MEMBER_NOTICE)
                .text(kind(e.kind)?)
                .i64(number(e.number)?)
                .i64(number(e.leavesAt)?);
        }
        Event::Slashed(e) => {
            at.row(&mut changes.rows, &MEMBER_SLASH)
                .text(kind(e.kind)?)
                .i64(number(e.number)?)
                .amount(e.amount)
                .address(e.to);
        }
        Event::ModelPublished(e) => model_published(changes, at, &e)?,
        Event::ModelWithdrawn(e) => model_end(changes, at, e.model, false)?,
        Event::ModelStruck(e) => model_end(changes, at, e.model, true)?,
        Event::ModelDisputed(e) => {
            at.row(&mut changes.rows, &MODEL_DISPUTE)
                .i64(number(e.model)?)
                .amount(e.disputeId)
                .address(e.account)
                .text(&e.evidence);
        }
        Event::Ruling(e) => {
            changes.network_ruling(at, CONTRACT, e.arbitrator, e.disputeId, e.ruling)
        }
        Event::Enrolled(e) => enrolled(changes, at, &e)?,
        Event::ClaimsSet(e) => {
            let claims = e.claims.iter().map(|claim| U256::from(*claim));
            enrolment(changes, at, e.product, "claims")?
                .null()
                .null()
                .null()
                .numbers(claims);
        }
        Event::FeeSet(e) => {
            enrolment(changes, at, e.product, "fee")?
                .null()
                .null()
                .i32(e.feeBps.into())
                .null();
        }
        Event::Left(e) => {
            enrolment(changes, at, e.product, "left")?
                .null()
                .null()
                .null()
                .null();
        }
        Event::PaymentDeferred(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, false),
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, true),
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

/// Whose bond it is.
fn kind(number: u8) -> Result<&'static str, String> {
    match number {
        0 => Ok("platform"),
        1 => Ok("expert"),
        other => Err(format!("there is no bond of kind {other}")),
    }
}

fn connected(changes: &mut Changes, at: Origin, e: &Quality::Connected) {
    let others = Connected {
        catalog: Some(e.catalog),
        experience: Some(e.experience),
        arbitration: Some(e.arbitration),
        statements: Some(e.statements),
        memberships: Some(e.memberships),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn parameters_set(changes: &mut Changes, at: Origin, e: &Quality::ParametersSet) {
    at.row(&mut changes.rows, &QUALITY_PARAMETERS)
        .amount(e.platformBond)
        .amount(e.expertBond)
        .i32(e.minFeeBps.into())
        .i32(e.maxFeeBps.into());
}

fn platform_owner(changes: &mut Changes, at: Origin, platform: i64, owner: Address) {
    at.row(&mut changes.rows, &PLATFORM_OWNER)
        .i64(platform)
        .address(owner);
}

fn model_published(
    changes: &mut Changes,
    at: Origin,
    e: &Quality::ModelPublished,
) -> Result<(), String> {
    let count = e.weights.len();
    if [&e.lower, &e.upper, &e.tolerances]
        .iter()
        .any(|list| list.len() != count)
    {
        return Err("its dimensions are not of equal number".into());
    }
    let [model, version, expert] = numbers([e.model, e.version, e.expert])?;
    if version == 1 {
        at.row(&mut changes.rows, &MODEL).i64(model).i64(expert);
    }
    at.row(&mut changes.rows, &MODEL_VERSION)
        .i64(model)
        .i64(version)
        .hash(e.hash)
        .text(&e.uri)
        .numbers(e.weights.iter().map(|value| U256::from(*value)))
        .numbers(e.lower.iter().map(|value| U256::from(*value)))
        .numbers(e.upper.iter().map(|value| U256::from(*value)))
        .numbers(e.tolerances.iter().map(|value| U256::from(*value)));
    Ok(())
}

fn model_end(changes: &mut Changes, at: Origin, model: u64, struck: bool) -> Result<(), String> {
    at.row(&mut changes.rows, &MODEL_END)
        .i64(number(model)?)
        .bool(struck);
    Ok(())
}

fn enrolled(changes: &mut Changes, at: Origin, e: &Quality::Enrolled) -> Result<(), String> {
    let [model, version] = numbers([e.model, e.version])?;
    enrolment(changes, at, e.product, "enrolled")?
        .i64(model)
        .i64(version)
        .i32(e.feeBps.into())
        .null();
    Ok(())
}

/// Opens a row about an enrolment.
fn enrolment<'a>(
    changes: &'a mut Changes,
    at: Origin,
    product: u64,
    kind: &str,
) -> Result<Row<'a>, String> {
    let product = number(product)?;
    let row = at.row(&mut changes.rows, &ENROLMENT_CHANGE);
    Ok(row.i64(product).text(kind))
}
