//! cargo-stylus against a served chain: check, deploy, activate, cache, and what it says of a program that is refused.

use crate::support::World;
use alloy::primitives::Address;
use devchain::Config;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Answers its calldata.
const ECHO: &str = r#"(module
    (import "vm_hooks" "read_args" (func $read_args (param i32)))
    (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
    (memory (export "memory") 1 1)
    (func (export "user_entrypoint") (param $length i32) (result i32)
        (call $read_args (i32.const 0))
        (call $write_result (i32.const 0) (local.get $length))
        (i32.const 0)))"#;

/// Adds floats, which no Stylus chain activates.
const FLOATS: &str = r#"(module
    (memory (export "memory") 1 1)
    (func (export "user_entrypoint") (param i32) (result i32)
        (drop (f32.add (f32.const 1) (f32.const 2)))
        (i32.const 0)))"#;

fn tool() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin/cargo-stylus");
    if own.is_file() {
        return own;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join("cargo-stylus"))
        .find(|file| file.is_file());
    found.expect("cargo-stylus is missing: run `cargo xtask setup --tools`")
}

/// A folder that cargo-stylus takes for a project without contracts, so that it looks at `--wasm-file` only.
struct Project {
    folder: PathBuf,
    world: World,
}

impl Project {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("stylus-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let world = World::with(Config::default());
        let write = |file: &str, text: &str| std::fs::write(folder.join(file), text).unwrap();
        write(
            "Cargo.toml",
            "[workspace]\nmembers = []\nresolver = \"3\"\n",
        );
        write("Stylus.toml", "[workspace]\n[workspace.networks]\n");
        write("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95.0\"\n");
        write("key", &world.signer(0).to_bytes().to_string());
        Self { folder, world }
    }

    fn wasm(&self, text: &str) {
        std::fs::write(
            self.folder.join("program.wasm"),
            wat::parse_str(text).unwrap(),
        )
        .unwrap();
    }

    /// Runs `cargo stylus <args> -e <the chain>`: whether it succeeded, and all that it printed.
    fn stylus(&self, args: &[&str]) -> (bool, String) {
        let output = Command::new(tool())
            .arg("stylus")
            .args(args)
            .args(["-e", &self.world.server.http_url()])
            .current_dir(&self.folder)
            .output()
            .unwrap();
        let text =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.success(), text.into_owned())
    }

    fn ok(&self, args: &[&str]) -> String {
        let (success, text) = self.stylus(args);
        assert!(success, "{args:?}: {text}");
        text
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // Only what could not be removed stays.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn cargo_stylus_checks_deploys_activates_and_caches() {
    let project = Project::new("deploy");
    let world = &project.world;
    project.wasm(ECHO);
    let text = project.ok(&["check", "--wasm-file", "program.wasm"]);
    assert!(text.contains("wasm data fee"), "{text}");
    assert_eq!(
        world.ok("eth_blockNumber", json!([])),
        "0x0",
        "a check sends nothing"
    );

    let key = ["--private-key-path", "key"];
    let text = project.ok(&[
        &["deploy", "--no-verify", "--wasm-file", "program.wasm"],
        &key[..],
    ]
    .concat());
    assert!(text.contains("successfully activated contract"), "{text}");
    let address: Address = world.address(0).create(0);
    let code = world.ok("eth_getCode", json!([address, "latest"]));
    assert!(code.as_str().unwrap().starts_with("0xeff00000"), "{code}");
    assert_eq!(
        world.ok("eth_call", json!([{ "to": address, "data": "0x00c0ffee" }])),
        "0x00c0ffee"
    );

    let named = address.to_string();
    let (success, text) = project.stylus(&[&["activate", "--address", &named], &key[..]].concat());
    assert!(
        !success && text.contains("0xcc944bf2"),
        "ProgramUpToDate() reaches cargo-stylus: {text}"
    );
    assert!(
        project
            .ok(&["cache", "status", "--address", &named])
            .contains("not yet cached")
    );
    project.ok(&[&["cache", "bid", &named, "0"], &key[..]].concat());
    assert!(
        project
            .ok(&["cache", "status", "--address", &named])
            .contains("is cached")
    );
}

#[test]
fn cargo_stylus_is_told_that_a_program_is_refused() {
    let project = Project::new("floats");
    project.wasm(FLOATS);
    let (success, text) = project.stylus(&["check", "--wasm-file", "program.wasm"]);
    assert!(!success, "{text}");
    assert!(text.contains("floating point"), "the rule is named: {text}");
}
