//! The ledger of customers and of co-creator sets: points, and what a point earns. Pure.
//!
//! Every line gives the same points to its buyer and to its set, and a third of its profit to
//! each of the two groups. The two ledgers thus have equal sums at any time: one [`Shares`] serves
//! both, and each keeps the [`Member`]s of its own.
//!
//! # Points
//! Old points halve every 30 days against new ones. Nothing old is touched for that: new points
//! weigh more, linearly from 1 to 2 within an *epoch* of 30 days, and twice as much in each epoch
//! as in the one before. Sixteen epochs are a *generation*; at its end all points are divided by
//! 2^16, members' ones when they are next looked at, and the index starts again at zero.
//!
//! # Amounts
//! Profit is in PSC units below 2^64; what points earn is in units x 2^128 ("unfloored"). A line's
//! points stay below 2^64 x 2^13 x 2^15 and so, profit being bounded in total, does any sum of
//! them: 92 bits. Earnings are points x index - debt modulo 2^256: the two may wrap, their
//! difference, below 2^192, does not.

use alloy_primitives::U256;

/// After this time new points weigh twice as much.
pub const EPOCH_SECS: u64 = 30 * 86_400;
/// Epochs until all points are divided by 2^[`GENERATION_EPOCHS`].
pub const GENERATION_EPOCHS: u64 = 16;
/// Weight of a profit's unit as a generation begins: what the growth within an epoch is rounded to.
const UNIT_WEIGHT: u64 = 4_096;
/// The last second that is told apart, after 336 years: from there on points halve no more.
const LAST_SEC: u64 = 256 * GENERATION_EPOCHS * EPOCH_SECS - 1;

/// Bits of points, of sums of points and of what a division by them leaves.
const POINTS_BITS: usize = 92;
const POINTS_MASK: u128 = (1 << POINTS_BITS) - 1;
/// Where the units that wait stand in the upper half of their word.
const WAITING_SHIFT: usize = 2 * POINTS_BITS - 128;
/// Where a member's generation stands in its word.
const GENERATION_SHIFT: usize = 96;

/// When a profit is credited, as far as points depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    pub generation: u8,
    /// Points per unit of profit: 2^12 to 2^28.
    weight: u64,
}

impl Moment {
    /// So many seconds after the beginning.
    pub fn after(secs: u64) -> Self {
        let secs = secs.min(LAST_SEC);
        let epoch = secs / EPOCH_SECS;
        let grown = UNIT_WEIGHT * (secs % EPOCH_SECS) / EPOCH_SECS;
        Self {
            generation: (epoch / GENERATION_EPOCHS) as u8,
            weight: (UNIT_WEIGHT + grown) << (epoch % GENERATION_EPOCHS),
        }
    }

    /// What a line with this profit earns its buyer and its set.
    pub fn points(&self, profit: u64) -> u128 {
        u128::from(profit) * u128::from(self.weight)
    }
}

/// Points after so many generations more.
fn decayed(points: u128, generations: u8) -> u128 {
    points
        .checked_shr(u32::from(generations) * GENERATION_EPOCHS as u32)
        .unwrap_or(0)
}

/// Divides an amount, and what earlier divisions left, among shares, of which there are at least
/// one and fewer than 2^96: what each gets, and what is left now; both, like `carry`, in units x
/// 2^-128.
///
/// By hand, in digits of 32 bits: the general division of such numbers is larger than all else
/// here.
pub fn spread(amount: u64, carry: u128, shares: u128) -> (U256, u128) {
    let dividend = [carry as u64, (carry >> 64) as u64, amount];
    let (mut each, mut left) = ([0; 4], 0);
    for (limb, quotient) in dividend.iter().zip(&mut each).rev() {
        for digit in [limb >> 32, limb & u64::from(u32::MAX)] {
            // `left` is below `shares`: this fits, and the quotient is one digit.
            left = left << 32 | u128::from(digit);
            *quotient = *quotient << 32 | (left / shares) as u64;
            left %= shares;
        }
    }
    (U256::from_limbs(each), left)
}

/// The whole units of earnings.
pub fn whole_units(earned: U256) -> u64 {
    earned.as_limbs()[2]
}

/// So many units, unfloored.
pub fn unfloored(units: u64) -> U256 {
    U256::from_limbs([0, 0, units, 0])
}

/// The low 128 bits.
fn low(word: U256) -> u128 {
    let limbs = word.as_limbs();
    u128::from(limbs[0]) | u128::from(limbs[1]) << 64
}

/// The high 128 bits.
fn high(word: U256) -> u128 {
    let limbs = word.as_limbs();
    u128::from(limbs[2]) | u128::from(limbs[3]) << 64
}

/// A number of 64 bits, and above it one of 192.
pub fn above(number: u64, wide: U256) -> U256 {
    let [a, b, c, _] = wide.into_limbs();
    U256::from_limbs([number, a, b, c])
}

/// All above the low 64 bits.
pub fn without_low(word: U256) -> U256 {
    let [_, a, b, c] = word.into_limbs();
    U256::from_limbs([a, b, c, 0])
}

/// What both ledgers have in common, two words: (total, index), (points, carry, waiting,
/// generation).
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Shares {
    /// All profit ever credited. A third of it, rounded down, went to each group.
    pub total: u64,
    /// What a point earned in this generation; below 2^192.
    pub index: U256,
    /// Points of all members, as of this generation.
    pub points: u128,
    /// What the divisions left so far; below the points it was last divided by.
    pub carry: u128,
    /// Units that came while nobody had points.
    pub waiting: u64,
    pub generation: u8,
}

impl Shares {
    pub fn pack(self) -> [U256; 2] {
        let lower = self.points | self.carry << POINTS_BITS;
        let upper = self.carry >> (128 - POINTS_BITS)
            | u128::from(self.waiting) << WAITING_SHIFT
            | u128::from(self.generation) << (WAITING_SHIFT + 64);
        let state = [lower, lower >> 64, upper, upper >> 64].map(|limb| limb as u64);
        [above(self.total, self.index), U256::from_limbs(state)]
    }

    pub fn unpack([progress, state]: [U256; 2]) -> Self {
        let (lower, upper) = (low(state), high(state));
        Self {
            total: progress.as_limbs()[0],
            index: without_low(progress),
            points: lower & POINTS_MASK,
            carry: (lower >> POINTS_BITS | upper << (128 - POINTS_BITS)) & POINTS_MASK,
            waiting: (upper >> WAITING_SHIFT) as u64,
            generation: (upper >> (WAITING_SHIFT + 64)) as u8,
        }
    }

    /// Moves on to a generation. If that ends one: its number, and its last index, which its
    /// members need. In those skipped nothing was earned: their last index is zero.
    ///
    /// Rounding leaves the sum of points above that of the members' by less than one for each:
    /// what those points earn from here on stays with the contract.
    pub fn advance(&mut self, generation: u8) -> Option<(u8, U256)> {
        let passed = generation.checked_sub(self.generation)?;
        if passed == 0 {
            return None;
        }
        let ended = (self.generation, self.index);
        self.generation = generation;
        self.index = U256::ZERO;
        self.points = decayed(self.points, passed);
        Some(ended)
    }

    /// Credits a line: what each group gets of its profit, as of [`Self::third`]. Those earn who
    /// have points already; only then the line's own points count, so that nobody earns of a line
    /// by the points that it gives. Its buyer and its set [`Member::join`] next.
    pub fn credit(&mut self, profit: u64, points: u128) -> Option<u64> {
        let third = self.third(profit)?;
        self.earn(third);
        self.points += points;
        Some(third)
    }

    /// Adds a line's profit to the total: what each group gets of it. The three amounts stay equal
    /// for ever: each is a third of the total, rounded down. `None`: the total would be too large.
    fn third(&mut self, profit: u64) -> Option<u64> {
        let before = self.total;
        self.total = before.checked_add(profit)?;
        Some(self.total / 3 - before / 3)
    }

    /// Lets those earn who have points now.
    fn earn(&mut self, amount: u64) {
        // Cannot overflow: part of a third of the total.
        let pot = self.waiting + amount;
        if self.points == 0 {
            self.waiting = pot;
            return;
        }
        let (each, carry) = spread(pot, self.carry, self.points);
        self.index += each;
        self.carry = carry;
        self.waiting = 0;
    }
}

/// A customer, or a set of co-creators. Two words: (points, generation), debt.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Member {
    pub points: u128,
    pub generation: u8,
    /// Points x index as of when each point came, plus what was drawn; less what former
    /// generations earned. Modulo 2^256.
    pub debt: U256,
}

impl Member {
    pub fn pack(self) -> [U256; 2] {
        let standing = self.points | u128::from(self.generation) << GENERATION_SHIFT;
        [U256::from(standing), self.debt]
    }

    pub fn unpack([standing, debt]: [U256; 2]) -> Self {
        let standing = low(standing);
        Self {
            points: standing & POINTS_MASK,
            generation: (standing >> GENERATION_SHIFT) as u8,
            debt,
        }
    }

    /// What the member earned and did not draw, unfloored; `index` is that of its generation.
    pub fn earned(&self, index: U256) -> U256 {
        U256::from(self.points)
            .wrapping_mul(index)
            .wrapping_sub(self.debt)
    }

    /// Moves on to a generation, given the last index of each one before it. What was earned stays
    /// the same. Six steps at most: then no points are left.
    pub fn advance(&mut self, generation: u8, last_index: impl Fn(u8) -> U256) {
        while self.generation < generation {
            if self.points == 0 {
                self.generation = generation;
                return;
            }
            self.debt = self.earned(last_index(self.generation)).wrapping_neg();
            self.points = decayed(self.points, 1);
            self.generation += 1;
        }
    }

    /// Gives points, which earn from this index on.
    pub fn join(&mut self, points: u128, index: U256) {
        self.points += points;
        let owed = U256::from(points).wrapping_mul(index);
        self.debt = self.debt.wrapping_add(owed);
    }

    /// Takes whole units of what was earned.
    pub fn draw(&mut self, units: u64) {
        self.debt = self.debt.wrapping_add(unfloored(units));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GENERATION_SECS: u64 = GENERATION_EPOCHS * EPOCH_SECS;

    fn numbers() -> impl Strategy<Value = U256> {
        any::<[u64; 4]>().prop_map(U256::from_limbs)
    }

    /// Points of any length.
    fn points() -> impl Strategy<Value = u128> {
        (any::<u128>(), 36u32..128).prop_map(|(value, shift)| value >> shift)
    }

    proptest! {
        #[test]
        fn words_keep_every_field(
            total in any::<u64>(), index in numbers(), a in points(), b in points(), waiting in any::<u64>(), generation in any::<u8>(),
            debt in numbers(),
        ) {
            let shares = Shares { total, index: index >> 64, points: a, carry: b, waiting, generation };
            prop_assert_eq!(Shares::unpack(shares.pack()), shares);
            let member = Member { points: a, generation, debt };
            prop_assert_eq!(Member::unpack(member.pack()), member);
        }

        #[test]
        fn any_words_survive_packing(words in [numbers(), numbers()]) {
            prop_assert_eq!(Shares::unpack(words).pack(), words);
        }

        /// Exactly: to the unit, at every second.
        #[test]
        fn points_halve_every_30_days(profit in any::<u64>(), secs in 0..255 * GENERATION_SECS) {
            let (now, then) = (Moment::after(secs), Moment::after(secs + EPOCH_SECS));
            let (old, new) = (now.points(profit), then.points(profit));
            if now.generation == then.generation {
                prop_assert_eq!(new, old * 2);
            } else {
                prop_assert_eq!(then.generation, now.generation + 1);
                // After the division by 2^16 the old ones are half of the new, rounded down.
                prop_assert_eq!(decayed(old, 1), new / 2);
            }
        }

        #[test]
        fn weight_never_falls_within_a_generation(secs in 0..GENERATION_SECS - 1) {
            prop_assert!(Moment::after(secs).weight <= Moment::after(secs + 1).weight);
        }

        #[test]
        fn points_fit_their_bits(profit in any::<u64>(), secs in any::<u64>()) {
            prop_assert!(Moment::after(secs).points(profit) <= POINTS_MASK);
        }

        /// However a profit is split into lines, its points and the groups' amounts are the same.
        #[test]
        fn splitting_a_profit_gains_no_points_and_no_thirds(
            before in 0u64..1_000, parts in prop::collection::vec(0u64..1 << 50, 1..20), secs in any::<u64>(),
        ) {
            let moment = Moment::after(secs);
            let whole: u64 = parts.iter().sum();
            let (mut split, mut one) = (Shares { total: before, ..Default::default() }, Shares { total: before, ..Default::default() });
            let thirds: u64 = parts.iter().map(|part| split.third(*part).unwrap()).sum();
            prop_assert_eq!(thirds, one.third(whole).unwrap());
            prop_assert_eq!(split, one);
            let points: u128 = parts.iter().map(|part| moment.points(*part)).sum();
            prop_assert_eq!(points, moment.points(whole));
        }

        #[test]
        fn thirds_add_up_to_the_total(profits in prop::collection::vec(0u64..1 << 58, 0..30)) {
            let (mut shares, mut group) = (Shares::default(), 0);
            for profit in profits {
                group += shares.third(profit).unwrap();
                prop_assert_eq!(group, shares.total / 3);
                prop_assert!(shares.total - 3 * group <= 2);
            }
        }

        #[test]
        fn spreading_loses_nothing(amount in any::<u64>(), carry in points(), shares in points()) {
            prop_assume!(shares != 0);
            let (each, left) = spread(amount, carry, shares);
            prop_assert!(left < shares);
            let (expected, _) = (unfloored(amount) + U256::from(carry)).div_rem(U256::from(shares));
            prop_assert_eq!(each, expected);
            prop_assert_eq!(each * U256::from(shares) + U256::from(left), unfloored(amount) + U256::from(carry));
        }

        /// Moving on changes nobody's earnings, floors points, and asks for six indices at most.
        #[test]
        fn advancing_keeps_earnings_and_floors_points(
            points in points(), from in any::<u8>(), steps in any::<u8>(), first in any::<u64>(), later in any::<u64>(),
        ) {
            let to = from.saturating_add(steps);
            let mut member = Member { points, generation: from, debt: U256::ZERO };
            let asked = core::cell::Cell::new(0);
            let last_index = |generation: u8| {
                asked.set(asked.get() + 1);
                U256::from(if generation == from { first } else { later })
            };
            member.advance(to, last_index);
            prop_assert!(asked.get() <= 6);
            prop_assert_eq!(member.generation, to);
            prop_assert_eq!(member.points, decayed(points, to - from));
            let mut expected = U256::ZERO;
            for generation in from..to {
                let index = if generation == from { first } else { later };
                expected += U256::from(decayed(points, generation - from)) * U256::from(index);
            }
            prop_assert_eq!(member.earned(U256::ZERO), expected);
        }
    }

    #[test]
    fn the_clock_begins_doubles_and_ends() {
        let at = Moment::after;
        let day = |days: u64| at(days * 86_400);
        assert_eq!((at(0).generation, at(0).weight), (0, 4_096));
        assert_eq!(day(15).weight, 6_144);
        assert_eq!(day(30).weight, 8_192);
        let last = at(480 * 86_400 - 1);
        assert_eq!((last.generation, last.weight), (0, 8_191 << 15));
        let next = day(480);
        assert_eq!((next.generation, next.weight), (1, 4_096));
        assert_eq!(at(u64::MAX).generation, 255);
        assert_eq!(at(u64::MAX), at(LAST_SEC));
    }

    #[test]
    fn the_largest_profit_fits_at_the_heaviest_moment() {
        let mut shares = Shares::default();
        let moment = Moment::after(GENERATION_SECS - 1);
        // The whole third goes to a single point.
        shares.points = 1;
        let third = shares.credit(u64::MAX, moment.points(u64::MAX)).unwrap();
        assert_eq!(shares.index, unfloored(third));
        assert_eq!(Shares::unpack(shares.pack()), shares);
        assert_eq!(shares.credit(1, 1), None);
    }

    #[test]
    fn profit_counts_before_its_own_points() {
        let (mut shares, mut first, mut second) =
            (Shares::default(), Member::default(), Member::default());
        let mut line = |member: &mut Member| {
            shares.credit(300, 300).unwrap();
            member.join(300, shares.index);
            shares
        };
        // Nobody has points: it waits, and the buyer earns nothing of its own line.
        let after = line(&mut first);
        assert_eq!((after.waiting, after.index), (100, U256::ZERO));
        // The second line's profit, and what waited, is the first buyer's alone.
        let after = line(&mut second);
        assert_eq!(after.waiting, 0);
        assert!(second.earned(after.index).is_zero());
        let earned = first.earned(after.index) + U256::from(after.carry);
        assert_eq!(earned, unfloored(200));
    }
}
