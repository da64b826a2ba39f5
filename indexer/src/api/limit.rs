//! A token bucket per client, and a histogram of how long requests take.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Instant,
};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use metrics::histogram;
use tracing::Instrument;

use super::ApiError;
use crate::config::ServeConfig;

/// Clients remembered; the full buckets are forgotten beyond this.
const MOST_CLIENTS: usize = 100_000;

/// Who may ask how often.
#[derive(Clone, Debug)]
pub struct Limiter {
    rate: f64,
    trust_proxy: bool,
    clients: Arc<Mutex<HashMap<IpAddr, Bucket>>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Limiter {
    pub fn new(config: &ServeConfig) -> Self {
        Self {
            rate: f64::from(config.rate_limit),
            trust_proxy: config.trust_proxy,
            clients: Arc::default(),
        }
    }

    fn client(&self, request: &Request) -> Option<IpAddr> {
        let forwarded = || {
            let list = request.headers().get("x-forwarded-for")?.to_str().ok()?;
            // The last entry is the one that our own proxy added.
            list.rsplit(',').next()?.trim().parse().ok()
        };
        let peer = || {
            request
                .extensions()
                .get::<ConnectInfo<SocketAddr>>()
                .map(|info| info.0.ip())
        };
        if self.trust_proxy {
            forwarded().or_else(peer)
        } else {
            peer()
        }
    }

    fn admits(&self, client: IpAddr, now: Instant) -> bool {
        if self.rate <= 0.0 {
            return true;
        }
        let full = self.rate * 2.0;
        let mut clients = self
            .clients
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if clients.len() >= MOST_CLIENTS {
            let rate = self.rate;
            clients.retain(|_, bucket| {
                bucket.tokens + now.duration_since(bucket.at).as_secs_f64() * rate < full
            });
        }
        let bucket = clients.entry(client).or_insert(Bucket {
            tokens: full,
            at: now,
        });
        bucket.tokens =
            (bucket.tokens + now.duration_since(bucket.at).as_secs_f64() * self.rate).min(full);
        bucket.at = now;
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }
}

/// Refuses clients that ask too often.
pub async fn limit(State(limiter): State<Limiter>, request: Request, next: Next) -> Response {
    match limiter.client(&request) {
        Some(client) if !limiter.admits(client, Instant::now()) => {
            ApiError::too_many_requests().into_response()
        }
        _ => next.run(request).await,
    }
}

/// Measures each request by its route.
pub async fn measure(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none".to_owned(), |path| path.as_str().to_owned());
    let started = Instant::now();
    // Fields of OpenTelemetry's conventions for HTTP servers.
    let span = tracing::debug_span!(
        "request",
        otel.name = format!("{} {route}", request.method()),
        otel.kind = "server",
        http.request.method = %request.method(),
        http.route = route,
        http.response.status_code = tracing::field::Empty,
    );
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    span.record("http.response.status_code", status);
    let status = status.to_string();
    histogram!("indexer_api_seconds", "route" => route, "status" => status)
        .record(started.elapsed());
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn client_is_refused_beyond_the_burst_and_admitted_again_later() {
        let limiter = Limiter::new(&ServeConfig {
            rate_limit: 5,
            ..ServeConfig::default()
        });
        let (client, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let now = Instant::now();
        assert_eq!((0..20).filter(|_| limiter.admits(client, now)).count(), 10);
        assert!(limiter.admits(other, now));
        assert_eq!(
            (0..20)
                .filter(|_| limiter.admits(client, now + Duration::from_secs(1)))
                .count(),
            5
        );
    }
    #[test]
    fn only_a_trusted_proxy_says_whose_request_it_is() {
        let address = |last| IpAddr::from([192, 0, 2, last]);
        let asked = |header: Option<&str>| {
            let mut request = Request::new(axum::body::Body::empty());
            let peer = ConnectInfo(SocketAddr::new(address(1), 1));
            request.extensions_mut().insert(peer);
            if let Some(list) = header {
                let list = list.parse().expect("a header's value");
                request.headers_mut().insert("x-forwarded-for", list);
            }
            request
        };
        let limiter = |trust_proxy| {
            Limiter::new(&ServeConfig {
                trust_proxy,
                ..ServeConfig::default()
            })
        };
        let forged = Some("192.0.2.9, 192.0.2.2");
        let (alone, behind) = (limiter(false), limiter(true));
        assert_eq!(alone.client(&asked(forged)), Some(address(1)));
        // What the client made up stands before what the proxy added.
        assert_eq!(behind.client(&asked(forged)), Some(address(2)));
        assert_eq!(behind.client(&asked(Some("nonsense"))), Some(address(1)));
        assert_eq!(behind.client(&asked(None)), Some(address(1)));
    }
}
