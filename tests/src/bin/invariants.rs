//! Random sequences of actions with every invariant checked after each: `invariants [--actions N] [--seed S] [--json]`.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::{Parser, ValueEnum};
use world::invariants::{self, Outcome, Size, offering, quality};

#[derive(Parser)]
#[command(
    about = "Plays random actions on the real contracts and checks all invariants after each; shrinks what fails"
)]
struct Cli {
    /// What is played; everything in turn if it is not said
    #[arg(long, value_enum)]
    of: Vec<Part>,
    /// How many actions of each
    #[arg(long, default_value_t = 10_000)]
    actions: usize,
    /// What they are made from; the same number gives the same actions
    #[arg(long)]
    seed: Option<u64>,
    /// Seconds to shrink a failing sequence at most
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    shrinking: u64,
    /// Print {ok, seed, actions, refused, actions_per_second, kinds, failure} of each
    #[arg(long)]
    json: bool,
}

/// What random sequences there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Commerce,
    Offering,
    Quality,
}

impl Part {
    async fn run(self, size: Size) -> anyhow::Result<Outcome> {
        let say = |line: &str| eprintln!("{line}");
        match self {
            Self::Commerce => invariants::run(size, say).await,
            Self::Offering => offering::run(size, say).await,
            Self::Quality => quality::run(size, say).await,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let size = Size {
        actions: cli.actions,
        seed: cli.seed.unwrap_or_else(fresh_seed),
        shrinking: Duration::from_secs(cli.shrinking),
    };
    let parts = match cli.of.is_empty() {
        true => Part::value_variants().to_vec(),
        false => cli.of,
    };
    let mut ok = true;
    for part in parts {
        eprintln!("{part:?}: {} actions, seed {}", size.actions, size.seed);
        match part.run(size).await {
            Ok(outcome) => {
                if cli.json {
                    println!(
                        "{}",
                        serde_json::to_string_pretty(&outcome).expect("plain data")
                    );
                }
                eprint!("{}", shown(&outcome));
                ok &= outcome.ok;
            }
            Err(error) => {
                eprintln!("invariants: {error:#}");
                ok = false;
            }
        }
    }
    if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Another one each time; six digits are easily passed on.
fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_micros() as u64 % 1_000_000)
}

fn shown(outcome: &Outcome) -> String {
    let Some(failure) = &outcome.failure else {
        return format!(
            "{} actions, of which {} had to be refused and were: all invariants held after each ({}/s, seed {})\n",
            outcome.actions, outcome.refused, outcome.actions_per_second, outcome.seed
        );
    };
    let mut out = format!(
        "\nBROKEN: {}\n{}\n\nin {} actions (seed {}, found by action {}):\n",
        failure.invariant,
        failure.how,
        failure.sequence.len(),
        outcome.seed,
        outcome.actions - 1
    );
    for line in &failure.sequence {
        out += &format!("  {line}\n");
    }
    out
}
