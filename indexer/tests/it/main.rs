//! The indexer against a real chain and a real Postgres, through its public interfaces.

mod support;

mod answers;
mod calls;
mod commerce;
mod commerce_model;
mod faults;
mod follow;
mod governance;
mod governance_model;
mod hostile;
mod indexes;
mod model;
mod network;
mod network_model;
mod offering;
mod openapi;
mod pools;
mod pools_model;
mod processes;
mod projections;
mod rebuild;
mod reorg;
mod replica;
mod rescan;
mod serving;
mod snapshots;
mod standby;
mod start;
mod stream;
mod versions;
mod web;
