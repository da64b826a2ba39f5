//! Registration of methods: parameters in, answer or error out, and where the work runs.

use super::{
    Node,
    error::{RpcError, RpcResult},
    params::FromParams,
};
use jsonrpsee::{RpcModule, core::RegisterMethodError};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// Result of registering a group of methods; it fails only if a name is registered twice.
pub type Registered = Result<(), RegisterMethodError>;

/// The methods of a server under construction.
pub struct Registry {
    /// The module that the server will serve.
    pub module: RpcModule<Node>,
}

impl Registry {
    /// A registry without methods, over `node`.
    pub fn new(node: Arc<Node>) -> Self {
        Self {
            module: RpcModule::from_arc(node),
        }
    }

    /// A method that answers from memory at once: it runs on the network thread.
    pub fn quick<P, R>(
        &mut self,
        name: &'static str,
        method: impl Fn(&Node, P) -> RpcResult<R> + Send + Sync + 'static,
    ) -> Registered
    where
        P: FromParams,
        R: Serialize + Clone + 'static,
    {
        self.module.register_method(name, move |params, node, _| {
            let params = P::from_params(&params)?;
            guarded(name, || method(node, params))
        })?;
        Ok(())
    }

    /// A method that executes code, makes blocks or scans the chain: it runs, and its answer is written, on a
    /// thread that may block.
    pub fn heavy<P, R>(
        &mut self,
        name: &'static str,
        method: impl Fn(&Node, P) -> RpcResult<R> + Copy + Send + Sync + 'static,
    ) -> Registered
    where
        P: FromParams + Send + 'static,
        R: Serialize,
    {
        self.module
            .register_async_method(name, move |params, node, _| async move {
                let params = P::from_params(&params)?;
                let work = move || guarded(name, || write(&method(&node, params)?));
                tokio::task::spawn_blocking(work)
                    .await
                    .unwrap_or_else(|_| Err(internal(name)))
            })?;
        Ok(())
    }

    /// Further names of a method.
    pub fn alias(&mut self, name: &'static str, others: &[&'static str]) -> Registered {
        others
            .iter()
            .try_for_each(|other| self.module.register_alias(other, name))
    }

    /// A method that wallets may ask for but that is not served, with the reason.
    pub fn refuse(&mut self, name: &'static str, why: &'static str) -> Registered {
        self.module.register_method(name, move |_, _, _| {
            RpcResult::<()>::Err(RpcError::unsupported(why))
        })?;
        Ok(())
    }
}

fn write<R: Serialize>(answer: &R) -> RpcResult<Box<RawValue>> {
    to_raw_value(answer).map_err(|e| RpcError::server(format!("cannot write the answer: {e}")))
}

/// A bug in one method must cost that call only, not the connection that others share.
fn guarded<R>(name: &str, method: impl FnOnce() -> RpcResult<R>) -> RpcResult<R> {
    catch_unwind(AssertUnwindSafe(method)).unwrap_or_else(|_| Err(internal(name)))
}

fn internal(name: &str) -> RpcError {
    tracing::error!(method = name, "a method panicked");
    RpcError::server(format!(
        "internal error in {name}; the server's log has the panic"
    ))
}
