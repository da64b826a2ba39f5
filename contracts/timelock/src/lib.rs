//! The DAO's timelock: its treasury, and the owner of every other contract. Operations (calls)
//! are scheduled, wait, and are then executed by anybody. ABI, events, errors and semantics of
//! OpenZeppelin's `TimelockController` 5.x with its access control.
//!
//! # Roles
//! - **proposers** (`PROPOSER_ROLE`; the governor) schedule, **cancellers** (`CANCELLER_ROLE`;
//!   the governor) cancel, **executors** (`EXECUTOR_ROLE`) execute: it is granted to the zero
//!   address, that is, to everybody.
//! - **admin** (`DEFAULT_ADMIN_ROLE`): the timelock itself, and the deployer until it renounces.
//!   It grants and revokes roles and names governor and offering.
//! - **guardian**: may schedule too, for a year after deployment at most and only until the
//!   offering named has succeeded. Its operations wait as long as a vote against them takes, and
//!   then the delay; an operation of a proposer's that only cancels others waits for nothing.
//!
//! # Units
//! Times are Unix seconds of the block, delays seconds, values wei.
//!
//! # Calls to itself, and to the governor
//! A Stylus program cannot be entered again while it runs. So calls of an operation
//! - to the timelock itself are applied internally, with the timelock as the caller;
//! - to the governor, while the governor executes the operation, are left to it: it applies them
//!   itself, in the same transaction, once this contract has returned. Executed by anybody else
//!   they are ordinary calls.
//!
//! # Trust
//! Targets are not trusted: a call that fails takes the whole operation back. The governor is
//! trusted to apply the calls left to it. What a proposer scheduled, cancellers can stop until it
//! is executed.
//!
//! # Invariants
//! 1. No operation is executed twice, before its time, or without having been scheduled.
//! 2. Nothing but an executed operation (or, until it renounces, the admin) changes roles, delay,
//!    governor or guardian.
//! 3. The treasury's votes are delegated to the timelock, which never votes.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod guardian;
mod operations;
mod own;
mod roles;

use abi::*;
use alloc::vec::Vec;
use alloy_primitives::{Address, Bytes, FixedBytes, B256, U256};
use common::{
    batch::Batch,
    call::call_contract,
    encode::{emit, revert, Outcome},
};
use dispatch::entry_points;
use operations::State;
use stylus_sdk::prelude::*;

mod votes {
    //! What is asked of the token that the treasury holds.
    alloy_sol_types::sol! {
        function delegate(address delegatee) external;
    }
}

/// Bounds of the minimum delay, in seconds: a DAO cannot vote itself into having no time to react,
/// nor into never acting again.
const LEAST_DELAY: u64 = 60;
const MOST_DELAY: u64 = 30 * 86_400;

const ERC165: u32 = 0x01ff_c9a7;
const ACCESS_CONTROL: u32 = 0x7965_db0b;
const ERC1155_RECEIVER: u32 = 0x4e23_12e0;

sol_storage! {
    pub struct Timelock {
        /// Operation => when it is ready; 0: never scheduled, or cancelled; 1: done.
        mapping(bytes32 => uint256) timestamps;
        /// Role => account => whether it has it.
        mapping(bytes32 => mapping(address => bool)) roles;
        /// Least seconds between scheduling and execution.
        uint64 min_delay;
        /// Whose calls to itself are left to it.
        address governor;
        /// Who may schedule besides the proposers, and until when.
        address guardian;
        uint64 guardian_until;
        /// Whose success ends that; zero until it is named.
        address offering;
    }
}

#[entry_points(receive)]
impl Timelock {
    /// `votesToken`: whose votes the treasury delegates to itself, so that they can be told from
    /// the others'. `admin` and `guardian` may be zero, for none. Everybody may execute.
    #[constructor]
    pub fn constructor(
        &mut self,
        min_delay: U256,
        votes_token: Address,
        admin: Address,
        guardian: Address,
    ) -> Outcome {
        let (own, sender) = (self.vm().contract_address(), self.vm().msg_sender());
        self.put(sender, roles::DEFAULT_ADMIN, own);
        if !admin.is_zero() {
            self.put(sender, roles::DEFAULT_ADMIN, admin);
        }
        self.put(sender, roles::EXECUTOR, Address::ZERO);
        self.set_min_delay(min_delay)?;
        if !guardian.is_zero() {
            self.appoint_guardian(guardian);
        }
        self.needs_code(votes_token)?;
        call_contract(self, votes_token, &votes::delegateCall { delegatee: own })?;
        Ok(())
    }

    // ---- operations

    /// Schedules one call; proposers only, and the guardian.
    pub fn schedule(
        &mut self,
        target: Address,
        value: U256,
        data: Bytes,
        predecessor: B256,
        salt: B256,
        delay: U256,
    ) -> Outcome {
        let as_guardian = self.schedules_as_guardian(salt)?;
        let id = operations::id_of(target, value, &data, predecessor, salt);
        let is_own = target == self.vm().contract_address() && value.is_zero();
        let only_cancels = is_own && data.starts_with(&own::CANCEL);
        self.book(id, delay, self.least_wait(as_guardian, only_cancels)?)?;
        self.log_scheduled(id, 0, (target, value, &data, predecessor, delay));
        self.log_origin(id, salt, as_guardian);
        Ok(())
    }

    /// Schedules calls that are executed together, in their order; proposers only, and the
    /// guardian.
    pub fn schedule_batch(
        &mut self,
        targets: Vec<Address>,
        values: Vec<U256>,
        payloads: Vec<Bytes>,
        predecessor: B256,
        salt: B256,
        delay: U256,
    ) -> Outcome {
        let batch = Batch {
            targets,
            values,
            payloads,
        };
        self.do_schedule_batch(&batch, predecessor, salt, delay)
    }

    /// Takes a scheduled operation back; cancellers only, and operations. One that is not scheduled (any
    /// more) is an error for a canceller, and nothing to do for an operation.
    pub fn cancel(&mut self, id: B256) -> Outcome {
        self.do_cancel(self.vm().msg_sender(), id)
    }

    /// Executes an operation of one call that is ready.
    #[payable]
    pub fn execute(
        &mut self,
        target: Address,
        value: U256,
        payload: Bytes,
        predecessor: B256,
        salt: B256,
    ) -> Outcome {
        self.only_executor()?;
        let id = operations::id_of(target, value, &payload, predecessor, salt);
        self.begin(id, predecessor)?;
        self.run(id, 0, target, value, &payload, None)
    }

    /// Executes an operation that is ready: all of its calls, or none.
    #[payable]
    pub fn execute_batch(
        &mut self,
        targets: Vec<Address>,
        values: Vec<U256>,
        payloads: Vec<Bytes>,
        predecessor: B256,
        salt: B256,
    ) -> Outcome {
        let batch = Batch {
            targets,
            values,
            payloads,
        };
        self.do_execute_batch(&batch, predecessor, salt)
    }

    /// Sets the least delay; the timelock itself only, that is, by an operation.
    pub fn update_delay(&mut self, new_delay: U256) -> Outcome {
        self.do_update_delay(self.vm().msg_sender(), new_delay)
    }

    /// Whether the operation was scheduled.
    pub fn is_operation(&self, id: B256) -> bool {
        self.state_of(id) != State::Unset
    }

    /// Whether the operation was scheduled and is not done.
    pub fn is_operation_pending(&self, id: B256) -> bool {
        matches!(self.state_of(id), State::Waiting | State::Ready)
    }

    /// Whether the operation may be executed.
    pub fn is_operation_ready(&self, id: B256) -> bool {
        self.state_of(id) == State::Ready
    }

    /// Whether the operation was executed.
    pub fn is_operation_done(&self, id: B256) -> bool {
        self.state_of(id) == State::Done
    }

    /// When the operation is ready, Unix time; 0 if it was not scheduled, 1 if it is done.
    pub fn get_timestamp(&self, id: B256) -> U256 {
        self.timestamps.get(id)
    }

    /// 0 unset, 1 waiting, 2 ready, 3 done.
    pub fn get_operation_state(&self, id: B256) -> u8 {
        self.state_of(id) as u8
    }

    /// Least seconds between scheduling and execution, but for the guardian and for what only cancels.
    pub fn get_min_delay(&self) -> U256 {
        U256::from(self.least_delay())
    }

    /// Least seconds that an operation of the guardian's waits.
    pub fn guardian_delay(&self) -> Outcome<U256> {
        self.least_guardian_delay()
    }

    /// Id of an operation of one call.
    pub fn hash_operation(
        &self,
        target: Address,
        value: U256,
        data: Bytes,
        predecessor: B256,
        salt: B256,
    ) -> B256 {
        operations::id_of(target, value, &data, predecessor, salt)
    }

    /// Id of an operation of several calls.
    pub fn hash_operation_batch(
        &self,
        targets: Vec<Address>,
        values: Vec<U256>,
        payloads: Vec<Bytes>,
        predecessor: B256,
        salt: B256,
    ) -> B256 {
        let batch = Batch {
            targets,
            values,
            payloads,
        };
        batch.hash(&[predecessor.0, salt.0])
    }

    // ---- roles

    /// The role that grants and revokes all roles.
    #[selector(name = "DEFAULT_ADMIN_ROLE")]
    pub fn default_admin_role(&self) -> B256 {
        roles::DEFAULT_ADMIN
    }

    /// The role that schedules.
    #[selector(name = "PROPOSER_ROLE")]
    pub fn proposer_role(&self) -> B256 {
        roles::PROPOSER
    }

    /// The role that executes; everybody has it while the zero address does.
    #[selector(name = "EXECUTOR_ROLE")]
    pub fn executor_role(&self) -> B256 {
        roles::EXECUTOR
    }

    /// The role that cancels.
    #[selector(name = "CANCELLER_ROLE")]
    pub fn canceller_role(&self) -> B256 {
        roles::CANCELLER
    }

    /// Whether the account has the role.
    pub fn has_role(&self, role: B256, account: Address) -> bool {
        self.has(role, account)
    }

    /// The role that grants and revokes this one: the admin's, for all.
    pub fn get_role_admin(&self, _role: B256) -> B256 {
        roles::DEFAULT_ADMIN
    }

    /// Gives an account a role; admin only.
    pub fn grant_role(&mut self, role: B256, account: Address) -> Outcome {
        self.do_grant(self.vm().msg_sender(), role, account)
    }

    /// Takes a role from an account; admin only.
    pub fn revoke_role(&mut self, role: B256, account: Address) -> Outcome {
        self.do_revoke(self.vm().msg_sender(), role, account)
    }

    /// Gives up a role of the caller's, who names itself.
    pub fn renounce_role(&mut self, role: B256, caller_confirmation: Address) -> Outcome {
        self.do_renounce(self.vm().msg_sender(), role, caller_confirmation)
    }

    // ---- governor, guardian, offering

    /// The governor whose calls to itself are left to it.
    pub fn governor(&self) -> Address {
        self.governor.get()
    }

    /// Names the governor; admin only. It gets no role by that.
    pub fn set_governor(&mut self, governor: Address) -> Outcome {
        self.do_set_governor(self.vm().msg_sender(), governor)
    }

    /// Who may schedule besides the proposers, if the time and the offering allow; zero for
    /// nobody.
    /// @return account
    /// @return until Unix time from which it may not
    pub fn guardian(&self) -> (Address, U256) {
        (
            self.guardian.get(),
            U256::from(self.guardian_until.get().to::<u64>()),
        )
    }

    /// Dismisses the guardian, for good; for the admin and the guardian itself.
    pub fn dismiss_guardian(&mut self) -> Outcome {
        self.do_dismiss_guardian(self.vm().msg_sender())
    }

    /// The offering whose success ends the guardian's right; zero until it is named.
    pub fn offering(&self) -> Address {
        self.offering.get()
    }

    /// Names the offering, for good; admin only.
    pub fn set_offering(&mut self, offering: Address) -> Outcome {
        self.do_set_offering(self.vm().msg_sender(), offering)
    }

    // ---- tokens and interfaces

    /// Takes ERC-721 tokens into the treasury.
    #[selector(name = "onERC721Received")]
    pub fn on_erc721_received(
        &mut self,
        _operator: Address,
        _from: Address,
        _token_id: U256,
        _data: Bytes,
    ) -> FixedBytes<4> {
        FixedBytes(0x150b_7a02_u32.to_be_bytes())
    }

    /// Takes ERC-1155 tokens into the treasury.
    #[selector(name = "onERC1155Received")]
    pub fn on_erc1155_received(
        &mut self,
        _operator: Address,
        _from: Address,
        _id: U256,
        _value: U256,
        _data: Bytes,
    ) -> FixedBytes<4> {
        FixedBytes(0xf23a_6e61_u32.to_be_bytes())
    }

    /// Takes several ERC-1155 tokens into the treasury.
    #[selector(name = "onERC1155BatchReceived")]
    pub fn on_erc1155_batch_received(
        &mut self,
        _operator: Address,
        _from: Address,
        _ids: Vec<U256>,
        _values: Vec<U256>,
        _data: Bytes,
    ) -> FixedBytes<4> {
        FixedBytes(0xbc19_7c81_u32.to_be_bytes())
    }

    /// ERC-165.
    pub fn supports_interface(&self, interface_id: FixedBytes<4>) -> bool {
        matches!(
            u32::from_be_bytes(interface_id.0),
            ERC165 | ACCESS_CONTROL | ERC1155_RECEIVER
        )
    }
}

// No entry points below.
impl Timelock {
    /// Ether sent without data stays in the treasury.
    fn receive(&mut self) {}

    fn now(&self) -> u64 {
        self.vm().block_timestamp()
    }

    fn needs_code(&self, account: Address) -> Outcome {
        if self.vm().code_size(account) == 0 {
            return Err(revert(NotAContract { account }));
        }
        Ok(())
    }

    fn do_set_governor(&mut self, sender: Address, governor: Address) -> Outcome {
        self.only_admin(sender)?;
        if !governor.is_zero() {
            self.needs_code(governor)?;
        }
        let previous = self.governor.get();
        self.governor.set(governor);
        emit(
            self.vm(),
            GovernorSet {
                previousGovernor: previous,
                newGovernor: governor,
            },
        );
        Ok(())
    }
}
