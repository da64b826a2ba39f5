//! Tells readers of commits as soon as what they read shows them, and not before.

use std::{convert::Infallible, time::Duration};

use anyhow::Context;
use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::watch;

use super::{readers::Readers, state::commit_sql};
use crate::store::{CHANNEL, Database};

/// Between tries to listen at a database that is away.
const LISTEN_AGAIN: Duration = Duration::from_millis(500);
/// Looks at a replica: soon after a commit of the primary, ever later until it shows, and this often without any.
const FIRST_LOOK: Duration = Duration::from_millis(2);
const IDLE_LOOK: Duration = Duration::from_millis(500);

/// Tells `readers`, of `replica` or else of `primary`, of every commit that they can see. Never returns.
pub async fn watch(
    primary: &Database,
    replica: Option<&Database>,
    readers: &Readers,
) -> Infallible {
    let primary = primary.listener();
    match replica {
        None => listen(primary, || readers.committed()).await,
        // A replica cannot be listened to, and what the primary commits it shows a little later.
        Some(replica) => {
            let (hint, hints) = watch::channel(());
            let listening = listen(primary, || hint.send_modify(|()| {}));
            tokio::join!(listening, follow(replica.listener(), hints, readers)).0
        }
    }
}

/// Turns the notifications of a primary into calls of `committed`.
async fn listen(pool: PgPool, committed: impl Fn()) -> Infallible {
    let mut told = false;
    loop {
        match PgListener::connect_with(&pool).await.context("LISTEN") {
            Ok(mut listener) => {
                if listener.listen(CHANNEL).await.is_ok() {
                    told = false;
                    // What was missed while not listening counts as one commit, also after a connection that was lost: then
                    // there is no notice.
                    committed();
                    while listener.try_recv().await.is_ok() {
                        committed();
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
async fn follow(replica: PgPool, mut hints: watch::Receiver<()>, readers: &Readers) -> Infallible {
    let mut seen = None;
    let mut pause = FIRST_LOOK;
    loop {
        let shown: Option<String> = sqlx::query_scalar(concat!(
            "select ",
            commit_sql!(),
            " from cursor c, progress p"
        ))
        .fetch_optional(&replica)
        .await
        .ok()
        .flatten();
        if shown.is_some() && shown != seen {
            seen = shown;
            readers.committed();
            pause = FIRST_LOOK;
        }
        tokio::select! {
            Ok(()) = hints.changed() => pause = FIRST_LOOK,
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(IDLE_LOOK),
        }
    }
}
