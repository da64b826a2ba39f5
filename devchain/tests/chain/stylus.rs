//! Stylus programs on chain: activation, what calls cost, and how programs and contracts call each other.

use crate::{programs::*, support::*};
use alloy::{
    eips::BlockId,
    primitives::{Address, Bytes, U256, hex},
    sol_types::{SolCall, SolError, SolEvent},
};
use devchain::{
    Chain, Config,
    arbos::{ARB_WASM, ARB_WASM_CACHE, ArbWasm, ArbWasmCache},
    chain::{CallError, NITRO_DEV_ACCOUNT, ReorgTx, TxInBlock},
};
use stylus_vm::{
    StylusParams,
    cost::{ACTIVATION_BASE_GAS, InitGas},
    data_fee::DataPricer,
    pages::PagesOpen,
};

const DAY: u64 = 86_400;

fn send_gas(chain: &Chain, to: Address, input: impl Into<Bytes>, gas: u64) -> TxInBlock {
    let mut r = request(address(chain, 0), Some(to), input);
    r.gas = Some(gas);
    send(chain, 0, r)
}

fn ask<C: SolCall>(chain: &Chain, question: C) -> Result<C::Return, Bytes> {
    match call(chain, ARB_WASM, question.abi_encode()) {
        Ok(answer) => Ok(C::abi_decode_returns(&answer.output).expect("it decodes")),
        Err(CallError::Revert { output, .. }) => Err(output),
        Err(other) => panic!("{other}"),
    }
}

fn error(e: impl SolError) -> Bytes {
    e.abi_encode().into()
}

// ---- activation

#[test]
fn activation_charges_gas_and_the_data_fee_to_the_unit() {
    let chain = chain();
    let wasm = vector("c_minimal");
    let program = upload(&chain, &wasm);
    let network = chain.balance(NITRO_DEV_ACCOUNT, BlockId::latest()).unwrap();
    let sender = chain
        .balance(address(&chain, 0), BlockId::latest())
        .unwrap();
    let tx = try_activate(&chain, program, PLENTY);
    assert!(tx.receipt.success, "{:?}", tx.receipt.failure);

    let figures = figures(&wasm);
    assert_eq!(figures.gas_used, 1008);
    // The fixed part, term by term: state, arguments, base, parameters, record, module hash, pricer, record, fee
    // account, event, result.
    let fixed = 800
        + 3
        + ACTIVATION_BASE_GAS
        + 100
        + 800
        + 20_000
        + 5 * 800
        + 2 * 20_000
        + 20_000
        + 800
        + 2_149
        + 6;
    assert_eq!(fixed, 1_747_826);
    let input = ArbWasm::activateProgramCall { program }.abi_encode();
    assert_eq!(
        tx.receipt.gas_used,
        21_000 + calldata_gas(&input) + fixed + figures.gas_used
    );

    let answer = ArbWasm::activateProgramCall::abi_decode_returns(&tx.receipt.output).unwrap();
    let fee = DataPricer::default().quote(figures.asm_estimate, tx.block.header.timestamp);
    assert_eq!((answer.version, answer.dataFee), (2, fee));
    let gas_fee = U256::from(u128::from(tx.receipt.gas_used) * BASE_FEE);
    assert_eq!(
        chain.balance(NITRO_DEV_ACCOUNT, BlockId::latest()).unwrap(),
        network + fee + gas_fee
    );
    assert_eq!(
        chain
            .balance(address(&chain, 0), BlockId::latest())
            .unwrap(),
        sender - fee - gas_fee,
        "the rest came back"
    );
    assert_eq!(
        chain.balance(ARB_WASM, BlockId::latest()).unwrap(),
        U256::ZERO
    );

    let event = ArbWasm::ProgramActivated::decode_log(&tx.receipt.logs[0]).unwrap();
    assert_eq!(
        (event.codehash, event.program, event.dataFee, event.version),
        (code_hash(&wasm), program, fee, 2)
    );
    assert_eq!(event.address, ARB_WASM);
}

#[test]
fn record_answers_arbwasms_questions() {
    let chain = chain();
    let wasm = vector("sdk_counter");
    let program = upload(&chain, &wasm);
    let codehash = code_hash(&wasm);
    let not_activated = error(ArbWasm::ProgramNotActivated {});
    assert_eq!(
        ask(&chain, ArbWasm::codehashVersionCall { codehash }),
        Err(not_activated.clone())
    );
    assert_eq!(
        ask(&chain, ArbWasm::programInitGasCall { program }).err(),
        Some(not_activated)
    );
    assert_eq!(ask(&chain, ArbWasm::stylusVersionCall {}), Ok(2));

    assert!(try_activate(&chain, program, PLENTY).receipt.success);
    assert_eq!(
        ask(&chain, ArbWasm::codehashVersionCall { codehash }),
        Ok(2)
    );
    assert_eq!(ask(&chain, ArbWasm::programVersionCall { program }), Ok(2));
    assert_eq!(
        ask(&chain, ArbWasm::programMemoryFootprintCall { program }),
        Ok(1)
    );
    // 703,936 bytes in kB, rounded up.
    assert_eq!(
        ask(&chain, ArbWasm::codehashAsmSizeCall { codehash }),
        Ok(688 * 1024)
    );
    let gas = ask(&chain, ArbWasm::programInitGasCall { program }).unwrap();
    assert_eq!(
        (gas.gas, gas.gasWhenCached),
        (8_832 + 2_776 + 352 + 649, 352 + 649)
    );
    let left = ask(&chain, ArbWasm::programTimeLeftCall { program }).unwrap();
    assert!((364 * DAY..=365 * DAY).contains(&left), "{left}");
}

#[test]
fn too_little_value_is_a_typed_error() {
    let chain = chain();
    let wasm = vector("c_minimal");
    let program = upload(&chain, &wasm);
    let tx = try_activate(&chain, program, 1);
    assert!(!tx.receipt.success);
    let want = DataPricer::default().quote(figures(&wasm).asm_estimate, tx.block.header.timestamp);
    assert_eq!(
        tx.receipt.output,
        error(ArbWasm::ProgramInsufficientValue {
            have: U256::from(1),
            want
        })
    );
    assert!(tx.receipt.gas_used < 20_000_000, "gas left is kept");
    assert!(
        ask(&chain, ArbWasm::programVersionCall { program }).is_err(),
        "nothing was recorded"
    );
}

#[test]
fn activation_is_keyed_by_code_hash() {
    let chain = chain();
    let wasm = vector("h_echo");
    let first = install(&chain, &wasm);
    let second = upload(&chain, &wasm);
    assert_ne!(first, second);
    assert_eq!(
        call(&chain, second, [1, 2, 3]).unwrap().output,
        Bytes::from_static(&[1, 2, 3])
    );
    let again = try_activate(&chain, second, PLENTY);
    assert!(!again.receipt.success);
    assert_eq!(again.receipt.output, error(ArbWasm::ProgramUpToDate {}));
}

#[test]
fn what_is_not_a_program_cannot_be_activated() {
    let chain = chain();
    let nothing = try_activate(&chain, Address::repeat_byte(9), PLENTY);
    assert_eq!(nothing.receipt.output, error(ArbWasm::ProgramNotWasm {}));
    let contract = deploy(&chain, COUNTER);
    let evm = try_activate(&chain, contract, PLENTY);
    assert!(!evm.receipt.success && evm.receipt.output.is_empty());
    assert!(
        evm.receipt.gas_used < 20_000_000,
        "a plain revert keeps the gas"
    );
}

#[test]
fn invalid_module_burns_all_gas_without_data() {
    let chain = chain();
    let burns = |program: Address| {
        let tx = try_activate(&chain, program, PLENTY);
        assert!(!tx.receipt.success && tx.receipt.output.is_empty());
        assert_eq!(tx.receipt.gas_used, 20_000_000);
        tx.receipt.failure.clone().unwrap()
    };
    // No memory.
    let text = burns(upload(
        &chain,
        &wat(r#"(module (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#),
    ));
    assert!(text.contains("memory"), "{text}");
    burns(upload(&chain, &vector("sdk_counter_raw")));
    // Not brotli; a dictionary.
    burns(deploy(&chain, &hex!("eff00000ffffffff")));
    let text = burns(deploy(&chain, &hex!("eff0000100")));
    assert!(text.contains("dictionary"), "{text}");
}

#[test]
fn activation_gives_the_value_back_when_it_fails() {
    let chain = chain();
    let contract = deploy(&chain, COUNTER);
    let before = chain
        .balance(address(&chain, 0), BlockId::latest())
        .unwrap();
    let tx = try_activate(&chain, contract, PLENTY);
    let fee = U256::from(u128::from(tx.receipt.gas_used) * BASE_FEE);
    assert_eq!(
        chain
            .balance(address(&chain, 0), BlockId::latest())
            .unwrap(),
        before - fee
    );
}

// ---- what calls cost

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

/// Calls a contract `times` times.
fn twice(to: Address, times: usize) -> Vec<u8> {
    let mut code = Vec::new();
    for _ in 0..times {
        code.extend_from_slice(&hex!("5f5f5f5f5f73"));
        code.extend_from_slice(to.as_slice());
        code.extend_from_slice(&hex!("5af150"));
    }
    code.push(0);
    code
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

// ---- expiry

#[test]
fn program_expires_and_can_be_activated_again() {
    let chain = chain();
    let wasm = vector("h_echo");
    let program = install(&chain, &wasm);
    let head = chain.head().header.timestamp;
    chain.set_next_block_timestamp(head + 366 * DAY).unwrap();
    chain.mine(1, None).unwrap();
    let tx = send_gas(&chain, program, [1], 100_000);
    assert_eq!(tx.receipt.gas_used, 100_000);
    assert!(
        tx.receipt
            .failure
            .as_deref()
            .is_some_and(|text| text.starts_with("program expired"))
    );
    let Err(data) = ask(
        &chain,
        ArbWasm::codehashVersionCall {
            codehash: code_hash(&wasm),
        },
    ) else {
        panic!("active")
    };
    assert!(
        ArbWasm::ProgramExpired::abi_decode(&data)
            .unwrap()
            .ageInSeconds
            > 365 * DAY
    );
    assert!(try_activate(&chain, program, PLENTY).receipt.success);
    assert_eq!(
        call(&chain, program, [1]).unwrap().output,
        Bytes::from_static(&[1])
    );
}

#[test]
fn keepalive_extends_the_life_of_a_program_not_too_early() {
    let chain = chain();
    let wasm = vector("c_minimal");
    let program = install(&chain, &wasm);
    let keepalive = || {
        let input = ArbWasm::codehashKeepaliveCall {
            codehash: code_hash(&wasm),
        }
        .abi_encode();
        let mut r = request(address(&chain, 0), Some(ARB_WASM), input);
        r.value = Some(U256::from(PLENTY));
        send(&chain, 0, r)
    };
    let early = keepalive();
    assert!(ArbWasm::ProgramKeepaliveTooSoon::abi_decode(&early.receipt.output).is_ok());
    let head = chain.head().header.timestamp;
    chain.set_next_block_timestamp(head + 40 * DAY).unwrap();
    chain.mine(1, None).unwrap();
    let before = ask(&chain, ArbWasm::programTimeLeftCall { program }).unwrap();
    let tx = keepalive();
    assert!(tx.receipt.success);
    let event = ArbWasm::ProgramLifetimeExtended::decode_log(&tx.receipt.logs[0]).unwrap();
    // Kept alive by kB: 502 of them.
    let pricer = DataPricer::default();
    assert_eq!(
        event.dataFee,
        pricer.quote(502 * 1024, tx.block.header.timestamp)
    );
    assert!(ask(&chain, ArbWasm::programTimeLeftCall { program }).unwrap() > before + 39 * DAY);
}

#[test]
fn cache_flag_survives_a_new_activation_and_needs_an_active_program() {
    let chain = chain();
    let wasm = vector("c_minimal");
    let program = upload(&chain, &wasm);
    let input = ArbWasmCache::cacheProgramCall { program }.abi_encode();
    let early = send(
        &chain,
        OWNER,
        request(NITRO_DEV_ACCOUNT, Some(ARB_WASM_CACHE), input),
    );
    assert_eq!(
        early.receipt.output,
        error(ArbWasm::ProgramNeedsUpgrade {
            version: 0,
            stylusVersion: 2
        })
    );
    assert!(try_activate(&chain, program, PLENTY).receipt.success);
    cache(&chain, program);
    let head = chain.head().header.timestamp;
    chain.set_next_block_timestamp(head + 366 * DAY).unwrap();
    assert!(try_activate(&chain, program, PLENTY).receipt.success);
    assert_eq!(
        transact(&chain, program, []).receipt.gas_used,
        21_000 + 358 + 1
    );
}

// ---- calls between programs and contracts

#[test]
fn contract_and_program_call_each_other() {
    let chain = chain();
    let (counter, evm) = (
        deploy(&chain, COUNTER),
        deploy(&chain, &forwarder(Kind::Call)),
    );
    let (script, stylus) = (
        install(&chain, &vector("h_script")),
        install(&chain, &stylus_forwarder(Kind::Call)),
    );
    // EVM calls Stylus, Stylus calls EVM, and through both.
    transact(&chain, evm, forward(script, &store(1, 7)));
    assert_eq!(word(&chain, evm, forward(script, &load(1))), U256::from(7));
    transact(&chain, stylus, forward(counter, &[]));
    transact(
        &chain,
        stylus,
        forward(evm, &forward(stylus, &forward(counter, &[]))),
    );
    assert_eq!(word(&chain, counter, [1]), U256::from(2));
}

#[test]
fn value_travels_through_programs() {
    let chain = chain();
    let stylus = install(&chain, &stylus_forwarder(Kind::Call));
    let target = Address::repeat_byte(0x51);
    let mut r = request(address(&chain, 0), Some(stylus), forward(target, &[]));
    r.value = Some(U256::from(9));
    assert!(send(&chain, 0, r).receipt.success);
    assert_eq!(
        chain.balance(target, BlockId::latest()).unwrap(),
        U256::from(9)
    );
    assert_eq!(
        chain.balance(stylus, BlockId::latest()).unwrap(),
        U256::ZERO
    );
}

#[test]
fn failed_call_rolls_back_program_storage() {
    let chain = chain();
    let script = install(&chain, &vector("h_script"));
    let outer = deploy(&chain, &forwarder(Kind::Call));
    let undone = send(
        &chain,
        0,
        request(
            address(&chain, 0),
            Some(outer),
            forward_and_revert(script, &store(1, 7)),
        ),
    );
    assert!(!undone.receipt.success);
    assert_eq!(word(&chain, script, load(1)), U256::ZERO);
    // And by a program that reverts around it.
    let stylus = install(&chain, &stylus_forwarder(Kind::Call));
    let undone = send(
        &chain,
        0,
        request(
            address(&chain, 0),
            Some(stylus),
            forward_and_revert(script, &store(1, 7)),
        ),
    );
    assert!(!undone.receipt.success);
    assert_eq!(word(&chain, script, load(1)), U256::ZERO);
    // A caught revert leaves the rest in place.
    let reverter = deploy(&chain, REVERTER);
    let tx = send(
        &chain,
        0,
        request(
            address(&chain, 0),
            Some(stylus),
            forward(reverter, &[1, 2, 3]),
        ),
    );
    assert_eq!(
        (tx.receipt.success, tx.receipt.output.as_ref()),
        (false, [1, 2, 3].as_slice())
    );
}

#[test]
fn delegate_call_uses_the_callers_storage_both_ways() {
    let chain = chain();
    let script = install(&chain, &vector("h_script"));
    let (evm, stylus) = (
        deploy(&chain, &forwarder(Kind::Delegate)),
        install(&chain, &stylus_forwarder(Kind::Delegate)),
    );
    transact(&chain, evm, forward(script, &store(3, 8)));
    assert_eq!(
        chain
            .storage(evm, U256::from(3), BlockId::latest())
            .unwrap(),
        topic(8)
    );
    let counter = deploy(&chain, COUNTER);
    transact(&chain, stylus, forward(counter, &[]));
    assert_eq!(
        chain
            .storage(stylus, U256::ZERO, BlockId::latest())
            .unwrap(),
        topic(1)
    );
    assert_eq!(word(&chain, script, load(3)), U256::ZERO);
}

#[test]
fn static_call_may_not_write_whoever_makes_it() {
    let chain = chain();
    let script = install(&chain, &vector("h_script"));
    let counter = deploy(&chain, COUNTER);
    for outer in [
        deploy(&chain, &forwarder(Kind::Static)),
        install(&chain, &stylus_forwarder(Kind::Static)),
    ] {
        for (target, write, read) in [(script, store(1, 7), load(1)), (counter, vec![], vec![1])] {
            let tx = send(
                &chain,
                0,
                request(address(&chain, 0), Some(outer), forward(target, &write)),
            );
            assert!(!tx.receipt.success);
            assert_eq!(word(&chain, outer, forward(target, &read)), U256::ZERO);
        }
    }
}

#[test]
fn program_knows_that_it_was_re_entered() {
    let chain = chain();
    let program = install(&chain, &stylus_forwarder(Kind::Call));
    let evm = deploy(&chain, &forwarder(Kind::Call));
    assert_eq!(word(&chain, program, []), U256::ZERO);
    assert_eq!(word(&chain, evm, forward(program, &[])), U256::ZERO);
    assert_eq!(word(&chain, program, forward(program, &[])), U256::from(1));
    assert_eq!(
        word(&chain, program, forward(evm, &forward(program, &[]))),
        U256::from(1)
    );
    // A delegate call is not an entry of its own.
    let delegate = deploy(&chain, &forwarder(Kind::Delegate));
    assert_eq!(word(&chain, delegate, forward(program, &[])), U256::ZERO);
}

#[test]
fn program_creates_contracts() {
    let chain = chain();
    let creator = install(&chain, &stylus_creator());
    let tx = transact(&chain, creator, init_code(COUNTER));
    let created = Address::from_slice(&tx.receipt.output[12..]);
    assert_eq!(created, creator.create(1));
    transact(&chain, created, []);
    assert_eq!(word(&chain, created, [1]), U256::from(1));
    // Init code that reverts: address zero.
    assert!(
        transact(&chain, creator, hex!("5f5ffd"))
            .receipt
            .output
            .iter()
            .all(|b| *b == 0)
    );
}

#[test]
fn deep_recursion_ends_without_harm() {
    let chain = chain();
    let program = install(&chain, &stylus_forwarder(Kind::Call));
    // Each level calls itself with what is left of the calldata, a word an address.
    let mut input = Vec::new();
    for _ in 0..300 {
        input.extend_from_slice(program.into_word().as_slice());
    }
    let mut r = request(address(&chain, 0), Some(program), input);
    r.gas = Some(60_000_000);
    let tx = send(&chain, 0, r);
    let depth = chain.trace_transaction(tx.hash, false).unwrap();
    let mut frame = &depth;
    let mut levels = 1;
    while let Some(inner) = frame.calls.first() {
        frame = inner;
        levels += 1;
    }
    assert!(levels > 100, "{levels}");
}

// ---- history

#[test]
fn programs_answer_at_past_blocks() {
    let chain = chain();
    let script = install(&chain, &vector("h_script"));
    let activated = chain.head().number();
    for value in 1..=3 {
        transact(&chain, script, store(1, value));
    }
    for n in 0..=3 {
        let output = call_at(&chain, script, load(1), number(activated + n))
            .unwrap()
            .output;
        assert_eq!(U256::from_be_slice(&output), U256::from(n));
    }
    assert!(
        call_at(&chain, script, load(1), number(activated - 1)).is_err(),
        "not active yet"
    );
}

#[test]
fn reorganisation_takes_an_activation_back() {
    let chain = chain();
    let program = upload(&chain, &vector("h_echo"));
    let activation = try_activate(&chain, program, PLENTY);
    chain.rollback(1).unwrap();
    assert!(call(&chain, program, [1]).is_err());
    let again = activation.tx.as_ethereum().unwrap().clone();
    chain.send(again).unwrap();
    assert!(call(&chain, program, [1]).is_ok());
    chain
        .reorg(1, vec![(ReorgTx::Raw(activation.tx.encoded().into()), 0)])
        .unwrap();
    assert!(call(&chain, program, [1]).is_ok());
}

#[test]
fn programs_survive_a_dump() {
    let chain = chain();
    let script = install(&chain, &vector("h_script"));
    cache(&chain, script);
    let tx = transact(&chain, script, store(1, 7));
    let loaded = Chain::from_dump(Config::bare(), &chain.dump().unwrap()).unwrap();
    assert_eq!(word(&loaded, script, load(1)), U256::from(7));
    assert_eq!(
        transact(&loaded, script, store(1, 8)).receipt.success,
        tx.receipt.success
    );
}

// ---- fragments (ArbOS 60)

#[test]
fn fragmented_program_runs_at_arbos_60() {
    let chain = open(Config {
        arbos_version: 60,
        ..Config::bare()
    });
    let wasm = vector("sdk_counter");
    let parts = fragments(&wasm, 3);
    let addresses: Vec<Address> = parts.iter().map(|part| deploy(&chain, part)).collect();
    let root = deploy(&chain, &root(wasm.len(), &addresses));
    let tx = try_activate(&chain, root, PLENTY);
    assert!(tx.receipt.success, "{:?}", tx.receipt.failure);
    // total()
    assert_eq!(word(&chain, root, hex!("2ddbd13a")), U256::ZERO);
    let fragment = try_activate(&chain, addresses[0], PLENTY);
    assert!(!fragment.receipt.success);
    assert!(
        !send(
            &chain,
            0,
            request(address(&chain, 0), Some(addresses[0]), [])
        )
        .receipt
        .success
    );
    // A root of a wrong length is no program.
    let wrong = deploy(&chain, &crate::programs::root(wasm.len() + 1, &addresses));
    assert_eq!(
        try_activate(&chain, wrong, PLENTY).receipt.gas_used,
        20_000_000
    );
}
