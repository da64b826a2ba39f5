// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.26;

/// What ERC-792 asks of contracts that are ruled over.
interface IArbitrable {
    event Ruling(address indexed arbitrator, uint256 indexed disputeId, uint256 ruling);

    function rule(uint256 disputeId, uint256 ruling) external;
}

/// A small ERC-792 arbitrator: whoever calls `giveRuling` decides. It can be told to misbehave.
contract Arbitrator {
    IArbitrable[] public arbitrated;
    uint256[] public choices;
    bytes[] public extraData;
    /// Answers this number for every dispute to come, if it is not zero.
    uint256 public stuckAt;
    /// Rules in the middle of `createDispute`.
    bool public hasty;
    bool public hastyOutcome;
    /// Never answers what it ruled.
    bool private mute;
    /// What was decided without a word to the disputing contract, plus one.
    mapping(uint256 => uint256) private kept;

    function createDispute(uint256 choices_, bytes calldata extraData_) external payable returns (uint256 disputeId) {
        disputeId = stuckAt != 0 ? stuckAt : arbitrated.length;
        arbitrated.push(IArbitrable(msg.sender));
        choices.push(choices_);
        extraData.push(extraData_);
        if (hasty) {
            (hastyOutcome, ) = msg.sender.call(abi.encodeCall(IArbitrable.rule, (disputeId, 1)));
        }
    }

    function arbitrationCost(bytes calldata) external pure returns (uint256) {
        return 0;
    }

    function giveRuling(uint256 disputeId, uint256 ruling) external {
        arbitrated[disputeId].rule(disputeId, ruling);
    }

    function keepRuling(uint256 disputeId, uint256 ruling) external {
        kept[disputeId] = ruling + 1;
    }

    function rulingOf(address arbitrable, uint256 disputeId) external view returns (bool isFinal, uint256 ruling) {
        while (mute) {}
        isFinal = kept[disputeId] != 0 && arbitrable == address(arbitrated[disputeId]);
        ruling = isFinal ? kept[disputeId] - 1 : 0;
    }

    function fallSilent() external {
        mute = true;
    }

    function misbehave(uint256 stuckAt_, bool hasty_) external {
        (stuckAt, hasty) = (stuckAt_, hasty_);
    }
}
