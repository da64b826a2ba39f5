//! The scenes of the market day. Each acts through JSON-RPC with signed transactions and checks on the chain that what
//! should have happened did.

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::rpc::types::Log;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolEvent;
use anyhow::{Context, Result, ensure};
use productshare_abi::{Psc, Reserve};

use super::Done;
use crate::solidity::{Peer, TestAsset};
use crate::typed::{self, Permit, ReserveAttestation, TransferWithAuthorization};
use crate::world::World;

/// `amount` PSC in base units.
pub(super) fn psc(amount: u64) -> U256 {
    U256::from(amount) * U256::from(1_000_000)
}

pub(super) async fn psc_of(world: &World, who: &PrivateKeySigner) -> Result<U256> {
    world
        .client
        .read(
            world.psc(),
            &Psc::balanceOfCall {
                account: who.address(),
            },
        )
        .await
}

pub(super) async fn expect_psc(
    world: &World,
    who: &PrivateKeySigner,
    expected: U256,
) -> Result<()> {
    let balance = psc_of(world, who).await?;
    let name = world.wallets.name_of(who.address()).unwrap_or("somebody");
    ensure!(
        balance == expected,
        "{name} holds {balance} units of PSC, not {expected}"
    );
    Ok(())
}

/// Lets the checkout take what `who` orders, as a wallet does once.
pub(super) async fn let_checkout_take(world: &World, who: &PrivateKeySigner) -> Result<()> {
    let approve = Psc::approveCall {
        spender: world.checkout(),
        value: U256::MAX,
    };
    world.client.send(who, world.psc(), &approve).await?;
    Ok(())
}

/// Alice turns 1,000 of the reserve asset into 1,000 PSC.
pub async fn issue(world: &World) -> Result<Done> {
    let (client, alice) = (&world.client, &world.wallets.alice);
    let amount = psc(1_000);
    client
        .send(
            alice,
            world.asset,
            &TestAsset::mintCall {
                to: alice.address(),
                value: amount,
            },
        )
        .await?;
    client
        .send(
            alice,
            world.asset,
            &TestAsset::approveCall {
                spender: world.reserve(),
                value: amount,
            },
        )
        .await?;
    let issue = Reserve::issueCall {
        amount,
        to: alice.address(),
    };
    let sent = client.send(alice, world.reserve(), &issue).await?;
    expect_psc(world, alice, amount).await?;
    let held = client
        .read(
            world.asset,
            &TestAsset::balanceOfCall {
                account: world.reserve(),
            },
        )
        .await?;
    ensure!(
        held == amount,
        "the reserve holds {held} of the asset, not {amount}"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "Alice paid 1,000 of the reserve asset in and got 1,000 PSC".into(),
        accounts: vec![("alice", alice.address())],
        reported: true,
        ..Done::default()
    })
}

/// A payment as its payer signs it; a relayer can do nothing with it but send it.
fn authorize(
    world: &World,
    from: &PrivateKeySigner,
    to: Address,
    value: U256,
    nonce: B256,
) -> Peer::transferWithAuthorizationCall {
    let message = TransferWithAuthorization {
        from: from.address(),
        to,
        value,
        validAfter: U256::ZERO,
        validBefore: U256::MAX,
        nonce,
    };
    let (v, r, s) = typed::sign_vrs(
        from,
        &typed::psc_domain(world.client.chain_id, world.psc()),
        &message,
    );
    Peer::transferWithAuthorizationCall {
        from: from.address(),
        to,
        value,
        validAfter: U256::ZERO,
        validBefore: U256::MAX,
        nonce,
        v,
        r,
        s,
    }
}

/// Alice pays Bob, and Bob, who has no ether at all, pays the treasury: a relayer sends both.
pub async fn transfer_by_authorization(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    ensure!(
        client.balance(w.bob.address()).await? == U256::ZERO,
        "Bob was to have no ether"
    );
    let gift = authorize(
        world,
        &w.alice,
        w.bob.address(),
        psc(250),
        keccak256("gift"),
    );
    client.send(&w.relayer, world.psc(), &gift).await?;
    let purchase = authorize(
        world,
        &w.bob,
        w.treasury.address(),
        psc(40),
        keccak256("purchase"),
    );
    let sent = client.send(&w.relayer, world.psc(), &purchase).await?;
    expect_psc(world, &w.bob, psc(210)).await?;
    expect_psc(world, &w.treasury, psc(40)).await?;
    let used = Psc::authorizationStateCall {
        authorizer: w.bob.address(),
        nonce: keccak256("purchase"),
    };
    ensure!(
        client.read(world.psc(), &used).await?,
        "the authorization is not marked as used"
    );
    ensure!(
        client.balance(w.bob.address()).await? == U256::ZERO,
        "Bob got ether from somewhere"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "Bob, without any ether, paid 40 PSC by a signature that a relayer sent".into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("bob", w.bob.address()),
            ("treasury", w.treasury.address()),
        ],
        reported: false,
        ..Done::default()
    })
}

/// Two of three attestors vouch for 500 off-chain, and the issuer mints 300 against it.
pub async fn attested_mint(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let as_of = client.now().await?;
    let attestation = ReserveAttestation {
        amount: psc(500),
        settled: U256::ZERO,
        asOf: as_of,
        validUntil: as_of + 30 * 86_400,
        compositionHash: keccak256("80 % treasury bills, 20 % deposits"),
        uri: "https://example.org/statements/1".into(),
        previousHash: B256::ZERO,
    };
    let domain = typed::reserve_domain(client.chain_id, world.reserve());
    let attest = |signers: &[PrivateKeySigner]| Reserve::attestCall {
        amount: attestation.amount,
        settled: attestation.settled,
        asOf: attestation.asOf,
        validUntil: attestation.validUntil,
        compositionHash: attestation.compositionHash,
        uri: attestation.uri.clone(),
        previousHash: attestation.previousHash,
        signatures: typed::sign_attestation(signers, &domain, &attestation),
    };
    client
        .refusal(
            w.relayer.address(),
            world.reserve(),
            &attest(&w.attestors[..1]),
        )
        .await
        .context("one signature must not suffice")?;
    client
        .send(&w.relayer, world.reserve(), &attest(&w.attestors[1..]))
        .await?;
    let mint = Reserve::mintAttestedCall {
        to: w.bob.address(),
        amount: psc(300),
    };
    client
        .refusal(w.stranger.address(), world.reserve(), &mint)
        .await
        .context("only an issuer may mint")?;
    let sent = client.send(&w.issuer, world.reserve(), &mint).await?;
    expect_psc(world, &w.bob, psc(510)).await?;
    Ok(Done {
        tx: Some(sent.hash),
        summary:
            "two of three attestors vouched for 500 off-chain; the issuer minted 300 PSC against it"
                .into(),
        accounts: vec![("bob", w.bob.address()), ("issuer", w.issuer.address())],
        reported: true,
        ..Done::default()
    })
}

/// Alice takes 100 of the reserve asset back.
pub async fn redemption(world: &World) -> Result<Done> {
    let (client, alice) = (&world.client, &world.wallets.alice);
    let before = client
        .read(
            world.asset,
            &TestAsset::balanceOfCall {
                account: alice.address(),
            },
        )
        .await?;
    let redeem = Reserve::redeemCall {
        amount: psc(100),
        to: alice.address(),
    };
    let sent = client.send(alice, world.reserve(), &redeem).await?;
    expect_psc(world, alice, psc(650)).await?;
    let after = client
        .read(
            world.asset,
            &TestAsset::balanceOfCall {
                account: alice.address(),
            },
        )
        .await?;
    ensure!(
        after - before == psc(100),
        "Alice got {} of the asset",
        after - before
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "Alice redeemed 100 PSC for 100 of the reserve asset".into(),
        accounts: vec![("alice", alice.address())],
        reported: true,
        ..Done::default()
    })
}

/// Alice has 50 paid to her bank: she escrows them by a permit, the issuer pays and settles.
pub async fn redemption_off_chain(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let owner = w.alice.address();
    let permit = Permit {
        owner,
        spender: world.reserve(),
        value: psc(50),
        nonce: client.read(world.psc(), &Psc::noncesCall { owner }).await?,
        deadline: U256::MAX,
    };
    let (v, r, s) = typed::sign_vrs(
        &w.alice,
        &typed::psc_domain(client.chain_id, world.psc()),
        &permit,
    );
    let request = Reserve::requestRedemptionWithPermitCall {
        issuer: w.issuer.address(),
        amount: psc(50),
        paymentReference: keccak256("invoice 7"),
        deadline: U256::MAX,
        v,
        r,
        s,
    };
    let requested = client.send(&w.alice, world.reserve(), &request).await?;
    let event: Reserve::RedemptionRequested = logged(&requested.logs, world.reserve())?;
    expect_psc(world, &w.alice, psc(600)).await?;
    let sent = client
        .send(
            &w.issuer,
            world.reserve(),
            &Reserve::settleRedemptionCall { id: event.id },
        )
        .await?;
    Ok(Done {
        tx: Some(sent.hash),
        summary: "Alice escrowed 50 PSC; the issuer paid her outside the chain and burnt them"
            .into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("reserve_account", world.reserve()),
        ],
        reported: true,
        ..Done::default()
    })
}

/// A replayed authorization, a payment to a blocked account and one during a pause are refused and change nothing.
pub async fn refusals(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let balances = [psc_of(world, &w.alice).await?, psc_of(world, &w.bob).await?];
    let replay = authorize(
        world,
        &w.bob,
        w.treasury.address(),
        psc(40),
        keccak256("purchase"),
    );
    client
        .send_refused(&w.relayer, world.psc(), &replay)
        .await
        .context("an authorization was used twice")?;

    let block = Psc::setBlockedCall {
        account: w.stranger.address(),
        blocked: true,
    };
    client.send(&w.blocklister, world.psc(), &block).await?;
    let pay = Psc::transferCall {
        to: w.stranger.address(),
        value: psc(1),
    };
    client
        .send_refused(&w.alice, world.psc(), &pay)
        .await
        .context("a blocked account was paid")?;

    client
        .send(&w.pauser, world.psc(), &Psc::pauseCall {})
        .await?;
    let pay = Psc::transferCall {
        to: w.bob.address(),
        value: psc(1),
    };
    let refused = client
        .send_refused(&w.alice, world.psc(), &pay)
        .await
        .context("paid during a pause")?;
    client
        .send(&w.pauser, world.psc(), &Psc::unpauseCall {})
        .await?;

    let block = Psc::setBlockedCall {
        account: w.stranger.address(),
        blocked: false,
    };
    client.send(&w.blocklister, world.psc(), &block).await?;
    ensure!(
        balances == [psc_of(world, &w.alice).await?, psc_of(world, &w.bob).await?],
        "a refused payment moved PSC"
    );
    Ok(Done {
        tx: Some(refused),
        summary: "a replayed signature, a payment to a blocked account and one during a pause were refused".into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("bob", w.bob.address()),
            ("stranger", w.stranger.address()),
        ],
        reported: false,
        ..Done::default()
    })
}

/// The reports of the day, replayed from the chain's logs and found the same in the API.
pub async fn reserve_report(world: &World) -> Result<Done> {
    let (client, block) = (&world.client, world.client.head().await?);
    let reports = crate::reports::replay(client, world.reserve(), block).await?;
    let listed = world.api.list("/v1/reserve/reports", block).await?;
    ensure!(
        reports.len() == listed.len(),
        "the chain has {} reports, the API {}",
        reports.len(),
        listed.len()
    );
    for (report, item) in reports.iter().zip(&listed) {
        let hash = serde_json::json!(report.hash);
        ensure!(
            item["hash"] == hash && item["id"] == report.id,
            "report {} differs in the API",
            report.id
        );
    }
    let csv = world
        .api
        .text("/v1/reserve/reports.csv?order=asc&limit=200")
        .await?;
    ensure!(
        csv.lines().count() == reports.len() + 1,
        "the CSV has {} lines",
        csv.lines().count()
    );
    Ok(Done {
        tx: None,
        summary: format!(
            "{} reserve reports replay from the chain's logs, and the API has the same",
            reports.len()
        ),
        accounts: vec![],
        reported: true,
        ..Done::default()
    })
}

/// The first event of type `E` that `contract` logged.
fn logged<E: SolEvent>(logs: &[Log], contract: Address) -> Result<E> {
    logs.iter()
        .filter(|log| log.address() == contract)
        .find_map(|log| E::decode_log(&log.inner).ok())
        .map(|log| log.data)
        .with_context(|| format!("{} was not logged", E::SIGNATURE))
}
