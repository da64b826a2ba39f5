//! The stock: sales and returns by the checkout, the vendor's own changes, and the product's
//! offer, which may not promise more than is there.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::{
    call::call_contract,
    commerce::{address_word, with_number, Taken, Wanted},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    callee,
    product::{Product, Turn},
    Catalog,
};

impl Catalog {
    pub(crate) fn do_take(&mut self, lines: &[U256]) -> Outcome<Vec<U256>> {
        self.only_checkout()?;
        let mut words = Vec::with_capacity(lines.len() * Taken::WORDS);
        for line in lines {
            self.take_line(&Wanted::unpack(*line))?.put(&mut words);
        }
        Ok(words)
    }

    /// Reads three words, two more if another store sells; writes one.
    fn take_line(&mut self, wanted: &Wanted) -> Outcome<Taken> {
        let id = wanted.product;
        let mut product = self.known_product(id)?;
        let before = product.inventory;
        product.sell(wanted)?;
        let store = self.load_store(product.store);
        let (mut platform, mut seller) = (store.platform, Address::ZERO);
        if wanted.via != product.store {
            let via = self.known_store(wanted.via)?;
            self.ensure_listed(&product, wanted)?;
            (platform, seller) = (via.platform, via.payout);
        }
        let terms = self.load_terms(id);
        self.save_product(id, product);
        self.log_stock(id, before, product.inventory);
        Ok(Taken {
            price: product.price,
            stock: product.inventory,
            set: product.set_or(store.set),
            store: product.store,
            rates: terms.rates,
            hold_secs: terms.hold_secs,
            cause: terms.cause,
            platform,
            offered: product.offered,
            indebted: store.indebted,
            vendor: store.payout,
            seller,
        })
    }

    fn ensure_listed(&self, product: &Product, wanted: &Wanted) -> Outcome {
        let id = wanted.product;
        if !product.open {
            return Err(revert(NotOpenToListings { product: id }));
        }
        if !self.has_listing(id, wanted.via) {
            return Err(revert(NotListed {
                product: id,
                store: wanted.via,
            }));
        }
        Ok(())
    }

    pub(crate) fn do_restore(&mut self, id: u64, units: u64) -> Outcome<(Address, Address)> {
        self.only_checkout()?;
        let mut product = self.known_product(id)?;
        let before = product.inventory;
        product.put_back(units);
        self.save_product(id, product);
        self.log_stock(id, before, product.inventory);
        Ok((
            self.store_owner(product.store),
            self.load_store(product.store).payout,
        ))
    }

    pub(crate) fn do_restock(&mut self, id: u64, units: u64) -> Outcome {
        let mut product = self.own_product(id)?;
        self.ensure_repays(&product)?;
        let before = product.inventory;
        product.add(units)?;
        self.save_product(id, product);
        self.log_stock(id, before, product.inventory);
        Ok(())
    }

    pub(crate) fn do_unstock(&mut self, id: u64, units: u64) -> Outcome {
        let mut product = self.own_product(id)?;
        let before = product.inventory;
        product.remove(id, units)?;
        self.save_product(id, product);
        self.log_stock(id, before, product.inventory);
        if product.offered {
            let vendor = self.load_store(product.store).payout;
            let pool = self.offer_pool.get();
            call_contract(
                self,
                pool,
                &callee::syncStockCall {
                    product: id,
                    stock: product.inventory,
                    vendor,
                },
            )?;
        }
        Ok(())
    }

    pub(crate) fn do_payouts(&self, lines: &[U256]) -> Outcome<Vec<U256>> {
        let mut words = Vec::with_capacity(lines.len() * 2);
        for line in lines {
            let wanted = Wanted::unpack(*line);
            let id = self.known_product(wanted.product)?.store;
            let seller = if wanted.via == id {
                Address::ZERO
            } else {
                self.known_store(wanted.via)?.payout
            };
            let store = self.load_store(id);
            let debtor = if store.indebted { id } else { 0 };
            words.push(with_number(store.payout, debtor));
            words.push(address_word(seller));
        }
        Ok(words)
    }

    pub(crate) fn do_open_offer(&mut self, id: u64, account: Address) -> Outcome<u64> {
        let mut product = self.offer_of(id, account)?;
        // Asked again when an offer is topped up.
        if !product.offered {
            product.offered = true;
            self.save_product(id, product);
        }
        Ok(product.inventory)
    }

    pub(crate) fn do_close_offer(
        &mut self,
        id: u64,
        account: Address,
        close_listings: bool,
    ) -> Outcome<Address> {
        let mut product = self.offer_of(id, account)?;
        let closes = close_listings && product.open;
        product.offered = false;
        product.open &= !closes;
        self.save_product(id, product);
        if closes {
            self.log_open(id, false);
        }
        Ok(self.load_store(product.store).payout)
    }

    /// The product, if the caller is the offer pool and asks for the store's owner.
    fn offer_of(&self, id: u64, account: Address) -> Outcome<Product> {
        let sender = self.vm().msg_sender();
        if sender != self.offer_pool.get() {
            return Err(revert(NotOfferPool { account: sender }));
        }
        let product = self.known_product(id)?;
        self.only_store_owner(product.store, account)?;
        Ok(product)
    }

    fn only_checkout(&self) -> Outcome {
        let sender = self.vm().msg_sender();
        if sender != self.checkout.get() {
            return Err(revert(NotCheckout { account: sender }));
        }
        Ok(())
    }

    fn log_stock(&self, product: u64, before: u64, inventory: u64) {
        emit(self.vm(), StockChanged { product, inventory });
        match Turn::of(before, inventory) {
            Turn::SoldOut => emit(self.vm(), SoldOut { product }),
            Turn::BackInStock => emit(self.vm(), BackInStock { product }),
            Turn::Neither => {}
        }
    }
}
