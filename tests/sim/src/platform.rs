//! A platform that sells outside the chain and hides receipts. It keeps the fees of what it hides, and loses its part of
//! them; each hidden receipt may be shown by its buyer, who only needs both signatures on it.

use crate::{
    earner::{Earner, PLATFORM},
    money::fees_of,
    random::{For, Random},
    settings::Settings,
    world::Outcome,
};

/// What it does.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Of its receipts, what it hides.
    pub hidden_bps: u64,
    /// Once its bond is too small it registers anew, or never again.
    pub comes_back: bool,
}

impl Plan {
    pub fn honest(&self) -> Self {
        Self {
            hidden_bps: 0,
            ..*self
        }
    }
}

/// What a platform has after all cycles, its bond with it.
pub fn run(settings: &Settings, plan: &Plan, seed: u64) -> Outcome {
    let market = settings.market;
    let receipts = market.platform_sales / market.price;
    let (fee, community) = fees_of(market.price, settings);
    let slash = (settings.slash_factor * (fee + community)).max(settings.slash_min);
    let mut earner = Earner::default();
    let (mut money, mut bond) = (0i128, settings.platform_bond);
    for cycle in 0..market.cycles {
        if bond < settings.platform_bond {
            // What is left of the old bond comes back after the notice.
            if !plan.comes_back {
                break;
            }
            money -= i128::from(settings.platform_bond - bond);
            bond = settings.platform_bond;
        }
        for receipt in 0..receipts {
            let mut random = Random::of(seed, For::Receipt, [cycle, receipt, 0]);
            if !random.chance(plan.hidden_bps) {
                // Fees are collected from the vendor and passed on; the community's fee is its own cost.
                money -= i128::from(community);
                earner.earn(cycle, fee, PLATFORM, fee);
                continue;
            }
            money += i128::from(fee);
            if random.chance(market.challenge_bps) {
                bond -= slash.min(bond);
            }
        }
    }
    money += i128::from(earner.claim(market.cycles));
    // What is left of the bond, less what it put down at first.
    money += i128::from(bond) - i128::from(settings.platform_bond);
    Outcome {
        coalition: money,
        ..Outcome::default()
    }
}
