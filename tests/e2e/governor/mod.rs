//! Governor on its real wasm, with the timelock that owns everything: every state, every boundary, every way to vote,
//! and the DAO's changes of itself.

mod own_affairs;
mod proposals;
mod voting;

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
