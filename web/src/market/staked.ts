// Which products' pools take their part of the profit: those worth the DAO's minimum.

import { all, type Answer } from "../api/client";
import { useLoad } from "../api/use";

type Pool = Pick<Answer<"/v1/pools/{product}">, "total_assets" | "minimum_since" | "terms">;

const MOST = 2_000;

export function takes(pool: Pool | undefined): boolean {
  return pool?.terms !== null && pool?.terms !== undefined && typeof pool.minimum_since === "number" && BigInt(pool.total_assets) >= BigInt(pool.terms.min_assets);
}

/** The products whose stakers are paid; none is asked for where none of the shelf's shares with stakers. */
export function useStaked(shelf: { terms: { stake_bps: number } }[]): Set<number> {
  const asked = shelf.some((product) => product.terms.stake_bps > 0);
  const pools = useLoad(asked ? "pools" : null, (signal) => all("/v1/pools", {}, MOST, signal));
  return new Set(pools.data?.filter(takes).map((pool) => pool.product));
}
