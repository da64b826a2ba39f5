//! Timelock on its real wasm: operations in every state, roles, the guardian, calls to itself, ether and tokens.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol_types::SolCall;
use productshare_abi::system::{ARB_WASM, ArbWasm};
use productshare_abi::{Governor, Pss, Timelock};
use world::client::request;
use world::dao::*;
use world::ground::Ground;
use world::solidity::{Forwarder, Ledger, OfferingStub};

use crate::contracts::*;
use crate::governor::{dao, pss};

const WAITING: u8 = 1;
const READY: u8 = 2;
const DONE: u8 = 3;

fn role(name: &str) -> B256 {
    match name {
        "" => B256::ZERO,
        name => keccak256(name),
    }
}

fn unauthorized(account: Address, name: &str) -> Timelock::AccessControlUnauthorizedAccount {
    Timelock::AccessControlUnauthorizedAccount {
        account,
        neededRole: role(name),
    }
}

fn unexpected(operation: B256, states: &[u8]) -> Timelock::TimelockUnexpectedOperationState {
    let bits = states.iter().map(|state| 1u8 << state).sum();
    Timelock::TimelockUnexpectedOperationState {
        operationId: operation,
        expectedStates: B256::with_last_byte(bits),
    }
}

/// A timelock of its own beside the deployed one: the deployer administers it, the treasury's key proposes and cancels.
async fn separate(g: &Ground) -> Address {
    let w = &g.wallets;
    let timelock = program_at(g, g.timelock(), Address::with_last_byte(0x70));
    let (admin, guardian) = (w.deployer.address(), w.forest.address());
    construct(g, timelock, &(u(60), g.pss(), admin, guardian)).await;
    for name in ["PROPOSER_ROLE", "CANCELLER_ROLE"] {
        let account = w.treasury.address();
        let grant = Timelock::grantRoleCall {
            role: role(name),
            account,
        };
        act(g, &w.deployer, timelock, &grant).await;
    }
    timelock
}

/// Programs of a Stylus chain live a year unless somebody pays for another.
async fn keep_alive(g: &Ground) {
    for contract in g.manifest.contracts.values() {
        let codehash = contract.codehash;
        let input = ArbWasm::codehashKeepaliveCall { codehash }.abi_encode();
        let from = g.wallets.deployer.address();
        let request = request(from, Some(ARB_WASM), input.into())
            .with_gas_limit(5_000_000)
            .with_value(U256::from(10).pow(u(16)));
        g.client.transact(request).await.unwrap();
    }
}

async fn state(g: &Ground, timelock: Address, id: B256) -> u8 {
    read(g, timelock, &Timelock::getOperationStateCall { id }).await
}

/// A single call, as scheduled and executed alone.
struct Single {
    target: Address,
    value: U256,
    data: Bytes,
    predecessor: B256,
    salt: B256,
}

impl Single {
    fn new(target: Address, call: &impl SolCall) -> Self {
        Self {
            target,
            value: U256::ZERO,
            data: call.abi_encode().into(),
            predecessor: B256::ZERO,
            salt: B256::ZERO,
        }
    }

    async fn id(&self, g: &Ground, timelock: Address) -> B256 {
        let call = Timelock::hashOperationCall {
            target: self.target,
            value: self.value,
            data: self.data.clone(),
            predecessor: self.predecessor,
            salt: self.salt,
        };
        read(g, timelock, &call).await
    }

    fn schedule(&self, delay: u64) -> Timelock::scheduleCall {
        Timelock::scheduleCall {
            target: self.target,
            value: self.value,
            data: self.data.clone(),
            predecessor: self.predecessor,
            salt: self.salt,
            delay: u(delay),
        }
    }

    fn execute(&self) -> Timelock::executeCall {
        Timelock::executeCall {
            target: self.target,
            value: self.value,
            payload: self.data.clone(),
            predecessor: self.predecessor,
            salt: self.salt,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_waits_and_is_executed_once() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let single = Single {
        salt: word(7),
        ..Single::new(ledger, &Ledger::noteCall { number: u(4) })
    };
    let id = single.id(&g, timelock).await;
    let stranger = w.stranger.address();
    let error = unauthorized(stranger, "PROPOSER_ROLE");
    refused(&g, stranger, timelock, &single.schedule(60), error).await;
    let error = Timelock::TimelockInsufficientDelay {
        delay: u(59),
        minDelay: u(60),
    };
    let proposer = w.treasury.address();
    refused(&g, proposer, timelock, &single.schedule(59), error).await;
    let forever = Timelock::scheduleCall {
        delay: U256::MAX,
        ..single.schedule(0)
    };
    assert!(
        g.client
            .refusal(proposer, timelock, &forever)
            .await
            .unwrap()
            .words
            .contains("TimelockDelayOutOfBounds")
    );
    refused(
        &g,
        stranger,
        timelock,
        &single.execute(),
        unexpected(id, &[READY]),
    )
    .await;

    let now = wait(&g, 1).await;
    let sent = act(&g, &w.treasury, timelock, &single.schedule(60)).await;
    let scheduled = events::<Timelock::CallScheduled>(&sent, timelock);
    assert_eq!(
        scheduled,
        [Timelock::CallScheduled {
            id,
            index: U256::ZERO,
            target: ledger,
            value: U256::ZERO,
            data: single.data.clone(),
            predecessor: B256::ZERO,
            delay: u(60),
        }]
    );
    assert_eq!(
        events::<Timelock::CallSalt>(&sent, timelock)[0].salt,
        word(7)
    );
    assert_eq!(state(&g, timelock, id).await, WAITING);
    assert_eq!(
        read(&g, timelock, &Timelock::getTimestampCall { id }).await,
        u(now + 60)
    );
    refused(
        &g,
        proposer,
        timelock,
        &single.schedule(60),
        unexpected(id, &[0]),
    )
    .await;
    wait(&g, 59).await;
    refused(
        &g,
        stranger,
        timelock,
        &single.execute(),
        unexpected(id, &[READY]),
    )
    .await;
    wait(&g, 1).await;
    assert_eq!(state(&g, timelock, id).await, READY);
    let sent = act(&g, &w.stranger, timelock, &single.execute()).await;
    assert_eq!(events::<Timelock::CallExecuted>(&sent, timelock)[0].id, id);
    assert_eq!(events::<Ledger::Noted>(&sent, ledger)[0].caller, timelock);
    assert_eq!(state(&g, timelock, id).await, DONE);
    assert_eq!(
        read(&g, timelock, &Timelock::getTimestampCall { id }).await,
        u(1)
    );
    refused(
        &g,
        stranger,
        timelock,
        &single.execute(),
        unexpected(id, &[READY]),
    )
    .await;
    refused(
        &g,
        proposer,
        timelock,
        &single.schedule(60),
        unexpected(id, &[0]),
    )
    .await;
    let call = Timelock::cancelCall { id };
    refused(
        &g,
        proposer,
        timelock,
        &call,
        unexpected(id, &[WAITING, READY]),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_are_all_or_nothing_and_follow_their_predecessors() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let ledger = g.deploy_solidity("Ledger", &()).await.unwrap();
    let first = Single::new(ledger, &Ledger::noteCall { number: u(1) });
    let id = first.id(&g, timelock).await;
    let second = Single {
        predecessor: id,
        ..Single::new(ledger, &Ledger::noteCall { number: u(2) })
    };
    let failing = Proposal::new("batch")
        .call(ledger, &Ledger::noteCall { number: u(3) })
        .call(ledger, &Ledger::refuseCall { number: u(3) });
    for call in [&first, &second] {
        act(&g, &w.treasury, timelock, &call.schedule(60)).await;
    }
    act(&g, &w.treasury, timelock, &failing.schedule(60)).await;
    let uneven = Timelock::scheduleBatchCall {
        values: Vec::new(),
        ..failing.schedule(60)
    };
    let error = Timelock::TimelockInvalidOperationLength {
        targets: u(2),
        payloads: u(2),
        values: U256::ZERO,
    };
    refused(&g, w.treasury.address(), timelock, &uneven, error).await;
    wait(&g, 60).await;
    let who = w.stranger.address();
    let error = Timelock::TimelockUnexecutedPredecessor { predecessorId: id };
    refused(&g, who, timelock, &second.execute(), error).await;
    let error = Ledger::Refused { number: u(3) };
    refused(&g, who, timelock, &failing.execute_scheduled(), error).await;
    act(&g, &w.stranger, timelock, &first.execute()).await;
    act(&g, &w.stranger, timelock, &second.execute()).await;
    assert_eq!(read(&g, ledger, &Ledger::numberCall {}).await, u(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_operation_may_be_scheduled_anew() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let single = Single::new(
        g.pss(),
        &Pss::delegateCall {
            delegatee: timelock,
        },
    );
    let id = single.id(&g, timelock).await;
    let cancel = Timelock::cancelCall { id };
    let error = unexpected(id, &[WAITING, READY]);
    refused(&g, w.treasury.address(), timelock, &cancel, error).await;
    act(&g, &w.treasury, timelock, &single.schedule(60)).await;
    let stranger = w.stranger.address();
    let error = unauthorized(stranger, "CANCELLER_ROLE");
    refused(&g, stranger, timelock, &cancel, error).await;
    let sent = act(&g, &w.treasury, timelock, &cancel).await;
    assert_eq!(events::<Timelock::Cancelled>(&sent, timelock)[0].id, id);
    assert_eq!(state(&g, timelock, id).await, 0);
    wait(&g, 60).await;
    refused(
        &g,
        stranger,
        timelock,
        &single.execute(),
        unexpected(id, &[READY]),
    )
    .await;
    act(&g, &w.treasury, timelock, &single.schedule(60)).await;
    wait(&g, 60).await;
    // Ready, and still to be stopped.
    act(&g, &w.treasury, timelock, &cancel).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_granted_revoked_and_renounced() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let (admin, account) = (w.deployer.address(), w.issuer.address());
    let has = |name| Timelock::hasRoleCall {
        role: role(name),
        account,
    };
    let grant = |name| Timelock::grantRoleCall {
        role: role(name),
        account,
    };
    let revoke = |name| Timelock::revokeRoleCall {
        role: role(name),
        account,
    };
    let renounce = |name, account| Timelock::renounceRoleCall {
        role: role(name),
        callerConfirmation: account,
    };
    refused(
        &g,
        account,
        timelock,
        &grant("PROPOSER_ROLE"),
        unauthorized(account, ""),
    )
    .await;
    refused(
        &g,
        account,
        timelock,
        &revoke("PROPOSER_ROLE"),
        unauthorized(account, ""),
    )
    .await;
    for name in [
        "PROPOSER_ROLE",
        "EXECUTOR_ROLE",
        "CANCELLER_ROLE",
        "",
        "some other role",
    ] {
        assert!(!read(&g, timelock, &has(name)).await);
        let sent = act(&g, &w.deployer, timelock, &grant(name)).await;
        let granted = events::<Timelock::RoleGranted>(&sent, timelock);
        assert_eq!(
            granted,
            [Timelock::RoleGranted {
                role: role(name),
                account,
                sender: admin
            }]
        );
        assert!(read(&g, timelock, &has(name)).await);
        // Granting twice says nothing.
        let sent = act(&g, &w.deployer, timelock, &grant(name)).await;
        assert!(sent.logs.is_empty());
        let sent = act(&g, &w.deployer, timelock, &revoke(name)).await;
        assert_eq!(events::<Timelock::RoleRevoked>(&sent, timelock).len(), 1);
        assert!(!read(&g, timelock, &has(name)).await);
        act(&g, &w.deployer, timelock, &grant(name)).await;
        let error = Timelock::AccessControlBadConfirmation {};
        refused(&g, account, timelock, &renounce(name, admin), error).await;
        act(&g, &w.issuer, timelock, &renounce(name, account)).await;
        assert!(!read(&g, timelock, &has(name)).await);
        let of = Timelock::getRoleAdminCall { _role: role(name) };
        assert_eq!(read(&g, timelock, &of).await, B256::ZERO);
    }
    let names = [
        (
            read(&g, timelock, &Timelock::DEFAULT_ADMIN_ROLECall {}).await,
            "",
        ),
        (
            read(&g, timelock, &Timelock::PROPOSER_ROLECall {}).await,
            "PROPOSER_ROLE",
        ),
        (
            read(&g, timelock, &Timelock::EXECUTOR_ROLECall {}).await,
            "EXECUTOR_ROLE",
        ),
        (
            read(&g, timelock, &Timelock::CANCELLER_ROLECall {}).await,
            "CANCELLER_ROLE",
        ),
    ];
    for (found, name) in names {
        assert_eq!(found, role(name));
    }
    // Execution that is no longer open to everybody.
    let open = Timelock::revokeRoleCall {
        role: role("EXECUTOR_ROLE"),
        account: Address::ZERO,
    };
    let single = Single::new(
        g.pss(),
        &Pss::delegateCall {
            delegatee: timelock,
        },
    );
    act(&g, &w.treasury, timelock, &single.schedule(60)).await;
    act(&g, &w.deployer, timelock, &open).await;
    wait(&g, 60).await;
    let error = unauthorized(account, "EXECUTOR_ROLE");
    refused(&g, account, timelock, &single.execute(), error).await;
    act(&g, &w.deployer, timelock, &grant("EXECUTOR_ROLE")).await;
    act(&g, &w.issuer, timelock, &single.execute()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timelock_administers_itself() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let renounce = Timelock::renounceRoleCall {
        role: B256::ZERO,
        callerConfirmation: w.deployer.address(),
    };
    act(&g, &w.deployer, timelock, &renounce).await;
    let delay = Timelock::updateDelayCall { newDelay: u(90) };
    let treasury = w.treasury.address();
    let error = Timelock::TimelockUnauthorizedCaller { caller: treasury };
    refused(&g, treasury, timelock, &delay, error).await;
    let account = w.issuer.address();
    let canceller = role("CANCELLER_ROLE");
    let offering = g.deploy_solidity("OfferingStub", &()).await.unwrap();
    let batch = Proposal::new("itself")
        .call(
            timelock,
            &Timelock::grantRoleCall {
                role: canceller,
                account,
            },
        )
        .call(
            timelock,
            &Timelock::grantRoleCall {
                role: canceller,
                account: timelock,
            },
        )
        .call(
            timelock,
            &Timelock::revokeRoleCall {
                role: canceller,
                account: treasury,
            },
        )
        .call(
            timelock,
            &Timelock::setGovernorCall {
                governor: g.governor(),
            },
        )
        .call(timelock, &Timelock::setOfferingCall { offering })
        .call(timelock, &Timelock::dismissGuardianCall {})
        .call(timelock, &delay)
        .raw(timelock, U256::ZERO, Vec::new());
    act(&g, &w.treasury, timelock, &batch.schedule(60)).await;
    wait(&g, 60).await;
    let sent = act(&g, &w.stranger, timelock, &batch.execute_scheduled()).await;
    let changed = events::<Timelock::MinDelayChange>(&sent, timelock);
    assert_eq!(
        (changed[0].oldDuration, changed[0].newDuration),
        (u(60), u(90))
    );
    assert_eq!(
        events::<Timelock::RoleGranted>(&sent, timelock)[0].sender,
        timelock
    );
    assert_eq!(
        read(&g, timelock, &Timelock::getMinDelayCall {}).await,
        u(90)
    );
    assert_eq!(
        read(&g, timelock, &Timelock::governorCall {}).await,
        g.governor()
    );
    assert_eq!(
        read(&g, timelock, &Timelock::offeringCall {}).await,
        offering
    );
    assert_eq!(
        read(&g, timelock, &Timelock::guardianCall {}).await.account,
        Address::ZERO
    );
    for (who, holds) in [(account, true), (treasury, false)] {
        let has = Timelock::hasRoleCall {
            role: canceller,
            account: who,
        };
        assert_eq!(read(&g, timelock, &has).await, holds);
    }
    // An operation that cancels another one, as a canceller; and what the timelock cannot do to itself.
    let other = Single::new(
        g.pss(),
        &Pss::delegateCall {
            delegatee: timelock,
        },
    );
    let id = other.id(&g, timelock).await;
    act(&g, &w.treasury, timelock, &other.schedule(1_000)).await;
    let cancel = Single::new(timelock, &Timelock::cancelCall { id });
    act(&g, &w.treasury, timelock, &cancel.schedule(90)).await;
    let nested = Single::new(timelock, &other.execute());
    act(&g, &w.treasury, timelock, &nested.schedule(90)).await;
    let again = Single::new(timelock, &Timelock::setOfferingCall { offering });
    act(&g, &w.treasury, timelock, &again.schedule(90)).await;
    let rash = Single::new(timelock, &Timelock::updateDelayCall { newDelay: u(59) });
    act(&g, &w.treasury, timelock, &rash.schedule(90)).await;
    let rich = Single {
        value: u(5),
        data: Bytes::new(),
        ..Single::new(timelock, &delay)
    };
    act(&g, &w.treasury, timelock, &rich.schedule(90)).await;
    wait(&g, 90).await;
    let who = w.stranger.address();
    act(&g, &w.stranger, timelock, &cancel.execute()).await;
    assert_eq!(state(&g, timelock, id).await, 0);
    let error = Timelock::TimelockUnknownSelfCall {
        selector: Timelock::executeCall::SELECTOR.into(),
    };
    refused(&g, who, timelock, &nested.execute(), error).await;
    refused(
        &g,
        who,
        timelock,
        &again.execute(),
        Timelock::OfferingAlreadySet { offering },
    )
    .await;
    let error = Timelock::TimelockDelayOutOfBounds {
        delay: u(59),
        least: u(60),
        most: u(30 * 86_400),
    };
    refused(&g, who, timelock, &rash.execute(), error).await;
    let error = Timelock::InsufficientBalance {
        balance: U256::ZERO,
        needed: u(5),
    };
    refused(&g, who, timelock, &rich.execute(), error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guardian_schedules_for_a_year_and_until_the_offering_succeeds() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let guardian = w.forest.address();
    let offering = g.deploy_solidity("OfferingStub", &()).await.unwrap();
    let call = |number| Single {
        salt: word(number),
        ..Single::new(
            g.pss(),
            &Pss::delegateCall {
                delegatee: timelock,
            },
        )
    };
    let first = call(1);
    let id = first.id(&g, timelock).await;
    let error = Timelock::TimelockInsufficientDelay {
        delay: u(59),
        minDelay: u(60),
    };
    refused(&g, guardian, timelock, &first.schedule(59), error).await;
    let sent = act(&g, &w.forest, timelock, &first.schedule(60)).await;
    let by = events::<Timelock::GuardianScheduled>(&sent, timelock);
    assert_eq!((by[0].id, by[0].guardian), (id, guardian));
    // It schedules and no more.
    let error = unauthorized(guardian, "CANCELLER_ROLE");
    refused(&g, guardian, timelock, &Timelock::cancelCall { id }, error).await;
    let grant = Timelock::grantRoleCall {
        role: role("PROPOSER_ROLE"),
        account: guardian,
    };
    refused(&g, guardian, timelock, &grant, unauthorized(guardian, "")).await;

    act(
        &g,
        &w.deployer,
        timelock,
        &Timelock::setOfferingCall { offering },
    )
    .await;
    let error = Timelock::OfferingAlreadySet { offering };
    let admin = w.deployer.address();
    refused(
        &g,
        admin,
        timelock,
        &Timelock::setOfferingCall { offering: g.pss() },
        error,
    )
    .await;
    act(&g, &w.forest, timelock, &call(2).schedule(60)).await;
    let set_mood = async |mood| {
        act(
            &g,
            &w.deployer,
            offering,
            &OfferingStub::setMoodCall { mood: u(mood) },
        )
        .await
    };
    for mood in [2, 3] {
        set_mood(mood).await;
        let error = Timelock::OfferingCallFailed { offering };
        refused(&g, guardian, timelock, &call(3).schedule(60), error).await;
        // Proposers do not depend on it.
        act(
            &g,
            &w.treasury,
            timelock,
            &call(10 + mood as u8).schedule(60),
        )
        .await;
    }
    set_mood(1).await;
    let error = Timelock::GuardianRetired { offering };
    refused(&g, guardian, timelock, &call(3).schedule(60), error).await;
    let batch = Proposal::new("batch").call(
        g.pss(),
        &Pss::delegateCall {
            delegatee: timelock,
        },
    );
    let error = Timelock::GuardianRetired { offering };
    refused(&g, guardian, timelock, &batch.schedule(60), error).await;
    set_mood(0).await;
    let until = read(&g, timelock, &Timelock::guardianCall {}).await.until;
    let left = until.to::<u64>() - g.client.now().await.unwrap();
    wait(&g, left / 2).await;
    keep_alive(&g).await;
    wait(&g, left - left / 2 - 1).await;
    act(&g, &w.forest, timelock, &call(4).schedule(60)).await;
    wait(&g, 1).await;
    let error = Timelock::GuardianExpired { until };
    refused(&g, guardian, timelock, &call(5).schedule(60), error).await;
    // Dismissed, it is a stranger.
    let other = w.school.address();
    refused(
        &g,
        other,
        timelock,
        &Timelock::dismissGuardianCall {},
        unauthorized(other, ""),
    )
    .await;
    let sent = act(&g, &w.forest, timelock, &Timelock::dismissGuardianCall {}).await;
    assert_eq!(
        events::<Timelock::GuardianSet>(&sent, timelock)[0].guardian,
        Address::ZERO
    );
    let error = unauthorized(guardian, "PROPOSER_ROLE");
    refused(&g, guardian, timelock, &call(5).schedule(60), error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn construction_is_refused_with_impossible_arguments() {
    let g = Ground::start().await.unwrap();
    let empty = program_at(&g, g.timelock(), Address::with_last_byte(1));
    let admin = g.wallets.deployer.address();
    for delay in [u(59), u(30 * 86_400 + 1), U256::MAX] {
        let error = Timelock::TimelockDelayOutOfBounds {
            delay,
            least: u(60),
            most: u(30 * 86_400),
        };
        construction_refused(&g, empty, &(delay, g.pss(), admin, admin), error).await;
    }
    let error = Timelock::NotAContract { account: admin };
    construction_refused(&g, empty, &(u(60), admin, admin, admin), error).await;

    let empty = program_at(&g, g.governor(), Address::with_last_byte(2));
    let (token, timelock, whole) = (g.pss(), g.timelock(), pss(10_000));
    let excluded = |list: &[Address]| {
        (
            token,
            timelock,
            u(10),
            u(300),
            whole,
            u(4),
            u(60),
            list.to_vec(),
        )
    };
    for account in [Address::ZERO, timelock] {
        let error = Governor::GovernorInvalidExclusion { account };
        construction_refused(&g, empty, &excluded(&[account]), error).await;
    }
    let nine: Vec<Address> = (1..=8).map(Address::with_last_byte).collect();
    let error = Governor::GovernorInvalidExclusion { account: nine[7] };
    construction_refused(&g, empty, &excluded(&nine), error).await;
    let arguments = (
        token,
        admin,
        u(10),
        u(300),
        whole,
        u(4),
        u(60),
        Vec::<Address>::new(),
    );
    let error = Governor::NotAContract { account: admin };
    construction_refused(&g, empty, &arguments, error).await;
    let arguments = (
        token,
        timelock,
        u(10),
        u(300),
        whole,
        u(4),
        u(301),
        Vec::<Address>::new(),
    );
    let error = Governor::GovernorPreventLateQuorumVoteExtensionTooLarge {
        newVoteExtension: u(301),
        maxVoteExtension: u(300),
    };
    construction_refused(&g, empty, &arguments, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_treasury_takes_ether_and_tokens_of_every_kind() {
    let g = dao().await;
    let timelock = g.timelock();
    let nft = |selector: [u8; 4]| alloy::primitives::FixedBytes::from(selector);
    let (from, id) = (g.pss(), u(1));
    let one = Timelock::onERC721ReceivedCall {
        _operator: from,
        _from: from,
        _tokenId: id,
        _data: Bytes::new(),
    };
    assert_eq!(
        read(&g, timelock, &one).await,
        nft([0x15, 0x0b, 0x7a, 0x02])
    );
    let one = Timelock::onERC1155ReceivedCall {
        _operator: from,
        _from: from,
        _id: id,
        _value: id,
        _data: Bytes::new(),
    };
    assert_eq!(
        read(&g, timelock, &one).await,
        nft([0xf2, 0x3a, 0x6e, 0x61])
    );
    let many = Timelock::onERC1155BatchReceivedCall {
        _operator: from,
        _from: from,
        _ids: vec![id],
        _values: vec![id],
        _data: Bytes::new(),
    };
    assert_eq!(
        read(&g, timelock, &many).await,
        nft([0xbc, 0x19, 0x7c, 0x81])
    );
    for (interface, supported) in [
        ([0x01, 0xff, 0xc9, 0xa7], true),
        ([0x79, 0x65, 0xdb, 0x0b], true),
        ([0x4e, 0x23, 0x12, 0xe0], true),
        ([0xff; 4], false),
    ] {
        let call = Timelock::supportsInterfaceCall {
            interfaceId: interface.into(),
        };
        assert_eq!(read(&g, timelock, &call).await, supported);
    }
    // Ether with a call that does not take any is refused, without data it stays.
    let input = Timelock::cancelCall { id: B256::ZERO }.abi_encode();
    refused_blank(&g, g.wallets.alice.address(), timelock, input, 1).await;
    refused_blank(&g, g.wallets.alice.address(), timelock, vec![1, 2, 3], 0).await;
    let votes = Pss::getVotesCall { account: timelock };
    assert_eq!(read(&g, g.pss(), &votes).await, pss(40_000_000));
}

/// A call to whoever executes is left to it only if it is the governor: nobody else could be trusted to make it.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_governor_is_left_its_calls() {
    let g = Ground::start().await.unwrap();
    let timelock = separate(&g).await;
    let w = &g.wallets;
    let forwarder = g.deploy_solidity("Forwarder", &()).await.unwrap();
    // It may even propose.
    let grant = Timelock::grantRoleCall {
        role: role("PROPOSER_ROLE"),
        account: forwarder,
    };
    act(&g, &w.deployer, timelock, &grant).await;
    let batch = Proposal::new("poke").call(forwarder, &Forwarder::pokeCall {});
    act(&g, &w.treasury, timelock, &batch.schedule(60)).await;
    wait(&g, 60).await;
    let data = batch.execute_scheduled().abi_encode().into();
    let forward = Forwarder::forwardCall {
        target: timelock,
        data,
    };
    let sent = act(&g, &w.stranger, forwarder, &forward).await;
    assert!(events::<Timelock::CallDeferred>(&sent, timelock).is_empty());
    assert_eq!(read(&g, forwarder, &Forwarder::pokesCall {}).await, u(1));
    // Named as the governor, it is.
    act(
        &g,
        &w.deployer,
        timelock,
        &Timelock::setGovernorCall {
            governor: forwarder,
        },
    )
    .await;
    let batch = Proposal::new("poke again").call(forwarder, &Forwarder::pokeCall {});
    act(&g, &w.treasury, timelock, &batch.schedule(60)).await;
    wait(&g, 60).await;
    let data = batch.execute_scheduled().abi_encode().into();
    let forward = Forwarder::forwardCall {
        target: timelock,
        data,
    };
    let sent = act(&g, &w.stranger, forwarder, &forward).await;
    assert_eq!(
        events::<Timelock::CallDeferred>(&sent, timelock)[0].governor,
        forwarder
    );
    assert_eq!(read(&g, forwarder, &Forwarder::pokesCall {}).await, u(1));
}
