//! Moments in what an indexer asks and writes: at one of them everything that it does stands still, until the test has done
//! there what it wants to and lets the traffic go on.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

use super::proxy::{Fault, Proxy};

/// When traffic stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// At so many questions more to the node; the last is not answered, unless it is not the first of its batch.
    Question(u64),
    /// After so many bytes more to the database, which are most often in the middle of a statement or of rows.
    Byte(u64),
}

/// A node and a database between an indexer and the real ones.
pub struct Wire {
    pub rpc: Proxy,
    pub database_url: String,
    traffic: Arc<Traffic>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Traffic {
    /// What is left until the moment; `None` when none is awaited.
    awaited: Mutex<Option<Moment>>,
    /// Changes when traffic goes on: what stood still is cut then.
    cut: watch::Sender<()>,
}

impl Wire {
    pub async fn start(rpc_url: &str, database_url: &str) -> Self {
        let traffic = Arc::<Traffic>::default();
        let asked = traffic.clone();
        let rpc = Proxy::start(rpc_url, move |_, _| {
            (!asked.lets_ask()).then_some(Fault::Silence)
        })
        .await;
        let mut url: reqwest::Url = database_url.parse().expect("a URL");
        let host = url.host_str().expect("a host");
        let server = format!("{host}:{}", url.port().unwrap_or(5432));
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .expect("a port");
        let port = listener.local_addr().expect("an address").port();
        url.set_host(Some("127.0.0.1")).expect("an address");
        url.set_port(Some(port)).expect("a port");
        let serving = tokio::spawn(serve(listener, server, traffic.clone()));
        Self {
            rpc,
            database_url: url.into(),
            traffic,
            serving,
        }
    }

    /// Lets the traffic go on until `moment`, if there is one. What stood still is cut.
    pub fn go_on(&self, until: Option<Moment>) {
        *self.traffic.awaited() = until;
        self.traffic.cut.send_replace(());
    }

    pub fn stands_still(&self) -> bool {
        self.traffic.stands_still()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Moment {
    fn has_come(self) -> bool {
        matches!(self, Self::Question(0) | Self::Byte(0))
    }
}

impl Traffic {
    fn awaited(&self) -> MutexGuard<'_, Option<Moment>> {
        self.awaited.lock().expect("no panic holds it")
    }

    fn stands_still(&self) -> bool {
        self.awaited().is_some_and(Moment::has_come)
    }

    /// Whether the node may answer a question.
    fn lets_ask(&self) -> bool {
        let mut awaited = self.awaited();
        if let Some(Moment::Question(left)) = awaited.as_mut() {
            *left = left.saturating_sub(1);
        }
        !awaited.is_some_and(Moment::has_come)
    }

    /// How many of so many bytes may go to the database; fewer when the moment has come.
    fn lets_through(&self, bytes: usize) -> usize {
        match self.awaited().as_mut() {
            Some(Moment::Byte(left)) => {
                let through = bytes.min(usize::try_from(*left).unwrap_or(bytes));
                *left -= through as u64;
                through
            }
            Some(Moment::Question(0)) => 0,
            _ => bytes,
        }
    }
}

async fn serve(listener: TcpListener, server: String, traffic: Arc<Traffic>) {
    // They end with this task.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let (server, traffic) = (server.clone(), traffic.clone());
        connections.spawn(async move {
            let mut cut = traffic.cut.subscribe();
            if traffic.stands_still() {
                let _ = cut.changed().await;
                return;
            }
            // A server that is away looks as if nobody stood between.
            if let Ok(server) = TcpStream::connect(server).await {
                connect(client, server, &traffic).await;
            }
        });
    }
}

async fn connect(mut client: TcpStream, mut server: TcpStream, traffic: &Traffic) {
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let up = async {
        let mut cut = traffic.cut.subscribe();
        let mut buffer = vec![0; 1 << 14];
        while let Ok(count @ 1..) = from_client.read(&mut buffer).await {
            cut.mark_unchanged();
            let through = traffic.lets_through(count);
            if to_server.write_all(&buffer[..through]).await.is_err() {
                return;
            }
            if through < count {
                let _ = cut.changed().await;
                return;
            }
        }
    };
    let down = tokio::io::copy(&mut from_server, &mut to_client);
    // An end that closes closes the other.
    tokio::select! {
        () = up => {}
        _ = down => {}
    }
}
