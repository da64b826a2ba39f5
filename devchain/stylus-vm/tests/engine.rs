//! Execution beyond the vectors: frames within frames, deep stacks, bounded memory, hostile chains, machine code on disk.
#![cfg(feature = "engine")]

mod common;

use std::{fs, panic, path::PathBuf, process, thread};

use alloy_primitives::{Address, B256, Bytes, U256};
use common::{
    mock::{self, Mock, PARAMS},
    text::{DEBUG, DEFAULT, wasm, with_imports},
};
use stylus_vm::{
    ActivationOptions, activate,
    engine::{
        AccountCode, CallReply, CallRequest, Create, CreateReply, EvmApi, Flush, FrameParams,
        Outcome, Priced, Program, Run, WriteProtection, execute, execute_and_peek,
    },
};

const PLENTY: u64 = 1 << 50;

fn instrumented(wat: &str, options: &ActivationOptions) -> Vec<u8> {
    activate(&wasm(wat), options)
        .unwrap_or_else(|error| panic!("{error}"))
        .instrumented
}

fn compile(wat: &str) -> Program {
    Program::compile(&instrumented(wat, &DEFAULT)).expect("compiles")
}

fn mock() -> Mock {
    Mock::new(1, false, [])
}

fn run(program: &Program, calldata: &[u8], ink: u64) -> Run {
    execute(program, &PARAMS, &mock::env(), calldata, &mut mock(), ink)
}

/// A chain on which every address holds the same program: a call runs it again, with the input.
struct Mirror<'a> {
    program: &'a Program,
    /// Frames open, this one included.
    depth: u32,
    /// The most that were open.
    deepest: u32,
    most: u32,
    lines: Vec<String>,
}

impl<'a> Mirror<'a> {
    fn new(program: &'a Program, most: u32) -> Self {
        Self {
            program,
            depth: 1,
            deepest: 1,
            most,
            lines: Vec::new(),
        }
    }
}

impl EvmApi for Mirror<'_> {
    fn storage_read(&mut self, key: B256) -> Priced<B256> {
        Priced {
            value: key,
            gas_cost: 100,
        }
    }
    fn storage_flush(&mut self, _: &[(B256, B256)], _: u64) -> Flush {
        panic!("the chain is broken")
    }
    fn transient_read(&mut self, key: B256) -> B256 {
        key
    }
    fn transient_write(&mut self, _: B256, _: B256) -> Result<(), WriteProtection> {
        Err(WriteProtection)
    }
    fn call(&mut self, request: CallRequest) -> CallReply {
        let fail = CallReply {
            success: false,
            gas_cost: 100,
            return_data: Bytes::new(),
        };
        if self.depth == self.most {
            return fail;
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        let ink = PARAMS.gas_to_ink(request.gas_left / 64 * 63);
        let program = self.program;
        let run = execute(program, &PARAMS, &mock::env(), &request.input, self, ink);
        self.depth -= 1;
        CallReply {
            success: run.outcome == Outcome::Success,
            gas_cost: PARAMS.ink_to_gas(ink - run.ink_left),
            return_data: run.output,
        }
    }
    fn create(&mut self, _: Create) -> CreateReply {
        CreateReply::Refused
    }
    fn log(&mut self, _: &[B256], _: Bytes) -> Result<(), WriteProtection> {
        Ok(())
    }
    fn account_balance(&mut self, _: Address) -> Priced<U256> {
        Priced {
            value: U256::ZERO,
            gas_cost: 0,
        }
    }
    fn account_code(&mut self, _: Address, _: u64) -> AccountCode {
        Priced {
            value: Bytes::from_static(&[1, 2, 3]),
            gas_cost: 0,
        }
    }
    fn account_codehash(&mut self, _: Address) -> Priced<B256> {
        Priced {
            value: B256::ZERO,
            gas_cost: 0,
        }
    }
    fn add_pages(&mut self, _: u16) -> u64 {
        0
    }
    fn console(&mut self, line: &str) {
        self.lines.push(line.to_owned());
    }
}

const CALL: &str = r#"(import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))"#;

/// Recurses to most of its stack budget, then calls itself through the chain.
fn nesting_program() -> Program {
    let wat = format!(
        r#"(module {CALL} (memory (export "memory") 1 1)
             (func $down (param i32) (result i32) (local i64 i64 i64 i64 i64 i64 i64 i64)
               (if (result i32) (local.get 0)
                 (then (call $down (i32.sub (local.get 0) (i32.const 1))))
                 (else (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i64.const -1) (i32.const 64)))))
             (func (export "user_entrypoint") (param i32) (result i32) (drop (call $down (i32.const 900))) i32.const 0))"#
    );
    compile(&wat)
}

#[test]
fn frames_nest_hundreds_deep_on_an_ordinary_thread() {
    let program = nesting_program();
    let ran = thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let mut chain = Mirror::new(&program, 300);
        let run = execute(
            &program,
            &PARAMS,
            &mock::env(),
            &[],
            &mut chain,
            u64::MAX >> 1,
        );
        (run.outcome, chain.deepest, chain.depth)
    });
    let (outcome, deepest, open) = ran.expect("thread").join().expect("no overflow");
    assert_eq!(outcome, Outcome::Success);
    assert_eq!((deepest, open), (300, 1));
}

#[test]
fn every_frame_has_a_stack_budget_and_memory_of_its_own() {
    // The callee leaves a mark in its memory and returns it; the caller's memory stays as it was.
    let wat = format!(
        r#"(module {CALL} (import "vm_hooks" "write_result" (func $out (param i32 i32)))
             (memory (export "memory") 1 1)
             (func (export "user_entrypoint") (param i32) (result i32)
               (i32.store (i32.const 128) (i32.add (i32.load (i32.const 128)) (i32.const 7)))
               (drop (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i64.const -1) (i32.const 64)))
               (call $out (i32.const 128) (i32.const 4)) i32.const 0))"#
    );
    let program = compile(&wat);
    let mut chain = Mirror::new(&program, 3);
    let run = execute(&program, &PARAMS, &mock::env(), &[], &mut chain, PLENTY);
    assert_eq!(run.output.as_ref(), [7, 0, 0, 0]);
    assert_eq!(run.stack_words_left, 22_000);
    assert_eq!(chain.deepest, 3);
}

/// Whatever a frame looks like, the abstract stack ends before the native one.
#[test]
fn endless_recursion_ends_with_the_stack_budget_whatever_the_frame() {
    let entry = r#"(func (export "user_entrypoint") (param i32) (result i32)"#;
    let locals = "i64 ".repeat(348);
    let sets: String = (0..348)
        .map(|index| {
            format!("(local.set {index} (i64.extend_i32_u (i32.load (i32.const {index}))))")
        })
        .collect();
    let uses: String = (0..348)
        .map(|index| format!("(i64.store (i32.const 8) (local.get {index}))"))
        .collect();
    let params = "i64 ".repeat(900);
    let pushes = "(i64.load (i32.const 0)) ".repeat(900);
    let gets: String = (0..900)
        .map(|index| format!("(local.get {index}) "))
        .collect();
    let operands = "(i32.load (i32.const 0)) ".repeat(3_000);
    let drops = "drop ".repeat(3_000);
    let shapes = [
        ("least", format!("(func $f (call $f)) {entry} (call $f) i32.const 0)")),
        (
            "locals",
            format!("(func $f (local {locals}) {sets} (call $f) {uses}) {entry} (call $f) i32.const 0)"),
        ),
        (
            "parameters",
            format!("(func $f (param {params}) {gets} (call $f)) {entry} {pushes} (call $f) i32.const 0)"),
        ),
        (
            "operands",
            format!("(func $f {operands} (call $f) {drops}) {entry} (call $f) i32.const 0)"),
        ),
        (
            "indirect",
            format!(
                "(table 1 1 funcref) (elem (i32.const 0) func $f) (type $t (func (param i64 i64 i64 i64 i64 i64 i64 i64) (result i64)))
                 (func $f (type $t) (i64.add (local.get 0) (call_indirect (type $t) (local.get 7) (local.get 6) (local.get 5) (local.get 4)
                   (local.get 3) (local.get 2) (local.get 1) (local.get 0) (i32.const 0))))
                 {entry} (drop (call $f (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6) (i64.const 7)
                   (i64.const 8))) i32.const 0)"
            ),
        ),
    ];
    for (name, functions) in shapes {
        let program = compile(&format!(
            r#"(module (memory (export "memory") 1 1) {functions})"#
        ));
        let result = run(&program, &[], PLENTY);
        assert_eq!(result.outcome, Outcome::OutOfStack, "{name}");
        assert_eq!(
            result.stack_words_left, 0,
            "{name}: the native stack ended first"
        );
        assert_eq!(result.ink_left, 0, "{name}");
    }
}

#[test]
fn memory_cannot_grow_past_what_can_be_paid() {
    // 65,536 pages are paid as none before ArbOS 59; the memory must not follow.
    let wat = with_imports(
        r#"(import "vm_hooks" "pay_for_memory_grow" (func (param i32)))"#,
        "",
    )
    .replace("1 1", "0")
    .replace("i32.const 0)", "(memory.grow (i32.const 65536)))");
    let program = compile(&wat);
    let mut size = usize::MAX;
    let result = execute_and_peek(
        &program,
        &PARAMS,
        &mock::env(),
        &[],
        &mut mock(),
        PLENTY,
        |memory| {
            size = memory.len();
        },
    );
    assert_eq!(result.outcome, Outcome::Revert, "the status is -1");
    assert_eq!(size, 0);

    let arbos_59 = FrameParams {
        arbos_version: 59,
        ..PARAMS
    };
    let result = execute(&program, &arbos_59, &mock::env(), &[], &mut mock(), PLENTY);
    assert_eq!(result.outcome, Outcome::OutOfInk);
    assert_eq!(result.ink_left, 0);
}

#[test]
fn a_panic_of_the_chain_passes_through_and_harms_nothing() {
    let wat = with_imports(
        r#"(import "vm_hooks" "storage_cache_bytes32" (func $store (param i32 i32)))
           (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))"#,
        "",
    )
    .replace(
        "i32.const 0)",
        "(call $store (i32.const 0) (i32.const 0)) (call $flush (i32.const 0)) i32.const 0)",
    );
    let program = compile(&wat);
    let caught = panic::catch_unwind(panic::AssertUnwindSafe(|| {
        let mut chain = Mirror::new(&program, 1);
        execute(&program, &PARAMS, &mock::env(), &[], &mut chain, PLENTY)
    }));
    let payload = caught.expect_err("panics");
    assert_eq!(payload.downcast_ref(), Some(&"the chain is broken"));
    assert_eq!(run(&program, &[], PLENTY).outcome, Outcome::Success);
}

#[test]
fn console_prints_for_free_on_a_debug_chain() {
    let wat = with_imports(
        r#"(import "console" "log_txt" (func $txt (param i32 i32))) (import "console" "tee_i64" (func $tee (param i64) (result i64)))
           (import "console" "log_f64" (func $f64 (param f64))) (import "console" "log_i32" (func $i32 (param i32)))"#,
        r#"(data (i32.const 16) "hello")"#,
    )
    .replace(
        "i32.const 0)",
        "(call $txt (i32.const 16) (i32.const 5)) (drop (call $tee (i64.const -7))) (call $i32 (i32.const -1)) i32.const 0)",
    );
    let program = Program::compile(&instrumented(&wat, &DEBUG)).expect("compiles");
    let mut chain = Mirror::new(&program, 1);
    let result = execute(&program, &PARAMS, &mock::env(), &[], &mut chain, PLENTY);
    assert_eq!(result.outcome, Outcome::Success);
    assert_eq!(chain.lines, ["hello", "-7", "-1"]);
    // Four blocks of 2,450, three calls of 3,800, six constants, a drop and an end: nothing for the printing.
    assert_eq!(PLENTY - result.ink_left, 4 * 2_450 + 3 * 3_800 + 5 + 9 + 1);
}

#[test]
fn a_start_function_never_runs() {
    let wat = with_imports("", "(func $start unreachable) (start $start)");
    let program = Program::compile(&instrumented(&wat, &DEBUG)).expect("compiles");
    assert_eq!(run(&program, &[], PLENTY).outcome, Outcome::Success);
}

#[test]
fn an_imported_entrypoint_is_called_with_the_calldatas_length() {
    let wat = r#"(module (import "vm_hooks" "account_code_size" (func $size (param i32) (result i32)))
        (memory (export "memory") 1 1) (export "user_entrypoint" (func $size)))"#;
    let program = compile(wat);
    let mut chain = Mirror::new(&program, 1);
    let result = execute(&program, &PARAMS, &mock::env(), &[0; 4], &mut chain, PLENTY);
    // Three bytes of code: status 3.
    assert_eq!(result.outcome, Outcome::Revert);
    assert_eq!(PLENTY - result.ink_left, 68_073);
}

#[test]
fn a_program_runs_on_many_threads_at_once() {
    let program = nesting_program();
    let used: Vec<u64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut chain = Mirror::new(&program, 20);
                    execute(&program, &PARAMS, &mock::env(), &[], &mut chain, PLENTY).ink_left
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    assert!(used.windows(2).all(|pair| pair[0] == pair[1]), "{used:?}");
}

#[test]
fn what_is_not_an_activations_output_does_not_compile() {
    let raw = wasm(&with_imports("", ""));
    let error = Program::compile(&raw).expect_err("compiled");
    assert_eq!(
        error.to_string(),
        "cannot compile the program: nothing is exported as stylus_ink_left"
    );
    Program::compile(b"\0asm").expect_err("compiled");
    let foreign = r#"(module (import "env" "f" (func)))"#;
    Program::compile(&wasm(foreign)).expect_err("compiled");
}

/// A directory that is gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("stylus-vm-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.0).expect("directory");
        entries.map(|entry| entry.expect("entry").path()).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn returning(status: u32) -> Vec<u8> {
    let wat = with_imports("", "").replace("i32.const 0)", &format!("i32.const {status})"));
    instrumented(&wat, &DEFAULT)
}

#[test]
fn machine_code_is_kept_on_disk_and_found_again() {
    let scratch = Scratch::new("found");
    let (zero, one) = (returning(0), returning(1));
    let first = Program::compile_cached(&zero, &scratch.0).expect("compiles");
    assert_eq!(run(&first, &[], PLENTY).outcome, Outcome::Success);
    let [file] = scratch.files().try_into().expect("one file");

    // Put the other program's code in its place, to see that it is what runs.
    let other = Scratch::new("other");
    Program::compile_cached(&one, &other.0).expect("compiles");
    fs::copy(&other.files()[0], &file).expect("copied");
    let swapped = Program::compile_cached(&zero, &scratch.0).expect("loads");
    assert_eq!(run(&swapped, &[], PLENTY).outcome, Outcome::Revert);
}

#[test]
fn damaged_machine_code_is_compiled_again() {
    let scratch = Scratch::new("damaged");
    let zero = returning(0);
    Program::compile_cached(&zero, &scratch.0).expect("compiles");
    let [file] = scratch.files().try_into().expect("one file");
    let good = fs::read(&file).expect("readable");
    let mut flipped = good.clone();
    *flipped.last_mut().expect("not empty") ^= 1;
    for bad in [&[][..], &good[..good.len() - 1], &flipped] {
        fs::write(&file, bad).expect("writable");
        let program = Program::compile_cached(&zero, &scratch.0).expect("compiles");
        assert_eq!(run(&program, &[], PLENTY).outcome, Outcome::Success);
        assert!(fs::read(&file).expect("readable") == good, "written anew");
    }
}

#[cfg(unix)]
#[test]
fn machine_code_is_not_taken_from_a_directory_that_others_can_write_to() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new("open");
    fs::create_dir(&scratch.0).expect("created");
    fs::set_permissions(&scratch.0, fs::Permissions::from_mode(0o777)).expect("changed");
    let program = Program::compile_cached(&returning(0), &scratch.0).expect("compiles");
    assert_eq!(run(&program, &[], PLENTY).outcome, Outcome::Success);
    assert_eq!(scratch.files(), Vec::<PathBuf>::new());
}
