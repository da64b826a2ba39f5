//! What answers on the API's port: the API, or that there is none yet.

use std::sync::{Arc, OnceLock};

use axum::{Router, extract::Request, response::IntoResponse};
use tower::ServiceExt;

use super::ApiError;

/// A place for the API, in front of which clients are asked to come again.
#[derive(Clone, Debug, Default)]
pub struct Front(Arc<OnceLock<Router>>);

impl Front {
    /// From now on this answers.
    pub fn open(&self, api: Router) {
        // Opened once, at the end of the start.
        self.0.set(api).ok();
    }

    pub fn router(self) -> Router {
        Router::new().fallback(move |request: Request| {
            let api = self.0.get().cloned();
            async move {
                match api {
                    Some(api) => api.oneshot(request).await.into_response(),
                    None => ApiError::starting().into_response(),
                }
            }
        })
    }
}
