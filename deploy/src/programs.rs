//! Keeping programs alive: how long they still run, what prolonging costs, and their place in the cache.
//!
//! A Stylus program must be activated again every `expiryDays`, or kept alive before that, and after every upgrade of the
//! chain's Stylus version. Anyone may pay for it.

use alloy::{
    primitives::{Address, B256, U256, utils::format_ether},
    rpc::types::BlockOverrides,
    signers::local::PrivateKeySigner,
    sol_types::{SolCall, SolError},
};
use productshare_abi::system::{ARB_WASM, ARB_WASM_CACHE, ArbWasm, ArbWasmCache, CacheManager};
use serde::Serialize;

use crate::{
    contract::Contract,
    deployment::Deployment,
    error::{Error, Result},
    plan::{gas_limit, max_fee, with_margin},
    revert,
    rpc::Request,
};

/// One deployed program.
#[derive(Clone, Debug, Serialize)]
pub struct ProgramStatus {
    pub name: String,
    pub address: Address,
    pub codehash: B256,
    /// Stylus version it is activated for; `None` if it does not run.
    pub version: Option<u16>,
    /// Stylus version of the chain.
    pub chain_version: u16,
    /// Why it does not run.
    pub problem: Option<String>,
    /// Seconds until it must have been kept alive.
    pub secs_left: Option<u64>,
    /// Seconds until it may be kept alive; 0 now.
    pub renewable_in_secs: Option<u64>,
    /// Wei that keeping it alive (or activating it again) costs; at the first moment it can be, if that lies ahead.
    #[serde(with = "option_decimal")]
    pub data_fee: Option<U256>,
    /// Whether its calls skip the cost of preparing it.
    pub cached: bool,
    /// Gas of a call before the program runs: not cached, cached.
    pub init_gas: Option<(u64, u64)>,
}

/// What was sent for a program.
#[derive(Clone, Debug, Serialize)]
pub struct ProgramTx {
    pub name: String,
    /// `activated`, `kept alive`, `cached`, or why nothing was done.
    pub outcome: String,
    pub tx: Option<B256>,
    /// Wei sent along; what the chain did not need came back.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub value: U256,
}

/// What prolonging a program needs.
enum Renewal {
    /// Activate again: it expired, or the chain's Stylus version went on.
    Activate(U256),
    /// Keep alive for that fee.
    Keepalive(U256),
    /// Too young: possible in so many seconds, for about that fee.
    TooSoon(u64, Option<U256>),
}

const DAY: u64 = 86_400;

/// A program of the manifest that something is to be sent for.
struct Program {
    name: String,
    address: Address,
    codehash: B256,
}

/// What to send for a program and what that does, or why nothing is to be sent.
type Errand = Result<(&'static str, Request), String>;

impl Deployment {
    /// Every program of the manifest.
    pub async fn status(&self) -> Result<Vec<ProgramStatus>> {
        let manifest = self.load_manifest()?;
        let chain_version = self.stylus_version().await?;
        let mut all = Vec::new();
        for name in Contract::ALL.map(Contract::name) {
            let record = manifest.contract(name)?;
            let address = record.address;
            if self.rpc.code(address).await?.is_empty() {
                return Err(Error::OtherChain {
                    what: name.into(),
                    address,
                    path: self.manifest.clone(),
                });
            }
            let (version, problem) = self.version(address).await?;
            let time_left = self
                .answer(ArbWasm::programTimeLeftCall { program: address })
                .await?
                .ok();
            let init_gas = self
                .answer(ArbWasm::programInitGasCall { program: address })
                .await?
                .ok();
            let cached = self
                .rpc
                .view(
                    ARB_WASM_CACHE,
                    ArbWasmCache::codehashIsCachedCall {
                        codehash: record.codehash,
                    },
                )
                .await?;
            let (renewable_in_secs, data_fee) = match self.renewal(address, record.codehash).await?
            {
                Renewal::Activate(fee) | Renewal::Keepalive(fee) => (Some(0), Some(fee)),
                Renewal::TooSoon(secs, fee) => (Some(secs), fee),
            };
            all.push(ProgramStatus {
                name: name.into(),
                address,
                codehash: record.codehash,
                version,
                chain_version,
                problem,
                secs_left: time_left,
                renewable_in_secs,
                data_fee,
                cached,
                init_gas: init_gas.map(|g| (g.gas, g.gasWhenCached)),
            });
        }
        Ok(all)
    }

    /// Prolongs each program that may be prolonged, and activates again each that no longer runs.
    pub async fn keepalive(
        &self,
        signer: &PrivateKeySigner,
        names: &[String],
    ) -> Result<Vec<ProgramTx>> {
        let errand = async |program: &Program| {
            let Program {
                address, codehash, ..
            } = *program;
            let (outcome, data, fee) = match self.renewal(address, codehash).await? {
                Renewal::Activate(fee) => {
                    let call = ArbWasm::activateProgramCall { program: address };
                    ("activated", call.abi_encode(), fee)
                }
                Renewal::Keepalive(fee) => {
                    let call = ArbWasm::codehashKeepaliveCall { codehash };
                    ("kept alive", call.abi_encode(), fee)
                }
                Renewal::TooSoon(secs, _) => {
                    let days = secs.div_ceil(DAY);
                    return Ok(Err(format!("not yet: may be kept alive in {days} days")));
                }
            };
            let request = Request {
                to: ARB_WASM,
                data: data.into(),
                value: with_margin(fee),
            };
            Ok(Ok((outcome, request)))
        };
        self.send_each(signer, self.chosen(names)?, errand).await
    }

    /// Bids for a place in the program cache: `bid` wei each, the least that wins if `None`.
    pub async fn cache(
        &self,
        signer: &PrivateKeySigner,
        names: &[String],
        bid: Option<U256>,
    ) -> Result<Vec<ProgramTx>> {
        let managers = self
            .rpc
            .view(ARB_WASM_CACHE, ArbWasmCache::allCacheManagersCall {})
            .await?;
        let Some(manager) = managers.last().copied() else {
            return Err(Error::Rpc {
                what: "bidding for the cache".into(),
                reason: "the chain has no cache manager".into(),
            });
        };
        let errand = async |program: &Program| {
            let Program {
                address, codehash, ..
            } = *program;
            if let (None, problem) = self.version(address).await? {
                return Err(Error::Unactivated {
                    name: program.name.clone(),
                    address,
                    reason: problem.unwrap_or_default(),
                });
            }
            let cached = ArbWasmCache::codehashIsCachedCall { codehash };
            if self.rpc.view(ARB_WASM_CACHE, cached).await? {
                return Ok(Err("cached already".into()));
            }
            let value = match bid {
                Some(bid) => bid,
                None => {
                    let call = CacheManager::getMinBidCall { program: address };
                    U256::from(self.rpc.view(manager, call).await?)
                }
            };
            let call = CacheManager::placeBidCall { program: address };
            let request = Request {
                to: manager,
                data: call.abi_encode().into(),
                value,
            };
            Ok(Ok(("cached", request)))
        };
        self.send_each(signer, self.chosen(names)?, errand).await
    }

    /// The named contracts, or all.
    fn chosen(&self, names: &[String]) -> Result<Vec<Program>> {
        let manifest = self.load_manifest()?;
        let names: Vec<String> = if names.is_empty() {
            Contract::ALL.iter().map(ToString::to_string).collect()
        } else {
            names.to_vec()
        };
        names
            .into_iter()
            .map(|name| {
                let record = manifest.contract(&name)?;
                Ok(Program {
                    name,
                    address: record.address,
                    codehash: record.codehash,
                })
            })
            .collect()
    }

    /// Sends what is to be sent, after making sure that the account can pay for all of it.
    async fn send_each(
        &self,
        signer: &PrivateKeySigner,
        programs: Vec<Program>,
        errand: impl AsyncFn(&Program) -> Result<Errand>,
    ) -> Result<Vec<ProgramTx>> {
        let account = signer.address();
        let fee = max_fee(self.rpc.gas_price().await?);
        let mut needed = U256::ZERO;
        for program in &programs {
            if let Ok((outcome, request)) = errand(program).await? {
                let what = format!("{}: {outcome}", program.name);
                let gas = gas_limit(self.rpc.estimate(&what, account, &request).await?);
                needed += U256::from(gas) * U256::from(fee) + request.value;
            }
        }
        let balance = self.rpc.balance(account).await?;
        if balance < needed {
            return Err(Error::Balance {
                account,
                balance,
                needed,
            });
        }
        let mut sent = Vec::new();
        for program in programs {
            // Asked again, for each activation and each place taken makes the next one dearer.
            let (outcome, tx, value) = match errand(&program).await? {
                Ok((outcome, request)) => {
                    let what = format!("{}: {outcome}", program.name);
                    let tx = self.send(signer, &what, &request).await?;
                    (outcome.into(), Some(tx), request.value)
                }
                Err(why) => (why, None, U256::ZERO),
            };
            sent.push(ProgramTx {
                name: program.name,
                outcome,
                tx,
                value,
            });
        }
        Ok(sent)
    }

    /// Sends one transaction and waits until it is mined.
    async fn send(&self, signer: &PrivateKeySigner, what: &str, request: &Request) -> Result<B256> {
        let account = signer.address();
        let gas = gas_limit(self.rpc.estimate(what, account, request).await?);
        let fee = max_fee(self.rpc.gas_price().await?);
        let signed = self.rpc.sign(signer, request, gas, fee).await?;
        self.rpc.send_raw(what, &signed.raw).await?;
        let mined = self.rpc.wait(what, signed.hash).await?;
        if !mined.ok {
            return Err(Error::Failed {
                reason: self.rpc.failure(account, request, mined.block).await,
                what: what.into(),
                tx: signed.hash,
            });
        }
        Ok(signed.hash)
    }

    /// Stylus version a program runs under, or why it does not run.
    async fn version(&self, program: Address) -> Result<(Option<u16>, Option<String>)> {
        Ok(
            match self.answer(ArbWasm::programVersionCall { program }).await? {
                Ok(version) => (Some(version), None),
                Err(data) => (None, Some(revert::explain(&data))),
            },
        )
    }

    async fn renewal(&self, program: Address, codehash: B256) -> Result<Renewal> {
        if self.version(program).await?.0.is_none() {
            let call = ArbWasm::activateProgramCall { program };
            let one_ether = U256::from(10).pow(U256::from(18));
            let answer = self
                .rpc
                .try_view(ARB_WASM, call, one_ether, None, Default::default())
                .await;
            return match answer {
                Ok(activated) => Ok(Renewal::Activate(activated.dataFee)),
                Err(Ok(data)) => Err(Error::Reverts {
                    what: format!("activating {program}"),
                    reason: revert::explain(&data),
                }),
                Err(Err(e)) => Err(e),
            };
        }
        match self.keepalive_fee(codehash, None).await? {
            Ok(fee) => Ok(Renewal::Keepalive(fee)),
            Err(age) => {
                let days = self
                    .rpc
                    .view(ARB_WASM, ArbWasm::keepaliveDaysCall {})
                    .await?;
                let secs = (u64::from(days) * DAY).saturating_sub(age);
                let now = self.now().await?;
                let then = BlockOverrides {
                    time: Some(now + secs + DAY),
                    ..BlockOverrides::default()
                };
                // Not every node can pretend to be in the future; the fee is then unknown until it is.
                let fee = self
                    .keepalive_fee(codehash, Some(then))
                    .await
                    .ok()
                    .and_then(Result::ok);
                Ok(Renewal::TooSoon(secs, fee))
            }
        }
    }

    /// What keeping a program alive costs: the chain tells whoever offers nothing. `Err`: its age, if it is too young.
    async fn keepalive_fee(
        &self,
        codehash: B256,
        at: Option<BlockOverrides>,
    ) -> Result<Result<U256, u64>> {
        let call = ArbWasm::codehashKeepaliveCall { codehash };
        let answer = self
            .rpc
            .try_view(ARB_WASM, call, U256::ZERO, at, Default::default())
            .await;
        match answer {
            // Free of charge: nothing to pay.
            Ok(_) => Ok(Ok(U256::ZERO)),
            Err(Ok(data)) => {
                if let Ok(e) = ArbWasm::ProgramInsufficientValue::abi_decode(&data) {
                    return Ok(Ok(e.want));
                }
                if let Ok(e) = ArbWasm::ProgramKeepaliveTooSoon::abi_decode(&data) {
                    return Ok(Err(e.ageInSeconds));
                }
                Err(Error::Reverts {
                    what: "keeping alive".into(),
                    reason: revert::explain(&data),
                })
            }
            Err(Err(e)) => Err(e),
        }
    }

    async fn now(&self) -> Result<u64> {
        use alloy::{consensus::BlockHeader, eips::BlockNumberOrTag, providers::Provider};
        let unknown = |reason: String| Error::Rpc {
            what: "reading the time of the latest block".into(),
            reason,
        };
        let block = self
            .rpc
            .provider()
            .get_block_by_number(BlockNumberOrTag::Latest)
            .await
            .map_err(|e| unknown(e.to_string()))?
            .ok_or_else(|| unknown("there is none".into()))?;
        Ok(block.header.timestamp())
    }

    /// An answer of ArbWasm, or the data of its refusal.
    async fn answer<C: SolCall>(
        &self,
        call: C,
    ) -> Result<Result<C::Return, alloy::primitives::Bytes>> {
        match self
            .rpc
            .try_view(ARB_WASM, call, U256::ZERO, None, Default::default())
            .await
        {
            Ok(answer) => Ok(Ok(answer)),
            Err(Ok(data)) => Ok(Err(data)),
            Err(Err(e)) => Err(e),
        }
    }
}

impl std::fmt::Display for ProgramStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:<10} {}  ", self.name, self.address)?;
        match (self.version, &self.problem) {
            (Some(version), _) => write!(f, "Stylus {version} (chain {})", self.chain_version)?,
            (None, Some(problem)) => write!(f, "DOES NOT RUN: {problem}")?,
            (None, None) => write!(f, "DOES NOT RUN")?,
        }
        if let Some(secs) = self.secs_left {
            write!(f, ", {} days left", secs / DAY)?;
        }
        f.write_str(if self.cached {
            ", cached"
        } else {
            ", not cached"
        })?;
        match (self.renewable_in_secs, self.data_fee) {
            (Some(0), Some(fee)) => write!(f, ", keepalive {} ETH", format_ether(fee)),
            (Some(secs), Some(fee)) => write!(
                f,
                ", keepalive in {} days for about {} ETH",
                secs.div_ceil(DAY),
                format_ether(fee)
            ),
            (Some(secs), None) => write!(f, ", keepalive in {} days", secs.div_ceil(DAY)),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Display for ProgramTx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:<10} {}", self.name, self.outcome)?;
        match self.tx {
            Some(tx) => write!(f, " ({tx}, {} ETH sent along)", format_ether(self.value)),
            None => Ok(()),
        }
    }
}

/// An optional amount as decimal text.
mod option_decimal {
    use alloy::primitives::U256;
    use serde::Serializer;

    pub fn serialize<S: Serializer>(amount: &Option<U256>, s: S) -> Result<S::Ok, S::Error> {
        match amount {
            Some(amount) => s.collect_str(amount),
            None => s.serialize_none(),
        }
    }
}
