//! Periods, pages of lines, and which products a platform reports.

use alloy::primitives::U256;
use productshare_abi::{Catalog, Cycles, Psc, Quality, Statements};

use super::*;

const YEAR_PART: u64 = 92 * DAY;

#[tokio::test(flavor = "multi_thread")]
async fn periods_follow_each_other_without_a_gap() {
    let d = Desk::open().await;
    let w = &d.g.wallets;
    // The other platform begins.
    let now = wait(&d.g, YEAR_PART + DAY).await;
    let begin = |from| Statements::beginCall {
        platform: OTHER,
        from,
    };
    let stranger = Statements::NotPlatformOwner {
        platform: OTHER,
        account: w.relayer.address(),
    };
    d.refused(&w.relayer, &begin(now), stranger).await;
    for from in [0, now + 1, now - YEAR_PART - 1] {
        let error = Statements::WrongBeginning {
            platform: OTHER,
            from,
        };
        d.refused(&w.reseller, &begin(from), error).await;
    }
    let open = Statements::openCall {
        platform: OTHER,
        ..opening(now)
    };
    let error = Statements::WrongPeriod {
        platform: OTHER,
        from: 0,
        until: now,
    };
    d.refused(&w.reseller, &open, error).await;
    d.by(&w.reseller, &begin(now - YEAR_PART)).await;
    let error = Statements::WrongBeginning {
        platform: OTHER,
        from: now,
    };
    d.refused(&w.reseller, &begin(now), error).await;

    // The first one's period, which is not over, is empty, is too long.
    let wrong = |from, until| Statements::WrongPeriod {
        platform: PLATFORM,
        from,
        until,
    };
    let from = d.begun;
    for until in [from - 1, from, from + YEAR_PART + 1, now + 1] {
        d.refused(d.manager(), &opening(until), wrong(from, until))
            .await;
    }
    let error = Statements::NotPlatformOwner {
        platform: PLATFORM,
        account: w.reseller.address(),
    };
    d.refused(&w.reseller, &opening(now), error).await;
    let until = from + YEAR_PART;
    let id = d.start(until).await;
    d.refused(d.manager(), &opening(now), wrong(from, now))
        .await;
    let periods = d.periods().await;
    assert_eq!(
        (periods.first, periods.closedUntil, periods.openUntil),
        (from, from, until)
    );
    let close = Statements::closeCall { statement: id };
    let error = Statements::NotPlatformOwner {
        platform: PLATFORM,
        account: w.reseller.address(),
    };
    d.refused(&w.reseller, &close, error).await;
    let unknown = Statements::UnknownStatement { statement: 7 };
    d.refused(
        d.manager(),
        &Statements::closeCall { statement: 7 },
        unknown,
    )
    .await;
    d.close(id).await;
    let closed = Statements::StatementIsClosed { statement: id };
    d.refused(d.manager(), &close, closed).await;
    // The next one begins where that ended.
    for until in [until, now + 1] {
        let error = wrong(d.begun + YEAR_PART, until);
        d.refused(d.manager(), &opening(until), error).await;
    }
    let second = d.report(now, &[]).await;
    let of = d
        .ask(&Statements::statementCall {
            statement: second.id,
        })
        .await;
    assert_eq!(
        (of.platform, of.from, of.until, of.closedAt, of.lines),
        (PLATFORM, until, now, now, 0)
    );
    let periods = d.periods().await;
    assert_eq!(
        (periods.closedUntil, periods.openUntil, periods.latest),
        (now, 0, second.id)
    );
    // Nothing would answer for a statement without a bond.
    let platform = PLATFORM;
    let leave = Quality::givePlatformNoticeCall { platform };
    act(&d.g, d.manager(), d.g.quality(), &leave).await;
    let now = wait(&d.g, 60 * DAY).await;
    let take = Quality::takePlatformBondCall { platform };
    act(&d.g, d.manager(), d.g.quality(), &take).await;
    let error = Statements::NoBond { platform };
    d.refused(d.manager(), &opening(now), error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_one_line_per_product_of_the_platform() {
    let d = Desk::open().await;
    let until = wait(&d.g, DAY).await;
    let id = d.start(until).await;
    let line = |product, gross, count| page(id, product, gross, count, word(3));
    for count in [0, 33] {
        let call = Statements::submitCall {
            statement: id,
            products: vec![LAMP; count],
            grosses: vec![u(1); count],
            counts: vec![1; count],
            roots: vec![word(3); count],
        };
        let error = Statements::WrongLines {
            count: U256::from(count),
            max: u(32),
        };
        d.refused(d.manager(), &call, error).await;
    }
    for uneven in 0..3 {
        let mut call = line(LAMP, 5, 1);
        match uneven {
            0 => call.grosses.push(u(1)),
            1 => call.counts.push(1),
            _ => call.roots.push(word(1)),
        }
        let error = Statements::LengthMismatch {
            left: u(1),
            right: u(2),
        };
        d.refused(d.manager(), &call, error).await;
    }
    for (gross, count) in [(0, 1), (5, 0), (5, (1 << 32) + 1)] {
        let error = Statements::WrongLine {
            product: LAMP,
            gross: u(gross),
            count,
        };
        d.refused(d.manager(), &line(LAMP, gross, count), error)
            .await;
    }
    let mut call = line(LAMP, 5, 1);
    call.grosses[0] = U256::from(u64::MAX) + u(1);
    let error = Statements::ValueTooLarge {
        value: call.grosses[0],
        max: u(u64::MAX),
    };
    d.refused(d.manager(), &call, error).await;
    // Not enrolled, of another platform, of nobody's.
    for product in [CHAIR, FOREIGN] {
        let error = Statements::NotCarried {
            platform: PLATFORM,
            product,
        };
        d.refused(d.manager(), &line(product, 5, 1), error).await;
    }
    let error = Statements::NotPlatformOwner {
        platform: PLATFORM,
        account: d.g.wallets.reseller.address(),
    };
    d.refused(&d.g.wallets.reseller, &line(LAMP, 5, 1), error)
        .await;
    // Twice in a page, and in another.
    let exists = || Statements::LineExists {
        statement: id,
        product: LAMP,
    };
    let twice = Statements::submitCall {
        statement: id,
        products: vec![LAMP; 2],
        grosses: vec![u(5); 2],
        counts: vec![1; 2],
        roots: vec![word(3); 2],
    };
    d.refused(d.manager(), &twice, exists()).await;
    d.as_owner(&line(LAMP, 10_000, 1)).await;
    d.refused(d.manager(), &line(LAMP, 5, 1), exists()).await;
    // All together beyond 64 bits; and more than the owner lets it take.
    let error = Statements::ValueTooLarge {
        value: u(u64::MAX) + u(10_000),
        max: u(u64::MAX),
    };
    d.refused(d.manager(), &line(KETTLE, u64::MAX, 1), error)
        .await;
    allow(&d.g, d.manager(), d.at(), u(1_059)).await;
    let error = Psc::ERC20InsufficientAllowance {
        spender: d.at(),
        allowance: u(1_059),
        needed: u(1_060),
    };
    d.refused(d.manager(), &line(KETTLE, 10_000, 1), error)
        .await;
    allow(&d.g, d.manager(), d.at(), u(1_060)).await;
    d.as_owner(&line(KETTLE, 10_000, 1)).await;
    let sent = d.close(id).await;
    let closed = logged::<Statements::StatementClosed>(&sent, d.at()).unwrap();
    assert_eq!(
        (closed.lines, closed.gross, closed.experienceFee),
        (2, u(20_000), u(2_500))
    );
    assert_eq!(closed.communityFee, u(120));
    let error = Statements::StatementIsClosed { statement: id };
    d.refused(d.manager(), &line(CHAIR, 5, 1), error).await;
    assert_eq!(d.psc(d.at()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_carried_is_reported_whatever_its_vendor_does() {
    let d = Desk::open().await;
    let w = &d.g.wallets;
    let carry = |products: Vec<u64>| Statements::carryCall {
        platform: PLATFORM,
        products,
    };
    let not_carried = |product| Statements::NotCarried {
        platform: PLATFORM,
        product,
    };
    for product in [CHAIR, FOREIGN] {
        let call = carry(vec![LAMP, product]);
        d.refused(&w.stranger, &call, not_carried(product)).await;
    }
    for count in [0, 33] {
        let error = Statements::WrongLines {
            count: U256::from(count),
            max: u(32),
        };
        d.refused(&w.stranger, &carry(vec![LAMP; count]), error)
            .await;
    }
    d.by(&w.stranger, &carry(vec![LAMP, KETTLE])).await;
    let seen = Statements::carriedCall {
        platform: PLATFORM,
        product: KETTLE,
    };
    let seen = d.ask(&seen).await;
    assert_eq!((seen.at, seen.feeBps), (d.begun, 1_000));

    // The vendor leaves the model with one, and the platform with both.
    let leave = Quality::leaveCall { product: KETTLE };
    act(&d.g, &w.vendor, d.g.quality(), &leave).await;
    let away = Catalog::setStoreCall {
        store: 1,
        payout: w.vendor.address(),
        platform: OTHER,
        uri: "ipfs://store".into(),
    };
    act(&d.g, &w.vendor, d.g.catalog(), &away).await;
    d.refused(&w.stranger, &carry(vec![LAMP]), not_carried(LAMP))
        .await;
    let time = d.begun + 60;
    let until = wait(&d.g, DAY).await;
    let alice = w.alice.address();
    let sold = [
        d.sale(LAMP, alice, 1_000, time, 1),
        d.sale(KETTLE, alice, 1_000, time, 2),
    ];
    let first = d.report(until, &sold).await;
    for (product, fee) in [(LAMP, 1_500), (KETTLE, 1_000)] {
        let line = Statements::lineCall {
            statement: first.id,
            product,
        };
        let line = d.ask(&line).await;
        assert_eq!((line.gross, line.count, line.feeBps), (u(1_000), 1, fee));
    }
    // The platform has its part; of the kettle no expert has one any more.
    let accrued = events::<Cycles::FeesAccrued>(&first.pages[0], d.g.cycles());
    let of: Vec<_> = accrued
        .iter()
        .map(|e| (e.platform, e.expert, e.toPlatform, e.toExpert))
        .collect();
    assert_eq!(
        of,
        [(PLATFORM, 1, u(60), u(15)), (PLATFORM, 0, u(40), u(0))]
    );
    // What was carried before a period begins is not carried in it.
    let until = wait(&d.g, DAY).await;
    let id = d.start(until).await;
    let line = page(id, LAMP, 5, 1, word(3));
    d.refused(d.manager(), &line, not_carried(LAMP)).await;
    // Back at a lower rate: that of now counts.
    let back = Catalog::setStoreCall {
        platform: PLATFORM,
        ..away
    };
    act(&d.g, &w.vendor, d.g.catalog(), &back).await;
    let lower = Quality::setFeeCall {
        product: LAMP,
        feeBps: 500,
    };
    act(&d.g, &w.vendor, d.g.quality(), &lower).await;
    let sent = d.as_owner(&page(id, LAMP, 1_000, 1, word(3))).await;
    let line = logged::<Statements::LineSubmitted>(&sent, d.at()).unwrap();
    assert_eq!((line.feeBps, line.experienceFee), (500, u(50)));
    d.refused(
        d.manager(),
        &page(id, KETTLE, 5, 1, word(3)),
        not_carried(KETTLE),
    )
    .await;
}
