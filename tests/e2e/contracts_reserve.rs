//! PSC's reserve on its real wasm: backing, attestations, redemptions, reports, and the attacks on them.

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolStruct};
use productshare_abi::{Psc, Reserve};
use world::ground::{Ground, Options};
use world::reports;
use world::solidity::{ReenteringAsset, RevertingAsset, TestAsset};
use world::typed::{self, ReserveAttestation};

use crate::contracts::*;

const DAY: u64 = 86_400;

async fn report(g: &Ground, c: &Cash) -> Reserve::reserveReportReturn {
    read(g, c.reserve, &Reserve::reserveReportCall {}).await
}

/// An attestation that follows the latest one, as of now.
async fn next(g: &Ground, c: &Cash, amount: u64) -> ReserveAttestation {
    let latest = read(g, c.reserve, &Reserve::attestationCall {}).await;
    let now = g.client.now().await.unwrap();
    ReserveAttestation {
        amount: u(amount),
        settled: read(g, c.reserve, &Reserve::totalSettledCall {}).await,
        asOf: now,
        validUntil: now + DAY,
        compositionHash: word(7),
        uri: "ipfs://statement".into(),
        previousHash: latest.hash,
    }
}

fn call(a: &ReserveAttestation, signatures: Vec<Bytes>) -> Reserve::attestCall {
    Reserve::attestCall {
        amount: a.amount,
        settled: a.settled,
        asOf: a.asOf,
        validUntil: a.validUntil,
        compositionHash: a.compositionHash,
        uri: a.uri.clone(),
        previousHash: a.previousHash,
        signatures,
    }
}

fn signed(
    g: &Ground,
    c: &Cash,
    a: &ReserveAttestation,
    by: &[&PrivateKeySigner],
) -> Reserve::attestCall {
    let domain = typed::reserve_domain(g.client.chain_id, c.reserve);
    call(a, typed::sign_attestation(by.iter().copied(), &domain, a))
}

/// Two of the three attestors vouch for an amount.
async fn attest(g: &Ground, c: &Cash, amount: u64) {
    let a = next(g, c, amount).await;
    let [one, two, _] = &g.wallets.attestors;
    act(
        g,
        &g.wallets.relayer,
        c.reserve,
        &signed(g, c, &a, &[one, two]),
    )
    .await;
}

fn mint_attested(to: Address, amount: u64) -> Reserve::mintAttestedCall {
    Reserve::mintAttestedCall {
        to,
        amount: u(amount),
    }
}

/// A ground where Alice issued 1,000 PSC and 400 are attested, of which the issuer minted 300 to her.
async fn attested() -> (Ground, Cash) {
    let g = Ground::start().await.unwrap();
    let c = Cash::of(&g);
    issue(&g, &c, &g.wallets.alice, 1_000 * PSC).await;
    attest(&g, &c, 400 * PSC).await;
    let alice = g.wallets.alice.address();
    act(
        &g,
        &g.wallets.issuer,
        c.reserve,
        &mint_attested(alice, 300 * PSC),
    )
    .await;
    (g, c)
}

async fn request(g: &Ground, c: &Cash, amount: u64) -> u64 {
    let alice = &g.wallets.alice;
    act(
        g,
        alice,
        c.psc,
        &Psc::approveCall {
            spender: c.reserve,
            value: u(amount),
        },
    )
    .await;
    let issuer = g.wallets.issuer.address();
    let call = Reserve::requestRedemptionCall {
        issuer,
        amount: u(amount),
        paymentReference: word(9),
    };
    let sent = act(g, alice, c.reserve, &call).await;
    events::<Reserve::RedemptionRequested>(&sent, c.reserve)[0].id
}

/// The invariants of the reserve's documentation, and the replay of its reports.
async fn assert_sound(g: &Ground, c: &Cash) {
    let r = report(g, c).await;
    let supply = read(g, c.psc, &Psc::totalSupplyCall {}).await;
    assert_eq!(supply, r.onchainSupply + r.attestedSupply);
    assert_eq!(r.onchainSupply, r.onchainReserve);
    let escrowed = read(g, c.reserve, &Reserve::escrowedCall {}).await;
    assert!(escrowed <= r.attestedSupply);
    assert_eq!(balance(g, c.psc, c.reserve).await, escrowed);
    let ratio = if supply.is_zero() {
        u(10_000)
    } else {
        (r.onchainReserve + r.attestedInForce) * u(10_000) / supply
    };
    assert_eq!(r.ratioBps, ratio);
    let head = g.client.head().await.unwrap();
    let replayed = reports::replay(&g.client, c.reserve, head).await.unwrap();
    assert_eq!(replayed.last().map_or(0, |last| last.id), r.id);
    assert_eq!(replayed.last().map_or(B256::ZERO, |last| last.hash), r.head);
}

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

/// Alice's PSC over an odd asset.
async fn odd(asset: &'static str, amount: u64) -> (Ground, Cash) {
    let options = Options {
        asset: Some(asset),
        ..Options::default()
    };
    let g = Ground::start_with(options).await.unwrap();
    let c = Cash::of(&g);
    allow_assets(&g, &c, &g.wallets.alice, u(amount)).await;
    (g, c)
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

#[tokio::test(flavor = "multi_thread")]
async fn the_fee_is_rounded_up_and_never_saved_by_splitting() {
    let g = Ground::start().await.unwrap();
    let (c, w) = (Cash::of(&g), &g.wallets);
    issue(&g, &c, &w.alice, 10 * PSC).await;
    act(
        &g,
        &w.owner,
        c.reserve,
        &Reserve::setRedemptionFeeCall { bps: 30 },
    )
    .await;
    let (owner, alice) = (w.owner.address(), w.alice.address());
    let redeem = |amount| Reserve::redeemCall {
        amount: u(amount),
        to: alice,
    };
    act(&g, &w.alice, c.reserve, &redeem(1_000)).await;
    assert_eq!(balance(&g, c.asset, owner).await, u(3));
    for _ in 0..4 {
        act(&g, &w.alice, c.reserve, &redeem(250)).await;
    }
    assert_eq!(
        balance(&g, c.asset, owner).await,
        u(7),
        "four times one unit, not three"
    );
    // A unit is all fee; nothing is paid, nothing is lost.
    act(&g, &w.alice, c.reserve, &redeem(1)).await;
    assert_eq!(balance(&g, c.asset, owner).await, u(8));
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_cannot_be_paid_stops_no_redemption() {
    let (g, c) = odd("RevertingAsset", 100 * PSC).await;
    let (w, owner) = (&g.wallets, g.wallets.owner.address());
    let alice = w.alice.address();
    act(
        &g,
        &w.alice,
        c.reserve,
        &Reserve::issueCall {
            amount: u(100 * PSC),
            to: alice,
        },
    )
    .await;
    act(
        &g,
        &w.owner,
        c.reserve,
        &Reserve::setRedemptionFeeCall { bps: 100 },
    )
    .await;
    refused(
        &g,
        alice,
        c.reserve,
        &Reserve::collectFeesCall {},
        Reserve::NoFeesToCollect {},
    )
    .await;
    act(
        &g,
        &w.alice,
        c.asset,
        &RevertingAsset::refuseCall {
            account: owner,
            yes: true,
        },
    )
    .await;
    let redeem = Reserve::redeemCall {
        amount: u(10 * PSC),
        to: alice,
    };
    let sent = act(&g, &w.alice, c.reserve, &redeem).await;
    let deferred = Reserve::FeeDeferred {
        assets: u(PSC / 10),
    };
    assert_eq!(events::<Reserve::FeeDeferred>(&sent, c.reserve), [deferred]);
    assert_eq!(balance(&g, c.asset, alice).await, u(9_900_000));
    assert_eq!(
        read(&g, c.reserve, &Reserve::deferredFeesCall {}).await,
        u(PSC / 10)
    );
    let error = RevertingAsset::Refused { account: owner };
    refused(&g, alice, c.reserve, &Reserve::collectFeesCall {}, error).await;
    act(
        &g,
        &w.alice,
        c.asset,
        &RevertingAsset::refuseCall {
            account: owner,
            yes: false,
        },
    )
    .await;
    let sent = act(&g, &w.alice, c.reserve, &Reserve::collectFeesCall {}).await;
    let collected = Reserve::FeesCollected {
        to: owner,
        assets: u(PSC / 10),
    };
    assert_eq!(
        events::<Reserve::FeesCollected>(&sent, c.reserve),
        [collected]
    );
    assert_eq!(balance(&g, c.asset, owner).await, u(PSC / 10));
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attestation_is_recorded_and_chained() {
    let g = Ground::start().await.unwrap();
    let (c, w) = (Cash::of(&g), &g.wallets);
    let [one, two, three] = &w.attestors;
    assert!(!read(&g, c.reserve, &Reserve::isAttestationFreshCall {}).await);
    let first = next(&g, &c, 400 * PSC).await;
    let sent = act(
        &g,
        &w.stranger,
        c.reserve,
        &signed(&g, &c, &first, &[one, two, three]),
    )
    .await;
    let logged = events::<Reserve::Attested>(&sent, c.reserve).remove(0);
    let hash = first.eip712_hash_struct();
    assert_eq!(
        (logged.hash, logged.amount, logged.uri),
        (hash, u(400 * PSC), first.uri)
    );
    let mut signers = w.attestors.each_ref().map(|key| key.address());
    signers.sort();
    assert_eq!(logged.signers, signers);
    let stored = read(&g, c.reserve, &Reserve::attestationCall {}).await;
    assert_eq!(
        (stored.hash, stored.amount, stored.asOf),
        (hash, u(400 * PSC), first.asOf)
    );
    assert_eq!(
        (stored.validUntil, stored.compositionHash),
        (first.validUntil, word(7))
    );
    assert!(read(&g, c.reserve, &Reserve::isAttestationFreshCall {}).await);
    wait(&g, 10).await;
    let second = next(&g, &c, 100 * PSC).await;
    assert_eq!(second.previousHash, hash);
    act(
        &g,
        &w.stranger,
        c.reserve,
        &signed(&g, &c, &second, &[two, three]),
    )
    .await;
    assert_eq!(
        read(&g, c.reserve, &Reserve::attestedInForceCall {}).await,
        u(100 * PSC)
    );
    // Brought again, it names the wrong predecessor.
    let again = signed(&g, &c, &second, &[two, three]);
    let error = Reserve::PreviousHashMismatch {
        given: hash,
        latest: second.eip712_hash_struct(),
    };
    refused(&g, w.stranger.address(), c.reserve, &again, error).await;
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attestation_is_refused_with_wrong_times_sums_or_signers() {
    let (g, c) = attested().await;
    let w = &g.wallets;
    let [one, two, _] = &w.attestors;
    let anyone = w.stranger.address();
    let now = wait(&g, 100).await;
    let good = next(&g, &c, 400 * PSC).await;
    let latest = read(&g, c.reserve, &Reserve::attestationCall {}).await;
    let try_with = |a: &ReserveAttestation| signed(&g, &c, a, &[one, two]);

    let mut bad = good.clone();
    bad.asOf = now + 1_000;
    let error = Reserve::AsOfInFuture {
        asOf: now + 1_000,
        now_: now,
    };
    refused(&g, anyone, c.reserve, &try_with(&bad), error).await;
    bad.asOf = latest.asOf - 1;
    let error = Reserve::AsOfGoesBack {
        asOf: latest.asOf - 1,
        latest: latest.asOf,
    };
    refused(&g, anyone, c.reserve, &try_with(&bad), error).await;
    bad = good.clone();
    bad.validUntil = now - 1;
    let error = Reserve::AttestationStale {
        asOf: good.asOf,
        validUntil: now - 1,
        maxAgeSecs: DAY,
    };
    refused(&g, anyone, c.reserve, &try_with(&bad), error).await;
    bad = good.clone();
    bad.settled = u(1);
    let error = Reserve::SettledMismatch {
        given: u(1),
        expected: u(0),
    };
    refused(&g, anyone, c.reserve, &try_with(&bad), error).await;
    bad = good.clone();
    bad.amount = U256::from(1) << 64;
    let error = Reserve::AmountTooLarge {
        amount: bad.amount,
        max: u(u64::MAX),
    };
    refused(&g, anyone, c.reserve, &try_with(&bad), error).await;
    bad = good.clone();
    bad.previousHash = B256::ZERO;
    let error = Reserve::PreviousHashMismatch {
        given: B256::ZERO,
        latest: latest.hash,
    };
    refused(&g, anyone, c.reserve, &try_with(&bad), error).await;

    let error = Reserve::TooFewSignatures {
        count: u(1),
        threshold: u(2),
    };
    refused(&g, anyone, c.reserve, &signed(&g, &c, &good, &[one]), error).await;
    let many = call(&good, vec![Bytes::new(); 17]);
    let error = Reserve::TooManySignatures {
        count: u(17),
        max: u(16),
    };
    refused(&g, anyone, c.reserve, &many, error).await;
    let mut signatures = try_with(&good).signatures;
    let domain = typed::reserve_domain(g.client.chain_id, c.reserve);
    let forged = vec![typed::sign(&w.stranger, &domain, &good); 2];
    let error = Reserve::NotAttestor { account: anyone };
    refused(&g, anyone, c.reserve, &call(&good, forged), error).await;
    let twice = vec![signatures[0].clone(); 2];
    let mut sorted = [one.address(), two.address()];
    sorted.sort();
    let error = Reserve::SignersNotAscending {
        previous: sorted[0],
        next: sorted[0],
    };
    refused(&g, anyone, c.reserve, &call(&good, twice), error).await;
    signatures.reverse();
    let error = Reserve::SignersNotAscending {
        previous: sorted[1],
        next: sorted[0],
    };
    refused(&g, anyone, c.reserve, &call(&good, signatures), error).await;
    let malformed = call(&good, vec![Bytes::from(vec![1; 64]); 2]);
    let error = Reserve::NotAttestor {
        account: Address::ZERO,
    };
    refused(&g, anyone, c.reserve, &malformed, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attested_minting_keeps_to_allowance_attestation_and_cap() {
    let (g, c) = attested().await;
    let w = &g.wallets;
    let (issuer, alice) = (w.issuer.address(), w.alice.address());
    let left = 1_000_000 * PSC - 300 * PSC;
    let allowance = Reserve::issuerAllowanceCall { issuer };
    assert_eq!(read(&g, c.reserve, &allowance).await, u(left));
    refused(
        &g,
        alice,
        c.reserve,
        &mint_attested(alice, 1),
        Reserve::NotIssuer { account: alice },
    )
    .await;
    refused(
        &g,
        issuer,
        c.reserve,
        &mint_attested(alice, 0),
        Reserve::ZeroAmount {},
    )
    .await;
    let error = Reserve::InsufficientIssuerAllowance {
        issuer,
        allowance: u(left),
        needed: u(left + 1),
    };
    refused(
        &g,
        issuer,
        c.reserve,
        &mint_attested(alice, left + 1),
        error,
    )
    .await;
    let error = Reserve::AttestedReserveExceeded {
        attestedSupply: u(400 * PSC + 1),
        attestedInForce: u(400 * PSC),
    };
    refused(
        &g,
        issuer,
        c.reserve,
        &mint_attested(alice, 100 * PSC + 1),
        error,
    )
    .await;
    act(
        &g,
        &w.owner,
        c.reserve,
        &Reserve::setAttestedCapCall { bps: 2_500 },
    )
    .await;
    // (300 + 50) of (1,350) is over a quarter, 337.5.
    let error = Reserve::AttestedCapExceeded {
        attestedSupply: u(350 * PSC),
        max: u(337_500_000),
    };
    refused(
        &g,
        issuer,
        c.reserve,
        &mint_attested(alice, 50 * PSC),
        error,
    )
    .await;
    act(&g, &w.issuer, c.reserve, &mint_attested(alice, 10 * PSC)).await;

    // Stale: no more is minted, but it still counts.
    let now = wait(&g, DAY + 1).await;
    let a = read(&g, c.reserve, &Reserve::attestationCall {}).await;
    assert!(a.validUntil < now);
    let error = Reserve::AttestationStale {
        asOf: a.asOf,
        validUntil: a.validUntil,
        maxAgeSecs: DAY,
    };
    refused(&g, issuer, c.reserve, &mint_attested(alice, 1), error).await;
    let r = report(&g, &c).await;
    assert!(!r.fresh && r.attestedInForce == u(400 * PSC));
    issue(&g, &c, &w.alice, PSC).await;

    // Under-backed: neither kind is minted; redemption goes on.
    attest(&g, &c, 100 * PSC).await;
    let supply = 1_001 * PSC + 310 * PSC;
    let error = Reserve::UnderBacked {
        backing: u(1_101 * PSC),
        supply: u(supply),
    };
    refused(
        &g,
        issuer,
        c.reserve,
        &mint_attested(alice, 1),
        error.clone(),
    )
    .await;
    let call = Reserve::issueCall {
        amount: u(1),
        to: alice,
    };
    refused(&g, alice, c.reserve, &call, error).await;
    act(
        &g,
        &w.alice,
        c.reserve,
        &Reserve::redeemCall {
            amount: u(PSC),
            to: alice,
        },
    )
    .await;
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settled_reserve_is_never_minted_again() {
    let (g, c) = attested().await;
    let w = &g.wallets;
    let issuer = w.issuer.address();
    let before = wait(&g, 10).await;
    wait(&g, 10).await;
    let id = request(&g, &c, 200 * PSC).await;
    let sent = act(
        &g,
        &w.issuer,
        c.reserve,
        &Reserve::settleRedemptionCall { id },
    )
    .await;
    let settled = Reserve::RedemptionSettled {
        id,
        issuer,
        amount: u(200 * PSC),
    };
    assert_eq!(
        events::<Reserve::RedemptionSettled>(&sent, c.reserve),
        [settled]
    );
    let r = report(&g, &c).await;
    assert_eq!(
        (r.attestedSupply, r.attestedInForce),
        (u(100 * PSC), u(200 * PSC))
    );
    let over = Reserve::AttestedReserveExceeded {
        attestedSupply: u(200 * PSC + 1),
        attestedInForce: u(200 * PSC),
    };
    let mint = mint_attested(issuer, 100 * PSC + 1);
    refused(&g, issuer, c.reserve, &mint, over.clone()).await;
    // An old statement, honest at its time, brought only now: what was settled since is off it.
    let [one, two, _] = &w.attestors;
    let mut old = next(&g, &c, 400 * PSC).await;
    (old.asOf, old.settled) = (before, u(0));
    act(
        &g,
        &w.relayer,
        c.reserve,
        &signed(&g, &c, &old, &[one, two]),
    )
    .await;
    assert_eq!(report(&g, &c).await.attestedInForce, u(200 * PSC));
    refused(&g, issuer, c.reserve, &mint, over).await;
    // Nor can it leave the settlement out once it has happened.
    let mut late = next(&g, &c, 400 * PSC).await;
    late.settled = u(0);
    let error = Reserve::SettledMismatch {
        given: u(0),
        expected: u(200 * PSC),
    };
    refused(
        &g,
        issuer,
        c.reserve,
        &signed(&g, &c, &late, &[one, two]),
        error,
    )
    .await;
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offchain_redemption_ends_exactly_once() {
    let (g, c) = attested().await;
    let w = &g.wallets;
    let (alice, issuer) = (w.alice.address(), w.issuer.address());
    let ask = |issuer, amount| Reserve::requestRedemptionCall {
        issuer,
        amount: u(amount),
        paymentReference: word(1),
    };
    let settle = |id| Reserve::settleRedemptionCall { id };
    let cancel = |id| Reserve::cancelRedemptionCall { id };
    refused(
        &g,
        alice,
        c.reserve,
        &ask(alice, 1),
        Reserve::NotIssuer { account: alice },
    )
    .await;
    refused(
        &g,
        alice,
        c.reserve,
        &ask(issuer, 0),
        Reserve::ZeroAmount {},
    )
    .await;
    let error = Reserve::AttestedSupplyExceeded {
        requested: u(301 * PSC),
        available: u(300 * PSC),
    };
    refused(&g, alice, c.reserve, &ask(issuer, 301 * PSC), error).await;
    let error = Psc::ERC20InsufficientAllowance {
        spender: c.reserve,
        allowance: u(0),
        needed: u(1),
    };
    refused(&g, alice, c.reserve, &ask(issuer, 1), error).await;

    let id = request(&g, &c, 100 * PSC).await;
    let r = read(&g, c.reserve, &Reserve::redemptionCall { id }).await;
    assert_eq!(
        (r.holder, r.issuer, r.amount, r.status),
        (alice, issuer, u(100 * PSC), 1)
    );
    let deadline = r.deadline;
    assert_eq!(balance(&g, c.psc, c.reserve).await, u(100 * PSC));
    let error = Reserve::RedemptionPending { id, deadline };
    refused(&g, alice, c.reserve, &cancel(id), error).await;
    refused(
        &g,
        issuer,
        c.reserve,
        &cancel(id),
        Reserve::NotHolder { account: issuer },
    )
    .await;
    refused(
        &g,
        alice,
        c.reserve,
        &settle(id),
        Reserve::NotIssuer { account: alice },
    )
    .await;
    // Another issuer, and one struck off.
    let strike = |issuer, allowed| Reserve::setIssuerCall {
        issuer,
        allowed,
        allowance: u(1),
    };
    act(&g, &w.owner, c.reserve, &strike(w.bob.address(), true)).await;
    let other = Reserve::NotIssuer {
        account: w.bob.address(),
    };
    refused(&g, w.bob.address(), c.reserve, &settle(id), other).await;
    act(&g, &w.owner, c.reserve, &strike(issuer, false)).await;
    refused(
        &g,
        issuer,
        c.reserve,
        &settle(id),
        Reserve::NotIssuer { account: issuer },
    )
    .await;
    act(&g, &w.owner, c.reserve, &strike(issuer, true)).await;
    act(&g, &w.issuer, c.reserve, &settle(id)).await;
    let ended = Reserve::RedemptionNotOpen { id, status: 2 };
    refused(&g, issuer, c.reserve, &settle(id), ended.clone()).await;
    refused(&g, alice, c.reserve, &cancel(id), ended).await;

    let id = request(&g, &c, 50 * PSC).await;
    let before = balance(&g, c.psc, alice).await;
    wait(&g, 7 * DAY).await;
    let deadline = read(&g, c.reserve, &Reserve::redemptionCall { id })
        .await
        .deadline;
    let error = Reserve::RedemptionExpired { id, deadline };
    refused(&g, issuer, c.reserve, &settle(id), error).await;
    let sent = act(&g, &w.alice, c.reserve, &cancel(id)).await;
    let cancelled = Reserve::RedemptionCancelled {
        id,
        holder: alice,
        amount: u(50 * PSC),
    };
    assert_eq!(
        events::<Reserve::RedemptionCancelled>(&sent, c.reserve),
        [cancelled]
    );
    assert_eq!(balance(&g, c.psc, alice).await, before + u(50 * PSC));
    refused(
        &g,
        alice,
        c.reserve,
        &cancel(id),
        Reserve::RedemptionNotOpen { id, status: 3 },
    )
    .await;
    let none = Reserve::RedemptionNotOpen { id: 99, status: 0 };
    refused(&g, alice, c.reserve, &cancel(99), none).await;
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redemption_can_be_asked_for_with_a_permit() {
    let (g, c) = attested().await;
    let w = &g.wallets;
    let deadline = u(g.client.now().await.unwrap() + 1_000);
    let message = typed::Permit {
        owner: w.alice.address(),
        spender: c.reserve,
        value: u(5 * PSC),
        nonce: u(0),
        deadline,
    };
    let (v, r, s) = typed::sign_vrs(
        &w.alice,
        &typed::psc_domain(g.client.chain_id, c.psc),
        &message,
    );
    let call = Reserve::requestRedemptionWithPermitCall {
        issuer: w.issuer.address(),
        amount: u(5 * PSC),
        paymentReference: word(1),
        deadline,
        v,
        r,
        s,
    };
    act(&g, &w.alice, c.reserve, &call).await;
    assert_eq!(
        read(&g, c.reserve, &Reserve::escrowedCall {}).await,
        u(5 * PSC)
    );
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erc7893_reads_agree_with_the_report() {
    let (g, c) = attested().await;
    let e12 = u(1_000_000_000_000);
    let assets = read(&g, c.reserve, &Reserve::getProtocolAssetsCall {}).await;
    assert_eq!(assets.tokens, [c.asset, c.reserve]);
    assert_eq!(assets.amounts, [u(1_000 * PSC), u(400 * PSC)]);
    assert_eq!(assets.values, [u(1_000 * PSC) * e12, u(400 * PSC) * e12]);
    let owed = read(&g, c.reserve, &Reserve::getProtocolLiabilitiesCall {}).await;
    assert_eq!(
        (owed.tokens, owed.amounts),
        (vec![c.psc], vec![u(1_300 * PSC)])
    );
    assert_eq!(owed.values, [u(1_300 * PSC) * e12]);
    let ratio = read(&g, c.reserve, &Reserve::getSolvencyRatioCall {}).await;
    assert_eq!(ratio, u(10_769));
    let solvency = read(&g, c.reserve, &Reserve::verifySolvencyCall {}).await;
    assert!(solvency.isSolvent && solvency.healthFactor == ratio);

    // Of each day on which something was reported, the last report stays.
    let first = g.client.now().await.unwrap();
    let between = |from: u64, to: u64| Reserve::getSolvencyHistoryCall {
        startTime: u(from),
        endTime: u(to),
    };
    let before = read(&g, c.reserve, &between(0, first)).await;
    assert_eq!(before.ratios.last(), Some(&ratio));
    let alice = &g.wallets.alice;
    let redeem = Reserve::redeemCall {
        amount: u(50 * PSC),
        to: alice.address(),
    };
    let noon = wait(&g, DAY + DAY / 2 - first % DAY).await;
    act(&g, alice, c.reserve, &redeem).await;
    act(&g, alice, c.reserve, &redeem).await;
    let last = wait(&g, DAY).await;
    act(&g, alice, c.reserve, &redeem).await;
    let history = read(&g, c.reserve, &between(first + 1, u64::MAX)).await;
    assert_eq!(history.timestamps, [u(noon), u(last)]);
    assert_eq!(history.assets[0].amounts[0], u(900 * PSC));
    assert_eq!(history.liabilities[1].amounts, [u(1_150 * PSC)]);
    let all = read(&g, c.reserve, &between(0, u64::MAX)).await;
    assert_eq!(all.timestamps.len(), before.timestamps.len() + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_stay_within_constant_bounds_and_are_the_owners() {
    let g = Ground::start().await.unwrap();
    let (c, w) = (Cash::of(&g), &g.wallets);
    let (owner, account) = (w.owner.address(), w.stranger.address());
    let fee = |bps| Reserve::setRedemptionFeeCall { bps };
    let cap = |bps| Reserve::setAttestedCapCall { bps };
    let age = |secs| Reserve::setMaxAttestationAgeCall { secs };
    let window = |secs| Reserve::setRedemptionWindowCall { secs };
    let attestors = |accounts, threshold| Reserve::setAttestorsCall {
        accounts,
        threshold,
    };
    let issuer = |issuer| Reserve::setIssuerCall {
        issuer,
        allowed: true,
        allowance: u(1),
    };
    let error = Reserve::OwnableUnauthorizedAccount { account };
    refused(&g, account, c.reserve, &fee(0), error.clone()).await;
    refused(&g, account, c.reserve, &cap(0), error.clone()).await;
    refused(&g, account, c.reserve, &age(DAY), error.clone()).await;
    refused(&g, account, c.reserve, &window(DAY), error.clone()).await;
    refused(
        &g,
        account,
        c.reserve,
        &attestors(vec![account], 1),
        error.clone(),
    )
    .await;
    refused(&g, account, c.reserve, &issuer(account), error.clone()).await;
    let take = Reserve::transferOwnershipCall { newOwner: account };
    refused(&g, account, c.reserve, &take, error).await;

    refused(
        &g,
        owner,
        c.reserve,
        &fee(101),
        Reserve::RedemptionFeeOutOfBounds { bps: 101, max: 100 },
    )
    .await;
    refused(
        &g,
        owner,
        c.reserve,
        &cap(5_001),
        Reserve::AttestedCapOutOfBounds {
            bps: 5_001,
            max: 5_000,
        },
    )
    .await;
    for secs in [0, 59, 90 * DAY + 1, u64::MAX] {
        let error = Reserve::MaxAttestationAgeOutOfBounds {
            secs,
            min: 60,
            max: 90 * DAY,
        };
        refused(&g, owner, c.reserve, &age(secs), error).await;
    }
    for secs in [0, 3_599, 30 * DAY + 1, u64::MAX] {
        let error = Reserve::RedemptionWindowOutOfBounds {
            secs,
            min: 3_600,
            max: 30 * DAY,
        };
        refused(&g, owner, c.reserve, &window(secs), error).await;
    }
    let many: Vec<Address> = (1..=17).map(Address::with_last_byte).collect();
    let error = Reserve::TooManyAttestors {
        count: u(17),
        max: u(16),
    };
    refused(&g, owner, c.reserve, &attestors(many.clone(), 1), error).await;
    for threshold in [0, 3] {
        let error = Reserve::InvalidThreshold {
            threshold,
            count: u(2),
        };
        refused(
            &g,
            owner,
            c.reserve,
            &attestors(many[..2].to_vec(), threshold),
            error,
        )
        .await;
    }
    let error = Reserve::DuplicateAttestor { account: many[0] };
    refused(&g, owner, c.reserve, &attestors(vec![many[0]; 2], 1), error).await;
    refused(
        &g,
        owner,
        c.reserve,
        &attestors(vec![Address::ZERO], 1),
        Reserve::ZeroAddress {},
    )
    .await;
    refused(
        &g,
        owner,
        c.reserve,
        &issuer(Address::ZERO),
        Reserve::ZeroAddress {},
    )
    .await;

    act(&g, &w.owner, c.reserve, &fee(100)).await;
    act(&g, &w.owner, c.reserve, &cap(1_234)).await;
    act(&g, &w.owner, c.reserve, &age(90 * DAY)).await;
    act(&g, &w.owner, c.reserve, &window(3_600)).await;
    let p = read(&g, c.reserve, &Reserve::parametersCall {}).await;
    assert_eq!((p.redemptionFeeBps, p.attestedCapBps), (100, 1_234));
    assert_eq!(
        (p.maxAttestationAgeSecs, p.redemptionWindowSecs),
        (90 * DAY, 3_600)
    );
    let sent = act(&g, &w.owner, c.reserve, &attestors(many[..16].to_vec(), 16)).await;
    let set = Reserve::AttestorsSet {
        accounts: many[..16].to_vec(),
        threshold: 16,
    };
    assert_eq!(events::<Reserve::AttestorsSet>(&sent, c.reserve), [set]);
    let stored = read(&g, c.reserve, &Reserve::attestorsCall {}).await;
    assert_eq!(
        (stored.accounts, stored.threshold),
        (many[..16].to_vec(), 16)
    );
    // Those replaced attest no longer.
    let a = next(&g, &c, 1).await;
    let signatures = vec![signed(&g, &c, &a, &[&w.attestors[0]]).signatures.remove(0); 16];
    let error = Reserve::NotAttestor {
        account: w.attestors[0].address(),
    };
    refused(&g, account, c.reserve, &call(&a, signatures), error).await;
    let fresh = Cash::over(&g, g.asset, 30).await;
    let empty = call(&next(&g, &fresh, 1).await, vec![]);
    refused(&g, account, fresh.reserve, &empty, Reserve::NoAttestors {}).await;
}

/// Random issues, redemptions, attestations, mints and settlements; the invariants hold after each.
#[tokio::test(flavor = "multi_thread")]
async fn invariant_supply_is_backed_and_reports_replay() {
    let g = Ground::start().await.unwrap();
    let (c, w) = (Cash::of(&g), &g.wallets);
    let alice = w.alice.address();
    allow_assets(&g, &c, &w.alice, u(1_000_000 * PSC)).await;
    act(
        &g,
        &w.alice,
        c.psc,
        &Psc::approveCall {
            spender: c.reserve,
            value: U256::MAX,
        },
    )
    .await;
    act(
        &g,
        &w.owner,
        c.reserve,
        &Reserve::setRedemptionFeeCall { bps: 17 },
    )
    .await;
    let (mut onchain, mut attested, mut in_force) = (0u64, 0u64, 0u64);
    let mut open: Vec<(u64, u64)> = Vec::new();
    let mut random = Random(0x5eed_0004);
    for _ in 0..60 {
        let escrowed: u64 = open.iter().map(|(_, amount)| amount).sum();
        match random.below(6) {
            0 => {
                let amount = 1 + random.below(1_000 * PSC);
                let call = Reserve::issueCall {
                    amount: u(amount),
                    to: alice,
                };
                if in_force >= attested {
                    act(&g, &w.alice, c.reserve, &call).await;
                    onchain += amount;
                } else {
                    assert!(g.client.refusal(alice, c.reserve, &call).await.is_ok());
                }
            }
            1 if onchain > 0 => {
                let most = onchain.min(onchain + attested - escrowed);
                let amount = 1 + random.below(most);
                act(
                    &g,
                    &w.alice,
                    c.reserve,
                    &Reserve::redeemCall {
                        amount: u(amount),
                        to: alice,
                    },
                )
                .await;
                onchain -= amount;
            }
            2 => {
                in_force = random.below(600 * PSC);
                wait(&g, 1 + random.below(1_000)).await;
                attest(&g, &c, in_force).await;
            }
            3 => {
                let amount = 1 + random.below(400 * PSC);
                let call = mint_attested(alice, amount);
                let after = u128::from(attested + amount);
                let cap = (after + u128::from(onchain)) / 2;
                if in_force >= attested && after <= in_force.into() && after <= cap {
                    act(&g, &w.issuer, c.reserve, &call).await;
                    attested += amount;
                } else {
                    assert!(
                        g.client
                            .refusal(w.issuer.address(), c.reserve, &call)
                            .await
                            .is_ok()
                    );
                }
            }
            4 if attested > escrowed => {
                let amount = 1 + random.below(attested - escrowed);
                let held = balance(&g, c.psc, alice).await;
                if held >= u(amount) {
                    let call = Reserve::requestRedemptionCall {
                        issuer: w.issuer.address(),
                        amount: u(amount),
                        paymentReference: word(1),
                    };
                    let sent = act(&g, &w.alice, c.reserve, &call).await;
                    open.push((
                        events::<Reserve::RedemptionRequested>(&sent, c.reserve)[0].id,
                        amount,
                    ));
                }
            }
            _ => {
                if let Some((id, amount)) = open.pop() {
                    act(
                        &g,
                        &w.issuer,
                        c.reserve,
                        &Reserve::settleRedemptionCall { id },
                    )
                    .await;
                    attested -= amount;
                    in_force = in_force.saturating_sub(amount);
                }
            }
        }
        let r = report(&g, &c).await;
        assert_eq!(
            (r.onchainSupply, r.attestedSupply),
            (u(onchain), u(attested))
        );
        assert_eq!(r.attestedInForce, u(in_force));
        assert!(balance(&g, c.asset, c.reserve).await >= r.onchainReserve);
        assert_sound(&g, &c).await;
    }
}
