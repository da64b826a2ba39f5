// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.26;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// A till: Solidity that calls a token, which may be a Stylus program.
contract Till {
    event Paid(address indexed payer, address indexed payee, uint256 value, uint256 balanceAfter);
    event Refused(bytes reason);

    /// Moves `value` from the caller to `payee` by allowance and reads the balance back.
    function pay(IERC20 token, address payee, uint256 value) external returns (uint256 balanceAfter) {
        require(token.transferFrom(msg.sender, payee, value), "token said no");
        balanceAfter = token.balanceOf(payee);
        emit Paid(msg.sender, payee, value, balanceAfter);
    }

    /// As `pay`, but catches a refusal and logs its exact revert data.
    function tryPay(IERC20 token, address payee, uint256 value) external returns (bool ok) {
        bytes memory answer;
        (ok, answer) = address(token).call(abi.encodeCall(IERC20.transferFrom, (msg.sender, payee, value)));
        if (!ok) emit Refused(answer);
    }

    /// Pays and then fails, so that the token's writes must be undone with the frame.
    function payAndFail(IERC20 token, address payee, uint256 value) external {
        token.transferFrom(msg.sender, payee, value);
        revert("undone");
    }

    /// Supply and two balances in one static frame each.
    function look(IERC20 token, address a, address b) external view returns (uint256, uint256, uint256) {
        return (token.totalSupply(), token.balanceOf(a), token.balanceOf(b));
    }
}

/// A contract wallet with one owner: signs by ERC-1271 and does whatever its owner says.
contract Erc1271Wallet {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError err, ) = ECDSA.tryRecover(hash, signature);
        return err == ECDSA.RecoverError.NoError && signer == owner ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }

    function execute(address target, bytes calldata data) external returns (bytes memory) {
        require(msg.sender == owner, "not the owner");
        (bool ok, bytes memory answer) = target.call(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        return answer;
    }
}

/// Answers the ERC-1271 question wrongly in every way a careless verifier accepts.
contract LyingWallet {
    uint8 public immutable manner;

    constructor(uint8 manner_) {
        manner = manner_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes32 answer) {
        uint8 how = manner;
        assembly ("memory-safe") {
            // 0: true as a bool; 1: the selector in four bytes only; 2: no data; else revert
            switch how
            case 0 { answer := 1 }
            case 1 {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
            case 2 { return(0, 0) }
            default { revert(0, 0) }
        }
    }
}
