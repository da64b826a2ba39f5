//! What can be proposed, canceled and executed.

use super::*;

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
    assert_eq!(excluded, [g.timelock(), g.offering()]);
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
