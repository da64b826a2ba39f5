//! The scenes of capital: the DAO sells PSS, holders stake PSC behind a product, its promotion is advanced and repaid out
//! of sales, and another advance is lost.

use alloy::primitives::{B256, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use anyhow::{Result, ensure};
use productshare_abi::{Catalog, Offering, Psc, Pss, StakePools};

use super::Done;
use super::capital_facts::Fact;
use super::commerce_facts::Touched;
use super::cross_sale::{COFFEE, RESELLER_STORE, TEA, VENDOR_STORE};
use super::governance::pss;
use super::steps::{psc, psc_of};
use crate::shop::{self, Cart};
use crate::world::World;

const DAY: u64 = 86_400;
const TEA_ADVANCE: u64 = 1;
const COFFEE_ADVANCE: u64 = 2;
/// Sold to repay 300 PSC at 10.50 a piece.
const TEAS: u64 = 29;

/// Alice, the friend and the reseller pay 12,000 PSC into an offering that takes 10,000.
pub async fn raise(world: &World) -> Result<Done> {
    let w = &world.wallets;
    for (buyer, amount) in buyers(world) {
        shop::fund(world, buyer, amount * 1_000_000).await?;
        approve(world, buyer, world.offering()).await?;
        let contribute = Offering::contributeCall {
            amount: psc(amount),
            cap: U256::ZERO,
            proof: Vec::new(),
        };
        world
            .client
            .send(buyer, world.offering(), &contribute)
            .await?;
    }
    Ok(Done {
        summary: "three buyers paid 12,000 PSC into the offering, which takes 10,000".into(),
        accounts: vec![("alice", w.alice.address()), ("offering", world.offering())],
        capital: offered(world),
        ..Done::default()
    })
}

fn buyers(world: &World) -> [(&PrivateKeySigner, u64); 3] {
    let w = &world.wallets;
    [(&w.alice, 5_000), (&w.friend, 5_000), (&w.reseller, 2_000)]
}

fn offered(world: &World) -> Vec<Fact> {
    let w = &world.wallets;
    vec![
        Fact::Offering,
        Fact::Bought("alice", w.alice.address()),
        Fact::Bought("reseller", w.reseller.address()),
    ]
}

async fn approve(
    world: &World,
    who: &PrivateKeySigner,
    spender: alloy::primitives::Address,
) -> Result<()> {
    let approve = Psc::approveCall {
        spender,
        value: U256::MAX,
    };
    world.client.send(who, world.psc(), &approve).await?;
    Ok(())
}

/// Anybody closes it: the treasury has 10,000 PSC, the buyers PSS that vest and vote, and a sixth of their money back.
pub async fn close_offering(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let at = world.offering();
    let treasury = world.timelock();
    let before = balance(world, treasury).await?;
    let schedule = client.read(at, &Offering::scheduleCall {}).await?;
    world.pass(schedule.end - client.now().await?).await?;
    let sent = client
        .send(&w.stranger, at, &Offering::finalizeCall {})
        .await?;
    for (buyer, _) in buyers(world) {
        let account = buyer.address();
        let paid = psc_of(world, buyer).await?;
        client
            .send(&w.relayer, at, &Offering::claimForCall { account })
            .await?;
        ensure!(
            psc_of(world, buyer).await? > paid,
            "nothing came back of what was beyond the cap"
        );
        let delegate = Pss::delegateCall { delegatee: account };
        client.send(buyer, world.pss(), &delegate).await?;
    }
    let raised = balance(world, treasury).await? - before;
    ensure!(
        raised >= psc(10_000) && raised < psc(10_000) + U256::from(10),
        "the treasury got {raised}"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the offering succeeded: 10,000 PSC for the treasury, PSS for the buyers, and a sixth of their money back".into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("reseller", w.reseller.address()),
            ("timelock", treasury),
        ],
        capital: offered(world),
        ..Done::default()
    })
}

async fn balance(world: &World, account: alloy::primitives::Address) -> Result<U256> {
    world
        .client
        .read(world.psc(), &Psc::balanceOfCall { account })
        .await
}

/// Half of the tea's profit is for stakers from now on; Alice and the friend put 400 PSC each behind it.
pub async fn stake(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let terms = Catalog::setTermsCall {
        product: TEA,
        profitBps: 3_000,
        cashbackBps: 2_000,
        stakeBps: 5_000,
        holdSecs: 0,
        cause: 0,
    };
    client.send(&w.vendor, world.catalog(), &terms).await?;
    let mut tx = None;
    for staker in [&w.alice, &w.friend] {
        tx = Some(put(world, staker, TEA, 400).await?);
    }
    Ok(Done {
        tx,
        summary: "Alice and the friend staked 400 PSC each on the tea, with PSS locked beside"
            .into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("friend", w.friend.address()),
            ("stake_pools", world.stake_pools()),
        ],
        touched: Touched {
            products: vec![TEA],
            ..Touched::default()
        },
        capital: staked(world, TEA),
        ..Done::default()
    })
}

/// Deposits PSC of somebody who has the PSS for it.
async fn put(world: &World, who: &PrivateKeySigner, product: u64, amount: u64) -> Result<B256> {
    let gift = Pss::transferCall {
        to: who.address(),
        value: pss(100),
    };
    let client = &world.client;
    client
        .send(&world.wallets.treasury, world.pss(), &gift)
        .await?;
    approve(world, who, world.stake_pools()).await?;
    let deposit = StakePools::depositCall {
        product,
        assets: psc(amount),
    };
    let sent = client.send(who, world.stake_pools(), &deposit).await?;
    Ok(sent.hash)
}

fn staked(world: &World, product: u64) -> Vec<Fact> {
    let w = &world.wallets;
    vec![
        Fact::Pool(product),
        Fact::Stake(product, "alice", w.alice.address()),
        Fact::Stake(product, "friend", w.friend.address()),
    ]
}

/// The vendor announces what she will do with 300 PSC, and draws them three days later.
pub async fn fund_promotion(world: &World) -> Result<Done> {
    let w = &world.wallets;
    shop::fund(world, &w.vendor, 100_000_000).await?;
    let before = psc_of(world, &w.vendor).await?;
    let tx = draw(world, &w.vendor, TEA, TEA_ADVANCE, 300, 30, 5_000).await?;
    ensure!(
        psc_of(world, &w.vendor).await? == before + psc(240),
        "300 PSC less the deposit of a fifth did not arrive"
    );
    Ok(Done {
        tx: Some(tx),
        summary: "the stakers advanced the vendor 300 PSC for promotion, against a deposit of 60"
            .into(),
        accounts: vec![("vendor", w.vendor.address())],
        capital: [staked(world, TEA), vec![Fact::Advance(TEA_ADVANCE)]].concat(),
        ..Done::default()
    })
}

/// Announces an advance, waits, and draws it.
async fn draw(
    world: &World,
    who: &PrivateKeySigner,
    product: u64,
    advance: u64,
    amount: u64,
    days: u64,
    repay_bps: u16,
) -> Result<B256> {
    let (client, at) = (&world.client, world.stake_pools());
    let announce = StakePools::announceCall {
        product,
        amount: psc(amount),
        termSecs: days * DAY,
        repayBps: repay_bps,
        planHash: keccak256("plan"),
        planUri: "https://vendor.example/plans/1".into(),
    };
    let sent = client.send(who, at, &announce).await?;
    let announced: StakePools::AdvanceAnnounced = shop::logged(&sent, at)?;
    ensure!(
        announced.advance == advance,
        "the advance has the number {}",
        announced.advance
    );
    approve(world, who, at).await?;
    world.pass(3 * DAY).await?;
    let sent = client
        .send(who, at, &StakePools::drawCall { advance })
        .await?;
    Ok(sent.hash)
}

/// 29 teas are sold: half of the vendor's part repays the advance, half of the profit goes to the stakers.
pub async fn sales_repay(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let at = world.stake_pools();
    shop::fund(world, &w.friend, TEAS * 30_000_000).await?;
    let cart = Cart::of(TEA, TEAS, VENDOR_STORE).priced(world).await?;
    let (order, sent) = shop::order(world, &w.friend, &cart).await?;
    let advance = client
        .read(at, &StakePools::advanceCall { id: TEA_ADVANCE })
        .await?;
    ensure!(
        advance.outstanding.is_zero(),
        "{} are outstanding still",
        advance.outstanding
    );
    let before = psc_of(world, &w.vendor).await?;
    let reclaim = StakePools::reclaimDepositCall {
        advance: TEA_ADVANCE,
    };
    client.send(&w.relayer, at, &reclaim).await?;
    ensure!(
        psc_of(world, &w.vendor).await? == before + psc(60),
        "the deposit did not come back"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: format!(
            "{TEAS} teas repaid the advance by themselves; half of their profit streams to the stakers"
        ),
        accounts: vec![
            ("vendor", w.vendor.address()),
            ("friend", w.friend.address()),
        ],
        touched: Touched {
            products: vec![TEA],
            orders: vec![order],
            ..Touched::default()
        },
        capital: [staked(world, TEA), vec![Fact::Advance(TEA_ADVANCE)]].concat(),
        ..Done::default()
    })
}

/// A day later the profit is the stakers', and Alice takes hers out.
pub async fn earn_by_staking(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let (at, account) = (world.stake_pools(), w.alice.address());
    world.pass(DAY).await?;
    let position = StakePools::positionCall {
        product: TEA,
        account,
    };
    let shares = client.read(at, &position).await?.shares;
    let before = psc_of(world, &w.alice).await?;
    let redeem = StakePools::redeemCall {
        product: TEA,
        shares,
    };
    let sent = client.send(&w.alice, at, &redeem).await?;
    // Half of 29 x 9 PSC of profit, of which half is hers.
    let earned = psc_of(world, &w.alice).await? - before - psc(400);
    let expected = U256::from(TEAS * 9_000_000 / 4);
    ensure!(
        earned <= expected && earned + U256::from(2) >= expected,
        "Alice earned {earned}, not {expected}"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "Alice redeemed her stake: 65.25 PSC more than she put in".into(),
        accounts: vec![("alice", account)],
        capital: staked(world, TEA),
        ..Done::default()
    })
}

/// The reseller's coffee is advanced 100 PSC and sells nothing until maturity: the stakers lose what his deposit does not bear.
pub async fn default_shows_its_loss(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let (at, product) = (world.stake_pools(), COFFEE);
    put(world, &w.friend, COFFEE, 250).await?;
    draw(world, &w.reseller, COFFEE, COFFEE_ADVANCE, 100, 14, 10_000).await?;
    let total = StakePools::totalAssetsCall { product };
    ensure!(
        client.read(at, &total).await? == psc(250),
        "an advance that is not overdue counts in full"
    );
    world.pass(14 * DAY).await?;
    let left = client.read(at, &total).await?;
    ensure!(
        left == psc(170),
        "of 250 PSC, 80 of the 100 should be lost: {left} are left"
    );
    let mark = StakePools::markDefaultCall {
        advance: COFFEE_ADVANCE,
    };
    let sent = client.send(&w.stranger, at, &mark).await?;
    let deposit = StakePools::depositCall {
        product,
        assets: psc(1),
    };
    client.refusal(w.friend.address(), at, &deposit).await?;
    Ok(Done {
        tx: Some(sent.hash),
        summary: "an advance on coffee fell due unpaid: 20 of the 100 PSC were the reseller's deposit, 80 the stakers' loss".into(),
        accounts: vec![("reseller", w.reseller.address())],
        capital: [staked(world, COFFEE), vec![Fact::Advance(COFFEE_ADVANCE)]].concat(),
        ..Done::default()
    })
}

/// He sells coffee after all: all of his part goes to those who bore the loss.
pub async fn sales_recover(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let (at, product) = (world.stake_pools(), COFFEE);
    let total = StakePools::totalAssetsCall { product };
    let before = client.read(at, &total).await?;
    let cart = Cart::of(COFFEE, 2, RESELLER_STORE).priced(world).await?;
    let (order, sent) = shop::order(world, &w.friend, &cart).await?;
    let after = client.read(at, &total).await?;
    ensure!(
        after > before,
        "the sale recovered nothing: {before}, {after}"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "two coffees were sold after all: the reseller's part went to the stakers".into(),
        accounts: vec![("reseller", w.reseller.address())],
        touched: Touched {
            products: vec![COFFEE],
            orders: vec![order],
            ..Touched::default()
        },
        capital: [staked(world, COFFEE), vec![Fact::Advance(COFFEE_ADVANCE)]].concat(),
        ..Done::default()
    })
}
