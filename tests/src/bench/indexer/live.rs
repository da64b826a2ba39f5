//! Near the tip: from mined to visible.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::task::JoinHandle;

use super::book::Book;
use super::index::{self, Index};
use super::node::Chain;
use super::side::{Route, Who};
use super::{Bench, ms};
use crate::database::Database;

/// Events of one run.
const EVENTS: u64 = 60;

/// Announced by WebSocket; ours on its event stream as well.
pub async fn run(bench: &Bench<'_>, book: &mut Book) -> Result<()> {
    let mut chain = Chain::start().await?;
    chain.fill(bench.size.of(2_000), 10).await?;
    let events = if bench.size.quick { 10 } else { EVENTS };
    for run in bench.rounds() {
        for &who in bench.who() {
            let database = Database::create().await?;
            let mut index = Index::open(who, &database).await?;
            let url = chain.url.clone();
            let route = Route::websocket(&url);
            let mut running = bench.sides.start(who, &chain, route, &database)?;
            index::following(&mut running, &mut index, &mut chain, &bench.http).await?;
            let told = match who {
                Who::Ours => Some(Told::listen(&bench.http, &running.api).await?),
                Who::Ponder => None,
            };
            let (mut visible, mut mined) = (Vec::new(), Vec::new());
            for event in 0..events {
                // Not in step with anybody's clock.
                tokio::time::sleep(Duration::from_millis(40 + event * 37 % 110)).await;
                chain.emit(1).await?;
                chain.mine().await?;
                let at = Instant::now();
                let seen = index.shows(&mut running, chain.head).await?;
                visible.push(ms(seen.saturating_duration_since(at)));
                mined.push((chain.head, at));
            }
            index.check(&chain.truth().await?).await?;
            running.kill().await?;
            let (half, most) = (part(&visible, 0.5), part(&visible, 0.95));
            bench.say(format!(
                "live: {}: {who:?} p50 {half:.1} ms, p95 {most:.1} ms",
                bench.round(run)
            ));
            if run == 0 {
                continue;
            }
            book.add(who, "live.websocket.p50_ms", "ms", half);
            book.add(who, "live.websocket.p95_ms", "ms", most);
            if let Some(told) = told {
                let told = told.after(&mined)?;
                book.add(who, "live.stream.p50_ms", "ms", part(&told, 0.5));
                book.add(who, "live.stream.p95_ms", "ms", part(&told, 0.95));
            }
        }
    }
    Ok(())
}

/// The value below which `share` of them are.
fn part(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (share * sorted.len() as f64) as usize;
    sorted
        .get(at.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(0.0)
}

/// When our event stream told of which block.
struct Told {
    blocks: Arc<Mutex<HashMap<u64, Instant>>>,
    reading: JoinHandle<()>,
}

impl Told {
    async fn listen(http: &reqwest::Client, api: &str) -> Result<Self> {
        let mut answer = http
            .get(format!("{api}/v1/stream"))
            .send()
            .await?
            .error_for_status()
            .context("our event stream")?;
        let blocks: Arc<Mutex<HashMap<u64, Instant>>> = Arc::default();
        let heard = blocks.clone();
        let reading = tokio::spawn(async move {
            let mut text = String::new();
            while let Ok(Some(part)) = answer.chunk().await {
                let at = Instant::now();
                text += &String::from_utf8_lossy(&part);
                while let Some(end) = text.find('\n') {
                    let line: String = text.drain(..=end).collect();
                    if let Some(block) = block_of(&line) {
                        heard
                            .lock()
                            .expect("no panic holds it")
                            .entry(block)
                            .or_insert(at);
                    }
                }
            }
        });
        Ok(Self { blocks, reading })
    }

    /// How long after it was mined each block was told.
    fn after(&self, mined: &[(u64, Instant)]) -> Result<Vec<f64>> {
        let blocks = self.blocks.lock().expect("no panic holds it");
        let told: Vec<f64> = mined
            .iter()
            .filter_map(|(block, at)| Some(ms(blocks.get(block)?.saturating_duration_since(*at))))
            .collect();
        // The last one may still be on its way.
        ensure!(
            told.len() + 1 >= mined.len(),
            "our event stream told of {} blocks out of {}",
            told.len(),
            mined.len()
        );
        Ok(told)
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

/// The block that a `data:` line of the stream is about.
fn block_of(line: &str) -> Option<u64> {
    let data: serde_json::Value = serde_json::from_str(line.strip_prefix("data:")?).ok()?;
    data["block"].as_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_is_the_value_below_which_the_share_is() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((part(&values, 0.5), part(&values, 0.95)), (51.0, 96.0));
        assert_eq!(part(&[], 0.5), 0.0);
    }

    #[test]
    fn block_of_reads_data_lines_only() {
        assert_eq!(block_of("data: {\"block\":7,\"logs\":1}\n"), Some(7));
        assert_eq!(block_of("data:{\"to_block\":7}"), None);
        assert_eq!(block_of("event: block"), None);
    }
}
