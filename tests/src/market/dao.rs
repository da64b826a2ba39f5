//! The scenes of the DAO: it is founded, it changes a parameter, it spends what it raised.

use alloy::primitives::U256;
use anyhow::{Result, ensure};
use productshare_abi::{Checkout, Psc};

use super::Done;
use super::capital_facts::Fact;
use super::governance::pss;
use super::steps::{psc, psc_of};
use crate::dao::Proposal;
use crate::world::World;

/// The timelock owns everything, the deployer nothing; its guardian has it endow the founders.
pub async fn found_dao(world: &World) -> Result<Done> {
    let w = &world.wallets;
    let owner = world
        .client
        .read(world.checkout(), &Checkout::ownerCall {})
        .await?;
    ensure!(
        owner == world.timelock(),
        "the checkout is {owner}'s, not the timelock's"
    );
    let value = pss(2_000_000);
    world.endow(&[(&w.treasury, value)]).await?;
    Ok(Done {
        summary:
            "the timelock owns all contracts; its guardian had it give the founders 2,000,000 PSS"
                .into(),
        accounts: vec![
            ("treasury", w.treasury.address()),
            ("timelock", world.timelock()),
            ("deployer", w.deployer.address()),
        ],
        ..Done::default()
    })
}

/// Those who bought PSS halve what a share may earn: proposed, voted, queued, executed through the timelock.
pub async fn change_parameter(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let set = Checkout::setShareCapCall { bps: 5_000 };
    let parameters = Checkout::parametersCall {};
    client
        .refusal(w.deployer.address(), world.checkout(), &set)
        .await?;
    let before = client.read(world.checkout(), &parameters).await?;
    let proposal = Proposal::new("Halve what a share may earn").call(world.checkout(), &set);
    let sent = world.enact(&proposal, &[&w.friend, &w.reseller]).await?;
    let after = client.read(world.checkout(), &parameters).await?;
    ensure!(
        (before.shareCapBps, after.shareCapBps) == (10_000, 5_000),
        "the cap went from {} to {}",
        before.shareCapBps,
        after.shareCapBps
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "holders of PSS voted to halve what a share may earn, and the timelock did it"
            .into(),
        accounts: vec![
            ("friend", w.friend.address()),
            ("reseller", w.reseller.address()),
        ],
        capital: vec![Fact::Proposal(proposal.id())],
        ..Done::default()
    })
}

/// They grant 500 PSC of what the offering raised to the forest.
pub async fn grant_to_cause(world: &World) -> Result<Done> {
    let w = &world.wallets;
    let grant = Psc::transferCall {
        to: w.forest.address(),
        value: psc(500),
    };
    let before = psc_of(world, &w.forest).await?;
    let proposal = Proposal::new("500 PSC for the forest").call(world.psc(), &grant);
    let sent = world.enact(&proposal, &[&w.friend, &w.reseller]).await?;
    let grown: U256 = psc_of(world, &w.forest).await? - before;
    ensure!(grown == psc(500), "the forest got {grown}");
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the treasury paid 500 PSC to the forest, by a proposal".into(),
        accounts: vec![
            ("forest", w.forest.address()),
            ("timelock", world.timelock()),
        ],
        capital: vec![Fact::Proposal(proposal.id())],
        ..Done::default()
    })
}
