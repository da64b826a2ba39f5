//! The host functions a program may import, with their types.

use wasmparser::{FuncType, ValType};

use ValType::{F32, F64, I32, I64};

/// Module of the host functions of every chain.
pub(crate) const VM_HOOKS: &str = "vm_hooks";
/// Module of the printing functions of debug chains.
pub(crate) const CONSOLE: &str = "console";
/// Pays for growing the memory; a program that can grow must import it.
pub(crate) const PAY_FOR_MEMORY_GROW: &str = "pay_for_memory_grow";

/// A host function's parameters and results.
pub(crate) type Signature = (&'static [ValType], &'static [ValType]);

/// The type of a host function, if there is one by that module and name.
pub(crate) fn signature(module: &str, name: &str) -> Option<Signature> {
    match module {
        VM_HOOKS => vm_hook(name),
        CONSOLE => console(name),
        _ => None,
    }
}

/// Whether a function's type is `signature`.
pub(crate) fn matches(ty: &FuncType, signature: Signature) -> bool {
    ty.params() == signature.0 && ty.results() == signature.1
}

/// A type as error messages show it.
pub(crate) fn describe(params: &[ValType], results: &[ValType]) -> String {
    let list = |types: &[ValType]| {
        types
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    format!("({}) -> ({})", list(params), list(results))
}

fn vm_hook(name: &str) -> Option<Signature> {
    Some(match name {
        "msg_reentrant" | "return_data_size" | "tx_ink_price" => (&[], &[I32]),
        "block_gas_limit" | "block_number" | "block_timestamp" | "chainid" | "evm_gas_left"
        | "evm_ink_left" => (&[], &[I64]),
        "block_basefee"
        | "block_coinbase"
        | "contract_address"
        | "exit_early"
        | "msg_sender"
        | "msg_value"
        | PAY_FOR_MEMORY_GROW
        | "read_args"
        | "storage_flush_cache"
        | "tx_gas_price"
        | "tx_origin" => (&[I32], &[]),
        "account_code_size" => (&[I32], &[I32]),
        "account_balance"
        | "account_codehash"
        | "math_div"
        | "math_mod"
        | "math_pow"
        | "storage_cache_bytes32"
        | "storage_load_bytes32"
        | "transient_load_bytes32"
        | "transient_store_bytes32"
        | "write_result" => (&[I32; 2], &[]),
        "emit_log" | "math_add_mod" | "math_mul_mod" | "native_keccak256" => (&[I32; 3], &[]),
        "read_return_data" => (&[I32; 3], &[I32]),
        "account_code" => (&[I32; 4], &[I32]),
        "call_contract" => (&[I32, I32, I32, I32, I64, I32], &[I32]),
        "delegate_call_contract" | "static_call_contract" => (&[I32, I32, I32, I64, I32], &[I32]),
        "create1" => (&[I32; 5], &[]),
        "create2" => (&[I32; 6], &[]),
        _ => return None,
    })
}

fn console(name: &str) -> Option<Signature> {
    Some(match name {
        "log_txt" => (&[I32; 2], &[]),
        "log_i32" => (&[I32], &[]),
        "log_i64" => (&[I64], &[]),
        "log_f32" => (&[F32], &[]),
        "log_f64" => (&[F64], &[]),
        "tee_i32" => (&[I32], &[I32]),
        "tee_i64" => (&[I64], &[I64]),
        "tee_f32" => (&[F32], &[F32]),
        "tee_f64" => (&[F64], &[F64]),
        _ => return None,
    })
}
