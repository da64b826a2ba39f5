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
