//! Locked units, and who may lock.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn locked_units_stay_keep_their_votes_and_are_freed_by_their_locker() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob, locker) = (w.alice.address(), w.bob.address(), w.locker.address());
    let lock = |value| Pss::lockCall {
        account: alice,
        value: u(value),
    };
    let unlock = |value| Pss::unlockCall {
        account: alice,
        value: u(value),
    };
    delegate(&g, &w.alice, alice).await;
    refused(&g, bob, pss, &lock(1), Pss::NotLocker { account: bob }).await;
    let over = Pss::InsufficientUnlocked {
        account: alice,
        unlocked: u(1_000),
        needed: u(1_001),
    };
    refused(&g, locker, pss, &lock(1_001), over).await;
    let sent = act(&g, &w.locker, pss, &lock(600)).await;
    assert_eq!(
        events::<Pss::Locked>(&sent, pss),
        [Pss::Locked {
            locker,
            account: alice,
            value: u(600)
        }]
    );
    assert_eq!(held(&g, alice).await, u(1_000));
    assert_eq!(votes(&g, alice).await, u(1_000));

    // Another locker has a share of its own.
    let other = &w.issuer;
    let set = |account, allowed| Pss::setLockerCall { account, allowed };
    act(&g, &w.owner, pss, &set(other.address(), true)).await;
    act(&g, other, pss, &lock(300)).await;
    assert_eq!(
        read(&g, pss, &Pss::lockedOfCall { account: alice }).await,
        u(900)
    );
    let by = Pss::lockedByCall {
        locker: other.address(),
        account: alice,
    };
    assert_eq!(read(&g, pss, &by).await, u(300));
    let short = Pss::InsufficientLocked {
        locker: other.address(),
        account: alice,
        locked: u(300),
        needed: u(301),
    };
    refused(&g, other.address(), pss, &unlock(301), short).await;
    let none = Pss::InsufficientLocked {
        locker: bob,
        account: alice,
        locked: u(0),
        needed: u(1),
    };
    refused(&g, bob, pss, &unlock(1), none).await;

    let bound = |needed| Pss::InsufficientUnlocked {
        account: alice,
        unlocked: u(100),
        needed,
    };
    refused(&g, alice, pss, &transfer(bob, 101), bound(u(101))).await;
    refused(
        &g,
        alice,
        pss,
        &Pss::burnCall { value: u(101) },
        bound(u(101)),
    )
    .await;
    refused(&g, locker, pss, &lock(101), bound(u(101))).await;
    act(
        &g,
        &w.alice,
        pss,
        &Pss::approveCall {
            spender: bob,
            value: u(500),
        },
    )
    .await;
    let spend = Pss::transferFromCall {
        from: alice,
        to: bob,
        value: u(101),
    };
    refused(&g, bob, pss, &spend, bound(u(101))).await;
    let all = Pss::ERC20InsufficientBalance {
        sender: alice,
        balance: u(1_000),
        needed: u(1_001),
    };
    refused(&g, alice, pss, &transfer(bob, 1_001), all).await;
    act(&g, &w.alice, pss, &transfer(bob, 100)).await;

    // Struck off, a locker locks no more but frees what it locked.
    let sent = act(&g, &w.owner, pss, &set(locker, false)).await;
    assert_eq!(
        events::<Pss::LockerSet>(&sent, pss),
        [Pss::LockerSet {
            locker,
            allowed: false
        }]
    );
    assert!(!read(&g, pss, &Pss::isLockerCall { account: locker }).await);
    refused(
        &g,
        locker,
        pss,
        &lock(0),
        Pss::NotLocker { account: locker },
    )
    .await;
    let sent = act(&g, &w.locker, pss, &unlock(600)).await;
    assert_eq!(
        events::<Pss::Unlocked>(&sent, pss),
        [Pss::Unlocked {
            locker,
            account: alice,
            value: u(600)
        }]
    );
    act(&g, other, pss, &unlock(300)).await;
    act(&g, &w.alice, pss, &transfer(bob, 900)).await;
    assert_eq!(held(&g, alice).await, u(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_alone_mints_and_names_lockers() {
    let g = Ground::start().await.unwrap();
    let (pss, w) = (g.pss(), &g.wallets);
    let account = w.stranger.address();
    let error = Pss::OwnableUnauthorizedAccount { account };
    refused(
        &g,
        account,
        pss,
        &Pss::setLockerCall {
            account,
            allowed: true,
        },
        error.clone(),
    )
    .await;
    let take = Pss::transferOwnershipCall { newOwner: account };
    refused(&g, account, pss, &take, error).await;
    let nobody = Pss::transferOwnershipCall {
        newOwner: Address::ZERO,
    };
    let invalid = Pss::OwnableInvalidOwner {
        owner: Address::ZERO,
    };
    refused(&g, w.owner.address(), pss, &nobody, invalid).await;
    let sent = act(&g, &w.owner, pss, &take).await;
    assert_eq!(
        events::<Pss::OwnershipTransferred>(&sent, pss),
        [Pss::OwnershipTransferred {
            previousOwner: w.owner.address(),
            newOwner: account
        }]
    );
    assert_eq!(read(&g, pss, &Pss::ownerCall {}).await, account);
}
