//! The event stream: resuming, rewinds, and many listeners.

use crate::support::{Indexer, World, events::*};

/// A client of the stream.
struct Listener {
    response: reqwest::Response,
    text: String,
}

impl Listener {
    async fn new(indexer: &Indexer, last: Option<&str>) -> Self {
        let headers: Vec<_> = last.map(|id| ("last-event-id", id)).into_iter().collect();
        let response = indexer.request("/v1/stream", &headers).await;
        assert_eq!(response.status(), 200);
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next event: kind, id and data.
    async fn next(&mut self) -> (String, String, serde_json::Value) {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let event: String = self.text.drain(..end + 2).collect();
                let field = |name: &str| {
                    let start = format!("{name}: ");
                    event
                        .lines()
                        .find_map(|l| l.strip_prefix(&start).map(str::to_owned))
                };
                // Comments keep the connection open.
                if let Some(kind) = field("event") {
                    let data = field("data").expect("data");
                    let data = serde_json::from_str(&data).expect("JSON");
                    return (kind, field("id").expect("an id"), data);
                }
                continue;
            }
            let part = self.response.chunk().await.expect("readable");
            let part = part.expect("the stream goes on");
            self.text.push_str(&String::from_utf8_lossy(&part));
        }
    }

    /// The next event, which has to be of this block.
    async fn block(&mut self, number: u64) -> String {
        let next = self.next().await;
        is_block(next, number)
    }

    /// The first event, which has to be of the block after this one, unless this one was stored but not told yet.
    async fn first_after(&mut self, stored: u64) -> String {
        let next = self.next().await;
        match next.2["block"] == stored {
            true => self.block(stored + 1).await,
            false => is_block(next, stored + 1),
        }
    }
}

fn is_block((kind, id, data): (String, String, serde_json::Value), number: u64) -> String {
    assert_eq!((kind.as_str(), &data["block"]), ("block", &number.into()));
    assert!(id.starts_with(&format!("{number}-")), "{id}");
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn many_listeners_hear_each_block_once_and_in_order() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    // Fewer connections than listeners: they do not look themselves.
    let indexer = world.start_sharing_one_connection().await;
    world.caught_up().await;
    let (first, _) = world.chain.head().await;
    let mut listeners = Vec::new();
    for _ in 0..60 {
        listeners.push(Listener::new(&indexer, None).await);
    }
    let blocks = async {
        for value in 0..8 {
            world.chain.mine(&[psc_mint(account(1), value + 1)]).await;
            world.caught_up().await;
        }
    };
    let hearing = futures::future::join_all(listeners.iter_mut().map(async |listener| {
        listener.first_after(first).await;
        for number in 2..=8 {
            listener.block(first + number).await;
        }
    }));
    tokio::join!(blocks, hearing);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stream_resumes_at_the_event_after_the_last_one_seen() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let (first, _) = world.chain.head().await;
    let mut live = Listener::new(&indexer, None).await;
    world.chain.mine(&[psc_mint(account(1), 2)]).await;
    let id = live.first_after(first).await;
    for value in 3..=5 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
        // Each by itself: a block without logs is told only as the newest.
        world.caught_up().await;
    }
    let mut resumed = Listener::new(&indexer, Some(&id)).await;
    for number in 2..=4 {
        resumed.block(first + number).await;
    }
    world.chain.mine(&[psc_mint(account(1), 6)]).await;
    // From the database to the live stream without a gap.
    resumed.block(first + 5).await;
    for number in 2..=5 {
        live.block(first + number).await;
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rewind_is_told_to_live_and_resuming_listeners() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let (first, _) = world.chain.head().await;
    let mut live = Listener::new(&indexer, None).await;
    for value in 2..=3 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
        world.caught_up().await;
    }
    live.first_after(first).await;
    let id = live.block(first + 2).await;
    world.chain.rollback(2).await;
    for value in 5..=8 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    world.caught_up().await;
    let resumed = Listener::new(&indexer, Some(&id)).await;
    for mut listener in [live, resumed] {
        let (kind, _, data) = listener.next().await;
        assert_eq!(kind, "rewind");
        let to = data["to_block"].as_u64().expect("a block");
        assert!(to <= first, "{data}");
        // Everything since is told again, once, up to the new head.
        let mut last = to;
        while last < first + 4 {
            let (kind, _, data) = listener.next().await;
            // Another rewind, if the follower came in between.
            if kind == "rewind" {
                last = data["to_block"].as_u64().expect("a block");
                continue;
            }
            let block = data["block"].as_u64().expect("a block");
            assert!(block > last, "{block} after {last}");
            last = block;
        }
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stream_refuses_an_id_that_it_never_gave() {
    let (_world, indexer) = crate::answers::world_with_everything().await;
    for id in ["x", "7", "7-0x12", "-"] {
        let response = indexer
            .request("/v1/stream", &[("last-event-id", id)])
            .await;
        assert_eq!(response.status(), 400, "{id}");
    }
    indexer.stop().await;
}
