//! Disputes decided by jurors: bonds, commit-reveal, appeal. An ERC-792 arbitrator.
//!
//! A registered contract (the *arbitrable*) opens a dispute between the *party* that disputes and
//! the *respondent*. Each puts the same bond down, or loses; jurors with power vote by commitment
//! and revelation; the loser may appeal once, at a doubled bond; where the jurors of the last round
//! do not decide, the *umpire* does. The ruling is pushed to the arbitrable, or pulled by it.
//! [`dispute`] has the life of a dispute, [`bonds`] what becomes of the money, [`vote`] what comes
//! of a vote: all three are pure.
//!
//! # Roles
//! - **arbitrables** (checkout, experience, quality, statements; the owner registers them): open
//!   disputes, are told the ruling.
//! - **party, respondent**: bonds, evidence, the loser's appeal.
//! - **jurors**: any account with power that is not linked to the dispute.
//! - **umpire**: named by the owner; rules only where the last round had no quorum, or was a tie.
//! - **owner** (the DAO's timelock): arbitrables, umpire, parameters within constant bounds, for
//!   disputes to come.
//! - anyone: executes final rulings, settles votes, shows a juror's queued stake, has credits paid.
//!
//! # Units
//! PSC units of 10^-6 below 2^62; power of 10^-6; times are Unix seconds of the block; shares are
//! basis points of 10,000.
//!
//! # Rulings
//! 0 refused, 1 for the party, 2 for the respondent, as jurors and arbitrables say it too.
//!
//! # Trust
//! PSC, power, cycles, quality, catalog, splitter and stake pools are protocol contracts, named
//! once and for good; none of them calls back. Arbitrables are not trusted with more than their own
//! disputes, and a bond of the party that they name, within its allowance: `rule` runs with bounded gas, nothing of its answer is read, and whether it fails
//! changes neither ruling nor payments.
//!
//! # Invariants
//! 1. Every state but `Final` has a deadline, and what follows then needs no call. Only while PSC
//!    is paused can a call (`advance`) move the deadline of a bond on.
//! 2. PSC held here = Σ bonds of disputes not divided + Σ jurors' parts not paid + Σ credits (and
//!    what was sent unasked); Σ put down = Σ paid out, to the unit.
//! 3. A ruling of the jurors has the quorum of its round behind it, and at least two of them.
//! 4. There are at most two rounds; an account counts once a round.
//! 5. Terms and tallies of a dispute do not change with the DAO's parameters.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod accounts;
mod bonds;
mod calls;
mod dispute;
mod jurors;
#[cfg(test)]
mod model;
mod parameters;
mod parties;
mod rulings;
mod slots;
mod store;
mod vote;

use abi::*;
use alloc::{string::String, vec::Vec};
#[cfg(any(test, feature = "export-abi"))]
use alloy_primitives::Bytes;
use alloy_primitives::{Address, B256, U256};
#[cfg(not(any(test, feature = "export-abi")))]
use common::abi::Raw as Bytes;
use common::{
    commerce::{address_word, with_number},
    cycle::Clock,
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use dispute::State;
use parameters::Parameters;
use slots::{by_account, fixed, Kind, CONNECTED};
use stylus_sdk::prelude::*;
use vote::Vote;

sol_storage! {
    /// All else stands at slots of its own (see [`slots`]).
    pub struct Arbitration {
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Arbitration {
    /// `start` and `length` of the cycles are the same in every contract of the network.
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
        self.set_word(fixed(Kind::Psc), address_word(psc));
        let clock = U256::from_limbs([start, length, 0, 0]);
        self.set_word(fixed(Kind::Clock), clock);
        self.store_parameters(&Parameters::INITIAL);
        self.ownable.set(owner)
    }

    // ---- ERC-792: arbitrables

    /// Opens a dispute; registered contracts only. `choices` is 2. `extraData` begins with
    /// `abi.encode(address party, address respondent, uint64 product, uint256 sum)`: product 0 if it
    /// is about none, sum in PSC units below 2^62; what follows is the arbitrable's own. Takes the party's bond at once
    /// if its allowance has it, as `fund` would; or waits for `fund`.
    /// @return disputeId from 1
    #[payable]
    pub fn create_dispute(&mut self, choices: U256, extra_data: Bytes) -> Outcome<U256> {
        self.do_create(choices, &extra_data)
    }

    /// What opening a dispute costs, in wei: nothing. Arbitration is paid for by PSC bonds.
    /// @return cost
    pub fn arbitration_cost(&self, extra_data: Bytes) -> U256 {
        let _ = extra_data;
        U256::ZERO
    }

    /// Whether the ruling of an arbitrable's dispute is final, and which: to be pulled where the push
    /// failed, or before it. Of a dispute that is not the arbitrable's: never.
    /// @return isFinal
    /// @return ruling 0 refused, 1 for the party, 2 for the respondent
    pub fn ruling_of(&self, arbitrable: Address, dispute_id: U256) -> (bool, U256) {
        match self.current(dispute_id) {
            Ok((_, facts, _, core))
                if core.state == State::Final && facts.arbitrable == arbitrable =>
            {
                (true, U256::from(core.ruling as u8))
            }
            _ => (false, U256::ZERO),
        }
    }

    /// The ruling as it would be if nothing more happened but an end: that of a final dispute, else
    /// what the first round decided, else 0.
    /// @return ruling
    pub fn current_ruling(&self, dispute_id: U256) -> Outcome<U256> {
        let (_, _, _, core) = self.current(dispute_id)?;
        Ok(U256::from(match core.state {
            State::Final => core.ruling,
            _ => core.outcome,
        } as u8))
    }

    /// As ERC-792's first implementations tell it.
    /// @return status 0 waiting, 1 appealable, 2 solved
    pub fn dispute_status(&self, dispute_id: U256) -> Outcome<u8> {
        let (_, _, _, core) = self.current(dispute_id)?;
        Ok(match core.state {
            State::Final => 2,
            State::Appeal => 1,
            _ => 0,
        })
    }

    /// When the loser of the first round may appeal; zeros if nobody may.
    /// @return start
    /// @return end first second after it
    pub fn appeal_period(&self, dispute_id: U256) -> Outcome<(u64, u64)> {
        let (_, _, terms, core) = self.current(dispute_id)?;
        Ok(match core.state {
            State::Appeal => (core.deadline - u64::from(terms.appeal_secs), core.deadline),
            _ => (0, 0),
        })
    }

    // ---- parties

    /// Puts the party's bond down, within its allowance; the party only, in time.
    pub fn fund(&mut self, dispute_id: U256) -> Outcome {
        self.do_fund(dispute_id)
    }

    /// The same with the caller's ERC-2612 permit of exactly the bond. A permit that somebody else
    /// has brought already does no harm.
    pub fn fund_with_permit(
        &mut self,
        dispute_id: U256,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome {
        self.permit_bond(dispute_id, deadline, &signature)?;
        self.do_fund(dispute_id)
    }

    /// Matches the party's bond, within the respondent's allowance; the respondent only, in time.
    /// The jurors' first round begins.
    pub fn match_bond(&mut self, dispute_id: U256) -> Outcome {
        self.do_match(dispute_id)
    }

    /// The same with the caller's permit of exactly the bond.
    pub fn match_bond_with_permit(
        &mut self,
        dispute_id: U256,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome {
        self.permit_bond(dispute_id, deadline, &signature)?;
        self.do_match(dispute_id)
    }

    /// Appeals from the first round's outcome with twice the bond, within the allowance; whom it
    /// decided against only, in time. The second round begins, which is the last.
    pub fn appeal(&mut self, dispute_id: U256) -> Outcome {
        self.do_appeal(dispute_id)
    }

    /// The same with the caller's permit of exactly twice the bond.
    pub fn appeal_with_permit(
        &mut self,
        dispute_id: U256,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome {
        self.permit_bond(dispute_id, deadline, &signature)?;
        self.do_appeal(dispute_id)
    }

    /// Logs what a side has to say, or a URI of it, until the ruling is final.
    pub fn submit_evidence(&mut self, dispute_id: U256, evidence: String) -> Outcome {
        self.do_submit(dispute_id, evidence)
    }

    // ---- jurors

    /// Commits the caller's vote in the round that runs: `keccak256(abi.encode(uint256 chainId,
    /// address arbitration, uint256 disputeId, uint8 round, address juror, uint8 choice, bytes32
    /// salt))`. A later one replaces it. For accounts with power that are not linked to the dispute.
    pub fn commit(&mut self, dispute_id: U256, commitment: B256) -> Outcome {
        self.do_commit(dispute_id, commitment)
    }

    /// Reveals it: 1 for the party, 2 for the respondent. It weighs the caller's power of now, up
    /// to the round's cap; refused while the caller has an interest in the product.
    /// @return weight
    pub fn reveal(&mut self, dispute_id: U256, choice: u8, salt: B256) -> Outcome<U256> {
        self.do_reveal(dispute_id, choice, salt)
    }

    /// Shows that a juror's redemption waits in the queue of the product's pool: the weight is
    /// taken back, or will not count. Anyone may call while votes are committed or revealed.
    pub fn challenge_juror(&mut self, dispute_id: U256, juror: Address, request: u64) -> Outcome {
        self.do_challenge(dispute_id, juror, request)
    }

    /// What a juror's vote comes to, once the ruling is final; anyone may call. Coherent: a slice of
    /// the loser's bonds, power (once for each cycle of a ruling, until the end of the next one) and
    /// community weight in the ruling's cycle. Incoherent, not revealed or
    /// removed: a loss of power. Ruling 0: nothing, unless it was not revealed or was removed.
    /// @return paid PSC units
    pub fn settle_vote(&mut self, dispute_id: U256, round: u8, juror: Address) -> Outcome<U256> {
        self.do_settle(dispute_id, round, juror)
    }

    // ---- rulings

    /// Logs where time has led a dispute; anyone may call. While PSC is paused and a bond is awaited
    /// its window begins anew with each call: whoever is to pay calls it until PSC is resumed.
    /// Otherwise nothing depends on it.
    /// @return state
    pub fn advance(&mut self, dispute_id: U256) -> Outcome<u8> {
        self.do_advance(dispute_id)
    }

    /// Rules where the jurors of the last round did not; the umpire only, in time.
    pub fn give_ruling(&mut self, dispute_id: U256, ruling: U256) -> Outcome {
        self.do_give_ruling(dispute_id, ruling)
    }

    /// Pays the bonds of a final dispute out, once, and tells the arbitrable the ruling with at most
    /// 5,000,000 gas; anyone may call, again until it has taken it. A payee that PSC blocks is credited.
    /// @return taken whether the arbitrable took the ruling
    pub fn execute_ruling(&mut self, dispute_id: U256) -> Outcome<bool> {
        self.do_execute(dispute_id)
    }

    // ---- views

    /// A dispute as of now, whatever was called last.
    /// @return arbitrable
    /// @return party
    /// @return respondent
    /// @return product 0: about none
    /// @return sum PSC units
    /// @return bond PSC units, of either side
    /// @return state 1 funding, 2 matching, 3 commit, 4 reveal, 5 appeal, 6 umpire, 7 final
    /// @return round 0 the first, 1 the appeal
    /// @return outcome of the first round; 0: none
    /// @return ruling of a final dispute
    /// @return deadline first second at which time moves it on
    /// @return divided whether the bonds were paid out
    /// @return executed whether the arbitrable took the ruling
    #[allow(clippy::type_complexity)]
    pub fn dispute(
        &self,
        dispute_id: U256,
    ) -> Outcome<(
        Address,
        Address,
        Address,
        u64,
        U256,
        U256,
        u8,
        u8,
        u8,
        u8,
        u64,
        bool,
        bool,
    )> {
        let (_, facts, _, core) = self.current(dispute_id)?;
        Ok((
            facts.arbitrable,
            facts.party,
            facts.respondent,
            facts.product,
            U256::from(facts.sum),
            U256::from(facts.bond),
            core.state as u8,
            core.round(),
            core.outcome as u8,
            core.ruling as u8,
            core.deadline,
            core.divided,
            core.executed,
        ))
    }

    /// PSC units that whoever's turn it is has to put down: twice the bond for an appeal.
    /// @return amount
    pub fn bond_due(&self, dispute_id: U256) -> Outcome<U256> {
        let (_, facts, _, core) = self.current(dispute_id)?;
        Ok(U256::from(match core.state {
            State::Appeal => bonds::appeal_bond(facts.bond),
            _ => facts.bond,
        }))
    }

    /// The tally of a round, 0 or 1, in power.
    /// @return forParty
    /// @return forRespondent
    /// @return quorum least weight of both for an outcome; 0: there was no such round
    /// @return cap most weight of one juror
    pub fn tally(&self, dispute_id: u64, round: u8) -> (U256, U256, U256, U256) {
        let tally = self.load_round(dispute_id, round);
        (
            U256::from(tally.party),
            U256::from(tally.respondent),
            U256::from(tally.quorum),
            U256::from(tally.cap),
        )
    }

    /// A juror's vote in a round.
    /// @return kind 0 none, 1 committed, 2 revealed, 3 removed, 4 settled
    /// @return choice of a revealed one
    /// @return weight of a revealed one
    pub fn vote_of(&self, dispute_id: u64, round: u8, juror: Address) -> (u8, u8, U256) {
        let vote = self.load_vote(dispute_id, round, juror);
        match vote {
            Vote::Revealed { choice, weight, .. } => {
                (vote.kind(), choice as u8, U256::from(weight))
            }
            _ => (vote.kind(), 0, U256::ZERO),
        }
    }

    /// Number of the latest dispute.
    pub fn dispute_count(&self) -> U256 {
        self.word(fixed(Kind::Count))
    }

    /// PSC units that the account could not be paid.
    pub fn credit(&self, account: Address) -> U256 {
        U256::from(self.load_account(account).credit)
    }

    /// Pays the caller what could not be sent to it.
    /// @return amount
    pub fn claim(&mut self) -> Outcome<U256> {
        self.do_claim(self.vm().msg_sender())
    }

    /// The same for another account, to that account; anyone may call.
    /// @return amount
    pub fn claim_for(&mut self, account: Address) -> Outcome<U256> {
        self.do_claim(account)
    }

    // ---- owner

    /// The other contracts; zero until they are named.
    /// @return psc
    /// @return power
    /// @return cycles
    /// @return quality
    /// @return catalog
    /// @return splitter
    /// @return stakePools
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
        let [power, cycles, quality, catalog, splitter, pools] =
            CONNECTED.map(|kind| self.named(kind));
        let psc = self.named(Kind::Psc);
        (psc, power, cycles, quality, catalog, splitter, pools)
    }

    /// Names the other contracts; owner only, once and for good.
    pub fn connect(
        &mut self,
        power: Address,
        cycles: Address,
        quality: Address,
        catalog: Address,
        splitter: Address,
        stake_pools: Address,
    ) -> Outcome {
        self.ownable.only_owner()?;
        if !self.named(Kind::Power).is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        let accounts = [power, cycles, quality, catalog, splitter, stake_pools];
        for (kind, account) in CONNECTED.into_iter().zip(accounts) {
            ensure_named(account)?;
            self.set_word(fixed(kind), address_word(account));
        }
        emit(
            self.vm(),
            Connected {
                power,
                cycles,
                quality,
                catalog,
                splitter,
                stakePools: stake_pools,
            },
        );
        Ok(())
    }

    /// Whether the contract may open disputes.
    pub fn is_arbitrable(&self, account: Address) -> bool {
        !self.word(by_account(Kind::Arbitrable, account)).is_zero()
    }

    /// Registers a contract that may open disputes, or no longer; owner only.
    pub fn set_arbitrable(&mut self, arbitrable: Address, allowed: bool) -> Outcome {
        self.ownable.only_owner()?;
        ensure_named(arbitrable)?;
        let slot = by_account(Kind::Arbitrable, arbitrable);
        self.set_word(slot, U256::from(u8::from(allowed)));
        emit(
            self.vm(),
            ArbitrableSet {
                arbitrable,
                allowed,
            },
        );
        Ok(())
    }

    /// Who rules where jurors do not; zero: nobody.
    pub fn umpire(&self) -> Address {
        self.umpire_and_bond().0
    }

    /// Names the umpire, also of disputes that are open; owner only. Zero: nobody.
    pub fn set_umpire(&mut self, umpire: Address) -> Outcome {
        self.ownable.only_owner()?;
        let (_, min_bond) = self.umpire_and_bond();
        self.set_word(fixed(Kind::Umpire), with_number(umpire, min_bond));
        emit(self.vm(), UmpireSet { umpire });
        Ok(())
    }

    /// Parameters of disputes to come.
    /// @return minBond PSC units
    /// @return bondBps of the sum
    /// @return matchSecs for either bond
    /// @return commitSecs
    /// @return revealSecs
    /// @return appealSecs
    /// @return umpireSecs
    /// @return quorumBps of the earned power
    /// @return capBps of the earned power, of one juror
    /// @return jurorBps of the loser's bonds
    /// @return gainBps of what of the weight was earned
    /// @return loseBps of the power
    #[allow(clippy::type_complexity)]
    pub fn parameters(&self) -> (U256, u16, u64, u64, u64, u64, u64, u16, u16, u16, u16, u16) {
        let Parameters { min_bond, terms } = self.load_parameters();
        (
            U256::from(min_bond),
            terms.bond_bps,
            terms.match_secs.into(),
            terms.commit_secs.into(),
            terms.reveal_secs.into(),
            terms.appeal_secs.into(),
            terms.umpire_secs.into(),
            terms.quorum_bps,
            terms.cap_bps,
            terms.juror_bps,
            terms.gain_bps,
            terms.lose_bps,
        )
    }

    /// Sets the parameters of disputes to come; owner only. The cap is at most half of the quorum.
    #[allow(clippy::too_many_arguments)]
    pub fn set_parameters(
        &mut self,
        min_bond: U256,
        bond_bps: u16,
        match_secs: u64,
        commit_secs: u64,
        reveal_secs: u64,
        appeal_secs: u64,
        umpire_secs: u64,
        quorum_bps: u16,
        cap_bps: u16,
        juror_bps: u16,
        gain_bps: u16,
        lose_bps: u16,
    ) -> Outcome {
        self.ownable.only_owner()?;
        let parameters = Parameters::checked([
            min_bond,
            U256::from(bond_bps),
            U256::from(match_secs),
            U256::from(commit_secs),
            U256::from(reveal_secs),
            U256::from(appeal_secs),
            U256::from(umpire_secs),
            U256::from(quorum_bps),
            U256::from(cap_bps),
            U256::from(juror_bps),
            U256::from(gain_bps),
            U256::from(lose_bps),
        ])?;
        self.store_parameters(&parameters);
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
impl Arbitration {
    fn clock(&self) -> Clock {
        let [start, length, ..] = self.word(fixed(Kind::Clock)).into_limbs();
        Clock { start, length }
    }

    fn permit_bond(&mut self, number: U256, deadline: u64, signature: &[u8]) -> Outcome {
        let value = self.bond_due(number)?;
        self.try_permit(value, deadline, signature);
        Ok(())
    }
}

fn ensure_named(account: Address) -> Outcome {
    if account.is_zero() {
        return Err(revert(ZeroAddress {}));
    }
    Ok(())
}
