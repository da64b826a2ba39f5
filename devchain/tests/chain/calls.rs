//! Calls, estimates, access lists and traces, at any block.

use crate::support::*;
use alloy::{
    eips::BlockId,
    primitives::{Address, B256, Bytes, U256, hex},
    rpc::types::{BlockOverrides, state::StateOverridesBuilder, trace::geth::AccountState},
};
use devchain::chain::{CallError, ChainError, Overrides, Tracing};

#[test]
fn every_past_block_answers_calls() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let born = chain.head().number();
    for _ in 0..5 {
        transact(&chain, counter, []);
    }
    for n in 0..=5 {
        let output = call_at(&chain, counter, [1], number(born + n))
            .unwrap()
            .output;
        assert_eq!(U256::from_be_slice(&output), U256::from(n));
        assert_eq!(
            chain
                .storage(counter, U256::ZERO, number(born + n))
                .unwrap(),
            topic(n)
        );
    }
    assert!(
        call_at(&chain, counter, [1], number(born - 1))
            .unwrap()
            .output
            .is_empty()
    );
    assert!(chain.code(counter, number(born - 1)).unwrap().is_empty());
    let unknown = call_at(&chain, counter, [1], number(99)).unwrap_err();
    assert_eq!(unknown, CallError::Chain(ChainError::BlockNotFound));
    let by_hash = BlockId::from(chain.block(number(born + 2)).unwrap().unwrap().hash);
    assert_eq!(
        U256::from_be_slice(&call_at(&chain, counter, [1], by_hash).unwrap().output),
        U256::from(2)
    );
}

#[test]
fn call_changes_nothing() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    call(&chain, counter, []).unwrap();
    assert_eq!(word(&chain, counter, [1]), U256::ZERO);
    assert_eq!(chain.head().number(), 1);
}

#[test]
fn pending_calls_see_the_next_block() {
    let chain = chain();
    let contract = deploy(&chain, ENVIRONMENT);
    chain.set_next_block_timestamp(1_900_000_000).unwrap();
    let timestamp =
        |at| U256::from_be_slice(&call_at(&chain, contract, [], at).unwrap().output[32..64]);
    assert_eq!(timestamp(BlockId::pending()), U256::from(1_900_000_000));
    assert_eq!(
        timestamp(BlockId::latest()),
        U256::from(chain.head().header.timestamp)
    );
}

#[test]
fn overrides_replace_state_and_block() {
    let chain = chain();
    let nowhere = Address::repeat_byte(0x55);
    let state = StateOverridesBuilder::default()
        .with_code(nowhere, Bytes::from_static(COUNTER))
        .with_state_diff(nowhere, [(B256::ZERO, topic(41))])
        .build();
    let overrides = Overrides {
        state: Some(state),
        block: None,
    };
    let r = request(Address::ZERO, Some(nowhere), [1]).free();
    let output = chain
        .call(&r, BlockId::latest(), &overrides)
        .unwrap()
        .output;
    assert_eq!(U256::from_be_slice(&output), U256::from(41));
    assert!(chain.code(nowhere, BlockId::latest()).unwrap().is_empty());

    let environment = deploy(&chain, ENVIRONMENT);
    let block = BlockOverrides {
        number: Some(U256::from(9)),
        time: Some(123),
        base_fee: Some(U256::from(7)),
        coinbase: Some(nowhere),
        ..Default::default()
    };
    let overrides = Overrides {
        state: None,
        block: Some(block),
    };
    let r = request(Address::ZERO, Some(environment), []).free();
    let output = chain
        .call(&r, BlockId::latest(), &overrides)
        .unwrap()
        .output;
    let words: Vec<U256> = output.chunks(32).map(U256::from_be_slice).collect();
    assert_eq!(
        words[..3],
        [
            U256::from(9),
            U256::from(123),
            U256::from_be_slice(nowhere.as_slice())
        ]
    );
    assert_eq!(words[5], U256::from(7));
}

#[test]
fn balance_override_pays_for_a_rich_strangers_call() {
    let chain = chain();
    let stranger = Address::repeat_byte(0x66);
    let mut r = request(stranger, Some(Address::repeat_byte(1)), []).free();
    r.value = Some(U256::from(10).pow(U256::from(18)));
    let poor = chain
        .call(&r, BlockId::latest(), &Overrides::default())
        .unwrap_err();
    assert!(
        poor.to_string()
            .starts_with("insufficient funds for gas * price + value")
    );
    let state = StateOverridesBuilder::default()
        .with_balance(stranger, U256::MAX)
        .build();
    let overrides = Overrides {
        state: Some(state),
        block: None,
    };
    chain.call(&r, BlockId::latest(), &overrides).unwrap();
}

#[test]
fn failures_say_why() {
    let chain = chain();
    let reverter = deploy(&chain, REVERTER);
    let reason = hex!(
        "08c379a0"
        "0000000000000000000000000000000000000000000000000000000000000020"
        "0000000000000000000000000000000000000000000000000000000000000002"
        "6e6f000000000000000000000000000000000000000000000000000000000000"
    );
    let error = call(&chain, reverter, reason).unwrap_err();
    assert_eq!(
        error,
        CallError::Revert {
            message: "execution reverted: no".into(),
            output: reason.into()
        }
    );
    assert_eq!(
        call(&chain, reverter, []).unwrap_err().to_string(),
        "execution reverted"
    );
    let panic = hex!("4e487b710000000000000000000000000000000000000000000000000000000000000011");
    let text = call(&chain, reverter, panic).unwrap_err().to_string();
    assert!(
        text.starts_with("execution reverted: ") && text.contains("overflow"),
        "{text}"
    );

    let invalid = deploy(&chain, &hex!("fe"));
    assert_eq!(
        call(&chain, invalid, []).unwrap_err(),
        CallError::Halt("invalid opcode: INVALID".into())
    );
    let spinner = deploy(&chain, &hex!("5b5f56"));
    assert_eq!(
        call(&chain, spinner, []).unwrap_err(),
        CallError::Halt("out of gas".into())
    );
}

#[test]
fn estimate_is_enough_and_close() {
    let chain = chain();
    let who = address(&chain, 0);
    let estimate = |r| chain.estimate_gas(&r, BlockId::pending(), &Overrides::default());
    let mut transfer = request(who, Some(Address::repeat_byte(9)), []).free();
    transfer.gas = None;
    assert_eq!(estimate(transfer), Ok(21_000));

    let counter = deploy(&chain, COUNTER);
    let forwarder = deploy(&chain, &forwarder(Kind::Call));
    let mut nested = request(who, Some(forwarder), forward(counter, &[])).free();
    nested.gas = None;
    let gas = estimate(nested.clone()).unwrap();
    nested.max_fee_per_gas = Some(GWEI);
    nested.max_priority_fee_per_gas = Some(0);
    nested.gas = Some(gas);
    let tx = send(&chain, 0, nested);
    assert!(tx.receipt.success);
    assert!(
        gas - tx.receipt.gas_used < gas / 40,
        "{gas} for {}",
        tx.receipt.gas_used
    );

    let reverter = deploy(&chain, REVERTER);
    assert!(matches!(
        estimate(request(who, Some(reverter), [1])),
        Err(CallError::Revert { .. })
    ));
    let spinner = deploy(&chain, &hex!("5b5f56"));
    let mut endless = request(who, Some(spinner), []).free();
    endless.gas = Some(100_000);
    assert_eq!(estimate(endless), Err(CallError::GasRequired(100_000)));
}

#[test]
fn estimate_covers_l1_gas() {
    let chain = chain();
    chain.set_l1_price_per_unit(U256::from(1_000_000_000u64));
    let who = address(&chain, 0);
    let mut r = request(who, Some(Address::repeat_byte(9)), []);
    r.gas = None;
    let gas = chain
        .estimate_gas(&r, BlockId::pending(), &Overrides::default())
        .unwrap();
    r.gas = Some(gas);
    assert!(send(&chain, 0, r).receipt.success);
}

#[test]
fn access_list_names_what_is_touched() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let forwarder = deploy(&chain, &forwarder(Kind::Call));
    let r = request(address(&chain, 0), Some(forwarder), forward(counter, &[])).free();
    let (list, gas, error) = chain.create_access_list(&r, BlockId::latest()).unwrap();
    assert_eq!(error, None);
    assert!(gas > 21_000);
    assert_eq!(list.0.len(), 1);
    assert_eq!(
        (list.0[0].address, list.0[0].storage_keys.as_slice()),
        (counter, [B256::ZERO].as_slice())
    );
}

#[test]
fn trace_shows_the_calls_of_a_past_transaction() {
    let chain = chain();
    let (counter, logger) = (deploy(&chain, COUNTER), deploy(&chain, LOGGER));
    let forwarder = deploy(&chain, &forwarder(Kind::Call));
    let tx = transact(&chain, forwarder, forward(logger, topic(5).as_slice()));
    let failed = send(
        &chain,
        0,
        request(
            address(&chain, 0),
            Some(forwarder),
            forward_and_revert(counter, &[]),
        ),
    );
    chain.mine(3, None).unwrap();

    let trace = frame(chain.trace_transaction(tx.hash, WITH_LOGS));
    assert_eq!(
        (trace.typ.as_str(), trace.from, trace.to),
        ("CALL", address(&chain, 0), Some(forwarder))
    );
    assert_eq!(trace.gas_used, U256::from(tx.receipt.gas_used));
    assert_eq!(trace.gas, U256::from(tx.tx.gas_limit()));
    assert_eq!(trace.calls.len(), 1);
    let inner = &trace.calls[0];
    assert_eq!(
        (inner.from, inner.to, inner.input.as_ref()),
        (forwarder, Some(logger), topic(5).as_slice())
    );
    assert_eq!(inner.logs.len(), 1);
    assert_eq!(inner.logs[0].topics.as_deref(), Some([topic(5)].as_slice()));
    assert!(trace.logs.is_empty());
    assert!(
        frame(chain.trace_transaction(tx.hash, CALLS)).calls[0]
            .logs
            .is_empty()
    );

    let trace = frame(chain.trace_transaction(failed.hash, WITH_LOGS));
    assert_eq!(trace.error.as_deref(), Some("execution reverted"));
    assert_eq!(trace.calls[0].error, None);
    assert_eq!(
        chain.trace_transaction(B256::ZERO, WITH_LOGS).unwrap_err(),
        ChainError::TransactionNotFound
    );

    let block = chain
        .trace_block(number(tx.block.number()), WITH_LOGS)
        .unwrap();
    assert_eq!(block.len(), 1);
    assert_eq!(block[0].0, tx.hash);
}

#[test]
fn trace_of_a_creation_names_the_contract() {
    let chain = chain();
    let tx = send(
        &chain,
        0,
        request(address(&chain, 0), None, init_code(COUNTER)),
    );
    let trace = frame(chain.trace_transaction(tx.hash, CALLS));
    assert_eq!(
        (trace.typ.as_str(), trace.to),
        ("CREATE", tx.receipt.contract_address)
    );
    assert_eq!(trace.output, Some(Bytes::from_static(COUNTER)));
}

#[test]
fn trace_of_a_flood_of_calls_stays_small() {
    let chain = chain();
    // Expands its memory to a megabyte, then calls nobody with all of it until the gas is gone.
    let flood = deploy(
        &chain,
        &hex!("5f620fffe0525b5f5f620fffff5f5f60995af15060065600"),
    );
    let mut r = request(Address::ZERO, Some(flood), []).free();
    r.gas = Some(10_000_000);
    let trace = frame(chain.trace_call(&r, BlockId::latest(), &Overrides::default(), CALLS));
    let kept: usize = trace.calls.iter().map(|call| call.input.len()).sum();
    assert!(trace.calls.len() > 1_000, "{}", trace.calls.len());
    assert!((1..=64 << 20).contains(&kept), "{kept}");
}

#[test]
fn prestate_is_what_was_touched_and_the_difference_what_changed() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let forwarder = deploy(&chain, &forwarder(Kind::Call));
    let count = |n| {
        let r = request(address(&chain, 0), Some(forwarder), forward(counter, &[]));
        let tx = send(&chain, 0, r);
        assert_eq!(
            chain
                .storage(counter, U256::ZERO, BlockId::latest())
                .unwrap(),
            topic(n)
        );
        tx.hash
    };
    let (first, second) = (count(1), count(2));
    let tell = |hash, diff| {
        let trace = chain.trace_transaction(hash, Tracing::Prestate { diff });
        trace.unwrap().try_into_pre_state_frame().unwrap()
    };
    let word = |n: u64| B256::from(U256::from(n));
    let zero = B256::ZERO;

    let touched = tell(second, false).into_pre_state();
    let mine = &touched[&address(&chain, 0)];
    assert!(mine.storage.is_empty() && mine.nonce > Some(0) && mine.code.is_none());
    assert_eq!(touched[&counter].storage, [(zero, word(1))].into());
    assert_eq!(touched[&counter].code, Some(Bytes::from_static(COUNTER)));
    assert!(touched.contains_key(&forwarder));
    // What was nothing before is told of as such.
    let touched = tell(first, false).into_pre_state();
    assert_eq!(touched[&counter].storage, [(zero, zero)].into());

    let changed = tell(second, true);
    let changed = changed.as_diff().unwrap();
    assert_eq!(changed.pre[&counter].storage, [(zero, word(1))].into());
    assert_eq!(changed.post[&counter].storage, [(zero, word(2))].into());
    assert_eq!(changed.post[&counter].code, None);
    assert!(!changed.pre.contains_key(&forwarder));
    let nonce = |accounts: &std::collections::BTreeMap<Address, AccountState>| {
        accounts[&address(&chain, 0)].nonce.unwrap()
    };
    assert_eq!(nonce(&changed.post), nonce(&changed.pre) + 1);
    let opened = tell(first, true);
    let opened = opened.as_diff().unwrap();
    assert!(opened.pre[&counter].storage.is_empty());
    assert_eq!(opened.post[&counter].storage, [(zero, word(1))].into());
}
