//! GET /v1/platforms and one platform

use std::collections::BTreeMap;

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder, Row as _, postgres::PgRow};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    network::{self, Earnings, Role},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin, parse_id},
};

/// A platform: brings stores their buyers, and earns a part of the experience fees.
#[derive(Debug, Serialize, ToSchema)]
pub struct Platform {
    #[schema(example = 1)]
    pub id: i64,
    /// Acts for the platform, and gets the bond back.
    pub owner: Account,
    /// Whom the owner offers it to; absent when nobody can accept it.
    pub candidate: Option<Account>,
    /// Is paid.
    pub payout: Account,
    pub uri: String,
    #[serde(flatten)]
    pub standing: Standing,
    #[serde(flatten)]
    pub earnings: Earnings,
    /// Number of stores that name it.
    pub stores: i64,
    /// What a year of membership costs; absent if there never was any.
    pub membership: Option<MembershipTerms>,
    /// The keys that sign its receipts, or did, the first one first; the last 100 of them.
    pub signers: Vec<Signer>,
    /// Number of such keys in all.
    pub signer_count: i64,
    /// Its sales up to here are in closed statements; absent if it never began to report.
    #[schema(example = 1790000000)]
    pub reported_until: Option<i64>,
    #[serde(flatten)]
    pub origin: Origin,
}

/// What a year of membership of a platform costs, base units of PSC. Without a fee for vendors nobody can join.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, FromRow)]
pub struct MembershipTerms {
    pub vendor_fee: Amount,
    /// 0: experts need not be members.
    pub expert_fee: Amount,
    /// Of an account; 0: there is no such membership.
    pub member_fee: Amount,
    /// There may be members: fees of theirs are given back.
    pub members: bool,
}

/// Keys of one platform in an answer.
const MOST_SIGNERS: i64 = 100;

#[derive(FromRow)]
struct CountedSigner {
    count: i64,
    #[sqlx(flatten)]
    signer: Signer,
}

/// A key that signs receipts for a platform, of times in one window. In Unix seconds.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, FromRow)]
pub struct Signer {
    pub signer: Account,
    #[schema(example = 1780000000)]
    pub since: i64,
    /// First second after it; absent if it was not revoked.
    pub until: Option<i64>,
}

/// A bond, and whether who put it down takes part.
#[derive(Clone, Debug, Serialize, ToSchema, FromRow)]
pub struct Standing {
    /// What is left of it, base units of PSC.
    pub bond: Amount,
    /// Taken of it over all time, by rulings.
    pub slashed: Amount,
    /// From when on the bond can be taken back; absent while no notice was given.
    #[schema(example = 1790000000)]
    pub leaves_at: Option<i64>,
    /// Takes part, and earns: gave no notice, and the bond is what it must be.
    pub active: bool,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    owner: Account,
    candidate: Option<Account>,
    payout: Account,
    uri: String,
    reported_until: Option<i64>,
    #[sqlx(flatten)]
    standing: Standing,
    stores: i64,
    #[sqlx(flatten)]
    origin: Origin,
}

struct OfPlatform<T> {
    platform: i64,
    what: T,
}

impl<'r, T: FromRow<'r, PgRow>> FromRow<'r, PgRow> for OfPlatform<T> {
    fn from_row(row: &'r PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            platform: row.try_get("platform")?,
            what: T::from_row(row)?,
        })
    }
}

/// Which platforms.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlatformFilter {
    /// Owned by this account now.
    owner: Option<Account>,
    /// That take part now; or not.
    active: Option<bool>,
}

/// Appends the joins that tell the standing of a member `t` as of `at.block`.
pub fn push_standing(sql: &mut QueryBuilder<Postgres>, role: Role) {
    let (kind, least) = match role {
        Role::Expert => ("'expert'", "expert_bond"),
        Role::Platform => ("'platform'", "platform_bond"),
    };
    sql.push(" left join lateral (select m.leaves_at from member_notice m where m.number = t.id and m.block <= at.block and m.kind = ")
        .push(kind)
        .push(
            " order by m.block desc, m.log_index desc limit 1) n on true
             cross join lateral (select coalesce((select m.bond from member_bond m where m.number = t.id and m.block <= at.block
                 and m.kind = ",
        )
        .push(kind)
        .push(
            " order by m.block desc, m.log_index desc limit 1), 0) as bond) d
             cross join lateral (select coalesce(sum(m.amount), 0) as slashed from member_slash m
                 where m.number = t.id and m.block <= at.block and m.kind = ",
        )
        .push(kind)
        .push(") s cross join lateral (select n.leaves_at is null and d.bond > 0 and d.bond >= coalesce((select q.")
        .push(least)
        .push(
            " from quality_parameters q where q.block <= at.block
                 order by q.block desc, q.log_index desc limit 1), 0) as active) a",
        );
}

fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, o.owner, c.candidate, u.reported_until, f.payout, f.uri, d.bond, s.slashed, n.leaves_at, a.active,
                (select count(*) from store st where st.block <= at.block and t.id = (
                     select p.platform from store_profile p where p.store = st.id and p.block <= at.block
                     order by p.block desc, p.log_index desc limit 1)
                 and st.id in (select p.store from store_profile p where p.platform = t.id)) as stores, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join platform t join block b on b.number = t.block
             cross join lateral (select o.owner, o.block, o.log_index from platform_owner o where o.platform = t.id and o.block <= at.block
                                 order by o.block desc, o.log_index desc limit 1) o
             left join lateral (select c.candidate from platform_offer c where c.platform = t.id and c.block <= at.block
                                    and (c.block, c.log_index) > (o.block, o.log_index)
                                order by c.block desc, c.log_index desc limit 1) c on true
             cross join lateral (select greatest(
                 (select g.from_time from reporting_begin g where g.platform = t.id and g.block <= at.block),
                 (select max(e.until_time) from statement e join statement_close k on k.statement = e.id and k.block <= at.block
                  where e.platform = t.id)) as reported_until) u
             cross join lateral (select payout, uri from platform_profile f where f.platform = t.id and f.block <= at.block
                                 order by f.block desc, f.log_index desc limit 1) f",
        );
    push_standing(&mut sql, Role::Platform);
    sql.push(" where t.block <= at.block");
    sql
}

async fn complete(snapshot: &mut Snapshot, rows: Vec<Row>) -> Result<Vec<Platform>, ApiError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let earnings = network::earnings(snapshot, Role::Platform, &ids).await?;
    let mut terms = terms(snapshot, &ids).await?;
    let mut signers = signers(snapshot, &ids).await?;
    let platforms = rows.into_iter().map(|row| Platform {
        id: row.id,
        owner: row.owner,
        candidate: row.candidate,
        payout: row.payout,
        uri: row.uri,
        standing: row.standing,
        earnings: earnings.get(&row.id).copied().unwrap_or_default(),
        stores: row.stores,
        membership: terms.remove(&row.id),
        signer_count: signers.get(&row.id).map_or(0, |(count, _)| *count),
        signers: signers.remove(&row.id).unwrap_or_default().1,
        reported_until: row.reported_until,
        origin: row.origin,
    });
    Ok(platforms.collect())
}

/// What membership costs, by platform.
async fn terms(
    snapshot: &mut Snapshot,
    platforms: &[i64],
) -> Result<BTreeMap<i64, MembershipTerms>, ApiError> {
    let rows: Vec<OfPlatform<MembershipTerms>> = sqlx::query_as(
        "select distinct on (t.platform) t.platform, t.vendor_fee, t.expert_fee, t.member_fee,
                coalesce((select m.members from platform_membership m where m.platform = t.platform and m.block <= $2
                          order by m.block desc, m.log_index desc limit 1), false) as members
         from membership_terms t where t.platform = any ($1) and t.block <= $2
         order by t.platform, t.block desc, t.log_index desc",
    )
    .bind(platforms)
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    Ok(rows.into_iter().map(|of| (of.platform, of.what)).collect())
}

/// Who signs receipts, by platform: how many keys, and the last of them.
async fn signers(
    snapshot: &mut Snapshot,
    platforms: &[i64],
) -> Result<BTreeMap<i64, (i64, Vec<Signer>)>, ApiError> {
    let rows: Vec<OfPlatform<CountedSigner>> = sqlx::query_as(
        "select s.platform, s.count, s.signer, s.at_time as since,
                (select r.at_time from receipt_signer r where r.platform = s.platform and r.signer = s.signer and not r.allowed
                     and r.block <= $2 order by r.block desc, r.log_index desc limit 1) as until
         from (select s.*, count(*) over (partition by s.platform) as count,
                      row_number() over (partition by s.platform order by s.block desc, s.log_index desc) as place
               from receipt_signer s where s.platform = any ($1) and s.allowed and s.block <= $2) s
         where s.place <= $3 order by s.platform, s.block, s.log_index",
    )
    .bind(platforms)
    .bind(snapshot.block())
    .bind(MOST_SIGNERS)
    .fetch_all(snapshot.conn())
    .await?;
    let mut signers = BTreeMap::<i64, (i64, Vec<Signer>)>::new();
    for of in rows {
        let (count, some) = signers.entry(of.platform).or_default();
        *count = of.what.count;
        some.push(of.what.signer);
    }
    Ok(signers)
}

/// Platforms
#[utoipa::path(get, path = "/v1/platforms", tag = "quality", params(PlatformFilter, AsOf, Paging),
    responses((status = 200, body = Page<Platform>)))]
pub async fn platforms(
    Params(filter): Params<PlatformFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(Account(owner)) = filter.owner {
        sql.push(" and t.id in (select platform from platform_owner where owner = ")
            .push_bind(owner.to_vec())
            .push(") and o.owner = ")
            .push_bind(owner.to_vec());
    }
    if let Some(active) = filter.active {
        sql.push(" and a.active = ").push_bind(active);
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let items = complete(&mut snapshot, rows).await?;
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One platform
#[utoipa::path(get, path = "/v1/platforms/{id}", tag = "quality",
    params(("id" = i64, Path, description = "Number of the platform"), AsOf),
    responses((status = 200, body = One<Platform>)))]
pub async fn platform(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let mut sql = select(snapshot.block());
    sql.push(" and t.id = ").push_bind(id);
    let rows = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let platform = complete(&mut snapshot, rows).await?.pop();
    let platform = platform.ok_or_else(|| ApiError::not_found(format!("no platform {id}")))?;
    Ok(snapshot.one(platform))
}
