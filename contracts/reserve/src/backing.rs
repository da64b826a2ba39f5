//! The on-chain backing: issue and redeem against the asset, and calls to both tokens.

use alloy_primitives::{Address, B256, U256};
use common::{
    call::{self, call_contract, call_token, view_contract},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, amount_of, token, Reserve};

impl Reserve {
    pub(crate) fn do_issue(&mut self, amount: U256, to: Address) -> Outcome<U256> {
        let units = self.positive(amount)?;
        let assets = self.to_assets(units)?;
        self.ensure_backed()?;
        let mut ledger = self.load_ledger();
        ledger.onchain = amount_of(U256::from(ledger.onchain) + amount)?;
        self.ledger.set(ledger.pack());
        let payer = self.vm().msg_sender();
        emit(
            self.vm(),
            Issued {
                payer,
                to,
                amount,
                assets,
            },
        );
        self.append_report();
        self.pull_assets(payer, assets)?;
        self.mint_psc(to, amount)?;
        Ok(assets)
    }

    pub(crate) fn do_redeem(&mut self, amount: U256, to: Address) -> Outcome<U256> {
        let units = self.positive(amount)?;
        self.to_assets(units)?;
        let mut ledger = self.load_ledger();
        if units > ledger.onchain {
            let available = U256::from(ledger.onchain);
            return Err(revert(InsufficientReserve {
                requested: amount,
                available,
            }));
        }
        let scale = self.scale();
        let fee = scale.fee(units, self.redemption_fee_bps.get().to());
        let assets = self.to_assets(units - fee)?;
        let fee_assets = self.to_assets(fee)?;
        ledger.onchain -= units;
        self.ledger.set(ledger.pack());
        let holder = self.vm().msg_sender();
        emit(
            self.vm(),
            Redeemed {
                holder,
                to,
                amount,
                fee: U256::from(fee),
                assets,
            },
        );
        self.append_report();
        let psc = self.psc.get();
        call_contract(
            self,
            psc,
            &token::burnCall {
                from: holder,
                value: amount,
            },
        )?;
        self.push_assets(to, assets)?;
        self.pay_fee(fee_assets)?;
        Ok(assets)
    }

    pub(crate) fn do_collect_fees(&mut self) -> Outcome {
        let assets = self.deferred_fees.get();
        if assets.is_zero() {
            return Err(revert(NoFeesToCollect {}));
        }
        let to = self.ownable.owner();
        self.deferred_fees.set(U256::ZERO);
        emit(self.vm(), FeesCollected { to, assets });
        self.push_assets(to, assets)
    }

    /// Sends the owner its fee. An owner that the asset refuses to pay stops nobody's
    /// redemption: its fee waits.
    fn pay_fee(&mut self, assets: U256) -> Outcome {
        if assets.is_zero() {
            return Ok(());
        }
        let before = self.asset_balance()?;
        let owner = self.ownable.owner();
        let asset = self.asset.get();
        let paid = call_token(
            self,
            asset,
            &token::transferCall {
                to: owner,
                value: assets,
            },
        );
        let moved = before.saturating_sub(self.asset_balance()?);
        match paid {
            Ok(()) if moved == assets => Ok(()),
            Err(_) if moved.is_zero() => {
                self.deferred_fees.set(self.deferred_fees.get() + assets);
                emit(self.vm(), FeeDeferred { assets });
                Ok(())
            }
            _ => Err(revert(AssetAmountMismatch {
                expected: assets,
                moved,
            })),
        }
    }

    /// Takes assets from an account and makes sure that exactly they arrived.
    fn pull_assets(&mut self, from: Address, assets: U256) -> Outcome {
        let before = self.asset_balance()?;
        let (asset, to) = (self.asset.get(), self.vm().contract_address());
        call_token(
            self,
            asset,
            &token::transferFromCall {
                from,
                to,
                value: assets,
            },
        )?;
        let moved = self.asset_balance()?.saturating_sub(before);
        ensure_moved(assets, moved)
    }

    /// Sends assets and makes sure that exactly they left.
    fn push_assets(&mut self, to: Address, assets: U256) -> Outcome {
        if to.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        if assets.is_zero() {
            return Ok(());
        }
        let before = self.asset_balance()?;
        let asset = self.asset.get();
        call_token(self, asset, &token::transferCall { to, value: assets })?;
        let moved = before.saturating_sub(self.asset_balance()?);
        ensure_moved(assets, moved)
    }

    fn asset_balance(&self) -> Outcome<U256> {
        let account = self.vm().contract_address();
        let asset = self.asset.get();
        let answer = view_contract(self.vm(), asset, &token::balanceOfCall { account })?;
        call::uint(&answer).ok_or_else(|| revert(TokenCallFailed { token: asset }))
    }

    pub(crate) fn mint_psc(&mut self, to: Address, value: U256) -> Outcome {
        let psc = self.psc.get();
        call_contract(self, psc, &token::mintCall { to, value })?;
        Ok(())
    }

    /// Brings the caller's permit for this contract. Its failure is ignored: whoever read it in
    /// the mempool may have brought it first, and the allowance decides anyway.
    pub(crate) fn try_permit(
        &mut self,
        token: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) {
        let (owner, spender) = (self.vm().msg_sender(), self.vm().contract_address());
        let permit = token::permitCall {
            owner,
            spender,
            value,
            deadline,
            v,
            r,
            s,
        };
        let _ = call_contract(self, token, &permit);
    }

    pub(crate) fn positive(&self, amount: U256) -> Outcome<u64> {
        if amount.is_zero() {
            return Err(revert(ZeroAmount {}));
        }
        amount_of(amount)
    }

    /// Both kinds of minting stop while the backing is short.
    pub(crate) fn ensure_backed(&self) -> Outcome {
        let position = self.position();
        let (backing, supply) = (position.backing(), position.supply());
        if backing < supply {
            return Err(revert(UnderBacked {
                backing: U256::from(backing),
                supply: U256::from(supply),
            }));
        }
        Ok(())
    }

    fn to_assets(&self, units: u64) -> Outcome<U256> {
        let scale = self.scale();
        scale.assets(units).ok_or_else(|| {
            revert(AmountNotRepresentable {
                amount: U256::from(units),
                unit: U256::from(scale.unit()),
            })
        })
    }
}

fn ensure_moved(expected: U256, moved: U256) -> Outcome {
    if moved != expected {
        return Err(revert(AssetAmountMismatch { expected, moved }));
    }
    Ok(())
}
