//! How a settling line's gross is shared out. Pure arithmetic in PSC units.

use common::{
    commerce::{Rates, COMMUNITY_FEE_BPS},
    math::BPS,
};

/// What holds for a line when it settles, beside the rates copied at order.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Conditions {
    /// Most cashback that the share which led here may still earn; 0 without a valid share.
    pub cashback_cap: u64,
    /// Whether the product's stake pool is worth at least the DAO's minimum.
    pub staked: bool,
    /// Share of the vendor's part that repays a promotion advance.
    pub repay_bps: u16,
}

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

/// Shares `gross` out. The catalog keeps profit + fees ≤ the price and cashback + stake share ≤
/// the profit, so nothing here falls below zero.
pub fn share_out(gross: u64, rates: Rates, conditions: Conditions) -> Waterfall {
    let experience_fee = part(gross, rates.experience_fee_bps);
    // Community and experience fee come together: with enrolment under a quality model.
    let community_fee = match rates.experience_fee_bps {
        0 => 0,
        _ => part(gross, COMMUNITY_FEE_BPS),
    };
    let profit = part(gross, rates.profit_bps);
    let cashback = part(profit, rates.cashback_bps).min(conditions.cashback_cap);
    let stake_share = match conditions.staked {
        true => part(profit, rates.stake_bps),
        false => 0,
    };
    let vendor = gross - experience_fee - community_fee - profit;
    let repayment = part(vendor, conditions.repay_bps);
    Waterfall {
        gross,
        experience_fee,
        community_fee,
        cashback,
        stake_share,
        groups: profit - cashback - stake_share,
        repayment,
        to_vendor: vendor - repayment,
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

    fn conditions() -> impl Strategy<Value = Conditions> {
        (any::<u64>(), any::<bool>(), 0u16..=10_000).prop_map(
            |(cashback_cap, staked, repay_bps)| Conditions {
                cashback_cap,
                staked,
                repay_bps,
            },
        )
    }

    proptest! {
        #[test]
        fn invariant_parts_add_up_to_the_gross(gross in any::<u64>(), rates in rates(), conditions in conditions()) {
            let w = share_out(gross, rates, conditions);
            let sum = [w.experience_fee, w.community_fee, w.cashback, w.stake_share, w.groups, w.repayment, w.to_vendor]
                .iter().map(|part| u128::from(*part)).sum::<u128>();
            prop_assert_eq!(sum, u128::from(gross));
        }

        #[test]
        fn vendor_part_is_the_same_whoever_led_here(gross in any::<u64>(), rates in rates(), conditions in conditions()) {
            let unshared = Conditions { cashback_cap: 0, ..conditions };
            prop_assert_eq!(
                share_out(gross, rates, conditions).to_vendor,
                share_out(gross, rates, unshared).to_vendor,
            );
        }

        /// Whoever splits a purchase gets no more from it than from one: each part is rounded down.
        #[test]
        fn splitting_a_sale_never_raises_a_claim(
            a in any::<u32>(), b in any::<u32>(), rates in rates(), conditions in conditions(),
        ) {
            let whole = share_out(u64::from(a) + u64::from(b), rates, conditions);
            let (one, two) = (share_out(a.into(), rates, conditions), share_out(b.into(), rates, conditions));
            prop_assert!(one.experience_fee + two.experience_fee <= whole.experience_fee);
            prop_assert!(one.community_fee + two.community_fee <= whole.community_fee);
            prop_assert!(one.stake_share + two.stake_share <= whole.stake_share);
            let uncapped = Conditions { cashback_cap: u64::MAX, ..conditions };
            prop_assert!(
                share_out(a.into(), rates, uncapped).cashback + share_out(b.into(), rates, uncapped).cashback
                    <= share_out(u64::from(a) + u64::from(b), rates, uncapped).cashback
            );
        }
    }

    /// The white paper's own figures: 20,000,000 at 15 % give 3,000,000, and 6 per mille 120,000.
    #[test]
    fn fees_are_the_white_papers() {
        let rates = Rates {
            experience_fee_bps: 1_500,
            ..Rates::default()
        };
        let w = share_out(20_000_000, rates, Conditions::default());
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
        let shared = Conditions {
            cashback_cap: u64::MAX,
            ..Conditions::default()
        };
        let tiny = share_out(99, rates, shared);
        assert_eq!((tiny.cashback, tiny.groups, tiny.to_vendor), (0, 9, 90));
        let whole = share_out(9_900, rates, shared);
        assert_eq!(
            (whole.cashback, whole.groups, whole.to_vendor),
            (99, 891, 8_910)
        );
    }
}
