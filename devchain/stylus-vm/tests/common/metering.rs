//! A program beside itself: metered, and in a plain engine without.

use stylus_vm::{
    Activation,
    engine::{Outcome, Program, Run, execute_and_peek},
};

use super::mock::{self, Mock, PARAMS};

/// Far more ink than a program uses that stops.
const PLENTY: u64 = 1 << 50;

/// Runs the entry point: how it ended, and the memory as it was then.
pub fn run(program: &Program, footprint: u16, ink: u64) -> (Run, Vec<u8>) {
    let mut memory = Vec::new();
    let run = execute_and_peek(
        program,
        &PARAMS,
        &mock::env(),
        &[1, 2, 3],
        &mut Mock::new(footprint, false, []),
        ink,
        |bytes| {
            memory = bytes.to_vec();
        },
    );
    (run, memory)
}

/// The module as it was given, in a plain engine; it may import `pay_for_memory_grow` alone.
fn run_plain(wasm: &[u8]) -> (Option<i32>, Vec<u8>) {
    let engine = wasmtime::Engine::default();
    let module = wasmtime::Module::new(&engine, wasm).expect("valid");
    let mut store = wasmtime::Store::new(&engine, ());
    let imports: Vec<_> = module
        .imports()
        .map(|_| wasmtime::Func::wrap(&mut store, |_: i32| {}).into())
        .collect();
    let Ok(instance) = wasmtime::Instance::new(&mut store, &module, &imports) else {
        // Its segments do not fit.
        return (None, Vec::new());
    };
    let entrypoint = instance
        .get_typed_func::<i32, i32>(&mut store, "user_entrypoint")
        .expect("entrypoint");
    let status = entrypoint.call(&mut store, 3).ok();
    let memory = instance.get_memory(&mut store, "memory").expect("memory");
    (status, memory.data(&store).to_vec())
}

/// Metering is exact and changes nothing else: returns the ink used, and how it ended. `None` of a program that comes to the end of its stack
/// or ink, for a plain engine has another stack, and refuses for nothing to grow by more pages than anybody could pay.
///
/// # Panics
/// When it does not hold.
pub fn check(wasm: &[u8], activation: &Activation) -> Option<(u64, Run)> {
    let program = Program::compile(&activation.instrumented).expect("what is accepted compiles");
    let run = |ink| run(&program, activation.footprint, ink);
    let (full, memory) = run(PLENTY);
    if matches!(full.outcome, Outcome::OutOfStack | Outcome::OutOfInk) {
        return None;
    }
    let used = PLENTY - full.ink_left;
    let (status, plain_memory) = run_plain(wasm);
    let expected = match status {
        Some(0) => Outcome::Success,
        Some(_) => Outcome::Revert,
        None => Outcome::Failure(String::new()),
    };
    let kind = std::mem::discriminant::<Outcome>;
    assert_eq!(kind(&full.outcome), kind(&expected), "{:?}", full.outcome);
    assert!(memory == plain_memory, "memory differs");
    let (exact, memory_exact) = run(used);
    assert_eq!(
        exact.outcome, full.outcome,
        "with just the ink that it used"
    );
    assert_eq!(exact.ink_left, 0);
    assert!(memory_exact == memory);
    if used == 0 {
        // It failed before it ran.
        return Some((used, full));
    }
    for less in [used - 1, used / 2, 0] {
        let (short, _) = run(less);
        assert_eq!(short.outcome, Outcome::OutOfInk, "with {less} of {used}");
        assert_eq!(short.ink_left, 0);
    }
    Some((used, full))
}
