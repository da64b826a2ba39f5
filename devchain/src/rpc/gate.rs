//! What a request meets before its method: the answers for methods that do not exist, in geth's words.

use super::{
    MAX_RESPONSE_BYTES,
    error::{METHOD_NOT_FOUND, RpcError},
};
use jsonrpsee::{
    BatchResponseBuilder, MethodResponse, Methods,
    core::middleware::{Batch, BatchEntry, Notification, RpcServiceT},
    types::{ErrorObjectOwned, Request},
};

/// jsonrpsee's own code for a subscription asked for over HTTP.
const INTERNAL_ERROR: i32 = -32603;

/// Middleware around the method table.
#[derive(Clone)]
pub struct Gate<S> {
    inner: S,
    known: Methods,
}

impl<S> Gate<S> {
    /// Puts the gate in front of `inner`, which serves `known`.
    pub fn new(inner: S, known: Methods) -> Self {
        Self { inner, known }
    }
}

impl<S> RpcServiceT for Gate<S>
where
    S: RpcServiceT<MethodResponse = MethodResponse> + Send + Sync + Clone + 'static,
{
    type MethodResponse = MethodResponse;
    type NotificationResponse = S::NotificationResponse;
    type BatchResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let Self { inner, known } = self.clone();
        async move {
            if known.method(request.method_name()).is_none() {
                let message = format!(
                    "the method {} does not exist/is not available",
                    shortened(request.method_name())
                );
                return refused(request, message);
            }
            if !request.method_name().ends_with("subscribe") {
                return inner.call(request).await;
            }
            let id = request.id().into_owned();
            let response = inner.call(request).await;
            match response.as_error_code() {
                Some(INTERNAL_ERROR) => MethodResponse::error(id, unavailable()),
                _ => response,
            }
        }
    }

    /// One after the other, as geth and Nitro do; all answers together stay below the limit of one.
    fn batch<'a>(&self, batch: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let this = self.clone();
        async move {
            let mut answers = BatchResponseBuilder::new_with_limit(MAX_RESPONSE_BYTES as usize);
            let mut notified = false;
            for entry in batch {
                let answer = match entry {
                    Ok(BatchEntry::Call(request)) => this.call(request).await,
                    Ok(BatchEntry::Notification(notification)) => {
                        notified = true;
                        this.inner.notification(notification).await;
                        continue;
                    }
                    Err(malformed) => {
                        let (error, id) = malformed.into_parts();
                        MethodResponse::error(id, error)
                    }
                };
                if let Err(too_large) = answers.append(answer) {
                    return too_large;
                }
            }
            if notified && answers.is_empty() {
                return MethodResponse::notification();
            }
            MethodResponse::from_batch(answers.finish())
        }
    }

    fn notification<'a>(
        &self,
        notification: Notification<'a>,
    ) -> impl Future<Output = Self::NotificationResponse> + Send + 'a {
        self.inner.notification(notification)
    }
}

fn refused(request: Request<'_>, message: String) -> MethodResponse {
    let error = ErrorObjectOwned::from(RpcError::new(METHOD_NOT_FOUND, message));
    MethodResponse::error(request.id, error)
}

fn unavailable() -> ErrorObjectOwned {
    RpcError::new(
        METHOD_NOT_FOUND,
        "notifications not supported: subscribe over WebSocket",
    )
    .into()
}

/// A hostile method name is not echoed at length.
fn shortened(name: &str) -> &str {
    match name.char_indices().nth(64) {
        Some((end, _)) => &name[..end],
        None => name,
    }
}
