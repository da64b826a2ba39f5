//! Several nodes asked as one: health scores, back-off, and routing around those that fail.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use alloy::primitives::U64;
use futures::future::{BoxFuture, join_all};
use metrics::counter;
use reqwest::{Client, StatusCode, Url, header::RETRY_AFTER};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

use super::{
    RpcError,
    wire::{self, Answer},
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
}

/// One node.
#[derive(Debug)]
struct Endpoint {
    url: Url,
    health: Mutex<Health>,
    /// Its chain id was asked and is the right one.
    verified: AtomicBool,
    batches: AtomicBool,
}

/// Which of equally healthy nodes is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// The first named.
    Preferred,
    /// The last named.
    Reversed,
}

impl Order {
    /// Whether a node with so many failures goes before one that was named earlier.
    fn prefers(self, failures: u32, earlier: u32) -> bool {
        match self {
            Self::Preferred => failures < earlier,
            Self::Reversed => failures <= earlier,
        }
    }
}

#[derive(Debug, Default)]
struct Health {
    failures: u32,
    resting_until: Option<Instant>,
    wrong_chain: Option<u64>,
}

/// The nodes, in order of preference.
#[derive(Debug)]
pub struct Pool {
    client: Client,
    timeout: Duration,
    endpoints: Vec<Endpoint>,
    chain_id: u64,
    requests: AtomicU64,
}

#[derive(Serialize)]
struct Request<'a> {
    jsonrpc: &'static str,
    id: usize,
    method: &'a str,
    params: &'a Value,
}

#[derive(Deserialize)]
struct Response {
    id: Option<usize>,
    result: Option<Box<RawValue>>,
    error: Option<ErrorObject>,
}

#[derive(Deserialize)]
struct ErrorObject {
    code: i64,
    #[serde(default)]
    message: String,
}

impl Pool {
    /// `urls` are HTTP(S), or WS(S) whose node also answers HTTP on the same port.
    ///
    /// # Errors
    /// A line for the operator when a URL does not parse.
    pub fn new(urls: &[String], chain_id: u64, timeout: Duration) -> Result<Self, String> {
        let mut endpoints = Vec::new();
        for text in urls {
            let mut url: Url = text
                .trim()
                .parse()
                .map_err(|e| format!("RPC_URLS: {text:?} is not a URL: {e}"))?;
            let scheme = match url.scheme() {
                "http" | "ws" => "http",
                "https" | "wss" => "https",
                other => {
                    return Err(format!(
                        "RPC_URLS: scheme {other:?} is not http, https, ws or wss"
                    ));
                }
            };
            url.set_scheme(scheme)
                .map_err(|()| format!("RPC_URLS: {text:?} cannot be asked over HTTP"))?;
            endpoints.push(Endpoint {
                url,
                health: Mutex::default(),
                verified: AtomicBool::new(false),
                batches: AtomicBool::new(true),
            });
        }
        if endpoints.is_empty() {
            return Err("RPC_URLS is empty: give the URL of at least one node".into());
        }
        let client = Client::builder()
            .timeout(timeout)
            .build()
            .map_err(|e| format!("HTTP client: {e}"))?;
        Ok(Self {
            client,
            timeout,
            endpoints,
            chain_id,
            requests: AtomicU64::new(0),
        })
    }

    /// HTTP requests sent so far.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// WebSocket forms of the URLs.
    pub fn websocket_urls(&self) -> Vec<Url> {
        let ws = |endpoint: &Endpoint| {
            let mut url = endpoint.url.clone();
            let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
            url.set_scheme(scheme).ok()?;
            Some(url)
        };
        self.endpoints.iter().filter_map(ws).collect()
    }

    /// Asks every node for its chain id: a wrong one is an error, and so is none answering.
    pub async fn check_chain(&self) -> Result<(), String> {
        let mut last = None;
        let mut answered = false;
        for endpoint in &self.endpoints {
            match self.verify(endpoint).await {
                Ok(()) => answered = true,
                Err(error @ RpcError::WrongChain { .. }) => {
                    return Err(format!("RPC {} {error}", endpoint.name()));
                }
                Err(error) => {
                    tracing::warn!(rpc = endpoint.name(), %error, "node does not answer at start");
                    last = Some(format!(
                        "RPC {} {error}: check RPC_URLS and that the node runs",
                        endpoint.name()
                    ));
                }
            }
        }
        if answered {
            Ok(())
        } else {
            Err(last.unwrap_or_default())
        }
    }

    /// Asks one question of the nodes in order of health until `read` accepts an answer.
    ///
    /// # Errors
    /// As [`Pool::ask_each`].
    pub async fn ask<T>(
        &self,
        call: Call,
        read: impl Fn(&Answer) -> Result<T, RpcError>,
    ) -> Result<T, RpcError> {
        let answers = self.ask_each(&[call], |_, answer| read(answer)).await?;
        answers.into_iter().next().ok_or(RpcError::UnknownBlock)
    }

    /// Asks many questions as one, until `read` has accepted an answer to each. Those that failed are
    /// asked again, of the next node, without those that did not.
    ///
    /// # Errors
    /// `TooLarge` at once, for the caller to ask less; otherwise the last failure after every node had
    /// its tries without a single further answer.
    pub async fn ask_each<T>(
        &self,
        calls: &[Call],
        read: impl Fn(usize, &Answer) -> Result<T, RpcError>,
    ) -> Result<Vec<T>, RpcError> {
        self.ask_in(Order::Preferred, calls, read).await
    }

    /// As [`Pool::ask`], of the least preferred node first: most likely not the one that answered before.
    ///
    /// # Errors
    /// As [`Pool::ask_each`].
    pub async fn ask_another<T>(
        &self,
        call: Call,
        read: impl Fn(&Answer) -> Result<T, RpcError>,
    ) -> Result<T, RpcError> {
        let answers = self
            .ask_in(Order::Reversed, &[call], |_, answer| read(answer))
            .await?;
        answers.into_iter().next().ok_or(RpcError::UnknownBlock)
    }

    async fn ask_in<T>(
        &self,
        order: Order,
        calls: &[Call],
        read: impl Fn(usize, &Answer) -> Result<T, RpcError>,
    ) -> Result<Vec<T>, RpcError> {
        let mut done: Vec<Option<T>> = calls.iter().map(|_| None).collect();
        let mut open: Vec<usize> = (0..calls.len()).collect();
        let patience = (self.endpoints.len() * 2).max(3);
        let mut tries = patience;
        let mut last = RpcError::Unreachable("no node on the right chain is left".into());
        while !open.is_empty() {
            let Some(endpoint) = self.pick(order).await.filter(|_| tries > 0) else {
                return Err(last);
            };
            let asked: Vec<Call> = open.iter().map(|index| calls[*index].clone()).collect();
            let before = open.len();
            let mut failure = None;
            match self.send_verified(endpoint, &asked).await {
                Ok(answers) => {
                    let mut still = Vec::new();
                    for (index, answer) in open.into_iter().zip(answers) {
                        match read(index, &answer) {
                            Ok(value) => done[index] = Some(value),
                            Err(error) if error.is_about_the_question() => return Err(error),
                            Err(error) => {
                                still.push(index);
                                failure = Some(error);
                            }
                        }
                    }
                    open = still;
                }
                Err(error) if error.is_about_the_question() => return Err(error),
                Err(error) => failure = Some(error),
            }
            tries = if open.len() < before {
                patience
            } else {
                tries - 1
            };
            match failure {
                None => endpoint.succeeded(),
                Some(error) => {
                    tracing::debug!(rpc = endpoint.name(), method = asked[0].method, %error, "node failed");
                    counter!("indexer_rpc_failures_total", "rpc" => endpoint.name()).increment(1);
                    endpoint.failed(&error);
                    last = error;
                }
            }
        }
        Ok(done.into_iter().flatten().collect())
    }

    /// The healthiest node; sleeps when all are resting.
    async fn pick(&self, order: Order) -> Option<&Endpoint> {
        loop {
            let now = Instant::now();
            let mut soonest: Option<Instant> = None;
            let mut best: Option<(u32, &Endpoint)> = None;
            for endpoint in &self.endpoints {
                let health = endpoint.lock();
                if health.wrong_chain.is_some() {
                    continue;
                }
                match health.resting_until {
                    Some(until) if until > now => {
                        soonest = Some(soonest.map_or(until, |s| s.min(until)))
                    }
                    _ if best
                        .is_none_or(|(failures, _)| order.prefers(health.failures, failures)) =>
                    {
                        best = Some((health.failures, endpoint));
                    }
                    _ => {}
                }
            }
            if let Some((_, endpoint)) = best {
                return Some(endpoint);
            }
            tokio::time::sleep_until(soonest?.into()).await;
        }
    }

    async fn send_verified(
        &self,
        endpoint: &Endpoint,
        calls: &[Call],
    ) -> Result<Vec<Answer>, RpcError> {
        if !endpoint.verified.load(Ordering::Relaxed) {
            self.verify(endpoint).await?;
        }
        self.send(endpoint, calls).await
    }

    async fn verify(&self, endpoint: &Endpoint) -> Result<(), RpcError> {
        let call = Call {
            method: "eth_chainId",
            params: Value::Array(vec![]),
        };
        let answers = self.send(endpoint, &[call]).await?;
        let found = wire::parse::<U64>(&answers[0])?.to::<u64>();
        if found != self.chain_id {
            endpoint.lock().wrong_chain = Some(found);
            return Err(RpcError::WrongChain {
                expected: self.chain_id,
                found,
            });
        }
        endpoint.verified.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Sends the calls to one node, as a batch where it takes batches.
    #[tracing::instrument(name = "rpc", level = "debug", skip_all, fields(
        method = calls.first().map(|call| call.method),
        calls = calls.len(),
    ))]
    async fn send(&self, endpoint: &Endpoint, calls: &[Call]) -> Result<Vec<Answer>, RpcError> {
        if calls.len() > 1 && endpoint.batches.load(Ordering::Relaxed) {
            match self.send_batch(endpoint, calls).await {
                Err(RpcError::Malformed(reason)) if reason.starts_with("no batch") => {
                    endpoint.batches.store(false, Ordering::Relaxed);
                }
                other => return other,
            }
        }
        let mut answers = Vec::with_capacity(calls.len());
        for part in calls.chunks(SINGLES) {
            let mut singles: Vec<BoxFuture<'_, _>> = Vec::with_capacity(part.len());
            for call in part {
                singles.push(Box::pin(self.send_single(endpoint, call)));
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

    async fn send_single(&self, endpoint: &Endpoint, call: &Call) -> Result<Answer, RpcError> {
        let request = Request {
            jsonrpc: "2.0",
            id: 0,
            method: call.method,
            params: &call.params,
        };
        let body = self.post(endpoint, &request).await?;
        let response: Response =
            serde_json::from_slice(&body).map_err(|e| RpcError::Malformed(e.to_string()))?;
        Ok(response.answer())
    }

    async fn send_batch(
        &self,
        endpoint: &Endpoint,
        calls: &[Call],
    ) -> Result<Vec<Answer>, RpcError> {
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
        let body = self.post(endpoint, &request).await?;
        if let Ok(single) = serde_json::from_slice::<Response>(&body) {
            // One object for many questions: an error about the whole, or a node without batches.
            return match single.answer() {
                Err(error @ (RpcError::RateLimited { .. } | RpcError::TooLarge(_))) => Err(error),
                _ => Err(RpcError::Malformed("no batch support".into())),
            };
        }
        let responses: Vec<Response> =
            serde_json::from_slice(&body).map_err(|e| RpcError::Malformed(e.to_string()))?;
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

    async fn post(&self, endpoint: &Endpoint, body: &impl Serialize) -> Result<Vec<u8>, RpcError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        counter!("indexer_rpc_requests_total", "rpc" => endpoint.name()).increment(1);
        let failed = |error: reqwest::Error| match error.is_timeout() {
            true => RpcError::TimedOut(self.timeout),
            false => RpcError::Unreachable(root_cause(&error)),
        };
        let mut response = self
            .client
            .post(endpoint.url.clone())
            .json(body)
            .send()
            .await
            .map_err(failed)?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let seconds = response
                .headers()
                .get(RETRY_AFTER)
                .and_then(|v| v.to_str().ok()?.parse().ok());
            return Err(RpcError::RateLimited {
                retry_after: seconds.map(Duration::from_secs),
            });
        }
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            return Err(RpcError::TooLarge("HTTP 413".into()));
        }
        let expected = response.content_length().unwrap_or(0) as usize;
        let mut bytes = Vec::with_capacity(expected.min(MAX_ANSWER_BYTES));
        while let Some(part) = response.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&part);
            if bytes.len() > MAX_ANSWER_BYTES {
                return Err(RpcError::TooLarge(format!(
                    "answer over {MAX_ANSWER_BYTES} bytes"
                )));
            }
        }
        // Some nodes send their JSON-RPC errors with a 4xx or 5xx status.
        if !status.is_success() && !matches!(bytes.first(), Some(b'{' | b'[')) {
            return Err(RpcError::Status(status.as_u16()));
        }
        Ok(bytes)
    }
}

impl Endpoint {
    /// Scheme, host and port: paths and user names may hold keys.
    fn name(&self) -> String {
        let port = self.url.port().map(|p| format!(":{p}")).unwrap_or_default();
        format!(
            "{}://{}{port}",
            self.url.scheme(),
            self.url.host_str().unwrap_or("?")
        )
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Health> {
        self.health
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn succeeded(&self) {
        let mut health = self.lock();
        health.failures = 0;
        health.resting_until = None;
    }

    fn failed(&self, error: &RpcError) {
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

impl Response {
    fn answer(self) -> Answer {
        match (self.result, self.error) {
            (_, Some(error)) => Err(RpcError::from_node(error.code, &error.message)),
            (Some(result), None) => Ok(result),
            // serde reads `"result": null` as None.
            (None, None) => Err(RpcError::UnknownBlock),
        }
    }
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
