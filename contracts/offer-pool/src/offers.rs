//! What vendors do with their offers, and what sales and stock changes do to them.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::{
    call::{self, call_contract},
    commerce::word_address,
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    catalog, key,
    offer::{Offer, MAX_PRODUCT, MAX_UNITS},
    payments::{Payment, Payments},
    OfferPool,
};

// ---- vendors
impl OfferPool {
    pub(crate) fn do_post(
        &mut self,
        product: u64,
        token: Address,
        reward: U256,
        units: u64,
    ) -> Outcome<u64> {
        if reward.is_zero() {
            return Err(revert(ZeroReward {}));
        }
        let max = U256::from(u128::MAX);
        if reward > max {
            return Err(revert(ValueTooLarge { value: reward, max }));
        }
        positive(units, MAX_UNITS)?;
        self.ensure_allowed(token)?;
        let open = self.open_of(product);
        if open != 0 {
            return Err(revert(OfferOpen {
                product,
                offer: open,
            }));
        }
        let vendor = self.vm().msg_sender();
        let stock = self.open_at_catalog(product, vendor)?;
        ensure_stocked(units, stock)?;
        // The catalog knows no other numbers; a word here would garble them.
        at_most(product, MAX_PRODUCT)?;
        let offer = Offer {
            reward: reward.to(),
            left: units,
            reserved: 0,
            product,
            open: true,
        };
        let id = self.count.get().to::<u64>() + 1;
        self.count.set(key(id));
        self.store_offer(id, offer);
        self.tokens.setter(key(id)).set(token);
        self.open_offers.setter(key(product)).set(key(id));
        emit(
            self.vm(),
            OfferPosted {
                offer: id,
                product,
                token,
                rewardPerUnit: reward,
                units,
            },
        );
        self.pull(token, vendor, offer.amount(units))?;
        Ok(id)
    }

    pub(crate) fn do_top_up(&mut self, product: u64, units: u64) -> Outcome {
        let (id, mut offer) = self.open_offer(product)?;
        positive(units, offer.room())?;
        let token = self.tokens.get(key(id));
        self.ensure_allowed(token)?;
        let vendor = self.vm().msg_sender();
        let stock = self.open_at_catalog(product, vendor)?;
        offer.left += units;
        ensure_stocked(offer.left, stock)?;
        self.store_offer(id, offer);
        emit(self.vm(), OfferToppedUp { offer: id, units });
        self.pull(token, vendor, offer.amount(units))
    }

    pub(crate) fn do_revoke(&mut self, product: u64, close_listings: bool) -> Outcome {
        let (id, mut offer) = self.open_offer(product)?;
        let (catalog, account) = (self.catalog.get(), self.vm().msg_sender());
        let answer = call_contract(
            self,
            catalog,
            &catalog::closeOfferCall {
                product,
                account,
                closeListings: close_listings,
            },
        )?;
        let payout = word_address(number(&answer)?);
        let units = offer.close();
        self.store_offer(id, offer);
        self.open_offers.setter(key(product)).set(key(0));
        emit(self.vm(), OfferRevoked { offer: id });
        let mut payments = Payments::default();
        self.give_back(id, &offer, units, payout, false, &mut payments);
        self.send_all(payments);
        Ok(())
    }

    /// Asks the catalog, which refuses anybody but the store's owner, to mark the product as
    /// offered; returns the units in stock.
    fn open_at_catalog(&mut self, product: u64, account: Address) -> Outcome<u64> {
        let catalog = self.catalog.get();
        let answer = call_contract(self, catalog, &catalog::openOfferCall { product, account })?;
        Ok(number(&answer)?.saturating_to())
    }

    fn open_offer(&self, product: u64) -> Outcome<(u64, Offer)> {
        match self.open_of(product) {
            0 => Err(revert(NoOffer { product })),
            id => Ok((id, self.load_offer(id))),
        }
    }

    fn ensure_allowed(&self, token: Address) -> Outcome {
        if !self.is_allowed(token) {
            return Err(revert(TokenNotAllowed { token }));
        }
        Ok(())
    }
}

// ---- sales and stock
impl OfferPool {
    pub(crate) fn do_reserve(&mut self, lines: &[U256], vendors: &[Address]) -> Outcome<Vec<U256>> {
        self.only_checkout()?;
        same_length(lines, vendors)?;
        let mut answers = Vec::with_capacity(lines.len());
        let mut payments = Payments::default();
        for (line, vendor) in lines.iter().zip(vendors) {
            let [product, quantity, stock, _] = line.into_limbs();
            let id = self.open_of(product);
            let units = match id {
                0 => 0,
                _ => self.sell(id, quantity, stock, *vendor, &mut payments),
            };
            answers.push(U256::from_limbs([id, units, 0, 0]));
        }
        self.send_all(payments);
        Ok(answers)
    }

    pub(crate) fn do_pay(&mut self, lines: &[U256], payees: &[Address]) -> Outcome {
        self.only_checkout()?;
        same_length(lines, payees)?;
        let mut payments = Payments::default();
        for (line, to) in lines.iter().zip(payees) {
            let [id, units, _, _] = line.into_limbs();
            let mut offer = self.load_offer(id);
            let units = offer.spend(units);
            if units == 0 {
                continue;
            }
            self.store_offer(id, offer);
            let amount = offer.amount(units);
            emit(
                self.vm(),
                RewardPaid {
                    offer: id,
                    to: *to,
                    units,
                    amount,
                },
            );
            payments.push(Payment {
                token: self.tokens.get(key(id)),
                to: *to,
                amount,
            });
        }
        self.send_all(payments);
        Ok(())
    }

    pub(crate) fn do_restore(&mut self, id: u64, units: u64, vendor: Address) -> Outcome {
        self.only_checkout()?;
        let mut offer = self.load_offer(id);
        let units = offer.restore(units);
        if units == 0 {
            return Ok(());
        }
        self.store_offer(id, offer);
        if offer.open {
            emit(self.vm(), UnitsRestored { offer: id, units });
            return Ok(());
        }
        let mut payments = Payments::default();
        self.give_back(id, &offer, units, vendor, true, &mut payments);
        self.send_all(payments);
        Ok(())
    }

    pub(crate) fn do_sync_stock(&mut self, product: u64, stock: u64, vendor: Address) -> Outcome {
        let sender = self.vm().msg_sender();
        if sender != self.catalog.get() {
            return Err(revert(NotCatalog { account: sender }));
        }
        let id = self.open_of(product);
        if id != 0 {
            let mut payments = Payments::default();
            self.sell(id, 0, stock, vendor, &mut payments);
            self.send_all(payments);
        }
        Ok(())
    }

    /// Sets rewards aside for a sale, gives back those that are then beyond the stock, and
    /// returns how many it set aside.
    fn sell(
        &mut self,
        id: u64,
        quantity: u64,
        stock: u64,
        vendor: Address,
        payments: &mut Payments,
    ) -> u64 {
        let mut offer = self.load_offer(id);
        let units = offer.reserve(quantity);
        let surplus = offer.trim(stock);
        if units != 0 || surplus != 0 {
            self.store_offer(id, offer);
        }
        if units != 0 {
            emit(self.vm(), UnitsReserved { offer: id, units });
        }
        self.give_back(id, &offer, surplus, vendor, false, payments);
        units
    }

    /// Logs that units go back to the vendor, and adds the payment.
    fn give_back(
        &self,
        id: u64,
        offer: &Offer,
        units: u64,
        to: Address,
        reserved: bool,
        payments: &mut Payments,
    ) {
        if units == 0 {
            return;
        }
        let amount = offer.amount(units);
        emit(
            self.vm(),
            UnitsReturned {
                offer: id,
                to,
                units,
                amount,
                reserved,
            },
        );
        payments.push(Payment {
            token: self.tokens.get(key(id)),
            to,
            amount,
        });
    }

    fn only_checkout(&self) -> Outcome {
        let sender = self.vm().msg_sender();
        if sender != self.checkout.get() {
            return Err(revert(NotCheckout { account: sender }));
        }
        Ok(())
    }
}

// ---- storage
impl OfferPool {
    pub(crate) fn open_of(&self, product: u64) -> u64 {
        self.open_offers.get(key(product)).to()
    }

    pub(crate) fn load_offer(&self, id: u64) -> Offer {
        Offer::unpack(self.offers.get(key(id)))
    }

    fn store_offer(&mut self, id: u64, offer: Offer) {
        self.offers.setter(key(id)).set(offer.pack());
    }
}

fn positive(units: u64, max: u64) -> Outcome {
    if units == 0 {
        return Err(revert(ZeroUnits {}));
    }
    at_most(units, max)
}

fn at_most(value: u64, max: u64) -> Outcome {
    if value > max {
        return Err(revert(ValueTooLarge {
            value: U256::from(value),
            max: U256::from(max),
        }));
    }
    Ok(())
}

fn ensure_stocked(units: u64, stock: u64) -> Outcome {
    if units > stock {
        return Err(revert(UnitsExceedStock { units, stock }));
    }
    Ok(())
}

/// Lists that belong together. The checkout never sends others: no more than malformed calldata.
fn same_length(lines: &[U256], accounts: &[Address]) -> Outcome {
    if lines.len() != accounts.len() {
        return Err(Vec::new());
    }
    Ok(())
}

/// The number that the catalog answered with. Nothing comes only from an account without code:
/// the contracts are not connected yet.
fn number(answer: &[u8]) -> Outcome<U256> {
    call::uint(answer).ok_or(Vec::new())
}
