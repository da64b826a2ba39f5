//! docs/storefront.md: every block runs against a world with two stores, as a reader would run them.

use std::io::Write;
use std::process::{Command, Stdio};

use alloy::primitives::B256;
use alloy::signers::local::PrivateKeySigner;
use productshare_abi::Psc;
use world::shop::{self, Cart, NewProduct};
use world::solidity::root;
use world::world::World;

#[path = "storefront_order.rs"]
mod order;

/// The document's blocks in a language, in order.
fn blocks(language: &str) -> Vec<String> {
    all_blocks()
        .into_iter()
        .filter(|(of, _)| of == language)
        .map(|(_, block)| block)
        .collect()
}

/// Language and text of the document's blocks, in order.
fn all_blocks() -> Vec<(String, String)> {
    let text =
        std::fs::read_to_string(root().join("docs/storefront.md")).expect("docs/storefront.md");
    let mut blocks = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once("\n```") {
        let (language, after) = after.split_once('\n').expect("a block that begins");
        // A block's last line ends before its fence.
        let (block, after) = after.split_once("\n```").expect("a block that ends");
        blocks.push((language.to_owned(), block.to_owned()));
        rest = after;
    }
    blocks
}

/// The document as one shell script: its shell blocks as they are, and in place of its last TypeScript block a run of them
/// all, whose last line says the order's number to the shell.
fn script() -> String {
    let program = blocks("ts").join("\n");
    let last = blocks("ts").len();
    let (mut script, mut seen) = (Vec::new(), 0);
    for (language, block) in all_blocks() {
        match language.as_str() {
            "sh" => script.push(block),
            "ts" => {
                seen += 1;
                if seen == last {
                    script.push(format!(
                        "OUTPUT=$(cd tests/js && node --input-type=module <<'PROGRAM'\n{program}\nPROGRAM\n)\necho \"$OUTPUT\"\neval \"$(tail -1 <<< \"$OUTPUT\")\""
                    ));
                }
            }
            _ => {}
        }
    }
    script.join("\n")
}

/// Runs `script` in one shell from the repository's root; its output.
async fn shell(script: String, env: Vec<(&'static str, String)>) -> (bool, String) {
    tokio::task::spawn_blocking(move || {
        let mut child = Command::new("bash")
            .args(["-euo", "pipefail"])
            .envs(env)
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("bash runs");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(script.as_bytes()).expect("bash reads");
        drop(input);
        let output = child.wait_with_output().expect("bash ends");
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    })
    .await
    .unwrap()
}

/// A world with tea in the vendor's store, which the reseller may list: store 1, product 1, and store 2.
async fn shops() -> World {
    let world = World::start().await.unwrap();
    let w = &world.wallets;
    let store = shop::open_store(&world, &w.vendor, "https://vendor.example")
        .await
        .unwrap();
    let tea = NewProduct {
        uri: "data:application/json,%7B%22title%22%3A%22Green%20tea%22%7D".into(),
        ..NewProduct::default()
    };
    let product = shop::add_product(&world, &w.vendor, store, &tea)
        .await
        .unwrap();
    let other = shop::open_store(&world, &w.reseller, "https://reseller.example")
        .await
        .unwrap();
    assert_eq!((store, product, other), (1, 1, 2));
    shop::fund(&world, &w.bob, 100_000_000).await.unwrap();
    let pay = Psc::transferCall {
        to: w.relayer.address(),
        value: alloy::primitives::U256::from(50_000_000),
    };
    shop::fund(&world, &w.alice, 100_000_000).await.unwrap();
    world
        .client
        .send(&w.alice, world.psc(), &pay)
        .await
        .unwrap();
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn every_block_of_the_document_runs() {
    let world = shops().await;
    let w = &world.wallets;
    let head = world.client.head().await.unwrap();
    world.api.at("/v1/products/1", head).await.unwrap();
    assert!(blocks("sh").len() >= 3 && blocks("ts").len() == 2);
    let key = |wallet: &PrivateKeySigner| B256::from(wallet.to_bytes()).to_string();
    let env = vec![
        ("API_URL", world.api.url.clone()),
        ("RPC_URL", world.rpc.http_url()),
        ("STORE", "2".into()),
        ("PRODUCT", "1".into()),
        ("VIA", "1".into()),
        ("BUYER_KEY", key(&w.bob)),
        ("RELAYER_KEY", key(&w.relayer)),
    ];
    let (ok, output) = shell(script(), env).await;
    assert!(ok, "{output}");
    for expected in [
        "\"title\": \"Green tea\"",
        "\"listable\": true",
        "\"data\": \"0x",
        &format!("order 1: 10000000 units of PSC from {}", w.bob.address()),
        &format!(
            "order 2: 10000000 units of PSC from {}",
            w.relayer.address()
        ),
        "\"settled\": \"10000000\"",
    ] {
        assert!(output.contains(expected), "{expected} is not in {output}");
    }
    assert!(
        world
            .client
            .balance(w.bob.address())
            .await
            .unwrap()
            .is_zero()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rust_block_signs_an_order() {
    assert_eq!(
        blocks("rust"),
        [include_str!("storefront_order.rs").trim_end()],
        "the document's Rust is not what is compiled here: copy tests/e2e/storefront_order.rs into it"
    );
    let world = shops().await;
    let w = &world.wallets;
    let cart = Cart::of(1, 2, 1).priced(&world).await.unwrap();
    let call = order::authorize(
        &w.bob,
        cart.order(),
        world.client.chain_id,
        world.psc(),
        world.checkout(),
    )
    .await
    .unwrap();
    assert_eq!(call, cart.authorized(&world, &w.bob));
    let sent = world
        .client
        .send(&w.relayer, world.checkout(), &call)
        .await
        .unwrap();
    let id = shop::order_of(&world, &sent).unwrap();
    let order = world
        .api
        .at(&format!("/v1/orders/{id}"), sent.block)
        .await
        .unwrap();
    assert_eq!(order["buyer"], w.bob.address().to_string());
    assert_eq!(order["settled"], "20000000");
}
