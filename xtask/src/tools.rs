//! Tools from the Rust registry: what is on `PATH`, else built once into `target/tools`.

use std::path::PathBuf;

use anyhow::Result;

use crate::{paths, run, ui};

/// A tool and the version that is built when the machine has none.
pub struct Tool {
    name: &'static str,
    version: &'static str,
    /// How far it is optimised, which takes most of the time that building it takes.
    opt_level: &'static str,
}

pub const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    // It compares the licence texts of some hundred crates.
    opt_level: "1",
};
pub const STYLUS: Tool = Tool {
    name: "cargo-stylus",
    version: "0.10.10",
    // It compresses one small program.
    opt_level: "0",
};
pub const MUTANTS: Tool = Tool {
    name: "cargo-mutants",
    version: "27.0.0",
    // It waits for compilers.
    opt_level: "0",
};

impl Tool {
    /// Where it is, if it is there.
    pub fn find(&self) -> Option<PathBuf> {
        let own = paths::tools().join("bin").join(self.name);
        if run::is_executable(&own) {
            Some(own)
        } else {
            run::find(self.name)
        }
    }

    /// Where it is, after building it if need be. Cargo installs by a rename, so an interruption leaves nothing half.
    pub fn ensure(&self) -> Result<PathBuf> {
        if let Some(path) = self.find() {
            return Ok(path);
        }
        let watch = ui::Watch::start();
        ui::say(
            "tools",
            format!(
                "building {} {} (once, some minutes)",
                self.name, self.version
            ),
        );
        let mut command = run::cargo();
        command
            .args(["install", "--locked", "--debug", self.name, "--version", self.version, "--root"])
            .arg(paths::tools())
            .env("CARGO_TARGET_DIR", paths::target().join("tools-build"))
            // A debug build compiles in a third of the time.
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", self.opt_level)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .current_dir(paths::root());
        run::run(&mut command)?;
        ui::say("tools", format!("{} took {}", self.name, watch.shown()));
        Ok(paths::tools().join("bin").join(self.name))
    }
}

/// The test runner, if the machine has it; cargo's own does as well.
pub fn nextest() -> Option<PathBuf> {
    Tool {
        name: "cargo-nextest",
        version: "",
        opt_level: "",
    }
    .find()
}
