//! A DAO's year by dice, and one by script in which everything happens.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol_types::SolCall,
};
use productshare_abi::{Governor, Pss, Timelock as Abi};

use super::{Call, Dao};
use crate::support::{
    events::{Event, account, governor, timelock},
    random::Random,
};

const ACCOUNTS: u64 = 6;
const SETTINGS: [&str; 5] = [
    "late_quorum_extension_secs",
    "proposal_threshold",
    "quorum_percent",
    "voting_delay_secs",
    "voting_period_secs",
];
const ROLES: [&str; 4] = ["admin", "canceller", "executor", "proposer"];

fn who(random: &mut Random) -> Address {
    account(random.below(ACCOUNTS) as u8 + 1)
}

/// A timelock that is not the deployment's.
fn foreign() -> Address {
    account(70)
}

impl Dao {
    /// One with the deployment's addresses and first settings.
    pub fn new(now: u64, own: Address, governor: Address, pss: Address) -> Self {
        let mut dao = Self {
            now,
            own,
            pss,
            ..Self::default()
        };
        dao.set("voting_delay_secs", 10);
        dao.set("voting_period_secs", 100);
        dao.set("proposal_threshold", 1);
        dao.set("quorum_percent", 10);
        dao.set("late_quorum_extension_secs", 30);
        dao.name_timelock(own);
        dao.set_min_delay(20);
        dao.set_role("admin", own, true);
        dao.set_role("executor", Address::ZERO, true);
        dao.set_role("proposer", governor, true);
        dao.set_role("canceller", governor, true);
        dao.set_governor(governor);
        dao.set_guardian(Some((account(8), now + 1_000)));
        dao.transfer(Address::ZERO, own, 5_000);
        dao.delegate(own, own);
        dao
    }

    /// Something that somebody might do next.
    pub fn step(&mut self, random: &mut Random) -> Vec<Event> {
        let (a, b) = (who(random), who(random));
        let amount = random.below(300) + 1;
        let id = random.below(self.proposals.len() as u64 + 1) as usize;
        match random.below(24) {
            0 => self.transfer(Address::ZERO, a, amount),
            1 => self.transfer(a, if random.one_in(5) { Address::ZERO } else { b }, amount),
            2 => self.transfer(self.own, a, amount),
            3 | 4 => self.delegate(a, if random.one_in(8) { Address::ZERO } else { b }),
            5..=7 => {
                let calls = self.calls(random);
                let text = format!("# Number {}\n\nBy dice.", random.below(1_000_000));
                self.propose(a, calls, &text);
            }
            8..=13 if id > 0 => {
                // Mostly what may still be open.
                let recent = random.below(self.proposals.len().min(4) as u64) as usize;
                let id = self.proposals.len() - recent;
                let support = [1, 1, 1, 0, 2][random.below(5) as usize];
                let params: &[u8] = if random.one_in(3) { &[1, 2] } else { &[] };
                self.vote(id, a, support, "because", params);
            }
            14..=17 if id > 0 => match random.below(5) {
                0 => self.cancel(id),
                1 | 2 => self.queue(id),
                _ => self.execute(id),
            },
            18 => {
                let name = SETTINGS[random.below(5) as usize];
                let value = match name {
                    "quorum_percent" => random.below(40) + 1,
                    _ => random.below(60) + 5,
                };
                self.set(name, value);
            }
            19 => match random.below(6) {
                0 => self.exclude(a),
                1 => self.name_timelock(foreign()),
                2 | 3 => self.name_timelock(self.own),
                4 => self.set_min_delay(random.below(60) + 5),
                _ => self.set_guardian(random.one_in(2).then_some((a, self.now + amount))),
            },
            20 => self.set_role(ROLES[random.below(4) as usize], a, random.one_in(2)),
            _ => self.operate(random),
        }
        self.take_log()
    }

    fn operate(&mut self, random: &mut Random) {
        let known: Vec<B256> = self.timelock.timestamps.keys().copied().collect();
        let some = random.pick(&known).copied();
        match (random.below(6), some) {
            (0, Some(id)) => self.cancel_operation(id),
            (1 | 2, Some(id)) => self.execute_operation(id, false),
            (3, Some(id)) => {
                // Again, if it was cancelled.
                let earlier = self.timelock.schedulings.iter();
                if let Some(last) = earlier.rev().find(|s| s.operation == id).cloned() {
                    let delay = self.timelock.min_delay.now() + 1;
                    self.schedule(last.calls, last.predecessor, last.salt, delay, None);
                }
            }
            _ => {
                let calls = self.calls(random);
                let salt = match random.one_in(2) {
                    true => B256::ZERO,
                    false => B256::from(U256::from(random.below(1_000))),
                };
                let before = some.filter(|_| random.one_in(3)).unwrap_or_default();
                let guardian = self.timelock.guardian.filter(|g| g.1 > self.now);
                let guardian = guardian.map(|g| g.0).filter(|_| random.one_in(2));
                let delay = self.timelock.min_delay.now() + random.below(20);
                self.schedule(calls, before, salt, delay, guardian);
            }
        }
    }

    /// Up to three calls; those to the governor last.
    fn calls(&self, random: &mut Random) -> Vec<Call> {
        let mut calls = vec![self.pay(who(random), random.below(50))];
        if random.one_in(2) {
            calls.push(Call {
                target: account(90),
                value: random.below(9),
                data: vec![1, 2, 3, 4, 5].into(),
            });
        }
        if random.one_in(3) {
            let set = Governor::setVotingPeriodCall {
                newVotingPeriod: random.below(100) as u32,
            };
            calls.push(self.to_governor(&set));
        }
        calls
    }

    /// A payment out of the treasury.
    pub fn pay(&self, to: Address, value: u64) -> Call {
        let value = U256::from(value);
        Call {
            target: self.pss,
            value: 0,
            data: Pss::transferCall { to, value }.abi_encode().into(),
        }
    }

    fn to_governor(&self, call: &impl SolCall) -> Call {
        Call {
            target: self.timelock.governor,
            value: 0,
            data: Bytes::from(call.abi_encode()),
        }
    }

    /// A life of the DAO in which each event happens, block by block with its time; proposal 1 is executed.
    pub fn everything(
        now: u64,
        own: Address,
        governor_at: Address,
        pss: Address,
    ) -> Vec<(u64, Vec<Event>)> {
        let mut dao = Self::new(now, own, governor_at, pss);
        let (a, b, c) = (account(41), account(42), account(43));
        let mut life = Vec::new();
        dao.exclude(account(71));
        dao.set_offering(account(71));
        dao.set_role("proposer", c, true);
        dao.set_role("proposer", c, false);
        for (who, amount) in [(a, 600), (b, 300), (c, 100)] {
            dao.transfer(own, who, amount);
            dao.delegate(who, who);
        }
        let mut wait = |dao: &mut Self, until: u64| {
            life.push((dao.now, dao.take_log()));
            dao.now = until;
        };
        wait(&mut dao, now + 1);
        let period = Governor::setVotingPeriodCall {
            newVotingPeriod: 600,
        };
        let calls = vec![dao.pay(c, 250), dao.to_governor(&period)];
        let text = "# Pay for the translation\n\nIt is done, and voting takes longer from now on.";
        let first = dao.propose(a, calls, text);
        let calls = vec![dao.pay(b, 1)];
        let second = dao.propose(b, calls, "Taken back");
        dao.cancel(second);
        wait(&mut dao, now + 100);
        dao.vote(first, c, 0, "", &[]);
        dao.vote(first, b, 2, "no opinion", &[7]);
        dao.vote(first, a, 1, "well done", &[]);
        let deadline = dao.proposals[first - 1].deadline;
        wait(&mut dao, deadline + 1);
        dao.queue(first);
        wait(&mut dao, deadline + 21);
        dao.execute(first);
        dao.transfer(own, c, 250);
        dao.set("voting_period_secs", 600);
        let new_delay = U256::from(60);
        let call = Call {
            target: own,
            value: 0,
            data: Abi::updateDelayCall {
                newDelay: new_delay,
            }
            .abi_encode()
            .into(),
        };
        let (salt, guardian) = (B256::repeat_byte(5), Some(account(8)));
        dao.schedule(vec![call.clone()], B256::ZERO, salt, 20, None);
        let again = dao
            .timelock
            .schedulings
            .last()
            .expect("scheduled")
            .operation;
        dao.cancel_operation(again);
        dao.schedule(vec![call], B256::ZERO, salt, 25, guardian);
        wait(&mut dao, deadline + 22);
        life
    }
}

/// Events that are nobody's doing above: a role without a name.
pub fn odd_ends() -> Vec<Event> {
    vec![
        timelock(Abi::RoleGranted {
            role: B256::repeat_byte(0xee),
            account: account(5),
            sender: account(6),
        }),
        governor(Governor::VoteCast {
            voter: account(9),
            proposalId: U256::from(1),
            support: 1,
            weight: U256::ZERO,
            reason: "with a \0 in it".into(),
        }),
    ]
}
