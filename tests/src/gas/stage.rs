//! The state that every operation of the gas table is measured on: warm balances, allowances, nonces, checkpoints.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolStruct};
use anyhow::{Result, ensure};
use devchain::chain::{Config, NITRO_DEV_KEY};
use productshare_abi::system::{ARB_WASM_CACHE, ArbWasmCache};
use productshare_abi::{Psc, Pss, Reserve};

use super::floor::Cost;
use crate::client::request;
use crate::ground::{Ground, Options};
use crate::solidity::{Peer, TestAsset};
use crate::typed::{self, ReserveAttestation};
use crate::wallets;

/// Block 0's time and the distance of blocks: fixed, for a time stamp's bytes are part of what is paid for.
const GENESIS: u64 = 1_750_000_000;
const BLOCK_SECS: u64 = 12;
/// Longer than the table takes.
pub const VOTING_PERIOD: u64 = 5_000;
/// Enough for every operation; the receipt counts what was used.
const GAS_LIMIT: u64 = 3_000_000;
/// One PSC.
pub const PSC: u64 = 1_000_000;

/// A signed-for call that is measured.
pub struct Call {
    pub from: Address,
    pub to: Address,
    pub input: Bytes,
}

impl Call {
    pub fn new(from: &PrivateKeySigner, to: Address, call: &impl SolCall) -> Self {
        Self::raw(from, to, call.abi_encode())
    }

    /// A call that is encoded already.
    pub fn raw(from: &PrivateKeySigner, to: Address, input: Vec<u8>) -> Self {
        Self {
            from: from.address(),
            to,
            input: input.into(),
        }
    }
}

/// The prepared chain.
pub struct Stage {
    pub ground: Ground,
    /// OpenZeppelin's ERC20Permit, ERC-3009 and ERC20Votes.
    pub peer_permit: Address,
    pub peer_authorization: Address,
    pub peer_votes: Address,
    /// Ten holders for the batched transfer.
    pub payees: Vec<Address>,
    /// The attestation in force.
    pub attestation: ReserveAttestation,
}

impl Stage {
    /// Lays out the chain and everybody's holdings.
    pub async fn set() -> Result<Self> {
        let config = Config {
            accounts: wallets::COUNT,
            genesis_timestamp: Some(GENESIS),
            ..Config::default()
        };
        let ground = Ground::start_with(Options {
            chain: config,
            block_secs: Some(BLOCK_SECS),
            overrides: vec![format!("governor.voting_period_secs={VOTING_PERIOD}")],
            ..Options::default()
        })
        .await?;
        let (treasury, supply) = (
            ground.wallets.treasury.address(),
            U256::from(10).pow(U256::from(24)),
        );
        let peer_permit = ground
            .deploy_solidity("PeerPermit", &(treasury, supply))
            .await?;
        let peer_authorization = ground
            .deploy_solidity("PeerAuthorization", &(treasury, supply))
            .await?;
        let peer_votes = ground
            .deploy_solidity("PeerVotes", &(treasury, supply))
            .await?;
        let payees = (1..=10u8)
            .map(|i| Address::from_slice(&keccak256([i])[12..]))
            .collect();
        let attestation = ReserveAttestation {
            amount: U256::from(100_000 * PSC),
            settled: U256::ZERO,
            asOf: ground.client.now().await?,
            validUntil: GENESIS + 10_000_000,
            compositionHash: keccak256("composition"),
            uri: "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi".into(),
            previousHash: B256::ZERO,
        };
        let stage = Self {
            ground,
            peer_permit,
            peer_authorization,
            peer_votes,
            payees,
            attestation,
        };
        stage.prepare_cash().await?;
        stage.prepare_reserve().await?;
        stage.prepare_stake().await?;
        Ok(stage)
    }

    /// Alice and Bob and ten payees hold cash; Alice has let the relayer spend, once by permit.
    async fn prepare_cash(&self) -> Result<()> {
        let (g, w) = (&self.ground, &self.ground.wallets);
        let million = U256::from(1_000_000 * PSC);
        g.client
            .send(
                &w.alice,
                g.asset,
                &TestAsset::mintCall {
                    to: w.alice.address(),
                    value: million * U256::from(4),
                },
            )
            .await?;
        let allow = TestAsset::approveCall {
            spender: g.reserve(),
            value: million * U256::from(3),
        };
        g.client.send(&w.alice, g.asset, &allow).await?;
        let issue = Reserve::issueCall {
            amount: million,
            to: w.alice.address(),
        };
        g.client.send(&w.alice, g.reserve(), &issue).await?;
        for token in [self.peer_permit, self.peer_authorization] {
            self.send(
                &w.treasury,
                token,
                &Peer::transferCall {
                    to: w.alice.address(),
                    value: million,
                },
            )
            .await?;
        }
        for token in [g.psc(), self.peer_permit, self.peer_authorization] {
            for to in self
                .payees
                .iter()
                .copied()
                .chain([w.bob.address(), w.relayer.address()])
            {
                self.send(
                    &w.alice,
                    token,
                    &Peer::transferCall {
                        to,
                        value: U256::from(1_000 * PSC),
                    },
                )
                .await?;
            }
        }
        for token in [g.psc(), self.peer_permit] {
            let approve = Peer::approveCall {
                spender: w.relayer.address(),
                value: U256::from(1_000 * PSC),
            };
            self.send(&w.alice, token, &approve).await?;
            let permit = self.permit(token, &w.alice, w.relayer.address(), U256::ZERO);
            self.send(&w.relayer, token, &permit).await?;
        }
        Ok(())
    }

    /// An attestation is in force, some of it is minted, and a redemption waits for its settlement.
    async fn prepare_reserve(&self) -> Result<()> {
        let (g, w) = (&self.ground, &self.ground.wallets);
        self.send(&w.relayer, g.reserve(), &self.attest(&self.attestation))
            .await?;
        let mint = Reserve::mintAttestedCall {
            to: w.alice.address(),
            amount: U256::from(10_000 * PSC),
        };
        self.send(&w.issuer, g.reserve(), &mint).await?;
        let approve = Psc::approveCall {
            spender: g.reserve(),
            value: U256::from(100_000 * PSC),
        };
        self.send(&w.alice, g.psc(), &approve).await?;
        let settled = self
            .send(&w.alice, g.reserve(), &self.request_redemption())
            .await;
        settled?;
        self.send(
            &w.issuer,
            g.reserve(),
            &Reserve::settleRedemptionCall { id: 1 },
        )
        .await?;
        self.send(&w.alice, g.reserve(), &self.request_redemption())
            .await?;
        self.send(&w.alice, g.reserve(), &self.request_redemption())
            .await
    }

    /// Alice and Bob hold stake without delegates. Two pairs of holders vote for themselves and have a history: the
    /// attestors of two checkpoints each, issuer and pauser of three. PSS keeps two old checkpoints in a slot, so that
    /// every other change of votes opens a slot: the pairs stand before one that does not and one that does.
    async fn prepare_stake(&self) -> Result<()> {
        let (g, w) = (&self.ground, &self.ground.wallets);
        let pairs = [
            (&w.attestors[0], &w.attestors[1], 1),
            (&w.issuer, &w.pauser, 2),
        ];
        for token in [g.pss(), self.peer_votes] {
            for holder in [
                &w.alice, &w.bob, pairs[0].0, pairs[0].1, pairs[1].0, pairs[1].1,
            ] {
                let value = U256::from(10).pow(U256::from(21));
                let to = holder.address();
                self.send(&w.treasury, token, &Peer::transferCall { to, value })
                    .await?;
            }
            for (from, to, transfers) in pairs {
                for holder in [from, to] {
                    let delegatee = holder.address();
                    self.send(holder, token, &Peer::delegateCall { delegatee })
                        .await?;
                }
                let transfer = Peer::transferCall {
                    to: to.address(),
                    value: U256::from(1),
                };
                for _ in 0..transfers {
                    self.send(from, token, &transfer).await?;
                }
            }
            let permit = self.permit(token, &w.alice, w.relayer.address(), U256::ZERO);
            self.send(&w.relayer, token, &permit).await?;
        }
        let lock = Pss::lockCall {
            account: w.alice.address(),
            value: U256::from(PSC),
        };
        self.send(&w.locker, g.pss(), &lock).await
    }

    /// A permit of `owner` for 500 PSC at `nonce`, signed.
    pub fn permit(
        &self,
        token: Address,
        owner: &PrivateKeySigner,
        spender: Address,
        nonce: U256,
    ) -> Peer::permitCall {
        let (value, deadline) = (U256::from(500 * PSC), U256::MAX);
        let message = typed::Permit {
            owner: owner.address(),
            spender,
            value,
            nonce,
            deadline,
        };
        let (v, r, s) = typed::sign_vrs(owner, &self.domain(token), &message);
        Peer::permitCall {
            owner: owner.address(),
            spender,
            value,
            deadline,
            v,
            r,
            s,
        }
    }

    /// The domain of one of the tokens.
    pub fn domain(&self, token: Address) -> alloy::sol_types::Eip712Domain {
        let g = &self.ground;
        let name = match token {
            t if t == g.psc() => "ShareCash",
            t if t == g.pss() => "StakeShare",
            t if t == self.peer_votes => "Peer Stake",
            _ => "Peer Cash",
        };
        typed::domain(name, g.client.chain_id, token)
    }

    /// Two attestors' signatures under `attestation`.
    pub fn attest(&self, attestation: &ReserveAttestation) -> Reserve::attestCall {
        let g = &self.ground;
        let domain = typed::reserve_domain(g.client.chain_id, g.reserve());
        Reserve::attestCall {
            amount: attestation.amount,
            settled: attestation.settled,
            asOf: attestation.asOf,
            validUntil: attestation.validUntil,
            compositionHash: attestation.compositionHash,
            uri: attestation.uri.clone(),
            previousHash: attestation.previousHash,
            signatures: typed::sign_attestation(&g.wallets.attestors[..2], &domain, attestation),
        }
    }

    /// The attestation that follows the one in force.
    pub fn next_attestation(&self, as_of: u64, settled: U256) -> ReserveAttestation {
        ReserveAttestation {
            asOf: as_of,
            settled,
            previousHash: self.attestation.eip712_hash_struct(),
            ..self.attestation.clone()
        }
    }

    /// A request of Alice's that the issuer pay her 100 outside the chain.
    pub fn request_redemption(&self) -> Reserve::requestRedemptionCall {
        Reserve::requestRedemptionCall {
            issuer: self.ground.wallets.issuer.address(),
            amount: U256::from(100 * PSC),
            paymentReference: keccak256("IBAN"),
        }
    }

    /// Puts the programs into ArbOS's cache or out of it, as the chain's owner may.
    pub async fn set_cached(&self, cached: bool) -> Result<()> {
        let owner = PrivateKeySigner::from_bytes(&NITRO_DEV_KEY)?;
        for contract in self.ground.manifest.contracts.values() {
            let codehash = contract.codehash;
            let is = ArbWasmCache::codehashIsCachedCall { codehash };
            if self.ground.client.read(ARB_WASM_CACHE, &is).await? != cached {
                if cached {
                    let program = contract.address;
                    self.send(
                        &owner,
                        ARB_WASM_CACHE,
                        &ArbWasmCache::cacheProgramCall { program },
                    )
                    .await?;
                } else {
                    self.send(
                        &owner,
                        ARB_WASM_CACHE,
                        &ArbWasmCache::evictCodehashCall { codehash },
                    )
                    .await?;
                }
            }
            ensure!(
                self.ground.client.read(ARB_WASM_CACHE, &is).await? == cached,
                "the program cache did not change"
            );
        }
        Ok(())
    }

    /// What `call` costs on the prepared state, which it leaves as it was.
    pub async fn gas(&self, op: &str, call: &Call) -> Result<Cost> {
        let snapshot = self.ground.chain.snapshot();
        let request =
            request(call.from, Some(call.to), call.input.clone()).with_gas_limit(GAS_LIMIT);
        let sent = self.ground.client.transact(request).await;
        // A failed call is made once more as a read, which says why.
        let sent = match sent {
            Ok(sent) => sent,
            Err(error) => {
                ensure!(self.ground.chain.revert(snapshot), "the snapshot is gone");
                let why = self
                    .ground
                    .client
                    .simulate(call.from, call.to, call.input.clone())
                    .await;
                return Err(why.err().unwrap_or(error).context(op.to_owned()));
            }
        };
        let cost = Cost::of(&self.ground.chain, &sent)?;
        ensure!(self.ground.chain.revert(snapshot), "the snapshot is gone");
        Ok(cost)
    }

    async fn send(&self, from: &PrivateKeySigner, to: Address, call: &impl SolCall) -> Result<()> {
        self.ground.client.send(from, to, call).await.map(|_| ())
    }
}
