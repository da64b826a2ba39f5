//! The memory of a run, beside the manifest: written before and after every transaction, so that a kill at any moment
//! loses nothing and repeats nothing.

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use alloy::primitives::{Address, B256, Bytes};
use productshare_abi::manifest::{Deployed, write_atomically};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const SCHEMA: u32 = 1;

/// What has been done so far, and what may be under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    pub schema: u32,
    pub chain_id: u64,
    /// Name of the deployment.
    pub salt: String,
    pub deployer: Address,
    /// Head of the chain when the run began.
    pub start_block: u64,
    /// Contracts known to be on the chain.
    pub contracts: BTreeMap<String, Deployed>,
    /// Mined transactions, in order.
    pub done: Vec<Done>,
    /// A transaction that was signed and may or may not have been sent.
    pub pending: Option<Pending>,
}

/// A step whose transaction is in a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    pub step: String,
    pub tx: B256,
    pub block: u64,
    pub gas_used: u64,
}

/// A signed transaction: sending these very bytes again can have its effect only once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    pub step: String,
    pub from: Address,
    pub nonce: u64,
    pub tx: B256,
    pub raw: Bytes,
}

impl Journal {
    /// A run that has done nothing yet.
    #[must_use]
    pub fn new(chain_id: u64, salt: &str, deployer: Address, start_block: u64) -> Self {
        Self {
            schema: SCHEMA,
            chain_id,
            salt: salt.into(),
            deployer,
            start_block,
            contracts: BTreeMap::new(),
            done: Vec::new(),
            pending: None,
        }
    }

    /// The journal's place beside a manifest.
    #[must_use]
    pub fn path(manifest: &Path) -> PathBuf {
        let mut name = manifest.file_stem().unwrap_or_default().to_os_string();
        name.push(".journal.json");
        manifest.with_file_name(name)
    }

    /// Reads the journal, if there is one, and checks that it is one of this deployment.
    pub fn load(path: &Path, chain_id: u64, salt: &str) -> Result<Option<Self>> {
        let bad = |reason: String| Error::Journal {
            path: path.into(),
            reason,
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(bad(format!("cannot be read: {e}"))),
        };
        let journal: Self = serde_json::from_str(&text).map_err(|e| {
            bad(format!(
                "is damaged ({e}): delete it, what is on the chain will be recognised there"
            ))
        })?;
        if journal.schema != SCHEMA {
            return Err(bad(format!(
                "has schema {}, this program knows {SCHEMA}: finish with the version that wrote it",
                journal.schema
            )));
        }
        if journal.chain_id != chain_id || journal.salt != salt {
            return Err(bad(format!(
                "belongs to deployment {:?} on chain {}, not to {salt:?} on {chain_id}: finish that one first or delete it",
                journal.salt, journal.chain_id
            )));
        }
        Ok(Some(journal))
    }

    /// Replaces the file and forces it to disk.
    pub fn save(&self, path: &Path) -> Result<()> {
        let bad = |reason: String| Error::Journal {
            path: path.into(),
            reason,
        };
        let text =
            serde_json::to_vec_pretty(self).map_err(|e| bad(format!("cannot be written: {e}")))?;
        write_atomically(path, &text).map_err(|e| bad(format!("cannot be written: {e}")))
    }

    /// Deletes the file once the manifest says it all.
    pub fn remove(path: &Path) -> Result<()> {
        match fs::remove_file(path) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::Journal {
                path: path.into(),
                reason: format!("cannot be deleted: {e}"),
            }),
            _ => Ok(()),
        }
    }
}

/// Keeps other runs away from a manifest's folder for as long as it lives, or its process.
#[derive(Debug)]
pub struct Lock {
    _folder: File,
}

impl Lock {
    /// Takes the lock, or says that another run has it.
    pub fn take(manifest: &Path) -> Result<Self> {
        let folder = match manifest.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        let io = |source| Error::Io {
            what: format!("cannot use folder {}", folder.display()),
            source,
        };
        fs::create_dir_all(folder).map_err(io)?;
        let handle = File::open(folder).map_err(io)?;
        match handle.try_lock() {
            Ok(()) => Ok(Self { _folder: handle }),
            Err(TryLockError::WouldBlock) => Err(Error::Busy(folder.into())),
            Err(TryLockError::Error(e)) => Err(io(e)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journal_survives_the_file_and_refuses_strangers() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = folder.path().join("412346.json");
        let path = Journal::path(&manifest);
        assert_eq!(path, folder.path().join("412346.journal.json"));
        assert_eq!(Journal::load(&path, 412_346, "a").unwrap(), None);
        let mut journal = Journal::new(412_346, "a", Address::repeat_byte(1), 3);
        journal.pending = Some(Pending {
            step: "psc.minter".into(),
            from: Address::repeat_byte(1),
            nonce: 4,
            tx: B256::repeat_byte(2),
            raw: Bytes::from_static(b"\x02\xf8"),
        });
        journal.save(&path).unwrap();
        assert_eq!(Journal::load(&path, 412_346, "a").unwrap(), Some(journal));
        assert!(Journal::load(&path, 1, "a").is_err());
        assert!(Journal::load(&path, 412_346, "b").is_err());
        fs::write(&path, "{\"schema\":1,").unwrap();
        let e = Journal::load(&path, 412_346, "a").unwrap_err().to_string();
        assert!(e.contains("delete it"), "{e}");
        Journal::remove(&path).unwrap();
        Journal::remove(&path).unwrap();
    }

    #[test]
    fn lock_refuses_a_second_run() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = folder.path().join("m.json");
        let first = Lock::take(&manifest).unwrap();
        assert!(matches!(Lock::take(&manifest), Err(Error::Busy(_))));
        drop(first);
        Lock::take(&manifest).unwrap();
    }
}
