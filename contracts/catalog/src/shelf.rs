//! What vendors say of their products, and which stores list them.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    commerce::Rates,
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    key,
    product::{bounded, price_of, Product, Terms, MAX_INVENTORY},
    store::next_id,
    Catalog,
};

impl Catalog {
    pub(crate) fn do_add_product(
        &mut self,
        store: u64,
        price: U256,
        inventory: u64,
        terms: Terms,
        content_hash: B256,
        uri: String,
    ) -> Outcome<u64> {
        let owner = self.vm().msg_sender();
        self.only_store_owner(store, owner)?;
        self.ensure_free(owner, store)?;
        terms.check()?;
        let product = Product {
            price: price_of(price)?,
            inventory: bounded(U256::from(inventory), MAX_INVENTORY)?,
            store,
            version: 1,
            set: 0,
            active: true,
            open: true,
            offered: false,
        };
        let id = next_id(self.product_count.get().to())?;
        self.product_count.set(key(id));
        self.save_product(id, product);
        self.save_terms(id, terms);
        emit(self.vm(), ProductAdded { product: id, store });
        self.log_price(id, &product);
        self.log_terms(id, &product, &terms);
        self.log_content(id, &product, content_hash, uri);
        self.log_set(id, &product, self.load_store(store).set);
        emit(
            self.vm(),
            StockChanged {
                product: id,
                inventory,
            },
        );
        Ok(id)
    }

    pub(crate) fn do_set_price(&mut self, id: u64, price: U256) -> Outcome {
        let mut product = self.own_product(id)?;
        product.price = price_of(price)?;
        product.bump()?;
        self.save_product(id, product);
        self.log_price(id, &product);
        Ok(())
    }

    /// The experience fee is not the vendor's to set: it stays.
    pub(crate) fn do_set_terms(&mut self, id: u64, mut terms: Terms) -> Outcome {
        let mut product = self.own_product(id)?;
        terms.rates.experience_fee_bps = self.load_terms(id).rates.experience_fee_bps;
        terms.check()?;
        product.bump()?;
        self.save_product(id, product);
        self.save_terms(id, terms);
        self.log_terms(id, &product, &terms);
        Ok(())
    }

    /// Of a product that is enrolled, or (0) no longer is.
    pub(crate) fn do_set_experience_fee(&mut self, id: u64, bps: u16) -> Outcome {
        let account = self.vm().msg_sender();
        if account != self.quality.get() {
            return Err(revert(NotQuality { account }));
        }
        let mut product = self.known_product(id)?;
        let mut terms = self.load_terms(id);
        terms.rates.experience_fee_bps = bps;
        terms.check()?;
        product.bump()?;
        self.save_product(id, product);
        self.save_terms(id, terms);
        emit(
            self.vm(),
            ExperienceFeeSet {
                product: id,
                version: product.version,
                bps,
            },
        );
        Ok(())
    }

    pub(crate) fn do_set_content(&mut self, id: u64, content_hash: B256, uri: String) -> Outcome {
        let mut product = self.own_product(id)?;
        self.ensure_repays(&product)?;
        product.bump()?;
        self.save_product(id, product);
        self.log_content(id, &product, content_hash, uri);
        Ok(())
    }

    pub(crate) fn do_set_co_creators(
        &mut self,
        id: u64,
        accounts: Vec<Address>,
        bps: Vec<u16>,
    ) -> Outcome<u64> {
        let mut product = self.own_product(id)?;
        product.bump()?;
        // Lists of different lengths are for the splitter to refuse.
        product.set = if accounts.is_empty() && bps.is_empty() {
            0
        } else {
            let owner = self.vm().msg_sender();
            self.open_set(owner, accounts, bps)?
        };
        self.save_product(id, product);
        let set = product.set_or(self.load_store(product.store).set);
        self.log_set(id, &product, set);
        Ok(set)
    }

    pub(crate) fn do_set_active(&mut self, id: u64, active: bool) -> Outcome {
        let mut product = self.own_product(id)?;
        product.active = active;
        self.save_product(id, product);
        emit(
            self.vm(),
            ActiveSet {
                product: id,
                active,
            },
        );
        Ok(())
    }

    pub(crate) fn do_set_open(&mut self, id: u64, open: bool) -> Outcome {
        let mut product = self.own_product(id)?;
        product.open = open;
        self.save_product(id, product);
        self.log_open(id, open);
        Ok(())
    }

    pub(crate) fn do_list(&mut self, store: u64, id: u64) -> Outcome {
        self.only_store_owner(store, self.vm().msg_sender())?;
        let product = self.known_product(id)?;
        if product.store == store {
            return Err(revert(OwnProduct { product: id, store }));
        }
        if !product.open {
            return Err(revert(NotOpenToListings { product: id }));
        }
        if self.has_listing(id, store) {
            return Err(revert(AlreadyListed { product: id, store }));
        }
        self.listings.insert(listing_key(id, store), true);
        emit(self.vm(), Listed { product: id, store });
        Ok(())
    }

    pub(crate) fn do_unlist(&mut self, store: u64, id: u64) -> Outcome {
        self.only_store_owner(store, self.vm().msg_sender())?;
        if !self.has_listing(id, store) {
            return Err(revert(NotListed { product: id, store }));
        }
        self.listings.insert(listing_key(id, store), false);
        emit(self.vm(), Unlisted { product: id, store });
        Ok(())
    }

    pub(crate) fn has_listing(&self, product: u64, store: u64) -> bool {
        self.listings.get(listing_key(product, store))
    }

    // ---- words

    /// The hot word; zero for a product that there is not.
    pub(crate) fn load_product(&self, id: u64) -> Product {
        Product::unpack(self.products.getter(key(id)).hot.get())
    }

    pub(crate) fn known_product(&self, id: u64) -> Outcome<Product> {
        let product = self.load_product(id);
        if product.store == 0 {
            return Err(revert(UnknownProduct { product: id }));
        }
        Ok(product)
    }

    /// A product of a store of the caller's.
    pub(crate) fn own_product(&self, id: u64) -> Outcome<Product> {
        let product = self.known_product(id)?;
        self.only_store_owner(product.store, self.vm().msg_sender())?;
        Ok(product)
    }

    /// Whoever owes an advance makes no other product of one in a store that does not repay it, nor
    /// adds to its stock.
    pub(crate) fn ensure_repays(&self, product: &Product) -> Outcome {
        self.ensure_free(self.vm().msg_sender(), product.store)
    }

    pub(crate) fn save_product(&mut self, id: u64, product: Product) {
        self.products.setter(key(id)).hot.set(product.pack());
    }

    pub(crate) fn load_terms(&self, id: u64) -> Terms {
        Terms::unpack(self.products.getter(key(id)).terms.get())
    }

    fn save_terms(&mut self, id: u64, terms: Terms) {
        self.products.setter(key(id)).terms.set(terms.pack());
    }

    // ---- log

    fn log_price(&self, id: u64, product: &Product) {
        emit(
            self.vm(),
            PriceSet {
                product: id,
                version: product.version,
                price: U256::from(product.price),
            },
        );
    }

    fn log_terms(&self, id: u64, product: &Product, terms: &Terms) {
        let Rates {
            profit_bps,
            cashback_bps,
            stake_bps,
            ..
        } = terms.rates;
        emit(
            self.vm(),
            TermsSet {
                product: id,
                version: product.version,
                profitBps: profit_bps,
                cashbackBps: cashback_bps,
                stakeBps: stake_bps,
                holdSecs: terms.hold_secs,
                cause: terms.cause,
            },
        );
    }

    fn log_content(&self, id: u64, product: &Product, content_hash: B256, uri: String) {
        emit_dynamic(
            self.vm(),
            &[ContentSet::SIGNATURE_HASH, word::uint64(id).into()],
            (product.version, content_hash, uri),
        );
    }

    fn log_set(&self, id: u64, product: &Product, set: u64) {
        emit(
            self.vm(),
            CoCreatorsSet {
                product: id,
                version: product.version,
                set,
            },
        );
    }

    pub(crate) fn log_open(&self, id: u64, open: bool) {
        emit(self.vm(), OpenToListingsSet { product: id, open });
    }
}

/// One word for both ids: one hash to find the listing.
fn listing_key(product: u64, store: u64) -> U256 {
    U256::from_limbs([store, product, 0, 0])
}
