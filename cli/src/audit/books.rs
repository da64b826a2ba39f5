//! The books that the logs are replayed into, one file for each part of the protocol.
//!
//! A book's `apply` takes one log and checks what can be told from the log and those before it; its `check` compares what came of
//! it with the contract's views. What concerns several contracts is in [`across`].

mod across;
mod checkout;
mod credits;
mod cycles;
mod governor;
mod offering;
mod offers;
mod psc;
mod pss;
mod reserve;
mod splitter;
mod stake_pools;
mod token;

use alloy::sol_types::SolEventInterface;
use anyhow::Result;
use productshare_abi as abi;
use productshare_abi::Contract;

use super::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const LOGS: Claim = Claim::new(
    "logs.decode",
    "every log of the contracts is one of their events",
);

/// Everything that the logs say.
#[derive(Debug)]
pub struct Books {
    pub psc: psc::Psc,
    pub pss: pss::Pss,
    pub reserve: reserve::Reserve,
    pub checkout: checkout::Checkout,
    offers: offers::Offers,
    pub splitter: splitter::Splitter,
    pools: stake_pools::StakePools,
    offering: offering::Offering,
    cycles: cycles::Cycles,
    governor: governor::Governor,
    /// PSC that contracts of the quality network owe to accounts or hold as bonds.
    escrows: across::Escrows,
}

impl Books {
    pub fn new(node: &Node) -> Self {
        Self {
            psc: psc::Psc::default(),
            pss: pss::Pss::default(),
            reserve: reserve::Reserve::new(node),
            checkout: checkout::Checkout::default(),
            offers: offers::Offers::default(),
            splitter: splitter::Splitter::default(),
            pools: stake_pools::StakePools::default(),
            offering: offering::Offering::default(),
            cycles: cycles::Cycles::default(),
            governor: governor::Governor::default(),
            escrows: across::Escrows::default(),
        }
    }

    /// Replays one log.
    pub fn apply(&mut self, entry: &Entry, findings: &mut Findings) {
        use Contract as C;
        let Self {
            psc,
            pss,
            reserve,
            checkout,
            offers,
            splitter,
            pools,
            offering,
            cycles,
            governor,
            escrows,
        } = self;
        let done = match entry.contract {
            C::Psc => with(entry, |event| psc.apply(entry, event, findings)),
            C::Pss => with(entry, |event| pss.apply(entry, event, findings)),
            C::Reserve => with(entry, |event| reserve.apply(entry, event, findings)),
            C::Checkout => with(entry, |event| checkout.apply(entry, event, findings)),
            C::OfferPool => with(entry, |event| offers.apply(entry, event, findings)),
            C::Splitter => with(entry, |event| {
                splitter.apply(entry, event, checkout, findings)
            }),
            C::StakePools => with(entry, |event| pools.apply(entry, event, findings)),
            C::Offering => with(entry, |event| offering.apply(entry, event, findings)),
            C::Cycles => with(entry, |event| cycles.apply(entry, event, findings)),
            C::Governor => with(entry, |event| governor.apply(entry, event, findings)),
            C::Quality => with(entry, |event| escrows.quality(entry, event, findings)),
            C::Experience => with(entry, |event| escrows.experience(entry, event, findings)),
            C::Arbitration => with(entry, |event| escrows.arbitration(entry, event, findings)),
            C::Statements => with(entry, |event| escrows.statements(entry, event, findings)),
            C::Memberships => with(entry, |event| escrows.memberships(entry, event, findings)),
            C::Catalog => with(entry, |_: abi::Catalog::CatalogEvents| ()),
            C::Power => with(entry, |_: abi::Power::PowerEvents| ()),
            C::Timelock => with(entry, |_: abi::Timelock::TimelockEvents| ()),
        };
        findings.holds(LOGS, Some(entry), done.is_some(), || {
            let topic = entry.data.topics().first().copied().unwrap_or_default();
            (
                entry.contract.name().into(),
                "one of its events".into(),
                format!("topic {topic}"),
            )
        });
    }

    /// Compares everything with the contracts.
    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        self.psc.check(node, findings).await?;
        self.reserve.check(node, findings).await?;
        self.pss.check(node, findings).await?;
        self.checkout.check(node, findings).await?;
        self.offers.check(node, findings).await?;
        self.splitter.check(node, findings).await?;
        self.pools.check(node, findings).await?;
        self.offering.check(node, findings).await?;
        self.cycles.check(node, findings).await?;
        self.governor.check(node, findings).await?;
        self.escrows.check(node, findings).await?;
        across::check(self, node, findings).await
    }
}

/// Decodes a log and hands its event on; `None` if it is none.
fn with<E: SolEventInterface>(entry: &Entry, apply: impl FnOnce(E)) -> Option<()> {
    let event = E::decode_raw_log(entry.data.topics(), &entry.data.data).ok()?;
    apply(event);
    Some(())
}
