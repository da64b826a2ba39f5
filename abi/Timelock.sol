// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice The DAO's timelock: its treasury, and the owner of every other contract. Operations (calls) are scheduled, wait, and are then executed by anybody. ABI, events, errors and semantics of OpenZeppelin's `TimelockController` 5.x with its access control.
interface ITimelock {
    // Called once, through StylusDeployer:
    // constructor(uint256 minDelay, address votesToken, address admin, address guardian)

    /// Schedules one call; proposers only, and the guardian.
    function schedule(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt, uint256 delay) external;
    /// Schedules calls that are executed together, in their order; proposers only, and the
    /// guardian.
    function scheduleBatch(address[] memory targets, uint256[] memory values, bytes[] memory payloads, bytes32 predecessor, bytes32 salt, uint256 delay) external;
    /// Takes a scheduled operation back; cancellers only, and operations. One that is not scheduled (any
    /// more) is an error for a canceller, and nothing to do for an operation.
    function cancel(bytes32 id) external;
    /// Executes an operation of one call that is ready.
    function execute(address target, uint256 value, bytes calldata payload, bytes32 predecessor, bytes32 salt) external payable;
    /// Executes an operation that is ready: all of its calls, or none.
    function executeBatch(address[] memory targets, uint256[] memory values, bytes[] memory payloads, bytes32 predecessor, bytes32 salt) external payable;
    /// Sets the least delay; the timelock itself only, that is, by an operation.
    function updateDelay(uint256 newDelay) external;
    /// Whether the operation was scheduled.
    function isOperation(bytes32 id) external view returns (bool);
    /// Whether the operation was scheduled and is not done.
    function isOperationPending(bytes32 id) external view returns (bool);
    /// Whether the operation may be executed.
    function isOperationReady(bytes32 id) external view returns (bool);
    /// Whether the operation was executed.
    function isOperationDone(bytes32 id) external view returns (bool);
    /// When the operation is ready, Unix time; 0 if it was not scheduled, 1 if it is done.
    function getTimestamp(bytes32 id) external view returns (uint256);
    /// 0 unset, 1 waiting, 2 ready, 3 done.
    function getOperationState(bytes32 id) external view returns (uint8);
    /// Least seconds between scheduling and execution, but for the guardian and for what only cancels.
    function getMinDelay() external view returns (uint256);
    /// Least seconds that an operation of the guardian's waits.
    function guardianDelay() external view returns (uint256);
    /// Id of an operation of one call.
    function hashOperation(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt) external view returns (bytes32);
    /// Id of an operation of several calls.
    function hashOperationBatch(address[] memory targets, uint256[] memory values, bytes[] memory payloads, bytes32 predecessor, bytes32 salt) external view returns (bytes32);
    /// The role that grants and revokes all roles.
    function DEFAULT_ADMIN_ROLE() external view returns (bytes32);
    /// The role that schedules.
    function PROPOSER_ROLE() external view returns (bytes32);
    /// The role that executes; everybody has it while the zero address does.
    function EXECUTOR_ROLE() external view returns (bytes32);
    /// The role that cancels.
    function CANCELLER_ROLE() external view returns (bytes32);
    /// Whether the account has the role.
    function hasRole(bytes32 role, address account) external view returns (bool);
    /// The role that grants and revokes this one: the admin's, for all.
    function getRoleAdmin(bytes32 _role) external view returns (bytes32);
    /// Gives an account a role; admin only.
    function grantRole(bytes32 role, address account) external;
    /// Takes a role from an account; admin only.
    function revokeRole(bytes32 role, address account) external;
    /// Gives up a role of the caller's, who names itself.
    function renounceRole(bytes32 role, address callerConfirmation) external;
    /// The governor whose calls to itself are left to it.
    function governor() external view returns (address);
    /// Names the governor; admin only. It gets no role by that.
    function setGovernor(address governor) external;
    /// Who may schedule besides the proposers, if the time and the offering allow; zero for
    /// nobody.
    /// @return account
    /// @return until Unix time from which it may not
    function guardian() external view returns (address account, uint256 until);
    /// Dismisses the guardian, for good; for the admin and the guardian itself.
    function dismissGuardian() external;
    /// The offering whose success ends the guardian's right; zero until it is named.
    function offering() external view returns (address);
    /// Names the offering, for good; admin only.
    function setOffering(address offering) external;
    /// Takes ERC-721 tokens into the treasury.
    function onERC721Received(address _operator, address _from, uint256 _tokenId, bytes calldata _data) external returns (bytes4);
    /// Takes ERC-1155 tokens into the treasury.
    function onERC1155Received(address _operator, address _from, uint256 _id, uint256 _value, bytes calldata _data) external returns (bytes4);
    /// Takes several ERC-1155 tokens into the treasury.
    function onERC1155BatchReceived(address _operator, address _from, uint256[] memory _ids, uint256[] memory _values, bytes calldata _data) external returns (bytes4);
    /// ERC-165.
    function supportsInterface(bytes4 interfaceId) external view returns (bool);

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
}
