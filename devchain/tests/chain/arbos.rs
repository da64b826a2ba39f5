//! ArbOS's precompiles: what they answer and what they charge.

use crate::support::*;
use alloy::{
    eips::BlockId,
    primitives::{Address, B256, Bytes, U256, address},
    sol,
    sol_types::{SolCall, SolError},
};
use devchain::{
    Config,
    arbos::{
        ARB_DEBUG, ARB_OWNER, ARB_SYS, ARB_WASM, ArbDebug, ArbOwner, ArbSys, NODE_INTERFACE,
        NodeInterface,
    },
    chain::{CallError, NITRO_DEV_ACCOUNT, Overrides},
};

sol! {
    function getMinimumGasPrice() external view returns (uint256);
    function isChainOwner(address addr) external view returns (bool);
    function getNetworkFeeAccount() external view returns (address);
    function getMaxStylusContractFragments() external view returns (uint8);
    function getBalance(address account) external view returns (uint256);
}

const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
const DEV: usize = 10;

fn ask<C: SolCall>(chain: &devchain::Chain, to: Address, question: C) -> C::Return {
    let output = call(chain, to, question.abi_encode())
        .expect("an answer")
        .output;
    C::abi_decode_returns(&output).expect("it decodes")
}

#[test]
fn precompiles_have_code_and_node_interface_has_none() {
    let chain = chain();
    for precompile in devchain::arbos::PRECOMPILES {
        assert_eq!(
            chain.code(precompile, BlockId::latest()).unwrap(),
            Bytes::from_static(&[0xfe])
        );
    }
    assert!(
        chain
            .code(NODE_INTERFACE, BlockId::latest())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn arbsys_tells_the_l2s_own_numbers() {
    let chain = chain();
    chain.mine(300, None).unwrap();
    assert_eq!(
        ask(&chain, ARB_SYS, ArbSys::arbBlockNumberCall {}),
        U256::from(300)
    );
    assert_eq!(
        ask(&chain, ARB_SYS, ArbSys::arbChainIDCall {}),
        U256::from(412_346)
    );
    assert_eq!(
        ask(&chain, ARB_SYS, ArbSys::arbOSVersionCall {}),
        U256::from(55 + 51)
    );
    let hash = |n: u64| {
        call(
            &chain,
            ARB_SYS,
            ArbSys::arbBlockHashCall {
                arbBlockNum: U256::from(n),
            }
            .abi_encode(),
        )
    };
    let expected = chain.block(number(44)).unwrap().unwrap().hash;
    assert_eq!(hash(44).unwrap().output.as_ref(), expected.as_slice());
    for n in [300, 43, 400] {
        let error = ArbSys::InvalidBlockNumber {
            requested: U256::from(n),
            current: U256::from(300),
        };
        let Err(CallError::Revert { output, .. }) = hash(n) else {
            panic!("answered for {n}")
        };
        assert_eq!(output.as_ref(), error.abi_encode());
    }
}

#[test]
fn precompile_charges_opening_arguments_and_results() {
    let chain = chain();
    // 21000 and calldata; 800 to open the state; no argument; 3 for the one word of the result.
    let tx = transact(&chain, ARB_SYS, ArbSys::arbBlockNumberCall {}.abi_encode());
    assert_eq!(tx.receipt.gas_used, 21_000 + 4 * 16 + 800 + 3);
    // A pure method does not open it: two words in, one out.
    let pure = ArbSys::mapL1SenderContractAddressToL2AliasCall {
        sender: Address::ZERO,
        unused: Address::ZERO,
    };
    let tx = transact(&chain, ARB_SYS, pure.abi_encode());
    assert_eq!(tx.receipt.gas_used, 21_000 + 4 * 16 + 64 * 4 + 6 + 3);
}

#[test]
fn wrong_use_of_a_precompile_takes_all_gas() {
    let chain = chain();
    let attempt = |value: u64, input: Vec<u8>| {
        let mut r = request(address(&chain, 0), Some(ARB_SYS), input);
        r.gas = Some(100_000);
        r.value = Some(U256::from(value));
        let tx = send(&chain, 0, r);
        assert!(!tx.receipt.success && tx.receipt.output.is_empty());
        tx.receipt.gas_used
    };
    assert_eq!(attempt(0, vec![1, 2, 3, 4]), 100_000, "unknown method");
    assert_eq!(attempt(0, vec![]), 100_000, "no method");
    assert_eq!(
        attempt(1, ArbSys::arbBlockNumberCall {}.abi_encode()),
        100_000,
        "value"
    );
}

#[test]
fn precompile_lends_its_powers_to_nobody() {
    let chain = chain();
    let delegate = deploy(&chain, &forwarder(Kind::Delegate));
    let input = forward(ARB_SYS, &ArbSys::arbBlockNumberCall {}.abi_encode());
    assert!(call(&chain, delegate, input).is_err());
    let call_through = deploy(&chain, &forwarder(Kind::Static));
    let input = forward(ARB_SYS, &ArbSys::arbBlockNumberCall {}.abi_encode());
    assert_eq!(word(&chain, call_through, input), U256::from(2));
    // A write in a static call.
    let input = forward(ARB_DEBUG, &ArbDebug::becomeChainOwnerCall {}.abi_encode());
    assert!(call(&chain, call_through, input).is_err());
}

#[test]
fn owner_settings_are_the_owners() {
    let chain = chain();
    let set = ArbOwner::setL1PricePerUnitCall {
        pricePerUnit: U256::from(5),
    }
    .abi_encode();
    let stranger = send(
        &chain,
        0,
        request(address(&chain, 0), Some(ARB_OWNER), set.clone()),
    );
    assert!(!stranger.receipt.success);
    assert_eq!(address(&chain, DEV), NITRO_DEV_ACCOUNT);
    let owner = send(
        &chain,
        DEV,
        request(NITRO_DEV_ACCOUNT, Some(ARB_OWNER), set),
    );
    assert!(owner.receipt.success);
    assert_eq!(owner.receipt.logs.len(), 1, "OwnerActs");
    let after = send(
        &chain,
        0,
        request(address(&chain, 0), Some(Address::ZERO), []),
    );
    assert_eq!(
        after.receipt.gas_used_for_l1, 0,
        "5 wei a unit is less than a gas"
    );
}

#[test]
fn anyone_becomes_owner_on_a_debug_chain() {
    let chain = chain();
    let who = address(&chain, 0);
    assert!(!ask(
        &chain,
        ARB_OWNER_PUBLIC,
        isChainOwnerCall { addr: who }
    ));
    transact(
        &chain,
        ARB_DEBUG,
        ArbDebug::becomeChainOwnerCall {}.abi_encode(),
    );
    assert!(ask(
        &chain,
        ARB_OWNER_PUBLIC,
        isChainOwnerCall { addr: who }
    ));
    transact(
        &chain,
        ARB_OWNER,
        ArbOwner::setMinimumL2BaseFeeCall {
            priceInWei: U256::from(7),
        }
        .abi_encode(),
    );
    assert_eq!(chain.base_fee(), 7);
    assert_eq!(
        ask(&chain, ARB_GAS_INFO, getMinimumGasPriceCall {}),
        U256::from(7)
    );

    let release = open(Config {
        debug: false,
        ..Config::bare()
    });
    let r = request(
        who,
        Some(ARB_DEBUG),
        ArbDebug::becomeChainOwnerCall {}.abi_encode(),
    );
    assert!(!send(&release, 0, r).receipt.success);
}

#[test]
fn custom_revert_of_arbdebug_is_a_typed_error() {
    let chain = chain();
    let Err(CallError::Revert { output, .. }) = call(
        &chain,
        ARB_DEBUG,
        ArbDebug::customRevertCall { number: 1024 }.abi_encode(),
    ) else {
        panic!("no revert")
    };
    let error = ArbDebug::Custom::abi_decode(&output).unwrap();
    assert_eq!((error.number, error.flag), (1024, true));
}

#[test]
fn public_settings_are_readable() {
    let chain = chain();
    assert_eq!(
        ask(&chain, ARB_OWNER_PUBLIC, getNetworkFeeAccountCall {}),
        NITRO_DEV_ACCOUNT
    );
    assert!(
        call(
            &chain,
            ARB_OWNER_PUBLIC,
            getMaxStylusContractFragmentsCall {}.abi_encode()
        )
        .is_err(),
        "ArbOS 60's"
    );
    let later = open(Config {
        arbos_version: 60,
        ..Config::bare()
    });
    assert_eq!(
        ask(
            &later,
            ARB_OWNER_PUBLIC,
            getMaxStylusContractFragmentsCall {}
        ),
        4
    );
    let balance = ask(
        &chain,
        ARB_INFO,
        getBalanceCall {
            account: NITRO_DEV_ACCOUNT,
        },
    );
    assert_eq!(
        balance,
        chain.balance(NITRO_DEV_ACCOUNT, BlockId::latest()).unwrap()
    );
    // Minimal init gas in gas: 69 x 128 and 11 x 32.
    let output = call(
        &chain,
        ARB_WASM,
        devchain::arbos::ArbWasm::minInitGasCall {}.abi_encode(),
    )
    .unwrap()
    .output;
    assert_eq!(
        (
            U256::from_be_slice(&output[..32]),
            U256::from_be_slice(&output[32..])
        ),
        (U256::from(8832), U256::from(352))
    );
}

#[test]
fn node_interface_answers_calls_only() {
    let chain = chain();
    chain.set_l1_price_per_unit(U256::from(1_000_000_000u64));
    let question = NodeInterface::gasEstimateComponentsCall {
        to: Address::repeat_byte(1),
        contractCreation: false,
        data: Bytes::new(),
    };
    let mut r = request(
        address(&chain, 0),
        Some(NODE_INTERFACE),
        question.abi_encode(),
    )
    .free();
    r.gas = None;
    let output = chain
        .call(&r, BlockId::latest(), &Overrides::default())
        .unwrap()
        .output;
    let answer = NodeInterface::gasEstimateComponentsCall::abi_decode_returns(&output).unwrap();
    assert!(answer.gasEstimateForL1 > 0);
    assert!(answer.gasEstimate >= 21_000 + answer.gasEstimateForL1);
    assert_eq!(answer.baseFee, U256::from(BASE_FEE));
    // In a transaction it is an account without code.
    let tx = send(
        &chain,
        0,
        request(address(&chain, 0), Some(NODE_INTERFACE), B256::ZERO),
    );
    assert!(tx.receipt.success && tx.receipt.output.is_empty());
}
