//! What single host functions cost, measured between two readings of the ink, against the figures of Nitro's own tests.
#![cfg(feature = "engine")]

mod common;

use common::{
    mock::{self, Mock, PARAMS},
    text::{DEFAULT, wasm},
};
use stylus_vm::{
    activate,
    engine::{Outcome, Program, execute},
};

const IMPORTS: &str = r#"
    (import "vm_hooks" "evm_ink_left" (func $ink (result i64)))
    (import "vm_hooks" "write_result" (func $out (param i32 i32)))
    (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
    (import "vm_hooks" "storage_cache_bytes32" (func $store (param i32 i32)))
    (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
    (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
"#;

/// Ink of a block, a call, an ink reading, and setting a local.
const BLOCK: u64 = 2_450;
const CALL: u64 = 3_800;
const READING: u64 = 8_400;
const LOCAL_SET: u64 = 210;

/// Ink of the last of these calls (text, constants pushed, values dropped), without the wasm around it.
fn price(prepare: &str, call: &str, constants: u64, drops: u64) -> u64 {
    let wat = format!(
        r#"(module {IMPORTS} (memory (export "memory") 1 1)
             (data (i32.const 31) "\01") (data (i32.const 63) "\09") (data (i32.const 95) "\05") (data (i32.const 127) "\06")
             (func (export "user_entrypoint") (param i32) (result i32) (local i64)
               {prepare}
               (local.set 1 (call $ink)) {call} (i64.store (i32.const 512) (i64.sub (local.get 1) (call $ink)))
               (call $out (i32.const 512) (i32.const 8)) i32.const 0))"#
    );
    let activation = activate(&wasm(&wat), &DEFAULT).expect("accepted");
    let program = Program::compile(&activation.instrumented).expect("compiles");
    let run = execute(
        &program,
        &PARAMS,
        &mock::env(),
        &[],
        &mut Mock::new(1, false, []),
        1 << 50,
    );
    assert_eq!(run.outcome, Outcome::Success);
    let spent = u64::from_le_bytes(run.output.as_ref().try_into().expect("eight bytes"));
    // The block of the call measured, then the block of the second reading: an i32.const and a local.get before it.
    let around = LOCAL_SET + constants + CALL + BLOCK + 9 * drops + 1 + 75 + CALL + BLOCK + READING;
    spent - around
}

/// Slot 1 is set on the mock chain, slot 9 is not.
const LOAD: &str = "(call $load (i32.const 0) (i32.const 256))";
const STORE_5: &str = "(call $store (i32.const 32) (i32.const 64))";
const STORE_6: &str = "(call $store (i32.const 32) (i32.const 96))";
const UPDATE: &str = "(call $store (i32.const 0) (i32.const 64))";
const FLUSH: &str = "(call $flush (i32.const 0))";
const FLUSH_CLEAR: &str = "(call $flush (i32.const 1))";

#[test]
fn first_load_of_a_slot_is_cold() {
    assert_eq!(price("", LOAD, 2, 0), 21_068_480);
}

#[test]
fn repeated_load_comes_from_the_cache() {
    assert_eq!(price(LOAD, LOAD, 2, 0), 18_480);
}

#[test]
fn load_after_clearing_the_cache_is_warm() {
    assert_eq!(
        price(&format!("{LOAD} {FLUSH_CLEAR}"), LOAD, 2, 0),
        1_068_480
    );
}

#[test]
fn flush_of_a_new_slot_pays_for_creating_it() {
    assert_eq!(price(STORE_5, FLUSH, 1, 0), 221_068_073);
}

#[test]
fn flush_of_a_set_cold_slot_pays_for_the_update() {
    assert_eq!(price(UPDATE, FLUSH, 1, 0), 50_068_073);
}

#[test]
fn second_flush_of_a_slot_is_cheap() {
    let prepare = format!("{STORE_5} {FLUSH} {STORE_6}");
    assert_eq!(price(&prepare, FLUSH, 1, 0), 1_068_073);
}

#[test]
fn a_call_costs_its_data_and_what_the_chain_says() {
    // The mock charges 1,000 gas for an address that ends in e0, and 100 for any other.
    let call = |to: u32, len: u32| {
        format!(
            "(drop (call $call (i32.const {to}) (i32.const 0) (i32.const {len}) (i32.const 128) (i64.const -1) (i32.const 600)))"
        )
    };
    assert_eq!(price("", &call(300, 4), 6, 1), 115_955 + 100 * 10_000);
    assert_eq!(price("", &call(300, 36), 6, 1), 116_395 + 100 * 10_000);
    let to_e0 = "(i32.store8 (i32.const 319) (i32.const 0xe0))";
    assert_eq!(price(to_e0, &call(300, 4), 6, 1), 115_955 + 1_000 * 10_000);
}
