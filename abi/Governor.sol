// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice Proposals and votes of the DAO, carried out by its timelock. ABI, events, errors and semantics of OpenZeppelin's `Governor` 5.x with simple counting, votes by a token's checkpoints, a quorum as a fraction, settings, prevention of late quorum, and timelock control.
interface IGovernor {
    // Called once, through StylusDeployer:
    // constructor(address token, address timelock, uint48 votingDelay, uint32 votingPeriod, uint256 proposalThreshold, uint256 quorumNumerator, uint48 lateQuorumExtension, address[] memory excluded)

    /// Makes a proposal of calls that the timelock shall make. A description that ends in
    /// `#proposer=0x...` reserves it for that proposer. Calls to this contract come last.
    /// @return proposalId
    function propose(address[] memory targets, uint256[] memory values, bytes[] memory calldatas, string calldata description) external returns (uint256 proposalId);
    /// Schedules a proposal that succeeded at the timelock.
    /// @return proposalId
    function queue(address[] memory targets, uint256[] memory values, bytes[] memory calldatas, bytes32 descriptionHash) external returns (uint256 proposalId);
    /// Executes a queued proposal whose time has come. Ether sent along goes to the timelock.
    /// @return proposalId
    function execute(address[] memory targets, uint256[] memory values, bytes[] memory calldatas, bytes32 descriptionHash) external payable returns (uint256 proposalId);
    /// Takes the caller's own proposal back before voting starts.
    /// @return proposalId
    function cancel(address[] memory targets, uint256[] memory values, bytes[] memory calldatas, bytes32 descriptionHash) external returns (uint256 proposalId);
    /// Id of a proposal, by the hash of its description.
    function hashProposal(address[] memory targets, uint256[] memory values, bytes[] memory calldatas, bytes32 descriptionHash) external view returns (uint256);
    /// Id of a proposal, by the hash of its description.
    function getProposalId(address[] memory targets, uint256[] memory values, bytes[] memory calldatas, bytes32 descriptionHash) external view returns (uint256);
    /// 0 pending, 1 active, 2 canceled, 3 defeated, 4 succeeded, 5 queued, 7 executed.
    function state(uint256 proposalId) external view returns (uint8);
    /// The time as of which votes count; 0 if there is no such proposal.
    function proposalSnapshot(uint256 proposalId) external view returns (uint256);
    /// Last second of voting; 0 if there is no such proposal.
    function proposalDeadline(uint256 proposalId) external view returns (uint256);
    /// Who made the proposal; zero if there is no such.
    function proposalProposer(uint256 proposalId) external view returns (address);
    /// From when a queued proposal may be executed; 0 before it is queued.
    function proposalEta(uint256 proposalId) external view returns (uint256);
    /// Whether proposals are queued before they are executed: always.
    function proposalNeedsQueuing(uint256 _proposalId) external view returns (bool);
    /// Votes cast on a proposal.
    /// @return againstVotes
    /// @return forVotes
    /// @return abstainVotes
    function proposalVotes(uint256 proposalId) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);
    /// The operation at the timelock of a queued proposal; zero before and after.
    function proposalOperation(uint256 proposalId) external view returns (bytes32);
    /// Votes: 0 against, 1 for, 2 abstain.
    /// @return weight
    function castVote(uint256 proposalId, uint8 support) external returns (uint256 weight);
    /// Votes and says why.
    /// @return weight
    function castVoteWithReason(uint256 proposalId, uint8 support, string calldata reason) external returns (uint256 weight);
    /// Votes and says why; `params` mean nothing here and are logged.
    /// @return weight
    function castVoteWithReasonAndParams(uint256 proposalId, uint8 support, string calldata reason, bytes calldata params) external returns (uint256 weight);
    /// Votes for `voter`, who signed a `Ballot`; a contract wallet may (ERC-1271).
    /// @return weight
    function castVoteBySig(uint256 proposalId, uint8 support, address voter, bytes calldata signature) external returns (uint256 weight);
    /// Votes for `voter`, who signed an `ExtendedBallot`; a contract wallet may (ERC-1271).
    /// @return weight
    function castVoteWithReasonAndParamsBySig(uint256 proposalId, uint8 support, address voter, string calldata reason, bytes calldata params, bytes calldata signature) external returns (uint256 weight);
    /// Whether the account has voted on the proposal.
    function hasVoted(uint256 proposalId, address account) external view returns (bool);
    /// Votes that count here of an account at a past time.
    function getVotes(address account, uint256 timepoint) external view returns (uint256);
    /// The same: `params` mean nothing here.
    function getVotesWithParams(address account, uint256 timepoint, bytes calldata _params) external view returns (uint256);
    /// Votes (for and abstaining) that a proposal with this snapshot needs.
    function quorum(uint256 timepoint) external view returns (uint256);
    /// Next nonce of a voter who signs.
    function nonces(address owner) external view returns (uint256);
    /// Seconds from a proposal to the start of voting.
    function votingDelay() external view returns (uint256);
    /// Seconds of voting.
    function votingPeriod() external view returns (uint256);
    /// Votes needed to propose.
    function proposalThreshold() external view returns (uint256);
    /// Per cent of the votes for a quorum, now.
    function quorumNumerator() external view returns (uint256);
    /// Per cent of the votes for a quorum at a time.
    function quorumNumerator(uint256 timepoint) external view returns (uint256);
    /// 100: the quorum's fraction is in per cent.
    function quorumDenominator() external view returns (uint256);
    /// Seconds of voting left at least once quorum is reached.
    function lateQuorumVoteExtension() external view returns (uint48);
    /// Whose votes count.
    function token() external view returns (address);
    /// Executes proposals.
    function timelock() external view returns (address);
    /// Whether the account has no votes here.
    function isExcluded(address account) external view returns (bool);
    /// Accounts that have no votes here.
    function excludedAccounts() external view returns (address[] memory);
    /// Sets the voting delay; the timelock only.
    function setVotingDelay(uint48 newVotingDelay) external;
    /// Sets the voting period; the timelock only.
    function setVotingPeriod(uint32 newVotingPeriod) external;
    /// Sets the proposal threshold; the timelock only.
    function setProposalThreshold(uint256 newProposalThreshold) external;
    /// Sets the quorum's fraction, for snapshots from now on; the timelock only.
    function updateQuorumNumerator(uint256 newQuorumNumerator) external;
    /// Sets the extension after a late quorum; the timelock only.
    function setLateQuorumVoteExtension(uint48 newVoteExtension) external;
    /// Names another timelock, which gets no votes either; the timelock only. What is queued at
    /// the present one counts as canceled.
    function updateTimelock(address newTimelock) external;
    /// Calls a contract in this one's name; the timelock only.
    function relay(address target, uint256 value, bytes calldata data) external payable;
    /// Name of the contract, also in what voters sign.
    function name() external view returns (string memory);
    /// Version of what voters sign.
    function version() external view returns (string memory);
    /// How votes are counted.
    function COUNTING_MODE() external view returns (string memory);
    /// The time that votes are counted at, Unix seconds.
    function clock() external view returns (uint48);
    /// What `clock` counts.
    function CLOCK_MODE() external view returns (string memory);
    /// Type of what is signed for `castVoteBySig`.
    function BALLOT_TYPEHASH() external view returns (bytes32);
    /// Type of what is signed for `castVoteWithReasonAndParamsBySig`.
    function EXTENDED_BALLOT_TYPEHASH() external view returns (bytes32);
    /// ERC-5267 description of the domain.
    /// @return fields which of the following are used
    /// @return name
    /// @return version
    /// @return chainId
    /// @return verifyingContract
    /// @return salt
    /// @return extensions
    function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);
    /// ERC-165.
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
    /// Refuses: tokens belong to the timelock.
    function onERC721Received(address _operator, address _from, uint256 _tokenId, bytes calldata _data) external returns (bytes4);
    /// Refuses: tokens belong to the timelock.
    function onERC1155Received(address _operator, address _from, uint256 _id, uint256 _value, bytes calldata _data) external returns (bytes4);
    /// Refuses: tokens belong to the timelock.
    function onERC1155BatchReceived(address _operator, address _from, uint256[] memory _ids, uint256[] memory _values, bytes calldata _data) external returns (bytes4);

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
}
