// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Generated from the contract's sources by `cargo xtask abi`; do not edit.

/// @notice The quality network's register: platforms, experts, quality models in versions, and the products that are enrolled under them with what they claim to measure. The bonds of platforms and experts lie here.
interface IQuality {
    // Called once, through StylusDeployer:
    // constructor(address owner, address psc)

    /// Registers a platform of the caller's with the least bond, out of her allowance of PSC.
    /// @return platform
    function registerPlatform(address payout, string calldata uri) external returns (uint64 platform);
    /// Changes where a platform is paid, and its description; its owner only.
    function setPlatform(uint64 platform, address payout, string calldata uri) external;
    /// Offers a platform, with its bond, to a new owner, who has to accept it; zero takes the offer back. Its owner only.
    function transferPlatform(uint64 platform, address candidate) external;
    /// Takes over a platform that was offered to the caller.
    function acceptPlatform(uint64 platform) external;
    /// To whom a platform is offered; zero: to nobody.
    function platformCandidate(uint64 platform) external view returns (address);
    /// Adds to a platform's bond, out of the caller's allowance; anyone may.
    function topUpPlatform(uint64 platform, uint256 amount) external;
    /// Ends a platform: it earns nothing from now on, and its bond can be taken back 60 days later.
    /// @return leavesAt
    function givePlatformNotice(uint64 platform) external returns (uint64 leavesAt);
    /// Sends what is left of a platform's bond to its owner, who calls, after the notice.
    /// @return amount
    function takePlatformBond(uint64 platform) external returns (uint256 amount);
    /// A platform; all zero if there is none.
    /// @return owner
    /// @return payout
    /// @return bond
    /// @return leavesAt 0: no notice was given
    /// @return active whether it earns
    function platform(uint64 platform) external view returns (address owner, address payout, uint256 bond, uint64 leavesAt, bool active);
    /// Registers the caller as an expert with the least bond, out of her allowance of PSC.
    /// @return expert
    function registerExpert(string calldata uri) external returns (uint64 expert);
    /// Adds to an expert's bond, out of the caller's allowance; anyone may.
    function topUpExpert(uint64 expert, uint256 amount) external;
    /// Ends an expert's work: she earns nothing from now on, and her bond can be taken back 60 days later.
    /// @return leavesAt
    function giveExpertNotice(uint64 expert) external returns (uint64 leavesAt);
    /// Sends what is left of an expert's bond to her, who calls, after the notice.
    /// @return amount
    function takeExpertBond(uint64 expert) external returns (uint256 amount);
    /// An expert; all zero if there is none.
    /// @return account
    /// @return bond
    /// @return leavesAt 0: no notice was given
    /// @return active whether she may publish, and products be enrolled under her models
    function expert(uint64 expert) external view returns (address account, uint256 bond, uint64 leavesAt, bool active);
    /// The account's latest number as an expert; 0: it never was one.
    function expertNumber(address account) external view returns (uint64);
    /// Publishes a model of the caller's, an active expert: its text (hash and URI) and its 1 to 16 dimensions, one entry in
    /// each list. Weights in basis points add up to 10,000; values are within `lower` and `upper`; as far as `tolerances` from
    /// the claim, a measured value counts for nothing.
    /// @return model
    function publishModel(bytes32 hash, string calldata uri, uint16[] memory weights, uint64[] memory lower, uint64[] memory upper, uint64[] memory tolerances) external returns (uint64 model);
    /// Publishes another version of a model; what is enrolled stays under its own. Its expert only.
    /// @return version
    function reviseModel(uint64 model, bytes32 hash, string calldata uri, uint16[] memory weights, uint64[] memory lower, uint64[] memory upper, uint64[] memory tolerances) external returns (uint64 version);
    /// Closes a model to further products; its expert only.
    function withdrawModel(uint64 model) external;
    /// Asks the arbitration to strike a model; the caller then puts the dispute's bond down there.
    /// @return disputeId
    function disputeModel(uint64 model, string calldata evidence) external returns (uint256 disputeId);
    /// ERC-792: decides a dispute on a model; arbitration only. 0 refused, 1 strikes it and takes a fifth of its expert's bond
    /// for who disputed it, 2 leaves it.
    function rule(uint256 disputeId, uint256 ruling) external;
    /// A model; all zero if there is none.
    /// @return expert
    /// @return versions number of the latest
    /// @return state 1 open, 2 withdrawn, 3 struck
    /// @return disputed
    function model(uint64 model) external view returns (uint64 expert, uint64 versions, uint8 state, bool disputed);
    /// The dimensions of a version; empty if there is none such.
    /// @return weights
    /// @return lower
    /// @return upper
    /// @return tolerances
    function modelVersion(uint64 model, uint64 version) external view returns (uint16[] memory weights, uint64[] memory lower, uint64[] memory upper, uint64[] memory tolerances);
    /// Enrols a product under a model's version with its claimed values, one for each dimension: from now on its lines pay
    /// `feeBps` to expert, platform and reporters, and 60 to the community. The owner of its store only.
    function enrol(uint64 product, uint64 model, uint64 version, uint64[] memory claims, uint16 feeBps) external;
    /// Claims other values, for reports to come; the owner of the product's store only.
    function setClaims(uint64 product, uint64[] memory claims) external;
    /// Sets the experience fee, for orders to come; the owner of the product's store only.
    function setFee(uint64 product, uint16 feeBps) external;
    /// Takes a product out, for orders to come; the owner of its store only.
    function leave(uint64 product) external;
    /// A product's enrolment; all zero while there is none.
    /// @return model
    /// @return version
    /// @return feeBps
    /// @return expert the model's
    /// @return since
    function enrolment(uint64 product) external view returns (uint64 model, uint64 version, uint16 feeBps, uint64 expert, uint64 since);
    /// The public twin: what an enrolled product is said to measure, by dimension.
    function claims(uint64 product) external view returns (uint64[] memory);
    /// Who earns of lines now, in the order of `lines` (product, platform: two 64-bit numbers each).
    /// @return earners expert and platform likewise, 0: nobody; then 1 if the platform has members
    function earners(uint256[] memory lines) external view returns (uint256[] memory earners);
    /// What reports on a product are measured against: a word of model, version, expert and number of dimensions, then one per
    /// dimension of claim, tolerance and weight; empty if it is not enrolled, or its model struck.
    function twin(uint64 product) external view returns (uint256[] memory);
    /// Whether the account sells the product, is its expert, or owns the platform of its store.
    /// @return party
    /// @return set the product's co-creators, so that who asks for them too need not ask the catalog
    function isParty(uint64 product, address account) external view returns (bool party, uint64 set);
    /// Tells whether a platform has members, so that its lines may be theirs; memberships only.
    function setMembership(uint64 platform, bool on) external;
    /// Takes up to `amount` of a platform's bond for `to`; arbitration and statements only.
    /// @return taken
    function slashPlatform(uint64 platform, uint256 amount, address to) external returns (uint256 taken);
    /// PSC units that the account could not be paid.
    function credit(address account) external view returns (uint256);
    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    function claimFor(address account) external returns (uint256 amount);
    /// The owner: the DAO's timelock.
    function owner() external view returns (address);
    /// Hands the contract over; owner only.
    function transferOwnership(address newOwner) external;
    /// The token of bonds.
    function psc() external view returns (address);
    /// The other contracts; zero until they are named.
    /// @return catalog
    /// @return experience
    /// @return arbitration
    /// @return statements
    /// @return memberships
    function connections() external view returns (address catalog, address experience, address arbitration, address statements, address memberships);
    /// Names the other contracts, for good; owner only.
    function connect(address catalog, address experience, address arbitration, address statements, address memberships) external;
    /// @return platformBond PSC units
    /// @return expertBond PSC units
    /// @return minFeeBps
    /// @return maxFeeBps
    function parameters() external view returns (uint256 platformBond, uint256 expertBond, uint16 minFeeBps, uint16 maxFeeBps);
    /// Sets the least bonds, above 0, and the bounds of the experience fee, up to 3,000 bps; owner only. Fees that are set
    /// stay; who has too little of a bond is no longer active.
    function setParameters(uint256 platformBond, uint256 expertBond, uint16 minFeeBps, uint16 maxFeeBps) external;

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
}
