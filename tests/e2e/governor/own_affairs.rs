//! Proposals on governor and timelock themselves.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_executed_or_canceled_at_the_timelock_is_so_here() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    let (ledger, direct) = note(&g, 5).await;
    // The DAO may also take back what it has queued: through the governor, which has that role.
    let (_, doomed) = note(&g, 6).await;
    for proposal in [&direct, &doomed] {
        propose(&g, &w.alice, proposal).await;
    }
    let id = doomed.operation(governor);
    let relay = Governor::relayCall {
        target: timelock,
        value: U256::ZERO,
        data: Timelock::cancelCall { id }.abi_encode().into(),
    };
    let regret = Proposal::new("take it back").call(governor, &relay);
    propose(&g, &w.alice, &regret).await;
    wait(&g, VOTING_DELAY + 1).await;
    for proposal in [&direct, &doomed, &regret] {
        vote(&g, &w.alice, proposal, FOR).await;
    }
    wait(&g, VOTING_PERIOD).await;
    for proposal in [&direct, &doomed, &regret] {
        act(&g, &w.alice, governor, &proposal.queue()).await;
    }
    wait(&g, MIN_DELAY).await;
    act(
        &g,
        &w.stranger,
        timelock,
        &direct.execute_directly(governor),
    )
    .await;
    assert_eq!(read(&g, ledger, &Ledger::numberCall {}).await, u(5));
    assert_eq!(state(&g, &direct).await, EXECUTED);
    let executed = unexpected(&direct, EXECUTED, &[QUEUED]);
    refused(&g, w.alice.address(), governor, &direct.execute(), executed).await;

    assert_eq!(state(&g, &doomed).await, QUEUED);
    let sent = act(&g, &w.stranger, governor, &regret.execute()).await;
    assert_eq!(events::<Timelock::Cancelled>(&sent, timelock)[0].id, id);
    assert_eq!(state(&g, &doomed).await, CANCELED);
    let canceled = unexpected(&doomed, CANCELED, &[QUEUED]);
    refused(&g, w.alice.address(), governor, &doomed.execute(), canceled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dao_changes_governor_and_timelock_in_one_proposal() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let canceller = keccak256("CANCELLER_ROLE");
    let proposal = Proposal::new("everything at once")
        .call(ledger, &Ledger::noteCall { number: u(9) })
        .call(timelock, &Timelock::updateDelayCall { newDelay: u(120) })
        .call(
            timelock,
            &Timelock::grantRoleCall {
                role: canceller,
                account: w.issuer.address(),
            },
        )
        .call(
            governor,
            &Governor::setVotingDelayCall {
                newVotingDelay: U48::from(20),
            },
        )
        .call(
            governor,
            &Governor::setVotingPeriodCall {
                newVotingPeriod: 600,
            },
        )
        .call(
            governor,
            &Governor::setProposalThresholdCall {
                newProposalThreshold: pss(5),
            },
        )
        .call(
            governor,
            &Governor::updateQuorumNumeratorCall {
                newQuorumNumerator: u(10),
            },
        )
        .call(
            governor,
            &Governor::setLateQuorumVoteExtensionCall {
                newVoteExtension: U48::from(100),
            },
        );
    let before = g.client.now().await.unwrap();
    let sent = g.enact(&proposal, &[&w.alice]).await.unwrap();
    assert_eq!(events::<Timelock::CallExecuted>(&sent, timelock).len(), 8);
    let deferred = events::<Timelock::CallDeferred>(&sent, timelock);
    assert_eq!(deferred.len(), 5);
    assert_eq!((deferred[0].index, deferred[0].governor), (u(3), governor));
    assert_eq!(
        read(&g, timelock, &Timelock::getMinDelayCall {}).await,
        u(120)
    );
    let has = Timelock::hasRoleCall {
        role: canceller,
        account: w.issuer.address(),
    };
    assert!(read(&g, timelock, &has).await);
    assert_eq!(
        read(&g, governor, &Governor::votingDelayCall {}).await,
        u(20)
    );
    assert_eq!(
        read(&g, governor, &Governor::votingPeriodCall {}).await,
        u(600)
    );
    assert_eq!(
        read(&g, governor, &Governor::proposalThresholdCall {}).await,
        pss(5)
    );
    let extension = read(&g, governor, &Governor::lateQuorumVoteExtensionCall {}).await;
    assert_eq!(extension, U48::from(100));
    // The fraction of the past stays what it was.
    wait(&g, 1).await;
    let now = g.client.now().await.unwrap() - 1;
    for (timepoint, votes) in [(before, 2_400_000), (now, 6_000_000)] {
        let call = Governor::quorumCall {
            timepoint: u(timepoint),
        };
        assert_eq!(read(&g, governor, &call).await, pss(votes));
    }
    // The next proposal lives by the new rules.
    let (_, next) = note(&g, 1).await;
    propose(&g, &w.alice, &next).await;
    wait(&g, 21).await;
    vote(&g, &w.alice, &next, FOR).await;
    wait(&g, 600).await;
    act(&g, &w.alice, governor, &next.queue()).await;
    wait(&g, 119).await;
    assert!(
        g.client
            .refusal(w.alice.address(), governor, &next.execute())
            .await
            .is_ok()
    );
    wait(&g, 1).await;
    act(&g, &w.alice, governor, &next.execute()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_on_the_governor_executed_at_the_timelock_works_as_well() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    let call = Governor::setVotingDelayCall {
        newVotingDelay: U48::from(30),
    };
    let proposal = Proposal::new("slower").call(governor, &call);
    propose(&g, &w.alice, &proposal).await;
    wait(&g, VOTING_DELAY + 1).await;
    vote(&g, &w.alice, &proposal, FOR).await;
    wait(&g, VOTING_PERIOD).await;
    act(&g, &w.alice, governor, &proposal.queue()).await;
    wait(&g, MIN_DELAY).await;
    let sent = act(
        &g,
        &w.stranger,
        timelock,
        &proposal.execute_directly(governor),
    )
    .await;
    assert!(events::<Timelock::CallDeferred>(&sent, timelock).is_empty());
    assert_eq!(
        read(&g, governor, &Governor::votingDelayCall {}).await,
        u(30)
    );
    assert_eq!(state(&g, &proposal).await, EXECUTED);
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_stay_within_their_bounds() {
    let g = dao().await;
    let (governor, timelock) = (g.governor(), g.timelock());
    // As the timelock calls it: what a proposal could do at most.
    let bounds = |value: U256, least: U256, most: U256| Governor::GovernorParameterOutOfBounds {
        value,
        least,
        most,
    };
    let days = u(30 * 86_400);
    for value in [0, 30 * 86_400 + 1] {
        let call = Governor::setVotingDelayCall {
            newVotingDelay: U48::from(value),
        };
        refused(&g, timelock, governor, &call, bounds(u(value), u(1), days)).await;
    }
    for value in [299, 30 * 86_400 + 1] {
        let call = Governor::setVotingPeriodCall {
            newVotingPeriod: value,
        };
        refused(
            &g,
            timelock,
            governor,
            &call,
            bounds(U256::from(value), u(300), days),
        )
        .await;
    }
    let call = Governor::setVotingPeriodCall { newVotingPeriod: 0 };
    let error = Governor::GovernorInvalidVotingPeriod {
        votingPeriod: U256::ZERO,
    };
    refused(&g, timelock, governor, &call, error).await;
    for value in [U256::ZERO, pss(1) - u(1), pss(10_000_000) + u(1), U256::MAX] {
        let call = Governor::setProposalThresholdCall {
            newProposalThreshold: value,
        };
        refused(
            &g,
            timelock,
            governor,
            &call,
            bounds(value, pss(1), pss(10_000_000)),
        )
        .await;
    }
    for value in [0, 51, 100] {
        let call = Governor::updateQuorumNumeratorCall {
            newQuorumNumerator: u(value),
        };
        refused(&g, timelock, governor, &call, bounds(u(value), u(1), u(50))).await;
    }
    let call = Governor::updateQuorumNumeratorCall {
        newQuorumNumerator: u(101),
    };
    let error = Governor::GovernorInvalidQuorumFraction {
        quorumNumerator: u(101),
        quorumDenominator: u(100),
    };
    refused(&g, timelock, governor, &call, error).await;
    let call = Governor::setLateQuorumVoteExtensionCall {
        newVoteExtension: U48::from(301),
    };
    let error = Governor::GovernorPreventLateQuorumVoteExtensionTooLarge {
        newVoteExtension: u(301),
        maxVoteExtension: u(300),
    };
    refused(&g, timelock, governor, &call, error).await;
    let nobody = g.wallets.bob.address();
    let call = Governor::updateTimelockCall {
        newTimelock: nobody,
    };
    let error = Governor::NotAContract { account: nobody };
    refused(&g, timelock, governor, &call, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_timelock_takes_over() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    let next = program_at(&g, timelock, Address::with_last_byte(0x71));
    let admin = w.deployer.address();
    construct(&g, next, &(u(60), g.pss(), admin, Address::ZERO)).await;
    for role in ["PROPOSER_ROLE", "CANCELLER_ROLE"] {
        let grant = Timelock::grantRoleCall {
            role: keccak256(role),
            account: governor,
        };
        act(&g, &w.deployer, next, &grant).await;
    }
    act(
        &g,
        &w.deployer,
        next,
        &Timelock::setGovernorCall { governor },
    )
    .await;
    let renounce = Timelock::renounceRoleCall {
        role: B256::ZERO,
        callerConfirmation: admin,
    };
    act(&g, &w.deployer, next, &renounce).await;

    let (_, left_behind) = note(&g, 1).await;
    propose(&g, &w.alice, &left_behind).await;
    wait(&g, VOTING_DELAY + 1).await;
    vote(&g, &w.alice, &left_behind, FOR).await;
    wait(&g, VOTING_PERIOD).await;
    act(&g, &w.alice, governor, &left_behind.queue()).await;
    let all = balance(&g, g.pss(), timelock).await;
    let proposal = Proposal::new("move house")
        .call(
            g.pss(),
            &Pss::transferCall {
                to: next,
                value: all,
            },
        )
        .call(g.psc(), &Psc::transferOwnershipCall { newOwner: next })
        .call(
            governor,
            &Governor::updateTimelockCall { newTimelock: next },
        );
    let sent = g.enact(&proposal, &[&w.alice]).await.unwrap();
    let changed = events::<Governor::TimelockChange>(&sent, governor);
    assert_eq!(
        (changed[0].oldTimelock, changed[0].newTimelock),
        (timelock, next)
    );
    assert_eq!(
        events::<Governor::AccountExcluded>(&sent, governor)[0].account,
        next
    );
    assert_eq!(state(&g, &left_behind).await, CANCELED);
    assert_eq!(read(&g, g.psc(), &Psc::ownerCall {}).await, next);
    // It does not vote either, and the quorum is what it was.
    wait(&g, 2).await;
    let timepoint = u(g.client.now().await.unwrap() - 1);
    assert_eq!(
        read(&g, governor, &Governor::quorumCall { timepoint }).await,
        pss(2_400_000)
    );
    let votes = Governor::getVotesCall {
        account: next,
        timepoint,
    };
    assert_eq!(read(&g, governor, &votes).await, U256::ZERO);
    let (ledger, last) = note(&g, 11).await;
    propose(&g, &w.alice, &last).await;
    wait(&g, VOTING_DELAY + 1).await;
    vote(&g, &w.alice, &last, FOR).await;
    wait(&g, VOTING_PERIOD).await;
    act(&g, &w.alice, governor, &last.queue()).await;
    wait(&g, MIN_DELAY).await;
    act(&g, &w.alice, governor, &last.execute()).await;
    assert_eq!(read(&g, ledger, &Ledger::callerCall {}).await, next);
}
