// Who gets what of a line: the checkout's own integer arithmetic (protocol, section 4), so that a buyer sees before paying
// what the chain will do.

/** What decides a line's waterfall. */
export interface Terms {
  profit_bps: number;
  cashback_bps: number;
  stake_bps: number;
}

/** Which parts apply. */
export interface Facts {
  /** The fee of the quality network, if the product is enrolled. */
  experienceFeeBps: number;
  /** A valid share led here. */
  shared: boolean;
  /** The product's pool takes its part. */
  staked: boolean;
}

/** A line's parts, base units of PSC; they add up to the gross. */
export interface Waterfall {
  gross: bigint;
  vendor: bigint;
  experienceFee: bigint;
  communityFee: bigint;
  cashback: bigint;
  stakers: bigint;
  customers: bigint;
  coCreators: bigint;
  causes: bigint;
  /** 0 to 2 units that wait in the splitter until they divide by three. */
  carried: bigint;
}

const bps = (amount: bigint, rate: number): bigint => (amount * BigInt(rate)) / 10_000n;
/** 6 per mille to the quality network's community. */
const COMMUNITY_BPS = 60;

/** Splits `gross`. */
export function waterfall(gross: bigint, terms: Terms, facts: Facts): Waterfall {
  const enrolled = facts.experienceFeeBps > 0;
  const experienceFee = bps(gross, facts.experienceFeeBps);
  const communityFee = enrolled ? bps(gross, COMMUNITY_BPS) : 0n;
  const profit = bps(gross, terms.profit_bps);
  const cashback = facts.shared ? bps(profit, terms.cashback_bps) : 0n;
  const stakers = facts.staked ? bps(profit, terms.stake_bps) : 0n;
  const groups = profit - cashback - stakers;
  const third = groups / 3n;
  return {
    gross,
    vendor: gross - experienceFee - communityFee - profit,
    experienceFee,
    communityFee,
    cashback,
    stakers,
    customers: third,
    coCreators: third,
    causes: third,
    carried: groups - 3n * third,
  };
}
