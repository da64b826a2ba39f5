//! What the contracts ask of each other is there: each function that a contract's source declares of another one is in
//! somebody's interface, and answers at least what the caller reads. A call to a function that is not there fails without
//! a reason, and only where it is made.

use std::{fs, path::Path};

use alloy::json_abi::{Function, JsonAbi};
use productshare_abi::Contract;

/// Asked of contracts that are not ours: the reserve's asset, wallets that sign by ERC-1271.
const FOREIGN: [&str; 2] = ["decimals()", "isValidSignature(bytes32,bytes)"];

fn declared(folder: &Path, found: &mut Vec<(String, Function)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            declared(&path, found);
            continue;
        }
        if path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines() {
            let line = line.trim();
            if line.starts_with("function ") && line.ends_with(';') {
                let function = Function::parse(line.trim_end_matches(';'));
                let function =
                    function.unwrap_or_else(|e| panic!("{}: {line}: {e}", path.display()));
                found.push((path.display().to_string(), function));
            }
        }
    }
}

#[test]
fn functions_that_contracts_ask_for_are_there() {
    let there: Vec<Function> = Contract::ALL
        .iter()
        .map(|contract| serde_json::from_str::<JsonAbi>(contract.json()).unwrap())
        .flat_map(|abi| abi.functions().cloned().collect::<Vec<_>>())
        .collect();
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts");
    let mut asked = Vec::new();
    for contract in fs::read_dir(contracts).unwrap() {
        let sources = contract.unwrap().path().join("src");
        if sources.is_dir() {
            declared(&sources, &mut asked);
        }
    }
    assert!(asked.len() > 50, "{} functions found only", asked.len());
    let types = |function: &Function| -> Vec<String> {
        let outputs = function.outputs.iter();
        outputs.map(|output| output.ty.clone()).collect()
    };
    let missing: Vec<String> = asked
        .into_iter()
        .filter(|(_, function)| !FOREIGN.contains(&function.signature().as_str()))
        .filter(|(_, function)| {
            let wanted = types(function);
            !there.iter().any(|other| {
                other.signature() == function.signature() && types(other).starts_with(&wanted)
            })
        })
        .map(|(path, function)| format!("{path}: {}", function.signature()))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
