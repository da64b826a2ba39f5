//! Execution gives every run of the vectors, to the unit of ink: outcome, ink, output, stack, memory, and what was asked of the chain.
#![cfg(feature = "engine")]

mod common;

use alloy_primitives::{B256, U256, hex};
use common::{
    Run,
    mock::{self, Mock},
};
use stylus_vm::{
    Activation, ActivationOptions, activate,
    engine::{Outcome, Program, execute_and_peek},
};

#[test]
fn every_run_goes_as_in_nitro() {
    let mut runs = 0;
    let mut failures = Vec::new();
    for module in common::modules()
        .iter()
        .filter(|module| !module.runs.is_empty())
    {
        let options = ActivationOptions {
            stylus_version: module.stylus_version,
            page_limit: module.page_limit.unwrap_or(128),
            debug: false,
        };
        let activation = activate(&module.wasm(), &options)
            .unwrap_or_else(|error| panic!("{}: {error}", module.name));
        let program = Program::compile(&activation.instrumented)
            .unwrap_or_else(|error| panic!("{}: {error}", module.name));
        for (index, run) in module.runs.iter().enumerate() {
            runs += 1;
            for difference in compare(&activation, &program, run) {
                failures.push(format!("{} run {index}: {difference}", module.name));
            }
        }
    }
    assert_eq!(runs, 531);
    assert!(
        failures.is_empty(),
        "{} differences:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn compare(activation: &Activation, program: &Program, run: &Run) -> Vec<String> {
    let word = |text: &String| B256::from_slice(&hex::decode(text).expect("hex"));
    let storage = run
        .storage
        .iter()
        .map(|(key, value)| (word(key), word(value)));
    let mut evm = Mock::new(activation.footprint, run.is_static, storage);
    let mut env = mock::env();
    env.reentrant = run.reentrant != 0;
    if let Some(value) = run.msg_value {
        env.msg_value = U256::from(value);
    }
    let calldata = hex::decode(&run.calldata).expect("hex");
    let mut memory = Vec::new();
    let result = execute_and_peek(
        program,
        &mock::PARAMS,
        &env,
        &calldata,
        &mut evm,
        run.ink_limit,
        |bytes| memory = bytes.to_vec(),
    );

    let mut differences = Vec::new();
    let mut same = |what: &str, actual: String, expected: String| {
        if actual != expected {
            differences.push(format!("{what} is {actual}, in Nitro {expected}"));
        }
    };
    let outcome = match &result.outcome {
        Outcome::Success => "success",
        Outcome::Revert => "revert",
        Outcome::Failure(_) => "failure",
        Outcome::OutOfInk => "out_of_ink",
        Outcome::OutOfStack => "out_of_stack",
    };
    same("outcome", outcome.to_owned(), run.outcome.clone());
    same(
        "ink used",
        (run.ink_limit - result.ink_left).to_string(),
        run.ink_used.to_string(),
    );
    if let Some(gas_left) = run.gas_left {
        same(
            "gas left",
            mock::PARAMS.ink_to_gas(result.ink_left).to_string(),
            gas_left.to_string(),
        );
    } else {
        same("gas left", result.ink_left.to_string(), "0".to_owned());
    }
    same("output", hex::encode(&result.output), run.output.clone());
    same(
        "stack words left",
        result.stack_words_left.to_string(),
        run.stack_words_left.to_string(),
    );
    if let Some(peek) = &run.memory_peek {
        let bytes = memory
            .get(peek.offset..peek.offset + peek.bytes.len() / 2)
            .unwrap_or_default();
        same("memory", hex::encode(bytes), peek.bytes.clone());
    }
    let requests = |list: &[serde_json::Value]| {
        list.iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    same(
        "requests",
        requests(&evm.requests),
        requests(&run.host_requests),
    );
    differences
}
