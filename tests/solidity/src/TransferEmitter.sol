// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// The chain of `cargo xtask bench indexer`: many ERC-20 transfers in one transaction, without keeping balances. The first
/// ones mint to each holder what no later ones use up, so that whoever adds them up never comes below zero.
contract TransferEmitter {
    uint256 private constant HOLDERS = 500;

    event Transfer(address indexed from, address indexed to, uint256 value);

    uint256 public emitted;

    function emitMany(uint256 count) external {
        uint256 first = emitted;
        uint256 end = first + count;
        for (uint256 k = first; k < end; ++k) {
            if (k < HOLDERS) emit Transfer(address(0), holder(k), 1e30);
            else emit Transfer(holder(k * 7), holder(k * 11 + 1), k + 1);
        }
        emitted = end;
    }

    function holder(uint256 k) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(k % HOLDERS)))));
    }
}
