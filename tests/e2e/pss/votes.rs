//! Delegation and votes, now and in the past (ERC-5805, ERC-6372).

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn votes_follow_delegation_and_units() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    assert_eq!(
        votes(&g, alice).await,
        u(0),
        "nobody votes before delegating"
    );
    let sent = delegate(&g, &w.alice, alice).await;
    assert_eq!(
        events::<Pss::DelegateChanged>(&sent, pss),
        [Pss::DelegateChanged {
            delegator: alice,
            fromDelegate: Address::ZERO,
            toDelegate: alice
        }]
    );
    assert_eq!(
        events::<Pss::DelegateVotesChanged>(&sent, pss),
        [Pss::DelegateVotesChanged {
            delegate: alice,
            previousVotes: u(0),
            newVotes: u(1_000)
        }]
    );
    // To the same again: no votes move.
    let sent = delegate(&g, &w.alice, alice).await;
    assert!(events::<Pss::DelegateVotesChanged>(&sent, pss).is_empty());
    // Between two who delegate to the same: none either.
    act(&g, &w.alice, pss, &transfer(w.relayer.address(), 100)).await;
    delegate(&g, &w.relayer, alice).await;
    assert_eq!(votes(&g, alice).await, u(1_000));
    let sent = act(&g, &w.alice, pss, &transfer(w.relayer.address(), 50)).await;
    assert!(events::<Pss::DelegateVotesChanged>(&sent, pss).is_empty());
    assert_eq!(votes(&g, alice).await, u(1_000));

    let sent = delegate(&g, &w.alice, bob).await;
    assert_eq!(
        events::<Pss::DelegateVotesChanged>(&sent, pss),
        [
            Pss::DelegateVotesChanged {
                delegate: alice,
                previousVotes: u(1_000),
                newVotes: u(150)
            },
            Pss::DelegateVotesChanged {
                delegate: bob,
                previousVotes: u(0),
                newVotes: u(850)
            },
        ]
    );
    assert_eq!(
        read(&g, pss, &Pss::delegatesCall { account: alice }).await,
        bob
    );
    delegate(&g, &w.alice, Address::ZERO).await;
    assert_eq!(votes(&g, bob).await, u(0));
    assert_eq!(
        read(&g, pss, &Pss::delegatesCall { account: alice }).await,
        Address::ZERO
    );
    assert_eq!(
        votes(&g, Address::ZERO).await,
        u(0),
        "the zero address has no votes"
    );
    assert_eq!(
        read(
            &g,
            pss,
            &Pss::numCheckpointsCall {
                account: Address::ZERO
            }
        )
        .await,
        0
    );
    // Undelegated units that are burnt take nobody's votes.
    act(&g, &w.alice, pss, &Pss::burnCall { value: u(850) }).await;
    assert_eq!(votes(&g, alice).await, u(150));
}

#[tokio::test(flavor = "multi_thread")]
async fn past_votes_are_final_and_the_present_is_refused() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let start = wait(&g, 100).await;
    delegate(&g, &w.alice, alice).await;
    let delegated = g.client.now().await.unwrap();
    let before = wait(&g, 100).await;
    let moved = wait(&g, 1).await;
    act(&g, &w.alice, pss, &transfer(bob, 400)).await;
    wait(&g, 1).await;
    act(
        &g,
        &w.owner,
        pss,
        &Pss::mintCall {
            to: alice,
            value: u(5),
        },
    )
    .await;
    let after = wait(&g, 100).await;
    let now = wait(&g, 1).await;
    assert_eq!(past(&g, alice, start - 1).await, u(0));
    assert_eq!(past(&g, alice, delegated).await, u(1_000));
    assert_eq!(past(&g, alice, before).await, u(1_000));
    assert_eq!(past(&g, alice, moved).await, u(600));
    assert_eq!(past(&g, alice, after).await, u(605));
    let supply = |timepoint| Pss::getPastTotalSupplyCall {
        timepoint: u(timepoint),
    };
    assert_eq!(read(&g, pss, &supply(before)).await, U256::from(SUPPLY));
    assert_eq!(read(&g, pss, &supply(after)).await, U256::from(SUPPLY + 5));
    assert_eq!(read(&g, pss, &supply(1)).await, u(0));
    for timepoint in [u(now), u(now + 1), U256::MAX] {
        let error = Pss::ERC5805FutureLookup {
            timepoint,
            clock: U48::from(now),
        };
        let call = Pss::getPastVotesCall {
            account: alice,
            timepoint,
        };
        refused(&g, alice, pss, &call, error.clone()).await;
        refused(
            &g,
            alice,
            pss,
            &Pss::getPastTotalSupplyCall { timepoint },
            error,
        )
        .await;
    }
    let error = Pss::CheckpointOutOfRange { pos: 3, count: 3 };
    assert_eq!(
        read(&g, pss, &Pss::numCheckpointsCall { account: alice }).await,
        3
    );
    refused(
        &g,
        alice,
        pss,
        &Pss::checkpointsCall {
            account: alice,
            pos: 3,
        },
        error,
    )
    .await;
    let first = read(
        &g,
        pss,
        &Pss::checkpointsCall {
            account: alice,
            pos: 0,
        },
    )
    .await;
    assert_eq!(
        (first.key, first.value),
        (U48::from(delegated), U208::from(1_000))
    );
}

/// Votes that are borrowed and returned within a second have never been there for a snapshot.
#[tokio::test(flavor = "multi_thread")]
async fn votes_of_a_flash_loan_count_at_no_time() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let borrower = w.relayer.address();
    delegate(&g, &w.relayer, borrower).await;
    let time = wait(&g, 50).await + 10;
    for (from, to) in [(&w.alice, borrower), (&w.relayer, w.alice.address())] {
        g.chain.set_next_block_timestamp(time).unwrap();
        act(&g, from, pss, &transfer(to, 1_000)).await;
        assert_eq!(g.client.now().await.unwrap(), time);
    }
    wait(&g, 10).await;
    for at in [time - 1, time, time + 1] {
        assert_eq!(past(&g, borrower, at).await, u(0));
    }
    assert_eq!(
        read(&g, pss, &Pss::numCheckpointsCall { account: borrower }).await,
        1
    );
}

fn by_sig(
    (v, r, s): (u8, B256, B256),
    Delegation {
        delegatee,
        nonce,
        expiry,
    }: Delegation,
) -> Pss::delegateBySigCall {
    Pss::delegateBySigCall {
        delegatee,
        nonce,
        expiry,
        v,
        r,
        s,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn delegation_by_signature_uses_the_signers_nonce_once() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob, relayer) = (w.alice.address(), w.bob.address(), w.relayer.address());
    let domain = typed::pss_domain(g.client.chain_id, pss);
    let expiry = u(g.client.now().await.unwrap() + 1_000);
    let message = |nonce, expiry| Delegation {
        delegatee: bob,
        nonce: u(nonce),
        expiry,
    };
    let signed = |m: Delegation| by_sig(typed::sign_vrs(&w.alice, &domain, &m), m);
    let first = signed(message(0, expiry));
    act(&g, &w.relayer, pss, &first).await;
    assert_eq!(votes(&g, bob).await, u(1_000));
    let used = Pss::InvalidAccountNonce {
        account: alice,
        currentNonce: u(1),
    };
    refused(&g, relayer, pss, &first, used.clone()).await;
    refused(&g, relayer, pss, &signed(message(2, expiry)), used).await;
    let late = signed(message(1, u(1)));
    refused(
        &g,
        relayer,
        pss,
        &late,
        Pss::VotesExpiredSignature { expiry: u(1) },
    )
    .await;
    let nobody = by_sig((27, B256::ZERO, B256::ZERO), message(1, expiry));
    refused(&g, relayer, pss, &nobody, Pss::ECDSAInvalidSignature {}).await;
}

/// The same random steps, at the same times, on PSS and on OpenZeppelin's ERC20Votes: the same balances, votes,
/// checkpoints, pasts and events of votes.
#[tokio::test(flavor = "multi_thread")]
async fn votes_equal_openzeppelins_step_by_step() {
    let g = Ground::start().await.unwrap();
    let w = &g.wallets;
    let people: [&PrivateKeySigner; 4] = [&w.treasury, &w.alice, &w.relayer, &w.issuer];
    let supply = U256::from(INITIAL);
    let peer = g
        .deploy_solidity("PeerVotes", &(w.treasury.address(), supply))
        .await
        .unwrap();
    let tokens = [g.pss(), peer];
    let mut random = Random(0x5eed_0002);
    let mut times = vec![g.client.now().await.unwrap()];
    for _ in 0..70 {
        // Often the same second again: later changes of one second replace earlier ones.
        let time = times[times.len() - 1] + random.below(3);
        times.push(time);
        let from = *random.pick(&people);
        let other = random.pick(&people).address();
        let input = match random.below(3) {
            0 => {
                let delegatee = if random.below(5) == 0 {
                    Address::ZERO
                } else {
                    other
                };
                Pss::delegateCall { delegatee }.abi_encode()
            }
            _ => {
                let all = balance(&g, g.pss(), from.address()).await;
                let value = all * u(random.below(101)) / u(100);
                Pss::transferCall { to: other, value }.abi_encode()
            }
        };
        let mut changes = Vec::new();
        for token in tokens {
            g.chain.set_next_block_timestamp(time).unwrap();
            let request = request(from.address(), Some(token), input.clone().into())
                .with_gas_limit(1_000_000);
            let sent = g.client.transact(request).await.unwrap();
            changes.push(events::<Pss::DelegateVotesChanged>(&sent, token));
        }
        assert_eq!(changes[0], changes[1]);
    }
    let last = times[times.len() - 1];
    g.chain.set_next_block_timestamp(last + 5).unwrap();
    g.chain.mine(1, None).unwrap();
    let mut total = 0;
    for account in people.map(|person| person.address()) {
        let count = read(&g, peer, &Pss::numCheckpointsCall { account }).await;
        let mut both = Vec::new();
        for token in tokens {
            let mut seen = vec![
                balance(&g, token, account).await,
                read(&g, token, &Pss::getVotesCall { account }).await,
                U256::from(read(&g, token, &Pss::numCheckpointsCall { account }).await),
            ];
            for pos in 0..count {
                let point = read(&g, token, &Pss::checkpointsCall { account, pos }).await;
                seen.extend([U256::from(point.key), U256::from(point.value)]);
            }
            for time in times[0]..last + 3 {
                let call = Pss::getPastVotesCall {
                    account,
                    timepoint: u(time),
                };
                seen.push(read(&g, token, &call).await);
            }
            both.push(seen);
        }
        assert_eq!(both[0], both[1]);
        total += count;
    }
    assert!(total > 20, "too few checkpoints to show anything: {total}");
}
