//! Transfers, permits, minting and burning.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn transfers_and_allowances_are_erc20s() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob, spender) = (w.alice.address(), w.bob.address(), w.relayer.address());
    let sent = act(&g, &w.alice, pss, &transfer(bob, 300)).await;
    assert_eq!(
        events::<Pss::Transfer>(&sent, pss),
        [Pss::Transfer {
            from: alice,
            to: bob,
            value: u(300)
        }]
    );
    act(&g, &w.alice, pss, &transfer(alice, 700)).await;
    assert_eq!(
        (held(&g, alice).await, held(&g, bob).await),
        (u(700), u(300))
    );
    for needed in [u(701), U256::MAX, U256::from(1) << 94] {
        let call = Pss::transferCall {
            to: bob,
            value: needed,
        };
        let error = Pss::ERC20InsufficientBalance {
            sender: alice,
            balance: u(700),
            needed,
        };
        refused(&g, alice, pss, &call, error).await;
    }
    let nobody = Address::ZERO;
    refused(
        &g,
        alice,
        pss,
        &transfer(nobody, 1),
        Pss::ERC20InvalidReceiver { receiver: nobody },
    )
    .await;
    refused(
        &g,
        nobody,
        pss,
        &transfer(bob, 0),
        Pss::ERC20InvalidSender { sender: nobody },
    )
    .await;

    let approve = Pss::approveCall {
        spender,
        value: u(10),
    };
    let sent = act(&g, &w.alice, pss, &approve).await;
    assert_eq!(
        events::<Pss::Approval>(&sent, pss),
        [Pss::Approval {
            owner: alice,
            spender,
            value: u(10)
        }]
    );
    let spend = |value| Pss::transferFromCall {
        from: alice,
        to: bob,
        value: u(value),
    };
    act(&g, &w.relayer, pss, &spend(4)).await;
    let short = Pss::ERC20InsufficientAllowance {
        spender,
        allowance: u(6),
        needed: u(7),
    };
    refused(&g, spender, pss, &spend(7), short).await;
    let invalid = Pss::approveCall {
        spender: nobody,
        value: u(1),
    };
    refused(
        &g,
        alice,
        pss,
        &invalid,
        Pss::ERC20InvalidSpender { spender: nobody },
    )
    .await;
    refused(
        &g,
        nobody,
        pss,
        &approve,
        Pss::ERC20InvalidApprover { approver: nobody },
    )
    .await;
    refused_blank(&g, alice, pss, transfer(bob, 1).abi_encode(), 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn permits_set_allowances_in_both_forms() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (owner, spender) = (w.alice.address(), w.relayer.address());
    let domain = typed::pss_domain(g.client.chain_id, pss);
    let deadline = u(g.client.now().await.unwrap() + 1_000);
    let message = |nonce| Permit {
        owner,
        spender,
        value: u(5),
        nonce: u(nonce),
        deadline,
    };
    let (v, r, s) = typed::sign_vrs(&w.alice, &domain, &message(0));
    let call = SplitForms::permitCall {
        owner,
        spender,
        value: u(5),
        deadline,
        v,
        r,
        s,
    };
    act(&g, &w.relayer, pss, &call).await;
    let signature = typed::sign(&w.alice, &domain, &message(1));
    let call = PackedForms::permitCall {
        owner,
        spender,
        value: u(5),
        deadline,
        signature,
    };
    act(&g, &w.relayer, pss, &call).await;
    assert_eq!(
        read(&g, pss, &Pss::allowanceCall { owner, spender }).await,
        u(5)
    );
    assert_eq!(read(&g, pss, &Pss::noncesCall { owner }).await, u(2));
    let signature = typed::sign(&w.bob, &domain, &message(2));
    let forged = PackedForms::permitCall {
        owner,
        spender,
        value: u(5),
        deadline,
        signature,
    };
    let error = Pss::ERC2612InvalidSigner {
        signer: w.bob.address(),
        owner,
    };
    refused(&g, spender, pss, &forged, error).await;
    let late = SplitForms::permitCall {
        owner,
        spender,
        value: u(5),
        deadline: u(1),
        v,
        r,
        s,
    };
    refused(
        &g,
        spender,
        pss,
        &late,
        Pss::ERC2612ExpiredSignature { deadline: u(1) },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_mints_up_to_the_cap_and_holders_burn() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, owner) = (w.alice.address(), w.owner.address());
    let mint = |value| Pss::mintCall { to: alice, value };
    let left = U256::from(CAP - SUPPLY);
    for value in [left + u(1), U256::MAX] {
        let increased = U256::from(SUPPLY).saturating_add(value);
        let error = Pss::ERC20ExceededCap {
            increasedSupply: increased,
            cap: U256::from(CAP),
        };
        refused(&g, owner, pss, &mint(value), error).await;
    }
    refused(
        &g,
        alice,
        pss,
        &mint(u(1)),
        Pss::OwnableUnauthorizedAccount { account: alice },
    )
    .await;
    let sent = act(&g, &w.owner, pss, &mint(left)).await;
    assert_eq!(
        events::<Pss::Transfer>(&sent, pss),
        [Pss::Transfer {
            from: Address::ZERO,
            to: alice,
            value: left
        }]
    );
    assert_eq!(
        read(&g, pss, &Pss::totalSupplyCall {}).await,
        U256::from(CAP)
    );

    let sent = act(&g, &w.alice, pss, &Pss::burnCall { value: left }).await;
    assert_eq!(
        events::<Pss::Transfer>(&sent, pss),
        [Pss::Transfer {
            from: alice,
            to: Address::ZERO,
            value: left
        }]
    );
    let short = Pss::ERC20InsufficientBalance {
        sender: alice,
        balance: u(1_000),
        needed: u(1_001),
    };
    refused(&g, alice, pss, &Pss::burnCall { value: u(1_001) }, short).await;
    let spender = w.relayer.address();
    let burn = |value| Pss::burnFromCall {
        account: alice,
        value: u(value),
    };
    let short = Pss::ERC20InsufficientAllowance {
        spender,
        allowance: u(0),
        needed: u(1),
    };
    refused(&g, spender, pss, &burn(1), short).await;
    act(
        &g,
        &w.alice,
        pss,
        &Pss::approveCall {
            spender,
            value: u(10),
        },
    )
    .await;
    act(&g, &w.relayer, pss, &burn(10)).await;
    assert_eq!(held(&g, alice).await, u(990));
    assert_eq!(
        read(&g, pss, &Pss::totalSupplyCall {}).await,
        U256::from(SUPPLY - 10)
    );
}
