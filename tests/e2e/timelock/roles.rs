//! Who may do what.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_granted_revoked_and_renounced() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let (admin, account) = (w.deployer.address(), w.issuer.address());
    let has = |name| Timelock::hasRoleCall {
        role: role(name),
        account,
    };
    let grant = |name| Timelock::grantRoleCall {
        role: role(name),
        account,
    };
    let revoke = |name| Timelock::revokeRoleCall {
        role: role(name),
        account,
    };
    let renounce = |name, account| Timelock::renounceRoleCall {
        role: role(name),
        callerConfirmation: account,
    };
    refused(
        &g,
        account,
        timelock,
        &grant("PROPOSER_ROLE"),
        unauthorized(account, ""),
    )
    .await;
    refused(
        &g,
        account,
        timelock,
        &revoke("PROPOSER_ROLE"),
        unauthorized(account, ""),
    )
    .await;
    for name in [
        "PROPOSER_ROLE",
        "EXECUTOR_ROLE",
        "CANCELLER_ROLE",
        "",
        "some other role",
    ] {
        assert!(!read(&g, timelock, &has(name)).await);
        let sent = act(&g, &w.deployer, timelock, &grant(name)).await;
        let granted = events::<Timelock::RoleGranted>(&sent, timelock);
        assert_eq!(
            granted,
            [Timelock::RoleGranted {
                role: role(name),
                account,
                sender: admin
            }]
        );
        assert!(read(&g, timelock, &has(name)).await);
        // Granting twice says nothing.
        let sent = act(&g, &w.deployer, timelock, &grant(name)).await;
        assert!(sent.logs.is_empty());
        let sent = act(&g, &w.deployer, timelock, &revoke(name)).await;
        assert_eq!(events::<Timelock::RoleRevoked>(&sent, timelock).len(), 1);
        assert!(!read(&g, timelock, &has(name)).await);
        act(&g, &w.deployer, timelock, &grant(name)).await;
        let error = Timelock::AccessControlBadConfirmation {};
        refused(&g, account, timelock, &renounce(name, admin), error).await;
        act(&g, &w.issuer, timelock, &renounce(name, account)).await;
        assert!(!read(&g, timelock, &has(name)).await);
        let of = Timelock::getRoleAdminCall { _role: role(name) };
        assert_eq!(read(&g, timelock, &of).await, B256::ZERO);
    }
    let names = [
        (
            read(&g, timelock, &Timelock::DEFAULT_ADMIN_ROLECall {}).await,
            "",
        ),
        (
            read(&g, timelock, &Timelock::PROPOSER_ROLECall {}).await,
            "PROPOSER_ROLE",
        ),
        (
            read(&g, timelock, &Timelock::EXECUTOR_ROLECall {}).await,
            "EXECUTOR_ROLE",
        ),
        (
            read(&g, timelock, &Timelock::CANCELLER_ROLECall {}).await,
            "CANCELLER_ROLE",
        ),
    ];
    for (found, name) in names {
        assert_eq!(found, role(name));
    }
    // Execution that is no longer open to everybody.
    let open = Timelock::revokeRoleCall {
        role: role("EXECUTOR_ROLE"),
        account: Address::ZERO,
    };
    let single = Single::new(
        g.pss(),
        &Pss::delegateCall {
            delegatee: timelock,
        },
    );
    act(&g, &w.treasury, timelock, &single.schedule(60)).await;
    act(&g, &w.deployer, timelock, &open).await;
    wait(&g, 60).await;
    let error = unauthorized(account, "EXECUTOR_ROLE");
    refused(&g, account, timelock, &single.execute(), error).await;
    act(&g, &w.deployer, timelock, &grant("EXECUTOR_ROLE")).await;
    act(&g, &w.issuer, timelock, &single.execute()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timelock_administers_itself() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let renounce = Timelock::renounceRoleCall {
        role: B256::ZERO,
        callerConfirmation: w.deployer.address(),
    };
    act(&g, &w.deployer, timelock, &renounce).await;
    let delay = Timelock::updateDelayCall { newDelay: u(90) };
    let treasury = w.treasury.address();
    let error = Timelock::TimelockUnauthorizedCaller { caller: treasury };
    refused(&g, treasury, timelock, &delay, error).await;
    let account = w.issuer.address();
    let canceller = role("CANCELLER_ROLE");
    let offering = g.deploy_solidity("OfferingStub", &()).await.unwrap();
    let batch = Proposal::new("itself")
        .call(
            timelock,
            &Timelock::grantRoleCall {
                role: canceller,
                account,
            },
        )
        .call(
            timelock,
            &Timelock::grantRoleCall {
                role: canceller,
                account: timelock,
            },
        )
        .call(
            timelock,
            &Timelock::revokeRoleCall {
                role: canceller,
                account: treasury,
            },
        )
        .call(
            timelock,
            &Timelock::setGovernorCall {
                governor: g.governor(),
            },
        )
        .call(timelock, &Timelock::setOfferingCall { offering })
        .call(timelock, &Timelock::dismissGuardianCall {})
        .call(timelock, &delay)
        .raw(timelock, U256::ZERO, Vec::new());
    act(&g, &w.treasury, timelock, &batch.schedule(60)).await;
    wait(&g, 60).await;
    let sent = act(&g, &w.stranger, timelock, &batch.execute_scheduled()).await;
    let changed = events::<Timelock::MinDelayChange>(&sent, timelock);
    assert_eq!(
        (changed[0].oldDuration, changed[0].newDuration),
        (u(60), u(90))
    );
    assert_eq!(
        events::<Timelock::RoleGranted>(&sent, timelock)[0].sender,
        timelock
    );
    assert_eq!(
        read(&g, timelock, &Timelock::getMinDelayCall {}).await,
        u(90)
    );
    assert_eq!(
        read(&g, timelock, &Timelock::governorCall {}).await,
        g.governor()
    );
    assert_eq!(
        read(&g, timelock, &Timelock::offeringCall {}).await,
        offering
    );
    assert_eq!(
        read(&g, timelock, &Timelock::guardianCall {}).await.account,
        Address::ZERO
    );
    for (who, holds) in [(account, true), (treasury, false)] {
        let has = Timelock::hasRoleCall {
            role: canceller,
            account: who,
        };
        assert_eq!(read(&g, timelock, &has).await, holds);
    }
    // An operation that cancels another one, as a canceller; and what the timelock cannot do to itself.
    let other = Single::new(
        g.pss(),
        &Pss::delegateCall {
            delegatee: timelock,
        },
    );
    let id = other.id(&g, timelock).await;
    act(&g, &w.treasury, timelock, &other.schedule(1_000)).await;
    let cancel = Single::new(timelock, &Timelock::cancelCall { id });
    act(&g, &w.treasury, timelock, &cancel.schedule(90)).await;
    let nested = Single::new(timelock, &other.execute());
    act(&g, &w.treasury, timelock, &nested.schedule(90)).await;
    let again = Single::new(timelock, &Timelock::setOfferingCall { offering });
    act(&g, &w.treasury, timelock, &again.schedule(90)).await;
    let rash = Single::new(timelock, &Timelock::updateDelayCall { newDelay: u(59) });
    act(&g, &w.treasury, timelock, &rash.schedule(90)).await;
    let rich = Single {
        value: u(5),
        data: Bytes::new(),
        ..Single::new(timelock, &delay)
    };
    act(&g, &w.treasury, timelock, &rich.schedule(90)).await;
    wait(&g, 90).await;
    let who = w.stranger.address();
    act(&g, &w.stranger, timelock, &cancel.execute()).await;
    assert_eq!(state(&g, timelock, id).await, 0);
    let error = Timelock::TimelockUnknownSelfCall {
        selector: Timelock::executeCall::SELECTOR.into(),
    };
    refused(&g, who, timelock, &nested.execute(), error).await;
    refused(
        &g,
        who,
        timelock,
        &again.execute(),
        Timelock::OfferingAlreadySet { offering },
    )
    .await;
    let error = Timelock::TimelockDelayOutOfBounds {
        delay: u(59),
        least: u(60),
        most: u(30 * 86_400),
    };
    refused(&g, who, timelock, &rash.execute(), error).await;
    let error = Timelock::InsufficientBalance {
        balance: U256::ZERO,
        needed: u(5),
    };
    refused(&g, who, timelock, &rich.execute(), error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guardian_schedules_for_a_year_and_until_the_offering_succeeds() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let guardian = w.forest.address();
    let offering = g.deploy_solidity("OfferingStub", &()).await.unwrap();
    let call = |number| Single {
        salt: B256::with_last_byte(number),
        ..Single::new(
            g.pss(),
            &Pss::delegateCall {
                delegatee: timelock,
            },
        )
    };
    let first = call(1);
    let id = first.id(&g, timelock).await;
    let error = Timelock::TimelockInsufficientDelay {
        delay: u(59),
        minDelay: u(60),
    };
    refused(&g, guardian, timelock, &first.schedule(59), error).await;
    let sent = act(&g, &w.forest, timelock, &first.schedule(60)).await;
    let by = events::<Timelock::GuardianScheduled>(&sent, timelock);
    assert_eq!((by[0].id, by[0].guardian), (id, guardian));
    // It schedules and no more.
    let error = unauthorized(guardian, "CANCELLER_ROLE");
    refused(&g, guardian, timelock, &Timelock::cancelCall { id }, error).await;
    let grant = Timelock::grantRoleCall {
        role: role("PROPOSER_ROLE"),
        account: guardian,
    };
    refused(&g, guardian, timelock, &grant, unauthorized(guardian, "")).await;

    act(
        &g,
        &w.deployer,
        timelock,
        &Timelock::setOfferingCall { offering },
    )
    .await;
    let error = Timelock::OfferingAlreadySet { offering };
    let admin = w.deployer.address();
    refused(
        &g,
        admin,
        timelock,
        &Timelock::setOfferingCall { offering: g.pss() },
        error,
    )
    .await;
    act(&g, &w.forest, timelock, &call(2).schedule(60)).await;
    let set_mood = async |mood| {
        act(
            &g,
            &w.deployer,
            offering,
            &OfferingStub::setMoodCall { mood: u(mood) },
        )
        .await
    };
    for mood in [2, 3] {
        set_mood(mood).await;
        let error = Timelock::OfferingCallFailed { offering };
        refused(&g, guardian, timelock, &call(3).schedule(60), error).await;
        // Proposers do not depend on it.
        act(
            &g,
            &w.treasury,
            timelock,
            &call(10 + mood as u8).schedule(60),
        )
        .await;
    }
    set_mood(1).await;
    let error = Timelock::GuardianRetired { offering };
    refused(&g, guardian, timelock, &call(3).schedule(60), error).await;
    let batch = Proposal::new("batch").call(
        g.pss(),
        &Pss::delegateCall {
            delegatee: timelock,
        },
    );
    let error = Timelock::GuardianRetired { offering };
    refused(&g, guardian, timelock, &batch.schedule(60), error).await;
    set_mood(0).await;
    let until = read(&g, timelock, &Timelock::guardianCall {}).await.until;
    let left = until.to::<u64>() - g.client.now().await.unwrap();
    wait(&g, left / 2).await;
    keep_alive(&g).await;
    wait(&g, left - left / 2 - 1).await;
    act(&g, &w.forest, timelock, &call(4).schedule(60)).await;
    wait(&g, 1).await;
    let error = Timelock::GuardianExpired { until };
    refused(&g, guardian, timelock, &call(5).schedule(60), error).await;
    // Dismissed, it is a stranger.
    let other = w.school.address();
    refused(
        &g,
        other,
        timelock,
        &Timelock::dismissGuardianCall {},
        unauthorized(other, ""),
    )
    .await;
    let sent = act(&g, &w.forest, timelock, &Timelock::dismissGuardianCall {}).await;
    assert_eq!(
        events::<Timelock::GuardianSet>(&sent, timelock)[0].guardian,
        Address::ZERO
    );
    let error = unauthorized(guardian, "PROPOSER_ROLE");
    refused(&g, guardian, timelock, &call(5).schedule(60), error).await;
}

/// Nobody needs time to react to what only stops something. But the guardian stops nothing, and nothing else comes along.
#[tokio::test(flavor = "multi_thread")]
async fn what_only_cancels_waits_for_nothing_but_the_guardians() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let hostile = Single::new(ledger, &Ledger::noteCall { number: u(4) });
    act(&g, &w.treasury, timelock, &hostile.schedule(60)).await;
    let id = hostile.id(&g, timelock).await;

    let stop = Single::new(timelock, &Timelock::cancelCall { id });
    let short = Timelock::TimelockInsufficientDelay {
        delay: U256::ZERO,
        minDelay: u(60),
    };
    let (guardian, proposer) = (w.forest.address(), w.treasury.address());
    refused(&g, guardian, timelock, &stop.schedule(0), short.clone()).await;
    let note = Ledger::noteCall { number: u(5) };
    let both = Proposal::new("both")
        .call(timelock, &Timelock::cancelCall { id })
        .call(ledger, &note);
    refused(&g, proposer, timelock, &both.schedule(0), short.clone()).await;
    let reversed = Proposal::new("reversed")
        .call(ledger, &note)
        .call(timelock, &Timelock::cancelCall { id });
    refused(&g, proposer, timelock, &reversed.schedule(0), short.clone()).await;
    let grant = Timelock::grantRoleCall {
        role: role("PROPOSER_ROLE"),
        account: proposer,
    };
    let other = Proposal::new("other")
        .call(timelock, &Timelock::cancelCall { id })
        .call(timelock, &grant);
    refused(&g, proposer, timelock, &other.schedule(0), short.clone()).await;
    let apart = Proposal::new("apart")
        .call(timelock, &Timelock::cancelCall { id })
        .call(ledger, &Timelock::cancelCall { id });
    refused(&g, proposer, timelock, &apart.schedule(0), short.clone()).await;
    let elsewhere = Single::new(ledger, &Timelock::cancelCall { id });
    refused(&g, proposer, timelock, &elsewhere.schedule(0), short).await;

    act(&g, &w.treasury, timelock, &stop.schedule(0)).await;
    let sent = act(&g, &w.stranger, timelock, &stop.execute()).await;
    assert_eq!(events::<Timelock::Cancelled>(&sent, timelock)[0].id, id);

    act(&g, &w.treasury, timelock, &hostile.schedule(60)).await;
    let batch = Proposal::new("batch").call(timelock, &Timelock::cancelCall { id });
    act(&g, &w.treasury, timelock, &batch.schedule(0)).await;
    act(&g, &w.stranger, timelock, &batch.execute_scheduled()).await;

    // One that is gone already does not save the other that the same operation cancels.
    act(&g, &w.treasury, timelock, &hostile.schedule(60)).await;
    let several = Proposal::new("several")
        .call(timelock, &Timelock::cancelCall { id: word(9) })
        .call(timelock, &Timelock::cancelCall { id });
    act(&g, &w.treasury, timelock, &several.schedule(0)).await;
    let sent = act(&g, &w.stranger, timelock, &several.execute_scheduled()).await;
    let cancelled = events::<Timelock::Cancelled>(&sent, timelock);
    assert_eq!((cancelled.len(), cancelled[0].id), (1, id));
    wait(&g, 60).await;
    let error = unexpected(id, &[READY]);
    refused(
        &g,
        w.stranger.address(),
        timelock,
        &hostile.execute(),
        error,
    )
    .await;
}
