//! The whole flow on a chain in this process, over its RPC: with the real contracts, by the library and by the binary.

mod cli;
mod commerce;
mod flow;
mod governance;
mod hostile;
mod offering;
mod programs;
mod resume;
mod support;
mod tamper;
