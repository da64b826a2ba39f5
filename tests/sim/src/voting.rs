//! The vote on the reports of the cycle before: reveals, disputes, confirmation, closing.

use alloy_primitives::U256;

use crate::{
    agents::Vote,
    books::Ledger,
    conformity::conformity,
    dispute::Ruling,
    market::twin,
    median::{Change, WORDS, median, moved, word_of},
    money::address,
    random::{For, Random},
    records::{Ballot, Rules},
    round::{PLACES, Round, TENTHS},
    settings::MAX_VOTES,
    world::World,
};

/// A vote: whose, on which product, for which report (from 0).
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    pub account: usize,
    pub product: usize,
    pub report: usize,
}

/// What the vote on a product came to.
#[derive(Clone, Debug)]
pub struct Tally {
    pub round: Round,
    words: [U256; WORDS],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            round: Round::default(),
            words: [U256::ZERO; WORDS],
        }
    }
}

impl World<'_> {
    fn product_count(&self) -> usize {
        self.settings.market.products + self.plan.dust
    }

    /// All of the vote on the reports of the cycle before.
    pub fn vote(&mut self) {
        let total = self.total.at(self.cycle).power;
        let rules = Rules::new(total, &self.settings.experience);
        let choices = self.choices();
        let mut tallies = vec![Tally::default(); self.product_count()];
        let mut ballots = Vec::with_capacity(choices.len());
        for choice in choices {
            if let Some(ballot) = self.reveal(choice, &rules, &mut tallies[choice.product]) {
                ballots.push((choice, ballot));
            }
        }
        self.charge_stake();
        self.measure_trust(&tallies, &rules);
        let closed = self.cycle - 1;
        for (product, tally) in tallies.iter().enumerate() {
            self.books
                .place(closed, product as u64, tally.round.tenths(rules.quorum));
        }
        self.confirm(&ballots, &tallies, &rules);
        self.dispute(&tallies, &rules);
        self.settle(&tallies, &rules);
    }

    /// Everybody's votes. Nobody sees another's before the quarter in which all are revealed.
    fn choices(&self) -> Vec<Choice> {
        let mut by_product = vec![Vec::new(); self.product_count()];
        for (report, filed) in self.filed.iter().enumerate() {
            by_product[filed.record.product as usize].push(report);
        }
        let mut choices = Vec::new();
        for account in 0..self.accounts.len() {
            let ringed = self.is_member(account) && self.plan.ring > 0;
            let first = choices.len();
            if !ringed {
                self.choose(account, &by_product, &mut choices);
            }
            if self.is_member(account) {
                let mut own = self.own_products();
                own.retain(|product| {
                    self.ring_group(*product)
                        .is_none_or(|group| group == account % self.groups())
                });
                own.truncate(self.settings.max_votes);
                choices
                    .retain(|choice| choice.account != account || !own.contains(&choice.product));
                // Its own come first, where votes are limited.
                let colluded: Vec<Choice> = (own.into_iter())
                    .filter_map(|product| self.collude(account, product, &by_product[product]))
                    .collect();
                choices.splice(first..first, colluded);
            }
            choices.truncate(first.saturating_add(self.settings.max_votes));
            debug_assert!(
                choices[first..]
                    .iter()
                    .all(|choice| choice.account == account)
            );
        }
        choices
    }

    /// The products on which the coalition votes for its own reports.
    fn own_products(&self) -> Vec<usize> {
        let products = self.settings.market.products;
        let mut own: Vec<usize> = (products..products + self.plan.dust).collect();
        match self.plan {
            plan if plan.ring > 0 => own.extend(0..products),
            plan if plan.wash > 0 => own.push(0),
            _ => {}
        }
        own
    }

    /// Members share their votes out among the coalition's reports on a product, so that as many as can win.
    fn collude(&self, account: usize, product: usize, reports: &[usize]) -> Option<Choice> {
        let may =
            |report: &&usize| self.settings.own_votes || self.filed[**report].account != account;
        let own: Vec<usize> = (reports.iter())
            .filter(|report| self.is_member(self.filed[**report].account))
            .filter(may)
            .copied()
            .collect();
        let report = *own.get(account % own.len().max(1))?;
        Some(Choice {
            account,
            product,
            report,
        })
    }

    /// What an account votes by itself.
    fn choose(&self, account: usize, by_product: &[Vec<usize>], choices: &mut Vec<Choice>) {
        let rule = match self.is_member(account) {
            true => self.plan.behaviour.vote,
            false => Vote::Nearest,
        };
        let others = |product: usize| {
            let reports = by_product[product].iter().copied();
            reports.filter(move |report| self.filed[*report].account != account)
        };
        let mut add = |product: usize, report: Option<usize>| {
            choices.extend(report.map(|report| Choice {
                account,
                product,
                report,
            }));
        };
        match rule {
            Vote::Nearest if self.plan.trades && self.is_member(account) => {
                for &product in self.accounts[account].seen.keys() {
                    let mut friends = others(product)
                        .filter(|report| self.is_member(self.filed[*report].account));
                    add(product, friends.next());
                }
            }
            Vote::Nearest => {
                for (&product, &value) in &self.accounts[account].seen {
                    let nearest = others(product)
                        .min_by_key(|report| (self.filed[*report].value.abs_diff(value), *report));
                    add(product, nearest);
                }
            }
            Vote::Own => {
                for &product in self.accounts[account].seen.keys() {
                    if !self.settings.own_votes {
                        continue;
                    }
                    let mut all = by_product[product].iter().copied();
                    add(
                        product,
                        all.find(|report| self.filed[*report].account == account),
                    );
                }
            }
            Vote::MostConform | Vote::LastWinner | Vote::First | Vote::Any => {
                let mut random = Random::of(self.seed, For::Guess, [self.cycle, account as u64, 0]);
                for product in random.choose(MAX_VOTES, self.settings.market.products) {
                    let report = match rule {
                        Vote::MostConform => others(product).min_by_key(|report| {
                            (100 - self.filed[*report].record.conformity, *report)
                        }),
                        Vote::LastWinner => others(product).min_by_key(|report| {
                            let wins = self.accounts[self.filed[*report].account].wins;
                            (std::cmp::Reverse(wins), *report)
                        }),
                        Vote::First => others(product).next(),
                        _ => match others(product).count() {
                            0 => None,
                            count => others(product).nth(random.below(count)),
                        },
                    };
                    add(product, report);
                }
            }
        }
    }

    /// One vote, as the contract counts it; nothing without power.
    fn reveal(&mut self, choice: Choice, rules: &Rules, tally: &mut Tally) -> Option<Ballot> {
        let (effective, earned) = self.power_of(choice.account);
        let ballot = rules.ballot(choice.report as u64 + 1, effective, earned);
        if ballot.weight == 0 {
            return None;
        }
        // To commit, and to reveal.
        self.charge(choice.account, 2 * self.settings.market.gas);
        let change = Change::Add(ballot.weight);
        let record = &mut self.filed[choice.report].record;
        record.weight = change.of(record.weight);
        let (weight, conformity) = (record.weight, record.conformity);
        let word = &mut tally.words[word_of(conformity) as usize];
        *word = moved(*word, conformity, change);
        tally.round.weigh(change);
        let filed = &self.filed;
        tally.round.rank(ballot.report, weight, |other| {
            filed[other as usize - 1].record.weight
        });
        Some(ballot)
    }

    /// What nominated PSS costs this cycle: the capital.
    fn charge_stake(&mut self) {
        if !self.plan.nominates {
            return;
        }
        let market = self.settings.market;
        for account in 0..self.plan.members {
            let nominated = self.nominated_for(self.power_of(account).1);
            let price = nominated * u128::from(market.pss_price) / crate::stake::PSS;
            self.charge(
                account,
                (price * u128::from(market.capital_bps) / 10_000) as u64,
            );
        }
    }

    /// How far the trust scores are from the truth.
    fn measure_trust(&mut self, tallies: &[Tally], rules: &Rules) {
        let products = self.settings.market.products;
        for (product, tally) in tallies.iter().enumerate().take(products) {
            if let Some((score, _)) =
                median(&tally.words).filter(|_| tally.round.has_quorum(rules.quorum))
            {
                let true_one = conformity(&twin(), &[self.truth(self.cycle - 1, product)]);
                self.off.0 += u64::from(score.abs_diff(true_one));
                self.off.1 += 1;
            }
        }
    }

    /// Votes for winners are rewarded; an account's weight counts once.
    fn confirm(&mut self, ballots: &[(Choice, Ballot)], tallies: &[Tally], rules: &Rules) {
        for (choice, ballot) in ballots {
            let (round, account) = (&tallies[choice.product].round, choice.account);
            let wins = round.has_quorum(rules.quorum) && round.place_of(ballot.report).is_some();
            if !wins {
                continue;
            }
            self.books
                .weigh(self.cycle - 1, address(account), ballot.weight);
            self.gain(account, ballot.gain);
        }
    }

    /// Who is in which place: product, place, report (from 0).
    fn winners(&self, tallies: &[Tally], rules: &Rules) -> Vec<(usize, usize, usize)> {
        let won =
            (tallies.iter().enumerate()).filter(|(_, tally)| tally.round.has_quorum(rules.quorum));
        won.flat_map(|(product, tally)| {
            let places = tally.round.places().into_iter().enumerate();
            places
                .filter(|(_, report)| *report != 0)
                .map(move |(place, report)| (product, place, report as usize - 1))
        })
        .collect()
    }

    /// The third quarter: reports that were made up and are found out, and what is disputed without cause.
    fn dispute(&mut self, tallies: &[Tally], rules: &Rules) {
        let winners = self.winners(tallies, rules);
        let (members, market) = (self.plan.members, self.settings.market);
        for &(product, place, report) in &winners {
            let (account, invented) = (self.filed[report].account, self.filed[report].invented);
            // Nobody looks at what nobody buys.
            if !invented || product >= market.products || self.accounts.len() == members {
                continue;
            }
            let mut random = Random::of(
                self.seed,
                For::Discovery,
                [self.cycle, product as u64, account as u64],
            );
            if random.chance(market.found_bps) {
                let finder = members + random.below(self.accounts.len() - members);
                self.dispute_report(finder, (product, place, report), Ruling::Party, false);
            }
        }
        for member in 0..members {
            let mut random = Random::of(self.seed, For::Frivolous, [self.cycle, member as u64, 0]);
            for _ in 0..self.plan.frivolous {
                let open: Vec<_> = (winners.iter().copied())
                    .filter(|(_, _, report)| !self.is_member(self.filed[*report].account))
                    .filter(|(_, _, report)| !self.filed[*report].record.disputed)
                    .collect();
                if !open.is_empty() {
                    let about = open[random.below(open.len())];
                    let matched = random.chance(market.match_bps);
                    self.dispute_report(member, about, Ruling::Respondent, matched);
                }
            }
        }
    }

    /// A dispute of a winning report.
    fn dispute_report(
        &mut self,
        party: usize,
        (product, place, report): (usize, usize, usize),
        right: Ruling,
        matched: bool,
    ) {
        let record = self.filed[report].record;
        if record.disputed {
            return;
        }
        self.filed[report].record.disputed = true;
        let fees = self.books.reports(self.cycle - 1, product as u64).fees;
        let won = u128::from(fees) * u128::from(TENTHS[place]) / 10;
        let sum = record.bond + won as u64;
        let sides = [Some(party), Some(self.filed[report].account)];
        // Beside the cases.
        let number = 1_000 + (product * PLACES + place) as u64;
        let ruling = self.judge(number, sum, sides, right, matched);
        if ruling == Ruling::Party {
            self.filed[report].record.struck = true;
            self.give_back(party, record.bond);
        }
    }

    /// Bonds, gains and money.
    fn settle(&mut self, tallies: &[Tally], rules: &Rules) {
        let winners = self.winners(tallies, rules);
        let mut paid = Vec::with_capacity(winners.len());
        for (product, place, report) in winners {
            let filed = &self.filed[report];
            let (account, struck) = (filed.account, filed.record.struck);
            debug_assert!(place < PLACES);
            paid.push((product as u64, place, account, struck));
            if !struck {
                self.accounts[account].wins += 1;
                let cycle = self.cycle - 1;
                let fees = self.books.reports(cycle, product as u64).fees;
                let all = self.books.fees(cycle).reports;
                let most = self.settings.experience.report_gain;
                self.gain(account, rules.won(most, fees, all) * TENTHS[place] / 10);
            }
        }
        for report in 0..self.filed.len() {
            let record = &self.filed[report].record;
            if !record.struck {
                self.give_back(self.filed[report].account, record.bond);
            }
        }
        self.close(&paid);
    }
}
