//! What calling a program costs, to the unit, and what becomes of the gas when it fails.

use crate::{programs::*, support::*};
use alloy::{
    eips::BlockId,
    primitives::{Address, U256, hex},
    sol_types::SolCall,
};
use devchain::{
    Chain, Config,
    arbos::{ARB_WASM_CACHE, ARBOS_TEST, ArbWasmCache},
    chain::{CallError, NITRO_DEV_ACCOUNT},
};
use stylus_vm::{StylusParams, cost::InitGas, pages::PagesOpen};

#[test]
fn call_pays_for_the_start_to_the_unit_cached_or_not() {
    let chain = chain();
    let wasm = vector("c_minimal");
    let program = install(&chain, &wasm);
    // 2452 ink are one gas, rounded up.
    let uncached = transact(&chain, program, []).receipt.gas_used;
    assert_eq!(uncached, 21_000 + (69 * 128 + 18) + (11 * 32 + 6) + 1);
    assert_eq!(
        transact(&chain, program, []).receipt.gas_used,
        uncached,
        "no cache of its own accord"
    );
    cache(&chain, program);
    assert_eq!(
        transact(&chain, program, []).receipt.gas_used,
        21_000 + (11 * 32 + 6) + 1
    );

    let evict = ArbWasmCache::evictCodehashCall {
        codehash: code_hash(&wasm),
    }
    .abi_encode();
    let stranger = send(
        &chain,
        0,
        request(address(&chain, 0), Some(ARB_WASM_CACHE), evict.clone()),
    );
    assert!(!stranger.receipt.success);
    assert_eq!(stranger.receipt.gas_used, 20_000_000, "no manager: all gas");
    let owner = send(
        &chain,
        OWNER,
        request(NITRO_DEV_ACCOUNT, Some(ARB_WASM_CACHE), evict),
    );
    assert!(owner.receipt.success);
    assert_eq!(owner.receipt.logs.len(), 1);
    assert_eq!(transact(&chain, program, []).receipt.gas_used, uncached);
}

#[test]
fn sdk_contract_costs_what_the_vector_says() {
    let chain = chain();
    let program = install(&chain, &vector("sdk_counter"));
    cache(&chain, program);
    let mut bump = hex!("b20eb4c4").to_vec();
    bump.extend_from_slice(&U256::from(5).to_be_bytes::<32>());
    let tx = transact(&chain, program, bump.clone());
    // The vector's run: 466,802,200 ink, with the chain's own costs of two new slots, one log.
    assert_eq!(
        tx.receipt.gas_used,
        21_000 + calldata_gas(&bump) + 352 + 649 + 46_681
    );
    assert_eq!(tx.receipt.logs.len(), 1);
    assert_eq!(tx.receipt.logs[0].address, program);
    assert_eq!(
        chain
            .storage(program, U256::ZERO, BlockId::latest())
            .unwrap(),
        topic(5)
    );
    // Both slots are set now: the second vector, 124,802,200 ink.
    let tx = transact(&chain, program, bump.clone());
    assert_eq!(
        tx.receipt.gas_used,
        21_000 + calldata_gas(&bump) + 352 + 649 + 12_481
    );
}

#[test]
fn out_of_ink_takes_all_gas() {
    let chain = chain();
    let endless = wat(r#"(module (memory (export "memory") 0 0)
            (func (export "user_entrypoint") (param i32) (result i32) (loop br 0) i32.const 0))"#);
    let program = install(&chain, &endless);
    let tx = send_gas(&chain, program, [], 300_000);
    assert!(!tx.receipt.success);
    assert_eq!(
        (tx.receipt.gas_used, tx.receipt.failure.as_deref()),
        (300_000, Some("out of gas"))
    );
    // Not even enough to start.
    let tx = send_gas(&chain, program, [], 25_000);
    assert_eq!(
        (tx.receipt.gas_used, tx.receipt.failure.as_deref()),
        (25_000, Some("out of gas"))
    );
}

#[test]
fn failure_keeps_the_gas_left() {
    let chain = chain();
    let program = install(&chain, &vector("c_unreachable"));
    let tx = send_gas(&chain, program, [], 300_000);
    assert!(!tx.receipt.success && tx.receipt.output.is_empty());
    assert!(tx.receipt.gas_used < 60_000, "{}", tx.receipt.gas_used);
}

#[test]
fn out_of_stack_takes_all_gas() {
    let chain = chain();
    let program = install(&chain, &vector("l_infinite_recursion"));
    let tx = send_gas(&chain, program, [], 2_000_000);
    assert!(!tx.receipt.success);
    assert_eq!(tx.receipt.gas_used, 2_000_000);
}

#[test]
fn unusable_program_takes_all_gas() {
    let chain = chain();
    let program = upload(&chain, &vector("c_minimal"));
    let tx = send_gas(&chain, program, [], 100_000);
    assert!(!tx.receipt.success && tx.receipt.output.is_empty());
    assert_eq!(
        (tx.receipt.gas_used, tx.receipt.failure.as_deref()),
        (100_000, Some("program not activated"))
    );
    assert!(
        matches!(call(&chain, program, []), Err(CallError::Halt(text)) if text == "program not activated")
    );
}

#[test]
fn pages_cost_by_the_page_model() {
    let chain = chain();
    let module = |pages: u16| {
        wat(&format!(
            r#"(module (memory (export "memory") {pages} {pages})
                (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#
        ))
    };
    let params = StylusParams::at(51);
    for pages in [2, 3, 40] {
        let wasm = module(pages);
        let program = install(&chain, &wasm);
        let figures = figures(&wasm);
        let start = InitGas::of(&figures, &params).charge(false);
        let page_gas = PagesOpen::default().cost(pages, &params);
        assert_eq!(
            transact(&chain, program, []).receipt.gas_used,
            21_000 + start + page_gas + 1,
            "{pages} pages"
        );
    }
    // 38 above the free ones, and floor(1.1445...^40) = 221 less 1.
    assert_eq!(PagesOpen::default().cost(40, &params), 38_000 + 221 - 1);
}

#[test]
fn pages_are_given_back_when_a_frame_ends_but_the_peak_stays() {
    let chain = chain();
    let wasm = wat(r#"(module (memory (export "memory") 40 40)
            (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#);
    let program = install(&chain, &wasm);
    let once = deploy(&chain, &twice(program, 1));
    let both = deploy(&chain, &twice(program, 2));
    let difference =
        transact(&chain, both, []).receipt.gas_used - transact(&chain, once, []).receipt.gas_used;
    let start = InitGas::of(&figures(&wasm), &StylusParams::at(51)).charge(false);
    // The second call: start, linear part, one gas to run; warm call with its pushes and pop.
    assert_eq!(difference, start + 38_000 + 1 + 100 + 5 * 2 + 3 + 2 + 2);
}

#[test]
fn output_costs_at_least_what_it_costs_the_evm() {
    let chain = chain();
    // Returns 60,000 bytes by one write_result, cheaply; reading them back is not needed.
    let wasm = wat(
        r#"(module (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
            (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32)
              (call $write_result (i32.const 0) (i32.const 60000)) i32.const 0))"#,
    );
    let program = install(&chain, &wasm);
    let words = 60_000u64 / 32;
    let least = words * 3 + words * words / 512;
    let tx = transact(&chain, program, []);
    assert_eq!(tx.receipt.output.len(), 60_000);
    let used = tx.receipt.gas_used - 21_000;
    assert!(used >= least, "{used} < {least}");
    assert_eq!(stylus_vm::cost::output_gas(60_000), least);
}

#[test]
fn clearing_a_slot_is_refunded() {
    let chain = chain();
    let program = install(&chain, &vector("h_script"));
    cache(&chain, program);
    transact(&chain, program, store(9, 5));
    let set = transact(&chain, program, store(9, 6)).receipt.gas_used;
    let clear = transact(&chain, program, store(9, 0)).receipt.gas_used;
    // The same work but for a zero byte of calldata, less the refund.
    assert_eq!(clear, set - 12 - 4_800);
}

#[test]
fn arbos_60_starts_a_program_at_the_cached_price_once_the_block_has_called_it() {
    let chain = open(Config {
        arbos_version: 60,
        ..Config::bare()
    });
    let program = install(&chain, &vector("c_minimal"));
    let once = deploy(&chain, &twice(program, 1));
    let both = deploy(&chain, &twice(program, 2));
    let difference =
        transact(&chain, both, []).receipt.gas_used - transact(&chain, once, []).receipt.gas_used;
    assert_eq!(difference, (11 * 32 + 6) + 1 + 100 + 5 * 2 + 3 + 2 + 2);
}

/// Ink between two readings around `body`, as the first word of the output, little-endian.
fn ink_meter(body: &str) -> Vec<u8> {
    wat(&format!(
        r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "evm_ink_left" (func $ink (result i64)))
  (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32) (local $before i64)
    (call $read_args (i32.const 0))
    (local.set $before (call $ink))
    {body}
    (i64.store (i32.const 1000) (i64.sub (local.get $before) (call $ink)))
    (call $write_result (i32.const 1000) (i32.const 32))
    (i32.const 0)))"#
    ))
}

/// Ink of a call with this calldata, as a program sees it: Nitro's tests leave out what surrounds the host function.
fn ink_of_call(chain: &Chain, to: Address, input: &[u8]) -> u64 {
    let call =
        "(drop (call $call (i32.const 12) (i32.const 32) (i32.sub (local.get $len) (i32.const 32))
                (i32.const 2000) (i64.const -1) (i32.const 3000)))";
    let program = install(chain, &ink_meter(call));
    let output = transact(chain, program, forward(to, input))
        .receipt
        .output
        .clone();
    let measured = u64::from_le_bytes(output[..8].try_into().unwrap());
    // After the first reading: local.set 210; five consts; local.get 75 and i32.sub 70; call 3800; then a new block of
    // 2450 with drop 9, const 1, local.get 75 and call 3800; the second reading itself, 8400. The reading before its
    // own charge has no part.
    let around = 210 + 6 + 75 + 70 + 3_800 + 2_450 + 9 + 1 + 75 + 3_800 + 8_400 + 2_450;
    measured - around
}

#[test]
fn call_of_a_precompile_costs_what_nitros_test_says() {
    let chain = chain();
    // burnArbGas(0): 103 gas, 83,193 ink of the host function and 33,202 for 36 bytes of calldata.
    let mut input = hex!("bb3480f9").to_vec();
    input.extend_from_slice(&[0; 32]);
    assert_eq!(ink_of_call(&chain, ARBOS_TEST, &input), 1_146_395);
}
