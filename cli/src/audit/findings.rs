//! What an audit compares, and what of it does not agree.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use alloy::primitives::B256;
use serde::Serialize;

use super::node::Entry;

/// Faults of one check that are kept; more are counted only.
pub const KEPT: usize = 100;

/// A sentence that is true of a sound deployment, under a short name: `<contract>.<what>`.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    pub name: &'static str,
    pub says: &'static str,
}

impl Claim {
    pub const fn new(name: &'static str, says: &'static str) -> Self {
        Self { name, says }
    }
}

/// A claim after everything that bears on it was compared.
#[derive(Debug, Serialize)]
pub struct Check {
    pub name: &'static str,
    pub claim: &'static str,
    pub compared: u64,
    pub faults: u64,
    /// The first of the faults.
    pub examples: Vec<Fault>,
}

/// Something that is not as it must be.
#[derive(Debug, Serialize)]
pub struct Fault {
    /// What it is about: an account, a line, a report.
    pub subject: String,
    /// What follows from everything else.
    pub expected: String,
    pub found: String,
    /// The log that shows it, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<Place>,
}

/// Where a log is.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Place {
    pub block: u64,
    pub log_index: u64,
    pub transaction: B256,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} expected, {} found",
            self.subject, self.expected, self.found
        )?;
        match self.log {
            Some(place) => write!(
                f,
                " (block {}, log {}, {})",
                place.block, place.log_index, place.transaction
            ),
            None => Ok(()),
        }
    }
}

/// All checks so far, in the order in which they were begun.
#[derive(Debug, Default)]
pub struct Findings {
    checks: Vec<Check>,
    known: BTreeMap<&'static str, usize>,
}

impl Findings {
    fn check(&mut self, claim: Claim) -> &mut Check {
        let at = *self.known.entry(claim.name).or_insert_with(|| {
            self.checks.push(Check {
                name: claim.name,
                claim: claim.says,
                compared: 0,
                faults: 0,
                examples: Vec::new(),
            });
            self.checks.len() - 1
        });
        &mut self.checks[at]
    }

    /// A claim with nothing to compare holds; naming it shows that it was looked at.
    pub fn begin(&mut self, claim: Claim) {
        self.check(claim);
    }

    /// Compares two values that must be the same.
    pub fn same<T: PartialEq + fmt::Display>(
        &mut self,
        claim: Claim,
        subject: impl FnOnce() -> String,
        expected: T,
        found: T,
    ) {
        let equal = expected == found;
        self.holds(claim, None, equal, || {
            (subject(), expected.to_string(), found.to_string())
        });
    }

    /// The same of what a log says.
    pub fn logged<T: PartialEq + fmt::Display>(
        &mut self,
        claim: Claim,
        entry: &Entry,
        subject: impl FnOnce() -> String,
        expected: T,
        found: T,
    ) {
        let equal = expected == found;
        self.holds(claim, Some(entry), equal, || {
            (subject(), expected.to_string(), found.to_string())
        });
    }

    /// Notes whether something holds; `fault` gives subject, what was expected and what was found.
    pub fn holds(
        &mut self,
        claim: Claim,
        entry: Option<&Entry>,
        holds: bool,
        fault: impl FnOnce() -> (String, String, String),
    ) {
        let check = self.check(claim);
        check.compared += 1;
        if holds {
            return;
        }
        check.faults += 1;
        if check.examples.len() < KEPT {
            let (subject, expected, found) = fault();
            check.examples.push(Fault {
                subject,
                expected,
                found,
                log: entry.map(Entry::place),
            });
        }
    }

    /// All checks, those of a contract together.
    pub fn into_checks(mut self) -> Vec<Check> {
        let contract = |check: &Check| check.name.split('.').next().unwrap_or_default();
        let mut order: Vec<&str> = self.checks.iter().map(contract).collect();
        let mut seen = BTreeSet::new();
        order.retain(|contract| seen.insert(*contract));
        let rank: BTreeMap<&str, usize> = order.iter().copied().zip(0..).collect();
        self.checks.sort_by_key(|check| rank[contract(check)]);
        self.checks
    }
}
