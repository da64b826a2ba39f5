// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice The initial offering of PSS for PSC: at a fixed price, between two times, from a soft to a hard cap, for those on an allow-list or for all. What is beyond the hard cap is cut from everybody in proportion; below the soft cap everybody has everything back. PSS that were bought vest, locked in their buyers' accounts, and vote from the first day.
interface IOffering {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc, address pss, uint64 start, uint64 end, uint256 softCap, uint256 hardCap, uint256 walletCap, bytes32 allowList, uint256 forSale, uint64 cliffSecs, uint64 vestingSecs)

    /// Pays PSC in, within the caller's allowance. `cap` and `proof` are the caller's entry of the
    /// allow-list; an open offering ignores both.
    function contribute(uint256 amount, uint256 cap, bytes32[] memory proof) external;
    /// Pays PSC in with the caller's ERC-2612 permit of exactly the amount. A permit that somebody
    /// else has brought already does no harm.
    function contributeWithPermit(uint256 amount, uint256 cap, bytes32[] memory proof, uint64 deadline, bytes calldata signature) external;
    /// Pays PSC in for an account that signed it as an ERC-3009 `ReceiveWithAuthorization` of PSC
    /// to this contract: value `amount`, validAfter 0, validBefore `deadline`, nonce
    /// `keccak256(abi.encode(amount, cap, proof, deadline, salt))`. Anyone may bring it.
    function contributeWithAuthorization(address account, uint256 amount, uint256 cap, bytes32[] memory proof, uint64 deadline, bytes32 salt, bytes calldata signature) external;
    /// Decides once the window is over, for good, and sends the owner what is its; anyone may
    /// call.
    /// @return succeeded
    function finalize() external returns (bool succeeded);
    /// Sends the caller what is due for its contribution: PSS, those not vested yet locked, and
    /// what was not accepted; or all of it, if the offering failed.
    function claim() external;
    /// The same for another account; anyone may call.
    function claimFor(address account) external;
    /// Unlocks what has vested of an account's PSS; anyone may call.
    /// @return amount
    function release(address account) external returns (uint256 amount);
    /// Sends the owner what is no contributor's: proceeds, unsold PSS, dust, gifts. Anyone may
    /// call, once it is finalized. PSC wait here while the owner is blocked.
    /// @return psc
    /// @return pss
    function collect() external returns (uint256 psc, uint256 pss);
    /// 0 pending, 1 open, 2 ended, 3 succeeded, 4 failed. One that is open takes contributions if
    /// it is `funded`.
    function state() external view returns (uint8);
    /// Whether it was finalized as a success.
    function succeeded() external view returns (bool);
    /// Whether it holds what it sells, or did when the first contribution came.
    function funded() external view returns (bool);
    /// PSC, which is paid in.
    function psc() external view returns (address);
    /// PSS, which is sold.
    function pss() external view returns (address);
    /// When what happens.
    /// @return start first second of the window
    /// @return end first second after it; cliff and vesting count from here
    /// @return cliffSecs
    /// @return vestingSecs
    function schedule() external view returns (uint64 start, uint64 end, uint64 cliffSecs, uint64 vestingSecs);
    /// How much may be paid in, PSC units.
    /// @return softCap
    /// @return hardCap
    /// @return walletCap 0: by the allow-list
    /// @return allowList zero: open to anyone
    function caps() external view returns (uint256 softCap, uint256 hardCap, uint256 walletCap, bytes32 allowList);
    /// PSS units for sale.
    function forSale() external view returns (uint256);
    /// What was paid in, and what it comes to if nothing more is.
    /// @return contributed Σ contributions
    /// @return claimed Σ contributions of those who claimed
    /// @return proceeds of it the owner's; 0 under the soft cap
    /// @return sold PSS units allotted, at most
    function totals() external view returns (uint256 contributed, uint256 claimed, uint256 proceeds, uint256 sold);
    /// What the account paid in.
    /// @return amount PSC units
    /// @return claimed whether it had what is due for it
    function contribution(address account) external view returns (uint256 amount, bool claimed);
    /// What is, or was, due to the account; before the end: if nothing more is paid in.
    /// @return accepted PSC units
    /// @return refund PSC units
    /// @return allotted PSS units
    function allotment(address account) external view returns (uint256 accepted, uint256 refund, uint256 allotted);
    /// How far the account's PSS are vested, claimed or not.
    /// @return vested PSS units, by now
    /// @return released PSS units, unlocked
    /// @return releasable PSS units, by `release`; 0 before the claim
    function vesting(address account) external view returns (uint256 vested, uint256 released, uint256 releasable);
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

    /// What is on sale, when, for whom and at which caps; none of it can change. `forSale` PSS for `hardCap` PSC is the price. `allowList` zero: open to anyone, with `walletCap` each; else the root of the list of caps, and `walletCap` zero.
    event OfferingCreated(address indexed psc, address indexed pss, uint64 start, uint64 end, uint256 softCap, uint256 hardCap, uint256 walletCap, bytes32 allowList, uint256 forSale, uint64 cliffSecs, uint64 vestingSecs);
    /// PSC paid in; `contribution` is the account's sum and `total` everybody's, with this.
    event Contributed(address indexed account, uint256 amount, uint256 contribution, uint256 total);
    /// Decided, once and for good. Of a success: `proceeds` PSC are the owner's, and at most `sold` PSS are allotted.
    event OfferingFinalized(bool succeeded, uint256 total, uint256 proceeds, uint256 sold);
    /// The account has its PSS, of which `locked` vest, and what of its contribution was not accepted.
    event Claimed(address indexed account, uint256 contribution, uint256 refund, uint256 allotted, uint256 locked);
    /// The offering failed: the account has its whole contribution back.
    event Refunded(address indexed account, uint256 contribution);
    /// PSS that vested were unlocked; `released` is the account's sum with this.
    event Released(address indexed account, uint256 amount, uint256 released);
    /// What is not due to any contributor went to the owner: proceeds, unsold PSS, dust, gifts.
    event Collected(address indexed to, uint256 psc, uint256 pss);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
    /// An address that must name somebody is zero.
    error ZeroAddress();
    /// The window is empty, over or too long, or the cliff or the vesting is.
    error InvalidSchedule(uint64 start, uint64 end, uint64 cliffSecs, uint64 vestingSecs);
    /// The caps are not 0 < softCap <= hardCap.
    error InvalidCaps(uint256 softCap, uint256 hardCap);
    /// An open offering needs a wallet cap; one with an allow-list has it from there.
    error InvalidWalletCap(uint256 walletCap, bytes32 allowList);
    /// Nothing is for sale.
    error NothingForSale();
    /// A number is beyond what the contract keeps of it.
    error ValueTooLarge(uint256 value, uint256 max);
    error NotStarted(uint64 start);
    error Ended(uint64 end);
    error NotEnded(uint64 end);
    /// The offering does not hold what it sells yet.
    error NotFunded(uint256 held, uint256 forSale);
    error ZeroAmount();
    /// The allow-list does not have this account with this cap.
    error NotAllowListed(address account, uint256 cap);
    /// `contribution` is what the account's would be in all.
    error WalletCapExceeded(address account, uint256 contribution, uint256 cap);
    error AlreadyFinalized();
    error NotFinalized();
    /// The account contributed nothing.
    error NothingToClaim(address account);
    error AlreadyClaimed(address account);
    /// Nothing of the account's PSS has vested beyond what it has: or it has not claimed yet.
    error NothingToRelease(address account);
}
