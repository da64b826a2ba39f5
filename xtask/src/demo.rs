//! A demo that runs beside what looks at it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

use crate::run;

/// A running demo, its market day over; dropping it asks it to stop, and waits.
pub struct Demo {
    child: Child,
    url: String,
}

impl Demo {
    /// Starts it with a command, and waits until it is up.
    pub fn start(mut command: Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start the demo")?;
        // From here on it is stopped whatever happens.
        let mut demo = Self {
            child,
            url: String::new(),
        };
        let stderr = demo.child.stderr.take().context("the demo has no stderr")?;
        let mut lines = BufReader::new(stderr).lines();
        let url = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let url = line.strip_prefix("API ")?.trim();
            Some(url.trim_end_matches("/v1/status").to_owned())
        });
        // Read on, or the demo blocks on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        demo.url =
            url.context("the demo ended before it was up: run `cargo xtask demo` to see why")?;
        Ok(demo)
    }

    /// Where its API is.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let stop = &mut Command::new("kill");
        if !run::succeeds(stop.arg(self.child.id().to_string())) {
            self.child.kill().ok();
        }
        self.child.wait().ok();
    }
}
