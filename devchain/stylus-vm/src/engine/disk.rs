//! Machine code kept on disk, so that a process need not compile what an earlier one compiled.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use alloy_primitives::{B256, keccak256};
use wasmtime::{Engine, Module};

/// A directory of machine code, one file per program: the hash of the code, then the code.
pub(super) struct CodeDirectory<'a>(&'a Path);

impl<'a> CodeDirectory<'a> {
    /// Opens a directory, making it if need be. `None` if it cannot be used: missing, or writable by others.
    pub fn open(path: &'a Path) -> Option<Self> {
        make_private(path).ok()?;
        only_owner_writes(path).then_some(Self(path))
    }

    /// The code of a program, if it is there, undamaged, and of this very engine.
    pub fn load(&self, engine: &Engine, wasm: &[u8]) -> Option<Module> {
        let file = fs::read(self.file(wasm)).ok()?;
        let (hash, code) = file.split_first_chunk::<32>()?;
        if keccak256(code) != B256::from(*hash) {
            return None;
        }
        #[expect(unsafe_code, reason = "wasmtime cannot know that the code is its own")]
        // SAFETY: the code was serialised by `store` (the hash rules out damage, wasmtime checks version and settings), in a directory
        // that only this process's user can write to; who can write there can replace the executable's own code as well.
        let module = unsafe { Module::deserialize(engine, code) };
        module.ok()
    }

    /// Keeps the code of a program. Failing to is no error: the next process compiles again.
    pub fn store(&self, module: &Module, wasm: &[u8]) {
        let Ok(code) = module.serialize() else { return };
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let temporary = self.0.join(format!(
            "{}-{}.part",
            process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        let content = [keccak256(&code).as_slice(), &code].concat();
        // Renaming makes the file appear whole, whoever else writes the same one.
        if fs::write(&temporary, content)
            .and_then(|()| fs::rename(&temporary, self.file(wasm)))
            .is_err()
        {
            let _ = fs::remove_file(&temporary);
        }
    }

    fn file(&self, wasm: &[u8]) -> PathBuf {
        self.0.join(format!("{:x}.code", keccak256(wasm)))
    }
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(unix)]
fn only_owner_writes(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.mode() & 0o022 == 0)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn only_owner_writes(path: &Path) -> bool {
    path.is_dir()
}
