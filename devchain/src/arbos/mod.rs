//! ArbOS: the precompiles and the state behind them.
