//! How a settling line's gross is shared out. Pure arithmetic in PSC units.

use common::{
    commerce::{Rates, COMMUNITY_FEE_BPS},
    math::BPS,
};

/// Where a line's gross goes: the parts add up to it exactly.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Waterfall {
    pub gross: u64,
    pub experience_fee: u64,
    pub community_fee: u64,
    pub cashback: u64,
    pub stake_share: u64,
    /// To the three groups together.
    pub groups: u64,
    pub repayment: u64,
    pub to_vendor: u64,
}

/// Shares `gross` out, as if the product's stake pool took its share and nothing were to be repaid:
/// [`Waterfall::book`] tells what the pools said. `cashback_cap`: most that the share which led
/// here may still earn; 0 without a valid one. The catalog keeps profit + fees ≤ the price and
/// cashback + stake share ≤ the profit, so nothing here falls below zero.
pub fn share_out(gross: u64, rates: Rates, cashback_cap: u64) -> Waterfall {
    let experience_fee = part(gross, rates.experience_fee_bps);
    // Community and experience fee come together: with enrolment under a quality model.
    let community_fee = match rates.experience_fee_bps {
        0 => 0,
        _ => part(gross, COMMUNITY_FEE_BPS),
    };
    let profit = part(gross, rates.profit_bps);
    let cashback = part(profit, rates.cashback_bps).min(cashback_cap);
    let stake_share = part(profit, rates.stake_bps);
    Waterfall {
        gross,
        experience_fee,
        community_fee,
        cashback,
        stake_share,
        groups: profit - cashback - stake_share,
        repayment: 0,
        to_vendor: gross - experience_fee - community_fee - profit,
    }
}

impl Waterfall {
    /// What the stake pools took: at most the stake share, the groups getting the rest of it, and
    /// of the vendor's part a repayment.
    pub fn book(&mut self, stake_share: u64, repayment: u64) {
        self.groups += self.stake_share - stake_share;
        self.stake_share = stake_share;
        self.to_vendor -= repayment;
        self.repayment = repayment;
    }
}

/// ⌊amount × bps / 10,000⌋.
pub fn part(amount: u64, bps: u16) -> u64 {
    (u128::from(amount) * u128::from(bps) / u128::from(BPS)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rates() -> impl Strategy<Value = Rates> {
        (0u16..=1_500, 0u16..=10_000, 0u16..=10_000).prop_flat_map(|(fee, cashback, other)| {
            (0..=10_000 - 60 - fee).prop_map(move |profit| Rates {
                profit_bps: profit,
                cashback_bps: cashback,
                stake_bps: other.min(10_000 - cashback),
                experience_fee_bps: fee,
            })
        })
    }

    /// What the stake pools may say of a line: all of its stake share or nothing, and a rate.
    fn shared(gross: u64, rates: Rates, cap: u64, staked: bool, repay_bps: u16) -> Waterfall {
        let mut w = share_out(gross, rates, cap);
        let taken = if staked { w.stake_share } else { 0 };
        let repayment = part(w.to_vendor, repay_bps);
        w.book(taken, repayment);
        w
    }

    proptest! {
        #[test]
        fn invariant_parts_add_up_to_the_gross(
            gross in any::<u64>(), rates in rates(), cap in any::<u64>(), staked in any::<bool>(), repay in 0u16..=10_000,
        ) {
            let w = shared(gross, rates, cap, staked, repay);
            let sum = [w.experience_fee, w.community_fee, w.cashback, w.stake_share, w.groups, w.repayment, w.to_vendor]
                .iter().map(|part| u128::from(*part)).sum::<u128>();
            prop_assert_eq!(sum, u128::from(gross));
        }

        #[test]
        fn vendor_part_is_the_same_whoever_led_here(
            gross in any::<u64>(), rates in rates(), cap in any::<u64>(), staked in any::<bool>(), repay in 0u16..=10_000,
        ) {
            prop_assert_eq!(
                shared(gross, rates, cap, staked, repay).to_vendor,
                shared(gross, rates, 0, !staked, repay).to_vendor,
            );
        }

        #[test]
        fn what_no_pool_takes_is_the_groups_and_a_repayment_is_the_vendors(
            gross in any::<u64>(), rates in rates(), cap in any::<u64>(), staked in any::<bool>(), repay in 0u16..=10_000,
        ) {
            let (before, after) = (share_out(gross, rates, cap), shared(gross, rates, cap, staked, repay));
            let taken = if staked { before.stake_share } else { 0 };
            prop_assert_eq!(after.stake_share, taken);
            prop_assert_eq!(after.groups, before.groups + before.stake_share - taken);
            prop_assert_eq!(after.repayment, part(before.to_vendor, repay));
            prop_assert_eq!(after.to_vendor, before.to_vendor - after.repayment);
        }

        /// Whoever splits a purchase gets no more from it than from one: each part is rounded down.
        #[test]
        fn splitting_a_sale_never_raises_a_claim(a in any::<u32>(), b in any::<u32>(), rates in rates()) {
            let whole = share_out(u64::from(a) + u64::from(b), rates, u64::MAX);
            let (one, two) = (share_out(a.into(), rates, u64::MAX), share_out(b.into(), rates, u64::MAX));
            prop_assert!(one.experience_fee + two.experience_fee <= whole.experience_fee);
            prop_assert!(one.community_fee + two.community_fee <= whole.community_fee);
            prop_assert!(one.stake_share + two.stake_share <= whole.stake_share);
            prop_assert!(one.cashback + two.cashback <= whole.cashback);
        }
    }

    /// The white paper's own figures: 20,000,000 at 15 % give 3,000,000, and 6 per mille 120,000.
    #[test]
    fn fees_are_the_white_papers() {
        let rates = Rates {
            experience_fee_bps: 1_500,
            ..Rates::default()
        };
        let w = share_out(20_000_000, rates, 0);
        assert_eq!((w.experience_fee, w.community_fee), (3_000_000, 120_000));
    }

    /// 1,000 payees of a thousandth each, paid from 900 and from a hundred single units: rounding
    /// favours none of the claimants, and what they do not get stays in the groups' part.
    #[test]
    fn tiny_sales_give_nothing_away() {
        let rates = Rates {
            profit_bps: 1_000,
            cashback_bps: 1_000,
            ..Rates::default()
        };
        let tiny = share_out(99, rates, u64::MAX);
        assert_eq!((tiny.cashback, tiny.groups, tiny.to_vendor), (0, 9, 90));
        let whole = share_out(9_900, rates, u64::MAX);
        assert_eq!(
            (whole.cashback, whole.groups, whole.to_vendor),
            (99, 891, 8_910)
        );
    }
}
