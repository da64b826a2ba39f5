//! A node's JSON-RPC behind a counter that keeps the questions, to ask them again without an indexer.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A counting proxy; ends with the value.
pub struct Proxy {
    /// Where it listens.
    pub url: String,
    asked: Arc<Mutex<Vec<Bytes>>>,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    upstream: String,
    client: reqwest::Client,
    asked: Arc<Mutex<Vec<Bytes>>>,
}

impl Proxy {
    /// A proxy before `upstream`.
    pub async fn start(upstream: &str) -> Result<Self> {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shared = Shared {
            upstream: upstream.to_owned(),
            client: reqwest::Client::new(),
            asked: asked.clone(),
        };
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().fallback(pass).with_state(shared);
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.ok();
        });
        Ok(Self {
            url,
            asked,
            serving,
        })
    }

    /// The bodies of all requests so far.
    pub fn asked(&self) -> Vec<Bytes> {
        self.asked.lock().expect("no panic holds it").clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// JSON-RPC calls in these bodies: a batch counts for as many as it holds.
pub fn calls(asked: &[Bytes]) -> usize {
    asked
        .iter()
        .map(|body| match serde_json::from_slice(body) {
            Ok(Value::Array(batch)) => batch.len(),
            Ok(Value::Object(_)) => 1,
            _ => 0,
        })
        .sum()
}

async fn pass(State(shared): State<Shared>, body: Bytes) -> Response {
    shared
        .asked
        .lock()
        .expect("no panic holds it")
        .push(body.clone());
    let request = shared
        .client
        .post(&shared.upstream)
        .header(CONTENT_TYPE, "application/json");
    match request.body(body).send().await {
        Ok(answer) => (
            answer.status(),
            [(CONTENT_TYPE, "application/json")],
            Body::from_stream(futures::stream::unfold(answer, |mut answer| async move {
                let part = answer.chunk().await.transpose()?;
                Some((part, answer))
            })),
        )
            .into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_counts_what_a_batch_holds() {
        let asked = [&b"{\"id\":1}"[..], b"[{\"id\":1},{\"id\":2}]", b"nonsense"];
        assert_eq!(calls(&asked.map(Bytes::from_static)), 3);
    }
}
