//! Programs and contracts call, create, delegate to and re-enter each other; and their past.

use crate::{programs::*, support::*};
use alloy::{
    eips::{BlockId, eip7702::Authorization},
    primitives::{Address, U256, hex},
    signers::SignerSync,
};
use devchain::{Chain, Config, chain::ReorgTx};

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
    let depth = frame(chain.trace_transaction(tx.hash, CALLS));
    let mut frame = &depth;
    let mut levels = 1;
    while let Some(inner) = frame.calls.first() {
        frame = inner;
        levels += 1;
    }
    assert!(levels > 100, "{levels}");
}

#[test]
fn trace_says_why_an_inner_program_failed() {
    let chain = chain();
    let dormant = upload(&chain, &vector("c_minimal"));
    let outer = deploy(&chain, &forwarder(Kind::Call));
    let tx = send(
        &chain,
        0,
        request(address(&chain, 0), Some(outer), forward(dormant, &[])),
    );
    let trace = frame(chain.trace_transaction(tx.hash, CALLS));
    assert_eq!(trace.error.as_deref(), Some("execution reverted"));
    assert_eq!(
        trace.calls[0].error.as_deref(),
        Some("program not activated")
    );
}

#[test]
fn delegated_account_runs_a_program() {
    let chain = chain();
    let script = install(&chain, &vector("h_script"));
    let authority = signer(&chain, 2);
    let authorization = Authorization {
        chain_id: U256::from(chain.chain_id()),
        address: script,
        nonce: 0,
    };
    let signature = authority
        .sign_hash_sync(&authorization.signature_hash())
        .unwrap();
    let mut r = request(address(&chain, 0), Some(authority.address()), store(2, 9));
    r.authorization_list = Some(vec![authorization.into_signed(signature)]);
    assert!(send(&chain, 0, r).receipt.success);
    assert_eq!(
        chain
            .storage(authority.address(), U256::from(2), BlockId::latest())
            .unwrap(),
        topic(9)
    );
    // And when a program calls the account.
    let stylus = install(&chain, &stylus_forwarder(Kind::Call));
    assert_eq!(
        word(&chain, stylus, forward(authority.address(), &load(2))),
        U256::from(9)
    );
}

#[test]
fn transient_storage_lasts_for_a_transaction() {
    let chain = chain();
    let script = install(&chain, &vector("h_script"));
    // Stores 9 in transient slot 1 and loads it.
    assert_eq!(word(&chain, script, [4, 1, 9, 3, 1]), U256::from(9));
    transact(&chain, script, [4, 1, 9]);
    assert_eq!(word(&chain, script, [3, 1]), U256::ZERO);
    let outer = deploy(&chain, &forwarder(Kind::Static));
    assert!(call(&chain, outer, forward(script, &[4, 1, 9])).is_err());
}

#[test]
fn failure_of_an_inner_program_is_not_the_transactions() {
    let chain = chain();
    let dormant = upload(&chain, &vector("c_minimal"));
    let outer = deploy(&chain, &forwarder(Kind::Call));
    let tx = send(
        &chain,
        0,
        request(address(&chain, 0), Some(outer), forward(dormant, &[])),
    );
    assert_eq!(tx.receipt.failure.as_deref(), Some("execution reverted"));
}

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
