//! How the arbitration goes from state to state, whoever does nothing, and what it pays.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolValue;
use productshare_abi::{Arbitration, Cycles, Experience, Power, Psc, StakePools};
use world::shop::logged;

use super::*;

const PARTY: u8 = 1;
const RESPONDENT: u8 = 2;

impl Net {
    /// The owner registers an account as an arbitrable; it opens a dispute over no product.
    async fn opened(&self, arbitrable: &PrivateKeySigner, sum: u64) -> u64 {
        let call = Arbitration::setArbitrableCall {
            arbitrable: arbitrable.address(),
            allowed: true,
        };
        self.send(&self.g.wallets.owner, &call).await;
        self.opened_over(arbitrable, 0, sum).await
    }

    /// Another dispute of one that is registered.
    async fn opened_over(&self, arbitrable: &PrivateKeySigner, product: u64, sum: u64) -> u64 {
        let sent = self.send(arbitrable, &self.opening(product, sum)).await;
        logged::<Arbitration::DisputeOpened>(&sent, self.g.arbitration())
            .unwrap()
            .disputeId
            .to()
    }

    fn opening(&self, product: u64, sum: u64) -> Arbitration::createDisputeCall {
        let w = &self.g.wallets;
        let extra = (
            w.alice.address(),
            w.friend.address(),
            u(product),
            u(sum),
            word(3),
        );
        Arbitration::createDisputeCall {
            choices: u(2),
            extraData: extra.abi_encode().into(),
        }
    }

    async fn matched(&self, id: u64) {
        self.fund(&self.g.wallets.alice, id).await;
        self.match_bond(&self.g.wallets.friend, id).await;
    }

    async fn ruling(&self, id: u64) -> (u8, u8) {
        let call = Arbitration::disputeCall { disputeId: u(id) };
        let is = self.ask(&call).await;
        (is.state, is.ruling)
    }
}

/// Whatever nobody does, time does.
#[tokio::test(flavor = "multi_thread")]
async fn every_state_times_out() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let arbitrable = &w.reseller;
    n.go(1, 0).await;
    let [one, two, three, ..] = n.voters();
    // Not funded.
    let id = n.opened(arbitrable, 100 * PSC).await;
    wait(g, 3 * DAY - 1).await;
    assert_eq!(n.ruling(id).await, (FUNDING, 0));
    wait(g, 1).await;
    assert_eq!(n.ruling(id).await, (FINAL, RESPONDENT));
    n.execute(id).await;
    // Not matched.
    let id = n.opened(arbitrable, 100 * PSC).await;
    n.fund(&w.alice, id).await;
    assert_eq!(n.dispute_state(id).await, MATCHING);
    wait(g, 3 * DAY).await;
    assert_eq!(n.ruling(id).await, (FINAL, PARTY));
    n.execute(id).await;
    // Nobody votes, nor does the umpire.
    let id = n.opened(arbitrable, 100 * PSC).await;
    n.matched(id).await;
    for (secs, state) in [(0, COMMIT), (3, REVEAL), (2, UMPIRE), (7, FINAL)] {
        wait(g, secs * DAY).await;
        assert_eq!(n.dispute_state(id).await, state);
    }
    assert_eq!(n.ruling(id).await, (FINAL, 0));
    n.execute(id).await;
    // No appeal.
    let id = n.opened(arbitrable, 100 * PSC).await;
    n.matched(id).await;
    n.judged(id, &[(one, PARTY), (two, PARTY)]).await;
    assert_eq!(n.dispute_state(id).await, APPEAL);
    wait(g, 3 * DAY).await;
    assert_eq!(n.ruling(id).await, (FINAL, PARTY));
    n.execute(id).await;
    for juror in [one, two] {
        n.settle_vote(id, 0, juror).await;
    }
    // An appeal on which nobody votes.
    let id = n.opened(arbitrable, 100 * PSC).await;
    n.matched(id).await;
    n.judged(id, &[(one, PARTY), (two, PARTY), (three, RESPONDENT)])
        .await;
    n.appeal(&w.friend, id).await;
    for (secs, state) in [(0, COMMIT), (3, REVEAL), (2, UMPIRE), (7, FINAL)] {
        wait(g, secs * DAY).await;
        assert_eq!(n.dispute_state(id).await, state);
    }
    assert_eq!(n.ruling(id).await, (FINAL, 0));
    n.execute(id).await;
    // All bonds went back or were paid.
    assert_eq!(n.psc(g.arbitration()).await, 0);
}

/// Whom the first round decided against doubles the bond, and may turn it round.
#[tokio::test(flavor = "multi_thread")]
async fn an_appeal_costs_twice_the_bond_and_decides() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    n.go(1, 0).await;
    let id = n.opened(&w.reseller, 1_000 * PSC).await;
    let [one, two, three, four, five] = n.voters();
    n.matched(id).await;
    n.judged(id, &[(one, PARTY), (two, PARTY)]).await;
    let due = Arbitration::bondDueCall { disputeId: u(id) };
    assert_eq!(n.ask(&due).await, u(100 * PSC));
    let appeal = Arbitration::appealCall { disputeId: u(id) };
    let error = Arbitration::NotLoser {
        disputeId: u(id),
        account: w.alice.address(),
    };
    n.refuse(&w.alice, &appeal, error).await;
    n.appeal(&w.friend, id).await;
    assert_eq!(n.psc(g.arbitration()).await, 200 * PSC);
    // Two of the first round again, three new ones: everybody weighs the cap.
    let votes = [
        (one, PARTY),
        (three, RESPONDENT),
        (four, RESPONDENT),
        (five, RESPONDENT),
    ];
    n.judged(id, &votes).await;
    assert_eq!(n.ruling(id).await, (FINAL, RESPONDENT));
    let error = Arbitration::WrongState {
        disputeId: u(id),
        state: FINAL,
    };
    n.refuse(&w.alice, &appeal, error).await;
    let before = n.psc(w.friend.address()).await;
    n.execute(id).await;
    // The party lost its 50: half is the jurors'.
    assert_eq!(n.psc(w.friend.address()).await - before, 175 * PSC);
    let mut paid = U256::ZERO;
    for juror in [three, four, five] {
        paid += n.settle_vote(id, 1, juror).await.paid;
    }
    for (round, juror) in [(0, one), (0, two), (1, one)] {
        assert_eq!(n.settle_vote(id, round, juror).await.lostBps, 1_000);
    }
    // What thirds leave is the winner's.
    assert_eq!(paid, u(24_999_999));
    assert_eq!(n.psc(w.friend.address()).await - before, 175 * PSC + 1);
    assert_eq!(n.psc(g.arbitration()).await, 0);
}

/// Without a quorum, or at a tie, the umpire rules; he was named by the DAO.
#[tokio::test(flavor = "multi_thread")]
async fn the_umpire_rules_where_jurors_do_not() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    n.go(1, 0).await;
    let [one, two, three, four, _] = n.voters();
    for votes in [
        vec![(one, PARTY)],
        vec![(one, PARTY), (two, RESPONDENT)],
        vec![
            (one, PARTY),
            (two, RESPONDENT),
            (three, PARTY),
            (four, RESPONDENT),
        ],
    ] {
        let id = n.opened(&w.reseller, 100 * PSC).await;
        n.matched(id).await;
        let rule = |ruling| Arbitration::giveRulingCall {
            disputeId: u(id),
            ruling: u(ruling),
        };
        let error = Arbitration::WrongState {
            disputeId: u(id),
            state: COMMIT,
        };
        n.refuse(&w.arbiter, &rule(1), error).await;
        n.judged(id, &votes).await;
        assert_eq!(n.dispute_state(id).await, UMPIRE);
        let error = Arbitration::NotUmpire {
            account: w.owner.address(),
        };
        n.refuse(&w.owner, &rule(1), error).await;
        let error = Arbitration::UnknownRuling { ruling: u(3) };
        n.refuse(&w.arbiter, &rule(3), error).await;
        n.send(&w.arbiter, &rule(1)).await;
        assert_eq!(n.ruling(id).await, (FINAL, PARTY));
        n.execute(id).await;
        // Who agreed with him is paid, who did not loses.
        for (juror, choice) in votes {
            let settled = n.settle_vote(id, 0, juror).await;
            assert_eq!(settled.lostBps == 0, choice == PARTY);
        }
    }
    assert_eq!(n.psc(n.g.arbitration()).await, 0);
}

/// The sides and who is linked do not judge; no juror decides alone; blocked payees are credited.
#[tokio::test(flavor = "multi_thread")]
async fn jurors_are_of_no_side_and_never_alone() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let product = n.staked_product().await;
    let [one, two, three, four, five] = n.voters();
    n.stake(one, product, 100 * PSC).await;
    for who in [&w.alice, &w.friend, &w.vendor, &w.issuer, &w.relayer] {
        n.seed(who.address(), 10 * POWER).await;
    }
    n.go(1, 0).await;
    n.opened(&w.reseller, 100 * PSC).await;
    let id = n.opened_over(&w.reseller, product, 100 * PSC).await;
    n.matched(id).await;
    let commit = Arbitration::commitCall {
        disputeId: u(id),
        commitment: word(1),
    };
    for who in [
        &w.alice,
        &w.friend,
        &w.reseller,
        &w.vendor,
        &w.issuer,
        &w.relayer,
        one,
    ] {
        let error = Arbitration::JurorLinked {
            disputeId: u(id),
            account: who.address(),
        };
        n.refuse(who, &commit, error).await;
    }
    let error = Arbitration::NoPower {
        account: w.stranger.address(),
    };
    n.refuse(&w.stranger, &commit, error).await;
    let error = Arbitration::EmptyCommitment {};
    let empty = Arbitration::commitCall {
        commitment: B256::ZERO,
        ..commit.clone()
    };
    n.refuse(two, &empty, error).await;
    // Whom the vendor names to be paid is barred by nothing of his own.
    let bribe = Catalog::setStoreCall {
        store: n.a,
        payout: two.address(),
        platform: n.platform,
        uri: "ipfs://store".into(),
    };
    n.send(&w.vendor, &bribe).await;
    for juror in [two, three, four, five] {
        n.judge(juror, id, PARTY).await;
    }
    // Of 100 power a twentieth each: two of them have the quorum of a tenth.
    let tally = n
        .ask(&Arbitration::tallyCall {
            disputeId: id,
            round: 0,
        })
        .await;
    assert_eq!((tally.quorum, tally.cap), (u(10 * POWER), u(5 * POWER)));
    n.stake(four, product, 100 * PSC).await;
    wait(g, 3 * DAY).await;
    let error = Arbitration::WrongReveal {
        disputeId: u(id),
        juror: two.address(),
    };
    n.refuse(two, &judgement(id, RESPONDENT), error).await;
    n.send(two, &judgement(id, PARTY)).await;
    // What he staked since keeps him from revealing, and saves him nothing.
    let error = Arbitration::JurorLinked {
        disputeId: u(id),
        account: four.address(),
    };
    n.refuse(four, &judgement(id, PARTY), error).await;
    n.send(three, &judgement(id, PARTY)).await;
    wait(g, 5 * DAY).await;
    assert_eq!(n.ruling(id).await, (FINAL, PARTY));
    for who in [w.alice.address(), two.address()] {
        n.block(who, true).await;
    }
    n.execute(id).await;
    n.settle_vote(id, 0, two).await;
    n.settle_vote(id, 0, three).await;
    for (who, sum) in [(w.alice.address(), 7_500_000), (two.address(), 1_250_000)] {
        let credit = n.ask(&Arbitration::creditCall { account: who }).await;
        assert_eq!(credit, u(sum));
        n.block(who, false).await;
        n.send(&w.stranger, &Arbitration::claimForCall { account: who })
            .await;
    }
    let idle = Arbitration::settleVoteCall {
        disputeId: u(id),
        round: 0,
        juror: w.stranger.address(),
    };
    let error = Arbitration::NothingToSettle {
        disputeId: u(id),
        round: 0,
        juror: w.stranger.address(),
    };
    n.refuse(&w.stranger, &idle, error).await;
    // Committed and not revealed, whatever for.
    for juror in [four, five] {
        let before = n.power(juror.address()).await;
        assert_eq!(n.settle_vote(id, 0, juror).await.lostBps, 1_000);
        assert_eq!(n.power(juror.address()).await, before * 90 / 100);
    }
    assert_eq!(n.psc(g.arbitration()).await, 0);
}

/// A juror who sees that he loses takes an interest in the product before he reveals: it is no way out, but one who gives
/// it up in time reveals as if nothing had been.
#[tokio::test(flavor = "multi_thread")]
async fn an_interest_taken_late_saves_no_juror() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let product = n.staked_product().await;
    n.go(1, 0).await;
    n.opened(&w.reseller, 100 * PSC).await;
    let id = n.opened_over(&w.reseller, product, 100 * PSC).await;
    n.matched(id).await;
    let [one, two, blind, honest, _] = n.voters();
    for (juror, choice) in [
        (one, RESPONDENT),
        (two, RESPONDENT),
        (blind, PARTY),
        (honest, RESPONDENT),
    ] {
        n.judge(juror, id, choice).await;
    }
    wait(g, 3 * DAY).await;
    for juror in [one, two] {
        n.send(juror, &judgement(id, RESPONDENT)).await;
    }
    for (juror, choice) in [(blind, PARTY), (honest, RESPONDENT)] {
        n.stake(juror, product, 100 * PSC).await;
        let error = Arbitration::JurorLinked {
            disputeId: u(id),
            account: juror.address(),
        };
        n.refuse(juror, &judgement(id, choice), error).await;
    }
    // Given up.
    let call = StakePools::balanceOfCall {
        product,
        account: honest.address(),
    };
    let shares = n.ask(&call).await;
    n.send(honest, &StakePools::redeemCall { product, shares })
        .await;
    n.send(honest, &judgement(id, RESPONDENT)).await;
    wait(g, 5 * DAY).await;
    assert_eq!(n.ruling(id).await, (FINAL, RESPONDENT));
    let before = n.power(blind.address()).await;
    assert_eq!(n.settle_vote(id, 0, blind).await.lostBps, 1_000);
    assert_eq!(n.power(blind.address()).await, before * 90 / 100);
    assert_eq!(n.settle_vote(id, 0, honest).await.lostBps, 0);
}

/// An arbitrable that reverts, or has no code, or is no longer one, stops neither payments nor rulings.
#[tokio::test(flavor = "multi_thread")]
async fn a_reverting_arbitrable_blocks_nobody() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    n.go(1, 0).await;
    let at = w.reseller.address();
    let id = n.opened(&w.reseller, 100 * PSC).await;
    // PUSH0 PUSH0 REVERT.
    g.chain
        .set_code(at, Bytes::from_static(&[0x5f, 0x5f, 0xfd]));
    n.matched(id).await;
    let [one, two, ..] = n.voters();
    n.judged(id, &[(one, PARTY), (two, PARTY)]).await;
    wait(g, 3 * DAY).await;
    let (before, of) = (
        n.psc(w.alice.address()).await,
        Arbitration::rulingOfCall {
            arbitrable: at,
            disputeId: u(id),
        },
    );
    assert!(!n.execute(id).await);
    assert_eq!(n.psc(w.alice.address()).await - before, 7_500_000);
    let ruling = n.ask(&of).await;
    assert_eq!((ruling.isFinal, ruling.ruling), (true, u(1)));
    let of_others = Arbitration::rulingOfCall {
        arbitrable: Address::ZERO,
        ..of
    };
    assert!(!n.ask(&of_others).await.isFinal);
    // One that burns all its gas: JUMPDEST PUSH0 JUMP.
    g.chain
        .set_code(at, Bytes::from_static(&[0x5b, 0x5f, 0x56]));
    let call = Arbitration::executeRulingCall { disputeId: u(id) };
    let request = world::client::request(
        w.stranger.address(),
        Some(g.arbitration()),
        call.abi_encode().into(),
    );
    use alloy::network::TransactionBuilder;
    let sent = g
        .client
        .transact(request.with_gas_limit(10_000_000))
        .await
        .unwrap();
    let pushed = logged::<Arbitration::RulingPushed>(&sent, g.arbitration()).unwrap();
    assert!(!pushed.taken);
    // Nothing is paid again, and one that takes it is told once.
    assert_eq!(n.psc(w.alice.address()).await - before, 7_500_000);
    g.chain.set_code(at, Bytes::new());
    assert!(n.execute(id).await);
    let error = Arbitration::AlreadyExecuted { disputeId: u(id) };
    n.refuse(&w.alice, &call, error).await;
    for juror in [one, two] {
        n.settle_vote(id, 0, juror).await;
    }
    assert_eq!(n.psc(g.arbitration()).await, 0);
    // Power that jurors gain is theirs once a cycle.
    let total = n.ask(&Power::totalCall {}).await;
    assert!(total.gained > 0);
    let error = Arbitration::NotArbitrable {
        account: w.stranger.address(),
    };
    n.refuse(&w.stranger, &n.opening(0, PSC), error).await;
    let error = Experience::UnknownReport { report: 1 };
    n.refuse(&w.stranger, &disputing(1), error).await;
}

/// A judgement's gain and weight are those of the cycle of its ruling, whoever settles it when: votes that are kept do not
/// gain in cycle after cycle, nor share in communities of cycles in which nothing was judged.
#[tokio::test(flavor = "multi_thread")]
async fn votes_settled_late_count_for_the_cycle_of_the_ruling() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    n.go(1, 0).await;
    let [one, two, three, ..] = n.voters();
    let mut disputes = Vec::new();
    for _ in 0..2 {
        let id = n.opened(&w.reseller, 100 * PSC).await;
        n.matched(id).await;
        for juror in [one, two, three] {
            n.judge(juror, id, PARTY).await;
        }
        disputes.push(id);
    }
    let [first, second] = [disputes[0], disputes[1]];
    wait(g, 3 * DAY).await;
    for id in [first, second] {
        for juror in [one, two, three] {
            n.send(juror, &judgement(id, PARTY)).await;
        }
    }
    wait(g, 5 * DAY).await;
    let (ruled, _) = n.present().await;
    let weight = async |cycle, juror: &PrivateKeySigner| {
        let account = juror.address();
        n.ask(&Cycles::weightCall { cycle, account }).await.weight
    };
    // In time, and in the cycle after it, once each.
    let now = n.settle_vote(first, 0, one).await;
    assert!(now.gained > U256::ZERO);
    wait(g, CYCLE).await;
    assert_eq!(n.settle_vote(first, 0, two).await.gained, now.gained);
    for juror in [one, two] {
        let settled = n.settle_vote(second, 0, juror).await;
        assert_eq!(
            (settled.gained, settled.paid > U256::ZERO),
            (U256::ZERO, true)
        );
    }
    // Too late.
    wait(g, CYCLE).await;
    for id in [first, second] {
        assert_eq!(n.settle_vote(id, 0, three).await.gained, U256::ZERO);
    }
    for juror in [one, two, three] {
        assert_eq!(U256::from(weight(ruled, juror).await), now.weight);
        for later in [1, 2] {
            assert_eq!(weight(ruled + later, juror).await, 0);
        }
    }
}

/// The greatest weight of a cycle counts, whoever settles what first.
#[tokio::test(flavor = "multi_thread")]
async fn a_lesser_weight_gives_way_to_a_greater_one() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    n.go(1, 0).await;
    let [one, two, three, four, _] = n.voters();
    let id = n.opened(&w.reseller, 100 * PSC).await;
    n.matched(id).await;
    n.judged(id, &[(one, PARTY), (two, PARTY)]).await;
    wait(g, 3 * DAY).await;
    let (ruled, _) = n.present().await;
    let product = n.product().await;
    let report = n.bought_and_reported(&w.alice, product, 0).await;
    let votes = [one, two, three, four].map(|voter| (voter, report));
    n.vote(ruled, &votes).await;
    let weight = async |juror: &PrivateKeySigner| {
        let account = juror.address();
        let call = Cycles::weightCall {
            cycle: ruled,
            account,
        };
        n.ask(&call).await.weight
    };
    // A vote weighs a hundredth of all power at most, a judgement a twentieth.
    n.confirm(ruled, product, one).await;
    n.confirm(ruled, product, three).await;
    let vote = weight(one).await;
    let judged = n.settle_vote(id, 0, one).await.weight;
    assert!(judged > u(2 * vote));
    n.settle_vote(id, 0, two).await;
    n.confirm(ruled, product, two).await;
    for (juror, is) in [(one, judged), (two, judged), (three, u(vote))] {
        assert_eq!(u(weight(juror).await), is);
    }
    n.go(ruled + 1, 3).await;
    n.close(ruled).await;
    let mut paid = Vec::new();
    for juror in [one, two, three] {
        paid.push(n.claim_community(juror.address(), &[ruled]).await);
    }
    assert!(paid[0] == paid[1] && paid[0] > 2 * paid[2] && paid[2] > 0);
}

/// A pause of PSC decides nothing: whose bond is awaited holds the window by `advance`, until it can be paid.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_psc_decides_no_dispute() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    n.go(1, 0).await;
    let [one, two, ..] = n.voters();
    let pause = async |on: bool| match on {
        true => act(g, &w.pauser, g.psc(), &Psc::pauseCall {}).await,
        false => act(g, &w.pauser, g.psc(), &Psc::unpauseCall {}).await,
    };
    let deadline = async |id| {
        let call = Arbitration::disputeCall { disputeId: u(id) };
        n.ask(&call).await.deadline
    };
    // Paused for eight days, three times as long as each window.
    let sit_out = async |id: u64, state: u8| {
        let advance = Arbitration::advanceCall { disputeId: u(id) };
        let before = deadline(id).await;
        // Nobody gains time while PSC can be moved.
        n.send(&w.friend, &advance).await;
        assert_eq!(deadline(id).await, before);
        pause(true).await;
        for _ in 0..4 {
            let now = wait(g, 2 * DAY).await;
            let sent = n.send(&w.friend, &advance).await;
            let held = logged::<Arbitration::DisputeAdvanced>(&sent, g.arbitration()).unwrap();
            assert_eq!((held.state, held.deadline), (state, now + 3 * DAY));
        }
        pause(false).await;
        assert_eq!(n.dispute_state(id).await, state);
    };
    let id = n.opened(&w.reseller, 100 * PSC).await;
    let other = n.opened(&w.reseller, 100 * PSC).await;
    sit_out(id, FUNDING).await;
    n.fund(&w.alice, id).await;
    sit_out(id, MATCHING).await;
    n.match_bond(&w.friend, id).await;
    n.judged(id, &[(one, PARTY), (two, PARTY)]).await;
    sit_out(id, APPEAL).await;
    n.appeal(&w.friend, id).await;
    assert_eq!(n.dispute_state(id).await, COMMIT);
    // One that nobody held.
    assert_eq!(n.ruling(other).await, (FINAL, RESPONDENT));
    // Time to vote is no matter of PSC.
    pause(true).await;
    let before = deadline(id).await;
    n.send(&w.friend, &Arbitration::advanceCall { disputeId: u(id) })
        .await;
    assert_eq!(deadline(id).await, before);
}

/// Votes and judgements together make no power either, with PSS nominated, no cap in the way and the most that parameters
/// allow: five votes and a judgement a cycle leave less than there was.
#[tokio::test(flavor = "multi_thread")]
async fn votes_and_judgements_do_not_outrun_decay() {
    const HOUR: u64 = 3_600;
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let voters = n.voters();
    let parameters = Experience::setParametersCall {
        bond: u(BOND),
        quorumBps: 5_000,
        capBps: 2_500,
        voteGainBps: 200,
        reportGain: 0,
    };
    n.send(&w.owner, &parameters).await;
    let parameters = |gain| Arbitration::setParametersCall {
        minBond: u(PSC),
        bondBps: 500,
        matchSecs: DAY,
        commitSecs: HOUR,
        revealSecs: HOUR,
        appealSecs: DAY,
        umpireSecs: DAY,
        quorumBps: 5_000,
        capBps: 2_500,
        jurorBps: 5_000,
        gainBps: gain,
        loseBps: 1_000,
    };
    let error = Arbitration::ParameterOutOfBounds {
        number: 11,
        value: u(61),
        min: u(0),
        max: u(60),
    };
    n.refuse(&w.owner, &parameters(61), error).await;
    n.send(&w.owner, &parameters(60)).await;
    let holders = [&w.alice, &w.friend, &w.stranger, &w.reseller, &w.vendor];
    for (holder, voter) in holders.into_iter().zip(voters) {
        let call = Power::nominateCall {
            participant: voter.address(),
            amount: pss(2_000),
        };
        n.send(holder, &call).await;
    }
    n.go(1, 0).await;
    let mut products = Vec::new();
    let mut votes = Vec::new();
    for _ in 0..5 {
        let product = n.product_at(PSC, FEE_BPS).await;
        let report = n.bought_and_reported(&w.stranger, product, 0).await;
        votes.extend(voters.map(|voter| (voter, report)));
        products.push(product);
    }
    let id = n.opened(&w.reseller, 100 * PSC).await;
    n.matched(id).await;
    for juror in voters {
        n.judge(juror, id, PARTY).await;
    }
    wait(g, HOUR).await;
    for juror in voters {
        n.send(juror, &judgement(id, PARTY)).await;
    }
    wait(g, HOUR + DAY).await;
    for juror in voters {
        let settled = n.settle_vote(id, 0, juror).await;
        // A quarter of all 50, of which a fifth is earned.
        assert_eq!(settled.weight, u(25 * POWER / 2));
        assert_eq!(settled.gained, u(10 * POWER * 60 / 10_000));
    }
    n.vote(1, &votes).await;
    for product in products {
        for voter in voters {
            n.confirm(1, product, voter).await;
        }
    }
    let before = n.ask(&Power::totalCall {}).await;
    n.go(3, 0).await;
    let after = n.ask(&Power::totalCall {}).await;
    assert!(
        after.power < before.power,
        "{} {}",
        after.power,
        before.power
    );
    // As close as that: the votes gain what they may.
    assert!(after.power > before.power * 99 / 100);
}
