//! A deployer who turns hostile, or whose key leaked, before the hand-over: what it leaves behind, and that verification names
//! it. Each deployment is stopped on its way, tampered with in the deployer's name, and finished as if nothing had been.

use std::ops::ControlFlow;

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    signers::SignerSync,
    sol,
    sol_types::{Eip712Domain, SolCall, SolStruct, SolValue},
};
use productshare_abi::{
    Arbitration, Catalog, Experience, Memberships, OfferPool, Offering, Power, Psc, Pss, Quality,
    Reserve, Splitter, Statements,
};
use productshare_deploy::{Contract, Deployment, Error, Event, Report, journal::Journal};

use crate::support::{DEPLOYER, Ground, STRANGER, go_on};

mod governance;

sol! {
    /// Of the reserve asset here: anybody may.
    function mint(address to, uint256 value) external;

    struct ReserveAttestation {
        uint256 amount; uint256 settled; uint64 asOf; uint64 validUntil; bytes32 compositionHash; string uri; bytes32 previousHash;
    }
}

/// The last step of wiring but for the governor's roles.
const LAST_WIRED: &str = "timelock.offering";

/// 100 PSC.
const HUNDRED: u64 = 100_000_000;

/// A deployment that was stopped on its way.
struct Stopped {
    ground: Ground,
    deployment: Deployment,
    journal: Journal,
}

impl Stopped {
    async fn after(step: &str) -> Self {
        let ground = Ground::new();
        let deployment = ground.dao(&[]).await;
        let mut stop = |event: &Event<'_>| match event {
            Event::Recorded { step: done } if *done == step => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        let key = ground.signer(DEPLOYER);
        let e = deployment.apply(&key, &mut stop).await.unwrap_err();
        assert!(matches!(e, Error::Stopped(_)), "{e}");
        let network = &deployment.network;
        let salt = &network.settings().unwrap().salt;
        let journal = Journal::load(&ground.journal(), network.chain_id, salt);
        Self {
            ground,
            deployment,
            journal: journal.unwrap().unwrap(),
        }
    }

    fn at(&self, contract: Contract) -> Address {
        self.journal.contracts[contract.name()].address
    }

    fn deployer(&self) -> Address {
        self.ground.address(DEPLOYER)
    }

    /// The deployer calls a contract.
    fn act(&self, contract: Contract, call: &impl SolCall) {
        self.send(contract, call.abi_encode());
    }

    fn send(&self, contract: Contract, data: Vec<u8>) {
        let to = self.at(contract);
        self.ground.call(self.deployer(), to, data);
    }

    async fn view<C: SolCall>(&self, contract: Contract, call: C) -> C::Return {
        let rpc = &self.deployment.rpc;
        rpc.view(self.at(contract), call).await.unwrap()
    }

    /// The rest of the deployment, as ever, and what verification says of it.
    async fn finish(&self) -> Report {
        let key = self.ground.signer(DEPLOYER);
        let applied = self.deployment.apply(&key, &mut go_on).await;
        let report = self.deployment.verify().await.unwrap();
        match applied {
            Ok(_) => assert!(report.ok),
            Err(e) => assert!(matches!(e, Error::Differs(_)) && !report.ok, "{e}"),
        }
        report
    }

    /// Tampers, finishes, and goes back to where the deployment was stopped.
    async fn tampered(&self, tamper: impl AsyncFnOnce(&Self)) -> Report {
        let before = self.ground.chain.snapshot();
        tamper(self).await;
        let report = self.finish().await;
        assert!(self.ground.chain.revert(before));
        std::fs::remove_file(self.ground.manifest()).unwrap();
        self.journal.save(&self.ground.journal()).unwrap();
        report
    }

    /// PSC of the deployer's, paid for as anybody pays.
    fn buy_psc(&self, units: u64) {
        let (ground, to, value) = (&self.ground, self.deployer(), U256::from(units));
        ground.call(to, ground.asset, mintCall { to, value }.abi_encode());
        let spender = self.at(Contract::Reserve);
        let approve = Psc::approveCall { spender, value };
        ground.call(to, ground.asset, approve.abi_encode());
        self.act(Contract::Reserve, &Reserve::issueCall { amount: value, to });
    }

    fn allow_psc(&self, spender: Contract) {
        let approve = Psc::approveCall {
            spender: self.at(spender),
            value: U256::MAX,
        };
        self.act(Contract::Psc, &approve);
    }
}

fn names(report: &Report) -> Vec<&str> {
    report.differences().map(|c| c.what.as_str()).collect()
}

/// What was found where the only difference is.
fn found<'a>(report: &'a Report, what: &str) -> &'a str {
    assert_eq!(names(report), [what]);
    assert_eq!(report.advice.len(), 1, "{report}");
    &report.differences().next().unwrap().found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_minted_or_collected_before_the_hand_over_is_found() {
    let stopped = Stopped::after(LAST_WIRED).await;
    let stranger = stopped.ground.address(STRANGER);

    // Anybody may buy PSC as soon as there are any, at any time: that is no fault, and no other PSC are.
    let report = stopped.tampered(async |s| s.buy_psc(HUNDRED)).await;
    assert_eq!(names(&report), Vec::<&str>::new());
    assert!(report.ok && report.advice.is_empty() && report.notes.is_empty());

    let five = U256::from(5);
    let mint = Pss::mintCall {
        to: stranger,
        value: five,
    };
    let report = stopped
        .tampered(async |s| s.act(Contract::Pss, &mint))
        .await;
    let said = found(&report, "pss.minted");
    assert!(said.contains(&format!("5 to {stranger}")), "{said}");
    // Burning it, or part of the plan's, hides nothing.
    let burn = Pss::burnCall { value: five };
    let report = stopped
        .tampered(async |s| {
            let to = s.deployer();
            s.act(Contract::Pss, &Pss::mintCall { to, value: five });
            s.act(Contract::Pss, &burn);
        })
        .await;
    found(&report, "pss.minted");

    // Attestors and an issuer of its own for a while, and money that nothing backs.
    let report = stopped.tampered(mint_unbacked).await;
    let wrong = names(&report);
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert_eq!(wrong[0], "psc.minted");
    assert!(wrong[1].starts_with("reserve.attestations.0x"), "{wrong:?}");

    // The hand-over comes after the offering: what is not sold is the owner's, who is the deployer still.
    let end = stopped.deployment.network.settings().unwrap().offering.end;
    let report = stopped
        .tampered(async |s| {
            s.ground.chain.set_next_block_timestamp(end).unwrap();
            s.act(Contract::Offering, &Offering::finalizeCall {});
        })
        .await;
    let what = format!("offering.collected.{}", stopped.deployer());
    found(&report, &what);
    assert_eq!(names(&stopped.finish().await), Vec::<&str>::new());
}

async fn mint_unbacked(s: &Stopped) {
    let (deployer, reserve) = (s.deployer(), s.at(Contract::Reserve));
    s.buy_psc(HUNDRED);
    let set = |accounts: Vec<Address>, threshold| Reserve::setAttestorsCall {
        accounts,
        threshold,
    };
    let before = s.view(Contract::Reserve, Reserve::attestorsCall {}).await;
    s.act(Contract::Reserve, &set(vec![deployer], 1));
    let now = s.ground.chain.head().header.timestamp;
    let said = ReserveAttestation {
        amount: U256::from(HUNDRED),
        settled: U256::ZERO,
        asOf: now,
        validUntil: now + 3_600,
        compositionHash: B256::ZERO,
        uri: String::new(),
        previousHash: B256::ZERO,
    };
    let domain = Eip712Domain::new(
        Some("ShareCash Reserve".into()),
        Some("1".into()),
        Some(U256::from(s.deployment.network.chain_id)),
        Some(reserve),
        None,
    );
    let hash = said.eip712_signing_hash(&domain);
    let signature = s.ground.signer(DEPLOYER).sign_hash_sync(&hash).unwrap();
    let attest = Reserve::attestCall {
        amount: said.amount,
        settled: said.settled,
        asOf: said.asOf,
        validUntil: said.validUntil,
        compositionHash: said.compositionHash,
        uri: said.uri,
        previousHash: said.previousHash,
        signatures: vec![Bytes::from(signature.as_bytes())],
    };
    s.act(Contract::Reserve, &attest);
    let half = U256::from(HUNDRED / 2);
    let issuer = |allowed, allowance| Reserve::setIssuerCall {
        issuer: deployer,
        allowed,
        allowance,
    };
    s.act(Contract::Reserve, &issuer(true, half));
    let mint = Reserve::mintAttestedCall {
        to: deployer,
        amount: half,
    };
    s.act(Contract::Reserve, &mint);
    s.act(Contract::Reserve, &issuer(false, U256::ZERO));
    s.act(Contract::Reserve, &set(before.accounts, before.threshold));
}

/// Another first parameter than the present one, a bond in each of these contracts.
async fn raised<C: SolCall>(s: &Stopped, contract: Contract, call: C, set: [u8; 4]) -> Vec<u8> {
    let is = s.view(contract, call).await;
    let mut words = C::abi_encode_returns(&is);
    words[31] ^= 1;
    [set.to_vec(), words].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn seeds_and_parameters_of_before_the_hand_over_are_found() {
    let stopped = Stopped::after(LAST_WIRED).await;
    let account = stopped.ground.address(STRANGER);
    let seed = Power::seedCall {
        account,
        amount: 1_000_000,
    };
    let report = stopped
        .tampered(async |s| s.act(Contract::Power, &seed))
        .await;
    let said = found(&report, &format!("power.seeds.{account}"));
    assert!(said.starts_with("1000000 "), "{said}");

    let set = Power::setRateCall { rate: 7 };
    let report = stopped
        .tampered(async |s| s.act(Contract::Power, &set))
        .await;
    let said = found(&report, "power.rate");
    assert!(said.ends_with("rate 7"), "{said}");

    let s = &stopped;
    let quality = raised(
        s,
        Contract::Quality,
        Quality::parametersCall {},
        Quality::setParametersCall::SELECTOR,
    );
    let experience = raised(
        s,
        Contract::Experience,
        Experience::parametersCall {},
        Experience::setParametersCall::SELECTOR,
    );
    let arbitration = raised(
        s,
        Contract::Arbitration,
        Arbitration::parametersCall {},
        Arbitration::setParametersCall::SELECTOR,
    );
    let statements = raised(
        s,
        Contract::Statements,
        Statements::parametersCall {},
        Statements::setParametersCall::SELECTOR,
    );
    let all = [
        (Contract::Quality, quality.await),
        (Contract::Experience, experience.await),
        (Contract::Arbitration, arbitration.await),
        (Contract::Statements, statements.await),
    ];
    for (contract, data) in &all {
        let report = stopped
            .tampered(async |s| s.send(*contract, data.clone()))
            .await;
        let said = found(&report, &format!("{contract}.parameters"));
        assert!(said.contains("Bond ") || said.contains("bond "), "{said}");
    }

    // For a while is enough: somebody may have used it.
    let (contract, other) = &all[0];
    let mut first = other.clone();
    first[4 + 31] ^= 1;
    let report = stopped
        .tampered(async |s| {
            s.send(*contract, other.clone());
            s.send(*contract, first.clone());
        })
        .await;
    found(&report, "quality.parameters");

    // Nearly for nothing, and for two years.
    let report = stopped
        .tampered(async |s| {
            s.buy_psc(100 * HUNDRED);
            s.allow_psc(Contract::Quality);
            let register = Quality::registerPlatformCall {
                payout: s.deployer(),
                uri: String::new(),
            };
            s.act(Contract::Quality, &register);
            let terms = |fee| Memberships::setTermsCall {
                platform: 1,
                vendorFee: U256::from(fee),
                expertFee: U256::ZERO,
                memberFee: U256::ZERO,
            };
            s.act(Contract::Memberships, &terms(1));
            s.act(Contract::Memberships, &terms(0));
        })
        .await;
    assert_eq!(
        names(&report),
        ["memberships.terms.1", "memberships.terms.1"]
    );

    // The owner's to change, once it is the owner.
    assert!(stopped.finish().await.ok);
    let timelock = stopped.at(Contract::Timelock);
    for (contract, data) in all {
        let to = stopped.at(contract);
        stopped.ground.call(timelock, to, data);
    }
    let power = stopped.at(Contract::Power);
    stopped.ground.call(timelock, power, seed.abi_encode());
    stopped.ground.call(timelock, power, set.abi_encode());
    let report = stopped.deployment.verify().await.unwrap();
    assert!(report.ok, "{report}");
    assert_eq!(report.notes.len(), 5, "{report}");
    for what in ["quality.parameters", "power.rate"] {
        let note = format!("the owner changed {what} from ");
        assert!(
            report.notes.iter().any(|n| n.starts_with(&note)),
            "{report}"
        );
    }
}

/// Roles that were taken back, and what was done with them.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_of_a_while_left_behind_is_found() {
    let stopped = Stopped::after(LAST_WIRED).await;
    let victim = stopped.ground.address(STRANGER);
    let roles = stopped.deployment.network.settings().unwrap();
    let (pauser, blocklister) = (roles.pauser, roles.blocklister);

    let block = |blocked| Psc::setBlockedCall {
        account: victim,
        blocked,
    };
    let before = stopped.ground.chain.snapshot();
    let as_blocklister = |blocklister| Psc::setBlocklisterCall { blocklister };
    stopped.act(Contract::Psc, &as_blocklister(stopped.deployer()));
    stopped.act(Contract::Psc, &block(true));
    // As apply would.
    stopped.act(Contract::Psc, &as_blocklister(blocklister));
    let as_pauser = |pauser| Psc::setPauserCall { pauser };
    stopped.act(Contract::Psc, &as_pauser(stopped.deployer()));
    stopped.act(Contract::Psc, &Psc::pauseCall {});
    let report = stopped.finish().await;
    let blocked = format!("psc.blocked.{victim}");
    assert_eq!(names(&report), [blocked.as_str(), "psc.paused"]);
    assert_eq!(report.advice.len(), 2);
    // These two can be mended.
    let psc = stopped.at(Contract::Psc);
    let resume = Psc::unpauseCall {}.abi_encode();
    stopped.ground.call(pauser, psc, resume);
    let report = stopped.deployment.verify().await.unwrap();
    assert_eq!(names(&report), [blocked.as_str()]);
    let unblock = block(false).abi_encode();
    stopped.ground.call(blocklister, psc, unblock);
    assert!(stopped.deployment.verify().await.unwrap().ok);
    // What the roles of the plan do later is theirs.
    let again = block(true).abi_encode();
    stopped.ground.call(blocklister, psc, again);
    let pause = Psc::pauseCall {}.abi_encode();
    stopped.ground.call(pauser, psc, pause);
    let report = stopped.deployment.verify().await.unwrap();
    assert!(report.ok, "{report}");
    assert!(stopped.ground.chain.revert(before));
    std::fs::remove_file(stopped.ground.manifest()).unwrap();
    stopped.journal.save(&stopped.ground.journal()).unwrap();

    // PSS of the treasury, which nobody but this locker could unlock.
    let treasury = stopped.at(Contract::Timelock);
    let report = stopped
        .tampered(async |s| {
            let locker = |allowed| Pss::setLockerCall {
                account: s.deployer(),
                allowed,
            };
            let lock = Pss::lockCall {
                account: treasury,
                value: U256::from(9),
            };
            s.act(Contract::Pss, &locker(true));
            s.act(Contract::Pss, &lock);
            s.act(Contract::Pss, &locker(false));
        })
        .await;
    let said = found(&report, &format!("pss.locked.{treasury}"));
    assert!(said.starts_with("9 units by "), "{said}");

    // A cause that gets nothing takes a number all the same, and there are 1,000 at most.
    let report = stopped
        .tampered(async |s| {
            let account = s.deployer();
            let add = Splitter::addCauseCall {
                account,
                weight: 1,
                uri: "ours".into(),
            };
            let end = Splitter::setCauseCall {
                cause: 3,
                account,
                approved: false,
                weight: 1,
            };
            s.act(Contract::Splitter, &add);
            s.act(Contract::Splitter, &end);
        })
        .await;
    assert!(found(&report, "splitter.causes.3").contains("ours"));

    let report = stopped.tampered(offer_in_another_token).await;
    let said = found(&report, "offer-pool.offers.1");
    assert!(said.ends_with(&stopped.ground.asset.to_string()), "{said}");

    let report = stopped
        .tampered(async |s| {
            s.buy_psc(HUNDRED);
            s.allow_psc(Contract::Arbitration);
            let arbitrable = |allowed| Arbitration::setArbitrableCall {
                arbitrable: s.deployer(),
                allowed,
            };
            let about = (s.deployer(), victim, 0u64, U256::ZERO);
            let create = Arbitration::createDisputeCall {
                choices: U256::from(2),
                extraData: about.abi_encode_params().into(),
            };
            s.act(Contract::Arbitration, &arbitrable(true));
            s.act(Contract::Arbitration, &create);
            s.act(Contract::Arbitration, &arbitrable(false));
        })
        .await;
    found(&report, "arbitration.disputes.1");
    assert!(stopped.finish().await.ok);
}

async fn offer_in_another_token(s: &Stopped) {
    let (deployer, token) = (s.deployer(), s.ground.asset);
    let open = Catalog::openStoreCall {
        payout: deployer,
        platform: 0,
        uri: String::new(),
    };
    s.act(Contract::Catalog, &open);
    let add = Catalog::addProductCall {
        store: 1,
        price: U256::from(1_000_000),
        inventory: 5,
        profitBps: 1_000,
        cashbackBps: 0,
        stakeBps: 0,
        holdSecs: 0,
        cause: 0,
        contentHash: B256::ZERO,
        uri: String::new(),
    };
    s.act(Contract::Catalog, &add);
    let allow = |allowed| OfferPool::allowTokenCall { token, allowed };
    s.act(Contract::OfferPool, &allow(true));
    let value = U256::from(10);
    let mint = mintCall {
        to: deployer,
        value,
    };
    s.ground.call(deployer, token, mint.abi_encode());
    let spender = s.at(Contract::OfferPool);
    let approve = Psc::approveCall { spender, value };
    s.ground.call(deployer, token, approve.abi_encode());
    let post = OfferPool::postCall {
        product: 1,
        token,
        rewardPerUnit: U256::from(2),
        units: 5,
    };
    s.act(Contract::OfferPool, &post);
    s.act(Contract::OfferPool, &allow(false));
}
