//! Every rule of activation refuses what breaks it, with the variant that names the rule, and accepts what just keeps it.
//! The rules on sizes and counts are in `limits.rs`.

mod common;

use common::text::{
    DEBUG, DEFAULT, accept, accept_with, code, memory, program, reject, reject_with, vm_hook, wasm,
    with_imports,
};
use stylus_vm::{ActivationError as E, ActivationOptions, activate};

#[test]
fn stylus_versions_other_than_2_and_3_are_refused() {
    for version in [0, 1, 4, u16::MAX] {
        let options = ActivationOptions {
            stylus_version: version,
            ..DEFAULT
        };
        assert_eq!(
            reject_with(&program(""), &options),
            E::UnsupportedVersion(version)
        );
    }
    for stylus_version in [2, 3] {
        accept_with(
            &program(""),
            &ActivationOptions {
                stylus_version,
                ..DEFAULT
            },
        );
    }
}

#[test]
fn what_is_no_wasm_is_invalid() {
    let base = wasm(&program(""));
    let cut = &base[..base.len() - 1];
    let longer = [&base[..], &[0]].concat();
    let version_2 = [&base[..4], &[2], &base[5..]].concat();
    for bytes in [&[][..], b"\0asm", cut, &longer, &version_2, b"\x7fELF"] {
        let error = activate(bytes, &DEFAULT).expect_err("accepted");
        assert!(matches!(error, E::Invalid { .. }), "{error:?}");
    }
}

#[test]
fn ill_typed_code_is_invalid() {
    for body in [
        "i32.const 0",
        "i64.const 0 i32.eqz drop",
        "br 1",
        "i32.const 0 i32.load align=4 drop global.get 0 drop",
    ] {
        let error = reject(&code(body));
        assert!(matches!(error, E::Invalid { .. }), "{body}: {error:?}");
    }
    let immutable = program("(global i32 (i32.const 0)) (func i32.const 1 global.set 0)");
    assert!(matches!(reject(&immutable), E::Invalid { .. }));
}

#[test]
fn injected_counters_are_out_of_the_programs_reach() {
    let theft = program("(func i64.const -1 global.set 0)");
    assert!(matches!(reject(&theft), E::Invalid { .. }));
}

#[test]
fn proposals_that_stylus_lacks_are_refused() {
    let cases = [
        ("SIMD", code("v128.const i64x2 0 0 drop")),
        ("SIMD splat", code("i32.const 0 i8x16.splat drop")),
        ("SIMD type", program("(type (func (param v128)))")),
        (
            "threads",
            code("i32.const 0 i32.const 0 i32.atomic.rmw.add drop"),
        ),
        ("atomic fence", code("atomic.fence")),
        ("reference types", code("ref.null func drop")),
        ("externref", program("(table 1 externref)")),
        (
            "typed select",
            code("i32.const 0 i32.const 0 i32.const 0 select (result i32) drop"),
        ),
        (
            "table.get",
            program("(table 1 funcref) (func i32.const 0 table.get 0 drop)"),
        ),
        ("tail calls", program("(func $f return_call $f)")),
        ("exceptions", program("(tag)")),
        ("memory64", program("").replace("1 1", "i64 1 1")),
        ("GC", program("(type (struct (field i32)))")),
        (
            "function references",
            program("(type $t (func)) (func (param (ref $t)))"),
        ),
        (
            "extended const",
            program("(global i32 (i32.add (i32.const 1) (i32.const 2)))"),
        ),
    ];
    for (name, wat) in cases {
        let error = reject(&wat);
        assert!(matches!(error, E::Proposal { .. }), "{name}: {error:?}");
    }
}

#[test]
fn constructs_of_missing_proposals_that_have_an_older_reading_are_invalid() {
    let second_memory = program("(memory 0)");
    let second_table = program("(table 1 funcref) (table 1 funcref)");
    let global_initialiser = program("(global $a i32 (i32.const 1)) (global i32 (global.get $a))");
    for wat in [second_memory, second_table, global_initialiser] {
        let error = reject(&wat);
        assert!(
            matches!(error, E::Proposal { .. } | E::Invalid { .. }),
            "{error:?}"
        );
    }
}

#[test]
fn call_indirect_with_a_long_table_index_is_refused() {
    let wat = program("(type (func)) (table 1 funcref) (func i32.const 0 call_indirect (type 0))");
    let short = wasm(&wat);
    activate(&short, &DEFAULT).expect("accepted");
    // Recent compilers write the index as a relocation of more bytes: 80 00 for 00.
    let call = short
        .windows(6)
        .position(|bytes| bytes == [0x41, 0x00, 0x11, 0x00, 0x00, 0x0b])
        .expect("call_indirect");
    let section = (0..call)
        .find(|&at| short[at] == 0x0a && at + 2 + usize::from(short[at + 1]) == short.len())
        .expect("code section");
    let mut long = short;
    long.splice(call + 4..call + 5, [0x80, 0x00]);
    long[call - 2] += 1;
    long[section + 1] += 1;
    let error = activate(&long, &DEFAULT).expect_err("accepted");
    assert!(
        matches!(&error, E::Proposal { reason, .. } if reason.contains("re-encode the module")),
        "{error:?}"
    );
}

#[test]
fn multi_value_is_refused_from_stylus_3() {
    let wat = program("(func (result i32 i32) i32.const 0 i32.const 0)");
    accept(&wat);
    let error = reject_with(
        &wat,
        &ActivationOptions {
            stylus_version: 3,
            ..DEFAULT
        },
    );
    assert!(matches!(error, E::Proposal { .. }), "{error:?}");
}

#[test]
fn a_data_count_section_is_refused() {
    let wat = program(r#"(data $d "x") (func data.drop $d)"#);
    assert_eq!(reject(&wat), E::Section("DataCount"));
    accept(&program(r#"(data $d "x")"#));
}

#[test]
fn a_malformed_name_section_is_refused_and_other_custom_sections_are_not_read() {
    let wat = program(r#"(@custom "name" "\00\05\09")"#);
    assert!(matches!(reject(&wat), E::NameSection(_)));
    accept(&program(r#"(@custom "other" "\00\05\09")"#));
}

#[test]
fn only_functions_can_be_imported() {
    for item in ["(global i32)", "(table 1 funcref)"] {
        let error = reject(&with_imports(
            &format!(r#"(import "vm_hooks" "x" {item})"#),
            "",
        ));
        let expected = E::ImportKind {
            module: "vm_hooks".into(),
            name: "x".into(),
        };
        assert_eq!(error, expected);
    }
    let memory = r#"(module (import "vm_hooks" "memory" (memory 0 0)) (export "memory" (memory 0))
        (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#;
    assert!(matches!(reject(memory), E::ImportKind { .. }));
}

#[test]
fn imports_must_be_host_functions() {
    for (module, name) in [
        ("env", "msg_sender"),
        ("vm_hooks", "msg_sende"),
        ("vm_hooks", ""),
        ("vm_hooks", "arbitrator_forward__msg_sender"),
        ("debug", "null_host"),
        ("console", "log"),
    ] {
        let import = format!(r#"(import "{module}" "{name}" (func (param i32)))"#);
        let expected = E::UnknownImport {
            module: module.into(),
            name: name.into(),
        };
        assert_eq!(reject_with(&with_imports(&import, ""), &DEBUG), expected);
    }
}

#[test]
fn console_is_for_debug_chains() {
    let wat = with_imports(r#"(import "console" "log_i32" (func (param i32)))"#, "");
    let expected = E::DebugImport {
        module: "console".into(),
        name: "log_i32".into(),
    };
    assert_eq!(reject(&wat), expected);
    accept_with(&wat, &DEBUG);
}

#[test]
fn imports_must_have_the_host_functions_type() {
    for ty in [
        "",
        "(param i64)",
        "(param i32) (result i32)",
        "(param i32 i32)",
    ] {
        let error = reject(&with_imports(&vm_hook("msg_sender", ty), ""));
        assert!(
            matches!(&error, E::ImportType { name, expected, .. } if name == "msg_sender" && expected == "(i32) -> ()"),
            "{error:?}"
        );
    }
    accept(&with_imports(&vm_hook("msg_sender", "(param i32)"), ""));
}

#[test]
fn an_import_must_keep_one_type_index() {
    let twice = r#"(type $a (func (param i32))) (type $b (func (param i32)))
        (import "vm_hooks" "msg_sender" (func (type $a))) (import "vm_hooks" "msg_sender" (func (type SECOND)))"#;
    accept(&with_imports(&twice.replace("SECOND", "$a"), ""));
    let expected = E::InconsistentImport {
        module: "vm_hooks".into(),
        name: "msg_sender".into(),
    };
    assert_eq!(
        reject(&with_imports(&twice.replace("SECOND", "$b"), "")),
        expected
    );
}

#[test]
fn an_export_must_not_have_an_imports_name() {
    let import = vm_hook("msg_sender", "(param i32)");
    for name in ["msg_sender", "foo__msg_sender", "foo__bar__msg_sender"] {
        let wat = with_imports(&import, &format!(r#"(func (export "{name}"))"#));
        assert_eq!(reject(&wat), E::ExportsImport(name.into()));
    }
    for name in ["msg_sender__foo", "msg_value", ""] {
        accept(&with_imports(
            &import,
            &format!(r#"(func (export "{name}"))"#),
        ));
    }
}

#[test]
fn names_must_not_begin_with_stylus() {
    for name in [
        "stylus",
        "stylus_ink_left",
        "stylusx",
        "foo__stylus_x",
        "a__b__stylus",
    ] {
        let wat = program(&format!(r#"(func (export "{name}"))"#));
        assert_eq!(reject(&wat), E::ReservedExport(name.into()));
        let wat = program(&format!(r#"(global (export "{name}") i32 (i32.const 0))"#));
        assert_eq!(reject(&wat), E::ReservedExport(name.into()));
    }
    for name in ["stylus__foo", "mystylus", "Stylus"] {
        accept(&program(&format!(r#"(func (export "{name}"))"#)));
    }
    let wat = with_imports(&vm_hook("stylus_x", ""), "");
    assert_eq!(reject(&wat), E::ReservedImport("stylus_x".into()));
}

#[test]
fn a_start_function_is_for_debug_chains() {
    let wat = program("(func $start unreachable) (start $start)");
    assert_eq!(reject(&wat), E::StartFunction);
    accept_with(&wat, &DEBUG);
}

#[test]
fn one_memory_must_be_exported_as_memory() {
    let entrypoint = r#"(func (export "user_entrypoint") (param i32) (result i32) i32.const 0)"#;
    for fields in [
        "",
        "(memory 0 0)",
        r#"(memory (export "mem") 0 0)"#,
        r#"(memory 0 0) (func (export "memory"))"#,
    ] {
        let wat = format!("(module {entrypoint} {fields})");
        assert_eq!(reject(&wat), E::MissingMemory, "{fields}");
    }
    accept(&format!(
        r#"(module {entrypoint} (memory (export "memory") (export "again") 0 0))"#
    ));
}

#[test]
fn the_memory_starts_with_at_most_128_pages() {
    accept(&memory("128 128", false));
    let expected = E::MemoryPages {
        pages: 129,
        limit: 128,
    };
    let options = ActivationOptions {
        page_limit: u16::MAX,
        ..DEFAULT
    };
    assert_eq!(reject_with(&memory("129 129", false), &options), expected);
}

#[test]
fn the_memory_starts_with_at_most_the_pages_that_may_be_opened() {
    let options = ActivationOptions {
        page_limit: 2,
        ..DEFAULT
    };
    accept_with(&memory("2 2", false), &options);
    let expected = E::PageLimit { pages: 3, limit: 2 };
    assert_eq!(reject_with(&memory("3 3", false), &options), expected);
}

#[test]
fn a_memory_that_can_grow_needs_the_import_that_pays() {
    for limits in ["0", "0 1", "1 65536"] {
        assert_eq!(reject(&memory(limits, false)), E::MissingGrowImport);
        accept(&memory(limits, true));
    }
    accept(&memory("1 1", false));
}

#[test]
fn the_entrypoint_must_be_an_exported_function() {
    for fields in [
        "",
        "(func (param i32) (result i32) i32.const 0)",
        r#"(global (export "user_entrypoint") i32 (i32.const 0))"#,
    ] {
        let wat = format!(r#"(module (memory (export "memory") 0 0) {fields})"#);
        assert_eq!(reject(&wat), E::MissingEntrypoint);
    }
}

#[test]
fn the_entrypoint_takes_a_length_and_returns_a_status() {
    for (ty, text) in [
        ("", "() -> ()"),
        ("(param i32)", "(i32) -> ()"),
        ("(result i32)", "() -> (i32)"),
        ("(param i64) (result i32)", "(i64) -> (i32)"),
        ("(param i32 i32) (result i32)", "(i32, i32) -> (i32)"),
    ] {
        let wat = format!(
            r#"(module (memory (export "memory") 0 0) (func (export "user_entrypoint") {ty} unreachable))"#
        );
        assert_eq!(reject(&wat), E::EntrypointType(text.into()));
    }
}

#[test]
fn floating_point_arithmetic_is_refused() {
    let (a32, a64) = ("local.get 2", "local.get 3");
    let mut cases = Vec::new();
    for op in ["add", "sub", "mul", "div", "min", "max", "copysign"] {
        cases.push(format!("{a32} {a32} f32.{op}"));
        cases.push(format!("{a64} {a64} f64.{op}"));
    }
    for op in ["eq", "ne", "lt", "gt", "le", "ge"] {
        cases.push(format!("{a32} {a32} f32.{op}"));
        cases.push(format!("{a64} {a64} f64.{op}"));
    }
    for op in ["abs", "neg", "ceil", "floor", "trunc", "nearest", "sqrt"] {
        cases.push(format!("{a32} f32.{op}"));
        cases.push(format!("{a64} f64.{op}"));
    }
    for int in ["i32", "i64"] {
        for sign in ["s", "u"] {
            for (float, value) in [("f32", a32), ("f64", a64)] {
                cases.push(format!("{value} {int}.trunc_{float}_{sign}"));
                cases.push(format!("{value} {int}.trunc_sat_{float}_{sign}"));
                let number = if int == "i32" {
                    "local.get 0"
                } else {
                    "local.get 1"
                };
                cases.push(format!("{number} {float}.convert_{int}_{sign}"));
            }
        }
    }
    cases.push(format!("{a32} f64.promote_f32"));
    cases.push(format!("{a64} f32.demote_f64"));
    for case in cases {
        let error = reject(&code(&format!("{case} drop")));
        assert!(
            matches!(&error, E::FloatOperator { function: 1, .. }),
            "{case}: {error:?}"
        );
        let dead = reject(&code(&format!("return {case} drop")));
        assert!(matches!(dead, E::FloatOperator { .. }), "dead {case}");
    }
}

#[test]
fn moving_floats_around_is_accepted() {
    for body in [
        "f32.const 1 drop",
        "f64.const 1 drop",
        "i32.const 0 f32.load drop",
        "i32.const 0 local.get 3 f64.store",
        "local.get 2 local.get 2 local.get 0 select drop",
        "local.get 2 i32.reinterpret_f32 drop",
        "local.get 1 f64.reinterpret_i64 drop",
    ] {
        accept(&code(body));
    }
}

#[test]
fn operators_without_a_price_are_refused() {
    let table = "(table 2 funcref) (elem $e func)";
    for (body, name) in [
        (
            "i32.const 0 i32.const 0 i32.const 0 table.copy",
            "TableCopy",
        ),
        (
            "i32.const 0 i32.const 0 i32.const 0 table.init $e",
            "TableInit",
        ),
        ("elem.drop $e", "ElemDrop"),
    ] {
        let expected = E::Operator {
            function: 1,
            operator: name.into(),
        };
        assert_eq!(
            reject(&program(&format!("{table} (func {body})"))),
            expected
        );
    }
}

#[test]
fn data_segments_lie_within_the_initial_memory() {
    accept(&program(r#"(data (i32.const 65535) "x")"#));
    accept(&program(r#"(data (i32.const 65536) "")"#));
    for (offset, content, len) in [(65_536_u32, "x", 1), (65_537, "", 0), (u32::MAX, "xy", 2)] {
        let expected = E::DataOutOfBounds {
            segment: 0,
            offset,
            len,
            size: 65_536,
        };
        let wat = program(&format!(
            r#"(data (i32.const {}) "{content}")"#,
            offset.cast_signed()
        ));
        assert_eq!(reject(&wat), expected);
    }
    accept(&program(r#"(data "passive, wherever")"#));
}

#[test]
fn element_segments_lie_within_the_initial_table() {
    let elements = |offset: u32, list: &str| {
        program(&format!(
            "(table 2 funcref) (elem (i32.const {offset}) func {list})"
        ))
    };
    accept(&elements(0, "0 0"));
    accept(&elements(2, ""));
    for (offset, list, len) in [(1, "0 0", 2), (3, "", 0)] {
        let expected = E::ElementOutOfBounds {
            segment: 0,
            offset,
            len,
            size: 2,
        };
        assert_eq!(reject(&elements(offset, list)), expected);
    }
    accept(&program("(elem func 0 0) (elem declare func 0)"));
}

#[test]
fn errors_are_one_line_that_names_the_culprit() {
    let import = with_imports(&vm_hook("msg_sender", ""), "");
    assert_eq!(
        reject(&import).to_string(),
        "host function msg_sender is (i32) -> (), imported as () -> ()"
    );
    assert_eq!(
        reject(&memory("0 1", false)).to_string(),
        "the memory can grow (maximum differs from minimum), so vm_hooks.pay_for_memory_grow must be imported"
    );
    assert_eq!(
        reject(&program(&"(func)".repeat(4_096))).to_string(),
        "too many functions: 4097 > 4096"
    );
}
