//! The bookkeeping against what it promises, over random sequences of all that can happen.

use std::collections::{BTreeMap, HashMap};

use alloy_primitives::{Address, U256};
use common::cycle::{Clock, DAY};
use proptest::prelude::*;

use crate::{
    accrual::{another_year, spread, MAX_AHEAD, YEAR},
    ledger::{Ledger, Settled, Words},
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

const PLATFORMS: core::ops::Range<u64> = 1..3;
const STORES: core::ops::Range<u64> = 1..4;
const PRODUCTS: core::ops::Range<u64> = 1..7;

/// The store of a product, which is paid at an account of its own.
fn store_of(product: u64) -> u64 {
    product % 3 + 1
}

fn account(store: u64) -> Address {
    Address::repeat_byte(store as u8)
}

#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    /// Platform, what membership costs.
    Terms(u64, u64),
    /// Platform, kind, key.
    Join(u64, u8, u64),
    /// Platform, product, experience fee.
    Sale(u64, u64, u64),
    /// Platform, most cycles.
    Settle(u64, u64),
    /// Platform, cycles back from the present, product.
    Distribute(u64, u64, u64),
    Claim(u64),
}

fn steps() -> impl Strategy<Value = Step> {
    let fee = || prop_oneof![0u64..4, 0u64..1_000, 0u64..1 << 40];
    let wait = prop_oneof![
        5 => 0u64..3 * DAY,
        3 => DAY..60 * DAY,
        1 => 100 * DAY..500 * DAY,
    ];
    prop_oneof![
        5 => wait.prop_map(Step::Wait),
        2 => (PLATFORMS, prop_oneof![Just(0), 1u64..100, 1u64..1 << 40]).prop_map(|(p, fee)| Step::Terms(p, fee)),
        5 => (PLATFORMS, 0u8..3, STORES).prop_map(|(p, kind, key)| Step::Join(p, kind, key)),
        9 => (PLATFORMS, PRODUCTS, fee()).prop_map(|(p, product, fee)| Step::Sale(p, product, fee)),
        5 => (PLATFORMS, 0u64..64).prop_map(|(p, most)| Step::Settle(p, most)),
        6 => (PLATFORMS, 0u64..6, PRODUCTS).prop_map(|(p, back, product)| Step::Distribute(p, back, product)),
        2 => STORES.prop_map(Step::Claim),
    ]
}

/// A fee as it was paid.
struct Fee {
    platform: u64,
    amount: u64,
    from: u64,
}

/// The ledger, and beside it what happened, kept in another way.
struct World {
    ledger: Memory,
    clock: Clock,
    now: u64,
    received: u128,
    sent: u128,
    fees: Vec<Fee>,
    /// Platform, cycle, product => weight.
    weights: BTreeMap<(u64, u64, u64), u64>,
    /// Platform, cycle => pot of one that has weights.
    pots: BTreeMap<(u64, u64), u64>,
    /// Platform, cycle => what its products had.
    had: BTreeMap<(u64, u64), u64>,
}

impl World {
    fn new(days: u64, before: u64) -> Self {
        let clock = Clock::checked(1_000 * DAY, days * DAY).unwrap();
        Self {
            ledger: Memory::default(),
            clock,
            now: clock.start - before,
            received: 0,
            sent: 0,
            fees: Vec::new(),
            weights: BTreeMap::new(),
            pots: BTreeMap::new(),
            had: BTreeMap::new(),
        }
    }

    fn present(&self) -> u64 {
        self.clock.cycle(self.now)
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Wait(seconds) => self.now += seconds,
            Step::Terms(platform, fee) => self.set_terms(platform, fee),
            Step::Join(platform, kind, key) => {
                self.join(platform, kind, key);
            }
            Step::Sale(platform, product, fee) => self.sale(platform, product, fee),
            Step::Settle(platform, most) => self.settle(platform, most),
            Step::Distribute(platform, back, product) => {
                if let Some(cycle) = self.present().checked_sub(back) {
                    self.distribute(platform, cycle, product);
                }
            }
            Step::Claim(store) => {
                let credit = self.ledger.credit_of(account(store));
                self.ledger.set_credit(account(store), U256::ZERO);
                self.sent += credit.to::<u128>();
            }
        }
    }

    fn set_terms(&mut self, platform: u64, fee: u64) {
        let mut terms = self.ledger.load_terms(platform);
        terms.fees = [fee; 3];
        terms.told |= terms.is_on();
        self.ledger.save_terms(platform, terms);
        self.tell(platform);
    }

    fn tell(&mut self, platform: u64) {
        if self.ledger.is_over(platform, self.present()) {
            let mut terms = self.ledger.load_terms(platform);
            terms.told = false;
            self.ledger.save_terms(platform, terms);
            // Nobody has paid for a time that is to come.
            for kind in 0..3 {
                for key in STORES {
                    assert!(self.ledger.until(platform, kind, U256::from(key)) <= self.now);
                }
            }
        }
    }

    fn join(&mut self, platform: u64, kind: u8, key: u64) -> bool {
        let fee = self.ledger.load_terms(platform).fees[usize::from(kind)];
        let before = self.ledger.until(platform, kind, U256::from(key));
        let (from, until) = another_year(self.now, before);
        if fee == 0 || until > self.now + MAX_AHEAD {
            return false;
        }
        let present = self.present();
        self.ledger
            .set_until(platform, kind, U256::from(key), until);
        let spread = spread(self.clock, fee, from, until);
        self.ledger.add_fee(platform, present, &spread);
        self.received += u128::from(fee);
        self.fees.push(Fee {
            platform,
            amount: fee,
            from,
        });
        true
    }

    fn sale(&mut self, platform: u64, product: u64, fee: u64) {
        let store = store_of(product);
        if !self.ledger.load_terms(platform).told
            || self.ledger.until(platform, 0, U256::from(store)) <= self.now
            || fee == 0
        {
            return;
        }
        let cycle = self.present();
        *self.weights.entry((platform, cycle, product)).or_default() += fee;
        let total = self.ledger.weigh(platform, cycle, product, fee);
        assert_eq!(total, self.weight(platform, cycle));
        let credit = self.ledger.credit_of(account(store)) + U256::from(fee);
        self.ledger.set_credit(account(store), credit);
        self.received += u128::from(fee);
    }

    fn weight(&self, platform: u64, cycle: u64) -> u64 {
        (self.weights)
            .range((platform, cycle, 0)..(platform, cycle + 1, 0))
            .map(|(_, weight)| weight)
            .sum()
    }

    fn settle(&mut self, platform: u64, most: u64) {
        let present = self.present();
        let next = self.ledger.skip(platform, present);
        for next in next..present.min(next + most) {
            let Settled { cycle, pot, weight } = self.ledger.settle_next(platform);
            assert_eq!((cycle, weight), (next, self.weight(platform, next)));
            if weight != 0 {
                assert!(self.pots.insert((platform, cycle), pot).is_none());
            }
        }
        self.tell(platform);
        self.sent += u128::from(self.ledger.take_rest(platform, present));
    }

    fn distribute(&mut self, platform: u64, cycle: u64, product: u64) {
        if cycle >= self.ledger.load_progress(platform).next {
            return;
        }
        let weight = self.weights.get(&(platform, cycle, product)).copied();
        let pot = self.pots.get(&(platform, cycle)).copied().unwrap_or(0);
        let had = self.had.entry((platform, cycle)).or_default();
        let Some(part) = self.ledger.take_part(platform, cycle, product) else {
            return;
        };
        *had += part.amount;
        assert!(*had + part.rounding <= pot);
        assert_eq!(Some(part.weight), weight);
        let all = self.weight(platform, cycle);
        let due = u128::from(pot) * u128::from(part.weight) / u128::from(all);
        assert_eq!(u128::from(part.amount), due);
        self.sent += due;
        assert_eq!(self.ledger.take_part(platform, cycle, product), None);
    }

    /// Parts of units (2^-32) that accrue to a platform's cycles from one on.
    fn to_come(&self, platform: u64) -> u128 {
        let progress = self.ledger.load_progress(platform);
        let mut running = progress.running;
        let mut sum = u128::from(progress.fraction);
        for cycle in progress.next..=progress.end.max(progress.next) {
            let accrual = self.ledger.accrual(platform, cycle);
            running = running.checked_add_signed(accrual.delta).unwrap();
            sum += running + accrual.once;
        }
        // From its end on nothing accrues.
        assert_eq!(running, 0);
        sum
    }

    fn check(&self) {
        let mut held = 0u128;
        for platform in PLATFORMS {
            let progress = self.ledger.load_progress(platform);
            assert!(progress.next <= self.present());
            let to_come = self.to_come(platform);
            // What is under a unit is under it in all cycles together only for now.
            assert_eq!(to_come % (1 << 32), 0);
            held += (to_come >> 32) + u128::from(progress.carried);
            for cycle in 0..=self.present() {
                let pot = self.ledger.pot(platform, cycle);
                held += u128::from(pot.left);
                assert!(cycle < progress.next || pot.amount == 0);
                let open: u64 = PRODUCTS
                    .map(|product| self.ledger.weight(platform, cycle, product))
                    .filter(|weight| !weight.distributed)
                    .map(|weight| weight.fees)
                    .sum();
                assert_eq!(pot.open, open);
            }
            self.check_time(platform, to_come);
        }
        for store in STORES {
            held += self.ledger.credit_of(account(store)).to::<u128>();
        }
        assert_eq!(self.received, self.sent + held);
    }

    /// Of no fee more has accrued than its time that is over, but for what division left, which is
    /// under a unit for each fee.
    fn check_time(&self, platform: u64, to_come: u128) {
        let next = self.ledger.load_progress(platform).next;
        let (mut paid, mut over, mut count) = (0, 0, 0);
        for fee in self.fees.iter().filter(|fee| fee.platform == platform) {
            let amount = u128::from(fee.amount) << 32;
            let begin = match next {
                0 => 0,
                _ => self.clock.quarter(next, 0),
            };
            let seconds = begin.saturating_sub(fee.from).min(YEAR);
            paid += amount;
            over += amount * u128::from(seconds) / u128::from(YEAR);
            count += 1;
        }
        let accrued = paid - to_come;
        assert!(accrued <= over + (count << 32));
    }

    /// Ends membership, lets all time pass and all be distributed: nothing may be left.
    fn wind_up(&mut self) {
        for platform in PLATFORMS {
            self.set_terms(platform, 0);
        }
        self.now += MAX_AHEAD + 2 * self.clock.length;
        let present = self.present();
        for platform in PLATFORMS {
            for _ in 0..=present / 64 + 1 {
                self.settle(platform, 64);
            }
            let weights: Vec<_> = self.weights.keys().copied().collect();
            for (of, cycle, product) in weights {
                if of == platform {
                    self.distribute(platform, cycle, product);
                }
            }
            self.settle(platform, 64);
            assert!(!self.ledger.load_terms(platform).told);
        }
        for store in STORES {
            self.step(&Step::Claim(store));
        }
        self.check();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(384))]

    /// Σ received = Σ sent + held, to the unit, after every step, and nothing before its time; and
    /// once all is over nothing is held.
    #[test]
    fn invariant_every_unit_is_shared_given_back_or_held(
        days in 1u64..=90, before in prop_oneof![Just(0), 0u64..400 * DAY], steps in prop::collection::vec(steps(), 1..100),
    ) {
        let mut world = World::new(days, before);
        for platform in PLATFORMS {
            world.set_terms(platform, 365_000_000);
        }
        for step in &steps {
            world.step(step);
            world.check();
        }
        world.wind_up();
        prop_assert_eq!(world.received, world.sent);
    }
}

/// A year of 365 PSC in cycles of 73 days: a fifth each, to the products by what they sold.
#[test]
fn a_members_year_is_shared_by_what_was_sold() {
    let mut world = World::new(73, 0);
    let psc = 1_000_000;
    world.set_terms(1, 365 * psc);
    assert!(world.join(1, 0, 1) && world.join(1, 0, 2));
    // Store 3 is no member: its product 2 weighs nothing.
    for (product, fee) in [(3, 30), (1, 10), (2, 1_000)] {
        world.sale(1, product, fee);
    }
    world.settle(1, 64);
    // Not over yet.
    assert_eq!(world.ledger.load_progress(1).next, 0);
    world.now += 73 * DAY;
    world.settle(1, 64);
    // The unit that division took from each fee is in its first cycle again.
    assert_eq!(world.ledger.pot(1, 0).amount, 2 * 73 * psc);
    let parts = [3, 1, 2].map(|product| world.ledger.take_part(1, 0, product));
    let amounts = parts.map(|part| part.map(|part| part.amount));
    assert_eq!(amounts, [Some(109_500_000), Some(36_500_000), None]);
    // Of what was sold in a cycle its own members' fees are shared, and those of cycles before
    // without any sale.
    world.now += 73 * DAY;
    world.settle(1, 64);
    world.sale(1, 1, 5);
    world.now += 73 * DAY;
    world.settle(1, 64);
    let pot = world.ledger.pot(1, 2).amount;
    assert!((4 * 73 * psc - 4..=4 * 73 * psc).contains(&pot));
}

/// Who is a member when membership ends stays it to the end of her time; only then is the platform
/// without members, and what nobody can share goes to the community.
#[test]
fn ending_membership_takes_no_time_from_members() {
    let mut world = World::new(10, 0);
    world.set_terms(1, 1_000);
    assert!(world.join(1, 0, 1));
    world.set_terms(1, 0);
    assert!(!world.join(1, 0, 2));
    assert!(world.ledger.load_terms(1).told);
    world.now += 300 * DAY;
    world.sale(1, 3, 7);
    assert_eq!(world.ledger.credit_of(account(1)), U256::from(7));
    world.settle(1, 64);
    assert!(world.ledger.load_terms(1).told && world.sent == 0);
    world.now += 65 * DAY + 10 * DAY;
    world.settle(1, 64);
    assert!(!world.ledger.load_terms(1).told);
    // The cycle of the sale took all that had been carried; what came after is the community's.
    let pot = world.ledger.pot(1, 30).amount;
    assert_eq!(u128::from(pot) + world.sent, 1_000);
    world.distribute(1, 30, 3);
    world.check();
    assert_eq!(world.received, world.sent + 7);
}

/// While somebody has paid for time that is to come, the rest waits for what she may sell in it; and
/// what sold in the present cycle has its part first.
#[test]
fn the_rest_waits_for_members_and_for_what_they_sold() {
    let mut world = World::new(10, 0);
    world.set_terms(1, 1_000);
    assert!(world.join(1, 0, 1));
    world.set_terms(1, 0);
    world.now += 200 * DAY;
    world.settle(1, 64);
    assert!(world.sent == 0 && world.ledger.load_progress(1).carried > 0);
    // In the last five days of her time, which end in the midst of a cycle.
    world.now += 164 * DAY;
    world.sale(1, 3, 7);
    let cycle = world.present();
    world.settle(1, 64);
    assert_eq!((cycle, world.sent), (36, 0));
    world.now += 10 * DAY;
    world.settle(1, 64);
    assert_eq!(world.ledger.pot(1, cycle).amount, 1_000);
    // An end that comes while the present cycle has weights, by fees that ended before it.
    let mut terms = world.ledger.load_terms(2);
    terms.fees = [1, 0, 0];
    world.ledger.save_terms(2, terms);
    assert!(world.join(2, 0, 1));
    world.now += 370 * DAY;
    world.set_terms(2, 0);
    let present = world.present();
    world.ledger.weigh(2, present, 3, 7);
    world.settle(2, 64);
    assert_eq!((world.ledger.load_progress(2).carried, world.sent), (1, 0));
}

/// What is carried is not lost to the first cycle that has a weight, though no fee falls into it.
#[test]
fn what_is_carried_stops_where_something_weighs() {
    let mut world = World::new(10, 0);
    world.set_terms(1, 1_000);
    assert!(world.join(1, 1, 1));
    world.now += 375 * DAY;
    world.settle(1, 64);
    assert_eq!(world.ledger.load_progress(1).carried, 1_000);
    // Membership goes on: the rest is nobody else's.
    let cycle = world.present();
    world.ledger.weigh(1, cycle, 3, 7);
    world.weights.insert((1, cycle, 3), 7);
    world.now += 20 * DAY;
    assert!(world.join(1, 1, 1));
    world.settle(1, 64);
    assert_eq!(world.ledger.pot(1, cycle).amount, 1_000);
}

/// A platform that has had no members for long is not walked through.
#[test]
fn idle_cycles_are_left_out() {
    let mut world = World::new(1, 0);
    world.now += 3_000 * DAY;
    world.set_terms(1, 1_000);
    assert!(world.join(1, 2, 1));
    assert_eq!(world.ledger.load_progress(1).next, 3_000);
    world.now += 64 * DAY;
    world.settle(1, 64);
    assert_eq!(world.ledger.load_progress(1).next, 3_064);
    world.check();
}

/// No room for more than 2^64 units of weight: what is above is not counted, of nobody.
#[test]
fn weights_have_a_bound() {
    let mut world = World::new(1, 0);
    assert_eq!(world.ledger.weigh(1, 0, 1, u64::MAX - 2), u64::MAX - 2);
    assert_eq!(world.ledger.weigh(1, 0, 2, 9), u64::MAX);
    assert_eq!(world.ledger.weigh(1, 0, 1, 9), u64::MAX);
    assert_eq!(world.ledger.weight(1, 0, 1).fees, u64::MAX - 2);
    assert_eq!(world.ledger.weight(1, 0, 2).fees, 2);
    world.now += DAY;
    world.settle(1, 1);
    assert!(world.ledger.take_part(1, 0, 2).is_some());
}
