//! Parameters of paths.

use axum::extract::{FromRequestParts, rejection::PathRejection};

use super::error::ApiError;

/// Axum's, with what is wrong as a problem detail: bytes that are no text, for one.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub struct Path<T>(pub T);

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::invalid(rejection.body_text())
    }
}
