//! Activation gives every figure of the vectors, to the unit, and accepts and rejects the same modules.

mod common;

use common::{DebugChain, Expected, Module};
use stylus_vm::{Activation, ActivationError, ActivationOptions, activate};

#[test]
fn every_module_activates_as_in_nitro() {
    check_all(false);
}

#[test]
fn every_module_activates_as_in_nitro_on_a_debug_chain() {
    check_all(true);
}

fn check_all(debug: bool) {
    let modules = common::modules();
    assert_eq!(modules.len(), 325);
    let failures: Vec<String> = modules
        .iter()
        .filter_map(|module| {
            let expected = match &module.activation_debug_chain {
                DebugChain::Differs(expected) if debug => expected,
                DebugChain::Same(word) => {
                    assert_eq!(word, "same");
                    &module.activation
                }
                DebugChain::Differs(_) => &module.activation,
            };
            compare(expected, activated(module, debug))
                .err()
                .map(|why| format!("{}: {why}", module.name))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} modules differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn activated(module: &Module, debug: bool) -> Result<Activation, ActivationError> {
    let options = ActivationOptions {
        stylus_version: module.stylus_version,
        page_limit: module.page_limit.unwrap_or(128),
        debug,
    };
    activate(&module.wasm(), &options)
}

fn compare(expected: &Expected, actual: Result<Activation, ActivationError>) -> Result<(), String> {
    let actual = match actual {
        Ok(actual) if expected.ok => actual,
        Err(_) if !expected.ok => return Ok(()),
        Ok(_) => return Err(format!("accepted; Nitro: {:?}", expected.error)),
        Err(error) => return Err(format!("rejected: {error}")),
    };
    let same = |what: &str, expected: Option<u64>, actual: u64| match expected {
        Some(expected) if expected == actual => Ok(()),
        expected => Err(format!("{what}: {actual}, Nitro {expected:?}")),
    };
    same(
        "init cost",
        expected.init_cost.map(u64::from),
        actual.init_cost.into(),
    )?;
    same(
        "cached init cost",
        expected.cached_init_cost.map(u64::from),
        actual.cached_init_cost.into(),
    )?;
    same(
        "footprint",
        expected.footprint.map(u64::from),
        actual.footprint.into(),
    )?;
    same(
        "asm estimate",
        expected.asm_estimate.map(u64::from),
        actual.asm_estimate.into(),
    )?;
    same("gas used", expected.gas_used, actual.gas_used)?;
    same(
        "functions",
        expected.functions.map(|count| count as u64),
        actual.functions.len() as u64,
    )?;
    same(
        "imports",
        expected.imports.map(u64::from),
        actual.imports.into(),
    )?;
    same("globals", expected.globals, actual.size.globals)?;
    same("operators", expected.operators, actual.operators())?;
    if let Some(functions) = &expected.per_function {
        for (index, (expected, actual)) in functions.iter().zip(&actual.functions).enumerate() {
            let what = |figure| format!("function {index} {figure}");
            same(
                &what("operators"),
                Some(expected.operators.into()),
                actual.operators.into(),
            )?;
            same(
                &what("frame words"),
                Some(expected.frame_words.into()),
                actual.frame_words.into(),
            )?;
            same(
                &what("locals"),
                Some(expected.declared_locals.into()),
                actual.declared_locals.into(),
            )?;
        }
    }
    if let Some(words) = &expected.frame_words {
        let actual: Vec<u32> = actual
            .functions
            .iter()
            .map(|function| function.frame_words)
            .collect();
        if *words != actual {
            return Err(format!("frame words {actual:?}, Nitro {words:?}"));
        }
    }
    wasmparser::validate(&actual.instrumented)
        .map_err(|error| format!("instrumented module: {error}"))?;
    Ok(())
}
