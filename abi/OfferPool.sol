// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice Rewards that vendors escrow for whoever sells their products: `rewardPerUnit` of a token for each unit that another store sells. A sale sets its rewards aside, its settlement pays them to the selling store, its refund puts them back.
interface IOfferPool {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc, address pss)

    /// Escrows rewards for the first `units` of the product that other stores sell, out of the
    /// caller's allowance. For the owner of the product's store; not more than are in stock.
    /// @return offer
    function post(uint64 product, address token, uint256 rewardPerUnit, uint64 units) external returns (uint64 offer);
    /// Escrows rewards for more units of the product's open offer. For the owner of the product's
    /// store; the DAO must still allow the token.
    function topUp(uint64 product, uint64 units) external;
    /// Ends the product's open offer. What is neither paid nor reserved goes to the store's payout
    /// address. `closeListings`: other stores may not list the product any more.
    function revoke(uint64 product, bool closeListings) external;
    /// Sets rewards aside for the lines of a cart, then returns those that are beyond the stock to
    /// the vendors; checkout only. A line is [product, quantity, units in stock after it, 0] in 64
    /// bits each, the first lowest; a quantity of 0 is the vendor's own sale.
    /// @return reserved [offer, units, 0, 0] for each line; offer 0: none is open
    function reserve(uint256[] memory lines, address[] memory vendors) external returns (uint256[] memory reserved);
    /// Pays reserved rewards to the selling stores; checkout only. A line is [offer, units, 0, 0].
    function pay(uint256[] memory lines, address[] memory payees) external;
    /// Puts reserved rewards on offer again; checkout only. Those of an offer that ended meanwhile
    /// go to the vendor.
    function restore(uint64 offer, uint64 units, address vendor) external;
    /// Returns the rewards beyond what is in stock now to the vendor, for good; catalog only.
    function syncStock(uint64 product, uint64 stock, address vendor) external;
    /// Pays the caller what could not be sent to it.
    function claim(address token) external;
    /// Pays an account what could not be sent to it; anyone may call.
    function claimFor(address token, address account) external;
    /// What could not be sent to the account.
    function credit(address token, address account) external view returns (uint256);
    /// An offer; all zero if there is none.
    /// @return product
    /// @return token
    /// @return rewardPerUnit
    /// @return unitsLeft
    /// @return unitsReserved
    /// @return open
    function offer(uint64 id) external view returns (uint64 product, address token, uint256 rewardPerUnit, uint64 unitsLeft, uint64 unitsReserved, bool open);
    /// The product's open offer; 0 for none.
    function openOfferOf(uint64 product) external view returns (uint64);
    /// Number of offers ever posted, which is the latest one's id.
    function offerCount() external view returns (uint64);
    /// Whether rewards may be paid in the token.
    function isTokenAllowed(address token) external view returns (bool);
    /// The other contracts of commerce; zero until they are named.
    /// @return catalog
    /// @return checkout
    function connections() external view returns (address catalog, address checkout);
    /// Names the other contracts, once; owner only.
    function connect(address catalog, address checkout) external;
    /// Allows rewards in a token, or no more new ones; owner only. PSC and PSS are always allowed.
    function allowToken(address token, bool allowed) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

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
}
