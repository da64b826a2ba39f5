//! The splitter: shares each line's profit equally among three groups: customers, the products'
//! co-creators, and causes. However many members a group has, a line costs the same.
//!
//! Customers and sets of co-creators earn by points, which they get for the profit that their own
//! lines brought and which halve every 30 days ([`ledger`]). A set is one member; its accounts
//! draw their parts of it ([`part`]). A cause gets what it is chosen for, and its weight's share of
//! the profit for which none was ([`weight`]).
//!
//! # Roles
//! - **owner** (the DAO's timelock): names the catalog and the checkout, once; adds causes,
//!   approves and weighs them.
//! - **catalog**: opens sets of co-creators.
//! - **checkout**: credits profit that it has paid to this contract.
//! - co-creators: accept their part. Vendors need not.
//! - anyone: claims, for whom it is due and only to there; gives the groups PSC of their own, as the
//!   stake pools do with profit that has no stakers.
//!
//! # Units
//! Amounts are PSC base units (10^-6) below 2^64, as is all profit ever credited; indices and
//! carries are in units x 2^-128. Times are Unix seconds of the block. Parts are basis points.
//!
//! # Trust
//! - The checkout is trusted to have sent the profit before it credits it and to name sets that
//!   the catalog opened; the catalog to open sets for those who own the products.
//! - The owner may name another account for a cause, which then claims what is unclaimed, and may
//!   withdraw its approval, which takes nothing from it. It cannot reach anybody else's money.
//! - PSC may refuse a payee: that claim reverts, and what is due stays.
//!
//! # Rounding
//! Whatever a division leaves is carried into the next: the three groups' amounts are a third each
//! of the total, the 0-2 units beyond wait for the next line. Claims are in whole units, the rest
//! stays due. At the end of a generation (480 days) all points are divided by 2^16 and each
//! member's rounded down, which costs it less than one point, of the 4,096 and more that a unit of
//! profit gives. What these would have earned from then on stays here.
//!
//! # Invariants
//! 1. All profit = claimed + due + fractions and carries + waiting + 0-2 units, exactly, bar the
//!    rounding of points above. PSC held here is never less than what is due.
//! 2. The three groups' cumulative amounts are equal.
//! 3. A line's profit counts before its own points do.
//! 4. Profit that nobody can earn yet waits for whoever comes first; it is never lost.
//! 5. No change of sets, parts, causes or weights alters what was earned before it.
//! 6. A set's accounts together never draw more than the set earned.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod causes;
mod ledger;
mod members;
#[cfg(test)]
mod model;
mod part;
mod sets;
mod weight;

use abi::*;
use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, U256};
use common::{
    call::call_contract,
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use ledger::whole_units;
use stylus_sdk::prelude::*;

mod token {
    //! What is asked of PSC.
    alloy_sol_types::sol! {
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
    }
}

sol_storage! {
    /// A member's words (see [`ledger::Member`]).
    pub struct MemberWords {
        uint256 standing;
        uint256 debt;
    }

    /// A set of co-creators.
    pub struct SetWords {
        MemberWords member;
        /// The vendor and what she has (see [`part::Terms`]).
        uint256 terms;
        /// Account => its part (see [`part::Part`]); the vendor's tells only what she drew.
        mapping(address => uint256) parts;
    }

    /// A cause's words (see [`weight::Cause`]).
    pub struct CauseWords {
        uint256 state;
        uint256 debt;
    }

    pub struct Splitter {
        /// Who credits; in one slot with the next two, which a credit reads too.
        address checkout;
        /// PSC units for causes while none has a weight.
        uint64 causes_waiting;
        /// When points began, Unix seconds: as the other contracts were named.
        uint32 start;
        /// The token, in one slot with the number of sets.
        address psc;
        uint64 set_count;
        /// Who opens sets.
        address catalog;
        /// What customers and sets have in common (see [`ledger::Shares`]).
        uint256 progress;
        uint256 state;
        /// What causes have in common (see [`weight::Pool`]).
        uint256 pool;
        /// Generation => its last index.
        mapping(uint64 => uint256) finals;
        mapping(address => MemberWords) customers;
        /// Sets by id from 1.
        mapping(uint64 => SetWords) sets;
        /// Causes by id from 1.
        mapping(uint64 => CauseWords) causes;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Splitter {
    #[constructor]
    pub fn constructor(&mut self, owner: Address, psc: Address) -> Outcome {
        named(psc)?;
        self.psc.set(psc);
        self.ownable.set(owner)
    }

    // ---- what the other contracts ask

    /// Opens a set of co-creators, at most 16 with at least 1 bps each; catalog only. Each account
    /// has its part from its own acceptance on, the vendor all else.
    /// @return set
    pub fn open_set(
        &mut self,
        vendor: Address,
        accounts: Vec<Address>,
        bps: Vec<u16>,
    ) -> Outcome<u64> {
        self.do_open_set(vendor, accounts, bps)
    }

    /// Shares the profit of lines, which has arrived; checkout only. A word each, of 64-bit
    /// numbers from the low end: profit, set, cause, order << 8 | line.
    pub fn credit(&mut self, buyers: Vec<Address>, profits: Vec<U256>) -> Outcome {
        self.do_credit(&buyers, &profits)
    }

    /// Shares PSC of the caller's allowance among the three groups, as the profit of nobody's line;
    /// anyone may call.
    pub fn contribute(&mut self, amount: U256) -> Outcome {
        self.do_contribute(amount)
    }

    // ---- customers

    /// Pays the caller what its purchases earned.
    /// @return amount
    pub fn claim(&mut self) -> Outcome<U256> {
        self.do_claim(self.vm().msg_sender())
    }

    /// Pays an account what its purchases earned; anyone may call.
    /// @return amount
    pub fn claim_for(&mut self, account: Address) -> Outcome<U256> {
        self.do_claim(account)
    }

    /// What an account's purchases earned and it did not claim.
    pub fn pending(&self, account: Address) -> U256 {
        let (member, index) = self.current(self.customers.getter(account).read());
        U256::from(whole_units(member.earned(index)))
    }

    /// An account's points now, of `totalPoints` in `totals`.
    pub fn points(&self, account: Address) -> U256 {
        let (member, _) = self.current(self.customers.getter(account).read());
        U256::from(member.points)
    }

    /// A customer as it was last written: earned and unclaimed are, in units x 2^-128 and modulo
    /// 2^256, points x index of its generation - debt.
    /// @return points
    /// @return generation
    /// @return debt
    pub fn member(&self, account: Address) -> (U256, u64, U256) {
        self.customers.getter(account).shown()
    }

    // ---- co-creators

    /// Accepts the caller's part in a set, of what the set earns from here on.
    pub fn accept_co_creation(&mut self, set: u64) -> Outcome {
        self.do_accept(set)
    }

    /// Pays the caller its part of what a set earned.
    /// @return amount
    pub fn claim_set(&mut self, set: u64) -> Outcome<U256> {
        self.do_claim_set(set, self.vm().msg_sender())
    }

    /// Pays an account its part of what a set earned; anyone may call.
    /// @return amount
    pub fn claim_set_for(&mut self, set: u64, account: Address) -> Outcome<U256> {
        self.do_claim_set(set, account)
    }

    /// What an account may claim of a set.
    pub fn pending_set(&self, set: u64, account: Address) -> U256 {
        U256::from(self.set_due(set, account))
    }

    /// A set. All zero: there is none.
    /// @return vendor
    /// @return residualBps the vendor's share of what comes from here on
    /// @return before bps x units that are the vendor's of those who accepted: what came before
    /// @return lifetime PSC units that the set earned since it was opened
    pub fn set_info(&self, set: u64) -> (Address, u16, U256, U256) {
        self.show_set(set)
    }

    /// A set as a member, as it was last written: its lifetime is, in units x 2^-128 and modulo
    /// 2^256, points x index of its generation - debt.
    /// @return points
    /// @return generation
    /// @return debt
    pub fn set_member(&self, set: u64) -> (U256, u64, U256) {
        self.sets.getter(key(set)).member.shown()
    }

    /// An account in a set; of the vendor, only what she drew.
    /// @return bps
    /// @return accepted
    /// @return base the set's lifetime as it accepted
    /// @return drawn
    pub fn co_creator(&self, set: u64, account: Address) -> (u16, bool, U256, U256) {
        let part = self.load_part(set, account);
        (
            part.bps,
            part.accepted,
            U256::from(part.base),
            U256::from(part.drawn),
        )
    }

    /// Number of sets.
    pub fn set_count(&self) -> u64 {
        self.set_count.get().to()
    }

    // ---- causes

    /// Adds an approved cause; owner only. At most 1,000, with weights up to 10,000.
    /// @return cause
    pub fn add_cause(&mut self, account: Address, weight: u16, uri: String) -> Outcome<u64> {
        self.do_add_cause(account, weight, uri)
    }

    /// Names a cause's account, and what it gets from here on; owner only.
    pub fn set_cause(
        &mut self,
        cause: u64,
        account: Address,
        approved: bool,
        weight: u16,
    ) -> Outcome {
        self.do_set_cause(cause, account, approved, weight)
    }

    /// Pays a cause's account what is due to it; anyone may call.
    /// @return amount
    pub fn claim_cause(&mut self, cause: u64) -> Outcome<U256> {
        self.do_claim_cause(cause)
    }

    /// What a cause may claim.
    pub fn pending_cause(&self, cause: u64) -> U256 {
        let index = self.load_pool().index;
        U256::from(self.load_cause(cause).due(index))
    }

    /// A cause. Earned by weight and unclaimed are, in units x 2^-128 and modulo 2^256, weight (0
    /// while it is not approved) x index - debt.
    /// @return account
    /// @return approved
    /// @return weight
    /// @return balance unclaimed PSC units from lines that chose it
    /// @return debt
    pub fn cause(&self, cause: u64) -> (Address, bool, u16, U256, U256) {
        let cause = self.load_cause(cause);
        (
            cause.account,
            cause.approved,
            cause.weight,
            U256::from(cause.balance),
            cause.debt,
        )
    }

    /// What causes have in common.
    /// @return count
    /// @return totalWeight of the approved ones
    /// @return index earned per weight, units x 2^-128
    /// @return carry units x 2^-128
    /// @return waiting PSC units that came while no approved cause had a weight
    pub fn cause_totals(&self) -> (u64, U256, U256, U256, U256) {
        let pool = self.load_pool();
        (
            u64::from(pool.count),
            U256::from(pool.weight),
            pool.index,
            U256::from(pool.carry),
            U256::from(self.causes_waiting.get()),
        )
    }

    // ---- all

    /// What customers and sets have in common; each ledger by itself.
    /// @return totalProfit all that was credited
    /// @return perGroup what each of the three groups got of it
    /// @return generation
    /// @return index earned per point in this generation, units x 2^-128
    /// @return totalPoints as of this generation
    /// @return carry units x 2^-128
    /// @return waiting PSC units that came while nobody had points
    /// @return start when the first generation began
    pub fn totals(&self) -> (U256, U256, u64, U256, U256, U256, U256, u64) {
        let shares = self.load_shares();
        (
            U256::from(shares.total),
            U256::from(shares.total / 3),
            u64::from(shares.generation),
            shares.index,
            U256::from(shares.points),
            U256::from(shares.carry),
            U256::from(shares.waiting),
            self.start.get().to(),
        )
    }

    /// The last index of a generation that ended; zero of others.
    pub fn finals(&self, generation: u64) -> U256 {
        self.finals.get(key(generation))
    }

    /// The contracts that this one works with.
    /// @return psc
    /// @return catalog
    /// @return checkout
    pub fn connections(&self) -> (Address, Address, Address) {
        (self.psc.get(), self.catalog.get(), self.checkout.get())
    }

    // ---- owner

    /// Names the other contracts and starts the clock of points; owner only, once.
    pub fn connect(&mut self, catalog: Address, checkout: Address) -> Outcome {
        self.ownable.only_owner()?;
        if !self.checkout.get().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        named(catalog)?;
        named(checkout)?;
        self.catalog.set(catalog);
        self.checkout.set(checkout);
        let now = self.vm().block_timestamp();
        // Seconds fit 32 bits until 2106.
        self.start.set((now as u32).try_into().unwrap_or_default());
        emit(self.vm(), Connected { catalog, checkout });
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
}

impl Splitter {
    /// The last step of every claim. If PSC refuses, all of the claim is undone.
    fn pay(&mut self, to: Address, value: U256) -> Outcome<U256> {
        let psc = self.psc.get();
        call_contract(self, psc, &token::transferCall { to, value })?;
        Ok(value)
    }

    /// Takes PSC within the account's allowance.
    fn pull(&mut self, from: Address, value: U256) -> Outcome {
        let (psc, to) = (self.psc.get(), self.vm().contract_address());
        call_contract(self, psc, &token::transferFromCall { from, to, value })?;
        Ok(())
    }
}

/// What is due as a claim's amount; a claim of nothing is refused.
fn claimable(units: u64) -> Outcome<U256> {
    if units == 0 {
        return Err(revert(NothingToClaim {}));
    }
    Ok(U256::from(units))
}

/// Refuses the zero address.
fn named(account: Address) -> Outcome {
    if account.is_zero() {
        return Err(revert(ZeroAddress {}));
    }
    Ok(())
}

type Uint64 = alloy_primitives::Uint<64, 1>;

fn key(value: u64) -> Uint64 {
    Uint64::from(value)
}
