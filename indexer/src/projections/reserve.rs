//! The reserve behind ShareCash. Reads abi/Reserve.sol; writes issuance, redemption, redemption_end,
//! attestation, reserve_report, fee_deferral, fee_collection, attestor_set,
//! issuer_change, parameter_change, role_change.

use alloy::{
    primitives::{Address, B256, U256, keccak256},
    sol_types::SolValue,
};
use productshare_abi::Reserve::{self, ReserveEvents as Event};

use super::{Changes, Origin, event_table, number};
use crate::{
    deployment::{Contract, Deployment},
    store::copy::Table,
};

const ISSUANCE: Table = event_table!("issuance": "kind" "payer" "recipient" "amount" "assets");
const REDEMPTION: Table = event_table!("redemption":
    "kind" "id" "holder" "recipient" "issuer" "amount" "fee" "assets" "deadline" "payment_reference");
const REDEMPTION_END: Table = event_table!("redemption_end": "id" "settled" "amount");
const ATTESTATION: Table = event_table!("attestation":
    "hash" "amount" "settled" "as_of" "valid_until" "composition_hash" "uri" "previous_hash" "signers");
const RESERVE_REPORT: Table = event_table!("reserve_report":
    "id" "onchain_supply" "attested_supply" "onchain_reserve" "attested_in_force" "attested_as_of" "ratio_bps"
    "previous_hash" "hash" "hash_valid");
const FEE_DEFERRAL: Table = event_table!("fee_deferral": "assets");
const FEE_COLLECTION: Table = event_table!("fee_collection": "recipient" "assets");
const ATTESTOR_SET: Table = event_table!("attestor_set": "accounts" "threshold");
const ISSUER_CHANGE: Table = event_table!("issuer_change": "issuer" "allowed" "allowance");
pub const TABLES: &[&Table] = &[
    &ISSUANCE,
    &REDEMPTION,
    &REDEMPTION_END,
    &ATTESTATION,
    &RESERVE_REPORT,
    &FEE_DEFERRAL,
    &FEE_COLLECTION,
    &ATTESTOR_SET,
    &ISSUER_CHANGE,
];

/// # Errors
/// What is wrong with the event, when its id is one that no counter can have reached.
pub fn apply(
    event: Event,
    at: Origin,
    deployment: &Deployment,
    changes: &mut Changes,
) -> Result<(), String> {
    match event {
        Event::Issued(e) => issued(changes, at, &e),
        Event::Redeemed(e) => redeemed(changes, at, &e),
        Event::Attested(e) => attested(changes, at, &e),
        Event::AttestedMinted(e) => attested_minted(changes, at, &e),
        Event::RedemptionRequested(e) => redemption_requested(changes, at, &e)?,
        Event::RedemptionSettled(e) => redemption_end(changes, at, number(e.id)?, true, e.amount),
        Event::RedemptionCancelled(e) => {
            redemption_end(changes, at, number(e.id)?, false, e.amount)
        }
        Event::ReserveReported(e) => reserve_reported(changes, at, deployment, &e)?,
        Event::FeeDeferred(e) => fee_deferred(changes, at, e.assets),
        Event::FeesCollected(e) => fees_collected(changes, at, e.to, e.assets),
        Event::AttestorsSet(e) => attestors_set(changes, at, &e),
        Event::IssuerSet(e) => issuer_set(changes, at, e.issuer, e.allowed, e.allowance),
        Event::RedemptionFeeSet(e) => {
            parameter(changes, at, "redemption_fee_bps", U256::from(e.bps))
        }
        Event::AttestedCapSet(e) => parameter(changes, at, "attested_cap_bps", U256::from(e.bps)),
        Event::MaxAttestationAgeSet(e) => {
            parameter(changes, at, "max_attestation_age_secs", U256::from(e.secs))
        }
        Event::RedemptionWindowSet(e) => {
            parameter(changes, at, "redemption_window_secs", U256::from(e.secs))
        }
        Event::OwnershipTransferred(e) => changes.role(at, "reserve", "owner", e.newOwner, true),
    }
    Ok(())
}

/// The hash that a report must carry: keccak256 of the ABI encoding of its fields, the chain and the
/// contract. `report` supplies the fields and the hash of the report before.
pub fn report_hash(chain_id: u64, reserve: Address, report: &Reserve::ReserveReported) -> B256 {
    let fields = (
        U256::from(chain_id),
        reserve,
        report.id,
        report.onchainSupply,
        report.attestedSupply,
        report.onchainReserve,
        report.attestedInForce,
        report.attestedAsOf,
        report.ratioBps,
        report.previousHash,
    );
    keccak256(fields.abi_encode_params())
}

fn issued(changes: &mut Changes, at: Origin, e: &Reserve::Issued) {
    at.row(&mut changes.rows, &ISSUANCE)
        .text("onchain")
        .address(e.payer)
        .address(e.to)
        .amount(e.amount)
        .amount(e.assets);
}

fn attested_minted(changes: &mut Changes, at: Origin, e: &Reserve::AttestedMinted) {
    at.row(&mut changes.rows, &ISSUANCE)
        .text("attested")
        .address(e.issuer)
        .address(e.to)
        .amount(e.amount)
        .null();
}

fn redeemed(changes: &mut Changes, at: Origin, e: &Reserve::Redeemed) {
    at.row(&mut changes.rows, &REDEMPTION)
        .text("onchain")
        .null()
        .address(e.holder)
        .address(e.to)
        .null()
        .amount(e.amount)
        .amount(e.fee)
        .amount(e.assets)
        .null()
        .null();
}

fn redemption_requested(
    changes: &mut Changes,
    at: Origin,
    e: &Reserve::RedemptionRequested,
) -> Result<(), String> {
    let id = number(e.id)?;
    at.row(&mut changes.rows, &REDEMPTION)
        .text("offchain")
        .i64(id)
        .address(e.holder)
        .null()
        .address(e.issuer)
        .amount(e.amount)
        .null()
        .null()
        .amount(U256::from(e.deadline))
        .hash(e.paymentReference);
    Ok(())
}

fn redemption_end(changes: &mut Changes, at: Origin, id: i64, settled: bool, amount: U256) {
    at.row(&mut changes.rows, &REDEMPTION_END)
        .i64(id)
        .bool(settled)
        .amount(amount);
}

fn attested(changes: &mut Changes, at: Origin, e: &Reserve::Attested) {
    at.row(&mut changes.rows, &ATTESTATION)
        .hash(e.hash)
        .amount(e.amount)
        .amount(e.settled)
        .amount(U256::from(e.asOf))
        .amount(U256::from(e.validUntil))
        .hash(e.compositionHash)
        .text(&e.uri)
        .hash(e.previousHash)
        .addresses(&e.signers);
}

fn reserve_reported(
    changes: &mut Changes,
    at: Origin,
    deployment: &Deployment,
    e: &Reserve::ReserveReported,
) -> Result<(), String> {
    let id = number(e.id)?;
    let hash_valid = report_hash(
        deployment.chain_id,
        deployment.address(Contract::Reserve),
        e,
    ) == e.hash;
    at.row(&mut changes.rows, &RESERVE_REPORT)
        .i64(id)
        .amount(e.onchainSupply)
        .amount(e.attestedSupply)
        .amount(e.onchainReserve)
        .amount(e.attestedInForce)
        .amount(U256::from(e.attestedAsOf))
        .amount(e.ratioBps)
        .hash(e.previousHash)
        .hash(e.hash)
        .bool(hash_valid);
    Ok(())
}

fn fee_deferred(changes: &mut Changes, at: Origin, assets: U256) {
    at.row(&mut changes.rows, &FEE_DEFERRAL).amount(assets);
}

fn fees_collected(changes: &mut Changes, at: Origin, to: Address, assets: U256) {
    at.row(&mut changes.rows, &FEE_COLLECTION)
        .address(to)
        .amount(assets);
}

fn attestors_set(changes: &mut Changes, at: Origin, e: &Reserve::AttestorsSet) {
    at.row(&mut changes.rows, &ATTESTOR_SET)
        .addresses(&e.accounts)
        .i32(i32::from(e.threshold));
}

fn issuer_set(changes: &mut Changes, at: Origin, issuer: Address, allowed: bool, allowance: U256) {
    at.row(&mut changes.rows, &ISSUER_CHANGE)
        .address(issuer)
        .bool(allowed)
        .amount(allowance);
}

fn parameter(changes: &mut Changes, at: Origin, name: &str, value: U256) {
    changes.parameter(at, "reserve", name, value);
}
