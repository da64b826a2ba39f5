//! The host functions, by subject: each a method of [`Hook`] with the name programs import it by.
//!
//! All fail in the same order: base ink, then gas that must be there and fixed gas, then reading pointers, then the request to the chain
//! and its charge, then writing pointers. What was charged before a failure stays charged.

mod account;
mod call;
mod console;
mod env;
mod frame_io;
mod math;
mod storage;

use wasmtime::{Caller, Linker};

use super::frame::{Frame, Hook};
use crate::hooks::{CONSOLE, VM_HOOKS};

/// Ink of entering a host function.
const HOSTIO_INK: u64 = 8_400;
/// Ink of a pointer written, above [`HOSTIO_INK`].
const POINTER_INK: u64 = 5_040;
/// Ink of a request to the chain, above [`HOSTIO_INK`].
const REQUEST_INK: u64 = 59_673;

/// Ink of writing `len` bytes to the program's memory.
fn write_ink(len: u32) -> u64 {
    5_040 + 30 * u64::from(len.saturating_sub(32))
}

/// Ink of reading `len` bytes from the program's memory.
fn read_ink(len: u32) -> u64 {
    16_381 + 55 * u64::from(len.saturating_sub(32))
}

/// Registers functions by name; the types are those of the methods.
macro_rules! register {
    ($linker:ident, $module:expr; $($name:ident($($argument:ident: $ty:ty),*) $(-> $result:ty)?;)*) => {
        $($linker.func_wrap(
            $module,
            stringify!($name),
            |caller: Caller<'_, Frame>, $($argument: $ty),*| -> wasmtime::Result<register!(@result $($result)?)> {
                Ok(Hook::new(caller)?.$name($($argument),*)?)
            },
        )?;)*
    };
    (@result) => { () };
    (@result $result:ty) => { $result };
}

/// Makes all host functions known to a linker. Which of them a program may import is activation's business.
pub(super) fn link(linker: &mut Linker<Frame>) -> wasmtime::Result<()> {
    register! { linker, VM_HOOKS;
        read_args(target: u32);
        write_result(source: u32, len: u32);
        exit_early(status: u32);
        pay_for_memory_grow(pages: u32);
        evm_gas_left() -> u64;
        evm_ink_left() -> u64;

        storage_load_bytes32(key: u32, target: u32);
        storage_cache_bytes32(key: u32, value: u32);
        storage_flush_cache(clear: u32);
        transient_load_bytes32(key: u32, target: u32);
        transient_store_bytes32(key: u32, value: u32);

        call_contract(to: u32, data: u32, len: u32, value: u32, gas: u64, return_len: u32) -> u32;
        delegate_call_contract(to: u32, data: u32, len: u32, gas: u64, return_len: u32) -> u32;
        static_call_contract(to: u32, data: u32, len: u32, gas: u64, return_len: u32) -> u32;
        create1(code: u32, len: u32, endowment: u32, address: u32, revert_len: u32);
        create2(code: u32, len: u32, endowment: u32, salt: u32, address: u32, revert_len: u32);
        read_return_data(target: u32, offset: u32, len: u32) -> u32;
        return_data_size() -> u32;
        emit_log(data: u32, len: u32, topics: u32);

        account_balance(address: u32, target: u32);
        account_code(address: u32, offset: u32, len: u32, target: u32) -> u32;
        account_code_size(address: u32) -> u32;
        account_codehash(address: u32, target: u32);

        block_basefee(target: u32);
        block_coinbase(target: u32);
        block_gas_limit() -> u64;
        block_number() -> u64;
        block_timestamp() -> u64;
        chainid() -> u64;
        contract_address(target: u32);
        msg_reentrant() -> u32;
        msg_sender(target: u32);
        msg_value(target: u32);
        tx_gas_price(target: u32);
        tx_ink_price() -> u32;
        tx_origin(target: u32);

        math_div(value: u32, divisor: u32);
        math_mod(value: u32, modulus: u32);
        math_pow(value: u32, exponent: u32);
        math_add_mod(value: u32, addend: u32, modulus: u32);
        math_mul_mod(value: u32, multiplier: u32, modulus: u32);
        native_keccak256(data: u32, len: u32, target: u32);
    }
    register! { linker, CONSOLE;
        log_txt(text: u32, len: u32);
        log_i32(value: u32);
        log_i64(value: u64);
        log_f32(value: f32);
        log_f64(value: f64);
        tee_i32(value: u32) -> u32;
        tee_i64(value: u64) -> u64;
        tee_f32(value: f32) -> f32;
        tee_f64(value: f64) -> f64;
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use alloy_primitives::{Address, B256, Bytes, U256};

    use crate::engine::{
        AccountCode, CallReply, CallRequest, Create, CreateReply, EvmApi, Flush, FrameParams,
        Priced, WriteProtection,
    };

    pub const PARAMS: FrameParams = FrameParams {
        arbos_version: 51,
        ink_price: 10_000,
        max_stack_depth: 22_000,
    };

    /// A chain that nothing asks.
    pub struct NoChain;

    impl EvmApi for NoChain {
        fn storage_read(&mut self, _: B256) -> Priced<B256> {
            unreachable!()
        }
        fn storage_flush(&mut self, _: &[(B256, B256)], _: u64) -> Flush {
            unreachable!()
        }
        fn transient_read(&mut self, _: B256) -> B256 {
            unreachable!()
        }
        fn transient_write(&mut self, _: B256, _: B256) -> Result<(), WriteProtection> {
            unreachable!()
        }
        fn call(&mut self, _: CallRequest) -> CallReply {
            unreachable!()
        }
        fn create(&mut self, _: Create) -> CreateReply {
            unreachable!()
        }
        fn log(&mut self, _: &[B256], _: Bytes) -> Result<(), WriteProtection> {
            unreachable!()
        }
        fn account_balance(&mut self, _: Address) -> Priced<U256> {
            unreachable!()
        }
        fn account_code(&mut self, _: Address, _: u64) -> AccountCode {
            unreachable!()
        }
        fn account_codehash(&mut self, _: Address) -> Priced<B256> {
            unreachable!()
        }
        fn add_pages(&mut self, _: u16) -> u64 {
            unreachable!()
        }
    }
}
