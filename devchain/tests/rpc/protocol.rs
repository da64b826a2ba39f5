//! JSON-RPC itself: batches, malformed and hostile requests, limits, shutdown.

use crate::support::{World, exchange, post};
use serde_json::{Value, json};
use std::net::TcpStream;

#[test]
fn malformed_json_is_a_parse_error() {
    let world = World::new();
    for body in [
        &b"{"[..],
        b"not json",
        b"{\"jsonrpc\":\"2.0\",",
        b"\xff\xfe",
        b"",
        b"   ",
    ] {
        let reply = world.post(body);
        assert_eq!(
            reply.json()["error"]["code"],
            -32700,
            "{body:?}: {}",
            reply.body
        );
    }
}

#[test]
fn request_that_is_no_request_is_invalid() {
    let world = World::new();
    for body in [
        r#"{"id":1}"#,
        r#"{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":7}"#,
    ] {
        let answer = world.post(body.as_bytes()).json();
        assert_eq!(answer["error"]["code"], -32600, "{body}: {answer}");
    }
}

#[test]
fn unknown_method_is_named_in_geths_words() {
    let world = World::new();
    let e = world.err("eth_nothing", json!([]));
    assert_eq!(
        (e.code, e.message.as_str()),
        (
            -32601,
            "the method eth_nothing does not exist/is not available"
        )
    );
    let e = world.err(&"x".repeat(100_000), json!([]));
    assert!(e.message.len() < 200, "a long name is not echoed");
}

#[test]
fn batch_is_answered_in_order_with_each_error_in_its_place() {
    let world = World::new();
    let batch = json!([
        { "jsonrpc": "2.0", "id": "a", "method": "eth_chainId" },
        { "jsonrpc": "2.0", "id": 2, "method": "eth_nothing", "params": [] },
        { "jsonrpc": "2.0", "method": "eth_chainId" },
        7,
        { "jsonrpc": "2.0", "id": 4, "method": "eth_getBalance", "params": ["nonsense"] },
        { "jsonrpc": "2.0", "id": 5, "method": "eth_call", "params": [{}] },
        { "jsonrpc": "2.0", "id": 6, "method": "net_version", "params": [] },
    ]);
    let answer = world.post(batch.to_string().as_bytes()).json();
    let entries = answer.as_array().expect("an array");
    let ids: Vec<_> = entries.iter().map(|entry| entry["id"].clone()).collect();
    assert_eq!(
        ids,
        [
            json!("a"),
            json!(2),
            Value::Null,
            json!(4),
            json!(5),
            json!(6)
        ],
        "{answer}"
    );
    assert_eq!(entries[0]["result"], "0x64aba");
    assert_eq!(entries[1]["error"]["code"], -32601);
    assert_eq!(
        entries[1]["error"]["message"],
        "the method eth_nothing does not exist/is not available"
    );
    assert_eq!(entries[2]["error"]["code"], -32600);
    assert_eq!(entries[3]["error"]["code"], -32602);
    assert_eq!(entries[5]["result"], "412346");
}

#[test]
fn batch_of_a_thousand_is_served_and_a_longer_or_empty_one_refused() {
    let world = World::new();
    let batch = |n: usize| {
        let requests: Vec<_> = (0..n)
            .map(|id| json!({ "jsonrpc": "2.0", "id": id, "method": "eth_blockNumber" }))
            .collect();
        world.post(json!(requests).to_string().as_bytes()).json()
    };
    assert_eq!(batch(1000).as_array().map(Vec::len), Some(1000));
    assert!(
        batch(1001)["error"]["message"]
            .as_str()
            .is_some_and(|m| m.contains("batch"))
    );
    assert_eq!(batch(0)["error"]["code"], -32600);
}

#[test]
fn body_over_25_megabytes_is_refused() {
    let world = World::new();
    let addr = world.server.addr();
    let length = 26 * 1024 * 1024;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    let reply = exchange(addr, &[head.as_bytes()]);
    assert_eq!(reply.status, 413, "{}", reply.body);
}

#[test]
fn only_json_posts_are_served() {
    let world = World::new();
    let addr = world.server.addr();
    let get = exchange(
        addr,
        &[b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    );
    assert_eq!(get.status, 405);
    let text = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    assert_eq!(exchange(addr, &[text]).status, 415);
}

#[test]
fn pages_of_other_origins_may_ask() {
    let world = World::new();
    let preflight = b"OPTIONS / HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost:3000\r\n\
        Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\nConnection: close\r\n\r\n";
    let reply = exchange(world.server.addr(), &[preflight]);
    assert_eq!(reply.status, 200);
    assert!(
        reply
            .head
            .to_lowercase()
            .contains("access-control-allow-origin: *"),
        "{}",
        reply.head
    );
}

#[test]
fn deeply_nested_json_is_refused() {
    let world = World::new();
    let nested = "[".repeat(100_000) + &"]".repeat(100_000);
    let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":{nested}}}"#);
    let answer = world.post(body.as_bytes()).json();
    assert!(answer["error"]["code"].is_i64(), "{answer}");
    assert_eq!(world.ok("eth_chainId", json!([])), "0x64aba");
}

/// Every method that is served, with every kind of wrong argument in every place: an answer comes, and it is JSON-RPC.
#[test]
fn no_method_falls_over_hostile_arguments() {
    let world = World::new();
    let methods: Vec<String> =
        serde_json::from_value(world.ok("rpc_methods", json!([]))["methods"].clone()).unwrap();
    assert!(methods.len() > 100, "{}", methods.len());

    let long = format!("0x{}", "f".repeat(1000));
    let hostile = [
        "null",
        "true",
        "-1",
        "1e400",
        "1e30",
        "18446744073709551615",
        "\"\"",
        "\"0x\"",
        "\"0xzz\"",
        "\"latest\"",
        "\"safe\"",
        "\"0xffffffffffffffff\"",
        &format!("\"{long}\""),
        "[]",
        "{}",
        "[[[[[]]]]]",
        "[null,null]",
        "{\"a\":{}}",
        "{\"from\":\"0x\",\"to\":7}",
        "{\"data\":\"0xfe\"}",
        "{\"gas\":\"0xffffffffffffffff\",\"data\":\"0x5b5f56\"}",
        "{\"fromBlock\":\"0x5\",\"toBlock\":\"0x1\"}",
        "{\"tracer\":\"{}\"}",
        "\"\\u0000\\uffff\"",
        "\"0x0000000000000000000000000000000000000001\"",
        "\"0x00000000000000000000000000000000000000000000000000000000000000ff\"",
    ];
    for method in &methods {
        let mut batch = Vec::new();
        for (i, value) in hostile.iter().enumerate() {
            for params in [
                format!("[{value}]"),
                format!("[{value},{value}]"),
                format!("[\"0x1\",{value}]"),
                value.to_string(),
            ] {
                batch.push(format!(
                    r#"{{"jsonrpc":"2.0","id":{i},"method":"{method}","params":{params}}}"#
                ));
            }
        }
        let reply = world.post(format!("[{}]", batch.join(",")).as_bytes());
        let answers = reply.json();
        let answers = answers
            .as_array()
            .unwrap_or_else(|| panic!("{method}: {}", reply.body));
        assert_eq!(answers.len(), batch.len(), "{method}");
        for answer in answers {
            let message = answer["error"]["message"].as_str().unwrap_or_default();
            assert!(!message.contains("internal error"), "{method}: {answer}");
        }
    }
    assert_eq!(world.ok("eth_chainId", json!([])), "0x64aba");
}

#[test]
fn surplus_and_missing_arguments_are_refused() {
    let world = World::new();
    let e = world.err("eth_chainId", json!([1]));
    assert_eq!(
        (e.code, e.message.as_str()),
        (-32602, "too many arguments, want at most 0")
    );
    let e = world.err("eth_getBalance", json!([]));
    assert_eq!(
        (e.code, e.message.as_str()),
        (-32602, "missing value for required argument 0")
    );
    let e = world.err("eth_getBalance", json!({ "address": "0x" }));
    assert_eq!(e.code, -32602);
}

#[test]
fn occupied_port_is_an_error_that_says_so() {
    let world = World::new();
    let addr = world.server.addr();
    let Err(e) = devchain::rpc::Server::start(world.chain.clone(), addr) else {
        panic!("two servers on {addr}")
    };
    assert!(e.to_string().contains(&format!("{addr} is in use")), "{e}");
}

#[tokio::test]
async fn stop_closes_the_port_connections_and_subscriptions() {
    let world = World::new();
    let addr = world.server.addr();
    let ws = world.ws().await;
    use alloy::providers::Provider;
    let mut heads = ws.subscribe_blocks().await.unwrap();
    // A connection that is open but says nothing must not hold the server up.
    let idle = TcpStream::connect(addr).unwrap();

    world.server.stop().await;

    assert!(TcpStream::connect(addr).is_err(), "the port is closed");
    world.chain.mine(1, None).unwrap();
    assert!(heads.recv().await.is_err(), "the subscription has ended");
    drop(idle);
    // The port is free for the next.
    let again =
        devchain::rpc::Server::start(world.chain.clone(), addr).expect("the same port again");
    let reply = post(
        again.addr(),
        br#"{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"}"#,
    );
    assert_eq!(reply.json()["result"], "0x1", "the chain lives on");
    again.stop().await;
}
