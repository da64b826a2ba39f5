/// Whom this contract works with, and when cycles begin and how long they are, Unix seconds.
event CyclesCreated(address indexed psc, uint64 start, uint64 length);
/// The other contracts were named, for good.
event Connected(address indexed checkout, address indexed quality, address indexed experience, address arbitration, address statements, address memberships);
/// A line's fees came in, without an experience fee that was a member's (then `memberships` logs it). experienceFee = toExpert + toPlatform + toReports + rolled; `expert` or `platform` 0: nobody earns that part, which is `rolled` into the pot of the next cycle.
event FeesAccrued(uint64 indexed cycle, uint64 indexed product, uint64 indexed platform, uint64 expert, uint256 experienceFee, uint256 communityFee, uint256 toExpert, uint256 toPlatform, uint256 toReports, uint256 rolled);
/// `tenths` of the product's reports' part have winners. `weight`: Σ over the cycle's products of that part x tenths.
event PlacesSet(uint64 indexed cycle, uint64 indexed product, uint64 tenths, uint256 weight);
/// The account has a part of the cycle's community, by this weight in place of a lesser one; `total` is everybody's weight with this.
event WeightAdded(uint64 indexed cycle, address indexed account, uint64 weight, uint256 total);
/// A cycle is final. Winners get `assigned` of their own products' fees, floor(weight / 10) each, and by weight x `index` / 2^64 of `pot`; accounts get weight x `communityIndex` / 2^64, `community` at most.
/// What is carried goes to the next cycle.
event CycleClosed(uint64 indexed cycle, uint256 assigned, uint256 pot, uint256 index, uint256 community, uint256 communityIndex, uint256 carried, uint256 communityCarried);
/// Earned in closed cycles.
event ExpertPaid(uint64 indexed expert, address indexed account, uint256 amount);
event PlatformPaid(uint64 indexed platform, address indexed account, uint256 amount);
/// `place` 1 to 3.
event PlacePaid(uint64 indexed cycle, uint64 indexed product, address indexed account, uint8 place, uint64 report, uint256 amount);
/// The report in this place was struck: what it won goes to the pot of the cycle `into`.
event PlaceRolledOver(uint64 indexed cycle, uint64 indexed product, uint8 place, uint64 into, uint256 amount);
event CommunityPaid(uint64 indexed cycle, address indexed account, uint256 amount);
/// All of a cycle's reports (or of its community) is settled; what rounding had left goes to the same pot of the cycle `into`.
event RoundingCarried(uint64 indexed cycle, uint64 into, bool community, uint256 amount);
/// The account could not be paid; it, or anyone for it, can claim later.
event PaymentDeferred(address indexed account, uint256 amount);
event CreditClaimed(address indexed account, uint256 amount);
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

error OwnableUnauthorizedAccount(address account);
error OwnableInvalidOwner(address owner);
/// An address that must name somebody is zero.
error ZeroAddress();
error AlreadyConnected();
/// A length is 1 to 90 days, a multiple of 4; a start is not 0.
error InvalidClock(uint64 start, uint64 length);
/// Only checkout, statements and memberships bring fees.
error NotAccruer(address account);
error NotExperience(address account);
/// Only experience and arbitration give weights.
error NotWeigher(address account);
/// quality or memberships told of another number of lines.
error LengthMismatch(uint256 left, uint256 right);
/// The cycle is not over yet.
error NotOver(uint64 cycle);
/// Places are filled from the first on: 0, 5, 8 or 10 tenths.
error InvalidTenths(uint64 tenths);
/// Cycles are closed in order: this one is the next.
error NotNext(uint64 cycle, uint64 next);
/// The cycle can be closed from `closesAt` on, Unix seconds.
error TooEarly(uint64 closesAt);
error NotClosed(uint64 cycle);
error TooManyCycles(uint256 count, uint256 max);
/// Places are 1 to 3.
error UnknownPlace(uint8 place);
/// The report in this place is in dispute.
error PlaceDisputed(uint64 cycle, uint64 product, uint8 place);
/// The place has no winner.
error NoWinner(uint64 cycle, uint64 product, uint8 place);
error AlreadySettled(uint64 cycle, uint64 product, uint8 place);
error NothingToClaim();
