//! From logs to rows: each contract's events applied to the tables of `schema.sql`, forwards by
//! [`Projector::apply`] and [`Changes::flush`], backwards by [`Changes::rewind`].

mod changes;
mod psc;
mod pss;
mod replay;
mod reserve;

use alloy::{primitives::B256, sol_types::SolEventInterface};
use productshare_abi::{Psc, Pss, Reserve};

pub use changes::Changes;
pub use replay::{Difference, rebuild, verify};

use crate::{
    chain::RawLog,
    deployment::Deployment,
    store::copy::{Row, Rows, Table},
};

/// The schema of this version's projections. A change of `schema.sql` or of what a projection writes
/// takes the next number: the new schema is built beside the old one.
pub const SCHEMA: &str = "proj_v1";
/// The tables, for the first schema of the search path.
pub const DDL: &str = include_str!("schema.sql");

/// Tables of events: rows belong to a block.
pub fn event_tables() -> impl Iterator<Item = &'static Table> {
    psc::TABLES
        .iter()
        .chain(reserve::TABLES)
        .chain(pss::TABLES)
        .chain(changes::TABLES)
        .copied()
}

/// Tables of accumulated state.
pub const STATE_TABLES: [&str; 3] = ["balance", "supply", "lock_balance"];

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
        if log.address == deployment.psc {
            psc::apply(decode::<Psc::PscEvents>("psc", log)?, at, changes);
        } else if log.address == deployment.reserve {
            let event = decode::<Reserve::ReserveEvents>("reserve", log)?;
            reserve::apply(event, at, deployment, changes)
                .map_err(|reason| undecodable("reserve", log, reason))?;
        } else if log.address == deployment.pss {
            pss::apply(decode::<Pss::PssEvents>("pss", log)?, at, changes);
        } else {
            return Err(ProjectionError::Stranger {
                address: log.address,
                block: log.block.number,
                log_index: log.log_index,
            });
        }
        Ok(())
    }
}

fn decode<E: SolEventInterface>(
    contract: &'static str,
    log: &RawLog,
) -> Result<E, ProjectionError> {
    E::decode_raw_log(&log.topics, &log.data)
        .map_err(|error| undecodable(contract, log, error.to_string()))
}

fn undecodable(contract: &'static str, log: &RawLog, reason: String) -> ProjectionError {
    ProjectionError::Undecodable {
        contract,
        block: log.block.number,
        log_index: log.log_index,
        reason,
    }
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
