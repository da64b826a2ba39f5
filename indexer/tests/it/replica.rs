//! Reads from a streaming replica: never more than it has replayed, never announced before, and also while the primary
//! is away.

use productshare_indexer::{Handle, config::DatabaseConfig, rebuild, start_serve};
use serde_json::Value;

use crate::support::{World, cluster::Cluster, database::TestDatabase, events::*, eventually};

struct Reader(Handle);

impl Reader {
    /// An API that reads from the replica and is told of commits by the primary.
    async fn start(world: &World, cluster: &Cluster) -> Self {
        let config = world.config();
        let database = DatabaseConfig {
            database_url: world.database.url.clone(),
            database_read_url: Some(cluster.replica.url_of(world.database.name())),
        };
        // The replica replays a moment later that there is something to serve.
        let handle = eventually("the replica can be served from", async || {
            start_serve(&database, &config.listen, &config.serve)
                .await
                .ok()
        })
        .await;
        Self(handle)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let response = reqwest::get(format!("{}{path}", self.0.api_url()))
            .await
            .expect("answers");
        (
            response.status().as_u16(),
            response.json().await.expect("JSON"),
        )
    }

    async fn balance(&self, min_block: u64) -> (u16, Value) {
        self.get(&format!(
            "/v1/accounts/{}?min_block={min_block}",
            account(1)
        ))
        .await
    }
}

async fn world_on(cluster: &Cluster) -> World {
    let world = World::on(TestDatabase::create_on(&cluster.primary.url).await).await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn replica_tells_what_it_has_replayed_and_no_more() {
    let cluster = Cluster::start().await;
    let world = world_on(&cluster).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let reader = Reader::start(&world, &cluster).await;
    // Waiting for a block means the replica's having it, not the primary's.
    for minted in 2..20 {
        world.chain.mine(&[psc_mint(account(1), 1)]).await;
        let (head, _) = world.chain.head().await;
        let (status, answer) = reader.balance(head).await;
        assert_eq!(
            (status, &answer["psc"]["balance"]),
            (200, &Value::from(minted.to_string()))
        );
        assert_eq!(answer["meta"]["block"], head);
    }
    let (before, _) = world.chain.head().await;

    cluster.replica.run("select pg_wal_replay_pause()").await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    let (status, problem) = reader.balance(before + 1).await;
    assert_eq!(
        (status, problem["type"].as_str()),
        (409, Some("urn:productshare:problem:block-not-reached"))
    );
    let (_, answer) = reader.balance(before).await;
    assert_eq!(
        (&answer["meta"]["block"], &answer["psc"]["balance"]),
        (&Value::from(before), &Value::from("19"))
    );
    let (_, status) = reader.get("/v1/status").await;
    assert_eq!(status["indexed"]["number"], before);
    assert_eq!(status["replica"]["connected"], true);
    assert_eq!(status["replica"]["replayed_all"], false, "{status}");

    cluster.replica.run("select pg_wal_replay_resume()").await;
    let (status, answer) = reader.balance(before + 1).await;
    assert_eq!(
        (status, &answer["psc"]["balance"]),
        (200, &Value::from("20"))
    );
    // The whole schema is swapped under its readers.
    rebuild(&world.database.url).await.expect("rebuilt");
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let (status, answer) = reader.balance(before + 2).await;
    assert_eq!(
        (status, &answer["psc"]["balance"]),
        (200, &Value::from("21"))
    );
    let status = indexer.get("/v1/status").await;
    assert!(
        status.get("replica").is_none_or(Value::is_null),
        "the primary is none: {status}"
    );
    reader.0.shutdown().await.expect("stops");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stream_from_a_replica_tells_only_what_reads_find() {
    let cluster = Cluster::start().await;
    let world = world_on(&cluster).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let reader = Reader::start(&world, &cluster).await;
    let (first, _) = world.chain.head().await;
    assert_eq!(reader.balance(first).await.0, 200);
    let stream = format!("{}/v1/stream", reader.0.api_url());
    let mut events = reqwest::get(stream).await.expect("a stream");
    let mining = async {
        for _ in 0..40 {
            world.chain.mine(&[psc_mint(account(1), 1)]).await;
        }
    };
    let reading = async {
        let mut text = String::new();
        let mut last = first;
        while last < first + 40 {
            let part = events.chunk().await.expect("read").expect("more");
            text.push_str(std::str::from_utf8(&part).expect("text"));
            while let Some((event, rest)) = text.split_once("\n\n") {
                let told = event.lines().find_map(|line| line.strip_prefix("data: "));
                let told: Value = serde_json::from_str(told.unwrap_or("null")).expect("JSON");
                text = rest.to_owned();
                if let Some(block) = told["block"].as_u64() {
                    let (_, answer) = reader.get(&format!("/v1/accounts/{}", account(1))).await;
                    assert!(
                        answer["meta"]["block"].as_u64() >= Some(block),
                        "told {told}, found {answer}"
                    );
                    last = block;
                }
            }
        }
    };
    tokio::join!(mining, reading);
    drop(events);
    reader.0.shutdown().await.expect("stops");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_go_on_while_the_primary_is_away() {
    let mut cluster = Cluster::start().await;
    let world = world_on(&cluster).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let reader = Reader::start(&world, &cluster).await;
    let (head, _) = world.chain.head().await;
    assert_eq!(reader.balance(head).await.0, 200);

    cluster.primary.stop();
    assert_eq!(reader.balance(head).await.0, 200);
    eventually("the replica says that it is cut off", async || {
        let (_, status) = reader.get("/v1/status").await;
        (status["replica"]["connected"] == false).then_some(())
    })
    .await;
    // One that starts only now serves as well.
    let second = Reader::start(&world, &cluster).await;
    assert_eq!(second.balance(head).await.0, 200);

    cluster.primary.start().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    for reader in [reader, second] {
        eventually("the replica streams again", async || {
            (reader.balance(head + 1).await.0 == 200).then_some(())
        })
        .await;
        reader.0.shutdown().await.expect("stops");
    }
    indexer.stop().await;
}
