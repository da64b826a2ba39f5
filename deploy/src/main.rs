//! `productshare-deploy`: the library's commands for people and scripts.

use std::{
    fmt::Display,
    io::{ErrorKind, IsTerminal, Write, stdin, stdout},
    ops::ControlFlow,
    path::PathBuf,
    process::ExitCode,
};

use alloy::primitives::{Address, U256, utils::format_ether};
use clap::{Args, Parser, Subcommand};
use productshare_deploy::{Applied, Deployment, Error, Event, Network, Plan, Result, keys};
use serde::Serialize;

/// Exit code of a verification that found differences; errors are 1, wrong usage is 2.
const DIFFERS: u8 = 3;

#[derive(Parser)]
#[command(
    name = "productshare-deploy",
    version,
    about = "Deploys, wires and verifies the ProductShare contracts"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Options of every command. They come after its name: clap's global options would let a second `--set` there silently
/// replace the ones before it.

#[derive(Args)]
struct Common {
    /// devchain, nitro-dev, arbitrum-sepolia, arbitrum-one, or the path of a .toml file
    #[arg(
        long,
        short,
        global = true,
        env = "NETWORK",
        default_value = "devchain"
    )]
    network: String,
    /// A value of the network file, such as roles.owner=0x...; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    overrides: Vec<String>,
    /// URL of the node; else the variable that the network file names (RPC_URL, ARBITRUM_ONE_RPC_URL, ...)
    #[arg(long, value_name = "URL")]
    rpc_url: Option<String>,
    /// Record of the deployment; else deploy/manifests/<chain id>.json. Development chains have no default
    #[arg(long, value_name = "FILE", env = "MANIFEST")]
    manifest: Option<PathBuf>,
    /// Folder of the built contracts
    #[arg(
        long,
        value_name = "FOLDER",
        global = true,
        default_value = "target/contracts"
    )]
    artifacts: PathBuf,
    /// Keystore file of the sender; its password is in DEPLOYER_PASSWORD or asked for. Without it: DEPLOYER_KEY, or a prompt
    #[arg(long, value_name = "FILE", env = "DEPLOYER_KEYSTORE")]
    keystore: Option<PathBuf>,
    /// Send without asking, on a real network
    #[arg(long, short)]
    yes: bool,
    /// Print one JSON value instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Show what apply would do, with gas, data fees and changes; nothing is sent
    Plan {
        /// Who would send; else the manifest's or journal's deployer, else the key's account
        #[arg(long, value_name = "ADDRESS")]
        from: Option<Address>,
        #[command(flatten)]
        common: Common,
    },
    /// Deploy what is missing, wire it, hand it over and verify it; safe to interrupt and to repeat
    Apply(Common),
    /// Set roles and parameters of deployed contracts to what the network file says; by their owner
    Wire(Common),
    /// Compare code, constructor arguments, roles, parameters and all that was done before the hand-over with manifest, build and
    /// network file
    Verify(Common),
    /// Show each program's version, time left, cache state and keepalive fee
    Status(Common),
    /// Prolong programs that may be prolonged, activate again those that do not run
    Keepalive {
        /// Folder names (psc, offer-pool, ...); all if none is given
        contracts: Vec<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Bid for places in the chain's program cache
    Cache {
        /// Folder names (psc, offer-pool, ...); all if none is given
        contracts: Vec<String>,
        /// Wei for each; else the least that wins
        #[arg(long, value_name = "WEI")]
        bid: Option<U256>,
        #[command(flatten)]
        common: Common,
    },
}

impl Command {
    fn common(&self) -> &Common {
        match self {
            Self::Apply(common)
            | Self::Wire(common)
            | Self::Verify(common)
            | Self::Status(common)
            | Self::Plan { common, .. }
            | Self::Keepalive { common, .. }
            | Self::Cache { common, .. } => common,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Cli::parse().command).await {
        Ok(code) => code,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: &Command) -> Result<ExitCode> {
    let common = command.common();
    let network = Network::load(&common.network, &common.overrides)?;
    let manifest = manifest_path(common, &network)?;
    // Before any question goes out: what is missing locally is found locally.
    if matches!(
        command,
        Command::Plan { .. } | Command::Apply(_) | Command::Wire(_)
    ) {
        network.settings()?;
    }
    let signer = match command {
        Command::Apply(_)
        | Command::Wire(_)
        | Command::Keepalive { .. }
        | Command::Cache { .. } => Some(keys::load(common.keystore.as_deref())?),
        _ => None,
    };
    let url = rpc_url(common, &network)?;
    let deployment = Deployment::open(network, &url, &common.artifacts, manifest).await?;
    match (command, signer) {
        (Command::Plan { from, .. }, _) => {
            let plan = plan(common, &deployment, *from).await?;
            show(common, &plan)?;
        }
        (Command::Apply(_), Some(signer)) => {
            confirm(common, &deployment, Some(signer.address())).await?;
            let applied = deployment.apply(&signer, &mut progress).await?;
            show_applied(common, &applied)?;
        }
        (Command::Wire(_), Some(signer)) => {
            confirm(common, &deployment, Some(signer.address())).await?;
            let applied = deployment.wire(&signer, &mut progress).await?;
            show_applied(common, &applied)?;
        }
        (Command::Verify(_), _) => {
            let report = deployment.verify().await?;
            show(common, &report)?;
            if !report.ok {
                return Ok(ExitCode::from(DIFFERS));
            }
        }
        (Command::Status(_), _) => show_list(common, &deployment.status().await?)?,
        (Command::Keepalive { contracts, .. }, Some(signer)) => {
            confirm_sending(common, &deployment, "data fees", signer.address())?;
            show_list(common, &deployment.keepalive(&signer, contracts).await?)?;
        }
        (Command::Cache { contracts, bid, .. }, Some(signer)) => {
            confirm_sending(common, &deployment, "cache bids", signer.address())?;
            show_list(common, &deployment.cache(&signer, contracts, *bid).await?)?;
        }
        (_, None) => return Err(Error::Key("this command needs a key".into())),
    }
    Ok(ExitCode::SUCCESS)
}

fn manifest_path(common: &Common, network: &Network) -> Result<PathBuf> {
    match &common.manifest {
        Some(path) => Ok(path.clone()),
        None if network.ephemeral => Err(Error::NoManifestPath {
            network: network.name.clone(),
        }),
        None => Ok(format!("deploy/manifests/{}.json", network.chain_id).into()),
    }
}

fn rpc_url(common: &Common, network: &Network) -> Result<String> {
    common
        .rpc_url
        .clone()
        .or_else(|| std::env::var(&network.rpc_env).ok())
        .filter(|url| !url.trim().is_empty())
        .or_else(|| network.rpc_url.clone())
        .ok_or_else(|| Error::NoUrl {
            network: network.name.clone(),
            variable: network.rpc_env.clone(),
        })
}

/// The plan for whoever is known to be the deployer; only as a last resort a key is asked for.
async fn plan(common: &Common, deployment: &Deployment, from: Option<Address>) -> Result<Plan> {
    match deployment.plan(from).await {
        Err(Error::Key(unknown)) if from.is_none() => {
            match keys::load(common.keystore.as_deref()) {
                Ok(signer) => deployment.plan(Some(signer.address())).await,
                Err(_) => Err(Error::Key(unknown)),
            }
        }
        result => result,
    }
}

/// Asks before anything is sent to a chain that lasts.
async fn confirm(common: &Common, deployment: &Deployment, sender: Option<Address>) -> Result<()> {
    if common.yes || deployment.network.ephemeral {
        return Ok(());
    }
    let plan = deployment.plan(sender).await?;
    if plan.steps.is_empty() {
        return Ok(());
    }
    plan.check_balance()?;
    eprintln!("{plan}");
    ask(&format!(
        "Send these {} transactions for about {} ETH?",
        plan.steps.len(),
        format_ether(plan.cost)
    ))
}

fn confirm_sending(
    common: &Common,
    deployment: &Deployment,
    what: &str,
    sender: Address,
) -> Result<()> {
    if common.yes || deployment.network.ephemeral {
        return Ok(());
    }
    ask(&format!(
        "Pay {what} on {} as {sender}?",
        deployment.network.name
    ))
}

fn ask(question: &str) -> Result<()> {
    if !stdin().is_terminal() {
        return Err(Error::NotConfirmed);
    }
    let io = |source| Error::Io {
        what: "cannot ask".into(),
        source,
    };
    eprint!("{question} Type yes: ");
    std::io::stderr().flush().map_err(io)?;
    let mut answer = String::new();
    stdin().read_line(&mut answer).map_err(io)?;
    match answer.trim() {
        "yes" => Ok(()),
        _ => Err(Error::NotConfirmed),
    }
}

/// Progress goes to stderr, results to stdout.
fn progress(event: &Event<'_>) -> ControlFlow<()> {
    match event {
        Event::Planned(plan) if plan.steps.is_empty() => eprintln!("nothing to do; verifying"),
        Event::Planned(plan) => eprintln!(
            "{} steps, about {} ETH",
            plan.steps.len(),
            format_ether(plan.cost)
        ),
        Event::Recognised { contract } => eprintln!("{contract} is on the chain already"),
        Event::Resuming { step, tx } => eprintln!("resuming {step} ({tx})"),
        Event::Sent { step, tx } => eprintln!("{step}: sent {tx}"),
        Event::Mined { step, mined } => {
            eprintln!("{step}: block {}, {} gas", mined.block, mined.gas_used);
        }
        Event::Signed { .. } | Event::Recorded { .. } | Event::Written | Event::Finished => {}
    }
    ControlFlow::Continue(())
}

fn show_applied(common: &Common, applied: &Applied) -> Result<()> {
    if common.json {
        return print_json(applied);
    }
    for (name, record) in &applied.manifest.contracts {
        print(format_args!("{name:<10} {}", record.address))?;
    }
    print(&applied.report)
}

fn show<T: Serialize + Display>(common: &Common, value: &T) -> Result<()> {
    if common.json {
        return print_json(value);
    }
    print(value)
}

fn show_list<T: Serialize + Display>(common: &Common, list: &[T]) -> Result<()> {
    if common.json {
        return print_json(&list);
    }
    for item in list {
        print(item)?;
    }
    Ok(())
}

fn print_json<T: Serialize>(value: &T) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Error::Rpc {
        what: "printing JSON".into(),
        reason: e.to_string(),
    })?;
    print(text)
}

/// To stdout, as long as somebody reads there.
fn print(text: impl Display) -> Result<()> {
    match writeln!(stdout(), "{text}") {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(|source| Error::Io {
            what: "cannot print".into(),
            source,
        }),
    }
}
