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
