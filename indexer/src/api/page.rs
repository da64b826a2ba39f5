//! Query parameters checked while they are read, and pages by keyset: a cursor names the last row of
//! a page with its block's hash, so that it cannot silently continue on another branch.

use std::{
    any::TypeId,
    collections::HashMap,
    str::FromStr,
    sync::{LazyLock, Mutex, PoisonError},
};

use alloy::primitives::{B256, U256};
use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
    response::Response,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::{FromRow, Postgres, QueryBuilder, postgres::PgRow};
use utoipa::{IntoParams, ToSchema};

use super::{
    Api, ApiError,
    snapshot::{AsOf, Meta, Snapshot},
    types::{Origin, parse_amount},
};
use crate::store;

const DEFAULT_LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 200;

/// In which order of the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    Asc,
    /// Newest first.
    #[default]
    Desc,
}

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Most items on the page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// In which order of the chain.
    #[serde(default)]
    #[param(inline, default = "desc")]
    order: Order,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    pub meta: Meta,
}

/// The position of a row, as a cursor tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Position {
    block: i64,
    log_index: i32,
    block_hash: B256,
    /// In lists sorted by a value, which comes first.
    value: Option<U256>,
}

/// Query parameters of `T`, with nothing unknown beside them.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + IntoParams + 'static> FromRequestParts<Api> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, ApiError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, api)
            .await
            .map_err(|error| ApiError::invalid(error.body_text()))?;
        let known = known::<T>();
        for (name, text) in &pairs {
            let Some(parameter) = known.iter().find(|known| known.name == *name) else {
                let names: Vec<_> = known.iter().map(|known| &*known.name).collect();
                return Err(ApiError::invalid(format!(
                    "{name:?} is no parameter here; known: {}",
                    names.join(", ")
                )));
            };
            parameter.check(text).map_err(ApiError::invalid)?;
        }
        let Query(params) = Query::<T>::from_request_parts(parts, api)
            .await
            .map_err(|error| ApiError::invalid(error.body_text()))?;
        Ok(Self(params))
    }
}

/// A parameter as the documentation has it.
struct Known {
    name: String,
    /// Of numbers.
    minimum: Option<i64>,
    maximum: Option<i64>,
}

impl Known {
    fn of(parameter: utoipa::openapi::path::Parameter) -> Self {
        let schema = serde_json::to_value(&parameter.schema).unwrap_or_default();
        Self {
            name: parameter.name,
            minimum: schema["minimum"].as_i64(),
            maximum: schema["maximum"].as_i64(),
        }
    }

    /// What is no number is refused where it is read.
    fn check(&self, text: &str) -> Result<(), String> {
        let Ok(number) = text.parse::<i64>() else {
            return Ok(());
        };
        let name = &self.name;
        match (self.minimum, self.maximum) {
            (Some(least), _) if number < least => Err(format!("{name} must be at least {least}")),
            (_, Some(most)) if number > most => Err(format!("{name} must be at most {most}")),
            _ => Ok(()),
        }
    }
}

/// A resource's parameters; made once, since they come from its documentation.
fn known<T: IntoParams + 'static>() -> &'static [Known] {
    static KNOWN: LazyLock<Mutex<HashMap<TypeId, &'static [Known]>>> =
        LazyLock::new(Mutex::default);
    let mut all = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    all.entry(TypeId::of::<T>()).or_insert_with(|| {
        let query = || Some(utoipa::openapi::path::ParameterIn::Query);
        let parameters = [
            T::into_params(query),
            AsOf::into_params(query),
            Paging::into_params(query),
        ];
        Vec::leak(parameters.into_iter().flatten().map(Known::of).collect())
    })
}

/// For resources without parameters of their own.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Nothing {}

/// A validated page request.
#[derive(Debug)]
pub struct PageRequest {
    limit: i64,
    order: Order,
    after: Option<Position>,
}

impl FromRequestParts<Api> for PageRequest {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, ApiError> {
        let Query(paging) = Query::<Paging>::from_request_parts(parts, api)
            .await
            .map_err(|e| ApiError::invalid(e.body_text()))?;
        let limit = paging.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(ApiError::invalid(format!("limit is from 1 to {MAX_LIMIT}")));
        }
        let after = paging.cursor.as_deref().map(str::parse).transpose();
        let after =
            after.map_err(|()| ApiError::invalid("cursor is not one that this API gave out"))?;
        Ok(Self {
            limit,
            order: paging.order,
            after,
        })
    }
}

impl PageRequest {
    /// Refuses a cursor of the same list in another order.
    ///
    /// # Errors
    /// 400.
    pub fn check_sort(&self, by_value: bool) -> Result<(), ApiError> {
        match self.after {
            Some(after) if after.value.is_some() != by_value => Err(ApiError::invalid(
                "cursor is of this list in another order: start over from the first page",
            )),
            _ => Ok(()),
        }
    }

    /// As [`Self::push`], sorted by a column first. Rows of one value are in the order of the chain.
    pub fn push_by(&self, sql: &mut QueryBuilder<Postgres>, column: Option<&'static str>) {
        let Some(column) = column else {
            return self.push(sql);
        };
        if let Some(after) = self.after
            && let Some(value) = after.value
        {
            sql.push(" and (").push(column).push(match self.order {
                Order::Asc => ", t.block, t.log_index) > (",
                Order::Desc => ", t.block, t.log_index) < (",
            });
            sql.push_bind(store::Amount(value))
                .push(", ")
                .push_bind(after.block)
                .push(", ")
                .push_bind(after.log_index)
                .push(")");
        }
        self.push_order_by(sql, Some(column));
    }

    /// As [`Self::push_order`], sorted by a column first.
    pub fn push_order_by(&self, sql: &mut QueryBuilder<Postgres>, column: Option<&'static str>) {
        self.push_sort(sql, column);
        sql.push(" limit ").push_bind(self.limit + 1);
    }

    /// Appends the order alone.
    pub fn push_sort(&self, sql: &mut QueryBuilder<Postgres>, column: Option<&'static str>) {
        let direction = match self.order {
            Order::Asc => "",
            Order::Desc => " desc",
        };
        sql.push(" order by ");
        for column in column.into_iter().chain(["t.block"]) {
            sql.push(column).push(direction).push(", ");
        }
        sql.push("t.log_index").push(direction);
    }

    /// Appends the keyset condition, order and limit to a query over a table with the alias `t`.
    pub fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        if let Some(after) = self.after {
            sql.push(match self.order {
                Order::Asc => " and (t.block, t.log_index) > (",
                Order::Desc => " and (t.block, t.log_index) < (",
            });
            sql.push_bind(after.block)
                .push(", ")
                .push_bind(after.log_index)
                .push(")");
        }
        self.push_order(sql);
    }

    /// Appends order and limit alone; one row more than the page tells whether there is a next one.
    pub fn push_order(&self, sql: &mut QueryBuilder<Postgres>) {
        self.push_order_by(sql, None);
    }

    /// Runs the query and makes the page.
    ///
    /// # Errors
    /// 409 when the cursor's block is no longer part of the chain.
    pub async fn fetch<T>(
        &self,
        snapshot: &mut Snapshot,
        sql: &mut QueryBuilder<Postgres>,
        origin: impl Fn(&T) -> &Origin,
    ) -> Result<(Vec<T>, Option<String>), ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        self.fetch_by(snapshot, sql, |item| (origin(item), None))
            .await
    }

    /// As [`Self::fetch`], for a list sorted by the value that is told.
    ///
    /// # Errors
    /// 409 when the cursor's block is no longer part of the chain.
    pub async fn fetch_by<T>(
        &self,
        snapshot: &mut Snapshot,
        sql: &mut QueryBuilder<Postgres>,
        position: impl Fn(&T) -> (&Origin, Option<U256>),
    ) -> Result<(Vec<T>, Option<String>), ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        if let Some(after) = self.after {
            let still: bool = sqlx::query_scalar(
                "select exists (select from block where number = $1 and hash = $2)",
            )
            .bind(after.block)
            .bind(after.block_hash.as_slice())
            .fetch_one(snapshot.conn())
            .await?;
            if !still {
                return Err(ApiError::cursor_reorganised());
            }
        }
        let mut items = sql.build_query_as::<T>().fetch_all(snapshot.conn()).await?;
        let more = items.len() as i64 > self.limit;
        items.truncate(self.limit as usize);
        let next = items.last().filter(|_| more).map(|item| {
            let (at, value) = position(item);
            Position {
                block: at.block,
                log_index: at.log_index,
                block_hash: at.block_hash.0,
                value,
            }
            .to_string()
        });
        Ok((items, next))
    }

    /// Runs the query and answers with the page.
    pub async fn respond<T>(
        &self,
        mut snapshot: Snapshot,
        mut sql: QueryBuilder<Postgres>,
        origin: impl Fn(&T) -> &Origin,
    ) -> Result<Response, ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Serialize + Send + Unpin,
    {
        let (items, next) = self.fetch(&mut snapshot, &mut sql, origin).await?;
        Ok(snapshot.json(|meta| Page { items, next, meta }))
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{:x}", self.block, self.log_index, self.block_hash)?;
        self.value.map_or(Ok(()), |value| write!(f, "-{value}"))
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(4, '-');
        let mut next = || parts.next().ok_or(());
        let (block, index, hash) = (next()?, next()?, next()?);
        let value = parts.next().map(parse_amount).transpose();
        if hash.len() != 64 {
            return Err(());
        }
        Ok(Self {
            block: block.parse().map_err(|_| ())?,
            log_index: index.parse().map_err(|_| ())?,
            block_hash: hash.parse().map_err(|_| ())?,
            value: value.map_err(|_| ())?.map(|amount| amount.0),
        })
    }
}

/// The columns of [`Origin`], for a table with the alias `t` joined to `block b`.
pub const ORIGIN: &str = "t.block, b.hash as block_hash, b.time, t.log_index, t.transaction";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_round_trips_and_refuses_anything_else() {
        let position = Position {
            block: 7,
            log_index: 2,
            block_hash: B256::repeat_byte(0xab),
            value: None,
        };
        let sorted = Position {
            value: Some(U256::MAX),
            ..position
        };
        for position in [position, sorted] {
            assert_eq!(position.to_string().parse(), Ok(position));
        }
        for bad in [
            "",
            "7",
            "7-2",
            "7-2-ab",
            "x-2-00",
            "7-2-0xabababababababababababababababababababababababababababababababab",
        ] {
            assert!(bad.parse::<Position>().is_err(), "{bad}");
        }
    }
}
