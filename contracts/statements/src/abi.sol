/// The other contracts were named, for good.
event Connected(address indexed quality, address indexed catalog, address indexed cycles, address arbitration);
/// PSC units: what a challenger puts down, and the least that is taken of a platform's bond for a receipt that it kept back.
event ParametersSet(uint256 challengeBond, uint256 minSlash);
/// The account signs receipts for the platform from `at` on (or, not allowed, up to it). What it signed for times in between stays valid.
event SignerSet(uint64 indexed platform, address indexed signer, bool allowed, uint64 at);
/// The platform's first period begins then.
event ReportingBegun(uint64 indexed platform, uint64 from);
/// Now the product's store names the platform, and it pays the fee: whatever its vendor does, the platform can report it in the period that `at` is in.
event ProductCarried(uint64 indexed platform, uint64 indexed product, uint16 feeBps, uint64 at);
/// Of the platform's sales in [from, until); `hash` is of what stands at the URI.
event StatementOpened(uint64 indexed statement, uint64 indexed platform, uint64 from, uint64 until, string uri, bytes32 hash);
/// What was sold of a product: `count` receipts, the root of their tree of sums, whose sum is `gross`. Fees went to the cycle of this block.
event LineSubmitted(uint64 indexed statement, uint64 indexed product, uint256 gross, uint64 count, bytes32 root, uint16 feeBps, uint256 experienceFee, uint256 communityFee);
/// The statement is final. Sums of its lines.
event StatementClosed(uint64 indexed statement, uint64 indexed platform, uint64 lines, uint256 gross, uint256 experienceFee, uint256 communityFee);
/// A receipt of the statement is its buyer's purchase, on which she may report. `receipt`: EIP-712 hash of the struct.
event PurchaseProved(uint64 indexed purchase, uint64 indexed statement, address indexed buyer, uint64 product, uint256 gross, uint64 time, uint64 number, bytes32 receipt);
/// A receipt that both sides signed: until `answerUntil` anyone can show that it is in a statement.
event ChallengeOpened(uint64 indexed challenge, uint64 indexed platform, address indexed challenger, uint64 product, address buyer, uint256 gross, uint64 time, uint64 number, bytes32 receipt, uint256 bond, uint64 answerUntil);
/// The receipt is in the statement; the challenger's bond is the platform's.
event ChallengeAnswered(uint64 indexed challenge, uint64 indexed statement, address indexed account, uint256 bond);
/// The platform kept the receipt back: of its bond so much went to the challenger, whose own bond went back, and to the community.
event PlatformSlashed(uint64 indexed challenge, uint64 indexed platform, address indexed challenger, uint256 toChallenger, uint256 toCommunity, uint256 bond);
/// `sum`: PSC units at stake. `replaced`: an earlier dispute that nobody had paid for, 0 if none; what is ruled there is of no effect.
event StatementDisputed(uint64 indexed statement, uint256 indexed disputeId, address indexed account, uint256 sum, uint256 replaced, string evidence);
/// ERC-792: the ruling has taken effect; of a dispute that was replaced it has none.
event Ruling(address indexed arbitrator, uint256 indexed disputeId, uint256 ruling);
/// The disputing account was right, and was given that much of the platform's bond.
event StatementRefuted(uint64 indexed statement, uint256 indexed disputeId, address indexed account, uint256 amount);
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
/// `number`: of the parameter, from 1, in the order of `setParameters`.
error ParameterOutOfBounds(uint8 number, uint256 value, uint256 min, uint256 max);
error NotPlatformOwner(uint64 platform, address account);
/// The platform has no bond left: top it up.
error NoBond(uint64 platform);
/// It is one, or was revoked: a key that was is not taken again, or receipts from in between would be valid.
error SignerKnown(uint64 platform, address signer);
/// It is none, or was revoked.
error SignerUnknown(uint64 platform, address signer);
/// Periods begin once, in the last 92 days.
error WrongBeginning(uint64 platform, uint64 from);
/// A period begins where the one before ends, and ends after it, in the past, within 92 days; the statement before is closed.
error WrongPeriod(uint64 platform, uint64 from, uint64 until);
error UnknownStatement(uint64 statement);
/// The statement is closed already.
error StatementIsClosed(uint64 statement);
/// The statement takes lines still.
error StatementIsOpen(uint64 statement);
/// Lists of one call have one entry per line.
error LengthMismatch(uint256 left, uint256 right);
error WrongLines(uint256 count, uint256 max);
/// A line has a gross above 0, and 1 to 2^32 receipts.
error WrongLine(uint64 product, uint256 gross, uint64 count);
error LineExists(uint64 statement, uint64 product);
/// The product's store does not name the platform, or it is not enrolled, and it was not carried in the period.
error NotCarried(uint64 platform, uint64 product);
/// A receipt names a buyer and a gross above 0.
error InvalidReceipt(address buyer, uint256 gross);
/// The statement is not the platform's, or not of the time.
error WrongStatement(uint64 statement, uint64 platform, uint64 time);
/// The proof does not lead from the receipt to the line's root and gross.
error NotIncluded(uint64 statement, uint64 product, bytes32 receipt);
error AlreadyProved(bytes32 receipt, uint64 purchase);
error AlreadyChallenged(bytes32 receipt, uint64 challenge);
/// Of times in closed periods, or more than 30 days ago; no more than 180 days ago.
error NotChallengeable(uint64 platform, uint64 time);
/// Nobody that the platform named for that time; `signer` is who did, zero if nobody.
error WrongPlatformSignature(uint64 platform, address signer);
error WrongBuyerSignature(address buyer, address signer);
error UnknownChallenge(uint64 challenge);
/// Answered, or the platform was slashed for it.
error ChallengeOver(uint64 challenge);
/// Answers came until `answerUntil`, slashing comes from then on.
error WrongTime(uint64 challenge, uint64 answerUntil);
/// Statements are disputed in the 30 days after they were closed.
error DisputesOver(uint64 statement, uint64 until);
error EvidenceTooLong(uint256 length, uint256 max);
/// A dispute on the statement is open.
error InDispute(uint64 statement, uint256 disputeId);
/// No dispute on the statement is open.
error NotInDispute(uint64 statement);
/// A dispute on it was won already.
error AlreadyRefuted(uint64 statement);
/// Not the arbitrator of an open dispute of this number.
error NotArbitrator(address account, uint256 disputeId);
error UnknownRuling(uint256 ruling);
/// The arbitration has not ruled for good yet.
error NotRuled(uint256 disputeId);
error NothingToClaim(address account);
/// A number is beyond what the contract keeps of it.
error ValueTooLarge(uint256 value, uint256 max);
