//! A pool lends to its store, whose stakers queue meanwhile; it is repaid and pays who waits.

use alloy::primitives::{U256, keccak256};
use anyhow::Result;
use productshare_abi::StakePools;

use super::capital::{Pools, RATE};
use super::course::Course;
use super::stage::PSC;

const DAY: u64 = 86_400;

impl Course<'_> {
    pub(super) async fn promotion(&mut self, pools: &Pools) -> Result<()> {
        let g = self.g;
        let (w, at, product) = (&g.wallets, g.stake_pools(), pools.product());
        let psc = |units: u64| U256::from(units * PSC);
        let plan = StakePools::announceCall {
            product,
            amount: psc(150),
            termSecs: 60 * DAY,
            repayBps: 10_000,
            planHash: keccak256("plan"),
            planUri: "ipfs://plan".into(),
        };
        self.measure("stake-pools.announce", &w.school, at, plan)
            .await?;
        self.pass(3 * DAY).await?;
        let advance = 1;
        let draw = StakePools::drawCall { advance };
        self.measure("stake-pools.draw", &w.school, at, draw)
            .await?;
        // Now less lies idle than Alice has.
        let shares = psc(100) * U256::from(RATE);
        let redeem = StakePools::redeemCall { product, shares };
        self.send(&w.school, at, redeem).await?;
        let account = w.alice.address();
        let position = StakePools::positionCall { product, account };
        let shares = g.client.read(at, &position).await?.shares;
        let queue = StakePools::requestRedeemCall { product, shares };
        self.measure("stake-pools.request_redeem", &w.alice, at, queue.clone())
            .await?;
        let cancel = StakePools::cancelRedeemRequestCall {
            product,
            request: 1,
        };
        self.measure("stake-pools.cancel_redeem_request", &w.alice, at, cancel)
            .await?;
        self.measure("stake-pools.request_redeem", &w.alice, at, queue)
            .await?;
        let repay = |units| StakePools::repayCall {
            advance,
            amount: psc(units),
        };
        self.measure("stake-pools.repay", &w.school, at, repay(50))
            .await?;
        self.send(&w.school, at, repay(100)).await?;
        let fill = StakePools::fillCall { product, max: 1 };
        self.measure("stake-pools.fill", &w.relayer, at, fill)
            .await?;
        let reclaim = StakePools::reclaimDepositCall { advance };
        self.measure("stake-pools.reclaim_deposit", &w.relayer, at, reclaim)
            .await?;
        Ok(())
    }
}
