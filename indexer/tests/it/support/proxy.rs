//! A node between the indexer and the chain that misbehaves on demand.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    task::{JoinHandle, block_in_place},
};

/// What goes wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No answer, until the client gives up.
    Silence,
    Status(u16),
    /// A body that is not JSON, or JSON that is not JSON-RPC.
    Garbage(&'static str),
    /// The connection ends in the middle of the answer.
    CutShort,
    /// A JSON-RPC error.
    Error(i64, &'static str),
    /// This result instead of the node's.
    Result(Value),
    /// The node's logs, each with the field replaced.
    LogField(&'static str, Value),
    /// The node's block, with the field replaced.
    BlockField(&'static str, Value),
    /// The node's logs without those of a block.
    WithoutLogsOf(u64),
}

impl Fault {
    /// Hits a batch as a whole, not one of its calls.
    fn is_of_the_request(&self) -> bool {
        matches!(
            self,
            Self::Silence | Self::Status(_) | Self::Garbage(_) | Self::CutShort
        )
    }
}

type Plan = Box<dyn FnMut(&str, &Value) -> Option<Fault> + Send>;

/// The node's address, and what it was asked.
pub struct Proxy {
    pub url: String,
    pub calls: Arc<AtomicU64>,
    plan: Arc<Mutex<Plan>>,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    upstream: String,
    client: reqwest::Client,
    plan: Arc<Mutex<Plan>>,
    calls: Arc<AtomicU64>,
}

impl Proxy {
    /// A proxy that passes everything on, and how many calls were such ones.
    pub async fn counting(
        upstream: &str,
        is_such: impl Fn(&str, &Value) -> bool + Send + 'static,
    ) -> (Self, Arc<AtomicU64>) {
        let count = Arc::new(AtomicU64::new(0));
        let seen = count.clone();
        let proxy = Self::start(upstream, move |method, params| {
            seen.fetch_add(u64::from(is_such(method, params)), Ordering::Relaxed);
            None
        })
        .await;
        (proxy, count)
    }

    /// A node before `upstream`; `plan` decides by method and parameters of each call.
    pub async fn start(
        upstream: &str,
        plan: impl FnMut(&str, &Value) -> Option<Fault> + Send + 'static,
    ) -> Self {
        let plan: Arc<Mutex<Plan>> = Arc::new(Mutex::new(Box::new(plan)));
        let calls = Arc::new(AtomicU64::new(0));
        let shared = Shared {
            upstream: upstream.to_owned(),
            client: reqwest::Client::new(),
            plan: plan.clone(),
            calls: calls.clone(),
        };
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().route("/", post(answer)).with_state(shared);
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self {
            url,
            calls,
            plan,
            serving,
        }
    }

    /// Changes what goes wrong from now on.
    pub fn plan(&self, plan: impl FnMut(&str, &Value) -> Option<Fault> + Send + 'static) {
        *self.plan.lock().expect("no panic holds it") = Box::new(plan);
    }

    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(shared): State<Shared>, body: String) -> Response {
    let request: Value = serde_json::from_str(&body).expect("the indexer sends JSON");
    let batch = request.is_array();
    let calls = if batch {
        request.as_array().cloned().unwrap_or_default()
    } else {
        vec![request]
    };
    shared
        .calls
        .fetch_add(calls.len() as u64, Ordering::Relaxed);
    let mut answers = Vec::new();
    for (index, call) in calls.into_iter().enumerate() {
        // A plan may take its time: to change the chain before anybody is answered.
        let fault = block_in_place(|| {
            (shared.plan.lock().expect("no panic holds it"))(
                call["method"].as_str().unwrap_or(""),
                &call["params"],
            )
        });
        // What befalls a whole request is decided by its first call, lest large batches always fail.
        let fault = fault.filter(|fault| index == 0 || !fault.is_of_the_request());
        let id = call["id"].clone();
        let result = match fault {
            Some(Fault::Silence) => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                return StatusCode::GATEWAY_TIMEOUT.into_response();
            }
            Some(Fault::Status(status)) => {
                return StatusCode::from_u16(status)
                    .expect("a status")
                    .into_response();
            }
            Some(Fault::Garbage(text)) => return text.into_response(),
            Some(Fault::CutShort) => {
                let parts = [
                    Ok("{\"jsonrpc\":\"2.0\",\"id\":0,\"resu"),
                    Err(std::io::Error::other("cut")),
                ];
                return Body::from_stream(futures::stream::iter(parts)).into_response();
            }
            Some(Fault::Error(code, message)) => {
                answers.push(json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}));
                continue;
            }
            Some(Fault::Result(result)) => {
                answers.push(json!({"jsonrpc": "2.0", "id": id, "result": result}));
                continue;
            }
            Some(Fault::LogField(field, value)) => forward(&shared, &call).await.map(|mut logs| {
                for log in logs.as_array_mut().into_iter().flatten() {
                    log[field] = value.clone();
                }
                logs
            }),
            Some(Fault::BlockField(field, value)) => {
                forward(&shared, &call).await.map(|mut block| {
                    if block.is_object() {
                        block[field] = value;
                    }
                    block
                })
            }
            Some(Fault::WithoutLogsOf(block)) => forward(&shared, &call).await.map(|mut logs| {
                let number = json!(format!("{block:#x}"));
                if let Some(logs) = logs.as_array_mut() {
                    logs.retain(|log| log["blockNumber"] != number);
                }
                logs
            }),
            None => forward(&shared, &call).await,
        };
        answers.push(match result {
            Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Err(error) => json!({"jsonrpc": "2.0", "id": id, "error": error}),
        });
    }
    let body = if batch {
        Value::Array(answers)
    } else {
        answers.remove(0)
    };
    axum::Json(body).into_response()
}

async fn forward(shared: &Shared, call: &Value) -> Result<Value, Value> {
    let answer = shared.client.post(&shared.upstream).json(call).send().await;
    let answer: Value = answer
        .expect("the chain answers")
        .json()
        .await
        .expect("JSON");
    match answer.get("error").filter(|error| !error.is_null()) {
        Some(error) => Err(error.clone()),
        None => Ok(answer["result"].clone()),
    }
}
