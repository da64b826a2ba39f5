//! A proposal in two words: pure arithmetic, no storage.
//!
//! | word | bits | content |
//! |---|---|---|
//! | core | 0..160 | proposer |
//! | | 160..192 | number of the proposal, from 0 |
//! | | 192..226 | snapshot: voting starts after it |
//! | | 226..252 | seconds of voting |
//! | | 252, 253 | executed, canceled |
//! | tally | 0..94 | votes for |
//! | | 94..128 | when it may be executed; 0 before it is queued |
//! | | 128..222 | votes against |
//! | | 222 | quorum is known to be reached |
//!
//! Making a proposal writes the first word, a vote the second (an abstention its own), queueing
//! the second again. Votes of PSS are below 2^94, times below 2^34 (the year 2514).

use alloy_primitives::{Address, U256};

/// As `state` numbers them. Nothing expires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Pending = 0,
    Active = 1,
    Canceled = 2,
    Defeated = 3,
    Succeeded = 4,
    Queued = 5,
    Executed = 7,
}

impl State {
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

const VOTE_BITS: u32 = 94;
/// Most votes that a tally holds.
pub const MAX_VOTES: u128 = (1 << VOTE_BITS) - 1;
const TIME_BITS: u32 = 34;
/// Latest time that a proposal holds.
pub const MAX_TIME: u64 = (1 << TIME_BITS) - 1;
const DURATION_BITS: u32 = 26;
/// Longest voting that a proposal holds, in seconds: two years.
pub const MAX_DURATION: u64 = (1 << DURATION_BITS) - 1;

/// Who proposed what is voted on when, and what became of it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Core {
    pub proposer: Address,
    pub number: u32,
    /// The snapshot; 0 if there is no such proposal.
    pub start: u64,
    pub duration: u64,
    pub executed: bool,
    pub canceled: bool,
}

impl Core {
    pub fn pack(self) -> U256 {
        let word = U256::from_be_bytes(self.proposer.into_word().0);
        let [a, b, c, _] = word.into_limbs();
        let flags = u64::from(self.executed) | u64::from(self.canceled) << 1;
        U256::from_limbs([
            a,
            b,
            c | u64::from(self.number) << 32,
            self.start | self.duration << TIME_BITS | flags << (TIME_BITS + DURATION_BITS),
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [_, _, c, d] = word.into_limbs();
        let flags = d >> (TIME_BITS + DURATION_BITS);
        Self {
            proposer: Address::from_word(word.to_be_bytes::<32>().into()),
            number: (c >> 32) as u32,
            start: d & MAX_TIME,
            duration: d >> TIME_BITS & MAX_DURATION,
            executed: flags & 1 != 0,
            canceled: flags & 2 != 0,
        }
    }

    pub fn exists(&self) -> bool {
        self.start != 0
    }

    /// Last second of voting.
    pub fn deadline(&self) -> u64 {
        self.start + self.duration
    }

    /// Whether votes count at `now`: after the snapshot, up to and at the deadline.
    pub fn is_active(&self, now: u64) -> bool {
        let open = self.exists() && !self.executed && !self.canceled;
        open && self.start < now && now <= self.deadline()
    }

    /// Which bit of a voter's word stands for this proposal.
    pub fn bit(&self) -> usize {
        (self.number % 256) as usize
    }

    /// The state, as far as time and flags tell it; `None`: voting is over, the votes decide.
    pub fn state(&self, now: u64) -> Option<State> {
        if self.executed {
            Some(State::Executed)
        } else if self.canceled {
            Some(State::Canceled)
        } else if self.start >= now {
            Some(State::Pending)
        } else if self.deadline() >= now {
            Some(State::Active)
        } else {
            None
        }
    }
}

/// Votes for and against, and what followed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Tally {
    pub in_favour: u128,
    pub against: u128,
    /// When it may be executed; 0 before it is queued.
    pub eta: u64,
    /// Quorum was found to be reached. It may be so without this.
    pub reached: bool,
}

impl Tally {
    pub fn pack(self) -> U256 {
        let low = self.in_favour | u128::from(self.eta) << VOTE_BITS;
        let high = self.against | u128::from(self.reached) << VOTE_BITS;
        U256::from_limbs([
            low as u64,
            (low >> 64) as u64,
            high as u64,
            (high >> 64) as u64,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [a, b, c, d] = word.into_limbs();
        let low = u128::from(b) << 64 | u128::from(a);
        let high = u128::from(d) << 64 | u128::from(c);
        Self {
            in_favour: low & MAX_VOTES,
            against: high & MAX_VOTES,
            eta: (low >> VOTE_BITS) as u64,
            reached: high >> VOTE_BITS & 1 != 0,
        }
    }

    /// A tie is no majority.
    pub fn succeeded(&self) -> bool {
        self.in_favour > self.against
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cores() -> impl Strategy<Value = Core> {
        let times = (0..=MAX_TIME, 0..=MAX_DURATION);
        (any::<[u8; 20]>(), any::<u32>(), times, any::<[bool; 2]>()).prop_map(
            |(proposer, number, (start, duration), [executed, canceled])| Core {
                proposer: proposer.into(),
                number,
                start,
                duration,
                executed,
                canceled,
            },
        )
    }

    fn tallies() -> impl Strategy<Value = Tally> {
        (0..=MAX_VOTES, 0..=MAX_VOTES, 0..=MAX_TIME, any::<bool>()).prop_map(
            |(in_favour, against, eta, reached)| Tally {
                in_favour,
                against,
                eta,
                reached,
            },
        )
    }

    proptest! {
        #[test]
        fn cores_survive_packing(core in cores()) {
            prop_assert_eq!(Core::unpack(core.pack()), core);
        }

        #[test]
        fn tallies_survive_packing(tally in tallies()) {
            prop_assert_eq!(Tally::unpack(tally.pack()), tally);
        }

        #[test]
        fn states_follow_each_other(core in cores(), now in 0..=MAX_TIME * 2) {
            let core = Core { executed: false, canceled: false, ..core };
            let expected = if now <= core.start {
                Some(State::Pending)
            } else if now <= core.start + core.duration {
                Some(State::Active)
            } else {
                None
            };
            prop_assert_eq!(core.state(now), expected);
            prop_assert_eq!(core.is_active(now), core.exists() && expected == Some(State::Active));
        }
    }

    #[test]
    fn voting_starts_after_the_snapshot_and_counts_at_the_deadline() {
        let core = Core {
            start: 100,
            duration: 10,
            ..Core::default()
        };
        assert_eq!(core.state(100), Some(State::Pending));
        assert_eq!(core.state(101), Some(State::Active));
        assert_eq!(core.state(110), Some(State::Active));
        assert_eq!(core.state(111), None);
        assert!(!core.is_active(100) && core.is_active(101));
        assert!(core.is_active(110) && !core.is_active(111));
    }

    #[test]
    fn votes_count_where_there_is_a_proposal_neither_executed_nor_canceled() {
        for (executed, canceled) in [(false, false), (false, true), (true, false), (true, true)] {
            let core = Core {
                start: 100,
                duration: 10,
                executed,
                canceled,
                ..Core::default()
            };
            assert_eq!(core.is_active(105), !executed && !canceled);
            assert!(!Core { start: 0, ..core }.is_active(5));
        }
    }

    #[test]
    fn each_of_256_proposals_has_its_bit_of_a_voters_word() {
        let bit = |number| {
            let core = Core {
                number,
                ..Core::default()
            };
            core.bit()
        };
        for number in 0..256 {
            assert_eq!(bit(number), number as usize);
            assert_eq!(bit(number + 3 * 256), number as usize);
        }
    }

    #[test]
    fn an_executed_proposal_is_not_canceled() {
        let core = Core {
            executed: true,
            canceled: true,
            ..Core::default()
        };
        assert_eq!(core.state(1), Some(State::Executed));
        assert!(!core.is_active(1));
    }

    #[test]
    fn a_tie_is_defeated() {
        let tally = |in_favour, against| Tally {
            in_favour,
            against,
            ..Tally::default()
        };
        assert!(!tally(5, 5).succeeded() && !tally(0, 0).succeeded());
        assert!(tally(6, 5).succeeded() && !tally(5, 6).succeeded());
    }

    #[test]
    fn states_have_openzeppelins_bits() {
        assert_eq!(State::Pending.bit(), 1);
        assert_eq!(State::Active.bit(), 2);
        assert_eq!(State::Succeeded.bit(), 16);
        assert_eq!(State::Queued.bit(), 32);
        assert_eq!(State::Executed.bit(), 128);
    }
}
