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
