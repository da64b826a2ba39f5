//! The binary stopped and killed at random moments: what its dump then holds, and what is refused.

use crate::cli::{Running, addr, ask, call, refusal};
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

const ROUNDS: u64 = 12;
const CLIENTS: u64 = 3;
/// Each dump is larger than what a pipe takes without a reader.
const LARGE: usize = 200_000;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// A file of this test's own, removed with it, and what a killed process left beside it.
struct StateFile(PathBuf);

impl StateFile {
    fn new() -> Self {
        let name = format!("devchain-kills-{}.state", std::process::id());
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    fn partial(&self) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push(".partial");
        name.into()
    }

    fn start(&self) -> (Running, SocketAddr) {
        let path = self.0.to_str().expect("a path of text");
        let mut args = vec!["--json", "--dump-state", path];
        if self.0.exists() {
            args.extend(["--load-state", path]);
        }
        let mut node = Running::start(&args);
        let addr = addr(&node.banner());
        (node, addr)
    }
}

impl Drop for StateFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
        let _ = std::fs::remove_file(self.partial());
    }
}

/// A transfer in a block of its own; its hash, unless the process ends before it has answered.
fn transfer(addr: SocketAddr, from: &Value) -> Option<String> {
    let params = json!([{ "from": from, "to": from, "value": "0x1" }]);
    let body =
        json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_sendTransaction", "params": params })
            .to_string();
    let mut stream = TcpStream::connect(addr).ok()?;
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {addr}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (_, answer) = answer.split_once("\r\n\r\n")?;
    let answer: Value = serde_json::from_str(answer).ok()?;
    answer["result"].as_str().map(str::to_owned)
}

/// Clients send until the process has gone; `signal` it when it has acknowledged so many. All that were.
fn mine_until(node: &Running, addr: SocketAddr, acknowledged: u64, signal: &str) -> Vec<String> {
    let accounts = call(addr, "eth_accounts", json!([]));
    let count = AtomicU64::new(0);
    let hashes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (accounts, count, hashes) = (&accounts, &count, &hashes);
            scope.spawn(move || {
                while let Some(hash) = transfer(addr, &accounts[client as usize]) {
                    hashes.lock().expect("no panic holds it").push(hash);
                    if count.fetch_add(1, Ordering::Relaxed) + 1 == acknowledged {
                        node.signal(signal);
                    }
                }
            });
        }
    });
    hashes.into_inner().expect("no panic holds it")
}

/// Hashes of all blocks from the first on, each following the one before.
fn blocks(addr: SocketAddr) -> Vec<Value> {
    let height = ask(addr, "eth_blockNumber");
    let height = u64::from_str_radix(height.as_str().expect("text").trim_start_matches("0x"), 16);
    let mut hashes: Vec<Value> = Vec::new();
    for number in 0..=height.expect("a number") {
        let params = json!([format!("{number:#x}"), false]);
        let block = call(addr, "eth_getBlockByNumber", params);
        if let Some(parent) = hashes.last() {
            assert_eq!(&block["parentHash"], parent, "block {number}");
        }
        hashes.push(block["hash"].clone());
    }
    hashes
}

/// Code that does not pack well.
fn noise(random: &mut Random) -> String {
    let bytes = (0..LARGE).map(|_| format!("{:02x}", random.below(256)));
    format!("0x{}", bytes.collect::<String>())
}

#[test]
fn dump_is_the_last_whole_one_however_the_process_ends() {
    let mut random = Random(1);
    let file = StateFile::new();
    // Of the last dump: blocks, and transactions acknowledged before it.
    let (mut kept, mut acknowledged) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (node, addr) = file.start();
        if round == 0 {
            let params = json!([format!("0x{}", "31".repeat(20)), noise(&mut random)]);
            call(addr, "anvil_setCode", params);
        } else {
            assert_eq!(blocks(addr), kept, "round {round}");
            for hash in &acknowledged {
                let receipt = call(addr, "eth_getTransactionReceipt", json!([hash]));
                assert_eq!(receipt["status"], "0x1", "round {round}: {hash}");
            }
        }
        let moment = random.below(30) + 1;
        // The first leaves a dump to begin with.
        let end = if round == 0 { 0 } else { random.below(3) };
        match end {
            // Stopped while it mines: nothing acknowledged is lost.
            0 => {
                acknowledged.extend(mine_until(&node, addr, moment, "TERM"));
                node.ends_well();
                let (node, addr) = file.start();
                let now = blocks(addr);
                assert!(now.starts_with(&kept), "it went on from what was kept");
                kept = now;
                node.stop();
            }
            // Killed while it mines: what came since the dump is.
            1 => {
                let lost = mine_until(&node, addr, moment, "KILL");
                assert!(lost.len() as u64 >= moment);
            }
            // Killed while it writes its dump, of which some came to the disk.
            _ => {
                let partial = file.partial();
                let _ = std::fs::remove_file(&partial);
                let made = Command::new("mkfifo").arg(&partial).status();
                assert!(made.is_ok_and(|made| made.success()), "a pipe");
                transfer(addr, &call(addr, "eth_accounts", json!([]))[0]).expect("mined");
                node.signal("TERM");
                let mut written = vec![0; random.below(LARGE as u64 / 2) as usize + 1];
                let mut pipe = File::open(&partial).expect("it is written to");
                pipe.read_exact(&mut written).expect("as much at least");
                node.signal("KILL");
                drop((pipe, node));
                std::fs::remove_file(&partial).expect("removed");
                std::fs::write(&partial, &written).expect("written");
                let path = partial.to_str().expect("a path of text");
                let line = refusal(&["--bare", "--port", "0", "--load-state", path]);
                assert!(line.contains("cut short or damaged"), "{line}");
            }
        }
    }
    let (node, addr) = file.start();
    assert_eq!(blocks(addr), kept);
    ask(addr, "evm_mine");
    assert_eq!(blocks(addr).len(), kept.len() + 1, "it goes on");
    node.stop();
}
