//! What the contracts of commerce tell each other of a cart's lines: a few words per line, of four
//! 64-bit numbers each (the first in the low bits), so that one call serves a whole cart.
//!
//! Only protocol contracts speak this; what users send and read has plain types.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};

/// Most lines of a cart.
pub const MAX_LINES: usize = 32;
/// The community's part of an enrolled product's price: 6 per mille.
pub const COMMUNITY_FEE_BPS: u16 = 60;

/// Shares of a line, in basis points. One 64-bit number.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Rates {
    /// Of the price: what the vendor commits as profit.
    pub profit_bps: u16,
    /// Of the profit: to whoever shared the product.
    pub cashback_bps: u16,
    /// Of the profit: to the product's stakers.
    pub stake_bps: u16,
    /// Of the price: to the quality network; 0 for a product that is not enrolled.
    pub experience_fee_bps: u16,
}

impl Rates {
    pub fn pack(self) -> u64 {
        u64::from(self.profit_bps)
            | u64::from(self.cashback_bps) << 16
            | u64::from(self.stake_bps) << 32
            | u64::from(self.experience_fee_bps) << 48
    }

    pub fn unpack(word: u64) -> Self {
        Self {
            profit_bps: word as u16,
            cashback_bps: (word >> 16) as u16,
            stake_bps: (word >> 32) as u16,
            experience_fee_bps: (word >> 48) as u16,
        }
    }
}

/// One line of a cart, as the checkout asks the catalog to take it from the stock. One word:
/// product, via, quantity, version.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Wanted {
    pub product: u64,
    /// The selling store.
    pub via: u64,
    pub quantity: u64,
    /// The version of the product that the cart was made for.
    pub version: u64,
}

impl Wanted {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.product, self.via, self.quantity, self.version])
    }

    pub fn unpack(word: U256) -> Self {
        let [product, via, quantity, version] = word.into_limbs();
        Self {
            product,
            via,
            quantity,
            version,
        }
    }
}

/// What the catalog answers for each line. Four words: (price, stock, set, store), (rates,
/// hold, cause, platform), vendor, seller; the top bit of hold says that an offer is open, the next
/// one that the vendor's store is in debt.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Taken {
    /// PSC units per unit.
    pub price: u64,
    /// Units in stock after this line.
    pub stock: u64,
    /// The product's co-creators.
    pub set: u64,
    /// The vendor's store.
    pub store: u64,
    pub rates: Rates,
    /// Return window; 0 settles at once.
    pub hold_secs: u64,
    /// The vendor's choice; 0: by the DAO's weights.
    pub cause: u64,
    /// The selling store's platform.
    pub platform: u64,
    /// Whether the product has an open offer.
    pub offered: bool,
    /// Whether the vendor's store repays an advance of a stake pool.
    pub indebted: bool,
    /// Where the vendor is paid.
    pub vendor: Address,
    /// Where the selling store is paid; zero when it is the vendor's own.
    pub seller: Address,
}

const OFFERED: u64 = 1 << 63;
const INDEBTED: u64 = 1 << 62;

impl Taken {
    /// Words per line.
    pub const WORDS: usize = 4;

    pub fn put(&self, words: &mut Vec<U256>) {
        let flag = |set: bool, bit: u64| if set { bit } else { 0 };
        let hold = self.hold_secs | flag(self.offered, OFFERED) | flag(self.indebted, INDEBTED);
        words.push(U256::from_limbs([
            self.price, self.stock, self.set, self.store,
        ]));
        words.push(U256::from_limbs([
            self.rates.pack(),
            hold,
            self.cause,
            self.platform,
        ]));
        words.push(address_word(self.vendor));
        words.push(address_word(self.seller));
    }

    /// Reads the words of one line.
    pub fn read(words: &[U256; Self::WORDS]) -> Self {
        let [price, stock, set, store] = words[0].into_limbs();
        let [rates, hold, cause, platform] = words[1].into_limbs();
        Self {
            price,
            stock,
            set,
            store,
            rates: Rates::unpack(rates),
            hold_secs: hold & !(OFFERED | INDEBTED),
            cause,
            platform,
            offered: hold & OFFERED != 0,
            indebted: hold & INDEBTED != 0,
            vendor: word_address(words[2]),
            seller: word_address(words[3]),
        }
    }
}

/// A settling line, as the checkout asks the stake pools to book it. One word: product, debtor,
/// asked, vendor's part. They answer with a word: stake share taken, repayment.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct StakeLine {
    pub product: u64,
    /// The vendor's store, if it repays an advance; else 0.
    pub debtor: u64,
    /// Stake share, PSC units, that the product's pool takes if it is worth enough.
    pub asked: u64,
    /// The vendor's part, PSC units, of which an advance is repaid.
    pub vendor_part: u64,
}

impl StakeLine {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.product, self.debtor, self.asked, self.vendor_part])
    }

    pub fn unpack(word: U256) -> Self {
        let [product, debtor, asked, vendor_part] = word.into_limbs();
        Self {
            product,
            debtor,
            asked,
            vendor_part,
        }
    }
}

/// Largest number of a cause that a line keeps: vendors' and buyers' choices are bounded alike.
pub const MAX_CAUSE: u64 = (1 << 24) - 1;

/// A line's profit, as the checkout hands it to the splitter. One word: profit, set, cause,
/// (order << 8 | line).
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Profit {
    /// PSC units for the three groups together.
    pub amount: u64,
    pub set: u64,
    /// 0: by the DAO's weights.
    pub cause: u64,
    pub order: u64,
    pub line: u8,
}

impl Profit {
    pub fn pack(self) -> U256 {
        U256::from_limbs([
            self.amount,
            self.set,
            self.cause,
            line_key(self.order, self.line),
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [amount, set, cause, key] = word.into_limbs();
        Self {
            amount,
            set,
            cause,
            order: key >> 8,
            line: key as u8,
        }
    }
}

/// A line's fees, as the checkout (or who reports a platform's own sales) hands them to the quality
/// network's cycles. One word: product, platform, experience fee, community fee.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct FeeLine {
    pub product: u64,
    /// The selling store's platform; 0: none.
    pub platform: u64,
    /// PSC units for expert, platform and reports.
    pub experience_fee: u64,
    /// PSC units for the community.
    pub community_fee: u64,
}

impl FeeLine {
    pub fn pack(self) -> U256 {
        U256::from_limbs([
            self.product,
            self.platform,
            self.experience_fee,
            self.community_fee,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [product, platform, experience_fee, community_fee] = word.into_limbs();
        Self {
            product,
            platform,
            experience_fee,
            community_fee,
        }
    }
}

/// In the platform's number of a fee line, from `memberships` only: the expert is no member of the
/// platform, so that nobody earns the expert's part. Platforms are numbered below 2^32.
pub const EXPERT_ROLLS: u64 = 1 << 63;

/// Who earns of a line's experience fee, as `quality` tells `cycles`. One word: expert, platform,
/// 1 if the platform has members.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Earners {
    /// 0: nobody earns the expert's part.
    pub expert: u64,
    /// 0: none, or not active.
    pub platform: u64,
    /// Whether vendors may be members of the line's platform, active or not: then `memberships`
    /// knows whether the fee is theirs again.
    pub membership: bool,
}

impl Earners {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.expert, self.platform, self.membership.into(), 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [expert, platform, membership, _] = word.into_limbs();
        Self {
            expert,
            platform,
            membership: membership != 0,
        }
    }
}

/// A line in one number. Orders are numbered below 2^56; any beyond has the key of no line.
pub fn line_key(order: u64, line: u8) -> u64 {
    if order >> 56 != 0 {
        return u64::MAX;
    }
    order << 8 | u64::from(line)
}

/// An address with a 64-bit number above it, one word.
pub fn with_number(address: Address, number: u64) -> U256 {
    address_word(address) | U256::from_limbs([0, 0, 0, number])
}

/// The same taken apart.
pub fn address_and_number(word: U256) -> (Address, u64) {
    (word_address(word), word.into_limbs()[3])
}

/// An address in the low bits of a word.
pub fn address_word(address: Address) -> U256 {
    address.into_word().into()
}

/// The address in the low bits of a word.
pub fn word_address(word: U256) -> Address {
    Address::from_word(word.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rates() -> impl Strategy<Value = Rates> {
        any::<[u16; 4]>().prop_map(|[a, b, c, d]| Rates {
            profit_bps: a,
            cashback_bps: b,
            stake_bps: c,
            experience_fee_bps: d,
        })
    }

    proptest! {
        #[test]
        fn words_keep_every_field(
            n in any::<[u64; 8]>(), rates in rates(), offered in any::<bool>(), indebted in any::<bool>(),
            a in any::<[u8; 20]>(), b in any::<[u8; 20]>(), line in any::<u8>(),
        ) {
            let taken = Taken {
                price: n[0], stock: n[1], set: n[2], store: n[3], rates, hold_secs: n[4] >> 2, cause: n[5], platform: n[6],
                offered, indebted, vendor: a.into(), seller: b.into(),
            };
            let mut words = Vec::new();
            taken.put(&mut words);
            prop_assert_eq!(Taken::read(words[..].try_into().unwrap()), taken);

            let wanted = Wanted { product: n[0], via: n[1], quantity: n[2], version: n[3] };
            prop_assert_eq!(Wanted::unpack(wanted.pack()), wanted);

            let profit = Profit { amount: n[0], set: n[1], cause: n[2], order: n[3] >> 8, line };
            prop_assert_eq!(Profit::unpack(profit.pack()), profit);

            let staked = StakeLine { product: n[0], debtor: n[1], asked: n[2], vendor_part: n[3] };
            prop_assert_eq!(StakeLine::unpack(staked.pack()), staked);

            let fees = FeeLine { product: n[0], platform: n[1], experience_fee: n[2], community_fee: n[3] };
            prop_assert_eq!(FeeLine::unpack(fees.pack()), fees);

            let earners = Earners { expert: n[0], platform: n[1], membership: offered };
            prop_assert_eq!(Earners::unpack(earners.pack()), earners);

            prop_assert_eq!(address_and_number(with_number(a.into(), n[0])), (a.into(), n[0]));
        }
    }

    #[test]
    fn a_line_that_there_cannot_be_has_the_key_of_none() {
        let last = (1 << 56) - 1;
        assert_eq!(line_key(7, 31), 7 * 256 + 31);
        assert_eq!(line_key(last, 31), u64::MAX - 224);
        for order in [last + 1, last + 2, u64::MAX] {
            assert_eq!(line_key(order, 0), u64::MAX);
        }
    }

    #[test]
    fn numbers_fit_what_is_kept_of_them() {
        // Three bytes of a line; and a mark that is no platform's number.
        assert_eq!(MAX_CAUSE.to_be_bytes(), [0, 0, 0, 0, 0, 255, 255, 255]);
        assert_eq!(EXPERT_ROLLS & u64::from(u32::MAX), 0);
        assert_ne!(EXPERT_ROLLS, 0);
    }
}
