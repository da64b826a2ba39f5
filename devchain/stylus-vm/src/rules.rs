//! The chain's rules on a module that is valid wasm, apart from those on operators (see [`crate::instrument`]).

use std::collections::{HashMap, HashSet};

use wasmparser::{Export, ExternalKind, ValType};

use crate::{
    ActivationError, ActivationOptions, Limit,
    hooks::{self, CONSOLE, PAY_FOR_MEMORY_GROW, VM_HOOKS},
    limits::{self, check_count},
    module::Module,
    pages::MAX_PAGES,
};

/// Export of a program's function.
pub(crate) const ENTRYPOINT: &str = "user_entrypoint";
/// Export of a program's memory.
pub(crate) const MEMORY: &str = "memory";
/// Export under which debug chains keep a start function; nothing calls it.
pub(crate) const START: &str = "stylus_start";
/// What exports and imports may not start with.
const RESERVED_PREFIX: &str = "stylus";

const PAGE_BYTES: u64 = 65_536;

/// Checks everything but the functions' code.
pub(crate) fn check(
    module: &Module<'_>,
    options: &ActivationOptions,
) -> Result<(), ActivationError> {
    check_imports(module, options)?;
    check_exports(module)?;
    check_memory(module, options)?;
    check_entrypoint(module)?;
    if module.start.is_some() && !options.debug {
        return Err(ActivationError::StartFunction);
    }
    check_segments(module)
}

fn check_imports(module: &Module<'_>, options: &ActivationOptions) -> Result<(), ActivationError> {
    check_count(Limit::Imports, module.imports.len() as u64, limits::IMPORTS)?;
    let mut seen = HashMap::new();
    for import in &module.imports {
        let names = || (import.module.to_owned(), import.name.to_owned());
        if import.name.starts_with(RESERVED_PREFIX) {
            return Err(ActivationError::ReservedImport(import.name.to_owned()));
        }
        // The chain compares indices: two types of equal content count as different.
        if seen
            .insert((import.module, import.name), import.type_index)
            .is_some_and(|prior| prior != import.type_index)
        {
            let (module, name) = names();
            return Err(ActivationError::InconsistentImport { module, name });
        }
        let Some(signature) = hooks::signature(import.module, import.name) else {
            let (module, name) = names();
            return Err(ActivationError::UnknownImport { module, name });
        };
        if import.module == CONSOLE && !options.debug {
            let (module, name) = names();
            return Err(ActivationError::DebugImport { module, name });
        }
        if !module
            .types
            .get(import.type_index as usize)
            .is_some_and(|ty| hooks::matches(ty, signature))
        {
            return Err(ActivationError::ImportType {
                name: import.name.to_owned(),
                expected: hooks::describe(signature.0, signature.1),
                found: describe_type(module, import.type_index),
            });
        }
    }
    Ok(())
}

fn check_exports(module: &Module<'_>) -> Result<(), ActivationError> {
    let imported: HashSet<&str> = module.imports.iter().map(|import| import.name).collect();
    for export in &module.exports {
        let name = export.name.rsplit("__").next().unwrap_or(export.name);
        if imported.contains(name) {
            return Err(ActivationError::ExportsImport(export.name.to_owned()));
        }
        if name.starts_with(RESERVED_PREFIX) {
            return Err(ActivationError::ReservedExport(export.name.to_owned()));
        }
    }
    Ok(())
}

fn check_memory(module: &Module<'_>, options: &ActivationOptions) -> Result<(), ActivationError> {
    let memory = module.memory.ok_or(ActivationError::MissingMemory)?;
    if find_export(module, MEMORY, ExternalKind::Memory).is_none() {
        return Err(ActivationError::MissingMemory);
    }
    if memory.min > u64::from(MAX_PAGES) {
        return Err(ActivationError::MemoryPages {
            pages: memory.min,
            limit: MAX_PAGES,
        });
    }
    if memory.min > u64::from(options.page_limit) {
        return Err(ActivationError::PageLimit {
            pages: memory.min,
            limit: options.page_limit,
        });
    }
    if memory.can_grow() && module.imported(VM_HOOKS, PAY_FOR_MEMORY_GROW).is_none() {
        return Err(ActivationError::MissingGrowImport);
    }
    Ok(())
}

fn check_entrypoint(module: &Module<'_>) -> Result<(), ActivationError> {
    let entrypoint = find_export(module, ENTRYPOINT, ExternalKind::Func)
        .ok_or(ActivationError::MissingEntrypoint)?;
    let ty = module
        .function_type(entrypoint.index)
        .ok_or(ActivationError::MissingEntrypoint)?;
    if ty.params() == [ValType::I32] && ty.results() == [ValType::I32] {
        Ok(())
    } else {
        Err(ActivationError::EntrypointType(hooks::describe(
            ty.params(),
            ty.results(),
        )))
    }
}

fn check_segments(module: &Module<'_>) -> Result<(), ActivationError> {
    check_count(
        Limit::ElementBytes,
        module.element_len,
        limits::ELEMENT_BYTES,
    )?;
    check_count(
        Limit::TableEntries,
        module.tables.iter().sum(),
        limits::TABLE_ENTRIES,
    )?;

    let size = module.memory.map_or(0, |memory| memory.min * PAGE_BYTES);
    for (segment, data) in (0..).zip(&module.data) {
        if let Some(offset) = data
            .offset
            .filter(|&offset| u64::from(offset) + data.len > size)
        {
            return Err(ActivationError::DataOutOfBounds {
                segment,
                offset,
                len: data.len,
                size,
            });
        }
    }
    let size = module.tables.first().copied().unwrap_or(0);
    for (segment, element) in (0..).zip(&module.elements) {
        if let Some(offset) = element
            .offset
            .filter(|&offset| u64::from(offset) + element.len > size)
        {
            return Err(ActivationError::ElementOutOfBounds {
                segment,
                offset,
                len: element.len,
                size,
            });
        }
    }
    Ok(())
}

/// The exports a chain keeps: all on debug chains, else only those it uses.
pub(crate) fn kept_exports<'m, 'a>(
    module: &'m Module<'a>,
    debug: bool,
) -> impl Iterator<Item = &'m Export<'a>> {
    module.exports.iter().filter(move |export| {
        debug
            || (export.name == ENTRYPOINT && export.kind == ExternalKind::Func)
            || (export.name == MEMORY && export.kind == ExternalKind::Memory)
    })
}

fn find_export<'m, 'a>(
    module: &'m Module<'a>,
    name: &str,
    kind: ExternalKind,
) -> Option<&'m Export<'a>> {
    module
        .exports
        .iter()
        .find(|export| export.name == name && export.kind == kind)
}

fn describe_type(module: &Module<'_>, type_index: u32) -> String {
    module
        .types
        .get(type_index as usize)
        .map_or_else(String::new, |ty| hooks::describe(ty.params(), ty.results()))
}
