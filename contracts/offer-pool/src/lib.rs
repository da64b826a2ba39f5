//! Rewards that vendors escrow for whoever sells their products: `rewardPerUnit` of a token for
//! each unit that another store sells. A sale sets its rewards aside, its settlement pays them
//! to the selling store, its refund puts them back.
//!
//! # Roles
//! - **owner** (the DAO's timelock): connects the other contracts once, and says in which tokens
//!   rewards may be paid. It cannot touch what is escrowed.
//! - **vendors**, the owners of products' stores, whom the catalog knows: post, top up, revoke.
//! - **checkout**: reserves, pays and restores, for whole carts.
//! - **catalog**: says when a vendor took units out of stock.
//! - anyone: has an account paid what could not be sent to it.
//!
//! # Units
//! Rewards are base units of the offer's token, below 2^128 each. Units are units of a product.
//!
//! # Trust
//! - Catalog and checkout are trusted to name the right products, stores and payees. Even so no
//!   offer pays or returns more than its vendor escrowed.
//! - Tokens are not trusted to move what they are asked, to answer truthfully, to answer shortly
//!   or not to call back: what comes in is measured, sending is tried with bounded gas, and
//!   re-entry is refused. They are trusted not to take back what they delivered: one that does
//!   harms the offers in itself only. What is sent here unasked counts for nothing.
//! - No payee or token can stop a cart, a refund or a ruling: what cannot be sent is credited.
//!
//! # Invariants
//! 1. Per token: balance ≥ Σ over offers of (left + reserved) × reward, + Σ credits; equal for a
//!    token that behaves and was not sent unasked.
//! 2. Per offer: units escrowed = left + reserved + paid + returned.
//! 3. A product has at most one open offer; it is the one whose word says so.
//! 4. After a sale and after a vendor's change of stock, left ≤ units in stock.
//! 5. A closed offer has nothing left; what it has reserved is paid or returned, once.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod offer;
mod offers;
mod payments;

use abi::*;
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::{
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use offer::Offer;
use stylus_sdk::prelude::*;

mod catalog {
    //! What is asked of the catalog.
    alloy_sol_types::sol! {
        function openOffer(uint64 product, address account) external returns (uint64 stock);
        function closeOffer(uint64 product, address account, bool closeListings) external returns (address payout);
    }
}

mod token {
    //! What is asked of the tokens.
    alloy_sol_types::sol! {
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
    }
}

/// Whether rewards may be paid in a token: the DAO's word, or, for PSC and PSS, for good.
const ALLOWED: u8 = 1;
const ALWAYS_ALLOWED: u8 = 2;

sol_storage! {
    pub struct OfferPool {
        /// Number of the latest offer.
        uint64 count;
        /// Id from 1 => the figures (see [`offer::Offer`]).
        mapping(uint64 => uint256) offers;
        /// Id => what the rewards are paid in.
        mapping(uint64 => address) tokens;
        /// Product => its open offer; 0 for none.
        mapping(uint64 => uint64) open_offers;
        /// Token => account => what could not be sent to it.
        mapping(address => mapping(address => uint256)) credits;
        /// 0 not, 1 by the DAO, 2 always.
        mapping(address => uint8) allowed;
        /// The other contracts; zero until connected.
        address catalog;
        address checkout;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl OfferPool {
    /// Rewards in the two tokens named are allowed for good.
    #[constructor]
    pub fn constructor(&mut self, owner: Address, psc: Address, pss: Address) -> Outcome {
        for token in [psc, pss] {
            self.set_allowed(token, ALWAYS_ALLOWED)?;
        }
        self.ownable.set(owner)
    }

    // ---- vendors

    /// Escrows rewards for the first `units` of the product that other stores sell, out of the
    /// caller's allowance. For the owner of the product's store; not more than are in stock.
    /// @return offer
    pub fn post(
        &mut self,
        product: u64,
        token: Address,
        reward_per_unit: U256,
        units: u64,
    ) -> Outcome<u64> {
        self.do_post(product, token, reward_per_unit, units)
    }

    /// Escrows rewards for more units of the product's open offer. For the owner of the product's
    /// store; the DAO must still allow the token.
    pub fn top_up(&mut self, product: u64, units: u64) -> Outcome {
        self.do_top_up(product, units)
    }

    /// Ends the product's open offer. What is neither paid nor reserved goes to the store's payout
    /// address. `closeListings`: other stores may not list the product any more.
    pub fn revoke(&mut self, product: u64, close_listings: bool) -> Outcome {
        self.do_revoke(product, close_listings)
    }

    // ---- checkout and catalog

    /// Sets rewards aside for the lines of a cart, then returns those that are beyond the stock to
    /// the vendors; checkout only. A line is [product, quantity, units in stock after it, 0] in 64
    /// bits each, the first lowest; a quantity of 0 is the vendor's own sale.
    /// @return reserved [offer, units, 0, 0] for each line; offer 0: none is open
    pub fn reserve(&mut self, lines: Vec<U256>, vendors: Vec<Address>) -> Outcome<Vec<U256>> {
        self.do_reserve(&lines, &vendors)
    }

    /// Pays reserved rewards to the selling stores; checkout only. A line is [offer, units, 0, 0].
    pub fn pay(&mut self, lines: Vec<U256>, payees: Vec<Address>) -> Outcome {
        self.do_pay(&lines, &payees)
    }

    /// Puts reserved rewards on offer again; checkout only. Those of an offer that ended meanwhile
    /// go to the vendor.
    pub fn restore(&mut self, offer: u64, units: u64, vendor: Address) -> Outcome {
        self.do_restore(offer, units, vendor)
    }

    /// Returns the rewards beyond what is in stock now to the vendor, for good; catalog only.
    pub fn sync_stock(&mut self, product: u64, stock: u64, vendor: Address) -> Outcome {
        self.do_sync_stock(product, stock, vendor)
    }

    // ---- deferred payments

    /// Pays the caller what could not be sent to it.
    pub fn claim(&mut self, token: Address) -> Outcome {
        let account = self.vm().msg_sender();
        self.do_claim(token, account)
    }

    /// Pays an account what could not be sent to it; anyone may call.
    pub fn claim_for(&mut self, token: Address, account: Address) -> Outcome {
        self.do_claim(token, account)
    }

    /// What could not be sent to the account.
    pub fn credit(&self, token: Address, account: Address) -> U256 {
        self.credits.getter(token).get(account)
    }

    // ---- views

    /// An offer; all zero if there is none.
    /// @return product
    /// @return token
    /// @return rewardPerUnit
    /// @return unitsLeft
    /// @return unitsReserved
    /// @return open
    pub fn offer(&self, id: u64) -> (u64, Address, U256, u64, u64, bool) {
        let Offer {
            reward,
            left,
            reserved,
            product,
            open,
        } = self.load_offer(id);
        (
            product,
            self.tokens.get(key(id)),
            U256::from(reward),
            left,
            reserved,
            open,
        )
    }

    /// The product's open offer; 0 for none.
    pub fn open_offer_of(&self, product: u64) -> u64 {
        self.open_of(product)
    }

    /// Number of offers ever posted, which is the latest one's id.
    pub fn offer_count(&self) -> u64 {
        self.count.get().to()
    }

    /// Whether rewards may be paid in the token.
    pub fn is_token_allowed(&self, token: Address) -> bool {
        self.is_allowed(token)
    }

    // ---- owner

    /// The other contracts of commerce; zero until they are named.
    /// @return catalog
    /// @return checkout
    pub fn connections(&self) -> (Address, Address) {
        (self.catalog.get(), self.checkout.get())
    }

    /// Names the other contracts, once; owner only.
    pub fn connect(&mut self, catalog: Address, checkout: Address) -> Outcome {
        self.ownable.only_owner()?;
        if !self.catalog.get().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        if catalog.is_zero() || checkout.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        self.catalog.set(catalog);
        self.checkout.set(checkout);
        emit(self.vm(), Connected { catalog, checkout });
        Ok(())
    }

    /// Allows rewards in a token, or no more new ones; owner only. PSC and PSS are always allowed.
    pub fn allow_token(&mut self, token: Address, allowed: bool) -> Outcome {
        self.ownable.only_owner()?;
        if self.allowance_of(token) == ALWAYS_ALLOWED {
            return Err(revert(TokenAlwaysAllowed { token }));
        }
        self.set_allowed(token, if allowed { ALLOWED } else { 0 })
    }

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }
}

// Which tokens may be rewards; no entry point below.
impl OfferPool {
    fn allowance_of(&self, token: Address) -> u8 {
        self.allowed.get(token).to()
    }

    fn is_allowed(&self, token: Address) -> bool {
        self.allowance_of(token) != 0
    }

    fn set_allowed(&mut self, token: Address, state: u8) -> Outcome {
        if token.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        self.allowed
            .setter(token)
            .set(alloy_primitives::Uint::<8, 1>::from(state));
        let allowed = state != 0;
        emit(self.vm(), TokenAllowed { token, allowed });
        Ok(())
    }
}

type Uint64 = alloy_primitives::Uint<64, 1>;

fn key(value: u64) -> Uint64 {
    Uint64::from(value)
}
