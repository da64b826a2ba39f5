//! From logs to rows: each contract's events applied to the tables of `schema/`, forwards by
//! [`Projector::apply`] and [`Changes::flush`], backwards by [`Changes::rewind`].

mod arbitration;
mod catalog;
mod changes;
mod checkout;
mod content;
mod cycles;
mod experience;
mod governor;
mod memberships;
mod offer_pool;
mod offering;
mod pool_points;
mod power;
mod profit;
mod psc;
mod pss;
mod quality;
mod replay;
mod reserve;
pub mod schema;
mod shelf;
mod splitter;
mod stake_pools;
mod statements;
mod timelock;

use alloy::{
    primitives::{B256, U256},
    sol_types::SolEventInterface,
};
use productshare_abi::{
    Arbitration, Catalog, Checkout, Cycles, Experience, Governor, Memberships, OfferPool, Offering,
    Power, Psc, Pss, Quality, Reserve, Splitter, StakePools, Statements, Timelock,
};

pub use changes::Changes;
pub use content::words;
pub use replay::{Difference, catch_up, is_live, rebuild, stored_log, verify};
pub use schema::SCHEMA;

use pool_points::PoolMoves;
use profit::ProfitSums;
use shelf::Shelf;

use crate::{
    chain::RawLog,
    deployment::{Contract, Deployment},
    store::copy::{Row, Rows, Table},
};

/// Tables of events: rows belong to a block.
pub fn event_tables() -> impl Iterator<Item = &'static Table> {
    psc::TABLES
        .iter()
        .chain(reserve::TABLES)
        .chain(pss::TABLES)
        .chain(catalog::TABLES)
        .chain(offer_pool::TABLES)
        .chain(splitter::TABLES)
        .chain(checkout::TABLES)
        .chain(stake_pools::TABLES)
        .chain(pool_points::TABLES)
        .chain(offering::TABLES)
        .chain(governor::TABLES)
        .chain(timelock::TABLES)
        .chain(quality::TABLES)
        .chain(power::TABLES)
        .chain(experience::TABLES)
        .chain(cycles::TABLES)
        .chain(arbitration::TABLES)
        .chain(statements::TABLES)
        .chain(memberships::TABLES)
        .chain(changes::TABLES)
        .copied()
}

/// Tables of accumulated state.
pub const STATE_TABLES: [&str; 6] = [
    "balance",
    "supply",
    "lock_balance",
    "offer_state",
    "product_state",
    "set_profit",
];

/// A log that the projections cannot take. Never skipped: the ABI of this program, the manifest or the
/// node is wrong, and going on would make every later figure doubtful.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    #[error(
        "log {log_index} of block {block} from {contract} does not decode ({reason}): is this version older than the contract?"
    )]
    Undecodable {
        contract: &'static str,
        block: u64,
        log_index: u32,
        reason: String,
    },
    #[error("log {log_index} of block {block} is from {address}, which is not followed")]
    Stranger {
        address: alloy::primitives::Address,
        block: u64,
        log_index: u32,
    },
    #[error(
        "{what} would fall below zero: logs are missing before block {block}; run `rebuild`, or index afresh"
    )]
    BelowZero { what: String, block: u64 },
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

/// Where an event happened.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    pub block: i64,
    pub log_index: i32,
    pub transaction: B256,
}

impl Origin {
    /// Opens a row whose first three columns say where the event happened.
    fn row<'a>(&self, rows: &'a mut Rows, table: &'static Table) -> Row<'a> {
        rows.row(table)
            .i64(self.block)
            .i32(self.log_index)
            .hash(self.transaction)
    }
}

/// The two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Token {
    Psc,
    Pss,
}

impl Token {
    pub fn name(self) -> &'static str {
        match self {
            Self::Psc => "psc",
            Self::Pss => "pss",
        }
    }
}

/// Applies logs, each by its contract's projection.
#[derive(Clone, Copy, Debug)]
pub struct Projector {
    pub deployment: Deployment,
}

impl Projector {
    /// # Errors
    /// [`ProjectionError`] when the log does not decode or is not of a followed contract.
    pub fn apply(&self, log: &RawLog, changes: &mut Changes) -> Result<(), ProjectionError> {
        let at = Origin {
            block: log.block.number as i64,
            log_index: log.log_index as i32,
            transaction: log.transaction,
        };
        changes.last_block = log.block.number;
        let deployment = &self.deployment;
        let contract = deployment
            .contract_at(log.address)
            .ok_or(ProjectionError::Stranger {
                address: log.address,
                block: log.block.number,
                log_index: log.log_index,
            })?;
        let applied = match contract {
            Contract::Psc => {
                decode::<Psc::PscEvents>(log).map(|event| psc::apply(event, at, changes))
            }
            Contract::Pss => {
                decode::<Pss::PssEvents>(log).map(|event| pss::apply(event, at, changes))
            }
            Contract::Reserve => decode::<Reserve::ReserveEvents>(log)
                .and_then(|event| reserve::apply(event, at, deployment, changes)),
            Contract::Catalog => decode::<Catalog::CatalogEvents>(log)
                .and_then(|event| catalog::apply(event, at, changes)),
            Contract::OfferPool => decode::<OfferPool::OfferPoolEvents>(log)
                .and_then(|event| offer_pool::apply(event, at, changes)),
            Contract::Splitter => decode::<Splitter::SplitterEvents>(log)
                .and_then(|event| splitter::apply(event, at, changes)),
            Contract::Checkout => decode::<Checkout::CheckoutEvents>(log)
                .and_then(|event| checkout::apply(event, at, deployment, changes)),
            Contract::StakePools => decode::<StakePools::StakePoolsEvents>(log)
                .and_then(|event| stake_pools::apply(event, at, deployment, changes)),
            Contract::Quality => decode::<Quality::QualityEvents>(log)
                .and_then(|event| quality::apply(event, at, deployment, changes)),
            Contract::Power => {
                decode::<Power::PowerEvents>(log).and_then(|event| power::apply(event, at, changes))
            }
            Contract::Experience => decode::<Experience::ExperienceEvents>(log)
                .and_then(|event| experience::apply(event, at, deployment, changes)),
            Contract::Cycles => decode::<Cycles::CyclesEvents>(log)
                .and_then(|event| cycles::apply(event, at, deployment, changes)),
            Contract::Arbitration => decode::<Arbitration::ArbitrationEvents>(log)
                .and_then(|event| arbitration::apply(event, at, deployment, changes)),
            Contract::Statements => decode::<Statements::StatementsEvents>(log)
                .and_then(|event| statements::apply(event, at, deployment, changes)),
            Contract::Memberships => decode::<Memberships::MembershipsEvents>(log)
                .and_then(|event| memberships::apply(event, at, deployment, changes)),
            Contract::Offering => decode::<Offering::OfferingEvents>(log)
                .and_then(|event| offering::apply(event, at, changes)),
            Contract::Governor => decode::<Governor::GovernorEvents>(log)
                .and_then(|event| governor::apply(event, at, changes)),
            Contract::Timelock => decode::<Timelock::TimelockEvents>(log)
                .and_then(|event| timelock::apply(event, at, changes)),
        };
        applied.map_err(|reason| ProjectionError::Undecodable {
            contract: contract.name(),
            block: log.block.number,
            log_index: log.log_index,
            reason,
        })
    }
}

fn decode<E: SolEventInterface>(log: &RawLog) -> Result<E, String> {
    E::decode_raw_log(&log.topics, &log.data).map_err(|error| error.to_string())
}

/// A number that no counter, quantity or time of the contracts takes beyond 63 bits.
fn number(value: u64) -> Result<i64, String> {
    i64::try_from(value).map_err(|_| format!("{value} is beyond 63 bits"))
}

/// Several of them.
fn numbers<const N: usize>(values: [u64; N]) -> Result<[i64; N], String> {
    let mut all = [0; N];
    for (number, value) in all.iter_mut().zip(values) {
        *number = self::number(value)?;
    }
    Ok(all)
}

/// A time or a number that the contract logs as a `uint256`.
fn wide(value: U256) -> Result<i64, String> {
    i64::try_from(value).map_err(|_| format!("{value} is beyond 63 bits"))
}

/// The place of a call among those made together.
fn place(value: U256) -> Result<i32, String> {
    i32::try_from(value).map_err(|_| format!("{value} is beyond 31 bits"))
}

/// Declares an event table: `block`, `log_index` and `transaction`, then the columns named.
macro_rules! event_table {
    ($table:literal: $($column:literal)*) => {
        $crate::store::copy::Table {
            name: $table,
            copy: concat!(
                "copy ", $table, " (block, log_index, transaction" $(, ", ", $column)*, ") from stdin (format binary)"
            ),
            width: 3 $(+ { let _ = $column; 1 })*,
        }
    };
}
pub(crate) use event_table;
