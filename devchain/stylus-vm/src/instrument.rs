//! Rewrites a module so that it meters itself: four passes over every function, each fed the previous one's output.
//!
//! 1. [`ink`] charges each basic block before it runs.
//! 2. [`ink::bulk`] charges `memory.fill` and `memory.copy` by their size.
//! 3. [`depth`] takes each call's frame from a stack budget.
//! 4. [`heap`] charges `memory.grow` before it grows.
//!
//! The counters are four mutable globals added after the program's own and exported, in the order of [`Counters`].

mod depth;
mod heap;
mod ink;
mod price;

use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, RawSection,
    SectionId, ValType,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{BinaryReader, FuncType, GlobalSectionReader, Operator};

use crate::{
    ActivationError, FunctionFigures, FunctionLimit, Limit,
    hooks::{PAY_FOR_MEMORY_GROW, VM_HOOKS},
    limits::{self, check_count, check_name},
    module::Module,
    rules::{START, kept_exports},
};

/// Export names of the counters, in the order of their globals.
pub(crate) const COUNTER_EXPORTS: [&str; 4] = [
    "stylus_ink_left",
    "stylus_ink_status",
    "stylus_scratch_global",
    "stylus_stack_left",
];

/// Indices of the injected globals.
#[derive(Clone, Copy)]
pub(crate) struct Counters {
    /// i64: ink left (unsigned).
    pub ink_left: u32,
    /// i32: 1 once the ink did not last.
    pub ink_status: u32,
    /// i32: holds an operand while it is looked at.
    pub scratch: u32,
    /// i32: words left of the stack budget; 0 once it did not last.
    pub stack_left: u32,
}

impl Counters {
    const fn after(globals: u32) -> Self {
        Self {
            ink_left: globals,
            ink_status: globals + 1,
            scratch: globals + 2,
            stack_left: globals + 3,
        }
    }
}

/// What the passes need to know of the module around a function.
pub(crate) struct Context<'m, 'a> {
    pub module: &'m Module<'a>,
    pub counters: Counters,
    /// Function that pays for memory, if the memory can grow.
    pub pay_for_memory_grow: Option<u32>,
}

impl Context<'_, '_> {
    /// The type of a call's target; validation has seen to it that there is one.
    fn function_type(&self, index: u32) -> Option<&FuncType> {
        self.module.function_type(index)
    }

    /// A type by index.
    fn type_at(&self, index: u32) -> Option<&FuncType> {
        self.module.types.get(index as usize)
    }
}

/// A rewritten module.
pub(crate) struct Instrumented {
    pub wasm: Vec<u8>,
    pub functions: Vec<FunctionFigures>,
    /// Defined globals, the injected ones included.
    pub globals: u64,
}

/// Rewrites a module that passed [`crate::rules::check`].
pub(crate) fn instrument(
    module: &Module<'_>,
    debug: bool,
) -> Result<Instrumented, ActivationError> {
    let injected = COUNTER_EXPORTS.len() as u64;
    let globals = module.globals + injected;
    check_count(Limit::Globals, globals, limits::GLOBALS)?;
    let exports =
        kept_exports(module, debug).count() as u64 + injected + u64::from(module.start.is_some());
    check_count(Limit::Exports, exports, limits::EXPORTS)?;

    let context = Context {
        module,
        counters: Counters::after(u32::try_from(module.globals).unwrap_or(u32::MAX)),
        pay_for_memory_grow: module
            .memory
            .filter(|memory| memory.can_grow())
            .and_then(|_| module.imported(VM_HOOKS, PAY_FOR_MEMORY_GROW)),
    };
    let mut functions = Vec::with_capacity(module.bodies.len());
    let mut code = CodeSection::new();
    for index in 0..module.bodies.len() {
        let (function, figures) = rewrite_function(&context, index)?;
        code.function(&function);
        functions.push(figures);
    }
    Ok(Instrumented {
        wasm: encode(module, &code, debug)?,
        functions,
        globals,
    })
}

fn rewrite_function(
    context: &Context<'_, '_>,
    index: usize,
) -> Result<(wasm_encoder::Function, FunctionFigures), ActivationError> {
    let body = &context.module.bodies[index];
    let function = u32::try_from(index).unwrap_or(u32::MAX);
    let check = |what, count, limit| {
        if count > limit {
            Err(ActivationError::TooManyInFunction {
                function,
                what,
                count,
                limit,
            })
        } else {
            Ok(())
        }
    };

    let mut locals = Vec::new();
    let mut declared = 0_u64;
    for group in body.get_locals_reader()? {
        let (count, ty) = group?;
        declared += u64::from(count);
        locals.push((count, val_type(ty)?));
    }
    check(FunctionLimit::Locals, declared, limits::LOCALS)?;

    let code: Vec<Operator<'_>> = body
        .get_operators_reader()?
        .into_iter()
        .collect::<Result<_, _>>()?;
    for operator in &code {
        price::check_allowed(context, operator, function)?;
    }
    let code = ink::meter(context, code);
    let code = ink::bulk(context.counters, code);
    let operands = depth::worst_operands(context, &code);
    check(FunctionLimit::Operands, operands, limits::OPERANDS)?;
    let frame_words = operands + declared + depth::FRAME_BASE;
    check(FunctionLimit::FrameWords, frame_words, limits::FRAME_WORDS)?;
    let frame_words = u32::try_from(frame_words).unwrap_or(u32::MAX);
    let code = depth::check(context.counters, code, frame_words);
    let code = heap::pay(context, code);
    check(
        FunctionLimit::Operators,
        code.len() as u64,
        limits::OPERATORS,
    )?;

    let figures = FunctionFigures {
        operators: u32::try_from(code.len()).unwrap_or(u32::MAX),
        frame_words,
        declared_locals: u32::try_from(declared).unwrap_or(u32::MAX),
        body_len: u32::try_from(body.range().len()).unwrap_or(u32::MAX),
    };
    let mut encoded = wasm_encoder::Function::new(locals);
    for operator in code {
        encoded.instruction(
            &RoundtripReencoder
                .instruction(operator)
                .map_err(cannot_encode)?,
        );
    }
    Ok((encoded, figures))
}

/// Puts the module together again: sections as given, but for globals, exports and code; start and custom sections are left out.
fn encode(
    module: &Module<'_>,
    code: &CodeSection,
    debug: bool,
) -> Result<Vec<u8>, ActivationError> {
    let globals = encode_globals(module)?;
    let exports = encode_exports(module, debug)?;

    let mut out = wasm_encoder::Module::new();
    let mut globals_written = false;
    for (id, range) in &module.sections {
        let content = &module.wasm[range.clone()];
        // The only section that must be there is the exports', and globals belong just before it.
        if *id == SectionId::Export as u8 && !globals_written {
            out.section(&globals);
            globals_written = true;
        }
        if *id == SectionId::Global as u8 {
            out.section(&globals);
            globals_written = true;
        } else if *id == SectionId::Export as u8 {
            out.section(&exports);
        } else if *id == SectionId::Code as u8 {
            out.section(code);
        } else if *id != SectionId::Start as u8 && *id != SectionId::Custom as u8 {
            out.section(&RawSection {
                id: *id,
                data: content,
            });
        }
    }
    Ok(out.finish())
}

fn encode_globals(module: &Module<'_>) -> Result<GlobalSection, ActivationError> {
    let mut globals = GlobalSection::new();
    if let Some((_, range)) = module
        .sections
        .iter()
        .find(|(id, _)| *id == SectionId::Global as u8)
    {
        let reader =
            GlobalSectionReader::new(BinaryReader::new(&module.wasm[range.clone()], range.start))?;
        RoundtripReencoder
            .parse_global_section(&mut globals, reader)
            .map_err(cannot_encode)?;
    }
    let counter = |val_type| GlobalType {
        val_type,
        mutable: true,
        shared: false,
    };
    globals.global(counter(ValType::I64), &ConstExpr::i64_const(0));
    for _ in 1..COUNTER_EXPORTS.len() {
        globals.global(counter(ValType::I32), &ConstExpr::i32_const(0));
    }
    Ok(globals)
}

fn encode_exports(module: &Module<'_>, debug: bool) -> Result<ExportSection, ActivationError> {
    let mut exports = ExportSection::new();
    for export in kept_exports(module, debug) {
        check_name(export.name)?;
        let kind = RoundtripReencoder
            .export_kind(export.kind)
            .map_err(cannot_encode)?;
        exports.export(export.name, kind, export.index);
    }
    if let Some(start) = module.start {
        exports.export(START, ExportKind::Func, start);
    }
    for (index, name) in (u32::try_from(module.globals).unwrap_or(u32::MAX)..).zip(COUNTER_EXPORTS)
    {
        exports.export(name, ExportKind::Global, index);
    }
    Ok(exports)
}

fn val_type(ty: wasmparser::ValType) -> Result<ValType, ActivationError> {
    RoundtripReencoder.val_type(ty).map_err(cannot_encode)
}

/// Never seen after validation; kept as an error so that no input can panic.
fn cannot_encode(error: wasm_encoder::reencode::Error) -> ActivationError {
    ActivationError::Invalid {
        reason: error.to_string(),
        offset: 0,
    }
}
