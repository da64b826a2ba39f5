//! Experience: buyers report what they measured of a product, participants vote on each cycle's
//! reports, and the best three of each product win. From the same votes comes the product's trust
//! score.
//!
//! # Roles
//! - **reporters**: buyers of a settled line of an enrolled product, or of a sale that a platform
//!   settled itself and they proved at `statements`. Each report has a bond.
//! - **voters**: participants with power. They commit to a report and reveal it.
//! - **arbitration**: rules on disputes over reports (ERC-792).
//! - **owner** (the DAO's timelock): sets parameters within constant bounds.
//! - anyone: shows that a voter has an interest in the product, ranks, confirms, forfeits, settles.
//!
//! # Units
//! PSC base units of 10^-6, power likewise. Conformity and trust are whole per cents, places count
//! from 1. Cycles and their quarters: see [`common::cycle::Clock`].
//!
//! # Time
//! Reports of cycle `n` are voted on in `n + 1`: committed in its first quarter, revealed in the
//! second, disputed in the third. From the third on votes are confirmed or forfeited, until the
//! cycle is closed; from the fourth on reports are settled.
//!
//! # Trust
//! - The other contracts are the protocol's own, named once and for good. Calls between them have
//!   no cycle; re-entry is refused.
//! - Who has an interest in a product neither reports nor votes on it, as far as the chain knows by
//!   account: its vendor, accepted co-creators, its model's expert, its pool's stakers, its
//!   platform's owner. What it does not (stores that list it, redemptions in the queue) anyone
//!   shows while votes are open.
//! - A vendor can enrol her product under a critic's model, or name a critic's platform. So what such
//!   accounts own counts only as it was at the commitment, before anybody knows a vote; else critics
//!   could be silenced by it. Staking and accepting co-creation count until an account reveals.
//! - The owner changes nothing for votes on a cycle once the first of them is revealed.
//!
//! # Invariants
//! 1. PSC held here ≥ Σ bonds of reports neither settled nor struck + Σ credits.
//! 2. A report's weight = Σ revealed weight for it; a product's = Σ of its reports'; each bucket =
//!    Σ weight of its reports not struck.
//! 3. An account has one vote per product and cycle, of at most the cap; one report per product and
//!    cycle, and per line.
//! 4. The best three have no less weight than any report that was ranked after the last bar.
//! 5. A bond is paid once: to the reporter, or to whoever had the report struck.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod calls;
mod conformity;
mod disputes;
mod median;
mod records;
mod reports;
mod round;
mod slots;
mod time;
mod votes;

use abi::*;
use alloc::{string::String, vec::Vec};
#[cfg(any(test, feature = "export-abi"))]
use alloy_primitives::Bytes;
use alloy_primitives::{Address, B256, U256};
#[cfg(not(any(test, feature = "export-abi")))]
use common::abi::Raw as Bytes;
use common::{
    commerce::{address_word, word_address},
    cycle::Clock,
    encode::{revert, Outcome},
    ownable::Ownable,
    wire::{n, Wire},
};
use dispatch::entry_points;
use records::Parameters;
use reports::Experienced;
use slots::{by_id, by_ids, slot, Kind};
use stylus_sdk::prelude::*;
use votes::Interest;

sol_storage! {
    /// Reports and votes stand at slots of their own (see [`slots`]).
    pub struct Experience {
        /// Of bonds; in one slot with the number of the latest report.
        address psc;
        uint64 report_count;
        /// Start and length of cycles.
        uint256 clock;
        /// See [`Parameters`].
        uint256 parameters;
        /// The owner.
        Ownable ownable;
    }
}

/// The other contracts, in the order of `connect`.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(crate) enum Peer {
    Checkout = 0,
    Catalog = 1,
    Splitter = 2,
    StakePools = 3,
    Quality = 4,
    Power = 5,
    Cycles = 6,
    Arbitration = 7,
    Statements = 8,
}

#[entry_points]
impl Experience {
    /// Fixes the clock, which is the same in each contract of the network, and PSC.
    #[constructor]
    pub fn constructor(
        &mut self,
        owner: Address,
        psc: Address,
        start: u64,
        length: u64,
    ) -> Outcome {
        ensure_named(psc)?;
        if Clock::checked(start, length).is_none() {
            return Err(revert(InvalidClock { start, length }));
        }
        self.clock.set(U256::from_limbs([start, length, 0, 0]));
        self.psc.set(psc);
        self.log::<ExperienceCreated, 1, 2>([address_word(psc)], [n(start), n(length)]);
        self.save_parameters(&Parameters::INITIAL);
        self.ownable.set(owner)
    }

    // ---- reports

    /// Files a report on a product that the caller bought: on a settled line, not wholly refunded,
    /// with one measured value for each dimension of its model, in their order. Line 255: `order` is
    /// the number of a purchase that the caller proved at `statements`. It takes the bond from the
    /// caller's allowance. Once per line, and per product and cycle.
    /// @return report
    pub fn file(
        &mut self,
        order: u64,
        line: u8,
        measured: Vec<u64>,
        evidence_hash: B256,
        evidence: String,
    ) -> Outcome<u64> {
        self.do_file(Experienced {
            order,
            line,
            measured,
            evidence_hash,
            evidence,
        })
    }

    /// The same with the caller's ERC-2612 permit of PSC for this contract, of exactly the bond,
    /// good until `deadline`. A permit that somebody else has brought already does no harm.
    /// @return report
    #[allow(clippy::too_many_arguments)]
    pub fn file_with_permit(
        &mut self,
        order: u64,
        line: u8,
        measured: Vec<u64>,
        evidence_hash: B256,
        evidence: String,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome<u64> {
        let bond = U256::from(self.load_parameters().bond);
        self.try_permit(bond, deadline, &signature);
        self.file(order, line, measured, evidence_hash, evidence)
    }

    /// Pays the bond back, and gives a winner its power: from the fourth quarter on, of a report
    /// that is neither in dispute nor struck; anyone may call.
    pub fn settle(&mut self, report: u64) -> Outcome {
        self.do_settle(report)
    }

    /// A report; all zero if there is none such.
    /// @return account who filed it
    /// @return product
    /// @return cycle in which it was filed
    /// @return conformity 0 to 100
    /// @return weight power units that votes give it
    /// @return bond PSC units
    /// @return state 0 open, 1 in dispute, 2 struck, 3 settled
    /// @return disputeId the latest; 0: none
    #[allow(clippy::type_complexity)]
    pub fn report(&self, id: u64) -> (Address, u64, u64, u8, u64, U256, u8, U256) {
        let report = self.report_or_none(id);
        // One in dispute is not settled, and none is disputed once it can be.
        let state = match (report.disputed, report.struck, report.settled) {
            (true, _, _) => 1,
            (_, true, _) => 2,
            (_, _, true) => 3,
            _ => 0,
        };
        (
            report.account,
            report.product,
            report.cycle,
            report.conformity,
            report.weight,
            U256::from(report.bond),
            state,
            U256::from(report.dispute),
        )
    }

    /// Number of the latest report.
    pub fn report_count(&self) -> u64 {
        self.report_count.get().to()
    }

    /// The report that an account filed on a product in a cycle; 0: none.
    pub fn report_of(&self, cycle: u64, product: u64, account: Address) -> u64 {
        self.number(slot(Kind::Filed, [cycle, product], account))
    }

    /// The report on a line, or, for line 255, on a purchase proved at `statements`; 0: none.
    pub fn report_on_line(&self, order: u64, line: u8) -> u64 {
        self.number(by_ids(Kind::Line, [order, line.into()]))
    }

    /// Whose a report is, for `cycles`.
    /// @return account
    /// @return product
    /// @return cycle
    /// @return disputed
    pub fn reporter(&self, report: u64) -> (Address, u64, u64, bool) {
        let report = self.report_or_none(report);
        (
            report.account,
            report.product,
            report.cycle,
            report.disputed,
        )
    }

    // ---- votes

    /// Commits the caller to one of a product's reports of a cycle, by `commitment`; once more
    /// replaces it. In the first quarter of the next cycle.
    pub fn commit(&mut self, cycle: u64, product: u64, commitment: B256) -> Outcome {
        self.do_commit(cycle, product, commitment)
    }

    /// The hash that commits an account to a report:
    /// `keccak256(abi.encode(chain, contract, cycle, product, account, report, salt))`.
    pub fn commitment(
        &self,
        cycle: u64,
        product: u64,
        account: Address,
        report: u64,
        salt: B256,
    ) -> B256 {
        let voter = self.voter(cycle, product, account);
        self.commitment_of(&voter, report, salt)
    }

    /// Reveals what the caller committed to; in the second quarter. The report weighs its power
    /// more, up to the cap.
    pub fn reveal(&mut self, cycle: u64, product: u64, report: u64, salt: B256) -> Outcome {
        self.do_reveal(cycle, product, report, salt)
    }

    /// Shows, while votes are committed and revealed, that an account which has committed owns a
    /// store that lists the product, and did when it committed: its weight is taken back, it has no
    /// vote, and loses 5 % of its power; anyone may call. A store that it took over later does not count.
    pub fn bar(&mut self, cycle: u64, product: u64, account: Address, store: u64) -> Outcome {
        let voter = self.voter(cycle, product, account);
        self.do_bar(voter, &Interest::Store(store))
    }

    /// The same of an account whose shares wait in the queue of the product's stake pool; one that
    /// has not committed loses nothing.
    /// @return account
    pub fn bar_queued(&mut self, cycle: u64, product: u64, request: u64) -> Outcome<Address> {
        let account = self.queued(product, request)?;
        if account.is_zero() {
            return Err(revert(NotQueued { product, request }));
        }
        let voter = self.voter(cycle, product, account);
        self.do_bar(voter, &Interest::Request(request))?;
        Ok(account)
    }

    /// Puts a report where its weight belongs, after others were taken back; in the second and
    /// third quarter, while no report of the product is struck; anyone may call.
    pub fn rank(&mut self, report: u64) -> Outcome {
        self.do_rank(report)
    }

    /// Confirms that an account voted for a winner: from the third quarter until the cycle is
    /// closed. It gains power, and its weight counts for the community once; anyone may call.
    pub fn confirm(&mut self, cycle: u64, product: u64, account: Address) -> Outcome {
        let voter = self.voter(cycle, product, account);
        self.do_confirm(voter)
    }

    /// Takes 5 % of the power of an account that committed and did not reveal: from the third
    /// quarter until the cycle is closed; anyone may call.
    pub fn forfeit(&mut self, cycle: u64, product: u64, account: Address) -> Outcome {
        let voter = self.voter(cycle, product, account);
        self.do_forfeit(voter)
    }

    /// An account's vote on a product's reports of a cycle.
    /// @return state 0 none, 1 committed, 2 revealed, 3 confirmed, 4 barred, 5 forfeited
    /// @return report
    /// @return weight
    /// @return gain power units, if the report wins
    pub fn vote(&self, cycle: u64, product: u64, account: Address) -> (u8, u64, u64, u64) {
        let vote = self.load_vote(&self.voter(cycle, product, account));
        let ballot = vote.ballot();
        (vote.state as u8, ballot.report, ballot.weight, ballot.gain)
    }

    /// On how many products' reports of a cycle an account committed votes: five at most.
    pub fn vote_count(&self, cycle: u64, account: Address) -> u64 {
        self.number(slot(Kind::Votes, [cycle, 0], account))
    }

    /// A product's best three reports of a cycle, in 64-bit numbers from the low end (0: none, or
    /// struck), and 1 if the quorum was reached.
    pub fn places(&self, cycle: u64, product: u64) -> U256 {
        let round = self.load_round(cycle, product);
        let [first, second, third] = round.places();
        let reached = round.has_quorum(self.load_rules(cycle).quorum);
        U256::from_limbs([first, second, third, reached.into()])
    }

    /// How the vote on a product's reports of a cycle stands.
    /// @return weight power units revealed
    /// @return quorum of the cycle; 0: no vote was revealed in it
    /// @return tenths of the product's fees that have winners
    /// @return places the best three (0: none, or struck)
    pub fn round(&self, cycle: u64, product: u64) -> (u64, u64, u64, Vec<u64>) {
        let round = self.load_round(cycle, product);
        let quorum = self.load_rules(cycle).quorum;
        (
            round.weight,
            quorum,
            round.tenths(quorum),
            Vec::from(round.places()),
        )
    }

    /// A product's trust score of a cycle: the median of the reports' conformity, by weight.
    /// @return score 0 to 100
    /// @return weight power units; 0: there is no score
    pub fn trust(&self, cycle: u64, product: u64) -> (u8, u64) {
        self.do_trust(cycle, product)
    }

    /// What holds for votes on a cycle's reports; all zero until one is revealed.
    /// @return total earned power
    /// @return quorum
    /// @return cap
    /// @return voteGainBps
    pub fn rules(&self, cycle: u64) -> (u64, u64, u64, u16) {
        let rules = self.load_rules(cycle);
        (
            rules.total,
            rules.quorum,
            rules.cap,
            rules.vote_gain_bps as u16,
        )
    }

    // ---- disputes

    /// Disputes a report; in the third quarter. The caller's bond is to be put down at the
    /// arbitration; until it is, another dispute may take this one's place. A report whose dispute
    /// is won is struck, and its bond is the caller's.
    /// @return disputeId
    pub fn dispute(&mut self, report: u64, evidence: String) -> Outcome<U256> {
        self.do_dispute(report, evidence)
    }

    /// ERC-792: 1 strikes the report, 0 and 2 let it stand; arbitration only.
    pub fn rule(&mut self, dispute_id: U256, ruling: U256) -> Outcome {
        self.do_rule(dispute_id, ruling)
    }

    /// Applies a ruling that the arbitration could not push; anyone may call.
    pub fn pull_ruling(&mut self, report: u64) -> Outcome {
        self.do_pull(report)
    }

    /// A dispute that is not ruled on; also one that was replaced (see `report`).
    /// @return account who disputes
    /// @return report 0: there is none such
    pub fn report_dispute(&self, dispute_id: U256) -> (Address, u64) {
        self.dispute_of(dispute_id)
    }

    // ---- payments

    /// PSC units that the account could not be paid.
    pub fn credit(&self, account: Address) -> U256 {
        self.word(slot(Kind::Credit, [0, 0], account))
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

    // ---- others

    /// When cycles begin.
    /// @return start first second of cycle 0
    /// @return length seconds
    pub fn clock(&self) -> (u64, u64) {
        let clock = self.load_clock();
        (clock.start, clock.length)
    }

    /// Now.
    /// @return cycle
    /// @return quarter 0 to 3
    pub fn present(&self) -> (u64, u64) {
        self.now()
    }

    /// PSC, of bonds.
    pub fn psc(&self) -> Address {
        self.psc.get()
    }

    /// The other contracts; zero until they are named.
    /// @return checkout
    /// @return catalog
    /// @return splitter
    /// @return stakePools
    /// @return quality
    /// @return power
    /// @return cycles
    /// @return arbitration
    /// @return statements
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
        Address,
        Address,
    ) {
        (
            self.peer(Peer::Checkout),
            self.peer(Peer::Catalog),
            self.peer(Peer::Splitter),
            self.peer(Peer::StakePools),
            self.peer(Peer::Quality),
            self.peer(Peer::Power),
            self.peer(Peer::Cycles),
            self.peer(Peer::Arbitration),
            self.peer(Peer::Statements),
        )
    }

    /// Parameters.
    /// @return bond of a report, PSC units
    /// @return quorumBps of everybody's earned power
    /// @return capBps
    /// @return voteGainBps of what a voter has earned, up to the cap
    /// @return reportGain power units for the winners of a product
    pub fn parameters(&self) -> (U256, u16, u16, u16, u64) {
        let parameters = self.load_parameters();
        (
            U256::from(parameters.bond),
            parameters.quorum_bps,
            parameters.cap_bps,
            parameters.vote_gain_bps,
            parameters.report_gain,
        )
    }

    // ---- owner

    /// Names the other contracts; owner only, once and for good.
    #[allow(clippy::too_many_arguments)]
    pub fn connect(
        &mut self,
        checkout: Address,
        catalog: Address,
        splitter: Address,
        stake_pools: Address,
        quality: Address,
        power: Address,
        cycles: Address,
        arbitration: Address,
        statements: Address,
    ) -> Outcome {
        self.ownable.only_owner()?;
        if !self.peer(Peer::Checkout).is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        let peers = [
            checkout,
            catalog,
            splitter,
            stake_pools,
            quality,
            power,
            cycles,
            arbitration,
            statements,
        ];
        for (number, account) in (0u64..).zip(peers) {
            ensure_named(account)?;
            self.set_word(by_id(Kind::Peer, number), address_word(account));
        }
        self.log::<Connected, 0, 9>([], peers.map(address_word));
        Ok(())
    }

    /// Sets the parameters: bond 0.1 to 1,000 PSC, quorum 0.2 to 50 % and at least twice the cap,
    /// cap 0.1 to 25 %, gains up to 2 % per confirmed vote and 10 power for a product's winners;
    /// owner only.
    pub fn set_parameters(
        &mut self,
        bond: U256,
        quorum_bps: u16,
        cap_bps: u16,
        vote_gain_bps: u16,
        report_gain: u64,
    ) -> Outcome {
        self.ownable.only_owner()?;
        let parameters = Parameters {
            // Beyond is out of bounds too.
            bond: bond.saturating_to(),
            quorum_bps,
            cap_bps,
            vote_gain_bps,
            report_gain,
        };
        if let Some((number, value, min, max)) = parameters.out_of_bounds() {
            return Err(revert(ParameterOutOfBounds {
                number,
                value: U256::from(value),
                min: U256::from(min),
                max: U256::from(max),
            }));
        }
        self.save_parameters(&parameters);
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

// No entry point below.
impl Experience {
    fn load_parameters(&self) -> Parameters {
        Parameters::unpack(self.parameters.get())
    }

    fn save_parameters(&mut self, parameters: &Parameters) {
        self.parameters.set(parameters.pack());
        self.log::<ParametersSet, 0, 5>(
            [],
            [
                U256::from(parameters.bond),
                n(parameters.quorum_bps),
                n(parameters.cap_bps),
                n(parameters.vote_gain_bps),
                n(parameters.report_gain),
            ],
        );
    }

    /// Another contract; zero until it is named.
    pub(crate) fn peer(&self, peer: Peer) -> Address {
        word_address(self.word(by_id(Kind::Peer, peer as u64)))
    }

    fn ensure_connected(&self) -> Outcome {
        if self.peer(Peer::Checkout).is_zero() {
            return Err(revert(NotConnected {}));
        }
        Ok(())
    }
}

/// Refuses the zero address.
fn ensure_named(account: Address) -> Outcome {
    if account.is_zero() {
        return Err(revert(ZeroAddress {}));
    }
    Ok(())
}
