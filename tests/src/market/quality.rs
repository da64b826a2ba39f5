//! The scenes of the quality network: an expert's model, a lamp that is said to measure up to it, buyers who measured
//! it, votes on what they report, one report that jurors strike, and who is paid for all that.

use alloy::primitives::{Address, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use anyhow::{Result, ensure};
use productshare_abi::{Arbitration, Catalog, Cycles, Experience, Power, Psc, Quality};

use super::Done;
use super::network_facts::Part;
use super::steps::{psc, psc_of};
use crate::client::Sent;
use crate::dao::Proposal;
use crate::network::{self, sealed_for_party};
use crate::shop::{self, Cart, NewProduct};
use crate::world::World;

pub(super) const PLATFORM: u64 = 1;
pub(super) const EXPERT: u64 = 1;
pub(super) const MODEL: u64 = 1;
/// The vendor's shop on that platform, and what it sells at 20 PSC: 800 lumen for 20,000 hours, says the vendor.
const LAMP_STORE: u64 = 3;
pub(super) const LAMP: u64 = 4;
const CLAIMS: [u64; 2] = [800, 20_000];
/// Sold in the first cycle: 300 PSC of experience fees and 12 for the community.
const LAMPS: u64 = 100;
/// The first cycle lasts until the demo is here.
const CYCLE: u64 = 0;
/// Whole power of each voter to begin with.
const SEED: u64 = 200;
const DISPUTE: u64 = 1;

const ALICES: u64 = 1;
const FRIENDS: u64 = 2;
const RESELLERS: u64 = 3;

/// Those who vote and judge.
fn voters(world: &World) -> [(&'static str, &PrivateKeySigner); 5] {
    let w = &world.wallets;
    let [first, second, third] = &w.attestors;
    [
        ("attestor 1", first),
        ("attestor 2", second),
        ("attestor 3", third),
        ("issuer", &w.issuer),
        ("locker", &w.locker),
    ]
}

async fn send<C: SolCall>(
    world: &World,
    who: &PrivateKeySigner,
    at: Address,
    call: C,
) -> Result<Sent> {
    world.client.send(who, at, &call).await
}

/// Gives somebody PSC and lets a contract take them.
async fn endow(world: &World, who: &PrivateKeySigner, amount: u64, spender: Address) -> Result<()> {
    shop::fund(world, who, amount * 1_000_000).await?;
    let value = U256::MAX;
    send(world, who, world.psc(), Psc::approveCall { spender, value }).await?;
    Ok(())
}

/// The three reports, and the cycle that they are of.
fn reports() -> Vec<Part> {
    let mut parts = [ALICES, FRIENDS, RESELLERS].map(Part::Report).to_vec();
    parts.push(Part::Cycle(CYCLE));
    parts
}

/// Waits for a quarter of a cycle.
async fn until(world: &World, cycle: u64, quarter: u64) -> Result<()> {
    let at = network::quarter(world, cycle, quarter).await?;
    let now = world.client.now().await?;
    ensure!(now < at, "quarter {quarter} of cycle {cycle} is over");
    world.pass(at - now).await
}

/// A platform and an expert register with bonds; the expert says how lamps are measured.
pub async fn publish_model(world: &World) -> Result<Done> {
    let (w, at) = (&world.wallets, world.quality());
    endow(world, &w.relayer, 1_000, at).await?;
    let register = Quality::registerPlatformCall {
        payout: w.relayer.address(),
        uri: "https://platform.example".into(),
    };
    send(world, &w.relayer, at, register).await?;
    endow(world, &w.school, 100, at).await?;
    let uri = "https://school.example/laboratory".into();
    send(world, &w.school, at, Quality::registerExpertCall { uri }).await?;
    let publish = Quality::publishModelCall {
        hash: keccak256("how lamps are measured"),
        uri: "https://school.example/models/lamps".into(),
        weights: vec![6_000, 4_000],
        lower: vec![0, 0],
        upper: vec![2_000, 50_000],
        tolerances: vec![200, 10_000],
    };
    let sent = send(world, &w.school, at, publish).await?;
    let published: Quality::ModelPublished = shop::logged(&sent, at)?;
    ensure!(
        (published.model, published.expert) == (MODEL, EXPERT),
        "model {} is expert {}'s",
        published.model,
        published.expert
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "a platform and an expert put down their bonds; the expert published how lamps are measured"
            .into(),
        accounts: vec![
            ("relayer", w.relayer.address()),
            ("school", w.school.address()),
            ("quality", at),
        ],
        network: vec![Part::Cycle(CYCLE)],
        ..Done::default()
    })
}

/// The vendor enrols a lamp under the model, with what she claims, at 15 %.
pub async fn enrol_product(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let open = Catalog::openStoreCall {
        payout: w.vendor.address(),
        platform: PLATFORM,
        uri: "ipfs://lamps".into(),
    };
    send(world, &w.vendor, world.catalog(), open).await?;
    let lamp = NewProduct {
        price: 20_000_000,
        inventory: 1_000,
        uri: "ipfs://lamp".into(),
        ..NewProduct::default()
    };
    let product = shop::add_product(world, &w.vendor, LAMP_STORE, &lamp).await?;
    ensure!(product == LAMP, "the lamp is product {product}");
    let enrol = Quality::enrolCall {
        product,
        model: MODEL,
        version: 1,
        claims: CLAIMS.to_vec(),
        feeBps: 1_500,
    };
    client
        .refusal(w.reseller.address(), world.quality(), &enrol)
        .await?;
    let sent = send(world, &w.vendor, world.quality(), enrol).await?;
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the vendor enrolled a lamp: 800 lumen for 20,000 hours, she claims, and pays 15 % for being judged".into(),
        accounts: vec![("vendor", w.vendor.address())],
        ..Done::default()
    })
}

/// The DAO gives five people power to begin with.
pub async fn seed_power(world: &World) -> Result<Done> {
    let w = &world.wallets;
    let mut proposal = Proposal::new("Power for the first voters");
    for (_, voter) in voters(world) {
        let seed = Power::seedCall {
            account: voter.address(),
            amount: SEED * 1_000_000,
        };
        proposal = proposal.call(world.power(), &seed);
    }
    let sent = world.enact(&proposal, &[&w.friend, &w.reseller]).await?;
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the DAO gave five voters power to begin with; it decays, and counts from the next cycle on"
            .into(),
        network: vec![Part::Power("attestor 1", w.attestors[0].address())],
        ..Done::default()
    })
}

/// Three buyers measure the lamp; 97 more are sold. What the third one reports he made up.
pub async fn file_reports(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let at = world.experience();
    let mut last = None;
    for (buyer, lamps, measured, conformity) in [
        (&w.alice, 1, [800, 20_000], 100),
        (&w.friend, 98, [760, 19_000], 84),
        (&w.reseller, 1, [600, 10_000], 0),
    ] {
        endow(world, buyer, lamps * 20 + 10, at).await?;
        let cart = Cart::of(LAMP, lamps, LAMP_STORE).priced(world).await?;
        let (order, _) = shop::order(world, buyer, &cart).await?;
        let file = Experience::fileCall {
            order,
            line: 0,
            measured: measured.to_vec(),
            evidenceHash: keccak256("photographs"),
            evidence: "ipfs://photographs".into(),
        };
        client.refusal(w.bob.address(), at, &file).await?;
        let sent = send(world, buyer, at, file).await?;
        let filed: Experience::ReportFiled = shop::logged(&sent, at)?;
        ensure!(
            filed.conformity == conformity,
            "report {} conforms by {} %",
            filed.report,
            filed.conformity
        );
        last = Some(sent.hash);
    }
    Ok(Done {
        tx: last,
        summary: format!(
            "{LAMPS} lamps were sold; three buyers measured theirs and reported: 100, 84 and 0 % of what was claimed"
        ),
        accounts: vec![
            ("alice", w.alice.address()),
            ("friend", w.friend.address()),
            ("reseller", w.reseller.address()),
            ("cycles", world.cycles()),
        ],
        network: reports(),
        ..Done::default()
    })
}

/// In the next cycle's first quarter votes are sealed, in the second opened.
pub async fn vote_on_reports(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let at = world.experience();
    let choices = [ALICES, ALICES, FRIENDS, ALICES, RESELLERS];
    let salt = keccak256("a salt of one's own");
    until(world, CYCLE + 1, 0).await?;
    for ((_, voter), report) in voters(world).into_iter().zip(choices) {
        let account = voter.address();
        let seal = Experience::commitmentCall {
            cycle: CYCLE,
            product: LAMP,
            account,
            report,
            salt,
        };
        let commitment = client.read(at, &seal).await?;
        let commit = Experience::commitCall {
            cycle: CYCLE,
            product: LAMP,
            commitment,
        };
        client.refusal(w.vendor.address(), at, &commit).await?;
        send(world, voter, at, commit).await?;
    }
    until(world, CYCLE + 1, 1).await?;
    let mut last = None;
    for ((_, voter), report) in voters(world).into_iter().zip(choices) {
        let reveal = Experience::revealCall {
            cycle: CYCLE,
            product: LAMP,
            report,
            salt,
        };
        last = Some(send(world, voter, at, reveal).await?.hash);
    }
    let trust = Experience::trustCall {
        cycle: CYCLE,
        product: LAMP,
    };
    let score = client.read(at, &trust).await?.score;
    ensure!(score == 100, "the lamp's trust score is {score}");
    Ok(Done {
        tx: last,
        summary: "five votes, sealed and then opened: all three reports win a place, and the lamp's trust score is 100"
            .into(),
        network: [reports(), vec![Part::Trust(CYCLE, LAMP)]].concat(),
        ..Done::default()
    })
}

/// The friend disputes the made-up report; its author stands by it, so jurors have to look.
pub async fn dispute_report(world: &World) -> Result<Done> {
    let w = &world.wallets;
    let (at, court) = (world.experience(), world.arbitration());
    until(world, CYCLE + 1, 2).await?;
    for (_, voter) in voters(world) {
        let confirm = Experience::confirmCall {
            cycle: CYCLE,
            product: LAMP,
            account: voter.address(),
        };
        send(world, &w.stranger, at, confirm).await?;
    }
    let dispute = Experience::disputeCall {
        report: RESELLERS,
        evidence: "the photographs are of another lamp".into(),
    };
    let sent = send(world, &w.friend, at, dispute).await?;
    let disputed: Experience::ReportDisputed = shop::logged(&sent, at)?;
    let dispute = disputed.disputeId;
    ensure!(dispute == U256::from(DISPUTE), "dispute {dispute}");
    for who in [&w.friend, &w.reseller] {
        endow(world, who, 10, court).await?;
    }
    let fund = Arbitration::fundCall { disputeId: dispute };
    send(world, &w.friend, court, fund).await?;
    let meet = Arbitration::matchBondCall { disputeId: dispute };
    let sent = send(world, &w.reseller, court, meet).await?;
    Ok(Done {
        tx: Some(sent.hash),
        summary:
            "the friend disputed the made-up report, its author matched the bond: jurors decide"
                .into(),
        accounts: vec![
            ("friend", w.friend.address()),
            ("reseller", w.reseller.address()),
            ("arbitration", court),
        ],
        network: vec![Part::Report(RESELLERS), Part::Dispute(DISPUTE)],
        ..Done::default()
    })
}

/// The cycle is closed all the same; who won without dispute is paid.
pub async fn close_cycle(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let at = world.cycles();
    until(world, CYCLE + 1, 3).await?;
    let sent = send(world, &w.stranger, at, Cycles::closeCall { cycle: CYCLE }).await?;
    let before = psc_of(world, &w.alice).await?;
    let place = |place| Cycles::claimPlaceCall {
        cycle: CYCLE,
        product: LAMP,
        place,
    };
    send(world, &w.stranger, at, place(1)).await?;
    let won = psc_of(world, &w.alice).await? - before;
    ensure!(won == psc(75), "half of 150 PSC is Alice's, not {won}");
    let before = psc_of(world, &w.friend).await?;
    send(world, &w.stranger, at, place(2)).await?;
    let won = psc_of(world, &w.friend).await? - before;
    ensure!(won == psc(45), "three tenths are the friend's, not {won}");
    client.refusal(w.stranger.address(), at, &place(3)).await?;
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the cycle was closed: 75 and 45 PSC for the best two reports; the third waits for the jurors"
            .into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("friend", w.friend.address()),
        ],
        network: vec![Part::Cycle(CYCLE)],
        ..Done::default()
    })
}

/// The jurors strike the report: its bond is the friend's, and what it had won goes to a later cycle.
pub async fn rule_on_report(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let court = world.arbitration();
    let id = U256::from(DISPUTE);
    let salt = keccak256("a juror's salt");
    let jurors = &voters(world)[..3];
    for (_, juror) in jurors {
        let commitment = sealed_for_party(world, id, juror.address(), salt);
        let commit = Arbitration::commitCall {
            disputeId: id,
            commitment,
        };
        client.refusal(w.vendor.address(), court, &commit).await?;
        send(world, juror, court, commit).await?;
    }
    wait_for(world, id).await?;
    for (_, juror) in jurors {
        let reveal = Arbitration::revealCall {
            disputeId: id,
            choice: 1,
            salt,
        };
        send(world, juror, court, reveal).await?;
    }
    // Opened, and nobody appeals.
    wait_for(world, id).await?;
    wait_for(world, id).await?;
    let execute = Arbitration::executeRulingCall { disputeId: id };
    let sent = send(world, &w.stranger, court, execute).await?;
    for (_, juror) in jurors {
        let settle = Arbitration::settleVoteCall {
            disputeId: id,
            round: 0,
            juror: juror.address(),
        };
        send(world, &w.stranger, court, settle).await?;
    }
    let of = Experience::reportCall { id: RESELLERS };
    let report = client.read(world.experience(), &of).await?;
    ensure!(report.state == 2, "the report's state is {}", report.state);
    Ok(Done {
        tx: Some(sent.hash),
        summary: "three jurors agreed: the report is struck, its author's bonds pay the friend and the jurors".into(),
        accounts: vec![
            ("friend", w.friend.address()),
            ("reseller", w.reseller.address()),
            ("attestor 1", w.attestors[0].address()),
        ],
        network: vec![Part::Report(RESELLERS), Part::Dispute(DISPUTE), Part::Power("attestor 1", w.attestors[0].address())],
        ..Done::default()
    })
}

/// Waits for the end of what a dispute is in.
async fn wait_for(world: &World, id: U256) -> Result<()> {
    let call = Arbitration::disputeCall { disputeId: id };
    let dispute = world.client.read(world.arbitration(), &call).await?;
    let now = world.client.now().await?;
    world
        .pass(dispute.deadline.saturating_sub(now).max(1))
        .await
}

/// Expert, platform and voters draw what the cycle brought them.
pub async fn claim_fees(world: &World) -> Result<Done> {
    let w = &world.wallets;
    let at = world.cycles();
    let earners = [&w.school, &w.relayer];
    let mut before = Vec::new();
    for earner in earners {
        before.push(psc_of(world, earner).await?);
    }
    let (expert, platform) = (EXPERT, PLATFORM);
    send(world, &w.stranger, at, Cycles::claimExpertCall { expert }).await?;
    send(
        world,
        &w.stranger,
        at,
        Cycles::claimPlatformCall { platform },
    )
    .await?;
    for ((earner, before), due) in earners.into_iter().zip(before).zip([30, 120]) {
        let got = psc_of(world, earner).await? - before;
        ensure!(got == psc(due), "{got} came instead of {due} PSC");
    }
    let mut last = None;
    let mut paid = U256::ZERO;
    for (_, voter) in voters(world) {
        let before = psc_of(world, voter).await?;
        let claim = Cycles::claimCommunityCall {
            account: voter.address(),
            cycles: vec![CYCLE],
        };
        last = Some(send(world, &w.stranger, at, claim).await?.hash);
        paid += psc_of(world, voter).await? - before;
    }
    ensure!(
        paid <= psc(12) && paid + U256::from(5) >= psc(12),
        "the community's 12 PSC are {paid}"
    );
    Ok(Done {
        tx: last,
        summary:
            "of 2,000 PSC of sales: 30 for the expert, 120 for the platform, 12 for those who voted"
                .into(),
        accounts: vec![
            ("school", w.school.address()),
            ("relayer", w.relayer.address()),
            ("attestor 1", w.attestors[0].address()),
            ("cycles", at),
        ],
        network: vec![
            Part::Cycle(CYCLE),
            Part::Power("issuer", w.issuer.address()),
        ],
        ..Done::default()
    })
}
