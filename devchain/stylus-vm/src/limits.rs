//! Bounds on a module's size, as the chain sets them.

use crate::{ActivationError, Limit};

pub(crate) const DATA_SEGMENTS: u64 = 128;
pub(crate) const ELEMENT_SEGMENTS: u64 = 128;
/// Bytes of all element entries, headers included.
pub(crate) const ELEMENT_BYTES: u64 = 4_096;
/// Of those left after the chain drops the ones it does not use; on debug chains nothing is dropped.
pub(crate) const EXPORTS: u64 = 1_024;
pub(crate) const FUNCTIONS: u64 = 4_096;
/// The injected ones included.
pub(crate) const GLOBALS: u64 = 32_768;
pub(crate) const IMPORTS: u64 = 513;
pub(crate) const TABLE_ENTRIES: u64 = 4_096;
/// Bytes of an export's name and of the module's.
pub(crate) const NAME_LEN: usize = 512;

/// Declared locals of a function, parameters excluded.
pub(crate) const LOCALS: u64 = 348;
/// Operators of a function after instrumentation.
pub(crate) const OPERATORS: u64 = 65_536;
/// Operands on the stack at once.
pub(crate) const OPERANDS: u64 = 4_096;
/// Words of a function's frame.
pub(crate) const FRAME_WORDS: u64 = 10_240;

pub(crate) fn check_count(what: Limit, count: u64, limit: u64) -> Result<(), ActivationError> {
    if count > limit {
        Err(ActivationError::TooMany { what, count, limit })
    } else {
        Ok(())
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), ActivationError> {
    if name.len() > NAME_LEN {
        return Err(ActivationError::NameLength {
            len: name.len(),
            limit: NAME_LEN,
        });
    }
    Ok(())
}
