//! The contracts that make up a deployment.

use std::fmt;

/// A contract of a deployment, in the order of deployment: each constructor names only contracts before its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contract {
    Psc,
    Reserve,
    Pss,
    Catalog,
    OfferPool,
    Splitter,
    StakePools,
    Checkout,
    Quality,
    Power,
    Experience,
    Cycles,
    Arbitration,
    Statements,
    Memberships,
    Offering,
    Timelock,
    Governor,
}

impl Contract {
    /// In the order of deployment.
    pub const ALL: [Self; 18] = [
        Self::Psc,
        Self::Reserve,
        Self::Pss,
        Self::Catalog,
        Self::OfferPool,
        Self::Splitter,
        Self::StakePools,
        Self::Checkout,
        Self::Quality,
        Self::Power,
        Self::Experience,
        Self::Cycles,
        Self::Arbitration,
        Self::Statements,
        Self::Memberships,
        Self::Offering,
        Self::Timelock,
        Self::Governor,
    ];

    /// Those that have an owner. The timelock is its own; the governor obeys the timelock it was made with.
    pub const OWNED: [Self; 16] = [
        Self::Psc,
        Self::Reserve,
        Self::Pss,
        Self::Catalog,
        Self::OfferPool,
        Self::Splitter,
        Self::StakePools,
        Self::Checkout,
        Self::Quality,
        Self::Power,
        Self::Experience,
        Self::Cycles,
        Self::Arbitration,
        Self::Statements,
        Self::Memberships,
        Self::Offering,
    ];

    /// Folder name: in the build, in manifests and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Psc => "psc",
            Self::Reserve => "reserve",
            Self::Pss => "pss",
            Self::Catalog => "catalog",
            Self::OfferPool => "offer-pool",
            Self::Splitter => "splitter",
            Self::StakePools => "stake-pools",
            Self::Checkout => "checkout",
            Self::Quality => "quality",
            Self::Power => "power",
            Self::Experience => "experience",
            Self::Cycles => "cycles",
            Self::Arbitration => "arbitration",
            Self::Statements => "statements",
            Self::Memberships => "memberships",
            Self::Offering => "offering",
            Self::Timelock => "timelock",
            Self::Governor => "governor",
        }
    }

    /// Its interface as JSON, for tools that decode without knowing the contract beforehand.
    #[must_use]
    pub const fn json(self) -> &'static str {
        match self {
            Self::Psc => include_str!("Psc.json"),
            Self::Reserve => include_str!("Reserve.json"),
            Self::Pss => include_str!("Pss.json"),
            Self::Catalog => include_str!("Catalog.json"),
            Self::OfferPool => include_str!("OfferPool.json"),
            Self::Splitter => include_str!("Splitter.json"),
            Self::StakePools => include_str!("StakePools.json"),
            Self::Checkout => include_str!("Checkout.json"),
            Self::Quality => include_str!("Quality.json"),
            Self::Power => include_str!("Power.json"),
            Self::Experience => include_str!("Experience.json"),
            Self::Cycles => include_str!("Cycles.json"),
            Self::Arbitration => include_str!("Arbitration.json"),
            Self::Statements => include_str!("Statements.json"),
            Self::Memberships => include_str!("Memberships.json"),
            Self::Offering => include_str!("Offering.json"),
            Self::Timelock => include_str!("Timelock.json"),
            Self::Governor => include_str!("Governor.json"),
        }
    }
}

impl fmt::Display for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
