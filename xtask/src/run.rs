//! Running other programs: their output on stderr, their failure as one line, their time bounded where a network is asked.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader, Read},
    os::fd::AsFd,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

/// `command` as one would type it, for messages.
pub fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The cargo that runs us, without what it told us of this package: build scripts watch those variables, and a cargo
/// started with them would compile anew what one started by hand has compiled.
pub fn cargo() -> Command {
    const OURS: [&str; 4] = [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_CRATE_",
        "CARGO_BIN_",
    ];
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| OURS.iter().any(|prefix| name.starts_with(prefix)))
        {
            command.env_remove(name);
        }
    }
    command
}

/// A handle on our stderr, for a child's stdout.
pub fn stderr() -> Result<Stdio> {
    Ok(std::io::stderr().as_fd().try_clone_to_owned()?.into())
}

/// Runs to the end with the output on our stderr; a failure's cause is on the screen already.
pub fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    let status = command
        .stdin(Stdio::null())
        .stdout(stderr()?)
        .status()
        .with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs to the end in silence and returns stdout; the error carries what the program said last.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = output(command)?;
    if !output.status.success() {
        bail!("`{}` failed: {}", shown(command), last_words(&output));
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` printed no text", shown(command)))
}

/// Runs to the end in silence, whatever the exit code.
pub fn output(command: &mut Command) -> Result<Output> {
    command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", shown(command)))
}

/// Whether the program ran and succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    output(command).is_ok_and(|output| output.status.success())
}

/// The line in which a failed program most likely names the cause: npm's first that is no code, others' last.
fn last_words(output: &Output) -> String {
    let text = if output.stderr.iter().any(|b| !b.is_ascii_whitespace()) {
        &output.stderr
    } else {
        &output.stdout
    };
    let text = String::from_utf8_lossy(text);
    let mut npm = text
        .lines()
        .filter_map(|line| line.strip_prefix("npm error "));
    npm.find(|line| !line.starts_with("code ") && !line.trim().is_empty())
        .or_else(|| text.lines().map(str::trim).rfind(|line| !line.is_empty()))
        .unwrap_or("no message")
        .to_string()
}

/// As [`capture`], but ended after `limit`: a network that swallows packets must not stop the work.
pub fn capture_within(command: &mut Command, limit: Duration) -> Result<String> {
    let line = shown(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{line}`"))?;
    let (sender, receiver) = mpsc::channel();
    for (index, pipe) in [
        child
            .stdout
            .take()
            .map(|p| Box::new(p) as Box<dyn Read + Send>),
        child
            .stderr
            .take()
            .map(|p| Box::new(p) as Box<dyn Read + Send>),
    ]
    .into_iter()
    .enumerate()
    {
        let sender = sender.clone();
        let Some(mut pipe) = pipe else { continue };
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = pipe.read_to_end(&mut bytes);
            sender.send((index, read.map(|_| bytes))).ok();
        });
    }
    let mut streams = [Vec::new(), Vec::new()];
    for _ in 0..2 {
        match receiver.recv_timeout(limit) {
            Ok((index, bytes)) => streams[index] = bytes?,
            Err(_) => {
                child.kill().ok();
                child.wait().ok();
                bail!("`{line}` did not answer within {} s", limit.as_secs());
            }
        }
    }
    let [stdout, stderr] = streams;
    let output = Output {
        status: child.wait()?,
        stdout,
        stderr,
    };
    if !output.status.success() {
        bail!("`{line}` failed: {}", last_words(&output));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, showing each line as it comes and returning all of them, whatever the exit code.
pub fn tee(command: &mut Command) -> Result<(bool, String)> {
    let line = shown(command);
    let (reader, writer) = std::io::pipe()?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()
        .with_context(|| format!("cannot start `{line}`"))?;
    // The command keeps its ends of the pipe open until they are replaced; reading would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut all = String::new();
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        let text = String::from_utf8_lossy(&bytes);
        eprint!("{text}");
        all.push_str(&text);
        bytes.clear();
    }
    Ok((child.wait()?.success(), all))
}

/// The program `name` on `PATH`.
pub fn find(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|dir| dir.join(name))
        .find(|path| is_executable(path))
}

/// Whether `path` is a file that somebody may run.
pub fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// `PATH` with `dir` in front.
pub fn path_with(dir: &Path) -> Result<std::ffi::OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(
        std::iter::once(dir.to_path_buf()).chain(std::env::split_paths(&old)),
    )?)
}

/// Writes through a temporary file and a rename: a reader or an interruption sees the old content or the new, never half.
pub fn write_whole(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    let dir = path.parent().context("a file without a folder")?;
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}.tmp", std::process::id()));
    fs::write(&temporary, content)
        .and_then(|()| fs::rename(&temporary, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Whether this process is root.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").map_or_else(
        |_| capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0"),
        |meta| meta.uid() == 0,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn capture_reports_the_last_line_when_the_program_fails() {
        let error = capture(&mut sh("echo first >&2; echo cause >&2; exit 3")).unwrap_err();
        assert!(error.to_string().ends_with("failed: cause"), "{error}");
    }

    #[test]
    fn capture_reports_the_cause_when_npm_fails() {
        let script = "echo 'npm error code EUSAGE' >&2; echo 'npm error' >&2; echo 'npm error the cause' >&2; echo 'npm error help' >&2; exit 1";
        let error = capture(&mut sh(script)).unwrap_err();
        assert!(error.to_string().ends_with("failed: the cause"), "{error}");
    }

    #[test]
    fn capture_within_ends_a_program_that_does_not_answer() {
        let error = capture_within(Command::new("cat").arg("/dev/zero"), Duration::ZERO);
        assert!(error.unwrap_err().to_string().contains("did not answer"));
        assert_eq!(
            capture_within(&mut sh("echo ok"), Duration::from_secs(60)).unwrap(),
            "ok\n"
        );
    }

    #[test]
    fn tee_returns_both_streams_and_the_outcome() {
        let (ok, text) = tee(&mut sh("echo out; echo err >&2; exit 1")).unwrap();
        assert!(!ok);
        assert!(text.contains("out\n") && text.contains("err\n"));
    }

    #[test]
    fn write_whole_leaves_nothing_but_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sub/file");
        write_whole(&path, "one").unwrap();
        write_whole(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
