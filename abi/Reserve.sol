// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// All amounts in PSC base units (6 decimals) unless the name says asset.
interface IReserve {
    // constructor(address owner, address psc, address asset)

    function psc() external view returns (address);
    function asset() external view returns (address);
    function assetDecimals() external view returns (uint8);

    // on-chain backing
    function issue(uint256 amount, address to) external returns (uint256 assetsPaid);
    function issueWithPermit(uint256 amount, address to, uint256 assetAllowance, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external returns (uint256 assetsPaid);
    function redeem(uint256 amount, address to) external returns (uint256 assetsReceived);

    // attested backing
    function attest(uint256 amount, uint256 settled, uint64 asOf, uint64 validUntil, bytes32 compositionHash, string memory uri, bytes32 previousHash, bytes[] memory signatures) external;
    function mintAttested(address to, uint256 amount) external;
    function attestation() external view returns (uint256 amount, uint256 settled, uint64 asOf, uint64 validUntil, bytes32 compositionHash, bytes32 hash);
    function isAttestationFresh() external view returns (bool);

    // off-chain redemption
    function requestRedemption(address issuer, uint256 amount, bytes32 paymentReference) external returns (uint64 id);
    function requestRedemptionWithPermit(address issuer, uint256 amount, bytes32 paymentReference, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external returns (uint64 id);
    function settleRedemption(uint64 id) external;
    function cancelRedemption(uint64 id) external;
    function redemption(uint64 id) external view returns (address holder, address issuer, uint256 amount, uint64 deadline, uint8 status); // status: 0 none, 1 open, 2 settled, 3 cancelled

    // counters and report
    function onchainSupply() external view returns (uint256);
    function attestedSupply() external view returns (uint256);
    function onchainReserve() external view returns (uint256);
    function attestedInForce() external view returns (uint256);
    function totalSettled() external view returns (uint256);
    function escrowed() external view returns (uint256);
    function reserveReport() external view returns (uint64 id, uint256 onchainSupply, uint256 attestedSupply, uint256 onchainReserve, uint256 attestedInForce, uint64 attestedAsOf, bool fresh, uint256 ratioBps, bytes32 head);

    // ERC-7893 read functions: to be added by the contract's author after the ERC's text

    // owner
    function owner() external view returns (address);
    function transferOwnership(address newOwner) external;
    function attestors() external view returns (address[] memory accounts, uint8 threshold);
    function setAttestors(address[] memory accounts, uint8 threshold) external;
    function issuerAllowance(address issuer) external view returns (uint256);
    function isIssuer(address account) external view returns (bool);
    function setIssuer(address issuer, bool allowed, uint256 allowance) external;
    function parameters() external view returns (uint16 redemptionFeeBps, uint16 attestedCapBps, uint64 maxAttestationAgeSecs, uint64 redemptionWindowSecs);
    function setRedemptionFee(uint16 bps) external;
    function setAttestedCap(uint16 bps) external;
    function setMaxAttestationAge(uint64 secs) external;
    function setRedemptionWindow(uint64 secs) external;
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);

    event Issued(address indexed payer, address indexed to, uint256 amount, uint256 assets);
    event Redeemed(address indexed holder, address indexed to, uint256 amount, uint256 fee, uint256 assets);
    event Attested(bytes32 indexed hash, uint256 amount, uint256 settled, uint64 asOf, uint64 validUntil, bytes32 compositionHash, string uri, bytes32 previousHash, address[] signers);
    event AttestedMinted(address indexed issuer, address indexed to, uint256 amount);
    event RedemptionRequested(uint64 indexed id, address indexed holder, address indexed issuer, uint256 amount, uint64 deadline, bytes32 paymentReference);
    event RedemptionSettled(uint64 indexed id, address indexed issuer, uint256 amount);
    event RedemptionCancelled(uint64 indexed id, address indexed holder, uint256 amount);
    event ReserveReported(uint64 indexed id, uint256 onchainSupply, uint256 attestedSupply, uint256 onchainReserve, uint256 attestedInForce, uint64 attestedAsOf, uint256 ratioBps, bytes32 previousHash, bytes32 hash);
    event AttestorsSet(address[] accounts, uint8 threshold);
    event IssuerSet(address indexed issuer, bool allowed, uint256 allowance);
    event RedemptionFeeSet(uint16 bps);
    event AttestedCapSet(uint16 bps);
    event MaxAttestationAgeSet(uint64 secs);
    event RedemptionWindowSet(uint64 secs);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
}
