//! What people get wrong: every program says in one clear line what to do, exits with a code that is not 0, and leaves
//! nothing half done.

use std::net::TcpListener;
use std::process::Command;

use world::client::Client;
use world::database::Database;
use world::ground::{Ground, Options};
use world::solidity::{init_code, root};
use world::wallets::Wallets;

use crate::support::{Program, assert_refused};

const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/// Discard: nobody listens there.
const NOBODY: &str = "http://127.0.0.1:9";

/// Runs a program outside of the asynchronous threads.
async fn run(program: Program, args: &[&str], env: &[(&str, &str)]) -> std::process::Output {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let env: Vec<(String, String)> = env
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    tokio::task::spawn_blocking(move || {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let env: Vec<(&str, &str)> = env.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        program.run(&args, &env)
    })
    .await
    .unwrap()
}

async fn chain_with_id(chain_id: u64) -> (devchain::chain::Chain, devchain::rpc::Server) {
    let mut config = Options::default().chain;
    config.chain_id = chain_id;
    let chain = devchain::chain::Chain::new(config).unwrap();
    let rpc = devchain::rpc::Server::start(chain.clone(), "127.0.0.1:0").unwrap();
    (chain, rpc)
}

#[tokio::test(flavor = "multi_thread")]
async fn devchain_refuses_an_occupied_port_and_bad_settings() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert_refused(
        &run(Program::Devchain, &["--port", &port], &[]).await,
        &[&port, "in use"],
    );
    assert_refused(
        &run(Program::Devchain, &["--port", "0", "--arbos", "7"], &[]).await,
        &["arbos"],
    );
    assert_refused(
        &run(
            Program::Devchain,
            &["--port", "0", "--mnemonic", "not a mnemonic"],
            &[],
        )
        .await,
        &["mnemonic"],
    );
    let none = ["--port", "0", "--load-state", "/nonexistent/dump"];
    assert_refused(
        &run(Program::Devchain, &none, &[]).await,
        &["/nonexistent/dump"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn indexer_refuses_what_it_cannot_follow() {
    let ground = Ground::start().await.unwrap();
    let database = Database::create().await.unwrap();
    let (_other, other_rpc) = chain_with_id(4_242).await;
    let (rpc, manifest) = (
        ground.rpc.http_url(),
        ground.manifest_path.display().to_string(),
    );
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().to_string();
    let (other, free) = (other_rpc.http_url(), "127.0.0.1:0");
    let missing_database = "postgres://nobody@127.0.0.1:9/none";
    let cases: [(&str, &str, &str, &str, &[&str]); 7] = [
        (NOBODY, &database.url, &manifest, free, &["127.0.0.1:9"]),
        ("not a url", &database.url, &manifest, free, &["not a url"]),
        (
            &other,
            &database.url,
            &manifest,
            free,
            &["chain", "4242", "412346"],
        ),
        (&rpc, missing_database, &manifest, free, &["database"]),
        (&rpc, "nonsense", &manifest, free, &["DATABASE_URL"]),
        (
            &rpc,
            &database.url,
            "/nonexistent/manifest.json",
            free,
            &["/nonexistent/manifest.json"],
        ),
        (
            &rpc,
            &database.url,
            &manifest,
            &port,
            &[&port, "API_LISTEN"],
        ),
    ];
    for (rpc, database, manifest, api, hints) in cases {
        let env = [
            ("RPC_URLS", rpc),
            ("DATABASE_URL", database),
            ("MANIFEST", manifest),
            ("API_LISTEN", api),
            ("METRICS_LISTEN", free),
        ];
        assert_refused(&run(Program::Indexer, &["run"], &env).await, hints);
    }
    let unset = run(Program::Indexer, &["run"], &[]).await;
    assert!(!unset.status.success());
    assert!(
        String::from_utf8_lossy(&unset.stderr).contains("--rpc-urls"),
        "{unset:?}"
    );
    // None of the failed starts left a table behind.
    let mut connection = database.connect().await.unwrap();
    let tables: i64 = sqlx::query_scalar(
        "select count(*) from information_schema.tables where table_schema = 'public'",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(tables, 0, "a refused start left tables behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn indexer_refuses_a_contract_that_is_not_there() {
    let ground = Ground::start().await.unwrap();
    let database = Database::create().await.unwrap();
    // The same chain id, but an empty chain.
    let (_chain, rpc) = chain_with_id(ground.client.chain_id).await;
    let (rpc, manifest) = (rpc.http_url(), ground.manifest_path.display().to_string());
    let env = [
        ("RPC_URLS", rpc.as_str()),
        ("DATABASE_URL", &database.url),
        ("MANIFEST", &manifest),
        ("API_LISTEN", "127.0.0.1:0"),
        ("METRICS_LISTEN", "127.0.0.1:0"),
    ];
    assert_refused(&run(Program::Indexer, &["run"], &env).await, &["no code"]);
}

/// When the offering opens and ends, as settings of a deployment.
fn window(chain: &devchain::chain::Chain) -> (String, String) {
    let now = chain.head().header.timestamp;
    (
        format!("offering.start={now}"),
        format!("offering.end={}", now + 86_400),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_refuses_wrong_nodes_keys_and_balances() {
    let (chain, rpc) = chain_with_id(412_346).await;
    let (_other, other) = chain_with_id(4_242).await;
    let (rpc, other) = (rpc.http_url(), other.http_url());
    let dir = tempfile::tempdir().unwrap();
    let manifest = dir.path().join("manifest.json").display().to_string();
    let asset = "reserve.asset=0x5FbDB2315678afecb367f032d93F642f64180aa3";
    let (start, end) = window(&chain);
    let clock = start.replace("offering", "clock");
    let apply = [
        "apply",
        "--set",
        asset,
        "--set",
        &start,
        "--set",
        &end,
        "--set",
        &clock,
        "--manifest",
        &manifest,
    ];
    let with = |url: &str, key: &str| {
        [
            ("RPC_URL", url.to_owned()),
            ("DEPLOYER_KEY", key.to_owned()),
        ]
    };
    // The first contract of the deployer's account: it is where `asset` says.
    let client = Client::connect(&rpc, &Wallets::dev()).await.unwrap();
    let code = init_code("TestAsset", &(6u16,)).unwrap();
    client.deploy(&Wallets::dev().deployer, code).await.unwrap();
    // A key that nobody funded.
    let poor = "0x0000000000000000000000000000000000000000000000000000000000abcdef";
    let cases: [(&str, &str, &[&str]); 6] = [
        (NOBODY, KEY, &["127.0.0.1:9"]),
        ("no url", KEY, &["url"]),
        (&other, KEY, &["chain", "4242", "412346"]),
        (&rpc, "", &["DEPLOYER_KEY"]),
        (&rpc, "0x12", &["DEPLOYER_KEY"]),
        (&rpc, poor, &["balance"]),
    ];
    let head = chain.head().number();
    for (url, key, hints) in cases {
        let env = with(url, key);
        let env: Vec<(&str, &str)> = env
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_refused(&run(Program::Deploy, &apply, &env).await, hints);
    }
    assert_eq!(
        chain.head().number(),
        head,
        "a refused deployment sent something"
    );
    assert!(
        !dir.path().join("manifest.json").exists(),
        "a refused deployment left a manifest"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn deploy_refuses_wasm_that_fails_validation() {
    let (chain, rpc) = chain_with_id(412_346).await;
    let dir = tempfile::tempdir().unwrap();
    let artifacts = dir.path().join("contracts");
    std::fs::create_dir(&artifacts).unwrap();
    for folder in ["psc", "reserve", "pss"] {
        std::fs::copy(
            root().join(format!("target/contracts/{folder}.wasm")),
            artifacts.join(format!("{folder}.wasm")),
        )
        .expect("built contracts: `cargo xtask build`");
    }
    // A module, but without memory and entry point.
    std::fs::write(artifacts.join("psc.wasm"), b"\0asm\x01\0\0\0").unwrap();
    let manifest = dir.path().join("manifest.json").display().to_string();
    let artifacts = artifacts.display().to_string();
    let asset = "reserve.asset=0x5FbDB2315678afecb367f032d93F642f64180aa3";
    let (start, end) = window(&chain);
    let clock = start.replace("offering", "clock");
    let args = [
        "apply",
        "--set",
        asset,
        "--set",
        &start,
        "--set",
        &end,
        "--set",
        &clock,
        "--manifest",
        &manifest,
        "--artifacts",
        &artifacts,
    ];
    let url = rpc.http_url();
    let head = chain.head().number();
    let output = run(
        Program::Deploy,
        &args,
        &[("RPC_URL", &url), ("DEPLOYER_KEY", KEY)],
    )
    .await;
    assert_refused(&output, &["psc"]);
    assert_eq!(
        chain.head().number(),
        head,
        "a refused deployment sent something"
    );
}

/// The programs of this package, which xtask calls.
async fn own(
    program: &'static str,
    args: &'static [&'static str],
    database: Option<&str>,
) -> std::process::Output {
    let mut command = Command::new(program);
    command
        .args(args)
        .env_remove("DATABASE_URL")
        .current_dir(root());
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    tokio::task::spawn_blocking(move || command.output().expect("it starts"))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_refuses_without_a_database() {
    let demo = env!("CARGO_BIN_EXE_demo");
    assert_refused(
        &own(demo, &["--once"], None).await,
        &["DATABASE_URL", "cargo xtask"],
    );
    assert_refused(
        &own(
            demo,
            &["--once"],
            Some("postgres://nobody@127.0.0.1:9/none"),
        )
        .await,
        &["DATABASE_URL"],
    );
    let json = own(demo, &["--once", "--json"], None).await;
    let value: serde_json::Value =
        serde_json::from_slice(&json.stdout).expect("JSON on standard output");
    assert!(!json.status.success() && value["ok"] == false, "{value}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bench_and_gas_refuse_unknown_words() {
    for (program, args) in [
        (env!("CARGO_BIN_EXE_bench"), &["nonsense"][..]),
        (env!("CARGO_BIN_EXE_bench"), &["chain", "--runs", "0"][..]),
        (env!("CARGO_BIN_EXE_gas"), &["--nonsense"][..]),
    ] {
        let output = own(program, args, None).await;
        assert!(!output.status.success(), "{program} {args:?}");
        assert!(
            !String::from_utf8_lossy(&output.stderr).contains("panicked"),
            "{program} {args:?}"
        );
    }
}
