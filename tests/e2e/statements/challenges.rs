//! Receipts that somebody misses: answered, or paid for with the platform's bond.

use productshare_abi::{Cycles, Psc, Quality, Statements};
use world::typed::Permit;

use super::*;

fn over(challenge: u64) -> Statements::ChallengeOver {
    Statements::ChallengeOver { challenge }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_wins_the_bond_for_the_platform() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let alice = w.alice.address();
    let sold: Vec<_> = (1..=3)
        .map(|number| d.sale(LAMP, alice, number * 1_000, d.begun, number))
        .collect();
    let made = d.report(until, &sold).await;
    let before = (
        d.psc(w.stranger.address()).await,
        d.psc(w.locker.address()).await,
    );
    let call = d.challenge(&sold[1], &w.alice, &w.issuer);
    let now = wait(g, DAY).await;
    let sent = d.by(&w.stranger, &call).await;
    let opened = logged::<Statements::ChallengeOpened>(&sent, d.at()).unwrap();
    assert_eq!(
        (opened.challenge, opened.receipt, opened.answerUntil),
        (1, sold[1].hash(), now + ANSWER)
    );
    let already = Statements::AlreadyChallenged {
        receipt: sold[1].hash(),
        challenge: 1,
    };
    d.refused(&w.friend, &call, already).await;
    let of = d
        .ask(&Statements::challengeStateCall { challenge: 1 })
        .await;
    assert_eq!(
        (
            of.challenger,
            of.platform,
            of.product,
            of.gross,
            of.bond,
            of.state
        ),
        (w.stranger.address(), PLATFORM, LAMP, u(2_000), u(BOND), 1)
    );
    d.assert_holds_what_it_owes().await;

    let soon = Statements::WrongTime {
        challenge: 1,
        answerUntil: now + ANSWER,
    };
    d.refused(&w.stranger, &slash(1), soon).await;
    let unknown = Statements::UnknownChallenge { challenge: 2 };
    d.refused(&w.stranger, &slash(2), unknown).await;
    // With another receipt's path it is not answered.
    let call = answer(1, made.id, &made.proofs[&1]);
    d.refused(&w.friend, &call, d.not_included(made.id, &sold[1]))
        .await;
    let call = answer(1, 9, &made.proofs[&2]);
    let error = Statements::UnknownStatement { statement: 9 };
    d.refused(&w.friend, &call, error).await;
    // In the last second; by anyone.
    wait(g, ANSWER - 1).await;
    let call = answer(1, made.id, &made.proofs[&2]);
    let sent = d.by(&w.friend, &call).await;
    let answered = logged::<Statements::ChallengeAnswered>(&sent, d.at()).unwrap();
    assert_eq!(
        (answered.account, answered.bond),
        (w.friend.address(), u(BOND))
    );
    assert_eq!(
        (
            d.psc(w.stranger.address()).await,
            d.psc(w.locker.address()).await
        ),
        (before.0 - BOND, before.1 + BOND)
    );
    d.refused(&w.friend, &call, over(1)).await;
    wait(g, DAY).await;
    d.refused(&w.stranger, &slash(1), over(1)).await;
    let call = d.challenge(&sold[1], &w.alice, &w.issuer);
    let already = Statements::AlreadyChallenged {
        receipt: sold[1].hash(),
        challenge: 1,
    };
    d.refused(&w.stranger, &call, already).await;
    // It still proves a purchase; what proved one is not challenged.
    d.by(&w.alice, &prove(made.id, &made.proofs[&2])).await;
    d.by(&w.alice, &prove(made.id, &made.proofs[&3])).await;
    let of = Statements::receiptCall {
        receipt: sold[1].hash(),
    };
    let of = d.ask(&of).await;
    assert_eq!((of.purchase, of.challenge), (1, 1));
    let error = Statements::AlreadyProved {
        receipt: sold[2].hash(),
        purchase: 2,
    };
    let call = d.challenge(&sold[2], &w.alice, &w.issuer);
    d.refused(&w.stranger, &call, error).await;
    assert_eq!(d.psc(d.at()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_kept_back_costs_what_the_rules_say() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let alice = w.alice.address();
    let made = d.report(until, &[d.sale(LAMP, alice, 7, d.begun, 9)]).await;
    let sale = |gross, number| d.sale(LAMP, alice, gross, d.begun, number);
    // Of 100.000013 PSC at 15 %: 20 x (15.000001 + 0.6); of 1 PSC: the least there is; of 10,000: what is left.
    let expected = [
        (100_000_013, 312_000_020, 156_000_010, 156_000_010),
        (PSC, 100 * PSC, 50 * PSC, 50 * PSC),
        (10_000 * PSC, 587_999_980, 293_999_990, 293_999_990),
        (10_000 * PSC, 0, 0, 0),
    ];
    for (number, (gross, ..)) in (1..).zip(expected) {
        assert_eq!(d.challenged(&sale(gross, number)).await, number);
    }
    d.assert_holds_what_it_owes().await;
    assert_eq!(d.psc(d.at()).await, 4 * BOND);
    let until = wait(g, ANSWER).await;
    let late = Statements::WrongTime {
        challenge: 1,
        answerUntil: until,
    };
    let call = answer(1, made.id, &made.proofs[&9]);
    d.refused(d.manager(), &call, late).await;
    let (mut bond, mut community) = (1_000 * PSC, 0);
    assert_eq!(d.bond_of(PLATFORM).await, bond);
    let fees = Cycles::cycleFeesCall { cycle: 0 };
    let before: u64 = read(g, g.cycles(), &fees).await.community.to();
    for (challenge, (_, taken, hers, its)) in (1..).zip(expected) {
        let (held, cycles) = (d.psc(w.stranger.address()).await, d.psc(g.cycles()).await);
        let sent = d.by(&w.friend, &slash(challenge)).await;
        let slashed = logged::<Statements::PlatformSlashed>(&sent, d.at()).unwrap();
        assert_eq!(
            (slashed.toChallenger, slashed.toCommunity, slashed.bond),
            (u(hers), u(its), u(BOND))
        );
        assert_eq!(d.psc(w.stranger.address()).await, held + hers + BOND);
        assert_eq!(d.psc(g.cycles()).await, cycles + its);
        bond -= taken;
        community += its;
        assert_eq!(d.bond_of(PLATFORM).await, bond);
        d.refused(&w.friend, &slash(challenge), over(challenge))
            .await;
        d.assert_holds_what_it_owes().await;
    }
    let after: u64 = read(g, g.cycles(), &fees).await.community.to();
    assert_eq!(after, before + community);
    assert_eq!((bond, d.psc(d.at()).await), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_bonds_and_rates_of_now() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    d.report(until, &[]).await;
    let alice = w.alice.address();
    // An odd unit is the community's; the bond of a challenge is that of its opening.
    let parameters = Statements::setParametersCall {
        challengeBond: u(PSC),
        minSlash: u(3 * PSC + 1),
    };
    d.challenged(&d.sale(KETTLE, alice, 1, d.begun, 1)).await;
    let error = Statements::OwnableUnauthorizedAccount {
        account: w.stranger.address(),
    };
    d.refused(&w.stranger, &parameters, error).await;
    for (number, bond, slash) in [
        (1, 99_999, PSC),
        (1, 1_000 * PSC + 1, PSC),
        (2, PSC, PSC - 1),
    ] {
        let (value, min, max) = match number {
            1 => (bond, 100_000, 1_000 * PSC),
            _ => (slash, PSC, 100_000 * PSC),
        };
        let call = Statements::setParametersCall {
            challengeBond: u(bond),
            minSlash: u(slash),
        };
        let error = Statements::ParameterOutOfBounds {
            number,
            value: u(value),
            min: u(min),
            max: u(max),
        };
        d.refused(&w.owner, &call, error).await;
    }
    d.by(&w.owner, &parameters).await;
    // A product that left pays no E: C alone counts, 12 of 100 PSC.
    let leave = Quality::leaveCall { product: LAMP };
    act(g, &w.vendor, g.quality(), &leave).await;
    d.challenged(&d.sale(LAMP, alice, 100 * PSC + 1_000, d.begun, 2))
        .await;
    // Leaving while the answer is awaited saves nothing: 20 x (10 + 0.6) of 100 PSC.
    d.challenged(&d.sale(KETTLE, alice, 50 * PSC, d.begun, 3))
        .await;
    let leave = Quality::leaveCall { product: KETTLE };
    act(g, &w.vendor, g.quality(), &leave).await;
    wait(g, ANSWER).await;
    for (challenge, hers, its, bond) in [
        (1, 1_500_000, 1_500_001, BOND),
        (2, 6_000_060, 6_000_060, PSC),
        (3, 53 * PSC, 53 * PSC, PSC),
    ] {
        let sent = d.by(&w.friend, &slash(challenge)).await;
        let slashed = logged::<Statements::PlatformSlashed>(&sent, d.at()).unwrap();
        assert_eq!(
            (slashed.toChallenger, slashed.toCommunity, slashed.bond),
            (u(hers), u(its), u(bond))
        );
    }
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_asked_for_and_when() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let alice = w.alice.address();
    let until = wait(g, DAY).await;
    d.report(until, &[]).await;
    // Of the future; of the open period; until it is 30 days old.
    for time in [until + 1, until] {
        let sold = d.sale(LAMP, alice, 5_000, time, 1);
        let call = d.challenge(&sold, &w.alice, &w.issuer);
        let error = Statements::NotChallengeable {
            platform: PLATFORM,
            time,
        };
        d.refused(&w.stranger, &call, error).await;
    }
    let sold = d.sale(LAMP, alice, 5_000, until + 5, 1);
    let call = d.challenge(&sold, &w.alice, &w.issuer);
    let error = || Statements::NotChallengeable {
        platform: PLATFORM,
        time: until + 5,
    };
    wait(g, 30 * DAY + 5).await;
    d.refused(&w.stranger, &call, error()).await;
    wait(g, 1).await;
    d.by(&w.stranger, &call).await;
    // A statement that is late but in time answers it: of this platform, of its time, closed.
    let made = d.tree(until, until + DAY, 2, &[sold]);
    let id = d.start(until + DAY).await;
    for page in made.statement.pages {
        d.send_page(page.calldata.unwrap()).await;
    }
    let error = Statements::StatementIsOpen { statement: id };
    d.refused(d.manager(), &answer(1, id, &made.proofs[&1]), error)
        .await;
    d.close(id).await;
    let error = Statements::WrongStatement {
        statement: 1,
        platform: PLATFORM,
        time: until + 5,
    };
    d.refused(d.manager(), &answer(1, 1, &made.proofs[&1]), error)
        .await;
    d.by(&w.friend, &answer(1, id, &made.proofs[&1])).await;
    // Nothing older than 180 days.
    wait(g, 150 * DAY - 1).await;
    let sale = |time, number| d.sale(LAMP, alice, 5_000, time, number);
    d.challenged(&sale(until + 5, 2)).await;
    let old = sale(until + 4, 3);
    let call = d.challenge(&old, &w.alice, &w.issuer);
    let error = Statements::NotChallengeable {
        platform: PLATFORM,
        time: until + 4,
    };
    d.refused(&w.stranger, &call, error).await;
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_pays_the_bond_even_if_somebody_brought_it_first() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    d.report(until, &[]).await;
    allow(g, &w.stranger, d.at(), u(0)).await;
    let domain = typed::psc_domain(g.client.chain_id, g.psc());
    let permit = |nonce| Permit {
        owner: w.stranger.address(),
        spender: d.at(),
        value: u(BOND),
        nonce: u(nonce),
        deadline: u(until + DAY),
    };
    let call = |number, signature: Bytes| {
        let sold = d.sale(LAMP, w.alice.address(), 5_000, d.begun, number);
        let of = d.challenge(&sold, &w.alice, &w.issuer);
        Statements::challengeWithPermitCall {
            platform: of.platform,
            product: of.product,
            buyer: of.buyer,
            gross: of.gross,
            time: of.time,
            number,
            buyerSignature: of.buyerSignature,
            platformSignature: of.platformSignature,
            deadline: until + DAY,
            signature,
        }
    };
    let signature = typed::sign(&w.stranger, &domain, &permit(0));
    d.by(&w.stranger, &call(1, signature)).await;
    let signature = typed::sign(&w.stranger, &domain, &permit(1));
    let first = PackedForms::permitCall {
        owner: w.stranger.address(),
        spender: d.at(),
        value: u(BOND),
        deadline: u(until + DAY),
        signature: signature.clone(),
    };
    act(g, &w.friend, g.psc(), &first).await;
    d.by(&w.stranger, &call(2, signature.clone())).await;
    let error = Psc::ERC20InsufficientAllowance {
        spender: d.at(),
        allowance: u(0),
        needed: u(BOND),
    };
    d.refused(&w.stranger, &call(3, signature), error).await;
    assert_eq!(d.psc(d.at()).await, 2 * BOND);
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_psc_blocks_is_credited_and_stops_nobody() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let (alice, payout, stranger) = (w.alice.address(), w.locker.address(), w.stranger.address());
    let sold = d.sale(LAMP, alice, 5_000, d.begun, 1);
    let made = d.report(until, &[sold]).await;
    d.challenged(&sold).await;
    d.challenged(&d.sale(LAMP, alice, 5_000, d.begun, 2)).await;
    d.block(payout, true).await;
    d.block(stranger, true).await;
    let before = (d.psc(payout).await, d.psc(stranger).await);
    let sent = d.by(&w.friend, &answer(1, made.id, &made.proofs[&1])).await;
    let deferred = logged::<Statements::PaymentDeferred>(&sent, d.at()).unwrap();
    assert_eq!((deferred.account, deferred.amount), (payout, u(BOND)));
    wait(g, ANSWER).await;
    d.by(&w.friend, &slash(2)).await;
    // Her half waits at the register, her bond here.
    let account = stranger;
    let won = read(g, g.quality(), &Quality::creditCall { account }).await;
    assert_eq!(won, u(50 * PSC));
    assert_eq!(
        (d.credit(payout).await, d.credit(stranger).await),
        (BOND, BOND)
    );
    assert_eq!(d.psc(d.at()).await, 2 * BOND);
    d.assert_holds_what_it_owes().await;
    let error = Psc::AccountBlocked { account: payout };
    let claim = |account| Statements::claimForCall { account };
    d.refused(&w.friend, &claim(payout), error).await;
    d.block(payout, false).await;
    d.block(stranger, false).await;
    d.by(&w.friend, &claim(payout)).await;
    d.by(&w.stranger, &Statements::claimCall {}).await;
    assert_eq!(
        (d.psc(payout).await, d.psc(stranger).await),
        (before.0 + BOND, before.1 + BOND)
    );
    let error = Statements::NothingToClaim { account: payout };
    d.refused(&w.friend, &claim(payout), error).await;
    assert_eq!(d.psc(d.at()).await, 0);
}

/// An answer needs no PSC to move: what is won by it waits.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_psc_keeps_nobody_from_answering() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let sold = d.sale(LAMP, w.alice.address(), 5_000, d.begun, 1);
    let made = d.report(until, &[sold]).await;
    d.challenged(&sold).await;
    act(g, &w.pauser, g.psc(), &Psc::pauseCall {}).await;
    wait(g, ANSWER - 1).await;
    let payout = w.locker.address();
    let sent = d.by(&w.friend, &answer(1, made.id, &made.proofs[&1])).await;
    let deferred = logged::<Statements::PaymentDeferred>(&sent, d.at()).unwrap();
    assert_eq!((deferred.account, deferred.amount), (payout, u(BOND)));
    wait(g, DAY).await;
    act(g, &w.pauser, g.psc(), &Psc::unpauseCall {}).await;
    d.refused(&w.stranger, &slash(1), over(1)).await;
    d.assert_holds_what_it_owes().await;
    let before = d.psc(payout).await;
    d.by(&w.friend, &Statements::claimForCall { account: payout })
        .await;
    assert_eq!(d.psc(payout).await, before + BOND);
    assert_eq!(d.bond_of(PLATFORM).await, 1_000 * PSC);
}

/// Nor does leaving before the receipt is challenged, of a product that somebody marked as carried in its time.
#[tokio::test(flavor = "multi_thread")]
async fn a_rate_at_which_a_product_was_carried_is_not_forgotten() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let carry = Statements::carryCall {
        platform: PLATFORM,
        products: vec![LAMP],
    };
    d.by(&w.alice, &carry).await;
    let until = wait(g, DAY).await;
    d.report(until, &[]).await;
    let leave = Quality::leaveCall { product: LAMP };
    act(g, &w.vendor, g.quality(), &leave).await;
    let sold = d.sale(LAMP, w.alice.address(), 100 * PSC, d.begun, 1);
    d.challenged(&sold).await;
    wait(g, ANSWER).await;
    let sent = d.by(&w.friend, &slash(1)).await;
    let slashed = logged::<Statements::PlatformSlashed>(&sent, d.at()).unwrap();
    // 20 x (15 + 0.6).
    assert_eq!(slashed.toChallenger, u(156 * PSC));
}
