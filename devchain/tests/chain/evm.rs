//! Ordinary contracts and what Arbitrum changes for them.

use crate::support::*;
use alloy::{
    eips::{BlockId, eip7702::Authorization},
    primitives::{Address, Bytes, U256, hex},
    rpc::types::TransactionRequest,
    signers::SignerSync,
};
use devchain::{
    Config,
    chain::{GenesisContracts, NITRO_DEV_ACCOUNT},
};

#[test]
fn transfer_moves_value_and_pays_the_base_fee_to_the_network() {
    let chain = chain();
    let (from, to) = (address(&chain, 0), Address::repeat_byte(0x42));
    let opening = chain.balance(from, BlockId::latest()).unwrap();
    let network = chain.balance(NITRO_DEV_ACCOUNT, BlockId::latest()).unwrap();
    let mut request = request(from, Some(to), []);
    request.value = Some(U256::from(5));
    // A tip is offered and dropped.
    request.max_priority_fee_per_gas = Some(GWEI / 2);
    let tx = send(&chain, 0, request);
    assert_eq!(
        (tx.receipt.gas_used, tx.receipt.effective_gas_price),
        (21_000, BASE_FEE)
    );
    let fee = U256::from(21_000 * BASE_FEE);
    assert_eq!(
        chain.balance(from, BlockId::latest()).unwrap(),
        opening - fee - U256::from(5)
    );
    assert_eq!(chain.balance(to, BlockId::latest()).unwrap(), U256::from(5));
    assert_eq!(
        chain.balance(NITRO_DEV_ACCOUNT, BlockId::latest()).unwrap(),
        network + fee
    );
}

#[test]
fn all_supported_types_are_mined() {
    let chain = chain();
    let who = address(&chain, 0);
    for ty in [0u8, 1, 2] {
        let mut r = request(who, Some(who), []).free();
        r.transaction_type = Some(ty);
        match ty {
            2 => {
                r.max_fee_per_gas = Some(GWEI);
                r.max_priority_fee_per_gas = Some(0);
            }
            _ => r.gas_price = Some(GWEI),
        }
        if ty == 1 {
            r.access_list = Some(Default::default());
        }
        let tx = send(&chain, 0, r);
        assert_eq!(
            (
                tx.tx.ty(),
                tx.receipt.success,
                tx.receipt.effective_gas_price
            ),
            (ty, true, BASE_FEE)
        );
    }
}

#[test]
fn delegation_of_type_four_lends_code_to_an_account() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let authority = signer(&chain, 2);
    let authorization = Authorization {
        chain_id: U256::from(chain.chain_id()),
        address: counter,
        nonce: 0,
    };
    let signature = authority
        .sign_hash_sync(&authorization.signature_hash())
        .unwrap();
    let mut r = request(address(&chain, 0), Some(authority.address()), []);
    r.authorization_list = Some(vec![authorization.into_signed(signature)]);
    let tx = send(&chain, 0, r);
    assert!(tx.receipt.success);
    assert_eq!(tx.tx.ty(), 4);
    let code = chain.code(authority.address(), BlockId::latest()).unwrap();
    assert_eq!(code[..3], hex!("ef0100"));
    assert_eq!(
        chain
            .storage(authority.address(), U256::ZERO, BlockId::latest())
            .unwrap(),
        topic(1)
    );
    // The delegated account still signs transactions of its own.
    assert!(
        send(
            &chain,
            2,
            request(authority.address(), Some(Address::ZERO), [])
        )
        .receipt
        .success
    );
}

#[test]
fn environment_is_arbitrums() {
    let chain = chain();
    chain.set_l1_block_number(77);
    let contract = deploy(&chain, ENVIRONMENT);
    let tx = transact(&chain, contract, []);
    let words: Vec<U256> = tx
        .receipt
        .output
        .chunks(32)
        .map(U256::from_be_slice)
        .collect();
    let coinbase = U256::from_be_slice(&hex!("A4B000000000000000000073657175656e636572"));
    let expected = [
        U256::from(77),
        U256::from(tx.block.header.timestamp),
        coinbase,
        U256::from(1),
        U256::from(1u64 << 50),
        U256::from(BASE_FEE),
        U256::from(BASE_FEE),
        U256::from(412_346),
    ];
    assert_eq!(words, expected);
}

#[test]
fn compute_is_capped_and_the_rest_given_back() {
    let chain = chain();
    // An endless loop.
    let spinner = deploy(&chain, &hex!("5b5f56"));
    let mut r = request(address(&chain, 0), Some(spinner), []);
    r.gas = Some(200_000_000);
    let tx = send(&chain, 0, r);
    assert!(!tx.receipt.success);
    assert_eq!(tx.receipt.gas_used, 32_000_000);
    assert_eq!(tx.receipt.failure.as_deref(), Some("out of gas"));
}

#[test]
fn refund_is_at_most_a_fifth() {
    let chain = chain();
    // Sets slot 0 to the first word of calldata.
    let setter = deploy(&chain, &hex!("5f355f5500"));
    transact(&chain, setter, topic(1));
    let cleared = transact(&chain, setter, topic(0));
    // 21000 + 32 zero bytes + 5 opcodes' 2+3+2 and SSTORE 5000 (2900 + cold 2100), less 4800, of which a fifth is 5226.
    assert_eq!(
        cleared.receipt.gas_used,
        21_000 + 32 * 4 + 2 + 3 + 2 + 5_000 - 4_800
    );
}

#[test]
fn calldata_floor_is_off() {
    let chain = chain();
    let tx = transact(&chain, Address::repeat_byte(1), vec![1; 1000]);
    assert_eq!(tx.receipt.gas_used, 21_000 + 16 * 1000);
}

#[test]
fn created_code_may_not_begin_with_ef_unless_it_is_a_program() {
    let chain = chain();
    let try_create = |runtime: &[u8]| {
        send(
            &chain,
            0,
            request(address(&chain, 0), None, init_code(runtime)),
        )
    };
    let refused = try_create(&hex!("ef0001"));
    assert!(!refused.receipt.success);
    assert_eq!(
        refused.receipt.failure.as_deref(),
        Some("invalid code: must not begin with 0xef")
    );
    // A prefix alone is not a program; one byte more is, whatever it is.
    assert!(!try_create(&hex!("eff000")).receipt.success);
    let program = try_create(&hex!("eff00000"));
    assert!(program.receipt.success);
    assert_eq!(
        chain
            .code(program.receipt.contract_address.unwrap(), BlockId::latest())
            .unwrap(),
        Bytes::from(hex!("eff00000"))
    );
    // Fragments and roots belong to ArbOS 60.
    assert!(
        !try_create(&hex!("eff00100")).receipt.success
            && !try_create(&hex!("eff00200")).receipt.success
    );
    let later = open(Config {
        arbos_version: 60,
        ..Config::bare()
    });
    let create = |runtime: &[u8]| {
        send(
            &later,
            0,
            request(address(&later, 0), None, init_code(runtime)),
        )
        .receipt
        .success
    };
    assert!(create(&hex!("eff00100")) && create(&hex!("eff00200")) && !create(&hex!("eff00300")));
}

#[test]
fn revert_data_and_reason_are_kept() {
    let chain = chain();
    let reverter = deploy(&chain, REVERTER);
    let tx = send(
        &chain,
        0,
        request(address(&chain, 0), Some(reverter), hex!("01020304")),
    );
    assert!(!tx.receipt.success);
    assert_eq!(tx.receipt.output, Bytes::from(hex!("01020304")));
    assert!(tx.receipt.logs.is_empty());
}

#[test]
fn nested_revert_undoes_only_what_it_did() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let forwarder = deploy(&chain, &forwarder(Kind::Call));
    transact(&chain, forwarder, forward(counter, &[]));
    assert_eq!(word(&chain, counter, [1]), U256::from(1));
    let undone = send(
        &chain,
        0,
        request(
            address(&chain, 0),
            Some(forwarder),
            forward_and_revert(counter, &[]),
        ),
    );
    assert!(!undone.receipt.success);
    assert_eq!(word(&chain, counter, [1]), U256::from(1));
}

#[test]
fn static_call_may_not_write() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let forwarder = deploy(&chain, &forwarder(Kind::Static));
    let tx = send(
        &chain,
        0,
        request(address(&chain, 0), Some(forwarder), forward(counter, &[])),
    );
    assert!(!tx.receipt.success);
    assert_eq!(word(&chain, forwarder, forward(counter, &[1])), U256::ZERO);
}

#[test]
fn selfdestruct_removes_only_what_was_created_in_the_transaction() {
    let chain = chain();
    let heir = Address::repeat_byte(0x91);
    // Destroys itself for the benefit of the address in calldata.
    let mortal = deploy(&chain, &hex!("5f35ff"));
    let mut r = request(address(&chain, 0), Some(mortal), heir.into_word());
    r.value = Some(U256::from(5));
    assert!(send(&chain, 0, r).receipt.success);
    assert_eq!(
        chain.balance(heir, BlockId::latest()).unwrap(),
        U256::from(5)
    );
    assert_eq!(
        chain.code(mortal, BlockId::latest()).unwrap(),
        Bytes::from(hex!("5f35ff"))
    );
    // Init code that sets a slot and destroys the contract in the making.
    let mut init = hex!("60015f5573").to_vec();
    init.extend_from_slice(heir.as_slice());
    init.push(0xff);
    let mut r = request(address(&chain, 0), None, init);
    r.value = Some(U256::from(3));
    let tx = send(&chain, 0, r);
    assert!(tx.receipt.success);
    let gone = tx.receipt.contract_address.unwrap();
    assert_eq!(
        chain.balance(heir, BlockId::latest()).unwrap(),
        U256::from(8)
    );
    assert_eq!(chain.nonce(gone, BlockId::latest()).unwrap(), 0);
    assert_eq!(
        chain.storage(gone, U256::ZERO, BlockId::latest()).unwrap(),
        topic(0)
    );
}

#[test]
fn create2_factory_puts_code_where_it_says() {
    let chain = chain();
    let factory = devchain::arbos::genesis::CREATE2_FACTORY;
    let init = init_code(COUNTER);
    let mut data = vec![0u8; 32];
    data.extend_from_slice(&init);
    let tx = transact(&chain, factory, data);
    let expected = factory.create2_from_code([0; 32], &init);
    assert_eq!(Address::from_slice(&tx.receipt.output), expected);
    assert_eq!(
        chain.code(expected, BlockId::latest()).unwrap(),
        Bytes::from_static(COUNTER)
    );
}

#[test]
fn p256_verifies() {
    let chain = chain();
    // A vector of RIP-7212.
    let input = hex!(
        "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
        "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
        "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
        "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
        "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"
    );
    let p256 = Address::with_last_byte(0).into_word();
    let mut p256 = Address::from_word(p256);
    p256.0[18] = 1;
    assert_eq!(word(&chain, p256, input), U256::from(1));
    let mut wrong = input;
    wrong[0] ^= 1;
    assert!(call(&chain, p256, wrong).unwrap().output.is_empty());
}

#[test]
fn missing_genesis_contracts_say_what_to_run() {
    let config = Config {
        contracts: GenesisContracts::Dir("/nonexistent".into()),
        ..Config::default()
    };
    let Err(error) = devchain::Chain::new(config) else {
        panic!("it opened")
    };
    let text = error.to_string();
    assert!(
        text.contains("cargo xtask setup") && text.contains("/nonexistent/StylusDeployer.hex"),
        "{text}"
    );
}

#[test]
fn l1_data_is_paid_in_gas_that_is_not_refundable() {
    let chain = chain();
    chain.set_l1_price_per_unit(U256::from(1_000_000_000u64));
    let plain = |data: Vec<u8>| {
        let mut r: TransactionRequest =
            request(address(&chain, 0), Some(Address::repeat_byte(1)), data);
        r.gas = Some(10_000_000);
        send(&chain, 0, r)
    };
    let small = plain(vec![]);
    assert!(small.receipt.gas_used_for_l1 > 0);
    assert_eq!(
        small.receipt.gas_used,
        21_000 + small.receipt.gas_used_for_l1
    );
    // Bytes that do not compress cost more.
    let noise: Vec<u8> = (0..64u64)
        .flat_map(|i| alloy::primitives::keccak256(i.to_be_bytes()).0)
        .collect();
    let large = plain(noise);
    assert!(large.receipt.gas_used_for_l1 > small.receipt.gas_used_for_l1 + 16 * 2000 * 10 - 1000);
    // Too little gas for it is too little.
    let mut r = request(address(&chain, 0), Some(Address::repeat_byte(1)), []);
    r.gas = Some(21_000);
    assert!(
        chain
            .send(sign(&chain, 0, r))
            .unwrap_err()
            .to_string()
            .starts_with("intrinsic gas too low")
    );
}

#[test]
fn backlog_raises_the_base_fee_only_where_asked_to() {
    let chain = open(Config {
        congestion_pricing: true,
        ..Config::bare()
    });
    let spinner = deploy(&chain, &hex!("5b5f56"));
    chain.set_block_timestamp_interval(Some(0));
    for _ in 0..4 {
        let mut r = request(address(&chain, 0), Some(spinner), []);
        r.gas = Some(40_000_000);
        send(&chain, 0, r);
    }
    assert!(u128::from(chain.base_fee()) > BASE_FEE);
}
