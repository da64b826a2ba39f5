//! Membership of platforms: who pays an annual fee keeps the experience fees of what is sold through
//! the platform, and what all members paid is shared in their place.
//!
//! The fee accrues by time to the cycles of its year ([`accrual`]). While a cycle lasts, the
//! experience fee of a member vendor's line comes here from `cycles`, is credited to the vendor again,
//! and weighs for the product. When the cycle is over, what of members' fees fell into it is shared
//! by these weights ([`books`]): each product's part goes to `cycles` as an experience fee of the
//! present cycle, to be shared among expert, platform and reports as any other.
//!
//! # Roles
//! - **owner** (the DAO's timelock): sets what membership of a platform costs, and names the other
//!   contracts, once.
//! - **cycles**: tells of lines through platforms that have members, and sends the fees of members'.
//! - anyone: pays for anyone's membership; settles cycles, and has products' parts distributed.
//!
//! # Units
//! Amounts are PSC base units (10^-6), below 2^64 as all PSC are. Cycles count from 0. Times are Unix
//! seconds of the block; a year has 365 days.
//!
//! # Trust
//! The other contracts are the protocol's own, named once and for good. `record` runs inside a sale:
//! it asks only the catalog, which is done with the sale by then, and never `cycles` or `quality`.
//! The owner decides what is asked of who joins from then on; what was paid for is kept: whoever is
//! a member when membership is ended stays it to the end of her time.
//!
//! # Rounding
//! A fee is spread in units x 2^-32, what the division leaves being in its first cycle; what is under
//! a unit goes on to the next cycle. Products' parts are rounded down, and what that leaves goes to
//! the next cycle to be settled, once all of the cycle is distributed.
//!
//! # Invariants
//! 1. PSC held here = fees that were not distributed + credits (and what was sent unasked); Σ
//!    received = Σ sent + held, to the unit.
//! 2. Σ over cycles of what a fee accrues = the fee; nothing of a cycle is shared before it is over.
//! 3. A product has one part of a cycle's pot, and all parts are at most the pot.
//! 4. A blocked payee has a credit, and delays nobody else.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod accrual;
mod books;
mod calls;
mod ledger;
mod members;
#[cfg(test)]
mod model;
mod shares;
mod slots;

use abi::*;
use alloc::vec::Vec;
#[cfg(any(test, feature = "export-abi"))]
use alloy_primitives::Bytes;
use alloy_primitives::{Address, U256};
#[cfg(not(any(test, feature = "export-abi")))]
use common::abi::Raw as Bytes;
use common::{
    cycle::Clock,
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use ledger::Ledger;
use stylus_sdk::prelude::*;

sol_storage! {
    /// Other words are where [`slots`] says.
    pub struct Memberships {
        /// What fees are paid in.
        address psc;
        /// Who brings sales; in one slot with when cycles begin, and how long they are.
        address cycles;
        uint64 start;
        uint32 length;
        /// Who is told which platforms have members.
        address quality;
        /// Who tells whose a product is.
        address catalog;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Memberships {
    /// `start` and `length` are the same in all contracts of the network: Unix seconds; a length is
    /// 1 to 90 days, a multiple of 4 seconds.
    #[constructor]
    pub fn constructor(
        &mut self,
        owner: Address,
        psc: Address,
        start: u64,
        length: u64,
    ) -> Outcome {
        if psc.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        if Clock::checked(start, length).is_none() {
            return Err(revert(InvalidClock { start, length }));
        }
        self.psc.set(psc);
        self.start.set(alloy_primitives::Uint::from(start));
        // 90 days at most.
        self.length.set(alloy_primitives::Uint::from(length));
        emit(self.vm(), MembershipsCreated { psc, start, length });
        self.ownable.set(owner)
    }

    // ---- members

    /// Pays for a year of membership, out of the caller's allowance of PSC; anyone may pay for
    /// anyone. It begins now or when the last one ends, and ends within two years from now.
    /// `kind` 0: the vendor whose store is number `key`, 1: the expert with number `key`, 2: the
    /// account `key`. `maxFee` is what the caller agrees to, PSC units.
    /// @return until Unix seconds
    pub fn join(&mut self, platform: u64, kind: u8, key: U256, max_fee: U256) -> Outcome<u64> {
        self.do_join(platform, kind, key, max_fee)
    }

    /// The same after an ERC-2612 permit of PSC from the caller for this contract, of `maxFee`, good
    /// until `deadline`. A permit that somebody else has brought already does not matter.
    /// @return until Unix seconds
    pub fn join_with_permit(
        &mut self,
        platform: u64,
        kind: u8,
        key: U256,
        max_fee: U256,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome<u64> {
        self.try_permit(max_fee, deadline, &signature);
        self.do_join(platform, kind, key, max_fee)
    }

    /// Until when somebody is, or was, a member; 0: never was one.
    /// @return until Unix seconds
    pub fn member_until(&self, platform: u64, kind: u8, key: U256) -> u64 {
        self.member_until_or_never(platform, kind, key)
    }

    // ---- sales

    /// Tells of lines through platforms that have members; cycles only, which then sends the
    /// experience fees of members' lines. A word each, of 64-bit numbers from the low end: product,
    /// platform, experience fee, community fee.
    /// @return members 1 per line whose product's store is a member of the line's platform, else 0
    pub fn record(&mut self, lines: Vec<U256>) -> Outcome<Vec<U256>> {
        self.do_record(&lines)
    }

    /// PSC units of experience fees that are the account's again.
    pub fn credit(&self, account: Address) -> U256 {
        self.credit_of(account)
    }

    /// Sends the account its credit; anyone may call.
    /// @return amount
    pub fn claim_for(&mut self, account: Address) -> Outcome<U256> {
        self.do_claim(account)
    }

    // ---- cycles

    /// Settles up to `maxCycles`, at most 64, of a platform's cycles that are over, in order: what of
    /// members' fees fell into each can be distributed from then on. What no product has a weight for
    /// is carried on, and, once membership has ended and all fees have accrued, goes to the
    /// community. Anyone may call.
    /// @return next the first cycle that is not settled
    pub fn settle(&mut self, platform: u64, max_cycles: u64) -> Outcome<u64> {
        self.do_settle(platform, max_cycles)
    }

    /// Sends products' parts of a settled cycle's pot, up to 32, to cycles, as experience fees of the
    /// present cycle. Anyone may call; what had its part is left out.
    /// @return amount PSC units of all
    pub fn distribute(&mut self, platform: u64, cycle: u64, products: Vec<u64>) -> Outcome<U256> {
        self.do_distribute(platform, cycle, &products)
    }

    // ---- views

    /// What a year of membership costs, PSC units; all 0: nobody can join.
    /// @return vendorFee
    /// @return expertFee 0: experts need not be members
    /// @return memberFee 0: there is no such membership
    /// @return members whether there may be members: the platform's lines are told of
    pub fn terms(&self, platform: u64) -> (U256, U256, U256, bool) {
        let terms = self.load_terms(platform);
        let [vendor, expert, member] = terms.fees.map(U256::from);
        (vendor, expert, member, terms.told)
    }

    /// How far a platform's cycles are settled.
    /// @return present the present cycle
    /// @return next the first that is not settled
    /// @return end the first into which no member's fee falls
    /// @return carried into `next`, PSC units
    pub fn progress(&self, platform: u64) -> (u64, u64, u64, U256) {
        let present = self.present();
        let progress = self.skipped(platform, present);
        (
            present,
            progress.next,
            progress.end,
            U256::from(progress.carried),
        )
    }

    /// What is shared in a cycle, and by what.
    /// @return pot PSC units, once it is settled
    /// @return left what of it is not distributed
    /// @return weight of all products
    /// @return open what of that has had no part
    pub fn cycle_pot(&self, platform: u64, cycle: u64) -> (U256, U256, U256, U256) {
        let pot = self.pot(platform, cycle);
        (
            U256::from(pot.amount),
            U256::from(pot.left),
            U256::from(pot.weight),
            U256::from(pot.open),
        )
    }

    /// A product in a cycle's pot.
    /// @return weight experience fees that were given back
    /// @return due PSC units that can be distributed to it
    /// @return distributed it has had its part
    pub fn product(&self, platform: u64, cycle: u64, product: u64) -> (U256, U256, bool) {
        let weight = self.weight(platform, cycle, product);
        (
            U256::from(weight.fees),
            self.part_due(platform, cycle, product),
            weight.distributed,
        )
    }

    /// When cycles begin and how long they are.
    /// @return start Unix seconds
    /// @return length seconds
    pub fn clock(&self) -> (u64, u64) {
        let clock = self.load_clock();
        (clock.start, clock.length)
    }

    /// The contracts that this one works with; zero until they are named.
    /// @return psc
    /// @return quality
    /// @return catalog
    /// @return cycles
    pub fn connections(&self) -> (Address, Address, Address, Address) {
        (
            self.psc.get(),
            self.quality.get(),
            self.catalog.get(),
            self.cycles.get(),
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

    /// Sets what a year of membership of a platform costs, PSC units up to 1,000,000 PSC; owner only.
    /// Without a fee for vendors nobody can join, and there are no other fees. Who is a member stays
    /// it until the end of the time that was paid for.
    pub fn set_terms(
        &mut self,
        platform: u64,
        vendor_fee: U256,
        expert_fee: U256,
        member_fee: U256,
    ) -> Outcome {
        self.do_set_terms(platform, [vendor_fee, expert_fee, member_fee])
    }

    /// Names the other contracts; owner only, once and for good.
    pub fn connect(&mut self, quality: Address, catalog: Address, cycles: Address) -> Outcome {
        self.ownable.only_owner()?;
        if !self.quality.get().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        if [quality, catalog, cycles].contains(&Address::ZERO) {
            return Err(revert(ZeroAddress {}));
        }
        self.quality.set(quality);
        self.catalog.set(catalog);
        self.cycles.set(cycles);
        emit(
            self.vm(),
            Connected {
                quality,
                catalog,
                cycles,
            },
        );
        Ok(())
    }
}
