// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice Membership of platforms: who pays an annual fee keeps the experience fees of what is sold through the platform, and what all members paid is shared in their place.
interface IMemberships {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc, uint64 start, uint64 length)

    /// Pays for a year of membership, out of the caller's allowance of PSC; anyone may pay for
    /// anyone. It begins now or when the last one ends, and ends within two years from now.
    /// `kind` 0: the vendor whose store is number `key`, 1: the expert with number `key`, 2: the
    /// account `key`. `maxFee` is what the caller agrees to, PSC units.
    /// @return until Unix seconds
    function join(uint64 platform, uint8 kind, uint256 key, uint256 maxFee) external returns (uint64 until);
    /// The same after an ERC-2612 permit of PSC from the caller for this contract, of `maxFee`, good
    /// until `deadline`. A permit that somebody else has brought already does not matter.
    /// @return until Unix seconds
    function joinWithPermit(uint64 platform, uint8 kind, uint256 key, uint256 maxFee, uint64 deadline, bytes calldata signature) external returns (uint64 until);
    /// Until when somebody is, or was, a member; 0: never was one.
    /// @return until Unix seconds
    function memberUntil(uint64 platform, uint8 kind, uint256 key) external view returns (uint64 until);
    /// Tells of lines through platforms that have members; cycles only, which then sends the
    /// experience fees of members' lines. A word each, of 64-bit numbers from the low end: product,
    /// platform, experience fee, community fee.
    /// @return members 1 per line whose product's store is a member of the line's platform, else 0
    function record(uint256[] memory lines) external returns (uint256[] memory members);
    /// PSC units of experience fees that are the account's again.
    function credit(address account) external view returns (uint256);
    /// Sends the account its credit; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// Settles up to `maxCycles`, at most 64, of a platform's cycles that are over, in order: what of
    /// members' fees fell into each can be distributed from then on. What no product has a weight for
    /// is carried on, and, once membership has ended and all fees have accrued, goes to the
    /// community. Anyone may call.
    /// @return next the first cycle that is not settled
    function settle(uint64 platform, uint64 maxCycles) external returns (uint64 next);
    /// Sends products' parts of a settled cycle's pot, up to 32, to cycles, as experience fees of the
    /// present cycle. Anyone may call; what had its part is left out.
    /// @return amount PSC units of all
    function distribute(uint64 platform, uint64 cycle, uint64[] memory products) external returns (uint256 amount);
    /// What a year of membership costs, PSC units; all 0: nobody can join.
    /// @return vendorFee
    /// @return expertFee 0: experts need not be members
    /// @return memberFee 0: there is no such membership
    /// @return members whether there may be members: the platform's lines are told of
    function terms(uint64 platform) external view returns (uint256 vendorFee, uint256 expertFee, uint256 memberFee, bool members);
    /// How far a platform's cycles are settled.
    /// @return present the present cycle
    /// @return next the first that is not settled
    /// @return end the first into which no member's fee falls
    /// @return carried into `next`, PSC units
    function progress(uint64 platform) external view returns (uint64 present, uint64 next, uint64 end, uint256 carried);
    /// What is shared in a cycle, and by what.
    /// @return pot PSC units, once it is settled
    /// @return left what of it is not distributed
    /// @return weight of all products
    /// @return open what of that has had no part
    function cyclePot(uint64 platform, uint64 cycle) external view returns (uint256 pot, uint256 left, uint256 weight, uint256 open);
    /// A product in a cycle's pot.
    /// @return weight experience fees that were given back
    /// @return due PSC units that can be distributed to it
    /// @return distributed it has had its part
    function product(uint64 platform, uint64 cycle, uint64 product) external view returns (uint256 weight, uint256 due, bool distributed);
    /// When cycles begin and how long they are.
    /// @return start Unix seconds
    /// @return length seconds
    function clock() external view returns (uint64 start, uint64 length);
    /// The contracts that this one works with; zero until they are named.
    /// @return psc
    /// @return quality
    /// @return catalog
    /// @return cycles
    function connections() external view returns (address psc, address quality, address catalog, address cycles);
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;
    /// Sets what a year of membership of a platform costs, PSC units up to 1,000,000 PSC; owner only.
    /// Without a fee for vendors nobody can join, and there are no other fees. Who is a member stays
    /// it until the end of the time that was paid for.
    function setTerms(uint64 platform, uint256 vendorFee, uint256 expertFee, uint256 memberFee) external;
    /// Names the other contracts; owner only, once and for good.
    function connect(address quality, address catalog, address cycles) external;

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
}
