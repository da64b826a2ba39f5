//! A pool's life, as the entry points drive it, without storage.

use proptest::prelude::*;

use crate::{
    advance::{Advance, State, MIN_TERM_SECS},
    pool::{Pool, Position, Price},
    queue::payable,
    ratio::share_ceil,
};

const ACCOUNTS: usize = 3;
const WINDOW: u64 = 86_400;

#[derive(Default)]
struct Model {
    now: u64,
    pool: Pool,
    advance: Option<Advance>,
    positions: [Position; ACCOUNTS],
    /// Whose, and what is escrowed: nothing of those filled or taken back.
    requests: Vec<(usize, Position)>,
    /// PSS that was locked, and that was freed.
    locked: u128,
    freed: u128,
    /// What came in (deposits, profit, repayments, deposits of drawers) and what left.
    came: u128,
    left: u128,
    owed: u128,
    /// What was seized since the last share left.
    stray: u64,
}

impl Model {
    fn price(&self) -> Price {
        let standing = self.advance.map_or(0, |advance| advance.standing());
        Price {
            assets: u128::from(self.pool.idle(self.now)) + u128::from(standing),
            shares: self.pool.shares,
        }
    }

    fn ripen(&mut self) -> bool {
        let Some(advance) = &mut self.advance else {
            return false;
        };
        match advance.default_if_due(self.now) {
            Some(seized) => {
                self.pool.balance += seized;
                if self.pool.shares == 0 {
                    self.stray += seized;
                }
                true
            }
            None => false,
        }
    }

    fn deposit(&mut self, who: usize, assets: u64) {
        let Ok(shares) = self.price().to_shares_floor(assets) else {
            return;
        };
        if shares == 0 || self.pool.balance.checked_add(assets).is_none() {
            return;
        }
        self.pool.balance += assets;
        self.pool.shares += shares;
        self.positions[who].shares += shares;
        self.positions[who].locked += u128::from(assets);
        self.locked += u128::from(assets);
        self.came += u128::from(assets);
    }

    fn part(&self, who: usize, part: u8) -> u128 {
        let (all, part) = (self.positions[who].shares, u128::from(part));
        all / 255 * part + all % 255 * part / 255
    }

    fn redeem(&mut self, who: usize, shares: u128) {
        let idle = self.pool.idle(self.now);
        if shares == 0 {
            return;
        }
        if let Ok(Some((assets, shares))) = payable(self.price(), idle, shares) {
            self.freed += self.positions[who].take(shares);
            self.burn(shares, assets);
        }
    }

    fn burn(&mut self, shares: u128, assets: u64) {
        self.owed += u128::from(self.pool.burn(self.now, shares, assets));
        self.left += u128::from(assets);
        if self.pool.shares == 0 {
            self.stray = 0;
        }
    }

    fn request(&mut self, who: usize, shares: u128) {
        if shares != 0 {
            let locked = self.positions[who].take(shares);
            self.requests.push((who, Position { shares, locked }));
            self.pool.requested += 1;
        }
    }

    fn cancel(&mut self, request: usize) {
        if let Some((who, escrow)) = self.requests.get_mut(request) {
            let own = &mut self.positions[*who];
            own.shares += escrow.shares;
            own.locked += escrow.locked;
            *escrow = Position::default();
            self.pass_over();
        }
    }

    fn pass_over(&mut self) {
        while self.pool.waiting() != 0 && self.next().shares == 0 {
            self.pool.filled += 1;
        }
    }

    fn next(&mut self) -> &mut Position {
        &mut self.requests[self.pool.filled as usize].1
    }

    fn fill(&mut self) {
        self.pass_over();
        if self.pool.waiting() == 0 {
            return;
        }
        let (price, idle) = (self.price(), self.pool.idle(self.now));
        if let Ok(Some((assets, shares))) = payable(price, idle, self.next().shares) {
            self.freed += self.next().take(shares);
            self.burn(shares, assets);
            self.pass_over();
        }
    }

    fn profit(&mut self, amount: u64) {
        if self.pool.shares != 0 && self.pool.add_profit(self.now, amount, WINDOW).is_some() {
            self.came += u128::from(amount);
        }
    }

    fn draw(&mut self, part: u8) {
        let amount = self.pool.idle(self.now) / 512 * u64::from(part);
        let busy = self.advance.is_some_and(|advance| advance.is_owed());
        if busy || amount == 0 {
            return;
        }
        let mut advance = Advance {
            amount,
            repay_bps: 5_000,
            term_secs: MIN_TERM_SECS,
            state: State::Announced,
            ..Advance::default()
        };
        let deposit = share_ceil(amount, 2_000);
        advance.draw(self.now, deposit);
        // What is left of an earlier deposit goes back.
        self.left += self.advance.map_or(0, |old| old.deposit.into());
        self.pool.balance -= amount;
        self.left += u128::from(amount);
        self.came += u128::from(deposit);
        self.advance = Some(advance);
    }

    fn sell(&mut self, vendor_part: u64) {
        let Some(advance) = &mut self.advance else {
            return;
        };
        let due = advance.due_of(vendor_part);
        if due == 0 {
            return;
        }
        advance.pay(due);
        self.came += u128::from(due);
        if self.pool.shares == 0 {
            self.owed += u128::from(due);
        } else {
            self.pool.balance += due;
        }
    }

    /// All that came and did not leave is the pool's, a deposit or owed; shares and locks add up.
    fn check(&self) {
        let deposit = self.advance.map_or(0, |advance| advance.deposit);
        let held = u128::from(self.pool.balance) + u128::from(deposit) + self.owed;
        assert_eq!(held + self.left, self.came);
        let escrows = self.requests.iter().map(|(_, escrow)| escrow);
        let all: Vec<_> = self.positions.iter().chain(escrows).collect();
        let shares: u128 = all.iter().map(|position| position.shares).sum();
        assert_eq!(shares, self.pool.shares);
        let locked: u128 = all.iter().map(|position| position.locked).sum();
        assert_eq!(locked + self.freed, self.locked);
        // What is done is empty, and what is next waits.
        let (done, waiting) = self.requests.split_at(self.pool.filled as usize);
        assert!(done.iter().all(|(_, escrow)| escrow.shares == 0));
        assert!(waiting.first().is_none_or(|(_, next)| next.shares != 0));
        assert!(shares != 0 || self.pool.balance <= self.stray);
        for position in all {
            assert!(position.shares != 0 || position.locked == 0);
        }
        assert_eq!(Pool::unpack(self.pool.pack()), self.pool);
        assert!(self.pool.unstreamed_at(self.now) <= self.pool.balance);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Deposit(usize, u64),
    Leave(usize, u8),
    Request(usize, u8),
    Cancel(usize),
    Fill,
    Profit(u64),
    Draw(u8),
    Sell(u64),
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    // Dust meets fortunes: roundings matter.
    let amount = || (any::<u64>(), 22u32..62).prop_map(|(n, shift)| (n >> shift) + 1);
    let part = || prop_oneof![Just(255u8), any::<u8>()];
    prop_oneof![
        4 => (0..ACCOUNTS, amount()).prop_map(|(who, n)| Step::Deposit(who, n)),
        3 => (0..ACCOUNTS, part()).prop_map(|(who, part)| Step::Leave(who, part)),
        2 => (0..ACCOUNTS, part()).prop_map(|(who, part)| Step::Request(who, part)),
        2 => (0..12usize).prop_map(Step::Cancel),
        2 => Just(Step::Fill),
        2 => amount().prop_map(Step::Profit),
        1 => any::<u8>().prop_map(Step::Draw),
        2 => amount().prop_map(Step::Sell),
        3 => prop_oneof![0..WINDOW, Just(MIN_TERM_SECS)].prop_map(Step::Pass),
    ]
}

/// Nothing is lost or made, and nothing but a default lowers the worth of a share.
fn live_through(steps: Vec<Step>) {
    let mut model = Model {
        now: 1_000,
        ..Model::default()
    };
    let probe = 1u128 << 60;
    for step in steps {
        let (held, before) = (model.pool.shares, model.price().to_assets_floor(probe));
        if let Step::Pass(secs) = step {
            model.now += secs;
        }
        let defaulted = model.ripen();
        match step {
            Step::Deposit(who, assets) => model.deposit(who, assets),
            Step::Leave(who, part) => model.redeem(who, model.part(who, part)),
            Step::Request(who, part) => model.request(who, model.part(who, part)),
            Step::Cancel(request) => model.cancel(request),
            Step::Fill => model.fill(),
            Step::Profit(amount) => model.profit(amount),
            Step::Draw(part) => model.draw(part),
            Step::Sell(part) => model.sell(part),
            Step::Pass(_) => {}
        }
        model.check();
        let after = model.price().to_assets_floor(probe);
        // Where there is no share, nobody's is worth less.
        let kept = held != 0 && model.pool.shares != 0;
        if let (true, false, Ok(before), Ok(after)) = (kept, defaulted, before, after) {
            assert!(after >= before, "{after} after {before}");
        }
    }
}

proptest! {
    #[test]
    fn all_is_conserved_and_only_a_default_lowers_a_share(steps in prop::collection::vec(step(), 0..80)) {
        live_through(steps);
    }
}

/// The last to leave left what the virtual shares were worth; it was lent, and what came back on it
/// went to the groups, as there was no share.
#[test]
fn the_last_to_leave_leaves_nothing_to_be_lent() {
    live_through(vec![
        Step::Deposit(0, 549_011_457),
        Step::Profit(1_533_633_373_956),
        Step::Pass(15_805),
        Step::Leave(0, 255),
        Step::Draw(1),
        Step::Sell(4_194_305),
    ]);
}

/// One share left behind keeps nothing of what streams from the groups.
#[test]
fn a_share_left_behind_strands_nothing() {
    let mut model = Model::default();
    model.deposit(0, 100_000_000);
    model.profit(10_000_000);
    let all = model.positions[0].shares;
    model.redeem(0, all - 1);
    model.now += WINDOW;
    model.redeem(0, 1);
    model.check();
    assert_eq!((model.pool.balance, model.left), (0, 99_999_999));
    assert_eq!(model.owed, 10_000_001);
}
