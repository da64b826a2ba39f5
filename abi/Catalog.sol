// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice The catalog: stores, their products, terms, stock and listings. What can be bought, from whom, on which terms, and how much of it is left, is decided here; money never passes through.
interface ICatalog {
    // Called once, through StylusDeployer:
    // constructor(address owner)

    /// The other contracts of commerce; zero until they are named.
    /// @return checkout
    /// @return offerPool
    /// @return splitter
    /// @return stakePools
    /// @return quality
    function connections() external view returns (address checkout, address offerPool, address splitter, address stakePools, address quality);
    /// Names the other contracts of commerce, for good; owner only.
    function connect(address checkout, address offerPool, address splitter, address stakePools, address quality) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;
    /// Opens a store, which the caller owns.
    /// @return store
    function openStore(address payout, uint64 platform, string calldata uri) external returns (uint64 store);
    /// Changes where a store is paid, its platform and its description; its owner only.
    function setStore(uint64 store, address payout, uint64 platform, string calldata uri) external;
    /// Offers a store to a new owner, who has it once it accepts; the zero address takes the offer back. Its owner only.
    function transferStore(uint64 store, address newOwner) external;
    /// Takes a store over that was offered to the caller, who is also paid from now on. Products with co-creators of
    /// their own keep their set, with the previous owner in it.
    function acceptStore(uint64 store) external;
    /// To whom a store is offered; zero: to nobody.
    function pendingStoreOwner(uint64 store) external view returns (address);
    /// One store; all zero if there is none such.
    /// @return owner
    /// @return payout
    /// @return platform
    /// @return set the co-creator set of the owner alone
    function store(uint64 store) external view returns (address owner, address payout, uint64 platform, uint64 set);
    /// Whether the store's sales repay an advance of a stake pool.
    function isIndebted(uint64 store) external view returns (bool);
    /// Id of the latest store.
    function storeCount() external view returns (uint64);
    /// Adds a product to a store, on sale and open to listings; the store's owner only.
    /// @return product
    function addProduct(uint64 store, uint256 price, uint64 inventory, uint16 profitBps, uint16 cashbackBps, uint16 stakeBps, uint64 holdSecs, uint64 cause, bytes32 contentHash, string calldata uri) external returns (uint64 product);
    /// Sets the price, as another version; the store's owner only.
    function setPrice(uint64 product, uint256 price) external;
    /// Sets the terms, as another version; the store's owner only.
    function setTerms(uint64 product, uint16 profitBps, uint16 cashbackBps, uint16 stakeBps, uint64 holdSecs, uint64 cause) external;
    /// Sets the description, as another version; the store's owner only.
    function setContent(uint64 product, bytes32 contentHash, string calldata uri) external;
    /// Names the co-creators anew, as another version; the store's owner only. Each of them counts
    /// from its own acceptance at the splitter. Empty lists: the store's owner alone.
    /// @return set
    function setCoCreators(uint64 product, address[] memory accounts, uint16[] memory bps) external returns (uint64 set);
    /// Puts units in stock; the store's owner only.
    function restock(uint64 product, uint64 units) external;
    /// Takes units out of stock; the store's owner only. Rewards on offer beyond what is left go
    /// back to the vendor.
    function unstock(uint64 product, uint64 units) external;
    /// Takes the product off sale everywhere, or back on; the store's owner only.
    function setActive(uint64 product, bool active) external;
    /// Whether other stores may list and sell the product; the store's owner only. Listings
    /// that stand rest while it is closed.
    function setOpenToListings(uint64 product, bool open) external;
    /// One product; all zero if there is none such.
    /// @return store
    /// @return price PSC units per unit
    /// @return version
    /// @return inventory
    /// @return set the co-creators
    /// @return profitBps
    /// @return cashbackBps
    /// @return stakeBps
    /// @return experienceFeeBps
    /// @return holdSecs
    /// @return cause
    /// @return active
    /// @return openToListings
    /// @return offered whether it has an open offer
    function product(uint64 product) external view returns (uint64 store, uint256 price, uint64 version, uint64 inventory, uint64 set, uint16 profitBps, uint16 cashbackBps, uint16 stakeBps, uint16 experienceFeeBps, uint64 holdSecs, uint64 cause, bool active, bool openToListings, bool offered);
    /// Id of the latest product.
    function productCount() external view returns (uint64);
    /// Lists another store's product in a store of the caller's.
    function list(uint64 store, uint64 product) external;
    /// Ends a listing; the listing store's owner only.
    function unlist(uint64 store, uint64 product) external;
    /// Whether the store lists the product, be it on sale or not.
    function isListed(uint64 product, uint64 store) external view returns (bool);
    /// Whether the store, the vendor's or one that lists the product, could sell it now.
    function isLive(uint64 product, uint64 store) external view returns (bool);
    /// Takes a cart's lines from the stock, in order, or none of them; checkout only.
    /// @return taken four words per line
    function take(uint256[] memory lines) external returns (uint256[] memory taken);
    /// Puts refunded units back in stock; checkout only.
    /// @return owner of the vendor's store
    /// @return payout where the vendor is paid
    function restore(uint64 product, uint64 units) external returns (address owner, address payout);
    /// Where vendor and seller of lines are paid.
    /// @return accounts two words per line; above the first address stands the vendor's store, if its
    /// sales repay an advance; the second is zero in the vendor's own store
    function payouts(uint256[] memory lines) external view returns (uint256[] memory accounts);
    /// Whose a product is, and who else earns of it.
    /// @return store
    /// @return owner
    /// @return payout
    /// @return platform that the store names; 0: none
    /// @return set the co-creators
    function vendor(uint64 product) external view returns (uint64 store, address owner, address payout, uint64 platform, uint64 set);
    /// Marks a product that has an open offer; offer pool only, for the store's owner.
    /// @return stock
    function openOffer(uint64 product, address account) external returns (uint64 stock);
    /// Marks that the offer ended, and closes the product to listings if asked; offer pool only,
    /// for the store's owner.
    /// @return payout where the vendor is paid
    function closeOffer(uint64 product, address account, bool closeListings) external returns (address payout);
    /// Marks a store whose sales repay an advance from now on, or no longer do; stake pools only.
    function setIndebted(uint64 store, bool indebted) external;
    /// Sets the part of a product's price that goes to the quality network, as another version; 0: it is not enrolled. Quality
    /// register only, for the store's owner.
    function setExperienceFee(uint64 product, uint16 bps) external;

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
}
