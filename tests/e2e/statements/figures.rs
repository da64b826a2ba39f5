//! Whole flows, to the unit: from a file of orders to what platform, expert and community are paid.

use productshare_abi::{Cycles, Statements};
use productshare_cli::receipt::Domain;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_platform_reports_is_paid_and_shared_to_the_unit() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let until = wait(g, 5 * DAY).await;
    let sold = [
        d.sale(LAMP, alice, 1_000_003, d.begun, 1),
        d.sale(KETTLE, bob, 777_777, d.begun + 9, 2),
        d.sale(LAMP, bob, 2_000_006, until - 1, 3),
        d.sale(LAMP, alice, 999, d.begun, 4),
        d.sale(KETTLE, bob, 5, d.begun + 9, 6),
    ];
    let (owner, cycles) = (d.manager().address(), g.cycles());
    let before = (d.psc(owner).await, d.psc(cycles).await);
    let made = d.report(until, &sold).await;

    // Of 3,001,008 at 15 % and 777,782 at 10 %, and 60 bps of both: each rounded down.
    let lines = events::<Statements::LineSubmitted>(&made.pages[0], d.at());
    let of: Vec<_> = lines
        .iter()
        .map(|e| (e.product, e.gross, e.count, e.experienceFee, e.communityFee))
        .collect();
    assert_eq!(
        of,
        [
            (LAMP, u(3_001_008), 3, u(450_151), u(18_006)),
            (KETTLE, u(777_782), 2, u(77_778), u(4_666)),
        ]
    );
    let all = 450_151 + 18_006 + 77_778 + 4_666;
    assert_eq!(
        (d.psc(owner).await, d.psc(cycles).await, d.psc(d.at()).await),
        (before.0 - all, before.1 + all, 0)
    );
    // A tenth and four tenths of the sums so far; the rest is the reports'.
    let accrued = events::<Cycles::FeesAccrued>(&made.pages[0], cycles);
    let of: Vec<_> = accrued
        .iter()
        .map(|e| {
            (
                e.cycle,
                e.platform,
                e.expert,
                e.toExpert,
                e.toPlatform,
                e.toReports,
            )
        })
        .collect();
    assert_eq!(
        of,
        [
            (0, PLATFORM, 1, u(45_015), u(180_060), u(225_076)),
            (0, PLATFORM, 1, u(7_777), u(31_111), u(38_890)),
        ]
    );
    let fees = read(g, cycles, &Cycles::cycleFeesCall { cycle: 0 }).await;
    assert_eq!(
        (fees.reports, fees.rolled, fees.community),
        (u(225_076 + 38_890), u(0), u(18_006 + 4_666))
    );
    let of = d.ask(&Statements::statementCall { statement: 1 }).await;
    assert_eq!(
        (
            of.lines,
            of.gross,
            of.experienceFee,
            of.communityFee,
            of.state
        ),
        (2, u(3_778_790), u(527_929), u(22_672), 0)
    );

    // Receipts sign and hash alike in wallets, command and contract.
    let domain = Domain {
        chain_id: g.client.chain_id,
        contract: d.at(),
    };
    for sold in &sold {
        let hashes = Statements::receiptHashCall {
            platform: PLATFORM,
            product: sold.product,
            buyer: sold.buyer,
            gross: u(sold.gross),
            time: sold.time,
            number: sold.number,
        };
        let hashes = d.ask(&hashes).await;
        assert_eq!(
            (hashes.receipt, hashes.digest),
            (sold.hash(), sold.digest(&domain))
        );
        use alloy::sol_types::SolStruct;
        let wallets = message(sold).eip712_signing_hash(&d.domain());
        assert_eq!(wallets, hashes.digest);
    }

    // After the cycle platform and expert draw: 40 and 10 % of 527,929.
    wait(g, 2 * CYCLE).await;
    act(g, &w.stranger, cycles, &Cycles::closeCall { cycle: 0 }).await;
    let (payout, school) = (w.locker.address(), w.school.address());
    let before = (d.psc(payout).await, d.psc(school).await);
    let platform = Cycles::claimPlatformCall { platform: PLATFORM };
    act(g, &w.stranger, cycles, &platform).await;
    act(
        g,
        &w.stranger,
        cycles,
        &Cycles::claimExpertCall { expert: 1 },
    )
    .await;
    assert_eq!(
        (d.psc(payout).await, d.psc(school).await),
        (before.0 + 211_171, before.1 + 52_792)
    );
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_has_as_many_pages_as_it_needs() {
    let d = Desk::open().await;
    let alice = d.g.wallets.alice.address();
    let mut products = vec![LAMP, KETTLE];
    for _ in 0..31 {
        products.push(d.add_product(Some(1_500)).await);
    }
    let until = wait(&d.g, DAY).await;
    let mut sold = Vec::new();
    for (number, product) in (1..).zip(products.iter().chain(&products[30..])) {
        sold.push(d.sale(*product, alice, 10_000 + number, d.begun, number));
    }
    let made = d.report(until, &sold).await;
    let lines: Vec<_> = made
        .pages
        .iter()
        .map(|page| events::<Statements::LineSubmitted>(page, d.at()).len())
        .collect();
    assert_eq!(lines, [32, 1]);
    let of = d
        .ask(&Statements::statementCall { statement: made.id })
        .await;
    let gross: u64 = sold.iter().map(|sold| sold.gross).sum();
    assert_eq!((of.lines, of.gross), (33, u(gross)));
    // Of both pages, and of both receipts of a line.
    for number in [1, 32, 33, 34, 36] {
        d.by(&d.g.wallets.alice, &prove(made.id, &made.proofs[&number]))
            .await;
    }
    assert_eq!(d.ask(&Statements::countsCall {}).await.purchases, 5);
}
