//! A node that lies in one place: JSON-RPC passed on to the real one, with a change in the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use alloy::hex;
use alloy::primitives::{Address, B256, U256};
use axum::{Json, Router, extract::State, routing::post};
use serde_json::Value;
use tokio::task::JoinHandle;

/// What is changed.
#[derive(Clone, Debug)]
pub enum Trick {
    /// The last such log is left out.
    Drop { address: Address, topic: B256 },
    /// A word of the last such log's data is another; words count from 0.
    Edit {
        address: Address,
        topic: B256,
        word: usize,
        change: fn(U256) -> U256,
    },
    /// The last log of a contract is of another event.
    Retopic { address: Address, to: B256 },
    /// A view answers something else.
    Answer {
        to: Address,
        call: [u8; 4],
        with: U256,
    },
    /// A contract has other code.
    Code { of: Address },
}

pub struct Tamper {
    pub url: String,
    played: Arc<AtomicBool>,
    serving: JoinHandle<()>,
}

struct Node {
    behind: String,
    trick: Trick,
    played: Arc<AtomicBool>,
    client: reqwest::Client,
}

impl Tamper {
    pub async fn start(behind: String, trick: Trick) -> Self {
        let played = Arc::new(AtomicBool::new(false));
        let node = Node {
            behind,
            trick,
            played: played.clone(),
            client: reqwest::Client::new(),
        };
        let router = Router::new()
            .route("/", post(answer))
            .with_state(Arc::new(node));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serves");
        });
        Self {
            url,
            played,
            serving,
        }
    }

    /// Whether any answer was changed.
    pub fn played(&self) -> bool {
        self.played.load(Ordering::Relaxed)
    }
}

impl Drop for Tamper {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(node): State<Arc<Node>>, Json(question): Json<Value>) -> Json<Value> {
    let sent = node
        .client
        .post(&node.behind)
        .json(&question)
        .send()
        .await
        .expect("the node answers");
    let mut answer: Value = sent.json().await.expect("JSON");
    if node.trick.play(&question, &mut answer["result"]) {
        node.played.store(true, Ordering::Relaxed);
    }
    Json(answer)
}

fn is(value: &Value, text: &str) -> bool {
    value
        .as_str()
        .is_some_and(|value| value.eq_ignore_ascii_case(text))
}

impl Trick {
    /// Changes an answer; whether it did.
    fn play(&self, question: &Value, result: &mut Value) -> bool {
        let method = question["method"].as_str().unwrap_or_default();
        match (self, method) {
            (Self::Drop { address, topic }, "eth_getLogs") => {
                let Some(logs) = result.as_array_mut() else {
                    return false;
                };
                let at = logs.iter().rposition(|log| {
                    is(&log["address"], &address.to_string())
                        && is(&log["topics"][0], &topic.to_string())
                });
                at.map(|at| logs.remove(at)).is_some()
            }
            (
                Self::Edit {
                    address,
                    topic,
                    word,
                    change,
                },
                "eth_getLogs",
            ) => {
                let logs = result.as_array_mut().into_iter().flatten();
                let mut of = logs.filter(|log| {
                    is(&log["address"], &address.to_string())
                        && is(&log["topics"][0], &topic.to_string())
                });
                let Some(log) = of.next_back() else {
                    return false;
                };
                let mut data = hex::decode(log["data"].as_str().expect("data")).expect("hex");
                let at = word * 32..word * 32 + 32;
                let value = U256::from_be_slice(&data[at.clone()]);
                data[at].copy_from_slice(&change(value).to_be_bytes::<32>());
                log["data"] = hex::encode_prefixed(data).into();
                true
            }
            (Self::Retopic { address, to }, "eth_getLogs") => {
                let mut logs = result.as_array_mut().into_iter().flatten();
                let of_it = |log: &&mut Value| is(&log["address"], &address.to_string());
                let Some(log) = logs.rfind(of_it) else {
                    return false;
                };
                log["topics"][0] = to.to_string().into();
                true
            }
            (Self::Answer { to, call, with }, "eth_call") => {
                let request = &question["params"][0];
                let input = request["input"]
                    .as_str()
                    .or(request["data"].as_str())
                    .unwrap_or_default();
                let asked = is(&request["to"], &to.to_string())
                    && input.starts_with(&hex::encode_prefixed(call));
                if asked {
                    *result = hex::encode_prefixed(with.to_be_bytes::<32>()).into();
                }
                asked
            }
            (Self::Code { of }, "eth_getCode") => {
                let asked = is(&question["params"][0], &of.to_string());
                if asked {
                    *result = "0xeff00000".into();
                }
                asked
            }
            _ => false,
        }
    }
}
