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
