//! A load of requests over connections that stay open: as little work as it can do, since it shares the machine with what it
//! measures.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use futures::future::try_join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Connections, with a request at a time on each.
pub const CONNECTIONS: usize = 16;

/// What a load found.
#[derive(Debug)]
pub struct Found {
    pub requests_per_second: f64,
    pub bytes: f64,
    /// Milliseconds, ascending.
    times: Vec<f64>,
}

impl Found {
    /// The time within which this part of the requests was answered, in milliseconds.
    pub fn part(&self, part: f64) -> f64 {
        let at = (self.times.len() as f64 * part) as usize;
        self.times
            .get(at.min(self.times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }
}

/// Asks `address` for `paths` in turn for as long as `time`, in a thread with a runtime of its own.
pub async fn run(
    address: String,
    paths: Arc<Vec<String>>,
    headers: &'static str,
    time: Duration,
) -> Result<Found> {
    let asking = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(all(&address, &paths, headers, time))
    });
    tokio::task::spawn_blocking(move || asking.join())
        .await?
        .map_err(|_| anyhow::anyhow!("the load panicked"))?
}

async fn all(address: &str, paths: &[String], headers: &str, time: Duration) -> Result<Found> {
    let requests: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{headers}\r\n").into_bytes())
        .collect();
    let started = Instant::now();
    let one = async |n: usize| -> Result<(Vec<f64>, usize)> {
        let mut client = Client::connect(address).await?;
        let (mut times, mut bytes) = (Vec::new(), 0);
        let mut next = n * requests.len() / CONNECTIONS;
        while started.elapsed() < time {
            let sent = Instant::now();
            bytes += client.ask(&requests[next % requests.len()]).await?;
            times.push(sent.elapsed().as_secs_f64() * 1_000.0);
            next += 1;
        }
        Ok((times, bytes))
    };
    let parts = try_join_all((0..CONNECTIONS).map(one)).await?;
    let seconds = started.elapsed().as_secs_f64();
    let bytes: usize = parts.iter().map(|(_, bytes)| bytes).sum();
    let mut times: Vec<f64> = parts.into_iter().flat_map(|(times, _)| times).collect();
    ensure!(!times.is_empty(), "no request was answered");
    times.sort_by(f64::total_cmp);
    Ok(Found {
        requests_per_second: times.len() as f64 / seconds,
        bytes: bytes as f64 / times.len() as f64,
        times,
    })
}

/// One connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    /// To `host:port`.
    pub async fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 1 << 18],
        })
    }

    /// Sends a request and reads its answer whole; the length of the body.
    pub async fn ask(&mut self, request: &[u8]) -> Result<usize> {
        self.stream.write_all(request).await?;
        let (mut read, mut body) = (0, None);
        loop {
            let n = self.stream.read(&mut self.buffer[read..]).await?;
            ensure!(n > 0, "the server closed a connection");
            read += n;
            if body.is_none() {
                body = head(&self.buffer[..read])?;
            }
            match body {
                Some((begin, length)) if read >= begin + length => {
                    ensure!(read == begin + length, "more than was asked for");
                    return Ok(length);
                }
                _ => ensure!(
                    read < self.buffer.len(),
                    "an answer longer than {read} bytes"
                ),
            }
        }
    }
}

/// Where the body begins and how long it is; `None` before the head is complete.
fn head(answer: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = answer.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 200") {
        bail!("{status}: {}", String::from_utf8_lossy(&answer[end..]));
    }
    let length = lines.find_map(|line| line.strip_prefix("content-length: "));
    let length = length.context("an answer without content-length")?;
    Ok(Some((end + 4, length.parse()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_tells_where_the_body_is() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: y\r\n\r\n{}";
        assert_eq!(head(answer).expect("fine"), Some((44, 2)));
        assert_eq!(head(&answer[..20]).expect("fine"), None);
        assert!(head(b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n").is_err());
    }
}
