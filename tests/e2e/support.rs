//! What several scenarios need: programs of this workspace as child processes, node scripts.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;
use world::solidity::root;

/// The programs that people run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Devchain,
    Indexer,
    Deploy,
    Cli,
}

impl Program {
    const ALL: [(Program, &str, &str); 4] = [
        (Program::Devchain, "devchain", "devchain"),
        (
            Program::Indexer,
            "productshare-indexer",
            "productshare-indexer",
        ),
        (
            Program::Deploy,
            "productshare-deploy",
            "productshare-deploy",
        ),
        (Program::Cli, "productshare-cli", "productshare"),
    ];

    /// Where it is, built from the present sources.
    pub fn path(self) -> PathBuf {
        static BUILT: OnceLock<PathBuf> = OnceLock::new();
        let dir = BUILT.get_or_init(|| {
            // Test binaries live in <profile>/deps; the programs one level up.
            let exe = std::env::current_exe().expect("a path of this test");
            let dir = exe
                .parent()
                .and_then(|deps| deps.parent())
                .expect("target/<profile>/deps")
                .to_owned();
            // `cargo xtask test` builds the whole workspace: alone, the programs would be compiled anew with fewer features.
            if std::env::var_os("PROGRAMS_ARE_BUILT").is_some() {
                return dir;
            }
            let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
            let mut build = Command::new(cargo);
            build.args(["build", "--quiet"]).current_dir(root());
            for (_, package, binary) in Self::ALL {
                build.args(["-p", package, "--bin", binary]);
            }
            if let Some(target) = dir.parent() {
                build.arg("--target-dir").arg(target);
            }
            if dir.ends_with("release") {
                build.arg("--release");
            }
            assert!(
                build.status().expect("cargo runs").success(),
                "the programs do not build"
            );
            dir
        });
        let (_, _, binary) = Self::ALL
            .into_iter()
            .find(|(program, ..)| *program == self)
            .expect("listed above");
        dir.join(binary)
    }

    /// Runs it to its end with `args` and `env` (and nothing of this process's settings), with standard input closed.
    pub fn run(self, args: &[&str], env: &[(&str, &str)]) -> Output {
        let mut command = self.command(args, env);
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        wait(child, &format!("{self:?} {args:?}"))
    }

    /// A command of it with a clean environment.
    pub fn command(self, args: &[&str], env: &[(&str, &str)]) -> Command {
        let mut command = Command::new(self.path());
        for name in [
            "RPC_URL",
            "RPC_URLS",
            "DATABASE_URL",
            "DATABASE_READ_URL",
            "MANIFEST",
            "DEPLOYER_KEY",
        ] {
            command.env_remove(name);
        }
        command
            .args(args)
            .envs(env.iter().copied())
            .current_dir(root())
            .stdin(Stdio::null());
        command
    }
}

/// The output of a child that must end within a minute.
pub fn wait(mut child: std::process::Child, what: &str) -> Output {
    let start = Instant::now();
    while child.try_wait().expect("a child of ours").is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().ok();
            let output = child.wait_with_output().expect("its output");
            panic!(
                "{what} did not end: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().expect("its output")
}

/// Asserts that a program refused: not exit code 0, nothing on standard output, and one clear line with `hint` in it.
pub fn assert_refused(output: &Output, hints: &[&str]) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it succeeded: {error}");
    assert!(
        output.status.code().is_some_and(|code| code != 101),
        "it panicked: {error}"
    );
    let last = error
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or_default();
    for hint in hints {
        assert!(
            last.to_lowercase().contains(&hint.to_lowercase()),
            "{hint:?} is not in the last line: {error}"
        );
    }
    assert!(
        !error.contains("stack backtrace") && !error.contains("panicked at"),
        "not one clear line: {error}"
    );
}

/// Runs a script of `tests/js`; its standard output as JSON.
pub async fn node(script: &str, argument: &Value) -> Value {
    let output = tokio::process::Command::new("node")
        .arg(script)
        .arg(argument.to_string())
        .current_dir(root().join("tests/js"))
        .kill_on_drop(true)
        .output()
        .await
        .expect("node runs: `cargo xtask setup` brings it");
    assert!(
        output.status.success(),
        "{script}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}
