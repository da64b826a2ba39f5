// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice The checkout: carts, held payments, and how each line's price is shared out.
interface ICheckout {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc)

    /// Orders and pays a cart within the caller's allowance of PSC. All lists have one entry per
    /// line, up to 32.
    /// @return order
    function placeOrder(uint64[] memory products, uint64[] memory versions, uint64[] memory quantities, uint64[] memory vias, uint64[] memory shares, uint64[] memory causes, uint256 maxTotal, uint64 deadline, bytes32 paymentReference, bool share) external returns (uint64 order);
    /// The same after an ERC-2612 permit of PSC from the caller for this contract, of `maxTotal`,
    /// good until `deadline`. A permit that somebody else has brought already does not matter.
    /// @return order
    function placeOrderWithPermit(uint64[] memory products, uint64[] memory versions, uint64[] memory quantities, uint64[] memory vias, uint64[] memory shares, uint64[] memory causes, uint256 maxTotal, uint64 deadline, bytes32 paymentReference, bool share, bytes calldata signature) external returns (uint64 order);
    /// Orders a cart that the buyer signed as an ERC-3009 `ReceiveWithAuthorization` of PSC to this
    /// contract: value `total` (exactly what the cart costs), validAfter 0, validBefore `deadline`,
    /// nonce `keccak256(abi.encode(...))` of the arguments from `products` to `share`. Anyone may
    /// bring it; the buyer needs no ether.
    /// @return order
    function placeOrderWithAuthorization(address buyer, uint64[] memory products, uint64[] memory versions, uint64[] memory quantities, uint64[] memory vias, uint64[] memory shares, uint64[] memory causes, uint256 total, uint64 deadline, bytes32 paymentReference, bool share, bytes calldata signature) external returns (uint64 order);
    /// Pays held lines of the caller's order out before their window ends.
    function confirm(uint64 order, uint8[] memory lines) external;
    /// Pays held lines out whose window is over; anyone may call.
    function release(uint64[] memory orders, uint8[] memory lines) external;
    /// Gives units of a held line back: their price to the buyer, the units to the stock, their
    /// rewards to the offer; the vendor only.
    function refund(uint64 order, uint8 line, uint64 units) external;
    /// Records a shipment (1) or delivery (2) of units of a line; the vendor only.
    function logFulfilment(uint64 order, uint8 line, uint8 kind, uint64 units, bytes32 proofHash, string calldata uri) external;
    /// Offers to take units of a settled line back at their price, escrowed from the calling
    /// vendor's allowance until the buyer accepts or the caller withdraws.
    function offerRefund(uint64 order, uint8 line, uint64 units) external;
    /// Takes the refund that the vendor offered; the buyer only. The units count as refunded from
    /// then on.
    function acceptRefund(uint64 order, uint8 line) external;
    /// Takes an offered refund back; only who escrowed it.
    function withdrawRefund(uint64 order, uint8 line) external;
    /// Disputes a held line before its window ends; the buyer only.
    /// @return disputeId the arbitrator's number
    function dispute(uint64 order, uint8 line, string calldata evidence) external returns (uint256 disputeId);
    /// ERC-792: decides a dispute; its arbitrator only. 0 refused to rule, 1 for the buyer, 2 for
    /// the vendor.
    function rule(uint256 disputeId, uint256 ruling) external;
    /// Applies a final ruling that the arbitrator could not bring; anyone may call.
    function pullRuling(address arbitrator, uint256 disputeId) external;
    /// Ends a dispute that nobody ruled on in time, as ruling 0: paid out if the vendor had logged
    /// a delivery before the dispute, else refunded. A ruling that is final at the arbitrator, though
    /// nobody brought it, is applied instead. Anyone may call.
    function expireDispute(uint64 order, uint8 line) external;
    /// PSC units that the account could not be paid.
    function credit(address account) external view returns (uint256);
    /// Sends the caller what it could not be paid before.
    /// @return amount
    function claim() external returns (uint256 amount);
    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// The latest order's number.
    function orderCount() external view returns (uint64);
    /// The latest share's number.
    function shareCount() external view returns (uint64);
    /// An order; all zero if there is none.
    /// @return buyer
    /// @return placedAt
    /// @return lines
    function order(uint64 id) external view returns (address buyer, uint64 placedAt, uint8 lines);
    /// A line; all zero if there is none.
    /// @return product
    /// @return via the selling store
    /// @return price
    /// @return quantity
    /// @return refunded
    /// @return state 0 none, 1 held, 2 disputed, 3 settled, 4 refunded
    /// @return delivered whether the vendor logged a delivery before any dispute
    /// @return releaseAt
    /// @return platform
    function line(uint64 order, uint8 index) external view returns (uint64 product, uint64 via, uint256 price, uint64 quantity, uint64 refunded, uint8 state, bool delivered, uint64 releaseAt, uint64 platform);
    /// What was agreed for a held line; all zero for one that was settled at once.
    /// @return profitBps
    /// @return cashbackBps
    /// @return stakeBps
    /// @return experienceFeeBps
    /// @return set
    /// @return cause
    /// @return share
    /// @return offer
    /// @return reserved
    function lineTerms(uint64 order, uint8 index) external view returns (uint16 profitBps, uint16 cashbackBps, uint16 stakeBps, uint16 experienceFeeBps, uint64 set, uint64 cause, uint64 share, uint64 offer, uint64 reserved);
    /// A share; all zero if there is none.
    /// @return order
    /// @return line
    /// @return product
    /// @return sharer
    /// @return paid PSC units of cashback so far
    function share(uint64 id) external view returns (uint64 order, uint8 line, uint64 product, address sharer, uint256 paid);
    /// Who decides over a line, and until when; zero if it was never disputed.
    /// @return arbitrator
    /// @return expiresAt
    function lineDispute(uint64 order, uint8 index) external view returns (address arbitrator, uint64 expiresAt);
    /// What the vendor offers to take back of a settled line.
    /// @return payer
    /// @return units
    function refundOffer(uint64 order, uint8 index) external view returns (address payer, uint64 units);
    /// The token that is paid with.
    function psc() external view returns (address);
    /// The other contracts of commerce; zero until they are named.
    /// @return catalog
    /// @return offerPool
    /// @return splitter
    /// @return stakePools
    /// @return cycles
    function connections() external view returns (address catalog, address offerPool, address splitter, address stakePools, address cycles);
    /// Parameters.
    /// @return shareCapBps
    /// @return arbitrator
    /// @return disputeWindowSecs
    function parameters() external view returns (uint16 shareCapBps, address arbitrator, uint64 disputeWindowSecs);
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;
    /// Names the other contracts of commerce; owner only, once and for good.
    function connect(address catalog, address offerPool, address splitter, address stakePools, address cycles) external;
    /// Sets what a share may earn at most, as a part of what its owner spent on the product; up to
    /// 10,000 bps; owner only.
    function setShareCap(uint16 bps) external;
    /// Names who rules on disputes to come, zero for nobody; owner only. A contract is asked by
    /// ERC-792's `createDispute`; a plain account uses the numbers given here.
    function setArbitrator(address arbitrator) external;
    /// Sets the time that arbitrators have, 7 to 90 days; for disputes to come; owner only.
    function setDisputeWindow(uint64 secs) external;

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
}
