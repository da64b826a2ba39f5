//! `productshare-indexer`: follow the contracts, serve what they say.

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use productshare_indexer::{
    Config, Handle, api,
    config::{DatabaseConfig, ListenConfig, LogFormat, ServeConfig},
    rebuild, start, start_follow, start_serve, telemetry, verify,
};

/// Follows the ProductShare contracts into Postgres and serves the read API.
#[derive(Parser)]
#[command(name = "productshare-indexer", version)]
struct Cli {
    /// How log lines are written to standard error.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t, global = true)]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Follow the chain and serve the API.
    Run(Box<Config>),
    /// Follow the chain only.
    Follow(Box<Config>),
    /// Serve the API only; any number may.
    Serve(Box<ServeOnly>),
    /// Compute all projections anew from the stored logs and swap them in.
    Rebuild(DatabaseConfig),
    /// Compute all projections anew and compare; exit 1 when they differ.
    Verify(DatabaseConfig),
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Args)]
struct ServeOnly {
    #[command(flatten)]
    database: DatabaseConfig,
    #[command(flatten)]
    listen: ListenConfig,
    #[command(flatten)]
    serve: ServeConfig,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::log(cli.log_format);
    match run(cli.command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", format!("{error:#}").replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Run(config) => until_signal(start(*config).await?).await?,
        Command::Follow(config) => until_signal(start_follow(*config).await?).await?,
        Command::Serve(only) => {
            until_signal(start_serve(&only.database, &only.listen, &only.serve).await?).await?
        }
        Command::Rebuild(database) => {
            let logs = rebuild(&database.database_url).await?;
            println!("rebuilt from {logs} logs");
        }
        Command::Verify(database) => {
            let differences = verify(&database.database_url).await?;
            for difference in &differences {
                println!("{}: {} rows differ", difference.table, difference.rows);
            }
            if !differences.is_empty() {
                return Ok(ExitCode::FAILURE);
            }
            println!("every projection is what the stored logs give");
        }
        Command::Openapi => println!("{}", api::openapi_json()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn until_signal(mut handle: Handle) -> anyhow::Result<()> {
    if let Some(addr) = handle.api_addr {
        tracing::info!("API on http://{addr}, documentation on http://{addr}/docs");
    }
    tracing::info!("metrics on http://{}/metrics", handle.metrics_addr);
    let stop = handle.stop_token();
    tokio::spawn(async move {
        let mut terminate =
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(signal) => signal,
                Err(_) => return,
            };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        stop.cancel();
    });
    handle.wait().await
}
