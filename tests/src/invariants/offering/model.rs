//! What offerings, PSC and PSS must be after each action: a ledger in plain numbers.

use std::collections::BTreeMap;

use super::chain::{ACCOUNTS, OWNER, PEOPLE};
use super::{Action, Tag, Terms, Verdict, Who};

/// How an offering ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Succeeded,
    Failed,
}

/// One account's part in an offering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub contribution: u128,
    pub claimed: bool,
    /// PSS unlocked, or never locked.
    pub released: u128,
}

/// An offering.
#[derive(Clone, Debug)]
pub struct Sale {
    pub terms: Terms,
    pub start: u64,
    pub end: u64,
    pub verdict: Option<End>,
    pub parts: Vec<Part>,
    /// What it holds.
    pub psc: u128,
    pub pss: u128,
    /// Ever sent there unasked.
    pub gifts: u128,
    /// Ever brought there of PSS.
    pub funded: u128,
    /// Ever sent to the owner.
    pub to_owner: [u128; 2],
    /// Ever sent to contributors.
    pub to_people: [u128; 2],
}

/// What is due for a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub refund: u128,
    pub allotted: u128,
}

impl Sale {
    pub fn total(&self) -> u128 {
        self.parts.iter().map(|part| part.contribution).sum()
    }

    /// Whether it would succeed now.
    pub fn suffices(&self) -> bool {
        self.total() >= u128::from(self.terms.soft_cap)
    }

    /// By the rules of the protocol, in its own words: refund = ⌊contribution × (total − hardCap) / total⌋.
    pub fn due(&self, contribution: u128) -> Due {
        let (total, hard) = (self.total(), u128::from(self.terms.hard_cap));
        let for_sale = u128::from(self.terms.for_sale);
        if !self.suffices() {
            return Due {
                refund: contribution,
                allotted: 0,
            };
        }
        if total <= hard {
            return Due {
                refund: 0,
                allotted: contribution * for_sale / hard,
            };
        }
        Due {
            refund: contribution * (total - hard) / total,
            allotted: contribution * for_sale / total,
        }
    }

    pub fn vested(&self, who: Who, now: u64) -> u128 {
        let allotted = self.due(self.parts[who].contribution).allotted;
        let Terms { cliff, vesting, .. } = self.terms;
        match now.checked_sub(self.end) {
            None => 0,
            Some(elapsed) if elapsed < cliff => 0,
            Some(elapsed) if elapsed >= vesting => allotted,
            Some(elapsed) => allotted * u128::from(elapsed) / u128::from(vesting),
        }
    }

    /// The account's cap; `None`: it is not on the list.
    pub fn cap(&self, who: Who) -> Option<u128> {
        match self.terms.wallet_cap {
            Some(cap) => Some(u128::from(cap)),
            None if who == PEOPLE - 1 => None,
            None => Some(listed_cap(&self.terms, who)),
        }
    }

    /// What is reserved for those who have not claimed.
    fn reserved(&self) -> Due {
        let waiting = self.parts.iter().filter(|part| !part.claimed);
        self.due(waiting.map(|part| part.contribution).sum())
    }

    pub fn locked(&self, who: Who) -> u128 {
        let part = self.parts[who];
        match part.claimed {
            true => self.due(part.contribution).allotted - part.released,
            false => 0,
        }
    }
}

/// The cap of an account in an offering's allow-list.
pub fn listed_cap(terms: &Terms, who: Who) -> u128 {
    u128::from(terms.hard_cap) * (who as u128 + 1) / 4
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Model {
    /// Time of the next block.
    pub now: u64,
    pub sales: BTreeMap<Tag, Sale>,
    pub psc: Vec<u128>,
    pub pss: Vec<u128>,
    pub blocked: [bool; ACCOUNTS],
    pub paused: bool,
}

impl Model {
    pub fn locked(&self, who: Who) -> u128 {
        self.sales.values().map(|sale| sale.locked(who)).sum()
    }

    /// Does an action, or nothing if it is refused.
    pub fn apply(&mut self, tag: Tag, action: &Action) -> Verdict {
        let now = self.now;
        match *action {
            Action::Open { terms } => {
                let start = now + terms.delay;
                let sale = Sale {
                    terms,
                    start,
                    end: start + terms.window,
                    verdict: None,
                    parts: vec![Part::default(); PEOPLE],
                    psc: 0,
                    pss: 0,
                    gifts: 0,
                    funded: 0,
                    to_owner: [0; 2],
                    to_people: [0; 2],
                };
                self.sales.insert(tag, sale);
                Ok(())
            }
            Action::Pass { secs } => {
                self.now += secs;
                Ok(())
            }
            Action::Block { who, blocked } => {
                self.blocked[who] = blocked;
                Ok(())
            }
            Action::Pause { paused } => match self.paused == paused {
                true => Err("it is so already"),
                false => {
                    self.paused = paused;
                    Ok(())
                }
            },
            Action::SendPss { who, to, amount } => {
                let amount = u128::from(amount);
                if amount > self.pss[who] - self.locked(who) {
                    return Err("it is locked, or not there");
                }
                self.pss[who] -= amount;
                self.pss[to] += amount;
                Ok(())
            }
            Action::Fund { offering, pss } => {
                let sale = self.sale(offering);
                sale.pss += u128::from(pss);
                sale.funded += u128::from(pss);
                Ok(())
            }
            Action::Gift { who, offering, psc } => {
                let amount = u128::from(psc);
                self.take_psc(who, amount)?;
                let sale = self.sale(offering);
                sale.psc += amount;
                sale.gifts += amount;
                Ok(())
            }
            Action::Contribute {
                who,
                offering,
                amount,
                lie,
            } => self.contribute(who, offering, u128::from(amount), lie),
            Action::Finalize { offering, .. } => {
                let paused = self.paused;
                let sale = self.sale(offering);
                if now < sale.end {
                    return Err("it has not ended");
                }
                if sale.verdict.is_some() {
                    return Err("it is finalized");
                }
                let succeeds = sale.suffices();
                let owned = match succeeds {
                    true => sale.psc - sale.due(sale.total()).refund,
                    false => sale.psc - sale.total(),
                };
                if paused && owned != 0 {
                    return Err("PSC is paused");
                }
                sale.verdict = Some(if succeeds {
                    End::Succeeded
                } else {
                    End::Failed
                });
                self.collect(offering);
                Ok(())
            }
            Action::Collect { offering, .. } => {
                let paused = self.paused;
                let sale = self.sale(offering);
                if sale.verdict.is_none() {
                    return Err("it is not finalized");
                }
                if paused && sale.psc != sale.reserved().refund {
                    return Err("PSC is paused");
                }
                self.collect(offering);
                Ok(())
            }
            Action::Claim {
                offering, account, ..
            } => self.claim(offering, account),
            Action::Release {
                offering, account, ..
            } => {
                let sale = self.sale(offering);
                let vested = sale.vested(account, now);
                let part = &mut sale.parts[account];
                if !part.claimed || vested == part.released {
                    return Err("nothing to release");
                }
                part.released = vested;
                Ok(())
            }
        }
    }

    fn contribute(&mut self, who: Who, offering: Tag, amount: u128, lie: bool) -> Verdict {
        let now = self.now;
        let sale = &self.sales[&offering];
        if now < sale.start || now >= sale.end {
            return Err("out of the window");
        }
        if amount == 0 {
            return Err("nothing");
        }
        let listed = sale.terms.wallet_cap.is_none();
        let Some(cap) = sale.cap(who).filter(|_| !(listed && lie)) else {
            return Err("not on the list");
        };
        if sale.parts[who].contribution + amount > cap {
            return Err("above the cap");
        }
        if sale.total() == 0 && sale.pss < u128::from(sale.terms.for_sale) {
            return Err("not funded");
        }
        self.take_psc(who, amount)?;
        let sale = self.sale(offering);
        sale.parts[who].contribution += amount;
        sale.psc += amount;
        Ok(())
    }

    fn claim(&mut self, offering: Tag, account: Who) -> Verdict {
        let (now, paused, blocked) = (self.now, self.paused, self.blocked[account]);
        let sale = self.sale(offering);
        if sale.verdict.is_none() {
            return Err("it is not finalized");
        }
        let part = sale.parts[account];
        if part.contribution == 0 || part.claimed {
            return Err("nothing to claim");
        }
        let due = sale.due(part.contribution);
        if due.refund != 0 && (paused || blocked) {
            return Err("PSC cannot be sent");
        }
        let vested = sale.vested(account, now);
        sale.parts[account] = Part {
            claimed: true,
            released: vested,
            ..part
        };
        sale.psc -= due.refund;
        sale.pss -= due.allotted;
        sale.to_people[0] += due.refund;
        sale.to_people[1] += due.allotted;
        self.psc[account] += due.refund;
        self.pss[account] += due.allotted;
        Ok(())
    }

    fn collect(&mut self, offering: Tag) {
        let blocked = self.blocked[OWNER];
        let sale = self.sale(offering);
        let reserved = sale.reserved();
        let psc = match blocked {
            true => 0,
            false => sale.psc - reserved.refund,
        };
        let pss = sale.pss - reserved.allotted;
        sale.psc -= psc;
        sale.pss -= pss;
        sale.to_owner[0] += psc;
        sale.to_owner[1] += pss;
        self.psc[OWNER] += psc;
        self.pss[OWNER] += pss;
    }

    fn take_psc(&mut self, who: Who, amount: u128) -> Verdict {
        if self.paused || self.blocked[who] {
            return Err("PSC cannot be sent");
        }
        if amount > self.psc[who] {
            return Err("not enough PSC");
        }
        self.psc[who] -= amount;
        Ok(())
    }

    fn sale(&mut self, offering: Tag) -> &mut Sale {
        self.sales.get_mut(&offering).expect("looked up before")
    }
}
