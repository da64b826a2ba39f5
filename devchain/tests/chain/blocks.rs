//! Blocks, their hashes, their first transaction, logs, mining modes, time.

use crate::support::*;
use alloy::{
    consensus::TxReceipt,
    eips::{BlockId, BlockNumberOrTag},
    primitives::{B256, Bloom, U256, keccak256},
    rpc::types::Filter,
};
use devchain::chain::{
    ARBOS_ADDRESS, ChainError, ChainEvent, INTERNAL_TX_TYPE, MiningMode, Transaction,
};

#[test]
fn block_opens_with_the_internal_transaction() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    let tx = transact(&chain, counter, []);
    assert_eq!(tx.index, 1);
    let first = &tx.block.transactions[0];
    assert_eq!(
        (first.tx.ty(), first.from, first.tx.to()),
        (INTERNAL_TX_TYPE, ARBOS_ADDRESS, Some(ARBOS_ADDRESS))
    );
    assert_eq!((first.receipt.gas_used, first.receipt.success), (0, true));
    let encoded = first.tx.encoded();
    assert_eq!(encoded[0], 0x6a);
    assert_eq!(first.hash, keccak256(&encoded));
    assert!(
        first
            .tx
            .input()
            .starts_with(&keccak256("startBlock(uint256,uint64,uint64,uint64)")[..4])
    );
}

#[test]
fn header_is_laid_out_as_nitros() {
    let chain = chain();
    chain.set_l1_block_number(7);
    chain.mine(1, None).unwrap();
    let block = chain.head();
    let h = &block.header;
    assert_eq!(h.difficulty, U256::from(1));
    assert_eq!(h.gas_limit, 1 << 50);
    assert_eq!(h.base_fee_per_gas, Some(100_000_000));
    assert_eq!(h.extra_data.as_ref(), &[0u8; 32]);
    assert_eq!(block.l1_block_number, 7);
    assert_eq!(h.mix_hash[8..16], 7u64.to_be_bytes());
    assert_eq!(h.mix_hash[16..24], 51u64.to_be_bytes());
    assert_eq!(block.hash, h.hash_slow());
    assert_eq!(h.parent_hash, chain.block(number(0)).unwrap().unwrap().hash);
}

#[test]
fn roots_and_bloom_commit_to_the_content() {
    use alloy::consensus::{
        Eip658Value, Receipt, ReceiptWithBloom, proofs::ordered_trie_root_with_encoder,
    };
    use alloy::eips::eip2718::Encodable2718;
    let chain = chain();
    let logger = deploy(&chain, LOGGER);
    let tx = transact(&chain, logger, topic(9));
    let block = &tx.block;
    let transactions: Vec<Vec<u8>> = block.transactions.iter().map(|t| t.tx.encoded()).collect();
    let root = ordered_trie_root_with_encoder(&transactions, |t: &Vec<u8>, out: &mut Vec<u8>| {
        out.extend_from_slice(t)
    });
    assert_eq!(block.header.transactions_root, root);

    // The receipts by alloy's own encoding, the internal one with its type put in front.
    let receipts: Vec<Vec<u8>> = block
        .transactions
        .iter()
        .map(|t| {
            let receipt = Receipt {
                status: Eip658Value::Eip658(t.receipt.success),
                cumulative_gas_used: t.receipt.cumulative_gas_used,
                logs: t.receipt.logs.clone(),
            };
            let with_bloom = ReceiptWithBloom {
                logs_bloom: receipt.bloom(),
                receipt,
            };
            let mut out = vec![t.tx.ty()];
            alloy::rlp::Encodable::encode(&with_bloom, &mut out);
            out
        })
        .collect();
    let root = ordered_trie_root_with_encoder(&receipts, |r: &Vec<u8>, out: &mut Vec<u8>| {
        out.extend_from_slice(r)
    });
    assert_eq!(block.header.receipts_root, root);

    let mut bloom = Bloom::ZERO;
    bloom.accrue_log(&tx.receipt.logs[0]);
    assert_eq!(block.header.logs_bloom, bloom);
    let raw = tx.tx.as_ethereum().unwrap().encoded_2718();
    assert_eq!(keccak256(raw), tx.hash);
}

#[test]
fn state_root_depends_on_the_state_and_not_on_the_way_to_it() {
    let (a, b) = (chain(), chain());
    let who = address(&a, 3);
    let slot = U256::from(5);
    a.set_storage(who, slot, topic(1));
    a.set_storage(who, slot, topic(2));
    b.set_storage(who, slot, topic(2));
    a.mine(1, None).unwrap();
    b.mine(1, None).unwrap();
    assert_eq!(a.head().header.state_root, b.head().header.state_root);
    b.set_storage(who, slot, topic(3));
    b.mine(1, None).unwrap();
    assert_ne!(a.head().header.state_root, b.head().header.state_root);
}

#[test]
fn logs_are_found_by_range_hash_address_and_topic() {
    let chain = chain();
    let (one, two) = (deploy(&chain, LOGGER), deploy(&chain, LOGGER));
    let first = transact(&chain, one, topic(1));
    transact(&chain, two, topic(1));
    transact(&chain, one, topic(2));
    let all = Filter::new()
        .from_block(0u64)
        .to_block(BlockNumberOrTag::Latest);
    assert_eq!(chain.logs(&all).unwrap().len(), 3);
    assert_eq!(chain.logs(&all.clone().address(one)).unwrap().len(), 2);
    assert_eq!(
        chain
            .logs(&all.clone().event_signature(topic(1)))
            .unwrap()
            .len(),
        2
    );
    let exact = chain
        .logs(&all.clone().address(one).event_signature(topic(2)))
        .unwrap();
    assert_eq!(exact.len(), 1);
    let by_hash = chain
        .logs(&Filter::new().at_block_hash(first.block.hash))
        .unwrap();
    assert_eq!(by_hash.len(), 1);
    let log = &by_hash[0];
    assert_eq!(
        (log.transaction_hash, log.transaction_index, log.log_index),
        (Some(first.hash), Some(1), Some(0))
    );
    assert_eq!(
        (log.block_number, log.removed),
        (Some(first.block.number()), false)
    );

    let reversed = Filter::new().from_block(3u64).to_block(1u64);
    assert_eq!(chain.logs(&reversed).unwrap_err(), ChainError::InvalidRange);
    assert_eq!(
        chain
            .logs(&Filter::new().at_block_hash(B256::ZERO))
            .unwrap_err(),
        ChainError::BlockNotFound
    );
    assert!(
        chain
            .logs(&Filter::new().from_block(100u64).to_block(200u64))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn log_indices_count_through_the_block() {
    let chain = chain();
    let logger = deploy(&chain, LOGGER);
    chain.set_mining_mode(MiningMode::Manual);
    for n in 0..3 {
        chain
            .send(sign(
                &chain,
                0,
                request(address(&chain, 0), Some(logger), topic(n)),
            ))
            .unwrap();
    }
    chain.mine(1, None).unwrap();
    let logs = chain.head().rpc_logs(false);
    let indices: Vec<_> = logs
        .iter()
        .map(|l| (l.transaction_index.unwrap(), l.log_index.unwrap()))
        .collect();
    assert_eq!(indices, [(1, 0), (2, 1), (3, 2)]);
}

#[test]
fn manual_mining_keeps_transactions_until_asked() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    chain.set_mining_mode(MiningMode::Manual);
    let who = address(&chain, 0);
    let before = chain.head().number();
    for _ in 0..3 {
        chain
            .send(sign(&chain, 0, request(who, Some(counter), [])))
            .unwrap();
    }
    assert_eq!(chain.head().number(), before);
    assert_eq!(chain.pool().len(), 3);
    assert_eq!(
        chain.nonce(who, BlockId::pending()).unwrap(),
        chain.nonce(who, BlockId::latest()).unwrap() + 3
    );
    let hashes = chain.mine(2, Some(10)).unwrap();
    assert_eq!(hashes.len(), 2);
    assert_eq!(word(&chain, counter, [1]), U256::from(3));
    let (full, empty) = (
        chain.block(number(before + 1)).unwrap().unwrap(),
        chain.head(),
    );
    assert_eq!((full.transactions.len(), empty.transactions.len()), (4, 1));
    assert_eq!(empty.header.timestamp, full.header.timestamp + 10);
    assert!(chain.pool().is_empty());
}

#[test]
fn transactions_ahead_of_their_nonce_wait_for_the_gap() {
    let chain = chain();
    let who = address(&chain, 1);
    let with_nonce = |n| {
        sign(&chain, 1, {
            let mut r = request(who, Some(who), []);
            r.nonce = Some(n);
            r
        })
    };
    let later = chain.send(with_nonce(1)).unwrap();
    assert!(chain.transaction(later).is_none());
    assert!(chain.pool()[0].queued);
    let first = chain.send(with_nonce(0)).unwrap();
    assert!(chain.transaction(first).is_some() && chain.transaction(later).is_some());
    assert!(
        chain.transaction(later).unwrap().block.number()
            > chain.transaction(first).unwrap().block.number()
    );
}

#[test]
fn interval_mining_makes_blocks_by_itself() {
    let chain = chain();
    let mut events = chain.subscribe();
    chain.set_mining_mode(MiningMode::Interval(std::time::Duration::from_millis(5)));
    let event = events.blocking_recv().unwrap();
    assert!(matches!(event, ChainEvent::Added(block) if block.number() == 1));
    chain.set_mining_mode(MiningMode::Manual);
}

#[test]
fn time_moves_as_told() {
    let chain = chain();
    chain.set_next_block_timestamp(1_800_000_000).unwrap();
    chain.mine(1, None).unwrap();
    assert_eq!(chain.head().header.timestamp, 1_800_000_000);
    let behind = chain.set_next_block_timestamp(1_799_999_999).unwrap_err();
    assert_eq!(
        behind,
        ChainError::TimestampTooLow(1_799_999_999, 1_800_000_000)
    );
    chain.increase_time(86_400);
    chain.mine(1, None).unwrap();
    assert!(chain.head().header.timestamp >= 1_800_086_400);
    chain.set_block_timestamp_interval(Some(12));
    let at = chain.head().header.timestamp;
    chain.mine(2, None).unwrap();
    assert_eq!(chain.head().header.timestamp, at + 24);
    // Back in time: blocks never are older than their parents.
    chain.set_block_timestamp_interval(None);
    chain.set_time(1_000_000_000);
    chain.mine(1, None).unwrap();
    assert_eq!(chain.head().header.timestamp, at + 24);
}

#[test]
fn block_tags_mean_what_nitros_mean() {
    let chain = chain();
    chain.mine(3, None).unwrap();
    let tag = |t: BlockNumberOrTag| {
        chain
            .block(BlockId::Number(t))
            .map(|b| b.map(|b| b.number()))
    };
    assert_eq!(tag(BlockNumberOrTag::Latest), Ok(Some(3)));
    assert_eq!(tag(BlockNumberOrTag::Pending), Ok(Some(3)));
    assert_eq!(tag(BlockNumberOrTag::Earliest), Ok(Some(0)));
    assert_eq!(tag(BlockNumberOrTag::Number(9)), Ok(None));
    assert_eq!(tag(BlockNumberOrTag::Safe), Err(ChainError::SafeNotFound));
    assert_eq!(
        tag(BlockNumberOrTag::Finalized),
        Err(ChainError::FinalizedNotFound)
    );
    chain.set_safe(Some(2)).unwrap();
    chain.set_finalized(Some(1)).unwrap();
    assert_eq!(
        (
            tag(BlockNumberOrTag::Safe),
            tag(BlockNumberOrTag::Finalized)
        ),
        (Ok(Some(2)), Ok(Some(1)))
    );
    assert_eq!(chain.set_safe(Some(10)), Err(ChainError::BlockNotFound));
    chain.set_safe(None).unwrap();
    assert_eq!(tag(BlockNumberOrTag::Safe), Err(ChainError::SafeNotFound));
}

#[test]
fn subscribers_hear_of_every_block() {
    let chain = chain();
    let mut events = chain.subscribe();
    let tx = send(
        &chain,
        0,
        request(address(&chain, 0), Some(address(&chain, 1)), []),
    );
    assert!(matches!(events.try_recv(), Ok(ChainEvent::Pending(hash)) if hash == tx.hash));
    assert!(
        matches!(events.try_recv(), Ok(ChainEvent::Added(block)) if block.hash == tx.block.hash)
    );
    assert!(events.try_recv().is_err());
}

#[test]
fn block_of_raw_size_counts_its_bytes() {
    let chain = chain();
    let tx = transact(&chain, address(&chain, 1), [1; 300]);
    let bodies: usize = tx
        .block
        .transactions
        .iter()
        .map(|t| t.tx.encoded().len())
        .sum();
    let overhead = tx.block.size as usize - bodies;
    assert!((500..700).contains(&overhead), "{overhead}");
    let Transaction::Internal(_) = tx.block.transactions[0].tx else {
        panic!("not internal")
    };
}

#[test]
fn chain_is_shared_by_threads() {
    let chain = chain();
    let counter = deploy(&chain, COUNTER);
    std::thread::scope(|scope| {
        for index in 0..4 {
            let chain = &chain;
            scope.spawn(move || {
                for _ in 0..25 {
                    let tx = send(
                        chain,
                        index,
                        request(address(chain, index), Some(counter), []),
                    );
                    assert!(tx.receipt.success);
                    assert!(word(chain, counter, [1]) > U256::ZERO);
                }
            });
        }
    });
    assert_eq!(word(&chain, counter, [1]), U256::from(100));
    assert_eq!(chain.head().number(), 101);
    for n in 1..=101 {
        let parent = chain.block(number(n - 1)).unwrap().unwrap();
        assert_eq!(
            chain.block(number(n)).unwrap().unwrap().header.parent_hash,
            parent.hash
        );
    }
}
