//! Leaders and standbys as processes of their own: killed, frozen, cut off, or without their lock.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, MutexGuard},
};

use crate::{
    processes::following,
    support::{World, events::*, eventually},
};

/// A process that follows, and what it logs. Killed when dropped.
pub struct Follower {
    child: Mutex<Child>,
    log: Arc<Mutex<String>>,
}

impl Follower {
    pub fn start(world: &World) -> Self {
        Self::of(following(world))
    }

    /// A process of this command.
    pub fn of(mut command: Command) -> Self {
        let mut child = command
            .env("RUST_LOG", "info")
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let kept = log.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut log = kept.lock().expect("no panic holds it");
                log.push_str(&line);
                log.push('\n');
            }
        });
        Self {
            child: Mutex::new(child),
            log,
        }
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().expect("no panic holds it")
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        self.log.lock().expect("no panic holds it").clone()
    }

    /// Waits until it logs this.
    pub async fn says(&self, words: &str) {
        let said = async || {
            if self.log().contains(words) {
                return Some(());
            }
            self.assert_runs();
            None
        };
        eventually(&format!("the log says {words:?}"), said).await;
    }

    /// Where it says that its API and its health are.
    pub async fn urls(&self) -> [String; 2] {
        self.says("/metrics").await;
        let log = self.log();
        ["API on ", "metrics on "].map(|what| {
            let (_, rest) = log.split_once(what).expect("both are told");
            let (scheme, rest) = rest.split_once("//").expect("a URL");
            let end = rest.find(['/', ',']).expect("more follows");
            format!("{scheme}//{}", &rest[..end])
        })
    }

    /// It runs, since it was started.
    ///
    /// # Panics
    /// With its log when it has ended.
    pub fn assert_runs(&self) {
        let ended = self.child().try_wait().expect("a child");
        assert!(ended.is_none(), "{ended:?}: {}", self.log());
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.child().id().to_string())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "SIG{name}");
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        // SIGKILL ends a stopped process as well.
        let mut child = self.child();
        let _ = child.kill();
        let _ = child.wait();
    }
}

async fn epoch(world: &World) -> i64 {
    world.database.count("select epoch from chain.cursor").await
}

async fn leader_and_standby(world: &World) -> (Follower, Follower) {
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let leader = Follower::start(world);
    leader.says("leading").await;
    let standby = Follower::start(world);
    standby.says("standing by").await;
    world.caught_up().await;
    (leader, standby)
}

#[tokio::test(flavor = "multi_thread")]
async fn leader_killed_at_work_is_replaced_and_nothing_is_lost_or_doubled() {
    let world = World::new().await;
    let (mut leader, mut standby) = leader_and_standby(&world).await;
    for round in 0..3 {
        // Before any of these is mined: on a busy machine most may be indexed by the time that somebody looks.
        let from = world.database.cursor().await.expect("a cursor").0;
        // Killed somewhere in the middle of them.
        let mining = async {
            for _ in 0..20 {
                world
                    .chain
                    .mine(&[
                        psc_mint(account(1), 1),
                        psc_transfer(account(1), account(2), 1),
                    ])
                    .await;
            }
        };
        let killing = async {
            eventually("some are indexed", async || {
                (world.database.cursor().await?.0 > from + 3).then_some(())
            })
            .await;
            leader.signal("KILL");
        };
        tokio::join!(mining, killing);
        standby.says("leading").await;
        world.assert_complete().await;
        assert_eq!(
            epoch(&world).await,
            round + 2,
            "one change of leaders a round"
        );
        leader = standby;
        standby = Follower::start(&world);
        standby.says("standing by").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_leader_whose_session_ended_wakes_up_as_a_standby() {
    let world = World::new().await;
    let (leader, standby) = leader_and_standby(&world).await;
    leader.signal("STOP");
    world
        .database
        .run(
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
                 and database = (select oid from pg_database where datname = current_database())",
        )
        .await;
    standby.says("leading").await;
    world.chain.rollback(1).await;
    world.chain.mine(&[psc_mint(account(2), 7)]).await;
    world.caught_up().await;
    leader.signal("CONT");
    leader.says("standing by").await;
    world.chain.mine(&[psc_mint(account(2), 1)]).await;
    world.assert_complete().await;
    assert_eq!(epoch(&world).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_leader_that_lost_its_lock_cannot_write() {
    let world = World::new().await;
    let (leader, standby) = leader_and_standby(&world).await;
    // The leader's own next commit gives its lock up, behind its back: its session lives on.
    world
        .database
        .run(
            "create function chain.unlock() returns trigger language plpgsql as $$
                 begin if new.epoch = 1 then perform pg_advisory_unlock_all(); end if; return new; end $$;
             create trigger unlock before update of block on chain.cursor for each row execute function chain.unlock()",
        )
        .await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    // Its transaction has ended, too.
    world.caught_up().await;
    eventually("the lock is lost", async || {
        let held = world
            .database
            .count(
                "select count(*) from pg_locks where locktype = 'advisory' and granted and pid in
                      (select pid from pg_stat_activity where datname = current_database())",
            )
            .await;
        (held == 0 || epoch(&world).await == 2).then_some(())
    })
    .await;
    leader.signal("STOP");
    world
        .database
        .run("drop trigger unlock on chain.cursor")
        .await;
    standby.says("leading").await;
    assert_eq!(epoch(&world).await, 2);
    world.caught_up().await;
    leader.signal("CONT");
    // Whoever is first to see this block, only the new leader may store it.
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    leader.says("another process has taken over").await;
    world.assert_complete().await;
    leader.says("standing by").await;
    assert_eq!(epoch(&world).await, 2);
}
