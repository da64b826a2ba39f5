//! Attested reserves, and minting against them.

use super::*;

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
