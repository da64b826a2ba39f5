//! The arbitrator as a disputing contract asks it (ERC-792): a dispute opens, and where its ruling
//! could not be pushed it is pulled.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use stylus_sdk::{call::RawCall, prelude::*};

use crate::{
    abi::encode,
    call::{call_with, encode_with, view_with},
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

/// Most gas that [`heard_ruling`] may take: several times what an arbitrator needs.
///
/// It is also too little to silence an arbitrator on purpose. A call gets 63/64 of the gas that there
/// is: whoever leaves too little for an answer of at most this much leaves less than 6,350 for the
/// rest, which ends a dispute and takes more.
const HEARING_GAS: u64 = 400_000;

/// The same of an arbitrator that must not be able to stop what comes after: whatever it answers but a
/// final ruling is `None`.
pub fn heard_ruling(host: &impl Host, arbitrator: Address, dispute: U256) -> Option<U256> {
    let arguments = (host.contract_address(), dispute);
    let data = encode_with(rulingOfCall::SELECTOR, arguments);
    // SAFETY: a static call changes nothing that this contract keeps.
    // Two words are enough: nobody fills this program's memory.
    #[expect(unsafe_code, reason = "a raw call, to bound gas and answer")]
    let answer = unsafe {
        RawCall::new_static(host)
            .gas(HEARING_GAS)
            .limit_return_data(0, 64)
            .call(arbitrator, &data)
    };
    let answer = answer.ok()?;
    let (is_final, ruling) = (word_at(&answer, 0).ok()?, word_at(&answer, 1).ok()?);
    (!is_final.is_zero()).then_some(ruling)
}

/// Whether the party of a dispute has put nothing down yet.
///
/// # Errors
/// The arbitrator's own.
pub fn is_unfunded(host: &impl Host, arbitrator: Address, dispute: u64) -> Outcome<bool> {
    let answer = view_with(host, arbitrator, disputeCall::SELECTOR, (dispute,))?;
    Ok(number_at(&answer, 6)? == FUNDING)
}
