//! The web page under `/`: the built files of `web/`, beside the API and as public as it is.

use std::path::{Path, PathBuf};

use anyhow::ensure;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};
use url::Url;

use super::ApiError;

/// What Vite names after its content: it never changes.
const HASHED: &str = "/assets/";
/// Addresses of the API: unknown ones are errors, not views of the page.
const API: &str = "/v1/";

/// Serves one folder.
#[derive(Clone, Debug)]
pub struct Web {
    dir: PathBuf,
    policy: HeaderValue,
}

impl Web {
    /// The page in `dir`, which may ask this server and `chain` only.
    ///
    /// # Errors
    /// When the folder has no page.
    pub fn new(dir: &Path, chain: Option<&Url>) -> anyhow::Result<Self> {
        ensure!(
            dir.join("index.html").is_file(),
            "{} has no index.html: build the page with `cargo xtask web`, or check WEB_DIR",
            dir.display()
        );
        let chain = chain.map_or_else(String::new, |url| {
            format!(" {}", url.origin().ascii_serialization())
        });
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'{chain}; \
             manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        Ok(Self {
            dir: dir.to_owned(),
            policy: policy.parse()?,
        })
    }

    /// A file, or the page itself for the addresses that it makes up (`/p/3`).
    pub async fn serve(self, request: Request<Body>) -> Response {
        let path = request.uri().path();
        let hashed = path.starts_with(HASHED);
        if path.starts_with(API) {
            return ApiError::not_found("no such resource: see /docs").into_response();
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return ApiError::method_not_allowed().into_response();
        }
        let files = ServeDir::new(&self.dir);
        let answer = if hashed {
            files.oneshot(request).await.into_response()
        } else {
            let page = ServeFile::new(self.dir.join("index.html"));
            files.fallback(page).oneshot(request).await.into_response()
        };
        let cached = if hashed && !answer.status().is_client_error() {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let fixed = |name: &'static str, value| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        let mut answer = answer.into_response();
        answer.headers_mut().extend([
            (header::CONTENT_SECURITY_POLICY, self.policy),
            (header::CACHE_CONTROL, HeaderValue::from_static(cached)),
            fixed("x-content-type-options", "nosniff"),
            fixed("referrer-policy", "same-origin"),
            // Wallets open windows of their own.
            fixed("cross-origin-opener-policy", "same-origin-allow-popups"),
        ]);
        answer
    }
}
