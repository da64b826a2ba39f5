//! What is stored of platforms, statements and challenges, in words, and what time makes of them.
//! Pure.

use alloy_primitives::{Address, U256};
use common::{
    commerce::{address_and_number, COMMUNITY_FEE_BPS},
    cycle::DAY,
    math::BPS,
};

/// Most that a period takes.
pub const MAX_PERIOD: u64 = 92 * DAY;
/// How long a platform has at least before it is asked for a sale that no closed period covers.
pub const GRACE: u64 = 30 * DAY;
/// Oldest sale that can be asked for.
pub const MAX_AGE: u64 = 180 * DAY;
/// To show that a receipt is in a statement.
pub const ANSWER_SECS: u64 = 7 * DAY;
/// From closing, to dispute a statement.
pub const DISPUTE_SECS: u64 = 30 * DAY;
/// What keeping a receipt back costs at least, in fees of it.
const SLASH_FACTOR: u128 = 20;

/// A platform's periods: contiguous, reported one after the other. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Periods {
    /// Where the first begins; 0: the platform has not said.
    pub first: u64,
    /// Up to here all is reported.
    pub closed_until: u64,
    /// Where the period that is being reported ends; 0: none is.
    pub open_until: u64,
    /// The latest statement.
    pub latest: u64,
}

impl Periods {
    /// The first period begins: in the past, not long ago, for what was sold before can be asked
    /// for all the same.
    pub fn begin(self, from: u64, now: u64) -> Option<Self> {
        let fits = from != 0 && from <= now && now - from <= MAX_PERIOD;
        (self.first == 0 && fits).then_some(Self {
            first: from,
            closed_until: from,
            ..Self::default()
        })
    }

    /// The next period, from where the last one ended, is reported by this statement.
    pub fn open(self, until: u64, statement: u64, now: u64) -> Option<Self> {
        let from = self.closed_until;
        let stands = self.first != 0 && self.open_until == 0;
        let fits = from < until && until <= now && until - from <= MAX_PERIOD;
        (stands && fits).then_some(Self {
            open_until: until,
            latest: statement,
            ..self
        })
    }

    /// Its statement is closed.
    pub fn close(self) -> Self {
        Self {
            closed_until: self.closed_until.max(self.open_until),
            open_until: 0,
            ..self
        }
    }

    /// Whether the platform can be asked for a sale of that time.
    pub fn owes(&self, time: u64, now: u64) -> bool {
        let Some(age) = now.checked_sub(time) else {
            return false;
        };
        let is_covered = self.first != 0 && (self.first..self.closed_until).contains(&time);
        age <= MAX_AGE && (is_covered || age > GRACE)
    }

    pub fn pack(self) -> U256 {
        U256::from_limbs([self.first, self.closed_until, self.open_until, self.latest])
    }

    pub fn unpack(word: U256) -> Self {
        let [first, closed_until, open_until, latest] = word.into_limbs();
        Self {
            first,
            closed_until,
            open_until,
            latest,
        }
    }
}

/// When an account signs for a platform: one window, once. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Signer {
    /// 0: never.
    pub since: u64,
    /// First second after it; 0: it lasts.
    pub until: u64,
}

impl Signer {
    /// Whether it signed for that time.
    pub fn covers(&self, time: u64) -> bool {
        self.since != 0 && self.since <= time && (self.until == 0 || time < self.until)
    }

    pub fn pack(self) -> U256 {
        U256::from_limbs([self.since, self.until, 0, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [since, until, _, _] = word.into_limbs();
        Self { since, until }
    }
}

/// A platform's statement of a period. Two words.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Statement {
    /// 0: there is no such statement.
    pub platform: u64,
    pub from: u64,
    pub until: u64,
    /// 0: it takes lines.
    pub closed_at: u64,
    /// Sums over its lines, PSC units.
    pub gross: u64,
    pub experience_fee: u64,
    pub community_fee: u64,
    pub lines: u64,
}

impl Statement {
    pub fn covers(&self, time: u64) -> bool {
        (self.from..self.until).contains(&time)
    }

    /// With one more line; nothing, if all gross is beyond 64 bits. Fees are less.
    pub fn with(self, line: &Line) -> Option<Self> {
        let gross = self.gross.checked_add(line.gross)?;
        let fees = line.fees();
        Some(Self {
            gross,
            experience_fee: self.experience_fee + fees.experience,
            community_fee: self.community_fee + fees.community,
            lines: self.lines + 1,
            ..self
        })
    }

    pub fn pack(self) -> [U256; 2] {
        [
            U256::from_limbs([self.platform, self.from, self.until, self.closed_at]),
            U256::from_limbs([
                self.gross,
                self.experience_fee,
                self.community_fee,
                self.lines,
            ]),
        ]
    }

    pub fn unpack([period, sums]: [U256; 2]) -> Self {
        let [platform, from, until, closed_at] = period.into_limbs();
        let [gross, experience_fee, community_fee, lines] = sums.into_limbs();
        Self {
            platform,
            from,
            until,
            closed_at,
            gross,
            experience_fee,
            community_fee,
            lines,
        }
    }
}

/// What a platform sold of a product in a period. One word, and the root in another.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Line {
    /// PSC units; 0: there is no such line.
    pub gross: u64,
    /// Receipts.
    pub count: u64,
    /// The product's rate when it was reported.
    pub fee_bps: u16,
}

/// PSC units.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Fees {
    pub experience: u64,
    pub community: u64,
}

impl Fees {
    /// Of a gross at a rate; both rounded down. Rates are at most 3,000.
    pub fn of(gross: u64, fee_bps: u16) -> Self {
        let share = |bps: u16| (u128::from(gross) * u128::from(bps) / u128::from(BPS)) as u64;
        Self {
            experience: share(fee_bps),
            community: share(COMMUNITY_FEE_BPS),
        }
    }

    pub fn sum(self) -> u64 {
        // Under a third of the gross.
        self.experience + self.community
    }
}

impl Line {
    pub fn fees(&self) -> Fees {
        Fees::of(self.gross, self.fee_bps)
    }

    pub fn pack(self) -> U256 {
        U256::from_limbs([self.gross, self.count, self.fee_bps.into(), 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [gross, count, fee_bps, _] = word.into_limbs();
        Self {
            gross,
            count,
            fee_bps: fee_bps as u16,
        }
    }
}

/// Where a challenge stands.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum State {
    #[default]
    None = 0,
    Open = 1,
    Answered = 2,
    Slashed = 3,
}

/// A receipt that somebody misses in the platform's statements. Two words, and the receipt's hash
/// in another.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Challenge {
    pub challenger: Address,
    /// PSC units that the challenger put down: below 2^32.
    pub bond: u64,
    /// Answers come before it, slashing from then on.
    pub deadline: u64,
    pub platform: u64,
    pub product: u64,
    pub gross: u64,
    /// Of the receipt.
    pub time: u64,
    pub state: State,
    /// The product's rate when it was challenged.
    pub fee_bps: u16,
}

impl Challenge {
    /// It is answered: the bond is the platform's.
    pub fn answer(self, now: u64) -> Option<Self> {
        (self.state == State::Open && now < self.deadline).then_some(Self {
            state: State::Answered,
            ..self
        })
    }

    /// It was not: the bond goes back.
    pub fn slash(self, now: u64) -> Option<Self> {
        (self.state == State::Open && now >= self.deadline).then_some(Self {
            state: State::Slashed,
            ..self
        })
    }

    /// First word: challenger 160 bits, bond 32, deadline 64. Second: product, gross, time, and
    /// platform 32 bits, state 16, rate 16.
    pub fn pack(self) -> [U256; 2] {
        let who = common::commerce::with_number(self.challenger, self.deadline);
        [
            who | U256::from_limbs([0, 0, self.bond << 32, 0]),
            U256::from_limbs([
                self.product,
                self.gross,
                self.time,
                self.platform | (self.state as u64) << 32 | u64::from(self.fee_bps) << 48,
            ]),
        ]
    }

    pub fn unpack([head, body]: [U256; 2]) -> Self {
        let (challenger, deadline) = address_and_number(head);
        let [product, gross, time, rest] = body.into_limbs();
        Self {
            challenger,
            bond: head.into_limbs()[2] >> 32,
            deadline,
            platform: u64::from(rest as u32),
            product,
            gross,
            time,
            fee_bps: (rest >> 48) as u16,
            state: match (rest >> 32) as u16 {
                1 => State::Open,
                2 => State::Answered,
                3 => State::Slashed,
                _ => State::None,
            },
        }
    }
}

/// What is taken of a platform's bond for a receipt that it kept back.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Slashing {
    pub to_challenger: u64,
    pub to_community: u64,
}

impl Slashing {
    /// Twenty times the fees, or the least there is; no more than the bond. The challenger's half
    /// is rounded down.
    pub fn of(fees: Fees, min: u64, bond: u64) -> Self {
        let due = (u128::from(fees.sum()) * SLASH_FACTOR).max(min.into());
        let taken = due.min(bond.into()) as u64;
        Self {
            to_challenger: taken / 2,
            to_community: taken - taken / 2,
        }
    }
}

/// What the DAO sets. One word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameters {
    /// Of a challenge, PSC units.
    pub bond: u64,
    /// Least of a platform's bond that a receipt kept back costs, PSC units.
    pub min_slash: u64,
}

impl Parameters {
    /// 2 and 100 PSC.
    pub const INITIAL: Self = Self {
        bond: 2_000_000,
        min_slash: 100_000_000,
    };

    /// Least and greatest: 0.1 to 1,000 and 1 to 100,000 PSC. A bond stays below 2^32.
    pub const BOUNDS: [(u64, u64); 2] = [(100_000, 1_000_000_000), (1_000_000, 100_000_000_000)];

    /// The first number (from 1) that is out of its bounds.
    pub fn out_of_bounds(&self) -> Option<(u8, u64, u64, u64)> {
        let values = [self.bond, self.min_slash];
        let mut numbered = (1u8..).zip(values.into_iter().zip(Self::BOUNDS));
        numbered.find_map(|(number, (value, (min, max)))| {
            (value < min || value > max).then_some((number, value, min, max))
        })
    }

    pub fn pack(&self) -> U256 {
        U256::from_limbs([self.bond, self.min_slash, 0, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [bond, min_slash, _, _] = word.into_limbs();
        Self { bond, min_slash }
    }
}
