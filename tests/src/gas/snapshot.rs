//! Sizes and gas as recorded for a compiler version (`tests/snapshots/<compiler>.json`): a change shows in review.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use productshare_abi::Contract;
use serde::{Deserialize, Serialize};

use super::Line;
use crate::solidity::root;

/// What is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The compiler that made the wasm, as it names itself.
    pub compiler: String,
    /// By contract folder.
    pub sizes: BTreeMap<String, Size>,
    /// The gas table.
    pub gas: Vec<Line>,
}

/// Bytes of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Of the wasm.
    pub raw: u64,
    /// Of the code on chain, prefix included.
    pub compressed: u64,
}

/// The part of `target/contracts/<folder>.json` that is recorded.
#[derive(Deserialize)]
struct Artefact {
    raw: u64,
    compressed: u64,
    compiler: String,
}

impl Snapshot {
    /// What was just measured.
    pub fn take(gas: &[Line]) -> Result<Self> {
        let mut sizes = BTreeMap::new();
        let mut compiler = String::new();
        for folder in Contract::ALL.map(Contract::name) {
            let path = root().join(format!("target/contracts/{folder}.json"));
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("no {}: run `cargo xtask build`", path.display()))?;
            let artefact: Artefact =
                serde_json::from_str(&text).with_context(|| path.display().to_string())?;
            sizes.insert(
                folder.to_owned(),
                Size {
                    raw: artefact.raw,
                    compressed: artefact.compressed,
                },
            );
            compiler = artefact.compiler;
        }
        Ok(Self {
            compiler,
            sizes,
            gas: gas.to_vec(),
        })
    }

    /// What was recorded for `compiler`; `None` if nothing was.
    pub fn load(compiler: &str) -> Result<Option<Self>> {
        let path = path(compiler);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(
                serde_json::from_str(&text).with_context(|| path.display().to_string())?,
            )),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| path.display().to_string()),
        }
    }

    /// Records it. Where it went.
    pub fn save(&self) -> Result<PathBuf> {
        let path = path(&self.compiler);
        std::fs::write(&path, serde_json::to_string_pretty(self)? + "\n")
            .with_context(|| path.display().to_string())?;
        Ok(path)
    }

    /// A line for each figure that differs from `recorded`.
    pub fn differences(&self, recorded: &Self) -> Vec<String> {
        let mut out = Vec::new();
        for (folder, size) in &self.sizes {
            if recorded.sizes.get(folder) != Some(size) {
                out.push(format!(
                    "{folder}: {size:?}, recorded {:?}",
                    recorded.sizes.get(folder)
                ));
            }
        }
        for line in &self.gas {
            let before = recorded.gas.iter().find(|before| before.op == line.op);
            if before != Some(line) {
                out.push(format!("{}: {line:?}, recorded {before:?}", line.op));
            }
        }
        for before in &recorded.gas {
            if !self.gas.iter().any(|line| line.op == before.op) {
                out.push(format!("{} is no longer measured", before.op));
            }
        }
        out
    }
}

/// `rustc 1.96.0 (...)` becomes `rustc-1.96.0.json`.
fn path(compiler: &str) -> PathBuf {
    let name: Vec<&str> = compiler.split_whitespace().take(2).collect();
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = name.join("-").chars().map(safe).collect();
    root().join("tests/snapshots").join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number as documents write it: `1,234`, also bold.
    fn number(cell: &str) -> Option<u64> {
        let digits = cell.trim_matches('*').replace(',', "");
        digits.parse().ok()
    }

    /// What a column of this name holds.
    fn figure(line: &Line, column: &str) -> Option<u64> {
        match column {
            "cached" | "after" | "measured" => Some(line.cached),
            "uncached" => Some(line.uncached),
            "floor" => Some(line.floor),
            "above" => Some(line.cached - line.floor),
            "peer" => line.peer_gas,
            "limit" => super::super::LIMITS
                .iter()
                .find(|(op, _)| *op == line.op)
                .map(|(_, limit)| *limit),
            _ => None,
        }
    }

    /// Its tables name an operation in each row, or in each column those of a checkout.
    #[test]
    fn docs_gas_has_the_recorded_figures() {
        let recorded = Snapshot::load("rustc 1.95.0").unwrap().unwrap();
        let text = std::fs::read_to_string(root().join("docs/gas.md")).unwrap();
        let line = |name: &str| {
            let op = name.strip_prefix('`')?.strip_suffix('`')?;
            let is = |line: &&Line| line.op == op || line.op == format!("checkout.{op}");
            recorded.gas.iter().find(is)
        };
        let mut header: Vec<&str> = Vec::new();
        let (mut compared, mut wrong) = (0, Vec::new());
        for row in text.lines() {
            let Some(row) = row.strip_prefix('|') else {
                header.clear();
                continue;
            };
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            if header.is_empty() {
                header = cells;
                continue;
            }
            for (column, cell) in header.iter().zip(&cells) {
                let found = match line(cells[0]) {
                    Some(of_row) => figure(of_row, column),
                    None => line(column)
                        .and_then(|of_column| figure(of_column, cells[0].trim_matches('*'))),
                };
                if let (Some(found), Some(told)) = (found, number(cell)) {
                    compared += 1;
                    if found != told {
                        wrong.push(format!("{} {column}: {found}, not {told}", cells[0]));
                    }
                }
            }
        }
        assert_eq!(wrong, [""; 0]);
        assert!(compared > 100, "only {compared} figures were compared");
        let count = format!("Of {} operations", recorded.gas.len());
        assert!(text.contains(&count), "docs/gas.md does not say: {count}");
    }
}
