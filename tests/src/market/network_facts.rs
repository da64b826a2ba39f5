//! The quality network from two sides: reports, trust, disputes, cycles, power.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use anyhow::{Context, Result};
use productshare_abi::{Arbitration, Cycles, Experience, Power, Statements};
use serde_json::{Map, Value, json};

use super::compare::{pick, text};
use crate::world::World;

/// Something of the network that a step touched.
#[derive(Clone, Debug)]
pub enum Part {
    Report(u64),
    /// A product's trust score of a cycle.
    Trust(u64, u64),
    Dispute(u64),
    Cycle(u64),
    Power(&'static str, Address),
    /// What a platform sold outside the chain.
    Statement(u64),
}

/// As the contracts number them.
const REPORT_STATES: [&str; 4] = ["open", "disputed", "struck", "settled"];
const DISPUTE_STATES: [&str; 8] = [
    "", "funding", "matching", "commit", "reveal", "appeal", "umpire", "final",
];

impl Part {
    fn name(&self) -> String {
        match self {
            Self::Report(id) => format!("report {id}"),
            Self::Trust(cycle, product) => format!("trust in {product} of cycle {cycle}"),
            Self::Dispute(id) => format!("dispute {id}"),
            Self::Cycle(cycle) => format!("cycle {cycle}"),
            Self::Power(name, _) => format!("power of {name}"),
            Self::Statement(id) => format!("statement {id}"),
        }
    }
}

/// What the contracts say after `block`.
pub async fn on_chain(world: &World, block: u64, parts: &[Part]) -> Result<Value> {
    let chain = Chain { world, block };
    let mut all = Map::new();
    for part in parts {
        let value = match *part {
            Part::Report(id) => chain.report(id).await?,
            Part::Trust(cycle, product) => chain.trust(cycle, product).await?,
            Part::Dispute(id) => chain.dispute(id).await?,
            Part::Cycle(cycle) => chain.cycle(cycle).await?,
            Part::Power(_, account) => chain.power(account).await?,
            Part::Statement(id) => chain.statement(id).await?,
        };
        all.insert(part.name(), value);
    }
    Ok(all.into())
}

/// What the API says of the same.
pub async fn in_api(world: &World, block: u64, parts: &[Part]) -> Result<Value> {
    let mut all = Map::new();
    for part in parts {
        let ask = async |path: String| world.api.at(&path, block).await;
        let value = match part {
            Part::Report(id) => {
                let report = ask(format!("/v1/experience-reports/{id}")).await?;
                let keys = [
                    "account",
                    "product",
                    "cycle",
                    "conformity",
                    "weight",
                    "state",
                ];
                pick(&report, &keys)
            }
            Part::Trust(cycle, product) => {
                let list = ask(format!("/v1/products/{product}/trust")).await?;
                let items = list["items"].as_array().context("a list of scores")?;
                let of = items.iter().find(|item| item["cycle"] == *cycle);
                pick(of.unwrap_or(&Value::Null), &["score", "weight"])
            }
            Part::Dispute(id) => {
                let dispute = ask(format!("/v1/disputes/{id}")).await?;
                let keys = [
                    "arbitrable",
                    "party",
                    "respondent",
                    "sum",
                    "bond",
                    "state",
                    "deadline",
                    "executed",
                ];
                pick(&dispute, &keys)
            }
            Part::Cycle(cycle) => {
                let of = ask(format!("/v1/cycles/{cycle}")).await?;
                let keys = ["to_reports", "rolled", "community", "extra"];
                let mut fees = pick(&of["fees"], &keys);
                fees["unclaimed"] = of["closing"]["unclaimed"].clone();
                fees["community_unclaimed"] = of["closing"]["community_unclaimed"].clone();
                fees
            }
            Part::Power(_, account) => {
                let power = ask(format!("/v1/accounts/{account}/power")).await?;
                pick(&power, &["effective", "earned", "total"])
            }
            Part::Statement(id) => {
                let statement = ask(format!("/v1/statements/{id}")).await?;
                let keys = [
                    "platform",
                    "from",
                    "until",
                    "lines",
                    "gross",
                    "experience_fee",
                    "community_fee",
                ];
                pick(&statement, &keys)
            }
        };
        all.insert(part.name(), value);
    }
    Ok(all.into())
}

struct Chain<'a> {
    world: &'a World,
    block: u64,
}

impl Chain<'_> {
    async fn read<C: SolCall>(&self, to: Address, call: C) -> Result<C::Return> {
        self.world.client.read_at(to, &call, self.block).await
    }

    async fn report(&self, id: u64) -> Result<Value> {
        let at = self.world.experience();
        let is = self.read(at, Experience::reportCall { id }).await?;
        Ok(json!({
            "account": is.account.to_string(),
            "product": is.product,
            "cycle": is.cycle,
            "conformity": is.conformity,
            "weight": is.weight.to_string(),
            "state": REPORT_STATES[usize::from(is.state)],
        }))
    }

    async fn trust(&self, cycle: u64, product: u64) -> Result<Value> {
        let call = Experience::trustCall { cycle, product };
        let is = self.read(self.world.experience(), call).await?;
        Ok(json!({ "score": is.score, "weight": is.weight.to_string() }))
    }

    async fn dispute(&self, id: u64) -> Result<Value> {
        let call = Arbitration::disputeCall {
            disputeId: U256::from(id),
        };
        let is = self.read(self.world.arbitration(), call).await?;
        Ok(json!({
            "arbitrable": is.arbitrable.to_string(),
            "party": is.party.to_string(),
            "respondent": is.respondent.to_string(),
            "sum": text(is.sum),
            "bond": text(is.bond),
            "state": DISPUTE_STATES[usize::from(is.state)],
            "deadline": is.deadline,
            "executed": is.executed,
        }))
    }

    async fn cycle(&self, cycle: u64) -> Result<Value> {
        let at = self.world.cycles();
        let fees = self.read(at, Cycles::cycleFeesCall { cycle }).await?;
        let shares = self.read(at, Cycles::cycleSharesCall { cycle }).await?;
        let closed = self.read(at, Cycles::progressCall {}).await?.next > cycle;
        let left = |value: U256| closed.then(|| text(value));
        Ok(json!({
            "to_reports": text(fees.reports),
            "rolled": text(fees.rolled),
            "community": text(fees.community),
            "extra": text(fees.extra),
            "unclaimed": left(shares.unclaimed),
            "community_unclaimed": left(shares.communityUnclaimed),
        }))
    }

    async fn statement(&self, id: u64) -> Result<Value> {
        let at = self.world.statements();
        let is = self
            .read(at, Statements::statementCall { statement: id })
            .await?;
        Ok(json!({
            "platform": is.platform,
            "from": is.from,
            "until": is.until,
            "lines": is.lines,
            "gross": text(is.gross),
            "experience_fee": text(is.experienceFee),
            "community_fee": text(is.communityFee),
        }))
    }

    async fn power(&self, account: Address) -> Result<Value> {
        let call = Power::powerOfCall { account };
        let is = self.read(self.world.power(), call).await?;
        Ok(json!({
            "effective": is.effective.to_string(),
            "earned": is.earned.to_string(),
            "total": is.total.to_string(),
        }))
    }
}
