//! Reserve assets that are not as one would like them.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_gift_to_the_reserve_changes_no_figure() {
    let (g, c) = attested().await;
    let before = report(&g, &c).await;
    let alice = &g.wallets.alice;
    act(
        &g,
        alice,
        c.asset,
        &TestAsset::mintCall {
            to: c.reserve,
            value: u(5_000 * PSC),
        },
    )
    .await;
    let after = report(&g, &c).await;
    assert_eq!(after.onchainReserve, before.onchainReserve);
    assert_eq!((after.ratioBps, after.head), (before.ratioBps, before.head));
    // And it cannot be drawn: redemption ends at what was accounted for.
    let call = Reserve::redeemCall {
        amount: u(1_001 * PSC),
        to: alice.address(),
    };
    let error = Reserve::InsufficientReserve {
        requested: u(1_001 * PSC),
        available: u(1_000 * PSC),
    };
    refused(&g, alice.address(), c.reserve, &call, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn decimals_are_scaled_exactly_or_refused() {
    let g = Ground::start().await.unwrap();
    let alice = &g.wallets.alice;
    for (mark, decimals, assets) in [(10u8, 18u16, 2_500_000_000_000_000_000u64), (20, 2, 250)] {
        let asset = g.deploy_solidity("TestAsset", &(decimals,)).await.unwrap();
        let c = Cash::over(&g, asset, mark).await;
        allow_assets(&g, &c, alice, u(assets)).await;
        let call = Reserve::issueCall {
            amount: u(2_500_000),
            to: alice.address(),
        };
        act(&g, alice, c.reserve, &call).await;
        assert_eq!(balance(&g, asset, c.reserve).await, u(assets));
        if decimals == 2 {
            let error = Reserve::AmountNotRepresentable {
                amount: u(10_001),
                unit: u(10_000),
            };
            let call = Reserve::issueCall {
                amount: u(10_001),
                to: alice.address(),
            };
            refused(&g, alice.address(), c.reserve, &call, error.clone()).await;
            let call = Reserve::redeemCall {
                amount: u(10_001),
                to: alice.address(),
            };
            refused(&g, alice.address(), c.reserve, &call, error).await;
        }
        let all = Reserve::redeemCall {
            amount: u(2_500_000),
            to: alice.address(),
        };
        act(&g, alice, c.reserve, &all).await;
        assert_eq!(balance(&g, asset, alice.address()).await, u(assets));
        assert_sound(&g, &c).await;
    }
    let empty = program_at(&g, g.reserve(), Address::with_last_byte(1));
    let odd = g.deploy_solidity("TestAsset", &(26u16,)).await.unwrap();
    let (owner, psc) = (g.wallets.owner.address(), g.psc());
    construction_refused(
        &g,
        empty,
        &(owner, psc, odd),
        Reserve::UnsupportedDecimals { decimals: 26 },
    )
    .await;
    let nothing = g.wallets.stranger.address();
    let error = Reserve::UnsupportedDecimals { decimals: 255 };
    construction_refused(&g, empty, &(owner, psc, nothing), error).await;
    construction_refused(
        &g,
        empty,
        &(owner, Address::ZERO, odd),
        Reserve::ZeroAddress {},
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asset_that_takes_a_fee_is_refused() {
    let (g, c) = odd("FeeOnTransferAsset", 100 * PSC).await;
    let alice = g.wallets.alice.address();
    let call = Reserve::issueCall {
        amount: u(100 * PSC),
        to: alice,
    };
    let error = Reserve::AssetAmountMismatch {
        expected: u(100 * PSC),
        moved: u(99 * PSC),
    };
    refused(&g, alice, c.reserve, &call, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asset_that_answers_false_is_refused() {
    let (g, c) = odd("FalseAsset", 100 * PSC).await;
    let alice = g.wallets.alice.address();
    let call = Reserve::issueCall {
        amount: u(100 * PSC),
        to: alice,
    };
    refused(
        &g,
        alice,
        c.reserve,
        &call,
        Reserve::TokenCallFailed { token: c.asset },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asset_that_calls_back_gains_nothing() {
    let (g, c) = odd("ReenteringAsset", 100 * PSC).await;
    let alice = &g.wallets.alice;
    act(
        &g,
        alice,
        c.reserve,
        &Reserve::issueCall {
            amount: u(50 * PSC),
            to: alice.address(),
        },
    )
    .await;
    let again = Reserve::redeemCall {
        amount: u(10 * PSC),
        to: alice.address(),
    };
    let attacks: [Vec<u8>; 3] = [
        again.abi_encode(),
        Reserve::issueCall {
            amount: u(PSC),
            to: alice.address(),
        }
        .abi_encode(),
        // Not even a figure is read half way.
        Reserve::reserveReportCall {}.abi_encode(),
    ];
    for attack in attacks {
        let arm = ReenteringAsset::armCall {
            target: c.reserve,
            data: attack.into(),
        };
        act(&g, alice, c.asset, &arm).await;
        act(&g, alice, c.reserve, &again).await;
        assert!(read(&g, c.asset, &ReenteringAsset::triedCall {}).await);
        assert!(!read(&g, c.asset, &ReenteringAsset::outcomeCall {}).await);
        assert_sound(&g, &c).await;
    }
    assert_eq!(balance(&g, c.asset, alice.address()).await, u(80 * PSC));
}
