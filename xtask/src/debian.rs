//! Debian's `rustc-web`: a newer compiler than Debian's `rustc`, with which it conflicts. Used as installed if it is;
//! otherwise its packages are unpacked below `target/toolchain/`, so that nothing on the machine is displaced.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{paths, run, toolchain, ui};

/// The first release whose `panic=immediate-abort` the contracts' flags can use.
const OLDEST: (u64, u64) = (1, 95);

/// What is unpacked; their dependencies are found.
const WANTED: [&str; 2] = ["rustc-web", "rust-web-src"];

pub struct Compiler {
    pub rustc: PathBuf,
    pub libraries: Vec<PathBuf>,
}

/// The compiler, installed or unpacked.
pub fn ensure() -> Result<Compiler> {
    if WANTED.iter().all(|name| is_installed(name)) && toolchain::has_sources(Path::new("/usr")) {
        return Ok(Compiler {
            rustc: "/usr/bin/rustc".into(),
            libraries: Vec::new(),
        });
    }
    if run::find("apt-get").is_none() || run::find("dpkg").is_none() {
        bail!(
            "no wasm toolchain: run `rustup component add rust-src` while connected, then this again"
        );
    }
    let version = candidate_after_update()?;
    let dir = paths::target().join(format!("toolchain/debian-{}", file_safe(&version)));
    if !dir.is_dir() {
        fetch(&dir, &version)?;
    }
    in_folder(&dir)
}

/// The version of `rustc-web` on offer; the package lists are fetched when they are missing or too old to have it.
fn candidate_after_update() -> Result<String> {
    let good = || candidate("rustc-web").filter(|version| is_recent(version));
    if let Some(version) = good() {
        return Ok(version);
    }
    if run::is_root() {
        ui::say("wasm", "updating Debian's package lists");
        run::capture(Command::new("apt-get").args(["update", "-qq"]))?;
    }
    let (major, minor) = OLDEST;
    good().with_context(|| match candidate("rustc-web") {
        Some(version) => format!("Debian's rustc-web is {version}, older than {major}.{minor}: run `apt-get update` as root, then this again"),
        None => "Debian's package lists have no rustc-web: run `apt-get update` as root, then this again".to_string(),
    })
}

fn fetch(dir: &Path, version: &str) -> Result<()> {
    let packages = closure(&WANTED, &dependencies, &is_installed);
    ui::say(
        "wasm",
        format!(
            "fetching Debian's rustc-web {version} ({} packages, about 200 MB)",
            packages.len()
        ),
    );
    let parent = dir.parent().context("a toolchain without a folder")?;
    remove_interrupted(parent);
    let temporary = parent.join(format!("{}.tmp", std::process::id()));
    let debs = temporary.join("debs");
    fs::create_dir_all(&debs).with_context(|| format!("cannot create {}", debs.display()))?;
    // apt's unprivileged user cannot write below a folder of root's; that user is for security, not for this folder.
    run::capture(
        Command::new("apt-get")
            .args(["download", "-qq", "-o", "APT::Sandbox::User=root"])
            .args(&packages)
            .current_dir(&debs),
    )?;
    for entry in fs::read_dir(&debs)? {
        let deb = entry?.path();
        ui::say(
            "wasm",
            format!(
                "unpacking {}",
                deb.file_name().unwrap_or_default().to_string_lossy()
            ),
        );
        run::capture(Command::new("dpkg").arg("-x").arg(&deb).arg(&temporary))?;
    }
    fs::remove_dir_all(&debs)?;
    fs::rename(&temporary, dir)
        .with_context(|| format!("cannot move {} into place", temporary.display()))
}

/// Removes what an interrupted run left.
fn remove_interrupted(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == "tmp") {
            fs::remove_dir_all(path).ok();
        }
    }
}

/// An unpacked compiler.
fn in_folder(dir: &Path) -> Result<Compiler> {
    let lib = dir.join("usr/lib");
    let mut libraries = Vec::new();
    for parent in [&lib, &dir.join("lib")] {
        let Ok(entries) = fs::read_dir(parent) else {
            continue;
        };
        libraries.extend(
            entries
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .filter(|path| {
                    path.file_name()
                        .is_some_and(|n| n.to_string_lossy().contains("-linux-gnu"))
                }),
        );
    }
    libraries.sort();
    Ok(Compiler {
        rustc: dir.join("usr/bin/rustc"),
        libraries,
    })
}

/// `roots` and, of what they depend on, what is not installed. Programs that a host build needs in any case (a C
/// compiler and its headers) are the machine's business.
fn closure(
    roots: &[&str],
    dependencies: &dyn Fn(&str) -> Vec<String>,
    is_installed: &dyn Fn(&str) -> bool,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = roots.iter().map(ToString::to_string).collect();
    while let Some(name) = open.pop() {
        if !found.insert(name.clone()) {
            continue;
        }
        open.extend(dependencies(&name).into_iter().filter(|dependency| {
            let wanted = dependency.starts_with("libstd-rust-web")
                || (dependency.starts_with("lib") && !dependency.ends_with("-dev"))
                || dependency.starts_with("zlib");
            wanted && !is_installed(dependency)
        }));
    }
    found
}

fn dependencies(package: &str) -> Vec<String> {
    run::capture(Command::new("apt-cache").args(["depends", package]))
        .map(|text| parse_depends(&text))
        .unwrap_or_default()
}

/// The names after `Depends:`; of alternatives (`|Depends:`) apt prints each, and all are looked at.
fn parse_depends(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            line.trim()
                .trim_start_matches('|')
                .strip_prefix("Depends: ")
        })
        .filter(|name| !name.starts_with('<'))
        .map(str::to_string)
        .collect()
}

fn is_installed(package: &str) -> bool {
    run::capture(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]))
        .is_ok_and(|status| status.trim() == "installed")
}

fn candidate(package: &str) -> Option<String> {
    let text = run::capture(Command::new("apt-cache").args(["policy", package])).ok()?;
    parse_candidate(&text)
}

fn parse_candidate(policy: &str) -> Option<String> {
    policy
        .lines()
        .find_map(|line| line.trim().strip_prefix("Candidate: "))
        .filter(|version| *version != "(none)")
        .map(str::to_string)
}

/// Whether a Debian version (`1.96.0+dfsg1-1~deb12u2`) is new enough.
fn is_recent(version: &str) -> bool {
    let upstream = version.split_once(':').map_or(version, |(_, rest)| rest);
    let mut numbers = upstream
        .split(|c: char| !c.is_ascii_digit())
        .map(|number| number.parse::<u64>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= OLDEST
}

fn file_safe(version: &str) -> String {
    version
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_candidate_reads_a_policy_and_knows_none() {
        let policy = "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0+dfsg1-1~deb12u2\n  Version table:\n";
        assert_eq!(parse_candidate(policy).unwrap(), "1.96.0+dfsg1-1~deb12u2");
        assert_eq!(parse_candidate("x:\n  Candidate: (none)\n"), None);
        assert_eq!(parse_candidate(""), None);
    }

    #[test]
    fn is_recent_compares_upstream_releases() {
        assert!(is_recent("1.96.0+dfsg1-1~deb12u2"));
        assert!(is_recent("2:1.95.1-1"));
        assert!(!is_recent("1.85.0+dfsg3-1~deb12u3"));
        assert!(!is_recent("web"));
    }

    #[test]
    fn closure_follows_libraries_that_are_not_installed() {
        let depends = |name: &str| -> Vec<String> {
            let names: &[&str] = match name {
                "rustc-web" => &["gcc", "libc6", "libc6-dev", "libstd-rust-web-dev"],
                "libstd-rust-web-dev" => &["libstd-rust-web-1.96"],
                "libstd-rust-web-1.96" => &["libllvm22", "libc6"],
                "libllvm22" => &["libedit2", "zlib1g"],
                _ => &[],
            };
            names.iter().map(ToString::to_string).collect()
        };
        let installed = |name: &str| ["libc6", "zlib1g"].contains(&name);
        let found: Vec<_> = closure(&["rustc-web"], &depends, &installed)
            .into_iter()
            .collect();
        assert_eq!(
            found,
            [
                "libedit2",
                "libllvm22",
                "libstd-rust-web-1.96",
                "libstd-rust-web-dev",
                "rustc-web"
            ]
        );
    }

    #[test]
    fn parse_depends_leaves_out_virtual_packages() {
        let text = "rustc-web\n  Depends: libc6\n |Depends: gcc\n  Depends: <libc-dev>\n    libc6-dev\n  Conflicts: rustc\n";
        assert_eq!(parse_depends(text), ["libc6", "gcc"]);
    }
}
