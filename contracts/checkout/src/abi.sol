/// The other contracts of commerce were named, for good.
event Connected(address indexed catalog, address indexed offerPool, address indexed splitter, address stakePools, address cycles);
/// A cart was paid: `total` PSC units in one debit, `lines` lines. `paymentReference` is the buyer's or shop's own.
event OrderPlaced(uint64 indexed order, address indexed buyer, bytes32 indexed paymentReference, uint256 total, uint8 lines);
/// What was ordered, with the terms that hold for it whatever the vendor changes later. `via`: the selling store. `reserved` units are rewarded from `offer`.
/// `releaseAt`: when anyone may release it; the time of the order: settled at once.
event LinePlaced(uint64 indexed order, uint64 indexed product, uint64 indexed via, uint8 line, uint64 version, uint64 quantity, uint256 price, uint16 profitBps, uint16 cashbackBps, uint16 stakeBps, uint16 experienceFeeBps, uint64 set, uint64 cause, uint64 share, uint64 platform, uint64 offer, uint64 reserved, uint64 releaseAt);
/// A line was paid out. gross = experienceFee + communityFee + cashback + stakeShare + groups + repayment + toVendor.
/// `reason`: 0 at once, 1 confirmed, 2 released, 3 ruled.
event LineSettled(uint64 indexed order, uint8 line, address indexed vendor, address indexed sharer, uint8 reason, uint64 units, uint256 gross, uint256 experienceFee, uint256 communityFee, uint256 cashback, uint256 stakeShare, uint256 groups, uint256 repayment, uint256 toVendor);
/// Units returned to stock and paid back to the buyer. `reason`: 0 by the vendor, 3 ruled. `ended`: no unit is left.
event LineRefunded(uint64 indexed order, uint8 line, uint8 reason, uint64 units, uint256 amount, bool ended);
/// The buyer may share the product of this line.
event ShareOpened(uint64 indexed share, uint64 indexed order, uint8 line, uint64 indexed product, address sharer);
/// The account could not be paid; it, or anyone for it, can claim later.
event PaymentDeferred(address indexed account, uint256 amount);
event CreditClaimed(address indexed account, uint256 amount);
/// The vendor's record of what happened: `kind` 1 shipped, 2 delivered.
event FulfilmentLogged(uint64 indexed order, uint8 line, uint8 kind, uint64 units, bytes32 proofHash, string uri);
/// After settlement the vendor offers units back out of her own pocket; escrowed until the buyer takes it or she withdraws it.
event RefundOffered(uint64 indexed order, uint8 line, address indexed payer, uint64 units, uint256 amount);
event RefundAccepted(uint64 indexed order, uint8 line, uint64 units, uint256 amount);
event RefundWithdrawn(uint64 indexed order, uint8 line, uint64 units, uint256 amount);
/// The buyer disputes a held line. `disputeId` is the arbitrator's number for it. From `expiresAt` on anyone may end it without a ruling.
event LineDisputed(uint64 indexed order, uint8 line, address indexed arbitrator, uint256 indexed disputeId, uint64 expiresAt, string evidence);
/// ERC-792. 0 refused to rule, 1 for the buyer, 2 for the vendor.
event Ruling(address indexed arbitrator, uint256 indexed disputeId, uint256 ruling);
event ShareCapSet(uint16 bps);
event ArbitratorSet(address indexed arbitrator);
event DisputeWindowSet(uint64 secs);
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

error OwnableUnauthorizedAccount(address account);
error OwnableInvalidOwner(address owner);
/// An address that must name somebody is zero.
error ZeroAddress();
error AlreadyConnected();
error EmptyCart();
error TooManyLines(uint256 count, uint256 max);
error LengthMismatch(uint256 left, uint256 right);
/// The cart was good until `deadline`, Unix time.
error Expired(uint64 deadline);
/// The cart costs more than the buyer allowed.
error TotalExceeded(uint256 total, uint256 max);
/// An authorization pays exactly what the cart costs.
error TotalMismatch(uint256 total, uint256 authorized);
/// A number is beyond what the contract keeps of it.
error ValueTooLarge(uint256 value, uint256 max);
error UnknownLine(uint64 order, uint8 line);
/// The line is in another state: 1 held, 2 disputed, 3 settled, 4 refunded.
error WrongState(uint64 order, uint8 line, uint8 state);
error NotBuyer(address account);
error NotVendor(address account);
/// Held for the buyer until `releaseAt`.
error StillHeld(uint64 releaseAt);
/// The return window is over.
error WindowOver(uint64 releaseAt);
error ZeroQuantity();
/// More units than the line has left.
error UnitsExceedLine(uint64 units, uint64 left);
error UnknownKind(uint8 kind);
error NothingToClaim(address account);
/// No share has this number.
error UnknownShare(uint64 share);
/// There is no arbitrator to ask.
error NoArbitrator();
/// The account rules no open dispute of this number.
error NotArbitrator(address account, uint256 disputeId);
/// The arbitrator gave a number that it had given before.
error DisputeExists(address arbitrator, uint256 disputeId);
error UnknownRuling(uint256 ruling);
/// The arbitrator has not ruled for good yet.
error NotRuled(uint256 disputeId);
/// The arbitrator has until `expiresAt`.
error NotExpired(uint64 expiresAt);
error RefundAlreadyOffered(uint64 order, uint8 line);
error NoRefundOffered(uint64 order, uint8 line);
error ShareCapOutOfBounds(uint16 bps, uint16 max);
error DisputeWindowOutOfBounds(uint64 secs, uint64 min, uint64 max);
