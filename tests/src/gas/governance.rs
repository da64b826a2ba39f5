//! The operations of governance, beside OpenZeppelin's Governor with its TimelockController and ERC20Votes.
//!
//! Both DAOs stand alike: the same parameters, and the same holders with the same votes since the same times. A proposal is
//! made before anything is measured, another has been voted on by somebody, a third has succeeded, a fourth is queued and
//! its time has come. What is proposed is one call: that a token of the treasury's be sent.

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::sol_types::SolCall;
use anyhow::Result;
use productshare_abi::{Pss, Timelock};

use super::cases::Case;
use super::stage::{Call, Stage};
use crate::dao::{FOR, MIN_DELAY, Proposal, VOTING_DELAY, VOTING_PERIOD};
use crate::solidity::Peer;

const PEER: &str = "OpenZeppelin 5.7.0 Governor with TimelockController";

/// A DAO: ours, or the peer.
struct Dao {
    token: Address,
    governor: Address,
    timelock: Address,
}

/// Both DAOs, with proposals in every state.
pub struct Daos {
    ours: Dao,
    peer: Dao,
}

impl Daos {
    /// Deploys the peer and brings both to the same point.
    pub async fn found(stage: &Stage) -> Result<Self> {
        let (g, w) = (&stage.ground, &stage.ground.wallets);
        let admin = w.deployer.address();
        let delay = U256::from(MIN_DELAY);
        let timelock = g.deploy_solidity("PeerTimelock", &(delay, admin)).await?;
        let arguments = (
            stage.peer_votes,
            timelock,
            U256::from(VOTING_DELAY),
            U256::from(VOTING_PERIOD),
            U256::from(10).pow(U256::from(22)),
            U256::from(4),
        );
        let governor = g.deploy_solidity("PeerPlainGovernor", &arguments).await?;
        for role in ["PROPOSER_ROLE", "CANCELLER_ROLE"] {
            let grant = Timelock::grantRoleCall {
                role: keccak256(role),
                account: governor,
            };
            g.client.send(&w.deployer, timelock, &grant).await?;
        }
        let renounce = Timelock::renounceRoleCall {
            role: B256::ZERO,
            callerConfirmation: admin,
        };
        g.client.send(&w.deployer, timelock, &renounce).await?;
        let daos = Self {
            ours: Dao {
                token: g.pss(),
                governor: g.governor(),
                timelock: g.timelock(),
            },
            peer: Dao {
                token: stage.peer_votes,
                governor,
                timelock,
            },
        };
        daos.endow(stage).await?;
        daos.advance(stage).await?;
        Ok(daos)
    }

    fn both(&self) -> [&Dao; 2] {
        [&self.ours, &self.peer]
    }

    /// The treasury's key proposes and votes; the timelocks have something to spend.
    async fn endow(&self, stage: &Stage) -> Result<()> {
        let (g, w) = (&stage.ground, &stage.ground.wallets);
        let whole = U256::from(10).pow(U256::from(18));
        for dao in self.both() {
            for (to, value) in [
                (dao.timelock, whole * U256::from(1_000)),
                (w.vendor.address(), whole * U256::from(50_000)),
            ] {
                g.client
                    .send(&w.treasury, dao.token, &Pss::transferCall { to, value })
                    .await?;
            }
            for holder in [&w.treasury, &w.vendor] {
                let delegatee = holder.address();
                g.client
                    .send(holder, dao.token, &Pss::delegateCall { delegatee })
                    .await?;
            }
        }
        Ok(())
    }

    /// Brings the proposals to their states.
    async fn advance(&self, stage: &Stage) -> Result<()> {
        let (g, w) = (&stage.ground, &stage.ground.wallets);
        let [_, queued, succeeded, active] = [0, 1, 2, 3];
        for number in [queued, succeeded] {
            for dao in self.both() {
                let propose = dao.proposal(stage, number).propose();
                g.client.send(&w.treasury, dao.governor, &propose).await?;
            }
        }
        g.pass(VOTING_DELAY + 1).await?;
        for number in [queued, succeeded] {
            for dao in self.both() {
                let vote = dao.proposal(stage, number).vote(FOR);
                g.client.send(&w.treasury, dao.governor, &vote).await?;
            }
        }
        g.pass(VOTING_PERIOD + 1).await?;
        for dao in self.both() {
            let queue = dao.proposal(stage, queued).queue();
            g.client.send(&w.treasury, dao.governor, &queue).await?;
            let propose = dao.proposal(stage, active).propose();
            g.client.send(&w.treasury, dao.governor, &propose).await?;
        }
        g.pass(MIN_DELAY).await
    }

    /// The operations; on `active` nobody has voted, and the voter has not voted on anything.
    pub fn cases(&self, stage: &Stage) -> Vec<Case> {
        let w = &stage.ground.wallets;
        let case = |op, call: &dyn Fn(&Dao) -> Call| Case {
            op,
            ours: call(&self.ours),
            peer: Some((PEER, call(&self.peer))),
        };
        let call = |from, dao: &Dao, call: Vec<u8>| Call::raw(from, dao.governor, call);
        let [new, queued, succeeded, active] = [0, 1, 2, 3];
        vec![
            case("governor.propose", &|dao| {
                let propose = dao.proposal(stage, new).propose();
                call(&w.treasury, dao, propose.abi_encode())
            }),
            case("governor.cast_vote", &|dao| {
                let vote = dao.proposal(stage, active).vote(FOR);
                call(&w.vendor, dao, vote.abi_encode())
            }),
            case("governor.cast_vote.again", &|dao| {
                let vote = dao.proposal(stage, active).vote(FOR);
                call(&w.treasury, dao, vote.abi_encode())
            }),
            case("governor.queue", &|dao| {
                let queue = dao.proposal(stage, succeeded).queue();
                call(&w.relayer, dao, queue.abi_encode())
            }),
            case("governor.execute", &|dao| {
                let execute = dao.proposal(stage, queued).execute();
                call(&w.relayer, dao, execute.abi_encode())
            }),
        ]
    }
}

impl Dao {
    /// That the timelock send a token to somebody who has some.
    fn proposal(&self, stage: &Stage, number: u64) -> Proposal {
        let to = stage.ground.wallets.alice.address();
        let give = Peer::transferCall {
            to,
            value: U256::from(1),
        };
        Proposal::new(format!("# Grant {number}\n\nOne unit for Alice.")).call(self.token, &give)
    }
}
