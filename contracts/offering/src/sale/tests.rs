use super::*;
use alloc::vec::Vec;
use proptest::prelude::*;

const SEPTEMBER: Schedule = Schedule {
    start: 1_000,
    end: 2_000,
    cliff_secs: 100,
    vesting_secs: 1_000,
};

/// Numbers of any length: uniform ones are nearly always the longest.
fn sized(max_bits: u32) -> impl Strategy<Value = u128> {
    (any::<u128>(), 1..=max_bits).prop_map(|(value, bits)| value >> (128 - bits))
}

fn sale() -> impl Strategy<Value = (Figures, Vec<u128>)> {
    let contributions = prop::collection::vec(sized(100).prop_map(|c| c.max(1)), 1..30);
    (
        contributions,
        sized(64),
        sized(96),
        0u64..=100,
        any::<bool>(),
    )
        .prop_map(|(contributions, hard, for_sale, soft, near)| {
            let total: u128 = contributions.iter().sum();
            // Half of the sales end near their hard cap.
            let hard = match near {
                true => total.saturating_sub(hard % 3).min(u128::from(MAX_CAP)),
                false => hard,
            }
            .max(1) as u64;
            let raised = Raised {
                total,
                soft_cap: (u128::from(hard) * u128::from(soft) / 100).max(1) as u64,
                hard_cap: hard,
            };
            let figures = Figures {
                raised,
                for_sale: for_sale.max(1),
                succeeded: raised.suffices(),
            };
            (figures, contributions)
        })
}

proptest! {
    #[test]
    fn words_unpack_as_they_were_packed(
        times in any::<[u64; 4]>(), sums in any::<[u128; 2]>(), caps in any::<[u64; 2]>(), flag in any::<bool>(), pss in sized(96),
    ) {
        let [start, end, cliff_secs, vesting_secs] = times;
        let schedule = Schedule { start, end, cliff_secs, vesting_secs };
        prop_assert_eq!(Schedule::unpack(schedule.pack()), schedule);
        let raised = Raised { total: sums[0], soft_cap: caps[0], hard_cap: caps[1] };
        prop_assert_eq!(Raised::unpack(raised.pack()), raised);
        for verdict in [Verdict::Undecided, Verdict::Succeeded, Verdict::Failed] {
            let settlement = Settlement { claimed: sums[1], for_sale: pss, verdict };
            prop_assert_eq!(Settlement::unpack(settlement.pack()), settlement);
        }
        let account = Account { contribution: sums[0], released: pss, claimed: flag };
        prop_assert_eq!(Account::unpack(account.pack()), account);
    }

    /// Σ refunds + proceeds + dust = Σ contributions and Σ allotted ≤ forSale, with dust of less
    /// than a unit per contributor.
    #[test]
    fn nothing_is_created_or_lost((figures, contributions) in sale()) {
        let dues: Vec<Due> = contributions.iter().map(|c| figures.due(*c)).collect();
        let refunds: u128 = dues.iter().map(|due| due.refund).sum();
        let allotted: u128 = dues.iter().map(|due| due.allotted).sum();
        let total = figures.raised.total;
        let proceeds = if figures.succeeded { figures.raised.proceeds() } else { 0 };
        let dust = total.checked_sub(refunds + proceeds).unwrap();
        prop_assert!(dust < contributions.len() as u128);
        prop_assert!(allotted <= figures.for_sale);
        for (contribution, due) in contributions.iter().zip(&dues) {
            prop_assert!(due.refund <= *contribution);
        }
        if figures.succeeded {
            prop_assert!(figures.due(total).allotted - allotted < contributions.len() as u128);
        } else {
            prop_assert_eq!((refunds, allotted), (total, 0));
        }
    }

    /// Whoever has claimed, what is reserved for the others suffices, and nothing is in the end.
    #[test]
    fn what_is_reserved_covers_who_has_not_claimed((figures, contributions) in sale(), order in any::<prop::sample::Index>()) {
        let split = order.index(contributions.len() + 1);
        let waiting = &contributions[split..];
        let reserved = figures.due(waiting.iter().sum());
        let refunds: u128 = waiting.iter().map(|c| figures.due(*c).refund).sum();
        let allotted: u128 = waiting.iter().map(|c| figures.due(*c).allotted).sum();
        prop_assert!(refunds <= reserved.refund && allotted <= reserved.allotted);
        prop_assert_eq!(figures.due(0), Due::default());
    }

    /// Nobody gains by paying in from several accounts.
    #[test]
    fn splitting_a_contribution_gains_nothing((figures, contributions) in sale(), part in any::<u128>()) {
        let whole = contributions[0];
        let part = part % (whole + 1);
        let [one, two, all] = [part, whole - part, whole].map(|c| figures.due(c));
        prop_assert!(one.refund + two.refund <= all.refund);
        prop_assert!(one.allotted + two.allotted <= all.allotted);
    }

    #[test]
    fn vesting_never_falls_and_ends_whole(allotted in sized(96), cliff in 0u64..500, rest in 0u64..2_000, times in any::<[u16; 2]>()) {
        let schedule = Schedule { cliff_secs: cliff, vesting_secs: cliff + rest, ..SEPTEMBER };
        let [a, b] = times.map(u64::from);
        let (first, second) = (a.min(b), a.max(b));
        let (before, after) = (schedule.vested(allotted, first), schedule.vested(allotted, second));
        prop_assert!(before <= after && after <= allotted);
        prop_assert_eq!(schedule.vested(allotted, schedule.end + schedule.vesting_secs), allotted);
        prop_assert_eq!(schedule.vested(allotted, schedule.end - 1), 0);
    }
}

#[test]
fn vesting_is_linear_from_the_end_after_a_cliff() {
    for (now, vested) in [
        (0, 0),
        (1_999, 0),
        (2_000, 0),
        (2_099, 0),
        (2_100, 10),
        (2_500, 50),
        (2_999, 99),
        (3_000, 100),
        (u64::MAX, 100),
    ] {
        assert_eq!(SEPTEMBER.vested(100, now), vested, "{now}");
    }
    let at_once = Schedule {
        cliff_secs: 0,
        vesting_secs: 0,
        ..SEPTEMBER
    };
    assert_eq!(at_once.vested(100, 1_999), 0);
    assert_eq!(at_once.vested(100, 2_000), 100);
}

#[test]
fn a_cut_is_in_proportion_and_rounded_down() {
    let figures = Figures {
        raised: Raised {
            total: 300,
            soft_cap: 1,
            hard_cap: 200,
        },
        for_sale: 1_000,
        succeeded: true,
    };
    // A third goes back: of 100, 33.3; of the whole price of 1,000 for 300.
    let due = figures.due(100);
    assert_eq!((due.refund, due.allotted), (33, 333));
    let all = figures.due(300);
    assert_eq!((all.refund, all.allotted), (100, 1_000));
    // At the hard cap nothing is cut.
    let raised = Raised {
        total: 200,
        ..figures.raised
    };
    let full = Figures { raised, ..figures };
    assert_eq!(full.due(100).refund, 0);
    assert_eq!(full.due(100).allotted, 500);
    // Under it the price is the same.
    let raised = Raised {
        total: 100,
        ..figures.raised
    };
    let under = Figures { raised, ..figures };
    assert_eq!(under.due(100).allotted, 500);
}

#[test]
fn schedules_are_bounded() {
    let valid = |change: fn(&mut Schedule)| {
        let mut schedule = SEPTEMBER;
        change(&mut schedule);
        schedule.is_valid(1_500)
    };
    assert!(valid(|_| {}));
    // Ten years, and one that has a leap day.
    assert!(valid(|s| s.vesting_secs = 3_650 * 86_400));
    assert!(valid(|s| s.end = s.start + 366 * 86_400));
    assert!(!valid(|s| s.end = s.start));
    assert!(!valid(|s| (s.start, s.end) = (2_000, 2_000)));
    assert!(!valid(|s| s.end = 1_500));
    assert!(!valid(|s| s.end = s.start + 366 * 86_400 + 1));
    assert!(!valid(|s| (s.start, s.end) = (u64::MAX - 1, u64::MAX)));
    assert!(!valid(|s| s.cliff_secs = s.vesting_secs + 1));
    assert!(!valid(|s| s.vesting_secs = 3_650 * 86_400 + 1));
}

#[test]
fn the_soft_cap_itself_suffices() {
    for (total, suffices) in [(99, false), (100, true), (101, true)] {
        let raised = Raised {
            total,
            soft_cap: 100,
            hard_cap: 200,
        };
        assert_eq!(raised.suffices(), suffices);
    }
}
