//! Fees from sales to claims: the white paper's figures to the unit, what rolls over, and closing.

use alloy::primitives::U256;
use productshare_abi::{Checkout, Cycles, Experience};
use world::shop::{self, NewProduct, logged};

use super::*;

/// 20,000,000 of sales, in three sizes of a unit.
#[tokio::test(flavor = "multi_thread")]
async fn the_white_papers_figures_come_out_to_the_unit() {
    for unit in [1, 50_000, PSC] {
        let n = Net::open().await;
        let (g, w) = (&n.g, &n.g.wallets);
        let product = n.product_at(1_000_000 * unit, FEE_BPS).await;
        let mut reports = Vec::new();
        for (buyer, units) in [(&w.alice, 10), (&w.friend, 6), (&w.stranger, 4)] {
            shop::fund(g, buyer, units * 1_000_000 * unit)
                .await
                .unwrap();
            let order = n.buy(buyer, product, units).await;
            reports.push(n.report(buyer, order, 0).await);
        }
        assert_eq!(n.psc(g.cycles()).await, 3_120_000 * unit);
        let [one, two, three, four, five] = n.voters();
        let votes = [
            (one, reports[0]),
            (two, reports[1]),
            (three, reports[0]),
            (four, reports[1]),
            (five, reports[2]),
        ];
        n.vote(0, &votes).await;
        assert_eq!(n.places(0, product).await, (10, reports.clone()));
        for voter in n.voters() {
            n.confirm(0, product, voter).await;
        }
        let expert = Cycles::claimExpertCall { expert: n.expert };
        n.refuse(&w.stranger, &expert, Cycles::NothingToClaim {})
            .await;
        n.go(1, 3).await;
        n.close(0).await;

        for (account, call, sum) in [
            (w.issuer.address(), None, 300_000),
            (w.locker.address(), Some(()), 1_200_000),
        ] {
            let before = n.psc(account).await;
            match call {
                None => n.send(&w.stranger, &expert).await,
                Some(()) => {
                    let platform = n.platform;
                    n.send(&w.stranger, &Cycles::claimPlatformCall { platform })
                        .await
                }
            };
            assert_eq!(n.psc(account).await - before, sum * unit);
        }
        for (place, who, sum) in [
            (1, &w.alice, 750_000),
            (2, &w.friend, 450_000),
            (3, &w.stranger, 300_000),
        ] {
            let before = n.psc(who.address()).await;
            assert_eq!(n.claim_place(0, product, place).await, sum * unit);
            assert_eq!(n.psc(who.address()).await - before, sum * unit);
            let again = Cycles::claimPlaceCall {
                cycle: 0,
                product,
                place,
            };
            let error = Cycles::AlreadySettled {
                cycle: 0,
                product,
                place,
            };
            n.refuse(&w.stranger, &again, error).await;
        }
        // A fifth each; what rounding left is the next communities'.
        let mut paid = 0;
        for voter in n.voters() {
            let part = n.claim_community(voter.address(), &[0]).await;
            assert!((24_000 * unit - 1..=24_000 * unit).contains(&part));
            paid += part;
        }
        let carried = n.ask(&Cycles::progressCall {}).await.communityCarried;
        let rounded = n.ask(&Cycles::cycleFeesCall { cycle: 1 }).await.community;
        assert_eq!(u(paid) + carried + rounded, u(120_000 * unit));
        assert_eq!(u(n.psc(g.cycles()).await), carried + rounded);
        // The bonds are the reporters' own.
        for report in reports {
            n.send(&w.stranger, &Experience::settleCall { report })
                .await;
        }
        assert_eq!(n.psc(g.experience()).await, 0);
    }
}

/// Half of it at 10 % through one platform, half at 20 % through another.
#[tokio::test(flavor = "multi_thread")]
async fn rates_and_platforms_are_each_lines_own() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let other = n.register_platform(&w.reseller, w.reseller.address()).await;
    let b = n.open_store(&w.reseller, other).await;
    let low = n.product_at(1_000_000 * PSC, 1_000).await;
    let high = n.product_at(1_000_000 * PSC, 2_000).await;
    shop::list(g, &w.reseller, b, high).await.unwrap();
    for buyer in [&w.alice, &w.friend] {
        shop::fund(g, buyer, 10_000_000 * PSC).await.unwrap();
    }
    let first = n.buy(&w.alice, low, 10).await;
    let second = n.buy_from(&w.friend, high, 10, b).await;
    let first = n.report(&w.alice, first, 0).await;
    let second = n.report(&w.friend, second, 0).await;
    let voters = n.voters();
    let votes = voters.map(|voter| (voter, first)).to_vec();
    let both: Vec<_> = votes
        .into_iter()
        .chain(voters.map(|voter| (voter, second)))
        .collect();
    n.vote(0, &both).await;
    // Once for the community, though for both products.
    for product in [low, high] {
        for voter in voters {
            let sent = n.confirm(0, product, voter).await;
            let confirmed = logged::<Experience::VoteConfirmed>(&sent, g.experience()).unwrap();
            assert_eq!(confirmed.counted, product == low);
        }
    }
    n.go(1, 3).await;
    n.close(0).await;
    let fees = n.ask(&Cycles::cycleFeesCall { cycle: 0 }).await;
    assert_eq!(
        [fees.reports, fees.rolled, fees.community, fees.extra],
        [1_500_000 * PSC, 0, 120_000 * PSC, 0].map(u)
    );
    let expert = n.ask(&Cycles::expertCall { expert: n.expert }).await;
    assert_eq!(
        (expert.claimable, expert.waiting),
        (u(300_000 * PSC), U256::ZERO)
    );
    for (platform, sum) in [(n.platform, 400_000), (other, 800_000)] {
        let due = n.ask(&Cycles::platformCall { platform }).await;
        assert_eq!(due.claimable, u(sum * PSC));
    }
    // One report each: five tenths, the others' go to the next cycle.
    assert_eq!(n.claim_place(0, low, 1).await, 250_000 * PSC);
    assert_eq!(n.claim_place(0, high, 1).await, 500_000 * PSC);
    let progress = n.ask(&Cycles::progressCall {}).await;
    assert_eq!(progress.carried, u(750_000 * PSC));
    for voter in voters {
        let paid = n.claim_community(voter.address(), &[0]).await;
        assert!((24_000 * PSC - 1..=24_000 * PSC).contains(&paid));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refunded_within_its_window_pays_no_fees() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let held = NewProduct {
        price: 100 * PSC,
        profit_bps: 1_000,
        cashback_bps: 0,
        hold_secs: DAY,
        ..NewProduct::default()
    };
    let product = n.enrolled(&w.vendor, n.a, &held, FEE_BPS).await;
    let wholly = n.buy(&w.alice, product, 2).await;
    let partly = n.buy(&w.friend, product, 4).await;
    let kept = n.buy(&w.stranger, product, 1).await;
    let not_yet = Experience::LineNotSettled {
        order: kept,
        line: 0,
    };
    n.refuse(&w.stranger, &filing(kept, 0), not_yet).await;
    let refund = |order, units| Checkout::refundCall {
        order,
        line: 0,
        units,
    };
    n.send(&w.vendor, &refund(wholly, 2)).await;
    n.send(&w.vendor, &refund(partly, 1)).await;
    assert_eq!(n.psc(g.cycles()).await, 0);
    n.go(1, 1).await;
    let call = Checkout::releaseCall {
        orders: vec![partly, kept],
        lines: vec![0, 0],
    };
    n.send(&w.stranger, &call).await;
    // Four units of 100 PSC at 15.6 %.
    assert_eq!(n.psc(g.cycles()).await, 62_400_000);
    let fees = n.ask(&Cycles::productCall { cycle: 1, product }).await.fees;
    assert_eq!(fees, u(30 * PSC));
    let gone = Experience::LineNotSettled {
        order: wholly,
        line: 0,
    };
    n.refuse(&w.alice, &filing(wholly, 0), gone).await;
    n.report(&w.friend, partly, 0).await;
    n.report(&w.stranger, kept, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_psc_blocks_has_a_credit_and_delays_nobody() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let product = n.product().await;
    let report = n.bought_and_reported(&w.alice, product, 0).await;
    let voters = n.voters();
    n.vote(0, &voters.map(|voter| (voter, report))).await;
    for voter in voters {
        n.confirm(0, product, voter).await;
    }
    n.go(1, 3).await;
    n.close(0).await;
    let (alice, expert, payout, voter) = (
        w.alice.address(),
        w.issuer.address(),
        w.locker.address(),
        voters[0].address(),
    );
    for who in [alice, expert, payout, voter] {
        n.block(who, true).await;
    }
    n.claim_place(0, product, 1).await;
    n.claim_community(voter, &[0]).await;
    n.send(&w.stranger, &Cycles::claimExpertCall { expert: n.expert })
        .await;
    let platform = n.platform;
    n.send(&w.stranger, &Cycles::claimPlatformCall { platform })
        .await;
    n.send(&w.stranger, &Experience::settleCall { report })
        .await;
    // 100 PSC at 15 %, of which half of the reports' half; 0.6 PSC among five.
    for (who, sum) in [
        (alice, 3_750_000),
        (expert, 1_500_000),
        (payout, 6_000_000),
        // Rounded down.
        (voter, 119_999),
    ] {
        assert_eq!(n.ask(&Cycles::creditCall { account: who }).await, u(sum));
        let before = n.psc(who).await;
        n.block(who, false).await;
        n.send(&w.stranger, &Cycles::claimForCall { account: who })
            .await;
        assert_eq!(n.psc(who).await - before, sum);
    }
    let credit = n.ask(&Experience::creditCall { account: alice }).await;
    assert_eq!(credit, u(BOND));
    n.send(&w.stranger, &Experience::claimForCall { account: alice })
        .await;
    for voter in &voters[1..] {
        n.claim_community(voter.address(), &[0]).await;
    }
    // What was carried is all that is left, with what rounding left of 0.6 PSC.
    assert_eq!(n.psc(g.cycles()).await, 3_750_005);
    assert_eq!(n.psc(g.experience()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn cycles_are_closed_in_order_and_not_early() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let close = |cycle| Cycles::closeCall { cycle };
    let closes_at = n.start + CYCLE + 3 * QUARTER;
    let early = || Cycles::TooEarly {
        closesAt: closes_at,
    };
    n.refuse(&w.alice, &close(0), early()).await;
    n.go(1, 2).await;
    wait(&n.g, QUARTER - 1).await;
    n.refuse(&w.alice, &close(0), early()).await;
    wait(&n.g, 1).await;
    let not_next = |cycle, next| Cycles::NotNext { cycle, next };
    n.refuse(&w.alice, &close(1), not_next(1, 0)).await;
    n.send(&w.alice, &close(0)).await;
    n.refuse(&w.alice, &close(0), not_next(0, 1)).await;
    n.go(5, 3).await;
    n.refuse(&w.alice, &close(4), not_next(4, 1)).await;
    n.close(4).await;
    let error = Cycles::TooEarly {
        closesAt: n.start + 6 * CYCLE + 3 * QUARTER,
    };
    n.refuse(&w.alice, &close(5), error).await;
}

/// What one cycle carries over the next one shares, by fees; roundings come back into a later pot; no unit is lost.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_winner_goes_to_the_next_cycle() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let (first, second) = (n.product().await, n.product_at(33_333_333, 1_234).await);
    shop::list(g, &w.reseller, n.b, first).await.unwrap();
    // Store B names no platform.
    let order = n.buy_from(&w.alice, first, 1, n.b).await;
    let report = n.report(&w.alice, order, 0).await;
    let voters = n.voters();
    n.vote(0, &voters.map(|voter| (voter, report))).await;
    // Sales of cycle 1, while cycle 0 is voted on.
    let mut reports = Vec::new();
    for (buyer, product) in [
        (&w.alice, first),
        (&w.friend, first),
        (&w.stranger, first),
        (&w.friend, second),
    ] {
        reports.push(n.bought_and_reported(buyer, product, 0).await);
    }
    n.go(1, 3).await;
    n.close(0).await;
    // Of 15 PSC: 1.5 the expert's, 6 nobody's, 7.5 the reports', of which half have no winner; nobody's vote was
    // confirmed.
    let progress = n.ask(&Cycles::progressCall {}).await;
    assert_eq!(
        (progress.carried, progress.communityCarried),
        (u(9_750_000), u(600_000))
    );
    let [one, two, three, four, _] = voters;
    let mut votes = Vec::new();
    for report in &reports[..3] {
        votes.push((if *report == reports[0] { one } else { two }, *report));
    }
    votes[2].0 = three;
    for voter in [one, two, three, four] {
        votes.push((voter, reports[3]));
    }
    n.vote(1, &votes).await;
    assert_eq!(n.places(1, first).await, (10, reports[..3].to_vec()));
    for voter in [one, two, three] {
        n.confirm(1, first, voter).await;
    }
    n.go(2, 3).await;
    n.close(1).await;
    // A = 22.5 PSC x 10 + the other's x 5.
    let (large, small) = (
        22_500_000,
        n.ask(&Cycles::productCall {
            cycle: 1,
            product: second,
        })
        .await
        .fees
        .to::<u64>(),
    );
    let weight = u128::from(large) * 10 + u128::from(small) * 5;
    let index = (9_750_000u128 << 64) / weight;
    let prize = |fees: u64, tenths: u64| {
        let of = u128::from(fees) * u128::from(tenths);
        (of / 10) as u64 + ((of * index) >> 64) as u64
    };
    let mut paid = 0;
    for (product, fees, place, tenths) in [
        (first, large, 1, 5),
        (first, large, 2, 3),
        (first, large, 3, 2),
        (second, small, 1, 5),
    ] {
        let sum = n.claim_place(1, product, place).await;
        assert_eq!(sum, prize(fees, tenths));
        paid += sum;
    }
    let left = large + small / 2 + 9_750_000 - paid;
    assert!(left <= 4, "rounding: {left}");
    let fees = n.ask(&Cycles::cycleFeesCall { cycle: 2 }).await;
    assert_eq!(fees.extra, u(left));
    // Everybody else, and then nothing is there but what is carried.
    n.claim_place(0, first, 1).await;
    for voter in [one, two, three] {
        n.claim_community(voter.address(), &[1]).await;
    }
    n.send(&w.stranger, &Cycles::claimExpertCall { expert: n.expert })
        .await;
    let platform = n.platform;
    n.send(&w.stranger, &Cycles::claimPlatformCall { platform })
        .await;
    let progress = n.ask(&Cycles::progressCall {}).await;
    let fees = n.ask(&Cycles::cycleFeesCall { cycle: 2 }).await;
    let kept = progress.carried + progress.communityCarried + fees.extra + fees.community;
    assert_eq!(u(n.psc(g.cycles()).await), kept);
}

/// However many products have winners and however many accounts have weight.
#[tokio::test(flavor = "multi_thread")]
async fn closing_costs_the_same_with_one_product_and_with_many() {
    let n = Net::open().await;
    let w = n.g.wallets.clone();
    let mut products = Vec::new();
    for _ in 0..5 {
        products.push(n.product().await);
    }
    let voters = n.voters();
    n.go(1, 0).await;
    let report = n.bought_and_reported(&w.alice, products[0], 0).await;
    n.go(1, 3).await;
    n.close(0).await;
    n.vote(1, &voters.map(|voter| (voter, report))).await;
    n.confirm(1, products[0], voters[0]).await;
    let mut votes = Vec::new();
    for product in &products {
        for buyer in [&w.alice, &w.friend, &w.stranger] {
            let report = n.bought_and_reported(buyer, *product, 0).await;
            votes.extend(voters.map(|voter| (voter, report)));
        }
    }
    n.go(2, 3).await;
    let one = n.close(1).await.gas_used;
    n.go(3, 0).await;
    let mut casts = Vec::new();
    // A vote a product: on the first one's reports each voter has one, and so on.
    for (at, (voter, report)) in votes.into_iter().enumerate() {
        if at % 15 < 5 {
            casts.push((voter, n.commit(voter, report).await));
        }
    }
    n.go(3, 1).await;
    for (voter, cast) in &casts {
        n.reveal(voter, cast).await;
    }
    n.go(3, 2).await;
    for (voter, cast) in &casts {
        n.confirm(2, cast.product, voter).await;
    }
    n.go(3, 3).await;
    let many = n.close(2).await.gas_used;
    eprintln!("closing: {one} gas with one product, {many} with five");
    assert!(one.abs_diff(many) < 500, "{one} and {many}");
}
