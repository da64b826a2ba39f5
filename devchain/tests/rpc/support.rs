//! A served chain, raw HTTP without a client library in between, and a small contract.

use alloy::{
    network::{AnyNetwork, EthereumWallet, TransactionBuilder},
    primitives::{Address, B256, Bytes, hex, keccak256},
    providers::{DynProvider, Provider, ProviderBuilder, WsConnect},
    rpc::types::TransactionRequest,
    serde::WithOtherFields,
    signers::local::PrivateKeySigner,
    sol,
};
use devchain::{
    chain::{Chain, Config},
    rpc::Server,
};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

sol! {
    /// One number. `set(0)` reverts with `Error("zero")`.
    #[sol(rpc)]
    contract Cell {
        event Set(uint256 value, address indexed who);
        function get() external view returns (uint256);
        function set(uint256 value) external;
    }
}

/// Creation code of [`Cell`], assembled by hand: the tests need no compiler.
pub fn cell_code() -> Bytes {
    let code = [
        // Creation: copy the 0x7c bytes from 0x09 on and return them.
        "607c8060095f395ff3",
        // 00: selector; set(uint256) -> 24, get() -> 1b, else revert.
        "5f3560e01c",
        "806360fe47b114602457",
        "636d4ce63c14601b57",
        "5f5ffd",
        // 1b: return slot 0.
        "5b5f545f5260205ff3",
        // 24: argument; if it is not 0 go on at 4f.
        "5b60043580604f57",
        // 2c: revert Error("zero").
        "6308c379a060e01b5f52",
        "6020600452600460245263",
        "7a65726f60e01b604452",
        "60645ffd",
        // 4f: store it, log it with topics Set and the caller.
        "5b805f555f52",
        "337f",
        &hex::encode(keccak256("Set(uint256,address)")),
        "60205fa200",
    ];
    hex::decode(code.concat()).expect("hex").into()
}

/// A chain without further contracts, in this process, and its server on a free port.
pub struct World {
    pub chain: Chain,
    pub server: Server,
}

impl World {
    pub fn new() -> Self {
        Self::with(Config::bare())
    }

    pub fn with(config: Config) -> Self {
        let chain = Chain::new(config).expect("a chain");
        let server = Server::start(chain.clone(), "127.0.0.1:0").expect("a server");
        Self { chain, server }
    }

    /// Dev account `i`.
    pub fn signer(&self, i: usize) -> PrivateKeySigner {
        self.chain.signers()[i].clone()
    }

    pub fn address(&self, i: usize) -> Address {
        self.signer(i).address()
    }

    fn wallet(&self) -> EthereumWallet {
        let mut wallet = EthereumWallet::from(self.signer(0));
        for signer in &self.chain.signers()[1..] {
            wallet.register_signer(signer.clone());
        }
        wallet
    }

    /// alloy over HTTP, signing for all dev accounts.
    pub fn http(&self) -> DynProvider<AnyNetwork> {
        let url = self.server.http_url().parse().expect("a URL");
        ProviderBuilder::new()
            .network::<AnyNetwork>()
            .wallet(self.wallet())
            .connect_http(url)
            .erased()
    }

    /// alloy over WebSocket, signing for all dev accounts.
    pub async fn ws(&self) -> DynProvider<AnyNetwork> {
        let ws = WsConnect::new(self.server.ws_url())
            .with_max_retries(1)
            .with_retry_interval(Duration::from_millis(1));
        let builder = ProviderBuilder::new()
            .network::<AnyNetwork>()
            .wallet(self.wallet());
        builder.connect_ws(ws).await.expect("a WebSocket").erased()
    }

    /// Posts a body as it is.
    pub fn post(&self, body: &[u8]) -> Reply {
        post(self.server.addr(), body)
    }

    /// The whole answer to one request.
    pub fn request(&self, method: &str, params: Value) -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let reply = self.post(request.to_string().as_bytes());
        assert_eq!(reply.status, 200, "{method}: {}", reply.body);
        let answer = reply.json();
        assert_eq!(answer["id"], 1, "{method}: {answer}");
        answer
    }

    /// The result of one request, which must succeed.
    pub fn ok(&self, method: &str, params: Value) -> Value {
        let mut answer = self.request(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// The error of one request, which must fail: code, message and data.
    pub fn err(&self, method: &str, params: Value) -> RpcFailure {
        let mut answer = self.request(method, params);
        let error = answer["error"].take();
        assert!(error.is_object(), "{method} should fail: {answer}");
        let failure: RpcFailure = serde_json::from_value(error).expect("an error object");
        assert!(
            !failure.message.contains('\n'),
            "one line: {}",
            failure.message
        );
        failure
    }

    /// Deploys a [`Cell`] from dev account 0.
    pub fn deploy_cell(&self) -> Address {
        let hash: B256 = self.send(json!({ "from": self.address(0), "data": cell_code() }));
        let receipt = self.ok("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{receipt}");
        serde_json::from_value(receipt["contractAddress"].clone()).expect("an address")
    }

    /// `eth_sendTransaction`.
    pub fn send(&self, request: Value) -> B256 {
        serde_json::from_value(self.ok("eth_sendTransaction", json!([request]))).expect("a hash")
    }

    /// Calls `set(value)` of a [`Cell`] from dev account 0.
    pub fn set_cell(&self, cell: Address, value: u64) -> B256 {
        self.send(json!({ "from": self.address(0), "to": cell, "data": set_call(value) }))
    }
}

/// Calldata of `set(value)`.
pub fn set_call(value: u64) -> Bytes {
    use alloy::{primitives::U256, sol_types::SolCall};
    Cell::setCall {
        value: U256::from(value),
    }
    .abi_encode()
    .into()
}

/// A plain transfer as alloy's `AnyNetwork` takes it.
pub fn transfer(from: Address, to: Address, wei: u64) -> WithOtherFields<TransactionRequest> {
    WithOtherFields::new(
        TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_value(alloy::primitives::U256::from(wei)),
    )
}

/// Error object of an answer.
#[derive(Debug, serde::Deserialize)]
pub struct RpcFailure {
    pub code: i64,
    pub message: String,
    pub data: Option<Value>,
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

/// Posts `body` as JSON on a connection of its own.
pub fn post(addr: SocketAddr, body: &[u8]) -> Reply {
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {addr}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    exchange(addr, &[head.as_bytes(), body])
}

/// Sends bytes and reads until the server closes; a server that hangs fails the test.
pub fn exchange(addr: SocketAddr, parts: &[&[u8]]) -> Reply {
    let mut stream = TcpStream::connect(addr).expect("the server listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a time-out");
    for part in parts {
        // The server may refuse and close before it has read everything.
        if stream.write_all(part).is_err() {
            break;
        }
    }
    let mut raw = Vec::new();
    let read = stream.read_to_end(&mut raw);
    let text = String::from_utf8_lossy(&raw);
    let (head, body) = text
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no HTTP answer ({read:?}): {text}"));
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .expect("a status");
    Reply {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// A WebSocket connection without a client library's bookkeeping.
pub struct RawWs {
    stream: TcpStream,
}

impl RawWs {
    pub fn connect(addr: SocketAddr) -> Self {
        let mut stream = TcpStream::connect(addr).expect("the server listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a time-out");
        let head = format!(
            "GET / HTTP/1.1\r\nHost: {addr}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("a handshake");
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream
                .read_exact(&mut byte)
                .expect("an answer to the handshake");
            answer.push(byte[0]);
        }
        assert!(
            answer.starts_with(b"HTTP/1.1 101"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
        Self { stream }
    }

    /// Sends a text frame.
    pub fn send(&mut self, text: &str) {
        let length = text.len();
        let mut frame = vec![0x81];
        match u16::try_from(length) {
            Ok(short) if short < 126 => frame.push(0x80 | short as u8),
            Ok(short) => {
                frame.push(0x80 | 126);
                frame.extend(short.to_be_bytes());
            }
            Err(_) => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        // A mask of zeros leaves the text as it is.
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.stream
            .write_all(&frame)
            .expect("the connection is open");
    }

    /// The next text frame as JSON; `None` once the server has closed.
    pub fn recv(&mut self) -> Option<Value> {
        loop {
            let mut head = [0; 2];
            self.stream.read_exact(&mut head).ok()?;
            let length = match head[1] {
                126 => {
                    let mut length = [0; 2];
                    self.stream.read_exact(&mut length).ok()?;
                    usize::from(u16::from_be_bytes(length))
                }
                127 => {
                    let mut length = [0; 8];
                    self.stream.read_exact(&mut length).ok()?;
                    usize::try_from(u64::from_be_bytes(length)).ok()?
                }
                short => usize::from(short),
            };
            let mut payload = vec![0; length];
            self.stream.read_exact(&mut payload).ok()?;
            match head[0] & 0x0f {
                1 => return Some(serde_json::from_slice(&payload).expect("JSON")),
                8 => return None,
                _ => {}
            }
        }
    }

    /// One request and its answer, which must be the next frame.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.send(
            &json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string(),
        );
        self.recv().expect("an answer")
    }
}
