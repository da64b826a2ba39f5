/// The other contracts of commerce were named, for good.
event Connected(address indexed checkout, address indexed offerPool, address indexed splitter, address stakePools, address quality);
/// A store opened. `set` is the co-creator set of its owner alone.
event StoreOpened(uint64 indexed store, address indexed owner, address payout, uint64 platform, uint64 set, string uri);
event StoreChanged(uint64 indexed store, address payout, uint64 platform, string uri);
/// The store is offered to `newOwner`, who has it once it accepts; zero: to nobody any more.
event StoreTransferStarted(uint64 indexed store, address indexed owner, address indexed newOwner);
/// The store has a new owner, who is also its payout from now on, and whom `set` names alone: products that had the store's earlier set have this one;
/// what earlier sets earned stays theirs. Products with co-creators of their own keep their set.
event StoreTransferred(uint64 indexed store, address indexed previousOwner, address indexed newOwner, uint64 set);
/// The store's sales repay its owner's advance of a stake pool from now on, or no longer do.
event StoreIndebted(uint64 indexed store, address indexed owner, bool indebted);
/// A product came into being; its price, terms, content, co-creators and stock follow as events of their own.
event ProductAdded(uint64 indexed product, uint64 indexed store);
/// `price` in PSC units per unit of inventory.
event PriceSet(uint64 indexed product, uint64 version, uint256 price);
/// Shares of the price (`profitBps`) and of the profit (`cashbackBps`, `stakeBps`); `cause` 0: by the DAO's weights.
event TermsSet(uint64 indexed product, uint64 version, uint16 profitBps, uint16 cashbackBps, uint16 stakeBps, uint64 holdSecs, uint64 cause);
/// The part of the price that goes to the quality network, with 60 more to the community; 0: the product is not enrolled, and pays neither.
event ExperienceFeeSet(uint64 indexed product, uint64 version, uint16 bps);
event ContentSet(uint64 indexed product, uint64 version, bytes32 contentHash, string uri);
event CoCreatorsSet(uint64 indexed product, uint64 version, uint64 indexed set);
/// Units in stock after a sale, a return or the vendor's change.
event StockChanged(uint64 indexed product, uint64 inventory);
/// The last unit went: the product is gone from every store at once.
event SoldOut(uint64 indexed product);
event BackInStock(uint64 indexed product);
event ActiveSet(uint64 indexed product, bool active);
/// Whether other stores may list and sell the product.
event OpenToListingsSet(uint64 indexed product, bool open);
event Listed(uint64 indexed product, uint64 indexed store);
event Unlisted(uint64 indexed product, uint64 indexed store);
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

error OwnableUnauthorizedAccount(address account);
error OwnableInvalidOwner(address owner);
/// An address that must name somebody is zero.
error ZeroAddress();
error AlreadyConnected();
/// The other contracts of commerce are not named yet.
error NotConnected();
error NotCheckout(address account);
error NotOfferPool(address account);
error NotStakePools(address account);
error NotQuality(address account);
/// The account owes an advance, which `store` repays: until then it hands that store not over, opens none and puts neither products nor stock nor other content into another.
error AccountIndebted(address account, uint64 store);
error UnknownStore(uint64 store);
error UnknownProduct(uint64 product);
/// Only the store's owner may do this.
error NotStoreOwner(uint64 store, address account);
/// The store is not offered to the account.
error NotNewOwner(uint64 store, address account);
error NotActive(uint64 product);
error NotOpenToListings(uint64 product);
error AlreadyListed(uint64 product, uint64 store);
/// The store does not list the product.
error NotListed(uint64 product, uint64 store);
/// A store sells its own products without a listing.
error OwnProduct(uint64 product, uint64 store);
error OutOfStock(uint64 product, uint64 requested, uint64 available);
/// Price, terms, content or co-creators changed since the cart was made for `requested`.
error VersionMismatch(uint64 product, uint64 requested, uint64 current);
error ZeroPrice();
error ZeroQuantity();
/// A number is beyond what the contract keeps of it.
error ValueTooLarge(uint256 value, uint256 max);
/// profit + experience fee + community fee would exceed the price, in bps.
error ProfitOutOfBounds(uint16 profitBps, uint16 max);
/// cashback + stake share would exceed the profit, in bps.
error SharesOutOfBounds(uint16 cashbackBps, uint16 stakeBps);
error HoldOutOfBounds(uint64 secs, uint64 max);
