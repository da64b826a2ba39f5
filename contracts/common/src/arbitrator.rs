//! The arbitrator as a disputing contract asks it (ERC-792): a dispute opens, and where its ruling
//! could not be pushed it is pulled.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use stylus_sdk::prelude::*;

use crate::{
    abi::encode,
    call::{call_with, view_with},
    encode::Outcome,
    wire::{number_at, word_at},
};

mod interface {
    alloy_sol_types::sol! {
        function createDispute(uint256 choices, bytes extraData) external payable returns (uint256 disputeId);
        function rulingOf(address arbitrable, uint256 disputeId) external view returns (bool isFinal, uint256 ruling);
        function dispute(uint256 disputeId) external view returns (address arbitrable, address party, address respondent, uint64 product, uint256 sum, uint256 bond, uint8 state);
    }
}
use interface::*;

/// For the party that disputes, or against it.
pub const CHOICES: u64 = 2;
/// Of a dispute for which the party has put nothing down yet.
const FUNDING: u64 = 1;

/// Opens a dispute of `party` with `respondent`, about a product (0: none) and a sum in PSC units; its
/// number at the arbitrator.
///
/// # Errors
/// The arbitrator's own.
pub fn create_dispute<S>(
    storage: &mut S,
    arbitrator: Address,
    party: Address,
    respondent: Address,
    product: u64,
    sum: U256,
) -> Outcome<U256>
where
    S: TopLevelStorage + HostAccess,
{
    let extra: Vec<u8> = encode((party, respondent, product, sum));
    let arguments = (U256::from(CHOICES), extra.as_slice());
    let answer = call_with(storage, arbitrator, createDisputeCall::SELECTOR, arguments)?;
    word_at(&answer, 0)
}

/// The ruling of a dispute of this contract's, if it is final.
///
/// # Errors
/// The arbitrator's own.
pub fn ruling_of(host: &impl Host, arbitrator: Address, dispute: U256) -> Outcome<Option<U256>> {
    let arguments = (host.contract_address(), dispute);
    let answer = view_with(host, arbitrator, rulingOfCall::SELECTOR, arguments)?;
    let ruling = word_at(&answer, 1)?;
    Ok((!word_at(&answer, 0)?.is_zero()).then_some(ruling))
}

/// Whether the party of a dispute has put nothing down yet.
///
/// # Errors
/// The arbitrator's own.
pub fn is_unfunded(host: &impl Host, arbitrator: Address, dispute: u64) -> Outcome<bool> {
    let answer = view_with(host, arbitrator, disputeCall::SELECTOR, (dispute,))?;
    Ok(number_at(&answer, 6)? == FUNDING)
}
