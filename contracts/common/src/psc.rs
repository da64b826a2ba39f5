//! PSC as the protocol's contracts use it: taken by allowance, permit or authorization, paid so that no payee stops
//! another. The token is told by its address, which each contract keeps in its own way.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use stylus_sdk::prelude::*;

use crate::{abi::Reader, call::call_with, encode::Outcome};

mod interface {
    alloy_sol_types::sol! {
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function multiTransfer(address[] to, uint256[] values) external returns (uint256 skipped);
        function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature) external;
        function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) external;
    }
}
use interface::*;

/// Takes PSC within the account's allowance for this contract.
///
/// # Errors
/// PSC's own.
pub fn pull<S>(storage: &mut S, token: Address, from: Address, value: U256) -> Outcome
where
    S: TopLevelStorage + HostAccess,
{
    let to = storage.vm().contract_address();
    pull_to(storage, token, from, to, value)
}

/// The same, straight to another account.
///
/// # Errors
/// PSC's own.
pub fn pull_to<S>(
    storage: &mut S,
    token: Address,
    from: Address,
    to: Address,
    value: U256,
) -> Outcome
where
    S: TopLevelStorage + HostAccess,
{
    call_with(
        storage,
        token,
        transferFromCall::SELECTOR,
        (from, to, value),
    )?;
    Ok(())
}

/// Brings a permit of the caller for this contract (ERC-2612). Its failure is ignored: whoever read it
/// in the mempool may have brought it first, and the allowance decides anyway.
pub fn try_permit<S>(storage: &mut S, token: Address, value: U256, deadline: u64, signature: &[u8])
where
    S: TopLevelStorage + HostAccess,
{
    let vm = storage.vm();
    let (owner, spender) = (vm.msg_sender(), vm.contract_address());
    let arguments = (owner, spender, value, U256::from(deadline), signature);
    let _ = call_with(storage, token, permitCall::SELECTOR, arguments);
}

/// Takes PSC by the account's ERC-3009 authorization for exactly this, good until the second before
/// `deadline`.
///
/// # Errors
/// PSC's own.
pub fn pull_authorized<S>(
    storage: &mut S,
    token: Address,
    from: Address,
    value: U256,
    deadline: u64,
    nonce: B256,
    signature: &[u8],
) -> Outcome
where
    S: TopLevelStorage + HostAccess,
{
    let (to, deadline) = (storage.vm().contract_address(), U256::from(deadline));
    let arguments = (from, to, value, U256::ZERO, deadline, nonce, signature);
    let selector = receiveWithAuthorizationCall::SELECTOR;
    call_with(storage, token, selector, arguments)?;
    Ok(())
}

/// Sends PSC to one account, or fails.
///
/// # Errors
/// PSC's own.
pub fn send<S>(storage: &mut S, token: Address, to: Address, value: U256) -> Outcome
where
    S: TopLevelStorage + HostAccess,
{
    call_with(storage, token, transferCall::SELECTOR, (to, value))?;
    Ok(())
}

/// Sends PSC to several accounts; a bit, from the lowest, for each that got nothing because PSC
/// blocks it. The caller credits those: one payee never stops the others.
///
/// # Errors
/// PSC's own.
pub fn send_each<S>(
    storage: &mut S,
    token: Address,
    payees: &Vec<Address>,
    amounts: &Vec<U256>,
) -> Outcome<U256>
where
    S: TopLevelStorage + HostAccess,
{
    let selector = multiTransferCall::SELECTOR;
    let answer = call_with(storage, token, selector, (payees, amounts))?;
    Reader::new(&answer).next()
}
