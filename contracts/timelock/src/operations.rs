//! Operations: scheduled, waiting, ready, done.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    abi::encode,
    batch::Batch,
    encode::{emit, emit_dynamic, revert, Outcome, Revert},
};
use stylus_sdk::{call, prelude::*, stylus_core::calls::errors::Error};

use crate::{abi::*, own, roles, Timelock, LEAST_DELAY, MOST_DELAY};

/// What is in the place of the time when an operation is done.
const DONE: U256 = U256::ONE;

/// As `getOperationState` numbers them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Unset,
    Waiting,
    Ready,
    Done,
}

impl State {
    /// The state of an operation of which `timestamp` is kept, at `now`.
    fn of(timestamp: U256, now: u64) -> Self {
        if timestamp.is_zero() {
            Self::Unset
        } else if timestamp == DONE {
            Self::Done
        } else if timestamp > U256::from(now) {
            Self::Waiting
        } else {
            Self::Ready
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Id of an operation of one call.
pub(crate) fn id_of(
    target: Address,
    value: U256,
    data: &[u8],
    predecessor: B256,
    salt: B256,
) -> B256 {
    alloy_primitives::keccak256(encode((target, value, data, predecessor, salt)))
}

impl Timelock {
    pub(crate) fn state_of(&self, id: B256) -> State {
        State::of(self.timestamps.get(id), self.now())
    }

    pub(crate) fn least_delay(&self) -> u64 {
        self.min_delay.get().to()
    }

    pub(crate) fn set_min_delay(&mut self, delay: U256) -> Outcome {
        let (least, most) = (U256::from(LEAST_DELAY), U256::from(MOST_DELAY));
        if delay < least || delay > most {
            return Err(revert(TimelockDelayOutOfBounds { delay, least, most }));
        }
        let previous = self.min_delay.get();
        self.min_delay
            .set(alloy_primitives::Uint::from(delay.to::<u64>()));
        emit(
            self.vm(),
            MinDelayChange {
                oldDuration: U256::from(previous),
                newDuration: delay,
            },
        );
        Ok(())
    }

    pub(crate) fn do_update_delay(&mut self, sender: Address, delay: U256) -> Outcome {
        if sender != self.vm().contract_address() {
            return Err(revert(TimelockUnauthorizedCaller { caller: sender }));
        }
        self.set_min_delay(delay)
    }

    pub(crate) fn do_schedule_batch(
        &mut self,
        batch: &Batch,
        predecessor: B256,
        salt: B256,
        delay: U256,
    ) -> Outcome {
        let as_guardian = self.schedules_as_guardian(salt)?;
        let id = id_of_batch(batch, predecessor, salt)?;
        let only_cancels = batch.only_calls(self.vm().contract_address(), own::CANCEL);
        self.book(id, delay, self.least_wait(as_guardian, only_cancels)?)?;
        for (index, data) in batch.payloads.iter().enumerate() {
            let (target, value) = (batch.targets[index], batch.values[index]);
            self.log_scheduled(id, index, (target, value, data, predecessor, delay));
        }
        self.log_origin(id, salt, as_guardian);
        Ok(())
    }

    /// Least seconds that an operation waits. Stopping another one is not what anybody needs time to
    /// react to: a proposer's that only cancels need not wait, or it would come too late.
    pub(crate) fn least_wait(&self, as_guardian: bool, only_cancels: bool) -> Outcome<U256> {
        match (as_guardian, only_cancels) {
            (true, _) => self.least_guardian_delay(),
            (false, true) => Ok(U256::ZERO),
            (false, false) => Ok(U256::from(self.least_delay())),
        }
    }

    /// Sets when a new operation is ready, which waits at least so many seconds.
    pub(crate) fn book(&mut self, id: B256, delay: U256, least: U256) -> Outcome {
        if self.state_of(id) != State::Unset {
            return Err(unexpected(id, State::Unset.bit()));
        }
        if delay < least {
            return Err(revert(TimelockInsufficientDelay {
                delay,
                minDelay: least,
            }));
        }
        let now = U256::from(self.now());
        let Some(ready) = now.checked_add(delay) else {
            let most = U256::MAX - now;
            return Err(revert(TimelockDelayOutOfBounds { delay, least, most }));
        };
        self.timestamps.insert(id, ready);
        Ok(())
    }

    pub(crate) fn do_cancel(&mut self, sender: Address, id: B256) -> Outcome {
        // By an operation: it could give itself the role as well.
        let by_operation = sender == self.vm().contract_address();
        if !by_operation {
            self.only(roles::CANCELLER, sender)?;
        }
        if !matches!(self.state_of(id), State::Waiting | State::Ready) {
            // One that is cancelled or done meanwhile keeps no other that the same vote cancels.
            return match by_operation {
                true => Ok(()),
                false => Err(unexpected(id, State::Waiting.bit() | State::Ready.bit())),
            };
        }
        self.timestamps.insert(id, U256::ZERO);
        emit(self.vm(), Cancelled { id });
        Ok(())
    }

    pub(crate) fn only_executor(&self) -> Outcome {
        if self.has(roles::EXECUTOR, Address::ZERO) {
            return Ok(());
        }
        self.only(roles::EXECUTOR, self.vm().msg_sender())
    }

    pub(crate) fn do_execute_batch(
        &mut self,
        batch: &Batch,
        predecessor: B256,
        salt: B256,
    ) -> Outcome {
        self.only_executor()?;
        let id = id_of_batch(batch, predecessor, salt)?;
        self.begin(id, predecessor)?;
        let governor = self.governor_executing(batch);
        for (index, data) in batch.payloads.iter().enumerate() {
            let (target, value) = (batch.targets[index], batch.values[index]);
            self.run(id, index, target, value, data, governor)?;
        }
        Ok(())
    }

    /// Marks an operation as done before its calls are made. If one of them fails everything is
    /// taken back, this too; meanwhile nobody can execute it again.
    pub(crate) fn begin(&mut self, id: B256, predecessor: B256) -> Outcome {
        if self.state_of(id) != State::Ready {
            return Err(unexpected(id, State::Ready.bit()));
        }
        if !predecessor.is_zero() && self.state_of(predecessor) != State::Done {
            return Err(revert(TimelockUnexecutedPredecessor {
                predecessorId: predecessor,
            }));
        }
        self.timestamps.insert(id, DONE);
        Ok(())
    }

    /// The governor, if it is the caller and the batch calls it.
    fn governor_executing(&self, batch: &Batch) -> Option<Address> {
        let sender = self.vm().msg_sender();
        (batch.targets.contains(&sender) && sender == self.governor.get()).then_some(sender)
    }

    /// Makes one call of an operation. `deferring`: the governor that is executing it and makes
    /// the calls to itself later; it cannot pass on ether.
    pub(crate) fn run(
        &mut self,
        id: B256,
        index: usize,
        target: Address,
        value: U256,
        data: &[u8],
        deferring: Option<Address>,
    ) -> Outcome {
        let place = B256::from(U256::from(index));
        emit_dynamic(
            self.vm(),
            &[CallExecuted::SIGNATURE_HASH, id, place],
            (target, value, data),
        );
        if value.is_zero() && deferring == Some(target) {
            let (index, governor) = (U256::from(index), target);
            emit(
                self.vm(),
                CallDeferred {
                    id,
                    index,
                    governor,
                },
            );
            return Ok(());
        }
        let outcome = if target == self.vm().contract_address() {
            self.call_itself(value, data)
        } else {
            self.call_other(target, value, data)
        };
        // Nobody is left without a reason.
        outcome.map_err(|reason| match reason.is_empty() {
            true => revert(FailedCall {}),
            false => reason,
        })
    }

    fn call_other(&mut self, target: Address, value: U256, data: &[u8]) -> Outcome {
        let context = Call::new_payable(self, value);
        match call::call(self.vm(), context, target, data) {
            Ok(_) => Ok(()),
            Err(Error::Revert(reason)) => Err(reason),
            Err(Error::AbiDecodingFailed(_)) => Err(Revert::new()),
        }
    }

    pub(crate) fn log_scheduled(
        &self,
        id: B256,
        index: usize,
        fields: (Address, U256, &[u8], B256, U256),
    ) {
        let place = B256::from(U256::from(index));
        emit_dynamic(
            self.vm(),
            &[CallScheduled::SIGNATURE_HASH, id, place],
            fields,
        );
    }

    pub(crate) fn log_origin(&self, id: B256, salt: B256, as_guardian: bool) {
        if !salt.is_zero() {
            emit(self.vm(), CallSalt { id, salt });
        }
        if as_guardian {
            let guardian = self.vm().msg_sender();
            emit(self.vm(), GuardianScheduled { id, guardian });
        }
    }
}

fn id_of_batch(batch: &Batch, predecessor: B256, salt: B256) -> Outcome<B256> {
    if !batch.is_even() {
        return Err(revert(TimelockInvalidOperationLength {
            targets: U256::from(batch.targets.len()),
            payloads: U256::from(batch.payloads.len()),
            values: U256::from(batch.values.len()),
        }));
    }
    Ok(batch.hash(&[predecessor.0, salt.0]))
}

fn unexpected(id: B256, states: u8) -> Revert {
    revert(TimelockUnexpectedOperationState {
        operationId: id,
        expectedStates: B256::with_last_byte(states),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_ready_from_its_time_on() {
        let state = |timestamp: u64, now| State::of(U256::from(timestamp), now);
        assert_eq!(state(0, 100), State::Unset);
        assert_eq!(state(1, 100), State::Done);
        assert_eq!(state(101, 100), State::Waiting);
        assert_eq!(state(100, 100), State::Ready);
        assert_eq!(state(2, 100), State::Ready);
        assert_eq!(State::of(U256::MAX, u64::MAX), State::Waiting);
    }

    #[test]
    fn states_have_openzeppelins_bits() {
        let bits = [State::Unset, State::Waiting, State::Ready, State::Done].map(State::bit);
        assert_eq!(bits, [1, 2, 4, 8]);
    }

    #[test]
    fn ids_equal_the_hash_of_alloys_encoding() {
        use alloy_sol_types::SolValue;
        let (target, value) = (Address::repeat_byte(7), U256::from(5));
        let (predecessor, salt) = (B256::repeat_byte(1), B256::repeat_byte(2));
        for length in [0, 1, 32, 33] {
            let data = vec![9u8; length];
            let expected = (
                target,
                value,
                alloy_primitives::Bytes::from(data.clone()),
                predecessor,
                salt,
            )
                .abi_encode_params();
            assert_eq!(
                id_of(target, value, &data, predecessor, salt),
                alloy_primitives::keccak256(expected)
            );
        }
    }

    #[test]
    fn ids_of_batches_equal_the_hash_of_alloys_encoding() {
        use alloy_sol_types::SolValue;
        let (predecessor, salt) = (B256::repeat_byte(1), B256::repeat_byte(2));
        let mut batch = Batch {
            targets: vec![Address::repeat_byte(7), Address::repeat_byte(8)],
            values: vec![U256::ZERO, U256::from(5)],
            payloads: vec![vec![9u8; 33].into(), Default::default()],
        };
        let lists = (
            batch.targets.clone(),
            batch.values.clone(),
            batch.payloads.clone(),
        );
        let expected = (lists.0, lists.1, lists.2, predecessor, salt).abi_encode_params();
        assert_eq!(
            id_of_batch(&batch, predecessor, salt),
            Ok(alloy_primitives::keccak256(expected))
        );
        batch.values.pop();
        let uneven = TimelockInvalidOperationLength {
            targets: U256::from(2),
            payloads: U256::from(2),
            values: U256::from(1),
        };
        assert_eq!(id_of_batch(&batch, predecessor, salt), Err(revert(uneven)));
    }

    /// A bitmap of the states that would have done.
    #[test]
    fn an_unexpected_state_tells_those_expected() {
        let id = B256::repeat_byte(3);
        let error = unexpected(id, State::Waiting.bit() | State::Ready.bit());
        let expected = TimelockUnexpectedOperationState {
            operationId: id,
            expectedStates: B256::with_last_byte(0b0110),
        };
        assert_eq!(error, revert(expected));
    }
}
