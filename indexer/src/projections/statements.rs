//! Sales that platforms settled themselves. Reads abi/Statements.sol; writes receipt_signer, reporting_begin,
//! carried_product, statement, statement_line, statement_close, proved_purchase, receipt_challenge, challenge_answer,
//! challenge_slash, statement_dispute, statement_refutation, statements_parameters, network_ruling, credit_change,
//! connection, role_change.

use alloy::primitives::U256;
use productshare_abi::Statements::{self, StatementsEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers};
use crate::{
    deployment::{Contract, Deployment},
    store::copy::{Row, Table},
};

const CONTRACT: &str = "statements";
const RECEIPT_SIGNER: Table =
    event_table!("receipt_signer": "platform" "signer" "allowed" "at_time");
const REPORTING_BEGIN: Table = event_table!("reporting_begin": "platform" "from_time");
const CARRIED_PRODUCT: Table =
    event_table!("carried_product": "platform" "product" "fee_bps" "at_time");
const STATEMENT: Table = event_table!("statement":
    "id" "platform" "from_time" "until_time" "uri" "hash");
const STATEMENT_LINE: Table = event_table!("statement_line":
    "statement" "product" "gross" "receipts" "root" "fee_bps" "experience_fee" "community_fee");
const STATEMENT_CLOSE: Table = event_table!("statement_close":
    "statement" "platform" "lines" "gross" "experience_fee" "community_fee");
const PROVED_PURCHASE: Table = event_table!("proved_purchase":
    "id" "statement" "buyer" "product" "gross" "sold_at" "number" "receipt");
const RECEIPT_CHALLENGE: Table = event_table!("receipt_challenge":
    "id" "platform" "challenger" "product" "buyer" "gross" "sold_at" "number" "receipt" "bond" "answer_until");
const CHALLENGE_ANSWER: Table =
    event_table!("challenge_answer": "challenge" "statement" "account" "bond");
const CHALLENGE_SLASH: Table = event_table!("challenge_slash":
    "challenge" "platform" "challenger" "to_challenger" "to_community" "bond");
const STATEMENT_DISPUTE: Table = event_table!("statement_dispute":
    "statement" "dispute" "account" "sum" "replaced" "evidence");
const STATEMENT_REFUTATION: Table =
    event_table!("statement_refutation": "statement" "dispute" "account" "amount");
const STATEMENTS_PARAMETERS: Table =
    event_table!("statements_parameters": "challenge_bond" "min_slash");
pub const TABLES: &[&Table] = &[
    &RECEIPT_SIGNER,
    &REPORTING_BEGIN,
    &CARRIED_PRODUCT,
    &STATEMENT,
    &STATEMENT_LINE,
    &STATEMENT_CLOSE,
    &PROVED_PURCHASE,
    &RECEIPT_CHALLENGE,
    &CHALLENGE_ANSWER,
    &CHALLENGE_SLASH,
    &STATEMENT_DISPUTE,
    &STATEMENT_REFUTATION,
    &STATEMENTS_PARAMETERS,
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
        Event::ParametersSet(e) => {
            at.row(&mut changes.rows, &STATEMENTS_PARAMETERS)
                .amount(e.challengeBond)
                .amount(e.minSlash);
        }
        Event::SignerSet(e) => {
            let [platform, time] = numbers([e.platform, e.at])?;
            at.row(&mut changes.rows, &RECEIPT_SIGNER)
                .i64(platform)
                .address(e.signer)
                .bool(e.allowed)
                .i64(time);
        }
        Event::ReportingBegun(e) => {
            let [platform, from] = numbers([e.platform, e.from])?;
            at.row(&mut changes.rows, &REPORTING_BEGIN)
                .i64(platform)
                .i64(from);
        }
        Event::ProductCarried(e) => {
            let [platform, product, time] = numbers([e.platform, e.product, e.at])?;
            at.row(&mut changes.rows, &CARRIED_PRODUCT)
                .i64(platform)
                .i64(product)
                .i32(e.feeBps.into())
                .i64(time);
        }
        Event::StatementOpened(e) => {
            let [id, platform, from, until] = numbers([e.statement, e.platform, e.from, e.until])?;
            at.row(&mut changes.rows, &STATEMENT)
                .i64(id)
                .i64(platform)
                .i64(from)
                .i64(until)
                .text(&e.uri)
                .hash(e.hash);
        }
        Event::LineSubmitted(e) => {
            let [statement, product, count] = numbers([e.statement, e.product, e.count])?;
            at.row(&mut changes.rows, &STATEMENT_LINE)
                .i64(statement)
                .i64(product)
                .amount(e.gross)
                .i64(count)
                .hash(e.root)
                .i32(e.feeBps.into())
                .amount(e.experienceFee)
                .amount(e.communityFee);
        }
        Event::StatementClosed(e) => {
            let [statement, platform, lines] = numbers([e.statement, e.platform, e.lines])?;
            at.row(&mut changes.rows, &STATEMENT_CLOSE)
                .i64(statement)
                .i64(platform)
                .i64(lines)
                .amount(e.gross)
                .amount(e.experienceFee)
                .amount(e.communityFee);
        }
        Event::PurchaseProved(e) => purchase_proved(changes, at, &e)?,
        Event::ChallengeOpened(e) => challenge_opened(changes, at, &e)?,
        Event::ChallengeAnswered(e) => {
            let [challenge, statement] = numbers([e.challenge, e.statement])?;
            at.row(&mut changes.rows, &CHALLENGE_ANSWER)
                .i64(challenge)
                .i64(statement)
                .address(e.account)
                .amount(e.bond);
        }
        Event::PlatformSlashed(e) => {
            let [challenge, platform] = numbers([e.challenge, e.platform])?;
            at.row(&mut changes.rows, &CHALLENGE_SLASH)
                .i64(challenge)
                .i64(platform)
                .address(e.challenger)
                .amount(e.toChallenger)
                .amount(e.toCommunity)
                .amount(e.bond);
        }
        Event::StatementDisputed(e) => {
            let replaced = Some(e.replaced).filter(|of| !of.is_zero());
            at.row(&mut changes.rows, &STATEMENT_DISPUTE)
                .i64(number(e.statement)?)
                .amount(e.disputeId)
                .address(e.account)
                .amount(e.sum)
                .maybe(replaced, Row::amount)
                .text(&e.evidence);
        }
        Event::Ruling(e) => {
            changes.network_ruling(at, CONTRACT, e.arbitrator, e.disputeId, e.ruling)
        }
        Event::StatementRefuted(e) => {
            at.row(&mut changes.rows, &STATEMENT_REFUTATION)
                .i64(number(e.statement)?)
                .amount(e.disputeId)
                .address(e.account)
                .amount(e.amount);
        }
        Event::PaymentDeferred(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, false),
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, true),
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

fn connected(changes: &mut Changes, at: Origin, e: &Statements::Connected) {
    let others = Connected {
        quality: Some(e.quality),
        catalog: Some(e.catalog),
        cycles: Some(e.cycles),
        arbitration: Some(e.arbitration),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn purchase_proved(
    changes: &mut Changes,
    at: Origin,
    e: &Statements::PurchaseProved,
) -> Result<(), String> {
    let [id, statement, product, time] = numbers([e.purchase, e.statement, e.product, e.time])?;
    at.row(&mut changes.rows, &PROVED_PURCHASE)
        .i64(id)
        .i64(statement)
        .address(e.buyer)
        .i64(product)
        .amount(e.gross)
        .i64(time)
        .amount(U256::from(e.number))
        .hash(e.receipt);
    Ok(())
}

/// What was signed of product and number is not looked into: they may be any.
fn challenge_opened(
    changes: &mut Changes,
    at: Origin,
    e: &Statements::ChallengeOpened,
) -> Result<(), String> {
    let [id, platform, time, until] = numbers([e.challenge, e.platform, e.time, e.answerUntil])?;
    at.row(&mut changes.rows, &RECEIPT_CHALLENGE)
        .i64(id)
        .i64(platform)
        .address(e.challenger)
        .amount(U256::from(e.product))
        .address(e.buyer)
        .amount(e.gross)
        .i64(time)
        .amount(U256::from(e.number))
        .hash(e.receipt)
        .amount(e.bond)
        .i64(until);
    Ok(())
}
