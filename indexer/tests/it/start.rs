//! What stops the indexer at start: one clear line each, and nothing half done.

use alloy::hex;
use productshare_indexer::{Contract, start};
use serde_json::{Value, json};

use crate::support::{
    Indexer, World,
    events::*,
    proxy::{Fault, Proxy},
};

async fn refusal(config: productshare_indexer::Config) -> String {
    let error = start(config).await.expect_err("the start is refused");
    let line = format!("{error:#}");
    assert!(!line.contains('\n'), "one line: {line}");
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_chain_id_is_refused() {
    let world = World::new().await;
    let proxy = Proxy::start(&world.chain.url, |method, _| {
        (method == "eth_chainId").then(|| Fault::Result(json!("0x1")))
    })
    .await;
    let line = refusal(world.config_with(vec![world.chain.url.clone(), proxy.url.clone()])).await;
    assert!(
        line.contains("chain 1") && line.contains("412346"),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unreachable_node_is_refused() {
    let world = World::new().await;
    let line = refusal(world.config_with(vec!["http://127.0.0.1:9".into()])).await;
    assert!(
        line.contains("127.0.0.1:9") && line.contains("RPC_URLS"),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_unreachable_node_of_several_is_not() {
    let world = World::new().await;
    let indexer = Indexer::start(
        world.config_with(vec!["http://127.0.0.1:9".into(), world.chain.url.clone()]),
    )
    .await;
    world.caught_up().await;
    indexer.stop().await;
}

/// What a node says of the contracts' code, all in one answer, when only the first has none.
fn all_but_the_first() -> Fault {
    let mut flags = vec![1u8; Contract::ALL.len()];
    flags[0] = 0;
    Fault::Result(json!(hex::encode_prefixed(flags)))
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_contract_code_is_refused() {
    let world = World::new().await;
    let proxy = Proxy::start(&world.chain.url, |method, _| {
        (method == "eth_call").then(all_but_the_first)
    })
    .await;
    let line = refusal(world.config_with(vec![proxy.url.clone()])).await;
    assert!(line.contains("psc") && line.contains("no code"), "{line}");
}

/// The node does not run code of a call's own, in one way or the other.
async fn assert_each_code_is_asked_for(answer: Fault) {
    let world = World::new().await;
    let pss = json!(world.chain.address(Contract::Pss));
    let plan = move |method: &str, params: &Value, there: bool| match method {
        "eth_call" => Some(answer.clone()),
        "eth_getCode" if !there && params[0] == pss => Some(Fault::Result(json!("0x"))),
        _ => None,
    };
    let (all, upstream) = (plan.clone(), world.chain.url.clone());
    let whole = Proxy::start(&upstream, move |method, params| all(method, params, true)).await;
    let indexer = Indexer::start(world.config_with(vec![whole.url.clone()])).await;
    world.caught_up().await;
    indexer.stop().await;
    let proxy = Proxy::start(&upstream, move |method, params| plan(method, params, false)).await;
    let line = refusal(world.config_with(vec![proxy.url.clone()])).await;
    assert!(line.contains("pss") && line.contains("no code"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn node_that_refuses_to_say_of_all_contracts_at_once_is_asked_of_each() {
    assert_each_code_is_asked_for(Fault::Error(-32602, "missing field `to`")).await;
    assert_each_code_is_asked_for(Fault::Result(json!("0x"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unreachable_database_is_refused() {
    let world = World::new().await;
    let mut config = world.config();
    config.database.database_url = "postgres://nobody:secret@127.0.0.1:9/none".into();
    let line = refusal(config).await;
    assert!(
        line.contains("127.0.0.1:9") && line.contains("DATABASE_URL"),
        "{line}"
    );
    assert!(!line.contains("secret"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_manifest_is_refused() {
    let world = World::new().await;
    let mut config = world.config();
    config.chain.manifest = "/nowhere/manifest.json".into();
    let line = refusal(config).await;
    assert!(line.contains("/nowhere/manifest.json"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn occupied_port_is_refused() {
    let world = World::new().await;
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let mut config = world.config();
    config.listen.api = taken.local_addr().expect("an address");
    let line = refusal(config).await;
    assert!(line.contains("API_LISTEN"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn database_of_another_deployment_is_refused() {
    let world = World::new().await;
    let indexer = world.start().await;
    indexer.stop().await;
    let mut manifest = world.chain.manifest();
    // Swapped addresses: both have code, so only the database can tell.
    let psc = manifest["contracts"]["psc"]["address"].take();
    manifest["contracts"]["psc"]["address"] = manifest["contracts"]["pss"]["address"].take();
    manifest["contracts"]["pss"]["address"] = psc;
    std::fs::write(&world.manifest, manifest.to_string()).expect("written");
    let line = refusal(world.config()).await;
    assert!(line.contains("use another database"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn database_of_a_version_that_followed_fewer_contracts_is_refused() {
    let world = World::new().await;
    let indexer = world.start().await;
    indexer.stop().await;
    sqlx::query("delete from chain.contract where name = 'catalog'")
        .execute(&world.database.pool)
        .await
        .expect("deleted");
    let line = refusal(world.config()).await;
    assert!(
        line.contains("did not follow catalog") && line.contains("use another database"),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn start_cut_short_while_it_made_the_tables_is_made_anew() {
    let world = World::new().await;
    sqlx::raw_sql("create schema proj_v5_new; create table proj_v5_new.transfer (block bigint)")
        .execute(&world.database.pool)
        .await
        .expect("what was left");
    world.chain.mine(&[psc_mint(account(1), 7)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let balance = indexer.get(&format!("/v1/accounts/{}", account(1))).await;
    assert_eq!(balance["psc"]["balance"], "7");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn database_whose_logs_name_their_blocks_by_hash_is_migrated() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 7)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    let before = world.database.dump().await;
    // As migration 1 left it.
    sqlx::raw_sql(
        "alter table chain.raw_log drop constraint raw_log_pkey;
         alter table chain.raw_log add column block_hash bytea references chain.block (hash) on delete cascade;
         update chain.raw_log l set block_hash = b.hash from chain.block b where b.number = l.block_number;
         alter table chain.raw_log add primary key (block_hash, log_index);
         create unique index raw_log_order on chain.raw_log (block_number, log_index);
         delete from chain._sqlx_migrations where version = 2",
    )
    .execute(&world.database.pool)
    .await
    .expect("the older form");
    let indexer = world.start().await;
    assert_eq!(world.database.dump().await, before);
    world.chain.mine(&[psc_mint(account(1), 5)]).await;
    world.caught_up().await;
    let balance = indexer.get(&format!("/v1/accounts/{}", account(1))).await;
    assert_eq!(balance["psc"]["balance"], "12");
    indexer.stop().await;
    assert_eq!(
        productshare_indexer::verify(&world.database.url)
            .await
            .expect("verified"),
        []
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn serving_an_empty_database_is_refused() {
    let world = World::new().await;
    let config = world.config();
    let error = productshare_indexer::start_serve(&config.database, &config.listen, &config.serve)
        .await
        .expect_err("there is nothing to serve");
    assert!(
        format!("{error:#}").contains("start `run` or `follow`"),
        "{error:#}"
    );
}
