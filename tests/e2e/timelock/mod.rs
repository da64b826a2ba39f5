//! Timelock on its real wasm: operations in every state, roles, the guardian, calls to itself, ether and tokens.

mod operations;
mod roles;

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
