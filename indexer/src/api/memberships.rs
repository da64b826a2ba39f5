//! GET /v1/memberships

use alloy::primitives::{Address, U256};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Origin, parse_account, parse_amount},
};
use crate::store;

/// Who is a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum MemberKind {
    /// Of a store: all its products.
    Vendor,
    Expert,
    Account,
}

impl MemberKind {
    fn name(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Expert => "expert",
            Self::Account => "account",
        }
    }
}

/// A member of a platform, now or in the past. Times are Unix seconds, amounts base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct Membership {
    pub platform: i64,
    #[schema(inline)]
    pub kind: MemberKind,
    /// Number of the vendor's store or of the expert, or the account.
    #[schema(example = "1")]
    pub key: String,
    /// First second of the last year that was paid.
    #[schema(example = 1780000000)]
    pub from: i64,
    /// First second after it.
    #[schema(example = 1811536000)]
    pub until: i64,
    /// Is a member at the time of the answer's block.
    pub member: bool,
    /// Number of years that were paid,
    pub years: i64,
    /// and what was paid for all of them.
    pub paid: Amount,
    /// Who paid for the last one.
    pub payer: Account,
    /// Of the first one.
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct Row {
    platform: i64,
    kind: MemberKind,
    key: Amount,
    from_time: i64,
    until_time: i64,
    member: bool,
    years: i64,
    paid: Amount,
    payer: Account,
    #[sqlx(flatten)]
    origin: Origin,
}

impl From<Row> for Membership {
    fn from(row: Row) -> Self {
        let key = row.key.0;
        Self {
            platform: row.platform,
            kind: row.kind,
            key: match row.kind {
                MemberKind::Account => Address::from_word(key.into()).to_checksum(None),
                MemberKind::Vendor | MemberKind::Expert => key.to_string(),
            },
            from: row.from_time,
            until: row.until_time,
            member: row.member,
            years: row.years,
            paid: row.paid,
            payer: row.payer,
            origin: row.origin,
        }
    }
}

/// Which memberships.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MembershipFilter {
    /// Of this platform.
    #[param(minimum = 1)]
    platform: Option<i64>,
    #[param(inline)]
    kind: Option<MemberKind>,
    /// Of the store or expert of this number, or of this account.
    key: Option<String>,
}

/// Members of platforms, and until when
#[utoipa::path(get, path = "/v1/memberships", tag = "memberships", params(MembershipFilter, AsOf, Paging),
    responses((status = 200, body = Page<Membership>)))]
pub async fn memberships(
    Params(filter): Params<MembershipFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let key = filter.key.as_deref().map(key).transpose();
    let key = key.map_err(ApiError::invalid)?;
    let mut sql = QueryBuilder::new(
        "select t.platform, t.kind, t.key, l.from_time, l.until_time, l.until_time > at.time as member, y.years, y.paid, l.payer, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push("::bigint as block, ")
        .push_bind(snapshot.meta.block_time)
        .push(
            "::bigint as time) at cross join membership_year t join block b on b.number = t.block
             cross join lateral (select l.from_time, l.until_time, l.payer from membership_year l
                                 where l.platform = t.platform and l.kind = t.kind and l.key = t.key and l.block <= at.block
                                 order by l.block desc, l.log_index desc limit 1) l
             cross join lateral (select count(*) as years, sum(y.fee) as paid from membership_year y
                                 where y.platform = t.platform and y.kind = t.kind and y.key = t.key and y.block <= at.block) y
             where t.block <= at.block
               and not exists (select from membership_year e where e.platform = t.platform and e.kind = t.kind and e.key = t.key
                               and (e.block, e.log_index) < (t.block, t.log_index))",
        );
    if let Some(platform) = filter.platform {
        sql.push(" and t.platform = ").push_bind(platform);
    }
    if let Some(kind) = filter.kind {
        sql.push(" and t.kind = ").push_bind(kind.name());
    }
    if let Some(key) = key {
        sql.push(" and t.key = ").push_bind(store::Amount(key));
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let items: Vec<_> = rows.into_iter().map(Membership::from).collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// A number, or an account as one.
fn key(text: &str) -> Result<U256, String> {
    if text.starts_with("0x") {
        let Account(account) = parse_account(text)?;
        return Ok(U256::from_be_bytes(account.into_word().0));
    }
    parse_amount(text).map(|Amount(number)| number)
}
