//! Tells handlers of commits as soon as what they read shows them, and not before.

use std::{future::Future, time::Duration};

use anyhow::Context;
use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::store::{CHANNEL, Database};

/// Between tries to listen at a database that is away.
const LISTEN_AGAIN: Duration = Duration::from_millis(500);
/// Looks at a replica: soon after a commit of the primary, ever later until it shows, and this often without any.
const FIRST_LOOK: Duration = Duration::from_millis(2);
const IDLE_LOOK: Duration = Duration::from_millis(500);

/// Changes with every commit that `read` shows; and the task that watches for them.
pub fn watch(
    primary: &Database,
    read: Option<&Database>,
    stop: CancellationToken,
) -> (
    watch::Receiver<u64>,
    impl Future<Output = anyhow::Result<()>> + use<>,
) {
    let (announce, commits) = watch::channel(0);
    let (primary, replica) = (primary.listener(), read.map(Database::listener));
    let watching = async move {
        match replica {
            None => listen(primary, announce).await,
            // A replica cannot be listened to, and what the primary commits it shows a little later.
            Some(replica) => {
                let (hint, hints) = watch::channel(0);
                tokio::join!(listen(primary, hint), follow(replica, hints, announce)).0
            }
        }
    };
    let task = async move {
        tokio::select! {
            () = stop.cancelled() => Ok(()),
            never = watching => match never {},
        }
    };
    (commits, task)
}

/// Turns the notifications of a primary into changes of `announce`.
async fn listen(pool: PgPool, announce: watch::Sender<u64>) -> std::convert::Infallible {
    let mut told = false;
    loop {
        match PgListener::connect_with(&pool).await.context("LISTEN") {
            Ok(mut listener) => {
                if listener.listen(CHANNEL).await.is_ok() {
                    told = false;
                    // What was missed while not listening counts as one commit.
                    announce.send_modify(|count| *count += 1);
                    while listener.recv().await.is_ok() {
                        announce.send_modify(|count| *count += 1);
                    }
                }
            }
            Err(error) if !told => {
                tracing::warn!("{error:#}; trying again until it works");
                told = true;
            }
            Err(_) => {}
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

/// Looks at a replica whether it shows another commit than before, when the primary hints at one and now and then.
async fn follow(
    replica: PgPool,
    mut hints: watch::Receiver<u64>,
    announce: watch::Sender<u64>,
) -> std::convert::Infallible {
    let mut seen = None;
    let mut pause = FIRST_LOOK;
    loop {
        // Every commit and every rebuild changes one of the two.
        let shown: Option<(String, String)> =
            sqlx::query_as("select c.updated_at::text, p.built_at::text from cursor c, progress p")
                .fetch_optional(&replica)
                .await
                .ok()
                .flatten();
        if shown.is_some() && shown != seen {
            seen = shown;
            announce.send_modify(|count| *count += 1);
            pause = FIRST_LOOK;
        }
        tokio::select! {
            hinted = hints.changed() => {
                pause = FIRST_LOOK;
                if hinted.is_err() {
                    tokio::time::sleep(IDLE_LOOK).await;
                }
            }
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(IDLE_LOOK),
        }
    }
}
