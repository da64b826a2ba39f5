//! The binary `devchain`: what it prints, what it refuses, and how it stops.

use crate::support::{World, post};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

fn devchain(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_devchain"));
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs to the end, which must be a refusal: exit code 1 and one line.
pub fn refusal(args: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = devchain(args).output().unwrap();
    let line = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{args:?}: {line}");
    assert_eq!(line.trim_end().lines().count(), 1, "{args:?}: {line}");
    assert!(stdout.is_empty(), "{args:?}");
    line
}

/// A running `devchain`, killed if the test fails.
pub struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Running {
    pub fn start(args: &[&str]) -> Self {
        let mut child = devchain(&[&["--bare", "--port", "0"], args].concat())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    pub fn banner(&mut self) -> Value {
        let line = self.line();
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"))
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status();
        assert!(sent.unwrap().success(), "SIG{name}");
    }

    /// Asks it to stop as a supervisor would; it must end well.
    pub fn stop(self) {
        self.signal("TERM");
        self.ends_well();
    }

    /// Waits until it has ended, which must be well.
    pub fn ends_well(mut self) {
        let status = self.child.wait().unwrap();
        let mut errors = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut errors)
            .unwrap();
        assert!(status.success(), "{status}: {errors}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After `stop` there is nothing left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn addr(banner: &Value) -> SocketAddr {
    banner["rpc"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://")
        .parse()
        .unwrap()
}

pub fn ask(addr: SocketAddr, method: &str) -> Value {
    call(addr, method, json!([]))
}

pub fn call(addr: SocketAddr, method: &str, params: Value) -> Value {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let answer = post(addr, request.to_string().as_bytes()).json();
    assert!(answer.get("error").is_none(), "{method}: {answer}");
    answer["result"].clone()
}

#[test]
fn banner_in_json_has_all_that_a_script_needs() {
    let mut node = Running::start(&["--json", "--accounts", "3", "--chain-id", "31337"]);
    let banner = node.banner();
    assert_eq!(
        (&banner["chain_id"], &banner["arbos"]),
        (&json!(31337), &json!(51))
    );
    assert_eq!(
        banner["accounts"].as_array().map(Vec::len),
        Some(4),
        "three, and Nitro's dev account"
    );
    assert_eq!(
        banner["accounts"][0]["private_key"],
        "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
    );
    assert!(
        banner["ws"]
            .as_str()
            .unwrap()
            .starts_with("ws://127.0.0.1:")
    );
    assert_eq!(ask(addr(&banner), "eth_chainId"), "0x7a69");
    node.stop();
}

#[test]
fn banner_for_people_names_the_url_and_the_accounts() {
    let mut node = Running::start(&["--accounts", "1"]);
    let text: String = (0..5).map(|_| node.line()).collect();
    assert!(
        text.contains("http://127.0.0.1:") && text.contains("chain 412346, ArbOS 51"),
        "{text}"
    );
    assert!(
        text.contains("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266  0xac0974be"),
        "{text}"
    );
    node.stop();
}

#[test]
fn mining_flags_set_the_mode() {
    let mut node = Running::start(&["--json", "--no-mining"]);
    let manual = addr(&node.banner());
    assert_eq!(ask(manual, "anvil_getAutomine"), false);
    assert_eq!(ask(manual, "anvil_getIntervalMining"), Value::Null);
    node.stop();
    let mut node = Running::start(&["--json", "--block-time", "5"]);
    assert_eq!(ask(addr(&node.banner()), "anvil_getIntervalMining"), 5);
    node.stop();
}

#[test]
fn state_is_dumped_on_stop_and_loaded_on_start() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("devchain-cli-{}.state", std::process::id()));
    let path = file.to_str().unwrap();
    let mut node = Running::start(&["--json", "--dump-state", path]);
    let first = addr(&node.banner());
    ask(first, "evm_mine");
    let hash = ask(first, "anvil_metadata")["latestBlockHash"].clone();
    node.stop();

    let mut node = Running::start(&["--json", "--load-state", path]);
    assert_eq!(
        ask(addr(&node.banner()), "anvil_metadata")["latestBlockHash"],
        hash
    );
    node.stop();
    let line = refusal(&[
        "--bare",
        "--port",
        "0",
        "--load-state",
        path,
        "--chain-id",
        "5",
    ]);
    assert!(line.contains("--load-state"), "{line}");
    std::fs::remove_file(file).unwrap();
}

#[test]
fn occupied_port_is_refused_in_one_line() {
    let world = World::new();
    let port = world.server.addr().port().to_string();
    let line = refusal(&["--bare", "--port", &port]);
    assert!(
        line.contains(&format!("127.0.0.1:{port} is in use")),
        "{line}"
    );
}

#[test]
fn bad_input_is_refused_in_one_line() {
    for (args, part) in [
        (&["--port", "70000"][..], "--port"),
        (&["--colour"], "--colour"),
        (&["--arbos", "52"], "--arbos 52"),
        (&["--block-time", "0"], "--block-time"),
        (&["--block-time", "1", "--no-mining"], "--no-mining"),
        (&["--accounts", "1000000"], "--accounts"),
        (&["--chain-id", "0"], "--chain-id"),
        (&["--balance", "much"], "--balance"),
        (&["--timestamp", "99999999999999"], "--timestamp"),
        (&["--mnemonic", "test test"], "mnemonic"),
        (
            &["--load-state", "/nonexistent/state"],
            "/nonexistent/state",
        ),
    ] {
        let line = refusal(&[&["--bare"], args].concat());
        assert!(line.contains(part), "{args:?}: {line}");
    }
    // An address of a documentation network, which no machine has.
    let line = refusal(&["--bare", "--host", "192.0.2.1", "--port", "0"]);
    assert!(line.contains("cannot listen on 192.0.2.1:0"), "{line}");
}

#[test]
fn missing_system_contracts_name_the_set_up() {
    let output = devchain(&["--port", "0"])
        .env("NITRO_CONTRACTS_DIR", "/nonexistent")
        .output()
        .unwrap();
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        line.contains("cargo xtask setup") && line.trim_end().lines().count() == 1,
        "{line}"
    );
}

#[test]
fn help_and_version_succeed() {
    for flag in ["--help", "--version"] {
        let output = devchain(&[flag]).output().unwrap();
        assert!(output.status.success());
        assert!(
            String::from_utf8(output.stdout)
                .unwrap()
                .contains("devchain")
        );
    }
}
