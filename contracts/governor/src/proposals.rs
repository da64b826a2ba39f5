//! The life of a proposal.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{keccak256, Uint, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    batch::Batch,
    encode::{emit, emit_dynamic, revert, Outcome, Revert},
    word::Word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    calls::operation_of,
    proposal::{Core, State, Tally, MAX_TIME},
    suffix::reserved_for,
    Governor,
};

/// States of an operation at the timelock.
const WAITING: U256 = U256::from_limbs([1, 0, 0, 0]);
const READY: U256 = U256::from_limbs([2, 0, 0, 0]);
const DONE: U256 = U256::from_limbs([3, 0, 0, 0]);

/// Id of a proposal.
pub(crate) fn id_of(batch: &Batch, description_hash: B256) -> U256 {
    batch.hash(&[description_hash.0]).into()
}

impl Governor {
    pub(crate) fn core(&self, id: U256) -> Core {
        Core::unpack(self.proposals.getter(id).core.get())
    }

    pub(crate) fn tally(&self, id: U256) -> Tally {
        Tally::unpack(self.proposals.getter(id).tally.get())
    }

    pub(crate) fn abstaining(&self, id: U256) -> u128 {
        // Votes are counted up to 94 bits.
        self.proposals.getter(id).abstain.get().to()
    }

    /// # Errors
    /// `GovernorNonexistentProposal`; those of the token and the timelock.
    pub(crate) fn state_of(&self, id: U256) -> Outcome<State> {
        let core = self.core(id);
        if !core.exists() {
            return Err(revert(GovernorNonexistentProposal { proposalId: id }));
        }
        if let Some(state) = core.state(self.now()) {
            return Ok(state);
        }
        let tally = self.tally(id);
        if tally.eta == 0 {
            return self.result(id, &core, &tally);
        }
        // It succeeded, or it had not been queued; nothing changes that. What became of it since,
        // the timelock knows: anybody may execute it there.
        let operation = B256::from(self.proposals.getter(id).operation.get());
        Ok(match self.operation_state(operation)? {
            WAITING | READY => State::Queued,
            DONE => State::Executed,
            _ => State::Canceled,
        })
    }

    /// What the votes say after voting.
    fn result(&self, id: U256, core: &Core, tally: &Tally) -> Outcome<State> {
        if !tally.succeeded() {
            return Ok(State::Defeated);
        }
        let counted = U256::from(tally.in_favour + self.abstaining(id));
        if tally.reached || counted >= self.quorum_at(U256::from(core.start))? {
            return Ok(State::Succeeded);
        }
        Ok(State::Defeated)
    }

    /// The error of a proposal that is in none of the states; or why its state cannot be told.
    pub(crate) fn unexpected(&self, id: U256, states: u8) -> Revert {
        match self.state_of(id) {
            Ok(state) => unexpected_state(id, state, states),
            Err(reason) => reason,
        }
    }

    fn needs_state(&self, id: U256, needed: State) -> Outcome {
        let state = self.state_of(id)?;
        if state != needed {
            return Err(unexpected_state(id, state, needed.bit()));
        }
        Ok(())
    }

    pub(crate) fn do_propose(&mut self, batch: &Batch, description: &str) -> Outcome<U256> {
        let proposer = self.vm().msg_sender();
        if reserved_for(description.as_bytes()).is_some_and(|reserved| reserved != proposer) {
            return Err(revert(GovernorRestrictedProposer { proposer }));
        }
        let now = self.now();
        let threshold = self.proposal_threshold();
        let votes = self.votes_that_count(proposer, U256::from(now - 1))?;
        if votes < threshold {
            return Err(revert(GovernorInsufficientProposerVotes {
                proposer,
                votes,
                threshold,
            }));
        }
        if !batch.is_even() || batch.targets.is_empty() {
            return Err(revert(GovernorInvalidProposalLength {
                targets: U256::from(batch.targets.len()),
                calldatas: U256::from(batch.payloads.len()),
                values: U256::from(batch.values.len()),
            }));
        }
        self.check_own_calls(batch)?;
        let id = id_of(batch, keccak256(description));
        if self.core(id).exists() {
            return Err(self.unexpected(id, 0));
        }
        let number = self.count.get();
        let core = Core {
            proposer,
            number: number.to(),
            start: now + self.delay(),
            duration: self.period(),
            executed: false,
            canceled: false,
        };
        // 2^32 proposals cost more than there is gas in years; the last number is not used twice.
        if number == Uint::MAX {
            return Err(revert(GovernorParameterOutOfBounds {
                value: U256::from(number),
                least: U256::ZERO,
                most: U256::from(u32::MAX - 1),
            }));
        }
        self.count.set(number + Uint::from(1));
        self.proposals.setter(id).core.set(core.pack());
        let signatures: Vec<String> = batch.targets.iter().map(|_| String::new()).collect();
        emit_dynamic(
            self.vm(),
            &[ProposalCreated::SIGNATURE_HASH],
            (
                id,
                proposer,
                &batch.targets,
                &batch.values,
                signatures,
                &batch.payloads,
                core.start,
                core.deadline(),
                description.as_bytes(),
            ),
        );
        Ok(id)
    }

    pub(crate) fn do_queue(&mut self, batch: &Batch, description_hash: B256) -> Outcome<U256> {
        let id = id_of(batch, description_hash);
        self.needs_state(id, State::Succeeded)?;
        let (delay, now) = (self.delay_of(batch)?, self.now());
        let most = U256::from(MAX_TIME - now);
        if delay > most {
            return Err(revert(GovernorParameterOutOfBounds {
                value: delay,
                least: U256::ZERO,
                most,
            }));
        }
        let eta = now + delay.to::<u64>();
        let salt = self.salt(description_hash);
        let operation = operation_of(batch, salt);
        let tally = Tally {
            eta,
            ..self.tally(id)
        };
        let mut proposal = self.proposals.setter(id);
        proposal.tally.set(tally.pack());
        proposal.operation.set(operation.into());
        emit(
            self.vm(),
            ProposalQueued {
                proposalId: id,
                etaSeconds: U256::from(eta),
            },
        );
        emit(
            self.vm(),
            ProposalScheduled {
                proposalId: id,
                operation,
            },
        );
        self.schedule(batch, salt, delay)?;
        Ok(id)
    }

    pub(crate) fn do_execute(&mut self, batch: &Batch, description_hash: B256) -> Outcome<U256> {
        let id = id_of(batch, description_hash);
        self.needs_state(id, State::Queued)?;
        let core = Core {
            executed: true,
            ..self.core(id)
        };
        let mut proposal = self.proposals.setter(id);
        proposal.core.set(core.pack());
        proposal.operation.set(U256::ZERO);
        emit(self.vm(), ProposalExecuted { proposalId: id });
        let (salt, value) = (self.salt(description_hash), self.vm().msg_value());
        self.execute_batch(batch, salt, value)?;
        self.apply_own_calls(batch)?;
        Ok(id)
    }

    pub(crate) fn do_cancel(&mut self, batch: &Batch, description_hash: B256) -> Outcome<U256> {
        let id = id_of(batch, description_hash);
        let account = self.vm().msg_sender();
        let pending = self.state_of(id)? == State::Pending;
        let core = self.core(id);
        if !pending || core.proposer != account {
            return Err(revert(GovernorUnableToCancel {
                proposalId: id,
                account,
            }));
        }
        let core = Core {
            canceled: true,
            ..core
        };
        self.proposals.setter(id).core.set(core.pack());
        emit(self.vm(), ProposalCanceled { proposalId: id });
        Ok(id)
    }

    /// Keeps operations of different governors apart that are alike otherwise.
    fn salt(&self, description_hash: B256) -> Word {
        let mut salt = description_hash.0;
        for (byte, own) in salt.iter_mut().zip(self.vm().contract_address()) {
            *byte ^= own;
        }
        salt
    }
}

fn unexpected_state(id: U256, state: State, expected: u8) -> Revert {
    revert(GovernorUnexpectedProposalState {
        proposalId: id,
        current: state as u8,
        expectedStates: B256::with_last_byte(expected),
    })
}
