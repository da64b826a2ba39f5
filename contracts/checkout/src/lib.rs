//! The checkout: carts, held payments, and how each line's price is shared out.
//!
//! A cart of up to 32 lines is taken from the catalog's stock and paid in one debit of the buyer.
//! Each line is held for its return window (or not at all) and ends exactly once: settled, by the
//! buyer's confirmation, by anyone after the window, or by a ruling; or refunded. A settling
//! line's gross is shared out by [`waterfall`]: the quality network, if the product is enrolled,
//! vendor, sharer, the product's stakers, the advance that the vendor owes, and the three groups.
//!
//! # Roles
//! - **buyer**: orders, confirms, disputes a held line, accepts a refund after settlement.
//! - **vendor** (owner of the product's store): refunds, logs fulfilment.
//! - **arbitrator**: rules on a disputed line (ERC-792).
//! - **owner** (the DAO's timelock): share cap, arbitrator, dispute window, within constant bounds.
//! - anyone: releases lines whose window is over, ends disputes nobody ruled on, brings signed
//!   carts, has deferred payments sent to those they belong to.
//!
//! # Units
//! PSC base units of 10^-6, below 2^64 a line. Times are Unix seconds of the block. Rates are
//! basis points of 10,000. Units of a line are whole units of inventory, below 2^24.
//!
//! # Trust
//! - Catalog, offer pool, splitter, stake pools, cycles and PSC are protocol contracts, named once and for good. The
//!   calls between them have no cycle; re-entry is refused.
//! - The arbitrator can decide for either side of a line in dispute, never take its money.
//! - What was agreed at order holds: later changes of price, terms or co-creators do not touch it.
//!   The vendor's place of payment is the one at settlement.
//!
//! # Invariants
//! 1. PSC held here = Σ price × units left of held and disputed lines + Σ credits + Σ refunds
//!    offered (and what was sent unasked).
//! 2. A line ends at most once; what it pays out adds up to its gross.
//! 3. A refund of u units inside the window pays exactly price × u, and puts u units and their
//!    rewards back.
//! 4. A share earns at most the cap of what its owner spent on the product.
//! 5. One payee, blocked or reverting, never stops a cart, a refund or a ruling.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod calls;
mod cart;
mod dispute;
mod line;
mod refund;
mod settle;
mod waterfall;

use abi::*;
use alloc::{string::String, vec::Vec};
#[cfg(any(test, feature = "export-abi"))]
use alloy_primitives::Bytes;
use alloy_primitives::{Address, B256, U256};
use cart::{Cart, Payment};
#[cfg(not(any(test, feature = "export-abi")))]
use common::abi::Raw as Bytes;
use common::{
    commerce::{address_and_number, line_key},
    encode::{emit, revert, Outcome, Revert},
    ownable::Ownable,
};
use dispatch::entry_points;
use line::{Line, Order, State, Terms};
use stylus_sdk::prelude::*;

/// Ceiling, and first value, of the share cap: a share earns at most what its owner spent.
const MAX_SHARE_CAP_BPS: u16 = 10_000;
const DAY: u64 = 86_400;
/// Bounds of the time that an arbitrator has.
const MIN_DISPUTE_WINDOW_SECS: u64 = 7 * DAY;
const MAX_DISPUTE_WINDOW_SECS: u64 = 90 * DAY;
const INITIAL_DISPUTE_WINDOW_SECS: u64 = 30 * DAY;

sol_storage! {
    pub struct Checkout {
        /// The token that is paid with.
        address psc;
        /// The other contracts of commerce; zero until they are named.
        address catalog;
        address offer_pool;
        address splitter;
        address stake_pools;
        address cycles;
        /// Numbers of the latest order, share and own dispute (see [`Counters`]).
        uint256 counters;
        /// Who rules on disputes to come, and how long he has; the share cap. One slot.
        address arbitrator;
        uint32 dispute_window_secs;
        uint16 share_cap_bps;
        /// Orders by number from 1 (see [`line::Order`]).
        mapping(uint64 => uint256) orders;
        /// Line key (order << 8 | line) => line (see [`line::Line`]).
        mapping(uint64 => uint256) lines;
        /// Line key => what was agreed for a line that is or was held (see [`line::Terms`]).
        mapping(uint64 => uint256) terms;
        /// Shares by number from 1: line key, PSC units paid so far.
        mapping(uint64 => uint256) shares;
        /// Line key => arbitrator, and when the dispute expires.
        mapping(uint64 => uint256) disputes;
        /// Arbitrator => its number of a dispute => line key; and line key => that number.
        mapping(address => mapping(uint256 => uint64)) ruled;
        mapping(uint64 => uint256) dispute_numbers;
        /// Line key => who offers a refund after settlement, and of how many units.
        mapping(uint64 => uint256) refund_offers;
        /// Account => PSC units that it could not be paid.
        mapping(address => uint256) credits;
        /// The owner.
        Ownable ownable;
    }
}

/// Running numbers, one word.
#[derive(Clone, Copy)]
struct Counters {
    orders: u64,
    shares: u64,
    disputes: u64,
}

impl Counters {
    fn pack(self) -> U256 {
        U256::from_limbs([self.orders, self.shares, self.disputes, 0])
    }

    fn unpack(word: U256) -> Self {
        let [orders, shares, disputes, _] = word.into_limbs();
        Self {
            orders,
            shares,
            disputes,
        }
    }
}

#[entry_points]
impl Checkout {
    #[constructor]
    pub fn constructor(&mut self, owner: Address, psc: Address) -> Outcome {
        if psc.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        self.psc.set(psc);
        self.share_cap_bps.set(small(MAX_SHARE_CAP_BPS));
        self.dispute_window_secs
            .set(seconds(INITIAL_DISPUTE_WINDOW_SECS));
        self.ownable.set(owner)
    }

    // ---- ordering

    /// Orders and pays a cart within the caller's allowance of PSC. All lists have one entry per
    /// line, up to 32.
    /// @return order
    #[allow(clippy::too_many_arguments)]
    pub fn place_order(
        &mut self,
        products: Vec<u64>,
        versions: Vec<u64>,
        quantities: Vec<u64>,
        vias: Vec<u64>,
        shares: Vec<u64>,
        causes: Vec<u64>,
        max_total: U256,
        deadline: u64,
        payment_reference: B256,
        share: bool,
    ) -> Outcome<u64> {
        let buyer = self.vm().msg_sender();
        self.order_for(
            buyer,
            products,
            versions,
            quantities,
            vias,
            shares,
            causes,
            max_total,
            deadline,
            payment_reference,
            share,
            None,
        )
    }

    /// The same after an ERC-2612 permit of PSC from the caller for this contract, of `maxTotal`,
    /// good until `deadline`. A permit that somebody else has brought already does not matter.
    /// @return order
    #[allow(clippy::too_many_arguments)]
    pub fn place_order_with_permit(
        &mut self,
        products: Vec<u64>,
        versions: Vec<u64>,
        quantities: Vec<u64>,
        vias: Vec<u64>,
        shares: Vec<u64>,
        causes: Vec<u64>,
        max_total: U256,
        deadline: u64,
        payment_reference: B256,
        share: bool,
        signature: Bytes,
    ) -> Outcome<u64> {
        self.try_permit(max_total, deadline, &signature);
        self.place_order(
            products,
            versions,
            quantities,
            vias,
            shares,
            causes,
            max_total,
            deadline,
            payment_reference,
            share,
        )
    }

    /// Orders a cart that the buyer signed as an ERC-3009 `ReceiveWithAuthorization` of PSC to this
    /// contract: value `total` (exactly what the cart costs), validAfter 0, validBefore `deadline`,
    /// nonce `keccak256(abi.encode(...))` of the arguments from `products` to `share`. Anyone may
    /// bring it; the buyer needs no ether.
    /// @return order
    #[allow(clippy::too_many_arguments)]
    pub fn place_order_with_authorization(
        &mut self,
        buyer: Address,
        products: Vec<u64>,
        versions: Vec<u64>,
        quantities: Vec<u64>,
        vias: Vec<u64>,
        shares: Vec<u64>,
        causes: Vec<u64>,
        total: U256,
        deadline: u64,
        payment_reference: B256,
        share: bool,
        signature: Bytes,
    ) -> Outcome<u64> {
        self.order_for(
            buyer,
            products,
            versions,
            quantities,
            vias,
            shares,
            causes,
            total,
            deadline,
            payment_reference,
            share,
            Some(signature),
        )
    }

    // ---- after the order

    /// Pays held lines of the caller's order out before their window ends.
    pub fn confirm(&mut self, order: u64, lines: Vec<u8>) -> Outcome {
        self.do_confirm(order, &lines)
    }

    /// Pays held lines out whose window is over; anyone may call.
    pub fn release(&mut self, orders: Vec<u64>, lines: Vec<u8>) -> Outcome {
        self.do_release(&orders, &lines)
    }

    /// Gives units of a held line back: their price to the buyer, the units to the stock, their
    /// rewards to the offer; the vendor only.
    pub fn refund(&mut self, order: u64, line: u8, units: u64) -> Outcome {
        self.do_refund(order, line, units)
    }

    /// Records a shipment (1) or delivery (2) of units of a line; the vendor only.
    pub fn log_fulfilment(
        &mut self,
        order: u64,
        line: u8,
        kind: u8,
        units: u64,
        proof_hash: B256,
        uri: String,
    ) -> Outcome {
        self.do_log_fulfilment(order, line, kind, units, proof_hash, uri)
    }

    /// Offers to take units of a settled line back at their price, escrowed from the calling
    /// vendor's allowance until the buyer accepts or the caller withdraws.
    pub fn offer_refund(&mut self, order: u64, line: u8, units: u64) -> Outcome {
        self.do_offer_refund(order, line, units)
    }

    /// Takes the refund that the vendor offered; the buyer only. The units count as refunded from
    /// then on.
    pub fn accept_refund(&mut self, order: u64, line: u8) -> Outcome {
        self.do_accept_refund(order, line)
    }

    /// Takes an offered refund back; only who escrowed it.
    pub fn withdraw_refund(&mut self, order: u64, line: u8) -> Outcome {
        self.do_withdraw_refund(order, line)
    }

    /// Disputes a held line before its window ends; the buyer only.
    /// @return disputeId the arbitrator's number
    pub fn dispute(&mut self, order: u64, line: u8, evidence: String) -> Outcome<U256> {
        self.do_dispute(order, line, evidence)
    }

    /// ERC-792: decides a dispute; its arbitrator only. 0 refused to rule, 1 for the buyer, 2 for
    /// the vendor.
    pub fn rule(&mut self, dispute_id: U256, ruling: U256) -> Outcome {
        self.do_rule(dispute_id, ruling)
    }

    /// Applies a final ruling that the arbitrator could not bring; anyone may call.
    pub fn pull_ruling(&mut self, arbitrator: Address, dispute_id: U256) -> Outcome {
        self.do_pull_ruling(arbitrator, dispute_id)
    }

    /// Ends a dispute that nobody ruled on in time, as ruling 0: paid out if the vendor had logged
    /// a delivery before the dispute, else refunded. A ruling that is final at the arbitrator, though
    /// nobody brought it, is applied instead. Anyone may call.
    pub fn expire_dispute(&mut self, order: u64, line: u8) -> Outcome {
        self.do_expire(order, line)
    }

    // ---- deferred payments

    /// PSC units that the account could not be paid.
    pub fn credit(&self, account: Address) -> U256 {
        self.credits.get(account)
    }

    /// Sends the caller what it could not be paid before.
    /// @return amount
    pub fn claim(&mut self) -> Outcome<U256> {
        self.do_claim(self.vm().msg_sender())
    }

    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    pub fn claim_for(&mut self, account: Address) -> Outcome<U256> {
        self.do_claim(account)
    }

    // ---- views

    /// The latest order's number.
    pub fn order_count(&self) -> u64 {
        self.load_counters().orders
    }

    /// The latest share's number.
    pub fn share_count(&self) -> u64 {
        self.load_counters().shares
    }

    /// An order; all zero if there is none.
    /// @return buyer
    /// @return placedAt
    /// @return lines
    pub fn order(&self, id: u64) -> (Address, u64, u8) {
        let order = self.load_order(id);
        (order.buyer, order.placed_at, order.lines)
    }

    /// A line; all zero if there is none.
    /// @return product
    /// @return via the selling store
    /// @return price
    /// @return quantity
    /// @return refunded
    /// @return state 0 none, 1 held, 2 disputed, 3 settled, 4 refunded
    /// @return delivered whether the vendor logged a delivery before any dispute
    /// @return releaseAt
    /// @return platform
    #[allow(clippy::type_complexity)]
    pub fn line(&self, order: u64, index: u8) -> (u64, u64, U256, u64, u64, u8, bool, u64, u64) {
        let line = self.load_line(order, index);
        (
            line.product,
            line.via,
            U256::from(line.price),
            line.quantity,
            line.refunded,
            line.state as u8,
            line.delivered,
            self.release_at(order, &line),
            line.platform,
        )
    }

    /// What was agreed for a held line; all zero for one that was settled at once.
    /// @return profitBps
    /// @return cashbackBps
    /// @return stakeBps
    /// @return experienceFeeBps
    /// @return set
    /// @return cause
    /// @return share
    /// @return offer
    /// @return reserved
    #[allow(clippy::type_complexity)]
    pub fn line_terms(
        &self,
        order: u64,
        index: u8,
    ) -> (u16, u16, u16, u16, u64, u64, u64, u64, u64) {
        let terms = self.load_terms(order, index);
        (
            terms.rates.profit_bps,
            terms.rates.cashback_bps,
            terms.rates.stake_bps,
            terms.rates.experience_fee_bps,
            terms.set,
            terms.cause,
            terms.share,
            terms.offer,
            terms.reserved,
        )
    }

    /// A share; all zero if there is none.
    /// @return order
    /// @return line
    /// @return product
    /// @return sharer
    /// @return paid PSC units of cashback so far
    pub fn share(&self, id: u64) -> (u64, u8, u64, Address, U256) {
        let [line_key, paid, _, _] = self.shares.get(key(id)).into_limbs();
        let (order, index) = (line_key >> 8, line_key as u8);
        (
            order,
            index,
            self.load_line(order, index).product,
            self.load_order(order).buyer,
            U256::from(paid),
        )
    }

    /// Who decides over a line, and until when; zero if it was never disputed.
    /// @return arbitrator
    /// @return expiresAt
    pub fn line_dispute(&self, order: u64, index: u8) -> (Address, u64) {
        self.dispute_of(order, index)
    }

    /// What the vendor offers to take back of a settled line.
    /// @return payer
    /// @return units
    pub fn refund_offer(&self, order: u64, index: u8) -> (Address, u64) {
        address_and_number(self.refund_offers.get(key(line_key(order, index))))
    }

    /// The token that is paid with.
    pub fn psc(&self) -> Address {
        self.psc.get()
    }

    /// The other contracts of commerce; zero until they are named.
    /// @return catalog
    /// @return offerPool
    /// @return splitter
    /// @return stakePools
    /// @return cycles
    pub fn connections(&self) -> (Address, Address, Address, Address, Address) {
        (
            self.catalog.get(),
            self.offer_pool.get(),
            self.splitter.get(),
            self.stake_pools.get(),
            self.cycles.get(),
        )
    }

    /// Parameters.
    /// @return shareCapBps
    /// @return arbitrator
    /// @return disputeWindowSecs
    pub fn parameters(&self) -> (u16, Address, u64) {
        (
            self.share_cap_bps.get().to(),
            self.arbitrator.get(),
            self.dispute_window_secs.get().to(),
        )
    }

    // ---- owner

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }

    /// Names the other contracts of commerce; owner only, once and for good.
    pub fn connect(
        &mut self,
        catalog: Address,
        offer_pool: Address,
        splitter: Address,
        stake_pools: Address,
        cycles: Address,
    ) -> Outcome {
        self.ownable.only_owner()?;
        if !self.catalog.get().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        if [catalog, offer_pool, splitter, stake_pools, cycles].contains(&Address::ZERO) {
            return Err(revert(ZeroAddress {}));
        }
        self.catalog.set(catalog);
        self.offer_pool.set(offer_pool);
        self.splitter.set(splitter);
        self.stake_pools.set(stake_pools);
        self.cycles.set(cycles);
        emit(
            self.vm(),
            Connected {
                catalog,
                offerPool: offer_pool,
                splitter,
                stakePools: stake_pools,
                cycles,
            },
        );
        Ok(())
    }

    /// Sets what a share may earn at most, as a part of what its owner spent on the product; up to
    /// 10,000 bps; owner only.
    pub fn set_share_cap(&mut self, bps: u16) -> Outcome {
        self.ownable.only_owner()?;
        if bps > MAX_SHARE_CAP_BPS {
            return Err(revert(ShareCapOutOfBounds {
                bps,
                max: MAX_SHARE_CAP_BPS,
            }));
        }
        self.share_cap_bps.set(small(bps));
        emit(self.vm(), ShareCapSet { bps });
        Ok(())
    }

    /// Names who rules on disputes to come, zero for nobody; owner only. A contract is asked by
    /// ERC-792's `createDispute`; a plain account uses the numbers given here.
    pub fn set_arbitrator(&mut self, arbitrator: Address) -> Outcome {
        self.ownable.only_owner()?;
        self.arbitrator.set(arbitrator);
        emit(self.vm(), ArbitratorSet { arbitrator });
        Ok(())
    }

    /// Sets the time that arbitrators have, 7 to 90 days; for disputes to come; owner only.
    pub fn set_dispute_window(&mut self, secs: u64) -> Outcome {
        self.ownable.only_owner()?;
        let (min, max) = (MIN_DISPUTE_WINDOW_SECS, MAX_DISPUTE_WINDOW_SECS);
        if secs < min || secs > max {
            return Err(revert(DisputeWindowOutOfBounds { secs, min, max }));
        }
        self.dispute_window_secs.set(seconds(secs));
        emit(self.vm(), DisputeWindowSet { secs });
        Ok(())
    }
}

// No entry point below.
impl Checkout {
    /// What all ways to order come to: `signature` is the buyer's, of an authorization.
    #[allow(clippy::too_many_arguments)]
    fn order_for(
        &mut self,
        buyer: Address,
        products: Vec<u64>,
        versions: Vec<u64>,
        quantities: Vec<u64>,
        vias: Vec<u64>,
        shares: Vec<u64>,
        causes: Vec<u64>,
        max_total: U256,
        deadline: u64,
        payment_reference: B256,
        share: bool,
        signature: Option<Bytes>,
    ) -> Outcome<u64> {
        let cart = Cart {
            products,
            versions,
            quantities,
            vias,
            shares,
            causes,
            max_total,
            deadline,
            payment_reference,
            share,
        };
        let payment = match &signature {
            Some(signature) => Payment::Authorization(signature),
            None => Payment::Allowance,
        };
        self.place(buyer, &cart, payment)
    }

    fn load_counters(&self) -> Counters {
        Counters::unpack(self.counters.get())
    }

    fn load_order(&self, order: u64) -> Order {
        Order::unpack(self.orders.get(key(order)))
    }

    fn load_line(&self, order: u64, index: u8) -> Line {
        Line::unpack(self.lines.get(key(line_key(order, index))))
    }

    fn load_terms(&self, order: u64, index: u8) -> Terms {
        Terms::unpack(self.terms.get(key(line_key(order, index))))
    }

    /// A line that exists.
    fn existing(&self, order: u64, index: u8) -> Outcome<Line> {
        let line = self.load_line(order, index);
        if line.state != State::None {
            return Ok(line);
        }
        Err(revert(UnknownLine { order, line: index }))
    }

    /// A line that is in this state.
    fn line_in(&self, order: u64, index: u8, state: State) -> Outcome<Line> {
        let line = self.existing(order, index)?;
        if line.state != state {
            return Err(self.wrong_state(order, index));
        }
        Ok(line)
    }

    fn wrong_state(&self, order: u64, index: u8) -> Revert {
        revert(WrongState {
            order,
            line: index,
            state: self.load_line(order, index).state as u8,
        })
    }
}

type Uint64 = alloy_primitives::Uint<64, 1>;

fn key(value: u64) -> Uint64 {
    Uint64::from(value)
}

/// For values within the constant bounds above.
fn small(value: u16) -> alloy_primitives::Uint<16, 1> {
    alloy_primitives::Uint::from(value)
}

/// For values within the constant bounds above.
fn seconds(value: u64) -> alloy_primitives::Uint<32, 1> {
    alloy_primitives::Uint::from(value)
}

fn too_large(value: U256, max: u64) -> Revert {
    revert(ValueTooLarge {
        value,
        max: U256::from(max),
    })
}
