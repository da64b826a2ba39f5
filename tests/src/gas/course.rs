//! Operations that follow from each other, each on what the one before left: none can be measured beside another. What is
//! measured of a kind is the last, once those before have written what is written once.

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use anyhow::{Context, Result, ensure};
use productshare_abi::Psc;

use super::capital::Pools;
use super::floor::Cost;
use super::stage::Stage;
use crate::client::Sent;
use crate::ground::Ground;

/// Gas of each operation of all courses, programs as they are cached now. Each begins where the stage is.
pub async fn measure(stage: &Stage, pools: &Pools) -> Result<Vec<(&'static str, Cost)>> {
    let mut course = Course {
        g: &stage.ground,
        used: Vec::new(),
    };
    let start = course.g.chain.snapshot();
    course.network().await?;
    course.back(start)?;
    let start = course.g.chain.snapshot();
    course.promotion(pools).await?;
    course.back(start)?;
    let start = course.g.chain.snapshot();
    course.sales().await?;
    course.back(start)?;
    let start = course.g.chain.snapshot();
    course.offering().await?;
    course.back(start)?;
    Ok(course.used)
}

/// What happened, as it goes on; what its steps used.
pub struct Course<'a> {
    pub g: &'a Ground,
    used: Vec<(&'static str, Cost)>,
}

impl Course<'_> {
    pub async fn send<C: SolCall>(
        &self,
        who: &PrivateKeySigner,
        at: Address,
        call: C,
    ) -> Result<Sent> {
        self.g.client.send(who, at, &call).await
    }

    /// Measures one of a kind, or the next of it: its figure takes the place of the last.
    pub async fn measure<C: SolCall>(
        &mut self,
        op: &'static str,
        who: &PrivateKeySigner,
        at: Address,
        call: C,
    ) -> Result<Sent> {
        let sent = self.send(who, at, call).await.context(op)?;
        let cost = Cost::of(&self.g.chain, &sent).context(op)?;
        self.used.retain(|(known, _)| *known != op);
        self.used.push((op, cost));
        Ok(sent)
    }

    /// Measures what does not happen here.
    pub async fn measure_aside<C: SolCall>(
        &mut self,
        op: &'static str,
        who: &PrivateKeySigner,
        at: Address,
        call: C,
    ) -> Result<()> {
        let before = self.g.chain.snapshot();
        self.measure(op, who, at, call).await?;
        self.back(before)
    }

    /// Lets a contract take all PSC of an account.
    pub async fn allow(&self, who: &PrivateKeySigner, spender: Address) -> Result<()> {
        let value = U256::MAX;
        let approve = Psc::approveCall { spender, value };
        self.send(who, self.g.psc(), approve).await?;
        Ok(())
    }

    /// Waits for a time.
    pub fn wait(&self, at: u64) -> Result<()> {
        self.g.chain.set_next_block_timestamp(at)?;
        self.g.chain.mine(1, None)?;
        Ok(())
    }

    /// Waits for so many seconds.
    pub async fn pass(&self, secs: u64) -> Result<()> {
        self.wait(self.g.client.now().await? + secs)
    }

    fn back(&self, to: u64) -> Result<()> {
        ensure!(self.g.chain.revert(to), "the snapshot is gone");
        Ok(())
    }
}
