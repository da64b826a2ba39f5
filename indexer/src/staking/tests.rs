use super::*;

const START: u64 = 1_795_000_000;

/// Shares, with two streams of profit on them.
fn staked() -> Pool {
    let deposit = Move::Deposit {
        assets: 1_000_000_007,
        shares: 999_999_999_999_983,
        locked: 100,
    };
    let profit = Move::Profit {
        amount: 123_457,
        unstreamed: 123_457,
        ends_at: START + 86_400,
    };
    let pool = Pool::default().apply(START, deposit).expect("a deposit");
    pool.apply(START, profit).expect("profit")
}

/// Values that the contract's own functions gave.
#[test]
fn worth_at_any_second_is_what_the_contract_says() {
    let pool = staked();
    for (secs, unstreamed, idle, third, shares) in [
        (0, 123_457, 1_000_000_007, 333_333_335, 77_777_776_455_554),
        (1, 123_456, 1_000_000_008, 333_333_336, 77_777_776_377_776),
        (
            7_777,
            112_345,
            1_000_011_119,
            333_337_039,
            77_776_912_198_512,
        ),
        (
            43_200,
            61_729,
            1_000_061_735,
            333_353_911,
            77_772_975_685_349,
        ),
        (86_399, 2, 1_000_123_462, 333_374_487, 77_768_175_585_514),
        (86_400, 0, 1_000_123_464, 333_374_487, 77_768_175_429_996),
        (90_000, 0, 1_000_123_464, 333_374_487, 77_768_175_429_996),
    ] {
        let now = START + secs;
        assert_eq!(
            (pool.unstreamed_at(now), pool.idle(now)),
            (unstreamed, idle)
        );
        let price = pool.price(now);
        assert_eq!(price.to_assets(333_333_333_333_333), third);
        assert_eq!(price.to_shares(77_777_777), shares);
    }
    let more = Move::Profit {
        amount: 99_999_999,
        unstreamed: 100_109_167,
        ends_at: START + 96_389,
    };
    let pool = pool.apply(START + 10_000, more).expect("more profit");
    assert_eq!(pool.balance, 1_100_123_463);
    let at = |secs| pool.unstreamed_at(START + secs);
    assert_eq!(
        [at(10_000), at(50_000), at(96_000)],
        [100_109_167, 53_756_430, 450_781]
    );
}

/// Values that the contract's own functions gave.
#[test]
fn prices_of_any_size_are_what_the_contract_says() {
    for (assets, shares, part, worth, bought) in [
        (0, 0, 1 << 40, 1_099_511, 1_000_003_000_000),
        (
            u64::MAX.into(),
            1 << 119,
            1 << 118,
            9_223_372_036_854_775_807,
            36_028_905_105_355_024_891_904,
        ),
        (1, 3_000_000, 2_999_999, 1, 2_000_006_000_000),
        (
            987_654_321_987,
            987_654_321_000_000_000,
            123_456_789_012_345,
            123_456_789,
            1_000_002_999_000,
        ),
    ] {
        let price = Price { assets, shares };
        assert_eq!(price.to_assets(part), worth);
        assert_eq!(price.to_shares(1_000_003), bought);
    }
}

fn advanced() -> Pool {
    let draw = Move::Draw {
        advance: 4,
        amount: 1_000,
        deposit: 200,
        matures_at: START + 30 * DAY,
    };
    let deposit = Move::Deposit {
        assets: 5_000,
        shares: 5_000_000_000,
        locked: 7,
    };
    let pool = Pool::default().apply(START, deposit).expect("a deposit");
    pool.apply(START, draw).expect("an advance")
}

#[test]
fn an_advance_counts_until_the_second_it_matures() {
    let (pool, matures) = (advanced(), START + 30 * DAY);
    let before = pool.at(matures - 1);
    assert_eq!(before.price(matures - 1).assets, 5_000);
    assert_eq!(before.deposits, 200);
    let after = pool.at(matures);
    assert_eq!(after.price(matures).assets, 4_200);
    assert_eq!((after.deposits, after.outstanding), (0, 800));
    assert_eq!((after.advance, after.defaulted), (4, true));
    // Written down, it is the same.
    let logged = Move::Default {
        advance: 4,
        seized: 200,
        outstanding: 800,
    };
    assert_eq!(pool.apply(matures + 9, logged), Some(after));
    assert_eq!(after.at(matures + DAY), after);
}

#[test]
fn a_deposit_that_bears_all_leaves_no_default() {
    let paid = Move::Repay {
        advance: 4,
        to_pool: 900,
        outstanding: 100,
    };
    let pool = advanced().apply(START, paid).expect("a repayment");
    assert!(!pool.is_held(START + 29 * DAY));
    let after = pool.at(START + 30 * DAY);
    assert_eq!(
        (after.advance, after.deposits, after.defaulted),
        (0, 100, false)
    );
    assert_eq!(after.price(START).assets, 5_000);
}

#[test]
fn nobody_leaves_in_the_week_before_a_default_that_the_deposit_does_not_bear() {
    let pool = advanced();
    let week = START + 23 * DAY;
    assert!(!pool.is_held(week - 1) && pool.is_held(week));
    assert_eq!(pool.at_once(week, 5_000_000_000), (0, 0));
    // All is worth 5,000, of which 4,000 lie idle.
    let (shares, assets) = pool.at_once(START, 5_000_000_000);
    assert_eq!((shares, assets), (4_000_000_000, 4_000));
    assert_eq!(pool.at_once(START, 1_000_000_000), (1_000_000_000, 1_000));
    let after = pool.at(START + 30 * DAY);
    assert!(!after.is_held(START + 30 * DAY));
}

#[test]
fn the_last_share_leaves_the_stream_behind() {
    let pool = staked();
    let now = START + 43_200;
    let all = |forfeited| Move::Leave {
        assets: pool.idle(now),
        shares: pool.shares,
        unlocked: 100,
        forfeited,
        request: None,
    };
    let left = pool.unstreamed_at(now);
    let empty = pool.apply(now, all(left)).expect("they leave");
    assert_eq!(
        (empty.balance, empty.unstreamed, empty.staked_since),
        (0, 0, 0)
    );
    assert_eq!(pool.apply(now, all(left + 1)), None, "more than it holds");
}

#[test]
fn rates_are_of_a_year_and_rounded_down() {
    let at = |assets| Price {
        assets,
        shares: 1_000_000_000_000_000_000 - 1_000_000,
    };
    let then = at(1_000_000_000_000 - 1);
    for (now, days, rate) in [
        (1_000_000_000_000, 30, 0),
        (1_010_000_000_000, 30, 1_216),
        (1_010_000_000_000, 7, 5_214),
        (990_000_000_000, 30, -1_217),
        (1_000_000_000_000 - 2, 90, -1),
        (2_000_000_000_000, 365, 10_000),
    ] {
        assert_eq!(
            apr_bps(then, at(now - 1), days),
            rate,
            "{now} in {days} days"
        );
    }
    let huge = Price {
        assets: 1 << 65,
        shares: 0,
    };
    let tiny = Price {
        assets: 0,
        shares: 1 << 120,
    };
    assert_eq!(apr_bps(tiny, huge, 7), i64::MAX);
    assert_eq!(apr_bps(huge, tiny, 365), -10_000);
}

#[test]
fn parts_are_rounded_down() {
    assert_eq!(share_of(u64::MAX, 5_000), u64::MAX / 2);
    assert_eq!(share_of(3, 5_000), 1);
    assert_eq!((bps_of(1, 3), bps_of(5, 0), bps_of(7, 7)), (3_333, 0, BPS));
}
