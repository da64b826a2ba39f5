// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice Disputes decided by jurors: bonds, commit-reveal, appeal. An ERC-792 arbitrator.
interface IArbitration {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc, uint64 start, uint64 length)

    /// Opens a dispute; registered contracts only. `choices` is 2. `extraData` begins with
    /// `abi.encode(address party, address respondent, uint64 product, uint256 sum)`: product 0 if it
    /// is about none, sum in PSC units below 2^62; what follows is the arbitrable's own. Takes the party's bond at once
    /// if its allowance has it, as `fund` would; or waits for `fund`.
    /// @return disputeId from 1
    function createDispute(uint256 choices, bytes calldata extraData) external payable returns (uint256 disputeId);
    /// What opening a dispute costs, in wei: nothing. Arbitration is paid for by PSC bonds.
    /// @return cost
    function arbitrationCost(bytes calldata extraData) external view returns (uint256 cost);
    /// Whether the ruling of an arbitrable's dispute is final, and which: to be pulled where the push
    /// failed, or before it. Of a dispute that is not the arbitrable's: never.
    /// @return isFinal
    /// @return ruling 0 refused, 1 for the party, 2 for the respondent
    function rulingOf(address arbitrable, uint256 disputeId) external view returns (bool isFinal, uint256 ruling);
    /// The ruling as it would be if nothing more happened but an end: that of a final dispute, else
    /// what the first round decided, else 0.
    /// @return ruling
    function currentRuling(uint256 disputeId) external view returns (uint256 ruling);
    /// As ERC-792's first implementations tell it.
    /// @return status 0 waiting, 1 appealable, 2 solved
    function disputeStatus(uint256 disputeId) external view returns (uint8 status);
    /// When the loser of the first round may appeal; zeros if nobody may.
    /// @return start
    /// @return end first second after it
    function appealPeriod(uint256 disputeId) external view returns (uint64 start, uint64 end);
    /// Puts the party's bond down, within its allowance; the party only, in time.
    function fund(uint256 disputeId) external;
    /// The same with the caller's ERC-2612 permit of exactly the bond. A permit that somebody else
    /// has brought already does no harm.
    function fundWithPermit(uint256 disputeId, uint64 deadline, bytes calldata signature) external;
    /// Matches the party's bond, within the respondent's allowance; the respondent only, in time.
    /// The jurors' first round begins.
    function matchBond(uint256 disputeId) external;
    /// The same with the caller's permit of exactly the bond.
    function matchBondWithPermit(uint256 disputeId, uint64 deadline, bytes calldata signature) external;
    /// Appeals from the first round's outcome with twice the bond, within the allowance; whom it
    /// decided against only, in time. The second round begins, which is the last.
    function appeal(uint256 disputeId) external;
    /// The same with the caller's permit of exactly twice the bond.
    function appealWithPermit(uint256 disputeId, uint64 deadline, bytes calldata signature) external;
    /// Logs what a side has to say, or a URI of it, until the ruling is final.
    function submitEvidence(uint256 disputeId, string calldata evidence) external;
    /// Commits the caller's vote in the round that runs: `keccak256(abi.encode(uint256 chainId,
    /// address arbitration, uint256 disputeId, uint8 round, address juror, uint8 choice, bytes32
    /// salt))`. A later one replaces it. For accounts with power that are not linked to the dispute.
    function commit(uint256 disputeId, bytes32 commitment) external;
    /// Reveals it: 1 for the party, 2 for the respondent. It weighs the caller's power of now, up
    /// to the round's cap; refused while the caller has an interest in the product.
    /// @return weight
    function reveal(uint256 disputeId, uint8 choice, bytes32 salt) external returns (uint256 weight);
    /// Shows that a juror's redemption waits in the queue of the product's pool: the weight is
    /// taken back, or will not count. Anyone may call while votes are committed or revealed.
    function challengeJuror(uint256 disputeId, address juror, uint64 request) external;
    /// What a juror's vote comes to, once the ruling is final; anyone may call. Coherent: a slice of
    /// the loser's bonds, power (once for each cycle of a ruling, until the end of the next one) and
    /// community weight in the ruling's cycle. Incoherent, not revealed or
    /// removed: a loss of power. Ruling 0: nothing, unless it was not revealed or was removed.
    /// @return paid PSC units
    function settleVote(uint256 disputeId, uint8 round, address juror) external returns (uint256 paid);
    /// Logs where time has led a dispute; anyone may call. While PSC is paused and a bond is awaited
    /// its window begins anew with each call: whoever is to pay calls it until PSC is resumed.
    /// Otherwise nothing depends on it.
    /// @return state
    function advance(uint256 disputeId) external returns (uint8 state);
    /// Rules where the jurors of the last round did not; the umpire only, in time.
    function giveRuling(uint256 disputeId, uint256 ruling) external;
    /// Pays the bonds of a final dispute out, once, and tells the arbitrable the ruling with at most
    /// 5,000,000 gas; anyone may call, again until it has taken it. A payee that PSC blocks is credited.
    /// @return taken whether the arbitrable took the ruling
    function executeRuling(uint256 disputeId) external returns (bool taken);
    /// A dispute as of now, whatever was called last.
    /// @return arbitrable
    /// @return party
    /// @return respondent
    /// @return product 0: about none
    /// @return sum PSC units
    /// @return bond PSC units, of either side
    /// @return state 1 funding, 2 matching, 3 commit, 4 reveal, 5 appeal, 6 umpire, 7 final
    /// @return round 0 the first, 1 the appeal
    /// @return outcome of the first round; 0: none
    /// @return ruling of a final dispute
    /// @return deadline first second at which time moves it on
    /// @return divided whether the bonds were paid out
    /// @return executed whether the arbitrable took the ruling
    function dispute(uint256 disputeId) external view returns (address arbitrable, address party, address respondent, uint64 product, uint256 sum, uint256 bond, uint8 state, uint8 round, uint8 outcome, uint8 ruling, uint64 deadline, bool divided, bool executed);
    /// PSC units that whoever's turn it is has to put down: twice the bond for an appeal.
    /// @return amount
    function bondDue(uint256 disputeId) external view returns (uint256 amount);
    /// The tally of a round, 0 or 1, in power.
    /// @return forParty
    /// @return forRespondent
    /// @return quorum least weight of both for an outcome; 0: there was no such round
    /// @return cap most weight of one juror
    function tally(uint64 disputeId, uint8 round) external view returns (uint256 forParty, uint256 forRespondent, uint256 quorum, uint256 cap);
    /// A juror's vote in a round.
    /// @return kind 0 none, 1 committed, 2 revealed, 3 removed, 4 settled
    /// @return choice of a revealed one
    /// @return weight of a revealed one
    function voteOf(uint64 disputeId, uint8 round, address juror) external view returns (uint8 kind, uint8 choice, uint256 weight);
    /// Number of the latest dispute.
    function disputeCount() external view returns (uint256);
    /// PSC units that the account could not be paid.
    function credit(address account) external view returns (uint256);
    /// Pays the caller what could not be sent to it.
    /// @return amount
    function claim() external returns (uint256 amount);
    /// The same for another account, to that account; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// The other contracts; zero until they are named.
    /// @return psc
    /// @return power
    /// @return cycles
    /// @return quality
    /// @return catalog
    /// @return splitter
    /// @return stakePools
    function connections() external view returns (address psc, address power, address cycles, address quality, address catalog, address splitter, address stakePools);
    /// Names the other contracts; owner only, once and for good.
    function connect(address power, address cycles, address quality, address catalog, address splitter, address stakePools) external;
    /// Whether the contract may open disputes.
    function isArbitrable(address account) external view returns (bool);
    /// Registers a contract that may open disputes, or no longer; owner only.
    function setArbitrable(address arbitrable, bool allowed) external;
    /// Who rules where jurors do not; zero: nobody.
    function umpire() external view returns (address);
    /// Names the umpire, also of disputes that are open; owner only. Zero: nobody.
    function setUmpire(address umpire) external;
    /// Parameters of disputes to come.
    /// @return minBond PSC units
    /// @return bondBps of the sum
    /// @return matchSecs for either bond
    /// @return commitSecs
    /// @return revealSecs
    /// @return appealSecs
    /// @return umpireSecs
    /// @return quorumBps of the earned power
    /// @return capBps of the earned power, of one juror
    /// @return jurorBps of the loser's bonds
    /// @return gainBps of what of the weight was earned
    /// @return loseBps of the power
    function parameters() external view returns (uint256 minBond, uint16 bondBps, uint64 matchSecs, uint64 commitSecs, uint64 revealSecs, uint64 appealSecs, uint64 umpireSecs, uint16 quorumBps, uint16 capBps, uint16 jurorBps, uint16 gainBps, uint16 loseBps);
    /// Sets the parameters of disputes to come; owner only. The cap is at most half of the quorum.
    function setParameters(uint256 minBond, uint16 bondBps, uint64 matchSecs, uint64 commitSecs, uint64 revealSecs, uint64 appealSecs, uint64 umpireSecs, uint16 quorumBps, uint16 capBps, uint16 jurorBps, uint16 gainBps, uint16 loseBps) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

    /// The other contracts were named, for good.
    event Connected(address indexed power, address indexed cycles, address indexed quality, address catalog, address splitter, address stakePools);
    /// Whether the contract may open disputes from now on; those it opened go on.
    event ArbitrableSet(address indexed arbitrable, bool allowed);
    /// Who rules where jurors do not.
    event UmpireSet(address indexed umpire);
    /// For disputes opened from now on. `bondBps` of the sum, `minBond` PSC units at least; each window in seconds; quorum and the cap of one juror in bps of the earned power at the start of a round;
    /// `jurorBps` of the loser's bonds to coherent jurors; power gained in bps of the weight, and lost in bps of what was earned.
    event ParametersSet(uint256 minBond, uint16 bondBps, uint64 matchSecs, uint64 commitSecs, uint64 revealSecs, uint64 appealSecs, uint64 umpireSecs, uint16 quorumBps, uint16 capBps, uint16 jurorBps, uint16 gainBps, uint16 loseBps);
    /// ERC-792.
    event DisputeCreation(uint256 indexed disputeId, address indexed arbitrable);
    /// Who disputes with whom, about which product (0: none) and sum. Either bond is `bond` PSC units; the party's comes before `fundUntil`, or it loses.
    event DisputeOpened(uint256 indexed disputeId, address indexed party, address indexed respondent, uint64 product, uint256 sum, uint256 bond, uint64 fundUntil);
    /// `kind` 0: the party's, 1: the respondent's, 2: the loser's for the appeal. `until`: the end of what it began: for 0, the time to match it; else, that to commit votes.
    event BondPlaced(uint256 indexed disputeId, address indexed account, uint8 kind, uint256 amount, uint64 until);
    /// What a side says, or where it is to be found.
    event EvidenceSubmitted(uint256 indexed disputeId, address indexed account, string evidence);
    /// Jurors commit until one time, then reveal until the other. `quorum`: least weight of an outcome, `cap`: most weight of a juror. `round` 0 is the first, 1 the appeal.
    event RoundStarted(uint256 indexed disputeId, uint8 round, uint64 commitUntil, uint64 revealUntil, uint256 quorum, uint256 cap);
    event VoteCommitted(uint256 indexed disputeId, uint8 round, address indexed juror, bytes32 commitment);
    /// `forParty` and `forRespondent`: the tally with this vote.
    event VoteRevealed(uint256 indexed disputeId, uint8 round, address indexed juror, uint8 choice, uint256 weight, uint256 forParty, uint256 forRespondent);
    /// The juror had shares of the product's pool in the queue (`request`): its weight was taken back, or will not count.
    event JurorRemoved(uint256 indexed disputeId, uint8 round, address indexed juror, uint64 request, uint256 weight);
    /// ERC-792: the first round decided, and its loser may appeal.
    event AppealPossible(uint256 indexed disputeId, address indexed arbitrable);
    /// ERC-792: its loser did.
    event AppealDecision(uint256 indexed disputeId, address indexed arbitrable);
    /// Logs where time has led the dispute; it was there without this, but while PSC is paused: then a bond's window begins anew, up to `deadline`. `outcome`: of the first round, 0 if none.
    event DisputeAdvanced(uint256 indexed disputeId, uint8 state, uint8 outcome, uint64 deadline);
    event UmpireRuled(uint256 indexed disputeId, address indexed umpire, uint8 ruling);
    /// The ruling is final: what of the bonds went to either side at once, and what the coherent jurors share by `weight`.
    event DisputeResolved(uint256 indexed disputeId, uint8 ruling, uint256 toParty, uint256 toRespondent, uint256 toJurors, uint256 weight);
    /// Whether the arbitrable took the ruling; else it may pull it, or anyone push it again.
    event RulingPushed(uint256 indexed disputeId, address indexed arbitrable, uint8 ruling, bool taken);
    /// What a juror's vote came to: `paid` PSC units of the loser's bonds and `gained` power of a coherent one (`weight`, once a cycle); `lostBps` of its power of another. `remainder`: PSC units that went to the winner with the last one.
    event VoteSettled(uint256 indexed disputeId, uint8 round, address indexed juror, uint256 weight, uint256 paid, uint256 gained, uint16 lostBps, uint256 remainder);
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
    /// Cycles last 1 to 90 days, a multiple of 4 seconds.
    error InvalidClock(uint64 start, uint64 length);
    /// `number`: of the parameter, from 1, in the order of `setParameters`.
    error ParameterOutOfBounds(uint8 number, uint256 value, uint256 min, uint256 max);
    /// Only registered contracts open disputes.
    error NotArbitrable(address account);
    /// Disputes have two choices: 1 for the party, 2 for the respondent.
    error WrongChoices(uint256 choices);
    /// Arbitration is paid for by bonds, not by ether.
    error EtherRefused();
    /// Not `abi.encode(party, respondent, product, sum)`: or one of the two is nobody, or both are one.
    error InvalidDispute(address party, address respondent);
    /// A number is beyond what the contract keeps of it.
    error ValueTooLarge(uint256 value, uint256 max);
    error UnknownDispute(uint256 disputeId);
    /// By now the dispute is in another state: 1 funding, 2 matching, 3 commit, 4 reveal, 5 appeal, 6 umpire, 7 final.
    error WrongState(uint256 disputeId, uint8 state);
    /// Only this party of the dispute, or either of them, may do this.
    error NotParty(uint256 disputeId, address account);
    /// Only whom the first round decided against may appeal.
    error NotLoser(uint256 disputeId, address account);
    error NotUmpire(address account);
    error UnknownRuling(uint256 ruling);
    /// Parties of the dispute, and accounts with an interest in the product, do not judge.
    error JurorLinked(uint256 disputeId, address account);
    /// The account has no power.
    error NoPower(address account);
    error EmptyCommitment();
    /// Nothing was committed in this round, or it was revealed or removed already.
    error NotCommitted(uint256 disputeId, uint8 round, address juror);
    /// Not what was committed.
    error WrongReveal(uint256 disputeId, address juror);
    /// There is no vote of the account that could be taken back.
    error NoVote(uint256 disputeId, uint8 round, address juror);
    /// The request in the pool's queue is not the account's.
    error NotRequester(uint64 product, uint64 request, address account);
    /// Nothing follows from the vote, or it is done.
    error NothingToSettle(uint256 disputeId, uint8 round, address juror);
    /// The arbitrable took the ruling already.
    error AlreadyExecuted(uint256 disputeId);
    error NothingToClaim(address account);
}
