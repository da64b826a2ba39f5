//! The chain's Stylus parameters: what `ArbWasm` reports and `ArbOwner` sets.

/// Stylus parameters of a chain. [`StylusParams::at`] gives a new chain's defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StylusParams {
    /// Stylus version programs are activated for (2, or 3 from ArbOS 59).
    pub version: u16,
    /// Ink per gas.
    pub ink_price: u32,
    /// Stack budget of each frame, in words.
    pub max_stack_depth: u32,
    /// Pages a transaction may hold open free of charge.
    pub free_pages: u16,
    /// Gas for each page above the free ones.
    pub page_gas: u16,
    /// Reported only: the exponential part of the page cost is a fixed table ([`crate::pages::ramp`]).
    pub page_ramp: u64,
    /// Most pages a transaction may hold open at an activation.
    pub page_limit: u16,
    /// Base of a call's init gas, in units of 128 gas.
    pub min_init_gas: u8,
    /// Base of a call's cached init gas, in units of 32 gas.
    pub min_cached_init_gas: u8,
    /// Scale of the init cost, in units of 2 %.
    pub init_cost_scalar: u8,
    /// Scale of the cached init cost, in units of 2 %.
    pub cached_cost_scalar: u8,
    /// Days after which a program must be activated again.
    pub expiry_days: u16,
    /// Days before a program's life may be extended.
    pub keepalive_days: u16,
    /// Programs remembered as used in this block (takes effect from ArbOS 60).
    pub block_cache_size: u16,
    /// Largest decompressed module, in bytes.
    pub max_wasm_size: u32,
    /// Most fragments of a root program; 0 before ArbOS 60.
    pub max_fragment_count: u8,
}

impl StylusParams {
    /// The defaults of a chain that starts at the given ArbOS version (51 or later).
    #[must_use]
    pub const fn at(arbos_version: u64) -> Self {
        let fragments = arbos_version >= 60;
        Self {
            version: if arbos_version >= 59 { 3 } else { 2 },
            ink_price: 10_000,
            max_stack_depth: 22_000,
            free_pages: 2,
            page_gas: 1_000,
            page_ramp: 620_674_314,
            page_limit: 128,
            min_init_gas: 69,
            min_cached_init_gas: 11,
            init_cost_scalar: 50,
            cached_cost_scalar: 50,
            expiry_days: 365,
            keepalive_days: 31,
            block_cache_size: 32,
            max_wasm_size: if fragments { 262_144 } else { 131_072 },
            max_fragment_count: if fragments { 4 } else { 0 },
        }
    }
}
