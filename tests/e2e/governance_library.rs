//! ethers v6, with the ABI that OpenZeppelin publishes, drives a proposal through its whole life: on our contracts, and
//! unchanged on OpenZeppelin's.

use alloy::primitives::{Address, B256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use productshare_abi::{Pss, Timelock};
use serde_json::{Value, json};
use world::dao::*;
use world::ground::Ground;
use world::solidity::Ledger;

use crate::contracts::*;
use crate::governor::{dao, pss};
use crate::support;

async fn drive(
    g: &Ground,
    governor: Address,
    timelock: Address,
    token: Address,
    target: Address,
) -> Value {
    let key = |wallet: &PrivateKeySigner| B256::from(wallet.to_bytes());
    let w = &g.wallets;
    // From here on the chain's clock runs as a public chain's.
    g.chain.set_block_timestamp_interval(None);
    support::node(
        "govern.mjs",
        &json!({
            "rpc": g.rpc.http_url(), "governor": governor, "timelock": timelock, "token": token, "target": target,
            "proposer": key(&w.alice), "voter": key(&w.relayer), "signer": key(&w.issuer), "stranger": key(&w.stranger),
        }),
    )
    .await
}

fn check(g: &Ground, out: &Value, timelock: Address, target: Address) {
    let w = &g.wallets;
    assert_eq!(out["name"], "ProductShare Governor");
    assert_eq!(
        out["modes"],
        json!(["support=bravo&quorum=for,abstain", "mode=timestamp"])
    );
    assert_eq!(out["threshold"], pss(10_000).to_string());
    assert_eq!(out["votes"], pss(30_000_000).to_string());
    assert_eq!(out["igovernor"], true);
    assert_eq!(out["restricted"], "GovernorRestrictedProposer");
    assert_eq!(out["sameId"], true);
    assert_eq!(out["created"]["proposer"], w.alice.address().to_string());
    assert_eq!(out["created"]["targets"], json!([target.to_string()]));
    assert_eq!(out["cast"]["reason"], "I like numbers");
    assert_eq!(out["cast"]["weight"], pss(20_000_000).to_string());
    assert_eq!(out["signed"]["voter"], w.issuer.address().to_string());
    assert_eq!(
        out["tally"],
        json!([
            "0",
            pss(20_000_000).to_string(),
            pss(10_000_000).to_string()
        ])
    );
    assert_eq!(
        out["twice"],
        format!("GovernorAlreadyCastVote({})", w.relayer.address())
    );
    assert_eq!(out["scheduled"]["target"], target.to_string());
    assert_eq!(
        (&out["eta"], &out["pending"], &out["executed"]),
        (&json!(true), &json!(true), &json!(true))
    );
    assert_eq!(
        out["states"],
        json!([PENDING, ACTIVE, SUCCEEDED, QUEUED, EXECUTED]),
        "{timelock}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ethers_drives_a_proposal_with_openzeppelins_published_abi() {
    let g = dao().await;
    let target = g.deploy_solidity("Ledger", &()).await.unwrap();
    let out = drive(&g, g.governor(), g.timelock(), g.pss(), target).await;
    check(&g, &out, g.timelock(), target);
    assert_eq!(out["quorum"], pss(2_400_000).to_string());
    assert_eq!(read(&g, target, &Ledger::numberCall {}).await, u(42));
    assert_eq!(read(&g, target, &Ledger::callerCall {}).await, g.timelock());
}

/// That the script asks for nothing of ours: it says the same of OpenZeppelin's own contracts.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_script_drives_openzeppelins_governor() {
    let g = Ground::start().await.unwrap();
    let w = &g.wallets;
    let token = g
        .deploy_solidity("PeerVotes", &(w.treasury.address(), pss(100_000_000)))
        .await
        .unwrap();
    let admin = w.deployer.address();
    let timelock = g
        .deploy_solidity("PeerTimelock", &(u(MIN_DELAY), admin))
        .await
        .unwrap();
    let arguments = (
        token,
        timelock,
        u(VOTING_DELAY),
        u(VOTING_PERIOD),
        pss(10_000),
        u(4),
        u(EXTENSION),
    );
    let governor = g.deploy_solidity("PeerGovernor", &arguments).await.unwrap();
    for role in ["PROPOSER_ROLE", "CANCELLER_ROLE"] {
        let grant = Timelock::grantRoleCall {
            role: keccak256(role),
            account: governor,
        };
        act(&g, &w.deployer, timelock, &grant).await;
    }
    for (holder, millions) in [(&w.alice, 30), (&w.relayer, 20), (&w.issuer, 10)] {
        let give = Pss::transferCall {
            to: holder.address(),
            value: pss(millions * 1_000_000),
        };
        act(&g, &w.treasury, token, &give).await;
        let delegatee = holder.address();
        act(&g, holder, token, &Pss::delegateCall { delegatee }).await;
    }
    wait(&g, 2).await;
    let target = g.deploy_solidity("Ledger", &()).await.unwrap();
    let out = drive(&g, governor, timelock, token, target).await;
    check(&g, &out, timelock, target);
    assert_eq!(read(&g, target, &Ledger::callerCall {}).await, timelock);
}
