//! One node: how well it answers, and how it is asked.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::{BoxFuture, join_all};
use metrics::counter;
use reqwest::{Client, Response, StatusCode, Url, header::RETRY_AFTER};
use serde::Serialize;
use serde_json::Value;

use super::{
    RpcError,
    stream::LogReader,
    wire::{Answer, Body, Reply},
};

/// An answer larger than this is refused and the question made smaller.
const MAX_ANSWER_BYTES: usize = 256 << 20;
const FIRST_BACK_OFF: Duration = Duration::from_millis(50);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(20);
/// Calls in flight at once on a node that takes no batches.
const SINGLES: usize = 16;

/// One JSON-RPC call.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: &'static str,
    pub params: Value,
    /// The answer is a list of logs, perhaps a long one: each is read as it comes, when the call is alone.
    pub many_logs: bool,
}

impl Call {
    pub fn new(method: &'static str, params: Value) -> Self {
        Self {
            method,
            params,
            many_logs: false,
        }
    }
}

/// One node.
#[derive(Debug)]
pub struct Node {
    /// HTTP or HTTPS.
    pub url: Url,
    health: Mutex<Health>,
    /// Its chain id was asked and is the right one.
    pub verified: AtomicBool,
    batches: AtomicBool,
}

#[derive(Debug, Default)]
pub struct Health {
    pub failures: u32,
    pub resting_until: Option<Instant>,
    pub wrong_chain: Option<u64>,
}

impl Health {
    /// Whether it may be asked now.
    pub fn is_well(&self, now: Instant) -> bool {
        self.wrong_chain.is_none() && self.resting_until.is_none_or(|until| until <= now)
    }
}

/// Asks nodes over HTTP.
#[derive(Debug)]
pub struct Http {
    client: Client,
    timeout: Duration,
    requests: AtomicU64,
}

#[derive(Serialize)]
struct Request<'a> {
    jsonrpc: &'static str,
    id: usize,
    method: &'a str,
    params: &'a Value,
}

impl Node {
    pub fn new(url: Url) -> Self {
        Self {
            url,
            health: Mutex::default(),
            verified: AtomicBool::new(false),
            batches: AtomicBool::new(true),
        }
    }

    /// Scheme, host and port: paths and user names may hold keys.
    pub fn name(&self) -> String {
        let port = self.url.port().map(|p| format!(":{p}")).unwrap_or_default();
        format!(
            "{}://{}{port}",
            self.url.scheme(),
            self.url.host_str().unwrap_or("?")
        )
    }

    pub fn lock(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn succeeded(&self) {
        let mut health = self.lock();
        health.failures = 0;
        health.resting_until = None;
    }

    pub fn failed(&self, error: &RpcError) {
        let mut health = self.lock();
        health.failures = health.failures.saturating_add(1);
        let back_off = FIRST_BACK_OFF
            .saturating_mul(1 << health.failures.min(12))
            .min(LONGEST_BACK_OFF);
        let rest = match error {
            RpcError::RateLimited {
                retry_after: Some(wanted),
            } => back_off.max((*wanted).min(LONGEST_BACK_OFF * 3)),
            // A node that is a block behind is well again in a moment.
            RpcError::UnknownBlock => FIRST_BACK_OFF,
            _ => back_off,
        };
        health.resting_until = Some(Instant::now() + rest);
    }
}

impl Http {
    /// Each request ends after `timeout`.
    ///
    /// # Errors
    /// A line for the operator.
    pub fn new(timeout: Duration) -> Result<Self, String> {
        let client = Client::builder()
            .timeout(timeout)
            .build()
            .map_err(|e| format!("HTTP client: {e}"))?;
        Ok(Self {
            client,
            timeout,
            requests: AtomicU64::new(0),
        })
    }

    /// Requests sent so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Sends the calls to one node, as a batch where it takes batches.
    #[tracing::instrument(name = "rpc", level = "debug", skip_all, fields(
        method = calls.first().map(|call| call.method),
        calls = calls.len(),
    ))]
    pub async fn send(&self, node: &Node, calls: &[Call]) -> Result<Vec<Answer>, RpcError> {
        if calls.len() > 1 && node.batches.load(Ordering::Relaxed) {
            match self.send_batch(node, calls).await {
                Err(RpcError::Malformed(reason)) if reason.starts_with("no batch") => {
                    node.batches.store(false, Ordering::Relaxed);
                }
                other => return other,
            }
        }
        let mut answers = Vec::with_capacity(calls.len());
        for part in calls.chunks(SINGLES) {
            let mut singles: Vec<BoxFuture<'_, _>> = Vec::with_capacity(part.len());
            for call in part {
                singles.push(Box::pin(self.send_single(node, call)));
            }
            answers.extend(
                join_all(singles)
                    .await
                    .into_iter()
                    .collect::<Result<Vec<_>, _>>()?,
            );
        }
        Ok(answers)
    }

    async fn send_single(&self, node: &Node, call: &Call) -> Result<Answer, RpcError> {
        let request = Request {
            jsonrpc: "2.0",
            id: 0,
            method: call.method,
            params: &call.params,
        };
        if !call.many_logs {
            let body = self.whole(node, &request).await?;
            return Ok(Reply::read(&body)?.answer());
        }
        let mut reader = LogReader::default();
        self.post(node, &request, |part| reader.feed(part)).await?;
        let (around, logs) = reader.finish();
        let answer = Reply::read(&around)?.answer();
        Ok(match (answer, logs) {
            (Ok(_), Some(logs)) => Ok(Body::Logs(logs)),
            (answer, _) => answer,
        })
    }

    async fn send_batch(&self, node: &Node, calls: &[Call]) -> Result<Vec<Answer>, RpcError> {
        let request: Vec<_> = calls
            .iter()
            .enumerate()
            .map(|(id, call)| Request {
                jsonrpc: "2.0",
                id,
                method: call.method,
                params: &call.params,
            })
            .collect();
        let body = self.whole(node, &request).await?;
        if let Ok(single) = Reply::read(&body) {
            // One object for many questions: an error about the whole, or a node without batches.
            return match single.answer() {
                Err(error @ (RpcError::RateLimited { .. } | RpcError::TooLarge(_))) => Err(error),
                _ => Err(RpcError::Malformed("no batch support".into())),
            };
        }
        let responses = Reply::read_all(&body)?;
        let mut answers: Vec<Option<Answer>> = calls.iter().map(|_| None).collect();
        for response in responses {
            let slot = response.id.and_then(|id| answers.get_mut(id));
            let slot =
                slot.ok_or_else(|| RpcError::Malformed("an answer to nothing asked".into()))?;
            *slot = Some(response.answer());
        }
        let missing = || RpcError::Malformed("fewer answers than questions".into());
        answers
            .into_iter()
            .map(|answer| answer.ok_or_else(missing))
            .collect()
    }

    async fn whole(&self, node: &Node, body: &impl Serialize) -> Result<Vec<u8>, RpcError> {
        let mut bytes = Vec::new();
        self.post(node, body, |part| {
            bytes.extend_from_slice(part);
            Ok(())
        })
        .await?;
        Ok(bytes)
    }

    /// Sends one request; `take` gets the answer's body, part by part.
    async fn post(
        &self,
        node: &Node,
        body: &impl Serialize,
        mut take: impl FnMut(&[u8]) -> Result<(), RpcError>,
    ) -> Result<(), RpcError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        counter!("indexer_rpc_requests_total", "rpc" => node.name()).increment(1);
        let failed = |error: reqwest::Error| match error.is_timeout() {
            true => RpcError::TimedOut(self.timeout),
            false => RpcError::Unreachable(root_cause(&error)),
        };
        let mut response = self
            .client
            .post(node.url.clone())
            .json(body)
            .send()
            .await
            .map_err(failed)?;
        let status = usable(&response)?;
        let mut bytes = 0;
        while let Some(part) = response.chunk().await.map_err(failed)? {
            // Some nodes send their JSON-RPC errors with a 4xx or 5xx status.
            if bytes == 0 && !status.is_success() && !matches!(part.first(), Some(b'{' | b'[')) {
                return Err(RpcError::Status(status.as_u16()));
            }
            bytes += part.len();
            if bytes > MAX_ANSWER_BYTES {
                return Err(RpcError::TooLarge(format!(
                    "answer over {MAX_ANSWER_BYTES} bytes"
                )));
            }
            take(&part)?;
        }
        match bytes == 0 && !status.is_success() {
            true => Err(RpcError::Status(status.as_u16())),
            false => Ok(()),
        }
    }
}

/// The status of an answer whose body may say something.
fn usable(response: &Response) -> Result<StatusCode, RpcError> {
    match response.status() {
        StatusCode::TOO_MANY_REQUESTS => {
            let seconds = response
                .headers()
                .get(RETRY_AFTER)
                .and_then(|v| v.to_str().ok()?.parse().ok());
            Err(RpcError::RateLimited {
                retry_after: seconds.map(Duration::from_secs),
            })
        }
        StatusCode::PAYLOAD_TOO_LARGE => Err(RpcError::TooLarge("HTTP 413".into())),
        status => Ok(status),
    }
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
