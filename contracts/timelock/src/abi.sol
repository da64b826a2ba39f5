/// Call `index` of the operation `id` was scheduled: it is ready `delay` seconds after this block. An operation's calls share the id.
event CallScheduled(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data, bytes32 predecessor, uint256 delay);
/// The operation has a salt; none is logged for zero.
event CallSalt(bytes32 indexed id, bytes32 salt);
/// The guardian scheduled the operation, not a proposer.
event GuardianScheduled(bytes32 indexed id, address indexed guardian);
/// Call `index` of the operation is done; the operation is once its last call is.
event CallExecuted(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data);
/// The call was left to the governor that executes the operation: it applies it in this transaction, after all others.
event CallDeferred(bytes32 indexed id, uint256 indexed index, address indexed governor);
/// The operation is unknown again: it may be scheduled anew.
event Cancelled(bytes32 indexed id);
/// Least seconds between scheduling and execution.
event MinDelayChange(uint256 oldDuration, uint256 newDuration);
event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);
/// The governor whose calls to itself are left to it; zero for none.
event GovernorSet(address indexed previousGovernor, address indexed newGovernor);
/// The offering whose success ends the guardian's right was named, for good.
event OfferingSet(address indexed offering);
/// The guardian may schedule operations before `until`, Unix time; the zero address: nobody may.
event GuardianSet(address indexed guardian, uint256 until);

error AccessControlUnauthorizedAccount(address account, bytes32 neededRole);
/// A role is renounced by its holder, who names itself.
error AccessControlBadConfirmation();
error TimelockInvalidOperationLength(uint256 targets, uint256 payloads, uint256 values);
/// `minDelay` is the guardian's where the guardian schedules.
error TimelockInsufficientDelay(uint256 delay, uint256 minDelay);
/// `expectedStates` has the bit of each state that would do: 0 unset, 1 waiting, 2 ready, 3 done.
error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates);
error TimelockUnexecutedPredecessor(bytes32 predecessorId);
error TimelockUnauthorizedCaller(address caller);
/// The call failed and did not say why.
error FailedCall();
/// A minimum delay outside its bounds, or an operation's that no clock reaches, in seconds.
error TimelockDelayOutOfBounds(uint256 delay, uint256 least, uint256 most);
/// An operation calls the timelock itself with a function that it does not apply to itself.
error TimelockUnknownSelfCall(bytes4 selector);
/// The timelock cannot spend, on itself, more than it has.
error InsufficientBalance(uint256 balance, uint256 needed);
/// The guardian's year is over.
error GuardianExpired(uint256 until);
/// The guardian's salts begin with 16 zero bytes: it cannot take the id of a proposal's operation.
error GuardianSalt(bytes32 salt);
/// The offering succeeded: the DAO stands on its own and the guardian has no say.
error GuardianRetired(address offering);
/// The offering did not answer whether it succeeded.
error OfferingCallFailed(address offering);
/// The governor did not answer how long a vote takes.
error GovernorCallFailed(address governor);
error OfferingAlreadySet(address offering);
/// An address that must name a contract does not.
error NotAContract(address account);
