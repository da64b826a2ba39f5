//! Where things are in this checkout.

use std::path::PathBuf;

/// Folders of Rust sources, from the root.
pub const SOURCES: [&str; 9] = [
    "abi",
    "cli",
    "contracts",
    "deploy",
    "devchain",
    "fuzz",
    "indexer",
    "tests",
    "xtask",
];

/// The checkout's root. Cargo tells where the manifest is now; a binary moved by hand falls back to where it was built.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest
        .parent()
        .map_or_else(|| manifest.clone(), PathBuf::from)
}

/// Everything that the commands make or fetch, bar npm's folders.
pub fn target() -> PathBuf {
    root().join("target")
}

/// The contracts' workspace.
pub fn contracts() -> PathBuf {
    root().join("contracts")
}

/// Built contracts: `<folder>.wasm` and `<folder>.json`.
pub fn artefacts() -> PathBuf {
    target().join("contracts")
}

/// Cargo's target folder of host builds of the contracts (unit tests, ABI export).
pub fn contracts_host_target() -> PathBuf {
    target().join("contracts-host")
}

/// Programs built or fetched for this checkout only.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// `path` as a reader of the terminal wants it: relative to the root where it lies below.
pub fn shown(path: &std::path::Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}
