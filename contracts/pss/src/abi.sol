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
