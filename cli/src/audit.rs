//! `productshare audit`: does everything that the chain says follow from what happened on it?
//!
//! Reads nothing but a node and the deployment's manifest. All logs of the contracts are replayed into books of one's own
//! ([`books`]), every rule that a log must obey is checked as it is replayed, and at the end every figure of the books is
//! compared with the contracts' own views at one block; then, if asked for, with the answers of an indexer's API ([`api`]).
//! Nothing here is shared with the indexer or with the contracts: that two implementations agree is the point.

mod api;
mod books;
mod findings;
mod node;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use clap::Args;
use productshare_abi::Manifest;
use serde::Serialize;

use books::Books;
use findings::{Check, Findings};
use node::Node;

/// Faults of one check that the text shows; `--json` has up to [`findings::KEPT`].
const SHOWN: usize = 5;

#[derive(Clone, Debug, Args)]
pub struct AuditArgs {
    /// A node with the chain's logs and the state of the audited block: http(s)
    #[arg(long, env = "RPC_URL", hide_env_values = true)]
    pub rpc_url: String,
    /// The deployment's manifest
    #[arg(long, env = "MANIFEST")]
    pub manifest: PathBuf,
    /// An indexer's API to compare as well, for instance http://127.0.0.1:8080
    #[arg(long)]
    pub api: Option<String>,
    /// Audit as of this block instead of the latest
    #[arg(long)]
    pub block: Option<u64>,
    /// Seconds after which an answer of the node or the API is no longer waited for
    #[arg(long, default_value_t = 30)]
    pub timeout_secs: u64,
}

/// What an audit found.
#[derive(Debug, Serialize)]
pub struct Audit {
    pub chain_id: u64,
    pub block: u64,
    pub block_hash: alloy::primitives::B256,
    pub logs: usize,
    /// Whether every check held.
    pub holds: bool,
    pub checks: Vec<Check>,
}

/// Audits a deployment; progress goes to standard error.
///
/// # Errors
/// Only when the audit could not be made: no manifest, no answer, a chain that was reorganised meanwhile.
pub fn run(args: &AuditArgs) -> Result<Audit> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?
        .block_on(audit(args))
}

/// As [`run`], inside a runtime.
///
/// # Errors
/// As [`run`].
pub async fn audit(args: &AuditArgs) -> Result<Audit> {
    let manifest = Manifest::load(&args.manifest)
        .with_context(|| format!("manifest {}", args.manifest.display()))?;
    let timeout = Duration::from_secs(args.timeout_secs.max(1));
    let node = Node::connect(&args.rpc_url, &manifest, args.block, timeout).await?;
    let mut findings = Findings::default();
    node.check_code(&mut findings).await?;
    let logs = node.logs().await?;
    let mut books = Books::new(&node);
    for entry in &logs {
        books.apply(entry, &mut findings);
    }
    eprintln!("replayed {} logs; comparing with the contracts", logs.len());
    books.check(&node, &mut findings).await?;
    if let Some(url) = &args.api {
        eprintln!("comparing with {url}");
        api::compare(url, timeout, &node, &books, &logs, &mut findings).await?;
    }
    node.still_there().await?;
    let checks = findings.into_checks();
    Ok(Audit {
        chain_id: node.chain_id,
        block: node.block,
        block_hash: node.block_hash,
        logs: logs.len(),
        holds: checks.iter().all(|check| check.faults == 0),
        checks,
    })
}

/// The audit in words.
pub fn describe(audit: &Audit) -> String {
    let mut lines = Vec::new();
    let width = audit.checks.iter().map(|check| check.name.len()).max();
    let width = width.unwrap_or_default();
    for check in &audit.checks {
        let verdict = if check.faults == 0 { "ok  " } else { "FAIL" };
        lines.push(format!(
            "{verdict}  {:width$}  {} ({} compared)",
            check.name, check.claim, check.compared
        ));
        for fault in check.examples.iter().take(SHOWN) {
            lines.push(format!("        {fault}"));
        }
        if check.faults > SHOWN as u64 {
            lines.push(format!("        and {} more", check.faults - SHOWN as u64));
        }
    }
    let failed = audit.checks.iter().filter(|check| check.faults > 0).count();
    lines.push(format!(
        "chain {}, block {} ({}), {} logs: {}",
        audit.chain_id,
        audit.block,
        audit.block_hash,
        audit.logs,
        match failed {
            0 => format!("all {} checks hold", audit.checks.len()),
            _ => format!("{failed} of {} checks failed", audit.checks.len()),
        }
    ));
    lines.join("\n")
}
