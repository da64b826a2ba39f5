//! Parameters and their bounds.

use alloy_primitives::{Address, Uint, U256};
use common::encode::{emit, revert, Outcome};
use stylus_sdk::prelude::*;

use crate::{abi::*, Governor};

const DAY: u128 = 86_400;
/// Seconds between a proposal and its snapshot: votes are never those of the same second.
const LEAST_DELAY: u128 = 1;
const MOST_DELAY: u128 = 30 * DAY;
/// Seconds of voting.
const LEAST_PERIOD: u128 = 300;
const MOST_PERIOD: u128 = 30 * DAY;
/// Votes needed to propose: from one token to ten million, of 18 decimals.
const LEAST_THRESHOLD: u128 = 10u128.pow(18);
const MOST_THRESHOLD: u128 = 10u128.pow(25);
/// Per cent.
pub(crate) const QUORUM_DENOMINATOR: u128 = 100;
const LEAST_NUMERATOR: u128 = 1;
const MOST_NUMERATOR: u128 = 50;

impl Governor {
    pub(crate) fn delay(&self) -> u64 {
        self.voting_delay.get().to()
    }

    pub(crate) fn period(&self) -> u64 {
        self.voting_period.get().to()
    }

    pub(crate) fn extension(&self) -> u64 {
        self.extension.get().to()
    }

    pub(crate) fn set_voting_delay_to(&mut self, value: u64) -> Outcome {
        within(U256::from(value), LEAST_DELAY, MOST_DELAY)?;
        let old = self.voting_delay();
        self.voting_delay.set(Uint::from(value));
        emit(
            self.vm(),
            VotingDelaySet {
                oldVotingDelay: old,
                newVotingDelay: U256::from(value),
            },
        );
        Ok(())
    }

    pub(crate) fn set_voting_period_to(&mut self, value: u32) -> Outcome {
        if value == 0 {
            return Err(revert(GovernorInvalidVotingPeriod {
                votingPeriod: U256::ZERO,
            }));
        }
        within(U256::from(value), LEAST_PERIOD, MOST_PERIOD)?;
        let old = self.voting_period();
        self.voting_period.set(Uint::from(value));
        emit(
            self.vm(),
            VotingPeriodSet {
                oldVotingPeriod: old,
                newVotingPeriod: U256::from(value),
            },
        );
        Ok(())
    }

    pub(crate) fn set_threshold_to(&mut self, value: U256) -> Outcome {
        within(value, LEAST_THRESHOLD, MOST_THRESHOLD)?;
        let old = self.proposal_threshold();
        // Within the bounds it fits.
        self.threshold.set(Uint::from(value.to::<u128>()));
        emit(
            self.vm(),
            ProposalThresholdSet {
                oldProposalThreshold: old,
                newProposalThreshold: value,
            },
        );
        Ok(())
    }

    pub(crate) fn set_numerator_to(&mut self, value: U256) -> Outcome {
        let whole = U256::from(QUORUM_DENOMINATOR);
        if value > whole {
            return Err(revert(GovernorInvalidQuorumFraction {
                quorumNumerator: value,
                quorumDenominator: whole,
            }));
        }
        within(value, LEAST_NUMERATOR, MOST_NUMERATOR)?;
        let old = self.quorum_numerator();
        self.push_numerator(value.to());
        emit(
            self.vm(),
            QuorumNumeratorUpdated {
                oldQuorumNumerator: old,
                newQuorumNumerator: value,
            },
        );
        Ok(())
    }

    /// At most as long as the voting itself, so that voting at most doubles.
    pub(crate) fn set_extension_to(&mut self, value: u64) -> Outcome {
        let most = self.period();
        if value > most {
            return Err(revert(GovernorPreventLateQuorumVoteExtensionTooLarge {
                newVoteExtension: U256::from(value),
                maxVoteExtension: U256::from(most),
            }));
        }
        let old = self.extension();
        self.extension.set(Uint::from(value));
        emit(
            self.vm(),
            LateQuorumVoteExtensionSet {
                oldVoteExtension: old,
                newVoteExtension: value,
            },
        );
        Ok(())
    }

    pub(crate) fn set_timelock_to(&mut self, timelock: Address) -> Outcome {
        self.needs_code(timelock)?;
        let old = self.timelock.get();
        self.timelock.set(timelock);
        emit(
            self.vm(),
            TimelockChange {
                oldTimelock: old,
                newTimelock: timelock,
            },
        );
        if self.is_excluded(timelock) {
            // A timelock that was in office before.
            return Ok(());
        }
        self.exclude(timelock)
    }
}

fn within(value: U256, least: u128, most: u128) -> Outcome {
    let (least, most) = (U256::from(least), U256::from(most));
    if value < least || value > most {
        return Err(revert(GovernorParameterOutOfBounds { value, least, most }));
    }
    Ok(())
}
