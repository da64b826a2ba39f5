//! The life of a dispute: states, deadlines, tallies, ruling. Pure: no storage, no calls.
//!
//! ```text
//! Funding ─fund─▶ Matching ─match─▶ Commit ─time─▶ Reveal ─time─▶ Appeal ─time─▶ Final (its outcome)
//!    │ time           │ time          ▲               │              │ appeal (once)
//!    ▼                ▼               └───────────────│──────────────┘
//! Final (2)        Final (1)                          ├─ no quorum, or a tie ─▶ Umpire ─rules─▶ Final
//!                                                     └─ of the appeal ─▶ Final   └─time─▶ Final (0)
//! ```
//!
//! What time alone brings about is computed ([`Core::at`]), never waited for: a deadline counts
//! from the one before it, not from when somebody called. One thing has to be told: that PSC is
//! paused while a bond is awaited ([`Core::hold`]).

use alloy_primitives::U256;
use common::math::BPS;

/// Where a dispute stands. Time only moves it to a greater one.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum State {
    /// There is no such dispute.
    #[default]
    None = 0,
    /// The party's bond is awaited.
    Funding = 1,
    /// The respondent's bond is awaited.
    Matching = 2,
    /// Jurors commit their votes.
    Commit = 3,
    /// Jurors reveal them.
    Reveal = 4,
    /// The first round has an outcome, from which the loser may appeal.
    Appeal = 5,
    /// The last round has none: the umpire is to rule.
    Umpire = 6,
    /// The ruling is final.
    Final = 7,
}

impl State {
    fn from_bits(bits: u8) -> Self {
        match bits {
            1 => Self::Funding,
            2 => Self::Matching,
            3 => Self::Commit,
            4 => Self::Reveal,
            5 => Self::Appeal,
            6 => Self::Umpire,
            7 => Self::Final,
            _ => Self::None,
        }
    }

    /// Whether time moves it.
    pub fn is_open(self) -> bool {
        self != Self::None && self != Self::Final
    }
}

/// What is decided (ERC-792: 0 is a refusal to rule).
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Ruling {
    #[default]
    Refused = 0,
    /// For the party that disputes.
    Party = 1,
    /// Against it.
    Respondent = 2,
}

impl Ruling {
    /// A ruling as it comes in from a call.
    pub fn checked(number: U256) -> Option<Self> {
        (number <= U256::from(2)).then(|| Self::from_bits(number.to()))
    }

    /// Only ever given what [`Core`] and votes hold.
    pub fn from_bits(bits: u8) -> Self {
        match bits {
            1 => Self::Party,
            2 => Self::Respondent,
            _ => Self::Refused,
        }
    }
}

/// What a dispute goes by, fixed when it is opened: the DAO's later changes do not touch it. One
/// word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Terms {
    /// For either bond.
    pub match_secs: u32,
    pub commit_secs: u32,
    pub reveal_secs: u32,
    pub appeal_secs: u32,
    pub umpire_secs: u32,
    /// Least revealed weight of an outcome, of the total earned power.
    pub quorum_bps: u16,
    /// Most weight of one juror, likewise.
    pub cap_bps: u16,
    /// The coherent jurors' part of the loser's bonds.
    pub juror_bps: u16,
    /// Power that a coherent juror gains, of what of the weight was earned.
    pub gain_bps: u16,
    /// Power that others lose.
    pub lose_bps: u16,
    /// Of the sum: what each side puts down.
    pub bond_bps: u16,
}

impl Terms {
    pub fn pack(self) -> U256 {
        let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
        let shares = [self.quorum_bps, self.cap_bps, self.juror_bps, self.gain_bps];
        let shares = shares
            .iter()
            .rev()
            .fold(0, |sum, bps| sum << 16 | u64::from(*bps));
        U256::from_limbs([
            pair(self.match_secs, self.commit_secs),
            pair(self.reveal_secs, self.appeal_secs),
            pair(
                self.umpire_secs,
                u32::from(self.lose_bps) | u32::from(self.bond_bps) << 16,
            ),
            shares,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [a, b, c, shares] = word.into_limbs();
        Self {
            match_secs: a as u32,
            commit_secs: (a >> 32) as u32,
            reveal_secs: b as u32,
            appeal_secs: (b >> 32) as u32,
            umpire_secs: c as u32,
            lose_bps: (c >> 32) as u16,
            bond_bps: (c >> 48) as u16,
            quorum_bps: shares as u16,
            cap_bps: (shares >> 16) as u16,
            juror_bps: (shares >> 32) as u16,
            gain_bps: (shares >> 48) as u16,
        }
    }

    /// A round that begins while so much power is earned in all. The cap is rounded up and the
    /// quorum down, so that as many jurors reach it as their shares say; but never one alone,
    /// however little power there is.
    pub fn round(&self, total: u64) -> Round {
        let part = |bps: u16| u128::from(total) * u128::from(bps);
        let cap = part(self.cap_bps).div_ceil(u128::from(BPS)) as u64;
        let quorum = (part(self.quorum_bps) / u128::from(BPS)) as u64;
        Round {
            quorum: quorum.max(cap + 1),
            cap,
            ..Round::default()
        }
    }
}

/// Most weight of one side: that of both rounds fits 64 bits.
const MAX_SIDE: u64 = u64::MAX >> 1;

/// The tally of a round, in power. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Round {
    /// Weight revealed for the party.
    pub party: u64,
    /// Weight revealed for the respondent.
    pub respondent: u64,
    /// Least weight of both for an outcome.
    pub quorum: u64,
    /// Most weight of one juror.
    pub cap: u64,
}

impl Round {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.party, self.respondent, self.quorum, self.cap])
    }

    pub fn unpack(word: U256) -> Self {
        let [party, respondent, quorum, cap] = word.into_limbs();
        Self {
            party,
            respondent,
            quorum,
            cap,
        }
    }

    fn revealed(&self) -> u128 {
        u128::from(self.party) + u128::from(self.respondent)
    }

    /// What the jurors decided; nothing below the quorum, or when both sides weigh the same.
    pub fn outcome(&self) -> Option<Ruling> {
        if self.revealed() < u128::from(self.quorum) || self.party == self.respondent {
            return None;
        }
        Some(match self.party > self.respondent {
            true => Ruling::Party,
            false => Ruling::Respondent,
        })
    }

    /// Weight revealed for a ruling.
    pub fn weight(&self, ruling: Ruling) -> u64 {
        match ruling {
            Ruling::Refused => 0,
            Ruling::Party => self.party,
            Ruling::Respondent => self.respondent,
        }
    }

    fn side(&mut self, choice: Ruling) -> &mut u64 {
        match choice {
            Ruling::Party => &mut self.party,
            _ => &mut self.respondent,
        }
    }

    /// Counts a vote of an account with such power; its weight.
    pub fn count(&mut self, choice: Ruling, power: u64) -> u64 {
        let cap = self.cap;
        let side = self.side(choice);
        let weight = power.min(cap).min(MAX_SIDE - *side);
        *side += weight;
        weight
    }

    /// Takes a vote back that was counted with this weight.
    pub fn take_back(&mut self, choice: Ruling, weight: u64) {
        *self.side(choice) -= weight;
    }
}

const FUNDED: u64 = 1 << 32;
const MATCHED: u64 = 1 << 33;
const APPEALED: u64 = 1 << 34;
const DIVIDED: u64 = 1 << 35;
const EXECUTED: u64 = 1 << 36;

/// Where a dispute stands. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Core {
    pub state: State,
    /// First second at which time moves it on; of a final one, since when it is.
    pub deadline: u64,
    /// What the first round decided; `Refused` as long as it has not.
    pub outcome: Ruling,
    /// Once it is final.
    pub ruling: Ruling,
    /// The party's bond came.
    pub funded: bool,
    /// The respondent's bond came.
    pub matched: bool,
    /// The loser of the first round appealed: the second round runs, or ran.
    pub appealed: bool,
    /// The bonds were paid out, up to the jurors' part.
    pub divided: bool,
    /// The arbitrable took the ruling that was pushed.
    pub executed: bool,
    /// Weight of the coherent jurors that were paid.
    pub claimed: u64,
    /// PSC units that they were paid.
    pub paid: u64,
}

impl Core {
    pub fn pack(self) -> U256 {
        let flag = |set: bool, bit: u64| if set { bit } else { 0 };
        let flags = flag(self.funded, FUNDED)
            | flag(self.matched, MATCHED)
            | flag(self.appealed, APPEALED)
            | flag(self.divided, DIVIDED)
            | flag(self.executed, EXECUTED);
        let small = self.state as u64 | (self.outcome as u64) << 8 | (self.ruling as u64) << 16;
        U256::from_limbs([self.deadline, self.claimed, self.paid, small | flags])
    }

    pub fn unpack(word: U256) -> Self {
        let [deadline, claimed, paid, bits] = word.into_limbs();
        Self {
            state: State::from_bits(bits as u8),
            deadline,
            outcome: Ruling::from_bits((bits >> 8) as u8),
            ruling: Ruling::from_bits((bits >> 16) as u8),
            funded: bits & FUNDED != 0,
            matched: bits & MATCHED != 0,
            appealed: bits & APPEALED != 0,
            divided: bits & DIVIDED != 0,
            executed: bits & EXECUTED != 0,
            claimed,
            paid,
        }
    }

    /// A dispute that is opened now.
    pub fn open(now: u64, terms: &Terms) -> Self {
        Self {
            state: State::Funding,
            deadline: now + u64::from(terms.match_secs),
            ..Self::default()
        }
    }

    /// Number of the round that runs, or ran last: 0 the first one, 1 the appeal.
    pub fn round(&self) -> u8 {
        self.appealed.into()
    }

    /// Where it stands by now. `tally` tells a round's, by its number.
    pub fn at(mut self, now: u64, terms: &Terms, tally: impl Fn(u8) -> Round) -> Self {
        // Each step leads to a greater state: four at most.
        while self.state.is_open() && now >= self.deadline {
            self.time_out(terms, &tally);
        }
        self
    }

    fn time_out(&mut self, terms: &Terms, tally: &impl Fn(u8) -> Round) {
        match self.state {
            State::Funding => self.end(Ruling::Respondent),
            State::Matching => self.end(Ruling::Party),
            State::Commit => self.go(State::Reveal, terms.reveal_secs),
            State::Reveal => match tally(self.round()).outcome() {
                None => self.go(State::Umpire, terms.umpire_secs),
                Some(outcome) if self.appealed => self.end(outcome),
                Some(outcome) => {
                    self.outcome = outcome;
                    self.go(State::Appeal, terms.appeal_secs);
                }
            },
            State::Appeal => self.end(self.outcome),
            State::Umpire => self.end(Ruling::Refused),
            State::None | State::Final => {}
        }
    }

    fn go(&mut self, state: State, secs: u32) {
        self.state = state;
        self.deadline += u64::from(secs);
    }

    fn end(&mut self, ruling: Ruling) {
        self.state = State::Final;
        self.ruling = ruling;
    }

    fn start(&mut self, now: u64, state: State, secs: u32) {
        self.state = state;
        self.deadline = now + u64::from(secs);
    }

    /// The window of a bond that is awaited, if one is.
    fn window(&self, terms: &Terms) -> Option<u32> {
        match self.state {
            State::Funding | State::Matching => Some(terms.match_secs),
            State::Appeal => Some(terms.appeal_secs),
            _ => None,
        }
    }

    /// Whether a bond is awaited.
    pub fn awaits_bond(&self) -> bool {
        self.window(&Terms::default()).is_some()
    }

    /// The bond that is awaited cannot be paid now, whoever wants to: its window begins anew.
    pub fn hold(mut self, now: u64, terms: &Terms) -> Self {
        if let Some(secs) = self.window(terms) {
            self.start(now, self.state, secs);
        }
        self
    }

    // ---- what accounts do; `None` in another state. `self` is as of now (`at`).

    /// The party put its bond down.
    pub fn fund(mut self, now: u64, terms: &Terms) -> Option<Self> {
        (self.state == State::Funding).then(|| {
            self.funded = true;
            self.start(now, State::Matching, terms.match_secs);
            self
        })
    }

    /// The respondent matched it: the first round begins.
    pub fn match_bond(mut self, now: u64, terms: &Terms) -> Option<Self> {
        (self.state == State::Matching).then(|| {
            self.matched = true;
            self.start(now, State::Commit, terms.commit_secs);
            self
        })
    }

    /// The loser of the first round put the appeal's bond down: the second round begins.
    pub fn appeal(mut self, now: u64, terms: &Terms) -> Option<Self> {
        (self.state == State::Appeal).then(|| {
            self.appealed = true;
            self.start(now, State::Commit, terms.commit_secs);
            self
        })
    }

    /// The umpire ruled.
    pub fn rule(mut self, now: u64, ruling: Ruling) -> Option<Self> {
        (self.state == State::Umpire).then(|| {
            self.end(ruling);
            self.deadline = now;
            self
        })
    }
}

#[cfg(test)]
mod tests;
