//! The indexer through restarts, a kill and reorganisations: the API always ends up saying what the chain says.

use std::process::{Child, Stdio};
use std::time::Duration;

use alloy::consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy::eips::eip2718::Encodable2718;
use alloy::primitives::{Address, TxKind, U256};
use alloy::signers::SignerSync;
use alloy::sol_types::SolCall;
use devchain::chain::ReorgTx;
use productshare_abi::{Psc, Reserve};
use serde_json::json;
use world::api::Api;
use world::database::Database;
use world::ground::Ground;
use world::solidity::TestAsset;
use world::world::World;

use crate::support::Program;

/// Gives Alice `amount` units of PSC.
async fn fund(ground: &Ground, amount: u64) {
    let (client, alice, amount) = (&ground.client, &ground.wallets.alice, U256::from(amount));
    client
        .send(
            alice,
            ground.asset,
            &TestAsset::mintCall {
                to: alice.address(),
                value: amount,
            },
        )
        .await
        .unwrap();
    let approve = TestAsset::approveCall {
        spender: ground.reserve(),
        value: amount,
    };
    client.send(alice, ground.asset, &approve).await.unwrap();
    let issue = Reserve::issueCall {
        amount,
        to: alice.address(),
    };
    client.send(alice, ground.reserve(), &issue).await.unwrap();
}

async fn pay(ground: &Ground, to: Address, value: u64) -> u64 {
    let pay = Psc::transferCall {
        to,
        value: U256::from(value),
    };
    ground
        .client
        .send(&ground.wallets.alice, ground.psc(), &pay)
        .await
        .unwrap()
        .block
}

async fn balance_at(api: &Api, account: Address, block: u64) -> String {
    let answer = api
        .at(&format!("/v1/accounts/{account}"), block)
        .await
        .unwrap();
    answer["psc"]["balance"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn transfer_appears_in_the_api() {
    let world = World::start().await.unwrap();
    fund(&world, 1_000).await;
    let bob = world.wallets.bob.address();
    let block = pay(&world, bob, 300).await;
    assert_eq!(balance_at(&world.api, bob, block).await, "300");
    let transfers = world
        .api
        .list(&format!("/v1/transfers?token=psc&to={bob}"), block)
        .await
        .unwrap();
    assert_eq!(transfers.len(), 1);
    assert_eq!(
        (&transfers[0]["amount"], &transfers[0]["block"]),
        (&json!("300"), &json!(block))
    );
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn indexer_catches_up_after_a_restart() {
    let mut world = World::start().await.unwrap();
    fund(&world, 1_000).await;
    let bob = world.wallets.bob.address();
    let block = pay(&world, bob, 1).await;
    assert_eq!(balance_at(&world.api, bob, block).await, "1");
    world.stop_indexer().await.unwrap();
    let mut block = 0;
    for _ in 0..5 {
        block = pay(&world, bob, 10).await;
    }
    world.start_indexer().await.unwrap();
    assert_eq!(balance_at(&world.api, bob, block).await, "51");
    let transfers = world
        .api
        .list(&format!("/v1/transfers?token=psc&to={bob}"), block)
        .await
        .unwrap();
    assert_eq!(transfers.len(), 6, "a transfer was lost or doubled");
}

/// An indexer as a process of its own, killed with the value.
struct Process {
    child: Child,
    api: Api,
}

impl Process {
    async fn start(ground: &Ground, database: &Database) -> Self {
        // A port that was free a moment ago; the next one if somebody was quicker.
        for _ in 0..5 {
            let port = std::net::TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port();
            let env = [
                ("RPC_URLS", ground.rpc.http_url()),
                ("DATABASE_URL", database.url.clone()),
                ("MANIFEST", ground.manifest_path.display().to_string()),
                ("API_LISTEN", format!("127.0.0.1:{port}")),
                ("METRICS_LISTEN", "127.0.0.1:0".to_owned()),
            ];
            let env: Vec<(&str, &str)> = env
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let mut command = tokio::task::spawn_blocking(|| Program::Indexer.path())
                .await
                .map(|_| Program::Indexer.command(&["run"], &env))
                .unwrap();
            let child = command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut process = Self {
                child,
                api: Api::new(format!("http://127.0.0.1:{port}")),
            };
            for _ in 0..500 {
                if process.api.get("/v1/status").await.is_ok() {
                    return process;
                }
                if process.child.try_wait().unwrap().is_some() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        panic!("the indexer did not come up");
    }

    /// SIGKILL: no destructor runs, no transaction is closed in an orderly way.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_indexer_loses_and_doubles_nothing() {
    let database = Database::create().await.unwrap();
    let ground = Ground::start().await.unwrap();
    fund(&ground, 10_000).await;
    let bob = ground.wallets.bob.address();
    let mut sent = 0;
    let mut block = 0;
    for round in 1..=3u64 {
        let process = Process::start(&ground, &database).await;
        // Killed in the middle of following: it has the first payments of the round, the others come while it dies.
        for i in 0..10 {
            block = pay(&ground, bob, round).await;
            sent += round;
            if i == 4 {
                balance_at(&process.api, bob, block).await;
            }
        }
        process.kill();
    }
    let process = Process::start(&ground, &database).await;
    assert_eq!(balance_at(&process.api, bob, block).await, sent.to_string());
    let transfers = process
        .api
        .list(&format!("/v1/transfers?token=psc&to={bob}"), block)
        .await
        .unwrap();
    assert_eq!(transfers.len(), 30);
    drop(process);
    let url = database.url.clone();
    let output = tokio::task::spawn_blocking(move || {
        Program::Indexer.run(&["verify"], &[("DATABASE_URL", &url)])
    })
    .await;
    let output = output.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

/// A signed transfer of Alice's at `nonce`.
fn signed_pay(ground: &Ground, nonce: u64, to: Address, value: u64) -> ReorgTx {
    let tx = TxEip1559 {
        chain_id: ground.client.chain_id,
        nonce,
        gas_limit: 500_000,
        max_fee_per_gas: 10_000_000_000,
        max_priority_fee_per_gas: 0,
        to: TxKind::Call(ground.psc()),
        value: U256::ZERO,
        access_list: Default::default(),
        input: Psc::transferCall {
            to,
            value: U256::from(value),
        }
        .abi_encode()
        .into(),
    };
    let signature = ground
        .wallets
        .alice
        .sign_hash_sync(&tx.signature_hash())
        .unwrap();
    ReorgTx::Raw(
        TxEnvelope::from(tx.into_signed(signature))
            .encoded_2718()
            .into(),
    )
}

/// What the index says of Alice, Bob and the stranger once it has the chain's present head.
async fn converged(world: &World) -> [String; 3] {
    let head = world.chain.head();
    let w = &world.wallets;
    for _ in 0..500 {
        let status = world.api.get("/v1/status").await.unwrap();
        if status["indexed"]["hash"] == json!(head.hash) {
            let mut balances = Vec::new();
            for who in [&w.alice, &w.bob, &w.stranger] {
                balances.push(balance_at(&world.api, who.address(), head.number()).await);
            }
            return balances.try_into().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the index never had block {} {}", head.number(), head.hash);
}

#[tokio::test(flavor = "multi_thread")]
async fn reorganisation_replaces_what_the_api_said() {
    let world = World::start().await.unwrap();
    fund(&world, 1_000).await;
    let w = &world.wallets;
    let (bob, stranger) = (w.bob.address(), w.stranger.address());
    pay(&world, bob, 100).await;
    let nonce = world
        .chain
        .nonce(w.alice.address(), alloy::eips::BlockId::latest())
        .unwrap();
    for _ in 0..4 {
        pay(&world, bob, 50).await;
    }
    assert_eq!(converged(&world).await, ["700", "300", "0"]);

    // The same nonces, other payments: 4 blocks are replaced.
    let chain = world.chain.clone();
    let others = vec![
        (signed_pay(&world, nonce, stranger, 7), 0),
        (signed_pay(&world, nonce + 1, bob, 1), 2),
    ];
    tokio::task::spawn_blocking(move || chain.reorg(4, others))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(converged(&world).await, ["892", "101", "7"]);

    // Deeper, and with nothing instead: the later payments never happened.
    let chain = world.chain.clone();
    tokio::task::spawn_blocking(move || chain.reorg(5, vec![]))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(converged(&world).await, ["1000", "0", "0"]);

    // And life goes on.
    let block = pay(&world, bob, 9).await;
    assert_eq!(balance_at(&world.api, bob, block).await, "9");
    let status = world.api.get("/v1/status").await.unwrap();
    assert!(status["rewinds"].as_i64().unwrap() >= 2, "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn finality_follows_the_node_s_tags() {
    let world = World::start().await.unwrap();
    fund(&world, 1_000).await;
    let bob = world.wallets.bob.address();
    let first = pay(&world, bob, 10).await;
    let second = pay(&world, bob, 5).await;
    world.chain.set_safe(Some(second)).unwrap();
    world.chain.set_finalized(Some(first)).unwrap();
    let last = pay(&world, bob, 1).await;
    for (finality, block, balance) in [
        ("latest", last, "16"),
        ("safe", second, "15"),
        ("finalized", first, "10"),
    ] {
        let path = format!("/v1/accounts/{bob}?finality={finality}");
        let answer = world.api.at(&path, block).await.unwrap();
        assert_eq!(answer["psc"]["balance"], balance, "{finality}: {answer}");
        assert_eq!(answer["meta"]["finality"], finality);
    }
}
