//! The three ledgers at work together, as the entry points drive them, without storage.

use std::collections::HashMap;

use alloy_primitives::U256;
use proptest::prelude::*;

use crate::{
    ledger::{unfloored, whole_units, Member, Moment, Shares, EPOCH_SECS, GENERATION_EPOCHS},
    part::{Part, Terms},
    weight::{Cause, Pool, MAX_WEIGHT},
};

const MEMBERS: usize = 5;
const CAUSES: usize = 4;
const GENERATION_SECS: u64 = GENERATION_EPOCHS * EPOCH_SECS;

#[derive(Default)]
struct Model {
    time: u64,
    shares: Shares,
    finals: HashMap<u8, U256>,
    /// Customers, and sets.
    ledgers: [Vec<Member>; 2],
    claimed: [u64; 3],
    /// What points that rounding left without a member earned, unfloored.
    stranded: [U256; 2],
    pool: Pool,
    causes: [Cause; CAUSES],
    causes_waiting: u64,
}

impl Model {
    fn new(members: usize) -> Self {
        Self {
            ledgers: [
                vec![Member::default(); members],
                vec![Member::default(); members],
            ],
            ..Default::default()
        }
    }

    fn current(&self, ledger: usize, who: usize) -> Member {
        let mut member = self.ledgers[ledger][who];
        let last = |generation| self.finals.get(&generation).copied().unwrap_or_default();
        member.advance(self.shares.generation, last);
        member
    }

    fn earned(&self, ledger: usize, who: usize) -> U256 {
        self.current(ledger, who).earned(self.shares.index)
    }

    /// Points that no member of the ledger has.
    fn vacant(&self, ledger: usize) -> u128 {
        let held = (0..self.ledgers[ledger].len())
            .map(|who| self.current(ledger, who).points)
            .sum();
        self.shares.points.checked_sub(held).unwrap()
    }

    fn credit(&mut self, buyer: usize, set: usize, chosen: usize, profit: u64) {
        let moment = Moment::after(self.time);
        if let Some((generation, index)) = self.shares.advance(moment.generation) {
            self.finals.insert(generation, index);
        }
        let before = self.shares;
        let vacant = [0, 1].map(|ledger| self.vacant(ledger));
        let points = moment.points(profit);
        let third = self.shares.credit(profit, points).unwrap();
        let risen = self.shares.index - before.index;
        for (stranded, vacant) in self.stranded.iter_mut().zip(vacant) {
            *stranded += risen * U256::from(vacant);
        }
        match self.causes.get_mut(chosen) {
            Some(cause) if cause.approved => cause.balance += third,
            _ => self.causes_waiting = self.pool.earn(self.causes_waiting + third),
        }
        for (ledger, who) in [(0, buyer), (1, set)] {
            let mut member = self.current(ledger, who);
            member.join(points, self.shares.index);
            self.ledgers[ledger][who] = member;
        }
        // As it is kept between two calls.
        self.shares = Shares::unpack(self.shares.pack());
        self.pool = Pool::unpack(self.pool.pack());
    }

    fn claim(&mut self, ledger: usize, who: usize) -> u64 {
        let mut member = self.current(ledger, who);
        let units = whole_units(member.earned(self.shares.index));
        member.draw(units);
        self.ledgers[ledger][who] = Member::unpack(member.pack());
        self.claimed[ledger] += units;
        units
    }

    fn claim_cause(&mut self, who: usize) {
        self.claimed[2] += self.causes[who].draw(self.pool.index);
    }

    /// All that came in is accounted for, to the 2^-128th of a unit, in each group; and the three
    /// groups got the same.
    fn check(&self) {
        let third = unfloored(self.shares.total / 3);
        for ledger in 0..2 {
            let members = self.ledgers[ledger].len();
            let earned: U256 = (0..members).fold(U256::ZERO, |sum, who| {
                let earned = self.earned(ledger, who);
                assert!(earned <= third, "earnings wrapped");
                sum + earned
            });
            let sum = unfloored(self.claimed[ledger])
                + earned
                + U256::from(self.shares.carry)
                + unfloored(self.shares.waiting);
            assert_eq!(sum + self.stranded[ledger], third);
            let vacant = self.vacant(ledger);
            assert!(vacant == 0 || self.shares.generation > 0);
            // Less than one for each member and end of a generation that still had points.
            assert!(vacant < 2 * members as u128);
        }
        let causes = self.causes.iter().fold(U256::ZERO, |sum, cause| {
            sum + unfloored(cause.balance) + cause.earned(self.pool.index)
        });
        let sum =
            unfloored(self.claimed[2] + self.causes_waiting) + causes + U256::from(self.pool.carry);
        assert_eq!(sum, third);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Credit {
        buyer: usize,
        set: usize,
        cause: usize,
        profit: u64,
    },
    Wait(u64),
    Claim(usize, usize),
    ClaimCause(usize),
    SetCause(usize, bool, u16),
}

fn step(longest_wait: u64) -> impl Strategy<Value = Step> {
    // Small profits meet large ones: fractions matter.
    let profit = (any::<u64>(), 8u32..56).prop_map(|(value, bits)| value >> (64 - bits));
    prop_oneof![
        6 => (0..MEMBERS, 0..MEMBERS, 0..CAUSES + 2, profit)
            .prop_map(|(buyer, set, cause, profit)| Step::Credit { buyer, set, cause, profit }),
        2 => (0..=longest_wait).prop_map(Step::Wait),
        2 => (0usize..2, 0..MEMBERS).prop_map(|(ledger, who)| Step::Claim(ledger, who)),
        1 => (0..CAUSES).prop_map(Step::ClaimCause),
        1 => (0..CAUSES, any::<bool>(), 0..=MAX_WEIGHT).prop_map(|(who, approved, weight)| Step::SetCause(who, approved, weight)),
    ]
}

fn run(steps: Vec<Step>) -> Model {
    let mut model = Model::new(MEMBERS);
    for step in steps {
        match step {
            Step::Credit {
                buyer,
                set,
                cause,
                profit,
            } => model.credit(buyer, set, cause, profit),
            Step::Wait(secs) => model.time += secs,
            Step::Claim(ledger, who) => {
                model.claim(ledger, who);
            }
            Step::ClaimCause(who) => model.claim_cause(who),
            Step::SetCause(who, approved, weight) => {
                let Model { causes, pool, .. } = &mut model;
                causes[who].change(pool, approved, weight);
            }
        }
        model.check();
    }
    model
}

proptest! {
    /// Within a generation nothing at all is lost.
    #[test]
    fn within_a_generation_all_is_conserved_exactly(steps in prop::collection::vec(step(GENERATION_SECS / 120), 0..120)) {
        let model = run(steps);
        prop_assert_eq!(model.shares.generation, 0);
        prop_assert_eq!(model.stranded, [U256::ZERO; 2]);
    }

    /// Over generations, only what the points rounded off would have earned.
    #[test]
    fn over_generations_all_but_rounded_points_is_conserved(steps in prop::collection::vec(step(GENERATION_SECS), 0..60)) {
        run(steps);
    }

    /// Claiming often pays what claiming once pays: at any time, floor of all that was earned.
    #[test]
    fn claiming_often_gains_nothing(lines in prop::collection::vec((0usize..2, 1u64..1 << 40), 1..40)) {
        let (mut often, mut once) = (Model::new(2), Model::new(2));
        let mut paid = 0;
        for (buyer, profit) in lines {
            often.credit(buyer, buyer, 9, profit);
            once.credit(buyer, buyer, 9, profit);
            paid += often.claim(0, 0);
        }
        prop_assert_eq!(paid, once.claim(0, 0));
    }

    /// Whoever buys of herself, in however many lines, gets less back than she paid: never more
    /// than the thirds of customers and co-creators, for the causes' is gone.
    #[test]
    fn washing_loses_however_it_is_split(others in 1u64..1 << 40, parts in prop::collection::vec(1u64..1 << 40, 1..30)) {
        let mut model = Model::new(2);
        model.credit(1, 1, 9, others);
        for part in &parts {
            model.credit(0, 0, 9, *part);
        }
        let back = model.claim(0, 0) + model.claim(1, 0);
        let paid: u64 = parts.iter().sum();
        // The first line's thirds waited for members: they are the other's alone.
        prop_assert!(back <= paid / 3 * 2 + 2);
    }

    /// In one line, she earns nothing of it.
    #[test]
    fn a_single_wash_returns_nothing(others in 1u64..1 << 40, profit in 1u64..1 << 40) {
        let mut model = Model::new(2);
        model.credit(1, 1, 9, others);
        model.credit(0, 0, 9, profit);
        prop_assert_eq!((model.claim(0, 0), model.claim(1, 0)), (0, 0));
    }
}

/// Points of 900 and of a hundred times 1 in 1,000: each gets its share of what comes, to the
/// fraction that the carry holds.
#[test]
fn nine_hundred_and_a_hundred_times_one() {
    let mut model = Model::new(102);
    model.credit(0, 0, 9, 900_000);
    for small in 1..=100 {
        model.credit(small, small, 9, 1_000);
    }
    model.check();
    let before: Vec<U256> = (0..101).map(|who| model.earned(0, who)).collect();
    let carry = model.shares.carry;
    model.credit(101, 101, 9, 3_000);
    model.check();
    let mut gained = U256::ZERO;
    for (who, before) in before.into_iter().enumerate() {
        let gain = model.earned(0, who) - before;
        let due = unfloored(if who == 0 { 900 } else { 1 });
        let points = model.current(0, who).points;
        // Carries came and went: less than the points of one division each way.
        assert!(gain.abs_diff(due) < U256::from(points), "{who}: {gain}");
        gained += gain;
    }
    assert_eq!(
        gained + U256::from(model.shares.carry),
        unfloored(1_000) + U256::from(carry)
    );
    assert!(model.earned(0, 101).is_zero());
}

/// A set whose co-creator has 9,000 bps of what comes after the acceptance.
#[test]
fn a_set_divides_what_its_points_earned() {
    let mut model = Model::new(3);
    model.credit(0, 0, 9, 3_000);
    model.credit(1, 1, 9, 3_000);
    let (mut terms, mut part) = (
        Terms::default(),
        Part {
            bps: 9_000,
            ..Default::default()
        },
    );
    let lifetime = |model: &Model| whole_units(model.earned(1, 0));
    // The first line's thousand waited, the second's came: the first set has both, but for the
    // fraction that the carry holds.
    let first = lifetime(&model);
    assert!((1_999..=2_000).contains(&first));
    terms.accept(&mut part, first);
    model.credit(2, 2, 9, 60_000);
    let second = lifetime(&model);
    assert!((11_999..=12_000).contains(&second));
    assert!((8_999..=9_000).contains(&part.due(second)));
    let vendor = terms.due(second, 0);
    assert!(vendor + part.due(second) <= second);
    assert!(vendor + part.due(second) + 1 >= second);
}

/// After 30 days of silence a point is worth half of a new one, to the unit of profit.
#[test]
fn equal_profits_30_days_apart_earn_one_to_two() {
    for start in [0, EPOCH_SECS / 3, 14 * EPOCH_SECS, 15 * EPOCH_SECS + 77_777] {
        let mut model = Model::new(3);
        model.time = start;
        model.credit(0, 0, 9, 10_000_000);
        model.time += EPOCH_SECS;
        model.credit(1, 1, 9, 10_000_000);
        let before = [model.earned(0, 0), model.earned(0, 1)];
        model.credit(2, 2, 9, 9_000_000);
        let gain = |who: usize| whole_units(model.earned(0, who) - before[who]);
        assert!(gain(0).abs_diff(1_000_000) <= 1, "{start}: {}", gain(0));
        assert!(gain(1).abs_diff(2_000_000) <= 1, "{start}: {}", gain(1));
        model.check();
    }
}

/// Profit that came while nobody had points, or after all had lost them, is the next member's.
#[test]
fn what_waits_is_the_next_members() {
    let mut model = Model::new(2);
    model.credit(0, 0, 9, 30);
    assert_eq!(model.shares.waiting, 10);
    model.time = 7 * GENERATION_SECS;
    model.credit(1, 1, 9, 30);
    // All points were gone: both thirds wait.
    assert_eq!((model.shares.waiting, model.claim(0, 0)), (20, 0));
    model.credit(0, 0, 9, 30);
    model.check();
    assert!((29..=30).contains(&model.claim(0, 1)));
    assert_eq!(model.claim(0, 0), 0);
}
