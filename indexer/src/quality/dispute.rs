//! Where a dispute stands at some time: what time alone brings about is computed, as the arbitration does it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The party's bond is awaited.
    Funding,
    /// The respondent's bond is awaited.
    Matching,
    /// Jurors commit their votes.
    Commit,
    /// Jurors reveal them.
    Reveal,
    /// The first round has an outcome, from which the loser may appeal.
    Appeal,
    /// The last round has none: the umpire is to rule.
    Umpire,
    /// The ruling is final.
    Final,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ruling {
    Refused,
    /// For the party that disputes.
    Party,
    /// Against it.
    Respondent,
}

/// A round's tally, in power units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub party: u64,
    pub respondent: u64,
    pub quorum: u64,
}

/// The windows that time moves a dispute on by, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub reveal: u64,
    pub appeal: u64,
    pub umpire: u64,
}

/// A dispute as its last event left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub state: State,
    /// First second at which time moves it on; of a final one, since when it is.
    pub deadline: u64,
    /// Of the first round.
    pub outcome: Option<Ruling>,
    pub ruling: Option<Ruling>,
    pub appealed: bool,
}

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The party's bond; matched until then.
    Fund(u64),
    /// The respondent's; votes are committed until then.
    Match(u64),
    /// The loser's, for the appeal; likewise.
    Appeal(u64),
    Rule(Ruling),
}

impl Ruling {
    pub fn from_number(number: i32) -> Self {
        match number {
            1 => Self::Party,
            2 => Self::Respondent,
            _ => Self::Refused,
        }
    }
}

impl Tally {
    /// What the jurors decided; nothing below the quorum, or when both sides weigh the same.
    pub fn outcome(&self) -> Option<Ruling> {
        let revealed = u128::from(self.party) + u128::from(self.respondent);
        if revealed < u128::from(self.quorum) || self.party == self.respondent {
            return None;
        }
        Some(match self.party > self.respondent {
            true => Ruling::Party,
            false => Ruling::Respondent,
        })
    }
}

impl Dispute {
    pub fn open(fund_until: u64) -> Self {
        Self {
            state: State::Funding,
            deadline: fund_until,
            outcome: None,
            ruling: None,
            appealed: false,
        }
    }

    /// Where it stands by `now`, if nobody does anything.
    pub fn at(mut self, now: u64, terms: &Terms, rounds: &[Tally; 2]) -> Self {
        while self.state != State::Final && now >= self.deadline {
            match self.state {
                State::Funding => self.end(Some(Ruling::Respondent)),
                State::Matching => self.end(Some(Ruling::Party)),
                State::Commit => self.go(State::Reveal, terms.reveal),
                State::Reveal => match rounds[usize::from(self.appealed)].outcome() {
                    None => self.go(State::Umpire, terms.umpire),
                    Some(outcome) if self.appealed => self.end(Some(outcome)),
                    outcome => {
                        self.outcome = outcome;
                        self.go(State::Appeal, terms.appeal);
                    }
                },
                State::Appeal => self.end(self.outcome),
                State::Umpire => self.end(Some(Ruling::Refused)),
                State::Final => {}
            }
        }
        self
    }

    fn go(&mut self, state: State, secs: u64) {
        self.state = state;
        self.deadline = self.deadline.saturating_add(secs);
    }

    fn end(&mut self, ruling: Option<Ruling>) {
        self.state = State::Final;
        self.ruling = ruling;
    }

    /// Applies what was done at `now`; `self` is as of then.
    pub fn act(mut self, now: u64, act: Act) -> Self {
        match act {
            Act::Fund(until) => (self.state, self.deadline) = (State::Matching, until),
            Act::Match(until) => (self.state, self.deadline) = (State::Commit, until),
            Act::Appeal(until) => {
                (self.state, self.deadline) = (State::Commit, until);
                self.appealed = true;
            }
            Act::Rule(ruling) => {
                self.end(Some(ruling));
                self.deadline = now;
            }
        }
        self
    }
}
