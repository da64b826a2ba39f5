//! The people of the market day, each with a key of the well-known development mnemonic.

use alloy::network::EthereumWallet;
use alloy::primitives::Address;
use alloy::signers::local::coins_bip39::English;
use alloy::signers::local::{MnemonicBuilder, PrivateKeySigner};

use devchain::chain::{DEV_MNEMONIC, NITRO_DEV_KEY};

/// How many accounts of the mnemonic are somebody's.
pub const COUNT: usize = 20;

/// The key at `index` of [`DEV_MNEMONIC`].
pub fn dev_key(index: u32) -> PrivateKeySigner {
    MnemonicBuilder::<English>::default()
        .phrase(DEV_MNEMONIC)
        .index(index)
        .and_then(|builder| builder.build())
        .expect("a constant phrase and a small index")
}

/// Everybody who acts in the demo and the tests. The fields say what each may do.
#[derive(Clone, Debug)]
pub struct Wallets {
    /// Deploys and wires; owner until the hand-over.
    pub deployer: PrivateKeySigner,
    /// Owner of every contract afterwards, in the timelock's stead; the timelock's guardian where the DAO owns them.
    pub owner: PrivateKeySigner,
    /// Buys PSC with the reserve asset.
    pub alice: PrivateKeySigner,
    /// A buyer who never holds ether: others relay what he signs.
    pub bob: PrivateKeySigner,
    /// Relays authorizations and permits for a fee outside the chain.
    pub relayer: PrivateKeySigner,
    /// Mints against the attested reserve and settles redemptions off-chain.
    pub issuer: PrivateKeySigner,
    /// Sign statements about the attested reserve: two of three suffice.
    pub attestors: [PrivateKeySigner; 3],
    /// May pause PSC.
    pub pauser: PrivateKeySigner,
    /// May block accounts of PSC.
    pub blocklister: PrivateKeySigner,
    /// Locks PSS as a stake pool would.
    pub locker: PrivateKeySigner,
    /// Holds the initial PSS, in the timelock's stead.
    pub treasury: PrivateKeySigner,
    /// Somebody whom nobody gave a role.
    pub stranger: PrivateKeySigner,
    /// Owns Store A, where products come from.
    pub vendor: PrivateKeySigner,
    /// Owns Store B, which sells what Store A has.
    pub reseller: PrivateKeySigner,
    /// Buys through a share of somebody who bought before.
    pub friend: PrivateKeySigner,
    /// The account of the first cause.
    pub forest: PrivateKeySigner,
    /// The account of the second cause.
    pub school: PrivateKeySigner,
    /// Rules on disputes.
    pub arbiter: PrivateKeySigner,
}

impl Wallets {
    /// The same people in every world; where `deploy/networks/devchain.toml` names a role, the same key has it.
    pub fn dev() -> Self {
        Self {
            deployer: dev_key(0),
            owner: dev_key(1),
            treasury: dev_key(2),
            attestors: [dev_key(3), dev_key(4), dev_key(5)],
            issuer: dev_key(6),
            alice: dev_key(7),
            bob: dev_key(8),
            relayer: dev_key(9),
            pauser: dev_key(10),
            blocklister: dev_key(11),
            locker: dev_key(12),
            stranger: dev_key(13),
            vendor: dev_key(14),
            reseller: dev_key(15),
            friend: dev_key(16),
            forest: dev_key(17),
            school: dev_key(18),
            arbiter: dev_key(19),
        }
    }

    /// Everybody with the name of his role, in the order of the keys.
    pub fn named(&self) -> Vec<(&'static str, &PrivateKeySigner)> {
        vec![
            ("deployer", &self.deployer),
            ("owner", &self.owner),
            ("treasury", &self.treasury),
            ("attestor 1", &self.attestors[0]),
            ("attestor 2", &self.attestors[1]),
            ("attestor 3", &self.attestors[2]),
            ("issuer", &self.issuer),
            ("alice", &self.alice),
            ("bob", &self.bob),
            ("relayer", &self.relayer),
            ("pauser", &self.pauser),
            ("blocklister", &self.blocklister),
            ("locker", &self.locker),
            ("stranger", &self.stranger),
            ("vendor", &self.vendor),
            ("reseller", &self.reseller),
            ("friend", &self.friend),
            ("forest", &self.forest),
            ("school", &self.school),
            ("arbiter", &self.arbiter),
        ]
    }

    /// All keys in one wallet, the chain owner's too, so that one provider sends for any of them.
    pub fn all(&self) -> EthereumWallet {
        let mut wallet = EthereumWallet::new(self.deployer.clone());
        for (_, key) in self.named() {
            wallet.register_signer(key.clone());
        }
        let chain_owner = PrivateKeySigner::from_bytes(&NITRO_DEV_KEY).expect("a published key");
        wallet.register_signer(chain_owner);
        wallet
    }

    /// The role of `address`, for output that people read.
    pub fn name_of(&self, address: Address) -> Option<&'static str> {
        self.named()
            .into_iter()
            .find(|(_, key)| key.address() == address)
            .map(|(name, _)| name)
    }
}
