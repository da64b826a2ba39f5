//! The quality network's arithmetic, as its contracts have it, over what their events say.

pub mod clock;
pub mod dispute;
pub mod money;
pub mod power;
pub mod trust;

#[cfg(test)]
mod tests;
