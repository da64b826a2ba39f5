//! Proposals and votes of the DAO, carried out by its timelock. ABI, events, errors and semantics
//! of OpenZeppelin's `Governor` 5.x with simple counting, votes by a token's checkpoints, a
//! quorum as a fraction, settings, prevention of late quorum, and timelock control.
//!
//! # Roles
//! - **proposers**: whoever held the threshold's votes a second ago.
//! - **voters**: whoever has votes at a proposal's snapshot.
//! - **timelock**: the only caller of the functions that change parameters, because a proposal
//!   said so.
//! - **excluded accounts** (timelock and offering): have no votes here. What they hold is the
//!   DAO's own; the quorum is a fraction of all other votes.
//!
//! # Units
//! Votes are base units of the token. Times are Unix seconds of the block (`mode=timestamp`),
//! delays and periods seconds. The quorum's fraction is in per cent.
//!
//! # Calls to itself
//! A Stylus program cannot be entered again while it runs, so the timelock, while this contract
//! executes a proposal, leaves the calls to this contract to it. They are applied here once the
//! timelock has returned; hence they must be a proposal's last calls, which is checked when it is
//! made. Executed at the timelock directly they are ordinary calls of the timelock.
//!
//! # Trust
//! The token is trusted to tell the votes of the past alike at any time, the timelock to execute
//! what it was told and to call only what proposals say. Neither calls back.
//!
//! # Invariants
//! 1. A proposal is queued only if for > against and for + abstain ≥ quorum, both at its snapshot.
//! 2. An account votes once on a proposal; its weight is what it held at the snapshot.
//! 3. Voting is extended once at most, to the extension's length after quorum was reached.
//! 4. Parameters change through the timelock only and stay within the bounds below.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod ballots;
mod calls;
mod own;
mod proposal;
mod proposals;
mod quorum;
mod settings;
mod suffix;

use abi::*;
use alloc::{string::String, vec::Vec};
use alloy_primitives::{aliases::U48, Address, Bytes, FixedBytes, B256, U256};
use ballots::Ballot;
use common::{
    batch::Batch,
    eip712::{self, type_hash, DomainFields},
    encode::{revert, Outcome},
    word::Word,
};
use dispatch::entry_points;
use stylus_sdk::prelude::*;

const NAME: &str = "ProductShare Governor";
const NAME_HASH: Word = type_hash(NAME);
const VERSION: &str = "1";
const CLOCK_MODE: &str = "mode=timestamp";
const COUNTING_MODE: &str = "support=bravo&quorum=for,abstain";

const ERC165: u32 = 0x01ff_c9a7;
const GOVERNOR: u32 = 0xcdbd_fcee;
const GOVERNOR_WITHOUT_PROPOSAL_ID: u32 = 0x6545_5a86;
const ERC1155_RECEIVER: u32 = 0x4e23_12e0;

sol_storage! {
    pub struct Governor {
        /// Whose votes count. This word is all that a vote reads of the settings.
        address token;
        /// Seconds of voting left at least once quorum is reached.
        uint32 extension;
        /// One bit per excluded account, by its last byte: most voters need no look at the list.
        uint32 exclusion_filter;

        /// Votes needed to propose. This word is what a proposal reads besides.
        uint96 threshold;
        uint32 voting_delay;
        uint32 voting_period;
        /// Number of proposals ever made.
        uint32 count;
        /// Per cent of votes for a quorum, and since when.
        uint8 numerator;
        uint40 numerator_since;
        /// Number of earlier such fractions.
        uint16 numerator_count;

        /// Executes proposals.
        address timelock;
        /// Number of excluded accounts.
        uint8 excluded_count;

        /// Id => the proposal.
        mapping(uint256 => Proposal) proposals;
        /// Voter => number of a proposal / 256 => a bit for each of these proposals voted on.
        mapping(address => mapping(uint32 => uint256)) voted;
        /// Number => an earlier fraction: per cent (8 bits), since when.
        mapping(uint16 => uint256) numerators;
        /// Number => an excluded account (the lower 160 bits), since when (the upper 64).
        mapping(uint8 => uint256) excluded;
        /// Next nonce of each voter who signs.
        mapping(address => uint256) nonces;
    }

    pub struct Proposal {
        /// Proposer, times, flags (see [`proposal::Core`]).
        uint256 core;
        /// Votes for and against, and when it may be executed (see [`proposal::Tally`]).
        uint256 tally;
        /// Votes that abstain.
        uint256 abstain;
        /// Its operation at the timelock, from queueing until execution.
        uint256 operation;
    }
}

#[entry_points(receive)]
impl Governor {
    /// `excluded`: accounts without votes besides the timelock.
    #[constructor]
    #[allow(clippy::too_many_arguments)]
    pub fn constructor(
        &mut self,
        token: Address,
        timelock: Address,
        voting_delay: U48,
        voting_period: u32,
        proposal_threshold: U256,
        quorum_numerator: U256,
        late_quorum_extension: U48,
        excluded: Vec<Address>,
    ) -> Outcome {
        self.needs_code(token)?;
        self.token.set(token);
        self.set_voting_delay_to(voting_delay.to())?;
        self.set_voting_period_to(voting_period)?;
        self.set_threshold_to(proposal_threshold)?;
        self.set_numerator_to(quorum_numerator)?;
        self.set_extension_to(late_quorum_extension.to())?;
        self.set_timelock_to(timelock)?;
        for account in excluded {
            self.exclude(account)?;
        }
        Ok(())
    }

    // ---- proposals

    /// Makes a proposal of calls that the timelock shall make. A description that ends in
    /// `#proposer=0x...` reserves it for that proposer. Calls to this contract come last.
    /// @return proposalId
    pub fn propose(
        &mut self,
        targets: Vec<Address>,
        values: Vec<U256>,
        calldatas: Vec<Bytes>,
        description: String,
    ) -> Outcome<U256> {
        self.do_propose(&batch(targets, values, calldatas), &description)
    }

    /// Schedules a proposal that succeeded at the timelock.
    /// @return proposalId
    pub fn queue(
        &mut self,
        targets: Vec<Address>,
        values: Vec<U256>,
        calldatas: Vec<Bytes>,
        description_hash: B256,
    ) -> Outcome<U256> {
        self.do_queue(&batch(targets, values, calldatas), description_hash)
    }

    /// Executes a queued proposal whose time has come. Ether sent along goes to the timelock.
    /// @return proposalId
    #[payable]
    pub fn execute(
        &mut self,
        targets: Vec<Address>,
        values: Vec<U256>,
        calldatas: Vec<Bytes>,
        description_hash: B256,
    ) -> Outcome<U256> {
        self.do_execute(&batch(targets, values, calldatas), description_hash)
    }

    /// Takes the caller's own proposal back before voting starts.
    /// @return proposalId
    pub fn cancel(
        &mut self,
        targets: Vec<Address>,
        values: Vec<U256>,
        calldatas: Vec<Bytes>,
        description_hash: B256,
    ) -> Outcome<U256> {
        self.do_cancel(&batch(targets, values, calldatas), description_hash)
    }

    /// Id of a proposal, by the hash of its description.
    pub fn hash_proposal(
        &self,
        targets: Vec<Address>,
        values: Vec<U256>,
        calldatas: Vec<Bytes>,
        description_hash: B256,
    ) -> U256 {
        proposals::id_of(&batch(targets, values, calldatas), description_hash)
    }

    /// Id of a proposal, by the hash of its description.
    pub fn get_proposal_id(
        &self,
        targets: Vec<Address>,
        values: Vec<U256>,
        calldatas: Vec<Bytes>,
        description_hash: B256,
    ) -> U256 {
        proposals::id_of(&batch(targets, values, calldatas), description_hash)
    }

    /// 0 pending, 1 active, 2 canceled, 3 defeated, 4 succeeded, 5 queued, 7 executed.
    pub fn state(&self, proposal_id: U256) -> Outcome<u8> {
        Ok(self.state_of(proposal_id)? as u8)
    }

    /// The time as of which votes count; 0 if there is no such proposal.
    pub fn proposal_snapshot(&self, proposal_id: U256) -> U256 {
        U256::from(self.core(proposal_id).start)
    }

    /// Last second of voting; 0 if there is no such proposal.
    pub fn proposal_deadline(&self, proposal_id: U256) -> U256 {
        U256::from(self.core(proposal_id).deadline())
    }

    /// Who made the proposal; zero if there is no such.
    pub fn proposal_proposer(&self, proposal_id: U256) -> Address {
        self.core(proposal_id).proposer
    }

    /// From when a queued proposal may be executed; 0 before it is queued.
    pub fn proposal_eta(&self, proposal_id: U256) -> U256 {
        U256::from(self.tally(proposal_id).eta)
    }

    /// Whether proposals are queued before they are executed: always.
    pub fn proposal_needs_queuing(&self, _proposal_id: U256) -> bool {
        true
    }

    /// Votes cast on a proposal.
    /// @return againstVotes
    /// @return forVotes
    /// @return abstainVotes
    pub fn proposal_votes(&self, proposal_id: U256) -> (U256, U256, U256) {
        let tally = self.tally(proposal_id);
        (
            U256::from(tally.against),
            U256::from(tally.in_favour),
            U256::from(self.abstaining(proposal_id)),
        )
    }

    /// The operation at the timelock of a queued proposal; zero before and after.
    pub fn proposal_operation(&self, proposal_id: U256) -> B256 {
        B256::from(self.proposals.getter(proposal_id).operation.get())
    }

    // ---- votes

    /// Votes: 0 against, 1 for, 2 abstain.
    /// @return weight
    pub fn cast_vote(&mut self, proposal_id: U256, support: u8) -> Outcome<U256> {
        let ballot = Ballot::plain(proposal_id, support, self.vm().msg_sender());
        self.cast(&ballot)
    }

    /// Votes and says why.
    /// @return weight
    pub fn cast_vote_with_reason(
        &mut self,
        proposal_id: U256,
        support: u8,
        reason: String,
    ) -> Outcome<U256> {
        let plain = Ballot::plain(proposal_id, support, self.vm().msg_sender());
        self.cast(&Ballot {
            reason: reason.as_bytes(),
            ..plain
        })
    }

    /// Votes and says why; `params` mean nothing here and are logged.
    /// @return weight
    pub fn cast_vote_with_reason_and_params(
        &mut self,
        proposal_id: U256,
        support: u8,
        reason: String,
        params: Bytes,
    ) -> Outcome<U256> {
        let plain = Ballot::plain(proposal_id, support, self.vm().msg_sender());
        self.cast(&Ballot {
            reason: reason.as_bytes(),
            params: &params,
            ..plain
        })
    }

    /// Votes for `voter`, who signed a `Ballot`; a contract wallet may (ERC-1271).
    /// @return weight
    pub fn cast_vote_by_sig(
        &mut self,
        proposal_id: U256,
        support: u8,
        voter: Address,
        signature: Bytes,
    ) -> Outcome<U256> {
        let ballot = Ballot::plain(proposal_id, support, voter);
        self.cast_signed(&ballot, false, &signature)
    }

    /// Votes for `voter`, who signed an `ExtendedBallot`; a contract wallet may (ERC-1271).
    /// @return weight
    #[allow(clippy::too_many_arguments)]
    pub fn cast_vote_with_reason_and_params_by_sig(
        &mut self,
        proposal_id: U256,
        support: u8,
        voter: Address,
        reason: String,
        params: Bytes,
        signature: Bytes,
    ) -> Outcome<U256> {
        let ballot = Ballot {
            reason: reason.as_bytes(),
            params: &params,
            ..Ballot::plain(proposal_id, support, voter)
        };
        self.cast_signed(&ballot, true, &signature)
    }

    /// Whether the account has voted on the proposal.
    pub fn has_voted(&self, proposal_id: U256, account: Address) -> bool {
        let core = self.core(proposal_id);
        core.exists() && self.voted_word(account, core.number).bit(core.bit())
    }

    /// Votes that count here of an account at a past time.
    pub fn get_votes(&self, account: Address, timepoint: U256) -> Outcome<U256> {
        self.votes_that_count(account, timepoint)
    }

    /// The same: `params` mean nothing here.
    pub fn get_votes_with_params(
        &self,
        account: Address,
        timepoint: U256,
        _params: Bytes,
    ) -> Outcome<U256> {
        self.votes_that_count(account, timepoint)
    }

    /// Votes (for and abstaining) that a proposal with this snapshot needs.
    pub fn quorum(&self, timepoint: U256) -> Outcome<U256> {
        self.quorum_at(timepoint)
    }

    /// Next nonce of a voter who signs.
    pub fn nonces(&self, owner: Address) -> U256 {
        self.nonces.get(owner)
    }

    // ---- parameters

    /// Seconds from a proposal to the start of voting.
    pub fn voting_delay(&self) -> U256 {
        U256::from(self.delay())
    }

    /// Seconds of voting.
    pub fn voting_period(&self) -> U256 {
        U256::from(self.period())
    }

    /// Votes needed to propose.
    pub fn proposal_threshold(&self) -> U256 {
        U256::from(self.threshold.get())
    }

    /// Per cent of the votes for a quorum, now.
    pub fn quorum_numerator(&self) -> U256 {
        U256::from(self.numerator.get())
    }

    /// Per cent of the votes for a quorum at a time.
    #[selector(name = "quorumNumerator")]
    pub fn quorum_numerator_at(&self, timepoint: U256) -> U256 {
        U256::from(self.numerator_at(timepoint))
    }

    /// 100: the quorum's fraction is in per cent.
    pub fn quorum_denominator(&self) -> U256 {
        U256::from(settings::QUORUM_DENOMINATOR)
    }

    /// Seconds of voting left at least once quorum is reached.
    pub fn late_quorum_vote_extension(&self) -> U48 {
        U48::from(self.extension())
    }

    /// Whose votes count.
    pub fn token(&self) -> Address {
        self.token.get()
    }

    /// Executes proposals.
    pub fn timelock(&self) -> Address {
        self.timelock.get()
    }

    /// Whether the account has no votes here.
    pub fn is_excluded(&self, account: Address) -> bool {
        self.is_excluded_at(account, U256::MAX)
    }

    /// Accounts that have no votes here.
    pub fn excluded_accounts(&self) -> Vec<Address> {
        self.exclusions().map(|(account, _)| account).collect()
    }

    /// Sets the voting delay; the timelock only.
    pub fn set_voting_delay(&mut self, new_voting_delay: U48) -> Outcome {
        self.only_timelock()?;
        self.set_voting_delay_to(new_voting_delay.to())
    }

    /// Sets the voting period; the timelock only.
    pub fn set_voting_period(&mut self, new_voting_period: u32) -> Outcome {
        self.only_timelock()?;
        self.set_voting_period_to(new_voting_period)
    }

    /// Sets the proposal threshold; the timelock only.
    pub fn set_proposal_threshold(&mut self, new_proposal_threshold: U256) -> Outcome {
        self.only_timelock()?;
        self.set_threshold_to(new_proposal_threshold)
    }

    /// Sets the quorum's fraction, for snapshots from now on; the timelock only.
    pub fn update_quorum_numerator(&mut self, new_quorum_numerator: U256) -> Outcome {
        self.only_timelock()?;
        self.set_numerator_to(new_quorum_numerator)
    }

    /// Sets the extension after a late quorum; the timelock only.
    pub fn set_late_quorum_vote_extension(&mut self, new_vote_extension: U48) -> Outcome {
        self.only_timelock()?;
        self.set_extension_to(new_vote_extension.to())
    }

    /// Names another timelock, which gets no votes either; the timelock only. What is queued at
    /// the present one counts as canceled.
    pub fn update_timelock(&mut self, new_timelock: Address) -> Outcome {
        self.only_timelock()?;
        self.set_timelock_to(new_timelock)
    }

    /// Calls a contract in this one's name; the timelock only.
    #[payable]
    pub fn relay(&mut self, target: Address, value: U256, data: Bytes) -> Outcome {
        self.only_timelock()?;
        self.do_relay(target, value, &data)
    }

    // ---- descriptions

    /// Name of the contract, also in what voters sign.
    pub fn name(&self) -> String {
        String::from(NAME)
    }

    /// Version of what voters sign.
    pub fn version(&self) -> String {
        String::from(VERSION)
    }

    /// How votes are counted.
    #[selector(name = "COUNTING_MODE")]
    pub fn counting_mode(&self) -> String {
        String::from(COUNTING_MODE)
    }

    /// The time that votes are counted at, Unix seconds.
    pub fn clock(&self) -> U48 {
        U48::from(self.now())
    }

    /// What `clock` counts.
    #[selector(name = "CLOCK_MODE")]
    pub fn clock_mode(&self) -> String {
        String::from(CLOCK_MODE)
    }

    /// Type of what is signed for `castVoteBySig`.
    #[selector(name = "BALLOT_TYPEHASH")]
    pub fn ballot_typehash(&self) -> B256 {
        B256::new(ballots::BALLOT)
    }

    /// Type of what is signed for `castVoteWithReasonAndParamsBySig`.
    #[selector(name = "EXTENDED_BALLOT_TYPEHASH")]
    pub fn extended_ballot_typehash(&self) -> B256 {
        B256::new(ballots::EXTENDED_BALLOT)
    }

    /// ERC-5267 description of the domain.
    /// @return fields which of the following are used
    /// @return name
    /// @return version
    /// @return chainId
    /// @return verifyingContract
    /// @return salt
    /// @return extensions
    pub fn eip712_domain(&self) -> DomainFields {
        eip712::domain_fields(self.vm(), NAME)
    }

    /// ERC-165.
    pub fn supports_interface(&self, interface_id: FixedBytes<4>) -> bool {
        matches!(
            u32::from_be_bytes(interface_id.0),
            ERC165 | GOVERNOR | GOVERNOR_WITHOUT_PROPOSAL_ID | ERC1155_RECEIVER
        )
    }

    /// Refuses: tokens belong to the timelock.
    #[selector(name = "onERC721Received")]
    pub fn on_erc721_received(
        &mut self,
        _operator: Address,
        _from: Address,
        _token_id: U256,
        _data: Bytes,
    ) -> Outcome<FixedBytes<4>> {
        Err(revert(GovernorDisabledDeposit {}))
    }

    /// Refuses: tokens belong to the timelock.
    #[selector(name = "onERC1155Received")]
    pub fn on_erc1155_received(
        &mut self,
        _operator: Address,
        _from: Address,
        _id: U256,
        _value: U256,
        _data: Bytes,
    ) -> Outcome<FixedBytes<4>> {
        Err(revert(GovernorDisabledDeposit {}))
    }

    /// Refuses: tokens belong to the timelock.
    #[selector(name = "onERC1155BatchReceived")]
    pub fn on_erc1155_batch_received(
        &mut self,
        _operator: Address,
        _from: Address,
        _ids: Vec<U256>,
        _values: Vec<U256>,
        _data: Bytes,
    ) -> Outcome<FixedBytes<4>> {
        Err(revert(GovernorDisabledDeposit {}))
    }
}

fn batch(targets: Vec<Address>, values: Vec<U256>, payloads: Vec<Bytes>) -> Batch {
    Batch {
        targets,
        values,
        payloads,
    }
}

// No entry points below.
impl Governor {
    /// Ether belongs to the timelock.
    fn receive(&mut self) -> Outcome {
        Err(revert(GovernorDisabledDeposit {}))
    }

    fn now(&self) -> u64 {
        self.vm().block_timestamp()
    }

    fn only_timelock(&self) -> Outcome {
        let account = self.vm().msg_sender();
        if account == self.timelock.get() {
            return Ok(());
        }
        Err(revert(GovernorOnlyExecutor { account }))
    }

    fn needs_code(&self, account: Address) -> Outcome {
        if self.vm().code_size(account) == 0 {
            return Err(revert(NotAContract { account }));
        }
        Ok(())
    }
}
