//! Modules in text form, and what activation makes of them.

use stylus_vm::{ActivationError, ActivationOptions, activate};

pub const DEFAULT: ActivationOptions = ActivationOptions {
    stylus_version: 2,
    page_limit: 128,
    debug: false,
};
pub const DEBUG: ActivationOptions = ActivationOptions {
    debug: true,
    ..DEFAULT
};

/// A program that returns 0, with more fields.
pub fn program(fields: &str) -> String {
    with_imports("", fields)
}

pub fn with_imports(imports: &str, fields: &str) -> String {
    format!(
        r#"(module {imports}
             (memory (export "memory") 1 1)
             (func (export "user_entrypoint") (param i32) (result i32) i32.const 0)
             {fields})"#
    )
}

/// A program with this code in a function of its own.
pub fn code(body: &str) -> String {
    program(&format!("(func (param i32 i64 f32 f64) {body})"))
}

pub fn wasm(wat: &str) -> Vec<u8> {
    wat::parse_str(wat).unwrap_or_else(|error| panic!("{error}\n{wat:.400}"))
}

pub fn reject_with(wat: &str, options: &ActivationOptions) -> ActivationError {
    match activate(&wasm(wat), options) {
        Ok(_) => panic!("accepted: {wat:.400}"),
        Err(error) => error,
    }
}

pub fn reject(wat: &str) -> ActivationError {
    reject_with(wat, &DEFAULT)
}

pub fn accept(wat: &str) {
    accept_with(wat, &DEFAULT);
}

pub fn accept_with(wat: &str, options: &ActivationOptions) {
    if let Err(error) = activate(&wasm(wat), options) {
        panic!("{error}: {wat:.400}");
    }
}

pub fn vm_hook(name: &str, ty: &str) -> String {
    format!(r#"(import "vm_hooks" "{name}" (func {ty}))"#)
}

/// A program with a memory of these limits, with or without the import that pays for growing.
pub fn memory(limits: &str, import: bool) -> String {
    let import = if import {
        vm_hook("pay_for_memory_grow", "(param i32)")
    } else {
        String::new()
    };
    format!(
        r#"(module {import} (memory (export "memory") {limits})
             (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#
    )
}
