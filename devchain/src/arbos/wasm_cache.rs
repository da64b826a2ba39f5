//! ArbWasmCache, 0x72: which programs are held ready, at a lower price per call.

use super::{
    context::{Cx, Fail, Purity, selector, unknown},
    programs::{self, Unusable},
    sets,
    store::{self, Table},
    wasm,
};
use alloy::{
    primitives::{Address, B256, Bytes},
    sol,
    sol_types::SolCall,
};

sol! {
    interface ArbWasmCache {
        function isCacheManager(address manager) external view returns (bool);
        function allCacheManagers() external view returns (address[] memory managers);
        function cacheProgram(address program) external;
        function evictCodehash(bytes32 codehash) external;
        function codehashIsCached(bytes32 codehash) external view returns (bool);

        event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
    }
}

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    use ArbWasmCache as C;
    use Purity::{View, Write};
    match selector(input)? {
        C::isCacheManagerCall::SELECTOR => {
            cx.answer(View, input, |cx, c: C::isCacheManagerCall| {
                sets::contains(cx, Table::CacheManagers, c.manager)
            })
        }
        C::allCacheManagersCall::SELECTOR => {
            cx.answer(View, input, |cx, _: C::allCacheManagersCall| {
                sets::members(cx, Table::CacheManagers)
            })
        }
        C::codehashIsCachedCall::SELECTOR => {
            cx.answer(View, input, |cx, c: C::codehashIsCachedCall| {
                Ok(programs::read_record(cx, &c.codehash)?.cached)
            })
        }
        C::cacheProgramCall::SELECTOR => cx.answer(Write, input, |cx, c: C::cacheProgramCall| {
            let code_hash = wasm::code_hash(cx, c.program)?;
            set_cached(cx, code_hash, true).map(|()| C::cacheProgramReturn {})
        }),
        C::evictCodehashCall::SELECTOR => cx.answer(Write, input, |cx, c: C::evictCodehashCall| {
            set_cached(cx, c.codehash, false).map(|()| C::evictCodehashReturn {})
        }),
        other => unknown(other),
    }
}

fn may_cache(cx: &mut Cx<'_>, caller: Address) -> Result<bool, Fail> {
    Ok(sets::contains(cx, Table::CacheManagers, caller)?
        || sets::contains(cx, Table::ChainOwners, caller)?)
}

fn set_cached(cx: &mut Cx<'_>, code_hash: B256, cached: bool) -> Result<(), Fail> {
    let caller = cx.caller;
    if !may_cache(cx, caller)? {
        return Err(Fail::BurnAll(format!(
            "{caller} is neither a cache manager nor a chain owner"
        )));
    }
    let params = wasm::params(cx)?;
    let mut record = programs::read_record(cx, &code_hash)?;
    let now = cx.evm.ctx.chain.block.timestamp;
    if cached {
        match record.usable(&params, now) {
            Err(Unusable::NotActivated) => {
                return Err(wasm::unusable(Unusable::NeedsUpgrade {
                    version: 0,
                    stylus: params.version,
                }));
            }
            other => other.map_err(wasm::unusable)?,
        }
    }
    if record.cached == cached {
        return Ok(());
    }
    cx.emit(&ArbWasmCache::UpdateProgramCache {
        manager: caller,
        codehash: code_hash,
        cached,
    })?;
    // Pays for loading the program, now or at a revert.
    cx.burn(u64::from(record.init_cost))?;
    cx.read(store::entry(Table::ModuleHash, &code_hash))?;
    record.cached = cached;
    cx.write(programs::program_slot(&code_hash), record.word())
}
