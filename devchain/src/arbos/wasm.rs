//! ArbWasm, 0x71: activates programs, tells about them, keeps them alive.

use super::{
    context::{Cx, Fail, Purity, selector, unknown},
    programs::{self, PARAMS_GAS, ProgramRecord, Unusable},
    store::{self, Field, Table},
};
use crate::evm::{
    Ctx,
    program::{self, FormatError},
};
use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    sol,
    sol_types::SolCall,
};
use revm::context::{ContextTr, JournalTr};
use stylus_vm::{StylusParams, cost::ACTIVATION_BASE_GAS};

sol! {
    interface ArbWasm {
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function stylusVersion() external view returns (uint16 version);
        function codehashVersion(bytes32 codehash) external view returns (uint16 version);
        function codehashKeepalive(bytes32 codehash) external payable;
        function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
        function programVersion(address program) external view returns (uint16 version);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        function programMemoryFootprint(address program) external view returns (uint16 footprint);
        function programTimeLeft(address program) external view returns (uint64 secs);
        function inkPrice() external view returns (uint32 price);
        function maxStackDepth() external view returns (uint32 depth);
        function freePages() external view returns (uint16 pages);
        function pageGas() external view returns (uint16 gas);
        function pageRamp() external view returns (uint64 ramp);
        function pageLimit() external view returns (uint16 limit);
        function minInitGas() external view returns (uint64 gas, uint64 cached);
        function initCostScalar() external view returns (uint64 percent);
        function expiryDays() external view returns (uint16 count);
        function keepaliveDays() external view returns (uint16 count);
        function blockCacheSize() external view returns (uint16 count);
        function activationGas() external view returns (uint64 gas);

        event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }
}

/// What reading an account's code hash costs a precompile.
const CODE_HASH_GAS: u64 = 2_600;
/// ArbOS version whose ArbWasm has `activationGas`.
const ACTIVATION_GAS_SINCE: u64 = 59;

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    use ArbWasm as W;
    use Purity::{Payable, View};
    let of_params = |cx: &mut Cx<'_>| params(cx);
    match selector(input)? {
        W::activateProgramCall::SELECTOR => {
            cx.answer(Payable, input, |cx, c: W::activateProgramCall| {
                activate(cx, c.program)
            })
        }
        W::codehashKeepaliveCall::SELECTOR => {
            cx.answer(Payable, input, |cx, c: W::codehashKeepaliveCall| {
                keepalive(cx, c.codehash)
            })
        }
        W::stylusVersionCall::SELECTOR => cx.answer(View, input, |cx, _: W::stylusVersionCall| {
            Ok(of_params(cx)?.version)
        }),
        W::codehashVersionCall::SELECTOR => {
            cx.answer(View, input, |cx, c: W::codehashVersionCall| {
                Ok(active(cx, c.codehash)?.0.version)
            })
        }
        W::codehashAsmSizeCall::SELECTOR => {
            cx.answer(View, input, |cx, c: W::codehashAsmSizeCall| {
                Ok(active(cx, c.codehash)?.0.asm_bytes())
            })
        }
        W::programVersionCall::SELECTOR => {
            cx.answer(View, input, |cx, c: W::programVersionCall| {
                Ok(active_at(cx, c.program)?.0.version)
            })
        }
        W::programInitGasCall::SELECTOR => {
            cx.answer(View, input, |cx, c: W::programInitGasCall| {
                let (record, params) = active_at(cx, c.program)?;
                let gas = record.init_gas(&params);
                Ok(W::programInitGasReturn {
                    gas: gas.charge(false),
                    gasWhenCached: gas.charge(true),
                })
            })
        }
        W::programMemoryFootprintCall::SELECTOR => {
            cx.answer(View, input, |cx, c: W::programMemoryFootprintCall| {
                Ok(active_at(cx, c.program)?.0.footprint)
            })
        }
        W::programTimeLeftCall::SELECTOR => {
            cx.answer(View, input, |cx, c: W::programTimeLeftCall| {
                let (record, params) = active_at(cx, c.program)?;
                Ok(record.time_left(&params, cx.evm.ctx.chain.block.timestamp))
            })
        }
        W::inkPriceCall::SELECTOR => cx.answer(View, input, |cx, _: W::inkPriceCall| {
            Ok(of_params(cx)?.ink_price)
        }),
        W::maxStackDepthCall::SELECTOR => cx.answer(View, input, |cx, _: W::maxStackDepthCall| {
            Ok(of_params(cx)?.max_stack_depth)
        }),
        W::freePagesCall::SELECTOR => cx.answer(View, input, |cx, _: W::freePagesCall| {
            Ok(of_params(cx)?.free_pages)
        }),
        W::pageGasCall::SELECTOR => cx.answer(View, input, |cx, _: W::pageGasCall| {
            Ok(of_params(cx)?.page_gas)
        }),
        W::pageRampCall::SELECTOR => cx.answer(View, input, |cx, _: W::pageRampCall| {
            Ok(of_params(cx)?.page_ramp)
        }),
        W::pageLimitCall::SELECTOR => cx.answer(View, input, |cx, _: W::pageLimitCall| {
            Ok(of_params(cx)?.page_limit)
        }),
        W::minInitGasCall::SELECTOR => cx.answer(View, input, |cx, _: W::minInitGasCall| {
            let p = of_params(cx)?;
            Ok(W::minInitGasReturn {
                gas: u64::from(p.min_init_gas) * 128,
                cached: u64::from(p.min_cached_init_gas) * 32,
            })
        }),
        W::initCostScalarCall::SELECTOR => {
            cx.answer(View, input, |cx, _: W::initCostScalarCall| {
                Ok(u64::from(of_params(cx)?.init_cost_scalar) * 2)
            })
        }
        W::expiryDaysCall::SELECTOR => cx.answer(View, input, |cx, _: W::expiryDaysCall| {
            Ok(of_params(cx)?.expiry_days)
        }),
        W::keepaliveDaysCall::SELECTOR => cx.answer(View, input, |cx, _: W::keepaliveDaysCall| {
            Ok(of_params(cx)?.keepalive_days)
        }),
        W::blockCacheSizeCall::SELECTOR => {
            cx.answer(View, input, |cx, _: W::blockCacheSizeCall| {
                Ok(of_params(cx)?.block_cache_size)
            })
        }
        W::activationGasCall::SELECTOR
            if cx.evm.ctx.chain.block.arbos_version >= ACTIVATION_GAS_SINCE =>
        {
            // A surcharge that the owner may set; no owner's method here does.
            cx.answer(View, input, |cx, _: W::activationGasCall| {
                cx.burn(800).map(|()| 0)
            })
        }
        other => unknown(other),
    }
}

/// The parameters, at their price.
pub(super) fn params(cx: &mut Cx<'_>) -> Result<StylusParams, Fail> {
    cx.burn(PARAMS_GAS)?;
    Ok(programs::params_now(cx.ctx()))
}

/// The code hash of an account, at its price.
pub(super) fn code_hash(cx: &mut Cx<'_>, address: Address) -> Result<B256, Fail> {
    cx.burn(CODE_HASH_GAS)?;
    let Ok(hash) = cx.ctx().journal_mut().code_hash(address);
    Ok(hash.data)
}

/// A program that can run, or the error that says why not.
pub(super) fn active(
    cx: &mut Cx<'_>,
    code_hash: B256,
) -> Result<(ProgramRecord, StylusParams), Fail> {
    let params = params(cx)?;
    let record = programs::read_record(cx, &code_hash)?;
    record
        .usable(&params, cx.evm.ctx.chain.block.timestamp)
        .map_err(unusable)?;
    Ok((record, params))
}

fn active_at(cx: &mut Cx<'_>, program: Address) -> Result<(ProgramRecord, StylusParams), Fail> {
    let code_hash = code_hash(cx, program)?;
    active(cx, code_hash)
}

pub(super) fn unusable(why: Unusable) -> Fail {
    match why {
        Unusable::NotActivated => Fail::error(ArbWasm::ProgramNotActivated {}),
        Unusable::NeedsUpgrade { version, stylus } => Fail::error(ArbWasm::ProgramNeedsUpgrade {
            version,
            stylusVersion: stylus,
        }),
        Unusable::Expired { age } => Fail::error(ArbWasm::ProgramExpired { ageInSeconds: age }),
    }
}

fn activate(cx: &mut Cx<'_>, program: Address) -> Result<ArbWasm::activateProgramReturn, Fail> {
    let (arbos_version, now, debug) = {
        let block = &cx.evm.ctx.chain.block;
        (block.arbos_version, block.timestamp, block.debug)
    };
    if arbos_version >= ACTIVATION_GAS_SINCE {
        cx.burn(800)?;
    }
    cx.burn(ACTIVATION_BASE_GAS)?;
    let (hash, code, destroyed) = {
        let Ok(account) = cx.ctx().journal_mut().load_account_with_code(program);
        let code = account
            .info
            .code
            .clone()
            .unwrap_or_default()
            .original_bytes();
        (account.info.code_hash, code, account.is_selfdestructed())
    };
    if destroyed {
        return Err(Fail::Revert("the program has destroyed itself".into()));
    }
    let params = params(cx)?;
    let old = programs::read_record(cx, &hash)?;
    if old.version == params.version && old.usable(&params, now).is_ok() {
        return Err(Fail::error(ArbWasm::ProgramUpToDate {}));
    }
    if code.is_empty() {
        return Err(Fail::error(ArbWasm::ProgramNotWasm {}));
    }
    if !program::is_program(&code, arbos_version) {
        if arbos_version >= program::FRAGMENTS_SINCE {
            if program::is_fragment(&code, arbos_version) {
                return Err(Fail::Revert(
                    "a fragment cannot be activated: activate the root program instead".into(),
                ));
            }
            return Err(Fail::error(ArbWasm::ProgramNotWasm {}));
        }
        return Err(Fail::Revert("the code is not a Stylus program".into()));
    }
    pay_for_fragments(cx, &code)?;

    let page_limit = params
        .page_limit
        .saturating_sub(cx.evm.ctx.chain.pages.open);
    let compiled = program::activated(hash, params.version, debug, || {
        wasm_of(cx.ctx(), &code, &params)
    })
    .map_err(|e| Fail::BurnAll(format!("cannot activate: {e}")))?;
    let activation = &compiled.activation;
    if activation.footprint > page_limit {
        return Err(Fail::BurnAll(format!(
            "cannot activate: {} initial pages, {page_limit} allowed",
            activation.footprint
        )));
    }
    cx.burn(activation.gas_used)?;

    let module_hash = module_hash(&hash, params.version);
    cx.write(store::entry(Table::ModuleHash, &hash), module_hash.into())?;
    let data_fee = programs::charge_data(cx, activation.asm_estimate)?;
    let record = ProgramRecord {
        version: params.version,
        init_cost: activation.init_cost,
        cached_cost: activation.cached_init_cost,
        footprint: activation.footprint,
        activated_at: programs::hours(now),
        asm_kb: activation.asm_estimate.div_ceil(1024),
        cached: old.cached,
    };
    cx.write(programs::program_slot(&hash), record.word())?;
    pay_data_fee(cx, data_fee)?;
    cx.emit(&ArbWasm::ProgramActivated {
        codehash: hash,
        moduleHash: module_hash,
        program,
        dataFee: data_fee,
        version: params.version,
    })?;
    Ok(ArbWasm::activateProgramReturn {
        version: params.version,
        dataFee: data_fee,
    })
}

fn keepalive(cx: &mut Cx<'_>, code_hash: B256) -> Result<ArbWasm::codehashKeepaliveReturn, Fail> {
    let (mut record, params) = active(cx, code_hash)?;
    let now = cx.evm.ctx.chain.block.timestamp;
    let age = record.age(now);
    if age < programs::keepalive_age(&params) {
        return Err(Fail::error(ArbWasm::ProgramKeepaliveTooSoon {
            ageInSeconds: age,
        }));
    }
    let data_fee = programs::charge_data(cx, record.asm_bytes())?;
    record.activated_at = programs::hours(now);
    cx.write(programs::program_slot(&code_hash), record.word())?;
    pay_data_fee(cx, data_fee)?;
    cx.emit(&ArbWasm::ProgramLifetimeExtended {
        codehash: code_hash,
        dataFee: data_fee,
    })?;
    Ok(ArbWasm::codehashKeepaliveReturn {})
}

/// Sends the fee to the network fee account and the rest of the value back, by plain transfer: no code runs.
fn pay_data_fee(cx: &mut Cx<'_>, fee: U256) -> Result<(), Fail> {
    let Some(rest) = cx.value.checked_sub(fee) else {
        return Err(Fail::error(ArbWasm::ProgramInsufficientValue {
            have: cx.value,
            want: fee,
        }));
    };
    cx.burn(800)?;
    let network =
        super::context::word_address(cx.read_free(store::field(Field::NetworkFeeAccount)));
    let (own, caller) = (cx.address, cx.caller);
    for (to, wei) in [(network, fee), (caller, rest)] {
        let Ok(failed) = cx.ctx().journal_mut().transfer(own, to, wei);
        if failed.is_some() {
            return Err(Fail::Revert("the value did not arrive".into()));
        }
    }
    Ok(())
}

/// Identifies a module. Nitro's is a hash by its prover, which this chain does not have.
fn module_hash(code_hash: &B256, version: u16) -> B256 {
    let mut bytes = [0u8; 34];
    bytes[..32].copy_from_slice(code_hash.as_slice());
    bytes[32..].copy_from_slice(&version.to_be_bytes());
    keccak256(bytes)
}

/// Gas for reading the fragments of a root contract, each before it is read.
fn pay_for_fragments(cx: &mut Cx<'_>, code: &[u8]) -> Result<(), Fail> {
    const MAX_CODE_SIZE: u64 = 24_576;
    let Some(root) = program::root(code) else {
        return Ok(());
    };
    let (_, root) = root.map_err(|e| Fail::BurnAll(e.to_string()))?;
    for fragment in root.fragments {
        let Ok(account) = cx.ctx().journal_mut().load_account_with_code(fragment);
        let touch = if account.is_cold { 2_600 } else { 100 };
        let length = account.info.code.as_ref().map_or(0, |c| c.len()) as u64;
        if cx.gas < touch + 3 * MAX_CODE_SIZE.div_ceil(32) {
            return Err(Fail::BurnAll("out of gas for the largest fragment".into()));
        }
        cx.burn(touch + 3 * length.div_ceil(32))?;
    }
    Ok(())
}

/// The module of a program's code: a classic program's own, or what the fragments of a root make together.
pub(crate) fn wasm_of(
    ctx: &mut Ctx,
    code: &[u8],
    params: &StylusParams,
) -> Result<Vec<u8>, FormatError> {
    let limit = params.max_wasm_size as usize;
    let Some(root) = program::root(code) else {
        return program::decompress(code, limit);
    };
    let (dictionary, root) = root?;
    let count = root.fragments.len();
    if count == 0 || count > usize::from(params.max_fragment_count) || root.length > limit {
        return Err(FormatError::Root);
    }
    let mut stream = Vec::new();
    for address in root.fragments {
        let Ok(account) = ctx.journal_mut().load_account_with_code(address);
        let code = account
            .info
            .code
            .clone()
            .unwrap_or_default()
            .original_bytes();
        stream.extend_from_slice(program::fragment(&code).ok_or(FormatError::Root)?);
    }
    let wasm = program::inflate(dictionary, &stream, root.length)?;
    if wasm.len() != root.length {
        return Err(FormatError::Root);
    }
    Ok(wasm)
}
