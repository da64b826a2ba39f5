//! GET /v1/governor

use alloy::primitives::Address;
use axum::{extract::State, response::Response};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{
    Api, ApiError,
    page::{Nothing, ORIGIN, Params},
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin},
};
use crate::deployment::Contract;

/// How the DAO decides.
#[derive(Debug, Serialize, ToSchema)]
pub struct GovernorState {
    pub address: Account,
    /// PSS, whose votes count.
    pub token: Account,
    /// Executes proposals; absent before it is named.
    pub timelock: Option<Account>,
    /// Number of proposals ever made.
    pub proposals: i64,
    /// Votes that a proposal needs whose snapshot is a second before the answer's block, in PSS base units.
    pub quorum: Amount,
    /// In force: delays and periods in seconds, the threshold in PSS base units, the quorum in per cent.
    pub settings: Vec<Setting>,
    /// All changes of settings, newest first.
    pub history: Vec<SettingChange>,
    /// Timelocks named, newest first.
    pub timelocks: Vec<Appointment>,
    /// Accounts without votes.
    pub excluded: Vec<Exclusion>,
}

/// A parameter in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct Setting {
    #[schema(example = "quorum_percent")]
    pub name: String,
    pub value: Amount,
    /// Block of its last change.
    pub since_block: i64,
}

/// A change of a parameter.
#[derive(Clone, Debug, Serialize, ToSchema, FromRow)]
pub struct SettingChange {
    #[schema(example = "quorum_percent")]
    pub name: String,
    /// Absent when it was the first.
    pub previous: Option<Amount>,
    pub value: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// An account that got an office which one account holds at a time; the zero address: nobody.
#[derive(Clone, Debug, Serialize, ToSchema, FromRow)]
pub struct Appointment {
    pub account: Account,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// An account whose votes do not count, and which the quorum leaves out.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Exclusion {
    pub account: Account,
    /// Unix seconds.
    #[schema(example = 1790000000)]
    pub since: i64,
}

/// How the DAO decides, and how that changed
#[utoipa::path(get, path = "/v1/governor", tag = "governance", params(AsOf),
    responses((status = 200, body = One<GovernorState>)))]
pub async fn governor(
    State(api): State<Api>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let block = snapshot.block();
    let history = settings(&mut snapshot, "governor").await?;
    let timelocks = appointments(&mut snapshot, "governor", "timelock").await?;
    let excluded = sqlx::query_as(
        "select account, since from vote_exclusion where block <= $1 order by block, log_index",
    )
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let (proposals, quorum) = sqlx::query_as(
        "select (select count(*) from proposal where block <= $1), quorum_as_of($2 - 1, $1)",
    )
    .bind(block)
    .bind(snapshot.meta.block_time)
    .fetch_one(snapshot.conn())
    .await?;
    let address = |contract| Account(api.deployment.address(contract));
    Ok(snapshot.one(GovernorState {
        address: address(Contract::Governor),
        token: address(Contract::Pss),
        timelock: holder(&timelocks),
        proposals,
        quorum,
        settings: in_force(&history),
        history,
        timelocks,
        excluded,
    }))
}

/// All changes of a contract's parameters, newest first.
pub async fn settings(
    snapshot: &mut Snapshot,
    contract: &str,
) -> Result<Vec<SettingChange>, ApiError> {
    let query = format!(
        "select t.name, lag(t.value) over (partition by t.name order by t.block, t.log_index) as previous, t.value, {ORIGIN}
         from parameter_change t join block b on b.number = t.block where t.contract = $1 and t.block <= $2
         order by t.block desc, t.log_index desc"
    );
    // Made of constants of this program.
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(query))
        .bind(contract)
        .bind(snapshot.block())
        .fetch_all(snapshot.conn())
        .await?)
}

/// The latest of each parameter's changes, by name.
fn in_force(history: &[SettingChange]) -> Vec<Setting> {
    let mut settings = Vec::<Setting>::new();
    for change in history {
        if settings.iter().all(|setting| setting.name != change.name) {
            settings.push(Setting {
                name: change.name.clone(),
                value: change.value,
                since_block: change.origin.block,
            });
        }
    }
    settings.sort_by(|a, b| a.name.cmp(&b.name));
    settings
}

/// Who was named for an office, newest first.
pub async fn appointments(
    snapshot: &mut Snapshot,
    contract: &str,
    role: &str,
) -> Result<Vec<Appointment>, ApiError> {
    let query = format!(
        "select t.account, {ORIGIN} from role_change t join block b on b.number = t.block
         where t.contract = $1 and t.role = $2 and t.block <= $3 order by t.block desc, t.log_index desc"
    );
    // Made of constants of this program.
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(query))
        .bind(contract)
        .bind(role)
        .bind(snapshot.block())
        .fetch_all(snapshot.conn())
        .await?)
}

/// Who holds it now, if anybody.
pub fn holder(appointments: &[Appointment]) -> Option<Account> {
    let last = appointments.first().map(|last| last.account);
    last.filter(|account| account.0 != Address::ZERO)
}
