//! GET /v1/resolve: what a pasted product link leads to

use alloy::{
    primitives::{Address, Bytes},
    sol_types::SolCall,
};
use axum::{extract::State, response::Response};
use productshare_abi::Catalog;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Api, ApiError, offers,
    offers::Offer,
    page::Params,
    products,
    products::ProductInFull,
    shares,
    shares::Share,
    snapshot::{AsOf, One, Snapshot},
    stores,
    stores::Store,
    types::{Account, parse_id},
};
use crate::deployment::Contract;

/// What a link leads to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Resolved {
    pub product: ProductInFull,
    /// Its open offer of rewards for selling it; absent when there is none.
    pub offer: Option<Offer>,
    /// The store that the link names with `via`; absent when it names none that exists.
    pub via: Option<Store>,
    /// The share that the link names with `share`; absent when it names none that exists, or one of another product.
    pub share: Option<Share>,
    /// Whether `store` can list the product now; without `store`, whether any other store can.
    pub listable: bool,
    /// Why not; absent when it can.
    #[schema(inline)]
    pub obstacle: Option<Obstacle>,
    /// The call that lists it in `store`, to be sent by the store's owner; absent without `store` and when it cannot.
    pub call: Option<Call>,
}

/// Why a store cannot list a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// It is the store's own, and for sale there anyway.
    OwnProduct,
    NotOpenToListings,
    AlreadyListed,
}

/// A call of a contract.
#[derive(Debug, Serialize, ToSchema)]
pub struct Call {
    /// The catalog.
    pub to: Account,
    #[schema(value_type = String, example = "0xa9059cbb")]
    pub data: Bytes,
}

/// Which link, and for whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Link {
    /// `<origin>/p/<product>`, with `?via=<store>` and `&share=<share>` or without.
    #[param(example = "https://shop.example/p/1?via=2&share=1")]
    link: String,
    /// The store that would list the product.
    #[param(minimum = 1)]
    store: Option<i64>,
}

/// The numbers in a link.
#[derive(Debug, PartialEq, Eq)]
struct Parsed {
    product: i64,
    via: Option<i64>,
    share: Option<i64>,
}

/// What a pasted product link leads to, and the call that lists it
#[utoipa::path(get, path = "/v1/resolve", tag = "shop", params(Link, AsOf),
    responses((status = 200, body = One<Resolved>)))]
pub async fn resolve(
    State(api): State<Api>,
    Params(link): Params<Link>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let parsed = parse(&link.link).map_err(ApiError::bad_link)?;
    let product = products::find(&mut snapshot, parsed.product).await?;
    let product =
        product.ok_or_else(|| ApiError::not_found(format!("no product {}", parsed.product)))?;
    let offer = match &product.product.offer {
        Some(open) => offers::find(&mut snapshot, open.id).await?,
        None => None,
    };
    let via = match parsed.via {
        Some(via) => stores::find(&mut snapshot, via).await?,
        None => None,
    };
    let share = match parsed.share {
        Some(share) => shares::find(&mut snapshot, share).await?,
        None => None,
    };
    let mut obstacle = (!product.product.open_to_listings).then_some(Obstacle::NotOpenToListings);
    if let Some(store) = link.store {
        if stores::find(&mut snapshot, store).await?.is_none() {
            return Err(ApiError::invalid(format!("there is no store {store}")));
        }
        if store == product.product.store {
            obstacle = Some(Obstacle::OwnProduct);
        } else if is_listed(&mut snapshot, parsed.product, store).await? {
            obstacle = Some(Obstacle::AlreadyListed);
        }
    }
    let call = link.store.filter(|_| obstacle.is_none()).map(|store| {
        let catalog = api.deployment.address(Contract::Catalog);
        list_call(catalog, store, parsed.product)
    });
    Ok(snapshot.one(Resolved {
        share: share.filter(|share| share.product == parsed.product),
        product,
        offer,
        via,
        listable: obstacle.is_none(),
        obstacle,
        call,
    }))
}

fn list_call(catalog: Address, store: i64, product: i64) -> Call {
    let list = Catalog::listCall {
        store: store as u64,
        product: product as u64,
    };
    Call {
        to: Account(catalog),
        data: list.abi_encode().into(),
    }
}

async fn is_listed(snapshot: &mut Snapshot, product: i64, store: i64) -> Result<bool, ApiError> {
    let listed: Option<bool> = sqlx::query_scalar(
        "select listed from listing_change where product = $1 and store = $2 and block <= $3
         order by block desc, log_index desc limit 1",
    )
    .bind(product)
    .bind(store)
    .bind(snapshot.block())
    .fetch_optional(snapshot.conn())
    .await?;
    Ok(listed.unwrap_or(false))
}

/// Reads a link; whatever else its query carries is left aside.
fn parse(link: &str) -> Result<Parsed, String> {
    let url = Url::parse(link.trim()).map_err(|error| format!("the link is not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "the link begins with {:?}: it must be http or https",
            url.scheme()
        ));
    }
    let mut path = url.path().trim_end_matches('/').rsplit('/');
    let (id, p) = (path.next().unwrap_or_default(), path.next());
    if p != Some("p") || path.any(|part| !part.is_empty()) {
        return Err(format!(
            "the link's path is {:?}: it must be /p/ and a product's number",
            url.path()
        ));
    }
    let number = |what: &str, text: &str| match parse_id(text) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!(
            "the link's {what} is {text:?}: it must be a number"
        )),
    };
    let query = |name: &str| {
        let found = url.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| number(name, &value)).transpose()
    };
    Ok(Parsed {
        product: number("product", id)?,
        via: query("via")?,
        share: query("share")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_as_they_are_pasted() {
        let parsed = |product, via, share| {
            Ok(Parsed {
                product,
                via,
                share,
            })
        };
        assert_eq!(parse("https://a.example/p/7"), parsed(7, None, None));
        assert_eq!(
            parse(" http://localhost:8080/p/7/?utm_source=x&share=3&via=2#top\n"),
            parsed(7, Some(2), Some(3))
        );
    }

    #[test]
    fn bad_links_are_refused_with_the_reason() {
        for (link, reason) in [
            ("p/7", "not a URL"),
            ("ftp://a.example/p/7", "http or https"),
            ("data:,/p/7", "http or https"),
            ("https://a.example/", "/p/"),
            ("https://a.example/q/7", "/p/"),
            ("https://a.example/x/p/7", "/p/"),
            ("https://a.example/p/seven", "product"),
            ("https://a.example/p/0", "product"),
            ("https://a.example/p/-1", "product"),
            ("https://a.example/p/99999999999999999999", "product"),
            ("https://a.example/p/7?via=", "via"),
            ("https://a.example/p/7?share=x", "share"),
        ] {
            let refusal = parse(link).expect_err(link);
            assert!(refusal.contains(reason), "{link}: {refusal}");
        }
    }
}
