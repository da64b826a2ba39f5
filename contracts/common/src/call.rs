//! Checked calls to other contracts, generic over the interface's call types.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall};
use stylus_sdk::{call, prelude::*, stylus_core::calls::errors::Error};

use crate::{
    abi::Returns,
    encode::{revert, Outcome, Revert, StaticTokens},
};

sol! {
    /// The token answered that it did not do what it was asked.
    error TokenCallFailed(address token);
}

/// Calls `to` with static arguments and returns its answer as it came. Storage is written back
/// first (the SDK's `call` flushes its cache), so the callee sees this contract as it is.
///
/// # Errors
/// The callee's own revert data, unchanged.
pub fn call_contract<S, C>(storage: &mut S, to: Address, question: &C) -> Outcome<Vec<u8>>
where
    S: TopLevelStorage + HostAccess,
    C: SolCall,
    for<'a> C::Token<'a>: StaticTokens,
{
    let data = encode_call(question);
    let context = Call::new_mutating(storage);
    call::call(storage.vm(), context, to, &data).map_err(revert_data)
}

/// The same for arguments of any type the ABI knows, lists among them; that they are those of the
/// interface's `SELECTOR` is the caller's to see to.
///
/// # Errors
/// As [`call_contract`].
pub fn call_with<S, T>(
    storage: &mut S,
    to: Address,
    selector: [u8; 4],
    arguments: T,
) -> Outcome<Vec<u8>>
where
    S: TopLevelStorage + HostAccess,
    T: Returns,
{
    let data = encode_with(selector, arguments);
    let context = Call::new_mutating(storage);
    call::call(storage.vm(), context, to, &data).map_err(revert_data)
}

/// [`call_with`] without the right to change any state.
///
/// # Errors
/// As [`call_contract`].
pub fn view_with<T: Returns>(
    host: &impl Host,
    to: Address,
    selector: [u8; 4],
    arguments: T,
) -> Outcome<Vec<u8>> {
    let data = encode_with(selector, arguments);
    call::static_call(host, Call::new(), to, &data).map_err(revert_data)
}

/// [`call_contract`] without the right to change any state.
///
/// # Errors
/// As [`call_contract`].
pub fn view_contract<C>(host: &impl Host, to: Address, question: &C) -> Outcome<Vec<u8>>
where
    C: SolCall,
    for<'a> C::Token<'a>: StaticTokens,
{
    call::static_call(host, Call::new(), to, &encode_call(question)).map_err(revert_data)
}

/// Calls an ERC-20 whose `transfer` and its like answer true, or, as some do, nothing. There must
/// be a contract at `token`: an empty account answers nothing to everything.
///
/// # Errors
/// The token's own revert data; `TokenCallFailed` for any other answer.
pub fn call_token<S, C>(storage: &mut S, token: Address, question: &C) -> Outcome
where
    S: TopLevelStorage + HostAccess,
    C: SolCall,
    for<'a> C::Token<'a>: StaticTokens,
{
    let answer = call_contract(storage, token, question)?;
    if answer.is_empty() || uint(&answer) == Some(U256::from(1)) {
        return Ok(());
    }
    Err(revert(TokenCallFailed { token }))
}

/// The number that an answer consists of; `None` if it is shorter than a word.
pub fn uint(answer: &[u8]) -> Option<U256> {
    answer.get(..32).map(U256::from_be_slice)
}

fn revert_data(error: Error) -> Revert {
    match error {
        Error::Revert(data) => data,
        Error::AbiDecodingFailed(_) => Vec::new(),
    }
}

pub(crate) fn encode_with<T: Returns>(selector: [u8; 4], arguments: T) -> Vec<u8> {
    let mut data = Vec::with_capacity(4 + 32 * 16);
    data.extend_from_slice(&selector);
    arguments.put_all(&mut data);
    data
}

fn encode_call<C>(question: &C) -> Vec<u8>
where
    C: SolCall,
    for<'a> C::Token<'a>: StaticTokens,
{
    let mut data = Vec::with_capacity(4 + 32 * 8);
    data.extend_from_slice(&C::SELECTOR);
    question.tokenize().write_to(&mut data);
    data
}
