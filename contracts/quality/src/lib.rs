//! The quality network's register: platforms, experts, quality models in versions, and the products that are enrolled under
//! them with what they claim to measure. The bonds of platforms and experts lie here.
//!
//! # Roles
//! - **owner** (the DAO's timelock): bonds, bounds of the fee; names the other contracts, once.
//! - **platforms** and **experts**: whoever puts the bond down. Platforms earn of what is sold through stores that name
//!   them, experts of products under their models.
//! - **vendors**: the owner of a product's store enrols it, says what it measures, and takes it out again.
//! - **arbitration**: rules on models; takes from bonds. **statements**: takes from platforms' bonds. **memberships**: tells
//!   which platforms have members.
//!
//! # Units
//! PSC base units (10^-6), below 2^64; rates in basis points; Unix seconds. Numbers count from 1; a platform's stays below
//! 2^32. What a dimension measures is in the unit that its model's text names.
//!
//! # Trust
//! - A version of a model never changes: what a product was enrolled under stays what it was.
//! - Leaving takes 60 days, in which a bond can still be taken from; nothing is earned meanwhile.
//! - The experience fee is part of the product's terms at the catalog: another version, so that no signed cart changes.
//! - Texts are hashes and URIs: that a model measures what it should is judged by people.
//!
//! # Invariants
//! 1. PSC held ≥ Σ bonds + Σ credits.
//! 2. Weights of a version add up to 10,000; a claim is within its dimension's bounds.
//! 3. The catalog's experience fee of a product is above 0 exactly while the product is enrolled.
//! 4. A model only ever moves on: open, withdrawn, struck.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod calls;
mod members;
mod model;
mod models;
mod products;

use abi::*;
use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use common::{
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use members::{small, Kind};
use models::Version;
use stylus_sdk::prelude::*;

/// Most that an experience fee can be.
const MAX_FEE_BPS: u16 = 3_000;
const PSC: u64 = 1_000_000;
const INITIAL_PLATFORM_BOND: u64 = 1_000 * PSC;
const INITIAL_EXPERT_BOND: u64 = 100 * PSC;
const INITIAL_MIN_FEE_BPS: u16 = 100;

sol_storage! {
    pub struct Quality {
        /// The token of bonds.
        address psc;
        /// The other contracts; zero until they are named.
        address catalog;
        address experience;
        address arbitration;
        address statements;
        address memberships;
        /// Least bonds of platform and expert, bounds of the fee, one word.
        uint256 parameters;
        /// Numbers of the latest platform, expert and model, one word.
        uint256 counts;
        /// Platform => its owner.
        mapping(uint64 => uint256) platforms;
        /// Platform => where it is paid.
        mapping(uint64 => address) payouts;
        /// Platform => to whom its owner offers it.
        mapping(uint64 => address) candidates;
        /// Expert => account, and back.
        mapping(uint64 => address) experts;
        mapping(address => uint64) expert_numbers;
        /// Number and kind => bond (see [`members::Bond`]).
        mapping(uint256 => uint256) bonds;
        /// Model => see [`model::Model`].
        mapping(uint64 => uint256) models;
        /// Model and version => number of dimensions.
        mapping(uint256 => uint256) dimension_counts;
        /// Model, version and index => see [`model::Dimension`].
        mapping(uint256 => uint256) dimensions;
        /// Product => see [`model::Enrolment`].
        mapping(uint64 => uint256) enrolments;
        /// Product and index / 4 => four claimed values.
        mapping(uint256 => uint256) claims;
        /// Dispute => model, and who disputes it.
        mapping(uint256 => uint256) disputes;
        mapping(uint256 => address) disputers;
        /// Account => PSC units that it could not be paid.
        mapping(address => uint256) credits;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Quality {
    #[constructor]
    pub fn constructor(&mut self, owner: Address, psc: Address) -> Outcome {
        if psc.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        self.psc.set(psc);
        self.store_parameters(
            INITIAL_PLATFORM_BOND,
            INITIAL_EXPERT_BOND,
            INITIAL_MIN_FEE_BPS,
            MAX_FEE_BPS,
        );
        self.ownable.set(owner)
    }

    // ---- platforms

    /// Registers a platform of the caller's with the least bond, out of her allowance of PSC.
    /// @return platform
    pub fn register_platform(&mut self, payout: Address, uri: String) -> Outcome<u64> {
        self.do_register_platform(payout, uri)
    }

    /// Changes where a platform is paid, and its description; its owner only.
    pub fn set_platform(&mut self, platform: u64, payout: Address, uri: String) -> Outcome {
        self.do_set_platform(platform, payout, uri)
    }

    /// Offers a platform, with its bond, to a new owner, who has to accept it; zero takes the offer back. Its owner only.
    pub fn transfer_platform(&mut self, platform: u64, candidate: Address) -> Outcome {
        self.do_transfer_platform(platform, candidate)
    }

    /// Takes over a platform that was offered to the caller.
    pub fn accept_platform(&mut self, platform: u64) -> Outcome {
        self.do_accept_platform(platform)
    }

    /// To whom a platform is offered; zero: to nobody.
    pub fn platform_candidate(&self, platform: u64) -> Address {
        self.candidates.get(key(platform))
    }

    /// Adds to a platform's bond, out of the caller's allowance; anyone may.
    pub fn top_up_platform(&mut self, platform: u64, amount: U256) -> Outcome {
        self.do_top_up(Kind::Platform, platform, amount)
    }

    /// Ends a platform: it earns nothing from now on, and its bond can be taken back 60 days later.
    /// @return leavesAt
    pub fn give_platform_notice(&mut self, platform: u64) -> Outcome<u64> {
        self.do_give_notice(Kind::Platform, platform)
    }

    /// Sends what is left of a platform's bond to its owner, who calls, after the notice.
    /// @return amount
    pub fn take_platform_bond(&mut self, platform: u64) -> Outcome<U256> {
        self.do_take_back(Kind::Platform, platform)
    }

    /// A platform; all zero if there is none.
    /// @return owner
    /// @return payout
    /// @return bond
    /// @return leavesAt 0: no notice was given
    /// @return active whether it earns
    pub fn platform(&self, platform: u64) -> (Address, Address, U256, u64, bool) {
        let bond = self.load_bond(Kind::Platform, platform);
        (
            self.platform_owner(platform),
            self.payouts.get(key(platform)),
            U256::from(bond.amount),
            bond.leaves_at,
            self.is_active(Kind::Platform, platform),
        )
    }

    // ---- experts

    /// Registers the caller as an expert with the least bond, out of her allowance of PSC.
    /// @return expert
    pub fn register_expert(&mut self, uri: String) -> Outcome<u64> {
        self.do_register_expert(uri)
    }

    /// Adds to an expert's bond, out of the caller's allowance; anyone may.
    pub fn top_up_expert(&mut self, expert: u64, amount: U256) -> Outcome {
        self.do_top_up(Kind::Expert, expert, amount)
    }

    /// Ends an expert's work: she earns nothing from now on, and her bond can be taken back 60 days later.
    /// @return leavesAt
    pub fn give_expert_notice(&mut self, expert: u64) -> Outcome<u64> {
        self.do_give_notice(Kind::Expert, expert)
    }

    /// Sends what is left of an expert's bond to her, who calls, after the notice.
    /// @return amount
    pub fn take_expert_bond(&mut self, expert: u64) -> Outcome<U256> {
        self.do_take_back(Kind::Expert, expert)
    }

    /// An expert; all zero if there is none.
    /// @return account
    /// @return bond
    /// @return leavesAt 0: no notice was given
    /// @return active whether she may publish, and products be enrolled under her models
    pub fn expert(&self, expert: u64) -> (Address, U256, u64, bool) {
        let bond = self.load_bond(Kind::Expert, expert);
        (
            self.experts.get(key(expert)),
            U256::from(bond.amount),
            bond.leaves_at,
            self.is_active(Kind::Expert, expert),
        )
    }

    /// The account's latest number as an expert; 0: it never was one.
    pub fn expert_number(&self, account: Address) -> u64 {
        self.expert_of(account)
    }

    // ---- models

    /// Publishes a model of the caller's, an active expert: its text (hash and URI) and its 1 to 16 dimensions, one entry in
    /// each list. Weights in basis points add up to 10,000; values are within `lower` and `upper`; as far as `tolerances` from
    /// the claim, a measured value counts for nothing.
    /// @return model
    pub fn publish_model(
        &mut self,
        hash: B256,
        uri: String,
        weights: Vec<u16>,
        lower: Vec<u64>,
        upper: Vec<u64>,
        tolerances: Vec<u64>,
    ) -> Outcome<u64> {
        self.do_publish(Version {
            hash,
            uri,
            weights,
            lower,
            upper,
            tolerances,
        })
    }

    /// Publishes another version of a model; what is enrolled stays under its own. Its expert only.
    /// @return version
    #[allow(clippy::too_many_arguments)]
    pub fn revise_model(
        &mut self,
        model: u64,
        hash: B256,
        uri: String,
        weights: Vec<u16>,
        lower: Vec<u64>,
        upper: Vec<u64>,
        tolerances: Vec<u64>,
    ) -> Outcome<u64> {
        let version = Version {
            hash,
            uri,
            weights,
            lower,
            upper,
            tolerances,
        };
        self.do_revise(model, version)
    }

    /// Closes a model to further products; its expert only.
    pub fn withdraw_model(&mut self, model: u64) -> Outcome {
        self.do_withdraw_model(model)
    }

    /// Asks the arbitration to strike a model; the caller then puts the dispute's bond down there.
    /// @return disputeId
    pub fn dispute_model(&mut self, model: u64, evidence: String) -> Outcome<U256> {
        self.do_dispute_model(model, evidence)
    }

    /// ERC-792: decides a dispute on a model; arbitration only. 0 refused, 1 strikes it and takes a fifth of its expert's bond
    /// for who disputed it, 2 leaves it.
    pub fn rule(&mut self, dispute_id: U256, ruling: U256) -> Outcome {
        self.do_rule(dispute_id, ruling)
    }

    /// A model; all zero if there is none.
    /// @return expert
    /// @return versions number of the latest
    /// @return state 1 open, 2 withdrawn, 3 struck
    /// @return disputed
    pub fn model(&self, model: u64) -> (u64, u64, u8, bool) {
        let model = self.load_model(model);
        (
            model.expert,
            model.versions,
            model.state as u8,
            model.dispute != 0,
        )
    }

    /// The dimensions of a version; empty if there is none such.
    /// @return weights
    /// @return lower
    /// @return upper
    /// @return tolerances
    #[allow(clippy::type_complexity)]
    pub fn model_version(
        &self,
        model: u64,
        version: u64,
    ) -> (Vec<u16>, Vec<u64>, Vec<u64>, Vec<u64>) {
        let (mut weights, mut lower) = (Vec::new(), Vec::new());
        let (mut upper, mut tolerances) = (Vec::new(), Vec::new());
        for dimension in self.load_dimensions(model, version) {
            weights.push(dimension.weight);
            lower.push(dimension.lower);
            upper.push(dimension.upper);
            tolerances.push(dimension.tolerance);
        }
        (weights, lower, upper, tolerances)
    }

    // ---- products

    /// Enrols a product under a model's version with its claimed values, one for each dimension: from now on its lines pay
    /// `feeBps` to expert, platform and reporters, and 60 to the community. The owner of its store only.
    pub fn enrol(
        &mut self,
        product: u64,
        model: u64,
        version: u64,
        claims: Vec<u64>,
        fee_bps: u16,
    ) -> Outcome {
        self.do_enrol(product, model, version, claims, fee_bps)
    }

    /// Claims other values, for reports to come; the owner of the product's store only.
    pub fn set_claims(&mut self, product: u64, claims: Vec<u64>) -> Outcome {
        self.do_set_claims(product, claims)
    }

    /// Sets the experience fee, for orders to come; the owner of the product's store only.
    pub fn set_fee(&mut self, product: u64, fee_bps: u16) -> Outcome {
        self.do_set_fee(product, fee_bps)
    }

    /// Takes a product out, for orders to come; the owner of its store only.
    pub fn leave(&mut self, product: u64) -> Outcome {
        self.do_leave(product)
    }

    /// A product's enrolment; all zero while there is none.
    /// @return model
    /// @return version
    /// @return feeBps
    /// @return expert the model's
    /// @return since
    pub fn enrolment(&self, product: u64) -> (u64, u64, u16, u64, u64) {
        let enrolment = self.load_enrolment(product);
        (
            enrolment.model,
            enrolment.version,
            enrolment.fee_bps,
            enrolment.expert,
            enrolment.since,
        )
    }

    /// The public twin: what an enrolled product is said to measure, by dimension.
    pub fn claims(&self, product: u64) -> Vec<u64> {
        self.load_claims(product)
    }

    // ---- for the other contracts

    /// Who earns of lines now, in the order of `lines` (product, platform: two 64-bit numbers each).
    /// @return earners expert and platform likewise, 0: nobody; then 1 if the platform has members
    pub fn earners(&self, lines: Vec<U256>) -> Vec<U256> {
        self.do_earners(&lines)
    }

    /// What reports on a product are measured against: a word of model, version, expert and number of dimensions, then one per
    /// dimension of claim, tolerance and weight; empty if it is not enrolled, or its model struck.
    pub fn twin(&self, product: u64) -> Vec<U256> {
        self.do_twin(product)
    }

    /// Whether the account sells the product, is its expert, or owns the platform of its store.
    /// @return party
    /// @return set the product's co-creators, so that who asks for them too need not ask the catalog
    pub fn is_party(&self, product: u64, account: Address) -> Outcome<(bool, u64)> {
        self.do_is_party(product, account)
    }

    /// Tells whether a platform has members, so that its lines may be theirs; memberships only.
    pub fn set_membership(&mut self, platform: u64, on: bool) -> Outcome {
        let account = self.vm().msg_sender();
        if account != self.memberships.get() {
            return Err(revert(NotAllowed { account }));
        }
        self.do_set_membership(platform, on)
    }

    /// Takes up to `amount` of a platform's bond for `to`; arbitration and statements only.
    /// @return taken
    pub fn slash_platform(&mut self, platform: u64, amount: U256, to: Address) -> Outcome<U256> {
        let account = self.vm().msg_sender();
        if account != self.arbitration.get() && account != self.statements.get() {
            return Err(revert(NotAllowed { account }));
        }
        self.slash(Kind::Platform, platform, amount, to)
    }

    // ---- payments

    /// PSC units that the account could not be paid.
    pub fn credit(&self, account: Address) -> U256 {
        self.credits.get(account)
    }

    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    pub fn claim_for(&mut self, account: Address) -> Outcome<U256> {
        let amount = self.credits.get(account);
        if amount.is_zero() {
            return Err(revert(NothingToClaim { account }));
        }
        self.credits.insert(account, U256::ZERO);
        emit(self.vm(), CreditClaimed { account, amount });
        self.send(account, amount)?;
        Ok(amount)
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

    /// The token of bonds.
    pub fn psc(&self) -> Address {
        self.psc.get()
    }

    /// The other contracts; zero until they are named.
    /// @return catalog
    /// @return experience
    /// @return arbitration
    /// @return statements
    /// @return memberships
    pub fn connections(&self) -> (Address, Address, Address, Address, Address) {
        (
            self.catalog.get(),
            self.experience.get(),
            self.arbitration.get(),
            self.statements.get(),
            self.memberships.get(),
        )
    }

    /// Names the other contracts, for good; owner only.
    pub fn connect(
        &mut self,
        catalog: Address,
        experience: Address,
        arbitration: Address,
        statements: Address,
        memberships: Address,
    ) -> Outcome {
        self.ownable.only_owner()?;
        if !self.catalog.get().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        let others = [catalog, experience, arbitration, statements, memberships];
        if others.contains(&Address::ZERO) {
            return Err(revert(ZeroAddress {}));
        }
        self.catalog.set(catalog);
        self.experience.set(experience);
        self.arbitration.set(arbitration);
        self.statements.set(statements);
        self.memberships.set(memberships);
        emit(
            self.vm(),
            Connected {
                catalog,
                experience,
                arbitration,
                statements,
                memberships,
            },
        );
        Ok(())
    }

    /// @return platformBond PSC units
    /// @return expertBond PSC units
    /// @return minFeeBps
    /// @return maxFeeBps
    pub fn parameters(&self) -> (U256, U256, u16, u16) {
        let ((platform, expert), (min, max)) = (self.min_bonds(), self.fee_bounds());
        (U256::from(platform), U256::from(expert), min, max)
    }

    /// Sets the least bonds, above 0, and the bounds of the experience fee, up to 3,000 bps; owner only. Fees that are set
    /// stay; who has too little of a bond is no longer active.
    pub fn set_parameters(
        &mut self,
        platform_bond: U256,
        expert_bond: U256,
        min_fee_bps: u16,
        max_fee_bps: u16,
    ) -> Outcome {
        self.ownable.only_owner()?;
        let (platform, expert) = (small(platform_bond)?, small(expert_bond)?);
        if platform == 0 || expert == 0 {
            return Err(revert(ZeroAmount {}));
        }
        // A fee of 0 would be no enrolment at the catalog.
        let (min, max) = (U256::from(1), U256::from(MAX_FEE_BPS));
        for value in [min_fee_bps, max_fee_bps].map(U256::from) {
            if value < min || value > max {
                return Err(revert(ParameterOutOfBounds { value, min, max }));
            }
        }
        if min_fee_bps > max_fee_bps {
            let (value, max) = (U256::from(min_fee_bps), U256::from(max_fee_bps));
            return Err(revert(ParameterOutOfBounds { value, min, max }));
        }
        self.store_parameters(platform, expert, min_fee_bps, max_fee_bps);
        Ok(())
    }
}

// No entry point below.
impl Quality {
    /// PSC units that a platform and an expert need at least.
    pub(crate) fn min_bonds(&self) -> (u64, u64) {
        let [platform, expert, _, _] = self.parameters.get().into_limbs();
        (platform, expert)
    }

    /// Bounds of the experience fee.
    pub(crate) fn fee_bounds(&self) -> (u16, u16) {
        let fees = self.parameters.get().into_limbs()[2];
        (fees as u16, (fees >> 16) as u16)
    }

    fn store_parameters(&mut self, platform: u64, expert: u64, min: u16, max: u16) {
        let fees = u64::from(min) | u64::from(max) << 16;
        let word = U256::from_limbs([platform, expert, fees, 0]);
        self.parameters.set(word);
        emit(
            self.vm(),
            ParametersSet {
                platformBond: U256::from(platform),
                expertBond: U256::from(expert),
                minFeeBps: min,
                maxFeeBps: max,
            },
        );
    }
}

type Uint64 = alloy_primitives::Uint<64, 1>;

fn key(value: u64) -> Uint64 {
    Uint64::from(value)
}
