//! Disputes and their jurors, as the contract keeps them.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256};
use productshare_abi::Arbitration as Abi;

use super::{Network, at};
use crate::support::events::arbitration;

/// States: 1 funding, 2 matching, 3 commit, 4 reveal, 5 appeal, 6 umpire, 7 final.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Core {
    pub state: u8,
    pub deadline: u64,
    /// 0: none.
    pub outcome: u8,
    pub ruling: u8,
    pub appealed: bool,
    funded: bool,
    matched: bool,
}

/// Weights for the party and the respondent, quorum and cap.
#[derive(Clone, Copy, Debug, Default)]
pub struct Round {
    pub sides: [u64; 2],
    pub quorum: u64,
    pub cap: u64,
    pub times: [u64; 2],
}

#[derive(Clone, Debug)]
pub struct Juror {
    pub state: &'static str,
    pub commitment: B256,
    pub choice: u8,
    pub weight: u64,
    pub revealed: bool,
    pub was_removed: bool,
    /// Paid, gained, lost bps.
    pub settled: Option<(u64, u64, u16)>,
}

#[derive(Clone, Debug)]
pub struct Dispute {
    pub arbitrable: Address,
    pub party: Address,
    pub respondent: Address,
    pub product: u64,
    pub sum: u64,
    pub bond: u64,
    /// As of its last event.
    core: Core,
    /// Of `Network::windows`, when it was opened.
    windows: [u64; 5],
    pub rounds: Vec<Round>,
    pub jurors: BTreeMap<(u8, Address), Juror>,
    pub order: Vec<(u8, Address)>,
    /// To party, respondent, jurors; their weight.
    pub division: Option<[u64; 4]>,
    pub executed: bool,
    claimed: [u64; 2],
    /// Number of logged steps.
    pub steps: usize,
    /// Of the checkout: which order.
    pub line: Option<u64>,
}

impl Round {
    fn outcome(&self) -> u8 {
        let [party, respondent] = self.sides;
        match party + respondent < self.quorum || party == respondent {
            true => 0,
            false if party > respondent => 1,
            false => 2,
        }
    }
}

impl Dispute {
    pub fn at(&self, now: u64) -> Core {
        let mut core = self.core;
        let [_, _, reveal, appeal, umpire] = self.windows;
        while core.state < 7 && now >= core.deadline {
            let outcome = self.rounds.last().map_or(0, Round::outcome);
            let (state, secs, ruling) = match core.state {
                1 => (7, 0, 2),
                2 => (7, 0, 1),
                3 => (4, reveal, 0),
                4 if outcome == 0 => (6, umpire, 0),
                4 if core.appealed => (7, 0, outcome),
                4 => {
                    core.outcome = outcome;
                    (5, appeal, 0)
                }
                5 => (7, 0, core.outcome),
                _ => (7, 0, 0),
            };
            core.deadline += secs;
            (core.state, core.ruling) = (state, ruling);
        }
        core
    }
}

impl Network {
    pub fn core_of(&self, id: u64) -> Core {
        self.disputes[at(id)].at(self.now)
    }

    fn logged(&mut self, id: u64, event: super::Event) {
        self.disputes[at(id)].steps += 1;
        self.log.push(event);
    }

    pub fn set_terms(&mut self, windows: [u64; 5]) {
        self.windows = windows;
        let [matching, commit, reveal, appeal, umpire] = windows;
        self.log.push(arbitration(Abi::ParametersSet {
            minBond: U256::from(100),
            bondBps: 1_000,
            matchSecs: matching,
            commitSecs: commit,
            revealSecs: reveal,
            appealSecs: appeal,
            umpireSecs: umpire,
            quorumBps: 2_000,
            capBps: 1_000,
            jurorBps: 5_000,
            gainBps: 500,
            loseBps: 500,
        }));
    }

    pub fn open_dispute(
        &mut self,
        arbitrable: Address,
        party: Address,
        respondent: Address,
        product: u64,
        sum: u64,
    ) -> u64 {
        let bond = (sum / 10).max(100);
        let core = Core {
            state: 1,
            deadline: self.now + self.windows[0],
            ..Core::default()
        };
        self.disputes.push(Dispute {
            arbitrable,
            party,
            respondent,
            product,
            sum,
            bond,
            core,
            windows: self.windows,
            rounds: Vec::new(),
            jurors: BTreeMap::new(),
            order: Vec::new(),
            division: None,
            executed: false,
            claimed: [0; 2],
            steps: 1,
            line: None,
        });
        let id = self.disputes.len() as u64;
        self.log.push(arbitration(Abi::DisputeCreation {
            disputeId: U256::from(id),
            arbitrable,
        }));
        self.log.push(arbitration(Abi::DisputeOpened {
            disputeId: U256::from(id),
            party,
            respondent,
            product,
            sum: U256::from(sum),
            bond: U256::from(bond),
            fundUntil: core.deadline,
        }));
        id
    }

    pub fn place_bond(&mut self, id: u64) {
        let core = self.core_of(id);
        let of = &self.disputes[at(id)];
        let (kind, account, amount) = match core.state {
            1 => (0, of.party, of.bond),
            2 => (1, of.respondent, of.bond),
            5 if core.outcome == 1 => (2, of.respondent, 2 * of.bond),
            5 => (2, of.party, 2 * of.bond),
            _ => return,
        };
        let [matching, commit, reveal, ..] = of.windows;
        let until = self.now + if kind == 0 { matching } else { commit };
        let dispute = &mut self.disputes[at(id)];
        dispute.core = Core {
            state: if kind == 0 { 2 } else { 3 },
            deadline: until,
            funded: true,
            matched: core.matched || kind == 1,
            appealed: kind == 2,
            ..core
        };
        let arbitrable = dispute.arbitrable;
        if kind == 2 {
            let dispute = U256::from(id);
            self.log.push(arbitration(Abi::AppealDecision {
                disputeId: dispute,
                arbitrable,
            }));
        }
        if kind != 0 {
            let total = self.power.total.at(self.cycle()).0;
            let round = Round {
                sides: [0; 2],
                quorum: (total * 2_000).div_ceil(10_000).max(1),
                cap: total * 1_000 / 10_000,
                times: [until, until + reveal],
            };
            self.disputes[at(id)].rounds.push(round);
            let started = Abi::RoundStarted {
                disputeId: U256::from(id),
                round: u8::from(kind == 2),
                commitUntil: until,
                revealUntil: until + reveal,
                quorum: U256::from(round.quorum),
                cap: U256::from(round.cap),
            };
            self.logged(id, arbitration(started));
        }
        let placed = Abi::BondPlaced {
            disputeId: U256::from(id),
            account,
            kind,
            amount: U256::from(amount),
            until,
        };
        self.logged(id, arbitration(placed));
    }

    pub fn submit(&mut self, id: u64) {
        if self.core_of(id).state < 7 {
            let account = self.disputes[at(id)].party;
            let submitted = Abi::EvidenceSubmitted {
                disputeId: U256::from(id),
                account,
                evidence: "See".into(),
            };
            self.logged(id, arbitration(submitted));
        }
    }

    /// Commits, or reveals for a choice.
    pub fn judge(&mut self, id: u64, juror: Address, choice: u8) {
        let core = self.core_of(id);
        let round = u8::from(core.appealed);
        let of = &self.disputes[at(id)];
        let side = [of.party, of.respondent, of.arbitrable].contains(&juror);
        let power = self.effective(juror, self.cycle());
        let vote = of.jurors.get(&(round, juror)).map(|vote| vote.state);
        match (core.state, vote) {
            (3, None | Some("committed")) if !side && power > 0 => {
                let commitment = self.commitment();
                let of = &mut self.disputes[at(id)];
                if vote.is_none() {
                    of.order.push((round, juror));
                }
                of.jurors.insert(
                    (round, juror),
                    Juror {
                        state: "committed",
                        commitment,
                        choice: 0,
                        weight: 0,
                        revealed: false,
                        was_removed: false,
                        settled: None,
                    },
                );
                let committed = Abi::VoteCommitted {
                    disputeId: U256::from(id),
                    round,
                    juror,
                    commitment,
                };
                self.logged(id, arbitration(committed));
            }
            (4, Some("committed")) => {
                let of = &mut self.disputes[at(id)];
                let tally = of.rounds.last_mut().expect("a round");
                let weight = power.min(tally.cap);
                tally.sides[usize::from(choice) - 1] += weight;
                let [party, respondent] = tally.sides;
                let vote = of.jurors.get_mut(&(round, juror)).expect("a vote");
                (vote.state, vote.choice, vote.weight) = ("revealed", choice, weight);
                vote.revealed = true;
                let revealed = Abi::VoteRevealed {
                    disputeId: U256::from(id),
                    round,
                    juror,
                    choice,
                    weight: U256::from(weight),
                    forParty: U256::from(party),
                    forRespondent: U256::from(respondent),
                };
                self.logged(id, arbitration(revealed));
            }
            _ => {}
        }
    }

    pub fn challenge(&mut self, id: u64, juror: Address) {
        let core = self.core_of(id);
        let round = u8::from(core.appealed);
        let of = &mut self.disputes[at(id)];
        let Some(vote) = of.jurors.get_mut(&(round, juror)) else {
            return;
        };
        let known = matches!(vote.state, "committed" | "revealed");
        if !matches!(core.state, 3 | 4) || !known || of.product == 0 {
            return;
        }
        let weight = if vote.state == "revealed" {
            vote.weight
        } else {
            0
        };
        (vote.state, vote.was_removed) = ("removed", true);
        if weight != 0 {
            let tally = of.rounds.last_mut().expect("a round");
            tally.sides[usize::from(vote.choice) - 1] -= weight;
        }
        let removed = Abi::JurorRemoved {
            disputeId: U256::from(id),
            round,
            juror,
            request: 7,
            weight: U256::from(weight),
        };
        self.logged(id, arbitration(removed));
    }

    pub fn advance(&mut self, id: u64) {
        let core = self.core_of(id);
        if core == self.disputes[at(id)].core {
            return;
        }
        self.disputes[at(id)].core = core;
        let (dispute, arbitrable) = (U256::from(id), self.disputes[at(id)].arbitrable);
        let advanced = Abi::DisputeAdvanced {
            disputeId: dispute,
            state: core.state,
            outcome: core.outcome,
            deadline: core.deadline,
        };
        self.logged(id, arbitration(advanced));
        if core.state == 5 {
            self.log.push(arbitration(Abi::AppealPossible {
                disputeId: dispute,
                arbitrable,
            }));
        }
    }

    pub fn give_ruling(&mut self, id: u64, umpire: Address, ruling: u8) {
        let core = self.core_of(id);
        if core.state != 6 {
            return;
        }
        self.disputes[at(id)].core = Core {
            state: 7,
            ruling,
            deadline: self.now,
            ..core
        };
        let ruled = Abi::UmpireRuled {
            disputeId: U256::from(id),
            umpire,
            ruling,
        };
        self.logged(id, arbitration(ruled));
    }

    pub fn execute(&mut self, id: u64, taken: bool) {
        let core = self.core_of(id);
        let of = &mut self.disputes[at(id)];
        if core.state != 7 || of.executed {
            return;
        }
        of.core = core;
        if of.division.is_none() {
            let put = |side: u8, came: bool| {
                let appealed = core.appealed && core.outcome != side;
                u64::from(came) * of.bond + u64::from(appealed) * 2 * of.bond
            };
            let (party, respondent) = (put(1, core.funded), put(2, core.matched));
            let index = usize::from(core.ruling).wrapping_sub(1);
            let weights = of.rounds.iter().filter_map(|round| round.sides.get(index));
            let weight: u64 = weights.sum();
            let lost = [0, respondent, party][usize::from(core.ruling)];
            let jurors = if weight == 0 { 0 } else { lost / 2 };
            let won = party + respondent - jurors;
            let division = match core.ruling {
                0 => [party, respondent, 0, 0],
                1 => [won, 0, jurors, weight],
                _ => [0, won, jurors, weight],
            };
            of.division = Some(division);
            let [to_party, to_respondent, to_jurors, weight] = division.map(U256::from);
            let resolved = Abi::DisputeResolved {
                disputeId: U256::from(id),
                ruling: core.ruling,
                toParty: to_party,
                toRespondent: to_respondent,
                toJurors: to_jurors,
                weight,
            };
            self.logged(id, arbitration(resolved));
        }
        let arbitrable = self.disputes[at(id)].arbitrable;
        if taken {
            self.disputes[at(id)].executed = true;
            match arbitrable {
                to if to == self.at.quality => self.rule_on_model(id, core.ruling.into()),
                to if to == self.at.experience => self.rule_on_report(id, core.ruling.into()),
                _ => {}
            }
        }
        let pushed = Abi::RulingPushed {
            disputeId: U256::from(id),
            arbitrable,
            ruling: core.ruling,
            taken,
        };
        self.logged(id, arbitration(pushed));
    }

    pub fn settle_vote(&mut self, id: u64, round: u8, juror: Address) {
        let core = self.core_of(id);
        let of = &mut self.disputes[at(id)];
        let Some(vote) = of.jurors.get_mut(&(round, juror)) else {
            return;
        };
        let earns = match (vote.state, vote.weight) {
            ("committed" | "removed", _) => false,
            ("revealed", 0) => return,
            ("revealed", _) if core.ruling == 0 => return,
            ("revealed", _) => vote.choice == core.ruling,
            _ => return,
        };
        // What the bonds come to is told when they are divided.
        let Some([_, _, jurors, whole]) = of.division.filter(|_| core.state == 7) else {
            return;
        };
        vote.state = "settled";
        let weight = if earns { vote.weight } else { 0 };
        let [mut paid, mut gained, mut remainder] = [0; 3];
        if earns {
            paid = jurors * weight / whole;
            gained = weight * 500 / 10_000;
            of.claimed[0] += weight;
            of.claimed[1] += paid;
            if of.claimed[0] == whole {
                remainder = jurors - of.claimed[1];
            }
        }
        let lost: u16 = if earns { 0 } else { 500 };
        vote.settled = Some((paid, gained, lost));
        let settled = Abi::VoteSettled {
            disputeId: U256::from(id),
            round,
            juror,
            weight: U256::from(weight),
            paid: U256::from(paid),
            gained: U256::from(gained),
            lostBps: lost,
            remainder: U256::from(remainder),
        };
        self.logged(id, arbitration(settled));
        let by = self.at.arbitration;
        match earns {
            true => {
                self.gain(juror, by, gained);
                let cycle = self.cycle();
                self.add_weight(cycle, juror, weight);
            }
            false => self.lose(juror, by, 500),
        }
    }
}
