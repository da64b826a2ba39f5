//! An offer's figures and what happens to them: pure arithmetic on one word, no storage.

use alloy_primitives::U256;

/// Most units of one offer, and highest number of a product: 40 bits each.
pub const MAX_UNITS: u64 = (1 << 40) - 1;
pub const MAX_PRODUCT: u64 = (1 << 40) - 1;

const RESERVED_SHIFT: u32 = 40;
const PRODUCT_SHIFT: u32 = 80;
const OPEN: u128 = 1 << 120;

/// What a sale, a payment or a refund touches of an offer. One word: `reward` in the low 128
/// bits, then `left`, `reserved` and `product` of 40 bits each, then flags.
///
/// `left + reserved` never exceeds [`MAX_UNITS`]: it grows by posting and topping up only, which
/// check it; everything else moves units between the two, or takes them away.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Of the token, for each unit sold; not 0 in an offer that exists.
    pub reward: u128,
    /// Units that the next sales can reserve.
    pub left: u64,
    /// Units of sales that are not settled yet.
    pub reserved: u64,
    pub product: u64,
    /// Whether it is its product's open offer; once closed it only pays and returns.
    pub open: bool,
}

impl Offer {
    pub fn pack(self) -> U256 {
        let counts = u128::from(self.left)
            | u128::from(self.reserved) << RESERVED_SHIFT
            | u128::from(self.product) << PRODUCT_SHIFT
            | if self.open { OPEN } else { 0 };
        U256::from_limbs([
            self.reward as u64,
            (self.reward >> 64) as u64,
            counts as u64,
            (counts >> 64) as u64,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [low, high, counts_low, counts_high] = word.into_limbs();
        let counts = wide(counts_low, counts_high);
        Self {
            reward: wide(low, high),
            left: counts as u64 & MAX_UNITS,
            reserved: (counts >> RESERVED_SHIFT) as u64 & MAX_UNITS,
            product: (counts >> PRODUCT_SHIFT) as u64 & MAX_PRODUCT,
            open: counts & OPEN != 0,
        }
    }

    /// What so many units are worth. Below 2^168.
    pub fn amount(&self, units: u64) -> U256 {
        U256::from(self.reward) * U256::from(units)
    }

    /// The most units that can be added.
    pub fn room(&self) -> u64 {
        MAX_UNITS - self.left - self.reserved
    }

    /// Sets rewards aside for a sale; returns how many.
    pub fn reserve(&mut self, quantity: u64) -> u64 {
        let units = quantity.min(self.left);
        self.left -= units;
        self.reserved += units;
        units
    }

    /// Takes away the rewards beyond the units in stock; returns how many.
    pub fn trim(&mut self, stock: u64) -> u64 {
        let surplus = self.left.saturating_sub(stock);
        self.left -= surplus;
        surplus
    }

    /// Takes reserved rewards away; returns how many. Never more than there are: whatever the
    /// caller's mistake, no offer pays from another's escrow.
    pub fn spend(&mut self, units: u64) -> u64 {
        let units = units.min(self.reserved);
        self.reserved -= units;
        units
    }

    /// Takes reserved rewards away and puts them back on offer, if that still stands; returns how
    /// many were taken.
    pub fn restore(&mut self, units: u64) -> u64 {
        let units = self.spend(units);
        if self.open {
            self.left += units;
        }
        units
    }

    /// Takes the offer back; returns the units that were left.
    pub fn close(&mut self) -> u64 {
        self.open = false;
        core::mem::take(&mut self.left)
    }
}

fn wide(low: u64, high: u64) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units() -> impl Strategy<Value = u64> {
        prop_oneof![0u64..20, 0u64..=MAX_UNITS]
    }

    fn offers() -> impl Strategy<Value = Offer> {
        (any::<u128>(), units(), units(), units(), any::<bool>()).prop_map(
            |(reward, left, reserved, product, open)| Offer {
                reward,
                left,
                reserved: reserved.min(MAX_UNITS - left),
                product,
                open,
            },
        )
    }

    #[derive(Clone, Debug)]
    enum Step {
        TopUp(u64),
        Reserve(u64, u64),
        Pay(u64),
        Restore(u64),
        Sync(u64),
        Revoke,
    }

    fn steps() -> impl Strategy<Value = Step> {
        prop_oneof![
            units().prop_map(Step::TopUp),
            (units(), units()).prop_map(|(quantity, stock)| Step::Reserve(quantity, stock)),
            units().prop_map(Step::Pay),
            units().prop_map(Step::Restore),
            units().prop_map(Step::Sync),
            Just(Step::Revoke),
        ]
    }

    proptest! {
        #[test]
        fn the_word_keeps_every_field(offer in offers()) {
            prop_assert_eq!(Offer::unpack(offer.pack()), offer);
        }

        #[test]
        fn no_amount_overflows(offer in offers(), units in units()) {
            let amount = offer.amount(units);
            prop_assert!(amount.bit_len() <= 168);
            if units != 0 {
                prop_assert_eq!(amount / U256::from(units), U256::from(offer.reward));
            }
        }

        /// Escrowed = left + reserved + sent, whatever happens in whatever order.
        #[test]
        fn no_unit_is_lost_or_made(first in offers(), all in prop::collection::vec(steps(), 0..60)) {
            let mut offer = Offer { reserved: 0, open: true, ..first };
            let (mut escrowed, mut sent) = (u128::from(offer.left), 0u128);
            for step in all {
                let before = offer;
                match step {
                    // As the entry points: a revoked offer is its product's no longer.
                    Step::TopUp(_) | Step::Reserve(..) | Step::Sync(_) | Step::Revoke if !offer.open => {}
                    Step::TopUp(units) => {
                        let units = units.min(offer.room());
                        offer.left += units;
                        escrowed += u128::from(units);
                    }
                    Step::Reserve(quantity, stock) => {
                        let units = offer.reserve(quantity);
                        prop_assert_eq!(units, quantity.min(before.left));
                        sent += u128::from(offer.trim(stock));
                        prop_assert!(offer.left <= stock);
                    }
                    Step::Pay(units) => {
                        let paid = offer.spend(units);
                        prop_assert_eq!(paid, units.min(before.reserved));
                        sent += u128::from(paid);
                    }
                    Step::Restore(units) => {
                        let restored = offer.restore(units);
                        prop_assert_eq!(restored, units.min(before.reserved));
                        if !offer.open {
                            sent += u128::from(restored);
                        }
                    }
                    Step::Sync(stock) => sent += u128::from(offer.trim(stock)),
                    Step::Revoke => {
                        sent += u128::from(offer.close());
                        prop_assert_eq!(offer.reserved, before.reserved);
                    }
                }
                prop_assert!(offer.left + offer.reserved <= MAX_UNITS);
                prop_assert_eq!(u128::from(offer.left) + u128::from(offer.reserved) + sent, escrowed);
                prop_assert_eq!((offer.reward, offer.product), (first.reward, first.product));
                prop_assert_eq!(Offer::unpack(offer.pack()), offer);
            }
        }
    }

    /// The layout that indexers and tools may read from storage.
    #[test]
    fn the_word_is_laid_out_as_documented() {
        let offer = Offer {
            reward: 1,
            left: 2,
            reserved: 3,
            product: 4,
            open: true,
        };
        let at = |value: u64, shift: usize| U256::from(value) << shift;
        let word = at(1, 0) | at(2, 128) | at(3, 168) | at(4, 208) | at(1, 248);
        assert_eq!(offer.pack(), word);
        assert_eq!(Offer::unpack(U256::ZERO), Offer::default());
    }

    #[test]
    fn an_offer_is_topped_up_to_all_that_is_kept_of_it() {
        let mut offer = Offer {
            left: 2,
            reserved: 3,
            ..Offer::default()
        };
        assert_eq!(offer.room(), MAX_UNITS - 5);
        offer.left += offer.room();
        assert_eq!((offer.room(), Offer::unpack(offer.pack())), (0, offer));
    }

    #[test]
    fn a_refund_after_revoking_is_not_on_offer_again() {
        let mut offer = Offer {
            reward: 5,
            left: 10,
            open: true,
            ..Offer::default()
        };
        assert_eq!(offer.reserve(4), 4);
        assert_eq!(offer.close(), 6);
        assert_eq!(offer.restore(1), 1);
        assert_eq!((offer.left, offer.reserved), (0, 3));
        assert_eq!(offer.spend(9), 3, "no more than there are");
        assert_eq!(offer.spend(1), 0);
    }

    #[test]
    fn a_direct_sale_takes_rewards_only_beyond_the_stock() {
        let mut offer = Offer {
            reward: 5,
            left: 5,
            open: true,
            ..Offer::default()
        };
        assert_eq!((offer.reserve(0), offer.trim(5)), (0, 0));
        assert_eq!((offer.reserve(0), offer.trim(3)), (0, 2));
        assert_eq!((offer.left, offer.reserved), (3, 0));
    }
}
