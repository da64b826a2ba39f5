// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

interface IPsc {
    // construction (Stylus constructor, through StylusDeployer)
    // constructor(address owner)

    // ERC-20
    function name() external view returns (string memory);
    function symbol() external view returns (string memory);
    function decimals() external view returns (uint8);
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
    function approve(address spender, uint256 value) external returns (bool);
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function multiTransfer(address[] memory to, uint256[] memory values) external returns (uint256 skipped);

    // ERC-2612 (v, r, s and bytes; contract wallets by ERC-1271) and ERC-5267
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes memory signature) external;
    function nonces(address owner) external view returns (uint256);
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);

    // ERC-3009
    function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes memory signature) external;
    function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes memory signature) external;
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes memory signature) external;
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);

    // the reserve: the sole minter and burner
    function minter() external view returns (address);
    function mint(address to, uint256 value) external;
    function burn(address from, uint256 value) external;

    // owner (the timelock), pauser, blocklister
    function owner() external view returns (address);
    function transferOwnership(address newOwner) external;
    function setMinter(address minter) external;            // once
    function pauser() external view returns (address);
    function setPauser(address pauser) external;
    function blocklister() external view returns (address);
    function setBlocklister(address blocklister) external;
    function paused() external view returns (bool);
    function pause() external;
    function unpause() external;
    function isBlocked(address account) external view returns (bool);
    function setBlocked(address account, bool blocked) external;
    function isProtected(address account) external view returns (bool);
    function protect(address account) external;              // owner; for good: protocol contracts cannot be blocked

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);
    event PayeeSkipped(address indexed from, address indexed to, uint256 value);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event MinterSet(address indexed minter);
    event PauserSet(address indexed pauser);
    event BlocklisterSet(address indexed blocklister);
    event Paused(address account);
    event Unpaused(address account);
    event Blocked(address indexed account);
    event Unblocked(address indexed account);
    event Protected(address indexed account);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InvalidSender(address sender);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidApprover(address approver);
    error ERC20InvalidSpender(address spender);
    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);
    error InvalidSignature(address signer);
    error AuthorizationNotYetValid(uint256 validAfter);
    error AuthorizationExpired(uint256 validBefore);
    error AuthorizationUsedOrCanceled(address authorizer, bytes32 nonce);
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
    error LengthMismatch(uint256 left, uint256 right);
    error TooManyPayees(uint256 count, uint256 max);
    error SupplyOverflow();
}
