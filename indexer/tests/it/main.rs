//! The indexer against a real chain and a real Postgres, through its public interfaces.

mod support;

mod answers;
mod follow;
mod hostile;
mod model;
mod openapi;
mod processes;
mod projections;
mod reorg;
mod serving;
mod start;
