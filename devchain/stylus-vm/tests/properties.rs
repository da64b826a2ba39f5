//! Properties of arbitrary programs: metering changes nothing but the ink, ink is exact and never underflows, and no input can make
//! activation panic.
#![cfg(feature = "engine")]

mod common;

use common::{
    metering,
    mock::PARAMS,
    text::{DEFAULT, wasm},
};
use proptest::prelude::*;
use stylus_vm::{activate, engine::Outcome};

/// Locals of a program's functions that code may set; a loop counter for each depth follows.
const LOCALS: u32 = 4;
const DEPTH: u32 = 3;

/// Text that pushes an i32.
fn expression() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        any::<i32>().prop_map(|value| format!("(i32.const {value})")),
        (0..LOCALS).prop_map(|local| format!("(local.get {local})")),
        Just("(memory.size)".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let unary = prop_oneof![
            Just("eqz"),
            Just("clz"),
            Just("ctz"),
            Just("popcnt"),
            Just("extend8_s")
        ];
        let binary = prop_oneof![
            Just("add"),
            Just("sub"),
            Just("mul"),
            Just("div_s"),
            Just("rem_u"),
            Just("and"),
            Just("xor"),
            Just("shl"),
            Just("rotr"),
            Just("lt_s"),
            Just("ge_u"),
        ];
        let wide = prop_oneof![
            Just("add"),
            Just("mul"),
            Just("div_u"),
            Just("rotl"),
            Just("shr_s")
        ];
        prop_oneof![
            (unary, inner.clone()).prop_map(|(op, a)| format!("(i32.{op} {a})")),
            (binary, inner.clone(), inner.clone())
                .prop_map(|(op, a, b)| format!("(i32.{op} {a} {b})")),
            (wide, inner.clone(), inner.clone()).prop_map(|(op, a, b)| {
                format!("(i32.wrap_i64 (i64.{op} (i64.extend_i32_s {a}) (i64.extend_i32_u {b})))")
            }),
            // Mostly in bounds.
            inner
                .clone()
                .prop_map(|a| format!("(i32.load (i32.and {a} (i32.const 0x10fff)))")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("(select {a} {b} {c})")),
            inner.clone().prop_map(|a| format!("(call $leaf {a})")),
            inner.prop_map(|a| format!(
                "(call_indirect (type $leaf) (i32.const 1) (i32.and {a} (i32.const 3)))"
            )),
        ]
    })
    .boxed()
}

/// Text of statements, at a depth of loops.
fn statements(depth: u32) -> BoxedStrategy<String> {
    let simple = prop_oneof![
        6 => (0..LOCALS, expression()).prop_map(|(local, value)| format!("(local.set {local} {value})")),
        3 => (expression(), expression())
            .prop_map(|(at, value)| format!("(i32.store (i32.and {at} (i32.const 0xfff8)) {value})")),
        1 => (expression(), 0_u32..300)
            .prop_map(|(at, len)| format!("(memory.fill (i32.and {at} (i32.const 0xffff)) (i32.const 7) (i32.const {len}))")),
        1 => (expression(), 0_u32..300)
            .prop_map(|(at, len)| format!("(memory.copy (i32.const 9) (i32.and {at} (i32.const 0xffff)) (i32.const {len}))")),
        1 => (0_u32..4).prop_map(|pages| format!("(drop (memory.grow (i32.const {pages})))")),
        1 => Just("(return (local.get 0))".to_owned()),
        1 => Just("(nop)".to_owned()),
        1 => Just("(if (i32.eqz (local.get 2)) (then unreachable))".to_owned()),
    ];
    if depth == DEPTH {
        return proptest::collection::vec(simple, 0..4)
            .prop_map(|list| list.concat())
            .boxed();
    }
    let inner = statements(depth + 1);
    let counter = LOCALS + depth;
    let nested = prop_oneof![
        (expression(), inner.clone(), inner.clone())
            .prop_map(|(condition, a, b)| format!("(if {condition} (then {a}) (else {b}))")),
        (1_u32..5, inner.clone()).prop_map(move |(times, body)| format!(
            "(local.set {counter} (i32.const {times}))
             (loop {body} (br_if 0 (local.tee {counter} (i32.sub (local.get {counter}) (i32.const 1)))))"
        )),
        (expression(), inner.clone(), inner)
            .prop_map(|(condition, a, b)| format!("(block (block {a} (br_table 0 1 0 {condition})) {b})")),
    ];
    proptest::collection::vec(prop_oneof![2 => simple, 1 => nested], 0..5)
        .prop_map(|list| list.concat())
        .boxed()
}

/// A whole program: the code of its entrypoint.
fn program() -> impl Strategy<Value = String> {
    (statements(0), expression()).prop_map(|(body, status)| {
        let locals = "i32 ".repeat((LOCALS + DEPTH) as usize);
        format!(
            r#"(module (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
                 (type $leaf (func (param i32) (result i32)))
                 (memory (export "memory") 1 4) (table 3 3 funcref) (elem (i32.const 0) $leaf $leaf)
                 (func $leaf (type $leaf) (i32.xor (local.get 0) (i32.const 0x5a5a)))
                 (func (export "user_entrypoint") (param i32) (result i32) (local {locals}) {body} (i32.and {status} (i32.const 1))))"#
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn metering_is_exact_and_changes_nothing_else(text in program()) {
        let bytes = wasm(&text);
        let activation = activate(&bytes, &DEFAULT).expect("accepted");
        prop_assert_eq!(activate(&bytes, &DEFAULT).expect("accepted"), activation.clone(), "not the same twice");
        wasmparser::validate(&activation.instrumented).expect("instrumented module is valid");
        let (used, run) = metering::check(&bytes, &activation).expect("it runs to its end");
        prop_assert!(used > 0);
        // No function here is left by a branch to its own label, which would keep its words.
        if matches!(run.outcome, Outcome::Success | Outcome::Revert) {
            prop_assert_eq!(run.stack_words_left, PARAMS.max_stack_depth);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_modules_are_refused_or_still_valid(
        which in any::<prop::sample::Index>(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        debug in any::<bool>(),
    ) {
        thread_local!(static MODULES: Vec<Vec<u8>> = common::modules()
            .iter()
            .filter(|module| module.wasm_len < 9_000)
            .map(common::Module::wasm)
            .filter(|wasm| !wasm.is_empty())
            .collect());
        let mut bytes = MODULES.with(|modules| which.get(modules).clone());
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let options = stylus_vm::ActivationOptions { debug, ..DEFAULT };
        if let Ok(activation) = activate(&bytes, &options) {
            wasmparser::validate(&activation.instrumented).expect("instrumented module is valid");
        }
    }

    #[test]
    fn noise_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(activate(&bytes, &DEFAULT).is_err());
        let headed = [b"\0asm\x01\0\0\0", &bytes[..]].concat();
        prop_assert!(activate(&headed, &DEFAULT).is_err());
    }
}
