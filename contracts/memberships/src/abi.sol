/// Whom this contract works with, and when cycles begin and how long they are, Unix seconds.
event MembershipsCreated(address indexed psc, uint64 start, uint64 length);
/// The other contracts were named, for good.
event Connected(address indexed quality, address indexed catalog, address indexed cycles);
/// What a year of membership costs from now on, PSC units. `vendorFee` 0: nobody can join any more; another fee of 0: those need not be members.
event TermsSet(uint64 indexed platform, uint256 vendorFee, uint256 expertFee, uint256 memberFee);
/// A membership, or a year more of it. `kind` 0: the vendor of store `key`, 1: expert `key`, 2: the account `key`. The fee accrues evenly `from` one second `until` another, Unix time.
event Joined(uint64 indexed platform, uint8 indexed kind, uint256 indexed key, address payer, uint256 fee, uint64 from, uint64 until);
/// A member's experience fee is the store's payout account's again, as a credit here, and weighs `amount` for the product; `weight`: of all products of the platform in the cycle, with this.
event FeeRebated(uint64 indexed cycle, uint64 indexed platform, uint64 indexed product, uint64 store, address account, uint256 amount, uint256 weight);
/// Of a cycle that is over: `pot`, what of members' fees fell into it and was carried into it, can be shared among products by their weights, which are `weight` in all.
event CycleSettled(uint64 indexed platform, uint64 indexed cycle, uint256 pot, uint256 weight);
/// What nobody had a weight for, or rounding left, of a cycle's pot goes into the pot of the cycle `into`.
event RestCarried(uint64 indexed platform, uint64 indexed cycle, uint64 into, uint256 amount);
/// A product's part of a cycle's pot went to cycles as an experience fee. `expertRolls`: its expert is no member, so that nobody earns the expert's part.
event Distributed(uint64 indexed platform, uint64 indexed cycle, uint64 indexed product, uint256 amount, uint256 weight, bool expertRolls);
/// Membership has ended, and nobody is left to share this: it went to the community.
event RestToCommunity(uint64 indexed platform, uint256 amount);
event CreditClaimed(address indexed account, uint256 amount);
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

error OwnableUnauthorizedAccount(address account);
error OwnableInvalidOwner(address owner);
/// An address that must name somebody is zero.
error ZeroAddress();
error AlreadyConnected();
/// The other contracts are not named yet.
error NotConnected();
/// A length is 1 to 90 days, a multiple of 4; a start is not 0.
error InvalidClock(uint64 start, uint64 length);
error FeeOutOfBounds(uint256 fee, uint256 max);
/// Without a fee for vendors there is no membership, and no other fee.
error NoVendorFee();
/// Kinds are 0 to 2.
error UnknownKind(uint8 kind);
/// There is no such store or expert, or the key is no account's.
error UnknownMember(uint8 kind, uint256 key);
/// The platform has no memberships of this kind.
error NotOffered(uint64 platform, uint8 kind);
/// The fee is above what the caller agrees to.
error FeeAbove(uint256 fee, uint256 max);
/// A membership ends at most two years from now: another year can be paid from `joinableAt` on.
error TooFarAhead(uint64 joinableAt);
/// Only cycles may ask this.
error NotCycles(address account);
error TooManyCycles(uint256 count, uint256 max);
error TooManyProducts(uint256 count, uint256 max);
/// The cycle is not over, or not settled: the first such is `next`.
error NotSettled(uint64 platform, uint64 cycle, uint64 next);
/// None of the products has a part of it, or all have had theirs.
error NothingToDistribute(uint64 platform, uint64 cycle);
error NothingToClaim(address account);
