//! GET /v1/treasury

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Api, ApiError,
    accounts::{self, PscAccount, PssAccount},
    page::{Nothing, Params},
    snapshot::{AsOf, One, Snapshot},
    types::Account,
};
use crate::deployment::Contract;

/// What the timelock may hold and this index does not follow.
const LEFT_OUT: [&str; 2] = ["ether", "other_tokens"];

/// What the DAO has: the balances of its timelock.
#[derive(Debug, Serialize, ToSchema)]
pub struct Treasury {
    /// The timelock.
    pub address: Account,
    pub psc: PscAccount,
    /// Its votes are delegated to itself and do not count.
    pub pss: PssAccount,
    /// What it may have besides and is not told here, because it is not followed: ether, and other tokens, the reserve
    /// asset that fees are paid in among them.
    #[schema(example = json!(["ether", "other_tokens"]))]
    pub left_out: [&'static str; 2],
}

/// What the DAO has
#[utoipa::path(get, path = "/v1/treasury", tag = "governance", params(AsOf),
    responses((status = 200, body = One<Treasury>)))]
pub async fn treasury(
    State(api): State<Api>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let address = Account(api.deployment.address(Contract::Timelock));
    let psc = accounts::psc_of(&mut snapshot, &address).await?;
    let pss = accounts::pss_of(&mut snapshot, &address).await?;
    Ok(snapshot.one(Treasury {
        address,
        psc,
        pss,
        left_out: LEFT_OUT,
    }))
}
