//! A client of the read API that waits for the block it asks about.

use anyhow::{Context, Result, bail, ensure};
use reqwest::StatusCode;
use serde_json::Value;

/// How often a block that is not indexed yet is asked for again; the server itself waits up to two seconds each time.
const TRIES: u32 = 15;

/// The API at an address.
#[derive(Clone, Debug)]
pub struct Api {
    http: reqwest::Client,
    /// `http://host:port`.
    pub url: String,
}

impl Api {
    /// The API at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            http: reqwest::Client::new(),
            url: url.into(),
        }
    }

    /// What `path` answers now.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let (status, body) = self.try_get(path).await?;
        ensure!(status.is_success(), "GET {path}: {status} {body}");
        Ok(body)
    }

    /// What `path` answers, whatever the status.
    pub async fn try_get(&self, path: &str) -> Result<(StatusCode, Value)> {
        let url = format!("{}{path}", self.url);
        let response = self
            .http
            .get(&url)
            .send()
            .await
            .with_context(|| format!("GET {url}"))?;
        let status = response.status();
        let body = response
            .json()
            .await
            .with_context(|| format!("GET {url}: {status}, not JSON"))?;
        Ok((status, body))
    }

    /// What `path` answers as text: CSV, pages, metrics.
    pub async fn text(&self, path: &str) -> Result<String> {
        let url = format!("{}{path}", self.url);
        let response = self
            .http
            .get(&url)
            .send()
            .await
            .with_context(|| format!("GET {url}"))?;
        Ok(response.error_for_status()?.text().await?)
    }

    /// What `path` answers once `block` is indexed.
    pub async fn at(&self, path: &str, block: u64) -> Result<Value> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{joint}min_block={block}");
        for _ in 0..TRIES {
            match self.try_get(&path).await? {
                (status, body) if status.is_success() => return Ok(body),
                (StatusCode::CONFLICT | StatusCode::SERVICE_UNAVAILABLE, _) => {}
                (status, body) => bail!("GET {path}: {status} {body}"),
            }
        }
        bail!("the indexer did not reach block {block}: GET {path}")
    }

    /// All items of a list as of `block` or later, page by page in chain order.
    pub async fn list(&self, path: &str, block: u64) -> Result<Vec<Value>> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let first = format!("{path}{joint}order=asc&limit=200");
        let mut page = self.at(&first, block).await?;
        let mut items = Vec::new();
        loop {
            let more = page["items"]
                .as_array_mut()
                .with_context(|| format!("GET {path}: no items"))?;
            items.append(more);
            let Some(next) = page["next"].as_str() else {
                return Ok(items);
            };
            page = self.at(&format!("{first}&cursor={next}"), block).await?;
        }
    }
}
