//! The binary: its exit codes, lines and subcommands; leadership and connections lost.

use std::{
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex},
};

use crate::support::{World, events::*, eventually};

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_productshare-indexer"));
    for name in [
        "RPC_URLS",
        "DATABASE_URL",
        "DATABASE_READ_URL",
        "MANIFEST",
        "API_LISTEN",
        "METRICS_LISTEN",
    ] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// `run` on this world.
pub fn following(world: &World) -> Command {
    let mut command = binary();
    command
        .arg("run")
        .env("RPC_URLS", &world.chain.url)
        .env("DATABASE_URL", &world.database.url)
        .env("MANIFEST", &world.manifest)
        .env("API_LISTEN", "127.0.0.1:0")
        .env("METRICS_LISTEN", "127.0.0.1:0")
        .env("POLL_INTERVAL_MS", "50")
        .env("RUST_LOG", "error");
    command
}

fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "exit code {:?}", output.status);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let errors: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect();
    assert_eq!(errors.len(), 1, "one line: {text}");
    errors[0].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_ends_with_one_line_and_not_zero() {
    let world = World::new().await;
    let output = following(&world)
        .env("RPC_URLS", "http://127.0.0.1:9")
        .output()
        .expect("runs");
    assert!(refusal(&output).contains("RPC_URLS"));
    let output = following(&world)
        .env("DATABASE_URL", "postgres://x@127.0.0.1:9/x")
        .output()
        .expect("runs");
    assert!(refusal(&output).contains("DATABASE_URL"));
    let output = following(&world)
        .env("MANIFEST", "/nowhere")
        .output()
        .expect("runs");
    assert!(refusal(&output).contains("/nowhere"));
    let output = following(&world)
        .env("RPC_URLS", "ftp://127.0.0.1:9")
        .output()
        .expect("runs");
    assert!(refusal(&output).contains("ftp"));
    let output = binary().arg("run").output().expect("runs");
    assert!(!output.status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn deposed_leader_cannot_write() {
    let world = World::new().await;
    let indexer = world.start().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    // Another leader was elected while this one was frozen, say.
    sqlx::query("update chain.cursor set epoch = epoch + 100")
        .execute(&world.database.pool)
        .await
        .expect("deposed");
    world.chain.mine(&[psc_mint(account(1), 2)]).await;
    // It notices, stands for election again and goes on under a new epoch.
    world.caught_up().await;
    assert_eq!(
        world.database.count("select epoch from chain.cursor").await,
        102
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_database_connections_are_made_anew() {
    let world = World::new().await;
    let indexer = world.start().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    sqlx::query(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'productshare-indexer'",
    )
    .execute(&world.database.pool)
    .await
    .expect("terminated");
    world.chain.mine(&[psc_mint(account(1), 2)]).await;
    world.caught_up().await;
    eventually("the API answers again", async || {
        let balance = indexer
            .response(&format!("/v1/accounts/{}", account(1)))
            .await;
        let balance: serde_json::Value = balance.json().await.ok()?;
        (balance["psc"]["balance"] == "3").then_some(())
    })
    .await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_alone_answers_from_what_another_process_follows() {
    let world = World::new().await;
    let follower = world.start().await;
    let config = world.config();
    let handle = productshare_indexer::start_serve(&config.database, &config.listen, &config.serve)
        .await
        .expect("serves");
    world.chain.mine(&[psc_mint(account(1), 4)]).await;
    let (head, _) = world.chain.head().await;
    let url = format!(
        "{}/v1/accounts/{}?min_block={head}",
        handle.api_url(),
        account(1)
    );
    let balance: serde_json::Value = reqwest::get(url)
        .await
        .expect("answers")
        .json()
        .await
        .expect("JSON");
    assert_eq!(balance["psc"]["balance"], "4");
    handle.shutdown().await.expect("stops");
    follower.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn subcommands_work_on_a_database_alone() {
    let world = World::new().await;
    world.chain.mine(&crate::follow::all_events(&world)).await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    let run = |name: &str| {
        let output = binary()
            .arg(name)
            .env("DATABASE_URL", &world.database.url)
            .output()
            .expect("runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    assert_eq!(run("verify").0, Some(0));
    let (code, text) = run("rebuild");
    assert_eq!(code, Some(0));
    assert!(text.contains("logs"), "{text}");
    sqlx::query("update proj_v5.supply set amount = 1")
        .execute(&world.database.pool)
        .await
        .expect("damaged");
    let (code, text) = run("verify");
    assert_eq!(code, Some(1));
    assert!(text.contains("supply"), "{text}");
    let output = binary().arg("openapi").output().expect("runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        productshare_indexer::api::openapi_json() + "\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_and_health_are_served_apart() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 4)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let get = async |path: &str| {
        let url = format!("http://{}{path}", indexer.handle.metrics_addr);
        let response = reqwest::get(url).await.expect("answers");
        (
            response.status().as_u16(),
            response.text().await.expect("text"),
        )
    };
    eventually("ready", async || {
        (get("/ready").await.0 == 200).then_some(())
    })
    .await;
    assert_eq!(get("/health").await, (200, "ok\n".into()));
    let (status, metrics) = get("/metrics").await;
    assert_eq!(status, 200);
    for name in [
        "indexer_block ",
        "indexer_head_block ",
        "indexer_rpc_requests_total",
        "indexer_leading ",
    ] {
        assert!(metrics.contains(name), "{name} in {metrics}");
    }
    assert_eq!(
        indexer.response("/metrics").await.status(),
        404,
        "not on the public port"
    );
    indexer.stop().await;
}

/// A collector that keeps what it is sent: the address and the bodies.
async fn collector() -> (String, Arc<Mutex<Vec<u8>>>) {
    let sent: Arc<Mutex<Vec<u8>>> = Arc::default();
    let kept = sent.clone();
    let take = move |body: axum::body::Bytes| async move {
        kept.lock()
            .expect("no panic holds it")
            .extend_from_slice(&body);
    };
    let router = axum::Router::new().route("/v1/traces", axum::routing::post(take));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn traces_go_to_the_collector() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let (url, sent) = collector().await;
    let mut process = following(&world)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", url)
        // Some hundreds of milliseconds between two exports instead of five seconds.
        .env("OTEL_BSP_SCHEDULE_DELAY", "200")
        .spawn()
        .expect("starts");
    world.caught_up().await;
    eventually("spans of commits and of questions arrive", async || {
        // Protobuf keeps texts as they are.
        let sent = sent.lock().expect("no panic holds it").clone();
        let tells = |text: &str| sent.windows(text.len()).any(|part| part == text.as_bytes());
        ["productshare-indexer", "commit", "rpc", "eth_getLogs"]
            .iter()
            .all(|text| tells(text))
            .then_some(())
    })
    .await;
    process.kill().expect("killed");
    process.wait().expect("ended");
    let output = following(&world)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "not a URL")
        .output()
        .expect("runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && told.contains("--otlp-endpoint"),
        "{told}"
    );
}
