// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.26;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

// What the gas table is measured beside: OpenZeppelin's own extensions and nothing added to their paths.

/// Peer of PSC's ERC-20 and ERC-2612 operations.
contract PeerPermit is ERC20, ERC20Permit {
    constructor(address to, uint256 supply) ERC20("Peer Cash", "PEER") ERC20Permit("Peer Cash") {
        _mint(to, supply);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// Peer of PSC's ERC-3009 operations.
contract PeerAuthorization is ERC3009 {
    constructor(address to, uint256 supply) ERC20("Peer Cash", "PEER") EIP712("Peer Cash", "1") {
        _mint(to, supply);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// Peer of PSS: votes by time stamp.
contract PeerVotes is ERC20, ERC20Permit, ERC20Votes {
    constructor(address to, uint256 supply) ERC20("Peer Stake", "PEER") ERC20Permit("Peer Stake") {
        _mint(to, supply);
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _update(address from, address to, uint256 value) internal virtual override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }
}
