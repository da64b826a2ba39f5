//! An advance in two words, and what time and payments do to it. Pure.

use alloy_primitives::{Address, U256};
use common::{
    commerce::{address_word, word_address},
    math::BPS,
};

use crate::ratio::share_floor;

const DAY: u64 = 86_400;
/// Stakers have that long to leave once an advance is announced.
pub const NOTICE_SECS: u64 = 3 * DAY;
/// An announcement lapses then.
pub const LAPSE_SECS: u64 = 30 * DAY;
/// Shortest and longest time that an advance is drawn for; the longest fits 24 bits.
pub const MIN_TERM_SECS: u64 = 14 * DAY;
pub const MAX_TERM_SECS: u64 = 180 * DAY;
/// Of the vendor's part of a line.
pub const MIN_REPAY_BPS: u16 = 100;
pub const MAX_REPAY_BPS: u16 = BPS as u16;
/// Before maturity, nobody leaves for that long while more is outstanding than the deposit bears.
pub const GUARD_SECS: u64 = 7 * DAY;

const TERM_MASK: u64 = (1 << 24) - 1;
const TIME_MASK: u64 = u32::MAX as u64;
/// What is kept of the numbers of products and stores.
const ID_MASK: u64 = (1 << 40) - 1;

/// Where an advance stands.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum State {
    #[default]
    None = 0,
    /// To be drawn, until it lapses.
    Announced = 1,
    Drawn = 2,
    /// Overdue: counts as nothing.
    Defaulted = 3,
    /// Given up for the shares; still owed.
    WrittenOff = 4,
    /// Nothing is outstanding; the deposit is to be reclaimed.
    Repaid = 5,
    Closed = 6,
}

impl State {
    fn of(number: u64) -> Self {
        match number {
            1 => Self::Announced,
            2 => Self::Drawn,
            3 => Self::Defaulted,
            4 => Self::WrittenOff,
            5 => Self::Repaid,
            6 => Self::Closed,
            _ => Self::None,
        }
    }
}

/// An advance. Amounts are PSC units.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Advance {
    pub amount: u64,
    /// What is still to come.
    pub outstanding: u64,
    /// What the drawer put down and is still held.
    pub deposit: u64,
    pub product: u64,
    pub state: State,
    pub repay_bps: u16,
    /// Who announced it: draws it, and gets the deposit back.
    pub account: Address,
    pub store: u64,
    /// Of the announcement; once drawn, of maturity.
    pub time: u64,
    pub term_secs: u64,
}

impl Advance {
    /// First word: amount, outstanding, deposit 64 bits each, product 40, state 8, rate 16. Second:
    /// account 160, time 32, term 24, store 40.
    pub fn pack(self) -> [U256; 2] {
        let mut terms = address_word(self.account).into_limbs();
        terms[2] |= self.time << 32;
        terms[3] = self.store << 24 | self.term_secs;
        [
            U256::from_limbs([
                self.amount,
                self.outstanding,
                self.deposit,
                self.product | (self.state as u64) << 40 | u64::from(self.repay_bps) << 48,
            ]),
            U256::from_limbs(terms),
        ]
    }

    pub fn unpack([money, terms]: [U256; 2]) -> Self {
        let [amount, outstanding, deposit, rest] = money.into_limbs();
        let [_, _, time, place] = terms.into_limbs();
        Self {
            amount,
            outstanding,
            deposit,
            product: rest & ID_MASK,
            state: State::of(rest >> 40 & 0xff),
            repay_bps: (rest >> 48) as u16,
            account: word_address(terms),
            store: place >> 24,
            time: time >> 32 & TIME_MASK,
            term_secs: place & TERM_MASK,
        }
    }

    /// Marks it as drawn.
    pub fn draw(&mut self, now: u64, deposit: u64) {
        self.state = State::Drawn;
        self.outstanding = self.amount;
        self.deposit = deposit;
        self.time = now + self.term_secs;
    }

    /// What it counts in its pool's worth; as of the time [`Self::default_if_due`] was asked for.
    pub fn standing(&self) -> u64 {
        match self.state {
            State::Drawn => self.outstanding,
            _ => 0,
        }
    }

    /// If it matured unpaid, the deposit bears what it can: returns what is seized of it.
    pub fn default_if_due(&mut self, now: u64) -> Option<u64> {
        if self.state != State::Drawn || now < self.time {
            return None;
        }
        let seized = self.deposit.min(self.outstanding);
        self.deposit -= seized;
        self.state = State::Defaulted;
        self.pay(seized);
        Some(seized)
    }

    /// Whether a default that the deposit would not bear is near.
    pub fn is_guarded(&self, now: u64) -> bool {
        self.state == State::Drawn
            && self.outstanding > self.deposit
            && now + GUARD_SECS >= self.time
    }

    /// Whether anything is to be repaid.
    pub fn is_owed(&self) -> bool {
        matches!(
            self.state,
            State::Drawn | State::Defaulted | State::WrittenOff
        )
    }

    /// Books a payment of at most what is outstanding.
    pub fn pay(&mut self, amount: u64) {
        self.outstanding -= amount;
        if self.outstanding == 0 {
            self.state = State::Repaid;
        }
    }

    /// What a sale repays out of the vendor's part.
    pub fn due_of(&self, vendor_part: u64) -> u64 {
        if !self.is_owed() {
            return 0;
        }
        share_floor(vendor_part, self.repay_bps).min(self.outstanding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ratio::share_ceil;
    use proptest::prelude::*;

    const STATES: [State; 7] = [
        State::None,
        State::Announced,
        State::Drawn,
        State::Defaulted,
        State::WrittenOff,
        State::Repaid,
        State::Closed,
    ];

    fn drawn(amount: u64, term_secs: u64, deposit_bps: u16) -> Advance {
        let mut advance = Advance {
            amount,
            product: 1,
            store: 1,
            state: State::Announced,
            repay_bps: 3_000,
            term_secs,
            ..Advance::default()
        };
        advance.draw(1_000, share_ceil(amount, deposit_bps));
        advance
    }

    proptest! {
        #[test]
        fn words_keep_every_field(
            n in any::<[u64; 3]>(), ids in any::<[u64; 2]>(), state in 0usize..7, repay_bps in any::<u16>(),
            account in any::<[u8; 20]>(), time in any::<u32>(), term in 0u64..1 << 24,
        ) {
            let advance = Advance {
                amount: n[0], outstanding: n[1], deposit: n[2], product: ids[0] & ID_MASK, state: STATES[state], repay_bps,
                account: account.into(), store: ids[1] & ID_MASK, time: time.into(), term_secs: term,
            };
            prop_assert_eq!(Advance::unpack(advance.pack()), advance);
        }

        /// Whatever is paid before and after maturity: all that was drawn is paid, seized or
        /// outstanding, and the deposit is seized only for what was outstanding.
        #[test]
        fn all_that_was_drawn_is_paid_seized_or_outstanding(
            amount in 1u64.., bps in 2_000u16..=10_000, parts in prop::collection::vec((any::<u64>(), any::<bool>()), 0..6),
        ) {
            let mut advance = drawn(amount, MIN_TERM_SECS, bps);
            let put_down = advance.deposit;
            let (mut paid, mut seized, mut now) = (0u64, 0u64, 1_000);
            for (part, late) in parts {
                if late {
                    now = advance.time;
                }
                seized += advance.default_if_due(now).unwrap_or_default();
                if advance.is_owed() {
                    let part = part % advance.outstanding.saturating_add(1);
                    paid += part;
                    advance.pay(part);
                }
                prop_assert_eq!(u128::from(paid) + u128::from(seized) + u128::from(advance.outstanding), u128::from(amount));
                prop_assert_eq!(advance.deposit + seized, put_down);
                prop_assert_eq!(advance.outstanding == 0, advance.state == State::Repaid);
                prop_assert!(seized == 0 || advance.deposit == 0 || advance.outstanding == 0);
            }
        }

        #[test]
        fn a_sale_repays_its_rate_and_no_more_than_is_owed(amount in 1u64.., part in any::<u64>()) {
            let advance = drawn(amount, MIN_TERM_SECS, 2_000);
            let due = advance.due_of(part);
            prop_assert!(due <= amount);
            prop_assert!(due == amount || u128::from(due) == u128::from(part) * 3_000 / 10_000);
        }
    }

    #[test]
    fn maturity_counts_from_its_very_second() {
        let mut advance = drawn(1_000, MIN_TERM_SECS, 2_000);
        let matures = 1_000 + MIN_TERM_SECS;
        assert_eq!(advance.default_if_due(matures - 1), None);
        assert_eq!(advance.standing(), 1_000);
        assert_eq!(advance.default_if_due(matures), Some(200));
        assert_eq!(
            (advance.standing(), advance.outstanding, advance.deposit),
            (0, 800, 0)
        );
        assert_eq!(advance.default_if_due(matures), None);
    }

    #[test]
    fn the_guard_begins_a_week_before_and_not_for_what_the_deposit_bears() {
        let mut advance = drawn(1_000, MIN_TERM_SECS, 2_000);
        let week = advance.time - GUARD_SECS;
        assert!(!advance.is_guarded(week - 1));
        assert!(advance.is_guarded(week));
        advance.pay(800);
        assert!(!advance.is_guarded(week));
    }

    #[test]
    fn a_deposit_that_bears_all_leaves_no_default() {
        let mut advance = drawn(1_000, MIN_TERM_SECS, 2_000);
        advance.pay(900);
        assert_eq!(advance.default_if_due(advance.time), Some(100));
        assert_eq!((advance.state, advance.deposit), (State::Repaid, 100));
    }

    #[test]
    fn only_what_was_drawn_is_owed_and_counts_until_it_is_overdue() {
        let expected = [
            (0, 0),
            (0, 0),
            (500, 500),
            (500, 0),
            (500, 0),
            (0, 0),
            (0, 0),
        ];
        for (state, expected) in STATES.into_iter().zip(expected) {
            let advance = Advance {
                outstanding: 500,
                repay_bps: MAX_REPAY_BPS,
                state,
                ..Advance::default()
            };
            let found = (advance.due_of(1_000), advance.standing());
            assert_eq!(found, expected, "{state:?}");
        }
    }

    #[test]
    fn stakers_have_three_days_and_advances_two_weeks_to_half_a_year() {
        let days = |secs: u64| (secs / 86_400, secs % 86_400);
        assert_eq!((days(NOTICE_SECS), days(LAPSE_SECS)), ((3, 0), (30, 0)));
        let terms = [MIN_TERM_SECS, MAX_TERM_SECS, GUARD_SECS].map(days);
        assert_eq!(terms, [(14, 0), (180, 0), (7, 0)]);
    }

    #[test]
    fn the_longest_term_fits() {
        assert_eq!(MAX_TERM_SECS & TERM_MASK, MAX_TERM_SECS);
    }
}
