//! The indexer killed again and again, in the middle of what it asks and of what it writes.
//!
//! `cargo xtask test kills --runs 100` kills it as often (INDEXER_KILLS=100 by hand), `--seed` elsewhere (INDEXER_KILLS_SEED).

use std::collections::BTreeMap;

use crate::support::{
    World,
    database::TestDatabase,
    history::History,
    random::{Random, number},
    wire::{Moment, Wire},
};

use super::{stands_still, wired};

const KILLS: u64 = 20;
/// Where kills must have been before a run ends, and how many more it takes for that at most.
const AMID: [&str; 2] = ["history", "reorganisation"];
const MORE: u64 = 60;
/// So many of them may be before its first commit.
const FIRST: u64 = 4;
/// A reorganisation reaches at most so deep; the indexer takes the last five blocks for not final.
const DEEPEST: u64 = 64;
/// Blocks mined while nobody follows, so that they come by ranges.
const MANY: u64 = 40;
/// Bytes that create all tables and store some blocks; that start on them and store some; that store a few.
const SET_UP: u64 = 160_000;
const START: u64 = 60_000;
const FEW_BLOCKS: u64 = 8_000;

struct Kills {
    random: Random,
    world: World,
    history: History,
    wire: Wire,
    /// How many kills were in the middle of what.
    amid: BTreeMap<&'static str, u64>,
}

impl Kills {
    async fn new(seed: u64) -> Self {
        let world = World::new().await;
        let wire = Wire::start(&world.chain.url, &world.database.url).await;
        Self {
            random: Random(seed),
            history: History::of(&world.chain).await,
            world,
            wire,
            amid: BTreeMap::new(),
        }
    }

    /// What the chain does next.
    async fn go_on(&mut self) {
        let Self {
            random,
            world,
            history,
            ..
        } = self;
        let chain = &world.chain;
        match random.below(4) {
            0 => history.mine(chain, random, 2).await,
            1 | 2 => history.reorganise(chain, random, DEEPEST).await,
            _ => history.mine_empty(chain, random.below(4) + 1).await,
        }
    }

    /// What it did while nobody followed.
    async fn go_on_alone(&mut self) {
        let Self {
            random,
            world,
            history,
            ..
        } = self;
        match random.below(3) {
            0 => history.mine(&world.chain, random, MANY).await,
            1 => history.reorganise(&world.chain, random, DEEPEST).await,
            _ => {}
        }
    }

    /// Near or far: one may be before the first block, another when everything there was is stored.
    fn moment(&mut self, bytes: u64) -> Moment {
        match self.random.below(3) {
            0 => Moment::Question(self.random.below(40) + 1),
            _ => Moment::Byte(self.random.below(bytes) + 1),
        }
    }

    /// Starts the indexer, and kills it at a moment from then on, or from when it has reached the head.
    async fn kill(&mut self, before: u64) {
        let begun = self.world.database.cursor().await.is_some();
        // The longer its first chunk of history has become, the less it would ever get to the end of it.
        let at_head = match begun {
            true => self.random.one_in(2),
            false => before >= FIRST,
        };
        let moment = self.moment(match (at_head, begun) {
            (true, _) => FEW_BLOCKS,
            (false, true) => START,
            (false, false) => SET_UP,
        });
        self.wire.go_on((!at_head).then_some(moment));
        let process = wired(&self.world, &self.wire);
        if at_head {
            self.world.caught_up().await;
            self.wire.go_on(Some(moment));
            self.go_on().await;
        }
        while !stands_still(&self.world, &self.wire, &process).await {
            self.go_on().await;
        }
        drop(process);
        *self.amid.entry(self.place().await).or_default() += 1;
        self.wire.go_on(None);
    }

    fn has_been_everywhere(&self) -> bool {
        AMID.iter().all(|place| self.amid.contains_key(place))
    }

    /// What the indexer was about to do.
    async fn place(&self) -> &'static str {
        let Some((number, hash)) = self.world.database.cursor().await else {
            return "the first blocks";
        };
        let head = self.world.chain.head().await.0 as i64;
        match head - number {
            lag if lag > 16 => "history",
            lag if lag < 0 => "reorganisation",
            _ if self
                .world
                .chain
                .hash_at(number as u64)
                .await
                .is_none_or(|theirs| theirs.as_slice() != hash) =>
            {
                "reorganisation"
            }
            0 => "head",
            _ => "tip",
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn indexer_killed_at_any_moment_ends_as_if_never_killed() {
    let kills = number("INDEXER_KILLS", KILLS);
    let seed = number("INDEXER_KILLS_SEED", 0);
    let mut schedule = Kills::new(seed).await;
    let Kills {
        random,
        world,
        history,
        ..
    } = &mut schedule;
    history.mine(&world.chain, random, MANY).await;
    for before in 0..kills + MORE {
        if before >= kills && schedule.has_been_everywhere() {
            break;
        }
        schedule.kill(before).await;
        schedule.world.database.assert_whole().await;
        schedule.go_on_alone().await;
    }
    let killed: u64 = schedule.amid.values().sum();
    let told = format!(
        "kills: {killed} from seed {seed}, in the middle of {:?}",
        schedule.amid
    );
    assert!(schedule.has_been_everywhere(), "{told}");
    println!("{told}");
    let process = wired(&schedule.world, &schedule.wire);
    schedule.world.assert_complete().await;
    drop(process);
    schedule.world.assert_verified().await;
    let straight = TestDatabase::create().await;
    schedule
        .world
        .assert_equals_straight_run(straight, &format!("seed {seed}"))
        .await;
}
