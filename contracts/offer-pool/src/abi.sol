/// The other contracts of commerce were named, for good.
event Connected(address indexed catalog, address indexed checkout);
/// The DAO lets rewards be paid in this token, or no longer does; offers that stand are not touched.
event TokenAllowed(address indexed token, bool allowed);
/// `units` of reward escrowed for whoever sells the product; `rewardPerUnit` in the token's units.
event OfferPosted(uint64 indexed offer, uint64 indexed product, address indexed token, uint256 rewardPerUnit, uint64 units);
event OfferToppedUp(uint64 indexed offer, uint64 units);
/// No further sale is rewarded; what is reserved stays so.
event OfferRevoked(uint64 indexed offer);
/// Rewards set aside for a sale that is not settled yet.
event UnitsReserved(uint64 indexed offer, uint64 units);
/// A sale settled: the selling store was paid.
event RewardPaid(uint64 indexed offer, address indexed to, uint64 units, uint256 amount);
/// A sale was refunded: its rewards are on offer again.
event UnitsRestored(uint64 indexed offer, uint64 units);
/// Reserved rewards of a refunded sale whose offer was revoked meanwhile, or rewards beyond the stock or of a revoked offer (`reserved` false), went back to the vendor.
event UnitsReturned(uint64 indexed offer, address indexed to, uint64 units, uint256 amount, bool reserved);
/// The token could not be sent to the account, which can claim it later.
event PaymentDeferred(address indexed token, address indexed account, uint256 amount);
event CreditClaimed(address indexed token, address indexed account, uint256 amount);
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

error OwnableUnauthorizedAccount(address account);
error OwnableInvalidOwner(address owner);
/// An address that must name somebody is zero.
error ZeroAddress();
error AlreadyConnected();
error NotCatalog(address account);
error NotCheckout(address account);
/// The DAO did not allow rewards in this token.
error TokenNotAllowed(address token);
/// PSC and PSS cannot be disallowed.
error TokenAlwaysAllowed(address token);
error ZeroReward();
error ZeroUnits();
/// A number is beyond what the contract keeps of it.
error ValueTooLarge(uint256 value, uint256 max);
/// The product has an open offer already: top it up or revoke it.
error OfferOpen(uint64 product, uint64 offer);
error NoOffer(uint64 product);
/// More rewards than units in stock.
error UnitsExceedStock(uint64 units, uint64 stock);
/// The token moved another amount than it was asked to (a fee on transfer, for instance).
error TokenAmountMismatch(uint256 expected, uint256 moved);
/// The token answered that it did not do what it was asked.
error TokenCallFailed(address token);
error NothingToClaim(address account);
