//! ArbOwner, 0x70: the chain owner's settings, as far as tools use them. An owner's call is free of charge.

use super::{
    context::{Cx, Fail, Purity, address_word, selector, unknown, word_address},
    programs, sets,
    store::{self, Field, Table},
};
use alloy::{
    primitives::{Bytes, FixedBytes, U256},
    sol,
    sol_types::SolCall,
};
use stylus_vm::StylusParams;

sol! {
    interface ArbOwner {
        function addChainOwner(address newOwner) external;
        function removeChainOwner(address ownerToRemove) external;
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[] memory);
        function setNetworkFeeAccount(address newNetworkFeeAccount) external;
        function getNetworkFeeAccount() external view returns (address);
        function setInfraFeeAccount(address newInfraFeeAccount) external;
        function getInfraFeeAccount() external view returns (address);
        function setL2BaseFee(uint256 priceInWei) external;
        function setMinimumL2BaseFee(uint256 priceInWei) external;
        function setSpeedLimit(uint64 limit) external;
        function setL2GasPricingInertia(uint64 sec) external;
        function setL2GasBacklogTolerance(uint64 sec) external;
        function setL1PricePerUnit(uint256 pricePerUnit) external;
        function setBrotliCompressionLevel(uint64 level) external;
        function setInkPrice(uint32 price) external;
        function setWasmMaxStackDepth(uint32 depth) external;
        function setWasmFreePages(uint16 pages) external;
        function setWasmPageGas(uint16 gas) external;
        function setWasmPageLimit(uint16 limit) external;
        function setWasmMinInitGas(uint64 gas, uint64 cached) external;
        function setWasmInitCostScalar(uint64 percent) external;
        function setWasmExpiryDays(uint16 count) external;
        function setWasmKeepaliveDays(uint16 count) external;
        function setWasmBlockCacheSize(uint16 count) external;
        function setWasmMaxSize(uint32 size) external;
        function addWasmCacheManager(address manager) external;
        function removeWasmCacheManager(address manager) external;

        event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
    }
}

/// Largest stack depth that the engine's native stack is made for.
const MAX_STACK_DEPTH: u32 = 22_000;

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    let method = selector(input)?;
    let caller = cx.caller;
    if !sets::contains(cx, Table::ChainOwners, caller)? {
        return Err(Fail::Revert(format!("{caller} is not a chain owner")));
    }
    cx.free = true;
    let (output, wrote) = dispatch(cx, method, input)?;
    if wrote {
        let data = Bytes::copy_from_slice(input);
        cx.emit(&ArbOwner::OwnerActs {
            method: FixedBytes(method),
            owner: caller,
            data,
        })?;
    }
    Ok(output)
}

fn dispatch(cx: &mut Cx<'_>, method: [u8; 4], input: &[u8]) -> Result<(Bytes, bool), Fail> {
    use ArbOwner as O;
    use Purity::View;
    macro_rules! write {
        ($call:ident, $reply:ident, |$cx:ident, $c:ident| $body:expr) => {
            cx.answer(Purity::Write, input, |$cx, $c: O::$call| {
                $body;
                Ok(O::$reply {})
            })
            .map(|out| (out, true))
        };
    }
    macro_rules! params {
        ($call:ident, $reply:ident, |$p:ident, $c:ident| $body:expr) => {
            write!($call, $reply, |cx, $c| change(cx, |$p| {
                $body;
                Ok(())
            })?)
        };
    }
    match method {
        O::addChainOwnerCall::SELECTOR => {
            write!(addChainOwnerCall, addChainOwnerReturn, |cx, c| sets::add(
                cx,
                Table::ChainOwners,
                c.newOwner
            )?)
        }
        O::removeChainOwnerCall::SELECTOR => {
            write!(removeChainOwnerCall, removeChainOwnerReturn, |cx, c| {
                sets::remove(cx, Table::ChainOwners, c.ownerToRemove)?
            })
        }
        O::addWasmCacheManagerCall::SELECTOR => {
            write!(
                addWasmCacheManagerCall,
                addWasmCacheManagerReturn,
                |cx, c| sets::add(cx, Table::CacheManagers, c.manager)?
            )
        }
        O::removeWasmCacheManagerCall::SELECTOR => {
            write!(
                removeWasmCacheManagerCall,
                removeWasmCacheManagerReturn,
                |cx, c| { sets::remove(cx, Table::CacheManagers, c.manager)? }
            )
        }
        O::setNetworkFeeAccountCall::SELECTOR => {
            write!(
                setNetworkFeeAccountCall,
                setNetworkFeeAccountReturn,
                |cx, c| {
                    set(
                        cx,
                        Field::NetworkFeeAccount,
                        address_word(c.newNetworkFeeAccount),
                    )?
                }
            )
        }
        O::setInfraFeeAccountCall::SELECTOR => {
            write!(setInfraFeeAccountCall, setInfraFeeAccountReturn, |cx, c| {
                set(
                    cx,
                    Field::InfraFeeAccount,
                    address_word(c.newInfraFeeAccount),
                )?
            })
        }
        // The base fee is worked out anew for every block: setting it sets its floor here.
        O::setL2BaseFeeCall::SELECTOR => {
            write!(setL2BaseFeeCall, setL2BaseFeeReturn, |cx, c| set(
                cx,
                Field::MinBaseFee,
                c.priceInWei
            )?)
        }
        O::setMinimumL2BaseFeeCall::SELECTOR => {
            write!(
                setMinimumL2BaseFeeCall,
                setMinimumL2BaseFeeReturn,
                |cx, c| set(cx, Field::MinBaseFee, c.priceInWei)?
            )
        }
        O::setSpeedLimitCall::SELECTOR => {
            write!(setSpeedLimitCall, setSpeedLimitReturn, |cx, c| set(
                cx,
                Field::SpeedLimit,
                U256::from(c.limit)
            )?)
        }
        O::setL2GasPricingInertiaCall::SELECTOR => {
            write!(
                setL2GasPricingInertiaCall,
                setL2GasPricingInertiaReturn,
                |cx, c| { set(cx, Field::PricingInertia, U256::from(c.sec))? }
            )
        }
        O::setL2GasBacklogToleranceCall::SELECTOR => {
            write!(
                setL2GasBacklogToleranceCall,
                setL2GasBacklogToleranceReturn,
                |cx, c| { set(cx, Field::BacklogTolerance, U256::from(c.sec))? }
            )
        }
        O::setL1PricePerUnitCall::SELECTOR => {
            write!(setL1PricePerUnitCall, setL1PricePerUnitReturn, |cx, c| set(
                cx,
                Field::L1PricePerUnit,
                c.pricePerUnit
            )?)
        }
        O::setBrotliCompressionLevelCall::SELECTOR => {
            write!(
                setBrotliCompressionLevelCall,
                setBrotliCompressionLevelReturn,
                |cx, c| { set(cx, Field::BrotliLevel, U256::from(c.level))? }
            )
        }
        O::setInkPriceCall::SELECTOR => params!(setInkPriceCall, setInkPriceReturn, |p, c| {
            if c.price == 0 || c.price >= 1 << 24 {
                return Err(Fail::Revert("ink price must be a positive uint24".into()));
            }
            p.ink_price = c.price
        }),
        O::setWasmMaxStackDepthCall::SELECTOR => params!(
            setWasmMaxStackDepthCall,
            setWasmMaxStackDepthReturn,
            |p, c| { p.max_stack_depth = c.depth.min(MAX_STACK_DEPTH) }
        ),
        O::setWasmFreePagesCall::SELECTOR => {
            params!(setWasmFreePagesCall, setWasmFreePagesReturn, |p, c| p
                .free_pages =
                c.pages)
        }
        O::setWasmPageGasCall::SELECTOR => {
            params!(setWasmPageGasCall, setWasmPageGasReturn, |p, c| p
                .page_gas =
                c.gas)
        }
        O::setWasmPageLimitCall::SELECTOR => {
            params!(setWasmPageLimitCall, setWasmPageLimitReturn, |p, c| p
                .page_limit =
                c.limit)
        }
        O::setWasmMinInitGasCall::SELECTOR => {
            params!(setWasmMinInitGasCall, setWasmMinInitGasReturn, |p, c| {
                p.min_init_gas = byte(c.gas.div_ceil(128));
                p.min_cached_init_gas = byte(c.cached.div_ceil(32))
            })
        }
        O::setWasmInitCostScalarCall::SELECTOR => {
            params!(
                setWasmInitCostScalarCall,
                setWasmInitCostScalarReturn,
                |p, c| { p.init_cost_scalar = byte(c.percent.div_ceil(2)) }
            )
        }
        O::setWasmExpiryDaysCall::SELECTOR => {
            params!(setWasmExpiryDaysCall, setWasmExpiryDaysReturn, |p, c| p
                .expiry_days =
                c.count)
        }
        O::setWasmKeepaliveDaysCall::SELECTOR => {
            params!(
                setWasmKeepaliveDaysCall,
                setWasmKeepaliveDaysReturn,
                |p, c| p.keepalive_days = c.count
            )
        }
        O::setWasmBlockCacheSizeCall::SELECTOR => {
            params!(
                setWasmBlockCacheSizeCall,
                setWasmBlockCacheSizeReturn,
                |p, c| p.block_cache_size = c.count
            )
        }
        O::setWasmMaxSizeCall::SELECTOR => {
            params!(setWasmMaxSizeCall, setWasmMaxSizeReturn, |p, c| p
                .max_wasm_size =
                c.size)
        }
        O::isChainOwnerCall::SELECTOR => {
            view(cx.answer(View, input, |cx, c: O::isChainOwnerCall| {
                sets::contains(cx, Table::ChainOwners, c.addr)
            }))
        }
        O::getAllChainOwnersCall::SELECTOR => {
            view(cx.answer(View, input, |cx, _: O::getAllChainOwnersCall| {
                sets::members(cx, Table::ChainOwners)
            }))
        }
        O::getNetworkFeeAccountCall::SELECTOR => {
            view(
                cx.answer(View, input, |cx, _: O::getNetworkFeeAccountCall| {
                    Ok(word_address(
                        cx.read(store::field(Field::NetworkFeeAccount))?,
                    ))
                }),
            )
        }
        O::getInfraFeeAccountCall::SELECTOR => {
            view(cx.answer(View, input, |cx, _: O::getInfraFeeAccountCall| {
                Ok(word_address(cx.read(store::field(Field::InfraFeeAccount))?))
            }))
        }
        other => view(unknown(other)),
    }
}

fn view(answer: Result<Bytes, Fail>) -> Result<(Bytes, bool), Fail> {
    answer.map(|output| (output, false))
}

fn set(cx: &mut Cx<'_>, field: Field, value: U256) -> Result<(), Fail> {
    cx.write(store::field(field), value)
}

fn change(
    cx: &mut Cx<'_>,
    change: impl FnOnce(&mut StylusParams) -> Result<(), Fail>,
) -> Result<(), Fail> {
    let mut params = programs::params_now(cx.ctx());
    change(&mut params)?;
    programs::write_params(cx, &params)
}

fn byte(units: u64) -> u8 {
    u8::try_from(units).unwrap_or(u8::MAX)
}
