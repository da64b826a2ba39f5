//! An offering's side of things: further offerings beside the deployed one, allow-lists, and how contributors pay.

use alloy::eips::BlockId;
use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolValue;
use anyhow::Result;
use productshare_abi::{Offering, Psc, Pss, system::CONSTRUCTOR_SELECTOR};

use crate::client::request;
use crate::ground::Ground;
use crate::typed::{self, Permit, ReceiveWithAuthorization};

/// What an offering is constructed with, beside its owner and tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// First second of the window.
    pub start: u64,
    /// First second after it.
    pub end: u64,
    /// PSC units.
    pub soft_cap: U256,
    /// PSC units.
    pub hard_cap: U256,
    /// PSC units of one account; 0 with an allow-list.
    pub wallet_cap: U256,
    /// Root of the caps; zero: open to anyone.
    pub allow_list: B256,
    /// PSS units.
    pub for_sale: U256,
    /// Nothing is vested for so long after the end.
    pub cliff_secs: u64,
    /// All is vested so long after the end.
    pub vesting_secs: u64,
}

impl Terms {
    /// The constructor's call.
    pub fn construction(&self, owner: Address, psc: Address, pss: Address) -> Bytes {
        let arguments = (
            owner,
            psc,
            pss,
            self.start,
            self.end,
            self.soft_cap,
            self.hard_cap,
            self.wallet_cap,
            self.allow_list,
            self.for_sale,
            self.cliff_secs,
            self.vesting_secs,
        )
            .abi_encode_params();
        [CONSTRUCTOR_SELECTOR.to_vec(), arguments].concat().into()
    }
}

/// Puts the offering's program at another address, with nothing stored.
pub fn program(g: &Ground, mark: u64) -> Result<Address> {
    let at = Address::from_word(keccak256(("offering", mark).abi_encode()));
    let code = g.chain.code(g.offering(), BlockId::latest())?;
    g.chain.set_code(at, code);
    Ok(at)
}

/// A further offering of the same tokens and owner, which is a locker but has nothing to sell yet.
pub async fn open(g: &Ground, mark: u64, terms: &Terms) -> Result<Address> {
    let (at, owner) = (program(g, mark)?, &g.wallets.owner);
    let input = terms.construction(owner.address(), g.psc(), g.pss());
    let deployer = g.wallets.deployer.address();
    let construction = request(deployer, Some(at), input).with_gas_limit(5_000_000);
    g.client.transact(construction).await?;
    let locker = Pss::setLockerCall {
        account: at,
        allowed: true,
    };
    g.client.send(owner, g.pss(), &locker).await?;
    Ok(at)
}

/// Gives an offering what it sells: minted by the owner.
pub async fn fund(g: &Ground, at: Address, for_sale: U256) -> Result<()> {
    let mint = Pss::mintCall {
        to: at,
        value: for_sale,
    };
    g.client.send(&g.wallets.owner, g.pss(), &mint).await?;
    Ok(())
}

/// Who may contribute how much, as OpenZeppelin's `StandardMerkleTree` of (`address`, `uint256`). Written after the
/// library's documented layout, not from the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowList {
    /// The root first; the children of node i are 2i + 1 and 2i + 2; the leaves last, in descending order.
    pub nodes: Vec<B256>,
}

impl AllowList {
    /// The tree of these accounts and caps.
    pub fn new(entries: &[(Address, U256)]) -> Self {
        let mut leaves: Vec<B256> = entries.iter().map(|entry| leaf(*entry)).collect();
        leaves.sort();
        leaves.reverse();
        let inner = leaves.len().saturating_sub(1);
        let mut nodes = [vec![B256::ZERO; inner], leaves].concat();
        for i in (0..inner).rev() {
            let mut pair = [nodes[2 * i + 1], nodes[2 * i + 2]];
            pair.sort();
            nodes[i] = keccak256(pair.concat());
        }
        Self { nodes }
    }

    /// What the offering knows of it.
    pub fn root(&self) -> B256 {
        self.nodes[0]
    }

    /// The proof for an entry; nothing if it has none.
    pub fn proof(&self, account: Address, cap: U256) -> Option<Vec<B256>> {
        let leaf = leaf((account, cap));
        let at = self.nodes.iter().rposition(|node| *node == leaf)?;
        Some(self.path(at))
    }

    /// The siblings from a node up to the root.
    pub fn path(&self, mut at: usize) -> Vec<B256> {
        let mut path = Vec::new();
        while at > 0 {
            path.push(self.nodes[if at % 2 == 1 { at + 1 } else { at - 1 }]);
            at = (at - 1) / 2;
        }
        path
    }
}

fn leaf((account, cap): (Address, U256)) -> B256 {
    keccak256(keccak256((account, cap).abi_encode()))
}

/// A contribution as its account agrees to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// PSC units.
    pub amount: U256,
    /// The account's entry of the allow-list; an open offering does not ask.
    pub cap: U256,
    /// Of that entry.
    pub proof: Vec<B256>,
    /// The last second of a permit, the first at which an authorization is void.
    pub deadline: u64,
    /// Tells two equal authorizations apart.
    pub salt: B256,
}

impl Contribution {
    /// Of so many PSC units to an open offering.
    pub fn of(amount: u64) -> Self {
        Self {
            amount: U256::from(amount),
            cap: U256::ZERO,
            proof: Vec::new(),
            deadline: u64::from(u32::MAX),
            salt: B256::ZERO,
        }
    }

    /// By an entry of an allow-list.
    pub fn allowed(self, cap: U256, proof: Vec<B256>) -> Self {
        Self { cap, proof, ..self }
    }

    /// Within the account's allowance.
    pub fn call(&self) -> Offering::contributeCall {
        Offering::contributeCall {
            amount: self.amount,
            cap: self.cap,
            proof: self.proof.clone(),
        }
    }

    /// The ERC-3009 nonce that binds an authorization to exactly this.
    pub fn nonce(&self) -> B256 {
        keccak256(
            (
                self.amount,
                self.cap,
                self.proof.clone(),
                self.deadline,
                self.salt,
            )
                .abi_encode_params(),
        )
    }

    /// Signs it as a payment to the offering: the call that anybody may send for the account.
    pub fn authorized(
        &self,
        g: &Ground,
        at: Address,
        account: &PrivateKeySigner,
    ) -> Offering::contributeWithAuthorizationCall {
        let message = ReceiveWithAuthorization {
            from: account.address(),
            to: at,
            value: self.amount,
            validAfter: U256::ZERO,
            validBefore: U256::from(self.deadline),
            nonce: self.nonce(),
        };
        let domain = typed::psc_domain(g.client.chain_id, g.psc());
        Offering::contributeWithAuthorizationCall {
            account: account.address(),
            amount: self.amount,
            cap: self.cap,
            proof: self.proof.clone(),
            deadline: self.deadline,
            salt: self.salt,
            signature: typed::sign(account, &domain, &message),
        }
    }

    /// Signs a permit for it: the call that the account sends, and the permit alone.
    pub async fn permitted(
        &self,
        g: &Ground,
        at: Address,
        account: &PrivateKeySigner,
    ) -> Result<(Offering::contributeWithPermitCall, Permit)> {
        let owner = account.address();
        let nonce = g.client.read(g.psc(), &Psc::noncesCall { owner }).await?;
        let permit = Permit {
            owner,
            spender: at,
            value: self.amount,
            nonce,
            deadline: U256::from(self.deadline),
        };
        let domain = typed::psc_domain(g.client.chain_id, g.psc());
        let call = Offering::contributeWithPermitCall {
            amount: self.amount,
            cap: self.cap,
            proof: self.proof.clone(),
            deadline: self.deadline,
            signature: typed::sign(account, &domain, &permit),
        };
        Ok((call, permit))
    }
}
