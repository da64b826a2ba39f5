//! The market day, and worlds side by side.

use world::ground::Options;
use world::market;
use world::world::{Listen, World};

async fn world() -> anyhow::Result<World> {
    World::start_with(Options::of_the_dao(), Listen::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn market_day_is_the_same_on_chain_and_in_the_api() {
    let world = world().await.unwrap();
    let day = market::play(&world, |_| ()).await;
    for step in &day.steps {
        assert!(
            step.ok,
            "{}: {:?}\nchain {}\napi   {}",
            step.name, step.error, step.chain, step.api
        );
    }
    assert!(day.ok);
    let names: Vec<_> = day.steps.iter().map(|step| step.name).collect();
    for required in [
        "issue",
        "transfer_by_authorization",
        "attested_mint",
        "redemption",
        "delegation",
        "reserve_report",
        "buy_across_stores",
        "buy_through_share",
        "refund_held_line",
        "claim_profits",
        "close_offering",
        "sales_repay",
        "change_parameter",
        "grant_to_cause",
        "default_shows_its_loss",
        "vote_on_reports",
        "rule_on_report",
        "close_cycle",
        "claim_fees",
        "state_sales",
    ] {
        assert!(names.contains(&required), "{required} was not played");
    }
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn worlds_do_not_see_each_other() {
    let (one, two) = tokio::join!(world(), world());
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one.rpc.addr(), two.rpc.addr());
    assert_ne!(one.database.url, two.database.url);
    let day = market::play(&one, |_| ()).await;
    assert!(day.ok, "{:?}", day.steps.last());
    let block = two.client.head().await.unwrap();
    let alice = two.wallets.alice.address();
    let account = two
        .api
        .at(&format!("/v1/accounts/{alice}"), block)
        .await
        .unwrap();
    assert_eq!(account["psc"]["balance"], "0");
}
