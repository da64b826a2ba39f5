//! Votes on reports: their times, weights and places, what they bring and cost, and the power that they have.

use alloy::primitives::{Address, B256};
use productshare_abi::{Cycles, Experience, Power, Pss};
use world::shop::logged;

use super::*;

const NONE: u8 = 0;
const COMMITTED: u8 = 1;
const REVEALED: u8 = 2;
const CONFIRMED: u8 = 3;
const FORFEITED: u8 = 5;

impl Net {
    async fn vote_state(&self, cycle: u64, product: u64, account: Address) -> u8 {
        let call = Experience::voteCall {
            cycle,
            product,
            account,
        };
        self.ask(&call).await.state
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_are_committed_revealed_confirmed_or_forfeited() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let product = n.product().await;
    let order = n.buy(&w.alice, product, 2).await;
    let report = n.report(&w.alice, order, 0).await;
    let on_line = Experience::LineReported {
        order,
        line: 0,
        report,
    };
    n.refuse(&w.alice, &filing(order, 0), on_line).await;
    let again = n.buy(&w.alice, product, 1).await;
    let error = Experience::AlreadyReported {
        cycle: 0,
        product,
        account: w.alice.address(),
        report,
    };
    n.refuse(&w.alice, &filing(again, 0), error).await;
    let error = Experience::NotBuyer {
        order,
        account: w.friend.address(),
    };
    n.refuse(&w.friend, &filing(order, 0), error).await;

    let [one, two, three, four, five] = n.voters();
    let wrong = |present, quarter| Experience::WrongTime {
        cycle: 0,
        present,
        quarter,
    };
    let commitment = |commitment| Experience::commitCall {
        cycle: 0,
        product,
        commitment,
    };
    n.refuse(one, &commitment(word(1)), wrong(0, 0)).await;
    n.go(1, 0).await;
    n.refuse(one, &commitment(B256::ZERO), Experience::EmptyCommitment {})
        .await;
    // As the contract computes it too; a later one replaces it.
    n.send(one, &commitment(word(1))).await;
    let mut casts = Vec::new();
    for voter in [one, two, three, four] {
        casts.push(n.commit(voter, report).await);
    }
    let cast = casts[0];
    let call = Experience::commitmentCall {
        cycle: 0,
        product,
        account: one.address(),
        report,
        salt: cast.salt,
    };
    assert_eq!(n.ask(&call).await, n.commitment(one.address(), &cast));
    n.commit(&w.friend, report).await;
    n.refuse(one, &cast.reveal(), wrong(1, 0)).await;
    n.go(1, 1).await;
    n.refuse(five, &commitment(word(1)), wrong(1, 1)).await;
    let other = Cast {
        salt: word(3),
        ..cast
    };
    let error = Experience::WrongReveal {
        commitment: n.commitment(one.address(), &other),
    };
    n.refuse(one, &other.reveal(), error).await;
    let friend = Cast {
        salt: keccak256((w.friend.address(), report).abi_encode()),
        ..cast
    };
    let error = Experience::NoPower {
        account: w.friend.address(),
    };
    n.refuse(&w.friend, &friend.reveal(), error).await;
    for (voter, cast) in [one, two, three].into_iter().zip(&casts) {
        n.reveal(voter, cast).await;
    }
    let wrong_vote = |voter: Address, state| Experience::WrongVote {
        cycle: 0,
        product,
        account: voter,
        state,
    };
    n.refuse(one, &cast.reveal(), wrong_vote(one.address(), REVEALED))
        .await;
    let confirm = |voter: &PrivateKeySigner| Experience::confirmCall {
        cycle: 0,
        product,
        account: voter.address(),
    };
    let forfeit = |voter: &PrivateKeySigner| Experience::forfeitCall {
        cycle: 0,
        product,
        account: voter.address(),
    };
    n.refuse(one, &confirm(one), wrong(1, 1)).await;
    n.refuse(one, &forfeit(four), wrong(1, 1)).await;
    n.go(1, 2).await;
    n.refuse(four, &casts[3].reveal(), wrong(1, 2)).await;
    // 50 power in all: a cap of 0.5, of which 2 %.
    let sent = n.send(&w.stranger, &confirm(one)).await;
    let confirmed = logged::<Experience::VoteConfirmed>(&sent, g.experience()).unwrap();
    assert_eq!(
        (confirmed.weight, confirmed.gain, confirmed.counted),
        (500_000, 10_000, true)
    );
    assert_eq!(n.gained(one.address()).await, 10_000);
    n.refuse(one, &confirm(one), wrong_vote(one.address(), CONFIRMED))
        .await;
    n.refuse(one, &confirm(four), wrong_vote(four.address(), COMMITTED))
        .await;
    n.refuse(one, &forfeit(one), wrong_vote(one.address(), CONFIRMED))
        .await;
    n.refuse(one, &forfeit(five), wrong_vote(five.address(), NONE))
        .await;
    n.send(&w.stranger, &forfeit(four)).await;
    assert_eq!(n.power(four.address()).await, 9_500_000);
    assert_eq!(n.vote_state(0, product, four.address()).await, FORFEITED);
    n.go(1, 3).await;
    n.close(0).await;
    let closed = || Experience::CycleClosed { cycle: 0 };
    n.refuse(one, &confirm(two), closed()).await;
    n.refuse(one, &forfeit(&w.friend), closed()).await;

    // The report's own: half of a power, from the next cycle on, as the decayed votes' gains are.
    n.send(&w.stranger, &Experience::settleCall { report })
        .await;
    assert_eq!(n.gained(w.alice.address()).await, POWER / 2);
    n.go(2, 0).await;
    assert_eq!(n.power(w.alice.address()).await, POWER / 2);
    assert_eq!(n.power(one.address()).await, 8_908_990 + 10_000);
    assert_eq!(n.power(two.address()).await, 8_908_990);
}

/// Two of five are below 3 %: nobody wins, and nothing of it can be had.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_quorum_there_is_no_winner() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let product = n.product().await;
    let report = n.bought_and_reported(&w.alice, product, 0).await;
    let [one, two, ..] = n.voters();
    n.vote(0, &[(one, report), (two, report)]).await;
    let rules = n.ask(&Experience::rulesCall { cycle: 0 }).await;
    assert_eq!(
        (rules.total, rules.quorum, rules.cap, rules.voteGainBps),
        (50_000_000, 1_500_000, 500_000, 200)
    );
    let round = n.ask(&Experience::roundCall { cycle: 0, product }).await;
    assert_eq!((round.weight, round.tenths), (1_000_000, 0));
    let call = Experience::confirmCall {
        cycle: 0,
        product,
        account: one.address(),
    };
    n.refuse(one, &call, Experience::NotWinner { report }).await;
    n.go(1, 3).await;
    n.close(0).await;
    let claim = Cycles::claimPlaceCall {
        cycle: 0,
        product,
        place: 1,
    };
    let error = Cycles::NoWinner {
        cycle: 0,
        product,
        place: 1,
    };
    n.refuse(one, &claim, error).await;
    n.send(one, &Experience::settleCall { report }).await;
    assert_eq!(n.gained(w.alice.address()).await, 0);
    let progress = n.ask(&Cycles::progressCall {}).await;
    assert_eq!(progress.carried, u(7_500_000));
}

/// More weight first, then the earlier report; the trust score is the median by weight.
#[tokio::test(flavor = "multi_thread")]
async fn the_best_three_win_and_the_score_is_the_median() {
    let n = Net::without_power().await;
    let w = &n.g.wallets;
    let voters = n.voters();
    // Of 1,000 power, so that no cap binds but the first one's.
    for (voter, power) in voters.iter().zip([900, 9, 9, 8, 7]) {
        n.seed(voter.address(), power * POWER).await;
    }
    let product = n.product().await;
    let mut reports = Vec::new();
    for (buyer, less) in [
        (&w.alice, 60),
        (&w.friend, 30),
        (&w.stranger, 12),
        (&w.reseller, 0),
    ] {
        reports.push(n.bought_and_reported(buyer, product, less).await);
    }
    let [one, two, three, four, five] = voters;
    let votes = [
        (one, reports[3]),
        (two, reports[2]),
        (three, reports[1]),
        (four, reports[0]),
        (five, reports[0]),
    ];
    n.vote(0, &votes).await;
    let total = 933 * POWER;
    let rules = n.ask(&Experience::rulesCall { cycle: 0 }).await;
    assert_eq!((rules.total, rules.cap), (total, total / 100));
    // 15, 9, 9, 9.33: the tie goes to the earlier, the fourth has no place.
    let order = vec![reports[0], reports[3], reports[1]];
    assert_eq!(n.places(0, product).await, (10, order.clone()));
    // By conformity: 40 has 15, 70 has 9, 88 has 9, 100 has 9.33; half of 42.33 is reached at 70.
    let trust = n.ask(&Experience::trustCall { cycle: 0, product }).await;
    assert_eq!((trust.score, trust.weight), (70, 42_330_000));
    let call = Experience::confirmCall {
        cycle: 0,
        product,
        account: two.address(),
    };
    n.refuse(two, &call, Experience::NotWinner { report: reports[2] })
        .await;
    // All get their bonds back, three of them power.
    n.go(1, 3).await;
    for (report, who, gain) in [
        (reports[0], &w.alice, 500_000),
        (reports[3], &w.reseller, 300_000),
        (reports[1], &w.friend, 200_000),
        (reports[2], &w.stranger, 0),
    ] {
        let before = n.psc(who.address()).await;
        n.send(four, &Experience::settleCall { report }).await;
        assert_eq!(n.psc(who.address()).await, before + BOND);
        assert_eq!(n.gained(who.address()).await, gain);
        n.refuse(
            four,
            &Experience::settleCall { report },
            Experience::AlreadySettled { report },
        )
        .await;
    }
}

/// Power is as of the start of the cycle, halves in six, and five votes bring less than decay takes.
#[tokio::test(flavor = "multi_thread")]
async fn power_counts_from_the_next_cycle_and_decays() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let [one, two, three, four, late] = n.voters();
    let mut products = Vec::new();
    for _ in 0..6 {
        products.push(n.product().await);
    }
    let mut reports = Vec::new();
    for product in &products {
        reports.push(n.bought_and_reported(&w.alice, *product, 0).await);
    }
    n.go(1, 0).await;
    // Too late for this cycle.
    n.seed(w.friend.address(), 10 * POWER).await;
    n.seed(late.address(), 10 * POWER).await;
    let friends = n.commit(&w.friend, reports[0]).await;
    let mut votes = Vec::new();
    for report in &reports[..5] {
        for voter in [one, two, three, four, late] {
            votes.push((voter, *report));
        }
    }
    let mut casts = Vec::new();
    for (voter, report) in votes {
        casts.push((voter, n.commit(voter, report).await));
    }
    // Five votes a cycle, or whoever votes on everything outweighs those who measured; the same vote anew is no other one.
    let commit = |product| Experience::commitCall {
        cycle: 0,
        product,
        commitment: word(7),
    };
    let error = Experience::AllVoted {
        cycle: 0,
        account: one.address(),
        max: 5,
    };
    n.refuse(one, &commit(products[5]), error).await;
    let again = n.commit(one, reports[0]).await;
    let count = Experience::voteCountCall {
        cycle: 0,
        account: one.address(),
    };
    assert_eq!(n.ask(&count).await, 5);
    casts[0].1 = again;
    n.go(1, 1).await;
    let error = Experience::NoPower {
        account: w.friend.address(),
    };
    n.refuse(&w.friend, &friends.reveal(), error).await;
    for (voter, cast) in &casts {
        n.reveal(voter, cast).await;
    }
    assert_eq!(
        n.ask(&Experience::rulesCall { cycle: 0 }).await.total,
        50 * POWER
    );
    n.go(1, 2).await;
    for product in &products[..5] {
        n.confirm(0, *product, one).await;
    }
    n.go(2, 0).await;
    let (voted, idle) = (n.power(one.address()).await, n.power(two.address()).await);
    assert_eq!((voted, idle), (8_908_990 + 50_000, 8_908_990));
    assert_eq!(n.power(late.address()).await, 18_908_990);
    n.go(7, 0).await;
    let six_later = n.power(two.address()).await;
    assert!((4_999_000..=5_001_000).contains(&six_later), "{six_later}");
    // The total is never below its parts.
    let mut sum = n.power(w.friend.address()).await;
    for voter in n.voters() {
        sum += n.power(voter.address()).await;
    }
    let total = n.ask(&Power::totalCall {}).await.power;
    assert!((sum..sum + 10).contains(&total), "{sum} of {total}");
}

#[tokio::test(flavor = "multi_thread")]
async fn seeds_are_few_and_early_and_the_networks_contracts_alone_give_power() {
    let n = Net::without_power().await;
    let w = &n.g.wallets;
    let alice = w.alice.address();
    let seed = |amount| Power::seedCall {
        account: alice,
        amount,
    };
    let error = Power::OwnableUnauthorizedAccount { account: alice };
    n.refuse(&w.alice, &seed(1), error).await;
    n.send(&w.owner, &seed(999 * POWER)).await;
    let error = Power::SeedsExceeded {
        seeded: u(1_001 * POWER),
        max: u(1_000 * POWER),
    };
    let data =
        n.g.client
            .refusal(w.owner.address(), n.g.power(), &seed(2 * POWER))
            .await
            .unwrap()
            .data;
    assert_eq!(data[..4], Power::SeedsExceeded::SELECTOR, "{error:?}");
    n.go(5, 3).await;
    n.send(&w.owner, &seed(POWER)).await;
    n.go(6, 0).await;
    let over = Power::SeedsOver {
        cycle: 6,
        cycles: 6,
    };
    n.refuse(&w.owner, &seed(1), over).await;
    for who in [&w.owner, &w.alice] {
        let error = || Power::NotAuthorized {
            account: who.address(),
        };
        let gain = Power::gainCall {
            account: alice,
            amount: 1,
        };
        n.refuse(who, &gain, error()).await;
        let lose = Power::loseCall {
            account: alice,
            bps: 1,
        };
        n.refuse(who, &lose, error()).await;
    }
}

/// Nominated PSS count from the next cycle, up to what the participant has earned, and stay locked to the end of the
/// cycle in which they are taken back.
#[tokio::test(flavor = "multi_thread")]
async fn nominations_add_to_what_is_earned() {
    let n = Net::without_power().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let [one, two, ..] = n.voters();
    n.seed(one.address(), 3 * POWER / 10).await;
    n.seed(two.address(), 100 * POWER).await;
    let nominate = |amount| Power::nominateCall {
        participant: one.address(),
        amount: pss(amount),
    };
    let effective = async || {
        let call = Power::powerOfCall {
            account: one.address(),
        };
        n.ask(&call).await.effective
    };
    n.go(1, 0).await;
    // A hundredth of a power for each.
    n.send(&w.alice, &nominate(20)).await;
    assert_eq!(effective().await, 300_000);
    n.go(2, 0).await;
    assert_eq!(effective().await, 267_269 + 200_000);
    n.send(&w.friend, &nominate(5_000)).await;
    n.go(3, 0).await;
    let earned = n.power(one.address()).await;
    assert_eq!(effective().await, 2 * earned);
    let retract = Power::retractCall {
        participant: one.address(),
        amount: pss(20),
    };
    n.send(&w.alice, &retract).await;
    let locked = Pss::lockedOfCall {
        account: w.alice.address(),
    };
    let withdraw = Power::withdrawCall {
        nominator: w.alice.address(),
        participant: one.address(),
    };
    let error = Power::NothingToWithdraw {
        nominator: w.alice.address(),
        participant: one.address(),
    };
    n.refuse(&w.alice, &withdraw, error).await;
    assert_eq!(read(g, g.pss(), &locked).await, pss(20));
    n.go(4, 0).await;
    n.send(&w.stranger, &withdraw).await;
    assert_eq!(read(g, g.pss(), &locked).await, u(0));
}
