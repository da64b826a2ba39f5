// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice Stake pools (ProductStake): whoever holds PSS puts PSC into the pool of a product, funds its promotion with it, and shares its profit. One pool per product, ERC-4626's names and arithmetic with the product first; shares do not transfer, and everybody acts for herself.
interface IStakePools {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc, address pss)

    /// Puts `assets` PSC units of the caller's allowance into the pool; locks PSS of hers.
    /// @return shares
    function deposit(uint64 product, uint256 assets) external returns (uint256 shares);
    /// The same for a number of shares.
    /// @return assets
    function mint(uint64 product, uint256 shares) external returns (uint256 assets);
    /// Deposits after an ERC-2612 permit of PSC from the caller for this contract, of `assets`, good
    /// until `deadline`. A permit that somebody else has brought already does not matter.
    /// @return shares
    function depositWithPermit(uint64 product, uint256 assets, uint64 deadline, bytes calldata signature) external returns (uint256 shares);
    /// Deposits for an account that signed an ERC-3009 `ReceiveWithAuthorization` of PSC to this
    /// contract: value `assets`, validAfter 0, validBefore `deadline`, nonce
    /// `keccak256(abi.encode(product, assets, minShares, maxLocked, deadline))`. Anyone may bring it.
    /// @return shares at least `minShares`
    function depositWithAuthorization(address account, uint64 product, uint256 assets, uint256 minShares, uint256 maxLocked, uint64 deadline, bytes calldata signature) external returns (uint256 shares);
    /// Takes `assets` PSC units out of the pool for the caller.
    /// @return shares that it took
    function withdraw(uint64 product, uint256 assets) external returns (uint256 shares);
    /// Takes the worth of `shares` out of the pool for the caller.
    /// @return assets
    function redeem(uint64 product, uint256 shares) external returns (uint256 assets);
    /// The token that pools hold: PSC.
    function asset() external view returns (address);
    /// Decimal places of a share.
    function decimals() external view returns (uint8);
    /// What a pool is worth: idle PSC and an advance not overdue.
    function totalAssets(uint64 product) external view returns (uint256);
    /// Shares of a pool, queued ones included.
    function totalSupply(uint64 product) external view returns (uint256);
    /// Shares of the account, without those in the queue.
    function balanceOf(uint64 product, address account) external view returns (uint256);
    /// Shares and the PSS locked for them, without those in the queue.
    /// @return shares
    /// @return locked PSS units
    function position(uint64 product, address account) external view returns (uint256 shares, uint256 locked);
    /// What assets are worth in shares.
    function convertToShares(uint64 product, uint256 assets) external view returns (uint256);
    /// What shares are worth.
    function convertToAssets(uint64 product, uint256 shares) external view returns (uint256);
    /// Most that the account could deposit now: what its unlocked PSS is enough for.
    function maxDeposit(uint64 product, address account) external view returns (uint256);
    /// The same in shares.
    function maxMint(uint64 product, address account) external view returns (uint256);
    /// Most that the account could take out at once.
    function maxWithdraw(uint64 product, address account) external view returns (uint256);
    /// The same in shares.
    function maxRedeem(uint64 product, address account) external view returns (uint256);
    /// Shares that a deposit would give now.
    function previewDeposit(uint64 product, uint256 assets) external view returns (uint256);
    /// Assets that the shares would cost now.
    function previewMint(uint64 product, uint256 shares) external view returns (uint256);
    /// Shares that a withdrawal would take now.
    function previewWithdraw(uint64 product, uint256 assets) external view returns (uint256);
    /// Assets that a redemption would give now.
    function previewRedeem(uint64 product, uint256 shares) external view returns (uint256);
    /// A pool as of now; all zero if nobody has ever deposited.
    /// @return idle PSC units that can leave
    /// @return unstreamed profit that is not the shares' yet
    /// @return streamEndsAt
    /// @return outstanding of an advance not overdue
    /// @return shares
    /// @return advance the one that is not repaid; 0: none
    /// @return requested number of the latest request
    /// @return filled number of the latest request that is done
    /// @return minimumSince since when it has been worth the minimum, as far as any call looked; 0: it is not
    function pool(uint64 product) external view returns (uint256 idle, uint256 unstreamed, uint64 streamEndsAt, uint256 outstanding, uint256 shares, uint64 advance, uint64 requested, uint64 filled, uint64 minimumSince);
    /// Queues shares of the caller that cannot be redeemed at once. They are priced when filled,
    /// and their PSS is freed then.
    /// @return request
    function requestRedeem(uint64 product, uint256 shares) external returns (uint64 request);
    /// Takes a request of the caller's back, what is left of it: shares and their PSS lock are her
    /// position's again. At any time: who lets it stand agrees to be paid at the price of then.
    /// @return shares
    function cancelRedeemRequest(uint64 product, uint64 request) external returns (uint256 shares);
    /// Pays up to `max` requests (64 a call) out of what lies idle, in their order, the last of
    /// them in part if need be; anyone may call.
    /// @return touched requests paid, in whole or in part
    function fill(uint64 product, uint64 max) external returns (uint64 touched);
    /// A queued redemption; all zero once it is filled or taken back.
    /// @return account
    /// @return shares
    /// @return locked PSS units
    function pendingRedeemRequest(uint64 product, uint64 request) external view returns (address account, uint256 shares, uint256 locked);
    /// Announces an advance on a product of the caller's store, to be drawn between 3 and 30 days
    /// from now: `amount` for `termSecs` (14 to 180 days), repaid by `repayBps` (1 to 100 %) of the
    /// vendor's part of each of the store's lines.
    /// @return advance
    function announce(uint64 product, uint256 amount, uint64 termSecs, uint16 repayBps, bytes32 planHash, string calldata planUri) external returns (uint64 advance);
    /// Pays an announced advance to the caller, who announced it and still owns the store, against a
    /// deposit from her allowance.
    /// @return deposit
    function draw(uint64 advance) external returns (uint256 deposit);
    /// Repays up to `amount` from the caller's allowance; anyone may.
    /// @return paid
    function repay(uint64 advance, uint256 amount) external returns (uint256 paid);
    /// Writes down that an advance is in default, which it is without this call too; anyone may.
    function markDefault(uint64 advance) external;
    /// Gives a defaulted advance up: the pool takes deposits again, and what is still recovered
    /// goes to the groups; owner only.
    function writeOff(uint64 advance) external;
    /// Sends what is left of a deposit back to who put it down, once all is repaid, and frees the
    /// store; anyone may call.
    /// @return returned
    function reclaimDeposit(uint64 advance) external returns (uint256 returned);
    /// An advance as of now; all zero if there is none such.
    /// @return product
    /// @return store
    /// @return account who announced it
    /// @return state 1 announced, 2 drawn, 3 defaulted, 4 written off, 5 repaid, 6 closed
    /// @return amount
    /// @return outstanding
    /// @return deposit what is held of it
    /// @return repayBps
    /// @return time of the announcement; once drawn: of maturity
    /// @return termSecs
    function advance(uint64 id) external view returns (uint64 product, uint64 store, address account, uint8 state, uint256 amount, uint256 outstanding, uint256 deposit, uint16 repayBps, uint64 time, uint64 termSecs);
    /// Number of the latest advance.
    function advanceCount() external view returns (uint64);
    /// The store's advance that is not closed; 0: none.
    function debtOf(uint64 store) external view returns (uint64);
    /// Books lines: stake shares into the pools that are worth enough, repayments of the stores'
    /// advances; checkout only, which pays the sum of what is taken in the same transaction.
    /// @return taken one word per line
    function settle(uint256[] memory lines) external returns (uint256[] memory taken);
    /// Sends the three groups what is owed to them; anyone may call.
    /// @return amount
    function flush() external returns (uint256 amount);
    /// PSC units owed to the three groups.
    function owedToGroups() external view returns (uint256);
    /// PSC units that the account could not be paid.
    function credit(address account) external view returns (uint256);
    /// Sends the caller what it could not be paid before.
    /// @return amount
    function claim() external returns (uint256 amount);
    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// The tokens and the other contracts; these zero until they are named.
    /// @return psc
    /// @return pss
    /// @return catalog
    /// @return checkout
    /// @return splitter
    function connections() external view returns (address psc, address pss, address catalog, address checkout, address splitter);
    /// Names the other contracts; owner only, once and for good.
    function connect(address catalog, address checkout, address splitter) external;
    /// Parameters.
    /// @return lockRatio PSS units locked per whole PSC
    /// @return minAssets PSC units that a pool must be worth to take a stake share
    /// @return windowSecs how long new profit streams
    /// @return utilisationBps most of a pool that an advance may take
    /// @return depositBps what the drawer puts down of it
    /// @return minRequest least worth of a queued redemption, PSC units
    function parameters() external view returns (uint256 lockRatio, uint256 minAssets, uint64 windowSecs, uint16 utilisationBps, uint16 depositBps, uint256 minRequest);
    /// Sets the parameters, for what comes: of PSS locked, profit streaming and advances drawn
    /// nothing changes; owner only.
    function setParameters(uint256 lockRatio, uint256 minAssets, uint64 windowSecs, uint16 utilisationBps, uint16 depositBps, uint256 minRequest) external;
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;

    /// The other contracts were named, for good.
    event Connected(address indexed catalog, address indexed checkout, address indexed splitter);
    /// The first deposit opened the product's pool.
    event PoolOpened(uint64 indexed product, uint64 indexed store);
    /// `locked`: PSS units that this deposit locked in the account.
    event Deposit(uint64 indexed product, address indexed account, uint256 assets, uint256 shares, uint256 locked);
    /// Shares left at once. `unlocked`: PSS units freed. `forfeited`: what became the groups': of the last shares of a pool all that is left in it; if fewer stay than the virtual shares, all that still streamed; else 0.
    event Withdraw(uint64 indexed product, address indexed account, uint256 assets, uint256 shares, uint256 unlocked, uint256 forfeited);
    /// A line's stake share came in. From now until `endsAt`, `unstreamed` becomes the shares', second by second; what is not yet is ceil(unstreamed x time left / whole time).
    event ProfitAdded(uint64 indexed product, uint256 amount, uint256 unstreamed, uint64 endsAt);
    /// Since when the pool's shares have been worth the minimum, as far as any call looked; 0: it is not. It takes stake shares from a window later on.
    event MinimumHeldSince(uint64 indexed product, uint64 since);
    /// Shares joined the queue, escrowed with the PSS units locked for them. Requests are numbered from 1 in each pool.
    event RedeemRequested(uint64 indexed product, uint64 indexed request, address indexed account, uint256 shares, uint256 locked);
    /// A request was paid at the price of now; `left` shares of it wait on (0: it is done).
    event RedeemFilled(uint64 indexed product, uint64 indexed request, address indexed account, uint256 assets, uint256 shares, uint256 unlocked, uint256 forfeited, uint256 left);
    /// Its requester took a request back: shares and PSS lock are her position's again.
    event RedeemCancelled(uint64 indexed product, uint64 indexed request, address indexed account, uint256 shares, uint256 locked);
    /// Requests up to `filled` are done: those after the last one paid were taken back.
    event RequestsPassed(uint64 indexed product, uint64 filled);
    /// The store's owner means to draw `amount` between the two times, for `termSecs`; then `repayBps` of the vendor's part of the store's lines repay it.
    event AdvanceAnnounced(uint64 indexed advance, uint64 indexed product, uint64 indexed store, address account, uint256 amount, uint64 termSecs, uint16 repayBps, uint64 drawableFrom, uint64 drawableUntil, bytes32 planHash, string planUri);
    /// The pool paid `amount` to the account, which put `deposit` down. From `maturesAt` on it is in default if anything is outstanding.
    event AdvanceDrawn(uint64 indexed advance, uint64 indexed product, uint64 indexed store, address account, uint256 amount, uint256 deposit, uint64 maturesAt);
    /// `payer`: who paid, the checkout for a sale. `toGroups` of `amount` is owed to the groups (no shares, or written off), the rest is the pool's.
    event AdvanceRepaid(uint64 indexed advance, uint64 indexed product, address indexed payer, uint256 amount, uint256 toGroups, uint256 outstanding);
    /// Logs what has held since the advance matured: `seized` of the deposit became the pool's, `outstanding` counts as 0 until it is recovered.
    event AdvanceDefaulted(uint64 indexed advance, uint64 indexed product, uint64 maturedAt, uint256 seized, uint256 outstanding);
    /// The pool takes deposits again; what is recovered goes to the groups from now on.
    event AdvanceWrittenOff(uint64 indexed advance, uint64 indexed product, uint256 outstanding);
    /// All was repaid: what is left of the deposit went back, and the store is free.
    event AdvanceClosed(uint64 indexed advance, uint64 indexed product, uint64 indexed store, address account, uint256 returned);
    /// What was owed to the three groups went to the splitter.
    event GroupsPaid(uint256 amount);
    /// The account could not be paid; it, or anyone for it, can claim later.
    event PaymentDeferred(address indexed account, uint256 amount);
    event CreditClaimed(address indexed account, uint256 amount);
    /// `lockRatio`: PSS units locked per whole PSC; `minAssets`: PSC units that a pool must be worth to take a stake share; `windowSecs`: how long profit streams;
    /// `utilisationBps`: most of a pool that an advance may take; `depositBps`: what the drawer puts down of it; `minRequest`: least worth of a queued redemption, PSC units.
    event ParametersSet(uint256 lockRatio, uint256 minAssets, uint64 windowSecs, uint16 utilisationBps, uint16 depositBps, uint256 minRequest);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
    /// An address that must name somebody is zero.
    error ZeroAddress();
    error AlreadyConnected();
    /// The other contracts are not named yet.
    error NotConnected();
    error NotCheckout(address account);
    /// Nothing is asked for.
    error ZeroAmount();
    /// The amount is worth no whole share.
    error ZeroShares();
    /// A number is beyond what the contract keeps of it.
    error ValueTooLarge(uint256 value, uint256 max);
    error ERC4626ExceededMaxWithdraw(address owner, uint256 assets, uint256 max);
    error ERC4626ExceededMaxRedeem(address owner, uint256 shares, uint256 max);
    /// A relayed deposit would give fewer shares than its signer agreed to.
    error TooFewShares(uint256 shares, uint256 min);
    /// A relayed deposit would lock more PSS than its signer agreed to.
    error LocksTooMuch(uint256 needed, uint256 max);
    /// The advance is in default and neither recovered nor written off: what comes back belongs to the shares there are.
    error DepositsBarred(uint64 advance);
    /// Others wait in the queue: nobody redeems around it.
    error QueueNotEmpty(uint64 waiting);
    /// The advance may be in default soon: until it is repaid or matures, redemptions wait in the queue.
    error RedemptionsHeld(uint64 advance, uint64 maturesAt);
    /// More than lies idle: the rest waits in the queue.
    error InsufficientLiquidity(uint256 assets, uint256 idle);
    /// Nothing keeps the account from redeeming at once.
    error NoNeedToQueue(uint256 assets);
    /// A queued redemption is worth at least `min`, or is the whole position.
    error RequestTooSmall(uint256 assets, uint256 min);
    error QueueFull(uint64 max);
    /// The request is somebody else's, or done, or there is none such.
    error NotRequester(uint64 request, address account);
    /// Nobody waits, or nothing lies idle for who does.
    error NothingToFill(uint64 product);
    error UnknownAdvance(uint64 advance);
    /// The advance is in another state: 1 announced, 2 drawn, 3 defaulted, 4 written off, 5 repaid, 6 closed.
    error WrongState(uint64 advance, uint8 state);
    /// Only the owner of the product's store announces; only who announced, and still owns the store, draws.
    error NotStoreOwner(uint64 store, address account);
    error TermOutOfBounds(uint64 secs, uint64 min, uint64 max);
    error RepayRateOutOfBounds(uint16 bps, uint16 min, uint16 max);
    /// It can be drawn between the two times.
    error NotDrawable(uint64 from, uint64 until);
    /// The store has an advance that is not repaid, or whose deposit was not reclaimed.
    error StoreInDebt(uint64 store, uint64 advance);
    /// More than the pool may advance now.
    error UtilisationExceeded(uint256 amount, uint256 max);
    /// Nothing is overdue.
    error NotOverdue(uint64 advance, uint64 maturesAt);
    error NothingOwed();
    error NothingToClaim(address account);
    /// `number`: of the parameter, from 1, in the order of `setParameters`.
    error ParameterOutOfBounds(uint8 number, uint256 value, uint256 min, uint256 max);
}
