//! What a server sends to Postgres, read off the wire: a proxy that keeps statements with the values bound to them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, ensure};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo};
use sqlx::{Encode, PgConnection, Postgres, Type};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// A statement as it was run.
#[derive(Clone, Debug)]
pub struct Run {
    pub sql: String,
    types: Vec<u32>,
    values: Vec<Option<Vec<u8>>>,
}

/// A proxy before Postgres; ends with the value.
pub struct Wire {
    pub port: u16,
    runs: Arc<Mutex<Vec<Run>>>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Wire {
    /// Before the Postgres at `address`.
    pub async fn before(address: String) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let runs = Arc::<Mutex<Vec<Run>>>::default();
        let kept = runs.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (address, kept) = (address.clone(), kept.clone());
                tokio::spawn(async move {
                    // An end of either side ends both.
                    proxy(client, address, kept).await.ok();
                });
            }
        });
        Ok(Self {
            port,
            runs,
            accepting,
        })
    }

    /// The statements since the last call, in their order.
    pub fn take(&self) -> Vec<Run> {
        std::mem::take(&mut lock(&self.runs))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Run {
    /// The bound values as text, as Postgres itself writes them, and their types.
    pub async fn text(&self, conn: &mut PgConnection) -> Result<Vec<Option<(String, String)>>> {
        ensure!(
            self.types.len() == self.values.len(),
            "{} types for {} values: {}",
            self.types.len(),
            self.values.len(),
            self.sql
        );
        let mut all = Vec::new();
        for (oid, value) in self.types.iter().zip(&self.values) {
            let text = match value {
                None => None,
                Some(bytes) => sqlx::query_as("select $1::text, pg_typeof($1)::text")
                    .bind(Bound { oid: *oid, bytes })
                    .persistent(false)
                    .fetch_one(&mut *conn)
                    .await
                    .map(Some)
                    .with_context(|| format!("a value of {}", self.sql))?,
            };
            all.push(text);
        }
        Ok(all)
    }
}

/// A value in the binary form of its type.
struct Bound<'a> {
    oid: u32,
    bytes: &'a [u8],
}

impl Type<Postgres> for Bound<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl<'q> Encode<'q, Postgres> for Bound<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(self.bytes);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(self.oid)))
    }
}

async fn proxy(client: TcpStream, address: String, runs: Arc<Mutex<Vec<Run>>>) -> Result<()> {
    let server = TcpStream::connect(address).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, mut to_client) = client.into_split();
    let (mut from_server, to_server) = server.into_split();
    tokio::select! {
        ended = forward(from_client, to_server, &runs) => ended,
        ended = tokio::io::copy(&mut from_server, &mut to_client) => ended.map(|_| ()).map_err(Into::into),
    }
}

/// Passes a client's messages on, reading them.
async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    runs: &Mutex<Vec<Run>>,
) -> Result<()> {
    // The start-up message alone has no kind.
    let length = from.read_i32().await?;
    let mut start = vec![0; usize::try_from(length)?.saturating_sub(4)];
    from.read_exact(&mut start).await?;
    to.write_i32(length).await?;
    to.write_all(&start).await?;
    let mut statements: HashMap<Vec<u8>, (String, Vec<u32>)> = HashMap::new();
    loop {
        let kind = from.read_u8().await?;
        let length = from.read_i32().await?;
        let mut body = vec![0; usize::try_from(length)?.saturating_sub(4)];
        from.read_exact(&mut body).await?;
        let mut fields = Fields(&body);
        match kind {
            b'P' => {
                let name = fields.string()?.to_vec();
                let sql = String::from_utf8(fields.string()?.to_vec())?;
                let types = (0..fields.i16()?)
                    .map(|_| Ok(fields.i32()? as u32))
                    .collect::<Result<_>>()?;
                statements.insert(name, (sql, types));
            }
            b'B' => {
                fields.string()?;
                let name = fields.string()?;
                let formats = fields.i16()?;
                fields.take(2 * usize::try_from(formats)?)?;
                let count = fields.i16()?;
                let mut values = Vec::new();
                for _ in 0..count {
                    let length = fields.i32()?;
                    values.push(match usize::try_from(length) {
                        Ok(length) => Some(fields.take(length)?.to_vec()),
                        Err(_) => None,
                    });
                }
                if let Some((sql, types)) = statements.get(name) {
                    lock(runs).push(Run {
                        sql: sql.clone(),
                        types: types.clone(),
                        values,
                    });
                }
            }
            _ => {}
        }
        let mut message = Vec::with_capacity(body.len() + 5);
        message.push(kind);
        message.extend_from_slice(&length.to_be_bytes());
        message.extend_from_slice(&body);
        to.write_all(&message).await?;
    }
}

/// The fields of a message, taken one after the other.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .context("a short message to Postgres")?;
        self.0 = rest;
        Ok(taken)
    }

    fn i16(&mut self) -> Result<i16> {
        Ok(i16::from_be_bytes(self.take(2)?.try_into()?))
    }

    fn i32(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.take(4)?.try_into()?))
    }

    /// Without its end.
    fn string(&mut self) -> Result<&'a [u8]> {
        let end = self.0.iter().position(|byte| *byte == 0);
        let text = self.take(end.context("a string without end to Postgres")?)?;
        self.take(1)?;
        Ok(text)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
