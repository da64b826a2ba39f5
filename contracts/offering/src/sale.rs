//! The sale's figures and what follows from them: pure arithmetic on the words that are stored.
//!
//! Every division rounds down, against the contributor, and what an account gets follows from its
//! own contribution and from figures that no longer change. So the order of claims is of no
//! consequence, and Σ over accounts never exceeds the same formula of the sum of contributions
//! ([`Figures::due`]): what is beyond it is the owner's.

use alloy_primitives::U256;

const DAY: u64 = 86_400;
/// Longest window for contributions.
pub const MAX_WINDOW: u64 = 366 * DAY;
/// Longest time over which PSS vest.
pub const MAX_VESTING: u64 = 10 * 365 * DAY;
/// Most PSC units of a cap: 64 bits.
pub const MAX_CAP: u64 = u64::MAX;
/// Most PSS units for sale: 96 bits, of which an account's word has room for.
pub const MAX_FOR_SALE: u128 = (1 << 96) - 1;

const STATE_SHIFT: u32 = 96;
const CLAIMED: u128 = 1 << 127;

/// When what happens, in Unix seconds and seconds. One word, which never changes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// First second of the window.
    pub start: u64,
    /// First second after it; vesting counts from here.
    pub end: u64,
    /// Nothing is vested for so long.
    pub cliff_secs: u64,
    /// All is vested after so long.
    pub vesting_secs: u64,
}

impl Schedule {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.start, self.end, self.cliff_secs, self.vesting_secs])
    }

    pub fn unpack(word: U256) -> Self {
        let [start, end, cliff_secs, vesting_secs] = word.into_limbs();
        Self {
            start,
            end,
            cliff_secs,
            vesting_secs,
        }
    }

    /// Whether an offering can have it that is created at `now`.
    pub fn is_valid(&self, now: u64) -> bool {
        self.start < self.end
            && now < self.end
            && self.end - self.start <= MAX_WINDOW
            && self.start <= now.saturating_add(MAX_WINDOW)
            && self.cliff_secs <= self.vesting_secs
            && self.vesting_secs <= MAX_VESTING
    }

    /// What of an allotment is vested at `now`: nothing before the cliff, then in proportion to
    /// the time since the end of the window.
    pub fn vested(&self, allotted: u128, now: u64) -> u128 {
        let elapsed = now.saturating_sub(self.end);
        if now < self.end || elapsed < self.cliff_secs {
            return 0;
        }
        if elapsed >= self.vesting_secs {
            return allotted;
        }
        mul_div(allotted, u128::from(elapsed), u128::from(self.vesting_secs))
    }
}

/// What was raised, beside the caps, PSC units. One word, written by each contribution.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Raised {
    /// Σ contributions.
    pub total: u128,
    pub soft_cap: u64,
    pub hard_cap: u64,
}

impl Raised {
    pub fn pack(self) -> U256 {
        let (low, high) = limbs(self.total);
        U256::from_limbs([low, high, self.soft_cap, self.hard_cap])
    }

    pub fn unpack(word: U256) -> Self {
        let [low, high, soft_cap, hard_cap] = word.into_limbs();
        Self {
            total: wide(low, high),
            soft_cap,
            hard_cap,
        }
    }

    /// Whether enough was raised.
    pub fn suffices(&self) -> bool {
        self.total >= u128::from(self.soft_cap)
    }

    /// What of it the owner gets, if the offering succeeds.
    pub fn proceeds(&self) -> u128 {
        self.total.min(u128::from(self.hard_cap))
    }
}

/// How the offering ended.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Verdict {
    #[default]
    Undecided = 0,
    Succeeded = 1,
    Failed = 2,
}

/// What is sold, and how far it is settled. One word, written once it is over.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// Σ contributions of those who claimed.
    pub claimed: u128,
    /// PSS units.
    pub for_sale: u128,
    pub verdict: Verdict,
}

impl Settlement {
    pub fn pack(self) -> U256 {
        let (low, high) = limbs(self.claimed);
        let rest = self.for_sale | (self.verdict as u128) << STATE_SHIFT;
        let (rest_low, rest_high) = limbs(rest);
        U256::from_limbs([low, high, rest_low, rest_high])
    }

    pub fn unpack(word: U256) -> Self {
        let [low, high, rest_low, rest_high] = word.into_limbs();
        let rest = wide(rest_low, rest_high);
        Self {
            claimed: wide(low, high),
            for_sale: rest & MAX_FOR_SALE,
            verdict: match rest >> STATE_SHIFT {
                1 => Verdict::Succeeded,
                2 => Verdict::Failed,
                _ => Verdict::Undecided,
            },
        }
    }
}

/// An account's part. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Account {
    /// PSC units.
    pub contribution: u128,
    /// PSS units that it has unlocked.
    pub released: u128,
    /// Whether it has had what it is due.
    pub claimed: bool,
}

impl Account {
    pub fn pack(self) -> U256 {
        let (low, high) = limbs(self.contribution);
        let rest = self.released | if self.claimed { CLAIMED } else { 0 };
        let (rest_low, rest_high) = limbs(rest);
        U256::from_limbs([low, high, rest_low, rest_high])
    }

    pub fn unpack(word: U256) -> Self {
        let [low, high, rest_low, rest_high] = word.into_limbs();
        let rest = wide(rest_low, rest_high);
        Self {
            contribution: wide(low, high),
            released: rest & MAX_FOR_SALE,
            claimed: rest & CLAIMED != 0,
        }
    }
}

/// What is due for a contribution.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Due {
    /// PSC units that go back.
    pub refund: u128,
    /// PSS units.
    pub allotted: u128,
}

/// All that dues depend on.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Figures {
    pub raised: Raised,
    /// PSS units.
    pub for_sale: u128,
    pub succeeded: bool,
}

impl Figures {
    /// What is due for a contribution of so much, or at most for several of so much together.
    pub fn due(&self, contribution: u128) -> Due {
        if !self.succeeded {
            return Due {
                refund: contribution,
                allotted: 0,
            };
        }
        let total = self.raised.total;
        let hard_cap = u128::from(self.raised.hard_cap);
        let over = total.saturating_sub(hard_cap);
        Due {
            refund: match over {
                0 => 0,
                _ => mul_div(contribution, over, total),
            },
            allotted: mul_div(contribution, self.for_sale, total.max(hard_cap)),
        }
    }
}

/// ⌊a × b / divisor⌋ of numbers whose product divided is at most 128 bits, as parts of a whole are.
fn mul_div(a: u128, b: u128, divisor: u128) -> u128 {
    // A product of two 128-bit numbers fits 256 bits.
    let product = U256::from(a) * U256::from(b);
    (product / U256::from(divisor)).to()
}

fn limbs(value: u128) -> (u64, u64) {
    (value as u64, (value >> 64) as u64)
}

fn wide(low: u64, high: u64) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

#[cfg(test)]
mod tests;
