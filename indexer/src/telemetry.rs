//! Logs, metrics and health checks.

use std::sync::{Arc, OnceLock};

use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::{config::LogFormat, follow::Status};

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts logging to standard error; RUST_LOG chooses what.
pub fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        EnvFilter::new("info,alloy_transport_ws=off,alloy_pubsub=off,sqlx=warn")
    });
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
}

/// Starts collecting the process's metrics.
pub fn install_metrics() {
    metrics();
}

/// The process's metrics; one recorder however many indexers run in it.
fn metrics() -> &'static PrometheusHandle {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&[
                0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0,
            ])
            .unwrap_or_else(|_| PrometheusBuilder::new())
            .build_recorder();
        let handle = recorder.handle();
        // Another recorder of the host process keeps its place.
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}

/// `/metrics`, `/health` (fails when following ended for good) and `/ready` (fails on lag as well).
pub fn router(status: Arc<Status>, ready_lag: u64) -> Router {
    Router::new()
        .route("/metrics", get(|| async { metrics().render() }))
        .route("/health", get(health))
        .route("/ready", get(move |State(status): State<Arc<Status>>| async move { answer(status.ready(ready_lag)) }))
        .with_state(status)
}

async fn health(State(status): State<Arc<Status>>) -> impl IntoResponse {
    answer(status.failure().map_or(Ok(()), Err))
}

fn answer(state: Result<(), String>) -> (StatusCode, String) {
    match state {
        Ok(()) => (StatusCode::OK, "ok\n".into()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
    }
}
