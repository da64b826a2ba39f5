//! Issuing and redeeming against the asset itself.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn issue_and_redeem_move_the_asset_one_to_one_and_report() {
    let g = Ground::start().await.unwrap();
    let (c, w) = (Cash::of(&g), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    assert_eq!(report(&g, &c).await.ratioBps, u(10_000));
    assert_eq!(read(&g, c.reserve, &Reserve::pscCall {}).await, c.psc);
    assert_eq!(read(&g, c.reserve, &Reserve::assetCall {}).await, c.asset);
    assert_eq!(read(&g, c.reserve, &Reserve::assetDecimalsCall {}).await, 6);
    let separator = typed::reserve_domain(g.client.chain_id, c.reserve).hash_struct();
    assert_eq!(
        read(&g, c.reserve, &Reserve::DOMAIN_SEPARATORCall {}).await,
        separator
    );
    assert_eq!(
        read(&g, c.reserve, &Reserve::eip712DomainCall {})
            .await
            .name,
        "ShareCash Reserve"
    );

    allow_assets(&g, &c, &w.alice, u(100 * PSC)).await;
    let sent = act(
        &g,
        &w.alice,
        c.reserve,
        &Reserve::issueCall {
            amount: u(60 * PSC),
            to: bob,
        },
    )
    .await;
    let issued = Reserve::Issued {
        payer: alice,
        to: bob,
        amount: u(60 * PSC),
        assets: u(60 * PSC),
    };
    assert_eq!(events::<Reserve::Issued>(&sent, c.reserve), [issued]);
    assert_eq!(
        events::<Reserve::ReserveReported>(&sent, c.reserve).len(),
        1
    );
    assert_eq!(balance(&g, c.psc, bob).await, u(60 * PSC));
    assert_eq!(balance(&g, c.asset, c.reserve).await, u(60 * PSC));
    assert_sound(&g, &c).await;

    act(
        &g,
        &w.alice,
        c.reserve,
        &Reserve::issueCall {
            amount: u(40 * PSC),
            to: alice,
        },
    )
    .await;
    let sent = act(
        &g,
        &w.alice,
        c.reserve,
        &Reserve::redeemCall {
            amount: u(25 * PSC),
            to: bob,
        },
    )
    .await;
    let redeemed = Reserve::Redeemed {
        holder: alice,
        to: bob,
        amount: u(25 * PSC),
        fee: u(0),
        assets: u(25 * PSC),
    };
    assert_eq!(events::<Reserve::Redeemed>(&sent, c.reserve), [redeemed]);
    assert_eq!(balance(&g, c.asset, bob).await, u(25 * PSC));
    assert_eq!(report(&g, &c).await.onchainReserve, u(75 * PSC));
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn issue_and_redeem_are_refused_for_what_cannot_be() {
    let g = Ground::start().await.unwrap();
    let (c, w) = (Cash::of(&g), &g.wallets);
    let alice = w.alice.address();
    issue(&g, &c, &w.alice, 10 * PSC).await;
    let issue_call = |amount, to| Reserve::issueCall { amount, to };
    let redeem = |amount, to| Reserve::redeemCall { amount, to };
    refused(
        &g,
        alice,
        c.reserve,
        &issue_call(u(0), alice),
        Reserve::ZeroAmount {},
    )
    .await;
    refused(
        &g,
        alice,
        c.reserve,
        &redeem(u(0), alice),
        Reserve::ZeroAmount {},
    )
    .await;
    for amount in [U256::from(1) << 64, U256::MAX] {
        let error = Reserve::AmountTooLarge {
            amount,
            max: u(u64::MAX),
        };
        refused(
            &g,
            alice,
            c.reserve,
            &issue_call(amount, alice),
            error.clone(),
        )
        .await;
        refused(&g, alice, c.reserve, &redeem(amount, alice), error).await;
    }
    let error = Reserve::InsufficientReserve {
        requested: u(11 * PSC),
        available: u(10 * PSC),
    };
    refused(&g, alice, c.reserve, &redeem(u(11 * PSC), alice), error).await;
    refused(
        &g,
        alice,
        c.reserve,
        &redeem(u(1), Address::ZERO),
        Reserve::ZeroAddress {},
    )
    .await;
    // PSC's own refusals come through unchanged.
    let bob = w.bob.address();
    let error = Psc::ERC20InsufficientBalance {
        sender: bob,
        balance: u(0),
        needed: u(1),
    };
    refused(&g, bob, c.reserve, &redeem(u(1), bob), error).await;
    allow_assets(&g, &c, &w.alice, u(PSC)).await;
    let error = Psc::ERC20InvalidReceiver {
        receiver: Address::ZERO,
    };
    refused(
        &g,
        alice,
        c.reserve,
        &issue_call(u(1), Address::ZERO),
        error,
    )
    .await;
    refused_blank(
        &g,
        alice,
        c.reserve,
        issue_call(u(1), alice).abi_encode(),
        1,
    )
    .await;
}
