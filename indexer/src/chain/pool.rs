//! Several nodes asked as one: health scores, back-off, and routing around those that fail.

use std::{
    slice,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use alloy::primitives::U64;
use metrics::counter;
use reqwest::Url;
use serde_json::Value;

use super::{
    RpcError,
    node::{Call, Http, Node},
    wire::{self, Answer},
};

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

/// The nodes, in order of preference.
#[derive(Debug)]
pub struct Pool {
    http: Http,
    endpoints: Vec<Node>,
    chain_id: u64,
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
            endpoints.push(Node::new(url));
        }
        if endpoints.is_empty() {
            return Err("RPC_URLS is empty: give the URL of at least one node".into());
        }
        Ok(Self {
            http: Http::new(timeout)?,
            endpoints,
            chain_id,
        })
    }

    /// HTTP requests sent so far.
    pub fn requests(&self) -> u64 {
        self.http.requests()
    }

    /// WebSocket forms of the URLs.
    pub fn websocket_urls(&self) -> Vec<Url> {
        let ws = |endpoint: &Node| {
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
        read: impl Fn(Answer) -> Result<T, RpcError>,
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
        read: impl Fn(usize, Answer) -> Result<T, RpcError>,
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
        read: impl Fn(Answer) -> Result<T, RpcError>,
    ) -> Result<T, RpcError> {
        let answers = self
            .ask_in(Order::Reversed, &[call], |_, answer| read(answer))
            .await?;
        answers.into_iter().next().ok_or(RpcError::UnknownBlock)
    }

    /// Whether any node says yes. All that are well are asked, once: a no is an answer, not a failure.
    ///
    /// # Errors
    /// The last failure, when none answered.
    pub async fn any_says(
        &self,
        call: Call,
        read: impl Fn(Answer) -> Result<bool, RpcError>,
    ) -> Result<bool, RpcError> {
        let mut said = Err(RpcError::Unreachable("no node is well".into()));
        for endpoint in &self.endpoints {
            if !endpoint.lock().is_well(Instant::now()) {
                continue;
            }
            let answers = self.send_verified(endpoint, slice::from_ref(&call)).await;
            let says: Result<Vec<bool>, RpcError> =
                answers.and_then(|answers| answers.into_iter().map(&read).collect());
            match says {
                Ok(says) => {
                    endpoint.succeeded();
                    if says.contains(&true) {
                        return Ok(true);
                    }
                    said = Ok(false);
                }
                Err(error) => {
                    self.note(endpoint, call.method, &error);
                    said = said.or(Err(error));
                }
            }
        }
        said
    }

    /// A node failed.
    fn note(&self, endpoint: &Node, method: &str, error: &RpcError) {
        tracing::debug!(rpc = endpoint.name(), method, %error, "node failed");
        counter!("indexer_rpc_failures_total", "rpc" => endpoint.name()).increment(1);
        endpoint.failed(error);
    }

    async fn ask_in<T>(
        &self,
        order: Order,
        calls: &[Call],
        read: impl Fn(usize, Answer) -> Result<T, RpcError>,
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
                        match read(index, answer) {
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
                    self.note(endpoint, asked[0].method, &error);
                    last = error;
                }
            }
        }
        Ok(done.into_iter().flatten().collect())
    }

    /// The healthiest node; sleeps when all are resting.
    async fn pick(&self, order: Order) -> Option<&Node> {
        loop {
            let now = Instant::now();
            let mut soonest: Option<Instant> = None;
            let mut best: Option<(u32, &Node)> = None;
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
        endpoint: &Node,
        calls: &[Call],
    ) -> Result<Vec<Answer>, RpcError> {
        if !endpoint.verified.load(Ordering::Relaxed) {
            self.verify(endpoint).await?;
        }
        self.http.send(endpoint, calls).await
    }

    async fn verify(&self, endpoint: &Node) -> Result<(), RpcError> {
        let call = Call::new("eth_chainId", Value::Array(vec![]));
        let answers = self.http.send(endpoint, &[call]).await?;
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
}
