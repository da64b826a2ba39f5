//! Errors as problem details (RFC 9457). What is not the client's doing is logged, and the client is
//! told nothing of it.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A request that gets no answer.
#[derive(Debug)]
pub enum ApiError {
    Problem(Problem),
    /// The client has the answer already, or it was given before and is still true.
    Answered(Box<Response>),
    Internal(anyhow::Error),
}

/// A problem detail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:productshare:problem:not-found", "title": "Not found", "status": 404, "detail": "no report 7"
}))]
pub struct Problem {
    /// `urn:productshare:problem:<name>`.
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: String,
}

impl ApiError {
    fn problem(
        status: StatusCode,
        name: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        let kind = format!("urn:productshare:problem:{name}");
        Self::Problem(Problem {
            kind,
            title,
            status: status.as_u16(),
            detail: detail.into(),
        })
    }

    pub fn answered(response: impl IntoResponse) -> Self {
        Self::Answered(Box::new(response.into_response()))
    }

    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::problem(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }

    pub fn method_not_allowed() -> Self {
        let detail = "this API is read-only: use GET";
        Self::problem(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "Method not allowed",
            detail,
        )
    }

    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::problem(
            StatusCode::BAD_REQUEST,
            "invalid-parameter",
            "Invalid parameter",
            detail,
        )
    }

    /// A pasted link that is none of a product.
    pub fn bad_link(detail: impl Into<String>) -> Self {
        Self::problem(StatusCode::BAD_REQUEST, "bad-link", "Bad link", detail)
    }

    pub fn too_many_requests() -> Self {
        let detail = "slow down, or ask the operator for a higher limit";
        Self::problem(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "Too many requests",
            detail,
        )
    }

    pub fn busy() -> Self {
        let detail = "too many requests at once: try again";
        Self::problem(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail)
    }

    /// The database is away, or the server stops.
    pub fn unavailable() -> Self {
        let detail = "the database does not answer: try again later";
        Self::problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Unavailable",
            detail,
        )
    }

    /// The process sets its database up, or waits for it.
    pub fn starting() -> Self {
        let detail = "the server is starting: try again later";
        Self::problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Unavailable",
            detail,
        )
    }

    /// Whether the answer may be another one after the next commit.
    pub fn may_come(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.status == StatusCode::CONFLICT)
    }

    /// Nothing is indexed at the finality asked for.
    pub fn nothing_yet(finality: &str) -> Self {
        let detail =
            format!("no block is {finality} yet; try again later, or ask with finality=latest");
        Self::problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "not-indexed-yet",
            "Not indexed yet",
            detail,
        )
    }

    /// This version's tables hold rows of blocks that another version has rewound.
    pub fn other_version_leads() -> Self {
        let detail = "another version of the indexer leads, and the chain was reorganised since: ask that version";
        Self::problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "other-version-leads",
            "Another version leads",
            detail,
        )
    }

    pub fn block_not_reached(wanted: i64, reached: i64, finality: &str) -> Self {
        let detail = format!("block {wanted} is not reached: the {finality} block is {reached}");
        Self::problem(
            StatusCode::CONFLICT,
            "block-not-reached",
            "Block not reached",
            detail,
        )
    }

    pub fn cursor_reorganised() -> Self {
        let detail = "the block that this cursor points into was reorganised away: start over from the first page";
        Self::problem(
            StatusCode::CONFLICT,
            "cursor-reorganised",
            "Cursor reorganised",
            detail,
        )
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{Database, Io, Tls, WorkerCrashed};
        let code = error.as_database_error().and_then(|e| e.code());
        let away = match (&error, code.as_deref()) {
            // The statement timeout.
            (_, Some("57014")) => {
                let detail = "the query took too long: narrow it by account, token or block range";
                return Self::problem(
                    StatusCode::GATEWAY_TIMEOUT,
                    "timed-out",
                    "Timed out",
                    detail,
                );
            }
            // Shutting down, starting up, ended by the administrator, out of connections, or on a replica that has to go on
            // replaying.
            (Database(_), Some(code)) => {
                code.starts_with("57P") || code.starts_with("53") || code == "40001"
            }
            (Io(_) | Tls(_) | WorkerCrashed, _) => true,
            _ => false,
        };
        if away {
            tracing::warn!("the database is away: {error}");
            return Self::unavailable();
        }
        Self::Internal(error.into())
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = match self {
            Self::Answered(response) => return *response,
            Self::Problem(problem) => problem,
            Self::Internal(error) => {
                tracing::error!("request failed: {error:#}");
                Problem {
                    kind: "urn:productshare:problem:internal".into(),
                    title: "Internal error",
                    status: 500,
                    detail: "the error is in the server's log".into(),
                }
            }
        };
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        let mut response = (status, headers, Json(problem)).into_response();
        if matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        ) {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
