import { describe, expect, it } from "vitest";
import { waterfall, type Waterfall } from "../src/money/waterfall";

const sum = (of: Waterfall): bigint => of.vendor + of.experienceFee + of.communityFee + of.cashback + of.stakers + of.customers + of.coCreators + of.causes + of.carried;
const terms = { profit_bps: 3000, cashback_bps: 2000, stake_bps: 5000 };

describe("waterfall", () => {
  it("splits as the checkout did in the demo's market day", () => {
    // 30 PSC of tea to a friend's link, with a pool: 9 of profit, 1.8 cashback, 4.5 staked, 2.7 in thirds.
    const of = waterfall(30_000_000n, terms, { experienceFeeBps: 0, shared: true, staked: true });
    expect(of).toMatchObject({ vendor: 21_000_000n, cashback: 1_800_000n, stakers: 4_500_000n, customers: 900_000n, causes: 900_000n, carried: 0n });
  });
  it("takes both fees of an enrolled product", () => {
    const of = waterfall(20_000_000_000_000n, { profit_bps: 0, cashback_bps: 0, stake_bps: 0 }, { experienceFeeBps: 1500, shared: false, staked: false });
    expect(of).toMatchObject({ experienceFee: 3_000_000_000_000n, communityFee: 120_000_000_000n, vendor: 16_880_000_000_000n });
  });
  it("loses no unit, at any price", () => {
    for (let gross = 1n; gross < 3_000n; gross += 7n) {
      for (const shared of [true, false]) {
        const of = waterfall(gross, terms, { experienceFeeBps: 1500, shared, staked: !shared });
        expect(sum(of)).toBe(gross);
        expect([0n, 1n, 2n]).toContain(of.carried);
        expect(of.customers).toBe(of.causes);
      }
    }
  });
});
