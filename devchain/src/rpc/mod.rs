//! JSON-RPC over HTTP and WebSocket on one port: what wallets, libraries, cargo-stylus and indexers ask of an
//! Arbitrum node, and Anvil's names for what only a development chain can do.
//!
//! A [`Server`] owns its threads. Stopping or dropping it closes the port, every connection and every
//! subscription; the chain lives on with whoever else holds it.
//!
//! Each file registers the methods of one subject; `methods` says how, `types` how blocks and receipts look in JSON.

mod debug;
mod dev;
mod error;
mod eth;
mod filters;
mod follow;
mod gate;
mod log_filter;
mod logs;
mod methods;
mod mining;
mod node;
mod params;
mod sign;
mod submit;
mod subscriptions;
mod types;

use crate::chain::Chain;
use alloy::primitives::B256;
use jsonrpsee::{
    core::{RegisterMethodError, middleware::RpcServiceBuilder},
    server::{BatchRequestConfig, IdProvider, PingConfig, ServerConfig, ServerHandle},
    types::SubscriptionId,
};
use std::{
    hash::{BuildHasher, RandomState},
    io,
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};
use tokio::{runtime::Runtime, sync::oneshot};
use tower_http::cors::{Any, CorsLayer};

/// Most requests in a batch, as Nitro.
const MAX_BATCH: u32 = 1000;
/// Most bytes in a request or batch, as Nitro.
const MAX_REQUEST_BYTES: u32 = 25 * 1024 * 1024;
/// Most bytes in an answer: a full page of logs or a large trace fits, memory does not run out.
const MAX_RESPONSE_BYTES: u32 = 160 * 1024 * 1024;
/// Most connections at a time.
const MAX_CONNECTIONS: u32 = 2048;
/// Most subscriptions of one WebSocket connection.
const MAX_SUBSCRIPTIONS: u32 = 256;
/// Answers and notifications that wait for a slow WebSocket client before the server waits for it.
const MESSAGE_BUFFER: u32 = 1024;
/// Calls that may execute or wait for the chain at a time; more of them queue.
const MAX_BLOCKING_THREADS: usize = 32;
/// Deep call trees are written recursively.
const THREAD_STACK_BYTES: usize = 8 * 1024 * 1024;
/// How long an open connection may go on after [`Server::stop`] before it is cut.
const GRACE: Duration = Duration::from_millis(500);

/// What every method sees.
pub(crate) struct Node {
    chain: Chain,
    filters: filters::Filters,
    /// Tells one run of the server from another (`anvil_metadata`).
    instance: B256,
}

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("{0} is in use: stop what listens there or choose another port (0 takes a free one)")]
    InUse(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(String, io::Error),
    /// No threads, or a method registered twice.
    #[error("cannot start the RPC server: {0}")]
    Setup(String),
}

impl From<RegisterMethodError> for StartError {
    fn from(e: RegisterMethodError) -> Self {
        Self::Setup(e.to_string())
    }
}

/// A running JSON-RPC server.
pub struct Server {
    addr: SocketAddr,
    /// Both are taken on stopping.
    running: Option<(ServerHandle, Runtime)>,
}

impl Server {
    /// Serves `chain` on `addr`, HTTP and WebSocket alike; port 0 takes a free one (see [`Server::addr`]). Works from
    /// synchronous and asynchronous code: the server has threads of its own.
    pub fn start(
        chain: Chain,
        addr: impl ToSocketAddrs + std::fmt::Display,
    ) -> Result<Self, StartError> {
        let listener = listen(addr)?;
        let addr = listener
            .local_addr()
            .map_err(|e| StartError::Setup(e.to_string()))?;
        Self::serve(node_of(chain), listener, addr)
    }

    fn serve(node: Arc<Node>, listener: TcpListener, addr: SocketAddr) -> Result<Self, StartError> {
        let module = module(node)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("devchain-rpc")
            .worker_threads(std::thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 8)))
            .max_blocking_threads(MAX_BLOCKING_THREADS)
            .thread_stack_size(THREAD_STACK_BYTES)
            .enable_all()
            .build()
            .map_err(|e| StartError::Setup(e.to_string()))?;

        let config = ServerConfig::builder()
            .max_request_body_size(MAX_REQUEST_BYTES)
            .max_response_body_size(MAX_RESPONSE_BYTES)
            .max_connections(MAX_CONNECTIONS)
            .max_subscriptions_per_connection(MAX_SUBSCRIPTIONS)
            .set_batch_request_config(BatchRequestConfig::Limit(MAX_BATCH))
            .set_message_buffer_capacity(MESSAGE_BUFFER)
            .enable_ws_ping(PingConfig::new().max_failures(3))
            .set_id_provider(HexIds)
            .build();
        let methods: jsonrpsee::Methods = module.into();
        let known = methods.clone();
        // Browsers' wallets and pages on other local ports are the users of a development chain.
        let cors = CorsLayer::new()
            .allow_origin(Any)
            .allow_methods(Any)
            .allow_headers(Any);
        let started = {
            let _entered = runtime.enter();
            jsonrpsee::server::Server::builder()
                .set_config(config)
                .set_http_middleware(tower::ServiceBuilder::new().layer(cors))
                .set_rpc_middleware(
                    RpcServiceBuilder::new()
                        .layer_fn(move |service| gate::Gate::new(service, known.clone())),
                )
                .build_from_tcp(listener)
                .map(|server| server.start(methods))
        };
        let handle = match started {
            Ok(handle) => handle,
            Err(e) => {
                // The caller may be asynchronous, where a runtime must not be dropped.
                runtime.shutdown_background();
                return Err(StartError::Setup(e.to_string()));
            }
        };
        Ok(Self {
            addr,
            running: Some((handle, runtime)),
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://host:port`.
    pub fn http_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// `ws://host:port`.
    pub fn ws_url(&self) -> String {
        format!("ws://{}", self.addr)
    }

    /// Closes the port, all connections and all subscriptions; when this returns, none of the server's threads runs
    /// any more, but for a call in the middle of executing code.
    pub async fn stop(mut self) {
        if let Some(done) = self.close() {
            // The sender is dropped only after closing, too.
            let _ = done.await;
        }
    }

    /// Starts closing on a thread of its own: a runtime must not be dropped where blocking is not allowed.
    fn close(&mut self) -> Option<oneshot::Receiver<()>> {
        let (handle, runtime) = self.running.take()?;
        let (finished, done) = oneshot::channel();
        // An error says that it has stopped already.
        let _ = handle.stop();
        std::thread::spawn(move || {
            runtime.block_on(async {
                // Connections get a moment to finish answers that are under way.
                let _ = tokio::time::timeout(GRACE, handle.stopped()).await;
            });
            runtime.shutdown_timeout(GRACE);
            let _ = finished.send(());
        });
        Some(done)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close();
    }
}

fn listen(addr: impl ToSocketAddrs + std::fmt::Display) -> Result<TcpListener, StartError> {
    let name = addr.to_string();
    let listener = TcpListener::bind(addr).map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => StartError::InUse(name.clone()),
        _ => StartError::Listen(name.clone(), e),
    })?;
    listener
        .set_nonblocking(true)
        .map_err(|e| StartError::Listen(name, e))?;
    Ok(listener)
}

fn node_of(chain: Chain) -> Arc<Node> {
    Arc::new(Node {
        chain,
        filters: filters::Filters::default(),
        instance: B256::left_padding_from(&random().to_be_bytes()),
    })
}

fn module(node: Arc<Node>) -> Result<jsonrpsee::RpcModule<Node>, StartError> {
    let mut registry = methods::Registry::new(node);
    eth::register(&mut registry)?;
    logs::register(&mut registry)?;
    submit::register(&mut registry)?;
    sign::register(&mut registry)?;
    filters::register(&mut registry)?;
    subscriptions::register(&mut registry)?;
    debug::register(&mut registry)?;
    dev::register(&mut registry)?;
    mining::register(&mut registry)?;
    node::register(&mut registry)?;
    node::register_list(&mut registry)?;
    Ok(registry.module)
}

/// Subscription ids as geth's: 16 random bytes in hex.
#[derive(Debug)]
struct HexIds;

impl IdProvider for HexIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        format!("0x{:016x}{:016x}", random(), random()).into()
    }
}

/// A number that clients cannot guess: the standard library seeds its hashes from the system's randomness.
fn random() -> u64 {
    RandomState::new().hash_one(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Config;
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    /// Everything that holds the chain (connections, subscriptions, filters, calls) is gone with the server.
    #[tokio::test]
    async fn stopped_server_holds_nothing_of_the_chain() {
        let chain = Chain::new(Config::bare()).unwrap();
        let node = node_of(chain.clone());
        let alive = Arc::downgrade(&node);
        let listener = listen("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let server = Server::serve(node, listener, addr).unwrap();

        let mut ws = TcpStream::connect(addr).unwrap();
        let handshake = "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        ws.write_all(handshake.as_bytes()).unwrap();
        let subscribe =
            br#"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}"#;
        ws.write_all(&[0x81, 0x80 | subscribe.len() as u8, 0, 0, 0, 0])
            .unwrap();
        ws.write_all(subscribe).unwrap();
        let body = br#"{"jsonrpc":"2.0","id":1,"method":"eth_newBlockFilter"}"#;
        let mut http = TcpStream::connect(addr).unwrap();
        write!(
            http,
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .unwrap();
        http.write_all(body).unwrap();
        // Both have been served: the answers have begun to arrive.
        http.read_exact(&mut [0; 16]).unwrap();
        ws.read_exact(&mut [0; 16]).unwrap();
        assert!(alive.upgrade().is_some());

        server.stop().await;

        assert!(alive.upgrade().is_none(), "something still holds the node");
        assert_eq!(chain.head().number(), 0, "the chain lives on");
    }
}
