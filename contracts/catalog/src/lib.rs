//! The catalog: stores, their products, terms, stock and listings. What can be bought, from whom,
//! on which terms, and how much of it is left, is decided here; money never passes through.
//!
//! # Roles
//! - **owner** (the DAO's timelock): names the other contracts of commerce, once.
//! - **store owners**: whoever opened the store, or took it over. They add and change products, and
//!   list those of other stores. Nobody is given a store unasked: its owner has an interest in what it
//!   sells, and judges and reports on none of it.
//! - **checkout**: takes what is sold from the stock and puts back what is refunded.
//! - **offer pool**: marks the products that have an open offer.
//! - **quality**: sets the experience fees of enrolled products.
//! - **stake pools**: mark the stores whose sales repay an advance, whose owners neither hand them
//!   over nor open or fill another store until it is repaid.
//!
//! # Units
//! Prices are PSC base units (10^-6) per unit of inventory, 1 to 2^64 - 1. Inventory stays below
//! 2^40, the quantity of a line below 2^24. Rates are basis points of 10,000, times are seconds.
//! Ids of stores and products count from 1 and stay below 2^40, platforms below 2^32, causes below 2^24.
//!
//! # Trust
//! - Checkout, offer pool, splitter, stake pools and quality are trusted, and fixed once connected. What the checkout
//!   asks to be put back was taken before; the offer pool names whoever called it.
//! - A vendor may change price, terms, content and co-creators at any time: each change is
//!   another version, and a cart names the version that it was made for. What is sold is copied
//!   into the order and cannot change any more.
//! - Whose default set a product's profit goes to, and where store and vendor are paid, follow
//!   the store, without another version.
//! - Whether a cause exists and is approved is the splitter's business, platforms' that of their
//!   own register: unknown ones get nothing.
//!
//! # Invariants
//! 1. Units sold and not returned ≤ units stocked by the vendor.
//! 2. `SoldOut` exactly when the stock reaches 0, `BackInStock` exactly when it leaves 0 again:
//!    for every store at once, since all sell from one stock.
//! 3. profit + experience fee + 60 ≤ 10,000 bps; cashback + stake share ≤ 10,000 bps.
//! 4. A version is never used twice by a product.
//! 5. A refund is never refused for want of room in the stock.
//! 6. While a product has an open offer, the offer pool hears of every fall of its stock: from
//!    the checkout of sales, from here of the vendor's.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod product;
mod shelf;
mod stock;
mod store;

use abi::*;
use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use common::{
    commerce::Rates,
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use product::Terms;
use store::ensure_named;
use stylus_sdk::prelude::*;

mod callee {
    //! What is asked of the splitter and of the offer pool.
    alloy_sol_types::sol! {
        function openSet(address vendor, address[] accounts, uint16[] bps) external returns (uint64 set);
        function syncStock(uint64 product, uint64 stock, address vendor) external;
    }
}

sol_storage! {
    /// A store.
    pub struct StoreSlots {
        /// Where it is paid, its platform and set (see [`store::Store`]).
        uint256 word;
        /// Who manages it.
        address owner;
    }

    /// A product.
    pub struct ProductSlots {
        /// Price, stock and what guards a sale (see [`product::Product`]).
        uint256 hot;
        /// See [`product::Terms`].
        uint256 terms;
    }

    pub struct Catalog {
        /// Products by id.
        mapping(uint64 => ProductSlots) products;
        /// Stores by id.
        mapping(uint64 => StoreSlots) stores;
        /// Product and store in one word => whether the store lists the product.
        mapping(uint256 => bool) listings;
        /// Latest ids, one slot.
        uint64 store_count;
        uint64 product_count;
        /// The other contracts of commerce; zero until they are connected.
        address checkout;
        address offer_pool;
        address splitter;
        address stake_pools;
        address quality;
        /// Account => the store of its whose sales repay an advance.
        mapping(address => uint64) debtors;
        /// Store => whom it is offered to.
        mapping(uint64 => address) heirs;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Catalog {
    #[constructor]
    pub fn constructor(&mut self, owner: Address) -> Outcome {
        self.ownable.set(owner)
    }

    /// The other contracts of commerce; zero until they are named.
    /// @return checkout
    /// @return offerPool
    /// @return splitter
    /// @return stakePools
    /// @return quality
    pub fn connections(&self) -> (Address, Address, Address, Address, Address) {
        (
            self.checkout.get(),
            self.offer_pool.get(),
            self.splitter.get(),
            self.stake_pools.get(),
            self.quality.get(),
        )
    }

    /// Names the other contracts of commerce, for good; owner only.
    pub fn connect(
        &mut self,
        checkout: Address,
        offer_pool: Address,
        splitter: Address,
        stake_pools: Address,
        quality: Address,
    ) -> Outcome {
        self.ownable.only_owner()?;
        if !self.checkout.get().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        ensure_named(checkout)?;
        ensure_named(offer_pool)?;
        ensure_named(splitter)?;
        ensure_named(stake_pools)?;
        ensure_named(quality)?;
        self.checkout.set(checkout);
        self.offer_pool.set(offer_pool);
        self.splitter.set(splitter);
        self.stake_pools.set(stake_pools);
        self.quality.set(quality);
        emit(
            self.vm(),
            Connected {
                checkout,
                offerPool: offer_pool,
                splitter,
                stakePools: stake_pools,
                quality,
            },
        );
        Ok(())
    }

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }

    // ---- stores

    /// Opens a store, which the caller owns.
    /// @return store
    pub fn open_store(&mut self, payout: Address, platform: u64, uri: String) -> Outcome<u64> {
        self.do_open_store(payout, platform, uri)
    }

    /// Changes where a store is paid, its platform and its description; its owner only.
    pub fn set_store(
        &mut self,
        store: u64,
        payout: Address,
        platform: u64,
        uri: String,
    ) -> Outcome {
        self.do_set_store(store, payout, platform, uri)
    }

    /// Offers a store to a new owner, who has it once it accepts; the zero address takes the offer back. Its owner only.
    pub fn transfer_store(&mut self, store: u64, new_owner: Address) -> Outcome {
        self.do_transfer_store(store, new_owner)
    }

    /// Takes a store over that was offered to the caller, who is also paid from now on. Products with co-creators of
    /// their own keep their set, with the previous owner in it.
    pub fn accept_store(&mut self, store: u64) -> Outcome {
        self.do_accept_store(store)
    }

    /// To whom a store is offered; zero: to nobody.
    pub fn pending_store_owner(&self, store: u64) -> Address {
        self.heirs.get(key(store))
    }

    /// One store; all zero if there is none such.
    /// @return owner
    /// @return payout
    /// @return platform
    /// @return set the co-creator set of the owner alone
    pub fn store(&self, store: u64) -> (Address, Address, u64, u64) {
        let word = self.load_store(store);
        (
            self.store_owner(store),
            word.payout,
            word.platform,
            word.set,
        )
    }

    /// Whether the store's sales repay an advance of a stake pool.
    pub fn is_indebted(&self, store: u64) -> bool {
        self.load_store(store).indebted
    }

    /// Id of the latest store.
    pub fn store_count(&self) -> u64 {
        self.store_count.get().to()
    }

    // ---- products

    /// Adds a product to a store, on sale and open to listings; the store's owner only.
    /// @return product
    #[allow(clippy::too_many_arguments)]
    pub fn add_product(
        &mut self,
        store: u64,
        price: U256,
        inventory: u64,
        profit_bps: u16,
        cashback_bps: u16,
        stake_bps: u16,
        hold_secs: u64,
        cause: u64,
        content_hash: B256,
        uri: String,
    ) -> Outcome<u64> {
        let terms = terms(profit_bps, cashback_bps, stake_bps, hold_secs, cause);
        self.do_add_product(store, price, inventory, terms, content_hash, uri)
    }

    /// Sets the price, as another version; the store's owner only.
    pub fn set_price(&mut self, product: u64, price: U256) -> Outcome {
        self.do_set_price(product, price)
    }

    /// Sets the terms, as another version; the store's owner only.
    pub fn set_terms(
        &mut self,
        product: u64,
        profit_bps: u16,
        cashback_bps: u16,
        stake_bps: u16,
        hold_secs: u64,
        cause: u64,
    ) -> Outcome {
        let terms = terms(profit_bps, cashback_bps, stake_bps, hold_secs, cause);
        self.do_set_terms(product, terms)
    }

    /// Sets the description, as another version; the store's owner only.
    pub fn set_content(&mut self, product: u64, content_hash: B256, uri: String) -> Outcome {
        self.do_set_content(product, content_hash, uri)
    }

    /// Names the co-creators anew, as another version; the store's owner only. Each of them counts
    /// from its own acceptance at the splitter. Empty lists: the store's owner alone.
    /// @return set
    pub fn set_co_creators(
        &mut self,
        product: u64,
        accounts: Vec<Address>,
        bps: Vec<u16>,
    ) -> Outcome<u64> {
        self.do_set_co_creators(product, accounts, bps)
    }

    /// Puts units in stock; the store's owner only.
    pub fn restock(&mut self, product: u64, units: u64) -> Outcome {
        self.do_restock(product, units)
    }

    /// Takes units out of stock; the store's owner only. Rewards on offer beyond what is left go
    /// back to the vendor.
    pub fn unstock(&mut self, product: u64, units: u64) -> Outcome {
        self.do_unstock(product, units)
    }

    /// Takes the product off sale everywhere, or back on; the store's owner only.
    pub fn set_active(&mut self, product: u64, active: bool) -> Outcome {
        self.do_set_active(product, active)
    }

    /// Whether other stores may list and sell the product; the store's owner only. Listings
    /// that stand rest while it is closed.
    pub fn set_open_to_listings(&mut self, product: u64, open: bool) -> Outcome {
        self.do_set_open(product, open)
    }

    /// One product; all zero if there is none such.
    /// @return store
    /// @return price PSC units per unit
    /// @return version
    /// @return inventory
    /// @return set the co-creators
    /// @return profitBps
    /// @return cashbackBps
    /// @return stakeBps
    /// @return experienceFeeBps
    /// @return holdSecs
    /// @return cause
    /// @return active
    /// @return openToListings
    /// @return offered whether it has an open offer
    #[allow(clippy::type_complexity)]
    pub fn product(
        &self,
        product: u64,
    ) -> (
        u64,
        U256,
        u64,
        u64,
        u64,
        u16,
        u16,
        u16,
        u16,
        u64,
        u64,
        bool,
        bool,
        bool,
    ) {
        let (hot, terms) = (self.load_product(product), self.load_terms(product));
        (
            hot.store,
            U256::from(hot.price),
            hot.version,
            hot.inventory,
            hot.set_or(self.load_store(hot.store).set),
            terms.rates.profit_bps,
            terms.rates.cashback_bps,
            terms.rates.stake_bps,
            terms.rates.experience_fee_bps,
            terms.hold_secs,
            terms.cause,
            hot.active,
            hot.open,
            hot.offered,
        )
    }

    /// Id of the latest product.
    pub fn product_count(&self) -> u64 {
        self.product_count.get().to()
    }

    // ---- listings

    /// Lists another store's product in a store of the caller's.
    pub fn list(&mut self, store: u64, product: u64) -> Outcome {
        self.do_list(store, product)
    }

    /// Ends a listing; the listing store's owner only.
    pub fn unlist(&mut self, store: u64, product: u64) -> Outcome {
        self.do_unlist(store, product)
    }

    /// Whether the store lists the product, be it on sale or not.
    pub fn is_listed(&self, product: u64, store: u64) -> bool {
        self.has_listing(product, store)
    }

    /// Whether the store, the vendor's or one that lists the product, could sell it now.
    pub fn is_live(&self, product: u64, store: u64) -> bool {
        let listed = self.has_listing(product, store);
        self.load_product(product).is_live_in(store, listed)
    }

    // ---- for the other contracts of commerce

    /// Takes a cart's lines from the stock, in order, or none of them; checkout only.
    /// @return taken four words per line
    pub fn take(&mut self, lines: Vec<U256>) -> Outcome<Vec<U256>> {
        self.do_take(&lines)
    }

    /// Puts refunded units back in stock; checkout only.
    /// @return owner of the vendor's store
    /// @return payout where the vendor is paid
    pub fn restore(&mut self, product: u64, units: u64) -> Outcome<(Address, Address)> {
        self.do_restore(product, units)
    }

    /// Where vendor and seller of lines are paid.
    /// @return accounts two words per line; above the first address stands the vendor's store, if its
    /// sales repay an advance; the second is zero in the vendor's own store
    pub fn payouts(&self, lines: Vec<U256>) -> Outcome<Vec<U256>> {
        self.do_payouts(&lines)
    }

    /// Whose a product is, and who else earns of it.
    /// @return store
    /// @return owner
    /// @return payout
    /// @return platform that the store names; 0: none
    /// @return set the co-creators
    pub fn vendor(&self, product: u64) -> Outcome<(u64, Address, Address, u64, u64)> {
        let product = self.known_product(product)?;
        let store = self.load_store(product.store);
        Ok((
            product.store,
            self.store_owner(product.store),
            store.payout,
            store.platform,
            product.set_or(store.set),
        ))
    }

    /// Marks a product that has an open offer; offer pool only, for the store's owner.
    /// @return stock
    pub fn open_offer(&mut self, product: u64, account: Address) -> Outcome<u64> {
        self.do_open_offer(product, account)
    }

    /// Marks that the offer ended, and closes the product to listings if asked; offer pool only,
    /// for the store's owner.
    /// @return payout where the vendor is paid
    pub fn close_offer(
        &mut self,
        product: u64,
        account: Address,
        close_listings: bool,
    ) -> Outcome<Address> {
        self.do_close_offer(product, account, close_listings)
    }

    /// Marks a store whose sales repay an advance from now on, or no longer do; stake pools only.
    pub fn set_indebted(&mut self, store: u64, indebted: bool) -> Outcome {
        self.do_set_indebted(store, indebted)
    }

    /// Sets the part of a product's price that goes to the quality network, as another version; 0: it is not enrolled. Quality
    /// register only, for the store's owner.
    pub fn set_experience_fee(&mut self, product: u64, bps: u16) -> Outcome {
        self.do_set_experience_fee(product, bps)
    }
}

/// Terms as a vendor gives them: the experience fee comes with enrolment.
fn terms(profit_bps: u16, cashback_bps: u16, stake_bps: u16, hold_secs: u64, cause: u64) -> Terms {
    Terms {
        rates: Rates {
            profit_bps,
            cashback_bps,
            stake_bps,
            experience_fee_bps: 0,
        },
        hold_secs,
        cause,
    }
}

type Uint64 = alloy_primitives::Uint<64, 1>;

fn key(value: u64) -> Uint64 {
    Uint64::from(value)
}
