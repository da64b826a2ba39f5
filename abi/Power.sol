// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice Power: how much each participant of the quality network counts, cycle by cycle, as proven by experience and backed by nominated PSS. It is earned, decays, and cannot be transferred.
interface IPower {
    // Called once, through StylusDeployer:
    // constructor(address owner, address pss, uint64 start, uint64 length)

    /// An account's power as of the start of the present cycle, less what it lost since.
    /// @return effective earned, and what nominated PSS add to it
    /// @return earned
    /// @return total all that is earned, by everybody
    function powerOf(address account) external view returns (uint64 effective, uint64 earned, uint64 total);
    /// What an account has earned.
    /// @return power as of the start of the present cycle, less what it lost since
    /// @return gained since, which counts from the next cycle on
    function earnedOf(address account) external view returns (uint64 power, uint64 gained);
    /// The same of all accounts together: at least their sum.
    /// @return power
    /// @return gained
    function total() external view returns (uint64 power, uint64 gained);
    /// Gives an account power that counts from the next cycle on; experience and arbitration only.
    /// What the total has no room for (2^64 units) is not given.
    function gain(address account, uint64 amount) external;
    /// Takes a part of all power that an account has earned, at once, rounded up; experience and
    /// arbitration only.
    function lose(address account, uint64 bps) external;
    /// Gives one of the first participants power, which counts from the next cycle on and decays as
    /// any other; owner only, in the first six cycles, at most 1,000 power in all.
    function seed(address account, uint64 amount) external;
    /// Power units given as seeds so far.
    function seeded() external view returns (uint64);
    /// Locks PSS of the caller for a participant; it counts from the next cycle on.
    function nominate(address participant, uint256 amount) external;
    /// Takes PSS back that the caller nominated: it counts to the end of the present cycle, and is
    /// free after it. What was taken back in a cycle before is unlocked with this.
    function retract(address participant, uint256 amount) external;
    /// Unlocks what the nominator took back in a cycle that is over; anyone may call.
    /// @return amount PSS units
    function withdraw(address nominator, address participant) external returns (uint256 amount);
    /// What one holder nominates to one participant.
    /// @return staked PSS units
    /// @return leaving PSS units taken back and not withdrawn
    /// @return freeFrom the first second from which these can be; 0 if there are none
    function nomination(address nominator, address participant) external view returns (uint256 staked, uint256 leaving, uint64 freeFrom);
    /// PSS units nominated to a participant, by all.
    /// @return counted in the present cycle
    /// @return next from the next cycle on
    function nominated(address participant) external view returns (uint256 counted, uint256 next);
    /// Power units that a whole nominated PSS counts.
    /// @return rate in the present cycle
    /// @return next from the next cycle on
    function rate() external view returns (uint64 rate, uint64 next);
    /// When cycles begin.
    /// @return start first second of cycle 0
    /// @return length seconds
    function clock() external view returns (uint64 start, uint64 length);
    /// The present cycle.
    function currentCycle() external view returns (uint64);
    /// PSS, and the contracts that give and take power; these zero until they are named.
    /// @return pss
    /// @return experience
    /// @return arbitration
    function connections() external view returns (address pss, address experience, address arbitration);
    /// Names the contracts that give and take power; owner only, once and for good.
    function connect(address experience, address arbitration) external;
    /// Sets how many power units a whole nominated PSS counts from the next cycle on, 0 to 1,000
    /// power; owner only.
    function setRate(uint64 rate) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

    /// The clock and PSS, for good: cycle `n` begins at `start + n x length`.
    event PowerCreated(address indexed pss, uint64 start, uint64 length);
    /// The contracts that give and take power were named, for good.
    event Connected(address indexed experience, address indexed arbitration);
    /// The account gained power that counts from the cycle after `cycle` on. `power` and `gained` are the account's with this, `totalPower` and `totalGained` everybody's: at the start of `cycle`, and what comes with the next.
    event PowerGained(address indexed account, address indexed by, uint64 indexed cycle, uint64 amount, uint64 power, uint64 gained, uint64 totalPower, uint64 totalGained);
    /// The account lost `amount` of power and of what it had gained, at once; the rest as above.
    event PowerLost(address indexed account, address indexed by, uint64 indexed cycle, uint64 amount, uint64 power, uint64 gained, uint64 totalPower, uint64 totalGained);
    /// The DAO gave the account power to begin with, which is gained as any other; `seeded` is the sum of all seeds.
    event Seeded(address indexed account, uint64 amount, uint64 seeded);
    /// PSS units were locked for the participant. `staked` is the nominator's sum for it; `nominated` is what counts in the cycle after `cycle`, of all nominators.
    event Nominated(address indexed nominator, address indexed participant, uint64 indexed cycle, uint256 amount, uint256 staked, uint256 nominated);
    /// PSS units were taken back: they count to the end of `cycle`, and are free after it. `leaving` is all that is not withdrawn yet.
    event Retracted(address indexed nominator, address indexed participant, uint64 indexed cycle, uint256 amount, uint256 staked, uint256 leaving, uint256 nominated);
    /// PSS units were unlocked.
    event Withdrawn(address indexed nominator, address indexed participant, uint256 amount);
    /// Power units per whole nominated PSS, from the cycle after `cycle` on.
    event RateSet(uint64 indexed cycle, uint64 rate);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
    /// An address that must name somebody is zero.
    error ZeroAddress();
    error AlreadyConnected();
    /// Cycles take 1 to 90 days, in whole quarters.
    error InvalidClock(uint64 start, uint64 length);
    /// Only the contracts named by `connect` give and take power.
    error NotAuthorized(address account);
    error ZeroAmount();
    /// A number is beyond what the contract keeps of it.
    error ValueTooLarge(uint256 value, uint256 max);
    /// Seeds are given in the first cycles only.
    error SeedsOver(uint64 cycle, uint64 cycles);
    /// All seeds together would exceed the bound.
    error SeedsExceeded(uint256 seeded, uint256 max);
    /// The nominator has less with the participant.
    error InsufficientNomination(address nominator, address participant, uint256 staked, uint256 needed);
    /// Nothing of what was taken back is free yet.
    error NothingToWithdraw(address nominator, address participant);
}
