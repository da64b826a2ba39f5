//! Stylus calls Solidity and Solidity calls Stylus: one chain, one call stack, one journal.

use alloy::primitives::{Address, U256};
use alloy::sol_types::{SolError, SolEvent};
use productshare_abi::{Psc, Reserve};
use world::ground::{Ground, Options};
use world::solidity::{
    BytesForms, Erc1271Wallet, ReenteringAsset, RevertingAsset, TestAsset, Till,
};
use world::typed::{self, Permit};

const HUNDRED: u64 = 100_000_000;

/// A ground where Alice holds 100 PSC.
async fn ground() -> Ground {
    let ground = Ground::start().await.unwrap();
    fund(&ground, HUNDRED).await.unwrap();
    ground
}

async fn fund(ground: &Ground, amount: u64) -> anyhow::Result<()> {
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
        .await?;
    client
        .send(
            alice,
            ground.asset,
            &TestAsset::approveCall {
                spender: ground.reserve(),
                value: amount,
            },
        )
        .await?;
    client
        .send(
            alice,
            ground.reserve(),
            &Reserve::issueCall {
                amount,
                to: alice.address(),
            },
        )
        .await?;
    Ok(())
}

async fn balance(ground: &Ground, account: Address) -> U256 {
    ground
        .client
        .read(ground.psc(), &Psc::balanceOfCall { account })
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn solidity_pays_in_psc_and_reads_it_back() {
    let g = ground().await;
    let (alice, bob) = (&g.wallets.alice, g.wallets.bob.address());
    let till = g.deploy_solidity("Till", &()).await.unwrap();
    let value = U256::from(30_000_000);
    g.client
        .send(
            alice,
            g.psc(),
            &Psc::approveCall {
                spender: till,
                value,
            },
        )
        .await
        .unwrap();
    let pay = Till::payCall {
        token: g.psc(),
        payee: bob,
        value,
    };
    let sent = g.client.send(alice, till, &pay).await.unwrap();
    let paid = sent
        .logs
        .iter()
        .find_map(|log| Till::Paid::decode_log(&log.inner).ok())
        .expect("Paid")
        .data;
    assert_eq!((paid.value, paid.balanceAfter), (value, value));
    assert_eq!(balance(&g, bob).await, value);
    let look = Till::lookCall {
        token: g.psc(),
        a: alice.address(),
        b: bob,
    };
    let seen = g.client.read(till, &look).await.unwrap();
    assert_eq!(
        (seen.supply, seen.ofA, seen.ofB),
        (U256::from(HUNDRED), U256::from(HUNDRED) - value, value)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn solidity_receives_the_exact_refusal_of_psc() {
    let g = ground().await;
    let (alice, bob) = (&g.wallets.alice, g.wallets.bob.address());
    let till = g.deploy_solidity("Till", &()).await.unwrap();
    let value = U256::from(5);
    let pay = Till::tryPayCall {
        token: g.psc(),
        payee: bob,
        value,
    };
    let sent = g.client.send(alice, till, &pay).await.unwrap();
    let refused = sent
        .logs
        .iter()
        .find_map(|log| Till::Refused::decode_log(&log.inner).ok())
        .expect("Refused")
        .data;
    let expected = Psc::ERC20InsufficientAllowance {
        spender: till,
        allowance: U256::ZERO,
        needed: value,
    };
    assert_eq!(refused.reason.as_ref(), expected.abi_encode());
    assert_eq!(balance(&g, bob).await, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn psc_writes_are_undone_when_its_solidity_caller_reverts() {
    let g = ground().await;
    let (alice, bob) = (&g.wallets.alice, g.wallets.bob.address());
    let till = g.deploy_solidity("Till", &()).await.unwrap();
    let value = U256::from(7);
    g.client
        .send(
            alice,
            g.psc(),
            &Psc::approveCall {
                spender: till,
                value,
            },
        )
        .await
        .unwrap();
    g.client
        .send_refused(
            alice,
            till,
            &Till::payAndFailCall {
                token: g.psc(),
                payee: bob,
                value,
            },
        )
        .await
        .unwrap();
    assert_eq!(balance(&g, bob).await, U256::ZERO);
    let allowance = Psc::allowanceCall {
        owner: alice.address(),
        spender: till,
    };
    assert_eq!(g.client.read(g.psc(), &allowance).await.unwrap(), value);
}

#[tokio::test(flavor = "multi_thread")]
async fn psc_asks_a_solidity_wallet_for_its_signature() {
    let g = ground().await;
    let (alice, bob, owner) = (
        &g.wallets.alice,
        g.wallets.bob.address(),
        &g.wallets.stranger,
    );
    let wallet = g
        .deploy_solidity("Erc1271Wallet", &(owner.address(),))
        .await
        .unwrap();
    let value = U256::from(1_000);
    g.client
        .send(alice, g.psc(), &Psc::transferCall { to: wallet, value })
        .await
        .unwrap();
    let permit = Permit {
        owner: wallet,
        spender: alice.address(),
        value,
        nonce: U256::ZERO,
        deadline: U256::MAX,
    };
    let domain = typed::psc_domain(g.client.chain_id, g.psc());
    let by = |key| BytesForms::permitCall {
        owner: wallet,
        spender: alice.address(),
        value,
        deadline: U256::MAX,
        signature: typed::sign(key, &domain, &permit),
    };
    g.client
        .refusal(alice.address(), g.psc(), &by(alice))
        .await
        .expect("the wallet's owner did not sign that");
    g.client.send(alice, g.psc(), &by(owner)).await.unwrap();
    let take = Psc::transferFromCall {
        from: wallet,
        to: bob,
        value,
    };
    g.client.send(alice, g.psc(), &take).await.unwrap();
    assert_eq!(balance(&g, bob).await, value);
    assert_eq!(
        g.client
            .read(wallet, &Erc1271Wallet::ownerCall {})
            .await
            .unwrap(),
        owner.address()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn psc_refuses_wallets_that_answer_almost_rightly() {
    let g = ground().await;
    let domain = typed::psc_domain(g.client.chain_id, g.psc());
    for manner in 0..4u16 {
        let wallet = g.deploy_solidity("LyingWallet", &(manner,)).await.unwrap();
        let spender = g.wallets.stranger.address();
        let value = U256::from(1);
        let permit = Permit {
            owner: wallet,
            spender,
            value,
            nonce: U256::ZERO,
            deadline: U256::MAX,
        };
        let signature = typed::sign(&g.wallets.stranger, &domain, &permit);
        let call = BytesForms::permitCall {
            owner: wallet,
            spender,
            value,
            deadline: U256::MAX,
            signature,
        };
        let refused = g.client.refusal(spender, g.psc(), &call).await;
        assert!(
            refused.is_ok(),
            "a wallet of manner {manner} was believed: {refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reserve_passes_the_asset_s_refusal_up() {
    let g = odd("RevertingAsset").await;
    fund(&g, HUNDRED).await.unwrap();
    let alice = &g.wallets.alice;
    let to = g.wallets.stranger.address();
    let refuse = RevertingAsset::refuseCall {
        account: to,
        yes: true,
    };
    g.client.send(alice, g.asset, &refuse).await.unwrap();
    let redeem = Reserve::redeemCall {
        amount: U256::from(5),
        to,
    };
    let refusal = g
        .client
        .refusal(alice.address(), g.reserve(), &redeem)
        .await
        .unwrap();
    assert_eq!(
        refusal.data.as_ref(),
        RevertingAsset::Refused { account: to }.abi_encode()
    );
    assert_eq!(balance(&g, alice.address()).await, U256::from(HUNDRED));
}

#[tokio::test(flavor = "multi_thread")]
async fn reserve_takes_an_asset_that_returns_nothing() {
    let g = odd("SilentAsset").await;
    fund(&g, HUNDRED).await.unwrap();
    let alice = &g.wallets.alice;
    let redeem = Reserve::redeemCall {
        amount: U256::from(HUNDRED),
        to: alice.address(),
    };
    g.client.send(alice, g.reserve(), &redeem).await.unwrap();
    assert_eq!(balance(&g, alice.address()).await, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn reserve_refuses_assets_that_bring_less_than_they_say() {
    for asset in ["FeeOnTransferAsset", "FalseAsset"] {
        let g = odd(asset).await;
        assert!(
            fund(&g, HUNDRED).await.is_err(),
            "{asset} was taken for money"
        );
        let supply = g
            .client
            .read(g.psc(), &Psc::totalSupplyCall {})
            .await
            .unwrap();
        assert_eq!(supply, U256::ZERO, "{asset}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reserve_is_not_entered_again_by_its_asset() {
    let g = odd("ReenteringAsset").await;
    fund(&g, HUNDRED).await.unwrap();
    let (alice, stranger) = (&g.wallets.alice, g.wallets.stranger.address());
    // While the asset is being paid out it asks for a view, which would show half-written figures.
    let inner = alloy::sol_types::SolCall::abi_encode(&Reserve::reserveReportCall {});
    let arm = ReenteringAsset::armCall {
        target: g.reserve(),
        data: inner.into(),
    };
    g.client.send(alice, g.asset, &arm).await.unwrap();
    let redeem = Reserve::redeemCall {
        amount: U256::from(40_000_000),
        to: stranger,
    };
    g.client.send(alice, g.reserve(), &redeem).await.unwrap();
    assert!(
        g.client
            .read(g.asset, &ReenteringAsset::triedCall {})
            .await
            .unwrap(),
        "the attack was not tried"
    );
    assert!(
        !g.client
            .read(g.asset, &ReenteringAsset::outcomeCall {})
            .await
            .unwrap(),
        "the reserve was entered again"
    );
    assert_eq!(balance(&g, alice.address()).await, U256::from(60_000_000));
    let held = TestAsset::balanceOfCall { account: stranger };
    assert_eq!(
        g.client.read(g.asset, &held).await.unwrap(),
        U256::from(40_000_000)
    );
}

async fn odd(asset: &'static str) -> Ground {
    Ground::start_with(Options {
        asset: Some(asset),
        ..Options::default()
    })
    .await
    .unwrap()
}
