//! Casting votes, quorum and deadlines.

use super::*;

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
