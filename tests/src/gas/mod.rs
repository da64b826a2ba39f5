//! Gas of the contracts' operations on the real wasm, programs cached and not, beside OpenZeppelin's Solidity for the
//! same operation on the same chain in the same run where there is one.
//!
//! Figures are the receipts' gasUsed with the L1 price at 0. Each is taken on a snapshot of the same prepared state,
//! so that no operation sees what another one wrote, and time advances by a fixed step, so that a run repeats exactly.

mod capital;
mod cases;
mod commerce;
mod course;
mod floor;
mod governance;
mod network;
mod offering;
mod promotion;
mod sales;
pub mod snapshot;
mod stage;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use capital::Pools;
use commerce::Shops;
use governance::Daos;
use stage::Stage;

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// `contract.operation[.case]`; `warm`: every slot written is non-zero before.
    pub op: String,
    /// Gas with the programs in ArbOS's cache.
    pub cached: u64,
    /// Gas without.
    pub uncached: u64,
    /// What storage, events and the transaction itself cost, whatever program does this (see `floor`).
    pub floor: u64,
    /// Which of OpenZeppelin's contracts did the same, if one can.
    pub peer: Option<String>,
    /// Its gas.
    pub peer_gas: Option<u64>,
}

impl Line {
    /// How much a call with cached programs costs above the floor.
    fn above(&self) -> String {
        let above = (self.cached as f64 / self.floor as f64 - 1.0) * 100.0;
        format!("{above:.1} %")
    }
}

/// What the project promises of cached programs: (op, most gas).
pub const LIMITS: [(&str, u64); 5] = [
    ("psc.transfer.warm", 40_000),
    ("pss.transfer.delegated", 60_000),
    ("checkout.direct", DIRECT),
    ("checkout.cross_sold", 350_000),
    // Under 90,000 for each line after the first.
    ("checkout.cart10", DIRECT + 9 * 90_000),
];

/// Most gas of a sale of one line by the vendor herself.
const DIRECT: u64 = 250_000;

/// Measures every operation.
pub async fn measure() -> Result<Vec<Line>> {
    let stage = Stage::set().await?;
    let mut cases = cases::all(&stage).await?;
    cases.extend(Shops::open(&stage).await?.cases(&stage));
    let pools = Pools::open(&stage).await?;
    cases.extend(pools.cases(&stage));
    cases.extend(Daos::found(&stage).await?.cases(&stage));
    let mut lines: Vec<Line> = Vec::with_capacity(cases.len());
    for cached in [true, false] {
        // Both from the same time: what caching takes must not outlast a vote.
        let start = stage.ground.chain.snapshot();
        stage.set_cached(cached).await?;
        for (i, case) in cases.iter().enumerate() {
            let cost = stage.gas(case.op, &case.ours).await?;
            if !cached {
                lines[i].uncached = cost.gas;
                continue;
            }
            let (peer, peer_gas) = match &case.peer {
                Some((name, call)) => (
                    Some((*name).to_owned()),
                    Some(stage.gas(case.op, call).await?.gas),
                ),
                None => (None, None),
            };
            lines.push(Line {
                op: case.op.into(),
                cached: cost.gas,
                uncached: 0,
                floor: cost.floor,
                peer,
                peer_gas,
            });
        }
        for (op, cost) in course::measure(&stage, &pools).await? {
            match lines.iter_mut().find(|line| line.op == op) {
                Some(line) => line.uncached = cost.gas,
                None => lines.push(Line {
                    op: op.into(),
                    cached: cost.gas,
                    uncached: 0,
                    floor: cost.floor,
                    peer: None,
                    peer_gas: None,
                }),
            }
        }
        ensure!(stage.ground.chain.revert(start), "the snapshot is gone");
    }
    Ok(lines)
}

/// Operations that promise to use no more than the peer, programs cached.
pub const NO_MORE_THAN_PEER: [&str; 7] = [
    "governor.propose",
    "governor.cast_vote",
    "governor.cast_vote.again",
    "governor.queue",
    "governor.execute",
    "stake-pools.deposit",
    "stake-pools.redeem",
];

/// A line of complaint for each limit that is exceeded or was not measured.
pub fn exceeded(lines: &[Line]) -> Vec<String> {
    let complaint = |(op, limit): &(&str, u64)| match lines.iter().find(|line| line.op == *op) {
        None => Some(format!("{op} was not measured (limit {limit})")),
        Some(line) if line.cached > *limit => {
            Some(format!("{op} uses {} gas, limit {limit}", line.cached))
        }
        Some(_) => None,
    };
    let beside = |op: &&str| match lines.iter().find(|line| line.op == **op) {
        None => Some(format!("{op} was not measured")),
        Some(Line {
            cached,
            peer_gas: Some(peer),
            ..
        }) if cached <= peer => None,
        Some(line) => Some(format!(
            "{op} uses {} gas, its peer {:?}",
            line.cached, line.peer_gas
        )),
    };
    LIMITS
        .iter()
        .filter_map(complaint)
        .chain(NO_MORE_THAN_PEER.iter().filter_map(beside))
        .collect()
}

/// A table for people.
pub fn table(lines: &[Line]) -> String {
    let mut out = format!(
        "{:<34} {:>8} {:>9} {:>8} {:>7} {:>9} {:>7}  peer\n",
        "operation", "cached", "uncached", "floor", "above", "peer's", "of peer"
    );
    for line in lines {
        let (gas, share) = match line.peer_gas {
            Some(gas) => (
                gas.to_string(),
                format!("{:.0} %", line.cached as f64 / gas as f64 * 100.0),
            ),
            None => ("-".into(), "-".into()),
        };
        let peer = line.peer.as_deref().unwrap_or("-");
        out += &format!(
            "{:<34} {:>8} {:>9} {:>8} {:>7} {gas:>9} {share:>7}  {peer}\n",
            line.op,
            line.cached,
            line.uncached,
            line.floor,
            line.above(),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(op: &str, cached: u64) -> Line {
        Line {
            op: op.into(),
            cached,
            uncached: cached,
            floor: cached,
            peer: None,
            peer_gas: None,
        }
    }

    #[test]
    fn exceeded_names_what_is_over_and_what_is_missing() {
        let peers = NO_MORE_THAN_PEER.map(|op| Line {
            peer_gas: Some(1),
            ..line(op, 1)
        });
        let kept: Vec<Line> = LIMITS
            .map(|(op, limit)| line(op, limit))
            .into_iter()
            .chain(peers.clone())
            .collect();
        assert_eq!(exceeded(&kept), [""; 0]);
        let complaints = exceeded(&[line("psc.transfer.warm", 40_001)]);
        assert_eq!(complaints.len(), LIMITS.len() + peers.len());
        let mut dear = kept.clone();
        dear.last_mut().unwrap().cached = 2;
        assert_eq!(exceeded(&dear).len(), 1);
        assert!(complaints[0].contains("40001") && complaints[1].contains("not measured"));
    }
}
