//! StylusDeployer and CacheManager as genesis places them. Needs the set-up (`cargo xtask setup`).

use crate::{programs::*, support::*};
use alloy::{
    eips::BlockId,
    primitives::{Address, B256, Bytes, U256, b256, keccak256},
    sol,
    sol_types::{SolCall, SolEvent},
};
use devchain::{
    Chain, Config,
    arbos::genesis::{CACHE_MANAGER, STYLUS_DEPLOYER},
};

sol! {
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) payable returns (address);
    function placeBid(address program) payable;
    event ContractDeployed(address deployedContract);
    event InsertBid(bytes32 indexed codehash, address program, uint192 bid, uint64 size);
}

fn full() -> Chain {
    open(Config::default())
}

#[test]
fn stylus_deployer_deploys_activates_and_refunds_in_one_transaction() {
    let chain = full();
    let wasm = vector("sdk_counter");
    let salt = B256::repeat_byte(1);
    let call = deployCall {
        bytecode: init_code(&code(&wasm)),
        initData: Bytes::new(),
        initValue: U256::ZERO,
        salt,
    };
    let mut r = request(address(&chain, 0), Some(STYLUS_DEPLOYER), call.abi_encode());
    r.value = Some(U256::from(PLENTY));
    let before = chain
        .balance(address(&chain, 0), BlockId::latest())
        .unwrap();
    let tx = send(&chain, 0, r);
    assert!(
        tx.receipt.success,
        "{:?} {}",
        tx.receipt.failure, tx.receipt.output
    );
    let log = tx
        .receipt
        .logs
        .iter()
        .find(|l| l.address == STYLUS_DEPLOYER)
        .expect("ContractDeployed");
    assert_eq!(
        log.topics()[0],
        b256!("8ffcdc15a283d706d38281f500270d8b5a656918f555de0913d7455e3e6bc1bf")
    );
    let program = ContractDeployed::decode_log(log).unwrap().deployedContract;
    assert_eq!(chain.code(program, BlockId::latest()).unwrap(), code(&wasm));
    // total()
    assert_eq!(word(&chain, program, alloy::hex!("2ddbd13a")), U256::ZERO);
    let paid = before
        - chain
            .balance(address(&chain, 0), BlockId::latest())
            .unwrap();
    assert!(
        paid < U256::from(PLENTY),
        "what the data fee did not take came back"
    );
    assert_eq!(
        chain.balance(STYLUS_DEPLOYER, BlockId::latest()).unwrap(),
        U256::ZERO
    );
    let salted = keccak256([salt.as_slice(), &[]].concat());
    assert_eq!(
        program,
        STYLUS_DEPLOYER.create2_from_code(salted, init_code(&code(&wasm)))
    );
}

#[test]
fn bid_places_a_program_in_the_cache() {
    let chain = full();
    let wasm = vector("c_minimal");
    let program: Address = install(&chain, &wasm);
    let tx = transact(&chain, CACHE_MANAGER, placeBidCall { program }.abi_encode());
    let log = tx
        .receipt
        .logs
        .iter()
        .find(|l| l.address == CACHE_MANAGER)
        .expect("InsertBid");
    let bid = InsertBid::decode_log(log).unwrap();
    assert_eq!(
        (bid.codehash, bid.program, bid.size),
        (code_hash(&wasm), program, 502 * 1024)
    );
    assert_eq!(
        transact(&chain, program, []).receipt.gas_used,
        21_000 + 358 + 1
    );
}
