//! Orders, lines and what belongs to them, as the words they are stored in. Pure.

use alloy_primitives::{Address, U256};
use common::commerce::{address_and_number, with_number, Rates, MAX_CAUSE};

/// Most units of a line; the largest number of a cause has 24 bits too.
pub const MAX_SMALL: u64 = MAX_CAUSE;
/// Largest number of a store, product, set, share or offer.
const ID_BITS: u32 = 40;

/// Where a line stands. It leaves `Settled` and `Refunded` no more.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum State {
    #[default]
    None = 0,
    Held = 1,
    Disputed = 2,
    Settled = 3,
    Refunded = 4,
}

/// Bit beside the state: the vendor logged a delivery before any dispute.
const DELIVERED: u64 = 1 << 3;

/// Two numbers in one: the first 40 bits, the second 24.
fn join(id: u64, small: u64) -> u64 {
    id | small << ID_BITS
}

fn parts(limb: u64) -> (u64, u64) {
    (limb & ((1 << ID_BITS) - 1), limb >> ID_BITS)
}

/// An order, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Order {
    /// Zero: there is no such order.
    pub buyer: Address,
    /// Unix seconds.
    pub placed_at: u64,
    pub lines: u8,
}

impl Order {
    pub fn pack(self) -> U256 {
        with_number(self.buyer, self.placed_at << 8 | u64::from(self.lines))
    }

    pub fn unpack(word: U256) -> Self {
        let (buyer, number) = address_and_number(word);
        Self {
            buyer,
            placed_at: number >> 8,
            lines: number as u8,
        }
    }
}

/// A line, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Line {
    /// PSC units per unit.
    pub price: u64,
    pub product: u64,
    /// Units ordered.
    pub quantity: u64,
    /// The selling store.
    pub via: u64,
    /// Units refunded.
    pub refunded: u64,
    /// The selling store's platform at order.
    pub platform: u64,
    /// Return window, seconds from the order.
    pub hold_secs: u64,
    pub state: State,
    pub delivered: bool,
}

impl Line {
    pub fn pack(self) -> U256 {
        let flags = self.state as u64 | if self.delivered { DELIVERED } else { 0 };
        U256::from_limbs([
            self.price,
            join(self.product, self.quantity),
            join(self.via, self.refunded),
            self.platform | self.hold_secs << 32 | flags << 56,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [price, product, via, rest] = word.into_limbs();
        let (product, quantity) = parts(product);
        let (via, refunded) = parts(via);
        let flags = rest >> 56;
        Self {
            price,
            product,
            quantity,
            via,
            refunded,
            platform: rest & 0xffff_ffff,
            hold_secs: rest >> 32 & MAX_SMALL,
            state: match flags & (DELIVERED - 1) {
                1 => State::Held,
                2 => State::Disputed,
                3 => State::Settled,
                4 => State::Refunded,
                _ => State::None,
            },
            delivered: flags & DELIVERED != 0,
        }
    }

    /// Units neither refunded nor to be.
    pub fn left(&self) -> u64 {
        self.quantity - self.refunded
    }

    /// What `units` cost. Cannot overflow: the whole line's price was checked at order.
    pub fn cost(&self, units: u64) -> u64 {
        self.price * units
    }
}

/// What was agreed for a held line, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Terms {
    pub rates: Rates,
    pub set: u64,
    /// Units rewarded from the offer.
    pub reserved: u64,
    /// 0: nobody shared.
    pub share: u64,
    pub cause: u64,
    pub offer: u64,
}

impl Terms {
    pub fn pack(self) -> U256 {
        U256::from_limbs([
            self.rates.pack(),
            join(self.set, self.reserved),
            join(self.share, self.cause),
            self.offer,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [rates, set, share, offer] = word.into_limbs();
        let (set, reserved) = parts(set);
        let (share, cause) = parts(share);
        Self {
            rates: Rates::unpack(rates),
            set,
            reserved,
            share,
            cause,
            offer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ids() -> impl Strategy<Value = u64> {
        0u64..1 << 40
    }

    fn small() -> impl Strategy<Value = u64> {
        0..=MAX_SMALL
    }

    proptest! {
        #[test]
        fn words_keep_every_field(
            id in [ids(), ids(), ids(), ids()], n in [small(), small(), small(), small()], price in any::<u64>(),
            platform in any::<u32>(), rates in any::<u64>(), state in 0u8..5, delivered in any::<bool>(), address in any::<[u8; 20]>(),
        ) {
            let state = [State::None, State::Held, State::Disputed, State::Settled, State::Refunded][usize::from(state)];
            let line = Line {
                price, product: id[0], quantity: n[0], via: id[1], refunded: n[1], platform: platform.into(), hold_secs: n[2],
                state, delivered,
            };
            prop_assert_eq!(Line::unpack(line.pack()), line);
            let terms = Terms {
                rates: Rates::unpack(rates), set: id[0], reserved: n[0], share: id[1], cause: n[1], offer: id[2],
            };
            prop_assert_eq!(Terms::unpack(terms.pack()), terms);
            let order = Order { buyer: address.into(), placed_at: id[3], lines: n[3] as u8 };
            prop_assert_eq!(Order::unpack(order.pack()), order);
        }
    }

    #[test]
    fn units_left_cost_what_they_cost_at_order() {
        let line = Line {
            price: 250,
            quantity: 9,
            refunded: 2,
            ..Line::default()
        };
        assert_eq!((line.left(), line.cost(line.left())), (7, 1_750));
    }
}
