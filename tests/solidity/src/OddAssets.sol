// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.26;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A mintable token of six decimals, for the odd ones below.
abstract contract OddAsset is ERC20("Odd Dollar", "OUSD") {
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }
}

/// Keeps 1 % of every transfer: what arrives is less than what was sent.
contract FeeOnTransferAsset is OddAsset {
    function _update(address from, address to, uint256 value) internal override {
        if (from != address(0) && to != address(0)) {
            uint256 fee = value / 100;
            super._update(from, address(this), fee);
            value -= fee;
        }
        super._update(from, to, value);
    }
}

/// Calls `target` with `data` in the middle of a transfer, once armed.
/// `outcome` and `answer` keep what came of it, so that a test sees the attack was tried.
contract ReenteringAsset is OddAsset {
    address public target;
    bytes public data;
    bool public tried;
    bool public outcome;
    bytes public answer;

    function arm(address target_, bytes calldata data_) external {
        (target, data, tried) = (target_, data_, false);
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (target != address(0) && from != address(0)) {
            address armed = target;
            target = address(0);
            tried = true;
            (outcome, answer) = armed.call(data);
        }
    }
}

/// Refuses every transfer that touches an account on its list.
contract RevertingAsset is OddAsset {
    error Refused(address account);

    mapping(address => bool) public refused;

    function refuse(address account, bool yes) external {
        refused[account] = yes;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (refused[from]) revert Refused(from);
        if (refused[to]) revert Refused(to);
        super._update(from, to, value);
    }
}

/// Answers `false` instead of reverting, and moves nothing.
contract FalseAsset is OddAsset {
    function transfer(address, uint256) public pure override returns (bool) {
        return false;
    }

    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// Returns no data from its transfers, as USDT on Ethereum does.
contract SilentAsset {
    string public constant name = "Silent Dollar";
    string public constant symbol = "SUSD";
    uint8 public constant decimals = 6;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function mint(address to, uint256 value) external {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function approve(address spender, uint256 value) external {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    function transfer(address to, uint256 value) external {
        _move(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external {
        allowance[from][msg.sender] -= value;
        _move(from, to, value);
    }

    function _move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}

/// Behaves when it is pulled; how it behaves when it is sent, its mood says.
contract MoodyAsset is OddAsset {
    uint8 public mood;

    function setMood(uint8 mood_) external {
        mood = mood_;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        if (mood == 1) revert("not today");
        if (mood == 2) return false;
        if (mood == 3) {
            // Burns whatever gas it is given.
            uint256 i;
            while (gasleft() > 0) i++;
        }
        super.transfer(to, value);
        if (mood == 4) {
            // The truth, followed by as much nothing as the gas pays for.
            assembly {
                mstore(0, 1)
                return(0, 200000)
            }
        }
        return true;
    }
}
