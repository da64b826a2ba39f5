//! What the owner may set.

use super::*;

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
