//! The chain that offerings are on: actions as calls, and everything read back and compared.

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol_types::{SolCall, SolValue};
use anyhow::{Result, ensure};
use productshare_abi::{Offering, Psc, Pss};

use super::super::actions::Token;
use super::super::scene::{self, Scene};
use super::model::{End, Model, Sale, listed_cap};
use super::{Action, Broken, Tag, Terms, Verdict, Who};
use crate::offering::{AllowList, Terms as Construction};

/// Who contributes; the last is on no allow-list.
pub const PEOPLE: usize = 5;
/// Owner of the offerings and of PSS.
pub const OWNER: Who = PEOPLE;
pub const ACCOUNTS: usize = PEOPLE + 1;

/// The chain, and what is put on it.
pub struct Stage {
    pub scene: Scene,
    code: Bytes,
    pauser: Address,
    /// As [`Who`].
    accounts: Vec<Address>,
}

struct Call {
    from: Address,
    to: Address,
    input: Vec<u8>,
}

fn same<T: PartialEq + std::fmt::Debug>(
    what: impl FnOnce() -> String,
    model: T,
    chain: T,
) -> Result<(), Broken> {
    if model == chain {
        return Ok(());
    }
    let what = what();
    Err(Broken {
        how: format!("{what}: the model says {model:?}, the chain {chain:?}"),
        // Without the names that change when actions are left out.
        what: what.split(" of ").next().unwrap_or_default().to_owned(),
    })
}

fn invariant(what: &str, holds: bool, sale: &Sale) -> Result<(), Broken> {
    if holds {
        return Ok(());
    }
    Err(Broken {
        what: what.into(),
        how: format!("{what} does not hold for {sale:?}"),
    })
}

impl Stage {
    pub fn set(scene: Scene, code: Bytes, pauser: Address) -> Result<Self> {
        let mut accounts = scene.accounts[..PEOPLE].to_vec();
        accounts.push(scene.accounts[scene::OWNER]);
        let ether = U256::from(10).pow(U256::from(30));
        scene.chain.set_balance(pauser, ether);
        Ok(Self {
            scene,
            code,
            pauser,
            accounts,
        })
    }

    /// A model of the chain as it is before the first action.
    pub fn begin(&self) -> Result<Model> {
        let mut balances = [Vec::new(), Vec::new()];
        for (token, list) in Token::ALL.into_iter().zip(&mut balances) {
            for account in &self.accounts {
                list.push(self.balance(token, *account)?);
            }
        }
        let [psc, pss] = balances;
        Ok(Model {
            now: self.scene.chain.head().header.timestamp + 1,
            sales: Default::default(),
            psc,
            pss,
            blocked: [false; ACCOUNTS],
            paused: false,
        })
    }

    /// Does one action on model and chain and compares; `None`: it names an offering that was never opened.
    pub fn step(
        &mut self,
        model: &mut Model,
        tag: Tag,
        action: &Action,
        audit: bool,
    ) -> Result<Option<Verdict>, Broken> {
        let now = model.now;
        let Some(calls) = self.calls(model, tag, action) else {
            return Ok(None);
        };
        let verdict = model.apply(tag, action);
        for call in &calls {
            let receipt = self
                .scene
                .send(call.from, call.to, call.input.clone(), now)?;
            let reason = || productshare_deploy::revert::explain(&receipt.output);
            match (&verdict, receipt.success) {
                (Err(why), true) => {
                    return Err(Broken {
                        what: "what must be refused is refused".into(),
                        how: format!("{action:?} succeeded, which it must not: {why}"),
                    });
                }
                (Ok(()), false) => {
                    return Err(Broken {
                        what: "what must succeed succeeds".into(),
                        how: format!("{action:?} was refused: {}", reason()),
                    });
                }
                _ => {}
            }
        }
        if !calls.is_empty() {
            model.now += 1;
        }
        self.check(model, action, tag, audit)?;
        Ok(Some(verdict))
    }

    /// Where the offering of an action is.
    fn at(&self, offering: Tag) -> Address {
        Address::from_word(keccak256(("offering", offering).abi_encode()))
    }

    fn calls(&self, model: &Model, tag: Tag, action: &Action) -> Option<Vec<Call>> {
        let owner = self.accounts[OWNER];
        let one = |from, to, input| Some(vec![Call { from, to, input }]);
        let by = |who: Who, offering: Tag, input: Vec<u8>| {
            model.sales.contains_key(&offering).then_some(())?;
            one(self.accounts[who], self.at(offering), input)
        };
        match *action {
            Action::Open { terms } => Some(self.open(model, tag, terms)),
            Action::Pass { .. } => Some(Vec::new()),
            Action::Fund { offering, pss } => {
                model.sales.contains_key(&offering).then_some(())?;
                let (to, value) = (self.at(offering), U256::from(pss));
                one(
                    owner,
                    self.scene.pss,
                    Pss::mintCall { to, value }.abi_encode(),
                )
            }
            Action::Contribute {
                who,
                offering,
                amount,
                lie,
            } => {
                let terms = model.sales.get(&offering)?.terms;
                let account = self.accounts[who];
                let cap = U256::from(listed_cap(&terms, who)) + U256::from(lie);
                let list = self.list(&terms);
                let proof =
                    list.and_then(|list| list.proof(account, cap.saturating_sub(U256::from(lie))));
                let call = Offering::contributeCall {
                    amount: U256::from(amount),
                    cap,
                    proof: proof.unwrap_or_default(),
                };
                by(who, offering, call.abi_encode())
            }
            Action::Finalize { who, offering } => {
                by(who, offering, Offering::finalizeCall {}.abi_encode())
            }
            Action::Claim {
                who,
                offering,
                account,
            } if who == account => by(who, offering, Offering::claimCall {}.abi_encode()),
            Action::Claim {
                who,
                offering,
                account,
            } => {
                let account = self.accounts[account];
                by(
                    who,
                    offering,
                    Offering::claimForCall { account }.abi_encode(),
                )
            }
            Action::Release {
                who,
                offering,
                account,
            } => {
                let account = self.accounts[account];
                by(
                    who,
                    offering,
                    Offering::releaseCall { account }.abi_encode(),
                )
            }
            Action::Collect { who, offering } => {
                by(who, offering, Offering::collectCall {}.abi_encode())
            }
            Action::Gift { who, offering, psc } => {
                model.sales.contains_key(&offering).then_some(())?;
                let (to, value) = (self.at(offering), U256::from(psc));
                one(
                    self.accounts[who],
                    self.scene.psc,
                    Psc::transferCall { to, value }.abi_encode(),
                )
            }
            Action::SendPss { who, to, amount } => {
                let (to, value) = (self.accounts[to], U256::from(amount));
                one(
                    self.accounts[who],
                    self.scene.pss,
                    Pss::transferCall { to, value }.abi_encode(),
                )
            }
            Action::Block { who, blocked } => {
                let account = self.accounts[who];
                let blocklister = self.scene.accounts[scene::BLOCKLISTER];
                let call = Psc::setBlockedCall { account, blocked };
                one(blocklister, self.scene.psc, call.abi_encode())
            }
            Action::Pause { paused } => {
                let input = match paused {
                    true => Psc::pauseCall {}.abi_encode(),
                    false => Psc::unpauseCall {}.abi_encode(),
                };
                one(self.pauser, self.scene.psc, input)
            }
        }
    }

    /// The allow-list of an offering that has one.
    fn list(&self, terms: &Terms) -> Option<AllowList> {
        if terms.wallet_cap.is_some() {
            return None;
        }
        let listed = self.accounts[..PEOPLE - 1].iter().enumerate();
        let entries: Vec<_> = listed
            .map(|(who, account)| (*account, U256::from(listed_cap(terms, who))))
            .collect();
        Some(AllowList::new(&entries))
    }

    /// Constructs it, makes it a locker and lets it take everybody's PSC.
    fn open(&self, model: &Model, tag: Tag, terms: Terms) -> Vec<Call> {
        let (at, owner) = (self.at(tag), self.accounts[OWNER]);
        self.scene.chain.set_code(at, self.code.clone());
        let start = model.now + terms.delay;
        let construction = Construction {
            start,
            end: start + terms.window,
            soft_cap: U256::from(terms.soft_cap),
            hard_cap: U256::from(terms.hard_cap),
            wallet_cap: U256::from(terms.wallet_cap.unwrap_or_default()),
            allow_list: self.list(&terms).map_or(B256::ZERO, |list| list.root()),
            for_sale: U256::from(terms.for_sale),
            cliff_secs: terms.cliff,
            vesting_secs: terms.vesting,
        };
        let (psc, pss) = (self.scene.psc, self.scene.pss);
        let locker = Pss::setLockerCall {
            account: at,
            allowed: true,
        };
        let approve = Psc::approveCall {
            spender: at,
            value: U256::MAX,
        };
        let mut calls = vec![
            Call {
                from: owner,
                to: at,
                input: construction.construction(owner, psc, pss).to_vec(),
            },
            Call {
                from: owner,
                to: pss,
                input: locker.abi_encode(),
            },
        ];
        calls.extend(self.accounts[..PEOPLE].iter().map(|from| Call {
            from: *from,
            to: psc,
            input: approve.abi_encode(),
        }));
        calls
    }

    fn balance(&self, token: Token, account: Address) -> Result<u128> {
        let call = Psc::balanceOfCall { account };
        let balance = self.scene.view(self.scene.token(token), &call)?;
        ensure!(
            balance <= U256::from(u128::MAX),
            "a balance beyond 128 bits"
        );
        Ok(balance.to())
    }

    /// Compares accounts, and the offering that the action was about; with `audit` everything.
    fn check(&self, model: &Model, action: &Action, tag: Tag, audit: bool) -> Result<(), Broken> {
        let (offerings, accounts) = match (action, audit) {
            (_, true) => (
                model.sales.keys().rev().take(6).copied().collect(),
                0..ACCOUNTS,
            ),
            (Action::Open { .. }, _) => (vec![tag], 0..0),
            (
                Action::Fund { offering, .. }
                | Action::Contribute { offering, .. }
                | Action::Finalize { offering, .. }
                | Action::Claim { offering, .. }
                | Action::Release { offering, .. }
                | Action::Collect { offering, .. }
                | Action::Gift { offering, .. },
                _,
            ) => (vec![*offering], 0..ACCOUNTS),
            (Action::SendPss { .. }, _) => (Vec::new(), 0..ACCOUNTS),
            _ => (Vec::new(), 0..0),
        };
        for who in accounts {
            let account = self.accounts[who];
            let [psc, pss] = Token::ALL.map(|token| self.balance(token, account));
            same(|| format!("PSC of account {who}"), model.psc[who], psc?)?;
            same(|| format!("PSS of account {who}"), model.pss[who], pss?)?;
            if who < PEOPLE {
                let locked = self
                    .scene
                    .view(self.scene.pss, &Pss::lockedOfCall { account })?;
                same(
                    || format!("locked PSS of account {who}"),
                    U256::from(model.locked(who)),
                    locked,
                )?;
            }
        }
        for offering in offerings {
            self.check_sale(model, offering, &model.sales[&offering])?;
        }
        Ok(())
    }

    fn check_sale(&self, model: &Model, tag: Tag, sale: &Sale) -> Result<(), Broken> {
        let at = self.at(tag);
        let psc = self.balance(Token::Psc, at)?;
        let pss = self.balance(Token::Pss, at)?;
        same(|| format!("PSC held of offering {tag}"), sale.psc, psc)?;
        same(|| format!("PSS held of offering {tag}"), sale.pss, pss)?;
        // Views are as of the last block.
        let time = self.scene.chain.head().header.timestamp;
        let state = match sale.verdict {
            Some(End::Succeeded) => 3,
            Some(End::Failed) => 4,
            None if time < sale.start => 0,
            None if time < sale.end => 1,
            None => 2,
        };
        same(
            || format!("state of offering {tag}"),
            state,
            self.scene.view(at, &Offering::stateCall {})?,
        )?;
        let totals = self.scene.view(at, &Offering::totalsCall {})?;
        let total = sale.total();
        let claimed: u128 = sale
            .parts
            .iter()
            .filter(|p| p.claimed)
            .map(|p| p.contribution)
            .sum();
        let proceeds = match sale.suffices() {
            true => total.min(u128::from(sale.terms.hard_cap)),
            false => 0,
        };
        same(
            || format!("totals of offering {tag}"),
            [total, claimed, proceeds, sale.due(total).allotted].map(U256::from),
            [
                totals.contributed,
                totals.claimed,
                totals.proceeds,
                totals.sold,
            ],
        )?;
        for (who, part) in sale.parts.iter().enumerate() {
            if part.contribution == 0 {
                continue;
            }
            let account = self.accounts[who];
            let is = self
                .scene
                .view(at, &Offering::contributionCall { account })?;
            same(
                || format!("contribution of account {who} in offering {tag}"),
                (U256::from(part.contribution), part.claimed),
                (is.amount, is.claimed),
            )?;
            let due = sale.due(part.contribution);
            let is = self.scene.view(at, &Offering::allotmentCall { account })?;
            same(
                || format!("allotment of account {who} in offering {tag}"),
                [part.contribution - due.refund, due.refund, due.allotted].map(U256::from),
                [is.accepted, is.refund, is.allotted],
            )?;
            let vested = sale.vested(who, time);
            let releasable = if part.claimed {
                vested - part.released
            } else {
                0
            };
            let is = self.scene.view(at, &Offering::vestingCall { account })?;
            same(
                || format!("vesting of account {who} in offering {tag}"),
                [vested, part.released, releasable].map(U256::from),
                [is.vested, is.released, is.releasable],
            )?;
            let call = Pss::lockedByCall {
                locker: at,
                account,
            };
            same(
                || format!("PSS locked by an offering of account {who} in offering {tag}"),
                U256::from(sale.locked(who)),
                self.scene.view(self.scene.pss, &call)?,
            )?;
        }
        invariants(sale, model)
    }
}

/// What must hold of any offering at any time, whatever was done.
fn invariants(sale: &Sale, model: &Model) -> Result<(), Broken> {
    let dues = sale
        .parts
        .iter()
        .map(|part| (part.claimed, sale.due(part.contribution)));
    let (mut refunds, mut allotted, mut waiting) = (0, 0, [0, 0]);
    for (claimed, due) in dues {
        refunds += due.refund;
        allotted += due.allotted;
        if !claimed {
            waiting[0] += due.refund;
            waiting[1] += due.allotted;
        }
    }
    let for_sale = u128::from(sale.terms.for_sale);
    invariant("Σ allotted ≤ forSale", allotted <= for_sale, sale)?;
    invariant(
        "what came in is held or went out, PSC",
        sale.total() + sale.gifts == sale.psc + sale.to_owner[0] + sale.to_people[0],
        sale,
    )?;
    invariant(
        "what came in is held or went out, PSS",
        sale.funded == sale.pss + sale.to_owner[1] + sale.to_people[1],
        sale,
    )?;
    match sale.verdict {
        None => {
            invariant(
                "no PSC leave before the verdict",
                sale.to_owner[0] + sale.to_people[0] == 0,
                sale,
            )?;
            let funded = sale.total() == 0 || sale.pss >= for_sale;
            invariant("contributions are covered by PSS", funded, sale)?;
        }
        Some(end) => {
            let covered = sale.psc >= waiting[0] && sale.pss >= waiting[1];
            invariant("dues are covered", covered, sale)?;
            // Σ refunds + proceeds + dust = Σ contributions, dust below a unit per contributor.
            let proceeds = match end {
                End::Succeeded => sale.total().min(u128::from(sale.terms.hard_cap)),
                End::Failed => 0,
            };
            let dust = sale.total().checked_sub(refunds + proceeds);
            let small = dust.is_some_and(|dust| dust <= PEOPLE as u128);
            invariant("Σ refunds + proceeds + dust = Σ contributions", small, sale)?;
            if end == End::Failed {
                let own = sale.to_owner[0] <= sale.gifts;
                invariant("a failure brings the owner gifts only", own, sale)?;
            }
        }
    }
    let released = (0..PEOPLE).all(|who| sale.parts[who].released <= sale.vested(who, model.now));
    invariant("released ≤ vested", released, sale)
}
