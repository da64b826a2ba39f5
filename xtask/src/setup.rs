//! `cargo xtask setup`: finds or fetches all that the other commands need. They do the same for their own part.

use anyhow::Result;

use crate::{node, postgres, run, toolchain, tools, ui};

/// Everything that is quick to get; with `with_tools` also what is compiled from the Rust registry.
pub fn setup(with_tools: bool) -> Result<()> {
    let watch = ui::Watch::start();
    let node = node::ensure()?;
    let version = run::capture(std::process::Command::new(&node).arg("--version"))?;
    ui::say(
        "node",
        format!("{} at {}", version.trim(), crate::paths::shown(&node)),
    );
    toolchain::ensure()?;
    ui::say("npm", node::wasm_opt()?.version);
    for_chain()?;
    for_clients()?;
    postgres::ensure()?;
    if with_tools {
        for tool in [tools::DENY, tools::STYLUS] {
            ui::say("tools", tool.ensure()?.display().to_string());
        }
    }
    ui::say("setup", format!("complete after {}", watch.shown()));
    Ok(())
}

/// What a chain with contracts needs: Nitro's pre-deployed code, and the Solidity that tests and demo deploy.
pub fn for_chain() -> Result<()> {
    node::nitro_contracts()?;
    node::solidity()
}

/// What tests use from npm: wallet libraries.
pub fn for_clients() -> Result<()> {
    node::install(&node::WALLETS)?;
    node::install(&node::RPC_CLIENTS)?;
    node::install(&node::WEB)?;
    Ok(())
}
