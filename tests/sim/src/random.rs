//! Numbers that look random, each from what it is for: an account whose strategy changes leaves everybody else's luck as it
//! was, so that two worlds that differ in one strategy differ by nothing else.

/// What a number is for.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub enum For {
    /// Which products an account buys.
    Choice = 1,
    /// What a product is truly like in a cycle.
    Truth,
    /// How much of it is sold.
    Sales,
    /// By how much an account's measurement is off.
    Noise,
    /// When a report is filed.
    Order,
    /// What a report made up says.
    Invention,
    /// For what who does not look votes.
    Guess,
    /// Whether a report made up is found out.
    Discovery,
    /// How a case before the jurors lies.
    Case,
    /// What a juror does and sees.
    Juror,
    /// Whether a respondent matches the bond.
    Match,
    /// Which report a frivolous dispute is about.
    Frivolous,
    /// Which receipts are challenged.
    Receipt,
}

/// splitmix64: small, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers for one purpose.
    pub fn of(seed: u64, purpose: For, of: [u64; 3]) -> Self {
        let mut random = Self(seed);
        for part in [purpose as u64, of[0], of[1], of[2]] {
            random.0 ^= part.wrapping_mul(0xd6e8_feb8_6659_fd93);
            random.0 = random.draw();
        }
        random
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.draw() % bound as u64) as usize
    }

    /// True in so many of 10,000 cases.
    pub fn chance(&mut self, bps: u64) -> bool {
        self.draw() % 10_000 < bps
    }

    /// About normal, by whole numbers alone (the sum of twelve uniform ones): with this standard deviation in
    /// thousandths, rounded to a whole.
    pub fn around(&mut self, milli_sd: u64) -> i64 {
        let sum: i64 = (0..12).map(|_| (self.draw() >> 44) as i64).sum();
        // Twelve numbers below 2^20 have a standard deviation of 2^20.
        let milli = (sum - 6 * (1 << 20)) * milli_sd as i64 / (1 << 20);
        (milli + 500).div_euclid(1_000)
    }

    /// So many different numbers below `bound`, or all.
    pub fn choose(&mut self, count: usize, bound: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..bound).collect();
        let count = count.min(bound);
        for at in 0..count {
            let other = at + self.below(bound - at);
            all.swap(at, other);
        }
        all.truncate(count);
        all
    }
}
