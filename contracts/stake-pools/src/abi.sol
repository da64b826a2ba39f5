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
