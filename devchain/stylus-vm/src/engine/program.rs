//! Compiled programs and the engine they are compiled for.

use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use thiserror::Error;
use wasmtime::{Config, Engine, InstancePre, Linker, Module, ModuleExport, OptLevel};

use super::{disk::CodeDirectory, frame::Frame, hostio};
use crate::{
    instrument::COUNTER_EXPORTS,
    rules::{ENTRYPOINT, MEMORY},
};

/// Native stack a program may use before the engine stops it: well above what 22,000 words can take.
pub(super) const MAX_WASM_STACK: usize = 1 << 20;

/// A compiled program: cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Program {
    pub(super) pre: InstancePre<Frame>,
    pub(super) exports: Arc<ProgramExports>,
}

/// Where a program's parts are, so that a run need not look them up by name.
pub(super) struct ProgramExports {
    pub entrypoint: ModuleExport,
    pub memory: ModuleExport,
    pub ink_left: ModuleExport,
    pub ink_status: ModuleExport,
    pub stack_left: ModuleExport,
}

impl Program {
    /// Compiles the output of an activation ([`Activation::instrumented`](crate::Activation::instrumented)).
    ///
    /// # Errors
    /// When the module is not the output of an activation, or the host cannot compile it.
    pub fn compile(instrumented: &[u8]) -> Result<Self, CompileError> {
        let runtime = RUNTIME.as_ref().map_err(Clone::clone)?;
        Self::link(runtime, &runtime.compile(instrumented)?)
    }

    /// As [`Program::compile`], but takes the machine code from a directory if an earlier process left it there, and
    /// leaves it there otherwise. The directory is made if need be; if it cannot be used, the program is compiled all
    /// the same.
    ///
    /// What lies in the directory is run: it is not used when others than its owner can write to it.
    ///
    /// # Errors
    /// As [`Program::compile`].
    pub fn compile_cached(instrumented: &[u8], directory: &Path) -> Result<Self, CompileError> {
        let runtime = RUNTIME.as_ref().map_err(Clone::clone)?;
        let Some(directory) = CodeDirectory::open(directory) else {
            return Self::compile(instrumented);
        };
        if let Some(module) = directory.load(&runtime.engine, instrumented) {
            return Self::link(runtime, &module);
        }
        let module = runtime.compile(instrumented)?;
        directory.store(&module, instrumented);
        Self::link(runtime, &module)
    }

    fn link(runtime: &Runtime, module: &Module) -> Result<Self, CompileError> {
        let pre = runtime
            .linker
            .instantiate_pre(module)
            .map_err(CompileError::new)?;
        let find = |name: &str| {
            module
                .get_export_index(name)
                .ok_or_else(|| CompileError(format!("nothing is exported as {name}")))
        };
        let [ink_left, ink_status, _, stack_left] = COUNTER_EXPORTS;
        let exports = ProgramExports {
            entrypoint: find(ENTRYPOINT)?,
            memory: find(MEMORY)?,
            ink_left: find(ink_left)?,
            ink_status: find(ink_status)?,
            stack_left: find(stack_left)?,
        };
        Ok(Self {
            pre,
            exports: Arc::new(exports),
        })
    }
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Program").finish_non_exhaustive()
    }
}

/// A module could not be compiled.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cannot compile the program: {0}")]
pub struct CompileError(String);

impl CompileError {
    fn new(error: impl std::fmt::Display) -> Self {
        Self(format!("{error:#}"))
    }
}

struct Runtime {
    engine: Engine,
    linker: Linker<Frame>,
}

impl Runtime {
    fn compile(&self, wasm: &[u8]) -> Result<Module, CompileError> {
        Module::from_binary(&self.engine, wasm).map_err(CompileError::new)
    }
}

/// One engine per process: its settings never vary, and programs of one engine can be shared by all chains of a process.
static RUNTIME: LazyLock<Result<Runtime, CompileError>> =
    LazyLock::new(|| runtime().map_err(CompileError::new));

fn runtime() -> wasmtime::Result<Runtime> {
    let engine = Engine::new(&config())?;
    let mut linker = Linker::new(&engine);
    hostio::link(&mut linker)?;
    Ok(Runtime { engine, linker })
}

fn config() -> Config {
    let mut config = Config::new();
    config
        // Frames are short: the time goes into starting them and into host functions, so quick compilation counts for more.
        .cranelift_opt_level(OptLevel::None)
        .max_wasm_stack(MAX_WASM_STACK)
        .async_stack_size(MAX_WASM_STACK)
        // A revert is a normal way to end: no backtraces.
        .wasm_backtrace_max_frames(None)
        .generate_address_map(false)
        // Memories are small, short-lived and many. From the heap they cost a tenth of what mapping them costs, and no signal handlers
        // are needed: bounds are checked by code.
        .signals_based_traps(false)
        .memory_reservation(0)
        .memory_guard_size(0)
        .memory_reservation_for_growth(0)
        .memory_init_cow(false);
    config
}

#[cfg(test)]
mod tests {
    use wasmtime::{ExternType, Store, ValType};

    use super::*;
    use crate::{engine::frame::EvmHandle, hooks};

    /// The names and types that activation accepts are those that execution offers.
    #[test]
    fn linked_host_functions_have_the_types_activation_checks() {
        let runtime = RUNTIME.as_ref().expect("engine");
        let mut evm = crate::engine::hostio::tests::NoChain;
        #[expect(unsafe_code, reason = "the store is dropped before `evm`")]
        // SAFETY: `store` is declared after `evm`, so it is dropped first.
        let handle = unsafe { EvmHandle::new(&mut evm) };
        let frame = Frame::new(
            handle,
            crate::engine::hostio::tests::PARAMS,
            Default::default(),
            Default::default(),
        );
        let mut store = Store::new(&runtime.engine, frame);
        let linked: Vec<_> = runtime
            .linker
            .iter(&mut store)
            .map(|(module, name, item)| (module.to_owned(), name.to_owned(), item))
            .collect();
        assert_eq!(
            linked
                .iter()
                .filter(|(module, ..)| module == hooks::VM_HOOKS)
                .count(),
            42
        );
        assert_eq!(
            linked
                .iter()
                .filter(|(module, ..)| module == hooks::CONSOLE)
                .count(),
            9
        );
        for (module, name, item) in linked {
            let ExternType::Func(linked) = item.ty(&store) else {
                panic!("{name} is no function")
            };
            let (params, results) = hooks::signature(&module, &name)
                .unwrap_or_else(|| panic!("{module}.{name} is unknown to activation"));
            let text = |types: &mut dyn Iterator<Item = ValType>| {
                types.map(|ty| ty.to_string()).collect::<Vec<_>>()
            };
            let parsed = |types: &[wasmparser::ValType]| {
                types.iter().map(ToString::to_string).collect::<Vec<_>>()
            };
            assert_eq!(
                text(&mut linked.params()),
                parsed(params),
                "parameters of {name}"
            );
            assert_eq!(
                text(&mut linked.results()),
                parsed(results),
                "results of {name}"
            );
        }
    }
}
