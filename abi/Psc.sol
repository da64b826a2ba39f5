// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice ShareCash (PSC): the stablecoin's token. What backs it, and when units are minted and burnt, is the reserve's business; this contract only keeps who has how much.
interface IPsc {
    // Called once, through StylusDeployer:
    // constructor(address owner)

    /// Name of the token.
    function name() external view returns (string memory);
    /// Symbol of the token.
    function symbol() external view returns (string memory);
    /// Decimal places of a unit.
    function decimals() external view returns (uint8);
    /// Units in existence.
    function totalSupply() external view returns (uint256);
    /// Units of the account.
    function balanceOf(address account) external view returns (uint256);
    /// What `spender` may still move of `owner`'s; the largest number never falls.
    function allowance(address owner, address spender) external view returns (uint256);
    /// Lets `spender` move up to `value` of the caller's units.
    function approve(address spender, uint256 value) external returns (bool);
    /// Sends the caller's units.
    function transfer(address to, uint256 value) external returns (bool);
    /// Sends units of `from` within the caller's allowance.
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    /// Pays up to 256 payees from the caller's units. A payee who is blocked is left out, keeps
    /// nobody else waiting, and is named by an event.
    /// @return skipped bit i is set if payee i was left out
    function multiTransfer(address[] memory to, uint256[] memory values) external returns (uint256 skipped);
    /// Sets an allowance by the owner's signature.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// Sets an allowance by the owner's signature, which may be a contract wallet's (ERC-1271).
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;
    /// Next permit nonce of the owner.
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
    /// Executes a transfer that `from` signed; anyone may bring it.
    function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    /// Executes a transfer that `from` signed; the signature may be a contract wallet's.
    function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes calldata signature) external;
    /// Executes a transfer that `from` signed; only the payee may bring it, so that nobody runs
    /// it ahead of the payee's own transaction.
    function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    /// The same; the signature may be a contract wallet's.
    function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes calldata signature) external;
    /// Cancels an authorization that was not used yet, by its authorizer's signature.
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    /// The same; the signature may be a contract wallet's.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;
    /// Whether the nonce was used or cancelled.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
    /// The reserve, zero until it is named.
    function minter() external view returns (address);
    /// Creates units; the reserve only.
    function mint(address to, uint256 value) external;
    /// Destroys units of `from`; the reserve only, which asks the holder.
    function burn(address from, uint256 value) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;
    /// Names the reserve; owner only, once and for good.
    function setMinter(address minter) external;
    /// Who may pause; zero for nobody.
    function pauser() external view returns (address);
    /// Names the pauser, zero for nobody; owner only.
    function setPauser(address pauser) external;
    /// Who may block; zero for nobody.
    function blocklister() external view returns (address);
    /// Names the blocklister, zero for nobody; owner only.
    function setBlocklister(address blocklister) external;
    /// Whether everything stands still.
    function paused() external view returns (bool);
    /// Stops every movement; pauser only.
    function pause() external;
    /// Resumes; pauser only.
    function unpause() external;
    /// Whether the account is barred from sending and receiving.
    function isBlocked(address account) external view returns (bool);
    /// Bars an account or lifts the bar; blocklister only.
    function setBlocked(address account, bool blocked) external;
    /// Whether the account is a contract of the protocol, which cannot be blocked.
    function isProtected(address account) external view returns (bool);
    /// Marks a contract of the protocol as one that cannot be blocked; owner only, for good.
    function protect(address account) external;

    /// Units moved; from zero: minted, to zero: burnt.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// `spender` may move `value` units of `owner`'s.
    event Approval(address indexed owner, address indexed spender, uint256 value);
    /// ERC-3009: the authorization was used.
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    /// ERC-3009: the authorization can no longer be used.
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);
    /// A batch left this payee out, who is blocked; the sender kept the units.
    event PayeeSkipped(address indexed from, address indexed to, uint256 value);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    /// The reserve was named, for good.
    event MinterSet(address indexed minter);
    event PauserSet(address indexed pauser);
    event BlocklisterSet(address indexed blocklister);
    event Paused(address account);
    event Unpaused(address account);
    /// The account can neither send nor receive.
    event Blocked(address indexed account);
    event Unblocked(address indexed account);
    /// A contract of the protocol: it cannot be blocked any more.
    event Protected(address indexed account);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InvalidSender(address sender);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidApprover(address approver);
    error ERC20InvalidSpender(address spender);
    /// The permit was good until `deadline`, Unix time.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// The signature is of `signer` (zero: of nobody), not of `owner`.
    error ERC2612InvalidSigner(address signer, address owner);
    /// The signature is not one of `signer`.
    error InvalidSignature(address signer);
    error AuthorizationNotYetValid(uint256 validAfter);
    error AuthorizationExpired(uint256 validBefore);
    error AuthorizationUsedOrCanceled(address authorizer, bytes32 nonce);
    /// Only the payee itself may receive with this authorization.
    error CallerNotPayee(address caller, address payee);
    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
    error MinterAlreadySet(address minter);
    error NotMinter(address account);
    error NotPauser(address account);
    error NotBlocklister(address account);
    error EnforcedPause();
    error ExpectedPause();
    error AccountBlocked(address account);
    error AccountProtected(address account);
    /// An address that must name somebody is zero.
    error ZeroAddress();
    error LengthMismatch(uint256 left, uint256 right);
    error TooManyPayees(uint256 count, uint256 max);
    /// The supply would pass 2^128 - 1 units.
    error SupplyOverflow();
}
