//! Who may mint, pause, block and name roles.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn only_the_reserve_mints_and_burns() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let alice = w.alice.address();
    let mint = |to, value| Psc::mintCall { to, value };
    for account in [alice, w.owner.address(), w.issuer.address()] {
        let error = Psc::NotMinter { account };
        refused(&g, account, psc, &mint(account, u(1)), error.clone()).await;
        refused(
            &g,
            account,
            psc,
            &Psc::burnCall {
                from: alice,
                value: u(1),
            },
            error,
        )
        .await;
    }
    let reserve = g.reserve();
    let nobody = Psc::ERC20InvalidReceiver {
        receiver: Address::ZERO,
    };
    refused(&g, reserve, psc, &mint(Address::ZERO, u(1)), nobody).await;
    let most = U256::from(u128::MAX);
    for value in [U256::MAX, most, most - u(100 * PSC) + u(1)] {
        refused(
            &g,
            reserve,
            psc,
            &mint(alice, value),
            Psc::SupplyOverflow {},
        )
        .await;
    }
    let burn = Psc::burnCall {
        from: alice,
        value: u(100 * PSC + 1),
    };
    let short = Psc::ERC20InsufficientBalance {
        sender: alice,
        balance: u(100 * PSC),
        needed: u(100 * PSC + 1),
    };
    refused(&g, reserve, psc, &burn, short).await;
    let another = Psc::setMinterCall { minter: alice };
    refused(
        &g,
        w.owner.address(),
        psc,
        &another,
        Psc::MinterAlreadySet { minter: reserve },
    )
    .await;
    let fresh = program_at(&g, psc, Address::with_last_byte(1));
    construct(&g, fresh, &(w.owner.address(),)).await;
    let zero = Psc::setMinterCall {
        minter: Address::ZERO,
    };
    refused(&g, w.owner.address(), fresh, &zero, Psc::ZeroAddress {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_paused_nothing_moves() {
    let g = ground().await;
    let (psc, reserve, w) = (g.psc(), g.reserve(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    for account in [alice, w.owner.address()] {
        let error = Psc::NotPauser { account };
        refused(&g, account, psc, &Psc::pauseCall {}, error.clone()).await;
        refused(&g, account, psc, &Psc::unpauseCall {}, error).await;
    }
    let pauser = w.pauser.address();
    refused(&g, pauser, psc, &Psc::unpauseCall {}, Psc::ExpectedPause {}).await;
    act(
        &g,
        &w.alice,
        psc,
        &Psc::approveCall {
            spender: bob,
            value: u(5),
        },
    )
    .await;
    let authorized = Authorized::now(&g, bob, 1).await;
    let signature = typed::sign(&w.alice, &domain(&g.client, psc), &authorized.transfer());
    let sent = act(&g, &w.pauser, psc, &Psc::pauseCall {}).await;
    assert_eq!(
        events::<Psc::Paused>(&sent, psc),
        [Psc::Paused { account: pauser }]
    );
    assert!(read(&g, psc, &Psc::pausedCall {}).await);

    let paused = Psc::EnforcedPause {};
    refused(&g, pauser, psc, &Psc::pauseCall {}, paused.clone()).await;
    refused(&g, alice, psc, &transfer(bob, 1), paused.clone()).await;
    let spend = Psc::transferFromCall {
        from: alice,
        to: bob,
        value: u(1),
    };
    refused(&g, bob, psc, &spend, paused.clone()).await;
    let batch = Psc::multiTransferCall {
        to: vec![bob],
        values: vec![u(1)],
    };
    refused(&g, alice, psc, &batch, paused.clone()).await;
    refused(
        &g,
        bob,
        psc,
        &authorized.transfer_call(signature),
        paused.clone(),
    )
    .await;
    refused(
        &g,
        reserve,
        psc,
        &Psc::mintCall {
            to: bob,
            value: u(1),
        },
        paused.clone(),
    )
    .await;
    refused(
        &g,
        reserve,
        psc,
        &Psc::burnCall {
            from: alice,
            value: u(1),
        },
        paused.clone(),
    )
    .await;
    let redeem = Reserve::redeemCall {
        amount: u(1),
        to: alice,
    };
    refused(&g, alice, reserve, &redeem, paused).await;

    let sent = act(&g, &w.pauser, psc, &Psc::unpauseCall {}).await;
    assert_eq!(
        events::<Psc::Unpaused>(&sent, psc),
        [Psc::Unpaused { account: pauser }]
    );
    act(&g, &w.alice, psc, &transfer(bob, 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_account_neither_sends_nor_receives() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let set = |account, blocked| Psc::setBlockedCall { account, blocked };
    for account in [alice, w.owner.address()] {
        refused(
            &g,
            account,
            psc,
            &set(bob, true),
            Psc::NotBlocklister { account },
        )
        .await;
    }
    act(
        &g,
        &w.alice,
        psc,
        &Psc::approveCall {
            spender: bob,
            value: u(5),
        },
    )
    .await;
    act(&g, &w.alice, psc, &transfer(bob, 7)).await;
    let sent = act(&g, &w.blocklister, psc, &set(bob, true)).await;
    assert_eq!(
        events::<Psc::Blocked>(&sent, psc),
        [Psc::Blocked { account: bob }]
    );
    assert!(read(&g, psc, &Psc::isBlockedCall { account: bob }).await);
    assert_eq!(
        held(&g, bob).await,
        u(7),
        "the flag shares the word with the balance"
    );

    let error = Psc::AccountBlocked { account: bob };
    refused(&g, bob, psc, &transfer(alice, 1), error.clone()).await;
    refused(&g, alice, psc, &transfer(bob, 1), error.clone()).await;
    let spend = Psc::transferFromCall {
        from: alice,
        to: alice,
        value: u(1),
    };
    refused(&g, bob, psc, &spend, error.clone()).await;
    refused(
        &g,
        g.reserve(),
        psc,
        &Psc::mintCall {
            to: bob,
            value: u(1),
        },
        error.clone(),
    )
    .await;
    refused(
        &g,
        g.reserve(),
        psc,
        &Psc::burnCall {
            from: bob,
            value: u(1),
        },
        error.clone(),
    )
    .await;
    refused(
        &g,
        w.owner.address(),
        psc,
        &Psc::protectCall { account: bob },
        error,
    )
    .await;

    let sent = act(&g, &w.blocklister, psc, &set(bob, false)).await;
    assert_eq!(
        events::<Psc::Unblocked>(&sent, psc),
        [Psc::Unblocked { account: bob }]
    );
    act(&g, &w.alice, psc, &transfer(bob, 1)).await;
    assert_eq!(held(&g, bob).await, u(8));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_account_cannot_be_blocked() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let account = w.bob.address();
    assert!(
        read(
            &g,
            psc,
            &Psc::isProtectedCall {
                account: g.reserve()
            }
        )
        .await
    );
    let block = Psc::setBlockedCall {
        account: g.reserve(),
        blocked: true,
    };
    let error = Psc::AccountProtected {
        account: g.reserve(),
    };
    refused(&g, w.blocklister.address(), psc, &block, error).await;
    act(&g, &w.alice, psc, &transfer(account, 7)).await;
    let sent = act(&g, &w.owner, psc, &Psc::protectCall { account }).await;
    assert_eq!(
        events::<Psc::Protected>(&sent, psc),
        [Psc::Protected { account }]
    );
    assert_eq!(held(&g, account).await, u(7));
    let block = Psc::setBlockedCall {
        account,
        blocked: true,
    };
    refused(
        &g,
        w.blocklister.address(),
        psc,
        &block,
        Psc::AccountProtected { account },
    )
    .await;
    act(&g, &w.alice, psc, &transfer(account, 1)).await;
    assert_eq!(held(&g, account).await, u(8));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_alone_names_roles() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let account = w.stranger.address();
    let error = Psc::OwnableUnauthorizedAccount { account };
    refused(
        &g,
        account,
        psc,
        &Psc::setPauserCall { pauser: account },
        error.clone(),
    )
    .await;
    refused(
        &g,
        account,
        psc,
        &Psc::setBlocklisterCall {
            blocklister: account,
        },
        error.clone(),
    )
    .await;
    refused(
        &g,
        account,
        psc,
        &Psc::setMinterCall { minter: account },
        error.clone(),
    )
    .await;
    refused(
        &g,
        account,
        psc,
        &Psc::protectCall { account },
        error.clone(),
    )
    .await;
    let take = Psc::transferOwnershipCall { newOwner: account };
    refused(&g, account, psc, &take, error.clone()).await;
    let nobody = Psc::transferOwnershipCall {
        newOwner: Address::ZERO,
    };
    let invalid = Psc::OwnableInvalidOwner {
        owner: Address::ZERO,
    };
    refused(&g, w.owner.address(), psc, &nobody, invalid.clone()).await;
    let empty = program_at(&g, psc, Address::with_last_byte(1));
    construction_refused(&g, empty, &(Address::ZERO,), invalid).await;

    let sent = act(&g, &w.owner, psc, &Psc::setPauserCall { pauser: account }).await;
    assert_eq!(
        events::<Psc::PauserSet>(&sent, psc),
        [Psc::PauserSet { pauser: account }]
    );
    assert_eq!(read(&g, psc, &Psc::pauserCall {}).await, account);
    let sent = act(
        &g,
        &w.owner,
        psc,
        &Psc::setBlocklisterCall {
            blocklister: account,
        },
    )
    .await;
    assert_eq!(
        events::<Psc::BlocklisterSet>(&sent, psc),
        [Psc::BlocklisterSet {
            blocklister: account
        }]
    );
    assert_eq!(read(&g, psc, &Psc::blocklisterCall {}).await, account);
    let sent = act(&g, &w.owner, psc, &take).await;
    assert_eq!(
        events::<Psc::OwnershipTransferred>(&sent, psc),
        [Psc::OwnershipTransferred {
            previousOwner: w.owner.address(),
            newOwner: account
        }]
    );
    refused(
        &g,
        w.owner.address(),
        psc,
        &take,
        Psc::OwnableUnauthorizedAccount {
            account: w.owner.address(),
        },
    )
    .await;
}
