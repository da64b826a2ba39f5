//! All connections of the database server are taken, by others or by clients of the API.

use std::net::TcpListener;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{
    processes::following,
    standby::Follower,
    support::{World, cluster::Lone, database::TestDatabase, events::*, eventually},
};

use super::{answer, problem, readiness};

/// Few, so that they are soon taken.
const CONNECTIONS: &str = "max_connections=20";
const TAKEN: &str = "connections of the database server are taken";
const CLIENTS: usize = 30;

/// Others who hold every connection that there was.
struct Crowd(Vec<PgConnection>);

impl Crowd {
    async fn takes_all(server: &str) -> Self {
        let mut taken = Vec::new();
        loop {
            match PgConnection::connect(server).await {
                Ok(conn) => taken.push(conn),
                Err(error) => {
                    let code = error.as_database_error().and_then(|error| error.code());
                    assert_eq!(code.as_deref(), Some("53300"), "{error}");
                    return Self(taken);
                }
            }
        }
    }

    async fn run(&mut self, statement: String) {
        let conn = self.0.first_mut().expect("somebody of the crowd");
        sqlx::query(AssertSqlSafe(statement))
            .execute(conn)
            .await
            .expect("runs");
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

#[tokio::test(flavor = "multi_thread")]
async fn start_waits_for_a_connection_and_says_so() {
    let lone = Lone::start(&[CONNECTIONS]).await;
    let world = World::on(TestDatabase::create_on(&lone.server.url).await).await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let crowd = Crowd::takes_all(&lone.server.url).await;
    // It tells its ports only when it has started.
    let [api, metrics] = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
    let mut command = following(&world);
    command
        .env("API_LISTEN", &api)
        .env("METRICS_LISTEN", &metrics);
    let process = Follower::of(command);
    process.says(TAKEN).await;
    for path in ["/v1/transfers", "/v1/status", "/v1/stream"] {
        let told = problem(&format!("http://{api}{path}")).await;
        assert_eq!(told, (503, "unavailable".into()), "{path}");
    }
    assert_eq!(answer(&format!("http://{metrics}/ready")).await.0, 503);
    assert_eq!(answer(&format!("http://{metrics}/health")).await.0, 200);
    process.assert_runs();

    drop(crowd);
    world.caught_up().await;
    readiness(&format!("http://{metrics}"), 200).await;
    let (status, told) = answer(&format!("http://{api}/v1/accounts/{}", account(1))).await;
    assert!(
        status == 200 && told.contains("\"balance\":\"1\""),
        "{told}"
    );
    process.assert_runs();
    world.assert_verified().await;
    world
        .assert_equals_straight_run(TestDatabase::create().await, "after the storm")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn follower_keeps_its_connection_and_seeks_a_lost_one_until_there_is_one() {
    let lone = Lone::start(&[CONNECTIONS]).await;
    let world = World::on(TestDatabase::create_on(&lone.server.url).await).await;
    let process = Follower::start(&world);
    world.caught_up().await;
    let [api, metrics] = process.urls().await;
    let mut crowd = Crowd::takes_all(&lone.server.url).await;
    // It follows by the connection that it has; who reads has one or none.
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    let url = format!("{api}/v1/accounts/{}", account(1));
    let asked = (0..CLIENTS).map(|_| answer(&url));
    for (status, told) in futures::future::join_all(asked).await {
        let well = match status {
            200 => told.contains("\"balance\":\"1\""),
            503 => told.contains("urn:productshare:problem:unavailable"),
            _ => false,
        };
        assert!(well, "{status} {told}");
    }
    crowd.0.clear();

    // Nobody gets in while its connections end and others take their places.
    eventually("the server has ended them", async || {
        let conn = PgConnection::connect(&lone.server.url).await.ok()?;
        conn.close().await.ok()
    })
    .await;
    world.database.disconnect(false).await;
    let mut crowd = Crowd::takes_all(&lone.server.url).await;
    let name = world.database.name();
    crowd
        .run(format!("alter database {name} allow_connections true"))
        .await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    process.says(TAKEN).await;
    for path in ["/v1/transfers", "/v1/status", "/v1/stream"] {
        let told = problem(&format!("{api}{path}")).await;
        assert_eq!(told, (503, "unavailable".into()), "{path}");
    }
    assert_eq!(answer(&format!("{metrics}/ready")).await.0, 503);
    assert_eq!(answer(&format!("{metrics}/health")).await.0, 200);

    drop(crowd);
    world.caught_up().await;
    eventually("the API answers again", async || {
        let (status, told) = answer(&url).await;
        (status == 200 && told.contains("\"balance\":\"2\"")).then_some(())
    })
    .await;
    process.assert_runs();
    world.assert_verified().await;
    world
        .assert_equals_straight_run(TestDatabase::create().await, "after the storm")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_hold_every_reader_do_not_hold_up_the_follower() {
    let world = World::new().await;
    let mut command = following(&world);
    command
        .env("READ_CONNECTIONS", "2")
        .env("RATE_LIMIT", "0")
        .env("STATEMENT_TIMEOUT_MS", "60000");
    let process = Follower::of(command);
    world.caught_up().await;
    let [api, _] = process.urls().await;
    // What they ask for cannot be read, so that none of them gives its reader back.
    let mut locking = PgConnection::connect(&world.database.url)
        .await
        .expect("connects");
    let mut lock = locking.begin().await.expect("begins");
    sqlx::query("lock table proj_v5.cause in access exclusive mode")
        .execute(&mut *lock)
        .await
        .expect("locked");
    let url = format!("{api}/v1/causes");
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { answer(&url).await })
        })
        .collect();
    let held = async || {
        let waiting = world
            .database
            .count(
                "select count(*) from pg_stat_activity where datname = current_database()
                     and wait_event_type = 'Lock' and query like '%cause%'",
            )
            .await;
        (waiting == 2).then_some(())
    };
    eventually("every reader is held", held).await;
    for _ in 0..10 {
        world.chain.mine(&[psc_mint(account(1), 1)]).await;
        world.caught_up().await;
    }
    held().await.expect("they still are");
    lock.rollback().await.expect("ended");
    for client in clients {
        let (status, told) = client.await.expect("no panic");
        let well = status == 200 || status == 503 && told.contains("problem:busy");
        assert!(well, "{status} {told}");
    }
    world.assert_is_the_chain().await;
    world
        .assert_equals_straight_run(TestDatabase::create().await, "after the storm")
        .await;
}
