//! GET /v1/tokens

use axum::{extract::State, response::Response};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{
    Api, ApiError,
    page::{Nothing, Page, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Token},
};
use crate::deployment::Contract;

/// A token and its supply.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenInfo {
    #[schema(inline)]
    pub token: Token,
    #[schema(example = "ShareCash")]
    pub name: &'static str,
    #[schema(example = "PSC")]
    pub symbol: &'static str,
    #[schema(example = 6)]
    pub decimals: u8,
    pub address: Account,
    pub total_supply: Amount,
    /// Accounts with a balance, as of the latest indexed block.
    pub holders: i64,
}

#[derive(FromRow)]
struct Supply {
    token: Token,
    amount: Amount,
    holders: i64,
}

/// Both tokens and their supplies
#[utoipa::path(get, path = "/v1/tokens", tag = "tokens", params(AsOf), responses((status = 200, body = Page<TokenInfo>)))]
pub async fn tokens(
    State(api): State<Api>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let block = snapshot.block();
    let supplies = sqlx::query_as::<_, Supply>(
        "select s.token, (select count(*) from balance b where b.token = s.token) as holders, s.amount
            + coalesce((select sum(case when recipient = decode(repeat('00', 20), 'hex') then amount else 0 end
                                 - case when sender = decode(repeat('00', 20), 'hex') then amount else 0 end)
                        from transfer t where t.token = s.token and t.block > $1), 0) as amount
         from supply s order by s.token",
    )
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let describe = |supply: Supply| {
        let (name, symbol, decimals, address) = match supply.token {
            Token::Psc => ("ShareCash", "PSC", 6, api.deployment.address(Contract::Psc)),
            Token::Pss => (
                "StakeShare",
                "PSS",
                18,
                api.deployment.address(Contract::Pss),
            ),
        };
        TokenInfo {
            token: supply.token,
            name,
            symbol,
            decimals,
            address: Account(address),
            total_supply: supply.amount,
            holders: supply.holders,
        }
    };
    let items: Vec<_> = supplies.into_iter().map(describe).collect();
    Ok(snapshot.json(|meta| Page {
        items,
        next: None,
        meta,
    }))
}
