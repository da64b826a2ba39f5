//! Wakes the follower when a node announces a new block: `newHeads` over WebSocket where it is to be
//! had. Only a hint: the follower polls anyway, so a silent or lying subscription costs latency alone.

use std::{sync::Arc, time::Duration};

use alloy::{
    network::AnyNetwork,
    providers::{Provider, ProviderBuilder, WsConnect},
};
use futures::StreamExt;
use reqwest::Url;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const FIRST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(60);

/// Announcements of new blocks from all nodes that take subscriptions.
#[derive(Clone, Debug, Default)]
pub struct HeadWatch {
    notify: Arc<Notify>,
}

impl HeadWatch {
    /// Starts one subscription per node, each retried with back-off until `stop`.
    pub fn start(urls: Vec<Url>, stop: &CancellationToken) -> Self {
        let watch = Self::default();
        for url in urls {
            let (notify, stop) = (watch.notify.clone(), stop.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = subscribe(url, notify) => {}
                }
            });
        }
        watch
    }

    /// Returns when a block was announced since the last call, or after `at_most`.
    pub async fn wait(&self, at_most: Duration) {
        let _ = tokio::time::timeout(at_most, self.notify.notified()).await;
    }
}

async fn subscribe(url: Url, notify: Arc<Notify>) {
    let mut retry = FIRST_RETRY;
    loop {
        match announce(&url, &notify).await {
            Ok(()) => retry = FIRST_RETRY,
            Err(error) => tracing::debug!(%error, "no newHeads subscription; polling"),
        }
        tokio::time::sleep(retry).await;
        retry = (retry * 2).min(LONGEST_RETRY);
    }
}

async fn announce(url: &Url, notify: &Notify) -> anyhow::Result<()> {
    let connect = WsConnect::new(url.as_str()).with_max_retries(0);
    let provider = ProviderBuilder::new()
        .network::<AnyNetwork>()
        .connect_ws(connect)
        .await?;
    let mut blocks = provider.subscribe_blocks().await?.into_stream();
    notify.notify_one();
    while blocks.next().await.is_some() {
        notify.notify_one();
    }
    Ok(())
}
