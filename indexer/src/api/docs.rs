//! The OpenAPI document, and a page to try it that asks nobody but this server.

use std::sync::LazyLock;

use axum::{
    body::Bytes,
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
};

const PAGE: &str = include_str!("docs.html");

pub async fn page() -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(PAGE)).into_response()
}

pub async fn home() -> Redirect {
    Redirect::temporary("/docs")
}

pub async fn document() -> Response {
    // Not made before somebody asks: it is large, and most processes never are.
    static TEXT: LazyLock<Bytes> = LazyLock::new(|| super::openapi_json().into());
    (
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "public, max-age=60"),
        ],
        TEXT.clone(),
    )
        .into_response()
}
