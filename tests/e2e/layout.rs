//! `abi/storage/layout.json` is where the deployed contracts keep their fields.

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::providers::Provider;
use alloy::sol_types::SolCall;
use productshare_abi::{Checkout, Contract, Governor, Psc, Reserve, StakePools, Timelock};
use serde_json::Value;
use world::ground::{Ground, Options};
use world::solidity::root;

struct Layouts<'a> {
    ground: &'a Ground,
    all: Value,
}

impl Layouts<'_> {
    fn address(&self, contract: Contract) -> Address {
        self.ground.manifest.contracts[contract.name()].address
    }

    /// The field's record.
    fn field(&self, contract: Contract, name: &str) -> &Value {
        let layout = &self.all[pascal(contract)]["fields"];
        let found = layout.as_array().and_then(|fields| {
            let mut fields = fields.iter();
            fields.find(|field| field["name"] == name)
        });
        found.unwrap_or_else(|| panic!("{contract} has no field {name}"))
    }

    async fn slot(&self, contract: Contract, slot: U256) -> U256 {
        let provider = &self.ground.client.provider;
        let address = self.address(contract);
        provider.get_storage_at(address, slot).await.unwrap()
    }

    /// What the chain keeps in a field.
    async fn kept(&self, contract: Contract, name: &str) -> U256 {
        let field = self.field(contract, name);
        let number = |key: &str| field[key].as_u64().unwrap();
        let word = self.slot(contract, U256::from(number("slot"))).await;
        let bits = 8 * number("bytes") as usize;
        (word >> (8 * number("offset"))) & (U256::MAX >> (256 - bits))
    }

    /// The slot of a mapping's value, as Solidity has it.
    fn of_key(&self, contract: Contract, name: &str, key: Address) -> U256 {
        let slot = self.field(contract, name)["slot"].as_u64().unwrap();
        let key = key.into_word();
        keccak256([key.0, B256::from(U256::from(slot)).0].concat()).into()
    }

    async fn says<C: SolCall>(&self, contract: Contract, call: C) -> C::Return {
        let address = self.address(contract);
        self.ground.client.read(address, &call).await.unwrap()
    }
}

/// `OfferPool` of `offer-pool`.
fn pascal(contract: Contract) -> String {
    format!("{contract:?}")
}

fn word(address: Address) -> U256 {
    address.into_word().into()
}

/// The owner is the last field of each contract that has one: it is where the layout says only if those before it take what the
/// layout says.
#[tokio::test(flavor = "multi_thread")]
async fn fields_are_where_the_layout_says() {
    let ground = Ground::start_with(Options::of_the_dao()).await.unwrap();
    let file = std::fs::read_to_string(root().join("abi/storage/layout.json")).unwrap();
    let layouts = Layouts {
        ground: &ground,
        all: serde_json::from_str(&file).unwrap(),
    };
    for contract in Contract::OWNED {
        let owner = layouts.says(contract, Psc::ownerCall {}).await;
        assert_ne!(owner, Address::ZERO);
        let kept = layouts.kept(contract, "ownable.owner").await;
        assert_eq!(kept, word(owner), "{contract}");
    }

    use Contract as C;
    let token = layouts.says(C::Governor, Governor::tokenCall {}).await;
    assert_eq!(layouts.kept(C::Governor, "token").await, word(token));
    let timelock = layouts.says(C::Governor, Governor::timelockCall {}).await;
    assert_eq!(layouts.kept(C::Governor, "timelock").await, word(timelock));
    let period = layouts
        .says(C::Governor, Governor::votingPeriodCall {})
        .await;
    assert_ne!(period, U256::ZERO);
    assert_eq!(layouts.kept(C::Governor, "voting_period").await, period);
    let delay = layouts
        .says(C::Timelock, Timelock::getMinDelayCall {})
        .await;
    assert_eq!(layouts.kept(C::Timelock, "min_delay").await, delay);
    let offering = word(layouts.address(C::Offering));
    assert_eq!(layouts.kept(C::Timelock, "offering").await, offering);

    // Packed: the asset's decimal places beside its address, the pauser beside the flag.
    let asset = layouts.says(C::Reserve, Reserve::assetCall {}).await;
    assert_eq!(layouts.kept(C::Reserve, "asset").await, word(asset));
    assert_eq!(
        layouts.kept(C::Reserve, "asset_decimals").await,
        U256::from(6)
    );
    let pauser = layouts.says(C::Psc, Psc::pauserCall {}).await;
    assert_eq!(layouts.kept(C::Psc, "pauser").await, word(pauser));
    assert_eq!(layouts.kept(C::Psc, "paused").await, U256::ZERO);
    let said = layouts.says(C::Checkout, Checkout::parametersCall {}).await;
    let kept = async |name| layouts.kept(C::Checkout, name).await;
    assert_eq!(kept("arbitrator").await, word(said.arbitrator));
    assert_eq!(kept("share_cap_bps").await, U256::from(said.shareCapBps));
    let window = U256::from(said.disputeWindowSecs);
    assert_eq!(kept("dispute_window_secs").await, window);

    // A mapping's value: the lowest 94 bits of an account's word are its balance.
    let pss = layouts.address(C::Pss);
    let treasury = layouts.address(C::Timelock);
    let account = treasury;
    let held = Psc::balanceOfCall { account };
    let balance = ground.client.read(pss, &held).await.unwrap();
    assert_ne!(balance, U256::ZERO);
    let slot = layouts.of_key(C::Pss, "accounts", treasury);
    let kept = layouts.slot(C::Pss, slot).await;
    assert_eq!(kept & (U256::MAX >> (256 - 94)), balance);

    // A word by its kind: stake pools keep the token under one.
    let kinds = layouts.all["StakePools"]["words"].as_object().unwrap();
    let (kind, _) = kinds.iter().find(|(_, name)| *name == "Psc").unwrap();
    let slot = U256::from(kind.parse::<u64>().unwrap()) << 248;
    let said = layouts
        .says(C::StakePools, StakePools::connectionsCall {})
        .await;
    let kept = layouts.slot(C::StakePools, slot).await & (U256::MAX >> 96);
    assert_eq!(kept, word(said.psc));
}
