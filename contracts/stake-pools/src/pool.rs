//! A pool in two words, a position in one, and their arithmetic. Pure.

use alloy_primitives::U256;
use common::encode::{revert, Outcome, Revert};

use crate::{
    abi::ValueTooLarge,
    ratio::{ceil, covers, floor, halves, high, low},
};

/// Six more than PSC has: what rounding can take from anybody is a millionth of a unit.
pub const SHARE_DECIMALS: u8 = 12;
/// Shares that belong to nobody, worth one unit at first: they make it futile to be the first
/// depositor and to raise the price of a share for the second.
const VIRTUAL_SHARES: u128 = 1_000_000;
/// Largest number of an advance, and time.
pub const MAX_40: u64 = (1 << 40) - 1;
const MAX_32: u64 = u32::MAX as u64;
/// Most requests that a pool ever numbers.
pub const MAX_REQUESTS: u64 = i32::MAX as u64;
/// Most shares of a pool: the price falls by a factor of five at most with each default, from a
/// million shares a unit.
const MAX_SHARES: u128 = 1 << 120;
const OPENED: u64 = 1 << 32;
/// Flags above the shares: the second word tells nothing that a deposit or redemption needs; the
/// pool is worth the minimum.
const QUIET: u64 = 1 << 63;
const AMPLE: u64 = 1 << 62;

/// A pool.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Pool {
    /// PSC units that it holds, those that still stream in among them.
    pub balance: u64,
    /// Of stakers, queued ones included.
    pub shares: u128,
    /// Profit that streams from `start` to `end`; what of it is not the shares' yet falls evenly.
    pub unstreamed: u64,
    pub start: u64,
    pub end: u64,
    /// Since when, as far as anybody looked, it has been worth the minimum; 0: it is not.
    pub ample_since: u64,
    /// The advance that is not repaid; 0: none.
    pub advance: u64,
    /// Numbers of the latest request, and of the latest that is done.
    pub requested: u64,
    pub filled: u64,
    /// Somebody has deposited before.
    pub opened: bool,
}

impl Pool {
    /// First word: balance 64, unstreamed 64, shares 126 bits (of which 120 are used), ample, quiet.
    /// Second: start 32, end 32, ample since
    /// 64, advance 64, requested 32, opened 1, filled 31.
    pub fn pack(self) -> [U256; 2] {
        let opened = if self.opened { OPENED } else { 0 };
        let quiet = self.opened && self.advance == 0 && self.waiting() == 0;
        let flags = if quiet { QUIET } else { 0 } | if self.ample_since != 0 { AMPLE } else { 0 };
        [
            U256::from_limbs([
                self.balance,
                self.unstreamed,
                self.shares as u64,
                (self.shares >> 64) as u64 | flags,
            ]),
            U256::from_limbs([
                self.start | self.end << 32,
                self.ample_since,
                self.advance,
                self.requested | opened | self.filled << 33,
            ]),
        ]
    }

    pub fn unpack([worth, state]: [U256; 2]) -> Self {
        let [balance, unstreamed, low, high] = worth.into_limbs();
        let [times, ample_since, advance, queue] = state.into_limbs();
        Self {
            balance,
            shares: u128::from(low) | u128::from(high & !(QUIET | AMPLE)) << 64,
            unstreamed,
            start: times & MAX_32,
            end: times >> 32,
            ample_since,
            advance,
            requested: queue & MAX_32,
            filled: queue >> 33,
            opened: queue & OPENED != 0,
        }
    }

    /// What the first word alone tells of a pool without advance, queue and stream, which most are;
    /// `None` of any other. Whether it is ample counts for since when it is.
    pub fn glance(worth: U256) -> Option<Self> {
        let flags = worth.as_limbs()[3];
        let state = U256::from_limbs([0, u64::from(flags & AMPLE != 0), 0, OPENED]);
        let pool = Self::unpack([worth, state]);
        (flags & QUIET != 0 && pool.unstreamed == 0).then_some(pool)
    }

    /// Profit that is not the shares' yet, rounded up.
    pub fn unstreamed_at(&self, now: u64) -> u64 {
        if now >= self.end || self.unstreamed == 0 {
            return 0;
        }
        let (left, whole) = (self.end - now, self.end - self.start);
        // At most what it is a part of.
        ceil(self.unstreamed.into(), left.into(), whole.into()).unwrap_or_default() as u64
    }

    /// What can leave.
    pub fn idle(&self, now: u64) -> u64 {
        self.balance - self.unstreamed_at(now)
    }

    /// Starts the stream anew: what is left of the old one and `amount`, until the mean of what is
    /// left of its time and a window, weighted by amounts. Dust moves the end by nothing. `None` if
    /// the pool would hold more than fits.
    pub fn add_profit(&mut self, now: u64, amount: u64, window: u64) -> Option<()> {
        let balance = self.balance.checked_add(amount)?;
        let left = self.unstreamed_at(now);
        // At most the balance.
        let sum = left + amount;
        if sum == 0 {
            return Some(());
        }
        let remaining = self.end.saturating_sub(now);
        let weighted =
            u128::from(left) * u128::from(remaining) + u128::from(amount) * u128::from(window);
        self.balance = balance;
        self.unstreamed = sum;
        self.start = now;
        self.end = now + floor(weighted, 1, sum.into()).unwrap_or_default() as u64;
        Some(())
    }

    /// Takes shares away with what they are paid; returns what is nobody's then. What still streams is
    /// for those who stay, unless that are fewer than the virtual shares, which would get most of it:
    /// nobody can take it from these. Of a pool without shares nothing is left.
    pub fn burn(&mut self, now: u64, shares: u128, assets: u64) -> u64 {
        self.shares -= shares;
        self.balance -= assets;
        if self.shares >= VIRTUAL_SHARES {
            return 0;
        }
        let left = match self.shares {
            0 => self.balance,
            _ => self.unstreamed_at(now),
        };
        self.balance -= left;
        self.unstreamed = 0;
        left
    }

    /// Takes down whether its shares are worth the minimum now, and that nothing streams any more.
    pub fn note(&mut self, now: u64, ample: bool) {
        if now >= self.end {
            self.unstreamed = 0;
        }
        if !ample {
            self.ample_since = 0;
        } else if self.ample_since == 0 {
            self.ample_since = now;
        }
    }

    /// Whether it takes stake shares: worth the minimum now (`ample`), and has been for a window.
    /// Whoever brings the minimum for the moment of a sale, to leave dust behind that earns, comes too
    /// late.
    pub fn is_seasoned(&self, now: u64, ample: bool, window: u64) -> bool {
        ample && self.ample_since != 0 && now >= self.ample_since + window
    }

    /// Requests that wait.
    pub fn waiting(&self) -> u64 {
        self.requested - self.filled
    }
}

/// What a pool is worth, and in how many shares. Results beyond what fits are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    pub assets: u128,
    pub shares: u128,
}

impl Price {
    /// Both with the virtual ones: worth is below 2^66, shares below 2^121.
    fn ratio(&self) -> (u128, u128) {
        (self.assets + 1, self.shares + VIRTUAL_SHARES)
    }

    /// Whether the shares are worth the minimum: what the virtual ones are worth backs nothing. That is
    /// shares x worth >= min x (shares + virtual), or shares x (worth - min) >= min x virtual.
    pub fn is_ample(self, min: u64) -> bool {
        let min = u128::from(min);
        let Some(above) = self.ratio().0.checked_sub(min).filter(|above| *above != 0) else {
            return false;
        };
        let least = min * VIRTUAL_SHARES;
        // As a rule they are enough by themselves, and nothing is multiplied.
        self.shares != 0 && (self.shares >= least || covers(self.shares, above, least, 1))
    }

    /// Shares that assets give.
    pub fn to_shares_floor(self, assets: u64) -> Outcome<u128> {
        let (worth, all) = self.ratio();
        bounded_shares(floor(assets.into(), all, worth))
    }

    /// Shares that assets cost.
    pub fn to_shares_ceil(self, assets: u64) -> Outcome<u128> {
        let (worth, all) = self.ratio();
        bounded_shares(ceil(assets.into(), all, worth))
    }

    /// Assets that shares give.
    pub fn to_assets_floor(self, shares: u128) -> Outcome<u64> {
        let (worth, all) = self.ratio();
        bounded_assets(floor(shares, worth, all))
    }

    /// Assets that shares cost.
    pub fn to_assets_ceil(self, shares: u128) -> Outcome<u64> {
        let (worth, all) = self.ratio();
        bounded_assets(ceil(shares, worth, all))
    }
}

/// Refuses what is beyond 64 bits; `None` is beyond 128.
fn bounded_assets(assets: Option<u128>) -> Outcome<u64> {
    match assets {
        Some(assets) if assets <= u128::from(u64::MAX) => Ok(assets as u64),
        _ => Err(too_large(assets, u64::MAX.into())),
    }
}

/// Refuses more shares than any pool has.
pub fn bounded_shares(shares: Option<u128>) -> Outcome<u128> {
    match shares {
        Some(shares) if shares <= MAX_SHARES => Ok(shares),
        _ => Err(too_large(shares, MAX_SHARES)),
    }
}

#[inline(never)]
fn too_large(value: Option<u128>, max: u128) -> Revert {
    revert(ValueTooLarge {
        value: value.map_or(U256::MAX, U256::from),
        max: U256::from(max),
    })
}

/// Assets as they come in from a call.
pub fn assets_of(value: U256) -> Outcome<u64> {
    bounded_assets((value <= U256::from(u128::MAX)).then(|| low(value)))
}

/// Shares as they come in from a call.
pub fn shares_of(value: U256) -> Outcome<u128> {
    bounded_shares((value <= U256::from(u128::MAX)).then(|| low(value)))
}

/// An account's shares with the PSS locked for them; a request's likewise. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Position {
    pub shares: u128,
    /// PSS units.
    pub locked: u128,
}

impl Position {
    pub fn pack(self) -> U256 {
        halves(self.shares, self.locked)
    }

    pub fn unpack(word: U256) -> Self {
        Self {
            shares: low(word),
            locked: high(word),
        }
    }

    /// Takes shares off, of which there are as many; returns the PSS that goes with them: in
    /// proportion, the last share with all the rest.
    pub fn take(&mut self, shares: u128) -> u128 {
        let locked = floor(self.locked, shares, self.shares).unwrap_or_default();
        self.shares -= shares;
        self.locked -= locked;
        locked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WINDOW: u64 = 86_400;

    fn price() -> impl Strategy<Value = Price> {
        (any::<u64>(), 0u32..64, any::<u128>(), 28u32..128).prop_map(|(a, s, b, t)| Price {
            assets: u128::from(a >> s),
            shares: b >> t.max(8),
        })
    }

    /// A share is worth no less than before.
    fn rises(before: Price, after: Price) -> bool {
        let wide = |price: Price| {
            let (worth, all) = price.ratio();
            (U256::from(worth), U256::from(all))
        };
        let ((a, b), (c, d)) = (wide(before), wide(after));
        c * b >= a * d
    }

    fn streaming() -> impl Strategy<Value = Pool> {
        (1u64..1 << 50, 0u64..1 << 50, 1u64..WINDOW, 1u128..1 << 90).prop_map(
            |(unstreamed, idle, secs, shares)| Pool {
                balance: unstreamed + idle,
                shares,
                unstreamed,
                start: 1_000,
                end: 1_000 + secs,
                ..Pool::default()
            },
        )
    }

    proptest! {
        #[test]
        fn words_keep_every_field(
            n in any::<[u64; 2]>(), shares in any::<u128>(), times in any::<[u64; 3]>(), queue in any::<[u32; 2]>(),
            opened in any::<bool>(), ample in any::<bool>(), locked in any::<u128>(),
        ) {
            let shares = shares >> 8;
            let ample_since = if ample { times[0].max(1) } else { 0 };
            let filled = (queue[0] >> 1).min(queue[1]);
            let pool = Pool {
                balance: n[0], shares, unstreamed: n[1], start: times[0] & MAX_32, end: times[1] & MAX_32,
                ample_since, advance: times[2] & MAX_40, requested: queue[1].into(), filled: filled.into(), opened,
            };
            prop_assert_eq!(Pool::unpack(pool.pack()), pool);
            let quiet = opened && pool.advance == 0 && pool.waiting() == 0 && pool.unstreamed == 0;
            let plain = Pool { opened, balance: n[0], shares, ample_since, ..Pool::default() };
            for (pool, quiet) in [(pool, quiet), (plain, opened)] {
                let seen = Pool::glance(pool.pack()[0]);
                prop_assert_eq!(seen.is_some(), quiet);
                // The word that it packs to again is the same.
                prop_assert!(seen.is_none_or(|seen| seen.pack()[0] == pool.pack()[0]));
                let ample = |pool: Pool| pool.ample_since != 0;
                prop_assert!(seen.is_none_or(|seen| ample(seen) == ample(pool)));
            }
            let position = Position { shares, locked };
            prop_assert_eq!(Position::unpack(position.pack()), position);
        }

        /// Whoever goes in and out again at once never gains, in whichever form, and never loses
        /// more than a unit.
        #[test]
        fn a_round_trip_never_gains(price in price(), assets in 1u64..1 << 60) {
            if let Ok(shares) = price.to_shares_floor(assets) {
                let after = Price { assets: price.assets + u128::from(assets), shares: price.shares + shares };
                prop_assert!(after.to_assets_floor(shares).unwrap() <= assets);
                prop_assert!(rises(price, after));
            }
        }

        /// Rounding is for the pool in every direction.
        #[test]
        fn every_direction_rounds_for_the_pool(price in price(), amount in any::<u64>()) {
            if let (Ok(floor), Ok(ceil)) = (price.to_shares_floor(amount), price.to_shares_ceil(amount)) {
                prop_assert!(ceil == floor || ceil == floor + 1);
                prop_assert!(price.to_assets_floor(ceil).unwrap() >= amount);
            }
            if let (Ok(floor), Ok(ceil)) = (price.to_assets_floor(amount.into()), price.to_assets_ceil(amount.into())) {
                prop_assert!(ceil == floor || ceil == floor + 1);
            }
        }

        #[test]
        fn a_stream_falls_to_nothing_and_never_rises(pool in streaming(), times in prop::collection::vec(0u64..2 * WINDOW, 2)) {
            let (early, late) = (1_000 + times[0].min(times[1]), 1_000 + times[0].max(times[1]));
            prop_assert!(pool.unstreamed_at(late) <= pool.unstreamed_at(early));
            prop_assert_eq!(pool.unstreamed_at(1_000), pool.unstreamed);
            prop_assert_eq!(pool.unstreamed_at(pool.end), 0);
            prop_assert!(pool.unstreamed_at(pool.end - 1) >= 1);
        }

        /// New profit takes nothing streamed back, and its end lies between the old one's and its own.
        #[test]
        fn new_profit_is_a_mean_and_takes_nothing_back(pool in streaming(), after in 0u64..WINDOW, amount in 1u64..1 << 50) {
            let now = 1_000 + after;
            let mut with = pool;
            with.add_profit(now, amount, WINDOW).unwrap();
            prop_assert_eq!(with.idle(now), pool.idle(now));
            prop_assert_eq!(with.unstreamed_at(now), pool.unstreamed_at(now) + amount);
            prop_assert!(with.end >= pool.end.min(now + WINDOW) && with.end <= now + WINDOW);
            prop_assert!(with.end > now);
        }

        /// Dust, however often, does not postpone what streams.
        #[test]
        fn dust_does_not_postpone(left in 10_000_000u64..1 << 50, step in 0u64..60, count in 1u64..90) {
            let mut pool = Pool { balance: left, shares: 1, unstreamed: left, start: 0, end: WINDOW, ..Pool::default() };
            for n in 1..=count {
                // Less than one second's worth of the window.
                pool.add_profit(n * step, 1, WINDOW).unwrap();
            }
            prop_assert_eq!(pool.end, WINDOW);
        }

        /// The shares' part of the worth, real by real, is the minimum or more.
        #[test]
        fn ample_is_the_real_shares_part(price in price(), min in any::<u64>(), shift in 0u32..64) {
            let min = min >> shift;
            let (worth, all) = price.ratio();
            let part = U256::from(price.shares) * U256::from(worth) >= U256::from(min) * U256::from(all);
            prop_assert_eq!(price.is_ample(min), price.shares != 0 && part);
        }

        /// Who leaves takes nothing of what streams from those who stay. It is the groups' where the
        /// virtual shares would get most of it, and all that is left where no share is.
        #[test]
        fn what_streams_is_for_those_who_stay(
            pool in streaming(), part in 1u32..=u32::MAX, stay in prop::option::of(0..2 * VIRTUAL_SHARES), after in 0u64..WINDOW,
        ) {
            let now = 1_000 + after;
            let shares = match stay {
                Some(stay) => pool.shares - stay.min(pool.shares),
                None => floor(pool.shares, part.into(), u32::MAX.into()).unwrap(),
            };
            let (left, idle) = (pool.unstreamed_at(now), pool.idle(now));
            let mut rest = pool;
            let forfeited = rest.burn(now, shares, 0);
            prop_assert_eq!(rest.balance + forfeited, pool.balance);
            let expected = match rest.shares {
                0 => (left + idle, 0, 0),
                few if few < VIRTUAL_SHARES => (left, 0, idle),
                _ => (0, left, idle),
            };
            prop_assert_eq!((forfeited, rest.unstreamed_at(now), rest.idle(now)), expected);
        }

        #[test]
        fn pss_leaves_in_proportion_and_all_in_the_end(shares in 1u128..u128::MAX, locked in any::<u128>(), parts in prop::collection::vec(any::<u128>(), 0..5)) {
            let mut position = Position { shares, locked };
            let mut freed = 0u128;
            for part in parts {
                freed += position.take(part % position.shares.max(1));
            }
            prop_assert_eq!(freed + position.locked, locked);
            freed += position.take(position.shares);
            prop_assert_eq!((freed, position), (locked, Position::default()));
        }
    }

    #[test]
    fn the_last_advance_and_the_last_request_fit() {
        let pool = Pool {
            advance: MAX_40,
            requested: MAX_REQUESTS,
            filled: MAX_REQUESTS,
            ..Pool::default()
        };
        assert_eq!(Pool::unpack(pool.pack()), pool);
        assert_eq!(MAX_40, 1_099_511_627_775);
    }

    #[test]
    fn amounts_that_do_not_fit_are_refused_with_the_limit() {
        let one = U256::from(1);
        let refused = |value, max| Err::<u128, _>(revert(ValueTooLarge { value, max }));
        let most = U256::from(u64::MAX);
        assert_eq!(assets_of(most), Ok(u64::MAX));
        assert_eq!(
            assets_of(most + one).map(u128::from),
            refused(most + one, most)
        );
        let most = U256::from(MAX_SHARES);
        assert_eq!(shares_of(most), Ok(MAX_SHARES));
        assert_eq!(shares_of(most + one), refused(most + one, most));
        for beyond in [one << 128, (one << 128) + one, U256::MAX] {
            assert!(assets_of(beyond).is_err() && shares_of(beyond).is_err());
        }
    }

    /// What streams is nobody's yet; once it has, the first word alone tells all again.
    #[test]
    fn a_stream_is_forgotten_when_it_has_ended_and_not_before() {
        let mut pool = Pool {
            balance: 1_000,
            shares: 1,
            opened: true,
            ..Pool::default()
        };
        pool.add_profit(100, 500, WINDOW).unwrap();
        pool.note(99 + WINDOW, true);
        assert_eq!(pool.unstreamed, 500);
        assert_eq!(Pool::glance(pool.pack()[0]), None);
        pool.note(100 + WINDOW, true);
        assert_eq!(pool.unstreamed, 0);
        assert!(Pool::glance(pool.pack()[0]).is_some());
    }

    /// The minimum counts once it has been there for a window without a gap.
    #[test]
    fn ample_is_who_was_worth_the_minimum_for_a_window() {
        let mut pool = Pool::default();
        pool.note(100, false);
        assert!(!pool.is_seasoned(100 + WINDOW, true, WINDOW));
        pool.note(200, true);
        pool.note(300, true);
        assert!(!pool.is_seasoned(199 + WINDOW, true, WINDOW));
        assert!(pool.is_seasoned(200 + WINDOW, true, WINDOW));
        assert!(!pool.is_seasoned(200 + WINDOW, false, WINDOW));
        pool.note(400, false);
        pool.note(500, true);
        assert!(!pool.is_seasoned(200 + WINDOW, true, WINDOW));
    }

    /// What backs the stake share is what could be taken out, to the unit.
    #[test]
    fn the_minimum_is_of_the_shares_and_not_of_the_virtual_ones() {
        let price = |assets, shares| Price { assets, shares };
        assert!(price(100, 100 * VIRTUAL_SHARES).is_ample(100));
        assert!(!price(99, 99 * VIRTUAL_SHARES).is_ample(100));
        // Half is the virtual shares'.
        assert!(!price(198, VIRTUAL_SHARES).is_ample(100));
        assert!(price(199, VIRTUAL_SHARES).is_ample(100));
        assert!(!price(u128::from(u64::MAX), 0).is_ample(0));
        let huge = u128::from(u64::MAX);
        assert!(price(huge, MAX_SHARES).is_ample(u64::MAX - 1));
    }

    /// The first depositor puts in a unit and raises its worth to a thousand PSC; the second, who
    /// brings as much, loses less than one part in a hundred thousand to her.
    #[test]
    fn inflating_the_first_share_gains_nothing() {
        let empty = Price {
            assets: 0,
            shares: 0,
        };
        let first = empty.to_shares_floor(1).unwrap();
        assert_eq!(first, 1_000_000);
        let gift = 1_000_000_000u64;
        let inflated = Price {
            assets: u128::from(1 + gift),
            shares: first,
        };
        let second = inflated.to_shares_floor(gift).unwrap();
        let after = Price {
            assets: inflated.assets + u128::from(gift),
            shares: first + second,
        };
        let (hers, others) = (
            after.to_assets_floor(second).unwrap(),
            after.to_assets_floor(first).unwrap(),
        );
        assert!(gift - hers < gift / 100_000);
        // Half of the gift is the virtual shares': it is lost.
        assert!(others < gift * 51 / 100);
    }
}
