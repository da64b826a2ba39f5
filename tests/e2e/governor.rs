//! Governor on its real wasm, with the timelock that owns everything: every state, every boundary, every way to vote,
//! and the DAO's changes of itself.

use alloy::primitives::aliases::U48;
use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use productshare_abi::{Governor, Psc, Pss, Timelock};
use world::dao::*;
use world::ground::{Ground, Options};
use world::solidity::{Erc1271Wallet, Ledger};
use world::typed::{self, Ballot, ExtendedBallot};

use crate::contracts::*;

/// Whole PSS.
pub fn pss(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10).pow(U256::from(18))
}

/// A DAO whose timelock owns everything and holds all PSS but what Alice (30 million), the relayer (20 million) and the
/// issuer (10 million) vote with: 2.4 million make the quorum.
pub async fn dao() -> Ground {
    let g = Ground::start_with(Options {
        dao: true,
        ..Options::default()
    })
    .await
    .unwrap();
    let w = &g.wallets;
    let shares = [
        (&w.alice, pss(30_000_000)),
        (&w.relayer, pss(20_000_000)),
        (&w.issuer, pss(10_000_000)),
    ];
    g.endow(&shares).await.unwrap();
    wait(&g, 1).await;
    g
}

/// A proposal that a ledger note a number.
pub async fn note(g: &Ground, number: u64) -> (Address, Proposal) {
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let proposal = Proposal::new(format!("note {number}"));
    let call = Ledger::noteCall { number: u(number) };
    (ledger, proposal.call(ledger, &call))
}

pub async fn state(g: &Ground, proposal: &Proposal) -> u8 {
    let call = Governor::stateCall {
        proposalId: proposal.id(),
    };
    read(g, g.governor(), &call).await
}

pub async fn propose(g: &Ground, who: &PrivateKeySigner, proposal: &Proposal) {
    act(g, who, g.governor(), &proposal.propose()).await;
}

pub async fn vote(g: &Ground, who: &PrivateKeySigner, proposal: &Proposal, support: u8) {
    act(g, who, g.governor(), &proposal.vote(support)).await;
}

async fn deadline(g: &Ground, proposal: &Proposal) -> u64 {
    let call = Governor::proposalDeadlineCall {
        proposalId: proposal.id(),
    };
    read(g, g.governor(), &call).await.to()
}

/// Waits until the second `time`.
async fn until(g: &Ground, time: u64) {
    wait(g, time - g.client.now().await.unwrap()).await;
}

pub fn unexpected(
    proposal: &Proposal,
    current: u8,
    expected: &[u8],
) -> Governor::GovernorUnexpectedProposalState {
    let bits = expected.iter().map(|state| 1u64 << state).sum::<u64>();
    Governor::GovernorUnexpectedProposalState {
        proposalId: proposal.id(),
        current,
        expectedStates: B256::from(u(bits)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_passes_through_its_whole_life() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let (ledger, proposal) = note(&g, 7).await;
    let id = proposal.id();
    let lists = (
        proposal.targets.clone(),
        proposal.values.clone(),
        proposal.calldatas.clone(),
    );
    let (targets, values, calldatas) = lists;
    let call = Governor::getProposalIdCall {
        targets,
        values,
        calldatas,
        descriptionHash: proposal.description_hash(),
    };
    assert_eq!(read(&g, governor, &call).await, id);

    let nothing = Governor::stateCall { proposalId: id };
    let error = Governor::GovernorNonexistentProposal { proposalId: id };
    refused(&g, Address::ZERO, governor, &nothing, error).await;

    let now = g.client.now().await.unwrap();
    let sent = act(&g, &w.alice, governor, &proposal.propose()).await;
    let (start, end) = (now + VOTING_DELAY, now + VOTING_DELAY + VOTING_PERIOD);
    let created = events::<Governor::ProposalCreated>(&sent, governor);
    assert_eq!(
        created,
        [Governor::ProposalCreated {
            proposalId: id,
            proposer: w.alice.address(),
            targets: proposal.targets.clone(),
            values: proposal.values.clone(),
            signatures: vec![String::new()],
            calldatas: proposal.calldatas.clone(),
            voteStart: u(start),
            voteEnd: u(end),
            description: proposal.description.clone(),
        }]
    );
    assert_eq!(state(&g, &proposal).await, PENDING);
    let snapshot = Governor::proposalSnapshotCall { proposalId: id };
    assert_eq!(read(&g, governor, &snapshot).await, u(start));
    assert_eq!(deadline(&g, &proposal).await, end);
    let proposer = Governor::proposalProposerCall { proposalId: id };
    assert_eq!(read(&g, governor, &proposer).await, w.alice.address());

    wait(&g, VOTING_DELAY + 1).await;
    assert_eq!(state(&g, &proposal).await, ACTIVE);
    let sent = act(&g, &w.alice, governor, &proposal.vote(FOR)).await;
    let cast = events::<Governor::VoteCast>(&sent, governor);
    assert_eq!(
        cast,
        [Governor::VoteCast {
            voter: w.alice.address(),
            proposalId: id,
            support: FOR,
            weight: pss(30_000_000),
            reason: String::new(),
        }]
    );
    vote(&g, &w.relayer, &proposal, AGAINST).await;
    vote(&g, &w.issuer, &proposal, ABSTAIN).await;
    let votes = read(
        &g,
        governor,
        &Governor::proposalVotesCall { proposalId: id },
    )
    .await;
    assert_eq!(
        (votes.againstVotes, votes.forVotes, votes.abstainVotes),
        (pss(20_000_000), pss(30_000_000), pss(10_000_000))
    );
    let has = |account| Governor::hasVotedCall {
        proposalId: id,
        account,
    };
    assert!(read(&g, governor, &has(w.alice.address())).await);
    assert!(!read(&g, governor, &has(w.bob.address())).await);

    until(&g, end + 1).await;
    assert_eq!(state(&g, &proposal).await, SUCCEEDED);
    let early = unexpected(&proposal, SUCCEEDED, &[QUEUED]);
    refused(&g, w.bob.address(), governor, &proposal.execute(), early).await;
    let operation = proposal.operation(governor);
    let now = g.client.now().await.unwrap();
    let sent = act(&g, &w.alice, governor, &proposal.queue()).await;
    let queued = events::<Governor::ProposalQueued>(&sent, governor);
    assert_eq!(
        (queued[0].proposalId, queued[0].etaSeconds),
        (id, u(now + MIN_DELAY))
    );
    let scheduled = events::<Governor::ProposalScheduled>(&sent, governor);
    assert_eq!(
        (scheduled[0].proposalId, scheduled[0].operation),
        (id, operation)
    );
    let booked = events::<Timelock::CallScheduled>(&sent, g.timelock());
    assert_eq!(
        (booked.len(), booked[0].id, booked[0].target),
        (1, operation, ledger)
    );
    assert_eq!(state(&g, &proposal).await, QUEUED);
    let eta = Governor::proposalEtaCall { proposalId: id };
    assert_eq!(read(&g, governor, &eta).await, u(now + MIN_DELAY));
    let of = Governor::proposalOperationCall { proposalId: id };
    assert_eq!(read(&g, governor, &of).await, operation);

    wait(&g, MIN_DELAY - 1).await;
    let waiting = Timelock::TimelockUnexpectedOperationState {
        operationId: operation,
        expectedStates: B256::with_last_byte(4),
    };
    refused(&g, w.bob.address(), governor, &proposal.execute(), waiting).await;
    wait(&g, 1).await;
    let sent = act(&g, &w.stranger, governor, &proposal.execute()).await;
    assert_eq!(
        events::<Governor::ProposalExecuted>(&sent, governor)[0].proposalId,
        id
    );
    let noted = events::<Ledger::Noted>(&sent, ledger);
    assert_eq!((noted[0].caller, noted[0].number), (g.timelock(), u(7)));
    assert_eq!(state(&g, &proposal).await, EXECUTED);
    assert_eq!(read(&g, governor, &eta).await, u(now + MIN_DELAY));
    let again = unexpected(&proposal, EXECUTED, &[QUEUED]);
    refused(&g, w.bob.address(), governor, &proposal.execute(), again).await;
    let again = unexpected(&proposal, EXECUTED, &[]);
    refused(&g, w.alice.address(), governor, &proposal.propose(), again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn voting_opens_after_the_snapshot_and_counts_at_the_deadline() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let (_, proposal) = note(&g, 1).await;
    propose(&g, &w.alice, &proposal).await;
    wait(&g, VOTING_DELAY).await;
    // The snapshot's own second: what is held then is not final yet.
    assert_eq!(state(&g, &proposal).await, PENDING);
    let early = unexpected(&proposal, PENDING, &[ACTIVE]);
    refused(&g, w.alice.address(), governor, &proposal.vote(FOR), early).await;
    wait(&g, 1).await;
    vote(&g, &w.alice, &proposal, FOR).await;
    until(&g, deadline(&g, &proposal).await).await;
    vote(&g, &w.relayer, &proposal, FOR).await;
    wait(&g, 1).await;
    assert_eq!(state(&g, &proposal).await, SUCCEEDED);
    let late = unexpected(&proposal, SUCCEEDED, &[ACTIVE]);
    refused(&g, w.issuer.address(), governor, &proposal.vote(FOR), late).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tie_and_a_missed_quorum_are_defeats() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    // Alice votes against with exactly what the two others have.
    let (_, tie) = note(&g, 1).await;
    propose(&g, &w.alice, &tie).await;
    wait(&g, VOTING_DELAY + 1).await;
    vote(&g, &w.alice, &tie, AGAINST).await;
    vote(&g, &w.relayer, &tie, FOR).await;
    vote(&g, &w.issuer, &tie, FOR).await;
    // Bob holds the quorum less one unit, the friend the missing unit.
    let quorum = pss(2_400_000);
    let give = |to: &PrivateKeySigner, value| Pss::transferCall {
        to: to.address(),
        value,
    };
    act(&g, &w.issuer, g.pss(), &give(&w.stranger, quorum - u(1))).await;
    act(&g, &w.issuer, g.pss(), &give(&w.friend, u(1))).await;
    for holder in [&w.stranger, &w.friend] {
        let delegatee = holder.address();
        act(&g, holder, g.pss(), &Pss::delegateCall { delegatee }).await;
    }
    let (_, missed) = note(&g, 2).await;
    let (_, reached) = note(&g, 3).await;
    let (_, abstained) = note(&g, 4).await;
    for proposal in [&missed, &reached, &abstained] {
        propose(&g, &w.alice, proposal).await;
    }
    wait(&g, VOTING_DELAY + 1).await;
    let snapshot = Governor::proposalSnapshotCall {
        proposalId: missed.id(),
    };
    let timepoint = read(&g, governor, &snapshot).await;
    assert_eq!(
        read(&g, governor, &Governor::quorumCall { timepoint }).await,
        quorum
    );
    for proposal in [&missed, &reached] {
        vote(&g, &w.stranger, proposal, FOR).await;
    }
    vote(&g, &w.friend, &reached, FOR).await;
    // Abstentions count for the quorum, votes against do not.
    vote(&g, &w.stranger, &abstained, ABSTAIN).await;
    vote(&g, &w.friend, &abstained, FOR).await;
    wait(&g, VOTING_PERIOD).await;
    assert_eq!(state(&g, &tie).await, DEFEATED);
    assert_eq!(state(&g, &missed).await, DEFEATED);
    assert_eq!(state(&g, &reached).await, SUCCEEDED);
    assert_eq!(state(&g, &abstained).await, SUCCEEDED);
    let defeated = unexpected(&missed, DEFEATED, &[SUCCEEDED]);
    refused(&g, w.alice.address(), governor, &missed.queue(), defeated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_quorum_extends_the_voting_once() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let (_, proposal) = note(&g, 1).await;
    propose(&g, &w.alice, &proposal).await;
    wait(&g, VOTING_DELAY + 1).await;
    let end = deadline(&g, &proposal).await;
    // A vote against does not reach a quorum.
    until(&g, end - 30).await;
    let sent = act(&g, &w.issuer, governor, &proposal.vote(AGAINST)).await;
    assert!(events::<Governor::ProposalExtended>(&sent, governor).is_empty());
    until(&g, end).await;
    let sent = act(&g, &w.alice, governor, &proposal.vote(FOR)).await;
    let extended = events::<Governor::ProposalExtended>(&sent, governor);
    assert_eq!(
        extended,
        [Governor::ProposalExtended {
            proposalId: proposal.id(),
            extendedDeadline: end + EXTENSION,
        }]
    );
    assert_eq!(deadline(&g, &proposal).await, end + EXTENSION);
    // Whoever was asleep may still object, without moving the end again.
    until(&g, end + EXTENSION).await;
    let sent = act(&g, &w.relayer, governor, &proposal.vote(ABSTAIN)).await;
    assert!(events::<Governor::ProposalExtended>(&sent, governor).is_empty());
    wait(&g, 1).await;
    assert_eq!(state(&g, &proposal).await, SUCCEEDED);
}

#[tokio::test(flavor = "multi_thread")]
async fn early_quorum_extends_nothing() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let (_, proposal) = note(&g, 1).await;
    propose(&g, &w.alice, &proposal).await;
    wait(&g, VOTING_DELAY + 1).await;
    let end = deadline(&g, &proposal).await;
    // Exactly as long before the end as the extension lasts.
    until(&g, end - EXTENSION).await;
    vote(&g, &w.alice, &proposal, FOR).await;
    until(&g, end - 1).await;
    let sent = act(&g, &w.relayer, governor, &proposal.vote(FOR)).await;
    assert!(events::<Governor::ProposalExtended>(&sent, governor).is_empty());
    assert_eq!(deadline(&g, &proposal).await, end);
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_are_cast_by_signature_of_keys_and_of_wallets() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let owner = w.bob.address();
    let wallet = g.deploy_solidity("Erc1271Wallet", &(owner,)).await.unwrap();
    let give = Pss::transferCall {
        to: wallet,
        value: pss(1_000_000),
    };
    act(&g, &w.issuer, g.pss(), &give).await;
    g.chain.set_balance(owner, U256::from(10).pow(u(18)));
    let delegate = Pss::delegateCall { delegatee: wallet }.abi_encode();
    let execute = Erc1271Wallet::executeCall {
        target: g.pss(),
        data: delegate.into(),
    };
    act(&g, &w.bob, wallet, &execute).await;
    let (_, proposal) = note(&g, 1).await;
    propose(&g, &w.alice, &proposal).await;
    wait(&g, VOTING_DELAY + 1).await;

    let domain = typed::domain("ProductShare Governor", g.client.chain_id, governor);
    let id = proposal.id();
    let ballot = |voter, nonce| Ballot {
        proposalId: id,
        support: FOR,
        voter,
        nonce: u(nonce),
    };
    let by_sig = |voter, signature| Governor::castVoteBySigCall {
        proposalId: id,
        support: FOR,
        voter,
        signature,
    };
    let alice = w.alice.address();
    let signed = typed::sign(&w.alice, &domain, &ballot(alice, 0));
    // Of another voter, of another key, for another nonce: all the same to the governor.
    let wrong = [
        (w.relayer.address(), signed.clone()),
        (alice, typed::sign(&w.relayer, &domain, &ballot(alice, 0))),
        (alice, typed::sign(&w.alice, &domain, &ballot(alice, 1))),
        (alice, Default::default()),
    ];
    for (voter, signature) in wrong {
        let error = Governor::GovernorInvalidSignature { voter };
        refused(
            &g,
            w.stranger.address(),
            governor,
            &by_sig(voter, signature),
            error,
        )
        .await;
    }
    let sent = act(&g, &w.stranger, governor, &by_sig(alice, signed.clone())).await;
    assert_eq!(
        events::<Governor::VoteCast>(&sent, governor)[0].voter,
        alice
    );
    assert_eq!(
        read(&g, governor, &Governor::noncesCall { owner: alice }).await,
        u(1)
    );
    let error = Governor::GovernorInvalidSignature { voter: alice };
    refused(
        &g,
        w.stranger.address(),
        governor,
        &by_sig(alice, signed),
        error,
    )
    .await;
    let again = typed::sign(&w.alice, &domain, &ballot(alice, 1));
    let error = Governor::GovernorAlreadyCastVote { voter: alice };
    refused(
        &g,
        w.stranger.address(),
        governor,
        &by_sig(alice, again),
        error,
    )
    .await;

    let extended = ExtendedBallot {
        proposalId: id,
        support: ABSTAIN,
        voter: wallet,
        nonce: U256::ZERO,
        reason: "the wallet's reason".into(),
        params: vec![1, 2, 3].into(),
    };
    let call = Governor::castVoteWithReasonAndParamsBySigCall {
        proposalId: id,
        support: ABSTAIN,
        voter: wallet,
        reason: extended.reason.clone(),
        params: extended.params.clone(),
        signature: typed::sign(&w.bob, &domain, &extended),
    };
    let other = Governor::castVoteWithReasonAndParamsBySigCall {
        reason: "another reason".into(),
        ..call.clone()
    };
    let error = Governor::GovernorInvalidSignature { voter: wallet };
    refused(&g, w.stranger.address(), governor, &other, error).await;
    let sent = act(&g, &w.stranger, governor, &call).await;
    assert_eq!(
        events::<Governor::VoteCastWithParams>(&sent, governor),
        [Governor::VoteCastWithParams {
            voter: wallet,
            proposalId: id,
            support: ABSTAIN,
            weight: pss(1_000_000),
            reason: extended.reason,
            params: extended.params,
        }]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_are_refused_twice_and_of_unknown_kinds() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let (_, proposal) = note(&g, 1).await;
    let unknown = Governor::GovernorNonexistentProposal {
        proposalId: proposal.id(),
    };
    let alice = w.alice.address();
    refused(&g, alice, governor, &proposal.vote(FOR), unknown).await;
    propose(&g, &w.alice, &proposal).await;
    wait(&g, VOTING_DELAY + 1).await;
    let kind = Governor::GovernorInvalidVoteType {};
    refused(&g, alice, governor, &proposal.vote(3), kind).await;
    let reasoned = Governor::castVoteWithReasonCall {
        proposalId: proposal.id(),
        support: FOR,
        reason: "it is good".into(),
    };
    let sent = act(&g, &w.alice, governor, &reasoned).await;
    assert_eq!(
        events::<Governor::VoteCast>(&sent, governor)[0].reason,
        "it is good"
    );
    let twice = Governor::GovernorAlreadyCastVote { voter: alice };
    refused(&g, alice, governor, &proposal.vote(AGAINST), twice).await;
    // Who had nothing at the snapshot votes with nothing, once.
    let give = Pss::transferCall {
        to: w.stranger.address(),
        value: pss(1),
    };
    act(&g, &w.alice, g.pss(), &give).await;
    let sent = act(&g, &w.stranger, governor, &proposal.vote(FOR)).await;
    assert_eq!(
        events::<Governor::VoteCast>(&sent, governor)[0].weight,
        U256::ZERO
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn proposals_need_the_threshold_and_whole_lists() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let (ledger, proposal) = note(&g, 1).await;
    let error = Governor::GovernorInsufficientProposerVotes {
        proposer: w.stranger.address(),
        votes: U256::ZERO,
        threshold: pss(10_000),
    };
    refused(
        &g,
        w.stranger.address(),
        governor,
        &proposal.propose(),
        error,
    )
    .await;
    for (targets, values, calldatas) in [(0, 0, 0), (1, 1, 0), (1, 0, 1), (0, 1, 1)] {
        let call = Governor::proposeCall {
            targets: vec![ledger; targets],
            values: vec![U256::ZERO; values],
            calldatas: vec![Default::default(); calldatas],
            description: String::new(),
        };
        let error = Governor::GovernorInvalidProposalLength {
            targets: u(targets as u64),
            calldatas: u(calldatas as u64),
            values: u(values as u64),
        };
        refused(&g, w.alice.address(), governor, &call, error).await;
    }
    propose(&g, &w.alice, &proposal).await;
    let again = unexpected(&proposal, PENDING, &[]);
    refused(
        &g,
        w.relayer.address(),
        governor,
        &proposal.propose(),
        again,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposer_cancels_before_voting_only() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let (_, proposal) = note(&g, 1).await;
    propose(&g, &w.alice, &proposal).await;
    let unable = |account| Governor::GovernorUnableToCancel {
        proposalId: proposal.id(),
        account,
    };
    let (alice, relayer) = (w.alice.address(), w.relayer.address());
    refused(&g, relayer, governor, &proposal.cancel(), unable(relayer)).await;
    let (_, other) = note(&g, 2).await;
    propose(&g, &w.alice, &other).await;
    let sent = act(&g, &w.alice, governor, &other.cancel()).await;
    assert_eq!(
        events::<Governor::ProposalCanceled>(&sent, governor)[0].proposalId,
        other.id()
    );
    assert_eq!(state(&g, &other).await, CANCELED);
    wait(&g, VOTING_DELAY + 1).await;
    refused(&g, alice, governor, &proposal.cancel(), unable(alice)).await;
    let canceled = unexpected(&other, CANCELED, &[ACTIVE]);
    refused(&g, alice, governor, &other.vote(FOR), canceled).await;
    let again = unexpected(&other, CANCELED, &[]);
    refused(&g, alice, governor, &other.propose(), again).await;
}

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
async fn the_treasury_spends_tokens_and_ether_by_proposal_only() {
    let g = dao().await;
    let (w, governor, timelock) = (&g.wallets, g.governor(), g.timelock());
    let to = w.school.address();
    let give = Pss::transferCall {
        to,
        value: pss(1_000),
    };
    let wei = U256::from(10).pow(u(18));
    let proposal = Proposal::new("a grant")
        .call(g.pss(), &give)
        .raw(to, wei, Vec::new());
    let before = g.client.balance(to).await.unwrap();
    // Ether reaches the treasury as a plain transfer, or with the execution.
    let plain = world::client::request(w.alice.address(), Some(timelock), Default::default());
    let plain = alloy::network::TransactionBuilder::with_value(plain, wei / u(2));
    g.client.transact(plain).await.unwrap();
    propose(&g, &w.alice, &proposal).await;
    wait(&g, VOTING_DELAY + 1).await;
    vote(&g, &w.alice, &proposal, FOR).await;
    wait(&g, VOTING_PERIOD).await;
    act(&g, &w.alice, governor, &proposal.queue()).await;
    wait(&g, MIN_DELAY).await;
    let poor = Timelock::FailedCall {};
    refused(&g, w.alice.address(), governor, &proposal.execute(), poor).await;
    let input = proposal.execute().abi_encode();
    let request = world::client::request(w.alice.address(), Some(governor), input.into());
    let request = alloy::network::TransactionBuilder::with_value(request, wei / u(2));
    g.client.transact(request).await.unwrap();
    assert_eq!(g.client.balance(to).await.unwrap() - before, wei);
    assert_eq!(g.client.balance(governor).await.unwrap(), U256::ZERO);
    assert_eq!(balance(&g, g.pss(), to).await, pss(1_000));
    // The governor itself takes no ether and no tokens.
    let request = world::client::request(w.alice.address(), Some(governor), Default::default());
    let request = alloy::network::TransactionBuilder::with_value(request, u(1));
    let error = g.client.transact(request).await.unwrap_err().to_string();
    assert!(error.contains("GovernorDisabledDeposit"), "{error}");
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

#[tokio::test(flavor = "multi_thread")]
async fn failing_calls_are_told_as_they_were() {
    let g = dao().await;
    let (w, governor) = (&g.wallets, g.governor());
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let said = Proposal::new("said").call(ledger, &Ledger::refuseCall { number: u(3) });
    let unsaid = Proposal::new("unsaid").call(ledger, &Ledger::failCall {});
    let unknown = Proposal::new("unknown").raw(governor, U256::ZERO, vec![1, 2, 3, 4]);
    let vote_itself = Proposal::new("vote").call(governor, &said.vote(FOR));
    let all = [&said, &unsaid, &unknown, &vote_itself];
    for proposal in all {
        propose(&g, &w.alice, proposal).await;
    }
    wait(&g, VOTING_DELAY + 1).await;
    for proposal in all {
        vote(&g, &w.alice, proposal, FOR).await;
    }
    wait(&g, VOTING_PERIOD).await;
    for proposal in all {
        act(&g, &w.alice, governor, &proposal.queue()).await;
    }
    wait(&g, MIN_DELAY).await;
    let who = w.bob.address();
    refused(
        &g,
        who,
        governor,
        &said.execute(),
        Ledger::Refused { number: u(3) },
    )
    .await;
    refused(
        &g,
        who,
        governor,
        &unsaid.execute(),
        Governor::FailedCall {},
    )
    .await;
    let error = |selector: [u8; 4]| Governor::GovernorUnknownOwnCall {
        selector: selector.into(),
    };
    refused(&g, who, governor, &unknown.execute(), error([1, 2, 3, 4])).await;
    let error = error(Governor::castVoteCall::SELECTOR);
    refused(&g, who, governor, &vote_itself.execute(), error).await;
    assert_eq!(state(&g, &said).await, QUEUED);
}

#[tokio::test(flavor = "multi_thread")]
async fn descriptions_and_interfaces_are_openzeppelins() {
    let g = dao().await;
    let governor = g.governor();
    assert_eq!(
        read(&g, governor, &Governor::nameCall {}).await,
        "ProductShare Governor"
    );
    assert_eq!(read(&g, governor, &Governor::versionCall {}).await, "1");
    assert_eq!(
        read(&g, governor, &Governor::CLOCK_MODECall {}).await,
        "mode=timestamp"
    );
    let mode = read(&g, governor, &Governor::COUNTING_MODECall {}).await;
    assert_eq!(mode, "support=bravo&quorum=for,abstain");
    let now = wait(&g, 1).await;
    assert_eq!(
        read(&g, governor, &Governor::clockCall {}).await,
        U48::from(now)
    );
    assert_eq!(read(&g, governor, &Governor::tokenCall {}).await, g.pss());
    assert_eq!(
        read(&g, governor, &Governor::timelockCall {}).await,
        g.timelock()
    );
    for (interface, supported) in [
        ([0x01, 0xff, 0xc9, 0xa7], true),
        ([0xcd, 0xbd, 0xfc, 0xee], true),
        ([0x65, 0x45, 0x5a, 0x86], true),
        ([0x4e, 0x23, 0x12, 0xe0], true),
        ([0xff, 0xff, 0xff, 0xff], false),
    ] {
        let call = Governor::supportsInterfaceCall {
            interfaceId: interface.into(),
        };
        assert_eq!(read(&g, governor, &call).await, supported, "{interface:?}");
    }
    assert_eq!(
        read(&g, governor, &Governor::BALLOT_TYPEHASHCall {}).await,
        keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)")
    );
    let domain = typed::domain("ProductShare Governor", g.client.chain_id, governor);
    let fields = read(&g, governor, &Governor::eip712DomainCall {}).await;
    assert_eq!(
        (Some(fields.name.as_str()), Some(fields.verifyingContract)),
        (domain.name.as_deref(), domain.verifying_contract)
    );
    let excluded = read(&g, governor, &Governor::excludedAccountsCall {}).await;
    assert_eq!(excluded, [g.timelock()]);
    let error = Governor::GovernorDisabledDeposit {};
    let call = Governor::onERC721ReceivedCall {
        _operator: g.pss(),
        _from: g.pss(),
        _tokenId: u(1),
        _data: Default::default(),
    };
    refused(&g, g.pss(), governor, &call, error).await;
    assert_eq!(balance(&g, g.asset, governor).await, U256::ZERO);
}
