//! The chain that a run happens on: in this process, without RPC, without signatures, by a clock of its own.

use std::sync::Arc;

use alloy::eips::BlockId;
use alloy::primitives::{Address, TxKind, U256, address};
use alloy::rpc::types::TransactionRequest;
use alloy::sol;
use alloy::sol_types::SolCall;
use anyhow::{Context, Result, anyhow, ensure};
use devchain::chain::{Chain, Config, NITRO_DEV_ACCOUNT, Overrides, Receipt};
use productshare_abi::{Checkout, Psc, Pss, Reserve, Splitter};

use super::actions::{Token, Who};
use super::model::Model;
use super::model::ledger::{Cause, Member};
use super::model::stakes::Stakes;
use crate::ground::{Ground, Options};
use crate::solidity::TestAsset;
use crate::wallets;

/// Vendors, sellers, buyers and co-creators: anybody is any of them. The last one is poor.
pub const ACTORS: usize = 10;
pub const OWNER: Who = 10;
pub const BLOCKLISTER: Who = 11;
pub const ARBITRATOR: Who = 12;
/// Accounts of the first two causes.
pub const CAUSES: [Who; 2] = [13, 14];
pub const CHECKOUT: Who = 15;
pub const POOL: Who = 16;
pub const SPLITTER: Who = 17;
pub const STAKES: Who = 18;
/// All of them.
pub const ACCOUNTS: usize = 19;

/// Block 0's time.
const GENESIS: u64 = 1_800_000_000;
/// More than a cart of the longest kind takes.
const GAS_LIMIT: u64 = 25_000_000;
/// What each actor has of PSC, in units, and a trillion times as much of PSS, which has more decimals; the poor one has a
/// millionth.
const FUNDS: u64 = 10_000_000_000_000;
const PSS_A_UNIT: u64 = 1_000_000_000_000;
/// Where the actors' accounts are; they have no keys.
const FIRST_ACTOR: Address = address!("ac00000000000000000000000000000000000001");

/// Where the chain's owner sets its parameters.
const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");

sol! {
    function setWasmExpiryDays(uint16 count) external;
}

/// The chain and who is on it. Clones share it.
#[derive(Clone)]
pub struct Scene {
    pub chain: Chain,
    pub psc: Address,
    pub pss: Address,
    pub catalog: Address,
    /// Everybody's address.
    pub accounts: Arc<[Address]>,
}

impl Scene {
    /// Deploys everything and funds everybody. The ground goes with its RPC; it must outlive the scene.
    pub async fn set() -> Result<(Ground, Self, Model)> {
        let ground = Ground::start_with(Options {
            chain: Config {
                accounts: wallets::COUNT,
                genesis_timestamp: Some(GENESIS),
                ..Config::default()
            },
            block_secs: Some(1),
            ..Options::default()
        })
        .await?;
        let chain = ground.chain.clone();
        chain.set_auto_impersonate(true);
        let mut accounts: Vec<Address> = (0u8..10)
            .map(|i| {
                let mut actor = FIRST_ACTOR;
                actor[19] += i;
                actor
            })
            .collect();
        let scene = Self {
            chain,
            psc: ground.psc(),
            pss: ground.pss(),
            catalog: ground.catalog(),
            accounts: Arc::from([]),
        };
        let roles: Checkout::parametersReturn =
            scene.view(ground.checkout(), &Checkout::parametersCall {})?;
        let cause = |cause| scene.view(ground.splitter(), &Splitter::causeCall { cause });
        accounts.extend([
            ground.wallets.owner.address(),
            ground.wallets.blocklister.address(),
            roles.arbitrator,
            cause(1)?.account,
            cause(2)?.account,
            ground.checkout(),
            ground.offer_pool(),
            ground.splitter(),
            ground.stake_pools(),
        ]);
        let scene = Self {
            accounts: accounts.into(),
            ..scene
        };
        ensure!(scene.accounts.len() == ACCOUNTS, "an account is missing");
        scene.fund(&ground)?;
        let model = scene.begin(&roles)?;
        Ok((ground, scene, model))
    }

    fn fund(&self, ground: &Ground) -> Result<()> {
        for account in self.accounts.iter() {
            self.chain
                .set_balance(*account, U256::from(10).pow(U256::from(30)));
        }
        // A run goes through years. On a chain that lasts, somebody keeps the programs alive once a year.
        let for_good = setWasmExpiryDaysCall { count: u16::MAX };
        self.must(NITRO_DEV_ACCOUNT, ARB_OWNER, &for_good)?;
        let deployer = ground.wallets.deployer.address();
        let all = U256::from(FUNDS) * U256::from(ACTORS);
        let mint = TestAsset::mintCall {
            to: deployer,
            value: all,
        };
        self.must(deployer, ground.asset, &mint)?;
        let approve = TestAsset::approveCall {
            spender: ground.reserve(),
            value: all,
        };
        self.must(deployer, ground.asset, &approve)?;
        let treasury = ground.wallets.treasury.address();
        for actor in 0..ACTORS {
            let account = self.accounts[actor];
            let amount = U256::from(match actor {
                9 => FUNDS / 1_000_000,
                _ => FUNDS,
            });
            let issue = Reserve::issueCall {
                amount,
                to: account,
            };
            self.must(deployer, ground.reserve(), &issue)?;
            let give = Pss::transferCall {
                to: account,
                value: amount * U256::from(PSS_A_UNIT),
            };
            self.must(treasury, self.pss, &give)?;
            for (token, spender) in [
                (self.psc, CHECKOUT),
                (self.psc, POOL),
                (self.pss, POOL),
                (self.psc, STAKES),
            ] {
                let approve = Psc::approveCall {
                    spender: self.accounts[spender],
                    value: U256::MAX,
                };
                self.must(account, token, &approve)?;
            }
        }
        // Three more causes, of which one has no weight.
        for (actor, weight) in [(6, 1_000), (7, 0), (8, 500)] {
            let add = Splitter::addCauseCall {
                account: self.accounts[actor],
                weight,
                uri: String::new(),
            };
            self.must(self.accounts[OWNER], self.accounts[SPLITTER], &add)?;
        }
        Ok(())
    }

    /// A model of the chain as it is before the first action.
    fn begin(&self, roles: &Checkout::parametersReturn) -> Result<Model> {
        let mut balances = [vec![0; ACCOUNTS], vec![0; ACCOUNTS]];
        for token in Token::ALL {
            for (who, balance) in balances[token.place()].iter_mut().enumerate() {
                *balance = self.balance(token, who)?;
            }
        }
        let causes = vec![CAUSES[0], CAUSES[1], 6, 7, 8];
        let mut model = Model {
            now: self.chain.head().header.timestamp + 1,
            seen: self.chain.head().header.timestamp,
            stores: Vec::new(),
            products: Vec::new(),
            listings: Default::default(),
            offers: Vec::new(),
            orders: Vec::new(),
            shares: Vec::new(),
            sets: Vec::new(),
            disputes: 0,
            share_cap_bps: roles.shareCapBps,
            arbitrator: Some(ARBITRATOR),
            dispute_window_secs: roles.disputeWindowSecs,
            blocked: Default::default(),
            balances,
            credits: vec![0; ACCOUNTS],
            reward_credits: [vec![0; ACCOUNTS], vec![0; ACCOUNTS]],
            profit: 0,
            claimed: [0; 3],
            ledger: Default::default(),
            stakes: Stakes::new(ACCOUNTS),
            names: Default::default(),
            touched: Default::default(),
            causes,
        };
        model.ledger.customers = vec![Member::default(); ACCOUNTS];
        model.ledger.causes = vec![Cause::default(); model.causes.len()];
        Ok(model)
    }

    /// Address of a token.
    pub fn token(&self, token: Token) -> Address {
        match token {
            Token::Psc => self.psc,
            Token::Pss => self.pss,
        }
    }

    /// What an account holds of a token.
    pub fn balance(&self, token: Token, who: Who) -> Result<u128> {
        let account = self.accounts[who];
        let balance = self.view(self.token(token), &Psc::balanceOfCall { account })?;
        u128::try_from(balance).context("a balance beyond 128 bits")
    }

    /// Reads from the latest block.
    pub fn view<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return> {
        let request = request(Address::ZERO, to, call.abi_encode());
        let answer = self
            .chain
            .call(&request, BlockId::latest(), &Overrides::default())
            .map_err(|error| anyhow!("{}: {error}", C::SIGNATURE))?;
        Ok(C::abi_decode_returns(&answer.output)?)
    }

    /// Whether a call would succeed at the latest block.
    pub fn try_call(&self, from: Address, to: Address, input: Vec<u8>) -> bool {
        let request = request(from, to, input);
        let latest = BlockId::latest();
        self.chain
            .call(&request, latest, &Overrides::default())
            .is_ok()
    }

    /// Sends a transaction in a block of this time; it may fail.
    pub fn send(&self, from: Address, to: Address, input: Vec<u8>, time: u64) -> Result<Receipt> {
        self.chain.set_next_block_timestamp(time)?;
        self.mine(from, to, input)
    }

    fn mine(&self, from: Address, to: Address, input: Vec<u8>) -> Result<Receipt> {
        let hash = self.chain.send_request(request(from, to, input))?;
        let mined = self.chain.transaction(hash).context("it was not mined")?;
        Ok(mined.receipt.clone())
    }

    fn must(&self, from: Address, to: Address, call: &impl SolCall) -> Result<()> {
        let receipt = self.mine(from, to, call.abi_encode())?;
        ensure!(
            receipt.success,
            "set-up failed: {}",
            productshare_deploy::revert::explain(&receipt.output)
        );
        Ok(())
    }
}

fn request(from: Address, to: Address, input: Vec<u8>) -> TransactionRequest {
    TransactionRequest {
        from: Some(from),
        to: Some(TxKind::Call(to)),
        input: alloy::primitives::Bytes::from(input).into(),
        gas: Some(GAS_LIMIT),
        ..TransactionRequest::default()
    }
}
