//! Execution: revm with Stylus frames.
