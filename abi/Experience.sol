// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice Experience: buyers report what they measured of a product, participants vote on each cycle's reports, and the best three of each product win. From the same votes comes the product's trust score.
interface IExperience {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc, uint64 start, uint64 length)

    /// Files a report on a product that the caller bought: on a settled line, not wholly refunded,
    /// with one measured value for each dimension of its model, in their order. Line 255: `order` is
    /// the number of a purchase that the caller proved at `statements`. It takes the bond from the
    /// caller's allowance. Once per line, and per product and cycle.
    /// @return report
    function file(uint64 order, uint8 line, uint64[] memory measured, bytes32 evidenceHash, string calldata evidence) external returns (uint64 report);
    /// The same with the caller's ERC-2612 permit of PSC for this contract, of exactly the bond,
    /// good until `deadline`. A permit that somebody else has brought already does no harm.
    /// @return report
    function fileWithPermit(uint64 order, uint8 line, uint64[] memory measured, bytes32 evidenceHash, string calldata evidence, uint64 deadline, bytes calldata signature) external returns (uint64 report);
    /// Pays the bond back, and gives a winner its power: from the fourth quarter on, of a report
    /// that is neither in dispute nor struck; anyone may call.
    function settle(uint64 report) external;
    /// A report; all zero if there is none such.
    /// @return account who filed it
    /// @return product
    /// @return cycle in which it was filed
    /// @return conformity 0 to 100
    /// @return weight power units that votes give it
    /// @return bond PSC units
    /// @return state 0 open, 1 in dispute, 2 struck, 3 settled
    /// @return disputeId the latest; 0: none
    function report(uint64 id) external view returns (address account, uint64 product, uint64 cycle, uint8 conformity, uint64 weight, uint256 bond, uint8 state, uint256 disputeId);
    /// Number of the latest report.
    function reportCount() external view returns (uint64);
    /// The report that an account filed on a product in a cycle; 0: none.
    function reportOf(uint64 cycle, uint64 product, address account) external view returns (uint64);
    /// The report on a line, or, for line 255, on a purchase proved at `statements`; 0: none.
    function reportOnLine(uint64 order, uint8 line) external view returns (uint64);
    /// Whose a report is, for `cycles`.
    /// @return account
    /// @return product
    /// @return cycle
    /// @return disputed
    function reporter(uint64 report) external view returns (address account, uint64 product, uint64 cycle, bool disputed);
    /// Commits the caller to one of a product's reports of a cycle, by `commitment`; once more
    /// replaces it. In the first quarter of the next cycle.
    function commit(uint64 cycle, uint64 product, bytes32 commitment) external;
    /// The hash that commits an account to a report:
    /// `keccak256(abi.encode(chain, contract, cycle, product, account, report, salt))`.
    function commitment(uint64 cycle, uint64 product, address account, uint64 report, bytes32 salt) external view returns (bytes32);
    /// Reveals what the caller committed to; in the second quarter. The report weighs its power
    /// more, up to the cap.
    function reveal(uint64 cycle, uint64 product, uint64 report, bytes32 salt) external;
    /// Shows, while votes are committed and revealed, that an account which has committed owns a
    /// store that lists the product, and did when it committed: its weight is taken back, it has no
    /// vote, and loses 5 % of its power; anyone may call. A store that it took over later does not count.
    function bar(uint64 cycle, uint64 product, address account, uint64 store) external;
    /// The same of an account whose shares wait in the queue of the product's stake pool; one that
    /// has not committed loses nothing.
    /// @return account
    function barQueued(uint64 cycle, uint64 product, uint64 request) external returns (address account);
    /// Puts a report where its weight belongs, after others were taken back; in the second and
    /// third quarter, while no report of the product is struck; anyone may call.
    function rank(uint64 report) external;
    /// Confirms that an account voted for a winner: from the third quarter until the cycle is
    /// closed. It gains power, and its weight counts for the community once; anyone may call.
    function confirm(uint64 cycle, uint64 product, address account) external;
    /// Takes 5 % of the power of an account that committed and did not reveal: from the third
    /// quarter until the cycle is closed; anyone may call.
    function forfeit(uint64 cycle, uint64 product, address account) external;
    /// An account's vote on a product's reports of a cycle.
    /// @return state 0 none, 1 committed, 2 revealed, 3 confirmed, 4 barred, 5 forfeited
    /// @return report
    /// @return weight
    /// @return gain power units, if the report wins
    function vote(uint64 cycle, uint64 product, address account) external view returns (uint8 state, uint64 report, uint64 weight, uint64 gain);
    /// On how many products' reports of a cycle an account committed votes: five at most.
    function voteCount(uint64 cycle, address account) external view returns (uint64);
    /// A product's best three reports of a cycle, in 64-bit numbers from the low end (0: none, or
    /// struck), and 1 if the quorum was reached.
    function places(uint64 cycle, uint64 product) external view returns (uint256);
    /// How the vote on a product's reports of a cycle stands.
    /// @return weight power units revealed
    /// @return quorum of the cycle; 0: no vote was revealed in it
    /// @return tenths of the product's fees that have winners
    /// @return places the best three (0: none, or struck)
    function round(uint64 cycle, uint64 product) external view returns (uint64 weight, uint64 quorum, uint64 tenths, uint64[] memory places);
    /// A product's trust score of a cycle: the median of the reports' conformity, by weight.
    /// @return score 0 to 100
    /// @return weight power units; 0: there is no score
    function trust(uint64 cycle, uint64 product) external view returns (uint8 score, uint64 weight);
    /// What holds for votes on a cycle's reports; all zero until one is revealed.
    /// @return total earned power
    /// @return quorum
    /// @return cap
    /// @return voteGainBps
    function rules(uint64 cycle) external view returns (uint64 total, uint64 quorum, uint64 cap, uint16 voteGainBps);
    /// Disputes a report; in the third quarter. The caller's bond is to be put down at the
    /// arbitration; until it is, another dispute may take this one's place. A report whose dispute
    /// is won is struck, and its bond is the caller's.
    /// @return disputeId
    function dispute(uint64 report, string calldata evidence) external returns (uint256 disputeId);
    /// ERC-792: 1 strikes the report, 0 and 2 let it stand; arbitration only.
    function rule(uint256 disputeId, uint256 ruling) external;
    /// Applies a ruling that the arbitration could not push; anyone may call.
    function pullRuling(uint64 report) external;
    /// A dispute that is not ruled on; also one that was replaced (see `report`).
    /// @return account who disputes
    /// @return report 0: there is none such
    function reportDispute(uint256 disputeId) external view returns (address account, uint64 report);
    /// PSC units that the account could not be paid.
    function credit(address account) external view returns (uint256);
    /// Sends the caller what it could not be paid before.
    /// @return amount
    function claim() external returns (uint256 amount);
    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// When cycles begin.
    /// @return start first second of cycle 0
    /// @return length seconds
    function clock() external view returns (uint64 start, uint64 length);
    /// Now.
    /// @return cycle
    /// @return quarter 0 to 3
    function present() external view returns (uint64 cycle, uint64 quarter);
    /// PSC, of bonds.
    function psc() external view returns (address);
    /// The other contracts; zero until they are named.
    /// @return checkout
    /// @return catalog
    /// @return splitter
    /// @return stakePools
    /// @return quality
    /// @return power
    /// @return cycles
    /// @return arbitration
    /// @return statements
    function connections() external view returns (address checkout, address catalog, address splitter, address stakePools, address quality, address power, address cycles, address arbitration, address statements);
    /// Parameters.
    /// @return bond of a report, PSC units
    /// @return quorumBps of everybody's earned power
    /// @return capBps
    /// @return voteGainBps of what a voter has earned, up to the cap
    /// @return reportGain power units for the winners of a product
    function parameters() external view returns (uint256 bond, uint16 quorumBps, uint16 capBps, uint16 voteGainBps, uint64 reportGain);
    /// Names the other contracts; owner only, once and for good.
    function connect(address checkout, address catalog, address splitter, address stakePools, address quality, address power, address cycles, address arbitration, address statements) external;
    /// Sets the parameters: bond 0.1 to 1,000 PSC, quorum 0.2 to 50 % and at least twice the cap,
    /// cap 0.1 to 25 %, gains up to 2 % per confirmed vote and 10 power for a product's winners;
    /// owner only.
    function setParameters(uint256 bond, uint16 quorumBps, uint16 capBps, uint16 voteGainBps, uint64 reportGain) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

    /// The clock and PSC, for good: cycle `n` begins at `start + n x length`.
    event ExperienceCreated(address indexed psc, uint64 start, uint64 length);
    /// The other contracts were named, for good.
    event Connected(address checkout, address catalog, address splitter, address stakePools, address quality, address power, address cycles, address arbitration, address statements);
    /// `bond`: of a report, PSC units. Of everybody's earned power, in bps: the least weight by which a product has winners, the most weight of one account. `voteGainBps` of what the voter has earned, up to the cap, is the gain of a confirmed vote; `reportGain` power units are the winners' of a product.
    event ParametersSet(uint256 bond, uint16 quorumBps, uint16 capBps, uint16 voteGainBps, uint64 reportGain);
    /// A buyer reports on a product (`line` 255: on the purchase number `order` at statements): measured values in the dimensions of that version of the model, evidence and its hash. `conformity` is 0 to 100.
    event ReportFiled(uint64 indexed report, uint64 indexed product, address indexed account, uint64 cycle, uint64 order, uint8 line, uint8 conformity, uint256 bond, uint64 model, uint64 version, uint64[] measured, bytes32 evidenceHash, string evidence);
    event VoteCommitted(uint64 indexed cycle, uint64 indexed product, address indexed account, bytes32 commitment);
    /// Fixed with the first vote revealed on the cycle's reports: total earned power, quorum and cap in power units.
    event RulesFixed(uint64 indexed cycle, uint64 total, uint64 quorum, uint64 cap, uint16 voteGainBps);
    /// The account votes for the report. `reportWeight` and `productWeight` are the sums with this; `gain` is what it gains if the report wins.
    event VoteRevealed(uint64 indexed cycle, uint64 indexed product, address indexed account, uint64 report, uint64 weight, uint64 gain, uint64 reportWeight, uint64 productWeight);
    /// The account has an interest in the product: it has no vote, and `weight` was taken back from the report (0: from none). `store`: it lists the product; else `request`, of shares queued at its stake pool.
    event VoterBarred(uint64 indexed cycle, uint64 indexed product, address indexed account, uint64 store, uint64 request, uint64 report, uint64 weight, uint64 reportWeight, uint64 productWeight);
    /// The best three reports, the best first (0: none), and the tenths of the product's fees that have winners.
    event PlacesChanged(uint64 indexed cycle, uint64 indexed product, uint64 first, uint64 second, uint64 third, uint64 tenths);
    /// The account voted for a winner. `counted`: its weight counts for the community with this.
    event VoteConfirmed(uint64 indexed cycle, uint64 indexed product, address indexed account, uint64 report, uint64 weight, uint64 gain, bool counted);
    /// The account committed and did not reveal: it loses that part of its power.
    event VoteForfeited(uint64 indexed cycle, uint64 indexed product, address indexed account, uint16 bps);
    /// The bond went back. `place` 1 to 3: the report won, and its reporter gained power; 0: it did not.
    event ReportSettled(uint64 indexed report, address indexed account, uint256 bond, uint8 place, uint64 gain);
    /// `sum`: PSC units at stake. `replaced`: an earlier dispute that nobody had paid for, 0 if none; what is ruled there is of no effect.
    event ReportDisputed(uint64 indexed report, uint256 indexed disputeId, address indexed account, uint256 sum, uint256 replaced, string evidence);
    /// ERC-792: the ruling has taken effect; of a dispute that was replaced it has none.
    event Ruling(address indexed arbitrator, uint256 indexed disputeId, uint256 ruling);
    /// The report wins nothing, counts for no trust score, and its bond is the disputing account's. `place` 1 to 3 is empty from now on; 0: it had none.
    event ReportStruck(uint64 indexed report, uint256 indexed disputeId, address indexed account, uint8 place, uint256 bond);
    /// The account could not be paid; it, or anyone for it, can claim later.
    event PaymentDeferred(address indexed account, uint256 amount);
    event CreditClaimed(address indexed account, uint256 amount);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
    /// An address that must name somebody is zero.
    error ZeroAddress();
    error AlreadyConnected();
    /// The other contracts are not named yet.
    error NotConnected();
    /// Cycles take 1 to 90 days, in whole quarters.
    error InvalidClock(uint64 start, uint64 length);
    /// `number`: of the parameter, from 1, in the order of `setParameters`. The quorum is at least twice the cap.
    error ParameterOutOfBounds(uint8 number, uint256 value, uint256 min, uint256 max);
    /// Reports of a cycle are voted on in the next one: committed in its first quarter, revealed in the second, disputed in the third, settled from the fourth on. Now is `quarter` (0 to 3) of `present`.
    error WrongTime(uint64 cycle, uint64 present, uint64 quarter);
    /// The cycle was closed.
    error CycleClosed(uint64 cycle);
    /// Only the line's buyer reports on it.
    error NotBuyer(uint64 order, address account);
    /// The line is not settled, or was wholly refunded.
    error LineNotSettled(uint64 order, uint8 line);
    /// There is a report on the line.
    error LineReported(uint64 order, uint8 line, uint64 report);
    /// The account has filed a report on the product in this cycle.
    error AlreadyReported(uint64 cycle, uint64 product, address account, uint64 report);
    /// The product is under no quality model.
    error NotEnrolled(uint64 product);
    /// One value for each of the model's dimensions.
    error WrongDimensions(uint256 count, uint256 dimensions);
    error EvidenceTooLong(uint256 length, uint256 max);
    /// The account has an interest in the product, and neither reports nor votes on it.
    error LinkedParty(uint64 product, address account);
    error UnknownReport(uint64 report);
    /// The report is on another product, or of another cycle.
    error WrongReport(uint64 report, uint64 product, uint64 cycle);
    error EmptyCommitment();
    /// What the account's vote is: 0 none, 1 committed, 2 revealed, 3 confirmed, 4 barred, 5 forfeited.
    error WrongVote(uint64 cycle, uint64 product, address account, uint8 state);
    /// The commitment was another one.
    error WrongReveal(bytes32 commitment);
    /// The account had no power when the cycle began.
    error NoPower(address account);
    /// The store does not list the product, or is not the account's, or was not when it committed.
    error NotListed(uint64 store, uint64 product, address account);
    /// No shares of the product's pool are queued under this number.
    error NotQueued(uint64 product, uint64 request);
    /// A report was struck: the others keep their places.
    error PlacesFinal(uint64 cycle, uint64 product);
    /// The report won no place.
    error NotWinner(uint64 report);
    /// The account has committed as many votes on the cycle's reports as it can.
    error AllVoted(uint64 cycle, address account, uint64 max);
    /// A dispute on the report is open.
    error InDispute(uint64 report, uint256 disputeId);
    /// No dispute on the report is open.
    error NotInDispute(uint64 report);
    /// Struck, or settled already.
    error AlreadySettled(uint64 report);
    /// Not the arbitrator of an open dispute of this number.
    error NotArbitrator(address account, uint256 disputeId);
    error UnknownRuling(uint256 ruling);
    /// The arbitration has not ruled for good yet.
    error NotRuled(uint256 disputeId);
    error NothingToClaim(address account);
    /// A number is beyond what the contract keeps of it.
    error ValueTooLarge(uint256 value, uint256 max);
}
