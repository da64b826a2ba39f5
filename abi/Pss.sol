// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice StakeShare (PSS): the votes of the DAO. An ERC-20 with OpenZeppelin's ERC20Votes semantics, a cap, burning, and locks.
interface IPss {
    // Called once, through StylusDeployer:
    // constructor(address owner, address treasury, uint256 initialSupply, uint256 cap)

    /// Name of the token.
    function name() external view returns (string memory);
    /// Symbol of the token.
    function symbol() external view returns (string memory);
    /// Decimal places of a unit.
    function decimals() external view returns (uint8);
    /// Units in existence.
    function totalSupply() external view returns (uint256);
    /// Most units that can exist.
    function cap() external view returns (uint256);
    /// Units of the account, locked ones included.
    function balanceOf(address account) external view returns (uint256);
    /// What `spender` may still move of `owner`'s; the largest number never falls.
    function allowance(address owner, address spender) external view returns (uint256);
    /// Lets `spender` move up to `value` of the caller's units.
    function approve(address spender, uint256 value) external returns (bool);
    /// Sends the caller's units.
    function transfer(address to, uint256 value) external returns (bool);
    /// Sends units of `from` within the caller's allowance.
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    /// Creates units up to the cap; owner only.
    function mint(address to, uint256 value) external;
    /// Destroys units of the caller that are not locked.
    function burn(uint256 value) external;
    /// Destroys units of `account` within the caller's allowance.
    function burnFrom(address account, uint256 value) external;
    /// Sets an allowance by the owner's signature.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// Sets an allowance by the owner's signature, which may be a contract wallet's (ERC-1271).
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;
    /// Next nonce of the signer, for permits and delegations.
    function nonces(address owner) external view returns (uint256);
    /// EIP-712 domain separator.
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    /// ERC-5267 description of the domain.
    /// @return fields which of the following are used
    /// @return name
    /// @return version
    /// @return chainId
    /// @return verifyingContract
    /// @return salt
    /// @return extensions
    function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);
    /// The time that votes are counted at, Unix seconds.
    function clock() external view returns (uint48);
    /// What `clock` counts.
    function CLOCK_MODE() external view returns (string memory);
    /// Present votes of the account.
    function getVotes(address account) external view returns (uint256);
    /// Votes of the account at a past time.
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256);
    /// Units in existence at a past time.
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256);
    /// Whom the account delegated to; zero if nobody: then its units do not vote.
    function delegates(address account) external view returns (address);
    /// Lets `delegatee` vote with the caller's units, those to come included.
    function delegate(address delegatee) external;
    /// Delegates by the holder's signature.
    function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) external;
    /// Number of the account's checkpoints.
    function numCheckpoints(address account) external view returns (uint32);
    /// One checkpoint of the account.
    /// @return key Unix seconds from which it counts
    /// @return value votes
    function checkpoints(address account, uint32 pos) external view returns (uint48 key, uint208 value);
    /// Whether the contract may lock units.
    function isLocker(address account) external view returns (bool);
    /// Lets a contract lock units, or no longer; owner only. Its old locks it can undo always.
    function setLocker(address account, bool allowed) external;
    /// Binds units of an account, for which its holder asked the calling locker.
    function lock(address account, uint256 value) external;
    /// Frees units that the caller locked.
    function unlock(address account, uint256 value) external;
    /// All that is locked in the account.
    function lockedOf(address account) external view returns (uint256);
    /// What one locker locked in the account.
    function lockedBy(address locker, address account) external view returns (uint256);
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

    /// Units moved; from zero: minted, to zero: burnt.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// `spender` may move `value` units of `owner`'s.
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event DelegateChanged(address indexed delegator, address indexed fromDelegate, address indexed toDelegate);
    event DelegateVotesChanged(address indexed delegate, uint256 previousVotes, uint256 newVotes);
    /// The units stay in the account, keep their votes and cannot leave it.
    event Locked(address indexed locker, address indexed account, uint256 value);
    event Unlocked(address indexed locker, address indexed account, uint256 value);
    /// Whether the contract may lock units. One that no longer may can still unlock its own.
    event LockerSet(address indexed locker, bool allowed);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InvalidSender(address sender);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidApprover(address approver);
    error ERC20InvalidSpender(address spender);
    error ERC20ExceededCap(uint256 increasedSupply, uint256 cap);
    /// The cap is zero, or more than an account's word can hold (2^94 - 1 units).
    error ERC20InvalidCap(uint256 cap);
    /// The permit was good until `deadline`, Unix time.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// The signature is of `signer` (zero: of nobody), not of `owner`.
    error ERC2612InvalidSigner(address signer, address owner);
    error InvalidAccountNonce(address account, uint256 currentNonce);
    /// The delegation was good until `expiry`, Unix time.
    error VotesExpiredSignature(uint256 expiry);
    /// The signature is of nobody.
    error ECDSAInvalidSignature();
    /// The votes of a time are final once it is past.
    error ERC5805FutureLookup(uint256 timepoint, uint48 clock);
    error CheckpointOutOfRange(uint32 pos, uint32 count);
    error NotLocker(address account);
    /// The rest of the balance is locked.
    error InsufficientUnlocked(address account, uint256 unlocked, uint256 needed);
    error InsufficientLocked(address locker, address account, uint256 locked, uint256 needed);
    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
}
