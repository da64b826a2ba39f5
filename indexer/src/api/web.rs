//! The web page under `/`: the built files of `web/`, beside the API and as public as it is.

use std::path::{Path, PathBuf};

use alloy::primitives::keccak256;
use anyhow::{Context, ensure};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;
use url::Url;

use super::{Api, ApiError, card};
use crate::config::ServeConfig;

/// What Vite names after its content: it never changes.
const HASHED: &str = "/assets/";
/// Addresses of the API: unknown ones are errors, not views of the page.
const API: &str = "/v1/";

/// What other sites put on their pages.
const EMBEDDED: &str = "/embed/";
const INDEX: &str = "index.html";

/// Serves one folder.
#[derive(Clone, Debug)]
pub struct Web {
    dir: PathBuf,
    policy: HeaderValue,
    /// Where the page is, if that is told.
    origin: Option<String>,
    /// The proxy before us says by which scheme it was asked.
    trust_proxy: bool,
}

impl Web {
    /// The page in `dir`, which may ask this server and the public node only.
    ///
    /// # Errors
    /// When the folder has no page.
    pub fn new(dir: &Path, config: &ServeConfig) -> anyhow::Result<Self> {
        ensure!(
            dir.join(INDEX).is_file(),
            "{} has no index.html: build the page with `cargo xtask web`, or check WEB_DIR",
            dir.display()
        );
        let chain = config
            .public_rpc_url
            .as_ref()
            .map_or_else(String::new, |url| {
                format!(" {}", url.origin().ascii_serialization())
            });
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'{chain}; \
             manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        let origin = config
            .public_url
            .as_ref()
            .map(|url| url.origin().ascii_serialization());
        Ok(Self {
            dir: dir.to_owned(),
            policy: policy.parse()?,
            origin,
            trust_proxy: config.trust_proxy,
        })
    }

    /// A file, or the page itself for the addresses that it makes up (`/p/3`).
    pub async fn serve(self, api: Api, request: Request<Body>) -> Response {
        let (uri, headers) = (request.uri().clone(), request.headers().clone());
        let path = uri.path();
        if path.starts_with(API) {
            return ApiError::not_found("no such resource: see /docs").into_response();
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return ApiError::method_not_allowed().into_response();
        }
        let files = [HASHED, EMBEDDED]
            .iter()
            .any(|folder| path.starts_with(folder));
        let is_page = matches!(path, "/" | "/index.html");
        let file = match is_page {
            true => None,
            false => Some(
                ServeDir::new(&self.dir)
                    .oneshot(request)
                    .await
                    .into_response(),
            ),
        };
        let mut answer = match file {
            Some(file) if files || file.status() != StatusCode::NOT_FOUND => file,
            _ => self.page(&api, &uri, &headers).await,
        };
        let hashed = path.starts_with(HASHED) && !answer.status().is_client_error();
        let cached = match hashed {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        };
        let fixed = |name: &'static str, value| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        answer.headers_mut().extend([
            (header::CONTENT_SECURITY_POLICY, self.policy),
            (header::CACHE_CONTROL, HeaderValue::from_static(cached)),
            fixed("x-content-type-options", "nosniff"),
            fixed("referrer-policy", "same-origin"),
            // Wallets open windows of their own.
            fixed("cross-origin-opener-policy", "same-origin-allow-popups"),
        ]);
        if path.starts_with(EMBEDDED) {
            // Pages that isolate themselves load only what agrees to it.
            answer
                .headers_mut()
                .extend([fixed("cross-origin-resource-policy", "cross-origin")]);
        }
        answer
    }

    /// The page, its head telling what the address is about. Its ETag is its content's: it changes with what it shows, not
    /// with every block.
    async fn page(&self, api: &Api, uri: &Uri, headers: &HeaderMap) -> Response {
        let index = tokio::fs::read_to_string(self.dir.join(INDEX))
            .await
            .context("cannot read the page");
        let index = match index {
            Ok(index) => index,
            Err(error) => return ApiError::Internal(error).into_response(),
        };
        let subject = card::subject(api, uri.path(), uri.query().unwrap_or_default()).await;
        let origin = self.origin(uri, headers);
        let text = card::with_tags(&index, &origin, uri.path(), &subject);
        let etag = format!("W/\"{:x}\"", keccak256(&text));
        let status = match subject {
            card::Subject::Missing => StatusCode::NOT_FOUND,
            _ if seen(headers, &etag) => StatusCode::NOT_MODIFIED,
            _ => StatusCode::OK,
        };
        let body = match status {
            StatusCode::NOT_MODIFIED => Body::empty(),
            _ => Body::from(text),
        };
        let described = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::ETAG, etag),
            (header::VARY, "accept-encoding, host".to_owned()),
        ];
        (status, described, body).into_response()
    }

    /// Where the page is for whoever asks, as `PUBLIC_URL` says or else as it was asked for. What is no host gives none.
    fn origin(&self, uri: &Uri, headers: &HeaderMap) -> String {
        if let Some(origin) = &self.origin {
            return origin.clone();
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let host = text("host").or_else(|| uri.authority().map(|authority| authority.as_str()));
        let secure = self.trust_proxy && text("x-forwarded-proto") == Some("https");
        let scheme = if secure { "https" } else { "http" };
        host.and_then(|host| Url::parse(&format!("{scheme}://{host}")).ok())
            .map_or_else(String::new, |url| url.origin().ascii_serialization())
    }
}

/// Whether the client has what this tag names.
fn seen(headers: &HeaderMap, etag: &str) -> bool {
    let tags = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    tags.is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == etag))
}
