//! What the contracts say, in the words of the API.

use alloy::primitives::{Address, B256, U256};
use alloy::providers::Provider;
use alloy::rpc::types::Filter;
use alloy::sol_types::{SolCall, SolEvent};
use anyhow::{Context, Result};
use productshare_abi::{Catalog, Checkout, OfferPool, Psc, Splitter};
use serde_json::{Map, Value, json};

use super::{insert, number, text};
use crate::world::World;

/// The contracts after a block.
pub struct Chain<'a> {
    pub world: &'a World,
    pub block: u64,
}

impl Chain<'_> {
    async fn read<C: SolCall>(&self, to: Address, call: C) -> Result<C::Return> {
        self.world.client.read_at(to, &call, self.block).await
    }

    pub async fn product(&self, product: u64) -> Result<Value> {
        let catalog = self.world.catalog();
        let now = self.read(catalog, Catalog::productCall { product }).await?;
        let store = now.store;
        let live = self
            .read(catalog, Catalog::isLiveCall { product, store })
            .await?;
        let offer = self
            .read(
                self.world.offer_pool(),
                OfferPool::openOfferOfCall { product },
            )
            .await?;
        Ok(json!({
            "store": store,
            "price": text(now.price),
            "version": now.version,
            "inventory": now.inventory,
            "active": now.active,
            "open_to_listings": now.openToListings,
            "available": live,
            "on_sale": live,
            "set": now.set,
            "terms": {
                "profit_bps": now.profitBps,
                "cashback_bps": now.cashbackBps,
                "stake_bps": now.stakeBps,
                "hold_secs": now.holdSecs,
                "cause": now.cause,
            },
            "offer": now.offered.then_some(offer),
        }))
    }

    pub async fn listing(&self, product: u64, store: u64) -> Result<Value> {
        let catalog = self.world.catalog();
        let listed = Catalog::isListedCall { product, store };
        let live = Catalog::isLiveCall { product, store };
        let live = self.read(catalog, live).await?;
        Ok(json!({ "listed": self.read(catalog, listed).await?, "live": live, "on_sale": live }))
    }

    pub async fn offer(&self, offer: u64) -> Result<Value> {
        let now = self
            .read(self.world.offer_pool(), OfferPool::offerCall { id: offer })
            .await?;
        Ok(json!({
            "product": now.product,
            "token": now.token.to_checksum(None),
            "reward_per_unit": text(now.rewardPerUnit),
            "units_left": now.unitsLeft,
            "units_reserved": now.unitsReserved,
            "open": now.open,
        }))
    }

    pub async fn order(&self, id: u64) -> Result<Value> {
        let checkout = self.world.checkout();
        let order = self.read(checkout, Checkout::orderCall { id }).await?;
        let mut sums = Map::new();
        let mut lines = Vec::new();
        for index in 0..order.lines {
            let line = self
                .read(checkout, Checkout::lineCall { order: id, index })
                .await?;
            let state = match line.state {
                1 => "held",
                2 => "disputed",
                3 => "settled",
                4 => "refunded",
                _ => "none",
            };
            let mut fact = json!({
                "product": line.product,
                "via": line.via,
                "price": text(line.price),
                "quantity": line.quantity,
                "units_refunded": line.refunded,
                "state": state,
                "release_at": line.releaseAt,
                "platform": line.platform,
            });
            if matches!(line.state, 1 | 2) {
                fact["terms"] = self.line_terms(id, index).await?;
            }
            if line.state == 3 {
                fact["settlement"] = self.settlement(id, index).await?;
            }
            let left = U256::from(line.quantity - line.refunded) * line.price;
            add(&mut sums, "total", U256::from(line.quantity) * line.price);
            add(
                &mut sums,
                "refunded",
                U256::from(line.refunded) * line.price,
            );
            let settled = if line.state == 3 { left } else { U256::ZERO };
            add(&mut sums, "settled", settled);
            add(&mut sums, "held", left - settled);
            lines.push(fact);
        }
        let mut fact = Value::Object(sums);
        fact["buyer"] = json!(order.buyer.to_checksum(None));
        fact["time"] = json!(order.placedAt);
        fact["lines"] = lines.into();
        Ok(fact)
    }

    async fn line_terms(&self, order: u64, index: u8) -> Result<Value> {
        let terms = self
            .read(
                self.world.checkout(),
                Checkout::lineTermsCall { order, index },
            )
            .await?;
        Ok(json!({
            "profit_bps": terms.profitBps,
            "cashback_bps": terms.cashbackBps,
            "stake_bps": terms.stakeBps,
            "experience_fee_bps": terms.experienceFeeBps,
            "set": terms.set,
            "cause": terms.cause,
            "share": terms.share,
            "offer": terms.offer,
            "reserved": terms.reserved,
        }))
    }

    /// A line's waterfall, which the chain tells in a log only.
    async fn settlement(&self, order: u64, line: u8) -> Result<Value> {
        let filter = Filter::new()
            .address(self.world.checkout())
            .event_signature(Checkout::LineSettled::SIGNATURE_HASH)
            .topic1(B256::from(U256::from(order)))
            .from_block(0)
            .to_block(self.block);
        let logs = self.world.client.provider.get_logs(&filter).await?;
        let settled = logs
            .iter()
            .filter_map(|log| Checkout::LineSettled::decode_log(&log.inner).ok())
            .find(|log| log.line == line)
            .context("a settled line without its log")?;
        Ok(json!({
            "units": settled.units,
            "gross": text(settled.gross),
            "experience_fee": text(settled.experienceFee),
            "community_fee": text(settled.communityFee),
            "cashback": text(settled.cashback),
            "stake_share": text(settled.stakeShare),
            "groups": text(settled.groups),
            "repayment": text(settled.repayment),
            "to_vendor": text(settled.toVendor),
            "vendor": settled.vendor.to_checksum(None),
            "sharer": (!settled.sharer.is_zero()).then(|| settled.sharer.to_checksum(None)),
        }))
    }

    pub async fn share(&self, id: u64) -> Result<Value> {
        let share = self
            .read(self.world.checkout(), Checkout::shareCall { id })
            .await?;
        Ok(json!({
            "order": share.order,
            "line": share.line,
            "product": share.product,
            "sharer": share.sharer.to_checksum(None),
            "cashback_paid": text(share.paid),
        }))
    }

    /// All that an account can claim, with the numbers of what is not zero.
    pub async fn claims(&self, account: Address) -> Result<Value> {
        let (splitter, pool) = (self.world.splitter(), self.world.offer_pool());
        let pending = self
            .read(splitter, Splitter::pendingCall { account })
            .await?;
        let mut claimable = pending;
        let mut sets = Map::new();
        for set in 1..=self.read(splitter, Splitter::setCountCall {}).await? {
            let call = Splitter::pendingSetCall { set, account };
            let due = self.read(splitter, call).await?;
            claimable += due;
            insert(&mut sets, set.to_string(), due);
        }
        let mut causes = Map::new();
        let totals = self.read(splitter, Splitter::causeTotalsCall {}).await?;
        for cause in 1..=totals.count {
            let of = self.read(splitter, Splitter::causeCall { cause }).await?;
            if of.account == account {
                let call = Splitter::pendingCauseCall { cause };
                let due = self.read(splitter, call).await?;
                claimable += due;
                insert(&mut causes, cause.to_string(), due);
            }
        }
        let (psc, pss) = (self.world.psc(), self.world.pss());
        let mut credits = Map::new();
        let due = self
            .read(self.world.checkout(), Checkout::creditCall { account })
            .await?;
        claimable += due;
        insert(&mut credits, format!("checkout {psc}"), due);
        for token in [psc, pss] {
            let due = self
                .read(pool, OfferPool::creditCall { token, account })
                .await?;
            if token == psc {
                claimable += due;
            }
            insert(&mut credits, format!("offer-pool {token}"), due);
        }
        Ok(json!({
            "claimable": text(claimable),
            "pending": text(pending),
            "points": text(self.read(splitter, Splitter::pointsCall { account }).await?),
            "sets": sets,
            "causes": causes,
            "credits": credits,
        }))
    }

    pub async fn groups(&self) -> Result<Value> {
        let splitter = self.world.splitter();
        let totals = self.read(splitter, Splitter::totalsCall {}).await?;
        let causes = self.read(splitter, Splitter::causeTotalsCall {}).await?;
        let call = Psc::balanceOfCall { account: splitter };
        Ok(json!({
            "profit": text(totals.totalProfit),
            "per_group": text(totals.perGroup),
            "unclaimed": text(self.read(self.world.psc(), call).await?),
            "members": {
                "generation": totals.generation,
                "index": text(totals.index),
                "points": text(totals.totalPoints),
                "carry": text(totals.carry),
                "waiting": text(totals.waiting),
            },
            "weighted_causes": {
                "index": text(causes.index),
                "weight": u64::try_from(causes.totalWeight)?,
                "carry": text(causes.carry),
                "waiting": text(causes.waiting),
            },
        }))
    }
}

/// Adds to a sum of the facts.
fn add(sums: &mut Map<String, Value>, name: &str, amount: U256) {
    let before = sums.get(name).and_then(|sum| number(sum).ok());
    sums.insert(
        name.into(),
        text(before.unwrap_or_default() + amount).into(),
    );
}
