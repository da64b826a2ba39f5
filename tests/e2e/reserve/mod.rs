//! PSC's reserve on its real wasm: backing, attestations, redemptions, reports, and the attacks on them.

mod assets;
mod attestations;
mod issuing;
mod parameters;
mod redemptions;

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
