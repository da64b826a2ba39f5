/// Votes may be cast after `voteStart` up to and including `voteEnd`, Unix time; votes count as they were held at `voteStart`. `signatures` are empty.
event ProposalCreated(uint256 proposalId, address proposer, address[] targets, uint256[] values, string[] signatures, bytes[] calldatas, uint256 voteStart, uint256 voteEnd, string description);
/// Executable from `etaSeconds`, Unix time.
event ProposalQueued(uint256 proposalId, uint256 etaSeconds);
/// The operation at the timelock that the queued proposal is.
event ProposalScheduled(uint256 indexed proposalId, bytes32 indexed operation);
event ProposalExecuted(uint256 proposalId);
event ProposalCanceled(uint256 proposalId);
/// Quorum was reached late: voting goes on up to and including `extendedDeadline`.
event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);
/// `support`: 0 against, 1 for, 2 abstain.
event VoteCast(address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason);
event VoteCastWithParams(address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason, bytes params);
/// Seconds from proposal to the start of voting.
event VotingDelaySet(uint256 oldVotingDelay, uint256 newVotingDelay);
/// Seconds of voting.
event VotingPeriodSet(uint256 oldVotingPeriod, uint256 newVotingPeriod);
/// Votes needed to propose.
event ProposalThresholdSet(uint256 oldProposalThreshold, uint256 newProposalThreshold);
/// Per cent of the votes that can vote, from this block's time on.
event QuorumNumeratorUpdated(uint256 oldQuorumNumerator, uint256 newQuorumNumerator);
/// Seconds of voting that are left at least once quorum is reached.
event LateQuorumVoteExtensionSet(uint64 oldVoteExtension, uint64 newVoteExtension);
event TimelockChange(address oldTimelock, address newTimelock);
/// The account has no votes here from `since` on (Unix time), and the quorum is taken without them.
event AccountExcluded(address indexed account, uint256 since);

error GovernorInvalidProposalLength(uint256 targets, uint256 calldatas, uint256 values);
error GovernorAlreadyCastVote(address voter);
/// Ether belongs to the timelock.
error GovernorDisabledDeposit();
error GovernorOnlyExecutor(address account);
error GovernorNonexistentProposal(uint256 proposalId);
/// States: 0 pending, 1 active, 2 canceled, 3 defeated, 4 succeeded, 5 queued, 6 expired, 7 executed; `expectedStates` has the bit of each that would do.
error GovernorUnexpectedProposalState(uint256 proposalId, uint8 current, bytes32 expectedStates);
error GovernorInvalidVotingPeriod(uint256 votingPeriod);
error GovernorInsufficientProposerVotes(address proposer, uint256 votes, uint256 threshold);
/// The description reserves the proposal for another proposer.
error GovernorRestrictedProposer(address proposer);
error GovernorInvalidVoteType();
error GovernorInvalidSignature(address voter);
error GovernorUnableToCancel(uint256 proposalId, address account);
error GovernorInvalidQuorumFraction(uint256 quorumNumerator, uint256 quorumDenominator);
error GovernorPreventLateQuorumVoteExtensionTooLarge(uint256 newVoteExtension, uint256 maxVoteExtension);
/// The call failed and did not say why.
error FailedCall();
/// A parameter outside the bounds that the code sets.
error GovernorParameterOutOfBounds(uint256 value, uint256 least, uint256 most);
/// The proposal's calls to the governor must be its last: call `index` is one, and another follows.
error GovernorOwnCallsNotLast(uint256 index);
/// A call to the governor itself takes no ether: the governor keeps none.
error GovernorOwnCallWithValue(uint256 index, uint256 value);
/// A proposal calls the governor itself with a function that it does not apply to itself.
error GovernorUnknownOwnCall(bytes4 selector);
/// Operations are executed for proposals, never relayed.
error GovernorRelayedExecution();
/// The account may not vote.
error GovernorExcludedAccount(address account);
/// More accounts than may be excluded, or one twice.
error GovernorInvalidExclusion(address account);
/// More votes than the tallies hold.
error GovernorVotesTooLarge(uint256 votes);
/// An address that must name a contract does not.
error NotAContract(address account);
