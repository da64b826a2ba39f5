//! The binary, as people and scripts run it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Output, Stdio},
};

use alloy::primitives::{U256, hex};
use devchain::chain::MiningMode;
use productshare_deploy::Contract;
use serde_json::Value;

use crate::support::{DEPLOYER, Ground};

/// The binary with a clean environment and this ground's options.
fn command(ground: &Ground, arguments: &[&str]) -> Command {
    let mut command = bare(arguments);
    command
        .args(["--rpc-url", &ground.url()])
        .args(settings(ground))
        .args(["--manifest", ground.manifest().to_str().unwrap()])
        .arg("--artifacts")
        .arg(Ground::artifacts())
        .env("DEPLOYER_KEY", key(ground));
    command
}

/// What this ground's network lacks in its file.
fn settings(ground: &Ground) -> Vec<String> {
    let overrides = ground.overrides(&[]);
    let pairs = overrides.into_iter().map(|pair| ["--set".into(), pair]);
    pairs.flatten().collect()
}

fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_productshare-deploy"));
    command.args(arguments).stdin(Stdio::null());
    for variable in [
        "DEPLOYER_KEY",
        "DEPLOYER_KEYSTORE",
        "DEPLOYER_PASSWORD",
        "MANIFEST",
        "NETWORK",
        "RPC_URL",
        "ARBITRUM_ONE_RPC_URL",
    ] {
        command.env_remove(variable);
    }
    command
}

fn key(ground: &Ground) -> String {
    hex::encode(ground.signer(DEPLOYER).to_bytes())
}

fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("one JSON value")
}

/// Exit code 1, nothing on stdout, one line on stderr that says that.
fn refused(output: &Output, said: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(output.stdout.is_empty());
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(
        stderr.starts_with("error: ") && stderr.contains(said),
        "{said:?} not in {stderr}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_work_end_to_end() {
    let ground = Ground::new();
    let plan = json(&command(&ground, &["plan", "--json"]).output().unwrap());
    let steps = plan["steps"].as_array().unwrap().len();
    assert!(steps > 10);
    assert_eq!(ground.nonce(DEPLOYER), 0, "a plan sends nothing");
    let text = command(&ground, &["plan"]).output().unwrap();
    assert!(String::from_utf8_lossy(&text.stdout).contains("deploy.psc"));
    // `| head`, which read enough.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let unread = command(&ground, &["plan"]).stdout(writer).output().unwrap();
    assert!(unread.status.success() && unread.stderr.is_empty());

    let applied = json(&command(&ground, &["apply", "--json"]).output().unwrap());
    let sent = applied["transactions"].as_array().unwrap().len();
    assert!(sent > 10 && sent <= steps);
    let again = json(&command(&ground, &["apply", "--json"]).output().unwrap());
    assert!(again["transactions"].as_array().unwrap().is_empty());
    let plan = command(&ground, &["plan"]).output().unwrap();
    assert!(String::from_utf8_lossy(&plan.stdout).contains("nothing to do"));

    let report = json(&command(&ground, &["verify", "--json"]).output().unwrap());
    assert_eq!(report["ok"], true);
    let status = json(&command(&ground, &["status", "--json"]).output().unwrap());
    assert_eq!(status.as_array().unwrap().len(), Contract::ALL.len());
    let cached = json(
        &command(&ground, &["cache", "--json", "psc"])
            .output()
            .unwrap(),
    );
    assert_eq!(cached[0]["outcome"], "cached");
    let kept = json(
        &command(&ground, &["keepalive", "--json", "psc"])
            .output()
            .unwrap(),
    );
    assert!(kept[0]["tx"].is_null());
    let wired = json(&command(&ground, &["wire", "--json"]).output().unwrap());
    assert!(wired["transactions"].as_array().unwrap().is_empty());

    // A difference has an exit code of its own, and is named.
    let differs = command(
        &ground,
        &["verify", "--set", "reserve.redemption_fee_bps=7"],
    )
    .output()
    .unwrap();
    assert_eq!(differs.status.code(), Some(3));
    let text = String::from_utf8_lossy(&differs.stdout);
    assert!(
        text.contains("DIFFERS manifest.parameters.reserve.redemption_fee_bps"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_refuse_bad_input_in_one_line() {
    let ground = Ground::new();
    let head = ground.chain.head().number();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let run = |change: &dyn Fn(&mut Command)| {
        let mut c = command(&ground, &["apply"]);
        change(&mut c);
        c.output().unwrap()
    };
    let artifacts = |name: &str, wasm: Option<&[u8]>| {
        let folder = ground.folder.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        if let Some(wasm) = wasm {
            std::fs::write(folder.join("psc.wasm"), wasm).unwrap();
        }
        folder
    };
    let with_artifacts = |folder: &Path| {
        bare(&["apply", "--rpc-url", &ground.url()])
            .args(settings(&ground))
            .args([
                "--manifest",
                ground.manifest().to_str().unwrap(),
                "--artifacts",
            ])
            .arg(folder)
            .env("DEPLOYER_KEY", key(&ground))
            .output()
            .unwrap()
    };
    let elsewhere = |arguments: &[&str]| bare(arguments).output().unwrap();

    refused(
        &run(&|c| {
            c.env_remove("DEPLOYER_KEY");
        }),
        "DEPLOYER_KEY",
    );
    refused(
        &run(&|c| {
            c.env("DEPLOYER_KEY", "0x1234");
        }),
        "no private key",
    );
    refused(
        &run(&|c| {
            c.args(["--keystore", "/nowhere/key"]);
        }),
        "no keystore file",
    );
    refused(&with_artifacts(&artifacts("empty", None)), "no psc.wasm");
    refused(
        &with_artifacts(&artifacts("junk", Some(b"junk"))),
        "fails validation",
    );
    let hollow = wat_module();
    refused(
        &with_artifacts(&artifacts("hollow", Some(&hollow))),
        "fails validation",
    );
    refused(
        &elsewhere(&[
            "status",
            "--manifest",
            "/nowhere/m.json",
            "--rpc-url",
            &closed,
        ]),
        "cannot reach the RPC",
    );
    refused(
        &elsewhere(&[
            "status",
            "--manifest",
            "/nowhere/m.json",
            "--rpc-url",
            "localhost",
        ]),
        "not a usable RPC URL",
    );
    refused(
        &elsewhere(&[
            "status",
            "--manifest",
            "/nowhere/m.json",
            "--rpc-url",
            &ground.url(),
        ]),
        "no manifest at",
    );
    refused(
        &elsewhere(&[
            "status",
            "--network",
            "arbitrum-one",
            "--rpc-url",
            &ground.url(),
        ]),
        "is chain 412346, but network arbitrum-one is chain 42161",
    );
    refused(
        &elsewhere(&["status", "--network", "arbitrum-one"]),
        "ARBITRUM_ONE_RPC_URL",
    );
    refused(&elsewhere(&["status"]), "--manifest");
    refused(
        &elsewhere(&["apply", "--network", "arbitrum-one"]),
        "roles.guardian",
    );
    refused(
        &elsewhere(&["status", "--network", "mars"]),
        "unknown network",
    );
    let deployer = ground.address(DEPLOYER);
    ground.chain.set_balance(deployer, U256::from(1));
    refused(
        &command(&ground, &["apply"]).output().unwrap(),
        "too little balance",
    );

    assert_eq!(ground.chain.head().number(), head, "nothing was sent");
    assert!(!ground.manifest().exists() && !ground.journal().exists());
}

/// A module that any engine takes and no Stylus chain does: no entry point, no memory.
fn wat_module() -> Vec<u8> {
    b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x0a\x04\x01\x02\0\x0b".to_vec()
}

/// A network that lasts asks first; a pipe cannot answer.
#[tokio::test(flavor = "multi_thread")]
async fn apply_asks_before_it_sends_to_a_network_that_lasts() {
    let ground = Ground::new();
    let text = include_str!("../../networks/devchain.toml")
        .replace("ephemeral = true", "ephemeral = false");
    let path = ground.folder.path().join("lasting.toml");
    std::fs::write(&path, text).unwrap();
    let lasting = |more: &[&str]| {
        let mut arguments = vec!["apply"];
        arguments.extend(more);
        // The timelock owns everything on such a network.
        let mut own = settings(&ground);
        while let Some(place) = own.iter().position(|pair| pair.starts_with("roles.")) {
            own.drain(place - 1..=place);
        }
        bare(&arguments)
            .args([
                "--rpc-url",
                &ground.url(),
                "--network",
                path.to_str().unwrap(),
            ])
            .args(["--manifest", ground.manifest().to_str().unwrap()])
            .args(["--artifacts", Ground::artifacts().to_str().unwrap()])
            .args(own)
            .env("DEPLOYER_KEY", key(&ground))
            .output()
            .unwrap()
    };
    let output = lasting(&[]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("not confirmed") && stderr.contains("deploy.psc"),
        "{stderr}"
    );
    assert_eq!(ground.nonce(DEPLOYER), 0);
    assert!(lasting(&["--yes"]).status.success());
}

/// The process itself is killed while its transaction waits, and run again.
#[tokio::test(flavor = "multi_thread")]
async fn apply_resumes_when_the_process_is_killed() {
    let ground = Ground::new();
    ground.chain.set_mining_mode(MiningMode::Manual);
    let mut child = command(&ground, &["apply"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It says that it has sent the first step; from here on it waits for a block that does not come.
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let sent = lines
        .map_while(Result::ok)
        .any(|line| line.contains("deploy.psc: sent"));
    assert!(sent);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ground.journal().exists());
    assert_eq!(ground.nonce(DEPLOYER), 0);

    ground.chain.set_mining_mode(MiningMode::Auto);
    ground.chain.mine(1, None).unwrap();
    let output = command(&ground, &["apply", "--json"]).output().unwrap();
    let applied = json(&output);
    assert!(String::from_utf8_lossy(&output.stderr).contains("resuming deploy.psc"));
    let sent = applied["transactions"].as_array().unwrap().len() as u64;
    assert_eq!(ground.nonce(DEPLOYER), sent, "no step was sent twice");
}
