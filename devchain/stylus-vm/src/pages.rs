//! What wasm memory costs: the page model.
//!
//! A transaction tracks two numbers over all its Stylus frames: the pages *open* now, and the most that were *ever* open.
//! Open pages are given back when a frame ends; *ever* never falls, not even on revert.

use crate::StylusParams;

/// Most pages a transaction can pay for; the price above is `u64::MAX`.
pub const MAX_PAGES: u16 = 128;

/// The ramp's growth per page.
const RAMP_BASE: f64 = 1.144_512_652_659_246_4;

/// floor(RAMP_BASE^p), multiplied out at compile time so that no platform's `pow` decides a price.
const RAMP: [u32; MAX_PAGES as usize + 1] = {
    let mut table = [0; MAX_PAGES as usize + 1];
    let mut power = 1.0_f64;
    let mut page = 0;
    while page < table.len() {
        table[page] = power as u32;
        power *= RAMP_BASE;
        page += 1;
    }
    table
};

/// The exponential part of the price of having had `pages` pages open, in gas.
#[must_use]
pub fn ramp(pages: u16) -> u64 {
    RAMP.get(usize::from(pages))
        .map_or(u64::MAX, |&gas| u64::from(gas))
}

/// Pages of a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PagesOpen {
    /// Open now.
    pub open: u16,
    /// The most that were open at any time of the transaction.
    pub ever: u16,
}

impl PagesOpen {
    /// Gas for opening `new` more pages.
    #[must_use]
    pub fn cost(self, new: u16, params: &StylusParams) -> u64 {
        let open = self.open.saturating_add(new);
        let ever = self.ever.max(open);
        if ever <= params.free_pages {
            return 0;
        }
        let charged = |pages: u16| pages.saturating_sub(params.free_pages);
        let linear = u64::from(charged(open) - charged(self.open)) * u64::from(params.page_gas);
        linear.saturating_add(ramp(ever) - ramp(self.ever))
    }

    /// Opens `new` more pages and returns their gas, whether or not the caller can pay it.
    pub fn open(&mut self, new: u16, params: &StylusParams) -> u64 {
        let gas = self.cost(new, params);
        self.open = self.open.saturating_add(new);
        self.ever = self.ever.max(self.open);
        gas
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: StylusParams = StylusParams::at(51);

    #[test]
    fn ramp_grows_from_one_and_ends_at_the_page_limit() {
        assert_eq!(ramp(0), 1);
        assert_eq!(ramp(128), 31_873_999);
        assert_eq!(ramp(129), u64::MAX);
        assert!((1..=128).all(|p| ramp(p) >= ramp(p - 1)));
    }

    #[test]
    fn cost_is_zero_within_the_free_pages() {
        assert_eq!(PagesOpen::default().cost(2, &PARAMS), 0);
        assert_eq!(PagesOpen { open: 1, ever: 2 }.cost(1, &PARAMS), 0);
    }

    #[test]
    fn cost_charges_pages_above_the_free_ones_and_the_ramp_once() {
        let mut pages = PagesOpen::default();
        assert_eq!(pages.open(17, &PARAMS), 15_000 + ramp(17) - ramp(0));
        pages.open = 0;
        assert_eq!(pages.open(17, &PARAMS), 15_000, "the ramp was already paid");
        assert_eq!(pages.open(1, &PARAMS), 1_000 + ramp(18) - ramp(17));
    }

    #[test]
    fn cost_is_unpayable_above_the_limit() {
        assert_eq!(PagesOpen::default().cost(129, &PARAMS), u64::MAX);
        assert_eq!(
            PagesOpen {
                open: 128,
                ever: 128
            }
            .cost(u16::MAX, &PARAMS),
            u64::MAX
        );
    }
}
