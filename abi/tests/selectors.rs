//! Within a contract no two functions have one selector, nor two errors, nor two events one topic: four bytes are few, and
//! the second of two functions would never be reached.

use std::collections::BTreeMap;

use alloy::json_abi::JsonAbi;
use productshare_abi::Contract;

/// What the EVM itself and Solidity mean by an error: `Error(string)`, `Panic(uint256)`.
const RESERVED: [[u8; 4]; 2] = [[0x08, 0xc3, 0x79, 0xa0], [0x4e, 0x48, 0x7b, 0x71]];

/// Complains of each signature whose key another one has.
fn clashes<K: Ord>(named: impl IntoIterator<Item = (K, String)>) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let mut found = Vec::new();
    for (key, signature) in named {
        if let Some(other) = seen.insert(key, signature.clone()) {
            found.push(format!("{signature} and {other}"));
        }
    }
    found
}

#[test]
fn clashes_are_found() {
    // Two functions that are known to share 0x42966c68.
    let abi = JsonAbi::parse([
        "function burn(uint256 amount)",
        "function collate_propagate_storage(bytes16 x)",
    ])
    .unwrap();
    let selectors = abi.functions().map(|f| (f.selector(), f.signature()));
    assert_eq!(clashes(selectors).len(), 1);
    assert!(clashes([(1, "a".to_owned()), (2, "b".to_owned())]).is_empty());
}

#[test]
fn nothing_of_a_contract_shares_a_selector() {
    let mut found = Vec::new();
    for contract in Contract::ALL {
        let abi: JsonAbi = serde_json::from_str(contract.json()).unwrap();
        assert!(abi.functions().count() > 3, "{contract} has no functions");
        let functions = abi.functions().map(|f| (f.selector(), f.signature()));
        let errors = abi.errors().map(|e| (e.selector(), e.signature()));
        let events = abi.events().map(|e| (e.selector(), e.signature()));
        for clash in [clashes(functions), clashes(errors), clashes(events)].concat() {
            found.push(format!("{contract}: {clash}"));
        }
        for error in abi.errors().filter(|e| RESERVED.contains(&e.selector().0)) {
            found.push(format!("{contract}: {} is reserved", error.signature()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
