//! What people do, as data: generated once, replayed as often as shrinking needs it.

/// An account of [`super::scene::Cast`], by its place there.
pub type Who = usize;

/// Number of the action that made a thing. A name that stays when other actions are left out: what was to happen to a
/// thing that is not made any more is left out with it.
pub type Tag = u32;

/// What rewards are paid in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Psc,
    Pss,
}

impl Token {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Psc, Self::Pss];

    /// Its place in lists of one value per token.
    pub fn place(self) -> usize {
        self as usize
    }
}

/// What a vendor sells on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub profit_bps: u16,
    pub cashback_bps: u16,
    pub stake_bps: u16,
    pub hold_secs: u64,
    pub cause: u64,
}

/// A line of a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub product: Tag,
    /// The selling store; `None`: the vendor's own.
    pub via: Option<Tag>,
    pub quantity: u64,
    /// Through the share of this order's line.
    pub share: Option<(Tag, u8)>,
    pub cause: u64,
    /// Made for a version that is not the present one.
    pub stale: bool,
}

/// One action. `who` sends it; whether it will be refused is the model's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[rustfmt::skip]
pub enum Action {
    OpenStore { who: Who, payout: Who },
    SetPayout { who: Who, store: Tag, payout: Who },
    TransferStore { who: Who, store: Tag, to: Who },
    AcceptStore { who: Who, store: Tag },
    AddProduct { who: Who, store: Tag, price: u64, stock: u64, terms: Terms },
    SetPrice { who: Who, product: Tag, price: u64 },
    SetTerms { who: Who, product: Tag, terms: Terms },
    SetCoCreators { who: Who, product: Tag, parts: Vec<(Who, u16)> },
    Restock { who: Who, product: Tag, units: u64 },
    Unstock { who: Who, product: Tag, units: u64 },
    SetActive { who: Who, product: Tag, on: bool },
    SetOpen { who: Who, product: Tag, on: bool },
    List { who: Who, store: Tag, product: Tag },
    Unlist { who: Who, store: Tag, product: Tag },
    Post { who: Who, product: Tag, token: Token, reward: u64, units: u64 },
    TopUp { who: Who, product: Tag, units: u64 },
    Revoke { who: Who, product: Tag, close: bool },
    /// `short`: one unit more than the buyer allows; `late`: after the deadline.
    Order { who: Who, lines: Vec<Wanted>, share: bool, short: bool, late: bool },
    Confirm { who: Who, order: Tag, lines: Vec<u8> },
    Release { who: Who, lines: Vec<(Tag, u8)> },
    Refund { who: Who, order: Tag, line: u8, units: u64 },
    Fulfil { who: Who, order: Tag, line: u8, kind: u8, units: u64 },
    OfferRefund { who: Who, order: Tag, line: u8, units: u64 },
    AcceptRefund { who: Who, order: Tag, line: u8 },
    WithdrawRefund { who: Who, order: Tag, line: u8 },
    Dispute { who: Who, order: Tag, line: u8 },
    Rule { who: Who, order: Tag, line: u8, ruling: u8 },
    Expire { who: Who, order: Tag, line: u8 },
    Block { account: Who, on: bool },
    ClaimCredit { who: Who, account: Who },
    ClaimReward { who: Who, token: Token, account: Who },
    ClaimProfit { who: Who, account: Who },
    ClaimSet { who: Who, set: Tag, account: Who },
    ClaimCause { who: Who, cause: u64 },
    AcceptCoCreation { who: Who, set: Tag },
    SetCause { who: Who, cause: u64, approved: bool, weight: u16 },
    SetShareCap { who: Who, bps: u16 },
    SetArbitrator { who: Who, arbitrator: Option<Who> },
    /// Amounts are PSC units; `shares` of a pool.
    Stake { who: Who, product: Tag, assets: u64 },
    Mint { who: Who, product: Tag, shares: u128 },
    Redeem { who: Who, product: Tag, shares: u128 },
    Withdraw { who: Who, product: Tag, assets: u64 },
    RequestRedeem { who: Who, product: Tag, shares: u128 },
    CancelRequest { who: Who, product: Tag, request: u64 },
    Fill { who: Who, product: Tag, max: u64 },
    Announce { who: Who, product: Tag, amount: u64, term: u64, repay_bps: u16 },
    Draw { who: Who, advance: Tag },
    Repay { who: Who, advance: Tag, amount: u64 },
    MarkDefault { who: Who, advance: Tag },
    WriteOff { who: Who, advance: Tag },
    Reclaim { who: Who, advance: Tag },
    Flush { who: Who },
    ClaimStake { who: Who, account: Who },
    /// Nothing happens for so long.
    Pass { secs: u64 },
}
