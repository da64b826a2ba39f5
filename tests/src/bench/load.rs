//! A load of signed transfers: made beforehand, so that only the chain is measured.

use std::time::{Duration, Instant};

use alloy::consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy::eips::eip2718::Encodable2718;
use alloy::primitives::{Address, Bytes, TxKind, U256};
use alloy::providers::Provider;
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use serde_json::{Value, json};

use crate::client::Client;
use crate::solidity::TestAsset;

/// Gas limit of each transfer.
const GAS: u64 = 200_000;
/// Above every base fee that the chains ask for.
const MAX_FEE_PER_GAS: u128 = 10_000_000_000;

/// What one sender will send, in order of nonces.
pub struct Batch {
    sender: Address,
    /// His nonce when all are mined.
    end: u64,
    transactions: Vec<TxEnvelope>,
}

/// `per_sender` transfers of 1 unit of `token` from each of `senders` to his neighbour, signed.
pub async fn prepare(
    client: &Client,
    senders: &[PrivateKeySigner],
    token: Address,
    per_sender: u64,
) -> Result<Vec<Batch>> {
    let mut batches = Vec::new();
    for (i, sender) in senders.iter().enumerate() {
        let to = senders[(i + 1) % senders.len()].address();
        let input: Bytes = TestAsset::transferCall {
            to,
            value: U256::from(1),
        }
        .abi_encode()
        .into();
        let first = client
            .provider
            .get_transaction_count(sender.address())
            .await?;
        let sign = |nonce| -> Result<TxEnvelope> {
            let tx = TxEip1559 {
                chain_id: client.chain_id,
                nonce,
                gas_limit: GAS,
                max_fee_per_gas: MAX_FEE_PER_GAS,
                max_priority_fee_per_gas: 0,
                to: TxKind::Call(token),
                value: U256::ZERO,
                access_list: Default::default(),
                input: input.clone(),
            };
            let signature = sender
                .sign_hash_sync(&tx.signature_hash())
                .context("signing")?;
            Ok(tx.into_signed(signature).into())
        };
        let transactions = (first..first + per_sender)
            .map(sign)
            .collect::<Result<Vec<_>>>()?;
        batches.push(Batch {
            sender: sender.address(),
            end: first + per_sender,
            transactions,
        });
    }
    Ok(batches)
}

/// Sends all over HTTP, one connection and one request at a time per sender, and waits until every one is mined.
/// Transactions per second.
pub async fn send_over_rpc(url: &str, batches: &[Batch]) -> Result<f64> {
    let raw: Vec<Vec<String>> = batches
        .iter()
        .map(|batch| {
            batch
                .transactions
                .iter()
                .map(|tx| alloy::hex::encode_prefixed(tx.encoded_2718()))
                .collect()
        })
        .collect();
    let total: usize = raw.iter().map(Vec::len).sum();
    let start = Instant::now();
    try_join_all(raw.iter().map(|raw| async move {
        let http = reqwest::Client::new();
        for tx in raw {
            rpc(&http, url, "eth_sendRawTransaction", json!([tx])).await?;
        }
        anyhow::Ok(())
    }))
    .await?;
    // A node may answer before it mines.
    let http = reqwest::Client::new();
    for batch in batches {
        loop {
            let nonce = rpc(
                &http,
                url,
                "eth_getTransactionCount",
                json!([batch.sender, "latest"]),
            )
            .await?;
            if nonce == json!(format!("0x{:x}", batch.end)) {
                break;
            }
            ensure!(
                start.elapsed() < Duration::from_secs(300),
                "transactions of {} were not mined",
                batch.sender
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    Ok(total as f64 / start.elapsed().as_secs_f64())
}

/// Hands all to a chain in this process, from one thread, the senders taking turns. Transactions per second.
pub fn send_in_process(chain: &devchain::chain::Chain, batches: Vec<Batch>) -> Result<f64> {
    let total: usize = batches.iter().map(|batch| batch.transactions.len()).sum();
    let mut queues: Vec<_> = batches
        .into_iter()
        .map(|batch| batch.transactions.into_iter())
        .collect();
    let mut sent = 0;
    let start = Instant::now();
    while sent < total {
        for queue in &mut queues {
            if let Some(tx) = queue.next() {
                chain.send(tx)?;
                sent += 1;
            }
        }
    }
    Ok(total as f64 / start.elapsed().as_secs_f64())
}

async fn rpc(http: &reqwest::Client, url: &str, method: &str, params: Value) -> Result<Value> {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let mut answer: Value = http
        .post(url)
        .json(&request)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    ensure!(
        answer.get("error").is_none(),
        "{method}: {}",
        answer["error"]
    );
    Ok(answer["result"].take())
}
