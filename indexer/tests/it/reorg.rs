//! Reorganisations: seen even without logs, survived at any depth, derived state put right.

use std::sync::{Arc, atomic::Ordering::Relaxed};

use alloy::primitives::Address;
use tokio::{runtime::Handle, task::block_in_place};

use crate::{
    standby::Follower,
    support::{Indexer, World, events::*, eventually, proxy::Proxy},
};

#[tokio::test(flavor = "multi_thread")]
async fn reorganised_transfers_are_replaced() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 100)]).await;
    let indexer = world.start().await;
    for _ in 0..5 {
        world
            .chain
            .mine(&[psc_transfer(account(1), account(2), 10)])
            .await;
    }
    world.caught_up().await;
    world.chain.rollback(5).await;
    for _ in 0..6 {
        world
            .chain
            .mine(&[psc_transfer(account(1), account(3), 7)])
            .await;
    }
    world.caught_up().await;
    world.assert_is_the_chain().await;
    let moved = indexer.get(&format!("/v1/accounts/{}", account(2))).await;
    assert_eq!(moved["psc"]["balance"], "0");
    assert_eq!(indexer.get("/v1/status").await["rewinds"], 1);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn holder_emptied_by_an_orphaned_block_holds_again() {
    let world = World::new().await;
    world
        .chain
        .mine(&[
            psc_mint(account(1), 100),
            pss_transfer(Address::ZERO, account(1), 9),
            locked(account(8), account(1), 4),
        ])
        .await;
    let indexer = world.start().await;
    world
        .chain
        .mine(&[
            psc_transfer(account(1), account(2), 100),
            unlocked(account(8), account(1), 4),
        ])
        .await;
    world
        .chain
        .mine(&[pss_transfer(account(1), Address::ZERO, 9)])
        .await;
    world.caught_up().await;
    world.assert_is_the_chain().await;
    world.chain.rollback(2).await;
    world.chain.mine_empty(3).await;
    world.caught_up().await;
    world.assert_is_the_chain().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reorganisation_without_logs_changes_the_hashes() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.chain.mine_empty(4).await;
    let indexer = world.start().await;
    world.caught_up().await;
    world.chain.rollback(3).await;
    // Another time makes other blocks.
    world
        .chain
        .rpc("evm_increaseTime", serde_json::json!([500]))
        .await;
    world.chain.mine_empty(3).await;
    world.caught_up().await;
    for number in 1..=world.chain.head().await.0 {
        let block = world
            .chain
            .rpc(
                "eth_getBlockByNumber",
                serde_json::json!([format!("{number:#x}"), false]),
            )
            .await;
        let stored: Vec<u8> = sqlx::query_scalar("select hash from chain.block where number = $1")
            .bind(number as i64)
            .fetch_one(&world.database.pool)
            .await
            .expect("every block of the window is known");
        assert_eq!(
            alloy::hex::encode_prefixed(stored),
            block["hash"].as_str().expect("a hash")
        );
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chain_cut_back_without_new_blocks_is_followed() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let (proxy, doubts) =
        Proxy::counting(&world.chain.url, |method, _| method == "eth_getBlockByHash").await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    for _ in 0..3 {
        world.chain.mine(&[psc_mint(account(1), 1)]).await;
    }
    world.caught_up().await;
    world.chain.rollback(2).await;
    world.caught_up().await;
    world.assert_is_the_chain().await;
    // Once for each look: that a node does not know the tip is an answer, no failure to be waited out.
    assert_eq!(doubts.load(Relaxed), 3);
    indexer.stop().await;
}

/// A node whose head is below ours may only lag; one that has another block at that height does not.
#[tokio::test(flavor = "multi_thread")]
async fn shorter_branch_of_other_blocks_is_followed_without_a_doubt() {
    let world = World::new().await;
    for value in 1..=4 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    world.chain.rollback(2).await;
    world.chain.mine(&[psc_mint(account(2), 5)]).await;
    let (proxy, doubts) =
        Proxy::counting(&world.chain.url, |method, _| method == "eth_getBlockByHash").await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.assert_complete().await;
    assert_eq!(doubts.load(Relaxed), 0);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reorganisation_deeper_than_the_window_is_survived() {
    let world = World::new().await;
    for value in 1..=30 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
        world.chain.mine_empty(3).await;
    }
    let mut config = world.config();
    config.follow.finality_depth = 4;
    config.follow.max_range = 10;
    let indexer = Indexer::start(config).await;
    world.caught_up().await;
    let sparse = world
        .database
        .count("select count(*) from chain.block")
        .await;
    assert!(
        sparse < world.chain.head().await.0 as i64,
        "old blocks without logs are not kept"
    );
    world.chain.rollback(100).await;
    for value in 1..=90 {
        world.chain.mine(&[psc_mint(account(2), value)]).await;
    }
    world.chain.mine_empty(20).await;
    world.caught_up().await;
    world.assert_is_the_chain().await;
    indexer.stop().await;
}

/// Reads twenty old blocks by ranges of four. All of them mint, or only the first. When the moment has come, the chain loses
/// those after the first `kept`, and blocks that mint to somebody else take their place. Of the moment decide a call's
/// method and whether the logs of the first range were asked for; the call that it is gets an answer of afterwards.
async fn assert_history_is_of_one_branch(
    all_mint: bool,
    kept: u64,
    is_the_moment: impl Fn(&str, bool) -> bool + Send + 'static,
) {
    let world = Arc::new(World::new().await);
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    let base = world.chain.head().await.0;
    for value in 1..=20 {
        match all_mint || value == 1 {
            true => world.chain.mine(&[psc_mint(account(2), value)]).await,
            false => world.chain.mine_empty(1).await,
        }
    }
    let (it, handle) = (world.clone(), Handle::current());
    let mut reorganise = Some(async move || {
        it.chain.rollback(20 - kept).await;
        for value in 1..=25 {
            it.chain.mine(&[psc_mint(account(3), value)]).await;
        }
    });
    let mut begun = false;
    let proxy = Proxy::start(&world.chain.url, move |method, params| {
        if is_the_moment(method, begun)
            && let Some(reorganise) = reorganise.take()
        {
            block_in_place(|| handle.block_on(reorganise()));
        }
        begun |= method == "eth_getLogs" && params[0]["fromBlock"] == format!("{:#x}", base + 1);
        None
    })
    .await;
    let mut config = world.config_with(vec![proxy.url.clone()]);
    config.follow.finality_depth = 4;
    config.follow.max_range = 4;
    let indexer = Indexer::start(config).await;
    eventually("the chain is reorganised and indexed", async || {
        let (number, hash) = world.chain.head().await;
        let stored = world.database.cursor().await;
        (number == base + kept + 25 && stored == Some((number as i64, hash.to_vec()))).then_some(())
    })
    .await;
    world.assert_is_the_chain().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ranges_of_two_branches_are_not_put_together() {
    // The first range is there before others are asked for.
    assert_history_is_of_one_branch(true, 0, |method, begun| begun && method == "eth_getLogs")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_of_a_branch_that_replaces_a_range_without_any_are_not_left_out() {
    // Between the logs of the first range and the header of its last block.
    assert_history_is_of_one_branch(false, 1, |method, begun| {
        begun && method == "eth_getBlockByNumber"
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reorganisation_while_stopped_is_found_at_start() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 100)]).await;
    world
        .chain
        .mine(&[psc_transfer(account(1), account(2), 60)])
        .await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    world.chain.rollback(1).await;
    world
        .chain
        .mine(&[psc_transfer(account(1), account(3), 50)])
        .await;
    world.chain.mine_empty(80).await;
    let indexer = world.start().await;
    world.caught_up().await;
    world.assert_is_the_chain().await;
    indexer.stop().await;
}

/// An index of four blocks that mint stops; `lost` of them give way to `new` others, and it starts again. Where it stood after
/// each commit, until it was at the head; and the chain's head.
async fn commits_after(lost: u64, new: u64) -> (Vec<u64>, u64) {
    let world = World::new().await;
    for value in 1..=4 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    world.chain.rollback(lost).await;
    world.chain.mine(&[psc_mint(account(2), 5)]).await;
    if new > 1 {
        world.chain.mine_empty(new - 1).await;
    }
    let (head, _) = world.chain.head().await;
    let mut listener = world.database.listener().await;
    let indexer = world.start().await;
    let mut commits = Vec::new();
    while commits.last() != Some(&head) {
        let told = listener.recv().await.expect("a commit");
        commits.push(told.payload().parse().expect("a block number"));
    }
    world.assert_is_the_chain().await;
    indexer.stop().await;
    (commits, head)
}

#[tokio::test(flavor = "multi_thread")]
async fn branch_takes_anothers_place_in_one_commit() {
    // As many as were lost, more, and more than one question brings.
    for (lost, new) in [(1, 1), (2, 3), (3, 100)] {
        let (commits, head) = commits_after(lost, new).await;
        assert_eq!(commits, [head], "{new} blocks instead of {lost}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn branch_too_long_for_one_commit_is_read_after_the_rewind() {
    let (commits, head) = commits_after(3, 1_100).await;
    assert_eq!(commits[0], head - 1_100);
}

#[tokio::test(flavor = "multi_thread")]
async fn loss_of_a_final_block_is_told() {
    const TOLD: &str = "said to be final was reorganised away";
    let world = World::new().await;
    if !world.chain.is_devchain() {
        return;
    }
    for value in 1..=6 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    let (head, _) = world.chain.head().await;
    for tag in ["devchain_setSafe", "devchain_setFinalized"] {
        world.chain.rpc(tag, serde_json::json!([head - 3])).await;
    }
    let indexer = Follower::start(&world);
    // The final block is the last that both branches have; then it is lost itself.
    for (lost, new, told) in [(3, 4, 0), (5, 6, 1)] {
        world.caught_up().await;
        world.chain.rollback(lost).await;
        for value in 1..=new {
            world.chain.mine(&[psc_mint(account(2), value)]).await;
        }
        world.assert_complete().await;
        if told > 0 {
            indexer.says(TOLD).await;
        }
        assert_eq!(indexer.log().matches(TOLD).count(), told);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn anvil_reorg_with_other_transactions_is_followed() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 100)]).await;
    for _ in 0..6 {
        world
            .chain
            .mine(&[psc_transfer(account(1), account(2), 1)])
            .await;
    }
    let indexer = world.start().await;
    world.caught_up().await;
    world
        .chain
        .reorg(
            5,
            &[
                (0, psc_transfer(account(1), account(4), 50)),
                (3, psc_transfer(account(4), account(5), 20)),
            ],
        )
        .await;
    world.caught_up().await;
    world.assert_is_the_chain().await;
    let balance = indexer.get(&format!("/v1/accounts/{}", account(4))).await;
    assert_eq!(balance["psc"]["balance"], "30");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cursor_into_an_orphaned_block_is_refused() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    for value in 2..=4 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    let indexer = world.start().await;
    world.caught_up().await;
    let page = indexer.get("/v1/transfers?limit=2").await;
    let next = page["next"].as_str().expect("a next page");
    let second = indexer
        .get(&format!("/v1/transfers?limit=2&cursor={next}"))
        .await;
    assert_eq!(second["items"][0]["amount"], "2");
    world.chain.rollback(3).await;
    for value in 12..=15 {
        world.chain.mine(&[psc_mint(account(2), value)]).await;
    }
    world.caught_up().await;
    let refused = indexer
        .problem(&format!("/v1/transfers?limit=2&cursor={next}"))
        .await;
    assert_eq!(refused, (409, "cursor-reorganised".into()));
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn finality_follows_the_nodes_tags() {
    let world = World::new().await;
    if !world.chain.is_devchain() {
        return;
    }
    for value in 1..=6 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    let indexer = world.start().await;
    world.caught_up().await;
    assert_eq!(
        indexer.get("/v1/status").await["finality_source"],
        "depth",
        "tags are unset"
    );
    let (head, _) = world.chain.head().await;
    world
        .chain
        .rpc("devchain_setSafe", serde_json::json!([head - 1]))
        .await;
    let status = eventually("the safe block taken over", async || {
        let status = indexer.get("/v1/status").await;
        (status["safe_block"] == head - 1).then_some(status)
    })
    .await;
    assert_eq!(
        status["finality_source"], "depth",
        "half by tags is by depth"
    );
    world
        .chain
        .rpc("devchain_setFinalized", serde_json::json!([head - 3]))
        .await;
    let status = eventually("tags taken over", async || {
        let status = indexer.get("/v1/status").await;
        (status["finality_source"] == "tags").then_some(status)
    })
    .await;
    assert_eq!(status["safe_block"], head - 1);
    assert_eq!(status["finalized_block"], head - 3);
    for (finality, behind) in [("latest", 0), ("safe", 1), ("finalized", 3)] {
        let balance = indexer
            .get(&format!("/v1/accounts/{}?finality={finality}", account(1)))
            .await;
        assert_eq!(balance["meta"]["block"], head - behind);
        let sum: u64 = (1..=6 - behind).sum();
        assert_eq!(balance["psc"]["balance"], sum.to_string(), "{finality}");
        let tokens = indexer
            .get(&format!("/v1/tokens?finality={finality}"))
            .await;
        assert_eq!(
            tokens["items"][0]["total_supply"],
            sum.to_string(),
            "{finality}"
        );
        let transfers = indexer
            .get(&format!("/v1/transfers?finality={finality}"))
            .await;
        assert_eq!(
            transfers["items"].as_array().expect("items").len() as u64,
            6 - behind,
            "{finality}"
        );
    }
    // Each moves by itself, on a chain that stands still.
    for (tag, field, block) in [
        ("devchain_setSafe", "safe_block", head),
        ("devchain_setFinalized", "finalized_block", head - 2),
    ] {
        world.chain.rpc(tag, serde_json::json!([block])).await;
        eventually(tag, async || {
            (indexer.get("/v1/status").await[field] == block).then_some(())
        })
        .await;
    }
    indexer.stop().await;
}
