//! Snapshots, reorganisations, dumps, and state by decree.

use crate::support::*;
use alloy::{
    eips::{BlockId, eip2718::Encodable2718},
    primitives::{Address, Bytes, U256},
};
use devchain::{
    Chain, Config,
    chain::{ChainError, ChainEvent, ReorgTx},
};

fn drain(events: &mut tokio::sync::broadcast::Receiver<ChainEvent>) -> Vec<(char, u64)> {
    std::iter::from_fn(|| events.try_recv().ok())
        .filter_map(|event| match event {
            ChainEvent::Added(block) => Some(('+', block.number())),
            ChainEvent::Removed(block) => Some(('-', block.number())),
            ChainEvent::Pending(_) => None,
        })
        .collect()
}

#[test]
fn snapshot_brings_everything_back() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let id = chain.snapshot();
    let later = chain.snapshot();
    let head = chain.head().hash;
    chain.set_balance(Address::repeat_byte(1), U256::from(7));
    let tx = transact(&chain, counter, []);
    let mut events = chain.subscribe();
    assert!(chain.revert(id));
    assert_eq!(drain(&mut events), [('-', 2)]);
    assert_eq!(chain.head().hash, head);
    assert_eq!(word(&chain, counter, [1]), U256::ZERO);
    assert_eq!(
        chain.balance(Address::repeat_byte(1), BlockId::latest()),
        Ok(U256::ZERO)
    );
    assert!(chain.transaction(tx.hash).is_none());
    assert!(
        !chain.revert(id) && !chain.revert(later),
        "a revert uses the snapshot up, and all later ones"
    );
    // The same transaction again makes another block.
    let again = transact(&chain, counter, []);
    assert_eq!(again.hash, tx.hash);
    assert_ne!(again.block.hash, tx.block.hash);
}

#[test]
fn reorg_replaces_blocks_and_transactions() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let kept = chain.head().hash;
    let one = transact(&chain, counter, []);
    let two = transact(&chain, counter, []);
    let mut events = chain.subscribe();

    // The first of the two again, as it was, but a block later.
    let raw: Bytes = one.tx.as_ethereum().unwrap().encoded_2718().into();
    chain.reorg(2, vec![(ReorgTx::Raw(raw), 1)]).unwrap();
    assert_eq!(drain(&mut events), [('-', 3), ('-', 2), ('+', 2), ('+', 3)]);
    assert_eq!(chain.head().number(), 3);
    assert_eq!(chain.block(number(1)).unwrap().unwrap().hash, kept);
    let moved = chain.transaction(one.hash).unwrap();
    assert_eq!(moved.block.number(), 3);
    assert_eq!(
        chain.block(number(2)).unwrap().unwrap().transactions.len(),
        1
    );
    assert!(chain.transaction(two.hash).is_none());
    assert!(
        chain
            .block(BlockId::from(one.block.hash))
            .unwrap()
            .is_none()
    );
    assert_eq!(word(&chain, counter, [1]), U256::from(1));
    assert_eq!(
        chain.head().header.parent_hash,
        chain.block(number(2)).unwrap().unwrap().hash
    );
}

#[test]
fn reorg_to_the_same_transactions_still_makes_other_blocks() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let one = transact(&chain, counter, []);
    chain.set_time(one.block.header.timestamp);
    let raw: Bytes = one.tx.as_ethereum().unwrap().encoded_2718().into();
    chain.reorg(1, vec![(ReorgTx::Raw(raw), 0)]).unwrap();
    let again = chain.transaction(one.hash).unwrap();
    assert_eq!(again.block.number(), one.block.number());
    assert_ne!(again.block.hash, one.block.hash);
    assert_eq!(again.block.header.state_root, one.block.header.state_root);
}

#[test]
fn reorg_takes_requests_of_any_sender() {
    let chain = chain();
    chain.mine(2, None).unwrap();
    let stranger = Address::repeat_byte(0x31);
    chain.set_balance(stranger, U256::from(10).pow(U256::from(18)));
    chain.mine(1, None).unwrap();
    let r = request(stranger, Some(Address::repeat_byte(2)), []);
    chain
        .reorg(1, vec![(ReorgTx::Request(Box::new(r)), 0)])
        .unwrap();
    assert_eq!(chain.head().transactions[1].from, stranger);
}

#[test]
fn failed_reorg_changes_nothing() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let tx = transact(&chain, counter, []);
    let mut events = chain.subscribe();
    let mut r = request(address(&chain, 0), Some(counter), []);
    r.nonce = Some(99);
    let bad = ReorgTx::Request(Box::new(r));
    let error = chain.reorg(1, vec![(bad, 0)]).unwrap_err();
    assert!(error.to_string().starts_with("nonce too high"), "{error}");
    assert_eq!(chain.head().hash, tx.block.hash);
    assert!(drain(&mut events).is_empty());
    assert_eq!(
        chain.reorg(9, vec![]).unwrap_err(),
        ChainError::ReorgTooDeep {
            depth: 9,
            height: 2
        }
    );
    chain.rollback(1).unwrap();
    assert_eq!(chain.head().number(), 1);
}

#[test]
fn dump_holds_every_past_state() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let logger = deploy(&chain, LOGGER);
    for _ in 0..3 {
        transact(&chain, counter, []);
    }
    let log = transact(&chain, logger, topic(8));
    chain.set_storage(counter, U256::ZERO, topic(100));
    transact(&chain, counter, []);
    chain.set_safe(Some(2)).unwrap();
    let dump = chain.dump().unwrap();

    let loaded = Chain::from_dump(Config::bare(), &dump).unwrap();
    assert_eq!(loaded.head().hash, chain.head().hash);
    for n in 0..=chain.head().number() {
        assert_eq!(
            loaded.block(number(n)).unwrap(),
            chain.block(number(n)).unwrap()
        );
        let slot = |c: &Chain| c.storage(counter, U256::ZERO, number(n)).unwrap();
        assert_eq!(slot(&loaded), slot(&chain), "at {n}");
    }
    assert_eq!(loaded.transaction(log.hash).unwrap().receipt, log.receipt);
    assert_eq!(loaded.block(BlockId::safe()).unwrap().unwrap().number(), 2);
    // It goes on.
    transact(&loaded, counter, []);
    assert_eq!(word(&loaded, counter, [1]), U256::from(102));
    let replayed = frame(loaded.trace_transaction(log.hash, WITH_LOGS));
    assert_eq!(replayed.logs.len(), 1);
}

#[test]
fn load_refuses_what_is_not_a_dump_of_this_chain() {
    let chain = chain();
    let refused = |bytes: &[u8]| chain.load(bytes).unwrap_err().to_string();
    assert!(refused(b"nonsense").starts_with("not a state of this chain"));
    assert!(refused(b"devchain dump 2\nnonsense").contains("cut short or damaged"));
    let other = open(Config {
        chain_id: 5,
        ..Config::bare()
    });
    assert!(refused(&other.dump().unwrap()).contains("it is of chain 5"));
    assert_eq!(chain.head().number(), 0);
}

#[test]
fn damaged_dump_is_refused_wherever_it_is_damaged() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    for _ in 0..20 {
        transact(&chain, counter, []);
    }
    let dump = chain.dump().unwrap();
    let refused = |damaged: &[u8], what: &str| {
        let loaded = Chain::from_dump(Config::bare(), damaged);
        assert!(
            matches!(loaded, Err(ChainError::InvalidDump(_))),
            "{what} of {}",
            dump.len()
        );
    };
    // A prime distance: every part of the format is met, and not always the same byte of a word.
    for at in (0..dump.len()).step_by(13) {
        refused(&dump[..at], &format!("cut at {at}"));
        let mut damaged = dump.clone();
        damaged[at] ^= 1 << (at % 8);
        refused(&damaged, &format!("damaged at {at}"));
    }
    let longer = [&dump[..], &[0]].concat();
    refused(&longer, "longer than it was");
    assert!(Chain::from_dump(Config::bare(), &dump).is_ok());
}

#[test]
fn decrees_hold_at_once_and_in_history() {
    let chain = chain();
    let who = Address::repeat_byte(3);
    chain.set_balance(who, U256::from(1));
    chain.mine(1, None).unwrap();
    chain.set_balance(who, U256::from(2));
    chain.set_nonce(who, 5);
    chain.set_code(who, Bytes::from_static(COUNTER));
    chain.set_storage(who, U256::ZERO, topic(9));
    assert_eq!(chain.balance(who, number(0)), Ok(U256::from(1)));
    assert_eq!(chain.balance(who, BlockId::latest()), Ok(U256::from(2)));
    assert_eq!(chain.nonce(who, BlockId::latest()), Ok(5));
    assert_eq!(word(&chain, who, [1]), U256::from(9));
}
