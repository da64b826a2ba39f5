//! A juror's vote of one round: committed, revealed, taken back, settled. Pure.

use alloy_primitives::{Address, B256, U256};
use common::word;

use crate::dispute::{Round, Ruling};

const TAG_SHIFT: u32 = 56;
const COMMITTED: u64 = 1;
const REVEALED: u64 = 2;
const REMOVED: u64 = 3;
const SETTLED: u64 = 4;

/// What there is of a vote. One word, its kind in the top byte: a commitment is whatever its juror
/// sent and could else pose as a revealed vote.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Vote {
    #[default]
    None,
    /// The commitment without its top byte: 248 bits bind as well.
    Committed(U256),
    Revealed {
        choice: Ruling,
        weight: u64,
        /// What of the weight the juror had earned: a gain goes by it.
        earned: u64,
    },
    /// The juror was shown to be linked.
    Removed,
    /// What followed from it is done.
    Settled,
}

impl Vote {
    pub fn committed(commitment: B256) -> Self {
        let mut limbs = U256::from_be_bytes(commitment.0).into_limbs();
        limbs[3] &= (1 << TAG_SHIFT) - 1;
        Self::Committed(U256::from_limbs(limbs))
    }

    pub fn pack(self) -> U256 {
        match self {
            Self::None => U256::ZERO,
            Self::Committed(hash) => {
                let mut limbs = hash.into_limbs();
                limbs[3] |= COMMITTED << TAG_SHIFT;
                U256::from_limbs(limbs)
            }
            Self::Revealed {
                choice,
                weight,
                earned,
            } => U256::from_limbs([weight, choice as u64, earned, REVEALED << TAG_SHIFT]),
            Self::Removed => U256::from_limbs([0, 0, 0, REMOVED << TAG_SHIFT]),
            Self::Settled => U256::from_limbs([0, 0, 0, SETTLED << TAG_SHIFT]),
        }
    }

    pub fn unpack(word: U256) -> Self {
        let mut limbs = word.into_limbs();
        match limbs[3] >> TAG_SHIFT {
            COMMITTED => {
                limbs[3] &= (1 << TAG_SHIFT) - 1;
                Self::Committed(U256::from_limbs(limbs))
            }
            REVEALED => Self::Revealed {
                choice: Ruling::from_bits(limbs[1] as u8),
                weight: limbs[0],
                earned: limbs[2],
            },
            REMOVED => Self::Removed,
            SETTLED => Self::Settled,
            _ => Self::None,
        }
    }

    /// What it weighs; only a revealed vote weighs anything.
    pub fn weight(&self) -> u64 {
        match *self {
            Self::Revealed { weight, .. } => weight,
            _ => 0,
        }
    }

    /// What of its weight was earned.
    pub fn earned(&self) -> u64 {
        match *self {
            Self::Revealed { earned, .. } => earned,
            _ => 0,
        }
    }

    /// The kind as views tell it.
    pub fn kind(&self) -> u8 {
        (self.pack().into_limbs()[3] >> TAG_SHIFT) as u8
    }

    /// A committed vote revealed as this ballot, counted with such power at most, of which so much
    /// is earned; `None` if it is not what was committed. Nothing else can be revealed: a juror
    /// counts once a round.
    pub fn reveal(
        self,
        ballot: &Ballot,
        power: u64,
        earned: u64,
        tally: &mut Round,
    ) -> Option<Self> {
        let is_it = self == Self::committed(ballot.commitment());
        is_it.then(|| {
            let weight = tally.count(ballot.choice, power);
            Self::Revealed {
                choice: ballot.choice,
                weight,
                earned: earned.min(weight),
            }
        })
    }

    /// The vote taken away, and the weight that it had; `None` if there is none to take.
    pub fn remove(self, tally: &mut Round) -> Option<u64> {
        match self {
            Self::Committed(_) => Some(0),
            Self::Revealed { choice, weight, .. } => {
                tally.take_back(choice, weight);
                Some(weight)
            }
            _ => None,
        }
    }

    /// What follows from the vote once the ruling is final.
    pub fn consequence(&self, ruling: Ruling) -> Consequence {
        match *self {
            Self::Committed(_) | Self::Removed => Consequence::Loses,
            // A vote that weighs nothing neither helped nor harmed.
            Self::Revealed { weight: 0, .. } => Consequence::None,
            Self::Revealed { .. } if ruling == Ruling::Refused => Consequence::None,
            Self::Revealed { choice, weight, .. } if choice == ruling => Consequence::Earns(weight),
            Self::Revealed { .. } => Consequence::Loses,
            Self::None | Self::Settled => Consequence::None,
        }
    }
}

/// What a juror's vote comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consequence {
    None,
    /// Coherent: a slice of the loser's bonds, power and community weight, by this weight.
    Earns(u64),
    /// Incoherent, not revealed, or of a linked juror: power.
    Loses,
}

/// What binds a commitment: it can be neither copied by another juror nor used elsewhere.
pub struct Ballot {
    pub chain: u64,
    pub contract: Address,
    pub dispute: u64,
    pub round: u8,
    pub juror: Address,
    pub choice: Ruling,
    pub salt: B256,
}

impl Ballot {
    /// `keccak256(abi.encode(chain, contract, dispute, round, juror, choice, salt))`.
    pub fn commitment(&self) -> B256 {
        word::hash(&[
            word::uint64(self.chain),
            word::address(self.contract),
            word::uint64(self.dispute),
            word::uint64(self.round.into()),
            word::address(self.juror),
            word::uint64(self.choice as u64),
            self.salt.0,
        ])
    }
}

#[cfg(test)]
mod tests;
