//! The scene of a platform that sells outside the chain: it reports what it sold, pays the fees, and its buyer proves
//! what she bought.

use alloy::primitives::{U256, keccak256};
use anyhow::{Result, ensure};
use productshare_abi::{Cycles, Experience, Psc, Statements};
use productshare_cli::receipt::Receipt;
use productshare_cli::tree::{Tree, leaf};

use super::Done;
use super::network_facts::Part;
use super::quality::{LAMP, PLATFORM};
use super::steps::psc;
use crate::shop;
use crate::world::World;

const DAY: u64 = 86_400;
const STATEMENT: u64 = 1;
/// What the stranger paid for her lamp, and others for theirs, PSC units.
const GROSSES: [u64; 3] = [20_000_000, 40_000_000, 440_000_000];

/// Three receipts of 500 PSC in all: 75 of experience fees and 3 for the community; one of the buyers reports.
pub async fn state_sales(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let (at, buyer) = (world.statements(), &w.stranger);
    let begin = Statements::beginCall {
        platform: PLATFORM,
        from: client.now().await?,
    };
    client.send(&w.relayer, at, &begin).await?;
    let carry = Statements::carryCall {
        platform: PLATFORM,
        products: vec![LAMP],
    };
    client.send(&w.relayer, at, &carry).await?;
    world.pass(DAY).await?;
    let until = client.now().await?;
    let receipts: Vec<Receipt> = (1..)
        .zip(GROSSES)
        .map(|(number, gross)| Receipt {
            platform: PLATFORM,
            product: LAMP,
            buyer: buyer.address(),
            gross,
            time: begin.from + DAY / 2,
            number,
        })
        .collect();
    let leaves = receipts.iter().map(|r| leaf(r.hash(), r.gross)).collect();
    let tree = Tree::build(leaves).expect("a few receipts");
    let open = Statements::openCall {
        platform: PLATFORM,
        until,
        uri: "https://platform.example/statements/1".into(),
        hash: keccak256("three lamps"),
    };
    let sent = client.send(&w.relayer, at, &open).await?;
    let opened: Statements::StatementOpened = shop::logged(&sent, at)?;
    ensure!(
        opened.statement == STATEMENT,
        "statement {}",
        opened.statement
    );

    shop::fund(world, &w.relayer, 78_000_000).await?;
    let approve = Psc::approveCall {
        spender: at,
        value: U256::MAX,
    };
    client.send(&w.relayer, world.psc(), &approve).await?;
    let submit = Statements::submitCall {
        statement: STATEMENT,
        products: vec![LAMP],
        grosses: vec![U256::from(tree.root().sum)],
        counts: vec![tree.count()],
        roots: vec![tree.root().hash],
    };
    let fees = psc(75 + 3);
    let before = balance(world).await?;
    client.send(&w.relayer, at, &submit).await?;
    let close = Statements::closeCall {
        statement: STATEMENT,
    };
    let closed = client.send(&w.relayer, at, &close).await?;
    let paid = balance(world).await? - before;
    ensure!(paid == fees, "the fees are {paid}");

    let path = tree.path(0);
    let mine = receipts[0];
    let prove = Statements::proveCall {
        statement: STATEMENT,
        product: mine.product,
        gross: U256::from(mine.gross),
        time: mine.time,
        number: mine.number,
        index: 0,
        hashes: path.hashes,
        sums: path.sums,
    };
    client.refusal(w.alice.address(), at, &prove).await?;
    let sent = client.send(buyer, at, &prove).await?;
    let proved: Statements::PurchaseProved = shop::logged(&sent, at)?;
    shop::fund(world, buyer, 5_000_000).await?;
    let approve = Psc::approveCall {
        spender: world.experience(),
        value: U256::MAX,
    };
    client.send(buyer, world.psc(), &approve).await?;
    let file = Experience::fileCall {
        order: proved.purchase,
        line: 255,
        measured: vec![790, 19_500],
        evidenceHash: keccak256("photographs"),
        evidence: "ipfs://photographs".into(),
    };
    let sent = client.send(buyer, world.experience(), &file).await?;
    let filed: Experience::ReportFiled = shop::logged(&sent, world.experience())?;
    let present = client
        .read(world.cycles(), &Cycles::progressCall {})
        .await?
        .present;
    Ok(Done {
        tx: Some(closed.hash),
        summary: "the platform reported 500 PSC that it had sold outside the chain and paid 78 PSC of fees; a buyer of it proved her purchase and reported"
            .into(),
        accounts: vec![
            ("relayer", w.relayer.address()),
            ("cycles", world.cycles()),
        ],
        network: vec![
            Part::Statement(STATEMENT),
            Part::Report(filed.report),
            Part::Cycle(present),
        ],
        ..Done::default()
    })
}

/// PSC units that the fees' contract holds.
async fn balance(world: &World) -> Result<U256> {
    let account = world.cycles();
    world
        .client
        .read(world.psc(), &Psc::balanceOfCall { account })
        .await
}
