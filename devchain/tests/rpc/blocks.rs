//! Blocks, receipts and logs: their JSON as an Arbitrum node writes it, and as alloy reads it.

use crate::support::{Cell, World, transfer};
use alloy::{
    eips::BlockNumberOrTag,
    network::{AnyTxEnvelope, ReceiptResponse, TransactionResponse},
    primitives::{B256, U256, address},
    providers::Provider,
    sol_types::SolEvent,
};
use devchain::{Config, chain::MiningMode};
use serde_json::{Value, json};

const ARBOS: &str = "0x00000000000000000000000000000000000a4b05";

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn block_has_the_fields_of_an_arbitrum_node() {
    let world = World::new();
    world.send(json!({ "from": world.address(0), "to": world.address(1), "value": "0x1" }));
    let block = world.ok("eth_getBlockByNumber", json!(["latest", false]));
    assert_eq!(
        keys(&block),
        [
            "baseFeePerGas",
            "difficulty",
            "extraData",
            "gasLimit",
            "gasUsed",
            "hash",
            "l1BlockNumber",
            "logsBloom",
            "miner",
            "mixHash",
            "nonce",
            "number",
            "parentHash",
            "receiptsRoot",
            "sendCount",
            "sendRoot",
            "sha3Uncles",
            "size",
            "stateRoot",
            "timestamp",
            "transactions",
            "transactionsRoot",
            "uncles",
        ]
    );
    assert_eq!(block["number"], "0x1");
    assert_eq!(block["difficulty"], "0x1");
    assert_eq!(block["gasLimit"], "0x4000000000000");
    assert_eq!(block["nonce"], "0x0000000000000000");
    assert_eq!(block["l1BlockNumber"], "0x0");
    assert_eq!(block["sendCount"], "0x0");
    assert_eq!(block["uncles"], json!([]));
    assert_eq!(block["extraData"], block["sendRoot"]);
    assert_eq!(
        block["transactions"].as_array().map(Vec::len),
        Some(2),
        "the internal transaction and the user's"
    );
}

#[test]
fn first_transaction_of_a_block_is_the_internal_one() {
    let world = World::new();
    let hash =
        world.send(json!({ "from": world.address(0), "to": world.address(1), "value": "0x1" }));
    let block = world.ok("eth_getBlockByNumber", json!(["0x1", true]));
    let internal = &block["transactions"][0];
    for (key, value) in [
        ("type", "0x6a"),
        ("from", ARBOS),
        ("to", ARBOS),
        ("gas", "0x0"),
        ("gasPrice", "0x0"),
        ("nonce", "0x0"),
        ("value", "0x0"),
        ("transactionIndex", "0x0"),
        ("chainId", "0x64aba"),
    ] {
        assert_eq!(internal[key], value, "{key}");
    }
    assert_eq!(block["transactions"][1]["hash"], json!(hash));
    assert_eq!(block["transactions"][1]["transactionIndex"], "0x1");

    let receipt = world.ok("eth_getTransactionReceipt", json!([internal["hash"]]));
    assert_eq!(receipt["type"], "0x6a");
    assert_eq!(receipt["gasUsed"], "0x0");
    assert_eq!(receipt["status"], "0x1");
}

#[test]
fn receipt_has_the_fields_of_an_arbitrum_node() {
    let world = World::new();
    let cell = world.deploy_cell();
    let hash = world.set_cell(cell, 7);
    let receipt = world.ok("eth_getTransactionReceipt", json!([hash]));
    assert_eq!(
        keys(&receipt),
        [
            "blockHash",
            "blockNumber",
            "contractAddress",
            "cumulativeGasUsed",
            "effectiveGasPrice",
            "from",
            "gasUsed",
            "gasUsedForL1",
            "l1BlockNumber",
            "logs",
            "logsBloom",
            "status",
            "timeboosted",
            "to",
            "transactionHash",
            "transactionIndex",
            "type",
        ]
    );
    assert_eq!(receipt["contractAddress"], Value::Null);
    assert_eq!(
        receipt["effectiveGasPrice"],
        world.ok("eth_gasPrice", json!([])),
        "tips are dropped"
    );
    let log = &receipt["logs"][0];
    assert_eq!(
        keys(log),
        [
            "address",
            "blockHash",
            "blockNumber",
            "blockTimestamp",
            "data",
            "logIndex",
            "removed",
            "topics",
            "transactionHash",
            "transactionIndex",
        ]
    );
    assert_eq!(log["topics"][0], json!(Cell::Set::SIGNATURE_HASH));
    assert_eq!(log["data"], json!(B256::from(U256::from(7))));
    assert_eq!(log["removed"], false);
    assert_eq!(log["transactionHash"], json!(hash));
    let block = world.ok("eth_getBlockByNumber", json!(["latest", false]));
    assert_eq!(log["blockTimestamp"], block["timestamp"]);
    assert_eq!(receipt["logsBloom"], block["logsBloom"]);
}

#[test]
fn block_receipts_are_those_of_its_transactions() {
    let world = World::with(Config {
        mining: MiningMode::Manual,
        ..Config::bare()
    });
    for to in 1..4 {
        world.send(json!({ "from": world.address(0), "to": world.address(to), "value": "0x1" }));
    }
    world.ok("evm_mine", json!([]));
    let receipts = world.ok("eth_getBlockReceipts", json!(["0x1"]));
    let receipts = receipts.as_array().unwrap();
    assert_eq!(receipts.len(), 4);
    let mut cumulative = 0;
    for (i, receipt) in receipts.iter().enumerate() {
        assert_eq!(receipt["transactionIndex"], format!("{i:#x}"));
        assert_eq!(
            *receipt,
            world.ok(
                "eth_getTransactionReceipt",
                json!([receipt["transactionHash"]])
            )
        );
        cumulative += u64::from_str_radix(&receipt["gasUsed"].as_str().unwrap()[2..], 16).unwrap();
        assert_eq!(receipt["cumulativeGasUsed"], format!("{cumulative:#x}"));
    }
    let hash = world.ok("eth_getBlockByNumber", json!(["0x1"]))["hash"].clone();
    assert_eq!(
        world
            .ok("eth_getBlockReceipts", json!([hash]))
            .as_array()
            .unwrap(),
        receipts
    );
    assert_eq!(
        world.ok("eth_getBlockReceipts", json!(["0x2"])),
        Value::Null
    );
    assert_eq!(
        world.ok("eth_getBlockReceipts", json!([{ "blockHash": B256::ZERO }])),
        Value::Null
    );
}

#[test]
fn transactions_are_found_by_hash_and_by_place() {
    let world = World::new();
    let hash =
        world.send(json!({ "from": world.address(0), "to": world.address(1), "value": "0x1" }));
    let by_hash = world.ok("eth_getTransactionByHash", json!([hash]));
    let block = by_hash["blockHash"].clone();
    assert_eq!(
        world.ok(
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["0x1", "0x1"])
        ),
        by_hash
    );
    assert_eq!(
        world.ok(
            "eth_getTransactionByBlockHashAndIndex",
            json!([block, "0x1"])
        ),
        by_hash
    );
    assert_eq!(
        world.ok(
            "eth_getTransactionByBlockHashAndIndex",
            json!([block, "0x2"])
        ),
        Value::Null
    );
    assert_eq!(
        world.ok("eth_getTransactionByHash", json!([B256::ZERO])),
        Value::Null
    );
    assert_eq!(
        world.ok("eth_getTransactionReceipt", json!([B256::ZERO])),
        Value::Null
    );
    assert_eq!(
        world.ok("eth_getBlockTransactionCountByNumber", json!(["latest"])),
        "0x2"
    );
    assert_eq!(
        world.ok("eth_getBlockTransactionCountByHash", json!([block])),
        "0x2"
    );
    assert_eq!(
        world.ok("eth_getUncleCountByBlockNumber", json!(["latest"])),
        "0x0"
    );
    let raw = world.ok("eth_getRawTransactionByHash", json!([hash]));
    assert!(raw.as_str().unwrap().starts_with("0x02"), "{raw}");
}

#[test]
fn unknown_blocks_are_null_for_lookups_and_errors_for_state() {
    let world = World::new();
    assert_eq!(
        world.ok("eth_getBlockByNumber", json!(["0x5", false])),
        Value::Null
    );
    assert_eq!(
        world.ok("eth_getBlockByHash", json!([B256::ZERO, false])),
        Value::Null
    );
    for (method, params) in [
        ("eth_getBalance", json!([ARBOS, "0x5"])),
        ("eth_getCode", json!([ARBOS, "0x5"])),
        ("eth_getTransactionCount", json!([ARBOS, "0x5"])),
        ("eth_getStorageAt", json!([ARBOS, "0x0", "0x5"])),
        ("eth_call", json!([{}, "0x5"])),
        ("eth_estimateGas", json!([{}, { "blockHash": B256::ZERO }])),
    ] {
        let e = world.err(method, params);
        assert_eq!(
            (e.code, e.message.as_str()),
            (-32000, "header not found"),
            "{method}"
        );
    }
}

#[test]
fn safe_and_finalized_are_errors_until_they_are_set() {
    let world = World::new();
    world.ok("anvil_mine", json!([5]));
    for (tag, set) in [
        ("safe", "devchain_setSafe"),
        ("finalized", "devchain_setFinalized"),
    ] {
        let e = world.err("eth_getBlockByNumber", json!([tag, false]));
        assert_eq!(
            (e.code, e.message),
            (-32000, format!("{tag} block not found"))
        );
        let e = world.err("eth_getLogs", json!([{ "fromBlock": tag }]));
        assert_eq!(e.message, format!("{tag} block not found"));
        world.ok(set, json!(["0x3"]));
        assert_eq!(
            world.ok("eth_getBlockByNumber", json!([tag, false]))["number"],
            "0x3"
        );
        world.ok(set, json!([null]));
        world.err("eth_getBalance", json!([ARBOS, tag]));
    }
    world.err("devchain_setSafe", json!([6]));
}

#[test]
fn pending_means_latest() {
    let world = World::new();
    world.ok("anvil_mine", json!([2]));
    assert_eq!(
        world.ok("eth_getBlockByNumber", json!(["pending", false])),
        world.ok("eth_getBlockByNumber", json!(["latest", false]))
    );
    assert_eq!(
        world.ok("eth_getBlockByNumber", json!(["earliest"]))["number"],
        "0x0"
    );
}

#[tokio::test]
async fn alloy_reads_blocks_transactions_and_receipts() {
    let world = World::new();
    let provider = world.http();
    let (from, to) = (world.address(0), world.address(1));
    let receipt = provider
        .send_transaction(transfer(from, to, 5))
        .await
        .unwrap()
        .get_receipt()
        .await
        .unwrap();
    assert!(receipt.status());
    assert_eq!(receipt.gas_used(), 21_000);
    assert_eq!(
        receipt.other_fields().get("gasUsedForL1"),
        Some(&json!("0x0"))
    );
    assert_eq!(
        receipt.other_fields().get("l1BlockNumber"),
        Some(&json!("0x0"))
    );

    let block = provider
        .get_block_by_number(BlockNumberOrTag::Latest)
        .full()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(Some(block.header.hash), receipt.block_hash());
    let txs: Vec<_> = block.transactions.txns().collect();
    assert_eq!(txs.len(), 2);
    assert!(
        matches!(&*txs[0].inner.inner, AnyTxEnvelope::Unknown(tx) if tx.inner.ty.0 == 0x6a),
        "{:?}",
        txs[0]
    );
    assert_eq!(txs[1].from(), from);
    assert_eq!(txs[1].tx_hash(), receipt.transaction_hash());

    let receipts = provider
        .get_block_receipts(BlockNumberOrTag::Latest.into())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(receipts.len(), 2);
    assert_eq!(receipts[1].transaction_hash, receipt.transaction_hash());
    let by_hash = provider
        .get_block_by_hash(block.header.hash)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(by_hash.transactions.hashes().count(), 2);
}

#[tokio::test]
async fn alloy_reads_logs_by_address_topic_and_block() {
    let world = World::new();
    let provider = world.http();
    let cell = Cell::new(world.deploy_cell(), &provider);
    for value in 1..=3 {
        cell.set(U256::from(value))
            .send()
            .await
            .unwrap()
            .get_receipt()
            .await
            .unwrap();
    }
    let all = cell.Set_filter().from_block(0).query().await.unwrap();
    assert_eq!(
        all.iter().map(|(set, _)| set.value).collect::<Vec<_>>(),
        [1, 2, 3].map(U256::from)
    );
    assert!(
        all.iter()
            .all(|(set, log)| set.who == world.address(0) && log.log_index == Some(0))
    );

    let second = all[1].1.block_hash.unwrap();
    let filter = alloy::rpc::types::Filter::new()
        .at_block_hash(second)
        .event_signature(Cell::Set::SIGNATURE_HASH);
    assert_eq!(
        provider.get_logs(&filter).await.unwrap(),
        [all[1].1.clone()]
    );
    let other = filter
        .clone()
        .address(address!("0000000000000000000000000000000000000001"));
    assert!(provider.get_logs(&other).await.unwrap().is_empty());
    let other = alloy::rpc::types::Filter::new()
        .from_block(0)
        .topic1(world.address(1).into_word());
    assert!(provider.get_logs(&other).await.unwrap().is_empty());
    let range = alloy::rpc::types::Filter::new().from_block(3).to_block(4);
    assert_eq!(provider.get_logs(&range).await.unwrap().len(), 2);
}

#[test]
fn logs_of_unknown_blocks_and_reversed_ranges_are_errors() {
    let world = World::new();
    let e = world.err(
        "eth_getLogs",
        json!([{ "blockHash": B256::repeat_byte(1) }]),
    );
    assert_eq!((e.code, e.message.as_str()), (-32000, "unknown block"));
    let e = world.err(
        "eth_getLogs",
        json!([{ "fromBlock": "0x2", "toBlock": "0x1" }]),
    );
    assert!(
        e.code == -32602 && e.message.starts_with("invalid block range params"),
        "{e:?}"
    );
    let e = world.err("eth_getLogs", json!([{ "fromBlock": "pending" }]));
    assert_eq!(e.message, "pending logs are not supported");
    assert_eq!(
        world.ok(
            "eth_getLogs",
            json!([{ "fromBlock": "0x1", "toBlock": "0xffffffffffffffff" }])
        ),
        json!([])
    );
    let topics = vec![B256::ZERO; 1001];
    assert_eq!(
        world
            .err("eth_getLogs", json!([{ "topics": [topics] }]))
            .code,
        -32602
    );
}

#[test]
fn fee_history_covers_the_range_with_zero_rewards() {
    let world = World::new();
    world.ok("anvil_mine", json!([4]));
    let history = world.ok("eth_feeHistory", json!(["0x3", "latest", [25.0, 75.0]]));
    assert_eq!(history["oldestBlock"], "0x2");
    assert_eq!(history["baseFeePerGas"].as_array().map(Vec::len), Some(4));
    assert_eq!(history["gasUsedRatio"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        history["reward"],
        json!([["0x0", "0x0"], ["0x0", "0x0"], ["0x0", "0x0"]])
    );
    assert_eq!(
        history["baseFeePerGas"][3],
        world.ok("eth_gasPrice", json!([]))
    );
    let all = world.ok("eth_feeHistory", json!([5000, "latest", null]));
    assert_eq!(all["oldestBlock"], "0x0");
    assert!(all.get("reward").is_none());
    assert_eq!(world.ok("eth_maxPriorityFeePerGas", json!([])), "0x0");
    world.err("eth_feeHistory", json!(["0x1", "latest", [75.0, 25.0]]));
    world.err("eth_feeHistory", json!(["0x1", "latest", [101.0]]));
}
