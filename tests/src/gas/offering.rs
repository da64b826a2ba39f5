//! An offering from the first contribution to what vests.

use alloy::primitives::{B256, U256};
use anyhow::Result;
use productshare_abi::Offering;

use super::course::Course;
use super::stage::PSC;
use crate::offering::{self, Contribution, Terms};

const WINDOW_SECS: u64 = 10_000;
const CLIFF_SECS: u64 = 1_000;
const VESTING_SECS: u64 = 100_000;

impl Course<'_> {
    pub(super) async fn offering(&mut self) -> Result<()> {
        let g = self.g;
        let w = &g.wallets;
        let start = g.client.now().await?;
        let for_sale = U256::from(1_000) * U256::from(10).pow(U256::from(18));
        let terms = Terms {
            start,
            end: start + WINDOW_SECS,
            soft_cap: U256::from(200 * PSC),
            hard_cap: U256::from(500 * PSC),
            wallet_cap: U256::from(400 * PSC),
            allow_list: B256::ZERO,
            for_sale,
            cliff_secs: CLIFF_SECS,
            vesting_secs: VESTING_SECS,
        };
        let at = offering::open(g, 1, &terms).await?;
        offering::fund(g, at, for_sale).await?;
        for who in [&w.friend, &w.alice] {
            self.allow(who, at).await?;
            let contribute = Contribution::of(150 * PSC).call();
            self.measure("offering.contribute", who, at, contribute)
                .await?;
        }
        let again = Contribution::of(10 * PSC).call();
        self.measure("offering.contribute.again", &w.alice, at, again)
            .await?;
        self.wait(terms.end)?;
        self.measure(
            "offering.finalize",
            &w.relayer,
            at,
            Offering::finalizeCall {},
        )
        .await?;
        for who in [&w.friend, &w.alice] {
            self.measure("offering.claim", who, at, Offering::claimCall {})
                .await?;
        }
        self.measure("offering.collect", &w.relayer, at, Offering::collectCall {})
            .await?;
        self.pass(VESTING_SECS / 2).await?;
        let account = w.alice.address();
        let release = Offering::releaseCall { account };
        self.measure("offering.release", &w.relayer, at, release)
            .await?;
        Ok(())
    }
}
