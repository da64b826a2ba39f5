// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice The reserve of ShareCash: the sole minter and burner of PSC, what backs it, and the public record of both. PSC is minted against two kinds of backing, each with its own counter: an asset held here (`issue`, `redeem`), and off-chain reserves that attestors vouch for (`attest`, `mintAttested`, `requestRedemption`, `settleRedemption`).
interface IReserve {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc, address asset)

    /// The token minted and burnt here.
    function psc() external view returns (address);
    /// The ERC-20 held on-chain.
    function asset() external view returns (address);
    /// Decimal places of the asset.
    function assetDecimals() external view returns (uint8);
    /// Takes the asset from the caller, within its allowance, and mints PSC 1:1.
    /// @return assetsPaid in the asset's units
    function issue(uint256 amount, address to) external returns (uint256 assetsPaid);
    /// The same after an ERC-2612 permit of the asset. A permit that somebody else has already
    /// brought does not matter: what counts is the allowance.
    /// @return assetsPaid in the asset's units
    function issueWithPermit(uint256 amount, address to, uint256 assetAllowance, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external returns (uint256 assetsPaid);
    /// Burns the caller's PSC and pays the asset 1:1 less the fee, as far as it is there.
    /// @return assetsReceived in the asset's units
    function redeem(uint256 amount, address to) external returns (uint256 assetsReceived);
    /// Fees that the owner could not be paid, in the asset's units.
    function deferredFees() external view returns (uint256);
    /// Pays the owner the fees that it could not be paid before; anyone may call.
    function collectFees() external;
    /// Records what the attestors signed; anyone may bring it. Signatures are 65 bytes each
    /// (r, s, v), in ascending order of their signers.
    function attest(uint256 amount, uint256 settled, uint64 asOf, uint64 validUntil, bytes32 compositionHash, string calldata uri, bytes32 previousHash, bytes[] memory signatures) external;
    /// Mints PSC against the attested reserve; issuers only, within their allowance.
    function mintAttested(address to, uint256 amount) external;
    /// The latest attestation; all zero before the first.
    /// @return amount PSC units held off-chain
    /// @return settled PSC units settled by then, since the beginning
    /// @return asOf
    /// @return validUntil
    /// @return compositionHash
    /// @return hash of the struct that was signed
    function attestation() external view returns (uint256 amount, uint256 settled, uint64 asOf, uint64 validUntil, bytes32 compositionHash, bytes32 hash);
    /// Whether the latest attestation may be minted against.
    function isAttestationFresh() external view returns (bool);
    /// Escrows the caller's PSC, within its allowance, for a payment off-chain by the issuer.
    /// @return id
    function requestRedemption(address issuer, uint256 amount, bytes32 paymentReference) external returns (uint64 id);
    /// The same after an ERC-2612 permit of PSC for exactly the amount.
    /// @return id
    function requestRedemptionWithPermit(address issuer, uint256 amount, bytes32 paymentReference, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external returns (uint64 id);
    /// Burns the escrowed PSC, which the calling issuer has paid off-chain; before the deadline.
    function settleRedemption(uint64 id) external;
    /// Gives the escrowed PSC back to the calling holder; from the deadline on.
    function cancelRedemption(uint64 id) external;
    /// One off-chain redemption.
    /// @return holder
    /// @return issuer
    /// @return amount
    /// @return deadline
    /// @return status 0 none, 1 open, 2 settled, 3 cancelled
    function redemption(uint64 id) external view returns (address holder, address issuer, uint256 amount, uint64 deadline, uint8 status);
    /// PSC minted against the asset and not redeemed.
    function onchainSupply() external view returns (uint256);
    /// PSC minted against attestations and not settled.
    function attestedSupply() external view returns (uint256);
    /// The asset accounted for, in PSC units; what was sent here unasked is not.
    function onchainReserve() external view returns (uint256);
    /// What is attested, less what was settled since.
    function attestedInForce() external view returns (uint256);
    /// PSC settled off-chain since the beginning.
    function totalSettled() external view returns (uint256);
    /// PSC held here for off-chain redemptions.
    function escrowed() external view returns (uint256);
    /// The report as it stands now.
    /// @return id of the latest report appended
    /// @return onchainSupply
    /// @return attestedSupply
    /// @return onchainReserve
    /// @return attestedInForce
    /// @return attestedAsOf
    /// @return fresh
    /// @return ratioBps
    /// @return head hash of the latest report appended
    function reserveReport() external view returns (uint64 id, uint256 onchainSupply, uint256 attestedSupply, uint256 onchainReserve, uint256 attestedInForce, uint64 attestedAsOf, bool fresh, uint256 ratioBps, bytes32 head);
    /// What backs PSC: the asset, and the attested reserve under this contract's own address.
    /// Values are in the unit that PSC stands for, with 18 decimals.
    function getProtocolAssets() external view returns (ProtocolAssets memory);
    /// What is owed: PSC. Values as in `getProtocolAssets`.
    function getProtocolLiabilities() external view returns (ProtocolLiabilities memory);
    /// Backing in basis points of the supply; 10,000 without any supply.
    function getSolvencyRatio() external view returns (uint256);
    /// Whether all PSC is backed.
    /// @return isSolvent
    /// @return healthFactor the solvency ratio
    function verifySolvency() external view returns (bool isSolvent, uint256 healthFactor);
    /// The last report of each day on which there was one, from `startTime` to `endTime`, both
    /// included. Every report is in the log.
    /// @return timestamps
    /// @return ratios
    /// @return assets
    /// @return liabilities
    function getSolvencyHistory(uint256 startTime, uint256 endTime) external view returns (uint256[] memory timestamps, uint256[] memory ratios, ProtocolAssets[] memory assets, ProtocolLiabilities[] memory liabilities);
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;
    /// Who attests, and how many of them it takes.
    /// @return accounts
    /// @return threshold
    function attestors() external view returns (address[] memory accounts, uint8 threshold);
    /// Replaces the attestors; owner only. At most 16, of whom 1 to all must sign.
    function setAttestors(address[] memory accounts, uint8 threshold) external;
    /// What the issuer may still mint.
    function issuerAllowance(address issuer) external view returns (uint256);
    /// Whether the account is an issuer.
    function isIssuer(address account) external view returns (bool);
    /// Allows an issuer to mint so much, or strikes it off; owner only.
    function setIssuer(address issuer, bool allowed, uint256 allowance) external;
    /// Parameters.
    /// @return redemptionFeeBps
    /// @return attestedCapBps
    /// @return maxAttestationAgeSecs
    /// @return redemptionWindowSecs
    function parameters() external view returns (uint16 redemptionFeeBps, uint16 attestedCapBps, uint64 maxAttestationAgeSecs, uint64 redemptionWindowSecs);
    /// Sets the fee on redemption of the asset, up to 100 bps; owner only.
    function setRedemptionFee(uint16 bps) external;
    /// Sets the attested share of the supply that minting may reach, up to 5,000 bps; owner only.
    function setAttestedCap(uint16 bps) external;
    /// Sets the age at which an attestation goes stale, 60 seconds to 90 days; owner only.
    function setMaxAttestationAge(uint64 secs) external;
    /// Sets the time that issuers have to settle, 1 hour to 30 days; for requests to come; owner
    /// only.
    function setRedemptionWindow(uint64 secs) external;
    /// EIP-712 domain separator.
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    /// ERC-5267 description of the domain.
    /// @return fields which of the following are used
    /// @return name
    /// @return version
    /// @return chainId
    /// @return verifyingContract
    /// @return salt
    /// @return extensions
    function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);

    struct ProtocolAssets {
        address[] tokens;
        uint256[] amounts;
        uint256[] values;
        uint256 timestamp;
    }

    struct ProtocolLiabilities {
        address[] tokens;
        uint256[] amounts;
        uint256[] values;
        uint256 timestamp;
    }

    /// PSC minted against the asset. `amount` in PSC units, `assets` in the asset's.
    event Issued(address indexed payer, address indexed to, uint256 amount, uint256 assets);
    /// PSC burnt for the asset. `amount` and `fee` in PSC units; `assets`, what `to` received, in the asset's.
    event Redeemed(address indexed holder, address indexed to, uint256 amount, uint256 fee, uint256 assets);
    /// The owner could not be paid a fee; it waits for `collectFees`. In the asset's units.
    event FeeDeferred(uint256 assets);
    event FeesCollected(address indexed to, uint256 assets);
    /// `signers` vouch for `amount` PSC units held off-chain as of `asOf`, when `settled` had been paid out since the beginning.
    event Attested(bytes32 indexed hash, uint256 amount, uint256 settled, uint64 asOf, uint64 validUntil, bytes32 compositionHash, string uri, bytes32 previousHash, address[] signers);
    event AttestedMinted(address indexed issuer, address indexed to, uint256 amount);
    /// PSC escrowed for a payment off-chain; from `deadline` on the holder can take it back.
    event RedemptionRequested(uint64 indexed id, address indexed holder, address indexed issuer, uint256 amount, uint64 deadline, bytes32 paymentReference);
    event RedemptionSettled(uint64 indexed id, address indexed issuer, uint256 amount);
    event RedemptionCancelled(uint64 indexed id, address indexed holder, uint256 amount);
    /// One link of the report chain: `hash` is keccak256 of abi.encode(chainId, this contract, the fields in order without `hash`).
    event ReserveReported(uint64 indexed id, uint256 onchainSupply, uint256 attestedSupply, uint256 onchainReserve, uint256 attestedInForce, uint64 attestedAsOf, uint256 ratioBps, bytes32 previousHash, bytes32 hash);
    event AttestorsSet(address[] accounts, uint8 threshold);
    event IssuerSet(address indexed issuer, bool allowed, uint256 allowance);
    event RedemptionFeeSet(uint16 bps);
    event AttestedCapSet(uint16 bps);
    event MaxAttestationAgeSet(uint64 secs);
    event RedemptionWindowSet(uint64 secs);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
    /// An address that must name somebody is zero.
    error ZeroAddress();
    error ZeroAmount();
    /// Amounts end at 2^64 - 1 units, 18.4 trillion PSC.
    error AmountTooLarge(uint256 amount, uint256 max);
    /// The asset has fewer decimals than PSC and cannot express the amount; it must be a multiple of `unit`.
    error AmountNotRepresentable(uint256 amount, uint256 unit);
    error UnsupportedDecimals(uint8 decimals);
    /// The asset moved another amount than it was asked to.
    error AssetAmountMismatch(uint256 expected, uint256 moved);
    /// The token answered that it did not do what it was asked.
    error TokenCallFailed(address token);
    /// More than the on-chain reserve covers.
    error InsufficientReserve(uint256 requested, uint256 available);
    /// Minting stops while the backing is below the supply.
    error UnderBacked(uint256 backing, uint256 supply);
    error NoFeesToCollect();
    error NoAttestors();
    error TooManyAttestors(uint256 count, uint256 max);
    error DuplicateAttestor(address account);
    error InvalidThreshold(uint8 threshold, uint256 count);
    error TooFewSignatures(uint256 count, uint256 threshold);
    error TooManySignatures(uint256 count, uint256 max);
    /// The signature is of `account` (zero: of nobody), who is no attestor.
    error NotAttestor(address account);
    /// Signatures come in ascending order of their signers, each once.
    error SignersNotAscending(address previous, address next);
    error AsOfInFuture(uint64 asOf, uint64 now_);
    error AsOfGoesBack(uint64 asOf, uint64 latest);
    /// The attestation names another predecessor than the latest one.
    error PreviousHashMismatch(bytes32 given, bytes32 latest);
    /// The contract's own count of settlements as of the attestation's time is another.
    error SettledMismatch(uint256 given, uint256 expected);
    /// Too old, or past `validUntil`: not to be minted against.
    error AttestationStale(uint64 asOf, uint64 validUntil, uint64 maxAgeSecs);
    error NotIssuer(address account);
    error InsufficientIssuerAllowance(address issuer, uint256 allowance, uint256 needed);
    /// The attested supply would pass what is attested and not settled yet.
    error AttestedReserveExceeded(uint256 attestedSupply, uint256 attestedInForce);
    /// The attested supply would pass its share of the whole.
    error AttestedCapExceeded(uint256 attestedSupply, uint256 max);
    /// Off-chain redemptions under way already claim the attested supply.
    error AttestedSupplyExceeded(uint256 requested, uint256 available);
    error RedemptionNotOpen(uint64 id, uint8 status);
    /// The issuer may settle before `deadline`, the holder take back from then on.
    error RedemptionExpired(uint64 id, uint64 deadline);
    error RedemptionPending(uint64 id, uint64 deadline);
    error NotHolder(address account);
    error RedemptionFeeOutOfBounds(uint16 bps, uint16 max);
    error AttestedCapOutOfBounds(uint16 bps, uint16 max);
    error MaxAttestationAgeOutOfBounds(uint64 secs, uint64 min, uint64 max);
    error RedemptionWindowOutOfBounds(uint64 secs, uint64 min, uint64 max);
}
