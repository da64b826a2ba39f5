//! Capital and governance from two sides: the offering and what its buyers have, pools, stakes, advances, proposals.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use anyhow::Result;
use productshare_abi::{Governor, Offering, StakePools};
use serde_json::{Map, Value, json};

use super::compare::{pick, text};
use crate::world::World;

/// Something that a step touched.
#[derive(Clone, Debug)]
pub enum Fact {
    Offering,
    /// What an account has of the offering.
    Bought(&'static str, Address),
    /// A product's pool.
    Pool(u64),
    /// What an account has in a product's pool.
    Stake(u64, &'static str, Address),
    Advance(u64),
    Proposal(U256),
}

/// As the contracts number them.
const OFFERING_STATES: [&str; 5] = ["pending", "open", "ended", "succeeded", "failed"];
const PROPOSAL_STATES: [&str; 8] = [
    "pending",
    "active",
    "canceled",
    "defeated",
    "succeeded",
    "queued",
    "expired",
    "executed",
];
const ADVANCE_STATES: [&str; 7] = [
    "",
    "announced",
    "drawn",
    "defaulted",
    "written_off",
    "repaid",
    "closed",
];

impl Fact {
    fn name(&self) -> String {
        match self {
            Self::Offering => "offering".into(),
            Self::Bought(name, _) => format!("bought by {name}"),
            Self::Pool(product) => format!("pool {product}"),
            Self::Stake(product, name, _) => format!("stake of {name} in {product}"),
            Self::Advance(id) => format!("advance {id}"),
            Self::Proposal(_) => "proposal".into(),
        }
    }
}

/// What the contracts say after `block`.
pub async fn on_chain(world: &World, block: u64, facts: &[Fact]) -> Result<Value> {
    let chain = Chain { world, block };
    let mut all = Map::new();
    for fact in facts {
        let value = match *fact {
            Fact::Offering => chain.offering().await?,
            Fact::Bought(_, account) => chain.bought(account).await?,
            Fact::Pool(product) => chain.pool(product).await?,
            Fact::Stake(product, _, account) => chain.stake(product, account).await?,
            Fact::Advance(id) => chain.advance(id).await?,
            Fact::Proposal(id) => chain.proposal(id).await?,
        };
        all.insert(fact.name(), value);
    }
    Ok(all.into())
}

/// What the API says of the same.
pub async fn in_api(world: &World, block: u64, facts: &[Fact]) -> Result<Value> {
    let mut all = Map::new();
    for fact in facts {
        let (path, keys): (String, &[&str]) = match fact {
            Fact::Offering => (
                "/v1/offering".into(),
                &["status", "contributed", "claimed", "proceeds", "sold"],
            ),
            Fact::Bought(_, account) => (
                format!("/v1/accounts/{account}/offering"),
                &["contribution", "accepted", "refund", "claimed", "vesting"],
            ),
            Fact::Pool(product) => (
                format!("/v1/pools/{product}"),
                &[
                    "idle",
                    "unstreamed",
                    "outstanding",
                    "total_assets",
                    "total_shares",
                    "minimum_since",
                ],
            ),
            Fact::Stake(_, _, account) => (format!("/v1/accounts/{account}/stakes"), &[]),
            Fact::Advance(id) => (
                format!("/v1/advances/{id}"),
                &[
                    "product",
                    "store",
                    "state",
                    "amount",
                    "outstanding",
                    "deposit",
                    "repay_bps",
                ],
            ),
            Fact::Proposal(id) => (
                format!("/v1/proposals/{id}"),
                &["state", "proposer", "snapshot", "deadline", "tally"],
            ),
        };
        let answer = world.api.at(&path, block).await?;
        let value = match fact {
            Fact::Stake(product, ..) => position(&answer, *product),
            Fact::Proposal(_) => {
                let mut proposal = pick(&answer, keys);
                // How many voted the governor does not say.
                proposal["tally"] = pick(&proposal["tally"], &["against", "for", "abstain"]);
                proposal
            }
            _ => pick(&answer, keys),
        };
        all.insert(fact.name(), value);
    }
    Ok(all.into())
}

/// The position in a product's pool among an account's; all zero if there is none.
fn position(stakes: &Value, product: u64) -> Value {
    let none = Vec::new();
    let items = stakes["positions"].as_array().unwrap_or(&none);
    match items.iter().find(|item| item["product"] == product) {
        Some(item) => pick(item, &["shares", "value", "locked"]),
        None => json!({ "shares": "0", "value": "0", "locked": "0" }),
    }
}

struct Chain<'a> {
    world: &'a World,
    block: u64,
}

impl Chain<'_> {
    async fn read<C: SolCall>(&self, to: Address, call: C) -> Result<C::Return> {
        self.world.client.read_at(to, &call, self.block).await
    }

    async fn offering(&self) -> Result<Value> {
        let at = self.world.offering();
        let totals = self.read(at, Offering::totalsCall {}).await?;
        let state = self.read(at, Offering::stateCall {}).await?;
        Ok(json!({
            "status": OFFERING_STATES[usize::from(state)],
            "contributed": text(totals.contributed),
            "claimed": text(totals.claimed),
            "proceeds": text(totals.proceeds),
            "sold": text(totals.sold),
        }))
    }

    async fn bought(&self, account: Address) -> Result<Value> {
        let at = self.world.offering();
        let paid = self
            .read(at, Offering::contributionCall { account })
            .await?;
        let due = self.read(at, Offering::allotmentCall { account }).await?;
        let vesting = self.read(at, Offering::vestingCall { account }).await?;
        Ok(json!({
            "contribution": text(paid.amount),
            "accepted": text(due.accepted),
            "refund": text(due.refund),
            "claimed": paid.claimed,
            "vesting": {
                "total": text(due.allotted),
                "vested": text(vesting.vested),
                "released": text(vesting.released),
                "claimable": text(vesting.releasable),
            },
        }))
    }

    async fn pool(&self, product: u64) -> Result<Value> {
        let at = self.world.stake_pools();
        let pool = self.read(at, StakePools::poolCall { product }).await?;
        let total = self
            .read(at, StakePools::totalAssetsCall { product })
            .await?;
        Ok(json!({
            "idle": text(pool.idle),
            "unstreamed": text(pool.unstreamed),
            "outstanding": text(pool.outstanding),
            "total_assets": text(total),
            "total_shares": text(pool.shares),
            "minimum_since": match pool.minimumSince {
                0 => Value::Null,
                since => since.into(),
            },
        }))
    }

    async fn stake(&self, product: u64, account: Address) -> Result<Value> {
        let at = self.world.stake_pools();
        let position = self
            .read(at, StakePools::positionCall { product, account })
            .await?;
        let shares = position.shares;
        let value = self
            .read(at, StakePools::convertToAssetsCall { product, shares })
            .await?;
        Ok(json!({
            "shares": text(shares),
            "value": text(value),
            "locked": text(position.locked),
        }))
    }

    async fn advance(&self, id: u64) -> Result<Value> {
        let at = self.world.stake_pools();
        let advance = self.read(at, StakePools::advanceCall { id }).await?;
        Ok(json!({
            "product": advance.product,
            "store": advance.store,
            "state": ADVANCE_STATES[usize::from(advance.state)],
            "amount": text(advance.amount),
            "outstanding": text(advance.outstanding),
            "deposit": text(advance.deposit),
            "repay_bps": advance.repayBps,
        }))
    }

    #[allow(non_snake_case)]
    async fn proposal(&self, proposalId: U256) -> Result<Value> {
        let at = self.world.governor();
        let state = self.read(at, Governor::stateCall { proposalId }).await?;
        let proposer = self
            .read(at, Governor::proposalProposerCall { proposalId })
            .await?;
        let snapshot = self
            .read(at, Governor::proposalSnapshotCall { proposalId })
            .await?;
        let deadline = self
            .read(at, Governor::proposalDeadlineCall { proposalId })
            .await?;
        let votes = self
            .read(at, Governor::proposalVotesCall { proposalId })
            .await?;
        Ok(json!({
            "state": PROPOSAL_STATES[usize::from(state)],
            "proposer": proposer.to_checksum(None),
            "snapshot": snapshot.to::<u64>(),
            "deadline": deadline.to::<u64>(),
            "tally": {
                "against": text(votes.againstVotes),
                "for": text(votes.forVotes),
                "abstain": text(votes.abstainVotes),
            },
        }))
    }
}
