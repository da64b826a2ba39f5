//! What accounts do: each by itself, and those of a coalition together.

/// What an account reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Report {
    /// What it measured.
    #[default]
    Measured,
    /// What the product claims, without looking.
    Claimed,
    /// Anything within the tolerance.
    Invented,
    None,
}

/// For which reports it votes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vote {
    /// Of products that it measured, the report of another account nearest to its own measurement; of equals the
    /// earliest, as the contract ranks them.
    #[default]
    Nearest,
    /// Of as many products as are rewarded: the report that says best of the product.
    MostConform,
    /// The one whose account won most often.
    LastWinner,
    /// The first one.
    First,
    /// Any.
    Any,
    /// Its own.
    Own,
}

/// What it does with disputes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Juror {
    /// Looks into some, at a cost, and votes as it sees it.
    #[default]
    Looks,
    /// Votes in all for who disputes, without looking.
    Party,
    /// Votes in all by the toss of a coin.
    Tosses,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    pub report: Report,
    pub vote: Vote,
    pub juror: Juror,
}

/// A strategy: what the coalition (the accounts from 0 on) does. By default it is as honest as everybody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    pub members: usize,
    /// Of each member.
    pub behaviour: Behaviour,
    /// So many reports on each product, shared out among the members, for which all of them vote.
    pub ring: usize,
    /// The ring divides into so many groups, each of which votes on other products (where votes are limited); 0 is 1.
    pub groups: usize,
    /// Whether the ring measures once for all its reports, or reports what is claimed.
    pub ring_lies: bool,
    /// All members are one person, who measures once and buys as often as it reports.
    pub one_person: bool,
    /// All members want what the first one buys, and vote for each other's reports on it.
    pub trades: bool,
    /// They measure it once for all of them.
    pub shares: bool,
    /// So many products of the coalition's own that nobody else buys.
    pub dust: usize,
    /// Its price.
    pub dust_price: u64,
    /// The coalition is vendor, expert and platform of the first product (as it is in the honest world beside it).
    pub owns_first: bool,
    /// It buys so many units of it each cycle, reports and votes on it.
    pub wash: u64,
    /// Reports of others that each member disputes a cycle without cause.
    pub frivolous: usize,
    /// The first member brings a case of this sum each cycle in which it is wrong; the others vote for it.
    pub wrong_case: u64,
    /// Members nominate as much PSS to themselves as counts.
    pub nominates: bool,
}

impl Plan {
    /// The same accounts, honest.
    pub fn honest(&self) -> Self {
        Self {
            members: self.members,
            owns_first: self.owns_first,
            ..Self::default()
        }
    }
}
