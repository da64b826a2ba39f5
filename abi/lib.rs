//! The contracts' interfaces as Rust types, made from the generated `*.json` beside this file, the system contracts of a
//! Stylus chain ([`system`]), and the record of a deployment ([`manifest`]).
//!
//! The one place that chain types come from: the indexer, the deployer and the tests depend on this
//! package, and nothing depends on the contracts' own crates.
#![allow(clippy::too_many_arguments)]

use alloy::sol;

mod contract;
pub mod manifest;
pub mod system;

pub use contract::Contract;
pub use manifest::{Manifest, ManifestError};

sol!(
    #[sol(rpc, all_derives)]
    Psc,
    "Psc.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Reserve,
    "Reserve.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Pss,
    "Pss.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Catalog,
    "Catalog.json"
);

sol!(
    #[sol(rpc, all_derives)]
    OfferPool,
    "OfferPool.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Splitter,
    "Splitter.json"
);

sol!(
    #[sol(rpc, all_derives)]
    StakePools,
    "StakePools.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Checkout,
    "Checkout.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Quality,
    "Quality.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Power,
    "Power.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Experience,
    "Experience.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Cycles,
    "Cycles.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Arbitration,
    "Arbitration.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Statements,
    "Statements.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Memberships,
    "Memberships.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Offering,
    "Offering.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Timelock,
    "Timelock.json"
);

sol!(
    #[sol(rpc, all_derives)]
    Governor,
    "Governor.json"
);
