//! The same facts from two sides: asked of the contracts at a block, and asked of the API as of that block.

use alloy::primitives::{Address, U256};
use alloy::providers::Provider;
use anyhow::{Context, Result, ensure};
use productshare_abi::{Psc, Pss, Reserve};
use serde_json::{Map, Value, json};

use super::{Done, capital_facts, commerce_facts, network_facts};
use crate::world::World;

/// What the contracts say of `accounts` (and of the reserve) after `block`.
pub async fn on_chain(world: &World, block: u64, done: &Done) -> Result<Value> {
    let client = &world.client;
    let header = client
        .provider
        .get_block(block.into())
        .await?
        .context("the block is gone")?;
    let mut facts = Map::new();
    facts.insert("block".into(), json!(block));
    facts.insert("block_hash".into(), json!(header.header.hash));
    for &(name, account) in &done.accounts {
        let (psc, pss) = (world.psc(), world.pss());
        let delegate = client
            .read_at(pss, &Pss::delegatesCall { account }, block)
            .await?;
        let fact = json!({
            "psc": {
                "balance": text(client.read_at(psc, &Psc::balanceOfCall { account }, block).await?),
                "blocked": client.read_at(psc, &Psc::isBlockedCall { account }, block).await?,
            },
            "pss": {
                "balance": text(client.read_at(pss, &Pss::balanceOfCall { account }, block).await?),
                "locked": text(client.read_at(pss, &Pss::lockedOfCall { account }, block).await?),
                "votes": text(client.read_at(pss, &Pss::getVotesCall { account }, block).await?),
                "delegate": (delegate != Address::ZERO).then(|| delegate.to_checksum(None)),
            },
        });
        facts.insert(name.into(), fact);
    }
    if done.reported {
        let now = client
            .read_at(world.reserve(), &Reserve::reserveReportCall {}, block)
            .await?;
        let supply = client
            .read_at(world.psc(), &Psc::totalSupplyCall {}, block)
            .await?;
        let settled = client
            .read_at(world.reserve(), &Reserve::totalSettledCall {}, block)
            .await?;
        let escrowed = client
            .read_at(world.reserve(), &Reserve::escrowedCall {}, block)
            .await?;
        let fact = json!({
            "total_supply": text(supply),
            "total_settled": text(settled),
            "escrowed": text(escrowed),
            "report": {
                "id": now.id,
                "onchain_supply": text(now.onchainSupply),
                "attested_supply": text(now.attestedSupply),
                "onchain_reserve": text(now.onchainReserve),
                "attested_in_force": text(now.attestedInForce),
                "attested_as_of": now.attestedAsOf,
                "ratio_bps": text(now.ratioBps),
                "hash": now.head,
            },
        });
        facts.insert("reserve".into(), fact);
    }
    if !done.touched.is_empty() {
        let commerce = commerce_facts::on_chain(world, block, done).await?;
        facts.insert("commerce".into(), commerce);
    }
    if !done.capital.is_empty() {
        let capital = capital_facts::on_chain(world, block, &done.capital).await?;
        facts.insert("capital".into(), capital);
    }
    if !done.network.is_empty() {
        let network = network_facts::on_chain(world, block, &done.network).await?;
        facts.insert("network".into(), network);
    }
    Ok(facts.into())
}

/// What the API says of the same.
pub async fn in_api(world: &World, block: u64, done: &Done) -> Result<Value> {
    let mut facts = Map::new();
    // Also with no account at all, the answer must be of this block and this branch.
    let tokens = world.api.at("/v1/tokens", block).await?;
    facts.insert("block".into(), tokens["meta"]["block"].clone());
    facts.insert("block_hash".into(), tokens["meta"]["block_hash"].clone());
    for &(name, account) in &done.accounts {
        let answer = world
            .api
            .at(&format!("/v1/accounts/{account}"), block)
            .await?;
        let fact = json!({
            "psc": pick(&answer["psc"], &["balance", "blocked"]),
            "pss": pick(&answer["pss"], &["balance", "locked", "votes", "delegate"]),
        });
        facts.insert(name.into(), fact);
    }
    if done.reported {
        let reserve = world.api.at("/v1/reserve", block).await?;
        let latest = world.api.at("/v1/reserve/reports/latest", block).await?;
        ensure!(
            latest["hash_valid"] == true,
            "the API could not recompute the report's hash"
        );
        ensure!(
            latest["chain_valid"] == true,
            "the API sees a break in the report chain"
        );
        let mut fact = pick(&reserve, &["total_settled", "escrowed"]);
        fact["total_supply"] = tokens_supply(&tokens, "psc")?;
        fact["report"] = pick(
            &latest,
            &[
                "id",
                "onchain_supply",
                "attested_supply",
                "onchain_reserve",
                "attested_in_force",
                "attested_as_of",
                "ratio_bps",
                "hash",
            ],
        );
        facts.insert("reserve".into(), fact);
    }
    if !done.touched.is_empty() {
        let commerce = commerce_facts::in_api(world, block, done).await?;
        facts.insert("commerce".into(), commerce);
    }
    if !done.capital.is_empty() {
        let capital = capital_facts::in_api(world, block, &done.capital).await?;
        facts.insert("capital".into(), capital);
    }
    if !done.network.is_empty() {
        let network = network_facts::in_api(world, block, &done.network).await?;
        facts.insert("network".into(), network);
    }
    Ok(facts.into())
}

/// A token's supply out of `/v1/tokens`.
fn tokens_supply(tokens: &Value, token: &str) -> Result<Value> {
    let items = tokens["items"]
        .as_array()
        .context("/v1/tokens has no items")?;
    let item = items
        .iter()
        .find(|item| item["token"] == token)
        .with_context(|| format!("/v1/tokens lacks {token}"))?;
    Ok(item["total_supply"].clone())
}

pub(super) fn pick(value: &Value, keys: &[&str]) -> Value {
    keys.iter()
        .map(|key| ((*key).to_owned(), value[*key].clone()))
        .collect::<Map<_, _>>()
        .into()
}

pub(super) fn text(value: U256) -> String {
    value.to_string()
}
