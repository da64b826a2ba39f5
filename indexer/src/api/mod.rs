//! The read API: one file per resource, each a query over the projections as of one block.

mod commits;
mod document;
mod error;
mod examples;
mod front;
mod ledger;
mod limit;
mod page;
mod path;
mod readers;
mod snapshot;
mod state;
mod types;

mod accounts;
mod advances;
mod attestations;
mod ballots;
mod calls;
mod card;
mod causes;
mod cycle_parts;
mod cycles;
mod delegates;
mod delegations;
mod dispute_steps;
mod disputes;
mod docs;
mod earnings;
mod enrolments;
mod experience_reports;
mod experience_votes;
mod experts;
mod governor;
mod groups;
mod issuances;
mod listings;
mod membership_cycles;
mod memberships;
mod models;
mod network;
mod network_earnings;
mod network_money;
mod offering;
mod offers;
mod operations;
mod order_lines;
mod orders;
mod platforms;
mod pool_history;
mod pools;
mod power;
mod products;
mod proposal_steps;
mod proposals;
mod purchases;
mod receipt_challenges;
mod redemptions;
mod reports;
mod reserve;
mod resolve;
mod rewards;
mod sale;
mod settlements;
mod shares;
mod stakes;
mod statements;
mod status;
mod stores;
mod stream;
mod timelock;
mod tokens;
mod transfers;
mod treasury;
mod trust;
mod web;

use std::{future::Future, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{HeaderName, Method, header},
    middleware,
    routing::get,
};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tower_http::{
    CompressionLevel,
    compression::CompressionLayer,
    cors::{Any, CorsLayer},
    timeout::TimeoutLayer,
};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use document::openapi_json;
pub use error::ApiError;
pub use front::Front;

use readers::Readers;
use stream::News;

use crate::{config::ServeConfig, deployment::Deployment, store::Database};

/// What handlers share.
#[derive(Clone, Debug)]
pub struct Api {
    readers: Readers,
    deployment: Arc<Deployment>,
    /// Where anybody may ask the chain itself.
    public_rpc_url: Option<Arc<str>>,
    /// What listeners of the stream are told.
    news: broadcast::Sender<Arc<News>>,
    stop: CancellationToken,
}

fn open_api_router() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(document::Document::openapi())
        .routes(routes!(status::status))
        .routes(routes!(tokens::tokens))
        .routes(routes!(accounts::account))
        .routes(routes!(accounts::votes))
        .routes(routes!(transfers::transfers))
        .routes(routes!(delegations::delegations))
        .routes(routes!(reserve::reserve))
        .routes(routes!(reports::reports))
        .routes(routes!(reports::reports_csv))
        .routes(routes!(reports::latest))
        .routes(routes!(reports::report))
        .routes(routes!(issuances::issuances))
        .routes(routes!(redemptions::redemptions))
        .routes(routes!(attestations::attestations))
        .routes(routes!(stores::stores))
        .routes(routes!(stores::store))
        .routes(routes!(products::products))
        .routes(routes!(products::product))
        .routes(routes!(listings::listings_of_product))
        .routes(routes!(listings::listings))
        .routes(routes!(offers::offers))
        .routes(routes!(offers::offer))
        .routes(routes!(rewards::rewards))
        .routes(routes!(resolve::resolve))
        .routes(routes!(orders::orders))
        .routes(routes!(orders::order))
        .routes(routes!(settlements::settlements))
        .routes(routes!(shares::shares))
        .routes(routes!(shares::share))
        .routes(routes!(groups::groups))
        .routes(routes!(causes::causes))
        .routes(routes!(causes::cause))
        .routes(routes!(earnings::commerce))
        .routes(routes!(pools::pools))
        .routes(routes!(pools::pool))
        .routes(routes!(pool_history::history))
        .routes(routes!(pool_history::queue))
        .routes(routes!(advances::of_pool))
        .routes(routes!(advances::advance))
        .routes(routes!(advances::repayments))
        .routes(routes!(stakes::stakes))
        .routes(routes!(stakes::history))
        .routes(routes!(offering::offering))
        .routes(routes!(offering::contributions))
        .routes(routes!(offering::part))
        .routes(routes!(proposals::proposals))
        .routes(routes!(proposals::proposal))
        .routes(routes!(ballots::votes))
        .routes(routes!(delegates::delegates))
        .routes(routes!(governor::governor))
        .routes(routes!(timelock::timelock))
        .routes(routes!(operations::operations))
        .routes(routes!(treasury::treasury))
        .routes(routes!(platforms::platforms))
        .routes(routes!(platforms::platform))
        .routes(routes!(experts::experts))
        .routes(routes!(experts::expert))
        .routes(routes!(models::models))
        .routes(routes!(models::model))
        .routes(routes!(enrolments::enrolments))
        .routes(routes!(enrolments::history))
        .routes(routes!(trust::trust))
        .routes(routes!(experience_reports::reports))
        .routes(routes!(experience_reports::report))
        .routes(routes!(experience_votes::votes))
        .routes(routes!(power::network))
        .routes(routes!(power::power))
        .routes(routes!(power::nominations))
        .routes(routes!(cycles::cycles))
        .routes(routes!(cycles::cycle))
        .routes(routes!(cycle_parts::products))
        .routes(routes!(cycle_parts::community))
        .routes(routes!(network_money::fees))
        .routes(routes!(network_money::payments))
        .routes(routes!(disputes::disputes))
        .routes(routes!(disputes::dispute))
        .routes(routes!(dispute_steps::timeline))
        .routes(routes!(dispute_steps::votes))
        .routes(routes!(statements::statements))
        .routes(routes!(statements::statement))
        .routes(routes!(receipt_challenges::challenges))
        .routes(routes!(purchases::purchases))
        .routes(routes!(memberships::memberships))
        .routes(routes!(membership_cycles::cycles))
        .routes(routes!(stream::stream))
}

/// The API over `replica`, or `primary` where there is none; and the task that watches for commits and tells of them.
///
/// # Errors
/// When the database cannot be reached or was never indexed into.
pub async fn router(
    primary: &Database,
    replica: Option<&Database>,
    config: &ServeConfig,
    stop: &CancellationToken,
) -> anyhow::Result<(Router, impl Future<Output = anyhow::Result<()>> + use<>)> {
    let read = replica.unwrap_or(primary);
    let deployment = read.deployment().await?;
    let timeout = config.statement_timeout();
    let (news, _) = broadcast::channel(stream::KEPT);
    let api = Api {
        readers: Readers::new(read.reader(timeout), config),
        deployment: Arc::new(deployment),
        public_rpc_url: config
            .public_rpc_url
            .as_ref()
            .map(|url| Arc::from(url.as_str())),
        news: news.clone(),
        stop: stop.clone(),
    };
    let (readers, stop) = (api.readers.clone(), stop.clone());
    let (primary, replica) = (primary.clone(), replica.cloned());
    let background = async move {
        tokio::select! {
            () = stop.cancelled() => {}
            never = commits::watch(&primary, replica.as_ref(), &readers) => match never {},
            never = readers.tidy() => match never {},
            never = stream::tell(&readers, &news) => match never {},
        }
        Ok(())
    };
    let (router, _) = open_api_router().split_for_parts();
    let exposed =
        ["etag", "x-block", "x-block-hash", "x-finality", "link"].map(HeaderName::from_static);
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::OPTIONS])
        .allow_headers([
            header::ACCEPT,
            header::IF_NONE_MATCH,
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers(exposed);
    let router = router
        .route("/openapi.json", get(docs::document))
        .route("/docs", get(docs::page));
    let router = match &config.web_dir {
        Some(dir) => {
            let web = web::Web::new(dir, config)?;
            router.fallback(move |State(api), request| web.serve(api, request))
        }
        None => router
            .route("/", get(docs::home))
            .fallback(|| async { ApiError::not_found("no such resource: see /docs") }),
    };
    let router = router
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() })
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::GATEWAY_TIMEOUT,
            timeout * 3,
        ))
        // Better ones take longer than the query.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(
            limit::Limiter::new(config),
            limit::limit,
        ))
        .layer(cors)
        .layer(middleware::from_fn(limit::measure))
        .with_state(api);
    Ok((router, background))
}
