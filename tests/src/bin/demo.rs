//! The market day on a chain, database and API of its own: `demo [--once] [--json]`.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use serde_json::json;
use world::ground::Options;
use world::market::{self, Day, Step};
use world::ports;
use world::world::{Listen, World};

#[derive(Parser)]
#[command(
    about = "Plays a market day with real contracts, chain, indexer and API, and compares what they say"
)]
struct Cli {
    /// End after the day instead of staying up
    #[arg(long)]
    once: bool,
    /// Print {ok, steps: [{name, ok, tx, chain, api}]} on standard output, and nothing else there
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("demo: {error:#}");
            if cli.json {
                println!(
                    "{}",
                    json!({ "ok": false, "steps": [], "error": format!("{error:#}") })
                );
            }
            ExitCode::FAILURE
        }
    }
}

/// Whether every step of the day went well.
async fn run(cli: &Cli) -> Result<bool> {
    // Ready before anything is started: an impatient Ctrl-C, too, ends in an orderly way.
    let interrupted = interrupted()?;
    tokio::pin!(interrupted);
    let (options, listen) = if cli.once {
        (Options::of_the_dao(), Listen::default())
    } else {
        let rpc = ports::next_free(8547)?.to_string();
        let listen = Listen {
            api: ports::next_free(8080)?,
            metrics: ports::next_free(9100)?,
        };
        (
            Options {
                rpc,
                ..Options::of_the_dao()
            },
            listen,
        )
    };
    eprintln!("starting a chain, deploying the contracts, starting the indexer ...");
    let mut world = tokio::select! {
        world = World::start_with(options, listen) => world?,
        () = &mut interrupted => return Ok(false),
    };
    let day = tokio::select! {
        day = market::play(&world, tell) => day,
        () = &mut interrupted => {
            world.stop().await?;
            return Ok(false);
        }
    };
    if cli.json {
        println!("{}", serde_json::to_string_pretty(&day)?);
    }
    eprintln!("{}", summary(&day));
    if !cli.once {
        eprint!("{}", directory(&world));
        tokio::select! {
            ended = world.wait() => ended.context("the indexer ended")?,
            () = &mut interrupted => eprintln!("stopping ..."),
        }
    }
    world.stop().await?;
    Ok(day.ok)
}

fn tell(step: &Step) {
    match &step.error {
        None => eprintln!("  ok    {:<26} {}", step.name, step.summary),
        Some(error) => {
            eprintln!("  FAIL  {:<26} {error}", step.name);
            if step.chain != step.api {
                eprintln!("        chain: {}\n        API:   {}", step.chain, step.api);
            }
        }
    }
}

fn summary(day: &Day) -> String {
    let good = day.steps.iter().filter(|step| step.ok).count();
    match day.ok {
        true => format!(
            "{good} steps, each done on the chain and read back from the API with the same values."
        ),
        false => format!("{good} steps went well, then one failed."),
    }
}

/// Where everything is, for whoever wants to look around.
fn directory(world: &World) -> String {
    let api = &world.api.url;
    let mut out = format!(
        "\nStaying up; Ctrl-C stops everything.\n\n\
         chain     {}  (chain id {}; WebSocket on the same port)\n\
         page      {api}/\n\
         API       {api}/v1/status\n\
         try it    {api}/docs\n\
         metrics   {}/metrics\n\
         manifest  {}\n\n\
         PSC       {}\nreserve   {}\nPSS       {}\nasset     {}\n\n\
         Accounts of the development mnemonic (\"{}\"), never to be used elsewhere:\n",
        world.rpc.http_url(),
        world.client.chain_id,
        world.metrics_url(),
        world.manifest_path.display(),
        world.psc(),
        world.reserve(),
        world.pss(),
        world.asset,
        devchain::chain::DEV_MNEMONIC,
    );
    for (name, key) in world.wallets.named() {
        out += &format!(
            "{name:<12} {}  0x{}\n",
            key.address(),
            alloy::hex::encode(key.to_bytes())
        );
    }
    out
}

/// Resolves at Ctrl-C or SIGTERM.
fn interrupted() -> Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}
