//! ethers and viem, as wallets and web pages use them: scripts under `tests/js`, run by node against a served chain.

use crate::support::{World, cell_code};
use std::{path::PathBuf, process::Command};

fn run(script: &str) {
    let world = World::new();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/js");
    assert!(
        folder.join("node_modules").is_dir(),
        "{} lacks node_modules: run `cargo xtask setup` (or `npm ci --ignore-scripts` there)",
        folder.display()
    );
    let output = Command::new("node")
        .arg(folder.join(script))
        .env("RPC", world.server.http_url())
        .env("WS", world.server.ws_url())
        .env("CELL_CODE", cell_code().to_string())
        .output()
        .unwrap_or_else(|e| panic!("cannot run node ({e}): run `cargo xtask setup`"));
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success() && out.trim_end().ends_with("ok"),
        "{script}\n{out}\n{err}"
    );
}

#[test]
fn ethers_sends_deploys_listens_and_signs() {
    run("ethers.mjs");
}

#[test]
fn viem_sends_deploys_listens_and_signs() {
    run("viem.mjs");
}
