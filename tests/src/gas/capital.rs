//! The operations of capital, each on a pool that everybody has used before: whatever is written is non-zero before and
//! after. The peer is OpenZeppelin's vault over its token, and its votes with a lock of the same kind as PSS's.

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{Psc, StakePools};

use super::cases::Case;
use super::stage::{Call, PSC, Stage};
use crate::shop::{self, NewProduct};
use crate::solidity::{LockableVotes, Peer, Vault};

const ERC4626: &str = "OpenZeppelin 5.7.0 ERC4626, locking ERC20Votes";
/// Shares per unit at first, as the vault's offset of decimals makes them.
pub const RATE: u64 = 1_000_000;
/// Votes locked for a million units: the pools' parameter.
const LOCK_RATIO: u64 = 100_000_000_000_000_000;

/// A product's pool and the peer's vault, in both of which Alice and somebody else have stakes.
pub struct Pools {
    product: u64,
    vault: Address,
}

impl Pools {
    /// Opens both.
    pub async fn open(stage: &Stage) -> Result<Self> {
        let (g, w) = (&stage.ground, &stage.ground.wallets);
        let store = shop::open_store(g, &w.school, "ipfs://school").await?;
        let product = shop::add_product(g, &w.school, store, &NewProduct::default()).await?;
        let supply = U256::from(10).pow(U256::from(24));
        let votes = g
            .deploy_solidity("PeerLockableVotes", &(w.treasury.address(), supply))
            .await?;
        let ratio = U256::from(LOCK_RATIO);
        let vault = g
            .deploy_solidity("PeerVault", &(stage.peer_permit, votes, ratio))
            .await?;
        let locker = LockableVotes::setLockerCall { account: vault };
        g.client.send(&w.treasury, votes, &locker).await?;
        for token in [g.psc(), stage.peer_permit] {
            let give = Peer::transferCall {
                to: w.school.address(),
                value: U256::from(1_000 * PSC),
            };
            g.client.send(&w.alice, token, &give).await?;
        }
        for holder in [&w.alice, &w.school] {
            let to = holder.address();
            let value = U256::from(10).pow(U256::from(20));
            let give = Peer::transferCall { to, value };
            for token in [g.pss(), votes] {
                g.client.send(&w.treasury, token, &give).await?;
            }
            let assets = U256::from(200 * PSC);
            let approve = |spender| Psc::approveCall {
                spender,
                value: U256::MAX,
            };
            g.client
                .send(holder, g.psc(), &approve(g.stake_pools()))
                .await?;
            let deposit = StakePools::depositCall { product, assets };
            g.client.send(holder, g.stake_pools(), &deposit).await?;
            g.client
                .send(holder, stage.peer_permit, &approve(vault))
                .await?;
            let deposit = Vault::depositCall {
                assets,
                receiver: to,
            };
            g.client.send(holder, vault, &deposit).await?;
        }
        Ok(Self { product, vault })
    }

    /// The product whose pool it is.
    pub const fn product(&self) -> u64 {
        self.product
    }

    /// The operations.
    pub fn cases(&self, stage: &Stage) -> Vec<Case> {
        let (g, alice) = (&stage.ground, &stage.ground.wallets.alice);
        let (product, receiver) = (self.product, alice.address());
        let assets = U256::from(10 * PSC);
        let shares = assets * U256::from(RATE);
        let deposit = StakePools::depositCall { product, assets };
        let redeem = StakePools::redeemCall { product, shares };
        let peer_deposit = Vault::depositCall { assets, receiver };
        let peer_redeem = Vault::redeemCall {
            shares,
            receiver,
            owner: receiver,
        };
        vec![
            Case {
                op: "stake-pools.deposit",
                ours: Call::new(alice, g.stake_pools(), &deposit),
                peer: Some((ERC4626, Call::new(alice, self.vault, &peer_deposit))),
            },
            Case {
                op: "stake-pools.redeem",
                ours: Call::new(alice, g.stake_pools(), &redeem),
                peer: Some((ERC4626, Call::new(alice, self.vault, &peer_redeem))),
            },
        ]
    }
}
