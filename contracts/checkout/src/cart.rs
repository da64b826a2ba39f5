//! Placing an order: a cart is taken from the stock, paid in one debit, and its lines held or
//! settled at once.

use alloc::vec::Vec;
use alloy_primitives::{keccak256, Address, B256, U256};
use common::{
    abi::encode,
    commerce::{line_key, Taken, Wanted, MAX_LINES},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    key,
    line::{Line, Order, State, Terms, MAX_SMALL},
    settle::{Reason, Settling},
    too_large, Checkout,
};

/// What a buyer signs or sends.
pub struct Cart {
    pub products: Vec<u64>,
    pub versions: Vec<u64>,
    pub quantities: Vec<u64>,
    /// The selling stores.
    pub vias: Vec<u64>,
    /// Through whose share, 0 for nobody's.
    pub shares: Vec<u64>,
    /// The buyer's choices; 0: the vendor's.
    pub causes: Vec<u64>,
    pub max_total: U256,
    /// Last second at which the order may be placed, Unix time.
    pub deadline: u64,
    pub payment_reference: B256,
    /// Whether the buyer wants to share what she bought.
    pub share: bool,
}

impl Cart {
    /// The ERC-3009 nonce that binds an authorization to this cart: `keccak256(abi.encode(...))` of
    /// its fields in order.
    pub fn nonce(&self) -> B256 {
        keccak256(encode((
            &self.products,
            &self.versions,
            &self.quantities,
            &self.vias,
            &self.shares,
            &self.causes,
            self.max_total,
            self.deadline,
            self.payment_reference,
            self.share,
        )))
    }

    /// Its lines as the catalog is asked for them.
    fn wanted(&self) -> Outcome<Vec<U256>> {
        let count = self.products.len();
        if count == 0 {
            return Err(revert(EmptyCart {}));
        }
        if count > MAX_LINES {
            return Err(revert(TooManyLines {
                count: U256::from(count),
                max: U256::from(MAX_LINES),
            }));
        }
        for list in [
            &self.versions,
            &self.quantities,
            &self.vias,
            &self.shares,
            &self.causes,
        ] {
            if list.len() != count {
                return Err(revert(LengthMismatch {
                    left: U256::from(count),
                    right: U256::from(list.len()),
                }));
            }
        }
        Ok((0..count)
            .map(|i| {
                let line = Wanted {
                    product: self.products[i],
                    via: self.vias[i],
                    quantity: self.quantities[i],
                    version: self.versions[i],
                };
                line.pack()
            })
            .collect())
    }
}

/// How a cart is paid.
pub enum Payment<'a> {
    Allowance,
    /// ERC-3009: the buyer's signature.
    Authorization(&'a [u8]),
}

impl Checkout {
    pub(crate) fn place(&mut self, buyer: Address, cart: &Cart, payment: Payment) -> Outcome<u64> {
        let now = self.vm().block_timestamp();
        if now > cart.deadline {
            return Err(revert(Expired {
                deadline: cart.deadline,
            }));
        }
        let wanted = cart.wanted()?;
        let taken: Vec<Taken> = self
            .take(&wanted)?
            .as_chunks::<{ Taken::WORDS }>()
            .0
            .iter()
            .map(Taken::read)
            .collect();
        if taken.len() != wanted.len() {
            return Err(Vec::new());
        }
        let total = self.total(cart, &taken, &payment)?;
        let reserved = self.reserve_rewards(cart, &taken)?;

        let mut counters = self.load_counters();
        counters.orders += 1;
        let order = counters.orders;
        self.orders.insert(
            key(order),
            Order {
                buyer,
                placed_at: now,
                lines: taken.len() as u8,
            }
            .pack(),
        );
        emit(
            self.vm(),
            OrderPlaced {
                order,
                buyer,
                paymentReference: cart.payment_reference,
                total,
                lines: taken.len() as u8,
            },
        );
        let mut settling = Vec::new();
        for (i, (taken, &(offer, units))) in taken.iter().zip(&reserved).enumerate() {
            let share = cart.shares[i];
            if share > counters.shares {
                return Err(revert(UnknownShare { share }));
            }
            let chosen = cart.causes[i];
            if chosen > MAX_SMALL {
                return Err(too_large(U256::from(chosen), MAX_SMALL));
            }
            let line = Line {
                price: taken.price,
                product: cart.products[i],
                quantity: cart.quantities[i],
                via: cart.vias[i],
                refunded: 0,
                platform: taken.platform,
                hold_secs: taken.hold_secs,
                state: State::Held,
                delivered: false,
            };
            let terms = Terms {
                rates: taken.rates,
                set: taken.set,
                reserved: units,
                share,
                cause: if chosen == 0 { taken.cause } else { chosen },
                offer,
            };
            let index = i as u8;
            self.log_placed(order, index, cart.versions[i], now, &line, &terms);
            if taken.hold_secs == 0 {
                // Written when it settles, below: its terms are never asked for again.
                settling.push(Settling {
                    order,
                    index,
                    line,
                    terms,
                    buyer,
                    vendor: taken.vendor,
                    seller: taken.seller,
                    debtor: if taken.indebted { taken.store } else { 0 },
                });
            } else {
                self.save_line(order, index, &line);
                let id = key(line_key(order, index));
                self.terms.insert(id, terms.pack());
            }
        }
        if cart.share {
            for (i, &product) in cart.products.iter().enumerate() {
                counters.shares += 1;
                let (share, line) = (counters.shares, i as u8);
                let word = U256::from_limbs([line_key(order, line), 0, 0, 0]);
                self.shares.insert(key(share), word);
                emit(
                    self.vm(),
                    ShareOpened {
                        share,
                        order,
                        line,
                        product,
                        sharer: buyer,
                    },
                );
            }
        }
        self.counters.set(counters.pack());
        match payment {
            Payment::Allowance => self.pull(buyer, total)?,
            Payment::Authorization(signature) => {
                self.pull_authorized(buyer, total, cart.deadline, cart.nonce(), signature)?
            }
        }
        self.settle(settling, Reason::AtOnce)?;
        Ok(order)
    }

    /// What the cart costs, which the buyer must have agreed to.
    fn total(&self, cart: &Cart, taken: &[Taken], payment: &Payment) -> Outcome<U256> {
        let mut total = U256::ZERO;
        for (taken, &quantity) in taken.iter().zip(&cart.quantities) {
            let gross = U256::from(taken.price) * U256::from(quantity);
            if gross > U256::from(u64::MAX) {
                return Err(too_large(gross, u64::MAX));
            }
            total += gross;
        }
        let max = cart.max_total;
        match payment {
            Payment::Authorization(_) if total != max => Err(revert(TotalMismatch {
                total,
                authorized: max,
            })),
            Payment::Allowance if total > max => Err(revert(TotalExceeded { total, max })),
            _ => Ok(total),
        }
    }

    /// Offer and units for each line; the pool is asked once, and only if an offer is open.
    fn reserve_rewards(&mut self, cart: &Cart, taken: &[Taken]) -> Outcome<Vec<(u64, u64)>> {
        let mut reserved = Vec::from_iter(taken.iter().map(|_| (0, 0)));
        let (mut lines, mut vendors, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (i, taken) in taken.iter().enumerate() {
            if !taken.offered {
                continue;
            }
            // The vendor's own sales earn nobody a reward; the pool still hears of the stock.
            let units = match cart.vias[i] == taken.store {
                true => 0,
                false => cart.quantities[i],
            };
            lines.push(U256::from_limbs([cart.products[i], units, taken.stock, 0]));
            vendors.push(taken.vendor);
            places.push(i);
        }
        if lines.is_empty() {
            return Ok(reserved);
        }
        let answer = self.reserve(&lines, &vendors)?;
        for (place, word) in places.into_iter().zip(answer) {
            let [offer, units, _, _] = word.into_limbs();
            if units != 0 {
                reserved[place] = (offer, units);
            }
        }
        Ok(reserved)
    }

    fn log_placed(
        &self,
        order: u64,
        index: u8,
        version: u64,
        now: u64,
        line: &Line,
        terms: &Terms,
    ) {
        emit(
            self.vm(),
            LinePlaced {
                order,
                product: line.product,
                via: line.via,
                line: index,
                version,
                quantity: line.quantity,
                price: U256::from(line.price),
                profitBps: terms.rates.profit_bps,
                cashbackBps: terms.rates.cashback_bps,
                stakeBps: terms.rates.stake_bps,
                experienceFeeBps: terms.rates.experience_fee_bps,
                set: terms.set,
                cause: terms.cause,
                share: terms.share,
                platform: line.platform,
                offer: terms.offer,
                reserved: terms.reserved,
                releaseAt: now + line.hold_secs,
            },
        );
    }
}
