//! An agent-based simulation of the quality network: what honest and dishonest strategies come to, by the contracts' own
//! arithmetic. `docs/quality-sim.md` tells what it assumes and what it found.
//!
//! The contracts' pure modules are taken in as they are, by path: nothing here depends on the contracts' crates, and no
//! formula of theirs is written twice. What they keep beside storage (few constants) is in [`settings`], with tests
//! that compare it with the contracts' sources.

// Clippy builds it as a test all the same, in which the modules' own tests would come in with what they need.
#![cfg(not(test))]

extern crate alloc;
// The modules taken in name the contracts' common crate.
extern crate self as common;

#[rustfmt::skip]
#[path = "../../../contracts/arbitration/src/bonds.rs"]
pub mod bonds;
#[rustfmt::skip]
#[path = "../../../contracts/cycles/src/ledger.rs"]
pub mod books;
#[rustfmt::skip]
#[path = "../../../contracts/common/src/commerce.rs"]
pub mod commerce;
#[rustfmt::skip]
#[path = "../../../contracts/experience/src/conformity.rs"]
pub mod conformity;
#[rustfmt::skip]
#[path = "../../../contracts/arbitration/src/dispute.rs"]
pub mod dispute;
#[rustfmt::skip]
#[path = "../../../contracts/cycles/src/earner.rs"]
pub mod earner;
#[rustfmt::skip]
#[path = "../../../contracts/common/src/math.rs"]
pub mod math;
#[rustfmt::skip]
#[path = "../../../contracts/experience/src/median.rs"]
pub mod median;
#[rustfmt::skip]
#[path = "../../../contracts/cycles/src/pot.rs"]
pub mod pot;
#[rustfmt::skip]
#[path = "../../../contracts/power/src/ledger.rs"]
pub mod power;
#[rustfmt::skip]
#[path = "../../../contracts/experience/src/records.rs"]
pub mod records;
#[rustfmt::skip]
#[path = "../../../contracts/experience/src/round.rs"]
pub mod round;
#[rustfmt::skip]
#[path = "../../../contracts/cycles/src/slots.rs"]
pub mod slots;
#[rustfmt::skip]
#[path = "../../../contracts/power/src/stake.rs"]
pub mod stake;

pub mod agents;
pub mod court;
pub mod docs;
pub mod findings;
pub mod market;
pub mod money;
pub mod platform;
pub mod plots;
pub mod random;
pub mod settings;
pub mod strategies;
pub mod sweeps;
pub mod voting;
pub mod world;
