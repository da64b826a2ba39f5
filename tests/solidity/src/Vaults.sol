// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.26;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PeerVotes} from "./Peers.sol";

// What stake pools are measured beside and compared with: OpenZeppelin's ERC4626, with the offset of decimals that pools
// have, alone and with a lock of votes.

/// PeerVotes whose holders' units lockers may bind: in the holder's balance, with their votes, and not to be transferred.
contract PeerLockableVotes is PeerVotes {
    mapping(address => bool) public lockers;
    mapping(address => uint256) public lockedOf;
    mapping(address => mapping(address => uint256)) public lockedBy;

    event Locked(address indexed locker, address indexed account, uint256 value);
    event Unlocked(address indexed locker, address indexed account, uint256 value);

    error NotLocker(address account);
    error InsufficientUnlocked(address account, uint256 unlocked, uint256 needed);
    error InsufficientLocked(address locker, address account, uint256 locked, uint256 needed);

    constructor(address to, uint256 supply) PeerVotes(to, supply) {}

    function setLocker(address account) external {
        lockers[account] = true;
    }

    function lock(address account, uint256 value) external {
        if (!lockers[msg.sender]) revert NotLocker(msg.sender);
        uint256 locked = lockedOf[account];
        uint256 unlocked = balanceOf(account) - locked;
        if (value > unlocked) revert InsufficientUnlocked(account, unlocked, value);
        lockedOf[account] = locked + value;
        lockedBy[account][msg.sender] += value;
        emit Locked(msg.sender, account, value);
    }

    function unlock(address account, uint256 value) external {
        uint256 locked = lockedBy[account][msg.sender];
        if (value > locked) revert InsufficientLocked(msg.sender, account, locked, value);
        lockedBy[account][msg.sender] = locked - value;
        lockedOf[account] -= value;
        emit Unlocked(msg.sender, account, value);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from != address(0)) {
            uint256 unlocked = balanceOf(from) - lockedOf[from];
            if (value > unlocked) revert InsufficientUnlocked(from, unlocked, value);
        }
        super._update(from, to, value);
    }
}

/// OpenZeppelin's vault with the offset of a stake pool's shares, and nothing else.
contract PlainVault is ERC4626 {
    constructor(IERC20 asset_) ERC4626(asset_) ERC20("Vault", "VLT") {}

    function _decimalsOffset() internal pure override returns (uint8) {
        return 6;
    }
}

/// The same, locking votes in proportion to what is deposited and freeing them in proportion to the shares that leave.
contract PeerVault is PlainVault {
    PeerLockableVotes public immutable votes;
    /// Units of votes for a million units of the asset.
    uint256 public immutable ratio;
    mapping(address => uint256) public lockedFor;

    constructor(IERC20 asset_, PeerLockableVotes votes_, uint256 ratio_) PlainVault(asset_) {
        votes = votes_;
        ratio = ratio_;
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        super._deposit(caller, receiver, assets, shares);
        uint256 value = (assets * ratio + 999_999) / 1_000_000;
        lockedFor[receiver] += value;
        votes.lock(receiver, value);
    }

    function _withdraw(address caller, address receiver, address owner, uint256 assets, uint256 shares)
        internal
        override
    {
        uint256 value = (lockedFor[owner] * shares) / balanceOf(owner);
        lockedFor[owner] -= value;
        super._withdraw(caller, receiver, owner, assets, shares);
        votes.unlock(owner, value);
    }
}
