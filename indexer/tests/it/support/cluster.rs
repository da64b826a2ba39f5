//! Database servers of one's own, which a test may stop and start: a primary and its streaming replica, or one alone.

use std::{
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::eventually;

/// Who runs a server for root, which Postgres refuses to.
#[derive(Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

/// A primary and a replica that streams from it.
pub struct Cluster {
    pub primary: Server,
    pub replica: Server,
    _folder: tempfile::TempDir,
}

/// One server alone.
pub struct Lone {
    pub server: Server,
    _folder: tempfile::TempDir,
}

/// A server and where it keeps its data. Ended when dropped.
pub struct Server {
    pub url: String,
    programs: PathBuf,
    owner: Option<Owner>,
    data: PathBuf,
    port: u16,
    settings: Vec<String>,
    process: Option<Child>,
}

impl Cluster {
    pub async fn start() -> Self {
        let (folder, mut primary) = create(&[]);
        let second = folder.path().join("replica");
        // A copy of a cluster that does not run: whole without any further program.
        let mut copy = Command::new("cp");
        copy.arg("-a").arg(&primary.data).arg(&second);
        run(&mut copy);
        let mut replica = Server::new(primary.programs.clone(), primary.owner, second);
        std::fs::write(replica.data.join("standby.signal"), "").expect("written");
        primary.start().await;
        let source = format!(
            "primary_conninfo=host=127.0.0.1 port={} user=postgres",
            primary.port
        );
        replica.settings.push(source);
        replica.start().await;
        Self {
            primary,
            replica,
            _folder: folder,
        }
    }
}

impl Lone {
    /// With these settings, as `name=value`.
    pub async fn start(settings: &[&str]) -> Self {
        Self::made_by(&[], settings).await
    }

    /// As [`Self::start`], with these further arguments of `initdb`.
    pub async fn made_by(initdb: &[&str], settings: &[&str]) -> Self {
        let (folder, mut server) = create(initdb);
        server.settings = settings.iter().map(|set| (*set).to_owned()).collect();
        server.start().await;
        Self {
            server,
            _folder: folder,
        }
    }
}

/// A server that is set up and does not run, in a folder that goes with its value.
fn create(further: &[&str]) -> (tempfile::TempDir, Server) {
    let (programs, owner) = (programs(), owner());
    let folder = tempfile::tempdir().expect("temporary folder");
    if let Some(Owner { uid, gid }) = owner {
        chown(folder.path(), Some(uid), Some(gid)).expect("root may");
    }
    let data = folder.path().join("data");
    run(program(&programs, "initdb", owner)
        .args([
            "--no-sync",
            "--locale=C",
            "--encoding=UTF8",
            "--auth=trust",
            "-U",
            "postgres",
        ])
        .args(further)
        .arg("-D")
        .arg(&data));
    (folder, Server::new(programs, owner, data))
}

impl Server {
    fn new(programs: PathBuf, owner: Option<Owner>, data: PathBuf) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a port")
            .port();
        Self {
            url: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
            programs,
            owner,
            data,
            port,
            settings: Vec::new(),
            process: None,
        }
    }

    /// The same database on this server.
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    pub async fn start(&mut self) {
        let mut command = program(&self.programs, "postgres", self.owner);
        command
            .arg("-D")
            .arg(&self.data)
            .args(["-p", &self.port.to_string()]);
        let ours = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
        ];
        for setting in ours
            .into_iter()
            .chain(self.settings.iter().map(String::as_str))
        {
            command.args(["-c", setting]);
        }
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.process = Some(process.expect("postgres starts"));
        eventually("Postgres answers", async || {
            PgConnection::connect(&self.url).await.ok()
        })
        .await;
    }

    /// Ends it as a crash would.
    pub fn stop(&mut self) {
        let Some(mut process) = self.process.take() else {
            return;
        };
        let mut stop = program(&self.programs, "pg_ctl", self.owner);
        stop.args(["stop", "-s", "-m", "immediate", "-D"])
            .arg(&self.data);
        if !stop.status().is_ok_and(|status| status.success()) {
            let _ = process.kill();
        }
        let _ = process.wait();
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&mut self) {
        let process = self.process.as_mut().expect("it was started");
        let mut ended = || process.try_wait().ok().flatten();
        eventually("Postgres ends", || std::future::ready(ended())).await;
        self.process = None;
    }

    /// Lets nobody write a file beyond so many bytes but who was there for the server's own sake. To Postgres the disk is
    /// full then, if it is not a whole number of pages: not all of a page could be written. `None`: there is space again.
    pub async fn limit_files(&self, bytes: Option<u64>) {
        let server = self.process.as_ref().expect("it runs").id();
        // First the server itself, by which those who come later have the same limit.
        assert!(
            self.limit_files_of(server, bytes),
            "prlimit is of util-linux"
        );
        let mut conn = PgConnection::connect(&self.url).await.expect("connects");
        let sessions: Vec<i32> = sqlx::query_scalar(
            "select pid from pg_stat_activity where backend_type = 'client backend'",
        )
        .fetch_all(&mut conn)
        .await
        .expect("sessions");
        for session in sessions {
            // One of them may have ended meanwhile.
            self.limit_files_of(session.unsigned_abs(), bytes);
        }
    }

    fn limit_files_of(&self, process: u32, bytes: Option<u64>) -> bool {
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        // By the owner of the processes, who needs no privilege for it. The soft limit only, which he may raise again.
        program(Path::new(""), "prlimit", self.owner)
            .arg(format!("--pid={process}"))
            .arg(format!("--fsize={limit}:"))
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Runs one statement on the database `postgres`.
    pub async fn run(&self, statement: &str) {
        let mut conn = PgConnection::connect(&self.url).await.expect("connects");
        sqlx::query(AssertSqlSafe(statement.to_owned()))
            .execute(&mut conn)
            .await
            .expect("runs");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn program(programs: &Path, name: &str, owner: Option<Owner>) -> Command {
    let mut command = Command::new(programs.join(name));
    command.current_dir("/").env("LC_ALL", "C");
    if let Some(Owner { uid, gid }) = owner {
        command.uid(uid).gid(gid);
    }
    command
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// `cargo xtask test` names the folder of Postgres's programs; by hand it is Debian's newest, or what is on the path.
fn programs() -> PathBuf {
    if let Some(named) = std::env::var_os("POSTGRES_BIN") {
        return named.into();
    }
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    found.sort();
    if let Some((_, bin)) = found.pop() {
        return bin;
    }
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .find(|folder| folder.join("initdb").is_file())
        .expect("no Postgres programs: set POSTGRES_BIN to the folder of initdb, pg_ctl and postgres, or run `cargo xtask test`")
}

fn owner() -> Option<Owner> {
    use std::os::unix::fs::MetadataExt;
    let me = std::fs::metadata("/proc/self").map_or(1, |process| process.uid());
    if me != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").expect("users");
    let line = users
        .lines()
        .find(|line| line.starts_with("postgres:"))
        .expect(
            "as root, Postgres is run by the user postgres: create it, or run `cargo xtask test`",
        );
    let mut fields = line
        .split(':')
        .skip(2)
        .map(|id| id.parse().expect("a number"));
    Some(Owner {
        uid: fields.next().expect("a user"),
        gid: fields.next().expect("a group"),
    })
}
