//! Transfers, allowances and batches.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn transfer_moves_units_and_says_so() {
    let g = ground().await;
    let (alice, bob) = (&g.wallets.alice, g.wallets.bob.address());
    let sent = act(&g, alice, g.psc(), &transfer(bob, 30 * PSC)).await;
    assert_eq!(
        events::<Psc::Transfer>(&sent, g.psc()),
        [Psc::Transfer {
            from: alice.address(),
            to: bob,
            value: u(30 * PSC)
        }]
    );
    assert_eq!(held(&g, alice.address()).await, u(70 * PSC));
    assert_eq!(held(&g, bob).await, u(30 * PSC));
    // To oneself, and of nothing.
    act(&g, alice, g.psc(), &transfer(alice.address(), 70 * PSC)).await;
    act(&g, alice, g.psc(), &transfer(bob, 0)).await;
    assert_eq!(held(&g, alice.address()).await, u(70 * PSC));
    assert_eq!(
        read(&g, g.psc(), &Psc::totalSupplyCall {}).await,
        u(100 * PSC)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn transfer_is_refused_beyond_the_balance_and_from_or_to_nobody() {
    let g = ground().await;
    let (alice, bob) = (g.wallets.alice.address(), g.wallets.bob.address());
    for needed in [u(100 * PSC + 1), U256::MAX, U256::from(1) << 255] {
        let call = Psc::transferCall {
            to: bob,
            value: needed,
        };
        let error = Psc::ERC20InsufficientBalance {
            sender: alice,
            balance: u(100 * PSC),
            needed,
        };
        refused(&g, alice, g.psc(), &call, error).await;
    }
    let nobody = Address::ZERO;
    refused(
        &g,
        alice,
        g.psc(),
        &transfer(nobody, 1),
        Psc::ERC20InvalidReceiver { receiver: nobody },
    )
    .await;
    refused(
        &g,
        nobody,
        g.psc(),
        &transfer(bob, 0),
        Psc::ERC20InvalidSender { sender: nobody },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn allowances_are_spent_and_the_largest_is_not() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, spender, bob) = (w.alice.address(), w.relayer.address(), w.bob.address());
    let approve = |value| Psc::approveCall { spender, value };
    let spend = |value| Psc::transferFromCall {
        from: alice,
        to: bob,
        value: u(value),
    };
    let allowance = Psc::allowanceCall {
        owner: alice,
        spender,
    };
    let sent = act(&g, &w.alice, psc, &approve(u(10))).await;
    assert_eq!(
        events::<Psc::Approval>(&sent, psc),
        [Psc::Approval {
            owner: alice,
            spender,
            value: u(10)
        }]
    );
    act(&g, &w.relayer, psc, &spend(4)).await;
    assert_eq!(read(&g, psc, &allowance).await, u(6));
    let short = Psc::ERC20InsufficientAllowance {
        spender,
        allowance: u(6),
        needed: u(7),
    };
    refused(&g, spender, psc, &spend(7), short).await;
    act(&g, &w.alice, psc, &approve(U256::MAX)).await;
    act(&g, &w.relayer, psc, &spend(5)).await;
    assert_eq!(read(&g, psc, &allowance).await, U256::MAX);
    assert_eq!(held(&g, bob).await, u(9));
    let nobody = Psc::approveCall {
        spender: Address::ZERO,
        value: u(1),
    };
    refused(
        &g,
        alice,
        psc,
        &nobody,
        Psc::ERC20InvalidSpender {
            spender: Address::ZERO,
        },
    )
    .await;
    refused(
        &g,
        Address::ZERO,
        psc,
        &approve(u(1)),
        Psc::ERC20InvalidApprover {
            approver: Address::ZERO,
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_pays_everybody_but_the_blocked() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, bob, blocked) = (w.alice.address(), w.bob.address(), w.stranger.address());
    act(
        &g,
        &w.blocklister,
        psc,
        &Psc::setBlockedCall {
            account: blocked,
            blocked: true,
        },
    )
    .await;
    let call = Psc::multiTransferCall {
        to: vec![bob, blocked, alice, bob],
        values: vec![u(1), u(2), u(4), u(8)],
    };
    let skipped = g
        .client
        .simulate(alice, psc, call.abi_encode().into())
        .await
        .unwrap();
    assert_eq!(U256::from_be_slice(&skipped), u(0b10));
    let sent = act(&g, &w.alice, psc, &call).await;
    assert_eq!(
        events::<Psc::PayeeSkipped>(&sent, psc),
        [Psc::PayeeSkipped {
            from: alice,
            to: blocked,
            value: u(2)
        }]
    );
    let paid: Vec<_> = events::<Psc::Transfer>(&sent, psc)
        .into_iter()
        .map(|t| (t.to, t.value))
        .collect();
    assert_eq!(paid, [(bob, u(1)), (alice, u(4)), (bob, u(8))]);
    assert_eq!(held(&g, bob).await, u(9));
    assert_eq!(held(&g, alice).await, u(100 * PSC - 9));
    assert_eq!(held(&g, blocked).await, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_all_or_nothing_in_every_other_case() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let batch = |to: Vec<Address>, values: Vec<U256>| Psc::multiTransferCall { to, values };
    let mismatch = Psc::LengthMismatch {
        left: u(2),
        right: u(1),
    };
    refused(&g, alice, psc, &batch(vec![bob; 2], vec![u(1)]), mismatch).await;
    let many = Psc::TooManyPayees {
        count: u(257),
        max: u(256),
    };
    refused(
        &g,
        alice,
        psc,
        &batch(vec![bob; 257], vec![u(1); 257]),
        many,
    )
    .await;
    let nobody = Psc::ERC20InvalidReceiver {
        receiver: Address::ZERO,
    };
    refused(
        &g,
        alice,
        psc,
        &batch(vec![bob, Address::ZERO], vec![u(1); 2]),
        nobody,
    )
    .await;
    let short = Psc::ERC20InsufficientBalance {
        sender: alice,
        balance: u(40 * PSC),
        needed: u(60 * PSC),
    };
    refused(
        &g,
        alice,
        psc,
        &batch(vec![bob; 2], vec![u(60 * PSC); 2]),
        short,
    )
    .await;
    act(&g, &w.alice, psc, &batch(vec![bob; 256], vec![u(1); 256])).await;
    assert_eq!(held(&g, bob).await, u(256));
    act(&g, &w.alice, psc, &batch(vec![], vec![])).await;
    act(
        &g,
        &w.blocklister,
        psc,
        &Psc::setBlockedCall {
            account: alice,
            blocked: true,
        },
    )
    .await;
    let blocked = Psc::AccountBlocked { account: alice };
    refused(&g, alice, psc, &batch(vec![bob], vec![u(1)]), blocked).await;
}
