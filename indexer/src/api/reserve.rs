//! GET /v1/reserve

use alloy::primitives::U256;
use axum::{extract::State, response::Response};
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder, Row};
use utoipa::ToSchema;

use super::{
    Api, ApiError,
    attestations::{self, Attestation},
    page::{Nothing, ORIGIN, Params},
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount},
};
use crate::deployment::Contract;

/// What backs PSC, added up from the reserve's own events.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reserve {
    pub address: Account,
    /// Issued against the on-chain reserve less redeemed there, PSC base units.
    pub onchain_supply: Amount,
    /// Minted against attestations less settled off-chain.
    pub attested_supply: Amount,
    /// Settled off-chain in all.
    pub total_settled: Amount,
    /// Escrowed for off-chain redemptions that are open.
    pub escrowed: Amount,
    /// Backing in basis points of the supply, by the latest report; absent before the first.
    pub ratio_bps: Option<Amount>,
    /// Id of the latest report.
    pub latest_report: Option<i64>,
    /// PSC transfers are paused.
    pub paused: bool,
    /// The attestation in force; absent before the first.
    pub attestation: Option<AttestationInForce>,
    /// Who may attest, and how many must; absent before they are set.
    pub attestors: Option<Attestors>,
    /// Who may mint against attestations.
    pub issuers: Vec<Issuer>,
    pub parameters: Vec<Parameter>,
}

/// The latest attestation as of the answer's block.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttestationInForce {
    #[serde(flatten)]
    pub attestation: Attestation,
    /// Its amount less what was settled since.
    pub in_force: Amount,
    /// Neither expired nor, at the block's time, older than the maximum age.
    pub fresh: bool,
}

/// Who may attest.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Attestors {
    pub accounts: Vec<Account>,
    pub threshold: i32,
}

/// Who may mint against attestations.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Issuer {
    pub account: Account,
    /// What it was last allowed.
    pub allowance: Amount,
    /// What it minted since.
    pub minted_since: Amount,
}

/// A parameter of the reserve.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Parameter {
    #[schema(example = "attested_cap_bps")]
    pub name: String,
    pub value: Amount,
}

/// What backs PSC
#[utoipa::path(get, path = "/v1/reserve", tag = "reserve", params(AsOf), responses((status = 200, body = One<Reserve>)))]
pub async fn reserve(
    State(api): State<Api>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let block = snapshot.block();
    let sums = sqlx::query(
        "with open as (
             select coalesce(sum(r.amount), 0) as amount from redemption r
             where r.kind = 'offchain' and r.block <= $1
               and not exists (select from redemption_end e where e.id = r.id and e.block <= $1)),
         settled as (
             select coalesce(sum(amount), 0) as amount from redemption_end where settled and block <= $1)
         select (select coalesce(sum(amount) filter (where kind = 'onchain'), 0) from issuance where block <= $1)
                    - (select coalesce(sum(amount) filter (where kind = 'onchain'), 0) from redemption where block <= $1),
                (select coalesce(sum(amount) filter (where kind = 'attested'), 0) from issuance where block <= $1)
                    - (select amount from settled),
                (select amount from settled), (select amount from open),
                coalesce((select paused from pause_change where block <= $1 order by block desc, log_index desc limit 1), false)",
    )
    .bind(block)
    .fetch_one(snapshot.conn())
    .await?;
    let total_settled: Amount = sums.try_get(2)?;
    let latest = sqlx::query(
        "select id, ratio_bps from reserve_report where block <= $1 order by block desc, log_index desc limit 1",
    )
    .bind(block)
    .fetch_optional(snapshot.conn())
    .await?;
    let attestors = sqlx::query_as(
        "select accounts, threshold from attestor_set where block <= $1 order by block desc, log_index desc limit 1",
    )
    .bind(block)
    .fetch_optional(snapshot.conn())
    .await?;
    let parameters: Vec<Parameter> = sqlx::query_as(
        "select distinct on (name) name, value from parameter_change where contract = 'reserve' and block <= $1
         order by name, block desc, log_index desc",
    )
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let issuers = sqlx::query_as(
        "select i.issuer as account, i.allowance,
                coalesce((select sum(m.amount) from issuance m where m.kind = 'attested' and m.payer = i.issuer
                          and m.block <= $1 and (m.block, m.log_index) > (i.block, i.log_index)), 0) as minted_since
         from (select distinct on (issuer) * from issuer_change where block <= $1
               order by issuer, block desc, log_index desc) i
         where i.allowed order by i.issuer",
    )
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let mut sql = QueryBuilder::new("select ");
    sql.push(attestations::COLUMNS).push(ORIGIN);
    sql.push(" from attestation t join block b on b.number = t.block where t.block <= ")
        .push_bind(block);
    sql.push(" order by t.block desc, t.log_index desc limit 1");
    let attestation: Option<Attestation> =
        sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let max_age = parameters
        .iter()
        .find(|p| p.name == "max_attestation_age_secs")
        .map(|p| p.value.0);
    let now = snapshot.meta.block_time as u64;
    let item = Reserve {
        address: Account(api.deployment.address(Contract::Reserve)),
        onchain_supply: sums.try_get(0)?,
        attested_supply: sums.try_get(1)?,
        total_settled,
        escrowed: sums.try_get(3)?,
        ratio_bps: latest
            .as_ref()
            .map(|row| row.try_get("ratio_bps"))
            .transpose()?,
        latest_report: latest.as_ref().map(|row| row.try_get("id")).transpose()?,
        paused: sums.try_get(4)?,
        attestation: attestation
            .map(|attestation| in_force(attestation, total_settled.0, max_age, now)),
        attestors,
        issuers,
        parameters,
    };
    Ok(snapshot.one(item))
}

fn in_force(
    attestation: Attestation,
    settled: U256,
    max_age: Option<U256>,
    now: u64,
) -> AttestationInForce {
    let since = settled.saturating_sub(attestation.settled.0);
    let age = now.saturating_sub(attestation.as_of.0);
    AttestationInForce {
        in_force: Amount(attestation.amount.0.saturating_sub(since)),
        fresh: now <= attestation.valid_until.0 && max_age.is_none_or(|max| U256::from(age) <= max),
        attestation,
    }
}
