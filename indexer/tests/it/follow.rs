//! Following a calm chain.

use std::sync::atomic::Ordering::Relaxed;

use alloy::primitives::Address;

use crate::support::{
    Indexer, World,
    dao::{Dao, odd_ends},
    events::*,
    eventually,
    fold::Fold,
    network::{Contracts, Network},
    offering,
    proxy::Proxy,
    shop::Shop,
};

#[tokio::test(flavor = "multi_thread")]
async fn transfers_become_rows_and_balances() {
    let world = World::new().await;
    world
        .chain
        .mine(&[
            psc_mint(account(1), 100),
            psc_transfer(account(1), account(2), 30),
        ])
        .await;
    let indexer = world.start().await;
    world.caught_up().await;

    let page = indexer.get("/v1/transfers").await;
    assert_eq!(page["items"].as_array().expect("items").len(), 2);
    let first = &page["items"][0];
    assert_eq!(first["token"], "psc");
    assert_eq!(first["amount"], "30");
    assert_eq!(first["from"], account(1).to_checksum(None));
    assert_eq!(first["to"], account(2).to_checksum(None));
    let (number, hash) = world.chain.head().await;
    assert_eq!(page["meta"]["block"], number);
    assert_eq!(page["meta"]["block_hash"], hash.to_string());
    let balance = indexer.get(&format!("/v1/accounts/{}", account(1))).await;
    assert_eq!(balance["psc"]["balance"], "70");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_blocks_are_followed_as_they_come() {
    let world = World::new().await;
    let indexer = world.start().await;
    for value in 1..=5 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
        world.caught_up().await;
        let balance = indexer.get(&format!("/v1/accounts/{}", account(1))).await;
        assert_eq!(
            balance["psc"]["balance"],
            (1..=value).sum::<u64>().to_string()
        );
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn index_begins_at_the_very_block_of_its_manifest() {
    let world = World::new().await;
    let (head, _) = world.chain.head().await;
    let mut manifest = world.chain.manifest();
    manifest["start_block"] = (head + 1).into();
    let contracts = manifest["contracts"].as_object_mut().expect("contracts");
    for contract in contracts.values_mut() {
        contract["block"] = (head + 1).into();
    }
    std::fs::write(&world.manifest, manifest.to_string()).expect("manifest written");
    let indexer = world.start().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.assert_complete().await;
    // No block of the index is safe or final yet.
    let status = indexer.get("/v1/status").await;
    for field in ["safe_block", "finalized_block"] {
        assert_eq!(status[field], head, "{field}: {status}");
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn final_blocks_without_logs_are_not_kept() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let mut config = world.config();
    config.follow.finality_depth = 2;
    let indexer = Indexer::start(config).await;
    for _ in 0..6 {
        world.chain.mine_empty(1).await;
        world.caught_up().await;
    }
    let kept = "select count(*) from chain.block b, chain.cursor c where b.log_count = 0 and b.number < c.finalized and b.number > 0";
    assert_eq!(world.database.count(kept).await, 0);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn index_of_a_chain_that_stands_still_is_not_written() {
    let world = World::new().await;
    for value in 1..=3 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    let (head, _) = world.chain.head().await;
    if world.chain.is_devchain() {
        for tag in ["devchain_setSafe", "devchain_setFinalized"] {
            world.chain.rpc(tag, serde_json::json!([head - 1])).await;
        }
    }
    let (proxy, looks) = Proxy::counting(&world.chain.url, |method, params| {
        method == "eth_getBlockByNumber" && params[0] == "latest"
    })
    .await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.caught_up().await;
    let after_looks = async |count: u64| {
        let until = looks.load(Relaxed) + count;
        eventually("more looks", async || {
            (looks.load(Relaxed) >= until).then_some(())
        })
        .await;
    };
    // The last commit is followed by one look that finds no news.
    after_looks(2).await;
    let mut listener = world.database.listener().await;
    after_looks(4).await;
    world.chain.mine(&[psc_mint(account(1), 4)]).await;
    let told = listener.recv().await.expect("a commit");
    assert_eq!(told.payload(), (head + 1).to_string());
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_of_the_contracts_finds_its_table() {
    let world = World::new().await;
    world.chain.mine(&every_event(&world)).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let empty: Vec<_> = world
        .database
        .dump()
        .await
        .into_iter()
        .filter(|(_, rows)| rows.is_empty())
        .map(|(table, _)| table)
        .collect();
    assert!(empty.is_empty(), "tables without a row: {empty:?}");
    indexer.stop().await;
}

/// At least one of each event.
pub fn every_event(world: &World) -> Vec<Event> {
    let life = life_of_the_network(world, 1_700_000_000).into_iter();
    let network: Vec<_> = life.flat_map(|(_, events)| events).collect();
    [all_events(world), network].concat()
}

/// At least one of each event that is not the quality network's.
pub fn all_events(world: &World) -> Vec<Event> {
    let life = life_of_the_dao(world, 1_700_000_000).into_iter();
    let dao: Vec<_> = life.flat_map(|(_, events)| events).collect();
    [commerce_events(world), dao, odd_ends()].concat()
}

/// All that the quality network's contracts log, block by block with its time.
fn life_of_the_network(world: &World, now: u64) -> Vec<(u64, Vec<Event>)> {
    Network::everything(now, Contracts::of(&world.chain))
}

/// All that the DAO's contracts log, block by block with its time.
fn life_of_the_dao(world: &World, now: u64) -> Vec<(u64, Vec<Event>)> {
    let [timelock, governor, pss_at] =
        [Contract::Timelock, Contract::Governor, Contract::Pss].map(|c| world.chain.address(c));
    Dao::everything(now, timelock, governor, pss_at)
}

/// The same on a chain, each thing of the DAO in its time.
pub async fn live_through_everything(world: &World) {
    world.chain.mine(&commerce_events(world)).await;
    let now = world.chain.time().await + 10;
    for (time, events) in life_of_the_dao(world, now) {
        world.chain.mine_at(time, &events).await;
    }
    world.chain.mine(&odd_ends()).await;
}

/// All that the quality network's contracts log, each thing in its time.
pub async fn live_through_the_network(world: &World) {
    let now = world.chain.time().await + 10;
    for (time, events) in life_of_the_network(world, now) {
        world.chain.mine_at(time, &events).await;
    }
}

/// At least one of each event that is not governance's.
fn commerce_events(world: &World) -> Vec<Event> {
    use alloy::primitives::{B256, U256};
    use productshare_abi::{Psc, Pss, Reserve};
    let (a, b, one) = (account(1), account(2), U256::from(1));
    let nonce = B256::repeat_byte;
    let shop = Shop::everything(
        world.chain.address(Contract::Psc),
        world.chain.address(Contract::Checkout),
    )
    .take_log();
    let tokens = vec![
        psc_mint(a, 1_000),
        psc_transfer(a, b, 10),
        psc(Psc::Approval {
            owner: a,
            spender: b,
            value: U256::MAX,
        }),
        psc(Psc::AuthorizationUsed {
            authorizer: a,
            nonce: nonce(1),
        }),
        psc(Psc::AuthorizationCanceled {
            authorizer: a,
            nonce: nonce(2),
        }),
        psc(Psc::PayeeSkipped {
            from: a,
            to: b,
            value: one,
        }),
        psc(Psc::OwnershipTransferred {
            previousOwner: Address::ZERO,
            newOwner: a,
        }),
        psc(Psc::MinterSet {
            minter: world.chain.address(Contract::Reserve),
        }),
        psc(Psc::PauserSet { pauser: a }),
        psc(Psc::BlocklisterSet { blocklister: a }),
        psc(Psc::Paused { account: a }),
        psc(Psc::Unpaused { account: a }),
        psc(Psc::Blocked { account: b }),
        psc(Psc::Unblocked { account: b }),
        psc(Psc::Blocked {
            account: account(3),
        }),
        psc(Psc::Protected {
            account: world.chain.address(Contract::Reserve),
        }),
        pss_transfer(Address::ZERO, a, 500),
        pss_transfer(a, Address::ZERO, 100),
        pss(Pss::Approval {
            owner: a,
            spender: b,
            value: one,
        }),
        delegation(a, Address::ZERO, b),
        votes(b, 0, 400),
        locked(account(9), a, 50),
        unlocked(account(9), a, 20),
        pss(Pss::LockerSet {
            locker: account(9),
            allowed: true,
        }),
        pss(Pss::OwnershipTransferred {
            previousOwner: Address::ZERO,
            newOwner: a,
        }),
        reserve(Reserve::AttestorsSet {
            accounts: vec![account(20), account(21)],
            threshold: 2,
        }),
        reserve(Reserve::IssuerSet {
            issuer: account(30),
            allowed: true,
            allowance: U256::from(900),
        }),
        reserve(Reserve::RedemptionFeeSet { bps: 10 }),
        reserve(Reserve::AttestedCapSet { bps: 5_000 }),
        reserve(Reserve::MaxAttestationAgeSet { secs: 86_400 }),
        reserve(Reserve::RedemptionWindowSet { secs: 3_600 }),
        reserve(Reserve::OwnershipTransferred {
            previousOwner: Address::ZERO,
            newOwner: a,
        }),
        reserve(Reserve::Issued {
            payer: a,
            to: a,
            amount: U256::from(1_000),
            assets: U256::from(1_000),
        }),
        reserve(Reserve::Redeemed {
            holder: a,
            to: b,
            amount: U256::from(100),
            fee: one,
            assets: U256::from(99),
        }),
        reserve(Reserve::FeeDeferred { assets: one }),
        reserve(Reserve::FeesCollected { to: a, assets: one }),
        reserve(Reserve::Attested {
            hash: nonce(7),
            amount: U256::from(800),
            settled: U256::ZERO,
            asOf: 1,
            validUntil: u64::MAX,
            compositionHash: nonce(8),
            uri: "ipfs://with a \0 in it".into(),
            previousHash: B256::ZERO,
            signers: vec![account(20), account(21)],
        }),
        reserve(Reserve::AttestedMinted {
            issuer: account(30),
            to: a,
            amount: U256::from(300),
        }),
        reserve(Reserve::RedemptionRequested {
            id: 1,
            holder: a,
            issuer: account(30),
            amount: U256::from(50),
            deadline: 99,
            paymentReference: nonce(9),
        }),
        reserve(Reserve::RedemptionRequested {
            id: 2,
            holder: a,
            issuer: account(30),
            amount: U256::from(40),
            deadline: 99,
            paymentReference: nonce(10),
        }),
        reserve(Reserve::RedemptionRequested {
            id: 3,
            holder: b,
            issuer: account(30),
            amount: U256::from(30),
            deadline: 99,
            paymentReference: nonce(11),
        }),
        reserve(Reserve::RedemptionSettled {
            id: 1,
            issuer: account(30),
            amount: U256::from(50),
        }),
        reserve(Reserve::RedemptionCancelled {
            id: 2,
            holder: a,
            amount: U256::from(40),
        }),
        reserve(report(
            super::support::chain::CHAIN_ID,
            world.chain.address(Contract::Reserve),
            1,
            900,
            B256::ZERO,
        )),
    ];
    [tokens, shop, offering::everything()].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn backfill_by_ranges_gives_the_rows_of_a_walk_block_by_block() {
    let world = World::new().await;
    for round in 0..40u64 {
        world
            .chain
            .mine(&[psc_mint(account((round % 7) as u8), round + 1)])
            .await;
        world.chain.mine_empty(round % 3).await;
    }
    world.chain.mine_empty(70).await;
    let mut ranged = world.config();
    ranged.follow.finality_depth = 8;
    ranged.follow.max_range = 16;
    let indexer = Indexer::start(ranged).await;
    world.caught_up().await;
    indexer.stop().await;

    let other = crate::support::database::TestDatabase::create().await;
    let mut walked = world.config();
    walked.database.database_url = other.url.clone();
    walked.follow.finality_depth = 1_000;
    let indexer = Indexer::start(walked).await;
    other.caught_up(&world.chain).await;
    indexer.stop().await;

    assert_eq!(world.database.dump().await, other.dump().await);
    let logs = world.chain.logs().await;
    assert_eq!(
        Fold::stored(&other.pool).await,
        Fold::of(&logs, &world.chain.deployment)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_indexer_continues_where_it_was() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 5)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    world.chain.mine(&[psc_mint(account(1), 6)]).await;
    world.chain.mine_empty(3).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let transfers = indexer.get("/v1/transfers?order=asc").await;
    let amounts: Vec<_> = transfers["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|t| t["amount"].clone())
        .collect();
    assert_eq!(amounts, ["5", "6"]);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn undecodable_log_of_a_known_contract_stops_with_a_line_that_names_it() {
    use alloy::primitives::{B256, LogData};
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 5)]).await;
    let stranger = LogData::new_unchecked(vec![B256::repeat_byte(9)], Default::default());
    world.chain.mine(&[(Contract::Psc, stranger)]).await;
    let mut indexer = world.start().await;
    let error = indexer.handle.wait().await.expect_err("following ends");
    let text = format!("{error:#}");
    assert!(
        text.contains("psc") && text.contains("does not decode"),
        "{text}"
    );
    let metrics = indexer.handle.metrics_addr;
    let health = reqwest::get(format!("http://{metrics}/health")).await;
    // The health server may already be gone with the process's other parts; while it answers, it says so.
    if let Ok(health) = health {
        assert_eq!(health.status(), 503);
    }
    assert_eq!(
        world
            .database
            .count("select count(*) from proj_v5.transfer")
            .await,
        0,
        "nothing of the chunk is stored"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn number_that_no_contract_counts_to_stops_with_a_line_that_names_it() {
    let world = World::new().await;
    let listed = productshare_abi::Catalog::Listed {
        product: u64::MAX,
        store: 1,
    };
    world.chain.mine(&[catalog(listed)]).await;
    let mut indexer = world.start().await;
    let error = indexer.handle.wait().await.expect_err("following ends");
    let text = format!("{error:#}");
    assert!(
        text.contains("catalog") && text.contains("beyond 63 bits"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_checked_against_the_header_give_the_same_rows() {
    let world = World::new().await;
    world.chain.mine(&every_event(&world)).await;
    world.chain.mine(&[psc_mint(account(5), 5)]).await;
    let mut config = world.config();
    config.follow.verify_receipts = true;
    let indexer = Indexer::start(config).await;
    world.caught_up().await;
    indexer.stop().await;
    let logs = world.chain.logs().await;
    assert_eq!(
        Fold::stored(&world.database.pool).await,
        Fold::of(&logs, &world.chain.deployment)
    );
    assert_eq!(
        world
            .database
            .count("select count(*) from chain.raw_log")
            .await,
        logs.len() as i64
    );
}
