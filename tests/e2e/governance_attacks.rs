//! What protocol.md calls known attacks on governance. Each test fails without its defence.

use alloy::primitives::aliases::U48;
use alloy::primitives::{B256, U256, keccak256};
use alloy::sol_types::SolCall;
use productshare_abi::{Governor, Psc, Pss, Reserve, Timelock};
use world::dao::*;

use crate::contracts::*;
use crate::governor::{dao, note, propose, pss, state, vote};

/// Votes that are bought or borrowed once it is known what is voted on count for nothing, nor do those of this very
/// second help to propose.
#[tokio::test(flavor = "multi_thread")]
async fn borrowed_votes_count_for_nothing() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let thief = w.stranger.address();
    let (_, proposal) = note(&g, 1).await;
    propose(&g, &w.alice, &proposal).await;
    wait(&g, VOTING_DELAY + 1).await;
    let give = Pss::transferCall {
        to: thief,
        value: pss(20_000_000),
    };
    act(&g, &w.relayer, g.pss(), &give).await;
    act(
        &g,
        &w.stranger,
        g.pss(),
        &Pss::delegateCall { delegatee: thief },
    )
    .await;
    let votes = Pss::getVotesCall { account: thief };
    assert_eq!(read(&g, g.pss(), &votes).await, pss(20_000_000));
    let (_, his) = note(&g, 2).await;
    let error = Governor::GovernorInsufficientProposerVotes {
        proposer: thief,
        votes: U256::ZERO,
        threshold: pss(10_000),
    };
    refused(&g, thief, governor, &his.propose(), error).await;
    wait(&g, 10).await;
    let sent = act(&g, &w.stranger, governor, &proposal.vote(FOR)).await;
    assert_eq!(
        events::<Governor::VoteCast>(&sent, governor)[0].weight,
        U256::ZERO
    );
    // Whom they belonged to at the snapshot votes with them.
    let sent = act(&g, &w.relayer, governor, &proposal.vote(FOR)).await;
    assert_eq!(
        events::<Governor::VoteCast>(&sent, governor)[0].weight,
        pss(20_000_000)
    );
}

/// The treasury's 40 of 100 million neither vote nor raise the quorum.
#[tokio::test(flavor = "multi_thread")]
async fn the_treasury_neither_votes_nor_raises_the_quorum() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    // The friend has more than 4 % of what votes, and less than 4 % of all.
    let give = Pss::transferCall {
        to: w.friend.address(),
        value: pss(3_000_000),
    };
    act(&g, &w.issuer, g.pss(), &give).await;
    let delegatee = w.friend.address();
    act(&g, &w.friend, g.pss(), &Pss::delegateCall { delegatee }).await;
    let (_, proposal) = note(&g, 1).await;
    let (_, other) = note(&g, 2).await;
    // The guardian would have the treasury vote, which holds more than anybody.
    let abuse = Proposal::new("abuse").call(governor, &other.vote(FOR));
    act(&g, &w.owner, timelock, &abuse.schedule(GUARDIAN_DELAY)).await;
    wait(&g, GUARDIAN_DELAY).await;
    propose(&g, &w.alice, &proposal).await;
    propose(&g, &w.alice, &other).await;
    wait(&g, VOTING_DELAY + 1).await;
    let error = Governor::GovernorExcludedAccount { account: timelock };
    refused(
        &g,
        w.owner.address(),
        timelock,
        &abuse.execute_scheduled(),
        error,
    )
    .await;
    let timepoint = read(
        &g,
        governor,
        &Governor::proposalSnapshotCall {
            proposalId: other.id(),
        },
    )
    .await;
    let votes = Governor::getVotesCall {
        account: timelock,
        timepoint,
    };
    assert_eq!(read(&g, governor, &votes).await, U256::ZERO);
    vote(&g, &w.friend, &proposal, FOR).await;
    wait(&g, VOTING_PERIOD).await;
    assert_eq!(state(&g, &proposal).await, SUCCEEDED);
}

/// Somebody copies a proposal from the mempool, to cancel it as its proposer.
#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_reserved_for_its_proposer_cannot_be_front_run() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let (ledger, plain) = note(&g, 1).await;
    let thief = w.relayer.address();
    let description = format!("note 1 #proposer={}", w.alice.address());
    let reserved = Proposal {
        description,
        ..plain.clone()
    };
    let error = Governor::GovernorRestrictedProposer { proposer: thief };
    refused(&g, thief, governor, &reserved.propose(), error).await;
    propose(&g, &w.alice, &reserved).await;
    // Without the suffix it could.
    propose(&g, &w.relayer, &plain).await;
    act(&g, &w.relayer, governor, &plain.cancel()).await;
    let error = crate::governor::unexpected(&plain, CANCELED, &[]);
    refused(&g, w.alice.address(), governor, &plain.propose(), error).await;
    // What does not spell an address reserves nothing.
    let odd = Proposal {
        description: "note #proposer=0xnobody".into(),
        ..Proposal::new("")
    };
    propose(&g, &w.relayer, &odd.call(ledger, &Governor::clockCall {})).await;
}

/// Proposals on governor and timelock themselves: nothing can be made to look executed that was not.
#[tokio::test(flavor = "multi_thread")]
async fn calls_to_the_governor_cannot_be_lost() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let set = Governor::setVotingDelayCall {
        newVotingDelay: U48::from(20),
    };
    let note = world::solidity::Ledger::noteCall { number: u(1) };
    let alice = w.alice.address();
    // It would be applied after the call that follows it.
    let first = Proposal::new("first")
        .call(governor, &set)
        .call(ledger, &note)
        .call(governor, &set);
    let error = Governor::GovernorOwnCallsNotLast { index: U256::ZERO };
    refused(&g, alice, governor, &first.propose(), error).await;
    // The timelock could not pass the ether on.
    let paid = Proposal::new("paid")
        .call(ledger, &note)
        .raw(governor, u(5), set.abi_encode());
    let error = Governor::GovernorOwnCallWithValue {
        index: u(1),
        value: u(5),
    };
    refused(&g, alice, governor, &paid.propose(), error).await;

    // An operation that calls the governor, executed by the governor for another proposal: nobody would apply it.
    let hidden = Proposal::new("hidden").call(governor, &set);
    act(&g, &w.owner, timelock, &hidden.schedule(GUARDIAN_DELAY)).await;
    let relay = Governor::relayCall {
        target: timelock,
        value: U256::ZERO,
        data: hidden.execute_scheduled().abi_encode().into(),
    };
    let trick = Proposal::new("trick").call(governor, &relay);
    propose(&g, &w.alice, &trick).await;
    wait(&g, VOTING_DELAY + 1).await;
    vote(&g, &w.alice, &trick, FOR).await;
    wait(&g, VOTING_PERIOD).await;
    act(&g, &w.alice, governor, &trick.queue()).await;
    wait(&g, GUARDIAN_DELAY).await;
    let error = Governor::GovernorRelayedExecution {};
    refused(&g, alice, governor, &trick.execute(), error).await;
    // Executed as it should be, it is applied.
    act(&g, &w.stranger, timelock, &hidden.execute_scheduled()).await;
    assert_eq!(
        read(&g, governor, &Governor::votingDelayCall {}).await,
        u(20)
    );
}

/// The guardian's operation waits as long as a vote against it takes, also one that is prolonged, and the delay for who has to
/// notice it. What only cancels waits for nothing after its vote.
#[tokio::test(flavor = "multi_thread")]
async fn a_vote_stops_an_operation_of_the_guardians_in_time() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    let least = read(&g, timelock, &Timelock::guardianDelayCall {}).await;
    assert_eq!(least, u(GUARDIAN_DELAY));
    let give = Pss::transferCall {
        to: w.owner.address(),
        value: pss(40_000_000),
    };
    let theft = Proposal::new("theft").call(g.pss(), &give);
    let error = Timelock::TimelockInsufficientDelay {
        delay: least - u(1),
        minDelay: least,
    };
    let sooner = theft.schedule(GUARDIAN_DELAY - 1);
    refused(&g, w.owner.address(), timelock, &sooner, error).await;
    let scheduled = act(&g, &w.owner, timelock, &theft.schedule(GUARDIAN_DELAY)).await;
    let id = events::<Timelock::GuardianScheduled>(&scheduled, timelock)[0].id;

    wait(&g, MIN_DELAY - 20).await;
    let stop = Proposal::new("stop").call(timelock, &Timelock::cancelCall { id });
    propose(&g, &w.alice, &stop).await;
    // Were its operation scheduled already, for a time that never comes, the proposal could not be queued.
    let taken = Timelock::scheduleBatchCall {
        salt: stop.salt(governor),
        ..stop.schedule(u64::MAX)
    };
    let error = Timelock::GuardianSalt { salt: taken.salt };
    refused(&g, w.owner.address(), timelock, &taken, error).await;
    wait(&g, VOTING_DELAY + VOTING_PERIOD - 4).await;
    vote(&g, &w.alice, &stop, FOR).await;
    wait(&g, EXTENSION + 2).await;
    assert_eq!(state(&g, &stop).await, SUCCEEDED);
    act(&g, &w.stranger, governor, &stop.queue()).await;
    let sent = act(&g, &w.stranger, governor, &stop.execute()).await;
    assert_eq!(events::<Timelock::Cancelled>(&sent, timelock)[0].id, id);
    assert_eq!(state(&g, &stop).await, EXECUTED);

    wait(&g, GUARDIAN_DELAY).await;
    let error = Timelock::TimelockUnexpectedOperationState {
        operationId: id,
        expectedStates: B256::with_last_byte(1 << 2),
    };
    let stranger = w.stranger.address();
    refused(&g, stranger, timelock, &theft.execute_scheduled(), error).await;
}

/// Nobody but the timelock changes anything: not the deployer, not the guardian, not a voter.
#[tokio::test(flavor = "multi_thread")]
async fn the_deployer_keeps_nothing() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    let proposer = keccak256("PROPOSER_ROLE");
    for who in [&w.deployer, &w.owner, &w.alice] {
        let account = who.address();
        let owned = Psc::OwnableUnauthorizedAccount { account };
        let take = Psc::transferOwnershipCall { newOwner: account };
        for contract in [
            "psc",
            "reserve",
            "pss",
            "catalog",
            "offer-pool",
            "splitter",
            "checkout",
        ] {
            let at = g.manifest.contracts[contract].address;
            assert_eq!(
                read(&g, at, &Psc::ownerCall {}).await,
                timelock,
                "{contract}"
            );
            refused(&g, account, at, &take, owned.clone()).await;
        }
        let mint = Pss::mintCall {
            to: account,
            value: u(1),
        };
        refused(&g, account, g.pss(), &mint, owned.clone()).await;
        let fee = Reserve::setRedemptionFeeCall { bps: 1 };
        refused(&g, account, g.reserve(), &fee, owned.clone()).await;
        let admin = Timelock::AccessControlUnauthorizedAccount {
            account,
            neededRole: B256::ZERO,
        };
        let grant = Timelock::grantRoleCall {
            role: proposer,
            account,
        };
        refused(&g, account, timelock, &grant, admin.clone()).await;
        let name = Timelock::setGovernorCall { governor: g.pss() };
        refused(&g, account, timelock, &name, admin.clone()).await;
        let name = Timelock::setOfferingCall { offering: g.pss() };
        refused(&g, account, timelock, &name, admin).await;
        let executor = Governor::GovernorOnlyExecutor { account };
        let delay = Governor::setVotingDelayCall {
            newVotingDelay: U48::from(20),
        };
        refused(&g, account, governor, &delay, executor.clone()).await;
        let relay = Governor::relayCall {
            target: g.pss(),
            value: U256::ZERO,
            data: Default::default(),
        };
        refused(&g, account, governor, &relay, executor.clone()).await;
        let other = Governor::updateTimelockCall {
            newTimelock: g.pss(),
        };
        refused(&g, account, governor, &other, executor).await;
    }
    let account = w.deployer.address();
    for name in ["", "PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"] {
        let role = if name.is_empty() {
            B256::ZERO
        } else {
            keccak256(name)
        };
        let has = Timelock::hasRoleCall { role, account };
        assert!(!read(&g, timelock, &has).await, "{name}");
    }
    assert_eq!(balance(&g, g.pss(), account).await, U256::ZERO);
    let schedule = Proposal::new("mine").call(g.pss(), &Pss::delegateCall { delegatee: account });
    let error = Timelock::AccessControlUnauthorizedAccount {
        account,
        neededRole: proposer,
    };
    refused(&g, account, timelock, &schedule.schedule(MIN_DELAY), error).await;
    let treasury = balance(&g, g.pss(), timelock).await;
    assert_eq!(treasury, pss(40_000_000));
}
