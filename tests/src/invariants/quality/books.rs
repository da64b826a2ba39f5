//! Books of what was logged, and what must hold between them and the chain.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolEvent;
use devchain::chain::Receipt;

use super::stage::{ByVoter, EXPERT, PLATFORM, Stage, VENDOR};
use super::*;

pub struct Report {
    pub account: Who,
    pub product: u64,
    pub cycle: u64,
    pub bond: u128,
    pub weight: u64,
    pub over: bool,
    pub struck: bool,
}

#[derive(Default)]
pub struct Round {
    pub weight: u64,
    pub barred: bool,
}

/// What a closed cycle had to give, and gave.
#[derive(Default)]
struct Pots {
    reports: u128,
    community: u128,
    paid: u128,
    community_paid: u128,
}

#[derive(Default)]
pub struct Books {
    /// Order => buyer, and its product.
    pub orders: Vec<(Who, u64)>,
    pub reports: Vec<Report>,
    pub rounds: BTreeMap<(u64, u64), Round>,
    /// Revealed votes: report and weight.
    pub votes: ByVoter<(u64, u64)>,
    /// Committed and not revealed: the report is the committer's own secret, which this runner knows.
    pub disputes: u64,
    pub models: u64,
    /// Dispute => party and respondent, where they are actors.
    pub parties: BTreeMap<u64, (Option<Who>, Option<Who>)>,
    pub closed: u64,
    received: u128,
    paid: u128,
    bonds: BTreeMap<(u8, u64), u128>,
    /// By contract.
    credits: BTreeMap<Address, i128>,
    put_down: u128,
    paid_out: u128,
    pots: BTreeMap<u64, Pots>,
    touched: BTreeSet<(u64, u64)>,
}

fn units(value: U256) -> u128 {
    value.to()
}

fn hold(what: &str, holds: bool, how: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds {
        return Ok(());
    }
    Err(Broken {
        what: what.into(),
        how: how(),
    })
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, books: T, chain: T) -> Result<(), Broken> {
    let equal = books == chain;
    hold(what, equal, || {
        format!("{what}: the books have {books:?}, the chain {chain:?}")
    })
}

impl Books {
    /// Enters what a transaction logged.
    pub fn enter(&mut self, stage: &Stage, receipt: &Receipt) -> Result<(), Broken> {
        // Power gained, and by what.
        let (mut gained, mut due) = (0u64, 0u64);
        for log in &receipt.logs {
            let at = log.address;
            macro_rules! on {
                ($contract:ident, $event:ty, $name:ident => $do:expr) => {
                    if at == stage.$contract
                        && log.topics().first() == Some(&<$event>::SIGNATURE_HASH)
                    {
                        let $name = <$event>::decode_log(log).expect("fields as declared").data;
                        $do
                    }
                };
            }
            on!(checkout, Checkout::OrderPlaced, e => {
                self.orders.push((stage.who(e.buyer).unwrap_or(usize::MAX), 0));
            });
            on!(cycles, Cycles::FeesAccrued, e => {
                let parts = units(e.toExpert) + units(e.toPlatform) + units(e.toReports) + units(e.rolled);
                same("parts add up to the fee", units(e.experienceFee), parts)?;
                self.received += units(e.experienceFee) + units(e.communityFee);
            });
            on!(cycles, Cycles::ExpertPaid, e => self.paid += units(e.amount));
            on!(cycles, Cycles::PlatformPaid, e => self.paid += units(e.amount));
            on!(cycles, Cycles::PlacePaid, e => {
                self.paid += units(e.amount);
                self.pots.entry(e.cycle).or_default().paid += units(e.amount);
                let report = &self.reports[e.report as usize - 1];
                hold("a place is its report's", stage.account(report.account) == e.account
                    && !report.struck && (report.cycle, report.product) == (e.cycle, e.product),
                    || format!("report {}", e.report))?;
            });
            on!(cycles, Cycles::PlaceRolledOver, e => {
                self.pots.entry(e.cycle).or_default().paid += units(e.amount);
            });
            on!(cycles, Cycles::CommunityPaid, e => {
                self.paid += units(e.amount);
                self.pots.entry(e.cycle).or_default().community_paid += units(e.amount);
            });
            on!(cycles, Cycles::CycleClosed, e => {
                same("cycles are closed in order", self.closed, e.cycle)?;
                self.closed += 1;
                let pots = self.pots.entry(e.cycle).or_default();
                (pots.reports, pots.community) = (units(e.assigned) + units(e.pot), units(e.community));
            });
            on!(experience, Experience::ReportFiled, e => {
                let (buyer, _) = self.orders[e.order as usize - 1];
                hold("a report is the buyer's", stage.account(buyer) == e.account, || format!("order {}", e.order))?;
                self.unlinked(stage, e.product, buyer, "reports")?;
                self.reports.push(Report {
                    account: buyer, product: e.product, cycle: e.cycle, bond: units(e.bond),
                    weight: 0, over: false, struck: false,
                });
            });
            on!(experience, Experience::ReportSettled, e => {
                self.reports[e.report as usize - 1].over = true;
                due += e.gain;
            });
            on!(experience, Experience::ReportStruck, e => {
                let report = &mut self.reports[e.report as usize - 1];
                (report.over, report.struck) = (true, true);
                self.touched.insert((report.cycle, report.product));
            });
            on!(experience, Experience::VoteRevealed, e => {
                let who = stage.who(e.account).expect("an actor votes");
                self.unlinked(stage, e.product, who, "votes")?;
                let key = (e.cycle, e.product);
                let rules = stage.scene.view(stage.experience, &Experience::rulesCall { cycle: e.cycle })?;
                hold("no vote weighs more than the cap", e.weight <= rules.cap, || format!("{}", e.weight))?;
                let before = self.votes.insert((e.cycle, e.product, who), (e.report, e.weight));
                hold("an account votes once", before.is_none(), || format!("{who} on {key:?}"))?;
                self.rounds.entry(key).or_default().weight += e.weight;
                self.reports[e.report as usize - 1].weight += e.weight;
                self.touched.insert(key);
            });
            on!(experience, Experience::VoterBarred, e => {
                let who = stage.who(e.account).expect("an actor is barred");
                let key = (e.cycle, e.product);
                let (report, weight) = self.votes.insert((e.cycle, e.product, who), (0, 0)).unwrap_or_default();
                same("what is barred is what was revealed", (report, weight), (e.report, e.weight))?;
                let round = self.rounds.entry(key).or_default();
                (round.weight, round.barred) = (round.weight - weight, true);
                if report != 0 {
                    self.reports[report as usize - 1].weight -= weight;
                }
                self.touched.insert(key);
            });
            on!(experience, Experience::VoteConfirmed, e => {
                let who = stage.who(e.account).expect("an actor votes");
                let vote = self.votes.get(&(e.cycle, e.product, who)).copied();
                same("what is confirmed was revealed", vote, Some((e.report, e.weight)))?;
                due += e.gain;
            });
            on!(arbitration, Arbitration::DisputeOpened, e => {
                self.disputes += 1;
                self.parties.insert(e.disputeId.to(), (stage.who(e.party), stage.who(e.respondent)));
            });
            on!(arbitration, Arbitration::BondPlaced, e => self.put_down += units(e.amount));
            on!(arbitration, Arbitration::DisputeResolved, e => {
                self.paid_out += units(e.toParty) + units(e.toRespondent);
            });
            on!(arbitration, Arbitration::VoteSettled, e => {
                self.paid_out += units(e.paid) + units(e.remainder);
                due += e.gained.to::<u64>();
            });
            on!(quality, Quality::ModelPublished, e => self.models = e.model);
            on!(quality, Quality::BondChanged, e => { self.bonds.insert((e.kind, e.number), units(e.bond)); });
            on!(power, Power::Seeded, e => due += e.amount);
            on!(power, Power::PowerGained, e => gained += e.amount);
            if log.topics().first() == Some(&Cycles::PaymentDeferred::SIGNATURE_HASH)
                && let Ok(e) = Cycles::PaymentDeferred::decode_log(log)
            {
                *self.credits.entry(at).or_default() += units(e.amount) as i128;
            }
            if log.topics().first() == Some(&Cycles::CreditClaimed::SIGNATURE_HASH)
                && let Ok(e) = Cycles::CreditClaimed::decode_log(log)
            {
                *self.credits.entry(at).or_default() -= units(e.amount) as i128;
            }
        }
        same(
            "power is from seeds, confirmed votes, winning reports and judgements only",
            due,
            gained,
        )
    }

    /// Those who are linked by what they are or have.
    fn unlinked(&self, stage: &Stage, product: u64, who: Who, does: &str) -> Result<(), Broken> {
        let call = StakePools::balanceOfCall {
            product,
            account: stage.account(who),
        };
        let stake = stage.scene.view(stage.stake_pools, &call)?;
        let enrolled = stage
            .scene
            .view(stage.quality, &Quality::enrolmentCall { product })?
            .model
            != 0;
        let linked =
            who == VENDOR || who == PLATFORM || who == EXPERT && enrolled || !stake.is_zero();
        hold("no linked party reports or votes", !linked, || {
            format!("account {who} {does} on {product}")
        })
    }

    fn credit(&self, at: Address) -> u128 {
        self.credits
            .get(&at)
            .map_or(0, |sum| u128::try_from(*sum).expect("not below zero"))
    }

    /// What the books say against what the chain holds; with `audit` also what takes long.
    pub fn check(&mut self, stage: &Stage, audit: bool) -> Result<(), Broken> {
        let held = stage.psc(stage.cycles)?;
        same(
            "cycles hold what was received and not paid",
            self.received + self.credit(stage.cycles) - self.paid,
            held,
        )?;
        let bonds: u128 = self
            .reports
            .iter()
            .filter(|r| !r.over)
            .map(|r| r.bond)
            .sum();
        same(
            "experience holds bonds and credits",
            bonds + self.credit(stage.experience),
            stage.psc(stage.experience)?,
        )?;
        let bonds: u128 = self.bonds.values().sum();
        same(
            "quality holds bonds and credits",
            bonds + self.credit(stage.quality),
            stage.psc(stage.quality)?,
        )?;
        same(
            "arbitration holds bonds and credits",
            self.put_down - self.paid_out + self.credit(stage.arbitration),
            stage.psc(stage.arbitration)?,
        )?;
        for (cycle, pots) in &self.pots {
            hold(
                "claims are at most what the cycle had",
                pots.paid <= pots.reports && pots.community_paid <= pots.community,
                || format!("cycle {cycle}"),
            )?;
        }
        for key in std::mem::take(&mut self.touched) {
            self.check_round(stage, key)?;
        }
        if audit {
            self.check_money(stage, held)?;
            self.check_power(stage)?;
        }
        Ok(())
    }

    /// Σ claimable + waiting + carried = PSC held, to the unit.
    fn check_money(&self, stage: &Stage, held: u128) -> Result<(), Broken> {
        let view = |call| stage.scene.view(stage.cycles, &call);
        let progress = view(Cycles::progressCall {})?;
        same("cycles closed", self.closed, progress.next)?;
        let mut sum =
            units(progress.carried) + units(progress.communityCarried) + self.credit(stage.cycles);
        for number in [1, 2] {
            let expert = stage
                .scene
                .view(stage.cycles, &Cycles::expertCall { expert: number })?;
            let platform = stage
                .scene
                .view(stage.cycles, &Cycles::platformCall { platform: number })?;
            for part in [
                expert.claimable,
                expert.waiting,
                platform.claimable,
                platform.waiting,
            ] {
                sum += units(part);
            }
        }
        for cycle in 0..=stage.cycle() {
            if cycle < self.closed {
                let left = stage
                    .scene
                    .view(stage.cycles, &Cycles::cycleSharesCall { cycle })?;
                sum += units(left.unclaimed) + units(left.communityUnclaimed);
            } else {
                let fees = stage
                    .scene
                    .view(stage.cycles, &Cycles::cycleFeesCall { cycle })?;
                for part in [fees.reports, fees.rolled, fees.community, fees.extra] {
                    sum += units(part);
                }
            }
        }
        same("what is due and carried is what is held", sum, held)
    }

    fn check_power(&self, stage: &Stage) -> Result<(), Broken> {
        let total = stage.scene.view(stage.power, &Power::totalCall {})?;
        let (mut power, mut gained) = (0, 0);
        for who in 0..super::super::scene::ACTORS {
            let account = stage.account(who);
            let is = stage
                .scene
                .view(stage.power, &Power::earnedOfCall { account })?;
            power += is.power;
            gained += is.gained;
        }
        same("gains add up", gained, total.gained)?;
        hold(
            "the total is not below its parts",
            total.power >= power,
            || format!("{power} of {}", total.power),
        )
    }

    /// Weights are those of the votes; the best three are the best where none was taken back or struck.
    fn check_round(&self, stage: &Stage, (cycle, product): (u64, u64)) -> Result<(), Broken> {
        let is = stage
            .scene
            .view(stage.experience, &Experience::roundCall { cycle, product })?;
        let round = self.rounds.get(&(cycle, product));
        same(
            "a round weighs what was revealed",
            round.map_or(0, |round| round.weight),
            is.weight,
        )?;
        let all: Vec<(u64, &Report)> = (1..)
            .zip(&self.reports)
            .filter(|(_, report)| (report.cycle, report.product) == (cycle, product))
            .collect();
        for (id, report) in &all {
            let weight = stage
                .scene
                .view(stage.experience, &Experience::reportCall { id: *id })?
                .weight;
            same(
                "a report weighs what was revealed for it",
                report.weight,
                weight,
            )?;
        }
        if !round.is_some_and(|round| round.barred) && !all.iter().any(|(_, report)| report.struck)
        {
            let mut best: Vec<(u64, u64)> = all
                .iter()
                .map(|(id, report)| (u64::MAX - report.weight, *id))
                .filter(|(less, _)| *less != u64::MAX)
                .collect();
            best.sort_unstable();
            let best: Vec<u64> = best
                .into_iter()
                .map(|(_, id)| id)
                .chain([0, 0, 0])
                .take(3)
                .collect();
            same("the best three have the places", best, is.places.clone())?;
        }
        if cycle >= self.closed {
            let told = stage
                .scene
                .view(stage.cycles, &Cycles::productCall { cycle, product })?;
            same("cycles were told the places", is.tenths, told.tenths)?;
        }
        Ok(())
    }

    /// Of what is tried at the end, what can be done at all.
    pub fn may(&self, action: &Action) -> bool {
        match action {
            Action::Close { cycle } => *cycle == self.closed,
            Action::Settle { report } | Action::Pull { report } => {
                !self.reports[*report as usize - 1].over
            }
            _ => true,
        }
    }

    /// Once all is claimed.
    pub fn settled(&self, stage: &Stage) -> Result<(), Broken> {
        same(
            "all bonds of reports went back",
            0,
            stage.psc(stage.experience)?,
        )?;
        same(
            "all bonds of disputes were paid",
            0,
            stage.psc(stage.arbitration)?,
        )?;
        let progress = stage.scene.view(stage.cycles, &Cycles::progressCall {})?;
        let mut left = units(progress.carried) + units(progress.communityCarried);
        for cycle in self.closed..=stage.cycle() {
            let fees = stage
                .scene
                .view(stage.cycles, &Cycles::cycleFeesCall { cycle })?;
            left += units(fees.reports)
                + units(fees.rolled)
                + units(fees.community)
                + units(fees.extra);
        }
        for number in [1, 2] {
            for waits in [
                stage
                    .scene
                    .view(stage.cycles, &Cycles::expertCall { expert: number })?
                    .waiting,
                stage
                    .scene
                    .view(stage.cycles, &Cycles::platformCall { platform: number })?
                    .waiting,
            ] {
                left += units(waits);
            }
        }
        same(
            "nothing is left but what is carried",
            left,
            stage.psc(stage.cycles)?,
        )
    }
}
