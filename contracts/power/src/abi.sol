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
