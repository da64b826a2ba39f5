/// The other contracts of commerce were named, for good.
event Connected(address indexed catalog, address indexed checkout);
/// A set of co-creators: `vendor` has what `accounts` do not (10,000 less the sum of `bps`), and each one's part until that one accepts.
event SetOpened(uint64 indexed set, address indexed vendor, address[] accounts, uint16[] bps);
/// From here on the account draws its part; `lifetime` is what the set had earned by now, in PSC units.
event CoCreatorAccepted(uint64 indexed set, address indexed account, uint256 lifetime);
/// A line's profit, a third to each group. `cause` is the one that got it: 0 the weighted ones. `points` went to the buyer and to the set.
/// `index`, `generation`: profit per point (x 2^128) after this line in that generation; `causeIndex`: profit per weight (x 2^128).
event ProfitCredited(uint64 indexed order, address indexed buyer, uint64 indexed set, uint8 line, uint64 cause, uint256 profit, uint256 perGroup, uint256 points, uint64 generation, uint256 index, uint256 causeIndex);
/// An account gave the groups PSC: a third to each, causes by weight; points to nobody. `index`, `generation`, `causeIndex` as above.
event ProfitContributed(address indexed from, uint256 profit, uint256 perGroup, uint64 generation, uint256 index, uint256 causeIndex);
event CustomerClaimed(address indexed account, uint256 amount);
event CoCreatorClaimed(uint64 indexed set, address indexed account, uint256 amount);
event CauseClaimed(uint64 indexed cause, address indexed account, uint256 amount);
event CauseAdded(uint64 indexed cause, address indexed account, uint16 weight, string uri);
/// `approved` false: it gets nothing more, keeps what it has. `causeIndex` as of now.
event CauseSet(uint64 indexed cause, address indexed account, bool approved, uint16 weight, uint256 causeIndex);
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

error OwnableUnauthorizedAccount(address account);
error OwnableInvalidOwner(address owner);
/// An address that must name somebody is zero.
error ZeroAddress();
error AlreadyConnected();
/// The other contracts are not named yet.
error NotConnected();
error NotCatalog(address account);
error NotCheckout(address account);
error LengthMismatch(uint256 left, uint256 right);
error TooManyCoCreators(uint256 count, uint256 max);
/// Named twice, or is the vendor.
error DuplicateCoCreator(address account);
/// Each part is at least 1 bps, all together at most 10,000.
error InvalidParts(uint256 sumBps);
error UnknownSet(uint64 set);
/// The account is not in the set, or has accepted already.
error NotInvited(uint64 set, address account);
error UnknownCause(uint64 cause);
error WeightOutOfBounds(uint16 weight, uint16 max);
error NothingToClaim();
error ZeroAmount();
/// A number is beyond what the contract keeps of it.
error ValueTooLarge(uint256 value, uint256 max);
