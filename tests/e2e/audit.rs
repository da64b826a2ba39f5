//! `productshare audit`: holds of a sound deployment, and names what is wrong with another.

mod tamper;

use std::process::Command;

use alloy::primitives::{B256, U256};
use alloy::sol_types::{SolCall, SolEvent};
use productshare_abi::{
    Checkout, Contract, Cycles, Governor, OfferPool, Offering, Psc, Pss, Reserve, Splitter,
    StakePools,
};
use productshare_cli::audit::{self, Audit, AuditArgs};
use productshare_indexer::{Config, rebuild, start_serve};
use sqlx::AssertSqlSafe;
use world::ground::Options;
use world::market;
use world::world::{Listen, World};

use crate::support::Program;
use tamper::{Tamper, Trick};

fn args(world: &World, rpc_url: String, api: bool) -> AuditArgs {
    AuditArgs {
        rpc_url,
        manifest: world.manifest_path.clone(),
        api: api.then(|| world.api.url.clone()),
        block: None,
        timeout_secs: 60,
    }
}

fn failed(audit: &Audit) -> Vec<&str> {
    audit
        .checks
        .iter()
        .filter(|check| check.faults > 0)
        .map(|check| check.name)
        .collect()
}

/// A node that plays a trick, and the check that has to see it.
fn tricks(world: &World) -> Vec<(&'static str, Trick)> {
    let at = |contract: Contract| world.manifest.contracts[contract.name()].address;
    let one = U256::ONE;
    let edit = |contract, topic: B256, word, change: fn(U256) -> U256| Trick::Edit {
        address: at(contract),
        topic,
        word,
        change,
    };
    let more: fn(U256) -> U256 = |value| value + U256::ONE;
    let less: fn(U256) -> U256 = |value| value - U256::ONE;
    vec![
        // A report that claims a unit more of backed supply.
        (
            "reserve.chain",
            edit(
                Contract::Reserve,
                Reserve::ReserveReported::SIGNATURE_HASH,
                0,
                more,
            ),
        ),
        // Attestors who are none.
        (
            "reserve.attestations",
            edit(
                Contract::Reserve,
                Reserve::Attested::SIGNATURE_HASH,
                0,
                more,
            ),
        ),
        // A missing transfer, and one of another amount.
        (
            "psc.balances",
            Trick::Drop {
                address: at(Contract::Psc),
                topic: Psc::Transfer::SIGNATURE_HASH,
            },
        ),
        (
            "pss.balances",
            edit(Contract::Pss, Pss::Transfer::SIGNATURE_HASH, 0, less),
        ),
        // A unit of a line's gross that nobody got; a line that was never paid out.
        (
            "checkout.splits",
            edit(
                Contract::Checkout,
                Checkout::LineSettled::SIGNATURE_HASH,
                10,
                less,
            ),
        ),
        (
            "checkout.lines",
            Trick::Drop {
                address: at(Contract::Checkout),
                topic: Checkout::LineSettled::SIGNATURE_HASH,
            },
        ),
        (
            "offer-pool.units",
            edit(
                Contract::OfferPool,
                OfferPool::UnitsReserved::SIGNATURE_HASH,
                0,
                more,
            ),
        ),
        (
            "splitter.indices",
            edit(
                Contract::Splitter,
                Splitter::ProfitCredited::SIGNATURE_HASH,
                6,
                more,
            ),
        ),
        (
            "splitter.credited",
            Trick::Drop {
                address: at(Contract::Splitter),
                topic: Splitter::ProfitCredited::SIGNATURE_HASH,
            },
        ),
        (
            "stake-pools.shares",
            edit(
                Contract::StakePools,
                StakePools::Deposit::SIGNATURE_HASH,
                1,
                more,
            ),
        ),
        (
            "stake-pools.advances",
            edit(
                Contract::StakePools,
                StakePools::AdvanceRepaid::SIGNATURE_HASH,
                0,
                more,
            ),
        ),
        (
            "offering.contributions",
            edit(
                Contract::Offering,
                Offering::Contributed::SIGNATURE_HASH,
                0,
                more,
            ),
        ),
        (
            "cycles.fees",
            edit(
                Contract::Cycles,
                Cycles::FeesAccrued::SIGNATURE_HASH,
                4,
                more,
            ),
        ),
        (
            "cycles.places",
            Trick::Drop {
                address: at(Contract::Cycles),
                topic: Cycles::PlacePaid::SIGNATURE_HASH,
            },
        ),
        (
            "governor.votes",
            edit(
                Contract::Governor,
                Governor::VoteCast::SIGNATURE_HASH,
                2,
                more,
            ),
        ),
        // A log of no event of the contract.
        (
            "logs.decode",
            Trick::Retopic {
                address: at(Contract::Catalog),
                to: B256::repeat_byte(7),
            },
        ),
        // Views and programs that are not what they were.
        (
            "psc.supply",
            Trick::Answer {
                to: at(Contract::Psc),
                call: Psc::totalSupplyCall::SELECTOR,
                with: one,
            },
        ),
        (
            "code.hash",
            Trick::Code {
                of: at(Contract::Catalog),
            },
        ),
    ]
}

/// A changed row of the index, and the check that has to see it.
const ROWS: [(&str, &str); 6] = [
    (
        "api.accounts",
        "update balance set amount = amount + 1 where token = 'psc' and account = (select account from balance where token = 'psc' order by account limit 1)",
    ),
    (
        "api.transfers",
        "delete from transfer where (block, log_index) = (select block, log_index from transfer order by block, log_index limit 1)",
    ),
    (
        "api.reports",
        "update reserve_report set onchain_supply = onchain_supply + 1 where id = 2",
    ),
    (
        "api.settlements",
        "update settlement set to_vendor = to_vendor - 1, groups = groups + 1 where order_id = (select min(order_id) from settlement)",
    ),
    (
        "api.offers",
        "update offer_state set units_left = units_left + 1 where offer = (select min(offer) from offer_state)",
    ),
    (
        "api.proposals",
        "delete from ballot where (block, log_index) = (select block, log_index from ballot order by block, log_index limit 1)",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn audit_holds_of_a_market_day_and_names_every_planted_fault() {
    let world = World::start_with(Options::of_the_dao(), Listen::default())
        .await
        .unwrap();
    let day = market::play(&world, |_| ()).await;
    assert!(day.ok, "{:?}", day.steps.last());
    let sound = audit::audit(&args(&world, world.rpc.http_url(), true))
        .await
        .unwrap();
    assert!(sound.holds, "{}", audit::describe(&sound));
    // Every part of the protocol was there to be compared.
    let empty: Vec<_> = sound
        .checks
        .iter()
        .filter(|check| check.compared == 0)
        .map(|check| check.name)
        .collect();
    assert!(
        empty.iter().all(|name| name.ends_with(".credits")),
        "nothing to compare: {empty:?}"
    );

    for (check, trick) in tricks(&world) {
        let node = Tamper::start(world.rpc.http_url(), trick).await;
        let found = audit::audit(&args(&world, node.url.clone(), false))
            .await
            .unwrap();
        assert!(node.played(), "the trick against {check} changed nothing");
        assert!(
            failed(&found).contains(&check),
            "{check} did not see it:\n{}",
            audit::describe(&found)
        );
    }

    let mut database = world.database.connect().await.unwrap();
    let live: String = sqlx::query_scalar("select nspname::text from pg_namespace where nspname like 'proj_v%' order by nspname limit 1")
        .fetch_one(&mut database)
        .await
        .unwrap();
    // Nobody announces what is changed behind the indexer's back: an API that keeps no answer shows it.
    let mut config = Config::new(Vec::new(), &world.database.url, "");
    config.serve.snapshot_age_ms = 0;
    config.serve.answer_cache_mb = 0;
    config.serve.rate_limit = 0;
    let api = start_serve(&config.database, &config.listen, &config.serve)
        .await
        .unwrap();
    let with_api = AuditArgs {
        api: Some(api.api_url()),
        ..args(&world, world.rpc.http_url(), false)
    };
    for (check, change) in ROWS {
        let begin = format!("set search_path to {live}, chain; {change}");
        // Each is undone by computing the projections anew.
        sqlx::raw_sql(AssertSqlSafe(begin))
            .execute(&mut database)
            .await
            .unwrap();
        let found = audit::audit(&with_api).await.unwrap();
        assert_eq!(failed(&found), [check], "{}", audit::describe(&found));
        rebuild(&world.database.url).await.unwrap();
    }
    api.shutdown().await.unwrap();
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn command_says_by_its_exit_code_what_it_found() {
    let world = World::start().await.unwrap();
    let manifest = world.manifest_path.clone();
    let run = async |url: String, more: &'static [&'static str]| {
        let manifest = manifest.clone();
        let run = move || {
            Command::new(Program::Cli.path())
                .args(["audit", "--rpc-url", &url, "--manifest"])
                .arg(manifest)
                .args(more)
                .output()
                .expect("productshare runs")
        };
        tokio::task::spawn_blocking(run)
            .await
            .expect("does not panic")
    };
    let output = run(world.rpc.http_url(), &["--json"]).await;
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["holds"], true);

    let trick = Trick::Answer {
        to: world.psc(),
        call: Psc::totalSupplyCall::SELECTOR,
        with: U256::ONE,
    };
    let node = Tamper::start(world.rpc.http_url(), trick).await;
    let output = run(node.url.clone(), &[]).await;
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("FAIL  psc.supply"), "{text}");

    let output = run("http://127.0.0.1:9".into(), &[]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--rpc-url"));
    let output = run(world.rpc.http_url(), &["--block", "0"]).await;
    assert_eq!(output.status.code(), Some(1));
    world.stop().await.unwrap();
}
