//! The white paper's figures, and what the rules come to in single cases.

use common::commerce::{Earners, FeeLine};
use proptest::prelude::*;

use crate::{
    ledger::{Ledger, Role},
    model::{account, World},
};

/// A cycle of the white paper: lines, three winners of each product, two in the community.
fn white_paper(lines: &[(u64, u64, u64, u64)], unit: u64) -> (World, [u64; 3]) {
    let mut world = World::default();
    for &(product, platform, sales, bps) in lines {
        let sales = sales * unit;
        let line = FeeLine {
            product,
            platform,
            experience_fee: (u128::from(sales) * u128::from(bps) / 10_000) as u64,
            community_fee: (u128::from(sales) * 60 / 10_000) as u64,
        };
        let earners = Earners {
            expert: 1,
            platform,
            membership: false,
        };
        world.sale(line, earners);
    }
    world.present = 1;
    for &(product, ..) in lines {
        world.ledger.place(0, product, 10);
    }
    world.ledger.weigh(0, account(0), 1_000);
    world.ledger.weigh(0, account(1), 3_000);
    world.ledger.close_next();
    let expert = world.ledger.take_earned(Role::Expert, 1);
    let platforms = (1..3)
        .map(|number| world.ledger.take_earned(Role::Platform, number))
        .sum();
    let mut reports = 0;
    for &(product, ..) in lines {
        for place in 0..3 {
            let settled = world.ledger.settle_place(0, product, place, 1).unwrap();
            assert_eq!(settled.rounding, 0);
            reports += settled.amount;
        }
    }
    world.paid = expert + platforms + reports;
    (world, [expert, platforms, reports])
}

/// Sales of 20,000,000 at 15 % give 3,000,000: 300,000 / 1,500,000 / 1,200,000, and 120,000 to the
/// community; and so in PSC's units, and for sales of 10^12.
#[test]
fn parts_are_the_white_papers() {
    for (sales, unit) in [
        (20_000_000, 1),
        (20_000_000, 1_000_000),
        (1_000_000_000_000, 1_000_000),
    ] {
        let (mut world, parts) = white_paper(&[(1, 1, sales, 1_500)], unit);
        let thousandths = sales / 1_000 * unit;
        assert_eq!(
            parts,
            [15 * thousandths, 60 * thousandths, 75 * thousandths]
        );
        if sales == 20_000_000 {
            assert_eq!(parts, [300_000, 1_200_000, 1_500_000].map(|n| n * unit));
        }
        let community = sales * 6 / 1_000 * unit;
        let due = [0, 1].map(|who| world.ledger.settle_part(0, account(who), 1).unwrap());
        assert_eq!(
            due.map(|due| due.amount),
            [community / 4, community / 4 * 3]
        );
    }
}

/// 10,000,000 at 10 % through one platform and 10,000,000 at 20 % through another: each has 40 % of
/// its own fees, expert and reports of all.
#[test]
fn platforms_earn_of_their_own_sales() {
    let lines = [(1, 1, 10_000_000, 1_000), (2, 2, 10_000_000, 2_000)];
    let (world, parts) = white_paper(&lines, 1);
    assert_eq!(parts, [300_000, 1_200_000, 1_500_000]);
    assert_eq!(world.ledger.fees(0).community, 120_000);
    let mut again = World::default();
    for (platform, fee, due) in [(1, 1_000_000, 400_000), (2, 2_000_000, 800_000)] {
        let line = FeeLine {
            product: platform,
            platform,
            experience_fee: fee,
            community_fee: 0,
        };
        let earners = Earners {
            expert: 1,
            platform,
            membership: false,
        };
        assert_eq!(again.sale(line, earners).to_platform, due);
        assert_eq!(again.ledger.reports(0, platform).fees, fee / 2);
    }
}

/// A store without an active platform brings its 40 % to the next cycle's reports; a product that
/// left its model brings the expert's tenth too.
#[test]
fn what_nobody_earns_goes_to_the_next_cycle() {
    let mut world = World::default();
    let line = |platform| FeeLine {
        product: 1,
        platform,
        experience_fee: 1_000,
        community_fee: 0,
    };
    let booked = world.sale(line(0), Earners::default());
    assert_eq!((booked.rolled, booked.to_reports), (500, 500));
    world.present = 1;
    world.sale(
        line(1),
        Earners {
            expert: 1,
            platform: 1,
            membership: false,
        },
    );
    // Of cycle 0 nobody won.
    let closing = world.ledger.close_next();
    assert_eq!((closing.assigned, closing.carried.reports), (0, 1_000));
    world.present = 2;
    world.ledger.place(1, 1, 5);
    world.ledger.close_next();
    // Half of its own product's 500, and all that came before, but for the index's rounding.
    assert_eq!(world.ledger.prize(1, 1, 0), Some(1_249));
    assert_eq!(world.ledger.load_progress().reports, 250);
}

/// What a struck report won is shared by the reports of the cycle in which that was ruled.
#[test]
fn a_struck_reports_part_goes_to_the_pot_of_the_ruling() {
    let mut world = World::default();
    let earners = Earners {
        expert: 1,
        platform: 1,
        membership: false,
    };
    let line = FeeLine {
        product: 1,
        platform: 1,
        experience_fee: 2_000,
        community_fee: 0,
    };
    world.sale(line, earners);
    world.present = 1;
    world.ledger.place(0, 1, 10);
    world.ledger.close_next();
    world.settle_place(0, 1, 1, true);
    assert_eq!(world.ledger.fees(1).extra, 300);
    world.sale(line, earners);
    world.present = 2;
    world.ledger.place(1, 1, 5);
    world.ledger.close_next();
    // A unit is lost to the index's rounding, but for as long only as it may be somebody's.
    let settled = world.ledger.settle_place(1, 1, 0, 2).unwrap();
    assert_eq!((settled.amount, settled.rounding), (500 + 299, 1));
    assert_eq!(world.ledger.fees(2).extra, 1);
}

/// Two sums that fall due with the same unit: the platform's follows with the next line.
#[test]
fn a_line_of_one_unit_pays_one() {
    let mut world = World::default();
    let line = |fee| FeeLine {
        product: 1,
        platform: 1,
        experience_fee: fee,
        community_fee: 0,
    };
    let by = |platform| Earners {
        expert: 1,
        platform,
        membership: false,
    };
    // The expert at 9 tenths of a unit, the platform at 4 fifths.
    world.sale(line(7), by(2));
    world.sale(line(2), by(1));
    let booked = world.sale(line(1), by(1));
    assert_eq!((booked.to_expert, booked.to_platform), (1, 0));
    let booked = world.sale(line(2), by(1));
    assert_eq!((booked.to_expert, booked.to_platform), (0, 2));
}

proptest! {
    /// Who divides a product's sales among many, with a winner of his own in each, wins no more
    /// than with one: neither of their fees nor of the pot.
    #[test]
    fn dust_products_win_no_more_than_one(
        // Tens, so that the parts of each line are whole units.
        dust in prop::collection::vec((1u64..1_000).prop_map(|tens| tens * 10), 1..30), others in 1u64..1 << 30, pot in 0u64..1 << 40,
    ) {
        let by = Earners { expert: 0, platform: 0, membership: false };
        let line = |product, fee| FeeLine { product, platform: 0, experience_fee: fee, community_fee: 0 };
        let winnings = |fees: &[u64]| {
            let mut world = World::default();
            world.sale(line(1_000, others), by);
            for (product, &fee) in fees.iter().enumerate() {
                world.sale(line(product as u64, fee), by);
            }
            world.ledger.add_extra(0, pot);
            world.present = 1;
            world.ledger.place(0, 1_000, 10);
            for product in 0..fees.len() as u64 {
                world.ledger.place(0, product, 10);
            }
            world.ledger.close_next();
            (0..fees.len() as u64)
                .flat_map(|product| (0..3).map(move |place| (product, place)))
                .filter_map(|(product, place)| world.ledger.prize(0, product, place))
                .sum::<u64>()
        };
        prop_assert!(winnings(&dust) <= winnings(&[dust.iter().sum()]));
    }
}

/// 900 of 1,000 in one sum and 100 single units: whoever divides his weight wins no more of the
/// community's pot, and what rounding leaves is not lost.
#[test]
fn dividing_a_weight_wins_nothing() {
    let due = |weights: &[u64]| {
        let mut world = World::default();
        let line = FeeLine {
            product: 1,
            platform: 0,
            experience_fee: 0,
            community_fee: 1_999,
        };
        world.sale(line, Earners::default());
        world.ledger.weigh(0, account(255 - 1), 900);
        for (who, &weight) in weights.iter().enumerate() {
            world.ledger.weigh(0, account(who as u8), weight);
        }
        world.present = 1;
        let carried = world.ledger.close_next().carried.community;
        let mut sum = 0;
        for who in 0..weights.len() as u8 {
            sum += world.ledger.settle_part(0, account(who), 1).unwrap().amount;
        }
        let last = world.ledger.settle_part(0, account(255 - 1), 1).unwrap();
        assert_eq!(carried + sum + last.amount + last.rounding, 1_999);
        (sum, last.amount)
    };
    let (one, honest) = due(&[100]);
    let (many, same) = due(&[1; 100]);
    assert_eq!((one, many), (199, 100));
    assert_eq!((honest, same), (1_799, 1_799));
}

/// A cycle that has no winners and no weights for long loses nothing: the first that has gets all.
#[test]
fn what_waits_for_winners_is_kept() {
    let mut world = World::default();
    for cycle in 0..50 {
        world.present = cycle;
        let line = FeeLine {
            product: 1,
            platform: 0,
            experience_fee: 10,
            community_fee: 2,
        };
        world.sale(line, Earners::default());
    }
    world.present = 50;
    world.ledger.place(49, 1, 10);
    world.ledger.weigh(49, account(1), 1);
    while world.ledger.load_progress().next < 50 {
        world.ledger.close_next();
    }
    // The last cycle's rolled half goes on; 49 x 10 and its own 5 are won.
    let won: u64 = (0..3)
        .map(|place| world.ledger.settle_place(49, 1, place, 50).unwrap())
        .map(|settled| settled.amount + settled.rounding)
        .sum();
    let progress = world.ledger.load_progress();
    assert_eq!((won, progress.reports), (495, 5));
    let part = world.ledger.settle_part(49, account(1), 50).unwrap();
    assert_eq!(part.amount + part.rounding + progress.community, 100);
}
