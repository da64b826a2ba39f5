//! Why a module cannot be activated. Each variant names the rule broken, with the values.

use thiserror::Error;

/// Why a module cannot be activated.
///
/// A chain shows none of this: a failed activation burns all gas without data. It is for tools and logs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ActivationError {
    /// The Stylus version is not one this crate knows.
    #[error("Stylus version {0} is not supported: use 2 or 3")]
    UnsupportedVersion(u16),
}
