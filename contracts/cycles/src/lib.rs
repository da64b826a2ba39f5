//! The quality network's money: all fees, by cycle, and what experts, platforms, reports and the
//! community earn of them.
//!
//! Of a line's experience fee 10 % are the expert's and 40 % the platform's ([`earner`]); the rest
//! is its product's best three reports', as 5:3:2. The community fee is everybody's whose votes or
//! judgements the consensus confirmed, by weight. A cycle is closed when its reports have been voted
//! on and disputed, in the cycle after it ([`pot`]); closing costs the same however many took part.
//!
//! # Roles
//! - **checkout**, **statements**: bring fees, whose PSC they have sent before in the same transaction.
//! - **memberships**: brings what members of platforms paid, likewise. It is told of lines through such
//!   platforms, and gets the experience fees of member vendors, which are theirs again.
//! - **experience**: tells how many places of a product have winners, and which winners were struck.
//! - **experience**, **arbitration**: give accounts weight in the community of a cycle.
//! - **owner** (the DAO's timelock): names the other contracts, once. It decides nothing.
//! - anyone: closes cycles, and has what is due paid to whom it is due.
//!
//! # Units
//! Amounts are PSC base units (10^-6), below 2^64 as all PSC are; indices are in units x 2^-64.
//! Cycles count from 0, places from 1. Times are Unix seconds of the block.
//!
//! # Trust
//! The other contracts are the protocol's own, named once and for good. `quality` tells who earns of
//! a product, as of the line's settlement, and where experts and platforms are paid, as of the
//! claim; `experience` whose report won; `memberships` which vendors are members. They are asked in
//! claims and in `accrue`, and ask nothing of this contract while they are.
//!
//! # Rounding
//! Experts and platforms have the floor of their share of all that they ever earned of, so that it
//! does not matter how sales are divided; what is under a unit is the reports'. Prizes and the
//! community's parts are rounded down, and what that leaves is known, and goes to the present cycle's
//! pot, once all of the cycle is settled.
//!
//! # Invariants
//! 1. Σ received and not passed on to memberships = Σ paid + Σ claimable + carried, to the unit; PSC held here are what was received
//!    and not paid, and credits (and what was sent unasked).
//! 2. Nothing of a cycle can be claimed before it is closed, and nothing of it changes afterwards.
//! 3. A place, and an account's part of a community, is settled once: paid, or rolled over.
//! 4. Claims of a cycle never exceed what it received and what was carried into it.
//! 5. A blocked payee has a credit, and delays nobody else.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod accounts;
mod calls;
mod claims;
mod earner;
#[cfg(test)]
mod figures;
mod ledger;
#[cfg(test)]
mod model;
mod pot;
mod slots;

use abi::*;
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::{
    cycle::Clock,
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use ledger::{Ledger, Role};
use stylus_sdk::prelude::*;

sol_storage! {
    /// Other words are where [`slots`] says.
    pub struct Cycles {
        /// What fees are paid in.
        address psc;
        /// Who brings fees.
        address checkout;
        address statements;
        /// Who tells who earns of a product; in one slot with when cycles begin, and how long they
        /// are.
        address quality;
        uint64 start;
        uint32 length;
        /// Who tells who won.
        address experience;
        address arbitration;
        /// Who knows the members of platforms, and brings their fees.
        address memberships;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Cycles {
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
        emit(self.vm(), CyclesCreated { psc, start, length });
        self.ownable.set(owner)
    }

    // ---- what the other contracts tell

    /// Books fees of lines in the present cycle; checkout, statements and memberships only, which
    /// have paid them to this contract before. A word each, of 64-bit numbers from the low end:
    /// product, platform, experience fee, community fee. Experience fees of member vendors go on to
    /// memberships. The highest bit of a platform, from memberships: nobody earns the expert's part.
    pub fn accrue(&mut self, lines: Vec<U256>) -> Outcome {
        self.do_accrue(lines)
    }

    /// Tells how many tenths of a product's reports' part have winners, 0, 5, 8 or 10, in a cycle
    /// that is over; experience only. Of a closed cycle nothing changes any more: then it is
    /// ignored, so that nothing fails for being late.
    /// @return counted
    pub fn set_places(&mut self, cycle: u64, product: u64, tenths: u64) -> Outcome<bool> {
        self.do_set_places(cycle, product, tenths)
    }

    /// Gives an account a weight in the community of a cycle; experience and arbitration only. The
    /// greatest counts. Ignored if it has as much in that cycle, or the cycle is closed or to come.
    /// @return counted
    pub fn add_weight(&mut self, cycle: u64, account: Address, weight: u64) -> Outcome<bool> {
        self.do_add_weight(cycle, account, weight)
    }

    /// Rolls what a report won that was struck over into the present cycle's pot; experience only.
    /// Does nothing unless the cycle is closed and the place neither paid nor rolled over: then
    /// `claimPlace` does it later.
    pub fn struck(&mut self, cycle: u64, product: u64, place: u8) -> Outcome {
        self.only(self.experience.get())?;
        self.do_struck(cycle, product, place)
    }

    // ---- closing

    /// Closes a cycle, in order, from the last quarter of the next one on; anyone may call.
    pub fn close(&mut self, cycle: u64) -> Outcome {
        self.do_close(cycle)
    }

    // ---- claims

    /// Pays an expert what it earned in closed cycles; anyone may call.
    /// @return amount
    pub fn claim_expert(&mut self, expert: u64) -> Outcome<U256> {
        self.do_claim_expert(expert)
    }

    /// Pays a platform what it earned in closed cycles; anyone may call.
    /// @return amount
    pub fn claim_platform(&mut self, platform: u64) -> Outcome<U256> {
        self.do_claim_platform(platform)
    }

    /// Pays the reporter in a place, 1 to 3, of a closed cycle; anyone may call. What a report won
    /// that was struck is rolled over into the present cycle's pot; while it is in dispute it waits.
    /// @return amount 0: rolled over, or less than a unit
    pub fn claim_place(&mut self, cycle: u64, product: u64, place: u8) -> Outcome<U256> {
        self.do_claim_place(cycle, product, place)
    }

    /// Pays an account its parts of the community of closed cycles, up to 64; anyone may call.
    /// @return amount
    pub fn claim_community(&mut self, account: Address, cycles: Vec<u64>) -> Outcome<U256> {
        self.do_claim_community(account, &cycles)
    }

    /// PSC units that the account could not be paid.
    pub fn credit(&self, account: Address) -> U256 {
        self.credit_of(account)
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

    /// When cycles begin and how long they are.
    /// @return start Unix seconds
    /// @return length seconds
    pub fn clock(&self) -> (u64, u64) {
        let clock = self.load_clock();
        (clock.start, clock.length)
    }

    /// How far time and closing have come.
    /// @return present the present cycle
    /// @return next the first that is not closed
    /// @return closesAt when it can be, Unix seconds
    /// @return carried into its reports' pot
    /// @return communityCarried into its community's
    pub fn progress(&self) -> (u64, u64, u64, U256, U256) {
        let progress = self.load_progress();
        (
            self.present(),
            progress.next,
            self.closes_at(progress.next),
            U256::from(progress.reports),
            U256::from(progress.community),
        )
    }

    /// What came into a cycle, PSC units.
    /// @return reports the reports' parts of its lines
    /// @return rolled what nobody earns, for the next cycle's reports
    /// @return community community fees, and roundings of earlier cycles
    /// @return extra from struck reports and roundings, for its own reports
    pub fn cycle_fees(&self, cycle: u64) -> (U256, U256, U256, U256) {
        let fees = self.fees(cycle);
        (
            U256::from(fees.reports),
            U256::from(fees.rolled),
            U256::from(fees.community),
            U256::from(fees.extra),
        )
    }

    /// By what a cycle's pots are shared; once it is closed: of that and of them what is not
    /// settled, and the indices, in units x 2^-64.
    /// @return weight of its reports
    /// @return communityWeight
    /// @return index per weight of a report, besides a tenth
    /// @return communityIndex
    /// @return unclaimed of its reports, PSC units
    /// @return communityUnclaimed
    pub fn cycle_shares(&self, cycle: u64) -> (U256, U256, U256, U256, U256, U256) {
        let (weights, indices, left) = (self.weights(cycle), self.indices(cycle), self.left(cycle));
        (
            U256::from(weights.reports),
            U256::from(weights.community),
            U256::from(indices.reports),
            U256::from(indices.community),
            U256::from(left.reports),
            U256::from(left.community),
        )
    }

    /// What a product's reports earn in a cycle.
    /// @return fees PSC units
    /// @return tenths of it that have winners
    /// @return settled a bit per place, from the lowest: paid or rolled over
    pub fn product(&self, cycle: u64, product: u64) -> (U256, u64, u8) {
        let reports = self.reports(cycle, product);
        (
            U256::from(reports.fees),
            reports.tenths,
            reports.settled_places(),
        )
    }

    /// What a place, 1 to 3, of a closed cycle can be paid; 0 if it has no winner or was settled.
    pub fn pending_place(&self, cycle: u64, product: u64, place: u8) -> U256 {
        self.place_due(cycle, product, place)
    }

    /// What an account can claim of a closed cycle's community.
    pub fn pending_community(&self, cycle: u64, account: Address) -> U256 {
        match cycle < self.load_progress().next {
            true => U256::from(self.community_due(cycle, account)),
            false => U256::ZERO,
        }
    }

    /// An account's weight in a cycle's community.
    /// @return weight
    /// @return claimed
    pub fn weight(&self, cycle: u64, account: Address) -> (u64, bool) {
        let part = self.part(cycle, account);
        (part.weight, part.claimed)
    }

    /// What an expert earned and was not paid, PSC units.
    /// @return claimable
    /// @return waiting for cycles to be closed
    pub fn expert(&self, expert: u64) -> (U256, U256) {
        self.earner_due(Role::Expert, expert)
    }

    /// What a platform earned and was not paid, PSC units.
    /// @return claimable
    /// @return waiting for cycles to be closed
    pub fn platform(&self, platform: u64) -> (U256, U256) {
        self.earner_due(Role::Platform, platform)
    }

    /// The contracts that this one works with; zero until they are named.
    /// @return psc
    /// @return checkout
    /// @return quality
    /// @return experience
    /// @return arbitration
    /// @return statements
    /// @return memberships
    #[allow(clippy::type_complexity)]
    pub fn connections(
        &self,
    ) -> (
        Address,
        Address,
        Address,
        Address,
        Address,
        Address,
        Address,
    ) {
        (
            self.psc.get(),
            self.checkout.get(),
            self.quality.get(),
            self.experience.get(),
            self.arbitration.get(),
            self.statements.get(),
            self.memberships.get(),
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

    /// Names the other contracts; owner only, once and for good.
    #[allow(clippy::too_many_arguments)]
    pub fn connect(
        &mut self,
        checkout: Address,
        quality: Address,
        experience: Address,
        arbitration: Address,
        statements: Address,
        memberships: Address,
    ) -> Outcome {
        self.ownable.only_owner()?;
        if !self.checkout.get().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        let others = [
            checkout,
            quality,
            experience,
            arbitration,
            statements,
            memberships,
        ];
        if others.contains(&Address::ZERO) {
            return Err(revert(ZeroAddress {}));
        }
        self.checkout.set(checkout);
        self.quality.set(quality);
        self.experience.set(experience);
        self.arbitration.set(arbitration);
        self.statements.set(statements);
        self.memberships.set(memberships);
        emit(
            self.vm(),
            Connected {
                checkout,
                quality,
                experience,
                arbitration,
                statements,
                memberships,
            },
        );
        Ok(())
    }
}
