//! Commerce as its contracts would log it: stores, products, offers, orders and the three groups. Each action does what
//! the contracts do and appends their events; what cannot be done is left undone.

pub mod advances;
mod orders;
pub mod pools;
mod random;
pub mod splitter;

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, B256, U256};
use productshare_abi::{Catalog, OfferPool};

use super::events::{Event, catalog, offer_pool};
pub use orders::{Line, Order, Share, State, Wanted};
use pools::Pools;
use splitter::Splitter;

#[derive(Clone, Debug)]
pub struct Store {
    pub owner: Address,
    pub payout: Address,
    pub platform: u64,
    pub set: u64,
    pub uri: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub profit_bps: u64,
    pub cashback_bps: u64,
    pub stake_bps: u64,
    pub hold_secs: u64,
    pub cause: u64,
}

#[derive(Clone, Debug)]
pub struct Product {
    pub store: u64,
    pub price: u64,
    pub inventory: u64,
    pub version: u64,
    pub active: bool,
    pub open: bool,
    /// 0: the store's.
    pub set: u64,
    pub terms: Terms,
    pub uri: String,
    /// 0: none.
    pub offer: u64,
}

#[derive(Clone, Debug)]
pub struct Offer {
    pub product: u64,
    pub token: Address,
    pub reward: u64,
    pub open: bool,
    pub added: u64,
    pub left: u64,
    pub reserved: u64,
    pub paid: u64,
    pub returned: u64,
}

/// Everything is numbered from 1.
#[derive(Clone, Debug, Default)]
pub struct Shop {
    /// Seconds since the splitter began.
    pub clock: u64,
    pub stores: Vec<Store>,
    pub products: Vec<Product>,
    /// Product and store.
    pub listings: BTreeSet<(u64, u64)>,
    pub offers: Vec<Offer>,
    pub orders: Vec<Order>,
    pub shares: Vec<Share>,
    pub share_cap_bps: Option<u64>,
    pub splitter: Splitter,
    pub pools: Pools,
    /// The contract that pays repayments by sales.
    pub checkout: Address,
    /// Contract, token and account.
    pub credits: BTreeMap<(&'static str, Address, Address), u64>,
    pub psc: Address,
    pub log: Vec<Event>,
}

fn at(id: u64) -> usize {
    id as usize - 1
}

impl Shop {
    pub fn product(&self, id: u64) -> &Product {
        &self.products[at(id)]
    }

    /// The set that the product's profit goes to.
    pub fn set_of(&self, product: u64) -> u64 {
        let product = self.product(product);
        match product.set {
            0 => self.stores[at(product.store)].set,
            set => set,
        }
    }

    pub fn take_log(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.log)
    }

    /// What stake pools logged since they were last asked.
    fn take_pools_log(&mut self) {
        self.log.append(&mut self.pools.log);
    }

    fn open_set(&mut self, vendor: Address, parts: &[(Address, u64)]) -> u64 {
        let (set, event) = self.splitter.open_set(vendor, parts);
        self.log.push(event);
        set
    }

    pub fn open_store(&mut self, owner: Address, platform: u64, uri: &str) -> u64 {
        let set = self.open_set(owner, &[]);
        self.stores.push(Store {
            owner,
            payout: owner,
            platform,
            set,
            uri: uri.into(),
        });
        let store = self.stores.len() as u64;
        self.log.push(catalog(Catalog::StoreOpened {
            store,
            owner,
            payout: owner,
            platform,
            set,
            uri: uri.into(),
        }));
        store
    }

    pub fn change_store(&mut self, store: u64, payout: Address, platform: u64) {
        let of = &mut self.stores[at(store)];
        (of.payout, of.platform) = (payout, platform);
        let uri = of.uri.clone();
        self.log.push(catalog(Catalog::StoreChanged {
            store,
            payout,
            platform,
            uri,
        }));
    }

    pub fn transfer_store(&mut self, store: u64, to: Address) {
        let set = self.open_set(to, &[]);
        let of = &mut self.stores[at(store)];
        let previous = of.owner;
        (of.owner, of.payout, of.set) = (to, to, set);
        self.log.push(catalog(Catalog::StoreTransferred {
            store,
            previousOwner: previous,
            newOwner: to,
            set,
        }));
    }

    pub fn add_product(
        &mut self,
        store: u64,
        price: u64,
        inventory: u64,
        terms: Terms,
        uri: &str,
    ) -> u64 {
        self.products.push(Product {
            store,
            price,
            inventory,
            version: 0,
            active: true,
            open: true,
            set: 0,
            terms,
            uri: String::new(),
            offer: 0,
        });
        let product = self.products.len() as u64;
        self.log
            .push(catalog(Catalog::ProductAdded { product, store }));
        self.products[at(product)].version = 1;
        self.log_price(product);
        self.log_terms(product);
        self.products[at(product)].uri = uri.into();
        self.log_content(product);
        self.log_co_creators(product);
        self.log
            .push(catalog(Catalog::StockChanged { product, inventory }));
        product
    }

    fn log_price(&mut self, product: u64) {
        let of = self.product(product);
        let event = Catalog::PriceSet {
            product,
            version: of.version,
            price: U256::from(of.price),
        };
        self.log.push(catalog(event));
    }

    fn log_terms(&mut self, product: u64) {
        let of = self.product(product);
        let event = Catalog::TermsSet {
            product,
            version: of.version,
            profitBps: of.terms.profit_bps as u16,
            cashbackBps: of.terms.cashback_bps as u16,
            stakeBps: of.terms.stake_bps as u16,
            holdSecs: of.terms.hold_secs,
            cause: of.terms.cause,
        };
        self.log.push(catalog(event));
    }

    fn log_content(&mut self, product: u64) {
        let of = self.product(product);
        let event = Catalog::ContentSet {
            product,
            version: of.version,
            contentHash: B256::from(U256::from(of.version)),
            uri: of.uri.clone(),
        };
        self.log.push(catalog(event));
    }

    fn log_co_creators(&mut self, product: u64) {
        let event = Catalog::CoCreatorsSet {
            product,
            version: self.product(product).version,
            set: self.set_of(product),
        };
        self.log.push(catalog(event));
    }

    pub fn set_price(&mut self, product: u64, price: u64) {
        let of = &mut self.products[at(product)];
        of.price = price;
        of.version += 1;
        self.log_price(product);
    }

    pub fn set_terms(&mut self, product: u64, terms: Terms) {
        let of = &mut self.products[at(product)];
        of.terms = terms;
        of.version += 1;
        self.log_terms(product);
    }

    pub fn set_content(&mut self, product: u64, uri: &str) {
        let of = &mut self.products[at(product)];
        of.uri = uri.into();
        of.version += 1;
        self.log_content(product);
    }

    /// No parts: back to the store's own set.
    pub fn set_co_creators(&mut self, product: u64, parts: &[(Address, u64)]) {
        let vendor = self.stores[at(self.product(product).store)].owner;
        let set = match parts {
            [] => 0,
            parts => self.open_set(vendor, parts),
        };
        let of = &mut self.products[at(product)];
        of.set = set;
        of.version += 1;
        self.log_co_creators(product);
    }

    pub fn set_active(&mut self, product: u64, active: bool) {
        self.products[at(product)].active = active;
        self.log
            .push(catalog(Catalog::ActiveSet { product, active }));
    }

    pub fn set_open(&mut self, product: u64, open: bool) {
        self.products[at(product)].open = open;
        self.log
            .push(catalog(Catalog::OpenToListingsSet { product, open }));
    }

    /// Changes the stock; the vendor's own change also tells the offer.
    fn stock(&mut self, product: u64, inventory: u64) {
        let of = &mut self.products[at(product)];
        let before = std::mem::replace(&mut of.inventory, inventory);
        self.log
            .push(catalog(Catalog::StockChanged { product, inventory }));
        if before > 0 && inventory == 0 {
            self.log.push(catalog(Catalog::SoldOut { product }));
        }
        if before == 0 && inventory > 0 {
            self.log.push(catalog(Catalog::BackInStock { product }));
        }
    }

    pub fn restock(&mut self, product: u64, units: u64) {
        self.stock(product, self.product(product).inventory + units);
    }

    pub fn unstock(&mut self, product: u64, units: u64) {
        let of = self.product(product);
        let left = of.inventory.saturating_sub(units);
        let offer = of.offer;
        self.stock(product, left);
        self.trim(offer, left);
    }

    pub fn list(&mut self, store: u64, product: u64) {
        let of = self.product(product);
        if of.store != store && of.open && self.listings.insert((product, store)) {
            self.log.push(catalog(Catalog::Listed { product, store }));
        }
    }

    pub fn unlist(&mut self, store: u64, product: u64) {
        if self.listings.remove(&(product, store)) {
            self.log.push(catalog(Catalog::Unlisted { product, store }));
        }
    }

    // ---- offers

    pub fn post(&mut self, product: u64, token: Address, reward: u64, units: u64) {
        let of = self.product(product);
        let units = units.min(of.inventory);
        if of.offer != 0 || units == 0 {
            return;
        }
        self.offers.push(Offer {
            product,
            token,
            reward,
            open: true,
            added: units,
            left: units,
            reserved: 0,
            paid: 0,
            returned: 0,
        });
        let offer = self.offers.len() as u64;
        self.products[at(product)].offer = offer;
        self.log.push(offer_pool(OfferPool::OfferPosted {
            offer,
            product,
            token,
            rewardPerUnit: U256::from(reward),
            units,
        }));
    }

    pub fn top_up(&mut self, product: u64, units: u64) {
        let of = self.product(product);
        let (offer, inventory) = (of.offer, of.inventory);
        if offer == 0 || units == 0 || self.offers[at(offer)].left + units > inventory {
            return;
        }
        let of = &mut self.offers[at(offer)];
        of.left += units;
        of.added += units;
        self.log
            .push(offer_pool(OfferPool::OfferToppedUp { offer, units }));
    }

    pub fn revoke(&mut self, product: u64, close_listings: bool) {
        let offer = self.product(product).offer;
        if offer == 0 {
            return;
        }
        self.products[at(product)].offer = 0;
        if close_listings && self.product(product).open {
            self.set_open(product, false);
        }
        self.offers[at(offer)].open = false;
        self.log.push(offer_pool(OfferPool::OfferRevoked { offer }));
        self.trim(offer, 0);
    }

    /// Gives back what is left beyond the stock.
    fn trim(&mut self, offer: u64, stock: u64) {
        if offer == 0 {
            return;
        }
        let units = self.offers[at(offer)].left.saturating_sub(stock);
        self.offers[at(offer)].left -= units;
        self.give_back(offer, units, false);
    }

    fn give_back(&mut self, offer: u64, units: u64, reserved: bool) {
        if units == 0 {
            return;
        }
        let of = &mut self.offers[at(offer)];
        of.returned += units;
        let (reward, product) = (of.reward, of.product);
        self.log.push(offer_pool(OfferPool::UnitsReturned {
            offer,
            to: self.stores[at(self.product(product).store)].payout,
            units,
            amount: U256::from(units * reward),
            reserved,
        }));
    }

    fn reserve(&mut self, offer: u64, quantity: u64) -> u64 {
        let of = &mut self.offers[at(offer)];
        let units = quantity.min(of.left);
        of.left -= units;
        of.reserved += units;
        if units > 0 {
            self.log
                .push(offer_pool(OfferPool::UnitsReserved { offer, units }));
        }
        units
    }

    fn restore(&mut self, offer: u64, units: u64) {
        if offer == 0 || units == 0 {
            return;
        }
        let of = &mut self.offers[at(offer)];
        of.reserved -= units;
        if of.open {
            of.left += units;
            self.log
                .push(offer_pool(OfferPool::UnitsRestored { offer, units }));
        } else {
            self.give_back(offer, units, true);
        }
    }

    fn pay_reward(&mut self, offer: u64, units: u64, to: Address) {
        let of = &mut self.offers[at(offer)];
        of.reserved -= units;
        of.paid += units;
        let amount = U256::from(units * of.reward);
        self.log.push(offer_pool(OfferPool::RewardPaid {
            offer,
            to,
            units,
            amount,
        }));
    }

    /// A reward that its token refused, or its claim.
    pub fn reward_credit(&mut self, token: Address, account: Address, amount: u64) {
        self.credits.insert(("offer-pool", token, account), amount);
        self.log.push(offer_pool(OfferPool::PaymentDeferred {
            token,
            account,
            amount: U256::from(amount),
        }));
    }
}
