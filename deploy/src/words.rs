//! Calls and logs in words, by the interfaces of this project's contracts.

use std::sync::LazyLock;

use alloy::{
    dyn_abi::{DynSolType, DynSolValue, JsonAbiExt, Specifier},
    json_abi::JsonAbi,
    primitives::{Address, Bytes, Selector},
};

use crate::{
    contract::{Addresses, Contract},
    revert::show,
};

/// Characters of one call at most: a report names it, the chain has all of it.
const LONGEST: usize = 400;

/// In the order of [`Contract::ALL`].
static ABIS: LazyLock<Vec<JsonAbi>> = LazyLock::new(|| {
    let contracts = Contract::ALL.iter();
    // The files were read by the compiler, too: they do parse.
    contracts
        .map(|contract| serde_json::from_str(contract.json()).unwrap_or_default())
        .collect()
});

/// `psc.transferOwnership(newOwner 0x...)`; the bytes, if target or function is not the project's.
pub(crate) fn call(at: &Addresses, target: Address, data: &[u8]) -> String {
    let contract = Contract::ALL.into_iter().find(|c| at[*c] == target);
    let known = contract.and_then(|contract| known_call(contract, data));
    let mut words = known.unwrap_or_else(|| {
        let target = contract.map_or_else(|| target.to_string(), |c| c.to_string());
        format!("{target} with {}", Bytes::copy_from_slice(data))
    });
    if let Some((end, _)) = words.char_indices().nth(LONGEST) {
        words.truncate(end);
        words.push_str("...");
    }
    words
}

fn known_call(contract: Contract, data: &[u8]) -> Option<String> {
    let (selector, arguments) = data.split_at_checked(4)?;
    let selector = Selector::from_slice(selector);
    let mut functions = ABIS[contract as usize].functions();
    let function = functions.find(|f| f.selector() == selector)?;
    let values = function.abi_decode_input(arguments).ok()?;
    // Another encoding could mean something else to the contract than to this decoder.
    if function.abi_encode_input(&values).ok()? != data {
        return None;
    }
    let names = function.inputs.iter().map(|input| input.name.as_str());
    Some(format!(
        "{contract}.{}({})",
        function.name,
        named(names, &values)
    ))
}

/// `minBond 5, bondBps 500`: what an event says beside its topics; the bytes, if they are not that.
pub(crate) fn said(contract: Contract, event: &str, data: &[u8]) -> String {
    known_event(contract, event, data).unwrap_or_else(|| Bytes::copy_from_slice(data).to_string())
}

fn known_event(contract: Contract, event: &str, data: &[u8]) -> Option<String> {
    let event = ABIS[contract as usize].event(event)?.first()?;
    let inputs = || event.inputs.iter().filter(|input| !input.indexed);
    let types: Result<Vec<DynSolType>, _> = inputs().map(Specifier::resolve).collect();
    let decoded = DynSolType::Tuple(types.ok()?)
        .abi_decode_params(data)
        .ok()?;
    let names = inputs().map(|input| input.name.as_str());
    Some(named(names, decoded.as_tuple()?))
}

fn named<'a>(names: impl Iterator<Item = &'a str>, values: &[DynSolValue]) -> String {
    let pairs = names.zip(values);
    let pairs: Vec<String> = pairs.map(|(n, v)| format!("{n} {}", show(v))).collect();
    pairs.join(", ")
}

#[cfg(test)]
mod tests {
    use alloy::{
        primitives::U256,
        sol_types::{SolCall, SolEvent},
    };
    use productshare_abi::{Psc, Quality, Timelock};

    use super::*;

    fn places() -> Addresses {
        let mut at = Addresses::default();
        for (n, contract) in (1u8..).zip(Contract::ALL) {
            at[contract] = Address::repeat_byte(n);
        }
        at
    }

    #[test]
    fn calls_are_told_by_contract_function_and_arguments() {
        let at = places();
        let to = Address::repeat_byte(0xab);
        let hand_over = Psc::transferOwnershipCall { newOwner: to }.abi_encode();
        assert_eq!(
            call(&at, at[Contract::Psc], &hand_over),
            format!("psc.transferOwnership(newOwner {to})")
        );
        let batch = Timelock::scheduleBatchCall {
            targets: vec![to],
            values: vec![U256::from(7)],
            payloads: vec![vec![1, 2].into()],
            ..Default::default()
        };
        let told = call(&at, at[Contract::Timelock], &batch.abi_encode());
        let expected =
            format!("timelock.scheduleBatch(targets [{to}], values [7], payloads [0x0102], ");
        assert!(told.starts_with(&expected), "{told}");
    }

    #[test]
    fn what_is_not_known_to_the_byte_stays_raw() {
        let at = places();
        let stranger = Address::repeat_byte(0xee);
        let hand_over = Psc::transferOwnershipCall { newOwner: stranger }.abi_encode();
        let raw = Bytes::from(hand_over.clone());
        assert_eq!(
            call(&at, stranger, &hand_over),
            format!("{stranger} with {raw}")
        );
        let mut dirty = hand_over.clone();
        dirty[4] = 1;
        let longer = [&hand_over[..], &[0]].concat();
        for data in [&dirty[..], &longer, &[], &hand_over[..3], &[1, 2, 3, 4]] {
            let raw = Bytes::copy_from_slice(data);
            assert_eq!(
                call(&at, at[Contract::Psc], data),
                format!("psc with {raw}")
            );
        }
        let long = call(&at, stranger, &[7; 1_000]);
        assert_eq!(long.chars().count(), LONGEST + 3);
    }

    #[test]
    fn events_are_told_by_their_names() {
        let set = Quality::ParametersSet {
            platformBond: U256::from(1),
            expertBond: U256::from(2),
            minFeeBps: 3,
            maxFeeBps: 4,
        };
        let data = set.encode_data();
        let told = said(Contract::Quality, "ParametersSet", &data);
        assert_eq!(
            told,
            "platformBond 1, expertBond 2, minFeeBps 3, maxFeeBps 4"
        );
        assert_eq!(said(Contract::Quality, "ParametersSet", &[1]), "0x01");
    }
}
