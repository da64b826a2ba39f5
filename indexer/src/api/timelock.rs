//! GET /v1/timelock

use alloy::primitives::Address;
use axum::{extract::State, response::Response};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{
    Api, ApiError,
    governor::{self, SettingChange},
    page::{Nothing, ORIGIN, Params},
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin},
};
use crate::deployment::Contract;

/// The DAO's timelock, which owns the other contracts and holds the treasury.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelockState {
    pub address: Account,
    /// Least seconds between scheduling and execution; absent before it is set.
    pub min_delay_secs: Option<Amount>,
    /// All changes of it, newest first.
    pub min_delay_history: Vec<SettingChange>,
    /// The governor whose calls to itself are left to it; absent when there is none.
    pub governor: Option<Account>,
    /// The offering whose success ends the guardian's right; absent until it is named.
    pub offering: Option<Account>,
    /// Absent when there is none.
    pub guardian: Option<Guardian>,
    /// Who holds which role now.
    pub roles: Vec<RoleHolders>,
    /// All grants and revocations of roles, newest first.
    pub role_history: Vec<TimelockRoleChange>,
    /// All changes of the guardian, newest first.
    pub guardian_history: Vec<GuardianChange>,
}

/// Who may schedule operations besides the proposers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Guardian {
    pub account: Account,
    /// From then on it may not, Unix seconds; nor once the offering has succeeded.
    #[schema(example = 1790000000)]
    pub until: i64,
    /// That time has come.
    pub expired: bool,
}

/// Accounts that hold a role.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleHolders {
    /// admin, proposer, executor, canceller, or the hash of another.
    #[schema(example = "proposer")]
    pub role: String,
    /// The zero address stands for everybody.
    pub accounts: Vec<Account>,
}

/// A grant or a revocation of a role.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct TimelockRoleChange {
    #[schema(example = "proposer")]
    pub role: String,
    pub account: Account,
    /// Who granted or revoked it.
    pub sender: Account,
    pub granted: bool,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// A change of the guardian; the zero address: nobody.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct GuardianChange {
    pub account: Account,
    /// Unix seconds.
    #[schema(example = 1790000000)]
    pub until: i64,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// The DAO's timelock: who may do what in it
#[utoipa::path(get, path = "/v1/timelock", tag = "governance", params(AsOf),
    responses((status = 200, body = One<TimelockState>)))]
pub async fn timelock(
    State(api): State<Api>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let min_delay_history = governor::settings(&mut snapshot, "timelock").await?;
    let governors = governor::appointments(&mut snapshot, "timelock", "governor").await?;
    let offerings = governor::appointments(&mut snapshot, "timelock", "offering").await?;
    let query = format!(
        "select t.role, t.account, t.sender, t.granted, {ORIGIN} from timelock_role t join block b on b.number = t.block
         where t.block <= $1 order by t.block desc, t.log_index desc"
    );
    // Made of constants of this program, here and below.
    let role_history: Vec<TimelockRoleChange> = sqlx::query_as(sqlx::AssertSqlSafe(query))
        .bind(snapshot.block())
        .fetch_all(snapshot.conn())
        .await?;
    let query = format!(
        "select t.guardian as account, t.until, {ORIGIN} from guardian_change t join block b on b.number = t.block
         where t.block <= $1 order by t.block desc, t.log_index desc"
    );
    let guardian_history: Vec<GuardianChange> = sqlx::query_as(sqlx::AssertSqlSafe(query))
        .bind(snapshot.block())
        .fetch_all(snapshot.conn())
        .await?;
    let now = snapshot.meta.block_time;
    let guardian = guardian_history.first().map(|last| Guardian {
        account: last.account,
        until: last.until,
        expired: now >= last.until,
    });
    Ok(snapshot.one(TimelockState {
        address: Account(api.deployment.address(Contract::Timelock)),
        min_delay_secs: min_delay_history.first().map(|last| last.value),
        min_delay_history,
        governor: governor::holder(&governors),
        offering: governor::holder(&offerings),
        guardian: guardian.filter(|guardian| guardian.account.0 != Address::ZERO),
        roles: holders(&role_history),
        role_history,
        guardian_history,
    }))
}

/// Who holds what, from the history, newest first.
fn holders(history: &[TimelockRoleChange]) -> Vec<RoleHolders> {
    let mut roles = std::collections::BTreeMap::<&str, Vec<Account>>::new();
    for (number, change) in history.iter().enumerate() {
        let newer = &history[..number];
        let is_latest = newer
            .iter()
            .all(|other| (&other.role, other.account) != (&change.role, change.account));
        if is_latest && change.granted {
            roles.entry(&change.role).or_default().push(change.account);
        }
    }
    let told = roles.into_iter().map(|(role, mut accounts)| {
        accounts.sort_by_key(|account| account.0);
        RoleHolders {
            role: role.to_owned(),
            accounts,
        }
    });
    told.collect()
}
