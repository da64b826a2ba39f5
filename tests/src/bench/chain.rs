//! `bench chain`: ERC-20 transfers per second through the RPC and in process, beside npm's Anvil.

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use anyhow::{Result, ensure};
use productshare_abi::{Psc, Reserve};

use super::anvil::Anvil;
use super::{Metric, load};
use crate::client::Client;
use crate::ground::Ground;
use crate::solidity::{self, TestAsset};
use crate::wallets::dev_key;

/// Senders, each with a connection of his own.
const SENDERS: u32 = 8;
/// What each sender holds of each token.
const FUNDS: u64 = 1_000_000_000;

/// How much to do.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Runs of each side.
    pub runs: usize,
    /// Transfers of each run.
    pub transfers: u64,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            runs: 5,
            transfers: 2_000,
        }
    }
}

/// Measures; `say` hears of progress.
pub async fn run(size: Size, say: impl Fn(&str)) -> Result<Vec<Metric>> {
    ensure!(
        size.runs > 0 && size.transfers >= u64::from(SENDERS),
        "nothing to measure"
    );
    let per_sender = size.transfers / u64::from(SENDERS);
    let ground = Ground::start().await?;
    let senders: Vec<PrivateKeySigner> = (0..SENDERS).map(dev_key).collect();
    for sender in &senders {
        // Bob is among them, who has none.
        ground
            .chain
            .set_balance(sender.address(), U256::from(10).pow(U256::from(21)));
    }
    let anvil = Anvil::start(ground.client.chain_id).await?;
    let theirs = Client::connect(&anvil.url, &ground.wallets).await?;

    let our_erc20 = fund_erc20(&ground.client, &senders).await?;
    let their_erc20 = fund_erc20(&theirs, &senders).await?;
    fund_psc(&ground, &senders).await?;
    let url = ground.rpc.http_url();

    let (mut rpc, mut peer, mut inside, mut psc_rpc, mut psc_inside) =
        (vec![], vec![], vec![], vec![], vec![]);
    // The first round warms both sides up and does not count.
    for run in 0..=size.runs {
        let our_batches = load::prepare(&ground.client, &senders, our_erc20, per_sender).await?;
        let ours = load::send_over_rpc(&url, &our_batches).await?;
        let their_batches = load::prepare(&theirs, &senders, their_erc20, per_sender).await?;
        let anvils = load::send_over_rpc(&anvil.url, &their_batches).await?;
        let psc = load::prepare(&ground.client, &senders, ground.psc(), per_sender).await?;
        let psc = load::send_over_rpc(&url, &psc).await?;
        let erc20_inside = in_process(&ground, &senders, our_erc20, per_sender).await?;
        let token_inside = in_process(&ground, &senders, ground.psc(), per_sender).await?;
        say(&format!(
            "run {run}/{}: erc20 {ours:.0}/s, anvil {anvils:.0}/s, psc {psc:.0}/s",
            size.runs
        ));
        if run > 0 {
            rpc.push(ours);
            peer.push(anvils);
            inside.push(erc20_inside);
            psc_rpc.push(psc);
            psc_inside.push(token_inside);
        }
    }
    let anvil = (anvil.name.as_str(), peer.as_slice());
    Ok(vec![
        Metric::rate("chain.erc20_transfers.rpc", "tx/s", &rpc, Some(anvil)),
        Metric::rate("chain.erc20_transfers.in_process", "tx/s", &inside, None),
        Metric::rate("chain.psc_transfers.rpc", "tx/s", &psc_rpc, None),
        Metric::rate("chain.psc_transfers.in_process", "tx/s", &psc_inside, None),
    ])
}

async fn in_process(
    ground: &Ground,
    senders: &[PrivateKeySigner],
    token: Address,
    per_sender: u64,
) -> Result<f64> {
    let batches = load::prepare(&ground.client, senders, token, per_sender).await?;
    let chain = ground.chain.clone();
    tokio::task::spawn_blocking(move || load::send_in_process(&chain, batches)).await?
}

/// OpenZeppelin's ERC-20 on the chain of `client`, each sender holding some.
async fn fund_erc20(client: &Client, senders: &[PrivateKeySigner]) -> Result<Address> {
    let token = client
        .deploy(&senders[0], solidity::init_code("TestAsset", &(6u16,))?)
        .await?;
    for sender in senders {
        let mint = TestAsset::mintCall {
            to: sender.address(),
            value: U256::from(FUNDS),
        };
        client.send(&senders[0], token, &mint).await?;
    }
    Ok(token)
}

/// PSC for each sender, issued against the reserve asset.
async fn fund_psc(ground: &Ground, senders: &[PrivateKeySigner]) -> Result<()> {
    let (client, payer) = (&ground.client, &senders[0]);
    let total = U256::from(FUNDS) * U256::from(senders.len());
    client
        .send(
            payer,
            ground.asset,
            &TestAsset::mintCall {
                to: payer.address(),
                value: total,
            },
        )
        .await?;
    client
        .send(
            payer,
            ground.asset,
            &TestAsset::approveCall {
                spender: ground.reserve(),
                value: total,
            },
        )
        .await?;
    for sender in senders {
        let issue = Reserve::issueCall {
            amount: U256::from(FUNDS),
            to: sender.address(),
        };
        client.send(payer, ground.reserve(), &issue).await?;
        let held = client
            .read(
                ground.psc(),
                &Psc::balanceOfCall {
                    account: sender.address(),
                },
            )
            .await?;
        ensure!(held >= U256::from(FUNDS), "PSC was not issued");
    }
    Ok(())
}
