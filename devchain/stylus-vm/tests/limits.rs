//! Bounds on sizes and counts: the most is accepted, one more is refused with the values.

mod common;

use common::text::{
    DEBUG, accept, accept_with, code, program, reject, reject_with, vm_hook, with_imports,
};
use stylus_vm::{ActivationError as E, FunctionLimit, Limit};

fn too_many(what: Limit, count: u64, limit: u64) -> E {
    E::TooMany { what, count, limit }
}

#[test]
fn segments_are_counted() {
    accept(&program(&r#"(data "")"#.repeat(128)));
    assert_eq!(
        reject(&program(&r#"(data "")"#.repeat(129))),
        too_many(Limit::DataSegments, 129, 128)
    );
    accept(&program(&"(elem func)".repeat(128)));
    assert_eq!(
        reject(&program(&"(elem func)".repeat(129))),
        too_many(Limit::ElementSegments, 129, 128)
    );
}

#[test]
fn element_bytes_are_counted_with_their_headers() {
    // Flags 1, kind 1, count 2: four bytes around the entries.
    let bytes = |entries: usize| program(&format!("(elem func {})", "0 ".repeat(entries)));
    accept(&bytes(4_092));
    assert_eq!(
        reject(&bytes(4_093)),
        too_many(Limit::ElementBytes, 4_097, 4_096)
    );
}

#[test]
fn table_entries_are_counted() {
    accept(&program("(table 4096 funcref)"));
    assert_eq!(
        reject(&program("(table 4097 funcref)")),
        too_many(Limit::TableEntries, 4_097, 4_096)
    );
}

#[test]
fn functions_are_counted() {
    // The entrypoint is one of them.
    accept(&program(&"(func)".repeat(4_095)));
    assert_eq!(
        reject(&program(&"(func)".repeat(4_096))),
        too_many(Limit::Functions, 4_097, 4_096)
    );
}

#[test]
fn globals_are_counted_with_the_four_counters() {
    accept(&program(&"(global i32 (i32.const 0))".repeat(32_764)));
    assert_eq!(
        reject(&program(&"(global i32 (i32.const 0))".repeat(32_765))),
        too_many(Limit::Globals, 32_769, 32_768)
    );
}

#[test]
fn imports_are_counted() {
    let imports = |count| with_imports(&vm_hook("msg_reentrant", "(result i32)").repeat(count), "");
    accept(&imports(513));
    assert_eq!(reject(&imports(514)), too_many(Limit::Imports, 514, 513));
}

#[test]
fn exports_are_counted_as_far_as_the_chain_keeps_them() {
    let exports = |count: usize| {
        let list: String = (0..count)
            .map(|index| format!(r#"(export "f{index}" (func 0))"#))
            .collect();
        program(&list)
    };
    // Memory, entrypoint and the four counters are exports too.
    accept_with(&exports(1_018), &DEBUG);
    assert_eq!(
        reject_with(&exports(1_019), &DEBUG),
        too_many(Limit::Exports, 1_025, 1_024)
    );
    accept(&exports(2_000));
}

#[test]
fn names_are_at_most_512_bytes_long() {
    let too_long = E::NameLength {
        len: 513,
        limit: 512,
    };
    let export = |len| program(&format!(r#"(func (export "{}"))"#, "x".repeat(len)));
    accept_with(&export(512), &DEBUG);
    assert_eq!(reject_with(&export(513), &DEBUG), too_long);
    accept(&export(513));

    let module = |len| program("").replacen("(module", &format!("(module ${}", "x".repeat(len)), 1);
    accept(&module(512));
    assert_eq!(reject(&module(513)), too_long);
}

fn in_function(what: FunctionLimit, count: u64, limit: u64) -> E {
    E::TooManyInFunction {
        function: 1,
        what,
        count,
        limit,
    }
}

#[test]
fn declared_locals_are_counted_without_parameters() {
    accept(&code(&format!("(local {})", "i32 ".repeat(348))));
    assert_eq!(
        reject(&code(&format!("(local {})", "i64 ".repeat(349)))),
        in_function(FunctionLimit::Locals, 349, 348)
    );
}

#[test]
fn operators_are_counted_after_instrumentation() {
    // An empty function has 30: 12 of ink, end, 12 of depth, return and its credit of 4.
    let nops = |count: usize| program(&format!("(func {})", "nop ".repeat(count)));
    accept(&nops(65_506));
    assert_eq!(
        reject(&nops(65_507)),
        in_function(FunctionLimit::Operators, 65_537, 65_536)
    );
}

#[test]
fn operands_on_the_stack_are_counted() {
    let operands = |count: usize| {
        program(&format!(
            "(func {} {})",
            "i32.const 0 ".repeat(count),
            "drop ".repeat(count)
        ))
    };
    accept(&operands(4_096));
    assert_eq!(
        reject(&operands(4_097)),
        in_function(FunctionLimit::Operands, 4_097, 4_096)
    );
}

#[test]
fn figures_must_fit_the_program_word() {
    // Data weighs most in the cached cost: 0.75 a byte.
    let data = |len: usize| {
        format!(
            r#"(module (memory (export "memory") 2 2) (func (export "user_entrypoint") (param i32) (result i32) i32.const 0)
                 (data (i32.const 0) "{}"))"#,
            "x".repeat(len)
        )
    };
    accept(&data(86_000));
    let error = reject(&data(88_000));
    assert!(
        matches!(
            error,
            E::CostOverflow {
                figure: "cached init cost",
                value: 65_536..70_000
            }
        ),
        "{error:?}"
    );
}
