//! The chain's rewriting of wasm modules: what anybody may send to be activated.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use stylus_vm::{ActivationOptions, activate, engine::Program};
use wasm_smith::{Config, Module};

// The tests of the rewriting hold generated programs to the same.
#[path = "../../devchain/stylus-vm/tests/common/metering.rs"]
mod metering;
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the tests of the rewriting use more of it"
)]
#[path = "../../devchain/stylus-vm/tests/common/mock.rs"]
mod mock;

/// How often a module may turn in loops and calls before it traps.
const FUEL: u32 = 500;

/// Noise never panics; a whole module, once accepted, runs as it would have run by itself, and pays for it.
pub fn check(data: &[u8]) {
    let Some((&kind, data)) = data.split_first() else {
        return;
    };
    let options = ActivationOptions {
        stylus_version: 2 + u16::from(kind & 1),
        debug: kind & 2 != 0,
        ..ActivationOptions::default()
    };
    if kind & 4 != 0 {
        noise(data, &options);
    } else {
        whole(data, &options);
    }
}

fn noise(wasm: &[u8], options: &ActivationOptions) {
    let Ok(activation) = activate(wasm, options) else {
        return;
    };
    let program = Program::compile(&activation.instrumented).expect("what is accepted compiles");
    // With little ink: it may loop for ever.
    metering::run(&program, activation.footprint, 1 << 24);
}

/// A module made of the input, which stops by itself.
pub fn made(data: &[u8]) -> Option<Vec<u8>> {
    let mut module = Module::new(config(), &mut Unstructured::new(data)).ok()?;
    module
        .ensure_termination(FUEL)
        .expect("functions are whole");
    Some(module.to_bytes())
}

fn whole(data: &[u8], options: &ActivationOptions) {
    let Some(wasm) = made(data) else {
        return;
    };
    let Ok(activation) = activate(&wasm, options) else {
        return;
    };
    assert_eq!(
        activate(&wasm, options).as_ref(),
        Ok(&activation),
        "not the same twice"
    );
    metering::check(&wasm, &activation);
}

/// What Stylus takes: integers, one memory, one table, an entry point.
fn config() -> Config {
    static EXPORTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
        wat(
            r#"(module (memory (export "memory") 1 4) (func (export "user_entrypoint") (param i32) (result i32) unreachable))"#,
        )
    });
    static IMPORTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
        wat(r#"(module (import "vm_hooks" "pay_for_memory_grow" (func (param i32))))"#)
    });
    Config {
        exports: Some(EXPORTS.clone()),
        available_imports: Some(IMPORTS.clone()),
        min_imports: 1,
        max_imports: 1,
        allow_floats: false,
        allow_start_export: false,
        bulk_memory_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        // The exported one is added to these.
        max_memories: 0,
        max_memory32_bytes: 4 << 16,
        memory_max_size_required: true,
        max_tables: 1,
        max_table_elements: 100,
        multi_value_enabled: false,
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: false,
        simd_enabled: false,
        tail_call_enabled: false,
        memory64_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        extended_const_enabled: false,
        ..Config::default()
    }
}

fn wat(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("wasm text")
}
