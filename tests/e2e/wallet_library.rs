//! ethers v6, as a dapp uses it, drives PSC and PSS; the API says the same afterwards.

use alloy::primitives::B256;
use alloy::signers::local::PrivateKeySigner;
use serde_json::json;
use world::world::World;

use crate::support;

#[tokio::test(flavor = "multi_thread")]
async fn ethers_drives_psc_and_pss() {
    let world = World::start().await.unwrap();
    let key = |wallet: &PrivateKeySigner| B256::from(wallet.to_bytes());
    let w = &world.wallets;
    let out = support::node(
        "drive.mjs",
        &json!({
            "rpc": world.rpc.http_url(),
            "psc": world.psc(), "reserve": world.reserve(), "pss": world.pss(), "asset": world.asset,
            "alice": key(&w.alice), "bob": key(&w.bob), "relayer": key(&w.relayer), "treasury": key(&w.treasury),
        }),
    )
    .await;
    assert_eq!(out["chainId"], "412346");
    assert_eq!(out["issued"], "100000000");
    assert_eq!(
        out["balances"],
        json!({ "alice": "65000000", "bob": "30000000", "relayer": "5000000" })
    );
    let alice = w.alice.address();
    assert_eq!(
        out["refusal"],
        format!("ERC20InsufficientBalance({alice},65000000,100000000)")
    );
    assert_eq!(out["votes"], "10000000000000000000");
    assert_eq!(out["clockMode"], "mode=timestamp");
    assert_eq!(out["transfersToBob"], 1);

    let block = out["block"].as_u64().unwrap();
    for (name, wallet) in [
        ("alice", &w.alice),
        ("bob", &w.bob),
        ("relayer", &w.relayer),
    ] {
        let account = world
            .api
            .at(&format!("/v1/accounts/{}", wallet.address()), block)
            .await
            .unwrap();
        assert_eq!(account["psc"]["balance"], out["balances"][name], "{name}");
    }
    let bob = world
        .api
        .at(&format!("/v1/accounts/{}", w.bob.address()), block)
        .await
        .unwrap();
    assert_eq!(bob["pss"]["votes"], out["votes"]);
    let transfers = world
        .api
        .list(
            &format!("/v1/transfers?token=psc&to={}", w.bob.address()),
            block,
        )
        .await
        .unwrap();
    assert_eq!(transfers.len(), 1);
    assert_eq!(transfers[0]["transaction"], out["txs"][1]);
}
