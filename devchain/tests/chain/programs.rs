//! Stylus programs for the tests: modules of stylus-vm's vectors and a few written here, and how they go on chain.

use crate::support::*;
use alloy::{
    primitives::{Address, B256, Bytes, U256, hex, keccak256},
    sol_types::{SolCall, SolError},
};
use devchain::{
    Chain,
    arbos::{ARB_WASM, ARB_WASM_CACHE, ArbWasm, ArbWasmCache},
    chain::{CallError, NITRO_DEV_ACCOUNT, TxInBlock},
};
use stylus_vm::{Activation, ActivationOptions, activate};

/// Wei that covers any data fee; the rest comes back.
pub const PLENTY: u128 = 1_000_000_000_000_000;
/// Index of Nitro's dev account, the chain owner.
pub const OWNER: usize = 10;

/// A module of the vectors by name.
pub fn vector(name: &str) -> Vec<u8> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/stylus-vm/tests/vectors");
    let text = std::fs::read_to_string(format!("{dir}/vectors.json")).expect("the vectors");
    let modules: serde_json::Value = serde_json::from_str(&text).expect("json");
    let module = modules
        .as_array()
        .into_iter()
        .flatten()
        .find(|m| m["name"] == name)
        .expect("a module of this name");
    match module["wasm_file"].as_str() {
        Some(file) => std::fs::read(format!("{dir}/{file}")).expect("the module"),
        None => alloy::hex::decode(module["wasm_hex"].as_str().expect("hex")).expect("hex"),
    }
}

pub fn wat(source: &str) -> Vec<u8> {
    wat::parse_str(source).expect("the module assembles")
}

fn compress(wasm: &[u8]) -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: wasm.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &wasm[..], &mut out, &params).expect("compressed");
    out
}

/// A program's code: prefix, no dictionary, compressed module.
pub fn code(wasm: &[u8]) -> Bytes {
    let mut code = vec![0xef, 0xf0, 0x00, 0x00];
    code.extend(compress(wasm));
    code.into()
}

/// The code of a root contract and those of its fragments, for a root that knows where they are.
pub fn fragments(wasm: &[u8], count: usize) -> Vec<Vec<u8>> {
    let stream = compress(wasm);
    let size = stream.len().div_ceil(count);
    let fragment = |part: &[u8]| [&[0xef, 0xf0, 0x01], part].concat();
    stream.chunks(size).map(fragment).collect()
}

pub fn root(wasm_len: usize, fragments: &[Address]) -> Vec<u8> {
    let mut code = vec![0xef, 0xf0, 0x02, 0x00];
    code.extend_from_slice(&u32::try_from(wasm_len).expect("short").to_be_bytes());
    code.extend(fragments.iter().flat_map(|a| a.0.0));
    code
}

/// Puts a program on chain without activating it.
pub fn upload(chain: &Chain, wasm: &[u8]) -> Address {
    deploy(chain, &code(wasm))
}

pub fn try_activate(chain: &Chain, program: Address, value: u128) -> TxInBlock {
    let mut r = request(
        address(chain, 0),
        Some(ARB_WASM),
        ArbWasm::activateProgramCall { program }.abi_encode(),
    );
    r.value = Some(U256::from(value));
    send(chain, 0, r)
}

/// Puts a program on chain and activates it.
pub fn install(chain: &Chain, wasm: &[u8]) -> Address {
    let program = upload(chain, wasm);
    let tx = try_activate(chain, program, PLENTY);
    assert!(tx.receipt.success, "{:?}", tx.receipt.failure);
    program
}

/// Sets the cache flag, as the chain owner.
pub fn cache(chain: &Chain, program: Address) {
    let r = request(
        NITRO_DEV_ACCOUNT,
        Some(ARB_WASM_CACHE),
        ArbWasmCache::cacheProgramCall { program }.abi_encode(),
    );
    assert!(send(chain, OWNER, r).receipt.success);
}

pub fn code_hash(wasm: &[u8]) -> B256 {
    keccak256(code(wasm))
}

/// The figures of a module's activation on this chain.
pub fn figures(wasm: &[u8]) -> Activation {
    activate(
        wasm,
        &ActivationOptions {
            debug: true,
            ..ActivationOptions::default()
        },
    )
    .expect("it activates")
}

/// Gas of calldata.
pub fn calldata_gas(data: &[u8]) -> u64 {
    data.iter().map(|b| if *b == 0 { 4 } else { 16 }).sum()
}

/// Calldata of `h_script`: stores value in key, flushes.
pub fn store(key: u8, value: u8) -> Vec<u8> {
    vec![1, key, value, 2, 0]
}

/// Calldata of `h_script`: loads key.
pub fn load(key: u8) -> Vec<u8> {
    vec![0, key]
}

/// Calls the address in the first word of calldata with the rest of it and the value it got, and ends as the callee
/// did; a first byte of 1 has it revert. `kind` is the host function. Without calldata it returns whether it was
/// re-entered.
pub fn stylus_forwarder(kind: Kind) -> Vec<u8> {
    let (import, params, value) = match kind {
        Kind::Call => (
            "call_contract",
            "i32 i32 i32 i32 i64 i32",
            "(i32.const 40000)",
        ),
        Kind::Delegate => ("delegate_call_contract", "i32 i32 i32 i64 i32", ""),
        Kind::Static => ("static_call_contract", "i32 i32 i32 i64 i32", ""),
    };
    wat(&format!(
        r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "msg_value" (func $msg_value (param i32)))
  (import "vm_hooks" "msg_reentrant" (func $msg_reentrant (result i32)))
  (import "vm_hooks" "{import}" (func $call (param {params}) (result i32)))
  (import "vm_hooks" "read_return_data" (func $read_return_data (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32) (local $status i32)
    (if (i32.eqz (local.get $len)) (then
      (i32.store8 (i32.const 31) (call $msg_reentrant))
      (call $write_result (i32.const 0) (i32.const 32))
      (return (i32.const 0))))
    (call $read_args (i32.const 0))
    (call $msg_value (i32.const 40000))
    (local.set $status (call $call
      (i32.const 12) (i32.const 32) (i32.sub (local.get $len) (i32.const 32)) {value} (i64.const -1) (i32.const 40032)))
    (drop (call $read_return_data (i32.const 50000) (i32.const 0) (i32.load (i32.const 40032))))
    (call $write_result (i32.const 50000) (i32.load (i32.const 40032)))
    (i32.or (i32.ne (local.get $status) (i32.const 0)) (i32.eq (i32.load8_u (i32.const 0)) (i32.const 1)))))"#
    ))
}

/// Creates a contract of the init code in calldata, with the value it got, and returns its address.
pub fn stylus_creator() -> Vec<u8> {
    wat(r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "msg_value" (func $msg_value (param i32)))
  (import "vm_hooks" "create1" (func $create (param i32 i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 0))
    (call $msg_value (i32.const 40000))
    (call $create (i32.const 0) (local.get $len) (i32.const 40000) (i32.const 41012) (i32.const 42000))
    (call $write_result (i32.const 41000) (i32.const 32))
    (i32.const 0)))"#)
}

/// Calls a contract `times` times.
pub fn twice(to: Address, times: usize) -> Vec<u8> {
    let mut code = Vec::new();
    for _ in 0..times {
        code.extend_from_slice(&hex!("5f5f5f5f5f73"));
        code.extend_from_slice(to.as_slice());
        code.extend_from_slice(&hex!("5af150"));
    }
    code.push(0);
    code
}

/// Seconds of a day.
pub const DAY: u64 = 86_400;

/// Sends a call with a gas limit.
pub fn send_gas(chain: &Chain, to: Address, input: impl Into<Bytes>, gas: u64) -> TxInBlock {
    let mut r = request(address(chain, 0), Some(to), input);
    r.gas = Some(gas);
    send(chain, 0, r)
}

/// What ArbWasm answers, or its revert data.
pub fn ask<C: SolCall>(chain: &Chain, question: C) -> Result<C::Return, Bytes> {
    match call(chain, ARB_WASM, question.abi_encode()) {
        Ok(answer) => Ok(C::abi_decode_returns(&answer.output).expect("it decodes")),
        Err(CallError::Revert { output, .. }) => Err(output),
        Err(other) => panic!("{other}"),
    }
}

/// A Solidity error as revert data.
pub fn error(e: impl SolError) -> Bytes {
    e.abi_encode().into()
}
