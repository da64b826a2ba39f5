//! Gas formulas around a program: what activating it and calling it costs. Pure functions, all rounding down unless said.

use crate::{Activation, StylusParams};

/// Gas per microsecond of estimated work: 7,000,000 gas in 500,000 µs, doubled for safety.
const GAS_PER_MICROSECOND: u64 = 28;

/// Gas an activation burns before it looks at the program.
pub const ACTIVATION_BASE_GAS: u64 = 1_659_168;

/// What the metered part of an activation counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActivationWork {
    /// Bytes of the module.
    pub wasm_len: u64,
    /// Defined functions.
    pub functions: u64,
    /// Bytes of the data segments' contents, without headers.
    pub data_len: u64,
    /// Bytes of element segment entries, headers included.
    pub element_len: u64,
    /// Initial memory pages.
    pub pages: u64,
    /// Operators of all functions after instrumentation.
    pub operators: u64,
}

impl ActivationWork {
    /// Gas of the metered part of an activation (the fixed part is the chain's).
    #[must_use]
    pub fn gas(self) -> u64 {
        let part = |count: u64, multiplier: u64, divisor: u64| {
            count.saturating_mul(multiplier) / divisor * GAS_PER_MICROSECOND
        };
        [
            part(self.wasm_len, 31_733, 100_000),
            part(self.functions, 17_263, 100_000),
            part(self.data_len, 17_376, 100_000),
            part(self.element_len, 17_376, 100_000),
            part(self.pages, 2_217, 1),
            part(self.operators, 535, 1_000),
        ]
        .iter()
        .fold(0, |sum: u64, gas| sum.saturating_add(*gas))
    }
}

/// What the cost estimates of a program count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramSize {
    /// Bytes of the module.
    pub wasm_len: u64,
    /// Defined functions.
    pub functions: u64,
    /// Parameters and results of all defined functions.
    pub type_len: u64,
    /// Defined globals, the four injected ones included.
    pub globals: u64,
    /// Bytes of data and element segment entries, headers included.
    pub data_len: u64,
    /// Initial memory pages.
    pub footprint: u64,
}

impl ProgramSize {
    /// The init cost, as stored in the program word.
    #[must_use]
    pub fn init_cost(self) -> u64 {
        scale(self.functions, 8_252, 1_000)
            + scale(self.type_len, 1_059, 1_000)
            + scale(self.wasm_len, 1_286, 10_000)
    }

    /// The init cost of a cached program, as stored in the program word.
    #[must_use]
    pub fn cached_init_cost(self) -> u64 {
        scale(self.functions, 13_420, 100_000)
            + scale(self.type_len, 89, 100_000)
            + scale(self.wasm_len, 122, 100_000)
            + scale(self.globals, 1_628, 1_000)
            + scale(self.data_len, 75_244, 100_000)
            + self.footprint.saturating_mul(5)
    }

    /// The estimate of the machine code's size, in bytes; the base of the data fee.
    #[must_use]
    pub fn asm_estimate(self) -> u64 {
        512_000
            + scale(self.functions, 996_829, 1_000)
            + scale(self.type_len, 11_416, 1_000)
            + scale(self.wasm_len, 62_628, 10_000)
    }
}

fn scale(count: u64, multiplier: u64, divisor: u64) -> u64 {
    count.saturating_mul(multiplier) / divisor
}

/// Gas a call pays for a program's start, apart from its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InitGas {
    /// Paid when the program is not cached, on top of `cached` (Stylus version 2 and later).
    pub init: u64,
    /// Paid by every call.
    pub cached: u64,
}

impl InitGas {
    /// Of stored costs (`init_cost` and `cached_init_cost` of the program word). Scaled parts round up.
    #[must_use]
    pub fn new(init_cost: u16, cached_init_cost: u16, params: &StylusParams) -> Self {
        let gas = |base: u8, unit: u64, cost: u16, scalar: u8| {
            u64::from(base) * unit + (u64::from(cost) * u64::from(scalar) * 2).div_ceil(100)
        };
        Self {
            init: gas(params.min_init_gas, 128, init_cost, params.init_cost_scalar),
            cached: gas(
                params.min_cached_init_gas,
                32,
                cached_init_cost,
                params.cached_cost_scalar,
            ),
        }
    }

    /// Of an activation.
    #[must_use]
    pub fn of(activation: &Activation, params: &StylusParams) -> Self {
        Self::new(activation.init_cost, activation.cached_init_cost, params)
    }

    /// What a call pays: the cached part always, the init part unless the program is cached.
    #[must_use]
    pub const fn charge(self, cached: bool) -> u64 {
        if cached {
            self.cached
        } else {
            self.cached + self.init
        }
    }
}

/// Least gas a frame must have used for returning `len` bytes: the EVM's memory price of its output (ArbOS 31 and later,
/// success or revert). A frame that never had this much gas is out of gas.
#[must_use]
pub fn output_gas(len: usize) -> u64 {
    let words = (len as u64).div_ceil(32);
    words
        .saturating_mul(3)
        .saturating_add(words.saturating_mul(words) / 512)
}
