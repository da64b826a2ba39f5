/// The other contracts were named, for good.
event Connected(address indexed catalog, address experience, address arbitration, address statements, address memberships);
/// PSC units that a platform and an expert put down; bounds of a product's experience fee.
event ParametersSet(uint256 platformBond, uint256 expertBond, uint16 minFeeBps, uint16 maxFeeBps);
event PlatformRegistered(uint64 indexed platform, address indexed owner);
event PlatformSet(uint64 indexed platform, address payout, string uri);
/// Its owner offers the platform to the candidate, who may accept it; zero: to nobody any more.
event PlatformOffered(uint64 indexed platform, address indexed candidate);
event PlatformTransferred(uint64 indexed platform, address indexed owner);
/// Whether the platform has members: vendors among them may be given experience fees back.
event MembershipSet(uint64 indexed platform, bool on);
event ExpertRegistered(uint64 indexed expert, address indexed account, string uri);
/// `kind` 0: a platform's bond, 1: an expert's, of which `bond` is there now.
event BondChanged(uint8 indexed kind, uint64 indexed number, uint256 bond);
/// From `leavesAt` on the bond can be taken back; nothing is earned from now on.
event NoticeGiven(uint8 indexed kind, uint64 indexed number, uint64 leavesAt);
event Slashed(uint8 indexed kind, uint64 indexed number, uint256 amount, address to);
/// A model's first version (1), or another one. Lists have one entry per dimension.
event ModelPublished(uint64 indexed model, uint64 indexed version, uint64 indexed expert, bytes32 hash, string uri, uint16[] weights, uint64[] lower, uint64[] upper, uint64[] tolerances);
/// No product can be enrolled under it any more.
event ModelWithdrawn(uint64 indexed model);
/// Arbitration found against it: nothing is earned under it any more.
event ModelStruck(uint64 indexed model);
event ModelDisputed(uint64 indexed model, uint256 indexed disputeId, address indexed account, string evidence);
/// ERC-792.
event Ruling(address indexed arbitrator, uint256 indexed disputeId, uint256 ruling);
/// From now on the product pays experience and community fees.
event Enrolled(uint64 indexed product, uint64 indexed model, uint64 version, uint16 feeBps);
/// The public twin: what the product is said to measure, one value per dimension of its model.
event ClaimsSet(uint64 indexed product, uint64[] claims);
event FeeSet(uint64 indexed product, uint16 feeBps);
event Left(uint64 indexed product);
/// The account could not be paid; it, or anyone for it, can claim later.
event PaymentDeferred(address indexed account, uint256 amount);
event CreditClaimed(address indexed account, uint256 amount);
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

error OwnableUnauthorizedAccount(address account);
error OwnableInvalidOwner(address owner);
/// An address that must name somebody is zero.
error ZeroAddress();
error AlreadyConnected();
/// The other contracts are not named yet.
error NotConnected();
/// Only a contract of the protocol may ask this.
error NotAllowed(address account);
error ZeroAmount();
error NothingToClaim(address account);
/// A number is beyond what the contract keeps of it.
error ValueTooLarge(uint256 value, uint256 max);
error ParameterOutOfBounds(uint256 value, uint256 min, uint256 max);
error UnknownPlatform(uint64 platform);
error NotPlatformOwner(uint64 platform, address account);
/// The platform is not offered to the account.
error NotCandidate(uint64 platform, address account);
/// The account is no expert: it registers with a bond.
error NotExpert(address account);
error AlreadyExpert(address account, uint64 expert);
/// Notice was given: register anew.
error Leaving(uint8 kind, uint64 number, uint64 leavesAt);
/// No notice was given, or its time is not over, or the bond is gone.
error NothingToTakeBack(uint8 kind, uint64 number);
/// Less than the minimum is left of the bond: top it up.
error BondTooLow(uint8 kind, uint64 number, uint256 bond, uint256 min);
error UnknownModel(uint64 model, uint64 version);
error NotModelOwner(uint64 model, address account);
/// The model was withdrawn by its expert, or struck.
error ModelClosed(uint64 model);
/// Lists of one call have one entry per dimension, 1 to 16.
error LengthMismatch(uint256 left, uint256 right);
error WrongDimensions(uint256 count, uint256 max);
/// Weights are above 0 and add up to 10,000.
error WrongWeights(uint256 sum);
/// A dimension's bounds are crossed, or its tolerance is 0.
error WrongDimension(uint256 index);
/// A claimed value is outside of its dimension's bounds.
error ClaimOutOfBounds(uint256 index, uint64 value, uint64 lower, uint64 upper);
error NotStoreOwner(uint64 store, address account);
error AlreadyEnrolled(uint64 product, uint64 model);
error NotEnrolled(uint64 product);
error FeeOutOfBounds(uint16 bps, uint16 min, uint16 max);
/// Not an open dispute of this arbitrator.
error NotArbitrator(address account, uint256 disputeId);
error UnknownRuling(uint256 ruling);
/// A dispute on the model is open.
error DisputeOpen(uint64 model);
