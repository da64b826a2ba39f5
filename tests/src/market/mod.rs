//! The market day: what the product does, played by people with wallets, each step read back from the API and
//! compared with what the chain itself says of the same block.

mod capital;
mod capital_facts;
mod commerce_facts;
mod compare;
mod cross_sale;
mod dao;
mod governance;
mod network_facts;
mod platform_sales;
mod quality;
mod sharing;
mod steps;

use std::future::Future;
use std::pin::Pin;

use alloy::primitives::{Address, B256};
use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::world::World;

use capital_facts::Fact;
use commerce_facts::Touched;
use network_facts::Part;

/// What came of one step.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What was done.
    pub name: &'static str,
    /// Done as expected, and the API says what the chain says.
    pub ok: bool,
    /// The transaction that did it.
    pub tx: Option<B256>,
    /// What the chain says afterwards.
    pub chain: Value,
    /// What the API says of the same block.
    pub api: Value,
    /// One sentence for people.
    pub summary: String,
    /// Why it is not ok.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A whole day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// Every step is.
    pub ok: bool,
    pub steps: Vec<Step>,
}

/// What a step leaves behind to be compared.
#[derive(Default)]
struct Done {
    tx: Option<B256>,
    summary: String,
    /// Whose accounts it touched.
    accounts: Vec<(&'static str, Address)>,
    /// Whether it appended to the reserve's reports.
    reported: bool,
    /// What of commerce it touched.
    touched: Touched,
    /// What of capital and governance it touched.
    capital: Vec<Fact>,
    /// What of the quality network it touched.
    network: Vec<Part>,
}

type Play<'a> = Pin<Box<dyn Future<Output = Result<Done>> + Send + 'a>>;
type Scene = for<'a> fn(&'a World) -> Play<'a>;

const SCENES: [(&str, Scene); 43] = [
    ("issue", |world| Box::pin(steps::issue(world))),
    ("transfer_by_authorization", |world| {
        Box::pin(steps::transfer_by_authorization(world))
    }),
    ("attested_mint", |world| {
        Box::pin(steps::attested_mint(world))
    }),
    ("redemption", |world| Box::pin(steps::redemption(world))),
    ("redemption_off_chain", |world| {
        Box::pin(steps::redemption_off_chain(world))
    }),
    ("found_dao", |world| Box::pin(dao::found_dao(world))),
    ("delegation", |world| {
        Box::pin(governance::delegation(world))
    }),
    ("lock", |world| Box::pin(governance::lock(world))),
    ("refusals", |world| Box::pin(steps::refusals(world))),
    ("reserve_report", |world| {
        Box::pin(steps::reserve_report(world))
    }),
    ("open_stores", |world| {
        Box::pin(cross_sale::open_stores(world))
    }),
    ("post_offer", |world| {
        Box::pin(cross_sale::post_offer(world))
    }),
    ("list_by_link", |world| {
        Box::pin(cross_sale::list_by_link(world))
    }),
    ("buy_across_stores", |world| {
        Box::pin(cross_sale::buy_across_stores(world))
    }),
    ("sell_out", |world| Box::pin(cross_sale::sell_out(world))),
    ("revoke_offer", |world| {
        Box::pin(cross_sale::revoke_offer(world))
    }),
    ("pass_reward_on", |world| {
        Box::pin(cross_sale::pass_reward_on(world))
    }),
    ("share_purchase", |world| {
        Box::pin(sharing::share_purchase(world))
    }),
    ("buy_through_share", |world| {
        Box::pin(sharing::buy_through_share(world))
    }),
    ("buy_on_hold", |world| Box::pin(sharing::buy_on_hold(world))),
    ("refund_held_line", |world| {
        Box::pin(sharing::refund_held_line(world))
    }),
    ("confirm_held_line", |world| {
        Box::pin(sharing::confirm_held_line(world))
    }),
    ("claim_profits", |world| {
        Box::pin(sharing::claim_profits(world))
    }),
    ("raise", |world| Box::pin(capital::raise(world))),
    ("close_offering", |world| {
        Box::pin(capital::close_offering(world))
    }),
    ("stake", |world| Box::pin(capital::stake(world))),
    ("fund_promotion", |world| {
        Box::pin(capital::fund_promotion(world))
    }),
    ("sales_repay", |world| Box::pin(capital::sales_repay(world))),
    ("earn_by_staking", |world| {
        Box::pin(capital::earn_by_staking(world))
    }),
    ("change_parameter", |world| {
        Box::pin(dao::change_parameter(world))
    }),
    ("grant_to_cause", |world| {
        Box::pin(dao::grant_to_cause(world))
    }),
    ("default_shows_its_loss", |world| {
        Box::pin(capital::default_shows_its_loss(world))
    }),
    ("sales_recover", |world| {
        Box::pin(capital::sales_recover(world))
    }),
    ("publish_model", |world| {
        Box::pin(quality::publish_model(world))
    }),
    ("enrol_product", |world| {
        Box::pin(quality::enrol_product(world))
    }),
    ("seed_power", |world| Box::pin(quality::seed_power(world))),
    ("file_reports", |world| {
        Box::pin(quality::file_reports(world))
    }),
    ("vote_on_reports", |world| {
        Box::pin(quality::vote_on_reports(world))
    }),
    ("dispute_report", |world| {
        Box::pin(quality::dispute_report(world))
    }),
    ("close_cycle", |world| Box::pin(quality::close_cycle(world))),
    ("rule_on_report", |world| {
        Box::pin(quality::rule_on_report(world))
    }),
    ("claim_fees", |world| Box::pin(quality::claim_fees(world))),
    ("state_sales", |world| {
        Box::pin(platform_sales::state_sales(world))
    }),
];

/// Plays the day in a fresh world; `tell` hears of each step as it ends. Stops at the first step that fails.
pub async fn play(world: &World, mut tell: impl FnMut(&Step)) -> Day {
    let mut steps = Vec::new();
    for (name, scene) in SCENES {
        let step = step(world, name, scene).await;
        tell(&step);
        let ok = step.ok;
        steps.push(step);
        if !ok {
            break;
        }
    }
    Day {
        ok: steps.len() == SCENES.len() && steps.iter().all(|step| step.ok),
        steps,
    }
}

async fn step(world: &World, name: &'static str, scene: Scene) -> Step {
    let mut step = Step {
        name,
        ok: false,
        tx: None,
        chain: Value::Null,
        api: Value::Null,
        summary: String::new(),
        error: None,
    };
    let compared = async {
        let done = scene(world).await?;
        step.tx = done.tx;
        step.summary.clone_from(&done.summary);
        let block = world.client.head().await?;
        step.chain = compare::on_chain(world, block, &done).await?;
        step.api = compare::in_api(world, block, &done).await?;
        anyhow::Ok(())
    };
    match compared.await {
        Err(error) => step.error = Some(format!("{error:#}")),
        Ok(()) if step.chain != step.api => {
            step.error = Some("the API does not say what the chain says".into())
        }
        Ok(()) => step.ok = true,
    }
    step
}
