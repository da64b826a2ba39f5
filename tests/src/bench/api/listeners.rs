//! The event stream: from a commit to the listeners' hearing of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use productshare_indexer::{projections::SCHEMA, store::CHANNEL};
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// How many listen.
pub const LISTENERS: usize = 1_000;

/// Milliseconds from before the commit to the listener in the middle and to the last, for each of `commits` commits.
pub async fn run(
    address: &str,
    conn: &mut PgConnection,
    commits: usize,
) -> Result<Vec<(f64, f64)>> {
    let (heard, mut hearing) = mpsc::unbounded_channel();
    let ready = Arc::new(AtomicUsize::new(0));
    let mut listeners = JoinSet::new();
    for _ in 0..LISTENERS {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!("GET /v1/stream HTTP/1.1\r\nhost: {address}\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        listeners.spawn(listen(stream, heard.clone(), ready.clone()));
    }
    let patience = Instant::now();
    while ready.load(Ordering::Relaxed) < LISTENERS {
        ensure!(
            patience.elapsed() < Duration::from_secs(60),
            "listeners do not get their answer"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut times = Vec::new();
    for _ in 0..commits {
        // Listeners that wait for nothing are the usual state.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let began = Instant::now();
        add_block(conn).await?;
        let mut all = Vec::with_capacity(LISTENERS);
        while all.len() < LISTENERS {
            let at = tokio::time::timeout(Duration::from_secs(20), hearing.recv()).await;
            let at: Instant = at
                .context("a listener was not told of a block within 20 s")?
                .context("all listeners ended")?;
            all.push(at.saturating_duration_since(began).as_secs_f64() * 1_000.0);
        }
        all.sort_by(f64::total_cmp);
        times.push((all[LISTENERS / 2], all[LISTENERS - 1]));
    }
    Ok(times)
}

/// Reads events, and says when each came.
async fn listen(
    mut stream: TcpStream,
    heard: mpsc::UnboundedSender<Instant>,
    ready: Arc<AtomicUsize>,
) -> Result<()> {
    let mut buffer = vec![0; 4096];
    let mut text = Vec::new();
    let mut head = true;
    loop {
        let read = stream.read(&mut buffer).await?;
        ensure!(read > 0, "the stream ended");
        let now = Instant::now();
        text.extend_from_slice(&buffer[..read]);
        while let Some(end) = text.windows(2).position(|w| w == b"\n\n" || w == b"\n\r") {
            let event: Vec<u8> = text.drain(..end + 2).collect();
            if std::mem::take(&mut head) {
                ensure!(event.starts_with(b"HTTP/1.1 200"), "no stream");
                ready.fetch_add(1, Ordering::Relaxed);
            } else if event.windows(12).any(|w| w == b"event: block") {
                heard.send(now)?;
            }
        }
    }
}

/// Commits a block as the follower does.
async fn add_block(conn: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(format!(
        "begin;
         update chain.cursor set block = block + 1, head = block + 1, updated_at = now(),
             block_hash = sha256(('block' || block + 1)::bytea);
         insert into chain.block (number, hash, parent_hash, time, log_count)
             select block, block_hash, sha256(('block' || block - 1)::bytea), 1790000000 + block, 1 from chain.cursor;
         update {SCHEMA}.progress p set block = c.block, block_hash = c.block_hash from chain.cursor c;
         select pg_notify('{CHANNEL}', block::text) from chain.cursor;
         commit"
    )))
    .execute(conn)
    .await?;
    Ok(())
}
