// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice The splitter: shares each line's profit equally among three groups: customers, the products' co-creators, and causes. However many members a group has, a line costs the same.
interface ISplitter {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc)

    /// Opens a set of co-creators, at most 16 with at least 1 bps each; catalog only. Each account
    /// has its part from its own acceptance on, the vendor all else.
    /// @return set
    function openSet(address vendor, address[] memory accounts, uint16[] memory bps) external returns (uint64 set);
    /// Shares the profit of lines, which has arrived; checkout only. A word each, of 64-bit
    /// numbers from the low end: profit, set, cause, order << 8 | line.
    function credit(address[] memory buyers, uint256[] memory profits) external;
    /// Shares PSC of the caller's allowance among the three groups, as the profit of nobody's line;
    /// anyone may call.
    function contribute(uint256 amount) external;
    /// Pays the caller what its purchases earned.
    /// @return amount
    function claim() external returns (uint256 amount);
    /// Pays an account what its purchases earned; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// What an account's purchases earned and it did not claim.
    function pending(address account) external view returns (uint256);
    /// An account's points now, of `totalPoints` in `totals`.
    function points(address account) external view returns (uint256);
    /// A customer as it was last written: earned and unclaimed are, in units x 2^-128 and modulo
    /// 2^256, points x index of its generation - debt.
    /// @return points
    /// @return generation
    /// @return debt
    function member(address account) external view returns (uint256 points, uint64 generation, uint256 debt);
    /// Accepts the caller's part in a set, of what the set earns from here on.
    function acceptCoCreation(uint64 set) external;
    /// Pays the caller its part of what a set earned.
    /// @return amount
    function claimSet(uint64 set) external returns (uint256 amount);
    /// Pays an account its part of what a set earned; anyone may call.
    /// @return amount
    function claimSetFor(uint64 set, address account) external returns (uint256 amount);
    /// What an account may claim of a set.
    function pendingSet(uint64 set, address account) external view returns (uint256);
    /// A set. All zero: there is none.
    /// @return vendor
    /// @return residualBps the vendor's share of what comes from here on
    /// @return before bps x units that are the vendor's of those who accepted: what came before
    /// @return lifetime PSC units that the set earned since it was opened
    function setInfo(uint64 set) external view returns (address vendor, uint16 residualBps, uint256 before, uint256 lifetime);
    /// A set as a member, as it was last written: its lifetime is, in units x 2^-128 and modulo
    /// 2^256, points x index of its generation - debt.
    /// @return points
    /// @return generation
    /// @return debt
    function setMember(uint64 set) external view returns (uint256 points, uint64 generation, uint256 debt);
    /// An account in a set; of the vendor, only what she drew.
    /// @return bps
    /// @return accepted
    /// @return base the set's lifetime as it accepted
    /// @return drawn
    function coCreator(uint64 set, address account) external view returns (uint16 bps, bool accepted, uint256 base, uint256 drawn);
    /// Number of sets.
    function setCount() external view returns (uint64);
    /// Adds an approved cause; owner only. At most 1,000, with weights up to 10,000.
    /// @return cause
    function addCause(address account, uint16 weight, string calldata uri) external returns (uint64 cause);
    /// Names a cause's account, and what it gets from here on; owner only.
    function setCause(uint64 cause, address account, bool approved, uint16 weight) external;
    /// Pays a cause's account what is due to it; anyone may call.
    /// @return amount
    function claimCause(uint64 cause) external returns (uint256 amount);
    /// What a cause may claim.
    function pendingCause(uint64 cause) external view returns (uint256);
    /// A cause. Earned by weight and unclaimed are, in units x 2^-128 and modulo 2^256, weight (0
    /// while it is not approved) x index - debt.
    /// @return account
    /// @return approved
    /// @return weight
    /// @return balance unclaimed PSC units from lines that chose it
    /// @return debt
    function cause(uint64 cause) external view returns (address account, bool approved, uint16 weight, uint256 balance, uint256 debt);
    /// What causes have in common.
    /// @return count
    /// @return totalWeight of the approved ones
    /// @return index earned per weight, units x 2^-128
    /// @return carry units x 2^-128
    /// @return waiting PSC units that came while no approved cause had a weight
    function causeTotals() external view returns (uint64 count, uint256 totalWeight, uint256 index, uint256 carry, uint256 waiting);
    /// What customers and sets have in common; each ledger by itself.
    /// @return totalProfit all that was credited
    /// @return perGroup what each of the three groups got of it
    /// @return generation
    /// @return index earned per point in this generation, units x 2^-128
    /// @return totalPoints as of this generation
    /// @return carry units x 2^-128
    /// @return waiting PSC units that came while nobody had points
    /// @return start when the first generation began
    function totals() external view returns (uint256 totalProfit, uint256 perGroup, uint64 generation, uint256 index, uint256 totalPoints, uint256 carry, uint256 waiting, uint64 start);
    /// The last index of a generation that ended; zero of others.
    function finals(uint64 generation) external view returns (uint256);
    /// The contracts that this one works with.
    /// @return psc
    /// @return catalog
    /// @return checkout
    function connections() external view returns (address psc, address catalog, address checkout);
    /// Names the other contracts and starts the clock of points; owner only, once.
    function connect(address catalog, address checkout) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

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
}
