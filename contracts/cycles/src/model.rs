//! The bookkeeping against what it promises, over random sequences of all that can happen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use alloy_primitives::{Address, U256};
use common::commerce::{Earners, FeeLine};
use proptest::prelude::*;

use crate::{
    ledger::{Booked, Ledger, Role, Words},
    pot::places_of,
};

#[derive(Default)]
struct Memory(HashMap<U256, U256>);

impl Words for Memory {
    fn word(&self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    fn set_word(&mut self, slot: U256, word: U256) {
        self.0.insert(slot, word);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Sale(FeeLine, Earners),
    Turn(u64),
    Close,
    /// Cycles back from the present, product, tenths.
    Places(u64, u64, u64),
    /// Cycles back, account, weight.
    Weigh(u64, u8, u64),
    /// Cycles back, product, place; whether it was struck.
    Prize(u64, u64, usize, bool),
    Community(u64, u8),
    Earned(Role, u64),
}

fn steps() -> impl Strategy<Value = Step> {
    let fee = prop_oneof![0u64..4, 0u64..1_000, 0u64..1 << 40];
    prop_oneof![
        8 => (0u64..4, 0u64..3, fee, 0u64..1_000, 0u64..3).prop_map(|(product, platform, e, c, expert)| Step::Sale(
            FeeLine { product, platform, experience_fee: e, community_fee: c },
            Earners { expert, platform, owes_community: true },
        )),
        3 => (1u64..3).prop_map(Step::Turn),
        4 => Just(Step::Close),
        5 => (1u64..4, 0u64..4, prop_oneof![Just(0u64), Just(5), Just(8), Just(10)]).prop_map(|(b, p, t)| Step::Places(b, p, t)),
        4 => (0u64..4, 0u8..4, prop_oneof![0u64..5, any::<u64>()]).prop_map(|(b, a, w)| Step::Weigh(b, a, w)),
        4 => (1u64..5, 0u64..4, 0usize..4, any::<bool>()).prop_map(|(b, p, n, s)| Step::Prize(b, p, n, s)),
        3 => (1u64..5, 0u8..4).prop_map(|(b, a)| Step::Community(b, a)),
        2 => (any::<bool>(), 1u64..3).prop_map(|(e, n)| Step::Earned(if e { Role::Expert } else { Role::Platform }, n)),
    ]
}

/// The ledger with what came in and went out beside it.
#[derive(Default)]
struct World {
    ledger: Memory,
    present: u64,
    received: u64,
    paid: u64,
}

fn account(number: u8) -> Address {
    Address::repeat_byte(number + 1)
}

impl World {
    fn step(&mut self, step: &Step) {
        let (present, next) = (self.present, self.ledger.load_progress().next);
        match *step {
            Step::Sale(line, earners) => {
                self.sale(line, earners);
            }
            Step::Turn(by) => self.present += by,
            // Its time comes in the cycle after.
            Step::Close if next < present => {
                self.ledger.close_next();
            }
            Step::Places(back, product, tenths) => {
                if let Some(cycle) = present.checked_sub(back).filter(|cycle| *cycle >= next) {
                    self.ledger.place(cycle, product, tenths);
                }
            }
            Step::Weigh(back, who, weight) => {
                if let Some(cycle) = present.checked_sub(back).filter(|cycle| *cycle >= next) {
                    self.ledger.weigh(cycle, account(who), weight);
                }
            }
            Step::Prize(back, product, place, struck) => {
                if let Some(cycle) = present.checked_sub(back).filter(|cycle| *cycle < next) {
                    self.settle_place(cycle, product, place, struck);
                }
            }
            Step::Community(back, who) => {
                if let Some(cycle) = present.checked_sub(back).filter(|cycle| *cycle < next) {
                    let due = self.ledger.community_due(cycle, account(who));
                    let settled = self.ledger.settle_part(cycle, account(who), present);
                    assert_eq!(due, settled.unwrap_or_default().amount);
                    self.paid += due;
                }
            }
            Step::Earned(role, number) => {
                let due = self.ledger.earner(role, number).claimable(next);
                assert_eq!(self.ledger.take_earned(role, number), due);
                self.paid += due;
            }
            Step::Close => {}
        }
    }

    fn sale(&mut self, line: FeeLine, earners: Earners) -> Booked {
        let mut fees = self.ledger.fees(self.present);
        let booked = self.ledger.book(self.present, &mut fees, line, earners);
        self.ledger.save_fees(self.present, fees);
        self.received += line.experience_fee + line.community_fee;
        let parts = booked.to_expert + booked.to_platform + booked.to_reports + booked.rolled;
        assert_eq!(parts, line.experience_fee);
        booked
    }

    fn settle_place(&mut self, cycle: u64, product: u64, place: usize, struck: bool) {
        let settled = self
            .ledger
            .settle_place(cycle, product, place, self.present);
        let amount = settled.unwrap_or_default().amount;
        if struck {
            self.ledger.add_extra(self.present, amount);
        } else {
            self.paid += amount;
        }
        assert_eq!(
            self.ledger
                .settle_place(cycle, product, place, self.present),
            None
        );
    }

    /// All that is neither paid out nor claimable in any cycle's books must be carried.
    fn held(&self) -> u64 {
        let progress = self.ledger.load_progress();
        let mut held = progress.reports + progress.community;
        for cycle in 0..progress.next {
            let left = self.ledger.left(cycle);
            held += left.reports + left.community;
        }
        for cycle in progress.next..=self.present {
            let fees = self.ledger.fees(cycle);
            held += fees.reports + fees.rolled + fees.community + fees.extra;
        }
        for number in 1..3 {
            held += self.ledger.earner(Role::Expert, number).unclaimed();
            held += self.ledger.earner(Role::Platform, number).unclaimed();
        }
        held
    }

    /// What can be claimed of a closed cycle's reports is never more than what is left of it.
    fn check(&self) {
        assert_eq!(self.received, self.paid + self.held());
        let next = self.ledger.load_progress().next;
        for cycle in 0..next {
            let left = self.ledger.left(cycle);
            let prizes: u64 = (0..4)
                .flat_map(|product| (0..3).map(move |place| (product, place)))
                .filter_map(|(product, place)| self.ledger.prize(cycle, product, place))
                .sum();
            assert!(prizes <= left.reports);
            let due: u64 = (0..4)
                .map(|who| self.ledger.community_due(cycle, account(who)))
                .sum();
            assert!(due <= left.community);
        }
        for cycle in next..=self.present {
            let weights = self.ledger.weights(cycle);
            let sum: u128 = (0..4)
                .map(|product| self.ledger.reports(cycle, product))
                .map(|reports| reports.weight(reports.tenths))
                .sum();
            assert_eq!(weights.reports, sum);
        }
    }

    /// Closes all, pays all, and returns what is left: it must all be carried.
    fn wind_up(&mut self) -> u64 {
        self.present += 1;
        while self.ledger.load_progress().next < self.present {
            self.ledger.close_next();
        }
        for cycle in 0..self.present {
            for product in 0..4 {
                for place in 0..3 {
                    self.settle_place(cycle, product, place, false);
                }
            }
            for who in 0..4 {
                self.step(&Step::Community(self.present - cycle, who));
            }
            assert_eq!(self.ledger.left(cycle), Default::default());
        }
        for number in 1..3 {
            for role in [Role::Expert, Role::Platform] {
                self.step(&Step::Earned(role, number));
                assert_eq!(self.ledger.earner(role, number).unclaimed(), 0);
            }
        }
        let (progress, fees) = (self.ledger.load_progress(), self.ledger.fees(self.present));
        assert_eq!((fees.reports, fees.rolled), (0, 0));
        progress.reports + progress.community + fees.extra + fees.community
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Σ received = Σ paid + Σ claimable + carried, to the unit, after every step; and once all is
    /// claimed, what is not paid is carried.
    #[test]
    fn invariant_every_unit_is_paid_claimable_or_carried(steps in prop::collection::vec(steps(), 1..120)) {
        let mut world = World::default();
        for step in &steps {
            world.step(step);
            world.check();
        }
        let carried = world.wind_up();
        prop_assert_eq!(world.received, world.paid + carried);
    }

    /// An expert has the floor of a tenth of all that its products ever brought, and a platform of
    /// two fifths, however lines, products and cycles divide it.
    #[test]
    fn earners_have_their_share_of_all(
        lines in prop::collection::vec((3u64..1_000, 0u64..4, 1u64..3, 1u64..3, 0u64..2), 1..60),
    ) {
        let mut world = World::default();
        let mut sums = BTreeMap::<(bool, u64), u64>::new();
        for (fee, product, expert, platform, turn) in lines {
            world.present += turn;
            world.sale(
                FeeLine { product, platform, experience_fee: fee, community_fee: 0 },
                Earners { expert, platform, owes_community: true },
            );
            *sums.entry((true, expert)).or_default() += fee;
            *sums.entry((false, platform)).or_default() += fee;
        }
        for ((is_expert, number), sum) in sums {
            let (role, due) = match is_expert {
                true => (Role::Expert, sum / 10),
                false => (Role::Platform, sum * 2 / 5),
            };
            prop_assert_eq!(world.ledger.earner(role, number).unclaimed(), due);
        }
    }

    /// Weight counts once per account and cycle, whatever comes later.
    #[test]
    fn weight_counts_once(weights in prop::collection::vec((0u8..4, 0u64..100), 1..20)) {
        let (mut world, mut known, mut sum) = (World::default(), BTreeSet::new(), 0u128);
        for (who, weight) in weights {
            if weight != 0 && known.insert(who) {
                sum += u128::from(weight);
                prop_assert_eq!(world.ledger.weigh(0, account(who), weight), Some(sum));
            } else {
                prop_assert_eq!(world.ledger.weigh(0, account(who), weight), None);
            }
        }
    }
}

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
            owes_community: true,
        };
        world.sale(line, earners);
    }
    world.present = 1;
    for &(product, ..) in lines {
        assert_eq!(places_of(10), Some(3));
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
            owes_community: true,
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
            owes_community: true,
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
        owes_community: true,
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
        owes_community: true,
    };
    // The expert at 9 tenths of a unit, the platform at 4 fifths.
    world.sale(line(7), by(2));
    world.sale(line(2), by(1));
    let booked = world.sale(line(1), by(1));
    assert_eq!((booked.to_expert, booked.to_platform), (1, 0));
    let booked = world.sale(line(2), by(1));
    assert_eq!((booked.to_expert, booked.to_platform), (0, 2));
}
