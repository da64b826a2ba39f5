//! Why a module cannot be activated. Each variant names the rule broken, with the values.

use std::fmt;

use thiserror::Error;

/// Why a module cannot be activated.
///
/// A chain shows none of this: a failed activation burns all gas without data. It is for tools and logs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ActivationError {
    /// The Stylus version is not one this crate knows.
    #[error("Stylus version {0} is not supported: use 2 or 3")]
    UnsupportedVersion(u16),

    /// The module is not valid wasm.
    #[error("invalid wasm at offset {offset:#x}: {reason}")]
    Invalid {
        /// What the validator says.
        reason: String,
        /// Where, in bytes from the start of the module.
        offset: usize,
    },

    /// The module needs a wasm proposal that Stylus does not allow.
    #[error("a wasm proposal that Stylus does not allow is used at offset {offset:#x}: {reason}")]
    Proposal {
        /// What the validator says.
        reason: String,
        /// Where, in bytes from the start of the module.
        offset: usize,
    },

    /// A section that Stylus does not accept (rustc emits DataCount: re-encode the module without it).
    #[error("section {0} is not allowed")]
    Section(&'static str),

    /// The name section cannot be read.
    #[error("malformed name section: {0}")]
    NameSection(String),

    /// Something other than a function is imported.
    #[error("import {module}.{name} is not a function")]
    ImportKind {
        /// Module imported from.
        module: String,
        /// Name imported.
        name: String,
    },

    /// No such host function.
    #[error("there is no host function {module}.{name}")]
    UnknownImport {
        /// Module imported from.
        module: String,
        /// Name imported.
        name: String,
    },

    /// A host function of debug chains on another chain.
    #[error("host function {module}.{name} exists on debug chains only")]
    DebugImport {
        /// Module imported from.
        module: String,
        /// Name imported.
        name: String,
    },

    /// A host function is imported with the wrong type.
    #[error("host function {name} is {expected}, imported as {found}")]
    ImportType {
        /// Name imported.
        name: String,
        /// The function's type.
        expected: String,
        /// The type given.
        found: String,
    },

    /// The same function is imported under two type indices (even if their content is equal).
    #[error("{module}.{name} is imported with different types")]
    InconsistentImport {
        /// Module imported from.
        module: String,
        /// Name imported.
        name: String,
    },

    /// An export whose name, after its last "__", is that of an import.
    #[error("export {0} has the name of an import")]
    ExportsImport(String),

    /// An export whose name, after its last "__", starts with "stylus".
    #[error("export {0} uses the reserved prefix \"stylus\"")]
    ReservedExport(String),

    /// An import whose name starts with "stylus".
    #[error("import {0} uses the reserved prefix \"stylus\"")]
    ReservedImport(String),

    /// A start function on a chain without debug functions.
    #[error("a start function is not allowed")]
    StartFunction,

    /// No memory is exported as "memory".
    #[error("no memory is exported as \"memory\"")]
    MissingMemory,

    /// The memory starts with more than 128 pages.
    #[error("the memory starts with {pages} pages; at most {limit} are allowed")]
    MemoryPages {
        /// Initial pages.
        pages: u64,
        /// The bound on any program.
        limit: u16,
    },

    /// The memory starts with more pages than the transaction may still open.
    #[error("the memory starts with {pages} pages; {limit} may still be opened")]
    PageLimit {
        /// Initial pages.
        pages: u64,
        /// [`ActivationOptions::page_limit`](crate::ActivationOptions::page_limit).
        limit: u16,
    },

    /// The memory can grow but `pay_for_memory_grow` is not imported.
    #[error(
        "the memory can grow (maximum differs from minimum), so vm_hooks.pay_for_memory_grow must be imported"
    )]
    MissingGrowImport,

    /// No function is exported as "user_entrypoint".
    #[error("no function is exported as \"user_entrypoint\"")]
    MissingEntrypoint,

    /// "user_entrypoint" is not `(i32) -> i32`.
    #[error("user_entrypoint must be (i32) -> (i32), not {0}")]
    EntrypointType(String),

    /// A floating point operator (other than load, store, const, select and reinterpret).
    #[error("function {function} uses the floating point operator {operator}")]
    FloatOperator {
        /// Index among the defined functions.
        function: u32,
        /// The operator.
        operator: String,
    },

    /// An operator that metering does not know.
    #[error("function {function} uses the operator {operator}, which is not allowed")]
    Operator {
        /// Index among the defined functions.
        function: u32,
        /// The operator.
        operator: String,
    },

    /// An active data segment outside the initial memory.
    #[error(
        "data segment {segment} ({len} bytes at {offset}) is outside the memory of {size} bytes"
    )]
    DataOutOfBounds {
        /// Index of the segment.
        segment: u32,
        /// Where it starts.
        offset: u32,
        /// Its length.
        len: u64,
        /// Initial bytes of the memory.
        size: u64,
    },

    /// An active element segment outside the initial table.
    #[error(
        "element segment {segment} ({len} entries at {offset}) is outside the table of {size} entries"
    )]
    ElementOutOfBounds {
        /// Index of the segment.
        segment: u32,
        /// Where it starts.
        offset: u32,
        /// Its length.
        len: u64,
        /// Initial entries of the table.
        size: u64,
    },

    /// More of something than the chain allows.
    #[error("too many {what}: {count} > {limit}")]
    TooMany {
        /// What is counted.
        what: Limit,
        /// How many there are.
        count: u64,
        /// How many are allowed.
        limit: u64,
    },

    /// More of something than the chain allows in one function.
    #[error("too many {what} in function {function}: {count} > {limit}")]
    TooManyInFunction {
        /// Index among the defined functions.
        function: u32,
        /// What is counted.
        what: FunctionLimit,
        /// How many there are.
        count: u64,
        /// How many are allowed.
        limit: u64,
    },

    /// An export name or the module name is too long.
    #[error("a name is too long: {len} > {limit} bytes")]
    NameLength {
        /// Bytes of the name.
        len: usize,
        /// Bytes allowed.
        limit: usize,
    },

    /// A figure of the program does not fit its place in the program word.
    #[error("the program's {figure} is {value}, more than can be stored")]
    CostOverflow {
        /// Which figure.
        figure: &'static str,
        /// Its value.
        value: u64,
    },
}

/// What [`ActivationError::TooMany`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// Data segments.
    DataSegments,
    /// Element segments.
    ElementSegments,
    /// Bytes of element segment entries, headers included.
    ElementBytes,
    /// Exports left after those the chain drops.
    Exports,
    /// Defined functions.
    Functions,
    /// Defined globals, the four injected ones included.
    Globals,
    /// Imports.
    Imports,
    /// Initial table entries.
    TableEntries,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DataSegments => "data segments",
            Self::ElementSegments => "element segments",
            Self::ElementBytes => "bytes of element segments",
            Self::Exports => "exports",
            Self::Functions => "functions",
            Self::Globals => "globals",
            Self::Imports => "imports",
            Self::TableEntries => "table entries",
        })
    }
}

/// What [`ActivationError::TooManyInFunction`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FunctionLimit {
    /// Declared locals, parameters excluded.
    Locals,
    /// Operators after instrumentation.
    Operators,
    /// Values on the operand stack at once.
    Operands,
    /// Words of the frame.
    FrameWords,
}

impl fmt::Display for FunctionLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Locals => "locals",
            Self::Operators => "operators after instrumentation",
            Self::Operands => "values on the stack at once",
            Self::FrameWords => "frame words",
        })
    }
}

/// What the validator says of an index that only the encodings of reference types and multiple memories can write.
const LONG_INDEX: &str = "zero byte expected";

impl From<wasmparser::Error> for ActivationError {
    fn from(error: wasmparser::Error) -> Self {
        let (reason, offset) = (error.message().to_owned(), error.offset());
        if reason == LONG_INDEX {
            let reason = "a table or memory index of more than one byte; re-encode the module without reference types";
            Self::Proposal {
                reason: reason.to_owned(),
                offset,
            }
        } else if error.missing_wasm_feature().is_some() {
            Self::Proposal { reason, offset }
        } else {
            Self::Invalid { reason, offset }
        }
    }
}
