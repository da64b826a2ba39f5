//! The commands on files, as a platform uses them.

use std::{
    collections::HashSet,
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use alloy::{primitives::B256, signers::local::PrivateKeySigner, sol, sol_types::SolCall};
use productshare_cli::statement::{Proof, Statement};
use serde_json::Value;
use tempfile::TempDir;

sol! {
    function submit(uint64 statement, uint64[] products, uint256[] grosses, uint64[] counts, bytes32[] roots) external returns (uint256 fees);
}

const FROM: u64 = 1_700_000_000;
const UNTIL: u64 = FROM + 30 * 86_400;
const CONTRACT: &str = "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.at(name), text).unwrap();
        self.at(name)
    }

    fn key(&self, name: &str, number: u8) -> PrivateKeySigner {
        let path = self.file(name, &format!("{:x}\n", B256::with_last_byte(number)));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        PrivateKeySigner::from_bytes(&B256::with_last_byte(number)).unwrap()
    }

    /// Runs the program here.
    fn run(&self, line: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_productshare"))
            .args(line.split_whitespace())
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    fn tree(&self, more: &str) -> Output {
        self.run(&format!("receipts tree --csv orders.csv --platform 7 --from {FROM} --until {UNTIL} --out out {more}"))
    }
}

fn error(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn ok(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// So many orders, of a product in `products` each.
fn orders(count: u64, products: u64) -> String {
    let mut text = String::from("product,buyer,gross,time,number\n");
    for number in 1..=count {
        let (product, time) = (number % products + 1, FROM + number % 1_000);
        writeln!(
            text,
            "{product},0x{:040x},{},{time},{number}",
            number + 1_000,
            number * 10
        )
        .unwrap();
    }
    text
}

#[test]
fn a_statement_comes_with_calldata_and_a_proof_of_each_receipt() {
    let place = Place::new();
    place.file("orders.csv", &orders(100, 40));
    let text = ok(&place.tree("--statement 3"));
    assert!(
        text.starts_with("100 receipts of 40 products, 50500 PSC units in all: 2 pages"),
        "{text}"
    );
    let statement: Statement = read(&place.at("out/statement.json"));
    assert_eq!(
        (statement.receipts, statement.gross, statement.pages.len()),
        (100, 50_500, 2)
    );
    assert_eq!(statement.pages[0].products, (1..=32).collect::<Vec<_>>());
    assert_eq!(statement.pages[1].products, (33..=40).collect::<Vec<_>>());
    for page in &statement.pages {
        let call = submitCall::abi_decode(page.calldata.as_ref().unwrap()).unwrap();
        assert_eq!(call.statement, 3);
        assert_eq!(
            (&call.products, &call.counts, &call.roots),
            (&page.products, &page.counts, &page.roots)
        );
        assert!(
            call.grosses
                .iter()
                .zip(&page.grosses)
                .all(|(word, gross)| word.to::<u64>() == *gross)
        );
    }
    let proofs = fs::read_dir(place.at("out/proofs")).unwrap().count();
    assert_eq!(proofs, 100);
    for number in 1..=100 {
        ok(&place.run(&format!(
            "receipts verify --proof out/proofs/{number}.json --statement out/statement.json"
        )));
    }
    let proof: Proof = read(&place.at("out/proofs/5.json"));
    let line = statement.line(6).unwrap();
    assert_eq!(
        (proof.number, proof.product, proof.count, proof.statement),
        (5, 6, line.count, Some(3))
    );
    ok(&place.run(&format!(
        "receipts verify --proof out/proofs/5.json --root {} --gross {} --count {}",
        line.root.hash, line.root.sum, line.count
    )));
}

#[test]
fn what_was_changed_is_found() {
    let place = Place::new();
    place.file("orders.csv", &orders(9, 1));
    ok(&place.tree(""));
    let statement: Value = read(&place.at("out/statement.json"));
    assert!(statement["pages"][0].get("calldata").is_none());
    let good: Value = read(&place.at("out/proofs/4.json"));
    let changes: [(&str, Value); 7] = [
        ("gross", "41".into()),
        ("index", 2.into()),
        ("time", (FROM - 1).into()),
        ("product", 2.into()),
        ("platform", 8.into()),
        ("sums", serde_json::json!(["0", "0", "0", "0"])),
        ("hashes", serde_json::json!([])),
    ];
    for (name, value) in changes {
        let mut changed = good.clone();
        changed[name] = value;
        place.file("changed.json", &changed.to_string());
        let output =
            place.run("receipts --json verify --proof changed.json --statement out/statement.json");
        assert_eq!(output.status.code(), Some(3), "{name}: {output:?}");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&told["valid"], &told["proofs"]),
            (&false.into(), &1.into())
        );
        assert_eq!(told["faults"].as_array().unwrap().len(), 1);
    }
    // More receipts than there are is another tree.
    let line: Statement = serde_json::from_value(statement).unwrap();
    let line = line.line(1).unwrap();
    let output = place.run(&format!(
        "receipts verify --proof out/proofs/4.json --root {} --gross {} --count 90",
        line.root.hash, line.root.sum
    ));
    assert_eq!(output.status.code(), Some(3));
    let output = place.run("receipts verify --proof out/proofs/4.json");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn hostile_orders_write_nothing() {
    let place = Place::new();
    let head = "product,buyer,gross,time,number";
    let buyer = "0x00000000000000000000000000000000000000aa";
    let row = |gross: &str, time: u64, number: u64| format!("1,{buyer},{gross},{time},{number}");
    for (rows, expected) in [
        (
            vec![row("5", FROM - 1, 1)],
            format!("line 2: time {} is not in the period", FROM - 1),
        ),
        (
            vec![row("5", FROM, 1), row("5", UNTIL, 2)],
            format!("line 3: time {UNTIL} is not in the period"),
        ),
        (
            vec![row("5", FROM, 1), row("6", FROM, 1)],
            "line 3: number 1 is on line 2 already".into(),
        ),
        (
            vec![row("5,000", FROM, 1)],
            "line 2: it has 6 columns, the first line 5".into(),
        ),
        (vec![row("5 000", FROM, 1)], "line 2: gross `5 000`".into()),
        (
            vec![row("18446744073709551615", FROM, 1), row("1", FROM, 2)],
            "product 1 sold for more than 2^64 units".into(),
        ),
        (
            vec![
                row("18446744073709551615", FROM, 1),
                format!("2,{buyer},1,{FROM},2"),
            ],
            "all together was sold for more than 2^64 units".into(),
        ),
    ] {
        place.file("orders.csv", &format!("{head}\n{}\n", rows.join("\n")));
        let told = error(&place.tree(""));
        assert!(told.contains(&expected), "{told}");
        assert!(!place.at("out").exists());
    }
    place.file(
        "orders.csv",
        &format!("{head},platform\n{},8\n", row("5", FROM, 1)),
    );
    assert!(error(&place.tree("")).contains("line 2: it is of platform 8, not of 7"));
    let told = place.run(&format!(
        "--json receipts tree --csv none.csv --platform 7 --from {FROM} --until {UNTIL} --out out"
    ));
    assert_eq!(told.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert!(
        told["error"].as_str().unwrap().starts_with("none.csv"),
        "{told}"
    );
}

#[test]
fn periods_and_folders_are_checked() {
    let place = Place::new();
    place.file("orders.csv", &orders(3, 1));
    let with = |from: u64, until: u64| {
        error(&place.run(&format!(
            "receipts tree --csv orders.csv --platform 7 --from {from} --until {until} --out out"
        )))
    };
    assert!(with(UNTIL, FROM).contains("before it begins"));
    assert!(with(FROM, FROM + 92 * 86_400 + 1).contains("more than 92 days"));
    ok(&place.tree(""));
    // Proofs of two runs in one folder would be taken for each other's.
    assert!(error(&place.tree("")).contains("is not empty"));
}

#[test]
fn a_period_without_sales_has_no_pages() {
    let place = Place::new();
    place.file("orders.csv", "product,buyer,gross,time,number\n");
    ok(&place.tree(""));
    let statement: Statement = read(&place.at("out/statement.json"));
    assert_eq!((statement.pages.len(), statement.gross), (0, 0));
}

#[test]
fn both_sides_sign_and_both_are_checked() {
    let place = Place::new();
    let (buyer, platform) = (place.key("buyer.key", 1), place.key("platform.key", 2));
    place.file(
        "plain.csv",
        &format!("number,note,product,buyer,gross,time\n1,\"a, b\",4,{0},500,{FROM}\n2,,4,{0},600,{FROM}\n", buyer.address()),
    );
    let domain = format!("--platform 7 --chain-id 412346 --contract {CONTRACT}");
    ok(&place.run(&format!(
        "receipts sign --csv plain.csv --key-file buyer.key --as buyer {domain} --out half.csv"
    )));
    let told = ok(&place.run(&format!(
        "receipts sign --csv half.csv --key-file platform.key {domain} --out orders.csv --json"
    )));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["signed"], &told["kept"]), (&2.into(), &0.into()));
    // Once more changes nothing; another key does not replace it.
    let told = ok(&place.run(&format!(
        "receipts sign --csv orders.csv --key-file platform.key {domain} --out again.csv"
    )));
    assert!(told.contains("2 were before"), "{told}");
    assert_eq!(
        fs::read(place.at("orders.csv")).unwrap(),
        fs::read(place.at("again.csv")).unwrap()
    );
    let told = error(&place.run(&format!(
        "receipts sign --csv orders.csv --key-file buyer.key {domain} --out other.csv"
    )));
    assert!(
        told.contains("line 2: there is another signature already"),
        "{told}"
    );
    assert!(!place.at("other.csv").exists());
    let told = error(&place.run(&format!(
        "receipts sign --csv plain.csv --key-file platform.key --as buyer {domain} --out other.csv"
    )));
    assert!(told.contains("line 2: its buyer is not"), "{told}");

    let told = ok(&place.tree("--proofs lines"));
    assert!(told.contains("not read: note"), "{told}");
    let verify = |more: String| {
        place.run(&format!(
            "receipts verify --proof out/proofs.jsonl --statement out/statement.json {more}"
        ))
    };
    let keys = |signer, contract: &str| {
        format!("--signer {signer} --chain-id 412346 --contract {contract}")
    };
    let told = ok(&verify(keys(platform.address(), CONTRACT)));
    assert_eq!(
        told,
        "2 proofs lead to their lines; signed by platform and buyer\n"
    );
    ok(&verify(keys(platform.address(), CONTRACT) + " --wallets"));
    assert!(ok(&verify(String::new())).contains("signatures were not checked"));
    assert_eq!(
        verify(keys(buyer.address(), CONTRACT)).status.code(),
        Some(3)
    );
    let other = "0x5b5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
    assert_eq!(
        verify(keys(platform.address(), other)).status.code(),
        Some(3)
    );
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_refused_and_never_shown() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.file("orders.csv", &orders(1, 1));
    let secret = "not-a-key-1234567890";
    let path = place.file("key", secret);
    let sign = || {
        error(&place.run(&format!(
        "receipts sign --csv orders.csv --key-file key --platform 7 --chain-id 1 --contract {CONTRACT} --out signed.csv"
    )))
    };
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(sign().contains("can be read by others"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let told = sign();
    assert!(
        told.contains("holds no key") && !told.contains(secret),
        "{told}"
    );
}

/// As many as a large platform has in a day; a million go the same way.
#[test]
fn a_hundred_thousand_orders_are_streamed() {
    let place = Place::new();
    place.file("orders.csv", &orders(100_000, 50));
    ok(&place.tree(""));
    assert!(!place.at("out/proofs").exists());
    let lines = BufReader::new(fs::File::open(place.at("out/proofs.jsonl")).unwrap()).lines();
    let numbers: HashSet<u64> = lines
        .map(|line| {
            serde_json::from_str::<Proof>(&line.unwrap())
                .unwrap()
                .number
        })
        .collect();
    assert_eq!(numbers.len(), 100_000);
    let told =
        ok(&place.run("receipts verify --proof out/proofs.jsonl --statement out/statement.json"));
    assert!(
        told.starts_with("100000 proofs lead to their lines"),
        "{told}"
    );
}
