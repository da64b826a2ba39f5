// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice The quality network's money: all fees, by cycle, and what experts, platforms, reports and the community earn of them.
interface ICycles {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc, uint64 start, uint64 length)

    /// Books fees of lines in the present cycle; checkout, statements and memberships only, which
    /// have paid them to this contract before. A word each, of 64-bit numbers from the low end:
    /// product, platform, experience fee, community fee. Experience fees of member vendors go on to
    /// memberships. The highest bit of a platform, from memberships: nobody earns the expert's part.
    function accrue(uint256[] memory lines) external;
    /// Tells how many tenths of a product's reports' part have winners, 0, 5, 8 or 10, in a cycle
    /// that is over; experience only. Of a closed cycle nothing changes any more: then it is
    /// ignored, so that nothing fails for being late.
    /// @return counted
    function setPlaces(uint64 cycle, uint64 product, uint64 tenths) external returns (bool counted);
    /// Gives an account a weight in the community of a cycle; experience and arbitration only. The
    /// greatest counts. Ignored if it has as much in that cycle, or the cycle is closed or to come.
    /// @return counted
    function addWeight(uint64 cycle, address account, uint64 weight) external returns (bool counted);
    /// Rolls what a report won that was struck over into the present cycle's pot; experience only.
    /// Does nothing unless the cycle is closed and the place neither paid nor rolled over: then
    /// `claimPlace` does it later.
    function struck(uint64 cycle, uint64 product, uint8 place) external;
    /// Closes a cycle, in order, from the last quarter of the next one on; anyone may call.
    function close(uint64 cycle) external;
    /// Pays an expert what it earned in closed cycles; anyone may call.
    /// @return amount
    function claimExpert(uint64 expert) external returns (uint256 amount);
    /// Pays a platform what it earned in closed cycles; anyone may call.
    /// @return amount
    function claimPlatform(uint64 platform) external returns (uint256 amount);
    /// Pays the reporter in a place, 1 to 3, of a closed cycle; anyone may call. What a report won
    /// that was struck is rolled over into the present cycle's pot; while it is in dispute it waits.
    /// @return amount 0: rolled over, or less than a unit
    function claimPlace(uint64 cycle, uint64 product, uint8 place) external returns (uint256 amount);
    /// Pays an account its parts of the community of closed cycles, up to 64; anyone may call.
    /// @return amount
    function claimCommunity(address account, uint64[] memory cycles) external returns (uint256 amount);
    /// PSC units that the account could not be paid.
    function credit(address account) external view returns (uint256);
    /// Sends the caller what it could not be paid before.
    /// @return amount
    function claim() external returns (uint256 amount);
    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// When cycles begin and how long they are.
    /// @return start Unix seconds
    /// @return length seconds
    function clock() external view returns (uint64 start, uint64 length);
    /// How far time and closing have come.
    /// @return present the present cycle
    /// @return next the first that is not closed
    /// @return closesAt when it can be, Unix seconds
    /// @return carried into its reports' pot
    /// @return communityCarried into its community's
    function progress() external view returns (uint64 present, uint64 next, uint64 closesAt, uint256 carried, uint256 communityCarried);
    /// What came into a cycle, PSC units.
    /// @return reports the reports' parts of its lines
    /// @return rolled what nobody earns, for the next cycle's reports
    /// @return community community fees, and roundings of earlier cycles
    /// @return extra from struck reports and roundings, for its own reports
    function cycleFees(uint64 cycle) external view returns (uint256 reports, uint256 rolled, uint256 community, uint256 extra);
    /// By what a cycle's pots are shared; once it is closed: of that and of them what is not
    /// settled, and the indices, in units x 2^-64.
    /// @return weight of its reports
    /// @return communityWeight
    /// @return index per weight of a report, besides a tenth
    /// @return communityIndex
    /// @return unclaimed of its reports, PSC units
    /// @return communityUnclaimed
    function cycleShares(uint64 cycle) external view returns (uint256 weight, uint256 communityWeight, uint256 index, uint256 communityIndex, uint256 unclaimed, uint256 communityUnclaimed);
    /// What a product's reports earn in a cycle.
    /// @return fees PSC units
    /// @return tenths of it that have winners
    /// @return settled a bit per place, from the lowest: paid or rolled over
    function product(uint64 cycle, uint64 product) external view returns (uint256 fees, uint64 tenths, uint8 settled);
    /// What a place, 1 to 3, of a closed cycle can be paid; 0 if it has no winner or was settled.
    function pendingPlace(uint64 cycle, uint64 product, uint8 place) external view returns (uint256);
    /// What an account can claim of a closed cycle's community.
    function pendingCommunity(uint64 cycle, address account) external view returns (uint256);
    /// An account's weight in a cycle's community.
    /// @return weight
    /// @return claimed
    function weight(uint64 cycle, address account) external view returns (uint64 weight, bool claimed);
    /// What an expert earned and was not paid, PSC units.
    /// @return claimable
    /// @return waiting for cycles to be closed
    function expert(uint64 expert) external view returns (uint256 claimable, uint256 waiting);
    /// What a platform earned and was not paid, PSC units.
    /// @return claimable
    /// @return waiting for cycles to be closed
    function platform(uint64 platform) external view returns (uint256 claimable, uint256 waiting);
    /// The contracts that this one works with; zero until they are named.
    /// @return psc
    /// @return checkout
    /// @return quality
    /// @return experience
    /// @return arbitration
    /// @return statements
    /// @return memberships
    function connections() external view returns (address psc, address checkout, address quality, address experience, address arbitration, address statements, address memberships);
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;
    /// Names the other contracts; owner only, once and for good.
    function connect(address checkout, address quality, address experience, address arbitration, address statements, address memberships) external;

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
}
