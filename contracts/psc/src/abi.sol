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
