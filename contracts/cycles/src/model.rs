//! The bookkeeping against what it promises, over random sequences of all that can happen.

use std::collections::{BTreeMap, HashMap};

use alloy_primitives::{Address, U256};
use common::commerce::{Earners, FeeLine};
use proptest::prelude::*;

use crate::ledger::{Booked, Ledger, Role, Words};

#[derive(Default)]
pub struct Memory(HashMap<U256, U256>);

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
            Earners { expert, platform, membership: false },
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
pub struct World {
    pub ledger: Memory,
    pub present: u64,
    pub received: u64,
    pub paid: u64,
}

pub fn account(number: u8) -> Address {
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

    pub fn sale(&mut self, line: FeeLine, earners: Earners) -> Booked {
        let mut fees = self.ledger.fees(self.present);
        let booked = self.ledger.book(self.present, &mut fees, line, earners);
        self.ledger.save_fees(self.present, fees);
        self.received += line.experience_fee + line.community_fee;
        let parts = booked.to_expert + booked.to_platform + booked.to_reports + booked.rolled;
        assert_eq!(parts, line.experience_fee);
        booked
    }

    pub fn settle_place(&mut self, cycle: u64, product: u64, place: usize, struck: bool) {
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
                Earners { expert, platform, membership: false },
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

    /// The greatest weight counts per account and cycle, whatever comes first.
    #[test]
    fn the_greatest_weight_counts_once(weights in prop::collection::vec((0u8..4, 0u64..100), 1..20)) {
        let (mut world, mut known) = (World::default(), BTreeMap::<u8, u64>::new());
        for (who, weight) in weights {
            let is_more = weight > known.get(&who).copied().unwrap_or(0);
            if is_more {
                known.insert(who, weight);
            }
            let sum = known.values().map(|weight| u128::from(*weight)).sum();
            prop_assert_eq!(world.ledger.weigh(0, account(who), weight), is_more.then_some(sum));
        }
    }
}
