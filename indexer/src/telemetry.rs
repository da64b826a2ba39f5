//! Logs, traces, metrics and health checks.

use std::sync::{Arc, OnceLock};

use anyhow::Context;
use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::Level;
use tracing_subscriber::{
    EnvFilter, Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt,
};
use url::Url;

use crate::{config::LogFormat, follow::Status};

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// The name of this service in traces.
const SERVICE: &str = "productshare-indexer";

/// Traces on their way to a collector. Dropping it sends the last.
#[derive(Debug, Default)]
pub struct Traces(Option<SdkTracerProvider>);

impl Drop for Traces {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.0.take().map(|provider| provider.shutdown()) {
            eprintln!("the last traces were not sent: {error}");
        }
    }
}

/// Starts logging to standard error; RUST_LOG chooses what. With the base URL of an OpenTelemetry collector, requests,
/// commits and questions to nodes go there as spans (OTLP over HTTP).
///
/// # Errors
/// When the URL is not one that spans can be sent to.
pub fn start(format: LogFormat, collector: Option<&Url>) -> anyhow::Result<Traces> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        EnvFilter::new("info,alloy_transport_ws=off,alloy_pubsub=off,sqlx=warn")
    });
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Text => lines.with_filter(filter).boxed(),
        LogFormat::Json => lines.json().with_filter(filter).boxed(),
    };
    let provider = collector.map(provider).transpose()?;
    let spans = provider.as_ref().map(|provider| {
        tracing_opentelemetry::layer()
            .with_tracer(provider.tracer(SERVICE))
            .with_filter(Targets::new().with_target(env!("CARGO_CRATE_NAME"), Level::DEBUG))
    });
    tracing_subscriber::registry()
        .with(lines)
        .with(spans)
        .init();
    Ok(Traces(provider))
}

fn provider(collector: &Url) -> anyhow::Result<SdkTracerProvider> {
    let endpoint = format!("{}/v1/traces", collector.as_str().trim_end_matches('/'));
    let exporter = SpanExporter::builder()
        .with_http()
        .with_endpoint(endpoint)
        .build()
        .context("OTEL_EXPORTER_OTLP_ENDPOINT")?;
    let resource = Resource::builder().with_service_name(SERVICE).build();
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource)
        .build())
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

/// `/metrics`, `/health` (fails when following ended for good or stands still) and `/ready` (fails on lag as well).
pub fn router(status: Arc<Status>, ready_lag: u64) -> Router {
    Router::new()
        .route("/metrics", get(|| async { metrics().render() }))
        .route("/health", get(health))
        .route("/ready", get(move |State(status): State<Arc<Status>>| async move { answer(status.ready(ready_lag)) }))
        .with_state(status)
}

async fn health(State(status): State<Arc<Status>>) -> impl IntoResponse {
    answer(status.alive())
}

fn answer(state: Result<(), String>) -> (StatusCode, String) {
    match state {
        Ok(()) => (StatusCode::OK, "ok\n".into()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
    }
}
