//! Scheduling, waiting, executing.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_waits_and_is_executed_once() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let single = Single {
        salt: word(7),
        ..Single::new(ledger, &Ledger::noteCall { number: u(4) })
    };
    let id = single.id(&g, timelock).await;
    let stranger = w.stranger.address();
    let error = unauthorized(stranger, "PROPOSER_ROLE");
    refused(&g, stranger, timelock, &single.schedule(60), error).await;
    let error = Timelock::TimelockInsufficientDelay {
        delay: u(59),
        minDelay: u(60),
    };
    let proposer = w.treasury.address();
    refused(&g, proposer, timelock, &single.schedule(59), error).await;
    let forever = Timelock::scheduleCall {
        delay: U256::MAX,
        ..single.schedule(0)
    };
    assert!(
        g.client
            .refusal(proposer, timelock, &forever)
            .await
            .unwrap()
            .words
            .contains("TimelockDelayOutOfBounds")
    );
    refused(
        &g,
        stranger,
        timelock,
        &single.execute(),
        unexpected(id, &[READY]),
    )
    .await;

    let now = wait(&g, 1).await;
    let sent = act(&g, &w.treasury, timelock, &single.schedule(60)).await;
    let scheduled = events::<Timelock::CallScheduled>(&sent, timelock);
    assert_eq!(
        scheduled,
        [Timelock::CallScheduled {
            id,
            index: U256::ZERO,
            target: ledger,
            value: U256::ZERO,
            data: single.data.clone(),
            predecessor: B256::ZERO,
            delay: u(60),
        }]
    );
    assert_eq!(
        events::<Timelock::CallSalt>(&sent, timelock)[0].salt,
        word(7)
    );
    assert_eq!(state(&g, timelock, id).await, WAITING);
    assert_eq!(
        read(&g, timelock, &Timelock::getTimestampCall { id }).await,
        u(now + 60)
    );
    refused(
        &g,
        proposer,
        timelock,
        &single.schedule(60),
        unexpected(id, &[0]),
    )
    .await;
    wait(&g, 59).await;
    refused(
        &g,
        stranger,
        timelock,
        &single.execute(),
        unexpected(id, &[READY]),
    )
    .await;
    wait(&g, 1).await;
    assert_eq!(state(&g, timelock, id).await, READY);
    let sent = act(&g, &w.stranger, timelock, &single.execute()).await;
    assert_eq!(events::<Timelock::CallExecuted>(&sent, timelock)[0].id, id);
    assert_eq!(events::<Ledger::Noted>(&sent, ledger)[0].caller, timelock);
    assert_eq!(state(&g, timelock, id).await, DONE);
    assert_eq!(
        read(&g, timelock, &Timelock::getTimestampCall { id }).await,
        u(1)
    );
    refused(
        &g,
        stranger,
        timelock,
        &single.execute(),
        unexpected(id, &[READY]),
    )
    .await;
    refused(
        &g,
        proposer,
        timelock,
        &single.schedule(60),
        unexpected(id, &[0]),
    )
    .await;
    let call = Timelock::cancelCall { id };
    refused(
        &g,
        proposer,
        timelock,
        &call,
        unexpected(id, &[WAITING, READY]),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_are_all_or_nothing_and_follow_their_predecessors() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let first = Single::new(ledger, &Ledger::noteCall { number: u(1) });
    let id = first.id(&g, timelock).await;
    let second = Single {
        predecessor: id,
        ..Single::new(ledger, &Ledger::noteCall { number: u(2) })
    };
    let failing = Proposal::new("batch")
        .call(ledger, &Ledger::noteCall { number: u(3) })
        .call(ledger, &Ledger::refuseCall { number: u(3) });
    for call in [&first, &second] {
        act(&g, &w.treasury, timelock, &call.schedule(60)).await;
    }
    act(&g, &w.treasury, timelock, &failing.schedule(60)).await;
    let uneven = Timelock::scheduleBatchCall {
        values: Vec::new(),
        ..failing.schedule(60)
    };
    let error = Timelock::TimelockInvalidOperationLength {
        targets: u(2),
        payloads: u(2),
        values: U256::ZERO,
    };
    refused(&g, w.treasury.address(), timelock, &uneven, error).await;
    wait(&g, 60).await;
    let who = w.stranger.address();
    let error = Timelock::TimelockUnexecutedPredecessor { predecessorId: id };
    refused(&g, who, timelock, &second.execute(), error).await;
    let error = Ledger::Refused { number: u(3) };
    refused(&g, who, timelock, &failing.execute_scheduled(), error).await;
    act(&g, &w.stranger, timelock, &first.execute()).await;
    act(&g, &w.stranger, timelock, &second.execute()).await;
    assert_eq!(read(&g, ledger, &Ledger::numberCall {}).await, u(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_operation_may_be_scheduled_anew() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let single = Single::new(
        g.pss(),
        &Pss::delegateCall {
            delegatee: timelock,
        },
    );
    let id = single.id(&g, timelock).await;
    let cancel = Timelock::cancelCall { id };
    let error = unexpected(id, &[WAITING, READY]);
    refused(&g, w.treasury.address(), timelock, &cancel, error).await;
    act(&g, &w.treasury, timelock, &single.schedule(60)).await;
    let stranger = w.stranger.address();
    let error = unauthorized(stranger, "CANCELLER_ROLE");
    refused(&g, stranger, timelock, &cancel, error).await;
    let sent = act(&g, &w.treasury, timelock, &cancel).await;
    assert_eq!(events::<Timelock::Cancelled>(&sent, timelock)[0].id, id);
    assert_eq!(state(&g, timelock, id).await, 0);
    wait(&g, 60).await;
    refused(
        &g,
        stranger,
        timelock,
        &single.execute(),
        unexpected(id, &[READY]),
    )
    .await;
    act(&g, &w.treasury, timelock, &single.schedule(60)).await;
    wait(&g, 60).await;
    // Ready, and still to be stopped.
    act(&g, &w.treasury, timelock, &cancel).await;
}

/// A call to whoever executes is left to it only if it is the governor: nobody else could be trusted to make it.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_governor_is_left_its_calls() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let forwarder = g.deploy_solidity("Forwarder", &()).await.unwrap();
    // It may even propose.
    let grant = Timelock::grantRoleCall {
        role: role("PROPOSER_ROLE"),
        account: forwarder,
    };
    act(&g, &w.deployer, timelock, &grant).await;
    let batch = Proposal::new("poke").call(forwarder, &Forwarder::pokeCall {});
    act(&g, &w.treasury, timelock, &batch.schedule(60)).await;
    wait(&g, 60).await;
    let data = batch.execute_scheduled().abi_encode().into();
    let forward = Forwarder::forwardCall {
        target: timelock,
        data,
    };
    let sent = act(&g, &w.stranger, forwarder, &forward).await;
    assert!(events::<Timelock::CallDeferred>(&sent, timelock).is_empty());
    assert_eq!(read(&g, forwarder, &Forwarder::pokesCall {}).await, u(1));
    // Named as the governor, it is.
    act(
        &g,
        &w.deployer,
        timelock,
        &Timelock::setGovernorCall {
            governor: forwarder,
        },
    )
    .await;
    let batch = Proposal::new("poke again").call(forwarder, &Forwarder::pokeCall {});
    act(&g, &w.treasury, timelock, &batch.schedule(60)).await;
    wait(&g, 60).await;
    let data = batch.execute_scheduled().abi_encode().into();
    let forward = Forwarder::forwardCall {
        target: timelock,
        data,
    };
    let sent = act(&g, &w.stranger, forwarder, &forward).await;
    assert_eq!(
        events::<Timelock::CallDeferred>(&sent, timelock)[0].governor,
        forwarder
    );
    assert_eq!(read(&g, forwarder, &Forwarder::pokesCall {}).await, u(1));
}
