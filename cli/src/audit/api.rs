//! An indexer's answers beside the chain: events by the logs, present figures by the contracts' views at the very block that
//! each answer says it is true of.

use std::{collections::BTreeMap, time::Duration};

use alloy::primitives::{Address, U256};
use anyhow::{Context, Result, bail, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use productshare_abi::{Contract, Governor, OfferPool, Psc, Pss, Splitter};
use reqwest::{Client, StatusCode, Url};
use serde_json::Value;

use super::{
    books::Books,
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const SAME_CHAIN: Claim = Claim::new(
    "api.chain",
    "the API follows this chain and these contracts",
);
const ACCOUNTS: Claim = Claim::new(
    "api.accounts",
    "the API's balances, locks and votes are the contracts'",
);
const TRANSFERS: Claim = Claim::new(
    "api.transfers",
    "the API has each transfer once and as it was logged",
);
const REPORTS: Claim = Claim::new(
    "api.reports",
    "the API has every reserve report as it was logged",
);
const SETTLEMENTS: Claim = Claim::new(
    "api.settlements",
    "the API has every settled line as it was logged",
);
const OFFERS: Claim = Claim::new("api.offers", "the API's offers are the contract's");
const PROPOSALS: Claim = Claim::new("api.proposals", "the API's tallies are the governor's");
const EARNINGS: Claim = Claim::new(
    "api.earnings",
    "what the API says a customer can claim is what the splitter says",
);

const AT_ONCE: usize = 8;
const PAGE: &str = "200";
/// Times that a busy server is asked again, a second apart.
const TRIES: usize = 30;

struct Api {
    client: Client,
    base: Url,
}

/// Compares what can be compared; the API may be ahead of the audited block.
pub async fn compare(
    url: &str,
    timeout: Duration,
    node: &Node,
    books: &Books,
    logs: &[Entry],
    findings: &mut Findings,
) -> Result<()> {
    let mut base: Url = url.parse().context("--api is not a URL")?;
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    let api = Api {
        client: Client::builder().timeout(timeout).build()?,
        base,
    };
    let status = api.get("v1/status", &[]).await?;
    findings.same(
        SAME_CHAIN,
        || "chain id".into(),
        node.chain_id,
        number(&status["chain_id"])?,
    );
    let contracts = status["contracts"]
        .as_object()
        .context("/v1/status names no contracts")?;
    for contract in Contract::ALL {
        let Some(said) = contracts.get(&contract.name().replace('-', "_")) else {
            continue;
        };
        findings.same(
            SAME_CHAIN,
            || contract.name().into(),
            node.address(contract),
            address(said)?,
        );
    }
    let indexed = number(&status["indexed"]["number"]).unwrap_or_default();
    ensure!(
        indexed >= node.block,
        "the API has indexed up to block {indexed} only: wait for it, or audit with --block {indexed}"
    );
    api.accounts(node, books, findings).await?;
    api.transfers(node, logs, findings).await?;
    api.reports(node, books, findings).await?;
    api.settlements(node, books, findings).await?;
    api.offers(node, findings).await?;
    api.proposals(node, findings).await
}

impl Api {
    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value> {
        let mut url = self.base.join(path)?;
        url.query_pairs_mut().extend_pairs(query);
        for _ in 0..TRIES {
            let answer = self.client.get(url.clone()).send().await;
            let answer = answer.with_context(|| format!("no answer from {url}"))?;
            match answer.status() {
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                status if status.is_success() => {
                    return answer
                        .json()
                        .await
                        .with_context(|| format!("{url} answers no JSON"));
                }
                status => bail!(
                    "{url} answers {status}: {}",
                    answer.text().await.unwrap_or_default()
                ),
            }
        }
        bail!("{url} is busy: try again later")
    }

    /// All items of a list, oldest first.
    async fn all(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<(Value, u64)>> {
        let (mut items, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut query = [query, &[("limit", PAGE), ("order", "asc")]].concat();
            if let Some(cursor) = &cursor {
                query.push(("cursor", cursor));
            }
            let mut page = self.get(path, &query).await?;
            let block = number(&page["meta"]["block"])?;
            let Some(Value::Array(found)) = page.get_mut("items").map(Value::take) else {
                bail!("{path} answers no items");
            };
            items.extend(found.into_iter().map(|item| (item, block)));
            match page["next"].as_str() {
                Some(next) => cursor = Some(next.into()),
                None => return Ok(items),
            }
        }
    }

    async fn accounts(&self, node: &Node, books: &Books, findings: &mut Findings) -> Result<()> {
        findings.begin(ACCOUNTS);
        let accounts: std::collections::BTreeSet<Address> = books
            .psc
            .balances
            .of
            .keys()
            .chain(books.pss.balances.of.keys())
            .copied()
            .collect();
        let customers = books.splitter.customers();
        let ask = async |account: Address| {
            let said = self.get(&format!("v1/accounts/{account}"), &[]).await?;
            let block = number(&said["meta"]["block"])?;
            let (psc, pss) = (node.address(Contract::Psc), node.address(Contract::Pss));
            let mut pairs = vec![
                (
                    ACCOUNTS,
                    "PSC",
                    node.read_at(psc, &Psc::balanceOfCall { account }, block)
                        .await?,
                    amount(&said["psc"]["balance"])?,
                ),
                (
                    ACCOUNTS,
                    "PSS",
                    node.read_at(pss, &Pss::balanceOfCall { account }, block)
                        .await?,
                    amount(&said["pss"]["balance"])?,
                ),
                (
                    ACCOUNTS,
                    "locked PSS",
                    node.read_at(pss, &Pss::lockedOfCall { account }, block)
                        .await?,
                    amount(&said["pss"]["locked"])?,
                ),
                (
                    ACCOUNTS,
                    "votes",
                    node.read_at(pss, &Pss::getVotesCall { account }, block)
                        .await?,
                    amount(&said["pss"]["votes"])?,
                ),
            ];
            if customers.contains(&account) {
                let said = self
                    .get(&format!("v1/accounts/{account}/commerce"), &[])
                    .await?;
                let block = number(&said["meta"]["block"])?;
                let due = node
                    .read_at(
                        node.address(Contract::Splitter),
                        &Splitter::pendingCall { account },
                        block,
                    )
                    .await?;
                pairs.push((
                    EARNINGS,
                    "claimable profit",
                    due,
                    amount(&said["customer"]["pending"])?,
                ));
            }
            anyhow::Ok((account, pairs))
        };
        let answers: Vec<_> = stream::iter(accounts)
            .map(ask)
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        for (account, pairs) in answers {
            for (claim, what, expected, found) in pairs {
                findings.same(claim, || format!("{what} of {account}"), expected, found);
            }
        }
        Ok(())
    }

    async fn transfers(&self, node: &Node, logs: &[Entry], findings: &mut Findings) -> Result<()> {
        use alloy::sol_types::SolEvent;
        findings.begin(TRANSFERS);
        let mut due = BTreeMap::new();
        for entry in logs
            .iter()
            .filter(|entry| matches!(entry.contract, Contract::Psc | Contract::Pss))
        {
            if let Ok(e) = Psc::Transfer::decode_raw_log(entry.data.topics(), &entry.data.data) {
                let token = entry.contract.name().to_owned();
                due.insert((entry.block, entry.index), (token, e.from, e.to, e.value));
            }
        }
        for (item, _) in self.all("v1/transfers", &[]).await? {
            let place = (number(&item["block"])?, number(&item["log_index"])?);
            if place.0 > node.block {
                continue;
            }
            let said = (
                text(&item["token"])?,
                maybe(&item["from"])?,
                maybe(&item["to"])?,
                amount(&item["amount"])?,
            );
            let logged = due.remove(&place);
            findings.holds(TRANSFERS, None, logged.as_ref() == Some(&said), || {
                let expected =
                    logged.map_or("no further transfer".into(), |logged| format!("{logged:?}"));
                (
                    format!("block {}, log {}", place.0, place.1),
                    expected,
                    format!("{said:?}"),
                )
            });
        }
        for ((block, index), logged) in due {
            findings.holds(TRANSFERS, None, false, || {
                (
                    format!("block {block}, log {index}"),
                    format!("{logged:?}"),
                    "nothing".into(),
                )
            });
        }
        Ok(())
    }

    async fn reports(&self, node: &Node, books: &Books, findings: &mut Findings) -> Result<()> {
        findings.begin(REPORTS);
        let mut said: BTreeMap<u64, Value> = BTreeMap::new();
        for (item, _) in self.all("v1/reserve/reports", &[]).await? {
            if number(&item["block"])? <= node.block {
                said.insert(number(&item["id"])?, item);
            }
        }
        for report in &books.reserve.reports {
            let Some(item) = said.remove(&report.id) else {
                findings.same(
                    REPORTS,
                    || format!("report {}", report.id),
                    "there",
                    "missing",
                );
                continue;
            };
            let mut same = |what: &str, expected: String| {
                let found = item[what]
                    .as_str()
                    .map_or(item[what].to_string(), str::to_owned);
                findings.same(
                    REPORTS,
                    || format!("{what} of report {}", report.id),
                    expected,
                    found,
                );
            };
            same("onchain_supply", report.onchainSupply.to_string());
            same("attested_supply", report.attestedSupply.to_string());
            same("onchain_reserve", report.onchainReserve.to_string());
            same("attested_in_force", report.attestedInForce.to_string());
            same("attested_as_of", report.attestedAsOf.to_string());
            same("ratio_bps", report.ratioBps.to_string());
            same("previous_hash", report.previousHash.to_string());
            same("hash", report.hash.to_string());
        }
        findings.same(
            REPORTS,
            || "reports that were never logged".into(),
            0,
            said.len(),
        );
        Ok(())
    }

    async fn settlements(&self, node: &Node, books: &Books, findings: &mut Findings) -> Result<()> {
        findings.begin(SETTLEMENTS);
        let mut due: BTreeMap<(u64, u8), _> = books
            .checkout
            .lines
            .iter()
            .filter_map(|(key, line)| Some((*key, line.settled.as_ref()?)))
            .collect();
        for (item, _) in self.all("v1/settlements", &[]).await? {
            if number(&item["block"])? > node.block {
                continue;
            }
            let (order, line) = (number(&item["order"])?, number(&item["line"])?);
            let of = || format!("order {order}, line {line}");
            let Some(logged) = due.remove(&(order, line as u8)) else {
                findings.same(SETTLEMENTS, of, "settled once", "settled otherwise");
                continue;
            };
            let amounts = [
                ("gross", logged.gross),
                ("experience_fee", logged.experienceFee),
                ("community_fee", logged.communityFee),
                ("cashback", logged.cashback),
                ("stake_share", logged.stakeShare),
                ("groups", logged.groups),
                ("repayment", logged.repayment),
                ("to_vendor", logged.toVendor),
            ];
            for (what, expected) in amounts {
                findings.same(
                    SETTLEMENTS,
                    || format!("{what} of {}", of()),
                    expected,
                    amount(&item[what])?,
                );
            }
            findings.same(
                SETTLEMENTS,
                || format!("vendor of {}", of()),
                logged.vendor,
                address(&item["vendor"])?,
            );
            findings.same(
                SETTLEMENTS,
                || format!("units of {}", of()),
                logged.units,
                number(&item["units"])?,
            );
        }
        for (order, line) in due.into_keys() {
            findings.same(
                SETTLEMENTS,
                || format!("order {order}, line {line}"),
                "settled",
                "missing",
            );
        }
        Ok(())
    }

    async fn offers(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        findings.begin(OFFERS);
        let pool = node.address(Contract::OfferPool);
        for (item, block) in self.all("v1/offers", &[]).await? {
            let id = number(&item["id"])?;
            let chain = node
                .read_at(pool, &OfferPool::offerCall { id }, block)
                .await?;
            findings.same(
                OFFERS,
                || format!("units left of offer {id}"),
                chain.unitsLeft,
                number(&item["units_left"])?,
            );
            findings.same(
                OFFERS,
                || format!("units reserved of offer {id}"),
                chain.unitsReserved,
                number(&item["units_reserved"])?,
            );
            findings.same(
                OFFERS,
                || format!("reward of offer {id}"),
                chain.rewardPerUnit,
                amount(&item["reward_per_unit"])?,
            );
            findings.same(
                OFFERS,
                || format!("offer {id} is open"),
                Value::Bool(chain.open),
                item["open"].clone(),
            );
        }
        Ok(())
    }

    async fn proposals(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        findings.begin(PROPOSALS);
        let governor = node.address(Contract::Governor);
        for (item, block) in self.all("v1/proposals", &[]).await? {
            let id = amount(&item["id"])?;
            let chain = node
                .read_at(
                    governor,
                    &Governor::proposalVotesCall { proposalId: id },
                    block,
                )
                .await?;
            let tally = &item["tally"];
            for (what, expected) in [
                ("against", chain.againstVotes),
                ("for", chain.forVotes),
                ("abstain", chain.abstainVotes),
            ] {
                findings.same(
                    PROPOSALS,
                    || format!("{what} votes of proposal {id}"),
                    expected,
                    amount(&tally[what])?,
                );
            }
        }
        Ok(())
    }
}

fn number(value: &Value) -> Result<u64> {
    value
        .as_u64()
        .with_context(|| format!("the API says {value} where a number was expected"))
}

fn text(value: &Value) -> Result<String> {
    let text = value
        .as_str()
        .with_context(|| format!("the API says {value} where a text was expected"))?;
    Ok(text.into())
}

fn amount(value: &Value) -> Result<U256> {
    text(value)?
        .parse()
        .with_context(|| format!("the API says {value} where an amount was expected"))
}

fn address(value: &Value) -> Result<Address> {
    text(value)?
        .parse()
        .with_context(|| format!("the API says {value} where an address was expected"))
}

/// Nobody is null.
fn maybe(value: &Value) -> Result<Address> {
    match value {
        Value::Null => Ok(Address::ZERO),
        _ => address(value),
    }
}
