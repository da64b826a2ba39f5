//! A product in two words, and the rules that need nothing else: no storage, no host.

use alloy_primitives::U256;
use common::{
    commerce::{Rates, Wanted, COMMUNITY_FEE_BPS, MAX_CAUSE},
    encode::{revert, Outcome},
    math::BPS,
};

use crate::abi::*;

/// Most that the storage keeps of ids of stores, products and sets.
pub const MAX_ID: u64 = (1 << 40) - 1;
/// Most that the storage keeps of platforms and versions.
pub const MAX_SMALL: u64 = u32::MAX as u64;
/// Most units in stock.
pub const MAX_INVENTORY: u64 = (1 << 40) - 1;
/// Most units of a line: its price then stays far below 128 bits.
pub const MAX_QUANTITY: u64 = (1 << 24) - 1;
/// Longest return window.
pub const MAX_HOLD_SECS: u64 = 90 * 86_400;

const ACTIVE: u64 = 1;
const OPEN: u64 = 2;
const OFFERED: u64 = 4;

/// The number, if it is no greater than what is kept of it.
///
/// # Errors
/// `ValueTooLarge`.
pub fn bounded(value: U256, max: u64) -> Outcome<u64> {
    if value > U256::from(max) {
        return Err(revert(ValueTooLarge {
            value,
            max: U256::from(max),
        }));
    }
    Ok(value.to())
}

/// A price in PSC units.
///
/// # Errors
/// `ZeroPrice`, `ValueTooLarge`.
pub fn price_of(value: U256) -> Outcome<u64> {
    if value.is_zero() {
        return Err(revert(ZeroPrice {}));
    }
    bounded(value, u64::MAX)
}

/// The hot word: all that a sale changes, and what it needs to be allowed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Product {
    /// PSC units per unit.
    pub price: u64,
    /// Units in stock.
    pub inventory: u64,
    /// The vendor's store; 0: there is no such product.
    pub store: u64,
    /// From 1, one more with each change of price, terms, content or co-creators.
    pub version: u64,
    /// The co-creators; 0: the store's own set.
    pub set: u64,
    /// Whether it can be bought.
    pub active: bool,
    /// Whether other stores may list and sell it.
    pub open: bool,
    /// Whether the offer pool has an open offer for it.
    pub offered: bool,
}

impl Product {
    /// Bits from the lowest: price 64, inventory 40, flags 24, version 32, store 40, set 40.
    pub fn pack(self) -> U256 {
        let flag = |set: bool, bit: u64| if set { bit } else { 0 };
        let flags = flag(self.active, ACTIVE) | flag(self.open, OPEN) | flag(self.offered, OFFERED);
        U256::from_limbs([
            self.price,
            self.inventory | flags << 40,
            self.version | self.store << 32,
            self.store >> 32 | self.set << 8,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [price, stock, low, high] = word.into_limbs();
        let flags = stock >> 40;
        Self {
            price,
            inventory: stock & MAX_INVENTORY,
            version: low & MAX_SMALL,
            store: low >> 32 | (high & 0xff) << 32,
            set: high >> 8 & MAX_ID,
            active: flags & ACTIVE != 0,
            open: flags & OPEN != 0,
            offered: flags & OFFERED != 0,
        }
    }

    /// The set that profit goes to, given the store's own.
    pub fn set_or(&self, own: u64) -> u64 {
        if self.set == 0 {
            own
        } else {
            self.set
        }
    }

    /// Another version: carts made for the one before are refused.
    pub fn bump(&mut self) -> Outcome {
        self.version = bounded(U256::from(self.version + 1), MAX_SMALL)?;
        Ok(())
    }

    /// Takes a line's units from the stock, if it may be bought as the line says.
    pub fn sell(&mut self, wanted: &Wanted) -> Outcome {
        let product = wanted.product;
        if !self.active {
            return Err(revert(NotActive { product }));
        }
        if wanted.version != self.version {
            return Err(revert(VersionMismatch {
                product,
                requested: wanted.version,
                current: self.version,
            }));
        }
        bounded(U256::from(wanted.quantity), MAX_QUANTITY)?;
        self.remove(product, wanted.quantity)
    }

    /// Takes units from the stock.
    pub fn remove(&mut self, product: u64, units: u64) -> Outcome {
        if units == 0 {
            return Err(revert(ZeroQuantity {}));
        }
        let available = self.inventory;
        if units > available {
            return Err(revert(OutOfStock {
                product,
                requested: units,
                available,
            }));
        }
        self.inventory = available - units;
        Ok(())
    }

    /// Adds units that the vendor has.
    pub fn add(&mut self, units: u64) -> Outcome {
        if units == 0 {
            return Err(revert(ZeroQuantity {}));
        }
        let sum = U256::from(self.inventory) + U256::from(units);
        self.inventory = bounded(sum, MAX_INVENTORY)?;
        Ok(())
    }

    /// Puts refunded units back. What exceeds the most that is kept is dropped rather than
    /// refused: a vendor who stocks up to the brim must not be able to stop a refund.
    pub fn put_back(&mut self, units: u64) {
        self.inventory = self.inventory.saturating_add(units).min(MAX_INVENTORY);
    }

    /// Whether the store could sell a unit now; `listed`: it lists the product.
    pub fn is_live_in(&self, store: u64, listed: bool) -> bool {
        let own = self.store == store && store != 0;
        self.active && self.inventory != 0 && (own || self.open && listed)
    }
}

/// What a change of the stock means to the stores.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    SoldOut,
    BackInStock,
    Neither,
}

impl Turn {
    pub fn of(before: u64, after: u64) -> Self {
        match (before, after) {
            (1.., 0) => Self::SoldOut,
            (0, 1..) => Self::BackInStock,
            _ => Self::Neither,
        }
    }
}

/// The second word: what a line copies when it is sold.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Terms {
    pub rates: Rates,
    /// Return window; 0 settles at once.
    pub hold_secs: u64,
    /// 0: by the DAO's weights.
    pub cause: u64,
}

impl Terms {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.rates.pack(), self.hold_secs, self.cause, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [rates, hold_secs, cause, _] = word.into_limbs();
        Self {
            rates: Rates::unpack(rates),
            hold_secs,
            cause,
        }
    }

    /// Whether a line on these terms always adds up.
    pub fn check(&self) -> Outcome {
        let Rates {
            profit_bps,
            cashback_bps,
            stake_bps,
            experience_fee_bps,
        } = self.rates;
        let max = (BPS as u16 - COMMUNITY_FEE_BPS).saturating_sub(experience_fee_bps);
        if profit_bps > max {
            return Err(revert(ProfitOutOfBounds {
                profitBps: profit_bps,
                max,
            }));
        }
        if u64::from(cashback_bps) + u64::from(stake_bps) > BPS {
            return Err(revert(SharesOutOfBounds {
                cashbackBps: cashback_bps,
                stakeBps: stake_bps,
            }));
        }
        if self.hold_secs > MAX_HOLD_SECS {
            return Err(revert(HoldOutOfBounds {
                secs: self.hold_secs,
                max: MAX_HOLD_SECS,
            }));
        }
        bounded(U256::from(self.cause), MAX_CAUSE)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolError;
    use proptest::prelude::*;

    fn products() -> impl Strategy<Value = Product> {
        (any::<[u64; 5]>(), any::<[bool; 3]>()).prop_map(|(n, [active, open, offered])| Product {
            price: n[0],
            inventory: n[1] & MAX_INVENTORY,
            store: n[2] & MAX_ID,
            version: n[3] & MAX_SMALL,
            set: n[4] & MAX_ID,
            active,
            open,
            offered,
        })
    }

    /// A product on sale, version 3.
    fn on_sale(inventory: u64) -> Product {
        Product {
            price: 5,
            inventory,
            store: 1,
            version: 3,
            active: true,
            open: true,
            ..Default::default()
        }
    }

    fn wanted(quantity: u64) -> Wanted {
        Wanted {
            product: 7,
            via: 1,
            quantity,
            version: 3,
        }
    }

    fn terms(profit: u16, cashback: u16, stake: u16, fee: u16) -> Terms {
        Terms {
            rates: Rates {
                profit_bps: profit,
                cashback_bps: cashback,
                stake_bps: stake,
                experience_fee_bps: fee,
            },
            ..Default::default()
        }
    }

    proptest! {
        #[test]
        fn words_keep_every_field(product in products(), rates in any::<u64>(), hold in 0..=MAX_HOLD_SECS, cause in 0..=MAX_CAUSE) {
            prop_assert_eq!(Product::unpack(product.pack()), product);
            let terms = Terms { rates: Rates::unpack(rates), hold_secs: hold, cause };
            prop_assert_eq!(Terms::unpack(terms.pack()), terms);
        }

        #[test]
        fn a_sale_changes_nothing_but_the_stock(product in products(), quantity in 1..=MAX_QUANTITY) {
            let mut sold = Product { active: true, ..product };
            let line = Wanted { product: 7, via: 0, quantity, version: product.version };
            let outcome = sold.sell(&line);
            prop_assert_eq!(outcome.is_ok(), quantity <= product.inventory);
            let left = if outcome.is_ok() { product.inventory - quantity } else { product.inventory };
            prop_assert_eq!(sold, Product { inventory: left, active: true, ..product });
        }

        /// Whatever happens to the stock: it is what was stocked less what was sold and not
        /// returned, and being in stock changes exactly with the turns that are logged.
        #[test]
        fn stock_is_never_sold_twice(steps in prop::collection::vec((0u8..4, 0u64..6), 0..60)) {
            let mut product = on_sale(0);
            let (mut stocked, mut sold, mut in_stock) = (0u64, 0u64, false);
            for (step, units) in steps {
                let before = product.inventory;
                match step {
                    0 => if product.add(units).is_ok() { stocked += units },
                    1 => if product.remove(7, units).is_ok() { stocked -= units },
                    2 => if product.sell(&wanted(units)).is_ok() { sold += units },
                    _ => {
                        let units = units.min(sold);
                        product.put_back(units);
                        sold -= units;
                    }
                }
                prop_assert_eq!(product.inventory, stocked - sold);
                match Turn::of(before, product.inventory) {
                    Turn::SoldOut => { prop_assert!(in_stock); in_stock = false; }
                    Turn::BackInStock => { prop_assert!(!in_stock); in_stock = true; }
                    Turn::Neither => {}
                }
                prop_assert_eq!(in_stock, product.inventory > 0);
                prop_assert_eq!(product.is_live_in(1, false), in_stock);
            }
        }

        #[test]
        fn terms_pass_exactly_if_every_line_adds_up(
            profit in 0u16..=12_000, cashback in any::<u16>(), stake in any::<u16>(), fee in 0u16..=10_000,
        ) {
            let adds_up = u64::from(profit) + u64::from(fee) + 60 <= 10_000
                && u64::from(cashback) + u64::from(stake) <= 10_000;
            // A fee that leaves no room at all admits no profit; setting such a fee is refused elsewhere.
            prop_assume!(fee <= 9_940);
            prop_assert_eq!(terms(profit, cashback, stake, fee).check().is_ok(), adds_up);
        }
    }

    #[test]
    fn all_of_a_price_and_all_of_a_profit_can_be_shared() {
        assert!(terms(9_940, 4_000, 6_000, 0).check().is_ok());
        assert!(terms(8_440, 0, 10_000, 1_500).check().is_ok());
        let profit = ProfitOutOfBounds {
            profitBps: 8_441,
            max: 8_440,
        };
        assert_eq!(terms(8_441, 0, 0, 1_500).check(), Err(revert(profit)));
        let shares = SharesOutOfBounds {
            cashbackBps: 4_000,
            stakeBps: 6_001,
        };
        assert_eq!(terms(0, 4_000, 6_001, 0).check(), Err(revert(shares)));
    }

    #[test]
    fn the_hot_word_is_laid_out_as_documented() {
        let product = Product {
            price: 1,
            inventory: 2,
            store: 4,
            version: 3,
            set: 5,
            active: true,
            open: false,
            offered: true,
        };
        let at = |value: u64, bit: usize| U256::from(value) << bit;
        let word = at(1, 0) | at(2, 64) | at(0b101, 104) | at(3, 128) | at(4, 160) | at(5, 200);
        assert_eq!(product.pack(), word);
    }

    #[test]
    fn a_line_is_refused_for_one_reason() {
        let refusal = |mut product: Product, line: Wanted| product.sell(&line).unwrap_err();
        let idle = Product {
            active: false,
            ..on_sale(9)
        };
        assert_eq!(refusal(idle, wanted(1)), revert(NotActive { product: 7 }));
        let mut old = wanted(1);
        old.version = 2;
        assert_eq!(
            refusal(on_sale(9), old),
            revert(VersionMismatch {
                product: 7,
                requested: 2,
                current: 3
            })
        );
        assert_eq!(refusal(on_sale(9), wanted(0)), revert(ZeroQuantity {}));
        assert_eq!(
            refusal(on_sale(9), wanted(10)),
            revert(OutOfStock {
                product: 7,
                requested: 10,
                available: 9
            })
        );
        // Of a line's units three bytes are kept.
        let most = 0xff_ffff;
        assert!(on_sale(MAX_INVENTORY).sell(&wanted(most)).is_ok());
        let huge = refusal(on_sale(MAX_INVENTORY), wanted(most + 1));
        assert_eq!(huge[..4], ValueTooLarge::SELECTOR);
        // A version that only its low bits share.
        old.version = 3 | 1 << 32;
        assert!(on_sale(9).sell(&old).is_err());
    }

    #[test]
    fn stock_is_bounded_and_a_refund_is_never_refused() {
        let mut product = on_sale(MAX_INVENTORY - 1);
        assert!(product.add(2).is_err());
        assert!(product.add(u64::MAX).is_err());
        assert!(product.add(0).is_err());
        product.add(1).unwrap();
        product.put_back(u64::MAX);
        assert_eq!(product, on_sale(MAX_INVENTORY));
        assert!(product.remove(7, MAX_INVENTORY + 1).is_err());
        product.remove(7, MAX_INVENTORY).unwrap();
        assert_eq!(product.inventory, 0);
    }

    #[test]
    fn an_inactive_product_is_restocked_and_unstocked() {
        let mut product = Product {
            active: false,
            ..on_sale(1)
        };
        product.add(2).unwrap();
        product.remove(7, 3).unwrap();
        product.put_back(1);
        assert_eq!(product.inventory, 1);
        assert!(!product.is_live_in(1, true));
    }

    #[test]
    fn other_stores_sell_what_is_open_and_listed() {
        let product = on_sale(1);
        assert!(product.is_live_in(1, false));
        assert!(product.is_live_in(2, true));
        assert!(!product.is_live_in(2, false));
        let closed = Product {
            open: false,
            ..product
        };
        assert!(closed.is_live_in(1, false));
        assert!(!closed.is_live_in(2, true));
        // No product, no store.
        assert!(!Product::default().is_live_in(0, false));
    }

    #[test]
    fn versions_end_where_they_would_wrap() {
        let mut product = on_sale(1);
        product.bump().unwrap();
        assert_eq!(product.version, 4);
        product.version = MAX_SMALL;
        assert!(product.bump().is_err());
        assert_eq!(product.version, MAX_SMALL);
    }

    #[test]
    fn prices_are_positive_and_fit() {
        assert_eq!(price_of(U256::ZERO), Err(revert(ZeroPrice {})));
        assert_eq!(price_of(U256::from(u64::MAX)), Ok(u64::MAX));
        assert!(price_of(U256::from(1) << 64).is_err());
    }

    #[test]
    fn holds_and_causes_are_bounded() {
        let with = |hold_secs, cause| Terms {
            hold_secs,
            cause,
            ..Default::default()
        };
        let ninety_days = 90 * 86_400;
        assert!(with(ninety_days, MAX_CAUSE).check().is_ok());
        assert!(with(ninety_days + 1, 0).check().is_err());
        assert!(with(0, MAX_CAUSE + 1).check().is_err());
    }

    #[test]
    fn a_set_of_its_own_goes_before_the_stores() {
        let mut product = on_sale(1);
        assert_eq!(product.set_or(9), 9);
        product.set = 4;
        assert_eq!(product.set_or(9), 4);
    }
}
