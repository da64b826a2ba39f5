//! docs/auditor.md: every command block runs against a world with a day behind it, and finds what is wrong in a bad one.

use std::process::Command;

use alloy::primitives::{B256, U256, keccak256};
use alloy::sol_types::SolValue;
use productshare_abi::Reserve;
use world::ground::Options;
use world::market;
use world::solidity::{TestAsset, root};
use world::world::{Listen, World};

/// The document's ```sh blocks in order.
fn blocks() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("docs/auditor.md")).expect("docs/auditor.md");
    let mut blocks = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once("\n```sh\n") {
        let (block, after) = after.split_once("\n```").expect("a block that ends");
        blocks.push(block.to_owned());
        rest = after;
    }
    blocks
}

/// Runs `script` in one shell from the repository's root, as a reader would; its output.
async fn shell(world: &World, script: String) -> (bool, String) {
    let (rpc, psc) = (world.rpc.http_url(), world.psc().to_string());
    tokio::task::spawn_blocking(move || {
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &script])
            .envs([("RPC_URL", rpc), ("PSC", psc)])
            .current_dir(root())
            .output()
            .expect("bash runs");
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_document_runs() {
    let world = World::start_with(Options::of_the_dao(), Listen::default())
        .await
        .unwrap();
    let day = market::play(&world, |_| ()).await;
    assert!(day.ok, "{:?}", day.steps.last());
    let blocks = blocks();
    assert!(blocks.len() >= 4, "the document lost its commands");
    // One shell for all: later blocks use what earlier ones set.
    let (ok, output) = shell(&world, blocks.join("\n")).await;
    assert!(ok, "{output}");
    assert!(output.contains("audit: every check passed"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_sees_that_reserves_are_missing() {
    let world = World::start().await.unwrap();
    let (client, alice, amount) = (&world.client, &world.wallets.alice, U256::from(1_000_000));
    client
        .send(
            alice,
            world.asset,
            &TestAsset::mintCall {
                to: alice.address(),
                value: amount,
            },
        )
        .await
        .unwrap();
    let approve = TestAsset::approveCall {
        spender: world.reserve(),
        value: amount,
    };
    client.send(alice, world.asset, &approve).await.unwrap();
    let issue = Reserve::issueCall {
        amount,
        to: alice.address(),
    };
    client.send(alice, world.reserve(), &issue).await.unwrap();
    let audit = || "node tests/js/audit.mjs $PSC".to_owned();
    let (ok, output) = shell(&world, audit()).await;
    assert!(ok, "{output}");

    // By decree, half of what the reserve holds is gone: OpenZeppelin's balances are the mapping at slot 0.
    let slot: B256 = keccak256((world.reserve(), U256::ZERO).abi_encode());
    world
        .chain
        .set_storage(world.asset, slot.into(), B256::from(amount / U256::from(2)));
    let (ok, output) = shell(&world, audit()).await;
    assert!(
        !ok && output.contains("FAIL  the reserve holds at least what it accounts for"),
        "{output}"
    );
}
