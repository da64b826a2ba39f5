//! The committed interfaces are Solidity that compiles, and equal their JSON.

use std::process::Command;

use world::solidity::root;

#[test]
fn interfaces_compile_and_equal_their_json() {
    let output = Command::new("node")
        .args(["tests/solidity/compile.cjs", "--abi"])
        .current_dir(root())
        .output()
        .expect("node runs: `cargo xtask setup` brings it");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
