// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice Statements: what platforms report of sales that they settled themselves, off the chain, and pay the quality network's fees of.
interface IStatements {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc)

    /// Names a key that signs receipts for the platform, of times from now on; or revokes it, for
    /// times from now on, for good. The platform's owner only.
    function setSigner(uint64 platform, address signer, bool allowed) external;
    /// Says where the platform's first period begins, once: in the last 92 days. Its owner only.
    function begin(uint64 platform, uint64 from) external;
    /// Marks products, up to 32, as carried by the platform now, at their rates of now: it can
    /// report them in the period of this second, even if they leave it before it does. Anyone may
    /// call.
    function carry(uint64 platform, uint64[] memory products) external;
    /// Begins the statement of the platform's next period: from where the last one ended until
    /// `until`, which has passed; at most 92 days. `uri` and `hash`: what else the platform says of
    /// it, for people. Its owner only.
    /// @return statement
    function open(uint64 platform, uint64 until, string calldata uri, bytes32 hash) external returns (uint64 statement);
    /// Reports up to 32 lines, one per product and statement: gross in PSC units, number of
    /// receipts, and root of their tree. Their fees, at the products' rates of now, go from the
    /// caller's allowance to the cycle of now. The platform's owner only.
    /// @return fees PSC units that were taken
    function submit(uint64 statement, uint64[] memory products, uint256[] memory grosses, uint64[] memory counts, bytes32[] memory roots) external returns (uint256 fees);
    /// Ends a statement, for good: what it does not have can be challenged. The platform's owner
    /// only.
    function close(uint64 statement) external;
    /// Registers what the caller bought: a receipt that is in a closed statement, at `index` of its
    /// product's line. Once per receipt. The path from it to the root: hashes and sums of what
    /// stands beside, from the bottom.
    /// @return purchase
    function prove(uint64 statement, uint64 product, uint256 gross, uint64 time, uint64 number, uint64 index, bytes32[] memory hashes, uint64[] memory sums) external returns (uint64 purchase);
    /// Claims that the platform keeps back a receipt that buyer and platform signed: of a time in
    /// one of its closed periods, or more than 30 days ago; 180 at most. The bond comes from the
    /// caller's allowance. Once per receipt.
    /// @return challenge
    function challenge(uint64 platform, uint64 product, address buyer, uint256 gross, uint64 time, uint64 number, bytes calldata buyerSignature, bytes calldata platformSignature) external returns (uint64 challenge);
    /// The same with the caller's ERC-2612 permit of PSC for this contract, of exactly the bond,
    /// good until `deadline`. A permit that somebody else has brought already does no harm.
    /// @return challenge
    function challengeWithPermit(uint64 platform, uint64 product, address buyer, uint256 gross, uint64 time, uint64 number, bytes calldata buyerSignature, bytes calldata platformSignature, uint64 deadline, bytes calldata signature) external returns (uint64 challenge);
    /// Shows that the receipt is in a closed statement of the platform, of its time; within 7 days;
    /// anyone may call. The bond is the platform's.
    function answer(uint64 challenge, uint64 statement, uint64 index, bytes32[] memory hashes, uint64[] memory sums) external;
    /// Takes of the platform's bond what an unanswered challenge costs: twenty times the fees of the
    /// receipt at the greatest of the rates of today, of the challenge and of when the product was
    /// last carried (within 92 days of the receipt), or the least there is, as far as the bond goes. Half is the
    /// challenger's, beside her own bond, and half the community's. Anyone may call.
    /// @return taken
    function slash(uint64 challenge) external returns (uint256 taken);
    /// Disputes a closed statement, in 30 days. The caller's bond is to be put down at the
    /// arbitration; until it is, another dispute may take this one's place. Who wins it is given a
    /// fifth of the platform's bond.
    /// @return disputeId
    function dispute(uint64 statement, string calldata evidence) external returns (uint256 disputeId);
    /// ERC-792: 1 finds against the statement, 0 and 2 let it stand; arbitration only.
    function rule(uint256 disputeId, uint256 ruling) external;
    /// Applies a ruling that the arbitration could not push; anyone may call.
    function pullRuling(uint64 statement) external;
    /// A purchase that was proved; all zero if there is none such.
    /// @return buyer
    /// @return product
    /// @return statement
    /// @return gross PSC units
    function purchase(uint64 purchase) external view returns (address buyer, uint64 product, uint64 statement, uint256 gross);
    /// A statement; all zero if there is none such.
    /// @return platform
    /// @return from
    /// @return until
    /// @return closedAt 0: it takes lines
    /// @return lines
    /// @return gross PSC units
    /// @return experienceFee
    /// @return communityFee
    /// @return state 0 stands, 1 in dispute, 2 refuted
    /// @return disputeId the latest; 0: none
    function statement(uint64 statement) external view returns (uint64 platform, uint64 from, uint64 until, uint64 closedAt, uint64 lines, uint256 gross, uint256 experienceFee, uint256 communityFee, uint8 state, uint256 disputeId);
    /// A statement's line; all zero if it has none of the product.
    /// @return gross PSC units
    /// @return count receipts
    /// @return root
    /// @return feeBps
    function line(uint64 statement, uint64 product) external view returns (uint256 gross, uint64 count, bytes32 root, uint16 feeBps);
    /// A platform's periods.
    /// @return first where they begin; 0: the platform has not said
    /// @return closedUntil up to where all is reported
    /// @return openUntil where the period that is being reported ends; 0: none is
    /// @return latest statement
    function periods(uint64 platform) external view returns (uint64 first, uint64 closedUntil, uint64 openUntil, uint64 latest);
    /// For which times an account signs for a platform.
    /// @return since 0: for none
    /// @return until first second after it; 0: it lasts
    function signer(uint64 platform, address account) external view returns (uint64 since, uint64 until);
    /// When a platform was last marked as carrying a product, and the rate then.
    /// @return at 0: never
    /// @return feeBps
    function carried(uint64 platform, uint64 product) external view returns (uint64 at, uint16 feeBps);
    /// A challenge; all zero if there is none such.
    /// @return challenger
    /// @return platform
    /// @return product
    /// @return gross of the receipt, PSC units
    /// @return time of the receipt
    /// @return receipt its hash
    /// @return bond PSC units
    /// @return answerUntil
    /// @return state 1 open, 2 answered, 3 slashed
    function challengeState(uint64 challenge) external view returns (address challenger, uint64 platform, uint64 product, uint256 gross, uint64 time, bytes32 receipt, uint256 bond, uint64 answerUntil, uint8 state);
    /// What a receipt signs as, by EIP-712.
    /// @return receipt hash of the struct, by which it is known here
    /// @return digest what is signed
    function receiptHash(uint64 platform, uint64 product, address buyer, uint256 gross, uint64 time, uint64 number) external view returns (bytes32 receipt, bytes32 digest);
    /// What became of a receipt, by its hash.
    /// @return purchase 0: it was not proved
    /// @return challenge 0: it was not challenged
    function receipt(bytes32 receipt) external view returns (uint64 purchase, uint64 challenge);
    /// A dispute that is not ruled on; also one that was replaced (see `statement`).
    /// @return account who disputes
    /// @return statement 0: there is none such
    function statementDispute(uint256 disputeId) external view returns (address account, uint64 statement);
    /// Numbers of the latest ones.
    /// @return statements
    /// @return purchases
    /// @return challenges
    function counts() external view returns (uint64 statements, uint64 purchases, uint64 challenges);
    /// EIP-712 domain separator.
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    /// ERC-5267 description of the domain.
    /// @return fields which of the following are used
    /// @return name
    /// @return version
    /// @return chainId
    /// @return verifyingContract
    /// @return salt
    /// @return extensions
    function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);
    /// PSC units that the account could not be paid.
    function credit(address account) external view returns (uint256);
    /// Sends the caller what it could not be paid before.
    /// @return amount
    function claim() external returns (uint256 amount);
    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// PSC, of fees and bonds.
    function psc() external view returns (address);
    /// The other contracts; zero until they are named.
    /// @return quality
    /// @return catalog
    /// @return cycles
    /// @return arbitration
    function connections() external view returns (address quality, address catalog, address cycles, address arbitration);
    /// Names the other contracts; owner only, once and for good.
    function connect(address quality, address catalog, address cycles, address arbitration) external;
    /// Parameters, PSC units.
    /// @return challengeBond
    /// @return minSlash least of a platform's bond that a receipt kept back costs
    function parameters() external view returns (uint256 challengeBond, uint256 minSlash);
    /// Sets the parameters: a challenge's bond, 0.1 to 1,000 PSC, for challenges to come; what a
    /// receipt kept back costs at least, 1 to 100,000 PSC; owner only.
    function setParameters(uint256 challengeBond, uint256 minSlash) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

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
}
