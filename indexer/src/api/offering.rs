//! GET /v1/offering, its contributions, and an account's part

use alloy::primitives::{Address, U256};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    Api, ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    sale::{Figures, vested},
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_account},
};
use crate::deployment::Contract;

/// How far the offering is, at the answer's block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OfferingStatus {
    /// Not started.
    Pending,
    /// Takes contributions, if it is funded.
    Open,
    /// Over, and to be finalized by anyone.
    Ended,
    Succeeded,
    Failed,
}

/// The offering of PSS for PSC. PSC in base units (6 decimals), PSS likewise (18), times in Unix seconds.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferingState {
    pub address: Account,
    #[schema(inline)]
    pub status: OfferingStatus,
    /// First second of the window, and first second after it.
    #[schema(example = 1790000000)]
    pub start: i64,
    #[schema(example = 1792592000)]
    pub end: i64,
    /// PSC: less than this fails it.
    pub soft_cap: Amount,
    /// PSC: what is beyond it goes back, in proportion.
    pub hard_cap: Amount,
    /// PSC of one account; absent if the allow-list says it.
    pub wallet_cap: Option<Amount>,
    /// Root of the tree of accounts and caps; absent if it is open to anyone.
    pub allow_list: Option<Hash>,
    /// PSS, for the hard cap.
    pub for_sale: Amount,
    /// Whether it holds what it sells, or did when the first contribution came.
    pub funded: bool,
    /// PSC paid in.
    pub contributed: Amount,
    /// Accounts that did.
    pub contributors: i64,
    /// Of the hard cap, in hundredths of a per cent; more than 10,000 is over-subscribed.
    pub progress_bps: Amount,
    pub soft_cap_reached: bool,
    /// PSC for the owner, and PSS allotted at most; until it is decided: if nothing more is paid in.
    pub proceeds: Amount,
    pub sold: Amount,
    /// PSC contributions of those who have had what is due for them.
    pub claimed: Amount,
    /// What the owner has had: proceeds, unsold PSS, dust.
    pub collected: Collected,
    pub vesting: VestingSchedule,
}

/// What went to the owner.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Collected {
    pub psc: Amount,
    pub pss: Amount,
}

/// When PSS that were bought can be sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct VestingSchedule {
    /// None before; then in proportion to the time since the end of the window.
    #[schema(example = 1795184000)]
    pub cliff: i64,
    /// All from then on.
    #[schema(example = 1808144000)]
    pub end: i64,
}

#[derive(FromRow)]
struct Terms {
    start_time: i64,
    end_time: i64,
    cliff_secs: i64,
    vesting_secs: i64,
    soft_cap: Amount,
    hard_cap: Amount,
    wallet_cap: Amount,
    allow_list: Hash,
    for_sale: Amount,
    /// Null: not decided.
    succeeded: Option<bool>,
    contributed: Amount,
}

impl Terms {
    async fn load(snapshot: &mut Snapshot) -> Result<Self, ApiError> {
        let terms = sqlx::query_as(
            "select o.*, e.succeeded,
                    coalesce((select c.total from contribution c where c.block <= $1
                              order by c.block desc, c.log_index desc limit 1), 0) as contributed
             from offering o left join offering_end e on e.block <= $1 where o.block <= $1",
        )
        .bind(snapshot.block())
        .fetch_optional(snapshot.conn())
        .await?;
        terms.ok_or_else(|| ApiError::not_found("no offering at this block"))
    }

    fn figures(&self) -> Figures {
        Figures {
            total: self.contributed.0,
            soft_cap: self.soft_cap.0,
            hard_cap: self.hard_cap.0,
            for_sale: self.for_sale.0,
        }
    }

    fn status(&self, time: i64) -> OfferingStatus {
        match self.succeeded {
            Some(true) => OfferingStatus::Succeeded,
            Some(false) => OfferingStatus::Failed,
            None if time < self.start_time => OfferingStatus::Pending,
            None if time < self.end_time => OfferingStatus::Open,
            None => OfferingStatus::Ended,
        }
    }
}

/// The offering of PSS
#[utoipa::path(get, path = "/v1/offering", tag = "offering", params(AsOf), responses((status = 200, body = One<OfferingState>)))]
pub async fn offering(
    State(api): State<Api>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let address = api.deployment.address(Contract::Offering);
    let terms = Terms::load(&mut snapshot).await?;
    let block = snapshot.block();
    let (contributors, claimed): (i64, Amount) = sqlx::query_as(
        "select (select count(distinct account) from contribution where block <= $1),
                (select coalesce(sum(contribution), 0) from offering_claim where block <= $1)",
    )
    .bind(block)
    .fetch_one(snapshot.conn())
    .await?;
    let collected: Collected = sqlx::query_as(
        "select coalesce(sum(psc), 0) as psc, coalesce(sum(pss), 0) as pss from offering_collection where block <= $1",
    )
    .bind(block)
    .fetch_one(snapshot.conn())
    .await?;
    let figures = terms.figures();
    let funded =
        !figures.total.is_zero() || pss_held(&mut snapshot, address).await? >= terms.for_sale.0;
    let bps = U256::from(10_000);
    let progress = figures
        .total
        .saturating_mul(bps)
        .checked_div(figures.hard_cap);
    let listed = !terms.allow_list.0.is_zero();
    let state = OfferingState {
        address: Account(address),
        status: terms.status(snapshot.meta.block_time),
        start: terms.start_time,
        end: terms.end_time,
        soft_cap: terms.soft_cap,
        hard_cap: terms.hard_cap,
        wallet_cap: (!listed).then_some(terms.wallet_cap),
        allow_list: listed.then_some(terms.allow_list),
        for_sale: terms.for_sale,
        funded,
        contributed: terms.contributed,
        contributors,
        progress_bps: Amount(progress.unwrap_or_default()),
        soft_cap_reached: figures.suffices(),
        proceeds: Amount(figures.proceeds()),
        sold: Amount(figures.due(figures.total).allotted),
        claimed,
        collected,
        vesting: VestingSchedule {
            cliff: terms.end_time.saturating_add(terms.cliff_secs),
            end: terms.end_time.saturating_add(terms.vesting_secs),
        },
    };
    Ok(snapshot.one(state))
}

/// Balances are of the latest block: what later blocks moved is taken back.
async fn pss_held(snapshot: &mut Snapshot, account: Address) -> Result<U256, ApiError> {
    let held: Amount = sqlx::query_scalar(
        "select coalesce((select amount from balance where token = 'pss' and account = $1), 0)
              - coalesce((select sum(case when recipient = $1 then amount else 0 end - case when sender = $1 then amount else 0 end)
                          from transfer where token = 'pss' and block > $2 and $1 in (sender, recipient)), 0)",
    )
    .bind(account.as_slice())
    .bind(snapshot.block())
    .fetch_one(snapshot.conn())
    .await?;
    Ok(held.0)
}

/// PSC paid in.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Contribution {
    pub account: Account,
    pub amount: Amount,
    /// The account's sum with this.
    pub contribution: Amount,
    /// Everybody's sum with this.
    pub total: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which contributions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContributionFilter {
    /// Of this account.
    account: Option<Account>,
}

/// Contributions to the offering
#[utoipa::path(get, path = "/v1/offering/contributions", tag = "offering", params(ContributionFilter, AsOf, Paging),
    responses((status = 200, body = Page<Contribution>)))]
pub async fn contributions(
    Params(filter): Params<ContributionFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new("select t.account, t.amount, t.contribution, t.total, ");
    sql.push(ORIGIN)
        .push(" from contribution t join block b on b.number = t.block where t.block <= ")
        .push_bind(snapshot.block());
    if let Some(Account(account)) = filter.account {
        sql.push(" and t.account = ").push_bind(account.to_vec());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |row: &Contribution| &row.origin)
        .await
}

/// An account's part in the offering. Until it is decided: if nothing more is paid in by anybody.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferingPart {
    pub address: Account,
    /// PSC paid in.
    pub contribution: Amount,
    /// PSC of it that buy PSS.
    pub accepted: Amount,
    /// PSC of it that go back.
    pub refund: Amount,
    /// Whether the account has had what is due: by offering.claim().
    pub claimed: bool,
    pub vesting: Vesting,
}

/// PSS that an account bought.
#[derive(Debug, Serialize, ToSchema)]
pub struct Vesting {
    /// All of them.
    pub total: Amount,
    /// Of these, those that may be sent at the answer's block.
    pub vested: Amount,
    /// Of these, those that were unlocked.
    pub released: Amount,
    /// What offering.release(account) unlocks; nothing before the claim.
    pub claimable: Amount,
}

/// An account's contribution, allotment and vesting
#[utoipa::path(get, path = "/v1/accounts/{address}/offering", tag = "offering",
    params(("address" = Account, Path, description = "The account"), AsOf),
    responses((status = 200, body = One<OfferingPart>)))]
pub async fn part(
    Path(address): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let account = parse_account(&address).map_err(ApiError::invalid)?;
    let terms = Terms::load(&mut snapshot).await?;
    let (contribution, claimed, released): (Amount, bool, Amount) = sqlx::query_as(
        "select coalesce((select contribution from contribution where account = $1 and block <= $2
                          order by block desc, log_index desc limit 1), 0),
                c.account is not null,
                coalesce((select released from offering_release where account = $1 and block <= $2
                          order by block desc, log_index desc limit 1), c.allotted - c.locked, 0)
         from (select $1::bytea as account) a
         left join offering_claim c on c.account = a.account and c.block <= $2",
    )
    .bind(account.0.as_slice())
    .bind(snapshot.block())
    .fetch_one(snapshot.conn())
    .await?;
    let due = terms.figures().due(contribution.0);
    let vested = vested(
        due.allotted,
        snapshot.meta.block_time,
        terms.end_time,
        terms.cliff_secs,
        terms.vesting_secs,
    );
    let claimable = match claimed {
        true => vested.saturating_sub(released.0),
        false => U256::ZERO,
    };
    let part = OfferingPart {
        address: account,
        contribution,
        accepted: Amount(contribution.0.saturating_sub(due.refund)),
        refund: Amount(due.refund),
        claimed,
        vesting: Vesting {
            total: Amount(due.allotted),
            vested: Amount(vested),
            released,
            claimable: Amount(claimable),
        },
    };
    Ok(snapshot.one(part))
}
