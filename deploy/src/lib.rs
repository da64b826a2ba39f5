//! Deploys the contracts, wires them, hands them over and verifies the outcome.
//!
//! ```no_run
//! # async fn f(key: alloy::signers::local::PrivateKeySigner) -> Result<(), productshare_deploy::Error> {
//! use productshare_deploy::{Deployment, Network};
//! use std::ops::ControlFlow;
//!
//! let settings = ["reserve.asset=0x5FbDB2315678afecb367f032d93F642f64180aa3", "offering.start=1800000000", "offering.end=1802592000"];
//! let network = Network::load("devchain", &settings.map(String::from))?;
//! let deployment =
//!     Deployment::open(network, "http://127.0.0.1:8547", "target/contracts", "target/devchain.json").await?;
//! let applied = deployment.apply(&key, &mut |_| ControlFlow::Continue(())).await?;
//! println!("psc is at {}", applied.manifest.address("psc")?);
//! # Ok(())
//! # }
//! ```
//!
//! - [`contract`]: what is deployed, in which order. [`network`]: what it is to be, from files. [`artifact`]: what was built.
//! - [`goal`]: every fact that must hold once wired; `apply` sends the calls of those that do not, `verify` reports them.
//! - [`plan`] computes the steps, [`apply`] sends them, [`journal`] remembers them, [`verify`] checks the outcome, and what
//!   was done on the way to it.
//! - [`programs`]: expiry, keepalive and cache. [`rpc`], [`revert`], [`keys`]: the node, its errors, the key.

pub mod apply;
pub mod artifact;
pub mod contract;
mod deployment;
mod error;
pub mod goal;
pub mod journal;
pub mod keys;
pub mod network;
pub mod plan;
pub mod programs;
pub mod revert;
pub mod rpc;
pub mod verify;
mod words;

pub use apply::{Applied, Event, Observer};
pub use contract::Contract;
pub use deployment::Deployment;
pub use error::{Error, Result};
pub use network::{Network, Settings};
pub use plan::{Plan, Step};
pub use programs::{ProgramStatus, ProgramTx};
pub use verify::{Check, Report};
