//! The scenes of the governance token.

use alloy::primitives::U256;
use alloy::signers::local::PrivateKeySigner;
use anyhow::{Context, Result, ensure};
use productshare_abi::Pss;

use super::Done;
use crate::world::World;

/// `amount` PSS in base units.
pub(super) fn pss(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10).pow(U256::from(18))
}

/// The treasury hands out PSS; Alice lets Bob vote for her, the treasury votes for itself.
pub async fn delegation(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let votes = |account: &PrivateKeySigner| {
        let account = account.address();
        async move {
            client
                .read(world.pss(), &Pss::getVotesCall { account })
                .await
        }
    };
    client
        .send(
            &w.treasury,
            world.pss(),
            &Pss::transferCall {
                to: w.alice.address(),
                value: pss(1_000),
            },
        )
        .await?;
    client
        .send(
            &w.treasury,
            world.pss(),
            &Pss::delegateCall {
                delegatee: w.treasury.address(),
            },
        )
        .await?;
    let all = votes(&w.treasury).await?;
    let sent = client
        .send(
            &w.alice,
            world.pss(),
            &Pss::delegateCall {
                delegatee: w.bob.address(),
            },
        )
        .await?;
    ensure!(
        votes(&w.bob).await? == pss(1_000),
        "Bob does not vote with Alice's PSS"
    );
    // What moves afterwards moves its votes along.
    client
        .send(
            &w.treasury,
            world.pss(),
            &Pss::transferCall {
                to: w.alice.address(),
                value: pss(500),
            },
        )
        .await?;
    ensure!(
        votes(&w.bob).await? == pss(1_500),
        "votes did not follow the transfer to Bob"
    );
    ensure!(
        votes(&w.treasury).await? == all - pss(500),
        "votes did not leave the treasury"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "Alice let Bob vote with her PSS; a later transfer moved its votes along".into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("bob", w.bob.address()),
            ("treasury", w.treasury.address()),
        ],
        reported: false,
        ..Done::default()
    })
}

/// A locker binds 1,200 of Alice's 1,500 PSS: they vote but do not move.
pub async fn lock(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let lock = Pss::lockCall {
        account: w.alice.address(),
        value: pss(1_200),
    };
    let sent = client.send(&w.locker, world.pss(), &lock).await?;
    let too_much = Pss::transferCall {
        to: w.bob.address(),
        value: pss(301),
    };
    client
        .refusal(w.alice.address(), world.pss(), &too_much)
        .await
        .context("locked tokens must not move")?;
    client
        .send(
            &w.alice,
            world.pss(),
            &Pss::transferCall {
                to: w.bob.address(),
                value: pss(300),
            },
        )
        .await?;
    let votes = client
        .read(
            world.pss(),
            &Pss::getVotesCall {
                account: w.bob.address(),
            },
        )
        .await?;
    ensure!(
        votes == pss(1_200),
        "locked tokens lost their votes: Bob has {votes}"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary:
            "1,200 of Alice's PSS were locked: they still vote, and only the rest could be moved"
                .into(),
        accounts: vec![("alice", w.alice.address()), ("bob", w.bob.address())],
        reported: false,
        ..Done::default()
    })
}
