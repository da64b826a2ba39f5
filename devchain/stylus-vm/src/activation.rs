//! Activation: checks a module against the chain's rules, rewrites it to meter itself, and works out its figures.

use crate::{
    ActivationError,
    cost::{ActivationWork, ProgramSize},
    instrument::{Instrumented, instrument},
    module::Module,
    rules,
};

/// Under which rules a module is activated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivationOptions {
    /// Stylus version: 2, or 3 (ArbOS 59 and later), which forbids multi-value.
    pub stylus_version: u16,
    /// Pages the module may start with: the chain's page limit less the pages open in the transaction.
    pub page_limit: u16,
    /// Whether the chain allows debug functions (chain 412346 does): `console` imports and a start function.
    pub debug: bool,
}

impl Default for ActivationOptions {
    /// ArbOS 51 without debug functions, nothing open.
    fn default() -> Self {
        Self {
            stylus_version: 2,
            page_limit: 128,
            debug: false,
        }
    }
}

/// An accepted module: what the chain stores and charges for, and what runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activation {
    /// Init cost as stored in the program word.
    pub init_cost: u16,
    /// Cached init cost as stored in the program word.
    pub cached_init_cost: u16,
    /// Estimated bytes of machine code: what the data fee is charged for.
    pub asm_estimate: u32,
    /// Initial memory pages.
    pub footprint: u16,
    /// Gas of the metered part of the activation.
    pub gas_used: u64,
    /// Defined functions, in order.
    pub functions: Vec<FunctionFigures>,
    /// Imported functions.
    pub imports: u32,
    /// The counts the estimates are made of.
    pub size: ProgramSize,
    /// The module rewritten to meter itself, for [`Program::compile`](crate::engine::Program::compile).
    pub instrumented: Vec<u8>,
}

impl Activation {
    /// Operators of all functions after instrumentation.
    #[must_use]
    pub fn operators(&self) -> u64 {
        self.functions
            .iter()
            .map(|function| u64::from(function.operators))
            .sum()
    }
}

/// Figures of one function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionFigures {
    /// Operators after instrumentation.
    pub operators: u32,
    /// Words taken from the stack budget on entry.
    pub frame_words: u32,
    /// Declared locals, parameters excluded.
    pub declared_locals: u32,
    /// Bytes of the function's body in the module as given.
    pub body_len: u32,
}

/// Checks, rewrites and measures a module (uncompressed wasm).
///
/// The caller checks what lies around the module: code prefix, compression, and the size limit
/// ([`StylusParams::max_wasm_size`](crate::StylusParams::max_wasm_size)).
///
/// # Errors
/// The first rule broken. On chain any error burns all gas.
pub fn activate(wasm: &[u8], options: &ActivationOptions) -> Result<Activation, ActivationError> {
    if !(2..=3).contains(&options.stylus_version) {
        return Err(ActivationError::UnsupportedVersion(options.stylus_version));
    }
    let module = Module::parse(wasm, options)?;
    rules::check(&module, options)?;
    let Instrumented {
        wasm: instrumented,
        functions,
        globals,
    } = instrument(&module, options.debug)?;

    let pages = module.memory.map_or(0, |memory| memory.min);
    let type_len = module
        .functions
        .iter()
        .filter_map(|&type_index| module.types.get(type_index as usize))
        .map(|ty| (ty.params().len() + ty.results().len()) as u64)
        .sum();
    let size = ProgramSize {
        wasm_len: wasm.len() as u64,
        functions: functions.len() as u64,
        type_len,
        globals,
        data_len: module.data_len + module.element_len,
        footprint: pages,
    };
    let work = ActivationWork {
        wasm_len: size.wasm_len,
        functions: size.functions,
        data_len: module.data_content_len,
        element_len: module.element_len,
        pages,
        operators: functions
            .iter()
            .map(|function| u64::from(function.operators))
            .sum(),
    };
    Ok(Activation {
        init_cost: fit("init cost", size.init_cost())?,
        cached_init_cost: fit("cached init cost", size.cached_init_cost())?,
        asm_estimate: fit("machine code estimate", size.asm_estimate())?,
        footprint: fit("footprint", pages)?,
        gas_used: work.gas(),
        functions,
        imports: u32::try_from(module.imports.len()).unwrap_or(u32::MAX),
        size,
        instrumented,
    })
}

fn fit<T: TryFrom<u64>>(figure: &'static str, value: u64) -> Result<T, ActivationError> {
    T::try_from(value).map_err(|_| ActivationError::CostOverflow { figure, value })
}
