/// What is on sale, when, for whom and at which caps; none of it can change. `forSale` PSS for `hardCap` PSC is the price. `allowList` zero: open to anyone, with `walletCap` each; else the root of the list of caps, and `walletCap` zero.
event OfferingCreated(address indexed psc, address indexed pss, uint64 start, uint64 end, uint256 softCap, uint256 hardCap, uint256 walletCap, bytes32 allowList, uint256 forSale, uint64 cliffSecs, uint64 vestingSecs);
/// PSC paid in; `contribution` is the account's sum and `total` everybody's, with this.
event Contributed(address indexed account, uint256 amount, uint256 contribution, uint256 total);
/// Decided, once and for good. Of a success: `proceeds` PSC are the owner's, and at most `sold` PSS are allotted.
event OfferingFinalized(bool succeeded, uint256 total, uint256 proceeds, uint256 sold);
/// The account has its PSS, of which `locked` vest, and what of its contribution was not accepted.
event Claimed(address indexed account, uint256 contribution, uint256 refund, uint256 allotted, uint256 locked);
/// The offering failed: the account has its whole contribution back.
event Refunded(address indexed account, uint256 contribution);
/// PSS that vested were unlocked; `released` is the account's sum with this.
event Released(address indexed account, uint256 amount, uint256 released);
/// What is not due to any contributor went to the owner: proceeds, unsold PSS, dust, gifts.
event Collected(address indexed to, uint256 psc, uint256 pss);
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

error OwnableUnauthorizedAccount(address account);
error OwnableInvalidOwner(address owner);
/// An address that must name somebody is zero.
error ZeroAddress();
/// The window is empty, over or too long, or the cliff or the vesting is.
error InvalidSchedule(uint64 start, uint64 end, uint64 cliffSecs, uint64 vestingSecs);
/// The caps are not 0 < softCap <= hardCap.
error InvalidCaps(uint256 softCap, uint256 hardCap);
/// An open offering needs a wallet cap; one with an allow-list has it from there.
error InvalidWalletCap(uint256 walletCap, bytes32 allowList);
/// Nothing is for sale.
error NothingForSale();
/// A number is beyond what the contract keeps of it.
error ValueTooLarge(uint256 value, uint256 max);
error NotStarted(uint64 start);
error Ended(uint64 end);
error NotEnded(uint64 end);
/// The offering does not hold what it sells yet.
error NotFunded(uint256 held, uint256 forSale);
error ZeroAmount();
/// The allow-list does not have this account with this cap.
error NotAllowListed(address account, uint256 cap);
/// `contribution` is what the account's would be in all.
error WalletCapExceeded(address account, uint256 contribution, uint256 cap);
error AlreadyFinalized();
error NotFinalized();
/// The account contributed nothing.
error NothingToClaim(address account);
error AlreadyClaimed(address account);
/// Nothing of the account's PSS has vested beyond what it has: or it has not claimed yet.
error NothingToRelease(address account);
