//! How an execution failed, in geth's words.

use revm::interpreter::InstructionResult as R;

/// The message of a frame that ended with `result`, which is not a success.
pub(crate) fn message(result: R) -> &'static str {
    match result {
        R::Revert => "execution reverted",
        R::OutOfGas
        | R::MemoryOOG
        | R::MemoryLimitOOG
        | R::PrecompileOOG
        | R::InvalidOperandOOG => "out of gas",
        R::ReentrancySentryOOG => "not enough gas for reentrancy sentry",
        R::CallTooDeep => "max call depth exceeded",
        R::OutOfFunds => "insufficient balance for transfer",
        R::OpcodeNotFound | R::NotActivated => "invalid opcode",
        R::InvalidFEOpcode => "invalid opcode: INVALID",
        R::CallNotAllowedInsideStatic | R::StateChangeDuringStaticCall => "write protection",
        R::InvalidJump => "invalid jump destination",
        R::StackUnderflow => "stack underflow",
        R::StackOverflow => "stack limit reached 1024 (1023)",
        R::OutOfOffset => "return data out of bounds",
        R::CreateCollision => "contract address collision",
        R::NonceOverflow => "nonce uint64 overflow",
        R::CreateContractSizeLimit => "max code size exceeded",
        R::CreateContractStartingWithEF => "invalid code: must not begin with 0xef",
        R::CreateInitCodeSizeLimit => "max initcode size exceeded",
        R::PrecompileError => "execution failed",
        _ => "execution failed",
    }
}
