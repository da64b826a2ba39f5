//! Activating programs: gas, fee, typed errors, expiry, keepalive, the cache flag, fragments.

use crate::{programs::*, support::*};
use alloy::{
    eips::BlockId,
    primitives::{Address, Bytes, U256, hex},
    sol_types::{SolCall, SolError, SolEvent},
};
use devchain::{
    Config,
    arbos::{ARB_WASM, ARB_WASM_CACHE, ArbWasm, ArbWasmCache},
    chain::NITRO_DEV_ACCOUNT,
};
use stylus_vm::{cost::ACTIVATION_BASE_GAS, data_fee::DataPricer};

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
